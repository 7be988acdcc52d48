"""Take in a partner's file: who it is from, what was checked, how it is read, and only then into the atlas."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard.frame import markup, warehouse
from dashboard.frame.access import Access
from dashboard.frame.language import _, current, ngettext, number
from dashboard.frame.markup import Cell, md
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.partners import deeds, files, freshness, queue, reading, sheet
from dashboard.ui import pieces

NEW = "+"
TAKEN_IN = "taken-in"
MAX_MB = 10


def show(chosen: Selection, partners: pd.DataFrame, reader: Reader) -> None:
    """Who, which file, what was found, how it is read, take in."""
    names = dict(zip(partners["partner_id"], partners["name"], strict=True))
    names |= {NEW: _("New partner…")} if reader.access.is_over_all else {}
    left, right = st.columns(2, gap="medium")
    with left:
        chosen.let_go("partner", names)  # nobody is proposed: a file of another partner would be one click away
        chosen.choose(
            "partner", _("Partner"), list(names), format_func=names.__getitem__, placeholder=_("Choose a partner")
        )
        partner_id = _new_partner(chosen, reader) if chosen["partner"] == NEW else chosen["partner"] or None
    with right:
        file = st.file_uploader(
            _("File: CSV, TSV, XLSX or ODS, at most {n} MB", n=MAX_MB), key="delivery-file", disabled=partner_id is None
        )
    if partner_id is None:
        return
    delivered = (file.name, file.getvalue()) if file else _left_lying(partner_id, reader)
    if delivered:
        with st.spinner(_("The file is being read…")):
            _judge(chosen, partner_id, *delivered, reader)


def _left_lying(partner_id: str, reader: Reader) -> tuple[str, bytes] | None:
    """A file of this partner that came and was never taken in: its name and bytes when the reader goes on with it."""
    waiting = files.left_lying(partner_id, reader.access)
    if not waiting:
        return None
    names = {d.delivery_id: f"{d.file_name} ({d.received_at:%d-%m-%Y %H:%M})" for d in waiting}
    picked = st.selectbox(
        _("Came in before and not taken in yet"),
        list(names),
        None,
        format_func=names.__getitem__,
        placeholder=ngettext("{n} file: choose to go on", "{n} files: choose one to go on", len(names)),
        key=f"left-lying-{partner_id}",
    )
    return files.came_in(picked, reader.access) if picked else None


def _new_partner(chosen: Selection, reader: Reader) -> str | None:
    """Asks for a new partner; its partner_id once it was written down."""
    with st.form("new-partner", border=False):
        name = st.text_input(_("Name of the organisation"), max_chars=80)
        kind = st.selectbox(_("What it does"), files.KINDS, format_func=freshness.kind_word)
        website = st.text_input(_("Website"), max_chars=200, placeholder="https://")
        contact = st.text_input(
            _("General contact"), max_chars=200, placeholder="info@", help=_("Of the organisation, never of a person.")
        )
        fictional = st.checkbox(_("Made up (example or test)"))
        if st.form_submit_button(_("Save partner")) and name.strip():
            facts = {"partner_kind": kind, "website": website, "contact": contact, "is_fictional": fictional}
            st.session_state["new-partner-asked"] = (name, facts)
            st.session_state.pop("founded", None)
    if asked := st.session_state.get("new-partner-asked"):
        name, facts = asked
        _found(chosen, name, facts, reader)
    return st.session_state.get("founded")


def _found(chosen: Selection, name: str, facts: dict[str, object], reader: Reader, is_another: bool = False) -> None:
    """Writes the new partner down; asks first when there is one of that name, who would be overwritten."""
    try:
        st.session_state["founded"] = files.found_partner(name, facts, reader.access, is_another)
    except files.NameTaken as taken:
        _ask_which(chosen, taken, name, facts, reader)
    except files.UploadRejected:
        st.warning(_("This name has no letters or digits. Give the name of the organisation."), icon=":material/edit:")
    else:
        del st.session_state["new-partner-asked"]


def _ask_which(chosen: Selection, taken: files.NameTaken, name: str, facts: dict[str, object], reader: Reader) -> None:
    """The same organisation, for which the file is, or another one, which gets a code of its own."""
    st.warning(
        _("**{name}** is a partner already. Is it the same organisation?", name=md(taken.other)),
        icon=":material/help:",
    )
    if st.button(_("Yes, deliver for {name}", name=md(taken.other)), key="same-partner"):
        del st.session_state["new-partner-asked"]
        st.session_state["founded"] = taken.partner_id
        chosen.set(partner=taken.partner_id)
        st.rerun()
    if st.button(_("No, another organisation: save it"), key="another-partner"):
        _found(chosen, name, facts, reader, is_another=True)
        st.rerun()


def _judge(chosen: Selection, partner_id: str, name: str, data: bytes, reader: Reader) -> None:
    """Keeps the file, then shows what was found in it. What is refused at the door is not kept."""
    refused = files.at_the_door(name, data, reader.access)
    if refused:
        if files.set_apart(partner_id, data, refused, reader.access):
            st.error(_("**Not taken in.** The file is set apart and is not read again."), icon=":material/block:")
        else:
            st.error(_("**Not taken in.** The file was not kept."), icon=":material/block:")
        _findings_table(refused)
        return
    delivery_id, was_here = files.receive(name, data, partner_id, reader.access)
    came_now: set[str] = st.session_state.setdefault("came-now", set())
    came_now |= set() if was_here else {delivery_id}
    plain = files.propose(name, data, partner_id, reader.access)
    without, year = sheet.wishes(delivery_id)
    proposal, may_turn = plain, plain.asks_to_turn
    if may_turn and "upright" in without:
        plain = files.propose(name, data, partner_id, reader.access, without=frozenset({"upright"}))
    if without or year:
        proposal = files.propose(name, data, partner_id, reader.access, without=without, year=year)
    delivery = files.ledger(reader.access).deliveries[delivery_id]
    if delivery.is_accepted:
        _say_taken_in(delivery, reader.access)
        return
    if delivery_id not in came_now:
        st.caption(_("This file came before and was not taken in yet; go on where you were."))
    if proposal.stopped:
        _say_why_stopped(delivery_id, plain, proposal, reader.access, may_turn=may_turn)
        return
    _findings_table(proposal.findings)
    sheet.understood(delivery_id, plain, may_turn=may_turn)
    if year or files.lacks(proposal.layout, proposal.columns) == "year":
        sheet.ask_year(delivery_id, files.school_years())
    columns = reading.columns_form(proposal, delivery_id)
    rows = files.rows(proposal, columns, data, reader.access)
    sheet.beside(proposal, rows)
    problem = reading.missing(proposal.layout, columns, rows)
    if problem:
        st.warning(problem, icon=":material/rule:")
    label = ngettext("Take in {n} row", "Take in {n} rows", len(rows))
    if st.button(label, type="primary", icon=":material/upload_file:", key="take-in", disabled=bool(problem)):
        with st.spinner(_("The rows are linked to schools…")):
            files.take_in(delivery_id, proposal.layout, columns, reader.access)
        st.session_state[TAKEN_IN] = delivery_id
        deeds.finish(result(delivery_id, partner_id, name, reader.access))
        chosen.set(levering=delivery_id)
        st.rerun()


def _say_taken_in(delivery: files.Delivery, access: Access) -> None:
    """That this file need not be taken in again; nothing more of one that the top of the page tells about."""
    if st.session_state.get(TAKEN_IN) == delivery.delivery_id:
        return
    if delivery in files.pending(access):
        st.caption(_("This file is taken in; what is still to be done stands on top of this page."))
        return
    st.info(
        _("**This file is in the atlas already**, taken in on {date}. Nothing was counted twice.",
          date=f"{delivery.received_at:%d-%m-%Y}"),
        icon=":material/history:",
    )  # fmt: skip


def _say_why_stopped(
    delivery_id: str, plain: files.Proposal, proposal: files.Proposal, access: Access, *, may_turn: bool
) -> None:
    """A file that cannot be read so: for good, or until a switch is set otherwise."""
    if may_turn and proposal.asks_to_turn:
        st.warning(
            _("The schools seem to stand in columns. Switch off that each row is a school to read it so."),
            icon=":material/pivot_table_chart:",
        )
    elif may_turn or not plain.stopped:
        st.warning(_("So it cannot be read: switch on again what was right."), icon=":material/undo:")
    else:
        files.refuse(delivery_id, proposal.findings, access)
        st.error(_("**Not taken in.** Mend the file and deliver it again."), icon=":material/block:")
    if may_turn or not plain.stopped:
        sheet.understood(delivery_id, plain, may_turn=may_turn)
    _findings_table(proposal.findings)


def result(delivery_id: str, partner_id: str, name: str, access: Access) -> deeds.Done:
    """What the taking in did, in one line, and what comes next."""
    of_now = warehouse.reader(access)
    waiting = queue.waiting(of_now)
    doubts = int(waiting["partner_id"].eq(partner_id).sum())
    delivery = of_now.run("deliveries").set_index("delivery_id").loc[delivery_id]
    told = _(
        "**{file}** is in the atlas: {rows}, {linked} linked; of this partner {doubts}.",
        file=md(name),
        rows=ngettext("{n} row", "{n} rows", int(delivery["rows_count"])),
        linked=number(delivery["linked_count"]),
        doubts=queue.count_words(doubts),
    )
    if doubts:
        label = ngettext("Judge {n} name", "Judge {n} names", doubts)
        return deeds.Done(told, next_label=label, next_choices=(("deel", "nakijken"), ("van", partner_id)))
    return deeds.Done(told, next_label=_("See how it stands"), next_choices=(("deel", "stand"),))


def _findings_table(findings: Sequence[files.Finding]) -> None:
    """What a person must know, then what was in order: one row per check."""
    notes = sorted((f for f in findings if f.result != "ok"), key=lambda f: f.result != "stop")
    in_order = [f for f in findings if f.result == "ok"]
    pieces.heading(_("What was checked"))
    if notes:
        _checks(notes)
    if in_order:
        label = ngettext("{n} check in order", "{n} checks in order", len(in_order))
        with st.expander(label, icon=":material/check:"):
            _checks(in_order)


def _checks(findings: Sequence[files.Finding]) -> None:
    words = {"ok": _("in order"), "note": _("note"), "stop": _("refused")}
    rows = [
        [
            Cell(words[f.result], kind="rw-old" if f.result != "ok" else ""),
            getattr(f, f"message_{current()}"),
            ", ".join(str(line) for line in f.lines),
        ]
        for f in findings
    ]
    pieces.piece(markup.table([_("Result"), _("Finding"), _("Lines")], rows), "rw-scroll")
