"""Bytes to raw frames: what a publisher's file may look like, and what is refused with which words."""

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.declared import catalog
from etl.declared.source_form import Table, Vintage
from etl.decoding import files as decode
from etl.errors import ContractBroken, SourceChanged, SourceIncomplete

PO = catalog.sources()["duo_vestigingen_po"].tables["duo_vestigingen_po"]
SES = catalog.sources()["cbs_ses_woa"].tables["cbs_ses_woa"]
HEADER = (
    "PROVINCIE;BEVOEGD GEZAG NUMMER;INSTELLINGSCODE;VESTIGINGSCODE;VESTIGINGSNAAM;STRAATNAAM;HUISNUMMER-TOEVOEGING;"
    "POSTCODE;PLAATSNAAM;GEMEENTENUMMER;GEMEENTENAAM;DENOMINATIE;TELEFOONNUMMER;INTERNETADRES;"
    "STRAATNAAM CORRESPONDENTIEADRES;HUISNUMMER-TOEVOEGING CORRESPONDENTIEADRES;POSTCODE CORRESPONDENTIEADRES;"
    "PLAATSNAAM CORRESPONDENTIEADRES;NODAAL GEBIED CODE;NODAAL GEBIED NAAM;RPA-GEBIED CODE;RPA-GEBIED NAAM;"
    "WGR-GEBIED CODE;WGR-GEBIED NAAM;COROPGEBIED CODE;COROPGEBIED NAAM;ONDERWIJSGEBIED CODE;ONDERWIJSGEBIED NAAM;"
    "RMC-REGIO CODE;RMC-REGIO NAAM;VAKANTIEREGIO"
)


def vintage(fmt: str = "csv", shape: str = "default", **dialect) -> Vintage:
    day = dt.date(2025, 1, 1)
    return Vintage(name="v1", file="file", shape=shape, reference_date=day, format=fmt, dialect=dialect)


CP1252 = vintage("csv", "2026", encoding="cp1252", delimiter=";")
SES_HEADER = "WK_CODE,WK_NAAM,GM_CODE,GM_NAAM,year,SES,SES_MAD,SES_change,SES_MAD_change"
UTF8 = vintage("csv", encoding="utf-8", delimiter=",")


def written(folder: Path, data: bytes | str, encoding: str = "utf-8") -> Path:
    path = folder / "file"
    path.write_bytes(data if isinstance(data, bytes) else data.encode(encoding))
    return path


def po_row(name: str = "De Zilverlinde") -> str:
    cells = ["P", "41001", "95AA", "95AA00", name] + [" "] * 26
    return ";".join(cells)


def test_keeps_accents_quotes_spaces_and_line_numbers(tmp_path):
    text = "\r\n".join([HEADER, po_row('"BS ""De Maasparel"""'), po_row(" Súdwâl "), ""])
    frame = decode.read_csv(PO, CP1252, written(tmp_path, text, "cp1252")).frame
    assert frame["name"].tolist() == ['BS "De Maasparel"', " Súdwâl "]
    assert frame["line"].tolist() == [2, 3]
    assert frame["school_id"].tolist() == ["95AA00", "95AA00"]


def test_codes_keep_their_leading_zeros(tmp_path):
    text = f"{SES_HEADER}\nWK000300,Wijk 00,GM0003,X,,,,,\n"
    frame = decode.read_csv(SES, UTF8, written(tmp_path, text)).frame
    assert frame.loc[0, "area_code"] == "WK000300"
    assert frame.loc[0, "score"] == ""


def test_a_web_page_is_named_as_such(tmp_path):
    with pytest.raises(SourceChanged, match="expected a CSV file, found a web page"):
        decode.read_csv(PO, CP1252, written(tmp_path, "<!DOCTYPE html><html>Onderhoud</html>"))


def test_an_empty_file_is_incomplete(tmp_path):
    with pytest.raises(SourceIncomplete, match="found 0 bytes"):
        decode.read_csv(PO, CP1252, written(tmp_path, b""))


def test_a_renamed_column_shows_both_sides(tmp_path):
    header = HEADER.replace("VESTIGINGSNAAM", "NAAM_VESTIGING")
    with pytest.raises(SourceChanged, match=r"not found: \['VESTIGINGSNAAM'\].*not expected: \['NAAM_VESTIGING'\]"):
        decode.read_csv(PO, CP1252, written(tmp_path, f"{header}\r\n{po_row()}\r\n"))


def test_a_repeated_column_is_refused(tmp_path):
    with pytest.raises(SourceChanged, match=r"Twice: \['year'\]"):
        decode.read_csv(SES, UTF8, written(tmp_path, f"{SES_HEADER},year\n"))


def test_a_ragged_row_is_refused_with_its_line(tmp_path):
    text = f"{HEADER}\r\n{po_row()}\r\n{po_row()[:-2]}\r\n"
    with pytest.raises(ContractBroken, match=r"line 3: 30 cells"):
        decode.read_csv(PO, CP1252, written(tmp_path, text))


def test_wrong_encoding_is_refused_with_its_line(tmp_path):
    data = f"{SES_HEADER}\nWK000300,S\xfadwest,GM0003,X,,,,,\n".encode("latin-1")
    with pytest.raises(SourceChanged, match="expected utf-8, found byte 0xfa in line 2"):
        decode.read_csv(SES, UTF8, written(tmp_path, data))


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n", exclude_categories=["Cs", "Cc"]), max_size=12)


@settings(max_examples=60, deadline=None, database=None)
@given(st.lists(st.tuples(*[cells] * 9), min_size=1, max_size=8))
def test_any_cell_comes_back_as_it_was_written(tmp_path_factory, rows):
    out = io.StringIO(newline="")
    csv.writer(out).writerows([SES_HEADER.split(","), *rows])
    path = written(tmp_path_factory.mktemp("csv"), out.getvalue())
    frame = decode.read_csv(SES, UTF8, path).frame
    assert frame[["area_code", "period", "score"]].to_numpy().tolist() == [[r[0], r[4], r[5]] for r in rows]


def score_book(path: Path, rows: list[tuple], headers: tuple[str, ...]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Tabel 1")
        sheet.write_row(0, 0, ["Tabel 1"])
        sheet.write_row(3, 0, headers)
        for number, row in enumerate(rows, start=5):
            sheet.write_row(number, 0, row)
        sheet.write_row(6 + len(rows), 0, ["Bron: CBS"])
    return path


SCORES = Table(
    name="cbs_achterstandsscores_drempel",
    key=(),
    fields={n: {} for n in ("school_id", "funded_pupils_count", "score", "mark")},
    place={"sheet": "Tabel 1", "header_row": 4, "first_row": 6},
)
SCORE_HEADERS = ("School (BRIN vestiging)", "Aantal bekostigde leerlingen", "Achterstandsscore")


@pytest.mark.parametrize("mark", ["a", ""])
def test_a_sheet_ends_at_its_blank_row_with_or_without_marks(tmp_path, mark):
    path = score_book(tmp_path / "b.xlsx", [("95AA00", 100, 33.02, mark), ("95AA01", 40, 0, "")], SCORE_HEADERS)
    frame = decode.read_xlsx(SCORES, vintage("xlsx"), path).frame
    assert frame.to_numpy().tolist() == [[6, "95AA00", "100", "33.02", mark], [7, "95AA01", "40", "0", ""]]


def test_a_missing_sheet_is_named(tmp_path):
    path = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Blad1")
    with pytest.raises(SourceChanged, match=r"expected a sheet 'Tabel 1', found \['Blad1'\]"):
        decode.read_xlsx(SCORES, vintage("xlsx"), path)


def test_topojson_in_rd_without_a_crs_gives_metres(tmp_path):
    arc = [[0, 0], [10, 0], [0, 10], [-10, 0], [0, -10]]
    area = {
        "type": "Polygon",
        "arcs": [[0]],
        "properties": {"id": None, "WK_CODE": "WK000300", "WK_NAAM": "W", "GM_CODE": "GM0003", "GM_NAAM": "G"},
    }
    topology = {
        "type": "Topology",
        "arcs": [arc],
        "transform": {"scale": [10, 10], "translate": [150000, 450000]},
        "objects": {"wijk_2020": {"type": "GeometryCollection", "geometries": [area]}},
    }
    path = tmp_path / "w.topojson"
    path.write_text(json.dumps(topology))
    table = Table(name="cbs_wijkgrenzen", key=(), fields={n: {} for n in ("area_code", "name", "municipality_code")})
    found = decode.read_areas(table, vintage("topo_areas", "2020", crs=28992), path)
    assert found.frame["area_code"].tolist() == ["WK000300"]
    assert found.geometry is not None
    assert found.geometry.total_bounds.tolist() == [150000, 450000, 150100, 450100]
