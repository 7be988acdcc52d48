"""Who the partner is in the registry, what waits, how long deliveries took; and what a new one still must do."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard.frame import markup
from dashboard.frame.language import _, day, ngettext, number
from dashboard.frame.markup import Cell
from dashboard.frame.warehouse import Reader
from dashboard.partners import files, freshness
from dashboard.partners.place import figures
from dashboard.ui import pieces, tables

MOST_DOUBTS = 8


def registry(partner: Mapping | pd.Series, waits: int, reader: Reader) -> None:
    """The registry's row as a small table of two columns."""
    mine = [one for one in files.ledger(reader.access).deliveries.values() if one.partner_id == partner["partner_id"]]
    took = figures.minutes(mine)
    rows = [
        (_("What it does"), freshness.kind_word(partner["kind"])),
        (_("Website"), partner["website"] or _("unknown")),
        (_("General contact"), partner["contact"] or _("unknown")),
        (_("Deliveries"), number(partner["deliveries_count"])),
        (_("Last delivery"), day(partner["received_on"]) or tables.NONE),
        (_("To judge"), number(waits)),
        (_("Minutes of the last delivery"), _minutes(took, mine)),
    ]
    pieces.heading(_("In the registry"))
    pieces.piece(markup.table((), ((Cell(word, kind="rw-muted"), text) for word, text in rows)))


def _minutes(took: Mapping[str, float], mine: list) -> str:
    """From the first file to accepted and shown; measured from the deeds themselves."""
    if not took:
        return _("not measured: its files came with the edition") if mine else tables.NONE
    *_earlier, last = took.values()
    mean = sum(took.values()) / len(took)
    count = ngettext("{n} delivery", "{n} deliveries", len(took))
    return _("{last} (on average {mean} over {count})", last=number(last, 1), mean=number(mean, 1), count=count)


def onboarding(partner: Mapping | pd.Series, waits: int, reader: Reader) -> None:
    """What a new partner has done and must do, up to its first delivery; nothing once that counts."""
    partner_id = partner["partner_id"]
    mine = [one for one in files.ledger(reader.access).deliveries.values() if one.partner_id == partner_id]
    if any(one.is_accepted for one in mine):
        return
    known = reader.run("programme_facts", {"partner": partner_id})
    steps = [
        (True, _("known in the registry")),
        (bool(partner["website"] or partner["contact"]), _("website or general contact told")),
        ("working_area" in set(known["fact_id"]), _("working area told, under Facts")),
        (bool(mine), _("first file came in")),
        (False, _("file taken in")),
        (bool(mine) and not waits, _("every doubt judged")),
    ]
    done = sum(is_done for is_done, _word in steps)
    pieces.heading(_("On the way to the first delivery"), _("{n} of {all} done", n=done, all=len(steps)))
    icons = {True: ":material/check_circle:", False: ":material/radio_button_unchecked:"}
    st.markdown("\n".join(f"- {icons[is_done]} {word}" for is_done, word in steps))


def doubts(partner_id: str, waiting: pd.DataFrame) -> None:
    """What of this partner waits for a judgement, and where that is given."""
    mine = waiting[waiting["partner_id"] == partner_id]
    if mine.empty:
        st.caption(_("No name of this partner waits for a judgement."))
        return
    names = [" · ".join(filter(None, [row["told_school"], row["told_place"]])) for row in mine.to_dict("records")]
    pieces.heading(_("Doubts"), ngettext("{n} name to judge", "{n} names to judge", len(mine)))
    pieces.piece(markup.table((), ([name or tables.NONE] for name in names[:MOST_DOUBTS])))
    if (more := len(names) - MOST_DOUBTS) > 0:
        st.caption(_("and {n} more", n=more))
    st.link_button(_("Judge them"), f"/partnerdata?deel=nakijken&van={partner_id}", icon=":material/rule:")
