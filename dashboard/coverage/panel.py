"""The panel of page Dekking: an area's three shares among its surroundings, its schools, who is nearest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd
import streamlit as st

from dashboard.figures import coverage
from dashboard.figures.coverage import Filters
from dashboard.frame import export
from dashboard.frame.language import _, level_word, ngettext, number, percent
from dashboard.frame.records import Place
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces as ui_pieces
from dashboard.ui import tables as panel

LONGEST = 40  # schools on the page; the export has all
SMALL = ("municipality", "district", "neighbourhood", "own_region")  # kinds of area whose schools are listed


def show(lineage: pd.DataFrame, codes: Sequence[str], filters: Filters, reader: Reader) -> None:
    """Everything about one area: `lineage` is itself and what it lies in, with shares; `codes` its area codes."""
    chosen = lineage.iloc[0]
    told = _told(chosen, lineage.iloc[-1], filters.sector)
    pieces = [f'<p class="rw-name">{name_line(chosen)}', f"<p>{escape(told)}"]
    if chosen["schools_count"]:
        pieces.append(bars(lineage))
    ui_pieces.piece("".join(pieces), "rw-panel", tint="reach")
    if chosen["level"] in SMALL:
        _schools(codes, filters, reader)
        _nearest(codes, filters, reader)


def name_line(chosen: pd.Series) -> str:
    """Feijenoord wijk in Rotterdam, Zuid-Holland."""
    if chosen["level"] in ("country", "own_region"):
        return f"<b>{escape(chosen['name'])}</b>"
    around = [
        part for part in (chosen["municipality_name"], chosen["province_name"]) if part and part != chosen["name"]
    ]
    kind = level_word(chosen["level"], 1)
    where = _("{kind} in {place}", kind=kind, place=", ".join(around)) if around else kind
    return f'<b>{escape(chosen["name"])}</b> <span class="rw-muted">{escape(where)}</span>'


def _told(chosen: pd.Series, country: pd.Series, sector: str) -> str:
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
    share = sector == "VO"
    values = [
        percent(row["need_per_pupil"]) if share else number(row["need_per_pupil"], 2) for row in (chosen, country)
    ]
    if share:
        told = _("In vmbo and pro: {share} of the pupils", share=values[0])
    else:
        told = _("Need: {value} points per pupil", value=values[0])
    around = "" if chosen["level"] == "country" else " " + _("(country {value})", value=values[1])
    return f"{text} {told}{around}."


def bars(lineage: pd.DataFrame) -> str:
    """Schools, pupils and need that are reached, on a scale of 0 to 100 %; ticks for what the area lies in."""
    kinds = (
        (_("Schools"), "schools_share", "active_schools_count", "schools_count"),
        (_("Pupils"), "pupils_share", "active_pupils_count", "pupils_count"),
        (_("Need"), "need_share", "active_need", "need"),
    )
    rows = "".join(_bar(lineage, word, *columns) for word, *columns in kinds)
    signs = "".join(
        f'<span class="rw-tick{_dotted(level)}">{escape(name)}</span>'
        for name, level in zip(lineage["name"][:0:-1], lineage["level"][:0:-1], strict=True)
    )
    title = f'<p class="rw-muted">{escape(_("Where a partner is active"))}</p>'
    return f'{title}<div class="rw-bars">{rows}</div>' + (f"<p class=rw-ticks>{signs}</p>" if signs else "")


def _bar(lineage: pd.DataFrame, word: str, share: str, part: str, whole: str) -> str:
    chosen = lineage.iloc[0]
    if pd.isna(chosen[share]):
        said, fill, value = _("no data"), "", "–"
    else:
        said = _("{part} of {whole}", part=number(chosen[part]), whole=number(chosen[whole]))
        fill, value = f"<i class=chosen style=left:0;width:{chosen[share]:.1f}%></i>", percent(chosen[share] / 100)
    track = f"<span class=t>{fill}{_ticks(lineage, share)}</span>"
    return f"<span>{escape(word)}<small>{escape(said)}</small></span>{track}<b>{value}</b>"


def _ticks(lineage: pd.DataFrame, share: str) -> str:
    return "".join(
        f'<u class="{_dotted(row["level"])}" style=left:{row[share]:.1f}%'
        f' title="{escape(row["name"])} {percent(row[share] / 100)}"></u>'
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
    white = ngettext("{n} white spot", "{n} white spots", int(schools["is_white_spot"].sum()))
    told = _("White spot: in the country's upper third of need per pupil, and no partner is active.")
    heading = f"<b>{escape(_('Schools, largest unreached need first'))}</b>"
    ui_pieces.piece(
        f'<p class="rw-h">{heading} <span title="{escape(told)}">{escape(white)}</span>'
        f"<div class=rw-list tabindex=0>{school_rows(schools.head(LONGEST), filters.sector)}</div>",
        "rw-panel",
    )
    if len(schools) > LONGEST:
        told = _("The first {n} of {all}; the export has all.", n=number(LONGEST), all=number(len(schools)))
        ui_pieces.piece(f'<p class="rw-muted">{escape(told)}')


def school_rows(schools: pd.DataFrame, sector: str) -> str:
    """The schools as a real table: a tenth of the message of a data frame, and it can be read out."""
    unit = _("points") if sector == "PO" else _("pupils in vmbo and pro")
    heads = ((_("School"), ""), (f"{_('Unreached')}, {unit}", "r"), (_("Partners"), ""))
    head = "".join(f'<th scope=col class="{kind}">{escape(word)}' for word, kind in heads)
    body = "".join(
        f"<tr><td>{escape(row['name'])}<small>{escape(note)}</small><td class=r>{_unreached(row)}"
        f"<td>{escape(row['partners'] or _('none'))}"
        for row, note in zip(schools.to_dict("records"), notes(schools), strict=True)
    )
    return f'<table class="rw-tab"><thead><tr>{head}</thead>{body}</table>'


def _unreached(row: Mapping) -> str:
    value = row["unreached_need"]
    return panel.cell_word(row["need_status"]) if pd.isna(value) else number(value)


def notes(schools: pd.DataFrame) -> list[str]:
    """What a reader must know of each school, in words."""
    remarks = [panel.remarks(*row) for row in zip(schools["quality_flag"], schools["location_precision"], strict=True)]
    columns = zip(schools["is_white_spot"], schools["is_listed"], remarks, strict=True)
    return [
        "; ".join(word for word in (_("white spot") if spot else "", "" if known else _("not listed"), remark) if word)
        for spot, known, remark in columns
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
    found = coverage.nearest(codes, filters, reader)
    if found.empty:
        return
    told = ", ".join(
        f"{row['partner_name']} ({number(row['distance_km'], 1)}\N{NO-BREAK SPACE}km, {row['school']})"
        for row in found.to_dict("records")
    )
    ui_pieces.piece(f"<p><b>{escape(_('Nearest partners not active here'))}</b> {escape(told)}", "rw-panel")
