"""The two pictures of a pack as SVG: need per district with the schools on it, and the place among all areas."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from dashboard.compare import figures
from dashboard.compare.look import BANDS, MUTED, NEUTRAL_MARK
from dashboard.compare.spine import Row, positions
from dashboard.frame.language import _, number, unit
from dashboard.frame.markup import Markup, joined
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader
from dashboard.maps import classes, legend, palette, svg_map
from dashboard.maps.palette import INKS
from dashboard.maps.svg_map import Point
from dashboard.pack.figures import NEED, Figures
from dashboard.pack.scope import DISTRICT, areas
from dashboard.ui import pieces

REACH = "#0b5f8f"
WIDE, ROW, BAR = 680.0, 46.0, 10.0  # of the spine, in pixels
MAP = (340.0, 250.0)
GAP = 10.0  # between two maps
IN_A_ROW = 3  # maps of districts that lie in several municipalities
ENOUGH = 5  # districts with a figure, for classes of their own


def need_map(told: Figures, reader: Reader) -> tuple[Markup, Markup]:
    """The map of its districts in the classes of the country, and the legend with how many each class holds."""
    indicator = told.indicators.get(NEED)
    if indicator is None or told.districts.empty:
        return Markup(), Markup()
    scale = _classes(told, indicator, reader)
    colours = palette.scale("light", indicator.palette, indicator.direction, scale.count)
    values = told.districts["value"]
    fills = {
        code: colours[k] if k != classes.NO_DATA else ""
        for code, k in zip(told.districts["area_code"], scale.of(values), strict=True)
    }
    picture = _maps(told, fills, reader)
    counts, without = scale.counts(values)
    limits = legend.limits_in_words(scale, indicator.decimals)
    rows = [*zip(limits, colours, counts, strict=True), (_("no primary school with a figure"), "", without)]
    return picture, _legend(rows, is_told=told.presence is not None)


def _classes(told: Figures, indicator: Indicator, reader: Reader) -> classes.Classes:
    """Of its own districts, which they divide; of the country's where there are too few."""
    own = told.districts["value"].dropna()
    every = own if len(own) >= ENOUGH else figures.figures(NEED, DISTRICT, reader)["value"]
    return classes.make(every, indicator.palette, indicator.decimals)


def _maps(told: Figures, fills: Mapping[str, str], reader: Reader) -> Markup:
    """One map; of chosen districts one per municipality, because these may lie far from each other."""
    scope = told.scope
    if not scope.districts:
        return svg_map.draw(fills, DISTRICT, _points(told.schools, told), reader, width=MAP[0], height=MAP[1])
    across, upright = min(len(scope.towns), IN_A_ROW), -(-len(scope.towns) // IN_A_ROW)
    size = ((MAP[0] - GAP * (across - 1)) / across, MAP[1] / upright)
    every = areas(DISTRICT, reader)
    towns = (every[every["municipality_code"] == town] for town in scope.towns)
    return joined(_town_map(told, fills, town, size, reader) for town in towns)


def _town_map(
    told: Figures, fills: Mapping[str, str], town: pd.DataFrame, size: tuple[float, float], reader: Reader
) -> Markup:
    """The chosen districts of one municipality on the ground of the others; named where there are several maps."""
    inside = {code: colour for code, colour in fills.items() if code in town.index}
    points = _points(told.schools[told.schools["district_code"].isin(list(inside))], told)
    picture = svg_map.draw(inside, DISTRICT, points, reader, width=size[0], height=size[1], around=list(town.index))
    name = town["municipality_name"].iloc[0] if len(told.scope.towns) > 1 else ""
    return Markup('<div class="one" style="width:{:.0f}px"><p>{}</p>{}</div>').format(size[0], name, picture)


def _points(schools: pd.DataFrame, told: Figures) -> list[Point]:
    """Primary schools: filled where a partner is active, open rings elsewhere; those with a partner on top."""
    active = told.presence.active if told.presence else frozenset()
    is_drawn = (schools["sector"] == "PO") & schools["is_listed"] & schools["lon"].notna()
    rows = schools[is_drawn].to_dict("records")
    rows.sort(key=lambda row: row["school_id"] in active)
    fills = {True: REACH, False: INKS["light"].background}
    return [Point(row["lon"], row["lat"], fills[row["school_id"] in active]) for row in rows]


def _legend(rows: list[tuple[str, str, int]], *, is_told: bool) -> Markup:
    swatch = Markup('<p><i class="swatch{}" style="background:{}"></i>{} <span>({})</span></p>')
    lines = [swatch.format("" if colour else " hatch", colour, word, number(count)) for word, colour, count in rows]
    ring = Markup('<p><i class="ring{}"></i>{}</p>')
    schools = [ring.format(" on", _("primary school with a partner")), ring.format("", _("without a partner"))]
    return joined([Markup("<p><b>{}</b></p>").format(_("Number of districts")), *lines, *(schools if is_told else [])])


def spine(told: Figures, reader: Reader) -> Markup:
    """Its place on each indicator among all areas; the favourable side right, the country as a tick.

    Of several areas a ring for each, and the dot for all together.
    """
    rows = []
    for key, row in told.country.items():
        indicator = told.indicators[key]
        spread = figures.quantiles(indicator.indicator_id, told.scope.level, reader, str(row["group_code"]))
        if pd.notna(row["value"]) and not np.isnan(spread[0]):
            name, reference = pieces.named(indicator, "name"), float(row["reference"])
            rows.append((Row(name, indicator, spread, reference, _each(told, key)), float(row["value"])))
    drawn = [_bar(k, row, value) for k, (row, value) in enumerate(rows)]
    whole = Markup('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {:.0f} {:.0f}" width="{:.0f}">{}</svg>')
    return whole.format(WIDE, ROW * len(rows), WIDE, joined(drawn)) if rows else Markup()


def _each(told: Figures, key: str) -> pd.DataFrame:
    """The areas with a figure that have a ring of their own."""
    rows = told.members[key]
    return rows.iloc[:0] if told.scope.is_one else rows[rows["value"].notna()]


def _bar(k: int, row: Row, value: float) -> Markup:
    """Name above, both ends and the value below."""
    top, decimals = ROW * k, row.indicator.decimals
    quarters = sorted(positions(row, row.quantiles[[1, 3]]) * WIDE)
    at = float(positions(row, value)) * WIDE
    ends = sorted((row.quantiles[0], row.quantiles[-1]), reverse=row.indicator.direction == "higher_is_worse")
    outer, half = BANDS["light"]
    parts = [
        _box(0, WIDE, top + 17, outer), _box(quarters[0], quarters[1], top + 17, half),
        _text(0, top + 12, _titled(row), "start"), _text(0, top + 40, number(ends[0], decimals), "start", "small"),
        _text(WIDE, top + 40, number(ends[1], decimals), "end", "small"),
    ]  # fmt: skip
    if not np.isnan(row.reference):
        tick = float(positions(row, row.reference)) * WIDE
        parts.append(_box(tick - 1, tick + 1, top + 14, INKS["light"].text, BAR + 6))
        parts.append(
            _text(WIDE, top + 12, _("the country {value}", value=number(row.reference, decimals)), "end", "small")
        )
    dot = Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{}" fill="{}" stroke="{}"/>')
    paper = INKS["light"].background
    for one in positions(row, row.areas["value"]) * WIDE:
        parts.append(dot.format(min(max(one, 4), WIDE - 4), top + 22, 3.5, paper, REACH))
    parts.append(dot.format(min(max(at, 5.5), WIDE - 5.5), top + 22, 5.5, REACH, "none"))
    room = min(max(at, 55), WIDE - 55)  # beside the figures at both ends
    parts.append(_text(room, top + 40, number(value, decimals), "middle", "own"))
    return joined(parts)


def _titled(row: Row) -> str:
    mark = f" {NEUTRAL_MARK}" if row.indicator.direction == "neutral" else ""
    return ", ".join(word for word in (row.name, unit(row.indicator)) if word) + mark


def _box(left: float, right: float, top: float, fill: str, high: float = BAR) -> Markup:
    mark = Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{}" fill="{}"/>')
    return mark.format(left, top, max(right - left, 0), high, fill)


def _text(x: float, y: float, text: str, anchor: str, kind: str = "") -> Markup:
    inks = {"": INKS["light"].text, "small": MUTED["light"], "own": REACH}
    mark = Markup(
        '<text x="{:.1f}" y="{:.1f}" text-anchor="{}" fill="{}" font-family="Source Sans, sans-serif" font-size="{}"'
        ' font-weight="{}">{}</text>'
    )
    return mark.format(x, y, anchor, inks[kind], 12 if kind != "small" else 11, 600 if kind == "own" else 400, text)
