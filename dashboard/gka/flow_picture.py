"""The picture of two periods: a line of two dots per district, two maps in the same classes, and what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.frame import markup
from dashboard.frame.language import MINUS, _, level_word, number, unit
from dashboard.frame.markup import Cell, Markup
from dashboard.frame.warehouse import Reader
from dashboard.gka import flow
from dashboard.gka.flow import Change
from dashboard.gka.scope import Scope
from dashboard.maps import canvas, classes, deck, legend, palette
from dashboard.maps.classes import Classes
from dashboard.ui import pieces, tables

SIGNS = {flow.LOWER: "▼", flow.HIGHER: "▲", flow.SAME: "●"}
OUTSIDE = {"light": "#f3f5f6", "dark": "#161f26"}  # districts of other municipalities
HEIGHT = 250
PAIR, ALONE = 165, 330  # pixels across of a map beside another, and of one alone


def show(found: Change, scope: Scope, reader: Reader) -> None:
    """Table left, maps right; on a phone below each other."""
    left, right = st.columns([1.62, 1], gap="medium")
    with left:
        key = _("○ {first}, ● {second}; line: municipality", first=found.first, second=found.second)
        if found.first == found.second:
            key = _("● {period}; line: municipality", period=found.second)
        pieces.heading(pieces.named(found.indicator, "name"), f"{unit(found.indicator)} · {key}")
        pieces.piece(table(found, scope), "rw-scroll")
    with right:
        _maps(found, scope, reader)


def table(found: Change, scope: Scope) -> Markup:
    """One row per district: both figures on one line, their difference and the verdict."""
    rows = found.districts
    most = float(np.nanmax([*rows["before"], *rows["after"], 1.0]))
    own = found.of("municipality")["after"].to_numpy(float) if scope.code else np.array([])
    mark = float(own[0]) if len(own) and not np.isnan(own[0]) else None
    if found.first == found.second:
        return _one_period(found, most, mark)
    heads = [
        level_word("district", 1).capitalize(), Cell("", kind="wide"), Cell(found.first, is_number=True, kind="hs"),
        Cell(found.second, is_number=True), Cell(_("Difference"), is_number=True), Cell(_("Verdict"), kind="hs"),
    ]  # fmt: skip
    return markup.table(heads, [_row(row, found, most, mark) for row in rows.to_dict("records")], "rw-duos")


def _one_period(found: Change, most: float, mark: float | None) -> Markup:
    """There is no difference to show, nor a verdict."""
    heads = [level_word("district", 1).capitalize(), Cell("", kind="wide"), Cell(found.second, is_number=True)]
    rows = [
        [row["name"], Cell(_line(row, most, mark, ""), kind="wide"),
         Cell(_figure(row, "after", found.indicator.digits(row["after_n"])), is_number=True)]
        for row in found.districts.to_dict("records")
    ]  # fmt: skip
    return markup.table(heads, rows, "rw-duos")


def _row(row: dict, found: Change, most: float, mark: float | None) -> list[str | Cell]:
    digits = [found.indicator.digits(row[name]) for name in ("before_n", "after_n")]
    verdict = row["verdict"]
    return [
        row["name"],
        Cell(_line(row, most, mark, found.indicator.direction), kind="wide"),
        Cell(_figure(row, "before", digits[0]), is_number=True, kind="hs"),
        Cell(Markup("<b>{}</b>").format(_figure(row, "after", digits[1])), is_number=True),
        Cell(signed(row["difference"], min(digits)), is_number=True),
        Cell(f"{SIGNS.get(verdict, '')} {flow.words(verdict)}".strip(), kind="hs nw"),
    ]


def _figure(row: dict, name: str, decimals: int) -> str:
    return tables.cell_word(row[f"{name}_status"])[:1] if pd.isna(row[name]) else number(row[name], decimals)


def signed(value: float, decimals: int) -> str:
    """A difference with its sign; nothing where there is none."""
    if pd.isna(value):
        return ""
    text = number(value, decimals)
    return text if text.startswith(MINUS) or not float(round(value, decimals)) else f"+{text}"


def _line(row: dict, most: float, mark: float | None, direction: str) -> Markup:
    """Two dots and what lies between them, on a scale from nought to the highest; a stroke where the whole lies."""
    at = [row[name] for name in ("before", "after")]
    kind = tint(row["verdict"], direction)
    parts = []
    if pd.notna(at).all():
        left, right = sorted(100 * float(one) / most for one in at)
        parts.append(Markup("<u style=left:{:.1f}%;width:{:.1f}%></u>").format(left, right - left))
    if mark is not None:
        parts.append(Markup("<s style=left:{:.1f}%></s>").format(100 * mark / most))
    for tag, one in zip("ib", at, strict=True):
        if pd.notna(one):
            parts.append(Markup("<{0} style=left:{1:.1f}%></{0}>").format(Markup(tag), 100 * float(one) / most))
    return Markup("<div class='rw-duo {}'>{}</div>").format(kind, markup.joined(parts))


def tint(verdict: str, direction: str) -> str:
    """Blue is favourable, orange is not; without a favourable side both are grey."""
    if verdict not in (flow.LOWER, flow.HIGHER) or direction == "neutral":
        return ""
    return "good" if (verdict == flow.LOWER) == (direction == "higher_is_worse") else "bad"


# ---- maps


def scale_of(found: Change) -> Classes:
    """One scale for both periods."""
    rows = found.districts
    return classes.make(pd.concat([rows["before"], rows["after"]]), "amount", int(found.indicator.decimals))


def verdict_colours(direction: str, theme: str) -> tuple[str, str, str]:
    """Lower, indistinguishable, higher."""
    name = "neutral" if direction == "neutral" else "diverging"
    scale = palette.SCALES[theme][name]
    outer = (scale[0], scale[4]) if direction == "higher_is_better" else (scale[4], scale[0])
    return outer[0], scale[2], outer[1]


@dataclass(frozen=True)
class Ground:
    """What every map of the page lies on."""

    rows: pd.DataFrame
    urls: Mapping[str, str]
    scope: Scope
    reader: Reader


def _maps(found: Change, scope: Scope, reader: Reader) -> None:
    urls, rows = canvas.addresses(reader), found.districts
    ground = Ground(rows[rows["map_index"].notna()], urls, scope, reader)
    if "district" not in urls or ground.rows.empty:
        st.info(_("**No map at this level.** The table has the figures."), icon=":material/wrong_location:")
        return
    scale = scale_of(found)
    colours = palette.scale(canvas.theme_now(), "amount", found.indicator.direction, scale.count)
    two = [("before", found.first), ("after", found.second)][found.first == found.second :]
    for column, (name, period) in zip(st.columns(len(two)), two, strict=True):
        with column:
            pieces.heading(period)
            alt = _("Map of {name} per {area}", name=f"{pieces.named(found.indicator, 'name')}, {period}",
                    area=level_word("district", 1))  # fmt: skip
            _map(
                ground,
                scale.of(ground.rows[name]),
                colours,
                alt,
                f"gka-kaart-{name}",
                width=PAIR if len(two) > 1 else ALONE,
            )
    pieces.piece(_legend(found, scale, colours), "rw-cls")
    if len(two) > 1:
        _changed(found, ground)


def _legend(found: Change, scale: Classes, colours: Sequence[str]) -> Markup:
    """The classes of both periods, with the counts of the second."""
    counts, without = scale.counts(found.districts["after"])
    rows = list(zip(legend.limits_in_words(scale, int(found.indicator.decimals)), colours, counts, strict=True))
    counted = _("{unit}, number of {areas} in {period}", unit=unit(found.indicator) or _("Value"),
                areas=level_word("district"), period=found.second)  # fmt: skip
    none = [(_("too few pupils or no data"), without)]
    return legend.legend_html(pieces.named(found.indicator, "name"), counted, rows, none)


def _changed(found: Change, ground: Ground) -> None:
    """The third map: where it changed beyond chance."""
    title, order = _("What changed beyond chance"), {flow.LOWER: 0, flow.SAME: 1, flow.HIGHER: 2}
    pieces.heading(title)
    colours = verdict_colours(found.indicator.direction, canvas.theme_now())
    drawn = ground.rows["verdict"].map(order).fillna(classes.NO_DATA).to_numpy(int)
    _map(ground, drawn, colours, title, "gka-kaart-verschil", width=ALONE)
    counts = found.counts()
    lines = [(flow.words(name), colour, counts[name]) for name, colour in zip(order, colours, strict=True)]
    none = [(flow.words(name), counts[name]) for name in (flow.OTHER_RULES, flow.NOT_COMPARABLE)]
    pieces.piece(legend.legend_html(_("Difference"), "", lines, none), "rw-cls")


def _map(ground: Ground, drawn: np.ndarray, colours: Sequence[str], alt: str, key: str, *, width: int) -> None:
    """The districts of the scope in their classes; those of others in a pale grey, for they are not asked about."""
    theme = canvas.theme_now()
    every = [*colours, OUTSIDE[theme]]
    last = int(ground.reader.run("areas", {"level": "district"})["map_index"].max())
    digits = np.full(last + 1, len(colours))
    digits[ground.rows["map_index"].to_numpy(int)] = np.where(drawn >= 0, drawn, len(every))
    layers = canvas.ground("district", every, digits, theme, dict(ground.urls))
    frame = deck.Frame(ground.scope.box, width, HEIGHT)
    st.pydeck_chart(deck.deck(layers, frame, canvas.tooltip()), height=HEIGHT, key=key, alt=alt)
