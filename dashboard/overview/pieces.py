"""The pieces of page Overzicht: bars of three shares, figures, targets, a small map, sources. HTML, escaped."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import pandas as pd
import streamlit as st
from babel.lists import format_list

from dashboard.coverage import picture as coverage_picture
from dashboard.figures import coverage
from dashboard.figures import measures as coverage_map
from dashboard.figures import places as sentence
from dashboard.figures.measures import Mode, Size
from dashboard.frame.export import status_word
from dashboard.frame.language import MINUS, _, current, day, level_word, ngettext, number, percent
from dashboard.frame.records import Place
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas as map_view
from dashboard.maps import deck, legend, palette
from dashboard.overview import figures
from dashboard.overview.figures import Reach
from dashboard.sources import table
from dashboard.ui import pieces

HEIGHT = 430
SHOWN_SOURCES = 6


def heading(title: str, told: str = "") -> None:
    pieces.piece(f"<b>{escape(title)}</b> <span>{escape(told)}</span>", "rw-h")


def sector_name(sector: str) -> str:
    return {"PO": _("Primary education (PO)"), "VO": _("Secondary education (VO)")}[sector]


def bars(reach: Mapping[str, Reach], before: str) -> None:
    """Schools, pupils and need with a partner, one column per sector, one scale; a tick for the year before."""
    columns = ("schools_share", "pupils_share", "need_share")
    rows = [row for one in reach.values() for row in (one.now, one.before) if row is not None]
    end = figures.scale_end([row[column] for row in rows for column in columns])
    for column, (sector, one) in zip(st.columns(len(reach), gap="large"), reach.items(), strict=True):
        with column:
            told = _("part with a partner, %")
            if one.before is not None:
                told += "; " + _("tick = {year}", year=before)
            heading(sector_name(sector), told)
            pieces.piece(_bars(one, end, sector) + participants(one.now), "rw-panel", tint="reach")


def _bars(one: Reach, end: int, sector: str) -> str:
    need = coverage_map.measure(Mode.NEED, Size.TOTAL, sector, "municipality").unit
    kinds = (
        (_("Schools"), "schools_share", "active_schools_count", "schools_count", ""),
        (_("Pupils"), "pupils_share", "active_pupils_count", "pupils_count", ""),
        (_("Need"), "need_share", "active_need", "need", need),
    )
    axis = "".join(f"<i>{number(end * k / 4, int(end % 4 > 0))}</i>" for k in range(5))
    rows = "".join(_bar(one, end, kind) for kind in kinds)
    return f'<div class="rw-bars">{rows}<span></span><span class=rw-axis aria-hidden=true>{axis}</span><b></b></div>'


def _bar(one: Reach, end: int, kind: tuple[str, str, str, str, str]) -> str:
    word, share, part, whole, unit = kind
    row, before = one.now, one.before
    if pd.isna(row[share]):
        hidden = row.get(whole.replace("_count", "") + "_status") == "suppressed"
        said, fill, value = (_("suppressed") if hidden else _("no data")), "", "–"
    else:
        said = _("{part} of {whole}", part=number(row[part]), whole=number(row[whole]))
        said = f"{said} {unit}".strip()
        fill = f"<i class=chosen style=left:0;width:{100 * row[share] / end:.1f}%></i>"
        value = percent(row[share] / 100, 1 if row["schools_count"] >= 100 else 0)
    tick = ""
    if before is not None and pd.notna(before[share]):
        told = percent(before[share] / 100, 1)
        tick = f'<u style=left:{100 * before[share] / end:.1f}% title="{escape(told)}"></u>'
    label = f"<span>{escape(word)}<small>{escape(said)}</small></span>"
    return f"{label}<span class=t>{fill}{tick}</span><b>{value}</b>"


def participants(row: pd.Series) -> str:
    """Young people in the activities: a count of its own, never a part of the schools' reach."""
    text = ngettext("**{n} participant**", "**{n} participants**", int(row["participants_count"]))
    if pd.notna(row["participants_share"]) and row["participants_share"] > 0:
        share = percent(row["participants_share"] / 100, 1)
        text += ", " + _("{share} of the enrolled pupils", share=share)
    untold = int(row["untold_count"])
    if untold:
        text += "; " + ngettext("{n} activity without a number", "{n} activities without a number", untold)
    return f"<p>{pieces.bold(text)}"


def facts(rows: pd.DataFrame) -> None:
    """The figures in a row, each with its change to the year before."""
    cells = "".join(
        f"<div><dt>{escape(pieces.named(row, 'name'))}<dd><b>{number(row['value'])}</b> {_change(row)}</div>"
        for row in rows.to_dict("records")
    )
    pieces.piece(f"<dl class=rw-facts>{cells}</dl>")


def _change(row: Mapping) -> str:
    if pd.isna(row["before"]):
        return ""
    by = int(row["value"] - row["before"])
    sign = {1: "+", 0: "±", -1: MINUS}[(by > 0) - (by < 0)]
    return f"<small>{sign}{number(abs(by))}</small>"


def targets(rows: pd.DataFrame) -> None:
    """Where each figure stands against its goal; figures without a goal tell what SKB reported."""
    heads = (
        ("", _("Target")), ("hs", _("Standing, expected now (|), goal (⁞)")), ("r", _("Standing")),
        ("r hs", _("Expected now")), ("r", _("Goal")), ("r hs", _("Year")), ("", _("Verdict")),
    )  # fmt: skip
    head = "".join(f'<th class="{kind}">{escape(word)}' for kind, word in heads)
    body = "".join(_target(row) for row in rows.to_dict("records"))
    pieces.piece(f'<table class="rw-tab"><thead><tr>{head}<tbody>{body}</table>', "rw-scroll", tint="reach")
    rule = _("On course: at most 10 % below the straight line from start to goal. Ahead: 10 % or more above it.")
    pieces.piece(f'<p class="rw-sel">{escape(rule)}')


def _target(row: dict) -> str:
    has_goal = pd.notna(row["goal"])
    name = pieces.named(row, "target" if has_goal else "name")
    start = f"<tr><td>{escape(name)}"
    if not has_goal:
        return f"{start}<td class=hs><td class=r><b>{number(row['value'])}</b><td colspan=4>{_told(row)}"
    expected = number(row["expected"]) if pd.notna(row["expected"]) else "–"
    sign, word, kind = verdict(row["verdict"])
    return (
        f"{start}<td class=hs>{_goal_bar(row)}<td class=r><b>{number(row['value'])}</b><td class='r hs'>{expected}"
        f"<td class=r>{number(row['goal'])}<td class='r hs'>{int(row['goal_year'])}"
        f'<td><span class="{kind}">{sign}&nbsp;{escape(word)}</span>'
    )


def _told(row: dict) -> str:
    if pd.isna(row["told_2024"]):
        return escape(_("no goal"))
    text = escape(_("no goal; SKB reported over 2024: {told}", told=number(row["told_2024"])))
    note = row[f"note_{current()}"]
    return f"<span class=rw-muted>{text}{f' ({escape(note)})' if note else ''}</span>"


def _goal_bar(row: dict) -> str:
    end = 1.1 * max(row["goal"], row["value"], row["expected"] if pd.notna(row["expected"]) else 0)
    tick = f"<u style=left:{100 * row['expected'] / end:.1f}%></u>" if pd.notna(row["expected"]) else ""
    goal = f"<u class=dotted style=left:{100 * row['goal'] / end:.1f}%></u>"
    fill = f"<i class=chosen style=left:0;width:{100 * row['value'] / end:.1f}%></i>"
    return f'<span class="rw-bars rw-one" aria-hidden=true><span class=t>{fill}{tick}{goal}</span></span>'


def verdict(code: str) -> tuple[str, str, str]:
    """Sign, word and class of a verdict."""
    known = {
        "ahead": ("↗", _("ahead"), "rw-ahead"),
        "on_course": ("→", _("on course"), ""),
        "behind": ("↘", _("behind"), "rw-old"),
        "not_started": ("○", _("not started yet"), "rw-muted"),
    }
    return known[code]


def small_map(one: Reach, place: Place, sector: str, reader: Reader) -> None:
    """Unreached need per municipality, to look at; choosing is done on page Dekking."""
    rows = one.coverage.areas
    country = reader.run("places").iloc[0]
    picture = coverage_picture.Picture(
        rows=rows,
        is_chosen=sentence.inside(rows, place).to_numpy(bool),
        mode=Mode.UNREACHED,
        measure=coverage_map.measure(Mode.UNREACHED, None, sector, "municipality"),
        level="municipality",
        place=place,
        area=None,
        box=(country["min_lon"], country["min_lat"], country["max_lon"], country["max_lat"]),
        sector=sector,
        is_filtered=False,
    )
    found, scale, _cuts = coverage_picture.classed(picture)
    heading(_("Unreached need per municipality"), f"{sector}, {picture.measure.unit}")
    if one.coverage.country["unreached_need"] == 0:
        st.info(_("**Nothing is unreached.** Partners are active at every school with need."), icon=":material/check:")
        return
    if scale is None or not (found >= 0).any():
        st.info(_("**There are no figures of need here.** They are missing or suppressed."), icon=":material/info:")
        return
    _draw(picture, found, scale, place, reader)
    pieces.piece(f"<p>{escape(concentrated(rows[picture.is_chosen]))}", "rw-panel")


def _draw(picture: coverage_picture.Picture, found, scale, place: Place, reader: Reader) -> None:
    theme, urls = map_view.theme_now(), map_view.addresses(reader)
    colours = palette.scale(theme, "need", "neutral", scale.count)
    on_map = picture.rows["map_index"].notna().to_numpy()
    digits = deck.class_digits(picture.rows.loc[on_map, "map_index"], found[on_map], clear=len(colours))
    layers = map_view.ground("municipality", colours, digits, theme, urls)
    if place.level in urls and pd.notna(place.map_index):
        layers += deck.outline_layers(urls[place.level], [int(place.map_index)], theme)
    title = picture.measure.title
    st.pydeck_chart(
        deck.deck(layers, deck.Frame(picture.box, map_view.PHONE[0], HEIGHT), map_view.tooltip()),
        height=HEIGHT,
        alt=_("Map of {name} per {area}", name=title, area=level_word("municipality", 1)),
        key="overzicht-kaart",
    )
    counts = [int((found == k).sum()) for k in range(scale.count)]
    rows = list(zip(legend.limits_in_words(scale, picture.measure.decimals), colours, counts, strict=True))
    counted = f"{picture.measure.unit}, {_('number of {areas}', areas=level_word('municipality'))}"
    none = [(_("no data, suppressed or no school"), int((found < 0).sum()))]
    pieces.piece(legend.legend_html(title, counted, rows, none), "rw-cls")


def concentrated(rows: pd.DataFrame) -> str:
    """The three municipalities with the most unreached need, and how much of the country's they hold."""
    first = rows[rows["gap_share"] > 0].nlargest(3, "gap_share")
    if first.empty:
        return _("There is no unreached need here.")
    return ngettext(
        "{names} holds {share} of the country's unreached need.",
        "{names} hold {share} of the country's unreached need.",
        len(first),
        names=format_list(list(first["name"]), locale=current()),
        share=percent(first["gap_share"].sum() / 100),
    )


def sector_table(sectors: pd.DataFrame) -> None:
    """Schools, pupils and need per sector: what everyone may see."""
    heads = [("", _("Sector")), ("r", _("Schools")), ("r", _("Pupils")), ("r", _("Need")), ("", "")]
    head = "".join(f'<th class="{kind}">{escape(word)}' for kind, word in heads)
    body = "".join(
        f"<tr><td>{escape(sector_name(row['sector']))}<td class=r>{number(row['schools_count'])}"
        f"<td class=r>{_or_word(row, 'pupils_count', 'pupils_status')}"
        f"<td class=r>{_or_word(row, 'need', 'need_status')}"
        f"<td>{escape(coverage_map.measure(Mode.NEED, Size.TOTAL, row['sector'], 'municipality').unit)}"
        for row in sectors.to_dict("records")
    )
    pieces.piece(f'<table class="rw-tab"><thead><tr>{head}<tbody>{body}</table>', "rw-scroll")


def _or_word(row: Mapping, column: str, status: str) -> str:
    return escape(status_word(row[status])) if pd.isna(row[column]) else number(row[column])


def sources(reader: Reader) -> None:
    """The sources of need, then those that are too old; all of them are on page Bronnen."""
    every = reader.run("sources")
    need = every["source_id"].isin([coverage.need_indicator(sector, reader).source_id for sector in figures.SECTORS])
    is_old = every["age_days"] > every["max_age_days"]
    rows = pd.concat([every[need], every[is_old & ~need]]).head(SHOWN_SOURCES)
    all_of = ngettext("{n} file", "{n} files", len(every))
    old = ngettext("{n} older than its limit", "{n} older than their limit", int(is_old.sum()))
    heading(_("How fresh are the sources?"), f"{all_of}, {old}")
    head = "".join(f"<th>{escape(word)}" for word in (_("Source"), _("Reference date"), _("Age")))
    body = "".join(
        f'<tr title="{escape(row["publisher"] or "")}"><td>{escape(pieces.named(row, "title"))}'
        f"<td>{escape(day(row['reference_date']))}<td>{table.age(row['age_days'], row['max_age_days'])}"
        for row in rows.to_dict("records")
    )
    pieces.piece(f'<table class="rw-tab"><thead><tr>{head}<tbody>{body}</table>', "rw-scroll")
