"""Lists and plans that were kept on the machine itself: an administrator gives them to somebody who signs in."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import owners
from dashboard.frame.language import _, ngettext
from dashboard.frame.warehouse import Reader
from dashboard.ui import keeping, pieces

TO = "logboek-aan"


def show(reader: Reader) -> None:
    """What is nobody's yet, and the box with an address; nothing where all has an owner."""
    items = {one["item_id"]: one for one in owners.locally(reader.access)}
    if not items:
        return
    count = ngettext("{n} list or plan", "{n} lists and plans", len(items))
    pieces.heading(_("Kept on the machine itself"), _("{count}: nobody who signs in sees them yet", count=count))
    names = {code: f"{one['name']} ({one['saved_at'][:10]})" for code, one in items.items()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        item = st.selectbox(_("List or plan"), list(names), format_func=names.__getitem__, key="logboek-wat", width=420)
        to = st.text_input(_("E-mail address of whose it is from now on"), key=TO, max_chars=200, width=320)
        st.button(
            _("Give"), key="logboek-geef", icon=":material/forward:", disabled="@" not in to,
            on_click=lambda: keeping.carry_out(lambda: owners.give(reader.access, item, to)),
        )  # fmt: skip
