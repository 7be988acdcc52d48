"""What a session knows of its widgets: of those on its page, and no others."""

from __future__ import annotations

from typing import Any

from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx


def forget_former() -> None:
    """At the end of a whole run: lets go of what Streamlit keeps of widgets that were not drawn in it.

    It drops their values by itself, and keeps their options and what they call for as long as the session lasts: a list
    of other areas at each choice is 13 MB a minute of ten readers.
    """
    run = get_script_run_ctx()
    if run is None:
        return
    state: Any = run.session_state
    while hasattr(state, "_state"):
        state = state._state
    known = state._new_widget_state.widget_metadata
    drawn = run.shared.widget_ids_this_run
    for former in [one for one in known if one not in drawn]:
        del known[former]
