"""What is said of an area beside its reference, in words that every page uses."""

from __future__ import annotations

from dashboard.frame.language import _


def verdict_words() -> dict[str, str]:
    """Each verdict in words; a place has a number of its own."""
    return {
        "stands_out_high": _("stands out (above)"),
        "stands_out_low": _("stands out (below)"),
        "indistinguishable": _("cannot be told apart"),
        "place": _("no verdict, only a place"),
    }
