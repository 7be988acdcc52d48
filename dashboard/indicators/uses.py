"""Where an indicator is seen: rules for pages that offer every one of a kind, a list for those that show their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard.frame.access import PARTNER
from dashboard.frame.language import _
from dashboard.frame.warehouse import Reader

# what a page shows of its own accord; a test asks the pages
OF_PAGES: Mapping[str, tuple[str, ...]] = {
    "doelscholen": (
        "po_need_load", "po_need_per_pupil", "po_funded_pupils", "po_achterstandsscore", "vo_need_load",
        "vo_vmbo_bk_pro_pct", "vo_vmbo_bk_pro_base", "vo_typed_pupils", "vo_po_need_5km", "vo_pupils_by_type",
        "ses_woa", "pupils", "pupils_history", "po_schoolweging",
    ),
    "dekking": ("po_need_load", "po_need_per_pupil", "vo_need_load", "pupils"),
    "school": (
        "po_need_per_pupil", "po_need_load", "pupils", "pupils_history", "po_weight_pupils_pct", "po_home_school_km",
        "po_advice_mean", "po_advice_count", "po_schoolweging", "po_schoolweging_spread", "po_pupils_apcg_pct",
        "vo_pupils_by_type", "vo_type_pct", "vo_opstroom_pct", "vo_achterstandsscore_without_threshold",
        "vo_vmbo_bk_pro_pct", "vo_need_load", "vo_po_need_5km", "vo_exam_pass_pct", "vo_afstroom_pct",
        "vo_repeaters_pct", "ses_woa", "low_income_households_pct", "po_end_test_mean", "po_reference_level_pct",
        "po_need_decile", "po_achterstandsscore", "po_achterstandsscore_per_pupil", "po_weight_pupils",
        "po_pupils_apcg", "po_pupils_home_known", "po_advice_double_pct", "vo_flow_pupils", "vo_repeaters",
        "vo_afstroom", "vo_opstroom", "vo_achterstandsscore", "vo_achterstandsscore_pro", "ses_woa_spread",
        "ses_woa_spread_change",
    ),
    "gka-regionaal": (
        "po_advice_mean", "po_advice_count", "po_need_per_pupil", "po_pupils_apcg_pct", "vo_afstroom_pct",
        "vo_repeaters_pct", "vo_opstroom_pct", "vo_exam_pass_pct", "gka_afstroom_pct", "gka_toetsadvies_mean",
        "gka_apcg_pct", "gka_havo_vwo_17_pct",
    ),
    "landelijk": (
        "po_advice_count", "po_need_load", "po_need_per_pupil", "pupils", "vo_exam_pass_pct", "vo_exam_candidates",
        "vo_exam_passed", "vo_vmbo_bk_pro_pct", "vo_vmbo_bk_pro_base", "vo_typed_pupils", "gka_havo_vwo_17_pct",
    ),
}  # fmt: skip
RIGHTS = {"doelscholen": PARTNER, "dekking": PARTNER}


@dataclass(frozen=True)
class Use:
    """A page with the choices that show the indicator."""

    path: str
    choices: Mapping[str, str]


def of(row: Mapping, reader: Reader) -> list[Use]:
    """Where this indicator is seen, as far as the reader has those pages."""
    code, levels = row["indicator_id"], str(row.get("levels") or "").split(",")
    found = []
    if row.get("is_on_map") and not row.get("gap_kind"):
        found.append(Use("kaart", {"indicator": code}))
    if row.get("is_comparable") and "district" in levels:
        found.append(Use("wijken-vergelijken", {"indicatoren": code, "indicator": code}))
    own = [path for path, codes in OF_PAGES.items() if code in codes and reader.may("read", RIGHTS.get(path, "open"))]
    return found + [Use(path, {}) for path in own]


def supported(row: Mapping, names: Mapping[str, str]) -> str:
    """The indicators that this one weighs, covers, or is a part of; '' where there is none."""
    codes = [code for code in str(row.get("supported_ids") or "").split(",") if code in names]
    return ", ".join(names[code] for code in codes)


def no_verdict_words(why: str | None) -> str:
    """Why nothing is judged on it."""
    words = {
        "buildings": _("Nothing is judged on it: it tells which schools stand there."),
        "mixed_types": _("Nothing is judged on it: it mixes types of school."),
    }
    return words.get(why or "", "") if not pd.isna(why) else ""
