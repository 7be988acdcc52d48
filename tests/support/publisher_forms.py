"""What the publishers of edition 2025 send: the sample's figures under the publishers' present headers.

The headers were typed once, from files and programs that were seen (publisher_headers.csv); tests hold them against
those files and against our own column maps. What hides small counts at the publisher hides them here.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineWorkbook

from etl.sample.files import scores

HEADERS = Path(__file__).with_name("publisher_headers.csv")
Row = Mapping[str, str]


@cache
def headers(source: str) -> tuple[str, ...]:
    """The publisher's present headers of a source, in order."""
    with HEADERS.open(encoding="utf-8", newline="") as stream:
        return tuple(row["header"] for row in csv.DictReader(stream) if row["source"] == source)


def rows_of(folder: Path, name: str, encoding: str = "cp1252", delimiter: str = ";") -> list[dict[str, str]]:
    """The rows of a file of the sample."""
    with (folder / name).open(encoding=encoding, newline="") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


def hidden(cell: str) -> str:
    """A count as DUO shows it."""
    return "<5" if cell in {"1", "2", "3", "4"} else cell


def saved(
    rows: Sequence[Row], heads: Sequence[str], encoding: str = "cp1252", quoting: Any = csv.QUOTE_MINIMAL
) -> bytes:
    """A CSV of DUO's with these headers."""
    text = io.StringIO()
    writer = csv.DictWriter(text, heads, delimiter=";", lineterminator="\r\n", quoting=quoting)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def secondary_pupils(folder: Path) -> bytes:
    """Pupils of VO in the form since 2023."""
    heads = headers("duo_leerlingen_vo")
    names = {
        "INSTELLINGSCODE": "BRIN NUMMER",
        "VESTIGINGSCODE": "VESTIGINGSNUMMER",
        "ERKENDE OPLEIDINGSCODE": "ELEMENTCODE",
    }
    rows = []
    for row in rows_of(folder, "duo_leerlingen_vo.csv"):
        told = {head: row.get(names.get(head, head), "VO9001") for head in heads}
        rows.append({head: hidden(cell) if head.startswith("LEER-") else cell for head, cell in told.items()})
    return saved(rows, heads)


def end_tests(folder: Path) -> bytes:
    """Mean end scores in the form of 2024-2025: CET's pupils took DOE, LIB has nobody, a hidden count has no mean."""
    heads, rows = headers("duo_eindtoets"), []
    names = {"INSTELLINGSCODE": "BRIN_NUMMER", "VESTIGINGSCODE": "VESTIGINGSNUMMER", "PRIKDATUM": "PRIKDATUM_SCORES"}
    for row in rows_of(folder, "duo_eindtoets.csv"):
        told = {head: row.get(names.get(head, head), "") for head in heads[:14]} | {"PEILDATUM_LEERLINGEN": "20241001"}
        for provider in ("IEP", "ROUTE8", "DIA", "AMN", "DOE", "LIB"):
            count = row.get(f"{'CET' if provider == 'DOE' else provider}_AANTAL", "0")
            mean = row.get(f"{'CET' if provider == 'DOE' else provider}_GEM", "").strip() or "0,000000000000"
            told[f"{provider}_AANTAL"] = hidden(count)
            told[f"{provider}_GEM"] = "NA" if hidden(count) == "<5" else mean
        rows.append(told)
    return saved(rows, heads, "utf-8", csv.QUOTE_ALL).replace(b'"NA"', b"NA")


def flows(folder: Path) -> bytes:
    """Repeaters and movers under the present name, small counts hidden."""
    found = rows_of(folder, "duo_doorstroom_vo.csv")
    counts = [head for head in found[0] if head.startswith("AANTAL_")]
    return saved([row | {head: hidden(row[head]) for head in counts} for row in found], list(found[0]))


def marks(folder: Path) -> bytes:
    """Exam marks since 2022-2023: the key's headers anew, small counts hidden."""
    anew = {"BRIN NUMMER": "INSTELLINGSCODE", "VESTIGINGSNUMMER": "VESTIGINGSCODE"}
    counts = {"EXAMENKANDIDATEN", "GESLAAGDEN", "GEZAKTEN"}
    rows = [
        {anew.get(head, head): hidden(cell) if head in counts else cell for head, cell in row.items()}
        for row in rows_of(folder, "duo_examencijfers.csv")
    ]
    return saved(rows, list(rows[0]))


def exams(folder: Path) -> bytes:
    """Five exam years, a year on: 2020-2021 to 2024-2025."""
    data = (folder / "duo_examens.csv").read_bytes()
    first, rest = data.split(b"\n", 1)
    for year in range(2024, 2019, -1):
        first = first.replace(f"{year - 1}-{year}".encode(), f"{year}-{year + 1}".encode())
    return first + b"\n" + rest


def schoolweging(folder: Path) -> bytes:
    """The Inspectorate's workbook as it is published: without addresses."""
    book = CalamineWorkbook.from_path(str(folder / "inspectie_schoolweging.ods"))
    width = len(headers("inspectie_schoolweging"))
    sheets = {
        name: [row[:width] for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
        for name in book.sheet_names
    }
    out = io.BytesIO()
    scores._save_ods(sheets, out)
    return out.getvalue()


def is_zip(data: bytes) -> bool:
    """Whether bytes are a zip, as workbooks are."""
    return zipfile.is_zipfile(io.BytesIO(data))


def key_figures(folder: Path, has_incomes: bool) -> list[dict[str, Any]]:
    """Records of the table of 2024 (with incomes) or 2025 (without), all its columns."""
    stems = {"BasisonderwijsVmboMbo1": "OpleidingsniveauLaag", "HavoVwoMbo24": "OpleidingsniveauMiddelbaar"}
    stems |= {"HboWo": "OpleidingsniveauHoog", "GemGestandaardiseerdInkomen": "GemGestandaardiseerdInkomenVanHuish"}
    # another measure, of persons: the sample has none, so the share of households with a low income stands in
    stems |= {"PersonenInArmoede": "HuishoudensMetEenLaagInkomen"}
    heads, found = headers("cbs_kerncijfers_wijken"), []
    texts, incomes = {"Gemeentenaam", "SoortRegio"}, ("Inkomen", "inkomen", "Armoede")
    for number, row in enumerate(rows_of(folder, "cbs_kerncijfers_wijken.csv", "utf-8", ",")):
        cells = {name.rpartition("_")[0]: cell for name, cell in row.items() if "_" in name}
        record: dict[str, Any] = {"ID": number, "WijkenEnBuurten": f"{row['WK_CODE']:<10}"}
        for head in heads[2:]:
            stem = head.rpartition("_")[0]
            cell = cells.get(stems.get(stem, stem), "")
            is_hole = not has_incomes and any(word in stem for word in incomes)
            record[head] = cell if stem in texts else None if is_hole else number_of(cell)
        found.append(record)
    country = {**found[0], "ID": len(found), "WijkenEnBuurten": "NL00      "}
    return [country, *_towns(folder, heads), *found]


def _towns(folder: Path, heads: Sequence[str]) -> list[dict[str, Any]]:
    """The records of municipalities, with what the sample's own table of them says."""
    towns = pd.read_parquet(folder / "cbs_kerncijfers_gemeenten.parquet")
    towns = towns[towns["WijkenEnBuurten"].str.startswith("GM")].astype(object)
    by_stem = {name.rpartition("_")[0]: name for name in towns if "_" in name}
    found = []
    for number, row in enumerate(towns.where(towns.notna(), None).to_dict("records"), start=90_000):
        record = {"ID": number, "WijkenEnBuurten": row["WijkenEnBuurten"]}
        found.append(record | {head: row.get(by_stem.get(head.rpartition("_")[0], "")) for head in heads[2:]})
    return found


def number_of(cell: str) -> int | float | None:
    """A cell as OData gives it."""
    if not cell.strip():
        return None
    value = float(cell)
    return int(value) if value.is_integer() else value
