"""The files that the fictional partners send: each in its own format, with its own mess, and the truth beside it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter

from etl.sample.partners import habits, mess
from etl.sample.partners.habits import Line, Sheets, Table
from etl.sample.partners.mess import Told
from etl.sample.world.model import World

_YEARS = ["{0}-{1}", "{0}/{1}", "schooljaar {0}-{1}", "{2}/{3}"]
_MARKS = ["ja", "nee", ""]  # of a single row: what the file leaves open stays unknown
_ODS = "urn:oasis:names:tc:opendocument:xmlns:"
_ODS_KIND = "application/vnd.oasis.opendocument.spreadsheet"


@dataclass(frozen=True)
class Delivery:
    """One file of one partner; `school_year` is the last that it tells of. `truth` has one row per activity."""

    partner_id: str
    school_year: str
    file: str
    data: bytes
    truth: pd.DataFrame


def write(world: World, partner: dict[str, Any], school_year: str, work: pd.DataFrame) -> Delivery:
    """The delivery of a partner's activities up to one school year, muddled, laid out and encoded."""
    rng = world.own_rng(f"delivery {partner['partner_id']} {school_year}")
    told = [_tell(world, rng, row) for row in work.sample(frac=1, random_state=rng).itertuples()]
    told = mess.muddle(rng, world, told, partner["mess"])
    style, columns = partner["file"], partner["columns"]
    told = _marked(world, partner["partner_id"], told) if "via_skb" in columns.values() else told
    sheets = habits.laid(Table(style, columns, told, _cell))
    file = f"{partner['partner_id']}-{school_year}.{style['extension']}"
    return Delivery(partner["partner_id"], school_year, file, _data(style, columns, sheets), _truth(sheets))


def _data(style: dict[str, Any], columns: dict[str, str], sheets: Sheets) -> bytes:
    if style["extension"] == "xlsx":
        return _book(style, columns, sheets)
    ((_, lines),) = sheets.items()
    return _open_document(lines) if style["extension"] == "ods" else _text(style, lines)


def _marked(world: World, partner_id: str, told: list[Told]) -> list[Told]:
    """The rows with what each tells of itself: via SKB, and part of a joint learning line."""
    rng = world.own_rng(f"marks {partner_id}")
    return [{**one, **{mark: str(rng.choice(_MARKS)) for mark in ("via_skb", "learning_line")}} for one in told]


def _tell(world: World, rng: np.random.Generator, row: Any) -> Told:
    """One activity as a tidy partner would write it down; participants are not always known exactly."""
    school, school_year = world.schools.loc[row.school], str(row.school_year)
    begin, end = school_year.split("-")
    count = str(row.participants)
    told: Told = {
        field: str(school[field]) for field in ("brin", "location", "name", "street", "house_number", "place")
    }
    told |= {"postcode": f"{school.postcode[:4]} {school.postcode[4:]}", "programme": row.programme, "remark": ""}
    told |= {"municipality": str(world.places.municipalities.name[school.municipality]), "joint": ""}
    written = str(rng.choice(_YEARS)).format(begin, end, begin[2:], end[2:])
    told |= {"school_year": written, "year": school_year}
    told["participants"] = str(
        rng.choice([count, f"ca. {count}", "", f"{count} leerlingen"], p=[0.76, 0.12, 0.08, 0.04])
    )
    told |= {"start_date": f"{begin}-09-{rng.integers(10, 29)}", "end_date": f"{end}-06-{rng.integers(10, 29)}"}
    kind = "plain" if school.is_listed else "closed"
    return {**told, "kind": kind, "school_id": school.school_id, "count": count, "sector": str(school.sector)}


def _cell(told: Told, field: str) -> str:
    """A cell of the file: a field, or two that stand in one cell."""
    if field == "brin6":
        return told["brin"] and told["brin"] + told["joint"] + told["location"]
    if field == "name_place":
        return f"{told['name']}, {told['place']}"
    if field == "postcode_place":
        return f"{told['postcode']} {told['place']}"
    if field == "address":
        return f"{told['street']} {told['house_number']}".strip()
    return told[field]


def _truth(sheets: Sheets) -> pd.DataFrame:
    """One row per activity: where it stands (lines run on from sheet to sheet) and which school it means."""
    lines = enumerate((line for sheet in sheets.values() for line in sheet), 1)
    found = [{"line": at, **told} for at, line in lines for told in line.told]
    table = pd.DataFrame(found)[["line", "kind", "school_id", "programme", "year", "participants"]]
    return table.rename(columns={"year": "school_year", "participants": "participants_text"})


def _text(style: dict[str, Any], lines: list[Line]) -> bytes:
    """Delimited text; short lines (titles) get the delimiters that a spreadsheet would add."""
    out = io.StringIO()
    end = "\r\n" if style["encoding"] == "cp1252" else "\n"
    csv.writer(out, delimiter=style["delimiter"], lineterminator=end).writerows(
        _padded([[*one.cells] for one in lines])
    )
    return _saved(out.getvalue(), style["encoding"])


def _saved(text: str, encoding: str) -> bytes:
    """As a program of that code page saves it: a straight quote for the round one that it lacks, ? for another sign."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate({0x2018: "'", 0x2019: "'"}).encode(encoding, errors="replace")


def _padded(lines: list[list[str]]) -> Iterable[list[str]]:
    width = max(map(len, lines))
    return (line + [""] * (width - len(line)) for line in lines)


def _open_document(lines: list[Line]) -> bytes:
    """A workbook of texts as LibreOffice writes it: cells repeated, and a million empty rows at the end."""
    blank = '<table:table-cell table:number-columns-repeated="1019"/>'
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = ["".join(cell.format(escape(text)) for text in line.cells) + blank for line in lines]
    rows = [f"<table:table-row>{row}</table:table-row>" for row in rows]
    rows.append(f'<table:table-row table:number-rows-repeated="1048560">{blank}</table:table-row>')
    names = " ".join(f'xmlns:{name}="{_ODS}{name}:1.0"' for name in ("office", "table", "text"))
    sheet = f'<table:table table:name="Blad1">{"".join(rows)}</table:table>'
    content = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_KIND}"/>'
    parts = {
        "mimetype": _ODS_KIND,
        "content.xml": f"<office:document-content {names}>{content}</office:document-content>",
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{_ODS}manifest:1.0">{entry}</manifest:manifest>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as held:
        for name, text in parts.items():  # a date of its own would make other bytes every second
            held.writestr(zipfile.ZipInfo(name), text)
    return out.getvalue()


def _book(style: dict[str, Any], columns: dict[str, str], sheets: Sheets) -> bytes:
    """A workbook; some columns as numbers (zeros lost) and dates as dates. The same lines give the same bytes."""
    out = io.BytesIO()
    fields = list(columns.values())
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": dt.datetime(2025, 1, 1)})
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for at, line in enumerate(lines):
                for column, text in enumerate(line.cells):
                    if fields[column] in style["numbers"] and text.isdigit():
                        sheet.write_number(at, column, int(text))
                    elif fields[column].endswith("_date") and text[:2] == "20":
                        sheet.write_datetime(at, column, dt.datetime.fromisoformat(text), day)
                    else:
                        sheet.write_string(at, column, text)
        if "note" in style:
            book.add_worksheet(style["note"]).write(0, 0, "Fictieve voorbeeldgegevens")
    return out.getvalue()
