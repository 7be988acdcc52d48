"""Defects injected into copies of the sample's files: each is refused by a named error, and the old build stays.

`python -m tests.test_defects > docs/defects.md` writes the table.
"""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from etl import build, catalog, contract, decode, expectations, fetch, paths, publish
from etl.errors import ContractBroken, EtlError, SourceChanged, SourceIncomplete
from tests import damage as d


@dataclasses.dataclass(frozen=True)
class Defect:
    """What is wrong, in which source, how it is made, and what must catch it: an error that names it in `words`."""

    name: str
    source: str
    damage: d.Damage
    error: type[EtlError]
    caught_by: str
    words: str


def _scaled(factor: float) -> Callable[[str], str]:
    return lambda cell: f"{float(cell.replace(',', '.')) * factor:.6f}".rstrip("0").rstrip(".").replace(".", ",")


def _point_scaled(factor: float) -> Callable[[str], str]:
    return lambda cell: f"{float(cell) * factor:.4f}".rstrip("0").rstrip(".")


def _conflicting(rows: d.Rows) -> d.Rows:
    other = list(rows[1])
    other[rows[0].index("STRAATNAAM")] = "Een andere straat"
    return [*rows, other]


def _pupils_of_another_year(sheets: dict) -> None:
    for row in sheets["Tabel 1"][5:]:
        if isinstance(row[1], float):
            row[1] = round(row[1] * 0.96)


def _shifted(sheets: dict) -> None:
    rows = [row for row in sheets["Tabel 1"][5:] if isinstance(row[1], float)]
    pupils = [row[1] for row in rows]
    for row, value in zip(rows, [*pupils[7:], *pupils[:7]], strict=True):
        row[1] = value


def _blank_key(sheets: dict) -> None:
    sheets["Tabel 2"][40][0] = ""


def _negative(sheets: dict) -> None:
    sheets["Tabel 2"][9][1] = -12.5


def _renamed_sheet(sheets: dict) -> None:
    sheets["Tabel 2a"] = sheets.pop("Tabel 2")


def _moved(feature: dict) -> None:
    lon, lat = feature["geometry"]["coordinates"]
    feature["geometry"]["coordinates"] = [lon + 0.25, lat]


def _recoded(feature: dict) -> None:
    code = feature["properties"]["wijkcode"]
    feature["properties"]["wijkcode"] = code[:6] + chr(ord("A") + int(code[6])) + code[7]


def _short_list(data: bytes) -> bytes:
    found = json.loads(data)
    first = next(iter(found.values()))
    first[next(iter(first))] = [1, 2, 3]
    return json.dumps(found).encode()


def _merged(cell: str) -> str:
    return "9099" if cell in {"9002", "9003"} else cell


PO, VO, AWAY, FLOW = "duo_vestigingen_po", "duo_vestigingen_vo", "duo_afstand", "duo_doorstroom_vo"
BOOK, SES, KWB, WIJK = "cbs_achterstandsscores", "cbs_ses_woa", "cbs_kerncijfers_wijken", "cbs_wijkgrenzen"
COLUMNS, RULE, CHECK, EXPECTED = "columns against the map", "contract: {}", "check {}", "expectation {}"


def _changed(name: str, source: str, damage: d.Damage, caught_by: str, words: str) -> Defect:
    return Defect(name, source, damage, SourceChanged, caught_by, words)


def _incomplete(name: str, source: str, damage: d.Damage, caught_by: str, words: str) -> Defect:
    return Defect(name, source, damage, SourceIncomplete, caught_by, words)


def _rule(name: str, source: str, damage: d.Damage, rule: str, words: str) -> Defect:
    return Defect(name, source, damage, ContractBroken, RULE.format(rule), words)


def _check(name: str, source: str, damage: d.Damage, check: str) -> Defect:
    return Defect(name, source, damage, ContractBroken, CHECK.format(check), f"{check}: expected that")


def _expected(name: str, source: str, damage: d.Damage, metric: str) -> Defect:
    return Defect(name, source, damage, ContractBroken, EXPECTED.format(metric), f"{metric}: expected")


DEFECTS = [
    _changed("column renamed", VO, d.header(VO, lambda h: ["VESTIGING_CODE" if n == "VESTIGINGSCODE" else n for n in h]), COLUMNS, "VESTIGING_CODE"),
    _changed("column dropped", SES, d.in_rows(SES, d.without("SES_MAD")), COLUMNS, r"not found: \['SES_MAD'\]"),
    _changed("column added", AWAY, d.in_rows(AWAY, lambda rows: [[*rows[0], "SCHOOLJAAR"], *([*r, "2024"] for r in rows[1:])]), COLUMNS, r"not expected: \['SCHOOLJAAR'\]"),
    _rule("two columns swapped (codes)", PO, d.header(PO, d.swap("INSTELLINGSCODE", "VESTIGINGSCODE")), "pattern", r"brin \(pattern\)"),
    _expected("two columns swapped (numbers)", FLOW, d.header(FLOW, d.swap("AANTAL_ZITTENBLIJVERS", "AANTAL_AFSTROMERS")), "values_p90 school/vo_afstroom"),
    _rule("unit times 1,000 (metres as millimetres)", AWAY, d.cells(AWAY, "AFSTAND", _scaled(1000)), "range", r"distance_m \(range\)"),
    _expected("unit divided by 1,000 (metres as kilometres)", AWAY, d.cells(AWAY, "AFSTAND", _scaled(0.001)), "values_p90 school/po_home_school_km"),
    _expected("percentages as fractions", KWB, d.cells(KWB, "HuishoudensMetEenLaagInkomen_78", _point_scaled(0.01)), "values_p90 area/low_income_households_pct"),
    _check("COROP regions missing", "cbs_gebieden", d.parquet("cbs_gebieden", lambda f: f[f["Measure"].str.strip() != "CR0001"]), "municipalities_have_regions"),
    _check("municipalities of a region missing", "cbs_gebieden", d.parquet("cbs_gebieden", lambda f: f[~f["RegioS"].str.strip().isin(["GM9002", "GM9003"])]), "listed_schools_have_municipality"),
    _rule("new category", AWAY, d.cells(AWAY, "SOORT_PO", lambda _: "Opdc", most=3), "values", r"kind \(values\): expected one of Bo, Sbo, So, Vso"),
    _rule("ragged row", FLOW, d.in_bytes(FLOW, lambda b: b.replace(b" College;", b" ; College;", 1)), "cells per row", "cells in every row"),
    _rule("decimal point for comma", AWAY, d.cells(AWAY, "AFSTAND", lambda c: c.replace(",", ".")), "pattern", r"distance_m \(pattern\)"),
    _rule("separator of thousands in a count", KWB, d.cells(KWB, "AantalInwoners_5", lambda c: f"{int(c):,}".replace(",", ".")), "pattern", r"population_count \(pattern\)"),
    _changed("cp1252 file saved as UTF-8", PO, d.in_bytes(PO, lambda b: b.decode("cp1252").encode()), "encoding", "expected cp1252, found UTF-8"),
    _changed("UTF-8 file saved as cp1252", KWB, d.in_bytes(KWB, lambda b: b.replace(b"Krelmhoeve-Centrum", "Krélmhoeve-Centrum".encode("cp1252"))), "encoding", "expected utf-8, found byte"),
    _rule("same key, other content", PO, d.in_rows(PO, _conflicting), "key", "share a key but differ"),
    _check("municipalities merged in another year's classification", PO, d.cells(PO, "GEMEENTENUMMER", _merged), "listed_schools_have_municipality"),
    _changed("web page instead of a workbook", BOOK, d.in_bytes(BOOK, lambda _: b"<!DOCTYPE html><html><body>503</body></html>"), "file form", "found a web page"),
    _changed("JSON with an error message instead of points", "duo_schooladviezen_afgeleid", d.in_bytes("duo_schooladviezen_afgeleid", lambda _: b'{"error": "over limit"}'), "file form", "expected JSON of series"),
    _incomplete("zip cut off", "duo_schoolpunten", d.in_bytes("duo_schoolpunten", lambda b: b[: len(b) // 2]), "file form", "cannot be read"),
    _rule("CSV cut off within a row", VO, d.in_bytes(VO, lambda b: b[:20_000]), "cells per row", "cells in every row"),
    _expected("CSV cut off between rows", PO, d.in_rows(PO, lambda rows: rows[: len(rows) * 9 // 10]), "schools_listed PV90/PO"),
    _incomplete("empty file", SES, d.in_bytes(SES, lambda _: b""), "file form", "found 0 bytes"),
    _rule("leading zeros lost", PO, d.cells(PO, "BEVOEGD GEZAG NUMMER", lambda c: c.lstrip("0")), "pattern", r"board_id \(pattern\)"),
    _check("sign of SES turned", SES, d.cells(SES, "SES", lambda c: c[1:] if c.startswith("-") else f"-{c}"), "ses_and_need_run_opposite"),
    _changed("boundaries with lat before lon", WIJK, d.geojson(WIJK, d.swap_axes), "place on earth", "expected shapes in the Netherlands"),
    _rule("points with lat before lon", "duo_schoolpunten", d.geojson("duo_schoolpunten", d.swap_axes, "scholen.geo.json"), "range", r"lon \(range\)"),
    _check("points moved by a quarter degree", "duo_schoolpunten", d.geojson("duo_schoolpunten", _moved, "scholen.geo.json"), "address_points_lie_in_their_municipality"),
    _check("districts recoded in another year", WIJK, d.geojson(WIJK, _recoded), "districts_are_of_one_year"),
    _changed("sheet renamed", BOOK, d.workbook(BOOK, _renamed_sheet), "sheet", "expected a sheet 'Tabel 2'"),
    _check("pupils of another year", BOOK, d.workbook(BOOK, _pupils_of_another_year), "scored_pupils_match_enrolled_pupils"),
    _check("a column sorted apart from its key", BOOK, d.workbook(BOOK, _shifted), "scored_pupils_match_per_school"),
    _rule("blank key within the table", BOOK, d.workbook(BOOK, _blank_key), "end of the table", "more records below it"),
    _rule("negative need", BOOK, d.workbook(BOOK, _negative), "range", r"score \(range\): expected 0"),
    _rule("blanks in a required field", VO, d.cells(VO, "POSTCODE", lambda _: "  ", most=2), "required", r"postcode \(required\)"),
    _rule("reference date of another year", AWAY, d.cells(AWAY, "PEILDATUM", lambda _: "20231001"), "reference date", r"expected 20241001 \(vintage voorbeeld\)"),
    _rule("<5 where this vintage hides nothing", FLOW, d.cells(FLOW, "AANTAL_AFSTROMERS", lambda c: "<5" if int(c) < 5 else c), "pattern", r"afstroom_count \(pattern\)"),
    _expected("counts hidden that were open", "duo_schooladviezen", d.cells("duo_schooladviezen", "HAVO", lambda _: "<5"), "values_observed school/po_advice_count"),
    _rule("series with fewer numbers", "duo_schooladviezen_afgeleid", d.in_bytes("duo_schooladviezen_afgeleid", _short_list), "length of a series", "expected 12 numbers a period"),
]  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, sample_data: Path) -> Iterator[Path]:
    """A data folder with the sample published; files that nobody spoiled are read and judged once for all defects."""
    folder = Path(shutil.copytree(sample_data, tmp_path_factory.mktemp("defects") / "data"))
    known: dict[tuple[str, str], dict[str, decode.Decoded]] = {}
    original = decode.decode

    def once(source: catalog.Source, vintage: catalog.Vintage, path: Path) -> dict[str, decode.Decoded]:
        key = (source.source_id, fetch.sha256_of(path))
        if key not in known:
            known[key] = original(source, vintage, path)
        return known[key]

    judged: dict[int, tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]] = {}
    check = contract.check

    def judged_once(table: catalog.Table, vintage: catalog.Vintage, frame: pd.DataFrame) -> tuple:
        # the frame itself is kept, so that its id stays its own
        if id(frame) not in judged:
            judged[id(frame)] = (frame, *check(table, vintage, frame))
        _, kept, issues = judged[id(frame)]
        return kept.copy(), issues

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KANSENATLAS_DATA", str(folder))
        patch.setattr(decode, "decode", once)
        patch.setattr(contract, "check", judged_once)
        yield folder


@pytest.fixture
def files(tmp_path: Path, sample_files: Path) -> Path:
    """A copy of the sample's files to spoil."""
    return Path(shutil.copytree(sample_files, tmp_path / "files"))


def rebuild(files: Path, first: str) -> str:
    """Builds the sample, the named source first: a defect that its contract sees stops the build at once."""
    edition = catalog.edition("voorbeeld")
    uses = sorted(edition.uses, key=lambda use: use[0].source_id != first)
    return build.build(dataclasses.replace(edition, uses=tuple(uses)), files)


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_a_defect_is_refused_by_name_and_the_old_build_stays(data, files, defect):
    pointer = (data / "warehouse" / "current.json").read_bytes()
    defect.damage(files)
    with pytest.raises(defect.error, match=defect.words):
        rebuild(files, defect.source)
    assert (data / "warehouse" / "current.json").read_bytes() == pointer
    assert list((data / "warehouse").glob(".building*")) == []


def test_the_clean_files_break_no_check_and_no_expectation(sample_data):
    warehouse = publish.current(sample_data / "warehouse")
    with duckdb.connect(str(warehouse), read_only=True) as con:
        assert len(build.check(con)) == len(list((paths.QUERIES / "checks").glob("*.sql")))
    assert expectations.verdict(warehouse).endswith(" hold")


def table() -> str:
    """docs/defects.md: every defect, the file it is put in and what catches it."""
    lines = [
        "# Defects that are caught",
        "",
        "Made by `python -m tests.test_defects > docs/defects.md`. Each defect is put into a copy of a sample file;",
        "`tests/test_defects.py` proves that the build is refused by what is named here and that the old build stays.",
        "",
        "| defect | source | error | caught by |",
        "| --- | --- | --- | --- |",
        *(f"| {x.name} | {x.source} | {x.error.__name__} | {x.caught_by} |" for x in DEFECTS),
    ]
    return "\n".join(lines) + "\n"


def test_the_committed_table_is_this_one(capsys):
    with capsys.disabled():
        print(f"\n{table()}")
    assert (paths.PROJECT / "docs" / "defects.md").read_text(encoding="utf-8") == table()


if __name__ == "__main__":
    print(table(), end="")
