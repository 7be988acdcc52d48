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
from dashboard.ui import notes, pieces


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

    @property
    def spots(self) -> list[notes.Spot]:
        """What notes can be about: the municipalities and districts of the scope, and its primary schools."""
        areas = self.found.scope.areas
        schools = self.reader.run("gka_schools", {"municipalities": self.towns, "sector": "PO"})
        return notes.of_areas(areas[areas["level"] != "country"]) + notes.of_schools(schools)

    @property
    def noted(self) -> list[str]:
        """What coordinators noted here, as lines of a file or a map."""
        return notes.told(self.spots, self.reader)

    def header(self, told: Told) -> dict[str, str]:
        """The head of a file: the place, what was chosen, where it comes from, what is noted of it."""
        return {
            _("Selection"): " · ".join([self.found.scope.name, *told.selection]),
            _("Source"): " · ".join(told.sources),
            _("Build"): pieces.build_text(self.reader.build),
            **({_("Notes"): " · ".join(lines)} if (lines := self.noted) else {}),
        }

    def show_notes(self, told: Told) -> None:
        """Below the picture; a new one is about its figure, or about a period that is chosen."""
        periods = [self.chosen[name] for name in ("periode1", "periode2", "jaar")]
        notes.show(self.spots, self.reader, str(told.asked[1].get("indicator", "")), periods)


def without_closed(look: Look) -> None:
    """Why there are no closed figures: the file or the edition has none, or this reader may not read them (of here)."""
    reader, own = look.reader, areas(look.reader.access)
    if look.found.is_own:
        text = _("**Your own file has no figure for this picture**, or none that may stand there: see the rule for small numbers.")  # fmt: skip  # noqa: E501
    elif may_read(reader, look.found.scope):
        text = _("**No closed figures yet.** This edition has none. Choose your own file, or look at what is open.")
    elif own:
        names = places.names(reader)
        told = ", ".join(md(names.get(code, code)) for code in sorted(own))
        text = _("**No closed figures of this place for you.** You may read those of: {names}.", names=told)
    else:
        text = _("**Closed figures are for members.** Who keeps this server gives the rights to them.")
    st.info(text, icon=":material/lock:")


def begin(name: str, options: Sequence[str], first: str, chosen: Selection) -> str:
    """A choice that begins at what the data say."""
    chosen.begin(name, first)
    return chosen.valid(name, options)
