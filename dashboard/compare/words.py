"""The words of a verdict, all in one place: what each says, its sign, and why there is none. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.frame.language import _, level_word, percent
from dashboard.ui.verdicts import verdict_words

SIGNS = {"stands_out_high": "▲", "stands_out_low": "▼", "indistinguishable": "●"}


def why_words() -> dict[str, str]:
    """Why there is no verdict."""
    return {
        "coverage": _("no comparison ({why})", why=_("too few areas are open")),
        "no_figure": _("no comparison ({why})", why=_("no figure for this period")),
        "no_members": _("no comparison ({why})", why=_("no area lies in it")),
        "only_itself": _("no comparison ({why})", why=_("nothing is left without the area itself")),
        "no_group": _("no comparison ({why})", why=_("it belongs to no such group")),
        "buildings": _("no verdict ({why})", why=_("it tells which schools stand there")),
        "mixed_types": _("no verdict ({why})", why=_("types of school differ")),
        "no_interval": _("no verdict ({why})", why=_("no interval")),
        "break": _("no verdict ({why})", why=_("the rules changed in between")),
        "small": _("no verdict ({why})", why=_("not reliable")),
        "suppressed": _("suppressed"),
        "withheld": _("withheld"),
        "missing": _("missing"),
        "not_applicable": _("not applicable"),
    }


def why_word(why: str) -> str:
    return why_words().get(why, "")


def sign(verdict: str) -> str:
    return SIGNS.get(verdict, "")


def word(row: Mapping[str, Any] | pd.Series) -> str:
    """What is said of an area: its verdict, its place among all areas of its level, or why there is none."""
    if row["verdict"] == "place":
        return place_word(row["place"], row["level"])
    return verdict_words().get(row["verdict"], "") or why_word(row["why"])


def place_word(place: float, level: str) -> str:
    """Hoger dan 73 % van de wijken."""
    return _("higher than {share} of the {areas}", share=percent(place), areas=level_word(level))


def within(name: str) -> str:
    """A name inside a sentence: small, unless it is an abbreviation."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def shade_words(direction: str) -> dict[int, str]:
    """The coloured classes of a verdict in words, by their place on the scale."""
    low, high = _("stands out unfavourably"), _("stands out favourably")
    if direction == "neutral":
        low, high = _("stands out (below)"), _("stands out (above)")
    return {0: low, 2: _("cannot be told apart"), 4: high}


def family_words() -> dict[str, str]:
    """Indicators that are nearly one thing, by the name under which they count once."""
    return {"socioeconomic": _("social and economic position")}
