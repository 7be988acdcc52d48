"""A school's figures, each on a strip: where those of the country and of its municipality lie. No ranks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.frame.kept import per_build
from dashboard.frame.language import _, ngettext, number, unit
from dashboard.frame.markup import Markup, escape, joined
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader
from dashboard.school.facts import School, share_below
from dashboard.ui import pieces, tables

KINDS = {"PO": "bo", "VO": "vo", "SBO": "sbo", "SO": "so", "VSO": "vso"}
SHOWN = {
    "PO": (
        "po_need_per_pupil",
        "po_need_load",
        "pupils",
        "po_weight_pupils_pct",
        "po_home_school_km",
        "po_schoolweging",
        "po_schoolweging_spread",
        "po_pupils_apcg_pct",
    ),
    "VO": (
        "vo_vmbo_bk_pro_pct",
        "vo_need_load",
        "pupils",
        "vo_po_need_5km",
        "vo_afstroom_pct",
        "vo_opstroom_pct",
        "vo_repeaters_pct",
        "vo_achterstandsscore_without_threshold",
    ),
}
AROUND = "vo_po_need_5km"  # a figure of the schools around; every other is of the school's own pupils
OTHERWISE = ("pupils", "po_home_school_km")


@per_build
def indicators(reader: Reader) -> dict[str, Indicator]:
    """What schools have figures of, by id; kept, for it is the same for every school."""
    return {row["indicator_id"]: Indicator.of(row) for row in reader.run("school_indicators").to_dict("records")}


def of(school: School, reader: Reader) -> pd.DataFrame:
    """One row per figure of the school, in the order in which they are shown."""
    shown = SHOWN.get(school.sector, OTHERWISE)
    asked = {"school": school.school_id, "sector": school.sector, "indicators": shown, "kind": KINDS[school.sector]}
    rows = reader.run("school_strips", asked)
    return rows.sort_values("indicator_id", key=lambda names: names.map(shown.index))


def show(school: School, rows: pd.DataFrame, reader: Reader) -> None:
    """The strips with their key; a sentence where there is no figure at all."""
    pieces.heading(
        _("Figures and where they lie"),
        _("tick = a school in {place}", place=school.municipality_name or _("the municipality")),
    )
    if rows.empty:
        pieces.piece(escape(_("No source has a figure of this school.")), "rw-muted")
        return
    known = indicators(reader)
    pieces.piece(joined(_strip(row, known[row["indicator_id"]]) for row in rows.to_dict("records")))
    key = _(
        "Grey: 99 of 100 schools of this sector in the country, darker the middle half. ┃ and top right: the middle. "
        "◆ this school. A place is not a judgement."
    )
    pieces.piece(escape(key), "rw-muted rw-small")


def _strip(row: Mapping[str, Any], indicator: Indicator) -> Markup:
    """One figure: its name and middles, the strip, its value, its period and n."""
    places = indicator.digits(row["n"] if pd.notna(row["n"]) else None)
    head = Markup('<div class="rw-strip-head"><b>{}</b> <span>{}</span></div>').format(
        f"{pieces.named(indicator, 'name')}{_unit(indicator)}", _middles(row, places)
    )
    foot = Markup('<div class="rw-strip-foot">{}</div>').format(_basis(row))
    if row["status"] != "observed" or pd.isna(row["value"]):
        word = Markup('<div class="rw-strip-none">{}</div>').format(tables.cell_word(row["status"]))
        return head + word + foot
    low, high = row["outer_low"], row["outer_high"]
    if pd.isna(low) or high <= low:
        return (
            head + Markup('<div class="rw-strip-value"><b>◆ {}</b></div>').format(number(row["value"], places)) + foot
        )
    told = {"value": number(row["value"], places), "n": number(share_below(row))}
    label = _("{value}, greater than at {n} of 100 schools", **told)
    return head + _drawn(row, low, high, places, label) + foot


def _drawn(row: Mapping[str, Any], low: float, high: float, places: int, label: str) -> Markup:
    def at(value: float) -> float:
        return round(min(max(100 * (value - low) / (high - low), 0), 100), 1)

    near = sorted({round(at(value)) for value in row["near_values"]}) if row["near_values"] is not None else []
    ticks = joined(Markup('<i style="left:{}%"></i>').format(place) for place in near)
    inner = Markup('<u style="left:{}%;width:{}%"></u>').format(
        at(row["inner_low"]), round(at(row["inner_high"]) - at(row["inner_low"]), 1)
    )
    middle = Markup('<s style="left:{}%"></s>').format(at(row["middle"]))
    beyond = "▸" if row["value"] > high else ""  # further than the strip goes
    here = Markup('<b style="left:{}%">◆{}</b>').format(at(row["value"]), beyond)
    ends = Markup('<div class="rw-axis"><span>{}</span><b>{}</b><span>{}</span></div>').format(
        number(low, places), number(row["value"], places), number(high, places)
    )
    return Markup('<div class="rw-strip" role="img" aria-label="{}">{}{}{}{}</div>{}').format(
        label, inner, ticks, middle, here, ends
    )


def _unit(indicator: Indicator) -> str:
    word = unit(indicator)
    return f", {word}" if word and word != pieces.named(indicator, "name").lower() else ""


def _middles(row: Mapping[str, Any], places: int) -> str:
    texts = [f"NL {number(row['middle'], places)}"] if pd.notna(row["middle"]) else []
    if row["near_count"]:
        texts.append(_("municipality {value}", value=number(row["near_middle"], places)))
    return " · ".join(texts)


def _basis(row: Mapping[str, Any]) -> str:
    """Period, and the pupils or the schools around that it stands on."""
    n = "" if pd.isna(row["n"]) else _counted(int(row["n"]), is_around=row["indicator_id"] == AROUND)
    small = _("40 pupils or fewer") if row["quality_flag"] == "small" else ""
    withheld = _("we make no share of fewer than five pupils") if row["status"] == "withheld" else ""
    return " · ".join(part for part in (str(row["period"]), n, small, withheld) if part)


def _counted(n: int, *, is_around: bool) -> str:
    return ngettext("of {n} school", "of {n} schools", n) if is_around else ngettext("of {n} pupil", "of {n} pupils", n)
