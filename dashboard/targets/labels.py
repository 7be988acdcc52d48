"""What parts, figures and choices are called, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.frame.language import _, ngettext, number
from dashboard.targets.criteria import Education, PartnerCount, Preset, Reached, Size, Third
from dashboard.targets.score import Measure, Part


def slider_name(code: str) -> str:
    return {
        "need": _("Need"),
        "ses": _("SES of the district"),
        "unreached": _("Unreached"),
        "change": _("Fewer pupils"),
        "near": _("Partner near"),
    }[code]


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


def raw_meaning(part: Part, first: int, last: int) -> str:
    """What the raw figure of a part is, in a sentence."""
    return {
        "po_need_load": _("CBS need score without threshold of the school, total in points."),
        "po_need_per_pupil": _("CBS need score without threshold per funded pupil."),
        "vo_need_load": _("Pupils in vmbo 3 and 4 and in practical education."),
        "vo_vmbo_bk_pro_pct": _(
            "Share of the pupils in years with a type (vmbo 3-4, havo 4-5, vwo 4-6, practical education) who are in "
            "vmbo-basis, vmbo-kader and practical education."
        ),
        "vo_po_need_5km": _("Need per pupil of the primary schools within 5 km."),
        "ses_woa": _("SES-WOA score of the district the school stands in."),
        "partners_count": _("Number of partners with a chosen activity at the school."),
        "pupils_change_pct": _("Change in pupils from {first} to {last}, in per cent.", first=first, last=last),
        "partner_km": _(
            "Distance in km, straight on, to the nearest other school with an active partner; missing where both are "
            "only known by the one point of their postcode area."
        ),
    }[part.column]


def part_meaning(part: Part) -> str:
    """How the part of the score is made of the raw figure, in a sentence."""
    if part.column == "partners_count":
        return _("100 without an active partner, 50 with one, 33 with two, 25 with three.")
    place = _("Percentile among the schools of the sector without a flag, 0-100")
    if part.falls:
        return _("{place}; a low figure gets a high one.", place=place)
    return _("{place}; a high figure gets a high one.", place=place)


def reason(code: str) -> str:
    """Why a school has no score; empty when it has one."""
    why = _why_unscored(code)
    return _("no score: {why}", why=why) if why else ""


def unscored(counts: Mapping[str, int]) -> str:
    """How many schools have no score, by reason: 25 without a score: pupils not known."""
    return ", ".join(
        _("{n} without a score: {why}", n=number(counts[code]), why=_why_unscored(code)) for code in _known(counts)
    )


def unscored_kinds(counts: Mapping[str, int]) -> str:
    """The same below a heading: 25 pupils not known."""
    return ", ".join(f"{number(counts[code])} ({_why_unscored(code)})" for code in _known(counts))


def _known(counts: Mapping[str, int]) -> list[str]:
    return [code for code in ("own_need", "pupils", "little") if counts.get(code)]


def _why_unscored(code: str) -> str:
    return {
        "pupils": _("pupils not known"),
        "own_need": _("no need figure of the school itself"),
        "little": _("too little is known"),
    }.get(code, "")


def left_out(counts: Mapping[str, int]) -> list[str]:
    """How many schools are left out for each flag."""
    texts = {
        "newcomer": ngettext("{n} school for newcomers", "{n} schools for newcomers", counts.get("newcomer", 0)),
        "small": ngettext("{n} of 40 pupils or fewer", "{n} of 40 pupils or fewer", counts.get("small", 0)),
        "no_pupils": ngettext(
            "{n} without pupils at the last count", "{n} without pupils at the last count", counts.get("no_pupils", 0)
        ),
    }
    return [text for flag, text in texts.items() if counts.get(flag)]


def base(school: Mapping[str, Any]) -> str:
    """What the share of a secondary school is of: 28 of 745 pupils; empty where that is not told."""
    if pd.isna(school.get("vo_typed_count")) or pd.isna(school["pupils_count"]):
        return ""
    counts = {"n": number(school["vo_typed_count"]), "all": number(school["pupils_count"])}
    return _("{n} of {all} pupils", **counts)


def figure(part: Part, school: Mapping[str, Any]) -> str:
    """The raw figure of a part at a school with its unit; a share with what it is of."""
    value = school[part.column]
    if pd.isna(value):
        return _("not shown: fewer than 5 pupils in it or outside it")
    text = number(value, part.decimals)
    if part.column == "vo_vmbo_bk_pro_pct" and base(school):
        return _("{value} % of the pupils with a type ({base})", value=text, base=base(school))
    return {
        "po_need_load": ngettext("{value} point", "{value} points", 1 if text == "1" else 2, value=text),
        "po_need_per_pupil": _("{value} points per pupil", value=text),
        "vo_need_load": ngettext("{n} pupil", "{n} pupils", round(value)),
        "vo_vmbo_bk_pro_pct": _("{value} % of the pupils", value=text),
        "vo_po_need_5km": _("{value} points per pupil", value=text),
        "ses_woa": _("score {value}", value=text),
        "partners_count": ngettext("{n} active partner", "{n} active partners", int(value))
        if value
        else _("nobody active"),
        "pupils_change_pct": _("{value} % pupils", value=("+" if round(value, part.decimals) > 0 else "") + text),
        "partner_km": _("{value} km", value=text),
    }[part.column]


def measures() -> dict[Measure, str]:
    return {Measure.PER_PUPIL: _("per pupil"), Measure.TOTAL: _("total")}


def presets() -> dict[Preset, str]:
    return {
        Preset.ALL: _("All"),
        Preset.SUPPORT: _("PO: can use support"),
        Preset.VMBO: _("VO with vmbo"),
        Preset.NEW: _("No partner yet"),
        Preset.DEEPEN: _("One partner: deepen"),
        Preset.LEARNING_LINE: _("Fit for a learning line"),
        Preset.GREAT_TASK: _("Great task"),
    }


def education() -> dict[Education, str]:
    return {
        Education.VMBO: "vmbo",
        Education.VMBO_BK: "vmbo-b/k",
        Education.HAVO: "havo",
        Education.VWO: "vwo",
        Education.PRO: _("practical education"),
        Education.BRIDGE: _("bridge years"),
    }


def sizes() -> dict[Size, str]:
    texts = (_("below {limit}", limit=100), "100 – 199", "200 – 499", _("{limit} and more", limit=500))
    return dict(zip(Size, texts, strict=True))


def thirds() -> dict[Third, str]:
    return dict(zip(Third, (_("lowest third"), _("middle third"), _("highest third")), strict=True))


def partner_counts() -> dict[PartnerCount, str]:
    return dict(zip(PartnerCount, (_("none"), "1", "2 – 3", _("{limit} and more", limit=4)), strict=True))


def reached() -> dict[Reached, str]:
    return dict(zip(Reached, (_("none"), "1 – 24", "25 – 99", _("{limit} and more", limit=100)), strict=True))
