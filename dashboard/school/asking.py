"""A school asks: who is here, who is nearest, what fits and how great its need is, each in a few words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.figures import fit
from dashboard.figures.fit import Fit, State, Wish
from dashboard.frame import links, markup
from dashboard.frame.language import _, current, ngettext, number
from dashboard.frame.markup import Cell, Markup, joined, md
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.school import facts, partners
from dashboard.school.facts import School
from dashboard.ui import fits, pieces, requests, tables

GROUPS = {"VO": ("vo1", "vo2", "vo3", "vo4", "vo5", "vo6"), "VSO": ("vo1", "vo2", "vo3", "vo4", "vo5", "vo6")}
MOST = 10
OTHERWISE = ("1", "2", "3", "4", "5", "6", "7", "8")


@dataclass(frozen=True)
class Answer:
    """What can be told to a school that asks: programmes with their fit (the best first), who is here and nearest."""

    programmes: pd.DataFrame
    fits: tuple[Fit, ...]
    here: tuple[str, ...]
    nearest: tuple[tuple[str, float, str], ...]  # partner, km, the school it is at

    def of_state(self, state: State) -> list[dict[str, Any]]:
        rows = self.programmes.to_dict("records")
        return [row for row, found in zip(rows, self.fits, strict=True) if found.state is state]


def wish(school: School, chosen: Selection, reader: Reader) -> Wish:
    """What is asked, as chosen or as the link says; both may be left open."""
    theme = chosen.valid("thema", list(requests.theme_words(reader)))
    group = chosen.valid("groep", ["", *GROUPS.get(school.sector, OTHERWISE)])
    return Wish(school.sector, school.municipality_name or "", theme, group)


def boxes(school: School, chosen: Selection, reader: Reader) -> None:
    """The two boxes: theme and group."""
    themes = requests.theme_words(reader)
    groups = {"": _("not known"), **{one: requests.group_word(one) for one in GROUPS.get(school.sector, OTHERWISE)}}
    chosen.choose("thema", _("What does the school ask for?"), list(themes), format_func=themes.__getitem__, width=330)
    chosen.choose("groep", _("Groups"), list(groups), format_func=groups.__getitem__, width=200)


def answer(school: School, asked: Wish, activities: pd.DataFrame, reader: Reader) -> Answer:
    """Judges every programme; the order is fits, ask, not, and the nearest first in each."""
    rows = reader.run("school_programmes", {"school": school.school_id, "sector": school.sector})
    found = [fit.judged(row, asked) for row in rows.to_dict("records")]
    order = {State.FITS: 0, State.ASK: 1, State.NOT: 2}
    places = sorted(range(len(found)), key=lambda at: order[found[at].state])
    ranked = rows.iloc[places]
    now = activities[activities["is_current"].astype(bool)] if len(activities) else activities
    here = tuple(dict.fromkeys(now["partner_name"])) if len(now) else ()
    near = rows[rows["distance_km"].notna() & ~rows["partner_name"].isin(here)].drop_duplicates("partner_id")
    nearest = tuple(zip(near["partner_name"], near["distance_km"], near["nearest_school"], strict=True))
    return Answer(ranked, tuple(found[at] for at in places), here, nearest[:4])


def sentence(told: Answer) -> str:
    """The answer of ten seconds."""
    if told.here:
        first = ngettext(
            "**{n} partner** is here now: {names}.",
            "**{n} partners** are here now: {names}.",
            len(told.here),
            names=md(", ".join(told.here)),
        )
    else:
        first = _("**No partner** works here now.")
    if told.nearest:
        name, km, _school = told.nearest[0]
        first += " " + _("{partner} is nearest, at **{km} km**.", partner=md(name), km=number(km, 1))
    fits, ask = len(told.of_state(State.FITS)), len(told.of_state(State.ASK))
    fitting = (
        ngettext("**{n} programme** fits", "**{n} programmes** fit", fits) if fits else _("No programme surely fits")
    )
    asks = ngettext("{n} has to be asked", "{n} have to be asked", ask)
    return f"{first} {fitting}; {asks}." if ask else f"{first} {fitting}."


def four(school: School, told: Answer, strips: pd.DataFrame) -> None:
    """Four answers beside each other; on a phone below each other."""
    fitting = told.of_state(State.FITS)
    nearest = [f"{name} {number(km, 1)} km" for name, km, _school in told.nearest]
    asks = len(told.of_state(State.ASK))
    ask = [ngettext("{n} to ask", "{n} to ask", asks)] if asks else []
    cells = (
        (_("Who is here now?"), ", ".join(told.here) or _("no partner"), ""),
        (_("Who is nearest?"), nearest[0] if nearest else _nobody_near(school), ", ".join(nearest[1:])),
        (_("What fits?"), fitting[0]["name"] if fitting else _("nothing for sure"), _fitting(fitting, ask)),
        (_("How great is the need?"), facts.size_of_need(school, strips), _need(school, strips)),
    )
    cell = Markup("<div><span>{}</span><b>{}</b><span>{}</span></div>")
    pieces.piece(joined(cell.format(*one) for one in cells), "rw-four")


def _nobody_near(school: School) -> str:
    return _("nobody near") if school.is_placed else _("place not known")


def _fitting(fitting: Sequence[Mapping[str, Any]], ask: Sequence[str]) -> str:
    who = [f"{fitting[0]['partner_name']}"] if fitting else []
    more = [_("{n} more fit", n=number(len(fitting) - 1))] if len(fitting) > 1 else []
    return "; ".join([*who, *more, *ask])


def _need(school: School, strips: pd.DataFrame) -> str:
    text = facts.need(school, strips)
    return text.replace("**", "")


def programmes(told: Answer, chosen: Selection) -> None:
    """What fits, then what is to be asked, ten at most; the rest behind a switch."""
    may_fit = told.of_state(State.FITS) + told.of_state(State.ASK)
    rest = may_fit[MOST:] + told.of_state(State.NOT)
    shown = may_fit[:MOST] + (rest if chosen["ook"] == "1" else [])
    states = dict(zip((row["programme_id"] for row in told.programmes.to_dict("records")), told.fits, strict=True))
    if shown:
        heads = [
            _("Fits?"), _("Partner"), _("Programme"), Cell(_("Theme"), kind="hs"), Cell(_("Groups"), kind="hs"),
            Cell("km", is_number=True), Cell(_("Confirmed"), kind="hs"),
        ]  # fmt: skip
        pieces.piece(markup.table(heads, (_row(row, states[row["programme_id"]]) for row in shown)), "rw-scroll")
    elif rest:
        text = _("**No programme fits this question.** Leave the theme or the group open, or look at all of them.")
        st.info(text, icon=":material/filter_alt_off:")
    else:
        text = _("**No programme is known.** Partners tell them on the page Partner data.")
        st.info(text, icon=":material/filter_alt_off:")
    asked = {name: chosen[name] for name in ("thema", "groep") if chosen[name]}
    links.link("aanbod", _("All of the offer for this school"), {"school": chosen["school"], **asked})
    if rest:
        chosen.switch("ook", ngettext("Also show {n} other programme", "Also show {n} other programmes", len(rest)))


def _row(row: Mapping[str, Any], found: Fit) -> list[str | Cell]:
    theme = row[f"theme_{current()}"] or row["theme_nl"] or _("unknown")
    groups = "–".join(dict.fromkeys(filter(None, (row["group_from"], row["group_to"])))) or _("unknown")
    here = _("here") if row["is_here"] else ""
    return [
        Cell(fits.state(found)), row["partner_name"], row["name"] or "", Cell(theme, kind="hs"),
        Cell(groups, kind="hs"),
        Cell(here or (number(row["distance_km"], 1) if pd.notna(row["distance_km"]) else tables.NONE), is_number=True),
        Cell(partners.month(row["confirmed_on"]) or tables.NONE, kind="hs"),
    ]  # fmt: skip
