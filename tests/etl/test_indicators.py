"""Indicators are data: what indicators.yml says of them is all that the build and the questions know of them."""

import re
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import yaml

from dashboard.compare import figures
from dashboard.frame import warehouse
from dashboard.frame.access import LOCAL
from dashboard.targets import score as target_parts
from etl import paths
from etl.building import build, publish, raw
from etl.errors import ContractBroken, DeclarationBroken
from tests.support.environment import DATA
from tests.support.reading import local

OWN = yaml.safe_load((paths.REFERENCE / "indicators.yml").read_text("utf-8"))
IMPORTED = yaml.safe_load((paths.PROJECT / "etl" / "sample" / "files" / "gka_closed.yml").read_text("utf-8"))[
    "indicators"
]
IDS = {indicator["indicator_id"] for indicator in [*OWN, *IMPORTED]}
REMADE = ("mart.indicator", "mart.area_value", "core.area_derived")
NEW = {
    "indicator_id": "households_per_inhabitant_pct",
    "name_nl": "Huishoudens per inwoner",
    "name_en": "Households per inhabitant",
    "description_nl": "Uitleg.",
    "description_en": "About.",
    "method_nl": "Gedeeld.",
    "method_en": "Divided.",
    "unit": "pct",
    "rate": "derived",
    "n_unit": "persons",
    "decimals": 1,
    "direction": "neutral",
    "source_id": "cbs_kerncijfers_wijken",
    "palette": "amount",
    "is_on_map": True,
    "is_comparable": True,
    "share_of": ["households", "population"],
}


def named_in(sql: str) -> set[str]:
    """Ids that stand in a question as a text or a name; plain words (pupils) are names of columns too."""
    code = re.sub(r"--.*", "", sql)
    texts = set(re.findall(r"'([^']*)'", code))
    names = {word for word in re.findall(r"\w+", re.sub(r"'[^']*'|\$\w+", "", code)) if "_" in word}
    return IDS & (texts | names)


def test_no_question_names_an_indicator():
    files = sorted((paths.QUERIES / "ask").rglob("*.sql"))
    assert len(files) > 40
    assert {file.name: found for file in files if (found := named_in(file.read_text("utf-8")))} == {}
    assert named_in("select po_need_load from x where i = 'pupils' -- 'ses_woa'") == {"po_need_load", "pupils"}
    assert named_in("select $ses_woa, pupils from x where i = 'district'") == set()


@pytest.fixture
def scratch(tmp_path, sample_data, monkeypatch) -> Path:
    """The sample in a data folder of its own, and reference facts of its own beside it."""
    shutil.copytree(sample_data, tmp_path / "data")
    monkeypatch.setenv(DATA, str(tmp_path / "data"))
    shutil.copytree(paths.REFERENCE, tmp_path / "reference")
    monkeypatch.setattr(paths, "REFERENCE", tmp_path / "reference")
    return tmp_path / "data"


def rebuilt(data: Path, indicators: list[dict]) -> list[str]:
    """The checks that hold after everything that reads indicators.yml was made again from these."""
    (paths.REFERENCE / "indicators.yml").write_text(yaml.safe_dump(indicators, sort_keys=False), "utf-8")
    with duckdb.connect(str(publish.current(data / "warehouse"))) as con:
        tables = "select table_name from duckdb_tables() where schema_name = 'raw' and table_name like 'reference_%'"
        for table in [*REMADE, *(f"raw.{name}" for (name,) in con.sql(tables).fetchall())]:
            con.execute(f"drop table {table}")
        raw.load_reference(con)
        con.execute((paths.QUERIES / "build" / "_macros.sql").read_text("utf-8"))
        for table in reversed(REMADE):
            con.execute((paths.QUERIES / "build" / f"{table}.sql").read_text("utf-8"))
        return build.check(con)


def test_an_indicator_that_is_only_declared_is_compared_and_on_the_map(scratch):
    assert "indicators_are_declared" in rebuilt(scratch, [*OWN, NEW])
    mart = wide(scratch, "households", "population", "district")
    expected = 100 * mart["households"] / mart["population"]
    code = NEW["indicator_id"]
    indicator = figures.indicators("district", local())[code]
    rows = figures.intervals(figures.figures(code, "district", local()), indicator)
    known = rows["value"].dropna()
    assert len(known) > 100
    assert dict(known) == pytest.approx(dict(expected[known.index]))
    assert (rows["lower"] < rows["value"]).sum() > 100
    assert code in set(warehouse.run("indicators", {}, LOCAL)["indicator_id"])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"n_unit": None}, "n_unit"),
        ({"n_unit": "huishoudens"}, "huishoudens"),
        ({"weight_id": "househods"}, "househods"),
        ({"is_need_of": "PO"}, "is_need_of"),
    ],
)
def test_what_is_wrong_or_not_said_stops_the_build(scratch, change, said):
    wrong = {key: value for key, value in {**NEW, **change}.items() if value is not None}
    with pytest.raises((DeclarationBroken, ContractBroken), match=rf"indicators(\.yml|_are_declared)[\s\S]*{said}"):
        rebuilt(scratch, [*OWN, wrong])


def wide(data: Path, part: str, whole: str, level: str) -> pd.DataFrame:
    """One row per area of a level: two figures as columns."""
    with duckdb.connect(str(publish.current(data / "warehouse")), read_only=True) as con:
        rows = con.execute(
            "select area_code, indicator_id, value from mart.area_value where group_code = 'all' and level = $level"
            " and indicator_id in ($part, $whole) qualify period = max(period) over (partition by indicator_id)",
            {"level": level, "part": part, "whole": whole},
        ).df()
    return rows.pivot_table(index="area_code", columns="indicator_id", values="value", dropna=False)


def share_of_children(data: Path, level: str) -> None:
    """The mart's share of children against the same made by pandas, small numbers withheld."""
    with duckdb.connect(str(publish.current(data / "warehouse")), read_only=True) as con:
        found = con.execute(
            "select area_code, value, status, n from mart.area_value where indicator_id = 'children_pct' and level = ?",
            [level],
        ).df()
    found = found.set_index("area_code")
    mart = wide(data, "population_0_14", "population", level).reindex(found.index)
    part, whole = mart["population_0_14"], mart["population"]
    withheld = (whole < 10) | (part < 5) | (whole - part < 5)
    expected = (100 * part / whole).where(~withheld & part.notna())
    pd.testing.assert_series_equal(found["value"], expected, check_names=False)
    assert (found["status"] == "withheld").tolist() == withheld.tolist()
    assert found["n"].notna().tolist() == expected.notna().tolist()


@pytest.mark.parametrize("level", ["district", "municipality", "province", "country"])
def test_the_share_of_children_is_that_of_the_counts(sample_data, level):
    share_of_children(sample_data, level)


@pytest.mark.realdata
@pytest.mark.parametrize("level", ["district", "municipality"])
def test_the_share_of_children_of_edition_2020(real_data, level):
    share_of_children(real_data, level)


def test_the_score_of_2014_is_that_of_now_less_the_change_and_no_map_shows_it(sample_data, monkeypatch):
    monkeypatch.setenv(DATA, str(sample_data))
    with duckdb.connect(str(publish.current(sample_data / "warehouse")), read_only=True) as con:
        then = con.sql(
            "select area_code, value from mart.area_value where indicator_id = 'ses_woa' and period = '2014'"
        )
        then = then.df().set_index("area_code")["value"]
    mart = wide(sample_data, "ses_woa", "ses_woa_change", "district").loc[then.index]
    pd.testing.assert_series_equal(then, mart["ses_woa"] - mart["ses_woa_change"], check_names=False)
    assert then.notna().sum() > 100
    shown = warehouse.run("area_values", {"indicator": "ses_woa", "level": "district"}, LOCAL)
    assert "2014" not in set(shown["period"])
    detail = warehouse.run("area_detail", {"area": then.index[0], "indicator": "ses_woa"}, LOCAL)
    assert "2014" not in set(detail["period"])
    assert detail.loc[detail["level"] == "country", "coverage_pct"].notna().all()


@pytest.mark.parametrize("sector", ["PO", "VO"])
def test_parts_of_target_lists_are_columns_of_the_warehouse_and_need_is_the_declared_need(
    sample_data, monkeypatch, sector
):
    monkeypatch.setenv(DATA, str(sample_data))
    schools = warehouse.run("target_schools", {"sector": sector}, LOCAL)
    parts = target_parts.lasting(sector)
    assert {name for part in parts for name in (part.column, part.status)} <= set(schools.columns)
    assert {part.indicator or part.column for part in parts} <= IDS
    (total,) = target_parts.NEED[(sector, "totaal")]
    assert total.column == warehouse.run("need_indicator", {"sector": sector}, LOCAL)["indicator_id"].item()


def test_a_share_of_few_people_is_withheld_and_what_is_hidden_stays_hidden():
    counts = [
        # area, part, its status, whole, its status -> value, n, status
        ("a", 5, "observed", 10, "observed", 50.0, 10, "observed"),
        ("b", 5, "observed", 9, "observed", None, None, "withheld"),
        ("c", 4, "observed", 100, "observed", None, None, "withheld"),
        ("d", 96, "observed", 100, "observed", None, None, "withheld"),
        ("e", None, "suppressed", 100, "observed", None, None, "suppressed"),
        ("f", 20, "observed", None, "missing", None, None, "missing"),
        ("g", 20, "observed", None, None, None, None, "missing"),
        ("h", 0, "observed", 0, "observed", None, None, "withheld"),
    ]
    with duckdb.connect() as con:
        con.execute("create schema raw; create schema core; create table raw.source_used as select '' as source_id,"
                    " '' as period, '' as reference_date, '' as small_numbers")  # fmt: skip
        con.execute((paths.QUERIES / "build" / "_macros.sql").read_text("utf-8"))
        con.execute(
            "create table raw.reference_indicator as select 'share' as"
            " indicator_id, 'part' as share_part_id, 'whole' as share_whole_id, null::text as change_id,"
            " null::text as change_since; create table core.area_stated (area_code text, level text, indicator_id text,"
            " period text, group_code text, value double, n bigint, status text, quality_flag text, left_out_count int,"
            " left_out_reason text)"
        )
        for area, part, part_status, whole, whole_status, *_expected in counts:
            for name, value, status in (("part", part, part_status), ("whole", whole, whole_status)):
                if status:
                    con.execute(
                        "insert into core.area_stated values (?, 'district', ?, '2020', 'all', ?, null, ?, null, 0,"
                        " null)",
                        [area, name, value, status],
                    )
        con.execute((paths.QUERIES / "build" / "core.area_derived.sql").read_text("utf-8"))
        found = con.sql("select area_code, value, n, status from core.area_derived order by area_code").fetchall()
    assert found == [(row[0], *row[5:]) for row in counts]
