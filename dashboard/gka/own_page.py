"""Your own file in a minute: dropped, its columns confirmed, drawn; it lives in this session and goes with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard.frame import export, markup
from dashboard.frame.export import Column
from dashboard.frame.language import _, ngettext, number
from dashboard.frame.markup import Cell, Markup
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.gka import kinds, own, own_bytes
from dashboard.gka.figures import Figures, OfBuild
from dashboard.gka.look import Told
from dashboard.gka.own import OfFile, Read, Table
from dashboard.gka.own_bytes import NotRead
from dashboard.gka.scope import Scope
from dashboard.ui import pieces

HELD = "gka-own-file"  # of this session: no other can reach it, and nothing writes it down
OF_ATLAS, OF_FILE = "atlas", "eigen"
CLEARED = "gka-cleared"  # how often: the box for a file is another one after it
LINES = 12  # of those that cannot be used, as many are told


def chosen_figures(chosen: Selection, scope: Scope, reader: Reader) -> Figures:
    """The figures of the atlas, or those of the file where one is held and chosen."""
    held: Read | None = st.session_state.get(HELD)
    options = {OF_ATLAS: _("of the atlas"), OF_FILE: _("own file")}
    if held is None:
        chosen.set(cijfers=None)
        return OfBuild(scope, reader)
    chosen.valid("cijfers", list(options))
    chosen.pick("cijfers", _("Figures"), list(options), format_func=options.get)
    return OfFile(scope, held, _schools(scope, reader)) if chosen["cijfers"] == OF_FILE else OfBuild(scope, reader)


def told(found: Figures) -> None:
    """On every picture of an own file: whose it is, and that a reload loses it."""
    if found.is_own:
        st.info(
            _("**Your own file.** It stays in this session. Who reloads the page or closes the tab has to choose it "
              "anew."),
            icon=":material/lock:",
        )  # fmt: skip


def show(chosen: Selection, scope: Scope, reader: Reader) -> Told:
    """The file, what it must hold, what was read of it, and the pictures one press away."""
    left, right = st.columns(2, gap="medium")
    with left:
        file = st.file_uploader(
            _("Your own file: CSV or XLSX, at most {n} MB", n=10), type=["csv", "tsv", "txt", "xlsx", "ods"],
            key=f"gka-own-upload-{st.session_state.get(CLEARED, 0)}",
        )  # fmt: skip
        _promise()
        _columns(scope, reader)
    with right:
        if file is not None:
            _read(file.name, file.getvalue(), chosen, scope, reader)
        elif HELD in st.session_state:
            _outcome(st.session_state[HELD], chosen)
        _next_step()
    sentence = _("Read your own figures and see **the same three pictures**. Nothing leaves this session.")
    return Told(sentence, (_("own file"), _("in this session only")), (_rule(),))


def _rule() -> str:
    return _(
        "Rule for small numbers: a share stands there with 10 pupils or more, 5 of them in it and 5 outside it. It "
        "holds for your file too, on screen and in the CSV."
    )


def _promise() -> None:
    text = _(
        "**Nothing leaves this session.** We read the file in memory, draw the pictures and forget it when you close "
        "the tab, reload the page or press Clear. Nobody else sees it. No copy is made, and a reload loses it."
    )
    pieces.piece(markup.bold(text), "rw-muted")


def _columns(scope: Scope, reader: Reader) -> None:
    pieces.heading(_("Which columns"), _("in any order"))
    rows = [
        (own.INDICATOR, ", ".join(kinds.BY_CODE), "afstroom"),
        (own.KEY, _("code or name of a district, code of the municipality, NL, or school number"), _sample(scope)),
        (own.PERIOD, _("school year or period"), "2018-2020"),
        (own.GROUP, _("empty, or the parents: hoog, midden, laag"), "laag"),
        (own.VALUE, _("a number; a dot where it is too small"), "3,6"),
        (own.N, _("number of pupils"), "1982"),
    ]
    cells = [[Markup("<code>{}</code>").format(name), what, Markup("<code>{}</code>").format(one)]
             for name, what, one in rows]  # fmt: skip
    pieces.piece(markup.table([_("Column"), _("What"), _("Example")], cells), "rw-scroll")
    st.download_button(
        _("Empty example file"),
        data=export.later(partial(_template, scope, reader)),
        file_name=export.file_name("gka", _("own file")),
        mime="text/csv",
        icon=":material/download:",
        key="gka-own-template",
    )


def _template(scope: Scope, reader: Reader) -> bytes:
    header = {_("Example"): scope.name, _("Build"): pieces.build_text(reader.build)}
    return export.csv_bytes(own.template(scope), [Column(name, name) for name in own.ROLES], header)


def _sample(scope: Scope) -> str:
    return str(scope.districts["area_code"].iloc[0]) if len(scope.districts) else "WK"


def _next_step() -> None:
    text = _(
        "To keep figures for others, with rights: `python -m etl import-indicators` takes them into the next build, as "
        "closed figures. docs/import-indicators.md tells how."
    )
    st.caption(text)


def _schools(scope: Scope, reader: Reader):
    return reader.run("gka_schools", {"municipalities": scope.municipalities, "sector": "PO"})


def _read(name: str, data: bytes, chosen: Selection, scope: Scope, reader: Reader) -> None:
    """Proposes columns, reads by what the reader says of them, and holds the outcome in this session."""
    try:
        found = own.table(own_bytes.records(name, data))
    except NotRead as error:
        st.error(_refused(error.why), icon=":material/block:")
        return
    roles, kind = _roles(found)
    lacking = [role for role in (own.KEY, own.PERIOD, own.VALUE) if role not in roles]
    if lacking:
        heads = ", ".join(markup.md(head) for head in found.head if head.strip())
        text = _("**We cannot read this file yet.** Say which column is {lacking}; we found: {heads}.",
                 lacking=", ".join(lacking), heads=heads)  # fmt: skip
        st.error(text, icon=":material/block:")
        return
    held = replace(own.read(found, roles, kind, scope, _schools(scope, reader)), name=name)
    st.session_state[HELD] = held
    _outcome(held, chosen)


def _refused(why: str) -> str:
    reasons = {
        "too_large": _("**This file is too large.** It may be 10 MB at most."),
        "too_much": _("**This file is too large.** It may have {lines} lines and {columns} columns at most.",
                      lines=number(own_bytes.MOST_LINES), columns=own_bytes.MOST_COLUMNS),
        "no_table": _("**We cannot read this file.** It holds no table of two lines or more. Save it as CSV or XLSX."),
        "encrypted": _("**We cannot read this file.** It is locked with a password."),
    }  # fmt: skip
    return reasons.get(why, _("**We cannot read this file.** Save the table alone as a new XLSX or CSV."))


def _roles(found: Table) -> tuple[dict[str, int], str]:
    """A list per role with the proposed column; and what it holds where no column says so."""
    proposed, none, mark = own.proposal(found), len(found.head), own.mark(found)
    heads = [*(head.strip() or f"({k + 1})" for k, head in enumerate(found.head)), "–"]
    pieces.heading(_("Which column is what"), _("proposed by their names; change what is wrong"))
    columns, roles = st.columns(3), {}
    for k, role in enumerate(own.ROLES):
        with columns[k % 3]:
            at = st.selectbox(
                role, range(none + 1), proposed.get(role, none), format_func=heads.__getitem__,
                key=f"gka-own-{role}-{mark}",
            )  # fmt: skip
        if at < none:
            roles[role] = at
    return roles, "" if own.INDICATOR in roles else _one_kind()


def _one_kind() -> str:
    names = kinds.names()
    return st.selectbox(_("What the file holds"), list(names), format_func=names.__getitem__, key="gka-own-kind")


def _outcome(held: Read, chosen: Selection) -> None:
    """What was read, per figure; the lines that could not be used; show or clear."""
    pieces.heading(_("What we read"), f"{held.name}, {_lines(len(held.rows) + len(held.unused))}")
    pieces.piece(_table(held), "rw-scroll")
    if told := held.as_fractions():
        _warn_of_fractions(told)
    if held.unused:
        with st.expander(ngettext("{n} line not used", "{n} lines not used", len(held.unused))):
            pieces.piece(_unused(held), "rw-scroll")
    with st.container(horizontal=True):
        st.button(
            _("Show the pictures"), type="primary", icon=":material/arrow_forward:", disabled=held.rows.empty,
            on_click=chosen.set, kwargs={"cijfers": OF_FILE, "weergave": None}, key="gka-own-show",
        )  # fmt: skip
        st.button(_("Clear"), icon=":material/delete:", on_click=_clear, args=(chosen,), key="gka-own-clear")


def _warn_of_fractions(codes: Sequence[str]) -> None:
    """What Excel shows as 6,4% is kept in the workbook as 0,064: read as it stands, so it is said."""
    names = kinds.names()
    text = _(
        "**No share is above 1 percent: {names}.** Excel keeps a cell that shows 6.4% as 0.064, and so we read it. "
        "Give those cells an ordinary number, 6.4, and choose the file anew.",
        names=", ".join(names[code] for code in codes),
    )
    st.warning(text, icon=":material/percent:")


def _clear(chosen: Selection) -> None:
    """Lets go of the file and of what was read of it."""
    for name in list(st.session_state):
        if str(name).startswith("gka-own"):
            del st.session_state[name]
    st.session_state[CLEARED] = st.session_state.get(CLEARED, 0) + 1
    chosen.set(cijfers=None)


def _lines(count: int) -> str:
    return ngettext("{n} line", "{n} lines", count)


def _table(held: Read) -> Markup:
    names, counts = kinds.names(), held.counts()
    cells = []
    for code, count in counts.items():
        rows = held.rows[held.rows["kind"] == code]
        hidden = int((rows["status"] != "observed").sum())
        state = _("{n} without a figure", n=number(hidden)) if hidden else _("all with a figure")
        cells.append([names[code], Cell(number(count), is_number=True), state])
    return markup.table([_("Figure"), Cell(_("Lines"), is_number=True), _("State")], cells)


def _unused(held: Read) -> Markup:
    reasons: dict[str, list[int]] = {}
    for line, why in held.unused:
        reasons.setdefault(why, []).append(line)
    cells = [
        [why, ", ".join(map(str, lines[:LINES])) + (" …" if len(lines) > LINES else "")]
        for why, lines in reasons.items()
    ]
    return markup.table([_("Why"), _("Lines of the file")], cells)
