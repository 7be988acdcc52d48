"""Whether a programme fits, in words: the sign, and which aspects decide it."""

from __future__ import annotations

from dashboard.figures.fit import Fit, State
from dashboard.frame.language import _
from dashboard.frame.markup import Markup


def aspect_words() -> dict[str, str]:
    return {
        "sector": _("sector"),
        "theme": _("theme"),
        "group": _("groups"),
        "area": _("working area"),
        "places": _("places"),
    }


def reason(found: Fit) -> str:
    """Unknown: groups; other: working area; '' for what fits."""
    why = ", ".join(aspect_words()[name] for name in found.why)
    words = {State.ASK: _("unknown: {aspects}", aspects=why), State.NOT: _("other {aspects}", aspects=why)}
    return words.get(found.state, "")


def state(found: Fit) -> Markup:
    """The sign and its word, with the reason below it."""
    sign, word, kind = {
        State.FITS: ("✓", _("fits"), "rw-ahead"), State.ASK: ("?", _("ask"), "rw-old"),
        State.NOT: ("×", _("does not fit"), "rw-muted"),
    }[found.state]  # fmt: skip
    why = Markup("<small>{}</small>").format(reason(found)) if found.why else Markup()
    return Markup('<span class="{}">{} {}</span>').format(kind, sign, word) + why
