"""Small multiples through time: one picture per area on one scale, broken where the figures are not comparable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.compare import bounds, controls, figures
from dashboard.compare.look import CATEGORIES, MUTED, dressed, heading, marked, note
from dashboard.compare.past import breaks, periods, with_a_past
from dashboard.compare.subject import Caption, Subject
from dashboard.compare.table import figure
from dashboard.figures import stats
from dashboard.frame import markup
from dashboard.frame.language import _, number, unit
from dashboard.frame.markup import Cell, Markup
from dashboard.frame.records import Indicator
from dashboard.maps import canvas
from dashboard.ui import pieces

if TYPE_CHECKING:
    import altair as alt

HISTORY = "pupils_history"
# pupils in primary education by year, drawn as an index
PUPILS = Indicator(
    "pupils_bo",
    name_nl="Leerlingen basisonderwijs",
    name_en="Pupils in primary education",
    unit="index",
    source_id="duo_leerlingenhistorie",
)
BASE = 2010
HEIGHT = 170


def show(subject: Subject) -> Caption:
    """Draws the pictures; the sentence of the page is the common one."""
    level, reader = subject.choice.level, subject.reader
    indicators = figures.indicators(level, reader)
    options = [PUPILS.indicator_id, *with_a_past(indicators, level, reader)]
    indicators[PUPILS.indicator_id] = PUPILS
    indicator = controls.focus(subject.chosen, options, indicators, _("Indicator"))
    if indicator is None:
        return Caption()
    lines = history(subject, indicator)
    if lines["value"].notna().sum() == 0:
        st.info(
            _("**No figures through time for these areas.** Choose another indicator."), icon=":material/event_busy:"
        )
        return Caption()
    as_index = _("index, {year} = 100; grey: the other areas", year=BASE)
    pieces.piece(heading(pieces.named(indicator, "name"), as_index if indicator == PUPILS else unit(indicator)))
    _pictures(lines, indicator, subject.names)
    reasons = breaks(indicator.indicator_id)
    if reasons:
        text = "; ".join(f"{period}: {why}" for period, why in reasons.items())
        pieces.piece(note(f"{_('The line breaks where figures are not comparable')}: {text}."))
    hidden = bounds.hidden(indicator, subject.choice.codes, reader)
    pieces.piece(_table(lines, subject.names, indicator, hidden), "rw-scroll")
    bounds.show(indicator, subject.choice.codes, reader)
    span = sorted(lines["period"].unique())
    return Caption(source=pieces.source_of(indicator, _("{low} to {high}", low=span[0], high=span[-1]), reader))


def _pictures(lines: pd.DataFrame, indicator: Indicator, names: dict[str, str]) -> None:
    """Three beside each other, one per area, each under its name and trend."""
    columns = st.columns(3)
    theme = canvas.theme_now()
    for k, (area, name) in enumerate(names.items()):
        with columns[k % 3]:
            pieces.piece(heading(name, trend_word(lines, area)))
            picture = chart(lines, area, CATEGORIES[theme][k], theme, indicator)
            alt_text = _("{name} in {area} through time", name=pieces.named(indicator, "name"), area=name)
            st.altair_chart(picture, width="stretch", alt=alt_text, key=f"wijken-tijd-{k}")


def history(subject: Subject, indicator: Indicator) -> pd.DataFrame:
    """One row per area and period: value, lower, upper, status, and the unbroken stretch it belongs to."""
    code = indicator.indicator_id
    codes = list(subject.choice.codes)
    if indicator == PUPILS:
        rows = subject.reader.run("compare_history", {"indicator": HISTORY, "kind": "bo", "areas": codes})
        return stretched(indexed(rows), code)
    frames = []
    for period in periods(code, subject.choice.level, subject.reader):
        rows = figures.figures(code, subject.choice.level, subject.reader, period).reindex(codes)
        frames.append(figures.intervals(rows, indicator).assign(area_code=codes, period=period))
    return stretched(pd.concat(frames, ignore_index=True), code)


def indexed(rows: pd.DataFrame) -> pd.DataFrame:
    """Numbers as an index per area: the base year is 100. An area without a figure in that year has no line."""
    rows = rows[rows["period"].astype(int) >= BASE]
    base = rows[rows["period"] == str(BASE)].set_index("area_code")["value"]
    values = 100 * rows["value"] / rows["area_code"].map(base.where(base > 0))
    return rows.assign(value=values, lower=np.nan, upper=np.nan, n=np.nan)


def stretched(rows: pd.DataFrame, indicator_id: str) -> pd.DataFrame:
    """Numbers the unbroken stretches: a new one at every break and after every period without a figure."""
    order = sorted(rows["period"].unique())
    at = {period: sum(start <= period for start in breaks(indicator_id)) for period in order}
    gaps = rows.sort_values(["area_code", "period"])
    missing = gaps["value"].isna().groupby(gaps["area_code"]).cumsum()
    return gaps.assign(stretch=[f"{at[period]}-{gap}" for period, gap in zip(gaps["period"], missing, strict=True)])


def trend_word(lines: pd.DataFrame, area: str) -> str:
    """Fingertips' test over the last five points of the last unbroken stretch."""
    points = lines[(lines["area_code"] == area) & lines["value"].notna()]
    last = points[points["stretch"] == points["stretch"].iloc[-1]] if len(points) else points
    errors = (last["upper"] - last["lower"]) / (2 * stats.Z95)
    if errors.isna().all():
        return _("counted, no test") if len(last) else _("no figures")
    trend = stats.trend(np.arange(len(last)), last["value"], errors)
    if trend is None:
        return _("too few periods for a trend")
    return {1: _("rising"), -1: _("falling"), 0: _("no trend")}[trend.direction]


def chart(lines: pd.DataFrame, area: str, colour: str, theme: str, indicator: Indicator) -> alt.LayerChart:
    """Own line thick, the others grey; the last value written; a dotted rule at every break."""
    import altair as alt  # a fifth of a second: not at the start

    points = lines[lines["value"].notna()]
    order = sorted(lines["period"].unique())
    ticks = [order[0], order[len(order) // 2], order[-1]]
    axis = alt.Axis(domain=False, ticks=False, values=ticks, labelAngle=0, labelFlush=True, grid=False)
    x = alt.X("period:O", scale=alt.Scale(domain=order), title=None, axis=axis)
    y = alt.Y("value:Q", scale=_scale(points), title=None, axis=alt.Axis(domain=False, ticks=False, tickCount=3))
    own = points[points["area_code"] == area]
    detail = alt.Detail(["area_code:N", "stretch:N"])
    last = own.tail(1)
    last = last.assign(
        text=[number(*pair) for pair in zip(last["value"], last["n"].map(indicator.digits), strict=True)]
    )
    first = [group["period"].iloc[0] for _key, group in points.groupby(points["stretch"].str.split("-").str[0])][1:]
    layers = [
        marked(pd.DataFrame({"period": first}), "rule", strokeDash=[2, 3], color=MUTED[theme]).encode(x),
        marked(points[points["area_code"] != area], "line", strokeWidth=1, color=MUTED[theme], opacity=0.5)
        .encode(x, y, detail),
        marked(own, "line", strokeWidth=2.6, color=colour).encode(x, y, detail),
        marked(own, "point", size=22, filled=True, color=colour, opacity=1).encode(x, y),
        marked(last, "text", align="left", dx=7, fontSize=13, fontWeight=600, color=colour).encode(x, y, text="text:N"),
    ]  # fmt: skip
    return dressed(layers, HEIGHT).properties(padding={"right": 34})


def _scale(points: pd.DataFrame) -> alt.Scale:
    """One scale for all pictures."""
    import altair as alt  # a fifth of a second: not at the start

    low, high = float(points["value"].min()), float(points["value"].max())
    room = 0.05 * ((high - low) or 1)
    return alt.Scale(domain=[low - room, high + room], zero=False, nice=False)


def _table(
    lines: pd.DataFrame, names: dict[str, str], indicator: Indicator, hidden: Mapping[tuple[str, str], str]
) -> Markup:
    """The same figures, one column per area; `hidden` has the interval of a hidden total per area and period."""
    digits = dict(
        zip(zip(lines["area_code"], lines["period"], strict=True), lines["n"].map(indicator.digits), strict=True)
    )
    wide = lines.pivot_table(index="period", columns="area_code", values="value", aggfunc="first", dropna=False)
    columns = [code for code in names if code in wide.columns]
    shown = wide.iloc[sorted({0, *range(max(len(wide) - 6, 0), len(wide))})]

    def text(code: str, period: str, value: float) -> str:
        return hidden.get((code, period)) or figure(value, digits.get((code, period), indicator.decimals))

    heads = [Cell(names[code], is_number=True) for code in columns]
    cells = [
        [str(period), *(Cell(text(code, str(period), row[code]), is_number=True) for code in columns)]
        for period, row in shown.iterrows()
    ]
    return markup.table([_("Period"), *heads], cells)
