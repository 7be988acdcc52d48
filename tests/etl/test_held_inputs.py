"""Files that look right and are not: each is refused, or read right, and never silently wrong."""

from __future__ import annotations

import datetime as dt
import re

import duckdb
import pandas as pd
import pytest

from etl import paths
from etl.declared import catalog
from etl.declared.source_form import Dialect, Table, Vintage
from etl.decoding import contract, readers
from etl.errors import ContractBroken, SourceChanged
from etl.fetching import snapshots
from tests.support.environment import DATA

FIELDS = {"people": {"type": "count", "maximum": 2_000_000}, "euros": {"type": "number"}}
COUNT = Table.model_validate({"name": "made_up", "key": (), "fields": FIELDS})


def vintage(**dialect) -> Vintage:
    return Vintage(name="2025", file="x.csv", reference_date=dt.date(2025, 1, 1), dialect=Dialect(**dialect))


def judged(people: list[str], euros: list[str], **dialect) -> pd.DataFrame:
    frame = pd.DataFrame({"line": range(2, 2 + len(people)), "people": people, "euros": euros})
    return contract.check(COUNT, vintage(**dialect), frame)[0]


def test_points_for_thousands_are_refused_in_counts_and_in_numbers():
    with pytest.raises(ContractBroken, match=r"people .pattern.: expected count"):
        judged(["1.234", "12"], ["1.5", "2"])
    with pytest.raises(ContractBroken, match=r"euros .thousands.: expected decimals of any length"):
        judged(["1"] * 6, ["1.234", "12.000", "3.450.000", "7.100", "8.200", "9.300"])


def test_numbers_of_three_decimals_are_no_thousands():
    figures = ["1.234", "0.125", "2.500", "3.125", "1.500", "9.999"]
    assert judged(["1"] * 6, figures)["euros"].tolist() == figures


def test_commas_for_thousands_are_refused_where_they_could_be_figures_of_the_field():
    """As an English program saves them: 1,234 metres would be read as one metre and a bit."""
    metres = Table.model_validate(
        {"name": "m", "key": (), "fields": {"m": {"type": "number_comma", "maximum": 300000}}}
    )
    means = Table.model_validate({"name": "m", "key": (), "fields": {"m": {"type": "number_comma", "maximum": 600}}})
    frame = pd.DataFrame({"line": range(2, 8), "m": ["1,234", "12,000", "3,450", "7,100", "8,200", "950"]})
    with pytest.raises(ContractBroken, match=r"m .thousands.: .* found 5 cells"):
        contract.check(metres, vintage(), frame)
    frame["m"] = ["535,123", "534,000", "530,450", "529,100", "536,250", "531"]
    assert len(contract.check(means, vintage(), frame)[0]) == 6


@pytest.mark.parametrize("cell", ["1 234", "1\u00a0234", "1'234", "1.234,5", "１２", "1e3", "12.0", "-3"])
def test_other_ways_to_write_a_count_are_refused(cell):
    with pytest.raises(ContractBroken, match="people"):
        judged([cell, "12"], ["", ""])


def test_declared_thousands_are_read_as_digits():
    assert judged(["1.234", "12", "1.000.000"], ["", "", ""], thousands=".")["people"].tolist() == [
        "1234",
        "12",
        "1000000",
    ]
    with pytest.raises(ContractBroken, match="people"):
        judged(["1.23", "12.34"], ["", ""], thousands=".")
    with pytest.raises(ContractBroken, match="range"):
        judged(["3.000.000"], [""], thousands=".")


def test_a_total_that_the_publisher_states_is_met_exactly():
    held = vintage().model_copy(update={"totals": {"made_up": {"people": 30}}})
    frame = pd.DataFrame({"line": [2, 3], "people": ["10", "20"], "euros": ["", ""]})
    assert len(contract.check(COUNT, held, frame)[0]) == 2
    with pytest.raises(ContractBroken, match=r"people .total.: expected 30 as the publisher states, found 29"):
        contract.check(COUNT, held, frame.assign(people=["10", "19"]))


def read(source_id: str, path, name: str = "voorbeeld") -> None:
    source = catalog.sources()[source_id]
    of = source.vintages[name].model_copy(update={"rows": {}})
    for table, decoded in readers.decode(source, of, path).items():
        contract.check(source.tables[table], of, decoded.frame)


def test_a_code_page_is_proved_by_its_letters(sample_files, tmp_path):
    file = sample_files / "duo_vestigingen_po.csv"
    text = file.read_bytes().decode("cp1252")
    assert any(letter in text for letter in "ëéïöü")
    read("duo_vestigingen_po", file)
    other = tmp_path / "cp850.csv"
    # only letters that cp850 has, and none that is undefined in cp1252
    other.write_bytes(text.encode("cp850", errors="replace").replace(b"\x81", b"u").replace(b"\x90", b"E"))
    with pytest.raises(SourceChanged, match=r"signs inside words.*another code page, probably cp850"):
        read("duo_vestigingen_po", other)


def test_mac_roman_is_refused_as_cp850_is(sample_files, tmp_path):
    text = (sample_files / "duo_vestigingen_po.csv").read_bytes().decode("cp1252")
    other = text.encode("mac_roman", errors="replace")
    (tmp_path / "x.csv").write_bytes(bytes(63 if byte in b"\x81\x8d\x8f\x90\x9d" else byte for byte in other))
    with pytest.raises(SourceChanged, match="another code page"):
        read("duo_vestigingen_po", tmp_path / "x.csv")


def test_utf8_with_one_byte_of_cp1252_is_still_utf8(sample_files, tmp_path):
    """Two files put together: every name would be read as 'CafÃ©', without an error."""
    text = (sample_files / "duo_vestigingen_po.csv").read_bytes().decode("cp1252")
    utf8 = text.encode("utf-8")
    place = utf8.index("ë".encode())
    (tmp_path / "x.csv").write_bytes(utf8[:place] + b"\xeb" + utf8[place + 2 :])
    with pytest.raises(SourceChanged, match="expected cp1252, found UTF-8"):
        read("duo_vestigingen_po", tmp_path / "x.csv")


@pytest.mark.parametrize("change", ["gone", "twice", "empty"])
def test_a_year_in_the_middle_is_not_passed_over(sample_files, tmp_path, change):
    """Gone or twice: refused. A column of nothing is read as nothing known, never as no pupils."""
    rows = [line.split(";") for line in (sample_files / HISTORY).read_text(encoding="utf-8-sig").splitlines()]
    at = next(place for place, cell in enumerate(rows[0]) if "LEERLINGEN_2012" in cell)
    for row in rows[1 if change == "empty" else 0 :]:
        row[at : at + 1] = {"gone": [], "twice": [row[at], row[at]], "empty": [""]}[change]
    (tmp_path / "x.csv").write_text("\n".join(map(";".join, rows)), encoding="utf-8-sig")
    with pytest.raises((SourceChanged, ContractBroken), match=r"LEERLINGEN_2012|pupils_2012"):
        read("duo_leerlingenhistorie", tmp_path / "x.csv")


@pytest.mark.parametrize("year", [2012, 2025])
def test_a_year_of_noughts_is_not_a_year_without_pupils(sample_files, tmp_path, year):
    """A column made ready and not filled yet: read as it stands, no school would have been open."""
    rows = [line.split(";") for line in (sample_files / HISTORY).read_text(encoding="utf-8-sig").splitlines()]
    at = rows[0].index(f"LEERLINGEN_{year}")
    for row in rows[1:]:
        row[at] = "0"
    (tmp_path / "x.csv").write_text("\n".join(map(";".join, rows)), encoding="utf-8-sig")
    with pytest.raises(ContractBroken, match=rf"pupils_{year} .noughts.: expected figures, found 0 in each"):
        read("duo_leerlingenhistorie", tmp_path / "x.csv")


def test_noughts_are_refused_in_every_column_of_figures_but_where_they_are_declared():
    noughts, few = ["0"] * 20, ["0"] * 19
    with pytest.raises(ContractBroken, match=r"people .noughts"):
        judged(noughts, ["1.5"] * 20)
    with pytest.raises(ContractBroken, match=r"euros .noughts"):
        judged(["1"] * 20, ["0.0"] * 20)
    judged(few, ["1.5"] * 19)
    judged([*few, "1"], ["0"] * 19 + ["0.5"])
    fields = {name: {**field, "may_be_nought": True} for name, field in FIELDS.items()}
    free = Table.model_validate({"name": "made_up", "key": (), "fields": fields})
    frame = pd.DataFrame({"line": range(20), "people": noughts, "euros": ["1.5"] * 20})
    assert len(contract.check(free, vintage(), frame)[0]) == 20


def test_a_year_that_is_missing_is_refused(sample_files, tmp_path):
    text = (sample_files / "duo_leerlingenhistorie.csv").read_text(encoding="utf-8-sig")
    (tmp_path / "x.csv").write_text(text.replace("LEERLINGEN_2025", "LEERLINGEN_2026"), encoding="utf-8-sig")
    with pytest.raises(SourceChanged, match="LEERLINGEN_2025"):
        read("duo_leerlingenhistorie", tmp_path / "x.csv")


HISTORY = "duo_leerlingenhistorie.csv"
CODES = {"duo_leerlingen_vo": ("HAVO lj 4-5", "HAVO lj 4-6"), "duo_vestigingen_so": ("SBAO;", "SBO+;")}


MORE_CODES = {
    "duo_schooladviezen": ('"Bo"', '"Vso"'),
    "duo_leerlingenhistorie": (";BO;", ";XBO;"),
}


@pytest.mark.parametrize("source_id", [*CODES, *MORE_CODES])
def test_an_unknown_code_is_refused_and_never_falls_to_a_rest(sample_files, tmp_path, source_id):
    old, new = (CODES | MORE_CODES)[source_id]
    text = (sample_files / f"{source_id}.csv").read_bytes().decode("cp1252")
    assert old in text
    (tmp_path / "x.csv").write_bytes(text.replace(old, new, 1).encode("cp1252"))
    with pytest.raises(ContractBroken, match=r"values|pattern"):
        read(source_id, tmp_path / "x.csv")


def test_an_unknown_type_of_school_is_no_type_and_the_list_stays(sample_files, tmp_path):
    """The list is required: one new word must not cost the edition, and must not become a type either."""
    text = (sample_files / "duo_vestigingen_vo.csv").read_bytes().decode("cp1252")
    (tmp_path / "x.csv").write_bytes(text.replace("VBO/MAVO", "VBO/MULO", 1).encode("cp1252"))
    source = catalog.sources()["duo_vestigingen_vo"]
    of = source.vintages["voorbeeld"].model_copy(update={"rows": {}})
    (decoded,) = readers.decode(source, of, tmp_path / "x.csv").values()
    frame, issues = contract.check(source.tables["duo_vestigingen_vo"], of, decoded.frame)
    assert issues[["field", "rule"]].to_numpy().tolist() == [["school_types", "cell_pattern"]]
    assert issues["value"].str.startswith("VBO/MULO").all()
    assert (frame["school_types"] == "").sum() == 1


def test_no_map_of_codes_has_a_rest():
    """A code of a publisher that nobody knows must not get the meaning of the last line."""
    for name in ("core.vo_pupils", "core.school_listed_so"):
        sql = (paths.QUERIES / "build" / f"{name}.sql").read_text(encoding="utf-8")
        assert len(re.findall(r"when '[^']+' then '", sql)) >= 8
        assert re.findall(r"else '", sql) == []


def test_last_years_bytes_under_a_new_name_are_refused(sample_files, tmp_path, monkeypatch):
    monkeypatch.setenv(DATA, str(tmp_path / "data"))
    source = catalog.sources()["duo_leerlingen_vo"]
    mirror = tmp_path / "mirror"
    for name in ("2019", "2025"):
        file = mirror / source.vintages[name].file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes((sample_files / "duo_leerlingen_vo.csv").read_bytes())
    snapshots.accepted(source, source.vintages["2019"], mirror, lambda path: path)
    with pytest.raises(SourceChanged, match="found the bytes of vintage 2019"):
        snapshots.accepted(source, source.vintages["2025"], mirror, lambda path: path)


@pytest.mark.parametrize("saved", ["quotes", "order", "ends", "mark"])
def test_last_years_rows_saved_anew_under_a_new_name_are_refused(sample_files, tmp_path, monkeypatch, saved):
    """Other bytes, the same rows: somebody opened the file and saved it."""
    monkeypatch.setenv(DATA, str(tmp_path / "data"))
    source, mirror = catalog.sources()["duo_leerlingen_vo"], tmp_path / "mirror"
    data = (sample_files / "duo_leerlingen_vo.csv").read_bytes()
    lines = data.replace(b"\r\n", b"\n").splitlines()
    anew = {
        "quotes": b"\n".join(b";".join(b'"' + cell + b'"' for cell in line.split(b";")) for line in lines),
        "order": b"\n".join([lines[0], *reversed(lines[1:])]),
        "ends": b"\r\n".join(lines) + b"\r\n\r\n".replace(b"\r\n\r\n", b"\r\n"),
        "mark": b"\xef\xbb\xbf" + b"\n".join(lines),
    }[saved]
    for name, sent in (("2019", data), ("2025", anew)):
        file = mirror / source.vintages[name].file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(sent)
    snapshots.accepted(source, source.vintages["2019"], mirror, lambda path: path)
    if anew == data:
        pytest.skip("saved this way the bytes are the same")
    with pytest.raises(SourceChanged, match="found the bytes of vintage 2019"):
        snapshots.accepted(source, source.vintages["2025"], mirror, lambda path: path)


def test_a_reference_date_of_another_year_is_refused(sample_files, tmp_path):
    text = (sample_files / "duo_eindtoets.csv").read_text(encoding="cp1252")
    (tmp_path / "x.csv").write_text(text.replace("\n20190417;", "\n20180417;", 1), encoding="cp1252")
    with pytest.raises(ContractBroken, match="reference date"):
        read("duo_eindtoets", tmp_path / "x.csv")


def test_a_school_and_year_in_two_files_count_once():
    """The file of five years and the one of marks overlap in 2023-2024: the first wins, school by school."""
    con = duckdb.connect()
    con.execute("create schema raw; create schema core")
    con.execute("create table raw.source_used (source_id text, reference_date date, period text)")
    con.execute("insert into raw.source_used values ('duo_examencijfers', date '2024-07-31', '2023-2024')")
    for source_id in ("duo_examens", "duo_examencijfers"):
        columns = ", ".join(f"{name} varchar" for name in catalog.sources()[source_id].tables[source_id].fields)
        con.execute(f"create table raw.{source_id} (vintage varchar, line bigint, {columns})")
    con.execute((paths.QUERIES / "build" / "_macros.sql").read_text(encoding="utf-8"))
    con.execute(
        "insert into raw.duo_examens (school_id, education_type, inspection_code, programme, candidates_2023_2024,"
        " passed_2023_2024, candidates_2019_2020, candidates_2024_2025)"
        " values ('90AA00', 'HAVO', '1', 'x', '40', '30', '0', '')"
    )
    con.execute(
        "insert into raw.duo_examencijfers (school_id, education_type, candidates_count, passed_count) values"
        " ('90AA00', 'HAVO', '41', '31'), ('90BB00', 'HAVO', '20', '<5')"
    )
    con.execute((paths.QUERIES / "build" / "core.exam_result.sql").read_text(encoding="utf-8"))
    rows = con.sql(
        "select school_id, period, candidates_exact, passed_exact, passed_hidden from core.exam_result"
        " where type_code = 'havo' order by all"
    ).fetchall()
    assert rows == [("90AA00", "2023-2024", 40, 30, 0), ("90BB00", "2023-2024", 20, 0, 1)]
