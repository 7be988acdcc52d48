"""Where a line must break: from that period on, figures are made by other rules than before."""

from __future__ import annotations

from dashboard.frame.language import _


def breaks(indicator_id: str) -> dict[str, str]:
    """Period at which a line starts anew -> why the figures before it are not comparable."""
    exams = {
        "2019-2020": _("no central exam in 2019-2020"),
        "2020-2021": _("eased rules in 2020-2021 and 2021-2022"),
        "2022-2023": _("normal rules again from 2022-2023"),
    }
    advice = {"2023-2024": _("other rules of advice from 2023-2024")}
    return {"vo_exam_pass_pct": exams, "po_advice_mean": advice, "po_advice_count": advice}.get(indicator_id, {})


def stretch_of(period: str, starts: list[str]) -> int:
    """Which unbroken stretch a period is in."""
    return sum(start <= period for start in starts)
