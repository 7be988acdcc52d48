"""Terms that people look up, with the page that explains or shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dashboard.frame.language import _
from dashboard.frame.warehouse import Reader


@dataclass(frozen=True)
class Term:
    """One term: its names (the first is shown), one line about it, and the page with its choices."""

    code: str
    names: tuple[str, ...]
    note: str = ""
    path: str = "methode"
    params: Mapping[str, str] = field(default_factory=dict)


def terms() -> list[Term]:
    """The own words of the program and of the field; the page Methode says what each means."""
    return [
        Term("need", (_("Need"), _("need per pupil"), _("load"))),
        Term("white_spot", (_("White spot"), _("white spots")), path="dekking", params={"weergave": "wit"}),
        Term("faded", (_("Faded"), _("faded activities"), _("no longer current"))),
        Term("presence", (_("Presence"), _("presence of partners"), _("coverage"))),
        Term("score", (_("Disadvantage score"), _("disadvantage score CBS"), _("threshold"))),
        Term("weging", ("Schoolweging", _("weighting score"))),
        Term("ses", ("SES-WOA", _("socio-economic status"), _("prosperity"))),
        Term("afstroom", (_("Downward streaming"), _("upward streaming"))),
        Term("advice", (_("School advice"), _("test advice"), _("teacher's advice"))),
        Term("newcomers", (_("Newcomers' school"), _("asylum seekers"))),
        Term("hidden", (_("Suppressed"), _("withheld"), _("small numbers"))),
        Term("twins", (_("Twins"), _("comparable neighbourhoods")), path="wijken-vergelijken"),
        Term("band", (_("Spread of places"), _("weights"), _("rank")), path="doelscholen"),
        Term("small_school", (_("Small school"), _("40 pupils or fewer"))),
        Term("target", (_("Target schools"), _("why a target school")), path="doelscholen"),
    ]


def indicators(reader: Reader, language: str) -> list[Term]:
    """Every indicator that has a map, by its name."""
    return [
        Term(
            row["indicator_id"],
            (row[f"name_{language}"] or row["name_nl"],),
            "",
            "kaart",
            {"indicator": row["indicator_id"]},
        )
        for row in reader.run("indicators").to_dict("records")
    ]
