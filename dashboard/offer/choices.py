"""What a reader looks for: words, sector, groups, theme, place, moment, marks; or what fits one school."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.figures import fit
from dashboard.figures.complements import parts
from dashboard.figures.fit import GROUPS, Fit, State, Wish, told
from dashboard.figures.search.stems import Found
from dashboard.frame.language import _, ngettext
from dashboard.frame.records import Place
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.offer import programmes
from dashboard.ui import activity, requests, sidebar

ALL, BOTH = "alles", "beide"
DEFAULTS = {
    "q": "",
    "sector": ALL,
    "groep": "",
    "thema": "",
    "gebied": "NL00",
    "moment": "",
    "partners": "",
    "vrijwilligers": "0",
    "keurmerk": "0",
    "meteen": "0",
    "stil": "0",
    "school": "",
    "programma": "",
    "weergave": "kaartjes",
    "blad": "1",
}
APART = ("sector", "partners")  # here they are of the offer, not of activities
ORDER = {State.FITS: 0, State.ASK: 1, State.NOT: 2}


@dataclass(frozen=True)
class Asked:
    """What is looked for: the wish with its place (None: everywhere), and the school it is for (None: no school)."""

    wish: Wish
    place: Place | None
    school: Mapping[str, Any] | None
    towns: frozenset[str]  # codes of the municipalities of the place

    def judged(self, row: Mapping[str, Any]) -> Fit:
        """The rule of the school's page; without a place every place fits."""
        is_near = self.place is None or bool(self.towns & row["towns"].keys())
        return fit.judged({**row, "is_in_town": is_near}, self.wish)


@dataclass(frozen=True)
class Result:
    """What is shown: programmes with their fit in the order of the page, by which words, and what is not known."""

    rows: pd.DataFrame
    fits: tuple[Fit, ...]
    by: Mapping[str, Found]
    unknown: int  # programmes left out because a mark that is asked for was not told of them
    left_out: int  # programmes that do not fit, and are not shown

    def count(self, state: State) -> int:
        return sum(one.state is state for one in self.fits)


def draw(chosen: Selection, offer: programmes.Offer, reader: Reader) -> Asked:
    """The side bar, and what it comes down to."""
    restart = {"then": lambda: chosen.set(blad=None)}
    chosen.write_in("q", _("Search in the offer"), placeholder=_("name, theme or partner"), max_chars=80)
    words = {ALL: _("all"), "PO": "PO", "VO": "VO", BOTH: "PO → VO"}
    chosen.valid("sector", list(words))
    chosen.pick("sector", _("Sector"), list(words), format_func=words.__getitem__, **restart)
    themes = {"": _("All themes"), **activity.theme_names(reader)}
    chosen.valid("thema", list(themes))
    chosen.choose("thema", _("Theme"), list(themes), format_func=themes.__getitem__, **restart)
    groups = {"": _("All groups"), **{code: _group(code) for code in GROUPS}}
    chosen.valid("groep", list(groups))
    chosen.choose("groep", _("Group or year"), list(groups), format_func=groups.__getitem__, **restart)
    moments = {"": _("At any time"), **activity.moment_words()}
    chosen.valid("moment", list(moments))
    chosen.choose("moment", _("When"), list(moments), format_func=moments.__getitem__, **restart)
    place = sidebar.place(chosen, reader)
    names = dict(zip(offer.rows["partner_id"], offer.rows["partner_name"], strict=True))
    everyone = ngettext("The only partner", "All {n} partners", len(names))
    chosen.choose_many(
        "partners", _("Partners"), sorted(names, key=names.__getitem__), placeholder=everyone, format_func=names.get
    )
    for code, label in marks().items():
        chosen.switch(code, label)
    return asked(chosen, place, reader)


def _group(code: str) -> str:
    return _("higher education") if code == "ho" else requests.group_word(code)


def marks() -> dict[str, str]:
    """Switches by their name in a link; what was not told is no yes."""
    return {
        "vrijwilligers": _("Looks for volunteers"),
        "keurmerk": _("Has a quality mark"),
        "meteen": _("Can start at once"),
        "stil": _("Partner silent for a year"),
    }


def asked(chosen: Selection, place: Place, reader: Reader) -> Asked:
    """The school of the link, if there is one, says sector and place; else the side bar does."""
    school = _school(chosen, reader)
    sector = "" if chosen["sector"] in (ALL, BOTH) else chosen["sector"]
    if school is not None:
        around = tuple(filter(None, (_province(school["municipality_code"], reader),)))
        wish = Wish(school["sector"], school["municipality_name"] or "", chosen["thema"], chosen["groep"], around)
        return Asked(wish, place, school, frozenset(filter(None, (school["municipality_code"],))))
    if place.level == "country":
        return Asked(Wish(sector, "", chosen["thema"], chosen["groep"]), None, None, frozenset())
    places = reader.run("places")
    inside = places[(places["level"] == "municipality") & (places[f"{place.level}_code"] == place.area_code)]
    around = tuple(inside["name"]) if place.level == "province" else (place.province_name or "",)
    wish = Wish(sector, place.name, chosen["thema"], chosen["groep"], around)
    return Asked(wish, place, None, frozenset(inside["area_code"]))


def _school(chosen: Selection, reader: Reader) -> dict[str, Any] | None:
    """The school that the link names; one that nobody knows is let go."""
    code = chosen["school"].strip().upper()
    rows = reader.run("school_facts", {"school": code}) if code else pd.DataFrame()
    if rows.empty:
        chosen.set(school=None)
        return None
    row = rows.iloc[0]
    return {
        name: None if not isinstance(row[name], str) and pd.isna(row[name]) else row[name]
        for name in ("school_id", "name", "sector", "municipality_code", "municipality_name")
    }


def _province(code: str | None, reader: Reader) -> str:
    places = reader.run("places")
    names = places.loc[places["area_code"] == code, "province_name"].dropna()
    return str(names.iloc[0]) if len(names) else ""


def result(chosen: Selection, told_of: Asked, offer: programmes.Offer) -> Result:
    """The programmes in the order of the page: what fits first, then what is to be asked; for a school the rest too."""
    rows, by = programmes.found(offer, chosen["q"])
    partners = chosen.listed("partners", list(offer.rows["partner_id"].unique()))
    rows = rows[rows["partner_id"].isin(partners)] if partners else rows
    if chosen["sector"] == BOTH:
        rows = rows[[len(parts(row, "sector")) > 1 for row in rows.to_dict("records")]]
    known = [_marked(row, chosen) for row in rows.to_dict("records")]
    kept = rows[[one is True for one in known]]
    fits = [told_of.judged(row) for row in kept.to_dict("records")]
    shown = [at for at, one in enumerate(fits) if told_of.school is not None or one.state is not State.NOT]
    places = sorted(shown, key=lambda at: ORDER[fits[at].state])
    unknown = sum(one is None for one in known)
    return Result(kept.iloc[places], tuple(fits[at] for at in places), by, unknown, len(fits) - len(shown))


def _marked(row: Mapping[str, Any], chosen: Selection) -> bool | None:
    """Whether a programme has every mark that is asked for; None when one of them was not told, and none is a no."""
    found: list[bool | None] = []
    if chosen["vrijwilligers"] == "1":
        found.append({"yes": True, "no": False}.get(told(row, "wants_volunteers")))
    if chosen["keurmerk"] == "1":
        mark = told(row, "quality_mark").casefold()
        found.append(mark not in ("geen", "nee", "none", "no") if mark else None)
    if chosen["meteen"] == "1":
        found.append(True if told(row, "starts_in") else None)
    if chosen["moment"]:
        moments = parts(row, "moments")
        found.append(chosen["moment"] in moments if moments else None)
    if chosen["stil"] == "1":
        found.append(bool(row["is_silent"]))
    return False if False in found else None if None in found else True
