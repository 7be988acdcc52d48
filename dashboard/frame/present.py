"""Who is there: the sign-in of each session and of each browser, for what is asked beside a page.

A file that somebody hands in names its session, a file that somebody fetches comes with the cookies of a browser;
neither says who that is. The last run of a page told it here.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.frame.signin import Standing

MOST = 10_000
COOKIE = "_streamlit_user"  # Streamlit's, of who signed in; long ones are several, with a number behind the name
_present: OrderedDict[str, Standing] = OrderedDict()
_lock = threading.Lock()


def tell(standing: Standing) -> None:
    """Notes the sign-in of this rerun; the one that ran longest ago is forgotten first."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return
    with _lock:
        for key in filter(None, (context.session_id, browser(st.context.cookies))):
            _present[key] = standing
            _present.move_to_end(key)
        while len(_present) > MOST:
            _present.popitem(last=False)


def standing(key: str) -> Standing | None:
    """The sign-in that this session or browser had at its last run; None for one that nobody knows."""
    with _lock:
        return _present.get(key)


def browser(cookies: Mapping[str, str]) -> str:
    """A browser that somebody signed in with, by a digest of what it brings along; '' where nobody did."""
    brought = sorted((name, value) for name, value in cookies.items() if name.startswith(COOKIE))
    return hashlib.sha256(repr(brought).encode()).hexdigest() if brought else ""
