"""The side bar of page Dekking: what only this page asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd

from dashboard.figures.coverage import Filters, need_indicator
from dashboard.figures.measures import SIZES, Mode, Size
from dashboard.frame.language import _
from dashboard.frame.records import Place
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.ui import gaps, sidebar
from dashboard.ui.activity import filters, urbanity_words

PUPILS = "pupils"  # who are reached, and whom a share is of
WHOLE = ("province", "labour_market_region")  # partly inside a group of municipalities, partly outside


class Form(StrEnum):
    """In what the areas are shown; the values are what stands in the URL."""

    MAP = "kaart"
    TABLE = "tabel"
    PARTNERS = "partners"


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
        is_in = pd.Series(True, index=rows.index)
        if self.gka:
            is_in &= rows["is_gka"].fillna(False).astype(bool)
        if self.urban:
            is_in &= rows["urbanity_class"].isin(self.urban)
        return is_in.to_numpy(bool)


def every_filter(chosen: Selection, partners: pd.DataFrame, level: str, reader: Reader) -> tuple[Filters, Group]:
    """All choices about activities and all choices about areas, in the order of the side bar."""
    common = filters(chosen, partners, reader)
    gaps.among((need_indicator(common.sector, reader).indicator_id, PUPILS), reader)
    areas = group(chosen, level)
    founding, line = whose(chosen)
    return replace(common, founding=founding, learning_line=line), areas


def group(chosen: Selection, level: str) -> Group:
    """Which areas count: GKA municipalities, urbanity; not where an area can be half in it."""
    is_whole = level in WHOLE
    why = _("For municipalities and smaller areas.") if is_whole else None
    gka = chosen.switch("gka", _("GKA municipalities only"), disabled=is_whole, help=why)
    classes = urbanity_words()
    urban = chosen.choose_many(
        "stedelijkheid",
        _("Urbanity"),
        list(classes),
        placeholder=_("All classes"),
        disabled=is_whole,
        help=why,
        format_func=classes.get,
    )
    return Group() if is_whole else Group(gka, tuple(int(k) for k in urban))


def whose(chosen: Selection) -> tuple[bool, bool]:
    """Founding partners only; schools with a learning line only."""
    founding = chosen.switch("oprichters", _("Founding partners only"))
    hint = _("Only schools where at least two partners with different themes are active.")
    return founding, chosen.switch("leerlijn", _("Integrated learning line"), help=hint)


@dataclass(frozen=True)
class Look:
    """What is shown, measured how and in which form."""

    mode: Mode
    size: Size | None
    form: Form
    has_only_white: bool
    has_own_classes: bool


def look(chosen: Selection, filters: Filters, place: Place, *, has_partners: bool) -> Look:
    """The controls above the picture; without partners there is only need to show."""
    shown, size = mode(chosen, filters) if has_partners else (Mode.NEED, SIZES[Mode.NEED][0])
    drawn = form(chosen)
    has_own_classes = drawn == Form.MAP and own_classes(chosen, place, shown)
    return Look(shown, size, drawn, only_white(chosen, drawn, shown), has_own_classes)


def mode(chosen: Selection, filters: Filters) -> tuple[Mode, Size | None]:
    """What is coloured and, where there is a choice, how it is measured; each mode remembers its own."""
    names = {
        Mode.UNREACHED.value: _("Unreached need"),
        Mode.WHITE_SPOTS.value: _("White spots"),
        Mode.NEED_AND_REACH.value: _("Need × reach"),
        Mode.NEED.value: _("Need"),
        Mode.PRESENCE.value: _("Presence"),
        Mode.PARTICIPANTS.value: _("Participants"),
    }
    mode = Mode(chosen.valid("weergave", list(names)))
    chosen.choose("weergave", _("View"), list(names), format_func=names.get, label_visibility="collapsed", width=200)
    return mode, _size(chosen, mode, filters) if SIZES[mode] else None


def _size(chosen: Selection, mode: Mode, filters: Filters) -> Size:
    names = {
        Size.TOTAL.value: _("total"),
        Size.PER_PUPIL.value: _("per pupil"),
        Size.OF_NEED.value: _("share of the need"),
        Size.OF_SCHOOLS.value: _("share of the schools"),
        Size.OF_PUPILS.value: _("share of the pupils"),
        Size.NUMBER.value: _("number"),
        Size.OF_ENROLLED.value: _("share of enrolled pupils"),
    }
    # participants of several years are no part of the pupils of one
    offered = [size for size in SIZES[mode] if filters.school_year or size != Size.OF_ENROLLED]
    name, sizes = f"{mode}-als", [size.value for size in offered]
    size = Size(chosen.valid(name, sizes))
    chosen.choose(name, _("Measured as"), sizes, format_func=names.get, label_visibility="collapsed", width=175)
    return size


def only_white(chosen: Selection, form: Form, mode: Mode) -> bool:
    """In the table: the white spots only. In their own view there is nothing else."""
    if form != Form.TABLE or mode == Mode.WHITE_SPOTS:
        return False
    return chosen.switch("alleen-wit", _("White spots only"))


def own_classes(chosen: Selection, place: Place, mode: Mode) -> bool:
    """Whose classes: those of the place, which separate its own areas, or the country's."""
    if mode in (Mode.NEED_AND_REACH, Mode.WHITE_SPOTS):
        return False
    return sidebar.own_classes(chosen, place)


def form(chosen: Selection) -> Form:
    """Map or table of the areas, or who of the partners is where."""
    names = {Form.MAP.value: _("Map"), Form.TABLE.value: _("Table"), Form.PARTNERS.value: _("Partners")}
    form = Form(chosen.valid("vorm", list(names)))
    chosen.pick("vorm", _("Form"), list(names), format_func=names.get, label_visibility="collapsed")
    return form
