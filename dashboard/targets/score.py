"""The named parts of the target score per sector, and the frame of schools with a percentile for each part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from dashboard.figures import ranking
from dashboard.frame.language import _, ngettext, number

# The sliders, in their order in the URL; each weighs one part, or shares its weight over two.
SLIDERS = ("need", "ses", "unreached", "change", "near")
DEFAULT_WEIGHTS = (50, 20, 15, 5, 10)
DEFAULT_WEIGHTS_IN_LINK = ",".join(str(weight) for weight in DEFAULT_WEIGHTS)
EARTH_KM = 6371.0


@dataclass(frozen=True)
class Part:
    """One part: its slider, the column of raw figures, and whether a low figure is what asks for attention."""

    slider: str
    column: str
    falls: bool = False
    decimals: int = 0
    indicator: str = ""
    """What the figures are of, where the column is not named after it."""

    @property
    def place(self) -> str:
        """The column of its percentile, 0..100."""
        return f"{self.column}_part"

    @property
    def status(self) -> str:
        return f"{self.column}_status"


CONTEXT = (
    Part("ses", "ses_woa", falls=True, decimals=2),
    Part("unreached", "partners_count"),
    Part("change", "pupils_change_pct", falls=True, decimals=1, indicator="pupils_history"),
    Part("near", "partner_km", falls=True, decimals=1),
)
COUNTS = ("partners_count", "participants_count", "untold_count", "themes_count", "themed_partners_count")
PARTNERS = ("unreached", "near")  # the sliders of the parts that depend on whose activity counts
NEED = {
    ("PO", "totaal"): (Part("need", "po_need_load"),),
    ("PO", "per-leerling"): (Part("need", "po_need_per_pupil", decimals=2),),
    ("VO", "totaal"): (Part("need", "vo_need_load"),),
    ("VO", "per-leerling"): (
        Part("need", "vo_vmbo_bk_pro_pct", decimals=0), Part("need", "vo_po_need_5km", decimals=2),
    ),
}  # fmt: skip


def parts_of(sector: str, measure: str) -> tuple[Part, ...]:
    """The parts of a sector, need in total or per pupil first."""
    return NEED[(sector, measure)] + CONTEXT


def lasting(sector: str) -> tuple[Part, ...]:
    """The parts of a sector that stay when other partners are chosen, for both ways to measure need."""
    parts = dict.fromkeys(part for (one, _measure), needs in NEED.items() if one == sector for part in needs)
    return (*parts, *(part for part in CONTEXT if part.slider not in PARTNERS))


def spread(parts: Sequence[Part]) -> np.ndarray:
    """Sliders x parts: how much of a slider's weight goes to each part."""
    found = np.array([[part.slider == slider for part in parts] for slider in SLIDERS], dtype=float)
    return found / np.maximum(found.sum(axis=1, keepdims=True), 1)


def placed(schools: pd.DataFrame, parts: Iterable[Part]) -> pd.DataFrame:
    """The schools with a percentile per part, over those that count (without a flag)."""
    counts = (schools["quality_flag"] == "").to_numpy()
    places = {}
    for part in parts:
        values = schools[part.column].to_numpy(float)
        if part.slider == "unreached":
            places[part.place] = ranking.unreached(values)
        else:
            places[part.place] = ranking.percentile(values, values[counts], part.falls)
    return schools.assign(**places)


def met(schools: pd.DataFrame, active: pd.DataFrame) -> pd.DataFrame:
    """The schools with who is active there, how far the nearest other active school is, and those two as parts."""
    there = pd.Index(active["school_id"]).get_indexer(schools["school_id"])  # -1, so the last, where nobody is
    counts = {name: np.append(np.nan_to_num(active[name].to_numpy(float)), 0)[there].astype(int) for name in COUNTS}
    words = {name: np.append(active[name].to_numpy(object), [None])[there] for name in ("partner_ids", "partners")}
    km = nearest_km(schools, active)
    schools = schools.assign(
        **counts,
        **words,
        partner_km=km,
        partners_count_status="observed",
        partner_km_status=np.where(np.isnan(km), "missing", "observed"),
    )
    return placed(schools, [part for part in CONTEXT if part.slider in PARTNERS])


def nearest_km(schools: pd.DataFrame, active: pd.DataFrame) -> np.ndarray:
    """Distance in km, straight on, to the nearest *other* school where a partner is active; NaN when unknown."""
    there = active[active["lon"].notna()]
    found = np.full(len(schools), np.nan)
    has_point = schools["lon"].notna().to_numpy()
    if there.empty or not has_point.any():
        return found
    here = schools[has_point]
    # Of the two nearest at most one is the school itself; where there is only one the second is infinitely far.
    chords, places = KDTree(_unit(there)).query(_unit(here), k=2)
    ids = np.append(there["school_id"].to_numpy(object), "")
    is_itself = ids[places[:, 0]] == here["school_id"].to_numpy(object)
    nearest = np.where(is_itself, chords[:, 1], chords[:, 0])
    is_known = np.isfinite(nearest)
    found[has_point] = np.where(is_known, 2 * EARTH_KM * np.arcsin(np.where(is_known, nearest, 0) / 2), np.nan)
    return found


def _unit(rows: pd.DataFrame) -> np.ndarray:
    """Points on a unit sphere: the chord between two of them tells the distance over the ground."""
    lon, lat = np.radians(rows["lon"].to_numpy(float)), np.radians(rows["lat"].to_numpy(float))
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def slider_name(slider: str) -> str:
    return {
        "need": _("Need"),
        "ses": _("SES of the district"),
        "unreached": _("Unreached"),
        "change": _("Fewer pupils"),
        "near": _("Partner near"),
    }[slider]


def part_name(part: Part) -> str:
    """What a part is, named for what it measures."""
    return {
        "po_need_load": _("Need, total"),
        "po_need_per_pupil": _("Need per pupil"),
        "vo_need_load": _("Pupils in vmbo and pro"),
        "vo_vmbo_bk_pro_pct": _("Share in vmbo-b/k and pro"),
        "vo_po_need_5km": _("Primary need within 5 km"),
        "ses_woa": _("SES of the district"),
        "partners_count": _("Unreached"),
        "pupils_change_pct": _("Fewer pupils"),
        "partner_km": _("Partner near"),
    }[part.column]


def short_name(part: Part) -> str:
    """The name of a need part as the heading of a narrow column."""
    return {
        "po_need_load": _("Need"),
        "po_need_per_pupil": _("Need p.p."),
        "vo_need_load": _("Vmbo, pro"),
        "vo_vmbo_bk_pro_pct": _("% b/k, pro"),
        "vo_po_need_5km": _("Need 5 km"),
    }[part.column]


def raw_name(part: Part) -> str:
    """What the raw figure of a part is, where its name is about the score."""
    return {
        "ses_woa": _("SES district, score"),
        "partners_count": _("Number of partners"),
        "pupils_change_pct": _("Change in pupils, %"),
        "partner_km": _("Nearest partner, km"),
    }.get(part.column, part_name(part))


def part_meaning(part: Part, first: int, last: int) -> str:
    """How a part is made, in a sentence: for exports and help."""
    return {
        "po_need_load": _("CBS need score without threshold of the school, total in points."),
        "po_need_per_pupil": _("CBS need score without threshold per funded pupil."),
        "vo_need_load": _("Pupils in vmbo 3 and 4 and in practical education."),
        "vo_vmbo_bk_pro_pct": _("Share of the typed pupils in vmbo-basis, vmbo-kader and practical education."),
        "vo_po_need_5km": _("Need per pupil of the primary schools within 5 km."),
        "ses_woa": _("SES-WOA score of the district the school stands in; lower is more attention."),
        "partners_count": _("100 without an active partner, 50 with one, 33 with two, 25 with three."),
        "pupils_change_pct": _(
            "Change in pupils from {first} to {last}; a decline is more attention.", first=first, last=last
        ),
        "partner_km": _("Distance to the nearest other school with an active partner; nearer is easier to start."),
    }[part.column]


def told(part: Part, value: float) -> str:
    """The raw figure of a part with its unit."""
    text = number(value, part.decimals)
    return {
        "po_need_load": _("{value} points", value=text),
        "po_need_per_pupil": _("{value} points per pupil", value=text),
        "vo_need_load": _("{value} pupils", value=text),
        "vo_vmbo_bk_pro_pct": _("{value} % of the pupils", value=text),
        "vo_po_need_5km": _("{value} points per pupil", value=text),
        "ses_woa": _("score {value}", value=text),
        "partners_count": ngettext("{n} active partner", "{n} active partners", int(value))
        if value
        else _("nobody active"),
        "pupils_change_pct": _("{value} % pupils", value=("+" if value > 0 else "") + text),
        "partner_km": _("{value} km", value=text),
    }[part.column]
