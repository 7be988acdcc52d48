"""The named parts of the target score per sector, and the frame of schools with a percentile for each part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from dashboard.figures import ranking

# The sliders, in their order in the URL; each weighs one part, or shares its weight over two.
SLIDERS = ("need", "ses", "unreached", "change", "near")
DEFAULT_WEIGHTS = (50, 20, 15, 5, 10)
DEFAULT_WEIGHTS_IN_LINK = ",".join(str(weight) for weight in DEFAULT_WEIGHTS)
EARTH_KM, SAME_POINT_KM = 6371.0, 0.001


class Measure(StrEnum):
    """How need is measured; the words of the URL."""

    PER_PUPIL = "per-leerling"
    TOTAL = "totaal"


@dataclass(frozen=True)
class Part:
    """One part: its slider, the column of raw figures, and whether a low figure is what asks for attention."""

    slider: str
    column: str
    falls: bool = False
    decimals: int = 0
    indicator: str = ""
    """What the figures are of, where the column is not named after it."""
    ordered: str = ""
    """The column of figures to order by, where a share of few people is not shown but its counts are published."""

    @property
    def place(self) -> str:
        """The column of its percentile, 0..100."""
        return f"{self.column}_part"

    @property
    def is_need(self) -> bool:
        return self.slider == "need"

    @property
    def status(self) -> str:
        return f"{self.column}_status"


CONTEXT = (
    Part("ses", "ses_woa", falls=True, decimals=2),
    Part("unreached", "partners_count"),
    Part("change", "pupils_change_pct", falls=True, decimals=1, indicator="pupils_history"),
    Part("near", "partner_km", falls=True, decimals=1),
)
COUNTS = ("partners_count", "participants_count", "participants_upper", "untold_count")
COUNTS += ("themes_count", "themed_partners_count")
PARTNERS = ("unreached", "near")  # the sliders of the parts that depend on whose activity counts
NEED = {
    ("PO", Measure.TOTAL): (Part("need", "po_need_load"),),
    ("PO", Measure.PER_PUPIL): (Part("need", "po_need_per_pupil", decimals=2),),
    ("VO", Measure.TOTAL): (Part("need", "vo_need_load"),),
    ("VO", Measure.PER_PUPIL): (
        Part("need", "vo_vmbo_bk_pro_pct", decimals=0, ordered="vo_vmbo_bk_pro_order"),
        Part("need", "vo_po_need_5km", decimals=2),
    ),
}  # fmt: skip


def parts_of(sector: str, measure: Measure) -> tuple[Part, ...]:
    """The parts of a sector, need in total or per pupil first."""
    return NEED[(sector, measure)] + CONTEXT


def lasting(sector: str) -> tuple[Part, ...]:
    """The parts of a sector that stay when other partners are chosen, for both ways to measure need."""
    parts = dict.fromkeys(part for measure in Measure for part in NEED[(sector, measure)])
    return (*parts, *(part for part in CONTEXT if part.slider not in PARTNERS))


def indicators(sector: str) -> tuple[str, ...]:
    """What the parts of a sector are figures of, whichever way need is measured."""
    return tuple(part.indicator or part.column for part in lasting(sector))


def spread(parts: Sequence[Part]) -> np.ndarray:
    """Sliders x parts: how much of a slider's weight goes to each part."""
    weighs = np.array([[part.slider == slider for part in parts] for slider in SLIDERS], dtype=float)
    return weighs / np.maximum(weighs.sum(axis=1, keepdims=True), 1)


def placed(schools: pd.DataFrame, parts: Iterable[Part]) -> pd.DataFrame:
    """The schools with a percentile per part, over those that count (without a flag)."""
    counts = (schools["quality_flag"] == "").to_numpy()
    places = {}
    for part in parts:
        values = schools[part.ordered or part.column].to_numpy(float)
        if part.slider == "unreached":
            places[part.place] = ranking.unreached(values)
        else:
            places[part.place] = ranking.percentile(values, values[counts], part.falls)
    return schools.assign(**places).copy()


def with_activity(schools: pd.DataFrame, active: pd.DataFrame) -> pd.DataFrame:
    """The schools with who is active there, how far the nearest other active school is, and those two as parts."""
    places = pd.Index(active["school_id"]).get_indexer(schools["school_id"])  # -1, so the last, where nobody is
    counts = {name: np.append(np.nan_to_num(active[name].to_numpy(float)), 0)[places].astype(int) for name in COUNTS}
    names = {name: np.append(active[name].to_numpy(object), [None])[places] for name in ("partner_ids", "partners")}
    km = nearest_km(schools, active)
    # Two schools on the one point of their postcode area: how far they are apart is not known.
    is_same_point = (schools["location_precision"] == "postcode4").to_numpy() & (km < SAME_POINT_KM)
    km[is_same_point] = np.nan
    schools = schools.assign(
        **counts,
        **names,
        partner_km=km,
        partners_count_status="observed",
        is_same_point=is_same_point,
        partner_km_status=np.where(np.isnan(km), "missing", "observed"),
    )
    return placed(schools, [part for part in CONTEXT if part.slider in PARTNERS])


def nearest_km(schools: pd.DataFrame, active: pd.DataFrame) -> np.ndarray:
    """Distance in km, straight on, to the nearest *other* school where a partner is active; NaN when unknown."""
    active = active[active["lon"].notna()]
    km = np.full(len(schools), np.nan)
    has_point = schools["lon"].notna().to_numpy()
    if active.empty or not has_point.any():
        return km
    located = schools[has_point]
    # Of the two nearest at most one is the school itself; where there is only one the second is infinitely far.
    from scipy.spatial import KDTree  # on first use: half a second of a start

    chords, places = KDTree(_unit(active)).query(_unit(located), k=2)
    ids = np.append(active["school_id"].to_numpy(object), "")
    is_itself = ids[places[:, 0]] == located["school_id"].to_numpy(object)
    nearest = np.where(is_itself, chords[:, 1], chords[:, 0])
    is_finite = np.isfinite(nearest)
    km[has_point] = np.where(is_finite, 2 * EARTH_KM * np.arcsin(np.where(is_finite, nearest, 0) / 2), np.nan)
    return km


def _unit(rows: pd.DataFrame) -> np.ndarray:
    """Points on a unit sphere: the chord between two of them tells the distance over the ground."""
    lon, lat = np.radians(rows["lon"].to_numpy(float)), np.radians(rows["lat"].to_numpy(float))
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
