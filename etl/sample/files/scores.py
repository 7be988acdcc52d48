"""Scores per school in workbooks: the Inspectorate's schoolweging (ODS) and CBS's achterstandsscores VO (XLSX)."""

from __future__ import annotations

import datetime as dt
import zipfile
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import pandas as pd
import xlsxwriter

from etl.sample.world import pupils
from etl.sample.world.model import World, records

SCHOOL_YEARS = ["2022-2023", "2023-2024", "2024-2025"]
_HEAD = ["OVT", "Naam", "BGNR", "schoolweging", "aantal_leerlingen", "spreiding", "POSTCODE", "HUISNUMMER"]
_THRESHOLD = 0.62
_NS = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{_TYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""


def weging(world: World, path: Path) -> None:
    """An ODS with a sheet per school year and an explanation; one row per location in the Inspectorate's own count."""
    rng = world.own_rng("weging")
    schools = _numbered(world.schools[world.schools.is_scored], rng)
    sheets: dict[str, list[list]] = {year: _sheet(world, schools, year) for year in SCHOOL_YEARS}
    sheets["Toelichting"] = [["Fictieve voorbeeldcijfers, in de vorm van de tabel van de Inspectie."]]
    _save_ods(sheets, path)


def _numbered(schools: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The locations with the Inspectorate's number: C1.. per institution, in another order than DUO's."""
    mixed = schools.iloc[rng.permutation(len(schools))]
    number = mixed.groupby("brin").cumcount() + 1
    return mixed.assign(ovt=mixed.brin + "|C" + number.astype(str)).sort_values(["brin", "ovt"])


def _sheet(world: World, schools: pd.DataFrame, year: str) -> list[list]:
    """The rows of one school year; a few without weging, without address, moved, or of a school nobody knows."""
    rng, rows = world.own_rng(f"weging {year}"), [_HEAD]
    for number, school in enumerate(records(schools)):
        need = np.sqrt(school.score_total / school.pupils)
        weight = round(float(np.clip(23.5 + 5.6 * need + rng.normal(0, 1.1), 18, 41)), 2)
        spread = round(float(np.clip(rng.normal(5.8, 0.8), 2.6, 9.1)), 2)
        known = school.pupils > 25 and number % 67 != 3
        address = ["", ""] if number % 13 == 5 else [school.postcode, school.house_number.split("-")[0]]
        if number % 29 == 8:
            address = [f"{school.postcode[:4]}ZY", "1"]
        figures = [weight, school.pupils, spread] if known else ["", school.pupils, ""]
        name = school.name
        if number % 26 == 5 or school.ovt.endswith("C2"):  # known there by another name, without a good address
            name, address = f"{school.core} Onderwijs", ["", ""]
        rows.append([school.ovt, name, school.board, *figures, *address])
    return [*rows, ["79ZZ|C1", "Voormalige school", "09999", 29.5, 120, 5.5, "0999ZZ", "1"]]


def _save_ods(sheets: dict[str, list[list]], path: Path) -> None:
    """A minimal OpenDocument spreadsheet; numbers as numbers, '' as an empty cell."""
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>"
        + "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    content = f'{head}<office:document-content {_NS} office:version="1.2">{body}</office:document-content>'
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in (("mimetype", _TYPE), ("content.xml", content), ("META-INF/manifest.xml", _MANIFEST)):
            member = zipfile.ZipInfo(name, date_time=(2026, 2, 9, 0, 0, 0))
            member.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            member.create_system = 3
            archive.writestr(member, text.encode("utf-8"))


def _cell(value: object) -> str:
    if value == "":
        return "<table:table-cell/>"
    if isinstance(value, str):
        text = f"<text:p>{escape(value)}</text:p>"
        return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
    number = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {number}><text:p>{value}</text:p></table:table-cell>"


def three_years(world: World, path: Path) -> None:
    """CBS's workbook of schoolweging: a table per year on DUO's own key; a star marks a location of 40 pupils or fewer.

    A school moves a little from year to year; one of the first two years is of a location that is gone since.
    """
    rng, schools = world.own_rng("weging of cbs"), world.schools[world.schools.is_scored]
    heads = ["BRIN ", "Vestiging", "Nummer bevoegd gezag", "Schoolweging", "Spreiding", "Aantal leerlingen"]
    drift = {school.Index: np.cumsum(rng.normal(0, 0.5, 3)) for school in records(schools)}
    tables: dict[str, tuple[list[str], list[list]]] = {}
    for number in range(3):
        rows = []
        for school in records(schools):
            if number < 2 and school.Index % 97 == 5 + number:
                continue  # not open yet
            need = np.sqrt(school.score_total / school.pupils)
            weight = 23.5 + 5.6 * need + drift[school.Index][number]
            star = "*" if school.pupils <= 40 else ""
            figures = [
                round(float(np.clip(weight, 18, 41)), 2),
                round(float(np.clip(rng.normal(5.8, 0.8), 2.6, 9.1)), 2),
            ]
            rows.append([school.brin, f"{school.location}{star}", school.board, *figures, int(school.pupils)])
        if number < 2:
            rows.append(["79ZZ", "00", "09999", 29.5, 5.5, 120])
        tables[f"Tabel {number + 1}"] = (heads, sorted(rows, key=lambda row: (row[0], row[1])))
    _save_xlsx("schoolweging per BRIN-vestiging", tables, path)


def secondary(world: World, path: Path) -> None:
    """CBS's workbook of vmbo, havo and vwo: scores with the threshold and pupils, and a table without the threshold."""
    rows = _vo_scores(world)["vhv"]
    above = [[school, count, score] for school, count, score, _ in rows]
    bare = [[school, score] for school, _, _, score in rows]
    heads = ["School (BRIN vestiging)", "Aantal leerlingen", "Achterstandsscore"]
    without = [heads[0], "Achterstandsscore zonder drempel"]
    _save_xlsx("Achterstandsscore vmbo, havo en vwo", {"Tabel 1": (heads, above), "Tabel 2": (without, bare)}, path)


def practical(world: World, path: Path) -> None:
    """CBS's workbook of practical education: one table, as its formula knows no threshold."""
    rows = [[school, count, score] for school, count, score, _ in _vo_scores(world)["pro"]]
    heads = ["School (BRIN vestiging)", "Aantal leerlingen", "Achterstandsscore"]
    _save_xlsx("Achterstandsscore praktijkonderwijs", {"Tabel 1": (heads, rows)}, path)


@lru_cache(maxsize=1)
def _vo_scores(world: World) -> dict[str, list[tuple]]:
    """School, pupils, score with and without the threshold, per kind of workbook."""
    cells = pupils.by_profile(world)
    is_practical = pupils.PROFILES.track[cells.profile].to_numpy() == "pro"
    schools, rng = pupils.secondary(world), world.own_rng("vo scores")
    found = {}
    for name, part, lift in (("vhv", cells[~is_practical], 0.0), ("pro", cells[is_practical], 1.2)):
        count = part.groupby("school").pupils.sum()
        rows = []
        for school in records(schools.loc[count.index]):
            need = max(0.0, 0.75 + lift - 2.2 * school.around + rng.normal(0, 0.35)) + 2.5 * school.is_newcomer
            bare = round(need * count[school.Index], 2)
            score = round(max(0.0, bare - _THRESHOLD * count[school.Index]), 2)
            rows.append((school.school_id, int(count[school.Index]), score, bare))
        found[name] = rows
    return found


def _save_xlsx(about: str, tables: dict[str, tuple[list[str], list[list]]], path: Path) -> None:
    """Title rows above, header in row 4, data from row 6, source below: as the workbook for primary schools."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": dt.datetime(2025, 3, 7)})
        note = "Fictieve voorbeeldcijfers, in de vorm van de CBS-tabel."
        book.add_worksheet("Voorblad").write_column(2, 0, [about, note])
        for name, (head, rows) in tables.items():
            sheet = book.add_worksheet(name)
            sheet.write_column(0, 0, [name, f"{about}, 1 oktober 2024"])
            sheet.write_row(3, 0, head)
            for number, row in enumerate(rows, start=5):
                sheet.write_row(number, 0, row)
            sheet.write_column(6 + len(rows), 0, ["Bron: CBS"])
