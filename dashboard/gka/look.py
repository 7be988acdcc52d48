"""What every picture of page GKA regionaal is drawn with, and what it tells around itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import streamlit as st

from dashboard.figures import places
from dashboard.frame.access import areas
from dashboard.frame.language import _
from dashboard.frame.markup import md
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.gka.figures import Figures, may_read
from dashboard.ui import pieces


@dataclass(frozen=True)
class Told:
    """What a picture says around itself: its sentence, selection and sources in words, the question behind it."""

    sentence: str = ""
    selection: Sequence[str] = ()
    sources: Sequence[str] = ()
    asked: tuple[str, dict] = field(default_factory=lambda: ("gka_towns", {}))


@dataclass(frozen=True)
class Look:
    """What every picture is drawn with."""

    found: Figures
    chosen: Selection
    reader: Reader

    @property
    def towns(self) -> tuple[str, ...]:
        return self.found.scope.municipalities

    def header(self, told: Told) -> dict[str, str]:
        """The head of a file: the place, what was chosen, where it comes from."""
        return {
            _("Selection"): " · ".join([self.found.scope.name, *told.selection]),
            _("Source"): " · ".join(told.sources),
            _("Build"): pieces.build_text(self.reader.build),
        }


def without_closed(look: Look) -> None:
    """Why there are no closed figures: the edition has none, or this reader may not read them, or not of this place."""
    reader, own = look.reader, areas(look.reader.access)
    if may_read(reader, look.found.scope):
        text = _("**No closed figures yet.** This edition has none. Choose your own file, or look at what is open.")
    elif own:
        names = places.names(reader)
        told = ", ".join(md(names.get(code, code)) for code in sorted(own))
        text = _("**No closed figures of this place for you.** You may read those of: {names}.", names=told)
    else:
        text = _("**Closed figures are for members.** Others can reach this server and sign-in is not set up.")
    st.info(text, icon=":material/lock:")


def begin(name: str, options: Sequence[str], first: str, chosen: Selection) -> str:
    """A choice that begins at what the data say."""
    chosen.begin(name, first)
    return chosen.valid(name, options)
