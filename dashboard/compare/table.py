"""The heat table (areas x indicators, verdict by colour, sign and word) and the full table with its export."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.compare import verdict, words
from dashboard.compare.look import NEUTRAL_MARK, heading, shade_style
from dashboard.frame import export, markup
from dashboard.frame.language import NBSP, _, number, unit
from dashboard.frame.markup import Cell, Markup
from dashboard.frame.records import WHOLE_BELOW, Indicator
from dashboard.ui import pieces

SHOWN = ("level", "value", "n", "verdict", "why", "place")  # what a cell of the heat table tells, or is told by
DIFFERENCE = ("difference", "difference_lower", "difference_upper")


def heat(
    comparisons: Mapping[str, pd.DataFrame],
    indicators: Mapping[str, Indicator],
    names: Mapping[str, str],
    against: str,
) -> None:
    """One row per indicator, one column per area: the value, its verdict as colour and sign."""
    heads = [Cell(name, is_number=True, style="min-width:6.2rem;white-space:normal") for name in names.values()]
    rows = [_heat_row(indicators[code], areas) for code, areas in comparisons.items()]
    pieces.piece(heading(_("Difference from {benchmark}", benchmark=against), signs()))
    pieces.piece(markup.table(["", *heads], rows), "rw-scroll")
    pieces.piece(_legend({indicators[code].direction for code in comparisons}), "rw-ticks")


def signs() -> str:
    """What the signs of verdicts say."""
    return _(
        "▲ ▼ stands out: almost certainly in the tenth that lies farthest above or below; ● cannot be told apart:"
        " the 95 % interval of the difference includes 0"
    )


def _heat_row(indicator: Indicator, areas: pd.DataFrame) -> list[str | Cell]:
    mark = f" {NEUTRAL_MARK}" if indicator.direction == "neutral" else ""
    name = ", ".join(word for word in (pieces.named(indicator, "name"), unit(indicator)) if word) + mark
    return [name, *heat_cells(areas, indicator)]


def heat_cells(areas: pd.DataFrame, indicator: Indicator) -> list[Cell]:
    """A cell per area, in their order."""
    rows = zip(*(areas[name] for name in SHOWN), strict=True)
    return [heat_cell(dict(zip(SHOWN, row, strict=True)), indicator) for row in rows]


def heat_cell(row: Mapping[str, Any] | pd.Series, indicator: Indicator) -> Cell:
    """The sign left, the value right; without a verdict no colour, and the reason as a word."""
    style = shade_style(verdict.shade(row, indicator.direction), indicator.direction)
    word = words.word(row)
    if pd.isna(row["value"]):
        return Cell(Markup('<span class="rw-muted">{}</span>').format(word), is_number=True)
    value = number(row["value"], indicator.digits(row["n"]))
    sign = words.sign(row["verdict"])
    if sign:
        content = Markup('<span style="float:left" aria-hidden="true">{}</span>{}').format(sign, value)
    else:
        content = Markup('{}<br><small class="rw-muted" style="white-space:normal">{}</small>').format(value, word)
    return Cell(content, is_number=True, style=f"padding-left:.5rem;padding-right:.5rem;{style}", title=word)


def _legend(directions: set[str]) -> Markup:
    """The classes in words; the scale without judgement only when an indicator needs it."""
    block = Markup('<span><i style="display:inline-block;width:14px;height:10px;margin-right:.35rem;{}"></i>{}</span>')
    kinds = ["higher_is_better"] if directions - {"neutral"} else []
    kinds += ["neutral"] if "neutral" in directions else []
    rows = []
    for kind in kinds:
        told = {k: word for k, word in words.shade_words(kind).items() if k != 2 or kind == kinds[0]}
        classes = (block.format(shade_style(k, kind), word) for k, word in told.items())
        rows.append(Markup("<div>{}</div>").format(markup.joined(classes, Markup("&emsp;"))))
    uncoloured = _("no colour: only a place, or no verdict")
    return markup.joined(rows) + Markup("<span>{}</span>").format(uncoloured)


def long_rows(
    comparisons: Mapping[str, pd.DataFrame], indicators: Mapping[str, Indicator], names: Mapping[str, str]
) -> pd.DataFrame:
    """One row per indicator and area, with everything that was computed, and words for what was judged."""
    named = {code: rows.assign(indicator=pieces.named(indicators[code], "name")) for code, rows in comparisons.items()}
    rows = pd.concat(list(named.values()), ignore_index=True)
    rows["area"] = rows["area_code"].map(names)
    rows["word"] = [words.word(row) for row in rows.to_dict("records")]
    rows["remark"] = [_remark(row) for row in rows.to_dict("records")]
    return whole(rows, indicators)


def whole(rows: pd.DataFrame, indicators: Mapping[str, Indicator]) -> pd.DataFrame:
    """Percentages of fewer than 100 in whole per cents, with all that is said of them."""
    few = [
        indicators[code].unit == "pct" and n < WHOLE_BELOW
        for code, n in zip(rows["indicator_id"], rows["n"], strict=True)
    ]
    columns = [name for name in ("value", "lower", "upper", *DIFFERENCE) if name in rows]
    rows.loc[few, columns] = rows.loc[few, columns].round()
    return rows


def _remark(row: dict) -> str:
    remarks = [
        _("approximation") if row["quality_flag"] == "approximation" else "",
        _("only schools with 40 pupils or fewer") if row["quality_flag"] == "small" else "",
        _("benchmark without the area itself") if row["left_out"] else "",
        _("benchmark put together from areas") if row["reference_is_sum"] and pd.notna(row["reference"]) else "",
        _("benchmark is an approximation") if row["reference_is_approximate"] and pd.notna(row["reference"]) else "",
    ]
    return ", ".join(remark for remark in remarks if remark)


def table(rows: pd.DataFrame, indicators: Mapping[str, Indicator]) -> None:
    """The same as the pictures, in full: value, interval, benchmark, difference, interval, verdict."""
    heads = [_("Indicator"), _("Area"), _("Value"), _("95 % interval"), _("Benchmark"), _("Difference"),
             _("95 % interval"), _("Verdict"), _("Remark")]  # fmt: skip
    cells = [_table_row(row, indicators[row["indicator_id"]].digits(row["n"])) for row in rows.to_dict("records")]
    pieces.piece(markup.table(_dressed(heads), cells), "rw-scroll")


def _table_row(row: dict, decimals: int) -> list[Cell]:
    texts = [
        row["indicator"],
        row["area"],
        figure(row["value"], decimals),
        interval_words(row["lower"], row["upper"], decimals),
        figure(row["reference"], decimals),
        signed(row["difference"], decimals),
        interval_words(row["difference_lower"], row["difference_upper"], decimals, plus=True),
        f"{words.sign(row['verdict'])}{NBSP}{row['word']}".strip(),
        row["remark"],
    ]
    return _dressed(texts)


def _dressed(texts: Sequence[str]) -> list[Cell]:
    """Indicator, area, five numbers, verdict, and the remark, for which a phone has no room."""
    *cells, told, remark = texts
    numbered = (Cell(text, is_number=2 <= k < 7) for k, text in enumerate(cells))
    return [*numbered, Cell(told, kind="wide"), Cell(remark, kind="hs wider")]


def figure(value: float, decimals: int) -> str:
    return "–" if pd.isna(value) else number(value, decimals)


def signed(value: float, decimals: int) -> str:
    """+0,52 or −0,52."""
    return "–" if pd.isna(value) else ("+" if round(value, decimals) > 0 else "") + number(value, decimals)


def interval_words(lower: float, upper: float, decimals: int, plus: bool = False) -> str:
    if pd.isna(lower) or pd.isna(upper):
        return _("no interval")
    write = signed if plus else number
    return _("{low} to {high}", low=write(lower, decimals), high=write(upper, decimals))


def download(rows: Callable[[], pd.DataFrame], header: Mapping[str, str]) -> None:
    """The comparison as CSV and XLSX; its rows are made when it is asked for."""
    with st.container(horizontal=True):
        for kind, mime in (
            ("csv", "text/csv"),
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ):
            st.download_button(
                kind.upper(),
                data=export.later(partial(_bytes, kind, rows, header)),
                file_name=export.file_name(_("comparison"), kind=kind),
                mime=mime,
                icon=":material/download:",
                key=f"wijken-{kind}",
            )


def _bytes(kind: str, rows: Callable[[], pd.DataFrame], header: Mapping[str, str]) -> bytes:
    if kind == "csv":
        return export.csv_bytes(rows(), columns(), header)
    return export.xlsx_bytes([export.Sheet(_("comparison"), rows(), columns())], header)


def columns() -> list[export.Column]:
    """Every figure of an area goes with its status: what is hidden on screen is hidden here."""
    return [
        export.Column("indicator", _("Indicator")),
        export.Column("area_code", _("Area code")),
        export.Column("area", _("Area")),
        export.Column("classification_year", _("Area classification")),
        export.Column("period", _("Period")),
        export.Column("value", _("Value"), 4, "status"),
        export.Column("lower", _("Value, lower limit"), 4, "status"),
        export.Column("upper", _("Value, upper limit"), 4, "status"),
        export.Column("reference", _("Benchmark"), 4),
        export.Column("difference", _("Difference"), 4, "status"),
        export.Column("difference_lower", _("Difference, lower limit"), 4, "status"),
        export.Column("difference_upper", _("Difference, upper limit"), 4, "status"),
        export.Column("word", _("Verdict")),
        export.Column("remark", _("Remark")),
    ]
