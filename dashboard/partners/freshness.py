"""How fresh the partners' facts are: one bar per partner, and "still so" for a whole delivery."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.frame import markup
from dashboard.frame.language import _, day, ngettext, number, percent
from dashboard.frame.markup import Cell, Markup, joined
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.partners import delivered
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


def finding(partners: pd.DataFrame, waiting: pd.DataFrame) -> str:
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
    if waiting.empty:
        return f"{text} {_('Nothing waits for a person.')}"
    waits = ngettext("**{n} name** waits for a person.", "**{n} names** wait for a person.", len(waiting))
    return f"{text} {waits}"


def show(chosen: Selection, partners: pd.DataFrame, waiting: pd.DataFrame, reader: Reader) -> None:
    """The table of all partners, and below it the delivery that can be confirmed."""
    table(partners, waiting, reader)
    pieces.question("partners", {})
    deliveries = reader.run("deliveries").set_index("delivery_id", drop=False)
    if deliveries.empty:
        return
    pieces.heading(_("One delivery"), _("confirm it, take it out, or erase its file"))
    delivered.show(delivered.choose(chosen, deliveries), reader)


def table(partners: pd.DataFrame, waiting: pd.DataFrame, reader: Reader) -> None:
    """Hairline table, one row per partner; the bar: confirmed within 6, within 12 months, faded."""
    counts = waiting["partner_id"].value_counts()
    partners = partners.assign(waiting_count=partners["partner_id"].map(counts).fillna(0))
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
        Cell(_("To judge"), is_number=True),
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
        Cell(number(row["waiting_count"]), is_number=True),
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
