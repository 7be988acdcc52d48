"""How fresh the partners' facts are: one bar per partner, and "still so" for a whole delivery."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from dashboard.frame.language import _, day, ngettext, number, percent
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.partners import files
from dashboard.ui import pieces as ui_pieces


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
    text = _(
        "{partners} told of **{activities}**; {share} of them are current.",
        partners=ngettext("{n} partner", "{n} partners", telling),
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
    ui_pieces.question("partners", {})
    deliveries = reader.run("deliveries").set_index("delivery_id", drop=False)
    if deliveries.empty:
        return
    ui_pieces.piece(f"<b>{escape(_('Still so?'))}</b> <span>{escape(_('confirms a whole delivery'))}</span>", "rw-h")
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
    ui_pieces.piece(_delivery_words(deliveries.loc[chosen["levering"]]), "rw-sel")


def choose_delivery(chosen: Selection, deliveries: pd.DataFrame) -> None:
    """A list of deliveries: partner, file, day."""
    words = {
        row["delivery_id"]: f"{row['partner_name']} · {row['file_name']} · {day(row['received_on'])}"
        for row in deliveries.to_dict("records")
    }
    chosen.choose("levering", _("Delivery"), list(deliveries.index), format_func=words.__getitem__)


def _delivery_words(row: pd.Series) -> str:
    parts_of = [
        ngettext("{n} row", "{n} rows", int(row["rows_count"])),
        _("{n} linked", n=number(row["linked_count"])),
        _("{n} doubtful", n=number(row["doubtful_count"])),
        _("{n} not a known school", n=number(row["unlinked_count"])),
    ]
    if row["without_year_count"]:
        parts_of.append(_("{n} without a readable school year, not counted", n=number(row["without_year_count"])))
    if pd.notna(row["confirmed_on"]):
        parts_of.append(_("confirmed on {date}", date=day(row["confirmed_on"])))
    return escape(" · ".join(parts_of))


def table(partners: pd.DataFrame, reader: Reader) -> None:
    """Hairline table, one row per partner; the bar: confirmed within 6, within 12 months, faded."""
    if reader.run("build")["is_fictional"].iloc[0]:
        partners = partners.assign(is_fictional=False)  # the banner on top says it of everything
    legend = "".join(
        f'<i class="rw-key {kind}"></i>{escape(word)} '
        for kind, word in (
            ("fresh", _("up to 6 months")),
            ("ageing", _("6 to 12 months")),
            ("faded", _("longer than 12 months (faded)")),
        )
    )
    ui_pieces.piece(
        f"<b>{escape(_('How fresh are the partners’ facts?'))}</b> "
        f"<span>{escape(_('activities by last confirmation'))}</span> <small>{legend}</small>",
        "rw-h",
    )
    heads = [
        ("", _("Partner")), ("", _("Freshness")), ("r", _("Current")), ("r", _("Activities")), ("r hs", _("Schools")),
        ("hs", _("Last delivery")), ("r", _("Doubtful rows")),
    ]  # fmt: skip
    head = "".join(f'<th class="{kind}">{escape(word)}</th>' for kind, word in heads)
    body = "".join(_partner_row(row) for row in partners.to_dict("records"))
    ui_pieces.piece(f'<table class="rw-tab"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>', "rw-scroll")


def _partner_row(row: dict) -> str:
    all_of = int(row["activities_count"])
    fictional = f' <span class="rw-old">{escape(_("fictional"))}</span>' if row["is_fictional"] else ""
    cells = [
        ("", f'{escape(row["name"])}{fictional}<br><span class="rw-muted">{escape(kind_word(row["kind"]))}</span>'),
        ("", _bar(row)),
        ("r", percent(row["current_count"] / all_of) if all_of else "–"),
        ("r", number(all_of)),
        ("r hs", number(row["schools_count"])),
        ("hs", escape(day(row["received_on"])) or "–"),
        ("r", number(row["doubtful_count"])),
    ]
    return "<tr>" + "".join(f'<td class="{kind}">{text}</td>' for kind, text in cells) + "</tr>"


def _bar(row: dict) -> str:
    """Three parts of 100 %; the words stand in the label for who cannot see it."""
    all_of = int(row["activities_count"])
    if not all_of:
        return f'<span class="rw-muted">{escape(_("no activities"))}</span>'
    fresh, current = int(row["fresh_count"]), int(row["current_count"])
    counts = {"fresh": fresh, "ageing": current - fresh, "faded": all_of - current}
    words = _("{fresh} fresh, {ageing} ageing, {faded} faded", **{k: number(v) for k, v in counts.items()})
    pieces = "".join(f'<i class="{kind}" style="width:{100 * n / all_of:.1f}%"></i>' for kind, n in counts.items())
    return f'<span class="rw-fresh" role="img" aria-label="{escape(words)}" title="{escape(words)}">{pieces}</span>'
