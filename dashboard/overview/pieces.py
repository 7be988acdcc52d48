"""The pieces of page Overzicht: bars of three shares, figures, targets, sources. HTML by type."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard.figures import coverage, measures
from dashboard.figures import participants as counts
from dashboard.figures.measures import Mode, Size
from dashboard.frame import markup
from dashboard.frame.export import status_word
from dashboard.frame.language import MINUS, _, day, ngettext, number, percent
from dashboard.frame.markup import Cell, Markup, bold, joined
from dashboard.frame.warehouse import Reader
from dashboard.overview import figures
from dashboard.overview.figures import Reach
from dashboard.sources import table
from dashboard.ui import pieces, tables
from dashboard.ui import reach as wording

SHOWN_SOURCES = 6


def sector_name(sector: str) -> str:
    return {"PO": _("Primary education (PO)"), "VO": _("Secondary education (VO)")}[sector]


def bars(reach: Mapping[str, Reach], before: str) -> None:
    """Schools, pupils and need with a partner, one column per sector, one scale; a tick for the year before."""
    columns = ("schools_share", "pupils_share", "need_share")
    rows = [row for of_sector in reach.values() for row in (of_sector.now, of_sector.before) if row is not None]
    end = figures.scale_end([row[column] for row in rows for column in columns])
    for column, (sector, of_sector) in zip(st.columns(len(reach), gap="large"), reach.items(), strict=True):
        with column:
            note = _("part with a partner, %")
            if of_sector.before is not None:
                note += "; " + _("tick = {year}", year=before)
            pieces.heading(sector_name(sector), note)
            drawn = _bars(of_sector, end, sector) + participants(of_sector.now) + _unlisted(of_sector.now)
            pieces.piece(drawn, "rw-panel", tint="reach")


def _unlisted(row: pd.Series) -> Markup:
    note = wording.unlisted(row)
    return Markup('<p class="rw-muted">{}</p>').format(note) if note else Markup()


def _bars(reach: Reach, end: int, sector: str) -> Markup:
    need = measures.measure(Mode.NEED, Size.TOTAL, sector).unit
    kinds = (
        (_("Schools"), "schools_share", "active_schools_count", "schools_count", ""),
        (_("Pupils"), "pupils_share", "active_pupils_count", "pupils_count", ""),
        (_("Need"), "need_share", "active_need", "need", need),
    )
    axis = joined(Markup("<i>{}</i>").format(number(tick)) for tick in figures.ticks(end))
    return Markup(
        '<div class="rw-bars">{}<span></span><span class="rw-axis" aria-hidden="true">{}</span><b></b></div>'
    ).format(joined(_bar(reach, end, kind) for kind in kinds), axis)


def _bar(reach: Reach, end: int, kind: tuple[str, str, str, str, str]) -> Markup:
    word, share, part, whole, unit = kind
    row, before = reach.now, reach.before
    if pd.isna(row[share]):
        hidden = row.get(whole.replace("_count", "") + "_status") == "suppressed"
        note, fill, value = (_("suppressed") if hidden else _("no data")), Markup(), tables.NONE
    else:
        note = _("{part} of {whole}", part=number(row[part]), whole=number(row[whole]))
        note = f"{note} {unit}".strip()
        fill = bar_fill(row[share] / end)
        value = wording.brief(row[share])
    tick = Markup()
    if before is not None and pd.notna(before[share]):
        hover = Markup(' title="{}"').format(percent(before[share] / 100, 1))
        tick = bar_tick(before[share] / end, hover)
    return Markup('<span>{}<small>{}</small></span><span class="t">{}{}</span><b>{}</b>').format(
        word, note, fill, tick, value
    )


def bar_fill(part: float) -> Markup:
    """The filled part (0..1) of a bar."""
    return Markup('<i class="chosen" style="left:0;width:{:.1f}%"></i>').format(100 * part)


def bar_tick(part: float, marks: Markup) -> Markup:
    """An upright line at this part (0..1) of a bar; `marks` are more attributes of it."""
    return Markup('<u style="left:{:.1f}%"{}></u>').format(100 * part, marks)


def participants(row: pd.Series) -> Markup:
    """Young people in the activities: a count of its own, never a part of the schools' reach."""
    text = f"**{counts.counted(row['participants_lower'], row['participants_upper'])}**"
    share = counts.share(row)
    text += ", " + _("{share} of the enrolled pupils", share=share) if share else ""
    text = "; ".join(filter(None, (text, counts.few(row), counts.untold(row))))
    return Markup("<p>{}</p>").format(bold(text))


def facts(rows: pd.DataFrame) -> None:
    """The figures in a row, each with its change to the year before."""
    cells = joined(
        Markup("<div><dt>{}</dt><dd><b>{}</b> {}</dd></div>").format(
            pieces.named(row, "name"),
            counts.figure(row["value"], row["upper"]) or _("not told"),
            _change(row),
        )
        for row in rows.to_dict("records")
    )
    pieces.piece(Markup('<dl class="rw-facts">{}</dl>').format(cells))


def _change(row: Mapping) -> Markup:
    # two intervals have no one difference
    if (
        pd.isna(row["before"])
        or pd.isna(row["value"])
        or row["value"] != row["upper"]
        or row["before"] != row["before_upper"]
    ):
        return Markup()
    by = int(row["value"] - row["before"])
    sign = {1: "+", 0: "±", -1: MINUS}[(by > 0) - (by < 0)]
    return Markup("<small>{}{}</small>").format(sign, number(abs(by)))


def sector_table(sectors: pd.DataFrame) -> None:
    """Schools, pupils and need per sector: what everyone may see."""
    counted = [Cell(word, is_number=True) for word in (_("Schools"), _("Pupils"), _("Need"))]
    rows = [
        [
            sector_name(row["sector"]),
            Cell(number(row["schools_count"]), is_number=True),
            Cell(_or_word(row, "pupils_count", "pupils_status"), is_number=True),
            Cell(_or_word(row, "need", "need_status"), is_number=True),
            measures.measure(Mode.NEED, Size.TOTAL, row["sector"]).unit,
        ]
        for row in sectors.to_dict("records")
    ]
    pieces.piece(markup.table([_("Sector"), *counted, ""], rows), "rw-scroll")


def _or_word(row: Mapping, column: str, status: str) -> str:
    return status_word(row[status]) if pd.isna(row[column]) else number(row[column])


def sources(reader: Reader) -> None:
    """The sources of need, then those that are too old; all of them are on page Bronnen."""
    every = reader.run("sources")
    need = every["source_id"].isin([coverage.need_indicator(sector, reader).source_id for sector in figures.SECTORS])
    is_old = every["age_days"] > every["max_age_days"]
    rows = pd.concat([every[need], every[is_old & ~need]]).head(SHOWN_SOURCES)
    all_of = ngettext("{n} file", "{n} files", len(every))
    too_old = int(is_old.sum())
    old = ngettext("{n} older than its limit", "{n} older than their limit", too_old)
    old = old if too_old else _("none older than its limit")
    pieces.heading(_("How fresh are the sources?"), f"{all_of}, {old}")
    cells = [
        [
            Cell(Markup('<span title="{}">{}</span>').format(row["publisher"] or "", pieces.named(row, "title"))),
            day(row["reference_date"]),
            Cell(table.age(row["age_days"], row["max_age_days"])),
        ]
        for row in rows.to_dict("records")
    ]
    pieces.piece(markup.table([_("Source"), _("Reference date"), _("Age")], cells), "rw-scroll")
