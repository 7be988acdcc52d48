"""The scenario of the address on a page: read, told in a banner with the way back, and put under all that is asked."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import kept_scenarios, links, warehouse, what_if
from dashboard.frame.access import PARTNER
from dashboard.frame.kept_scenarios import NoSuchScenario
from dashboard.frame.language import _
from dashboard.frame.markup import md
from dashboard.frame.scenario import NOTHING, Scenario
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader

NAME = links.WHAT_IF


def reader(chosen: Selection, real: Reader) -> Reader:
    """The reader in the scenario of the address, which is then told; the same one where what is shown is what is."""
    wanted = of_address(chosen, real)
    if not wanted:
        return real
    _banner(wanted, chosen, real)
    return warehouse.suppose(real, wanted)


def of_address(chosen: Selection, real: Reader) -> Scenario:
    """The scenario that the address says; a link that leads to none, or that nobody here may see, is what is."""
    if not chosen[NAME] or not real.may("read", PARTNER):
        return NOTHING
    try:
        wanted = kept_scenarios.load(chosen[NAME], real.access)
    except NoSuchScenario:
        wanted = Scenario(unread=(chosen[NAME],))
    if wanted.unread:
        _not_read(wanted)
    if not wanted:
        chosen.set(**{NAME: None})
    return wanted


def _not_read(wanted: Scenario) -> None:
    parts = ", ".join(md(part[:60]) for part in wanted.unread[:3])
    st.warning(_("**Part of the what-if in this link cannot be read:** {parts}. It is left out.", parts=parts),
               icon=":material/link_off:")  # fmt: skip


def _banner(wanted: Scenario, chosen: Selection, real: Reader) -> None:
    """What is supposed, what of it says nothing here, and the button back to what is."""
    told = "; ".join(md(one) for one in what_if.words(wanted, real)[: what_if.SHORT])
    more = len(wanted.changes) - what_if.SHORT
    told += f"; {_('and {n} more', n=more)}" if more > 0 else ""
    left, right = st.columns([1, 0.2], vertical_alignment="center")
    with left:
        st.warning(
            " ".join(filter(None, (_("**What if: not what is.** {changes}.", changes=told), *_doubts(wanted, real)))),
            icon=":material/alt_route:",
        )
    with right:
        st.button(_("Back to what is"), icon=":material/undo:", key=f"{chosen.page}-terug", on_click=chosen.set,
                  kwargs={NAME: None})  # fmt: skip


def _doubts(wanted: Scenario, real: Reader) -> list[str]:
    """Another build than it was made on; what this build does not have."""
    found = []
    if wanted.build_id and wanted.build_id != real.published.build_id:
        found.append(_("Made on build {then}, counted on build {now}.", then=md(wanted.build_id),
                       now=md(real.published.build_id)))  # fmt: skip
    if missing := what_if.unknown(wanted, real):
        listed = ", ".join(md(one) for one in missing[:5])
        found.append(_("Not in this build, so without effect: {names}.", names=listed))
    return found
