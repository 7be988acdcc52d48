"""Defects injected into copies of the sample's files: each is refused by a named error, and the old build stays.

`python -m tests.etl.test_defects > docs/defects.md` writes the table.
"""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from etl import paths
from etl.building import build, publish
from etl.declared import expectations
from etl.declared.source_form import Source, Table, Vintage
from etl.decoding import contract, readers
from etl.decoding import files as decode
from etl.errors import ContractBroken, EtlError, SourceChanged, SourceIncomplete
from etl.fetching import snapshots as fetch
from tests.support import damage as d
from tests.support.environment import DATA
from tests.support.rounds import sampled

# one process: what nobody spoiled is read once for all
pytestmark = pytest.mark.xdist_group("defects")


@dataclasses.dataclass(frozen=True)
class Defect:
    """What is wrong, in which source, how it is made, and what must catch it: an error that names it in `words`."""

    name: str
    source: str
    damage: d.Damage
    error: type[EtlError]
    caught_by: str
    words: str

    @property
    def is_seen_by_contract(self) -> bool:
        """Seen when the file is read; otherwise by a check or an expectation on the tables."""
        return not self.caught_by.startswith(("check ", "expectation "))


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
POINTS, AREAS, ADVICE, SERIES = "duo_schoolpunten", "cbs_gebieden", "duo_schooladviezen", "duo_schooladviezen_afgeleid"
POINT_FILE = "scholen.geo.json"


def _changed(name: str, source: str, caught_by: str, words: str, damage: d.Damage) -> Defect:
    return Defect(name, source, damage, SourceChanged, caught_by, words)


def _incomplete(name: str, source: str, caught_by: str, words: str, damage: d.Damage) -> Defect:
    return Defect(name, source, damage, SourceIncomplete, caught_by, words)


def _rule(name: str, source: str, rule: str, words: str, damage: d.Damage) -> Defect:
    return Defect(name, source, damage, ContractBroken, f"contract: {rule}", words)


def _check(name: str, source: str, check: str, damage: d.Damage) -> Defect:
    return Defect(name, source, damage, ContractBroken, f"check {check}", f"{check}: expected that")


def _expected(name: str, source: str, metric: str, damage: d.Damage) -> Defect:
    return Defect(name, source, damage, ContractBroken, f"expectation {metric}", f"{metric}: expected")


DEFECTS = [
    _changed("column renamed", VO, "columns against the map", "VESTIGING_CODE",
             d.header(d.rename("VESTIGINGSCODE", "VESTIGING_CODE"))),
    _changed("column dropped", SES, "columns against the map", r"not found: \['SES_MAD'\]",
             d.in_rows(d.without("SES_MAD"))),
    _changed("column added", AWAY, "columns against the map", r"not expected: \['SCHOOLJAAR'\]",
             d.in_rows(d.added("SCHOOLJAAR", "2024"))),
    _rule("two columns swapped (codes)", PO, "pattern", r"brin \(pattern\)",
          d.header(d.swap("INSTELLINGSCODE", "VESTIGINGSCODE"))),
    _expected("two columns swapped (numbers)", FLOW, "values_p90 school/vo_afstroom",
              d.header(d.swap("AANTAL_ZITTENBLIJVERS", "AANTAL_AFSTROMERS"))),
    _rule("unit times 1,000 (metres as millimetres)", AWAY, "range", r"distance_m \(range\)",
          d.cells("AFSTAND", _scaled(1000))),
    _expected("unit divided by 1,000 (metres as kilometres)", AWAY, "values_p90 school/po_home_school_km",
              d.cells("AFSTAND", _scaled(0.001))),
    _expected("percentages as fractions", KWB, "values_p90 area/low_income_households_pct",
              d.cells("HuishoudensMetEenLaagInkomen_78", _point_scaled(0.01))),
    _check("COROP regions missing", AREAS, "municipalities_have_regions",
           d.parquet(lambda f: f[f["Measure"].str.strip() != "CR0001"])),
    _check("municipalities of a region missing", AREAS, "listed_schools_have_municipality",
           d.parquet(lambda f: f[~f["RegioS"].str.strip().isin(["GM9002", "GM9003"])])),
    _rule("new category", AWAY, "values", r"kind \(values\): expected one of Bo, Sbo, So, Vso",
          d.cells("SOORT_PO", lambda _: "Opdc", most=3)),
    _rule("ragged row", FLOW, "cells per row", "cells in every row",
          d.in_bytes(lambda b: b.replace(b" College;", b" ; College;", 1))),
    _rule("decimal point for comma", AWAY, "pattern", r"distance_m \(pattern\)",
          d.cells("AFSTAND", lambda c: c.replace(",", "."))),
    _rule("separator of thousands in a count", KWB, "pattern", r"population_count \(pattern\)",
          d.cells("AantalInwoners_5", lambda c: f"{int(c):,}".replace(",", "."))),
    _changed("cp1252 file saved as UTF-8", PO, "encoding", "expected cp1252, found UTF-8",
             d.in_bytes(lambda b: b.decode("cp1252").encode())),
    _changed("UTF-8 file saved as cp1252", KWB, "encoding", "expected utf-8, found byte",
             d.in_bytes(lambda b: b.replace(b"Krelmhoeve-C", "Krélmhoeve-C".encode("cp1252")))),
    _rule("same key, other content", PO, "key", "share a key but differ", d.in_rows(_conflicting)),
    _check("municipalities merged in another year's classification", PO, "listed_schools_have_municipality",
           d.cells("GEMEENTENUMMER", _merged)),
    _changed("web page instead of a workbook", BOOK, "file form", "found a web page",
             d.in_bytes(lambda _: b"<!DOCTYPE html><html><body>503</body></html>")),
    _changed("JSON with an error message instead of figures", SERIES, "file form", "expected JSON of series",
             d.in_bytes(lambda _: b'{"error": "over limit"}')),
    _incomplete("zip cut off", POINTS, "file form", "cannot be read", d.in_bytes(lambda b: b[: len(b) // 2])),
    _rule("CSV cut off within a row", VO, "cells per row", "cells in every row", d.in_bytes(lambda b: b[:20_000])),
    _expected("CSV cut off between rows", PO, "schools_listed PV90/PO",
              d.in_rows(lambda rows: rows[: len(rows) * 9 // 10])),
    _incomplete("empty file", SES, "file form", "found 0 bytes", d.in_bytes(lambda _: b"")),
    _rule("leading zeros lost", PO, "pattern", r"board_id \(pattern\)",
          d.cells("BEVOEGD GEZAG NUMMER", lambda c: c.lstrip("0"))),
    _check("sign of SES turned", SES, "ses_and_need_run_opposite",
           d.cells("SES", lambda c: c[1:] if c.startswith("-") else f"-{c}")),
    _changed("boundaries with lat before lon", WIJK, "place on earth", "expected shapes in the Netherlands",
             d.geojson(d.swap_axes)),
    _rule("points with lat before lon", POINTS, "range", r"lon \(range\)", d.geojson(d.swap_axes, POINT_FILE)),
    _check("points moved by a quarter degree", POINTS, "address_points_lie_in_their_municipality",
           d.geojson(_moved, POINT_FILE)),
    _check("districts recoded in another year", WIJK, "districts_are_of_one_year", d.geojson(_recoded)),
    _changed("sheet renamed", BOOK, "sheet", "expected a sheet 'Tabel 2'", d.workbook(_renamed_sheet)),
    _check("pupils of another year", BOOK, "scored_pupils_match_enrolled_pupils",
           d.workbook(_pupils_of_another_year)),
    _check("a column sorted apart from its key", BOOK, "scored_pupils_match_per_school", d.workbook(_shifted)),
    _rule("blank key within the table", BOOK, "end of the table", "more records below it", d.workbook(_blank_key)),
    _rule("negative need", BOOK, "range", r"score \(range\): expected 0", d.workbook(_negative)),
    _rule("blanks in a required field", VO, "required", r"postcode \(required\)",
          d.cells("POSTCODE", lambda _: "  ", most=2)),
    _rule("reference date of another year", AWAY, "reference date", r"expected 20241001 \(vintage voorbeeld\)",
          d.cells("PEILDATUM", lambda _: "20231001")),
    _rule("<5 where this vintage hides nothing", FLOW, "pattern", r"afstroom_count \(pattern\)",
          d.cells("AANTAL_AFSTROMERS", lambda c: "<5" if int(c) < 5 else c)),
    _expected("counts hidden that were open", ADVICE, "values_observed school/po_advice_count",
              d.cells("HAVO", lambda _: "<5")),
    _rule("series with fewer numbers", SERIES, "length of a series", "expected 12 numbers a period",
          d.in_bytes(_short_list)),
]  # fmt: skip


# a school in another wijk meets another SES score: what moves schools or wijken hides what is wrong with SES
APART = ({SES, POINTS}, {SES, WIJK})


def batches(defects: list[Defect]) -> list[list[Defect]]:
    """Defects that one build can hold: of other sources, and caught by other names. See the slow test below."""

    def clash(one: Defect, other: Defect) -> bool:
        return one.source == other.source or one.words == other.words or {one.source, other.source} in APART

    made: list[list[Defect]] = []
    for defect in defects:
        batch = next((batch for batch in made if not any(clash(x, defect) for x in batch)), None)
        if batch is None:
            made.append(batch := [])
        batch.append(defect)
    return made


BATCHES = batches([x for x in DEFECTS if not x.is_seen_by_contract])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, sample_data: Path) -> Iterator[Path]:
    """A data folder with the sample published; files that nobody spoiled are read and judged once for all defects."""
    folder = Path(shutil.copytree(sample_data, tmp_path_factory.mktemp("defects") / "data"))
    known: dict[tuple[str, str], dict[str, decode.Decoded]] = {}
    original = readers.decode

    def once(source: Source, vintage: Vintage, path: Path) -> dict[str, decode.Decoded]:
        key = (source.source_id, fetch.sha256_of(path))
        if key not in known:
            known[key] = original(source, vintage, path)
        return known[key]

    judged: dict[int, tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]] = {}
    check = contract.check

    def judged_once(table: Table, vintage: Vintage, frame: pd.DataFrame) -> tuple:
        # the frame itself is kept, so that its id stays its own
        if id(frame) not in judged:
            judged[id(frame)] = (frame, *check(table, vintage, frame))
        _, kept, issues = judged[id(frame)]
        return kept.copy(), issues

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DATA, str(folder))
        patch.setattr(readers, "decode", once)
        patch.setattr(contract, "check", judged_once)
        yield folder


@pytest.fixture
def files(tmp_path: Path, sample_files: Path) -> Path:
    """A copy of the sample's files to spoil."""
    return Path(shutil.copytree(sample_files, tmp_path / "files"))


def refusal(data: Path, files: Path, *defects: Defect) -> EtlError:
    """Why the build of these files with these defects is refused; the old build stays and no draft is left."""
    pointer = (data / "warehouse" / "current.json").read_bytes()
    for defect in defects:
        defect.damage(files, defect.source)
    with pytest.raises(EtlError) as caught:
        build.build(d.first("voorbeeld", defects[0].source), files)
    assert (data / "warehouse" / "current.json").read_bytes() == pointer
    assert list((data / "warehouse").glob(".building*")) == []
    return caught.value


def is_named(defect: Defect, error: EtlError) -> bool:
    return type(error) is defect.error and re.search(defect.words, str(error)) is not None


@pytest.fixture(scope="module")
def refused(data: Path, sample_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], EtlError]:
    """Gives what one build says of all defects of a batch; each batch is built once."""

    @cache
    def of(batch: int) -> EtlError:
        files = Path(shutil.copytree(sample_files, tmp_path_factory.mktemp("batch") / "files"))
        return refusal(data, files, *BATCHES[batch])

    return of


# what only later builds hold waits for make prove: a build costs ten seconds
EVERY_RUN = [x for x in DEFECTS if x.is_seen_by_contract or x in BATCHES[0]]


@pytest.mark.parametrize("defect", sampled(DEFECTS, EVERY_RUN, name=lambda defect: defect.name))
def test_a_defect_is_refused_by_name_and_the_old_build_stays(data, defect, request):
    """A contract stops the build at the first defect; checks and expectations tell of all at once, so they share."""
    if defect.is_seen_by_contract:
        error = refusal(data, request.getfixturevalue("files"), defect)
    else:
        (batch,) = (number for number, known in enumerate(BATCHES) if defect in known)
        error = request.getfixturevalue("refused")(batch)
    assert is_named(defect, error), error


@pytest.mark.slow
@pytest.mark.parametrize("defect", [x for x in DEFECTS if not x.is_seen_by_contract], ids=lambda defect: defect.name)
def test_a_defect_alone_is_refused_by_its_name_and_by_that_of_no_other_in_its_batch(data, files, defect):
    """What makes a batch honest: none of its defects calls the name that another must be caught by."""
    error = refusal(data, files, defect)
    (batch,) = (known for known in BATCHES if defect in known)
    assert [x.name for x in batch if is_named(x, error)] == [defect.name]


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
        "Made by `python -m tests.etl.test_defects > docs/defects.md`. Each defect is put in a copy of a sample file;",
        "`tests/etl/test_defects.py` proves that the build is refused by what is named here; the old build stays.",
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
