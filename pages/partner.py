"""Page Partner: one partner's own place: what it told, what is in doubt, what fades when, and what it could do next."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import pandas as pd
import streamlit as st

from dashboard.frame import links
from dashboard.frame.language import _, day, ngettext
from dashboard.frame.markup import md
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.partners import apart, deeds, facts, files, pending, queue, return_file
from dashboard.partners.place import about, confirm, figures, gaps, reminder, rows
from dashboard.ui import pieces, sources, states


class Part(StrEnum):
    """What this page shows one of, as it stands in the URL."""

    STANDING = "stand"
    CONFIRM = "bevestigen"
    FACTS = "feiten"
    GAPS = "kansen"
    FILE_BACK = "terug"


DEFAULTS = {
    "partner": "",
    "deel": Part.STANDING.value,
    "sector": "PO",
    "levering": "",
    "programma": files.OF_PARTNER,
    "school": "",
}


def render(reader: Reader) -> None:
    with apart.explained():
        _draw(reader)


def _draw(reader: Reader) -> None:
    chosen = Selection("partner", DEFAULTS)
    build, today = reader.build, files.today()
    partners = files.with_new(reader.run("partners"), reader.access).set_index("partner_id", drop=False)
    names = dict(zip(partners["partner_id"], partners["name"], strict=True))
    chosen.let_go("partner", names)
    partner_id = chosen["partner"]
    own = reader.run("partner_place", {"partner": partner_id})
    clocks = [_("as of {date}", date=day(build.as_of_date)), _("today {date}", date=day(today))]
    pieces.head(_("Partner"), [names.get(partner_id, ""), *clocks], _finding(names.get(partner_id, ""), own, today))
    states.told_fictional(partners[partners["partner_id"] == partner_id], build)
    chosen.choose("partner", _("Partner"), list(names), format_func=names.__getitem__, width=520,
                  placeholder=_("Choose a partner"))  # fmt: skip
    if partner_id:
        links.link("aanbod", _("All of its offer"), {"partners": partner_id}, icon=":material/category:")
        _place(partners.loc[partner_id], own, chosen, reader)
    pieces.source_line(
        [
            " · ".join(
                filter(
                    None,
                    (sources.of_need(reader), _("activity: as told by the partners"), pieces.build_text(build)),
                )
            ),
            _("What fades when is counted from today; figures on other pages count at the edition's as-of date."),
        ]
    )
    chosen.write()


def _finding(name: str, own: pd.DataFrame, today: dt.date) -> str:
    """Where the partner is and what fades, or what to do first."""
    if not name:
        return _("**Choose a partner** to see what it told, what is in doubt and what fades when.")
    if own.empty:
        return _("**{name}** has no activities yet. Below is what comes first.", name=md(name))
    standing = figures.with_standing(own, today)["standing"].value_counts()
    fades, faded = (int(standing.get(one, 0)) for one in (figures.SOON, figures.FADED))
    schools = ngettext("{n} school", "{n} schools", own["school_id"].nunique())
    told = [_("**{name}** told of programmes at **{schools}**.", name=md(name), schools=schools)]
    if fades:
        told.append(ngettext("{n} activity fades within 30 days.", "{n} activities fade within 30 days.", fades))
    if faded:
        told.append(ngettext("{n} activity has faded.", "{n} activities have faded.", faded))
    return " ".join(told)


def _place(partner: pd.Series, own: pd.DataFrame, chosen: Selection, reader: Reader) -> None:
    partner_id, waiting = partner["partner_id"], queue.waiting(reader)
    words = {
        Part.STANDING: _("How it stands"),
        Part.CONFIRM: _("Still so?"),
        Part.FACTS: _("Facts"),
        Part.GAPS: _("Own gaps"),
        Part.FILE_BACK: _("File back"),
    }
    if not reader.owns(partner_id):  # what only the partner itself says, and its own words as it told them
        del words[Part.CONFIRM], words[Part.FILE_BACK]
    part = chosen.valid("deel", list(words))
    deeds.told(reader, lambda choices: chosen.set(**dict(choices)))
    pending.show(reader, partner_id)
    chosen.pick("deel", _("Part of this page"), list(words), format_func=words.get, label_visibility="collapsed")
    if part == Part.STANDING:
        _standing(partner, own, waiting, reader)
    elif part == Part.CONFIRM:
        confirm.show(partner_id, partner["name"], own, chosen, reader)
    elif part == Part.FACTS:
        facts.of_partner(partner_id, reader)
    elif part == Part.GAPS:
        gaps.show(partner_id, own, _header(partner, reader, sources.of_need(reader)), chosen, reader)
    else:
        return_file.show(chosen, reader.build, reader, partner_id)


def _header(partner: pd.Series, reader: Reader, need: str = "") -> dict[str, str]:
    """What every export of this page says of itself; `need` where figures of need are in it."""
    source = " · ".join(filter(None, (_("the partners' own deliveries"), sources.of_schools(reader), need)))
    return {_("Partner"): partner["name"], _("Source"): source, _("Build"): pieces.build_text(reader.build)}


def _standing(partner: pd.Series, own: pd.DataFrame, waiting: pd.DataFrame, reader: Reader) -> None:
    partner_id, today = partner["partner_id"], files.today()
    header = _header(partner, reader)
    waits = int(waiting["partner_id"].eq(partner_id).sum())
    about.onboarding(partner, waits, reader)
    if len(own):
        rows.show(own, today, header, partner_id, reader)
    left, right = st.columns(2, gap="large")
    with left:
        about.registry(partner, waits, reader)
        about.doubts(partner_id, waiting)
    with right:
        if len(own):
            reminder.show(partner["name"], partner_id, own, today, reader.build)
    pieces.question("partner_place", {"partner": partner_id})
