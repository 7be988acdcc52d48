"""The list of target schools as CSV, XLSX (list, criteria, definitions, sources) and GeoJSON, with chosen columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.figures.ranking import CONCENTRATION
from dashboard.frame import export
from dashboard.frame.access import PARTNER
from dashboard.frame.export import Column
from dashboard.frame.language import _, number
from dashboard.frame.warehouse import Reader
from dashboard.targets import finding, labels, sentence, states, table
from dashboard.targets.ranked import Ranked
from dashboard.targets.score import Part
from dashboard.ui import pieces

EXACT, RAW_DIGITS = 9, 6


def popover(ranking: Ranked, selection: Sequence[str], reader: Reader) -> None:
    """Columns to choose and three files: the first schools; in the workbook, apart, what the list shows besides."""
    if not reader.may("export", PARTNER):
        return
    with st.popover(_("Export"), icon=":material/download:"):
        offered = columns(ranking)
        titles = {column.name: column.title for column, _meaning in offered}
        names = st.multiselect(
            _("Columns"), list(titles), list(titles), format_func=titles.__getitem__, key="doelscholen-kolommen"
        )
        picked = [(column, meaning) for column, meaning in offered if column.name in names] or offered
        with st.container(horizontal=True):
            for kind, label, mime in (
                ("csv", "CSV", "text/csv"),
                ("xlsx", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                ("geojson", "GeoJSON", "application/geo+json"),
            ):
                st.download_button(
                    label,
                    data=export.later(partial(content, kind, ranking, picked, selection, reader)),
                    file_name=export.file_name(_("target schools"), ranking.criteria.filters.sector, kind=kind),
                    mime=mime,
                    icon=":material/download:",
                    disabled=ranking.rows.empty,
                    key=f"doelscholen-{kind}",
                )


def content(
    kind: str, ranking: Ranked, picked: Sequence[tuple[Column, str]], selection: Sequence[str], reader: Reader
) -> bytes:
    """The file of one kind."""
    chosen = [column for column, _meaning in picked]
    rows, facts = frame(ranking, ranking.first, reader), header(ranking, selection, reader)
    if kind == "csv":
        return export.csv_bytes(rows, chosen, facts)
    if kind == "geojson":
        return export.geojson_bytes(rows, chosen, facts)
    sheets = [export.Sheet(_("list"), rows, chosen)]
    if len(ranking.rest):
        sheets.append(export.Sheet(_("after these"), frame(ranking, ranking.rest, reader), chosen))
    meanings = {column.title: meaning for column, meaning in picked}
    sheets += [export.facts(_("definitions"), meanings), sources(states.sources(ranking, reader))]
    return export.xlsx_bytes(sheets, facts, title=_("criteria"), place=len(sheets) - 2)


def frame(ranking: Ranked, some: pd.DataFrame, reader: Reader) -> pd.DataFrame:
    """Some of the rows as they leave: what has no score has no places either."""
    activity = ranking.criteria.filters.activity()
    programmes = reader.run("target_programmes", activity).set_index("school_id")["programmes"]
    rows = ranking.banded(some)
    rows["programmes"] = rows["school_id"].map(programmes)
    bare = rows["score"].isna()
    status = ["missing" if none else "observed" for none in bare]
    return rows.assign(remarks=table.remarks(rows), share=100 * rows["share"], score_status=status)


def columns(ranking: Ranked) -> list[tuple[Column, str]]:
    """Every column with what it means, in the reader's language."""
    return explained(ranking.parts, ranking.criteria.top, years(ranking), is_aged=ranking.is_aged)


def explained(held: Sequence[Part], top: int, between: tuple[int, int], *, is_aged: bool) -> list[tuple[Column, str]]:
    """The columns of a list with these parts, each with what it means; `between` is of the change in pupils.

    Scores and parts have the digits that the ranks were made with, so that they can be made again from the file.
    """
    first = number(top)
    share = Column("share", _("In first {top}, %", top=first), 0, "score_status", 1)
    draws = _("1,000 draws of weights and a year of need") if is_aged else _("1,000 drawn weightings")
    columns = [
        (Column("school_id", _("School code")), _("BRIN and location number (DUO).")),
        (Column("rank", _("No."), 0, "score_status"), _("Place within this choice; equal scores by school code.")),
        (Column("name", _("School")), _("Name in DUO's list.")),
        (Column("place", _("Place")), _("Place of the address.")),
        (
            Column("score", _("Target score"), 1, "score_status", EXACT),
            _("Weighted mean (0-100) of the parts that are known."),
        ),
        (Column("low", _("Band from"), 0, "score_status"), _("First place in 90 % of {draws}.", draws=draws)),
        (Column("high", _("Band to"), 0, "score_status"), _("Last place in 90 % of {draws}.", draws=draws)),
        (share, table.share_meaning(top)),
    ]
    for part in held:
        raw = Column(part.column, labels.raw_name(part), part.decimals, part.status, RAW_DIGITS if part.decimals else 0)
        columns.append((raw, labels.raw_meaning(part, *between)))
        # made of published counts, so it stands there too where we show no share of them
        judged = None if part.ordered else part.status
        place = Column(part.place, _("{part}, 0-100", part=labels.part_name(part)), 1, judged, EXACT)
        columns.append((place, labels.part_meaning(part)))
        if part.column == "vo_vmbo_bk_pro_pct":
            base = Column("vo_typed_count", _("Pupils with a type"), 0, part.status)
            columns.append((base, _("Pupils in years with a type: what the share before it is of.")))
    counted = _("Young people in those activities; what was not told is not counted.")
    most = _("The same, where fewer than 5 in a programme at a school count as 4 and not as 1.")
    return [
        *columns,
        (Column("pupils_count", _("Pupils"), 0, "pupils_status"), _("Pupils on 1 October.")),
        (Column("partners", _("Partners")), _("Partners with a chosen activity.")),
        (Column("programmes", _("Programmes")), _("Their programmes.")),
        (Column("participants_count", _("Participants, at least")), counted),
        (Column("participants_upper", _("Participants, at most")), most),
        (Column("remarks", _("Note")), _("What to know before comparing this school.")),
        (Column("municipality_name", _("Municipality")), _("CBS municipality of the edition.")),
        (Column("municipality_code", _("Municipality code")), _("CBS code.")),
        (Column("district_code", _("District code")), _("CBS code of the district the school stands in.")),
    ]


def years(ranking: Ranked) -> tuple[int, int]:
    """The years between which the change in pupils is measured; 0 where there is no history."""
    last = ranking.rows["last_year"].dropna()
    return (int(last.iloc[0]) - 5, int(last.iloc[0])) if len(last) else (0, 0)


def header(ranking: Ranked, selection: Sequence[str], reader: Reader) -> Mapping[str, str]:
    """What decides who is on the list; the header of each file."""
    facts = {
        _("Selection"): " · ".join(word for word in selection if word),
        **extent(ranking),
        _("Weights"): sentence.weights(ranking.criteria),
        _("Target score"): _("weighted mean of percentiles; see the page Method"),
        _("Drawn weightings"): _("1,000, Dirichlet with concentration {n}, fixed seed", n=CONCENTRATION),
        _("Drawn need"): _("1,000, each with a year's change of need") if ranking.is_aged else finding.no_ageing(),
        _("Source"): source(states.sources(ranking, reader)),
        _("Partners"): _("activity: as told by the partners"),
        _("Build"): pieces.build_text(reader.build),
    }
    return {name: text for name, text in facts.items() if text}


def extent(ranking: Ranked) -> dict[str, str]:
    """How many schools are asked for and here, what the choice has besides, and who is left out."""
    return {
        _("First"): number(ranking.criteria.top),
        _("Schools in the list"): number(len(ranking.first)),
        _("Schools after these"): number(len(ranking.rest)) if len(ranking.rest) else "",
        _("Left out"): finding.left_out_kinds(ranking.left_out),
        _("Without a score"): labels.unscored_kinds(finding.reasons(ranking)),
    }


def source(vintages: Sequence[Mapping[str, Any]]) -> str:
    """The source vintages behind the parts, rows of mart.source, with their licences."""
    return "; ".join(f"{pieces.dated(row)} ({row['licence']})" for row in vintages)


def sources(vintages: Sequence[Mapping[str, Any]]) -> export.Sheet:
    """The same as a sheet, with what finds the file again."""
    rows = pd.DataFrame([{**row, "title": pieces.named(row, "title")} for row in vintages])
    columns = [
        Column("publisher", _("Publisher")), Column("title", _("Source")), Column("vintage", _("Vintage")),
        Column("reference_date", _("Reference date")), Column("licence", _("Licence")), Column("url", _("Address")),
        Column("sha256", "SHA-256"),
    ]  # fmt: skip
    return export.Sheet(_("sources"), rows, columns)
