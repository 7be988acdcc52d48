"""Two periods of one indicator: two maps on one scale, and per area the difference with its interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.compare import controls, figures
from dashboard.compare.look import heading, note
from dashboard.compare.subject import Caption, Subject
from dashboard.compare.table import figure, interval_words, signed
from dashboard.compare.words import why_word
from dashboard.figures import stats
from dashboard.figures.breaks import breaks
from dashboard.figures.stats import Interval
from dashboard.frame import markup
from dashboard.frame.language import _, level_word, unit
from dashboard.frame.markup import Cell, Markup, md
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas, classes, deck, legend, palette
from dashboard.ui import pieces


def periods(indicator_id: str, level: str, reader: Reader) -> list[str]:
    """The periods with figures at this level, oldest first."""
    return list(reader.run("compare_periods", {"indicator": indicator_id, "level": level})["period"])


def with_a_past(indicators: Iterable[str], level: str, reader: Reader) -> list[str]:
    """Indicators with two periods or more."""
    return [code for code in indicators if len(periods(code, level, reader)) > 1]


def show(subject: Subject) -> Caption:
    """Draws both maps and the table and tells what changed."""
    level, reader, chosen = subject.choice.level, subject.reader, subject.chosen
    indicators = figures.indicators(level, reader)
    left, middle, right = st.columns([2, 1, 1])
    with left:
        indicator = controls.focus(chosen, with_a_past(indicators, level, reader), indicators, _("Indicator"))
    if indicator is None:
        st.info(
            _("**No indicator has two periods at this level.** Choose another level."), icon=":material/event_busy:"
        )
        return Caption()
    all_periods = periods(indicator.indicator_id, level, reader)
    first = _pick("periode1", all_periods, all_periods[0], middle, subject)
    second = _pick("periode2", all_periods, all_periods[-1], right, subject)
    rows = change(subject.choice.codes, indicator, level, (first, second), reader)
    _maps(indicator, (first, second), subject)
    pieces.piece(_table(rows, indicator, subject.names, first, second), "rw-scroll")
    explained = _(
        "The interval treats the two periods as independent. Households or pupils that are in both make it too wide."
    )
    pieces.piece(note(explained))
    sentence = f"{md(pieces.named(indicator, 'name'))}. {finding(rows, subject.names, first, second)}"
    return Caption(sentence, pieces.source_of(indicator, _("{low} and {high}", low=first, high=second), reader))


def _pick(name: str, options: list[str], default: str, column: DeltaGenerator, subject: Subject) -> str:
    """A period; the oldest or the newest unless the link says another."""
    subject.chosen.let_go(name, options, default)
    label = _("First period") if name == "periode1" else _("Second period")
    with column:
        subject.chosen.choose(name, label, options)
    return subject.chosen[name]


def change(
    codes: Sequence[str], indicator: Indicator, level: str, two: tuple[str, str], reader: Reader
) -> pd.DataFrame:
    """One row per area: value and interval in both periods, the difference, its interval and the verdict.

    Shares: Newcombe's interval. A hidden or missing figure in either period: no difference, no verdict; nor a verdict
    over a break, where the rules were others.
    """
    rows = (figures.figures(indicator.indicator_id, level, reader, period).reindex(codes) for period in two)
    before, after = (figures.intervals(one, indicator) for one in rows)
    return between(before, after, indicator, two)


def between(before: pd.DataFrame, after: pd.DataFrame, indicator: Indicator, two: tuple[str, str]) -> pd.DataFrame:
    """The same of rows of figures.intervals, the same areas in the same order."""
    gap = stats.difference(
        after["value"], Interval(after["lower"].to_numpy(float), after["upper"].to_numpy(float)),
        before["value"], Interval(before["lower"].to_numpy(float), before["upper"].to_numpy(float)),
    )  # fmt: skip
    status = np.where(before["status"] != "observed", before["status"], after["status"])
    is_broken = any(two[0] < start <= two[1] for start in breaks(indicator.indicator_id))
    status = np.where((status == "observed") & is_broken, "break", status)
    lower, upper = (np.where(is_broken, np.nan, np.asarray(end)) for end in gap)
    verdicts = [stats.verdict(Interval(low, high)) for low, high in zip(lower, upper, strict=True)]
    return pd.DataFrame({
        "area_code": list(before.index),
        "before": before["value"].to_numpy(float),
        "after": after["value"].to_numpy(float),
        "before_n": before["n"].to_numpy(float),
        "after_n": after["n"].to_numpy(float),
        "difference": after["value"].to_numpy(float) - before["value"].to_numpy(float),
        "lower": lower,
        "upper": upper,
        "verdict": pd.array(verdicts, dtype="Float64").to_numpy(float, na_value=np.nan),
        "status": status,
    })  # fmt: skip


def finding(rows: pd.DataFrame, names: dict[str, str], first: str, second: str) -> str:
    """What changed beyond its interval; that nothing did is a result too."""
    judged = rows[rows["verdict"].notna()]
    moved = judged[judged["verdict"] != 0]
    if judged.empty:
        return _("Whether anything changed between {first} and {second} cannot be judged.", first=first, second=second)
    if moved.empty:
        return _(
            "Between {first} and {second}: **no change beyond the interval** in any of these areas.",
            first=first,
            second=second,
        )
    changes = ", ".join(
        f"**{md(names[code])}** {_('higher') if verdict > 0 else _('lower')}"
        for code, verdict in zip(moved["area_code"], moved["verdict"], strict=True)
    )
    return _(
        "Change beyond the interval between {first} and {second}: {list}.", first=first, second=second, list=changes
    )


def _change_word(row: dict) -> str:
    if pd.isna(row["verdict"]):
        return why_word(row["status"]) if row["status"] != "observed" else why_word("no_interval")
    return {1: "▲ " + _("higher"), -1: "▼ " + _("lower"), 0: "● " + _("no change beyond the interval")}[
        int(row["verdict"])
    ]


def _table(rows: pd.DataFrame, indicator: Indicator, names: dict[str, str], first: str, second: str) -> Markup:
    amounts = [Cell(head, is_number=True) for head in (first, second, _("Difference"), _("95 % interval"))]
    cells = [
        [
            names[row["area_code"]],
            Cell(figure(row["before"], indicator.digits(row["before_n"])), is_number=True),
            Cell(figure(row["after"], indicator.digits(row["after_n"])), is_number=True),
            Cell(signed(row["difference"], decimals), is_number=True),
            Cell(interval_words(row["lower"], row["upper"], decimals, plus=True), is_number=True),
            _change_word(row),
        ]
        for row, decimals in zip(rows.to_dict("records"), _digits(rows, indicator), strict=True)
    ]
    return markup.table([_("Area"), *amounts, _("Verdict")], cells)


def _digits(rows: pd.DataFrame, indicator: Indicator) -> list[int]:
    """Decimals of a difference: those of the coarser of its two figures."""
    return [min(map(indicator.digits, pair)) for pair in zip(rows["before_n"], rows["after_n"], strict=True)]


def _maps(indicator: Indicator, two: tuple[str, str], subject: Subject) -> None:
    """Both periods in the same classes, around the municipalities of the chosen areas."""
    level, reader, theme = subject.choice.level, subject.reader, canvas.theme_now()
    values = [figures.figures(indicator.indicator_id, level, reader, period) for period in two]
    scale = classes.make(pd.concat([rows["value"] for rows in values]), indicator.palette, indicator.decimals)
    colours = palette.scale(theme, indicator.palette, indicator.direction, scale.count)
    urls = canvas.addresses(reader)
    if level not in urls or not scale.count:
        return
    name, box = pieces.named(indicator, "name"), controls.municipalities_box(subject.choice.areas, reader)
    marked = [int(index) for index in subject.choice.areas["map_index"].dropna()]
    for column, rows, period in zip(st.columns(2), values, two, strict=True):
        drawn = rows[rows["map_index"].notna()]
        digits = deck.class_digits(drawn["map_index"], scale.of(drawn["value"]), clear=len(colours))
        layers = canvas.ground(level, colours, digits, theme, urls)
        layers += deck.outline_layers(urls[level], marked, theme) if marked else []
        with column:
            pieces.piece(heading(period))
            st.pydeck_chart(
                deck.deck(layers, deck.Frame(box, 440, 340), canvas.tooltip()),
                height=340,
                key=f"wijken-{'eerste' if period == two[0] else 'tweede'}",
                alt=_("Map of {name} per {area}", name=f"{name}, {period}", area=level_word(level, 1)),
            )
    counts, without = scale.counts(values[1]["value"])
    limits = legend.limits_in_words(scale, indicator.decimals)
    rows = list(zip(limits, colours, counts, strict=True))
    counted = _("{unit}, number of {areas} in {period}", unit=unit(indicator) or _("Value"),
                areas=level_word(level), period=two[1])  # fmt: skip
    pieces.piece(legend.legend_html(name, counted, rows, [(_("no data"), without)]), "rw-cls")
