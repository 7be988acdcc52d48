"""The files that the fictional partners send: each in its own format, with its own mess, and the truth beside it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter

from etl.sample.partners import mess
from etl.sample.partners.mess import Told
from etl.sample.world.model import World

_YEARS = ["{0}-{1}", "{0}/{1}", "schooljaar {0}-{1}", "{2}/{3}"]


@dataclass(frozen=True)
class Delivery:
    """One file of one partner for one school year; `truth` has one row per data row."""

    partner_id: str
    school_year: str
    file: str
    data: bytes
    truth: pd.DataFrame


def write(world: World, partner: dict[str, Any], school_year: str, work: pd.DataFrame) -> Delivery:
    """The delivery of a partner's activities in one school year, muddled and encoded."""
    rng = world.own_rng(f"delivery {partner['partner_id']} {school_year}")
    told = [_tell(world, rng, row, school_year) for row in work.sample(frac=1, random_state=rng).itertuples()]
    told = mess.muddle(rng, world, told, partner["mess"])
    style, columns = partner["file"], partner["columns"]
    top = [[title] for title in style.get("titles", [])]
    if top:
        top[-1][0] += f" {school_year[5:]}"
    lines = [*top, list(columns), *([_cell(row, field) for field in columns.values()] for row in told)]
    if "total" in style:
        lines.append(_total(style["total"], told, list(columns.values())))
    data = _book(style, columns, lines) if style["extension"] == "xlsx" else _text(style, lines)
    file = f"{partner['partner_id']}-{school_year}.{style['extension']}"
    return Delivery(partner["partner_id"], school_year, file, data, _truth(told, first=len(top) + 2))


def _tell(world: World, rng: np.random.Generator, row: Any, school_year: str) -> Told:
    """One activity as a tidy partner would write it down; participants are not always known exactly."""
    school = world.schools.loc[row.school]
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
    return {**told, "kind": kind, "school_id": school.school_id, "count": count}


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


def _total(word: str, told: list[Told], fields: list[str]) -> list[str]:
    """The line below the table: the word and the sum of the participants that are told."""
    total = str(sum(int(row["count"]) for row in told if row["participants"]))
    return [word, *(total if field == "participants" else "" for field in fields[1:])]


def _truth(told: list[Told], first: int) -> pd.DataFrame:
    """One row per data row: where it stands and which school it means."""
    table = pd.DataFrame(told)[["kind", "school_id", "programme", "year", "participants"]]
    table.insert(0, "line", range(first, first + len(told)))
    return table.rename(columns={"year": "school_year", "participants": "participants_text"})


def _text(style: dict[str, Any], lines: list[list[str]]) -> bytes:
    """Delimited text; short lines (titles) get the delimiters that a spreadsheet would add."""
    width = max(map(len, lines))
    out = io.StringIO()
    end = "\r\n" if style["encoding"] == "cp1252" else "\n"
    csv.writer(out, delimiter=style["delimiter"], lineterminator=end).writerows(_padded(lines, width))
    return out.getvalue().encode(style["encoding"])


def _padded(lines: list[list[str]], width: int) -> Iterable[list[str]]:
    return (line + [""] * (width - len(line)) for line in lines)


def _book(style: dict[str, Any], columns: dict[str, str], lines: list[list[str]]) -> bytes:
    """A workbook; some columns as numbers (zeros lost) and dates as dates. The same lines give the same bytes."""
    out = io.BytesIO()
    fields = list(columns.values())
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": dt.datetime(2025, 1, 1)})
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        sheet = book.add_worksheet(style["sheet"])
        for at, line in enumerate(lines):
            for column, text in enumerate(line):
                if fields[column] in style["numbers"] and text.isdigit():
                    sheet.write_number(at, column, int(text))
                elif fields[column].endswith("_date") and text[:2] == "20":
                    sheet.write_datetime(at, column, dt.datetime.fromisoformat(text), day)
                else:
                    sheet.write_string(at, column, text)
        if "note" in style:
            book.add_worksheet(style["note"]).write(0, 0, "Fictieve voorbeeldgegevens")
    return out.getvalue()
