"""Plain facts that a partner tells of a programme: which there are, and how a cell or a form says them.

What was not told, or cannot be read, is unknown: '' here, and no row in mart.programme_fact. It never becomes yes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any

import pandas as pd

from etl import paths

YES_NO, THEMES, MOMENTS, NUMBER, AREAS, TEXT = "yes_no", "themes", "moments", "number", "areas", "text"
FACTS = {
    "via_skb": YES_NO,
    "learning_line": YES_NO,
    "themes": THEMES,
    "groups": TEXT,
    "moment": MOMENTS,
    "quality_mark": TEXT,
    "wants_volunteers": YES_NO,
    "starts_in": AREAS,
    "working_area": AREAS,
    "capacity": NUMBER,
}
OF_PARTNER = "*"  # in the place of a programme: told of the partner as a whole
YES, NO = "yes", "no"
WORDS = {YES: {"yes", "ja", "j", "y", "true", "waar", "1"}, NO: {"no", "nee", "n", "false", "onwaar", "0"}}
MOMENT_WORDS = {
    "in_school": r"(in|onder|tijdens|binnen) ?(school|schooltijd|de les|lestijd)\b|in_school",
    "after_school": r"\b(na|after|buiten) ?(school|schooltijd)\b|naschools|after_school|weekend",
    "project_week": r"project ?we+k(en)?\b|project_week",
}
LONGEST = 200


def read(fact_id: str, told: str) -> str:
    """A fact as it is kept, from how it was told; '' when that says nothing that can be read."""
    kind, text = FACTS[fact_id], " ".join(told.split())[:LONGEST]
    if kind == YES_NO:
        return next((word for word, said in WORDS.items() if text.casefold() in said), "")
    if kind == NUMBER:
        digits = re.fullmatch(r"(\d{1,6})([.,]0+)?", text.replace(" ", ""))
        return str(int(digits[1])) if digits else ""
    if kind == MOMENTS:
        return ",".join(word for word, rule in MOMENT_WORDS.items() if re.search(rule, text.casefold()))
    if kind == THEMES:
        parts = [_theme(part) for part in re.split(r"[,;/|+]", text)]
        return ",".join(dict.fromkeys(filter(None, parts)))
    return text


def _theme(part: str) -> str:
    return _themes().get(" ".join(part.casefold().split()), "")


@cache
def _themes() -> Mapping[str, str]:
    """theme_id by its id and its names in both languages."""
    table = pd.read_csv(paths.REFERENCE / "gka_themes.csv", dtype=str)
    return {
        str(row[column]).casefold(): str(row["theme_id"])
        for row in table.to_dict("records")
        for column in ("theme_id", "name_nl", "name_en")
    }


def per_row(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """fact_id -> what each row of a file says of it ('' = nothing readable); only facts with a filled column."""
    told = [fact_id for fact_id in FACTS if (rows[fact_id] != "").any()]
    return {fact_id: rows[fact_id].map(partial(read, fact_id)) for fact_id in told}


def of_rows(told: Mapping[str, pd.Series], slugs: Sequence[str]) -> Iterable[tuple[str, str, str]]:
    """(programme_slug, fact_id, value) of what `per_row` read, where all rows of a programme that tell it agree."""
    for fact_id, values in told.items():
        of = pd.Series(slugs, index=values.index, dtype="str")
        for slug, said in values[values != ""].groupby(of):
            if said.nunique() == 1:
                yield str(slug), fact_id, str(said.iloc[0])


def newest(told: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of everything that was told of a programme, the last word on each fact; what became unknown again is left out."""
    found: dict[tuple[str, str, str], Mapping[str, Any]] = {}
    for one in sorted(told, key=lambda fact: (fact["told_at"], fact["told_in"] == "form")):
        found[one["partner_id"], one["programme_slug"], one["fact_id"]] = one
    return [one for one in found.values() if one["value"]]
