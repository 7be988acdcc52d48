"""What a coverage map can colour: each measure with its words, decimals and columns."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.frame.language import _

# What can be coloured, and in what measures; the words are what stands in the URL.
MODES: dict[str, tuple[str, ...]] = {
    "onbereikt": (),
    "samen": (),
    "behoefte": ("totaal", "per-leerling"),
    "aanwezig": ("behoefte", "scholen", "leerlingen"),
    "deelnemers": ("aantal", "aandeel"),
}
GAP_DECIMALS = {"province": 1, "labour_market_region": 1, "municipality": 2}


@dataclass(frozen=True)
class Measure:
    """One thing to colour: column of the areas and of its status, words, and how it is classed."""

    column: str
    status: str
    title: str
    unit: str
    decimals: int
    palette: str
    kind: str = "from_none"  # or: fifths, quarters (fixed limits of 25, 50 and 75 %)


def measure(mode: str, size: str, sector: str, level: str) -> Measure:
    """What a mode and measure show."""
    need = _("points") if sector == "PO" else _("pupils in vmbo and pro")
    known = {
        "onbereikt": Measure(
            "gap_share", "need_status", _("Unreached need"), _("% of the country's"), GAP_DECIMALS.get(level, 3), "need"
        ),
        "behoefte/totaal": Measure("need", "need_status", _("Need"), need, 0, "need", "fifths"),
        "behoefte/per-leerling": Measure(
            "need_per_pupil", "need_status", _("Need per pupil"), per_pupil(sector), 2, "need", "fifths"
        ),
        "aanwezig/behoefte": _presence("need", _("of the need")),
        "aanwezig/scholen": _presence("schools", _("of the schools")),
        "aanwezig/leerlingen": _presence("pupils", _("of the pupils")),
        "deelnemers/aantal": Measure("participants_count", "", _("Participants"), _("number"), 0, "amount"),
        "deelnemers/aandeel": Measure(
            "participants_share", "participants_status", _("Participants"), _("% of the enrolled pupils"), 1, "amount"
        ),
        "samen": Measure("gap_share", "need_status", _("Need and reach"), "", 0, "need"),
    }
    return known[f"{mode}/{size}" if MODES[mode] else mode]


def per_pupil(sector: str) -> str:
    """The unit of need per pupil: VO's load is pupils, so it is a part of them (0..1)."""
    return _("points per pupil") if sector == "PO" else _("part of the pupils")


def _presence(what: str, words: str) -> Measure:
    status = "" if what == "schools" else f"{what}_status"
    title = _("At schools with a partner")
    return Measure(f"{what}_share", status, title, f"% {words}", 0, "amount", "quarters")
