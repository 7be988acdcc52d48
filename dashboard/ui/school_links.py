"""Links to a school's page from any table or text of ours, within the session; and the schools looked at last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.frame import links
from dashboard.frame.language import _
from dashboard.frame.markup import Markup, md
from dashboard.ui import pieces

PATH, MOST, KEY = "school", 10, "recent-schools"
# A click on such a link is a step in this session, as in the bar on top, not a new visit: what was chosen stays.
SCRIPT = (
    "window.rwGo||(window.rwGo=1,document.addEventListener('click',e=>{const a=e.target.closest('a.rw-go');"
    "if(a&&!e.metaKey&&!e.ctrlKey&&!e.shiftKey&&e.button===0){e.preventDefault();history.pushState({},'',a.href);"
    "dispatchEvent(new PopStateEvent('popstate'))}}))"
)


def anchor(school_id: str, name: str, path: str = PATH) -> Markup:
    """A school's name as a link to its page, for HTML of ours."""
    return links.anchor(path, {"school": school_id}, name)


def of_picked(table: Mapping[str, Any], rows: pd.DataFrame, name: str = "name") -> None:
    """Below a table of which a row can be chosen: the way to its school. `rows` are those of the table, in order."""
    for at in table["selection"]["rows"][:1]:
        if at < len(rows):  # what was chosen of a longer list
            row = rows.iloc[at]
            links.link(PATH, md(row[name]), {"school": row["school_id"]}, icon=":material/school:")


def remember(school_id: str, name: str) -> None:
    """Puts a school first among those looked at last in this browser session."""
    seen = [one for one in st.session_state.get(KEY, []) if one[0] != school_id]
    st.session_state[KEY] = [(school_id, name), *seen][:MOST]


def recent() -> None:
    """The schools looked at last, in the side bar; nothing before the first."""
    if seen := st.session_state.get(KEY):
        with st.sidebar:
            pieces.piece(Markup('<span class="rw-muted">{}</span>').format(_("Looked at last")), "rw-h")
            for school_id, name in seen:
                links.link(PATH, md(name), {"school": school_id}, icon=":material/history:")
