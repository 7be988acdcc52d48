"""What a reader chooses on page GKA regionaal; the values are what stands in the URL."""

from __future__ import annotations

from enum import StrEnum

from dashboard.frame.language import _
from dashboard.ui import choices


class View(StrEnum):
    """The pictures: one at a time."""

    FLOW = "afstroom"
    ADVICE = "advies"
    PARENTS = "ouders"
    GROUPS = "groepen"
    OWN_FILE = "bestand"


DEFAULTS = choices.REGION | {
    "gebied": "NL00",  # a municipality or the own region; empty: the largest municipality
    "weergave": View.FLOW,
    "cijfer": "",  # what is compared between two periods
    "periode1": "",
    "periode2": "",
    "advies": "",  # advice of the test, of the school, or the one less the other
    "langs": "",  # what the schools are set out against
    "jaar": "",  # the school year of the picture of schools
    "school": "",  # whose path is drawn
    "kleur": "",  # the schools with a colour, six at most
    "groep": "",  # what is told per group
    "groepen": "",  # which groups are shown; empty: all
    "cijfers": "atlas",  # of the atlas, or those of the reader's own file
}


def titles(has_test: bool, has_districts: bool) -> dict[str, str]:
    """View -> its name on the button."""
    flow = _("Flow per district") if has_districts else _("Flow per school")
    advice = _("Test advice per school") if has_test else _("School advice per school")
    return {
        View.FLOW: flow, View.ADVICE: advice, View.PARENTS: _("Age 17 and parents"),
        View.GROUPS: _("Per group"), View.OWN_FILE: _("Own file"),
    }  # fmt: skip
