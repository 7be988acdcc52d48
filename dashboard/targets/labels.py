"""What parts, figures and choices are called, in the reader's language."""

from __future__ import annotations

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


def figure(part: Part, value: float) -> str:
    """The raw figure of a part with its unit; a share of few people counts in the order but is not written."""
    if pd.isna(value):
        return _("not shown: fewer than 5 pupils in it or outside it")
    text = number(value, part.decimals)
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
        "pupils_change_pct": _("{value} % pupils", value=("+" if value > 0 else "") + text),
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
