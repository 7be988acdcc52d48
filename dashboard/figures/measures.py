"""What a coverage map can colour: each measure with its words, decimals and columns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dashboard.frame.language import _


class Mode(StrEnum):
    """What can be coloured; the values are what stands in the URL."""

    UNREACHED = "onbereikt"
    NEED_AND_REACH = "samen"
    NEED = "behoefte"
    PRESENCE = "aanwezig"
    WHITE_SPOTS = "wit"
    PARTICIPANTS = "deelnemers"


class Size(StrEnum):
    """How it is measured; the values are what stands in the URL."""

    TOTAL = "totaal"
    PER_PUPIL = "per-leerling"
    OF_NEED = "behoefte"
    OF_SCHOOLS = "scholen"
    OF_PUPILS = "leerlingen"
    NUMBER = "aantal"
    OF_ENROLLED = "aandeel"


# The sizes of each mode, the first is the default; no sizes: there is one measure only.
SIZES: dict[Mode, tuple[Size, ...]] = {
    Mode.UNREACHED: (),
    Mode.NEED_AND_REACH: (),
    Mode.WHITE_SPOTS: (),
    Mode.NEED: (Size.TOTAL, Size.PER_PUPIL),
    Mode.PRESENCE: (Size.OF_NEED, Size.OF_SCHOOLS, Size.OF_PUPILS),
    Mode.PARTICIPANTS: (Size.NUMBER, Size.OF_ENROLLED),
}
# the first size of each, as it stands in a link
SIZE_DEFAULTS = {f"{mode}-als": sizes[0].value for mode, sizes in SIZES.items() if sizes}


@dataclass(frozen=True)
class Measure:
    """One thing to colour: column of the areas and of its status, words, and how it is classed."""

    column: str
    status: str
    title: str
    unit: str
    decimals: int
    palette: str
    kind: str = "from_none"  # or: fifths
    is_total: bool = False  # drawn as circles: a large area has more of it


def measure(mode: Mode, size: Size | None, sector: str) -> Measure:
    """What a mode shows, measured in this size; None where the mode has no sizes."""
    need = _("points") if sector == "PO" else _("pupils in vmbo and pro")
    measures: dict[tuple[Mode, Size | None], Measure] = {
        (Mode.UNREACHED, None): Measure(
            "unreached_need", "need_status", _("Unreached need"), need, 0, "need", is_total=True
        ),
        (Mode.NEED, Size.TOTAL): Measure("load", "load_status", _("Need"), need, 0, "need", "fifths", is_total=True),
        (Mode.NEED, Size.PER_PUPIL): Measure(
            "need_per_pupil", "need_per_pupil_status", _("Need per pupil"), per_pupil(sector), 2, "need", "fifths"
        ),
        (Mode.PRESENCE, Size.OF_NEED): _presence("need", _("of the need")),
        (Mode.PRESENCE, Size.OF_SCHOOLS): _presence("schools", _("of the schools")),
        (Mode.PRESENCE, Size.OF_PUPILS): _presence("pupils", _("of the pupils")),
        (Mode.PARTICIPANTS, Size.NUMBER): Measure(
            "participants_lower", "", _("Participants"), _("number"), 0, "amount", is_total=True
        ),
        (Mode.PARTICIPANTS, Size.OF_ENROLLED): Measure(
            "participants_share", "participants_status", _("Participants"), _("% of the enrolled pupils"), 1, "amount"
        ),
        (Mode.WHITE_SPOTS, None): Measure("load", "load_status", _("White spots"), "", 0, "need"),
        (Mode.NEED_AND_REACH, None): Measure("unreached_need", "need_status", _("Need and reach"), "", 0, "need"),
    }
    return measures[mode, size]


def per_pupil(sector: str) -> str:
    """The unit of need per pupil: VO's load is pupils, so it is a part of them (0..1)."""
    return _("points per pupil") if sector == "PO" else _("part of the pupils")


def _presence(what: str, words: str) -> Measure:
    status = "" if what == "schools" else f"{what}_status"
    title = _("At schools with a partner")
    return Measure(f"{what}_share", status, title, f"% {words}", 0, "amount")
