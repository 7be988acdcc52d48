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
from dashboard.targets import labels, ranked, sentence, states, table
from dashboard.targets.ranked import Ranked
from dashboard.targets.score import Part
from dashboard.ui import pieces


def popover(ranking: Ranked, selection: Sequence[str], reader: Reader) -> None:
    """Columns to choose and three files; all rows of the list, not only the page that is open."""
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
    rows, chosen = frame(ranking, reader), [column for column, _meaning in picked]
    facts = header(ranking, selection, reader)
    if kind == "csv":
        return export.csv_bytes(rows, chosen, facts)
    if kind == "geojson":
        return export.geojson_bytes(rows, chosen, facts)
    meanings = {column.title: meaning for column, meaning in picked}
    sheets = [
        export.Sheet(_("list"), rows, chosen),
        export.facts(_("criteria"), facts),
        export.facts(_("definitions"), meanings),
        sources(states.sources(ranking, reader)),
    ]
    return export.xlsx_bytes(sheets, {})


def frame(ranking: Ranked, reader: Reader) -> pd.DataFrame:
    """The rows as they leave: what has no score has no places either."""
    activity = ranked.activity(ranking.criteria.filters)
    programmes = reader.run("target_programmes", activity).set_index("school_id")["programmes"]
    rows = ranking.banded(ranking.rows)
    rows["programmes"] = rows["school_id"].map(programmes)
    bare = rows["score"].isna()
    status = ["missing" if none else "observed" for none in bare]
    return rows.assign(remarks=table.remarks(rows), share=(100 * rows["share"]).round(), score_status=status)


def columns(ranking: Ranked) -> list[tuple[Column, str]]:
    """Every column with what it means, in the reader's language."""
    return explained(ranking.parts, ranking.criteria.top, years(ranking))


def explained(held: Sequence[Part], top: int, between: tuple[int, int]) -> list[tuple[Column, str]]:
    """The columns of a list with these parts, each with what it means; `between` is of the change in pupils."""
    first = number(top)
    share = Column("share", _("In first {top}, %", top=first), 0, "score_status")
    columns = [
        (Column("school_id", _("School code")), _("BRIN and location number (DUO).")),
        (Column("rank", _("No."), 0, "score_status"), _("Place within this choice; equal scores by school code.")),
        (Column("name", _("School")), _("Name in DUO's list.")),
        (Column("place", _("Place")), _("Place of the address.")),
        (
            Column("score", _("Target score"), 1, "score_status"),
            _("Weighted mean (0-100) of the parts that are known."),
        ),
        (Column("low", _("Band from"), 0, "score_status"), _("First place in 90 % of 1,000 drawn weightings.")),
        (Column("high", _("Band to"), 0, "score_status"), _("Last place in 90 % of 1,000 drawn weightings.")),
        (share, table.share_meaning(top)),
    ]
    for part in held:
        name, meaning = labels.part_name(part), labels.part_meaning(part, *between)
        columns.append((Column(part.column, labels.raw_name(part), part.decimals, part.status), meaning))
        placed = _("Percentile among the schools of the sector: {meaning}", meaning=meaning)
        columns.append((Column(part.place, _("{part}, 0-100", part=name), 1, part.status), placed))
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
    build = reader.build
    return {
        _("Selection"): " · ".join(word for word in selection if word),
        _("Weights"): sentence.weights(ranking.criteria),
        _("Target score"): _("weighted mean of percentiles; see the page Method"),
        _("Drawn weightings"): _("1,000, Dirichlet with concentration {n}, fixed seed", n=CONCENTRATION),
        _("Source"): source(states.sources(ranking, reader)),
        _("Partners"): _("activity: as told by the partners"),
        _("Build"): pieces.build_text(build),
    }


def source(vintages: Sequence[Mapping[str, Any]]) -> str:
    """The source vintages behind the parts, rows of mart.source, with their licences."""
    return "; ".join(f"{pieces.vintage_of(row)} ({row['licence']})" for row in vintages)


def sources(vintages: Sequence[Mapping[str, Any]]) -> export.Sheet:
    """The same as a sheet, with what finds the file again."""
    rows = pd.DataFrame([{**row, "title": pieces.named(row, "title")} for row in vintages])
    columns = [
        Column("publisher", _("Publisher")), Column("title", _("Source")), Column("vintage", _("Vintage")),
        Column("reference_date", _("Reference date")), Column("licence", _("Licence")), Column("url", _("Address")),
        Column("sha256", "SHA-256"),
    ]  # fmt: skip
    return export.Sheet(_("sources"), rows, columns)
