"""The pictures of page GKA regionaal by the name of their view."""

from __future__ import annotations

from dashboard.gka import advice_view, flow_view, group_view
from dashboard.gka.choices import View
from dashboard.gka.look import Look, Told


def draw(view: str, look: Look) -> Told:
    """The picture of a view."""
    shown = {
        View.FLOW: flow_view.show,
        View.ADVICE: advice_view.show,
        View.PARENTS: group_view.parents,
        View.GROUPS: group_view.show,
    }
    return shown[View(view)](look)
