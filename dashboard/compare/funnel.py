"""The funnel: areas by the number of people behind their figure, within the ordinary spread between areas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.compare import controls, figures, types
from dashboard.compare.look import CATEGORIES, MUTED, SHAPES, dressed, marked
from dashboard.compare.subject import Caption, Subject
from dashboard.figures import stats
from dashboard.frame import markup
from dashboard.frame.language import _, level_word, measure, ngettext, number, unit
from dashboard.frame.markup import Cell, Markup, md
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas
from dashboard.maps.palette import INKS
from dashboard.ui import pieces, tables

if TYPE_CHECKING:
    import altair as alt

HEIGHT = 430
COUNTRY = "land"  # `rond`: all areas; else the code of a municipality


@dataclass(frozen=True)
class Funnel:
    """One row per area with value, n and error; the centre; the deviation of one person; the spread between areas."""

    rows: pd.DataFrame
    centre: float
    deviation: float
    spread: float = 0.0

    def limits(self, n, z: float) -> stats.Interval:
        """The ordinary spread at a number of people, in the unit of the value."""
        return stats.ordinary(self.centre, self.deviation / np.sqrt(np.asarray(n, float)), self.spread, z)

    def outside(self, z: float) -> np.ndarray:
        """-1 below, 0 within, 1 above the limits, per row."""
        low, high = self.limits(self.rows["n"], z)
        return (self.rows["value"] > high).astype(int).to_numpy() - (self.rows["value"] < low).to_numpy()


def make(rows: pd.DataFrame, indicator: Indicator, spread: float = np.nan) -> Funnel:
    """Around the weighted mean of the rows themselves. Hidden figures are not in it.

    `spread`: how far areas truly lie apart in the whole country; NaN: of the rows themselves.
    """
    shown = rows[rows["value"].notna() & (rows["n"] > 0)]
    if shown.empty:
        return Funnel(shown, np.nan, np.nan)
    centre = float(np.average(shown["value"], weights=shown["n"]))
    if figures.is_share(indicator):
        deviation = 100 * np.sqrt(centre / 100 * (1 - centre / 100))
    else:
        deviation = float(np.sqrt(np.average(shown["error"] ** 2 * shown["n"], weights=shown["n"])))
    own = deviation / np.sqrt(shown["n"].to_numpy(float))
    if np.isnan(spread):
        spread = stats.true_deviation(shown["value"].to_numpy(float) - centre, own) if (own > 0).all() else 0.0
    return Funnel(shown, centre, float(deviation), float(spread))


def possible(indicators: Mapping[str, Indicator]) -> list[str]:
    """Shares, and SES-WOA with its spread."""
    return [code for code, indicator in indicators.items() if figures.is_share(indicator) or code == "ses_woa"]


def show(subject: Subject) -> Caption:
    """Draws the funnel and tells what it shows."""
    level, reader = subject.choice.level, subject.reader
    indicators = figures.indicators(level, reader)
    left, right = st.columns([2, 1])
    options = [code for code in possible(indicators) if level == "district" or code != "ses_woa"]
    with left:
        indicator = controls.focus(subject.chosen, options, indicators, _("Indicator"))
    if indicator is None:
        st.info(
            _("**No funnel at this level.** No indicator has numbers of people behind it."),
            icon=":material/filter_alt_off:",
        )
        return Caption()
    with right:
        municipality, place = _around(subject)
    code = indicator.indicator_id
    with left:
        group, indicator = types.pick(subject.chosen, indicator, partial(_is_known, code, level, reader))
    rows = figures.figures(code, level, reader, group=group)
    kind = "municipality" if municipality else "country"
    middle, apart = figures.spread(code, level, kind, reader, group=group)
    plot = make(rows[rows["municipality_code"] == municipality] if municipality else rows, indicator, apart)
    if np.isfinite(middle):
        # most areas lie on one side of the mean of all people: their spread is around their own middle
        plot = replace(plot, centre=plot.centre + middle)
    if len(plot.rows) < 2:
        st.info(_("**Too few areas for a funnel.** Choose the country."), icon=":material/filter_alt_off:")
        return Caption()
    pieces.piece(legend_html(_("middle of the areas")))
    alt_text = _("Funnel plot of {name} in {place}", name=pieces.named(indicator, "name"), place=place)
    picture = chart(plot, indicator, subject.names, canvas.theme_now())
    st.altair_chart(picture, width="stretch", alt=alt_text, key="wijken-trechter")
    pieces.piece(_table(plot, indicator, subject.names))
    period = str(plot.rows["period"].iloc[0])
    return Caption(finding(plot, indicator, level, place), pieces.source_of(indicator, period, reader))


def _is_known(code: str, level: str, reader: Reader, group: str) -> bool:
    return bool(figures.figures(code, level, reader, group=group)["value"].notna().any())


def _around(subject: Subject) -> tuple[str, str]:
    """The country ('') or one of the municipalities of the chosen areas, and its name."""
    areas = subject.choice.areas
    names = dict(zip(areas["municipality_code"], areas["municipality_name"], strict=True))
    names = names if subject.choice.level == "district" else {}
    country = controls.country_name(subject.reader)
    options = {COUNTRY: country, **names}
    subject.chosen.let_go("rond", options, next(iter(names), COUNTRY))
    subject.chosen.choose("rond", _("Areas in"), list(options), format_func=options.get)
    code = subject.chosen["rond"]
    return ("" if code == COUNTRY else code), options[code]


def finding(plot: Funnel, indicator: Indicator, level: str, place: str) -> str:
    """How many areas lie beyond the ordinary spread, and how many of them would."""
    outside = int((plot.outside(stats.Z998) != 0).sum())
    words = {
        "all": number(len(plot.rows)),
        "areas": level_word(level),
        "place": md(place),
        "mean": measure(plot.centre, indicator),
    }
    sentence = ngettext(
        "**{n} of the {all} {areas}** in {place} lies beyond the ordinary spread between {areas} (99.8 %) around"
        " {mean}.",
        "**{n} of the {all} {areas}** in {place} lie beyond the ordinary spread between {areas} (99.8 %) around"
        " {mean}.",
        outside,
        **words,
    )
    if not outside:
        sentence = _(
            "**None of the {all} {areas}** in {place} lies beyond the ordinary spread between {areas} (99.8 %) around"
            " {mean}.",
            **words,
        )
    return sentence + " " + _("Within it areas differ as they ordinarily do; it is no ranking.")


def legend_html(centre: str) -> Markup:
    """The lines of a funnel in words."""
    line = Markup(
        '<span><i style="display:inline-block;width:1.6rem;border-top:2px {} var(--muted);vertical-align:.25em;'
        'margin-right:.35rem"></i>{}</span>'
    )
    lines = line.format("solid", _("ordinary spread, 99.8 %")) + line.format("dashed", _("ordinary spread, 95 %"))
    return Markup('<div class="rw-ticks">{}<span class="rw-tick">{}</span></div>').format(lines, centre)


def chart(
    plot: Funnel, indicator: Indicator, names: dict[str, str], theme: str, is_named: bool = True
) -> alt.LayerChart:
    """Grey dots, the chosen areas (with their name) in their colour and shape, the limits; n on a logarithmic axis."""
    import altair as alt  # a fifth of a second: not at the start

    low, high = 0.9 * float(plot.rows["n"].min()), 1.1 * float(plot.rows["n"].max())
    x = alt.X("n:Q", scale=alt.Scale(type="log", domain=[low, high], nice=False), title=None,
              axis=alt.Axis(grid=False, domain=False, ticks=False, format="~s"))  # fmt: skip
    y = alt.Y("value:Q", scale=alt.Scale(zero=False), title=None, axis=alt.Axis(domain=False, ticks=False))
    rows = plot.rows.assign(
        text=[number(*two) for two in zip(plot.rows["value"], plot.rows["n"].map(indicator.digits), strict=True)]
    )
    chosen = rows[rows["area_code"].isin(names)].copy()
    order = list(names)
    chosen["colour"] = [CATEGORIES[theme][order.index(code)] for code in chosen["area_code"]]
    chosen["label"] = chosen["area_code"].map(names)
    shapes = alt.Scale(domain=list(names.values()), range=list(SHAPES[: len(names)]))
    others = rows[~rows["area_code"].isin(names)]
    tooltip = [alt.Tooltip("name:N", title=" "), alt.Tooltip("text:N", title="  "), alt.Tooltip("n:Q", format=",")]
    layers = [
        *_curves(plot, (low, high), theme, x, y),
        marked(others, "circle", size=34, color=MUTED[theme], opacity=0.45).encode(x, y, tooltip=tooltip),
        marked(chosen, "point", size=150, filled=True, opacity=1, stroke=INKS[theme].background, strokeWidth=1).encode(
            x, y, alt.Shape("label:N", scale=shapes, legend=None), alt.Fill("colour:N", scale=None), tooltip=tooltip
        ),
    ]
    if is_named:
        labels = marked(chosen, "text", align="left", dx=10, fontSize=13, color=INKS[theme].text)
        layers.append(labels.encode(x, y, text="label:N"))
    return dressed(layers, HEIGHT)


def _curves(plot: Funnel, ends: tuple[float, float], theme: str, x, y) -> list[alt.Chart]:
    """The mean, and both limits on either side."""
    n = np.geomspace(*ends, 80)
    drawn = [marked(pd.DataFrame({"value": [plot.centre]}), "rule", color=INKS[theme].text, strokeWidth=1.5).encode(y)]
    lowest, highest = plot.rows["value"].min(), plot.rows["value"].max()
    for z, dash in ((stats.Z998, [1, 0]), (stats.Z95, [5, 4])):
        for values in plot.limits(n, z):
            points = pd.DataFrame({"n": n, "value": values})
            points = points[points["value"].between(lowest - 1e-9, highest + 1e-9)]
            drawn.append(marked(points, "line", color=MUTED[theme], strokeWidth=1.2, strokeDash=dash).encode(x, y))
    return drawn


def people_word(indicator: Indicator) -> str:
    """What n counts."""
    words = {"households": _("Households"), "persons": _("Inhabitants"), "pupils": _("Pupils")}
    return words.get(indicator.n_unit or "", "n")


def side_words() -> dict[int, str]:
    """Where a dot lies: Funnel.outside in words."""
    return {
        -1: "▼ " + _("below the ordinary spread"),
        0: "● " + _("within the ordinary spread"),
        1: "▲ " + _("above the ordinary spread"),
    }


def _table(plot: Funnel, indicator: Indicator, names: dict[str, str]) -> Markup:
    """The chosen areas in words: the picture's twin."""
    sides = side_words()
    rows = plot.rows.assign(side=plot.outside(stats.Z998))
    rows = rows[rows["area_code"].isin(names)]
    heads = [
        _("Area"),
        Cell(unit(indicator) or _("Value"), is_number=True),
        Cell(people_word(indicator), is_number=True),
        _("Place"),
    ]
    cells = [
        [
            names[row["area_code"]],
            Cell(number(row["value"], indicator.digits(row["n"])), is_number=True),
            Cell(number(row["n"]), is_number=True),
            sides[row["side"]],
        ]
        for row in rows.to_dict("records")
    ]
    without = [name for code, name in names.items() if code not in set(rows["area_code"])]
    nothing = Cell(tables.NONE, is_number=True)
    return markup.table(heads, [*cells, *([name, nothing, nothing, _("no figure")] for name in without)])
