"""Has a plan made in the process apart, and shows how far it is; what was made is kept as long as its build."""

from __future__ import annotations

import logging
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from dashboard.figures.coverage import Filters
from dashboard.figures.plan.firm import Firmness
from dashboard.figures.plan.prices import Prices
from dashboard.figures.plan.rules import Rules
from dashboard.figures.plan.solve import Plan
from dashboard.figures.plan.tasks import Made
from dashboard.frame import kept
from dashboard.frame.language import _, number
from dashboard.frame.warehouse import Reader
from dashboard.plan import apart, schools
from dashboard.plan.schools import Asked, Regions

log = logging.getLogger(__name__)
SEEN_AFTER = 0.6  # seconds; what is quicker needs no bar
STOPPED = "planner-gestopt"
_made = kept.Frames(50_000_000)


@dataclass(frozen=True)
class Question:
    """What a plan is asked of: areas, activities, own regions, demands; hashable."""

    codes: tuple[str, ...]
    filters: Filters
    own: Regions
    rules: Rules
    reader: Reader = field(repr=False)

    @property
    def asked(self) -> Asked:
        return schools.asked(self.codes, self.filters, self.own, self.reader)

    def made(self) -> Made:
        """The plan, or why there is none."""
        return _kept(("made", self), (self.asked.problem, self.rules), _("Looking for the best plan"))

    def prices(self, now: Plan) -> Prices:
        return _kept(("prices", self), (self.asked.problem, self.rules, now), _("Working out what each demand costs"))

    def firmness(self, now: Plan) -> Firmness:
        return _kept(("firmness", self), (self.asked.problem, self.rules, now), _("Making the plan again 50 times"))


def _kept(key: tuple[str, Hashable], given: tuple[Any, ...], text: str) -> Any:
    return _made.get(key, lambda: _waited(key, given, text))


def _waited(key: tuple[str, Hashable], given: tuple[Any, ...], text: str) -> Any:
    """The answer; until then a bar and a button to stop. Leaving the page or stopping ends the process.

    Raises apart.Stopped after a stop, until it is started again.
    """
    if st.session_state.get(STOPPED) == key:
        raise apart.Stopped("stopped by the reader")
    slot = st.empty()
    with slot:
        bar = _Bar(key, text)
        answer = apart.ask(key[0], given, bar.told)
    slot.empty()
    return answer


class _Bar:
    """A bar that appears when it takes longer, and is drawn again when it says something else."""

    def __init__(self, key: Hashable, text: str):
        self.key, self.text, self.bar, self.said = key, text, None, ""

    def told(self, done: int, of: int, seconds: float) -> None:
        st.session_state.get(STOPPED)  # raises where this run was stopped or its page left
        if seconds < SEEN_AFTER:
            return
        text = self.text if of else _("Waiting for plans of others to be done")
        told = f"{text} · {number(int(seconds))} s" + (f" · {number(done)} / {number(of)}" if of > 1 else "")
        if told == self.said:
            return
        self.said = told
        if self.bar is None:
            with st.container(horizontal=True, vertical_alignment="bottom"):
                self.bar = st.progress(0.0)
                st.button(
                    _("Stop"),
                    icon=":material/stop_circle:",
                    key=f"planner-stop-{hash(self.key)}",
                    on_click=_stop,
                    args=(self.key,),
                )
        self.bar.progress(min(done / of, 1.0) if of else 0.0, told)


def _stop(key: Hashable) -> None:
    st.session_state[STOPPED] = key


def told_stopped(stopped: apart.Stopped) -> None:
    """In the place of what was stopped."""
    if isinstance(stopped, apart.Died):
        log.warning("plan: %s", stopped)
        st.error(
            _("**Nothing was worked out: the machine ended it, perhaps for want of memory.** Start again."),
            icon=":material/memory:",
        )
    else:
        st.info(
            _("**Stopped.** Nothing was worked out. Change a demand, or start again."), icon=":material/stop_circle:"
        )
    st.button(
        _("Start again"),
        icon=":material/refresh:",
        key="planner-opnieuw",
        on_click=lambda: st.session_state.pop(STOPPED, None),
    )
