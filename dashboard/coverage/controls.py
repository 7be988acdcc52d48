"""The side bar of page Dekking: what only this page asks."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from dashboard.figures.coverage import Filters
from dashboard.figures.measures import MODES
from dashboard.frame.language import _
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas as map_view
from dashboard.ui.activity import filters, urbanity_words

LEVELS = {
    "provincie": "province",
    "arbeidsmarktregio": "labour_market_region",
    "gemeente": "municipality",
    "wijk": "district",
    "buurt": "neighbourhood",
}
WHOLE = ("province", "labour_market_region")  # partly inside a group of municipalities, partly outside


@dataclass(frozen=True)
class Group:
    """A choice of areas: GKA municipalities, classes of urbanity (1 = most urban); empty means all."""

    gka: bool = False
    urban: tuple[int, ...] = ()

    @property
    def is_filter(self) -> bool:
        return self.gka or bool(self.urban)

    def of(self, rows: pd.DataFrame) -> np.ndarray:
        """Which areas are in the group."""
        found = pd.Series(True, index=rows.index)
        if self.gka:
            found &= rows["is_gka"].fillna(False).astype(bool)
        if self.urban:
            found &= rows["urbanity_class"].isin(self.urban)
        return found.to_numpy(bool)


def levels(reader: Reader) -> dict[str, str]:
    """The levels that this edition has a map of."""
    drawn = map_view.addresses(reader)
    return {word: level for word, level in LEVELS.items() if level in drawn}


def every_filter(chosen: Selection, partners: pd.DataFrame, level: str, reader: Reader) -> tuple[Filters, Group]:
    """All choices about activities and all choices about areas, in the order of the side bar."""
    common = filters(chosen, partners, reader)
    areas = group(chosen, level)
    founding, line = whose(chosen)
    return replace(common, founding=founding, learning_line=line), areas


def group(chosen: Selection, level: str) -> Group:
    """Which areas count: GKA municipalities, urbanity; not where an area can be half in it."""
    is_whole = level in WHOLE
    why = _("For municipalities and smaller areas.") if is_whole else None
    gka = chosen.switch("gka", _("GKA municipalities only"), disabled=is_whole, help=why)
    words = urbanity_words()
    urban = chosen.choose_many(
        "stedelijkheid",
        _("Urbanity"),
        list(words),
        placeholder=_("All classes"),
        disabled=is_whole,
        help=why,
        format_func=words.get,
    )
    return Group() if is_whole else Group(gka, tuple(int(k) for k in urban))


def whose(chosen: Selection) -> tuple[bool, bool]:
    """Founding partners only; schools with a learning line only."""
    founding = chosen.switch("oprichters", _("Founding partners only"))
    told = _("Only schools where at least two partners with different themes are active.")
    return founding, chosen.switch("leerlijn", _("Integrated learning line"), help=told)


def mode(chosen: Selection) -> tuple[str, str]:
    """What is coloured and, where there is a choice, how it is measured; each mode remembers its own."""
    names = {
        "onbereikt": _("Unreached need"),
        "samen": _("Need × reach"),
        "behoefte": _("Need"),
        "aanwezig": _("Presence"),
        "deelnemers": _("Participants"),
    }
    code = chosen.valid("weergave", list(names))
    chosen.pick("weergave", _("View"), list(names), format_func=names.get, label_visibility="collapsed", wrap=True)
    sizes = list(MODES[code])
    if not sizes:
        return code, ""
    words = _size_words()
    size = chosen.valid(f"{code}-als", sizes)
    chosen.pick(f"{code}-als", _("Measured as"), sizes, format_func=words.get, label_visibility="collapsed", wrap=True)
    return code, size


def _size_words() -> dict[str, str]:
    return {
        "totaal": _("total"),
        "per-leerling": _("per pupil"),
        "behoefte": _("share of the need"),
        "scholen": _("share of the schools"),
        "leerlingen": _("share of the pupils"),
        "aantal": _("number"),
        "aandeel": _("share of enrolled pupils"),
    }


def form(chosen: Selection) -> str:
    """Map or table of the areas, or who of the partners is where."""
    names = {"kaart": _("Map"), "tabel": _("Table"), "partners": _("Partners")}
    code = chosen.valid("vorm", list(names))
    chosen.pick("vorm", _("Form"), list(names), format_func=names.get, label_visibility="collapsed")
    return code
