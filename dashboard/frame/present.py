"""Sessions and who signed in to them, for what a browser asks beside its page: a file that somebody hands in.

Such a request names its session and nothing of who it is; the page's last run told that here.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.frame.signin import Standing

MOST = 5_000
_present: OrderedDict[str, Standing] = OrderedDict()
_lock = threading.Lock()


def tell(standing: Standing) -> None:
    """Notes the sign-in of the session of this rerun; the one that ran longest ago is forgotten first."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return
    with _lock:
        _present[context.session_id] = standing
        _present.move_to_end(context.session_id)
        while len(_present) > MOST:
            _present.popitem(last=False)


def standing(session_id: str) -> Standing | None:
    """The sign-in that this session had at its last run; None for one that nobody knows."""
    with _lock:
        return _present.get(session_id)
