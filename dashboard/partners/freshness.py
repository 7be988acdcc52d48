"""How fresh the partners' facts are: one bar per partner, and "still so" for a whole delivery."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard.frame import markup
from dashboard.frame.language import _, day, ngettext, number, percent
from dashboard.frame.markup import Cell, Markup, escape, joined
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.partners import files
from dashboard.ui import pieces, tables


def kind_word(kind: str) -> str:
    """What a partner does for the whole: founding, offer, referral, knowledge."""
    words = {
        "founding": _("founding partner"),
        "offer": _("offers programmes"),
        "referral": _("refers to"),
        "knowledge": _("knowledge partner"),
    }
    return words.get(kind, kind)


def finding(partners: pd.DataFrame, queue: pd.DataFrame) -> str:
    """How many partners tell how much, how much of it is current, and what waits for a person."""
    activities = int(partners["activities_count"].sum())
    if not activities:
        return _("**No partner has told of activities yet.** Take in a first file under “Deliver”.")
    telling = int((partners["activities_count"] > 0).sum())
    text = ngettext(
        "{n} partner told of **{activities}**; {share} of them are current.",
        "{n} partners told of **{activities}**; {share} of them are current.",
        telling,
        activities=ngettext("{n} activity", "{n} activities", activities),
        share=percent(partners["current_count"].sum() / activities),
    )
    if queue.empty:
        return f"{text} {_('No row waits for a person.')}"
    rows = int(queue["rows_count"].sum())
    return f"{text} {ngettext('**{n} row** waits for a person.', '**{n} rows** wait for a person.', rows)}"


def show(chosen: Selection, partners: pd.DataFrame, reader: Reader) -> None:
    """The table of all partners, and below it the delivery that can be confirmed."""
    table(partners, reader)
    pieces.question("partners", {})
    deliveries = reader.run("deliveries").set_index("delivery_id", drop=False)
    if deliveries.empty:
        return
    pieces.heading(_("Still so?"), _("confirms a whole delivery"))
    chosen.valid("levering", list(deliveries.index))
    left, middle, right = st.columns([2, 1, 1], vertical_alignment="bottom")
    with left:
        choose_delivery(chosen, deliveries)
    with middle:
        if st.button(_("Still so"), icon=":material/check:", key="still-so", width="stretch"):
            with st.spinner(_("The atlas is brought up to date…")):
                files.confirm(chosen["levering"], reader.access)
            st.rerun()
    with right:
        if st.button(_("Take out of the atlas"), icon=":material/undo:", key="withdraw", width="stretch"):
            with st.spinner(_("The atlas is brought up to date…")):
                files.withdraw(chosen["levering"], reader.access)
            chosen.set(levering=None)
            st.rerun()
    pieces.piece(escape(_delivery_words(deliveries.loc[chosen["levering"]])), "rw-sel")


def choose_delivery(chosen: Selection, deliveries: pd.DataFrame) -> None:
    """A list of deliveries: partner, file, day."""
    names = {
        row["delivery_id"]: f"{row['partner_name']} · {row['file_name']} · {day(row['received_on'])}"
        for row in deliveries.to_dict("records")
    }
    chosen.choose("levering", _("Delivery"), list(deliveries.index), format_func=names.__getitem__)


def _delivery_words(row: pd.Series) -> str:
    counts = [
        ngettext("{n} row", "{n} rows", int(row["rows_count"])),
        _("{n} linked", n=number(row["linked_count"])),
        _("{n} doubtful", n=number(row["doubtful_count"])),
        _("{n} not a known school", n=number(row["unlinked_count"])),
    ]
    if row["without_year_count"]:
        counts.append(_("{n} without a readable school year, not counted", n=number(row["without_year_count"])))
    if pd.notna(row["confirmed_on"]):
        counts.append(_("confirmed on {date}", date=day(row["confirmed_on"])))
    return " · ".join(counts)


def table(partners: pd.DataFrame, reader: Reader) -> None:
    """Hairline table, one row per partner; the bar: confirmed within 6, within 12 months, faded."""
    if reader.build.is_fictional:
        partners = partners.assign(is_fictional=False)  # the banner on top says it of everything
    key = joined(
        Markup('<i class="rw-key {}"></i>{} ').format(kind, word)
        for kind, word in (
            ("fresh", _("up to 6 months")),
            ("ageing", _("6 to 12 months")),
            ("faded", _("longer than 12 months (faded)")),
        )
    )
    pieces.heading(_("How fresh are the partners’ facts?"), _("activities by last confirmation"), key)
    heads = [
        _("Partner"), _("Freshness"), Cell(_("Current"), is_number=True), Cell(_("Activities"), is_number=True),
        Cell(_("Schools"), is_number=True, kind="hs"), Cell(_("Last delivery"), kind="hs"),
        Cell(_("Doubtful rows"), is_number=True),
    ]  # fmt: skip
    pieces.piece(markup.table(heads, (_partner_row(row) for row in partners.to_dict("records"))), "rw-scroll")


def _partner_row(row: Mapping) -> list[str | Cell]:
    all_of = int(row["activities_count"])
    fictional = Markup(' <span class="rw-old">{}</span>').format(_("fictional")) if row["is_fictional"] else ""
    name = Markup('{}{}<br><span class="rw-muted">{}</span>').format(row["name"], fictional, kind_word(row["kind"]))
    return [
        Cell(name),
        Cell(_bar(row)),
        Cell(percent(row["current_count"] / all_of) if all_of else tables.NONE, is_number=True),
        Cell(number(all_of), is_number=True),
        Cell(number(row["schools_count"]), is_number=True, kind="hs"),
        Cell(day(row["received_on"]) or tables.NONE, kind="hs"),
        Cell(number(row["doubtful_count"]), is_number=True),
    ]


def _bar(row: Mapping) -> Markup:
    """Three parts of 100 %; the words stand in the label for who cannot see it."""
    all_of = int(row["activities_count"])
    if not all_of:
        return Markup('<span class="rw-muted">{}</span>').format(_("no activities"))
    fresh, current = int(row["fresh_count"]), int(row["current_count"])
    counts = {"fresh": fresh, "ageing": current - fresh, "faded": all_of - current}
    label = _("{fresh} fresh, {ageing} ageing, {faded} faded", **{k: number(v) for k, v in counts.items()})
    strips = joined(
        Markup('<i class="{}" style="width:{:.1f}%"></i>').format(kind, 100 * n / all_of) for kind, n in counts.items()
    )
    return Markup('<span class="rw-fresh" role="img" aria-label="{}" title="{}">{}</span>').format(label, label, strips)
