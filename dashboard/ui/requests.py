"""Words and buttons of requests that the school's page and the desk share: states, outcomes, what can be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from dashboard.frame import requests
from dashboard.frame.access import Access
from dashboard.frame.language import _, current, ngettext
from dashboard.frame.markup import md
from dashboard.frame.requests import Request
from dashboard.frame.warehouse import Reader
from dashboard.ui import keeping

PROBLEM = "request-problem"


class Meanwhile(Exception):
    """Somebody else did something with the request since it was shown."""


def outcome_words() -> dict[str, str]:
    return {
        "comes": _("comes"), "no_place": _("no place"), "does_not_fit": _("does not fit"),
        "elsewhere": _("helped elsewhere"), "withdrawn": _("school withdrew"),
    }  # fmt: skip


def channel_words() -> dict[str, str]:
    return {
        "phone": _("by phone"), "mail": _("by e-mail"), "visit": _("during a visit"), "web": _("by the website"),
        "other": _("otherwise"),
    }  # fmt: skip


def deed_word(kind: str) -> str:
    words = {
        "asked": _("logged"), "passed_on": _("passed on"), "corrected": _("corrected"), 
        "closed": _("outcome filled in"), "reopened": _("reopened"), "erased": _("erased"),
    }  # fmt: skip
    return words.get(kind, kind)


def state_word(state: str, outcome: str) -> str:
    """What has become of a request, in words."""
    if state == "closed":
        return outcome_words().get(outcome, outcome)
    return {"open": _("open"), "passed_on": _("passed on"), "erased": _("erased")}.get(state, state)


def group_word(group: str) -> str:
    """group 7, year 2 of secondary, mbo"""
    if group.startswith("vo"):
        return _("secondary year {n}", n=group[2:])
    return group if group == "mbo" else _("group {n}", n=group) if group else ""


def theme_words(reader: Reader) -> dict[str, str]:
    """Name by theme_id in the reader's language; '' is that it is not known yet."""
    rows = reader.run("request_themes").to_dict("records")
    return {"": _("does not know yet"), **{row["theme_id"]: row[f"name_{current()}"] or row["name_nl"] for row in rows}}


def partner_words(reader: Reader) -> dict[str, str]:
    return {row["partner_id"]: row["name"] for row in reader.run("request_partners").to_dict("records")}


def days_word(days: int) -> str:
    return _("today") if days == 0 else ngettext("{n} day", "{n} days", days)


def carry_out(deed: Callable[[], object], done: str = "") -> None:
    """Does something with the log, and keeps what went wrong for the page to say."""
    try:
        deed()
    except requests.Refused as refused:
        messages = [one.message_nl if current() == "nl" else one.message_en for one in refused.findings]
        refuse(md(" ".join(messages)))
    except Meanwhile:
        refuse(_("Somebody else did something with this request meanwhile. It stands below as it is now."))
    except (requests.DiskFull, requests.NotWritable) as closed:
        st.session_state[PROBLEM] = ("error", keeping.told(closed, _("Not logged.")))
    else:
        st.session_state[PROBLEM] = ("success", done)


def refuse(why: str) -> None:
    """Keeps for the page to say that nothing was done, and why."""
    st.session_state[PROBLEM] = ("error", f"**{_('Not logged.')}** {why}")


def say() -> None:
    """What came of the last click: logged, or refused and why."""
    kind, text = st.session_state.pop(PROBLEM, ("", ""))
    if kind == "error":
        st.error(text, icon=":material/block:")
    elif text:
        st.success(md(text), icon=":material/check:")


def _tell(seen: Request, kind: str, access: Access, **facts: object) -> None:
    """Writes down what was done with a request that still is as it was seen. Raises Meanwhile."""

    def look() -> None:
        found = requests.read(access).requests.get(seen.request_id)  # of an erased one nothing can be written
        if found is not None and found.deeds != seen.deeds:
            raise Meanwhile

    look()  # before the rights: a request that somebody else took may be nobody's to write in any more
    requests.tell(access, kind, seen.request_id, look=look, **facts)


def actions(request: Request, reader: Reader, partners: Mapping[str, str]) -> None:
    """What can be done with a request now: pass on, fill in the outcome, reopen, correct, erase."""
    if not requests.may_tell(reader.access, request):
        return
    access, code = reader.access, request.request_id
    wish_key = f"wish-{code}"
    now = st.session_state.__getitem__  # what stands there when the button is pressed
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if request.state in ("open", "passed_on"):
            options = ["", *(one for one in partners if reader.owns(one))]
            at = options.index(request.partner_id) if request.partner_id in options else 0
            who = st.selectbox(
                _("Organisation"), options, at,
                format_func=lambda one: partners.get(one, _("none yet")), key=f"who-{code}", width=220,
            )  # fmt: skip
            outcome = st.selectbox(
                _("Outcome"), list(outcome_words()), None, format_func=outcome_words().__getitem__,
                placeholder=_("still open"), key=f"outcome-{code}", width=190,
            )  # fmt: skip
            passed = {"partner_id": who}
            done = {"outcome": outcome, "partner_id": who}
            st.button(
                _("Passed on"), key=f"pass-{code}", icon=":material/forward_to_inbox:", disabled=not who,
                on_click=carry_out,
                args=(lambda: _tell(request, "passed_on", access, **passed), _("Logged: passed on.")),
            )  # fmt: skip
            st.button(
                _("Save the outcome"), key=f"close-{code}", icon=":material/task_alt:", disabled=outcome is None,
                on_click=carry_out,
                args=(lambda: _tell(request, "closed", access, **done), _("Logged: the outcome.")),
            )  # fmt: skip
        else:
            st.button(
                _("Reopen"), key=f"open-{code}", icon=":material/undo:",
                on_click=carry_out, args=(lambda: _tell(request, "reopened", access), _("Logged: open again.")),
            )  # fmt: skip
        with st.popover(_("Correct"), icon=":material/edit:"):
            st.text_input(_("What does the school ask?"), request.wish, key=wish_key, max_chars=300)
            st.button(
                _("Save the correction"), key=f"correct-{code}", on_click=carry_out,
                args=(lambda: _tell(request, "corrected", access, wish=now(wish_key)), _("Logged: corrected.")),
            )  # fmt: skip
        with st.popover(_("Erase"), icon=":material/delete:"):
            st.markdown(_("Erasing takes the words of this request away for good. That it was there stays on record."))
            st.button(
                _("Erase for good"), key=f"erase-{code}", on_click=carry_out,
                args=(lambda: requests.tell(access, "erased", code), _("Erased.")),
            )  # fmt: skip
