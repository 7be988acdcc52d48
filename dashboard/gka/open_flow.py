"""Flow as open data have it: one edition, per secondary school location and municipality, by DUO's own definition."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard.figures import stats
from dashboard.frame import markup
from dashboard.frame.language import _, measure, number
from dashboard.frame.markup import Cell, Markup, md
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader
from dashboard.gka.figures import OPEN_FLOWS
from dashboard.gka.scope import Scope
from dashboard.ui import school_links, tables


@dataclass(frozen=True)
class Flow:
    """One figure of one edition: a row per location with its interval, the municipality's and the country's."""

    indicator: Indicator
    period: str
    schools: pd.DataFrame
    wholes: pd.DataFrame


def indicators(reader: Reader) -> dict[str, Indicator]:
    """The flows that this build has a figure of."""
    rows = reader.run("compare_indicators", {"level": "municipality"})
    known = {row["indicator_id"]: Indicator.of(row) for row in rows.to_dict("records")}
    return {code: known[code] for code in OPEN_FLOWS if code in known}


def load(indicator: Indicator, scope: Scope, reader: Reader) -> Flow:
    """The newest edition that the build has."""
    asked = {"municipalities": scope.municipalities, "indicator": indicator.indicator_id}
    schools, wholes = reader.run("gka_school_values", asked), reader.run("gka_area_values", asked)
    period = str(max([*schools["period"], *wholes["period"]], default=""))
    wholes = scope.areas.merge(wholes[wholes["period"] == period], on="area_code")
    rows = schools[schools["period"] == period]
    limits = stats.wilson(rows["value"] / 100, rows["n"])
    rows = rows.assign(lower=100 * limits.lower, upper=100 * limits.upper)
    return Flow(indicator, period, rows.sort_values(["name", "school_id"]), wholes[wholes["level"] != "district"])


def finding(found: Flow, scope: Scope) -> str:
    """The municipality beside the country, and how many locations lie beyond chance on either side of it."""
    told = {level: found.wholes[found.wholes["level"] == level] for level in ("municipality", "country")}
    parts = []
    for level, place in (("municipality", md(scope.name)), ("country", _("the country"))):
        row = told[level]
        if len(row) == 1 and row["status"].iloc[0] == "observed":
            parts.append(_("in {place} **{value}**", place=place, value=measure(row["value"].iloc[0], found.indicator)))
    if not parts:
        return _("There is no figure of {place} in this edition.", place=md(scope.name))
    return _("{list}. There is one edition, so no change to be seen.", list=_sentence(parts))


def _sentence(parts: list[str]) -> str:
    text = ", ".join(parts)
    return text[0].upper() + text[1:]


def table(found: Flow) -> Markup:
    """Schools by name, never by figure: this is no list of who does best. Of one name each has its number."""
    heads = [
        _("Location"),
        Cell(_("Figure, %"), is_number=True),
        Cell(_("95 % interval"), is_number=True, kind="hs"),
        Cell(_("Pupils"), is_number=True),
    ]
    schools = found.schools
    alike = schools["name"].duplicated(keep=False)
    titles = schools["name"].where(~alike, schools["name"] + " (" + schools["school_id"] + ")")
    rows = schools.assign(title=titles).to_dict("records")
    return markup.table(heads, [_row(row, found.indicator) for row in rows])


def _row(row: dict, indicator: Indicator) -> list[str | Cell]:
    name = school_links.anchor(row["school_id"], row["title"])
    if row["status"] != "observed":
        word = tables.cell_word(row["status"])
        return [Cell(name), Cell(word, is_number=True), Cell("", kind="hs"), Cell("")]
    digits = indicator.digits(row["n"])
    limits = f"{number(row['lower'], digits)} – {number(row['upper'], digits)}"
    return [
        Cell(name),
        Cell(number(row["value"], digits), is_number=True),
        Cell(limits, is_number=True, kind="hs"),
        Cell(number(row["n"]), is_number=True),
    ]


def definition(period: str) -> str:
    """Whose count it is and what it does not say."""
    text = _("DUO's own count, not that of the GKA or CBS: the file does not say what counts as moving down.")
    if not period.startswith("uitgave"):
        return text
    return f"{text} {_('Nor does it say of which school year it is.')}"
