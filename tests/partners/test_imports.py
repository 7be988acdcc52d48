"""Organisations' own indicators: the page's example works, what it refuses is refused, closed stays closed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from typer.testing import CliRunner

from etl import __main__ as cli
from etl import paths
from etl.building import build, publish
from etl.declared import catalog
from etl.errors import ContractBroken, UploadRejected
from etl.partners import indicators as imports
from etl.partners.events import Apart
from tests.support import kept_builds
from tests.support.environment import DATA
from tests.support.rounds import sampled

pytestmark = pytest.mark.xdist_group("imports")
PAGE = (paths.PROJECT / "docs" / "import-indicators.md").read_text(encoding="utf-8")
CSV = re.search(r"```csv\n(.*?)```", PAGE, re.S)[1]
METADATA = re.search(r"```yaml\n(.*?)```", PAGE, re.S)[1]
HEAD = CSV.splitlines()[0]
OPEN = {
    "pct_open": [
        "WK900101;;;pct_open;2024;all;50,0;9;;",
        "WK900102;;;pct_open;2024;all;2,0;100;;",
        "GM9001;;;pct_open;2024;all;41,5;200;35,0;48,0",
    ],
    "count_open": ["WK900101;;;count_open;2024;all;7;;;", "WK009999;;;count_open;2024;all;8;;;"],
}


def described(indicator_id: str, **facts: Any) -> dict[str, Any]:
    words = {
        f"{word}_{language}": f"{word} {language}"
        for word in ("name", "description", "method")
        for language in ("nl", "en")
    }
    return {"indicator_id": indicator_id, **words, "unit": "pct", "decimals": 1, "direction": "neutral", **facts}


def metadata(*indicators: dict[str, Any], **facts: Any) -> str:
    known = {"visibility": "open", "publisher": "Gemeente", "terms": "vrij", "indicators": list(indicators)}
    return yaml.safe_dump(known | facts)


@pytest.fixture
def deliver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Gives a function that writes a delivery and returns its CSV; imports are kept below tmp_path/data."""
    monkeypatch.setenv(DATA, str(tmp_path / "data"))

    def write(rows: list[str] | str, about: str | None, name: str = "levering") -> Path:
        file = tmp_path / f"{name}.csv"
        text = rows if isinstance(rows, str) else "\n".join([HEAD, *rows]) + "\n"
        file.write_bytes(text.encode("utf-8"))
        if about is not None:
            file.with_suffix(".yml").write_text(about, encoding="utf-8")
        return file

    return write


@pytest.fixture(scope="module")
def first_school(sample_data: Path) -> str:
    return ask(sample_data, "select min(school_id) from mart.school where sector = 'PO' and is_listed")[0][0]


@pytest.fixture(scope="module")
def built(sample_files: Path, first_school: str) -> Iterator[Path]:
    """A data folder with the page's example (closed) and two open deliveries. Read only."""
    made_from = kept_builds.code(Path(__file__), paths.PROJECT / "docs" / "import-indicators.md")
    make = partial(import_and_build, sample_files, first_school)
    with kept_builds.shared("imports", made_from, make) as data:
        yield data


def import_and_build(sample_files: Path, first_school: str, data: Path) -> None:
    """Imports and builds twice, the second time with another delivery under one of the names."""
    own = data / "own"
    own.mkdir()
    example = CSV.replace("95AA00", first_school)
    (own / "afstroom.csv").write_text(example.replace("6,4;312", "5,5;312"), encoding="utf-8")
    (own / "afstroom.yml").write_text(METADATA, encoding="utf-8")
    for name, rows in OPEN.items():
        (own / f"{name}.csv").write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
        unit = "pct" if name.startswith("pct") else "schools"
        (own / f"{name}.yml").write_text(metadata(described(name, unit=unit)), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DATA, str(data))
        for file in sorted(own.glob("*.csv")):
            answer = CliRunner().invoke(cli.app, ["import-indicators", str(file)])
            assert answer.exit_code == 0, answer.output
        build.build(catalog.edition("voorbeeld"), sample_files)
        # the same name again replaces the first delivery
        (own / "afstroom.csv").write_text(example, encoding="utf-8")
        imports.accept(own / "afstroom.csv")
        (imports.folder() / "kapot.csv").write_bytes(b"\xff half of a file")
        shutil.rmtree(own)
        build.build(catalog.edition("voorbeeld"), sample_files)


def ask(data: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(publish.current(data / "warehouse")), read_only=True) as con:
        return con.sql(sql).fetchall()


def test_the_pages_example_stands_in_the_closed_tables_with_the_newest_delivery(built, first_school):
    areas = ask(
        built,
        """
        select area_code, level, period, group_code, value, n, lower, upper, status from mart.closed_area_value
        where indicator_id = 'wijk_afstroom_pct' order by 1
        """,
    )
    assert areas == [
        ("WK900101", "district", "2018-2019", "all", 6.4, 312, 4.1, 9.7, "observed"),
        ("WK900102", "district", "2018-2019", "all", None, None, None, None, "missing"),
    ]
    schools = ask(
        built,
        "select school_id, value, n from mart.closed_school_value where indicator_id = 'school_test_advice'",
    )
    assert schools == [(first_school, 4.2, 27)]


def test_closed_values_stand_in_no_open_table(built):
    for table in ("mart.area_value", "mart.school_value", "mart.institution_value"):
        found = ask(
            built, f"select count(*) from {table} where indicator_id in ('wijk_afstroom_pct', 'school_test_advice')"
        )
        assert found == [(0,)]
    maps = [path.name for path in (built / "geo").iterdir() if b"wijk_afstroom_pct" in path.read_bytes()]
    assert maps == []


def test_imported_indicators_are_described_with_their_visibility_and_levels(built):
    found = ask(
        built,
        """
        select indicator_id, visibility, unit, levels, source_id, is_on_map from mart.indicator
        where indicator_id in ('wijk_afstroom_pct', 'school_test_advice', 'pct_open', 'count_open') order by 1
        """,
    )
    assert found == [
        ("count_open", "open", "schools", "district", "indicator_import", False),
        ("pct_open", "open", "pct", "municipality", "indicator_import", False),
        ("school_test_advice", "closed", "score", None, "indicator_import", False),
        ("wijk_afstroom_pct", "closed", "pct", "district", "indicator_import", False),
    ]


def test_open_values_stand_with_the_atlass_own_and_small_numbers_are_withheld(built):
    found = ask(
        built,
        """
        select area_code, value, n, lower, upper, status from mart.area_value
        where indicator_id = 'pct_open' order by 1
        """,
    )
    assert found == [
        ("GM9001", 41.5, 200, 35.0, 48.0, "observed"),
        ("WK900101", None, None, None, None, "withheld"),
        ("WK900102", None, None, None, None, "withheld"),
    ]


def test_a_code_that_the_edition_lacks_is_kept_out_and_filed(built):
    values = ask(built, "select area_code, value from mart.area_value where indicator_id = 'count_open'")
    assert values == [("WK900101", 7.0)]
    filed = ask(
        built,
        """
        select key, value, line, severity from mart.etl_issue
        where rule = 'import_unmatched' and value = 'count_open'
        """,
    )
    assert filed == [("WK009999", "count_open", 3, "unmatched")]


def test_what_was_accepted_is_kept_byte_for_byte_and_survives_builds(built):
    kept = sorted(path.name for path in (built / "imports").iterdir() if path.stem != "kapot")
    assert kept == sorted(f"{name}{end}" for name in ("afstroom", *OPEN) for end in (".csv", ".sha256", ".yml"))
    assert (built / "imports" / "afstroom.yml").read_text(encoding="utf-8") == METADATA
    assert not (built / "own").exists()


def test_small_numbers_stay_as_published_where_the_metadata_says_so(deliver):
    file = deliver(OPEN["pct_open"], metadata(described("pct_open"), small_numbers="as_published"))
    assert imports.read(file, file.with_suffix(".yml")).indicators["small_numbers"].tolist() == ["as_published"]


ROW = "WK900101;;;own_pct;2024;all;5,0;100;;"
ABOUT = metadata(described("own_pct"))
REFUSED = {
    "several codes": ([ROW, ROW.replace("1;;", "2;95AA00;")], ABOUT, UploadRejected, r"exactly one of .*lines \[3\]"),
    "no code": ([ROW.removeprefix("WK900101")], ABOUT, UploadRejected, r"exactly one of .*lines \[2\]"),
    "not described": ([ROW, ROW.replace("own", "other")], ABOUT, UploadRejected, r"not describe \['other_pct'\]"),
    "name taken": (
        [ROW.replace("own_pct", "ses_woa")], metadata(described("ses_woa")), UploadRejected,
        r"already indicators of the atlas: \['ses_woa'\]",
    ),
    "code of another shape": (
        [ROW.replace("WK900101", "WK9001")], ABOUT, ContractBroken, r"area_code \(pattern\).*line 2: 'WK9001'"
    ),
    "decimal point": ([ROW.replace("5,0", "5.0")], ABOUT, ContractBroken, r"value \(pattern\).*line 2: '5.0'"),
    "other figures": ([ROW, ROW.replace("5,0", "6,0")], ABOUT, ContractBroken, "2 rows that share a key but differ"),
    "no metadata": ([ROW], None, UploadRejected, "expected a metadata file beside the CSV, found none"),
    "metadata is no list of facts": ([ROW], "visibility", UploadRejected, "expected YAML with visibility, publisher"),
    "no such visibility": (
        [ROW], metadata(described("own_pct"), visibility="secret"), UploadRejected,
        r"visibility: expected 'open' or 'closed', found 'secret'",
    ),
    "no such unit": (
        [ROW], metadata(described("own_pct", unit="percent")), UploadRejected,
        r"indicators\.1\.unit: expected one of .*found 'percent'",
    ),
    "unknown key": (
        [ROW], metadata(described("own_pct"), smal_numbers="as_published"), UploadRejected,
        r"smal_numbers: expected one of .*found the unknown key smal_numbers. Did you mean small_numbers\?",
    ),
    "mistyped word": (
        [ROW], metadata(described("own_pct"), small_numbers="witholden"), UploadRejected,
        "small_numbers: expected 'as_published' or 'withhold', found 'witholden'",
    ),
    "key twice": ([ROW], ABOUT + "visibility: open\n", UploadRejected, "the key visibility stands twice"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_is_refused_with_its_place_and_nothing_is_kept(deliver, case):
    rows, about, error, words = REFUSED[case]
    with pytest.raises(error, match=words):
        imports.accept(deliver(rows, about))
    assert not imports.folder().exists()


def test_all_that_is_wrong_in_the_metadata_is_told_at_once(deliver):
    half = described("own_pct", decimals="one")
    del half["description_nl"]
    with pytest.raises(UploadRejected) as caught:
        imports.accept(deliver([ROW], metadata(half, terms="", visibility="?")))
    assert str(caught.value).splitlines() == [
        "levering.yml: nothing was taken in.",
        "  levering.yml: visibility: expected 'open' or 'closed', found '?'. Mend it.",
        "  levering.yml: terms: expected text, found a blank. Mend it.",
        "  levering.yml: indicators.1.description_nl: expected text, found nothing. Add it.",
        "  levering.yml: indicators.1.decimals: expected a whole number, found 'one'. Mend it.",
    ]


def test_small_numbers_are_withheld_where_the_metadata_says_nothing(deliver):
    file = deliver([ROW], ABOUT)
    assert imports.read(file, file.with_suffix(".yml")).indicators["small_numbers"].tolist() == ["withhold"]


def test_what_an_earlier_version_took_in_stays_in_use(deliver):
    """Keys that nothing reads, any word for a direction and decimals as text were accepted until now."""
    old = metadata(described("own_pct", direction="omhoog", decimals="1", remark="x"), contact="wie dan ook")
    file = deliver([ROW], old)
    with pytest.raises(UploadRejected, match="contact"):
        imports.accept(file)
    imports.folder().mkdir(parents=True)
    for end in (".csv", ".yml"):
        shutil.copyfile(file.with_suffix(end), imports.folder() / f"levering{end}")
    (delivery,), _ = imports.kept()
    assert delivery.indicators[["direction", "decimals"]].to_numpy().tolist() == [["neutral", 1]]


def test_all_that_is_wrong_in_the_rows_is_told_at_once(deliver):
    rows = ["WK900101;95AA00;;ses_woa;2024;all;5,0;100;;", ROW.replace("own", "other")]
    with pytest.raises(UploadRejected) as caught:
        imports.accept(deliver(rows, metadata(described("ses_woa"))))
    for part in ("lines [2]", "['other_pct']", "already indicators of the atlas: ['ses_woa']"):
        assert part in str(caught.value)


def test_a_refused_delivery_leaves_the_accepted_one(deliver):
    imports.accept(deliver([ROW], ABOUT))
    with pytest.raises(ContractBroken):
        imports.accept(deliver([ROW.replace("5,0", "x")], ABOUT))
    assert [d.rows["value"].tolist() for d in imports.kept()[0]] == [["5,0"]]


def test_one_indicator_in_two_deliveries_is_refused(deliver):
    imports.accept(deliver([ROW], ABOUT, "first"))
    with pytest.raises(UploadRejected, match=r"second: indicators \['own_pct'\] stand in import first already"):
        imports.accept(deliver([ROW], ABOUT, "second"))
    assert [file.stem for file in imports.folder().glob("*.csv")] == ["first"]
    imports.accept(deliver([ROW.replace("5,0", "6,0")], ABOUT, "first"))
    assert imports.kept()[0][0].rows["value"].tolist() == ["6,0"]


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:20])


def beside(file: Path) -> None:
    """Someone copies a pair under another name."""
    for end in (".csv", ".yml"):
        shutil.copyfile(file.with_suffix(end), file.with_name(f"z-{file.stem}{end}"))


def digit(file: Path) -> None:
    """One digit becomes another: a whole file, with another figure in it."""
    file.write_bytes(file.read_bytes().replace(b";5,0;", b";5,1;"))


def direction(file: Path) -> None:
    about = file.with_suffix(".yml")
    about.write_bytes(about.read_bytes().replace(b"direction: neutral", b"direction: higher_is_worse"))


UNREADABLE, DAMAGED = ("bad", "import_unreadable"), ("bad", "import_damaged")
DAMAGE: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "empty": (lambda file: file.write_bytes(b""), *UNREADABLE),
    "cut": (cut, *UNREADABLE),
    "not UTF-8": (lambda file: file.write_bytes(b"\xff\xfe\x00"), *UNREADABLE),
    "a value that is no number": (lambda file: file.write_text(f"{HEAD}\n{ROW}\n".replace("5,0", "x")), *UNREADABLE),
    "without its metadata": (lambda file: file.with_suffix(".yml").unlink(), *UNREADABLE),
    "metadata that is not YAML": (lambda file: file.with_suffix(".yml").write_text("a: [\n"), *UNREADABLE),
    "metadata too deep": (lambda file: file.with_suffix(".yml").write_text("[" * 5_000), *UNREADABLE),
    "a folder": (lambda file: (file.unlink(), file.mkdir()), *UNREADABLE),
    "a link to nothing": (lambda file: (file.unlink(), file.symlink_to("gone")), *UNREADABLE),
    "another digit": (digit, *DAMAGED),
    "another word in its metadata": (direction, *DAMAGED),
    "a digest that is none": (lambda file: file.with_suffix(".sha256").write_bytes(b"\xff"), *DAMAGED),
    "a folder for its digest": (
        lambda file: (file.with_suffix(".sha256").unlink(), file.with_suffix(".sha256").mkdir()), *UNREADABLE,
    ),
    "copied beside itself": (beside, "z-bad", "import_double"),
}  # fmt: skip


@pytest.mark.parametrize("kind", sampled(DAMAGE, ("cut", "not UTF-8", "another digit", "copied beside itself")))
def test_a_damaged_import_is_set_apart_by_name_and_the_rest_goes_on(kind, deliver):
    damage, name, why = DAMAGE[kind]
    for stem, own in (("bad", "own_pct"), ("good", "good_pct")):
        imports.accept(deliver([ROW.replace("own_pct", own)], metadata(described(own)), stem))
    assert imports.apart() == []
    damage(imports.folder() / "bad.csv")
    deliveries, apart = imports.kept()
    assert "good" in [delivery.name for delivery in deliveries]
    assert apart == imports.apart() == [Apart(name, why)]
    assert imports.issues_of(apart)[["key", "rule"]].to_numpy().tolist() == [[name, why]]


def test_a_build_goes_on_without_a_damaged_import_and_tells_it(built, monkeypatch):
    told = ask(built, "select rule, key, severity from mart.etl_issue where rule like 'import_%able'")
    assert told == [("import_unreadable", "kapot", "refused")]
    monkeypatch.setenv(DATA, str(built))
    answer = CliRunner().invoke(cli.app, ["partner", "apart", "--json"])
    assert '"name": "kapot"' in answer.output
    assert '"import_unreadable"' in answer.output


def test_a_damaged_import_counts_again_when_it_is_imported_again(deliver):
    file = deliver([ROW], ABOUT)
    imports.accept(file)
    cut(imports.folder() / "levering.csv")
    assert imports.kept() == ([], [Apart("levering", "import_unreadable")])
    imports.accept(file)
    assert imports.apart() == []
    assert [delivery.name for delivery in imports.kept()[0]] == ["levering"]


def test_an_import_of_before_there_were_digests_counts(deliver):
    imports.accept(deliver([ROW], ABOUT))
    (imports.folder() / "levering.sha256").unlink()
    assert imports.apart() == []
    assert [delivery.name for delivery in imports.kept()[0]] == ["levering"]


def test_an_import_that_has_an_indicator_of_the_edition_itself_does_not_count(deliver):
    imports.accept(deliver([ROW], ABOUT))
    assert imports.kept(["own_pct"]) == ([], [Apart("levering", "import_double")])
