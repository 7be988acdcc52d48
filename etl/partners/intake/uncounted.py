"""Cells of rows that will not count, or without a number: said before the rows are taken in. No message has a cell."""

import pandas as pd

from etl.partners.intake.findings import Finding, note
from etl.partners.intake.readings import is_part, participants, school_year


def findings(rows: pd.DataFrame) -> list[Finding]:
    """rows: canonical rows, one per activity."""
    found = []
    years = [
        school_year(told) or school_year(since)
        for told, since in zip(rows["school_year"], rows["start_date"], strict=True)
    ]
    without = [line for line, year in zip(rows["line"], years, strict=True) if not year]
    # a file that says no year at all is asked for one
    if without and (any(years) or (rows["school_year"] != "").any()):
        nl = f"Rijen zonder leesbaar schooljaar: {len(without)}. Ze worden getoond en tellen niet mee."
        en = f"Rows without a readable school year: {len(without)}. They are shown and do not count."
        found.append(note("unread_years", nl, en, without))
    cells = zip(rows["line"], rows["participants"], strict=True)
    unread = [line for line, text in cells if text and participants(text)[0] is None]
    if unread:
        nl = f"Aantallen die niet te lezen zijn: {len(unread)}. Die rijen tellen zonder aantal deelnemers."
        en = f"Numbers of participants that cannot be read: {len(unread)}. Those rows count without a number."
        found.append(note("unread_counts", nl, en, unread))
    halves = [line for line, text in zip(rows["line"], rows["participants"], strict=True) if is_part(text)]
    if halves:
        nl = f"Aantallen met een deel achter de komma: {len(halves)}. Het hele deel telt, als ongeveer."
        en = f"Numbers of participants with a part behind the comma: {len(halves)}. The whole part counts, as about."
        found.append(note("part_counts", nl, en, halves))
    return found
