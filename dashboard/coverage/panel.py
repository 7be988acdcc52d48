"""The panel of page Dekking: an area's three shares among its surroundings, its schools, who is nearest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from dashboard.figures import coverage
from dashboard.figures.coverage import Filters
from dashboard.frame import export, markup
from dashboard.frame.language import _, level_word, ngettext, number, percent
from dashboard.frame.markup import Cell, Markup, joined
from dashboard.frame.records import Place
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces, tables

LONGEST = 40  # schools on the page; the export has all
SMALL = ("municipality", "district", "neighbourhood", "own_region")  # kinds of area whose schools are listed


def show(lineage: pd.DataFrame, codes: Sequence[str], filters: Filters, reader: Reader) -> None:
    """Everything about one area: `lineage` is itself and what it lies in, with shares; `codes` its area codes."""
    chosen = lineage.iloc[0]
    fragments = [
        Markup('<p class="rw-name">{}').format(name_line(Place.of(chosen))),
        Markup("<p>{}").format(_summary(chosen, lineage.iloc[-1], filters.sector)),
    ]
    if chosen["schools_count"]:
        fragments.append(bars(lineage))
    pieces.piece(joined(fragments), "rw-panel", tint="reach")
    if chosen["level"] in SMALL:
        _schools(codes, filters, reader)
        _nearest(codes, filters, reader)


def name_line(area: Place) -> Markup:
    """Feijenoord wijk in Rotterdam, Zuid-Holland."""
    if area.level in ("country", "own_region"):
        return Markup("<b>{}</b>").format(area.name)
    around = [name for name in (area.municipality_name, area.province_name) if name and name != area.name]
    kind = level_word(area.level, 1)
    where = _("{kind} in {place}", kind=kind, place=", ".join(around)) if around else kind
    return Markup('<b>{}</b> <span class="rw-muted">{}</span>').format(area.name, where)


def _summary(chosen: pd.Series, country: pd.Series, sector: str) -> str:
    if not chosen["schools_count"]:
        return _("There are no schools of this sector here.")
    text = ngettext(
        "A partner is active at {active} of {n} school.",
        "A partner is active at {active} of {n} schools.",
        int(chosen["schools_count"]),
        active=number(chosen["active_schools_count"]),
    )
    if chosen["need_status"] == "suppressed":
        return f"{text} {_('Need is not shown: a part of it is suppressed.')}"
    if pd.isna(chosen["need_per_pupil"]):
        return f"{text} {_('There is no figure of need.')}"
    is_share = sector == "VO"
    values = [
        percent(row["need_per_pupil"]) if is_share else number(row["need_per_pupil"], 2) for row in (chosen, country)
    ]
    if is_share:
        need = _("In vmbo and pro: {share} of the pupils", share=values[0])
    else:
        need = _("Need: {value} points per pupil", value=values[0])
    around = "" if chosen["level"] == "country" else " " + _("(country {value})", value=values[1])
    return f"{text} {need}{around}."


def bars(lineage: pd.DataFrame) -> Markup:
    """Schools, pupils and need that are reached, on a scale of 0 to 100 %; ticks for what the area lies in."""
    kinds = (
        (_("Schools"), "schools_share", "active_schools_count", "schools_count"),
        (_("Pupils"), "pupils_share", "active_pupils_count", "pupils_count"),
        (_("Need"), "need_share", "active_need", "need"),
    )
    rows = joined(_bar(lineage, word, *columns) for word, *columns in kinds)
    signs = joined(
        Markup('<span class="rw-tick{}">{}</span>').format(_dotted(level), name)
        for name, level in zip(lineage["name"][:0:-1], lineage["level"][:0:-1], strict=True)
    )
    title = Markup('<p class="rw-muted">{}</p>').format(_("Where a partner is active"))
    key = Markup("<p class=rw-ticks>{}</p>").format(signs) if signs else Markup()
    return Markup('{}<div class="rw-bars">{}</div>{}').format(title, rows, key)


def _bar(lineage: pd.DataFrame, word: str, share: str, part: str, whole: str) -> Markup:
    chosen = lineage.iloc[0]
    if pd.isna(chosen[share]):
        amounts, fill, value = _("no data"), Markup(), "–"
    else:
        amounts = _("{part} of {whole}", part=number(chosen[part]), whole=number(chosen[whole]))
        fill = Markup("<i class=chosen style=left:0;width:{:.1f}%></i>").format(chosen[share])
        value = percent(chosen[share] / 100)
    bar = Markup("<span>{}<small>{}</small></span><span class=t>{}{}</span><b>{}</b>")
    return bar.format(word, amounts, fill, _ticks(lineage, share), value)


def _ticks(lineage: pd.DataFrame, share: str) -> Markup:
    tick = Markup('<u class="{}" style=left:{:.1f}% title="{} {}"></u>')
    return joined(
        tick.format(_dotted(row["level"]), row[share], row["name"], percent(row[share] / 100))
        for row in lineage.iloc[1:].to_dict("records")
        if pd.notna(row[share])
    )


def _dotted(level: str) -> str:
    """The country's tick is solid, that of a province dotted, of a municipality dashed."""
    return {"country": "", "province": " dotted"}.get(level, " dashed")


def _schools(codes: Sequence[str], filters: Filters, reader: Reader) -> None:
    """The schools of an area, the most unreached need first, or the state without schools."""
    schools = coverage.schools(codes, filters, reader)
    if schools.empty:
        st.info(_("**No schools here.** Choose another or a larger area."), icon=":material/filter_alt_off:")
        return
    schools_list = Markup(
        '<p class="rw-h"><b>{heading}</b> <span title="{meaning}">{white_spots}</span>'
        "<div class=rw-list tabindex=0>{table}</div>"
    ).format(
        heading=_("Schools, largest unreached need first"),
        meaning=_("White spot: in the country's upper third of need per pupil, and no partner is active."),
        white_spots=ngettext("{n} white spot", "{n} white spots", int(schools["is_white_spot"].sum())),
        table=school_rows(schools.head(LONGEST), filters.sector),
    )
    pieces.piece(schools_list, "rw-panel")
    if len(schools) > LONGEST:
        note = _("The first {n} of {all}; the export has all.", n=number(LONGEST), all=number(len(schools)))
        pieces.piece(Markup('<p class="rw-muted">{}').format(note))


def school_rows(schools: pd.DataFrame, sector: str) -> Markup:
    """The schools as a real table: a tenth of the message of a data frame, and it can be read out."""
    unit = _("points") if sector == "PO" else _("pupils in vmbo and pro")
    heads = (_("School"), Cell(f"{_('Unreached')}, {unit}", is_number=True), _("Partners"))
    rows = [
        (
            Markup("{}<small>{}</small>").format(row["name"], note),
            Cell(_unreached(row), is_number=True),
            row["partners"] or _("none"),
        )
        for row, note in zip(schools.to_dict("records"), notes(schools), strict=True)
    ]
    return markup.table(heads, rows)


def _unreached(row: Mapping) -> str:
    value = row["unreached_need"]
    return tables.cell_word(row["need_status"]) if pd.isna(value) else number(value)


def notes(schools: pd.DataFrame) -> list[str]:
    """What a reader must know of each school, in words."""
    remarks = [tables.remarks(*row) for row in zip(schools["quality_flag"], schools["location_precision"], strict=True)]
    columns = zip(schools["is_white_spot"], schools["is_listed"], remarks, strict=True)
    return [
        "; ".join(text for text in (_("white spot") if spot else "", "" if listed else _("not listed"), remark) if text)
        for spot, listed, remark in columns
    ]


def download(marked: Place, codes: Sequence[str], filters: Filters, reader: Reader, header: Mapping) -> None:
    """The schools of the marked area as CSV, all of them."""
    schools = coverage.schools(codes, filters, reader)
    st.download_button(
        _("Schools (CSV)"),
        data=export.later(
            lambda: export.csv_bytes(
                schools.assign(remarks=notes(schools)),
                export_columns(),
                {**header, _("Area"): marked.name},
            )
        ),
        file_name=export.file_name(_("coverage"), _("schools"), filters.sector, "-".join(codes)[:60]),
        mime="text/csv",
        icon=":material/download:",
        disabled=schools.empty,
        key="dekking-scholen-csv",
    )


def export_columns() -> list[export.Column]:
    """What the export of the schools of an area holds."""
    return [
        export.Column("school_id", _("School code")),
        export.Column("name", _("School")),
        export.Column("place", _("Place")),
        export.Column("municipality_code", _("Municipality code")),
        export.Column("pupils_count", _("Pupils"), 0, "pupils_status"),
        export.Column("need", _("Need"), 2, "need_status"),
        export.Column("unreached_need", _("Unreached need"), 2, "need_status"),
        export.Column("partners", _("Partners")),
        export.Column("programmes", _("Programmes")),
        export.Column("participants_count", _("Participants")),
        export.Column("is_white_spot", _("White spot")),
        export.Column("remarks", _("Note")),
    ]


def _nearest(codes: Sequence[str], filters: Filters, reader: Reader) -> None:
    """Partners that are not here yet, by how near they work (straight line)."""
    partners = coverage.nearest(codes, filters, reader)
    if partners.empty:
        return
    names = ", ".join(
        f"{row['partner_name']} ({number(row['distance_km'], 1)}\N{NO-BREAK SPACE}km, {row['school']})"
        for row in partners.to_dict("records")
    )
    heading = _("Nearest partners not active here")
    pieces.piece(Markup("<p><b>{}</b> {}").format(heading, names), "rw-panel")
