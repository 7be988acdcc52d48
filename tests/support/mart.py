"""A small fictional mart for page and unit tests: seeded, no ETL needed, made once and copied per test.

Every copy and every change of one is a build with an id of its own, as the ETL would publish it, so nothing that
the app keeps of one test's build is taken for another's. `test_stand_in.py` compares the tables with the real mart.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import re
import shutil
import tempfile
import uuid
from functools import cache
from pathlib import Path

import duckdb

from dashboard.frame.program import MART_SHAPE, SLUG
from etl.building import raw, standings
from tests.support import mart_closed

ROOT = Path(__file__).resolve().parents[2]
SMALL_BLOCKS = 16_384  # bytes; a file of 1 MB instead of 7, which every test copies
# the build's own statements for what it derives: asked again after a change of what they stand on
DERIVED = tuple(
    statement
    for table in ("school_need", "school_profile", "district_profile", "municipality_profile", "programme_told")
    for statement in (
        f"drop table if exists mart.{table}",
        (ROOT / "queries" / "build" / f"mart.{table}.sql").read_text(encoding="utf-8"),
    )
)
# partner, name, kind, is_fictional; programme, partner, theme
PARTNERS = [
    ("brug", "De Brug", "founding"), ("lees", "Leeskring", "offer"), ("toren", "De Toren", "offer"),
]  # fmt: skip
PROGRAMMES = [
    ("brug/taal", "brug", "Taal op zaterdag", "language"),
    ("lees/taal", "lees", "Samen lezen", "language"),
    ("toren/sport", "toren", "Sport na school", "sport_culture"),
    ("toren/leeg", "toren", "Nog zonder thema", None),
]
# programme, school, school year, participants, is current
ACTIVITIES = [
    ("brug/taal", "900A00", "2019-2020", 20, True),
    ("toren/sport", "900A00", "2019-2020", 12, True),  # two partners, two themes: a learning line
    ("brug/taal", "901A00", "2020-2021", None, True),
    ("lees/taal", "901A00", "2020-2021", 8, True),  # two partners, one theme
    ("toren/leeg", "901A00", "2019-2020", 5, True),  # no theme
    ("brug/taal", "902A00", "2018-2019", 30, False),  # faded
    ("lees/taal", "904A00", "2020-2021", 40, True),  # secondary school
    ("lees/taal", "930A00", "2019-2020", 6, True),  # no longer listed, has a score
]

DDL = """
create schema mart;
create table mart.build(build_id text, edition text, as_of_date date, classification_year int, is_fictional boolean,
    title_nl text, title_en text, built_at timestamp, code_sha256 text, mart_shape text);
create table mart.source(source_id text, vintage text, title_nl text, title_en text, publisher text, licence text,
    licence_url text, url text, file text, sha256 text, bytes bigint, rows bigint, reference_date date,
    max_age_days bigint, period text, seen text, assumption text, note_nl text, note_en text);
create table mart.source_hole(source_id text, vintage text, title_nl text, title_en text, publisher text, url text,
    kind text, since timestamp, why text);
create table mart.indicator_gap(indicator_id text, source_id text, kind text);
create table mart.etl_issue(source_id text, vintage text, line bigint, key text, field text, value text,
    expected text, rule text, severity text, message_nl text, message_en text);
create table mart.source_check(source_id text, vintage text, fetched_at timestamp, checked_at timestamp,
    failed_at timestamp, failure text);
create table mart.issue_rule(rule text, severity text, title_nl text, title_en text);
create table mart.area(area_code text, level text, name text, parent_code text, municipality_code text,
    municipality_name text, province_code text, province_name text, classification_year int, urbanity_class int,
    population_count bigint, is_gka boolean, is_water boolean, map_index int, min_lon double, min_lat double,
    max_lon double, max_lat double);
create table mart.area_member(area_code text, member_of text, classification_year int);
create table mart.area_bridge(from_code text, from_year int, to_code text, to_year int, weight double, note text,
    source text);
create table mart.school(school_id text, brin text, sector text, is_listed boolean, valid_from date, valid_to date,
    name text, board_id text, street text, house_number text, postcode text, place text, municipality_code text,
    municipality_name text, province_code text, district_code text, neighbourhood_code text, lon double, lat double,
    location_precision text, denomination text, school_types text, pupils_count int, pupils_status text,
    pupils_source text, quality_flag text, map_index int);
create table mart.school_name(school_id text, name text, first_told_on date, last_told_on date);
create table mart.place_alias(alias text, place text);
create table mart.indicator(indicator_id text, name_nl text, name_en text, description_nl text, description_en text,
    unit text, unit_nl_one text, unit_nl_many text, unit_en_one text, unit_en_many text, decimals int,
    direction text, sector text, levels text, source_id text, factor_id text, method_nl text, method_en text,
    palette text, is_on_map boolean, sort_order int, n_unit text, is_comparable boolean, weight_id text, spread_id text,
    coverage_id text, ratio_part_id text, ratio_whole_id text, is_need_of text, visibility text, share_part_id text,
    share_whole_id text, change_id text, change_since text, denominator_id text, family text, no_verdict text);
create table mart.area_value(area_code text, level text, indicator_id text, period text, group_code text,
    value double, lower double, upper double, n bigint, status text, quality_flag text, left_out_count int,
    left_out_reason text, approximate_count int);
create table mart.school_value(school_id text, indicator_id text, period text, group_code text, value double,
    lower double, upper double, n bigint, status text, quality_flag text);
create table mart.school_area(level text, school_id text, area_code text);
create table mart.gka_theme(theme_id text, name_nl text, name_en text, in_2020 boolean, theme_2020_nl text,
    source text);
create table mart.partner(partner_id text, name text, kind text, website text, contact text, is_fictional boolean);
create table mart.programme(programme_id text, partner_id text, name text, theme_id text, sector text,
    group_from text, group_to text, wants_volunteers boolean, region text, description_nl text,
    description_en text);
create table mart.activity(partner_id text, programme_id text, school_id text, school_year text,
    participants_count int, participants_text text, participants_status text, confirmed_on date, current_until date,
    is_current boolean, delivery_id text, line bigint, stopped_on date);
create table mart.programme_fact(programme_id text, partner_id text, fact_id text, value text, told_by text,
    told_on date, told_in text);
create table mart.activity_fact(partner_id text, programme_id text, school_id text, school_year text, fact_id text,
    value text, told_of text, told_by text, told_on date, told_in text);
create table mart.delivery(delivery_id text, partner_id text, file_name text, sha256 text, received_on date,
    received_by text, confirmed_on date, rows_count bigint, linked_count bigint, doubtful_count bigint,
    unlinked_count bigint, without_year_count bigint);
create table mart.partner_row(delivery_id text, partner_id text, line bigint, fingerprint text, told_brin text,
    told_school text, told_street text, told_postcode text, told_place text, programme text, school_year text,
    school_year_text text, participants_count bigint, participants_text text, participants_status text,
    school_id text, decision text, rule text, score double, margin double, reason_nl text, reason_en text,
    candidates text, link_status text, decided_by text, decided_at timestamp);
create table mart.fact_kind(fact_id text, name_nl text, name_en text, told_2024 bigint,
    note_nl text, note_en text, sort_order bigint, source text);
create table mart.target_year(target_id text, school_year text, state text, from_year bigint, fact_id text,
    reason_nl text, reason_en text, steps text, value double, expected double, verdict text, told_count bigint,
    asked_count bigint, is_complete boolean);
create table mart.geo_file(level text, language text, file text, sha256 text, bytes bigint, gzip_bytes bigint,
    features bigint);
create table mart.closed_area_value(area_code text, level text, indicator_id text, period text, group_code text,
    value double, lower double, upper double, n bigint, status text, quality_flag text);
create table mart.closed_institution_value(brin text, indicator_id text, period text, group_code text, value double,
    lower double, upper double, n bigint, status text, quality_flag text);
create table mart.closed_school_value(school_id text, indicator_id text, period text, group_code text, value double,
    lower double, upper double, n bigint, status text, quality_flag text);
create table mart.factor(factor_id text, level text, level_nl text, level_en text, name_nl text, name_en text,
    in_2020 boolean, in_2022 boolean, number_2020 bigint, number_2022 bigint, name_2020_nl text, source text);
create table mart.gka_initiative(initiative_id text, title text, municipality_or_region text,
    municipality_code text, named_codes text, organisation text, sector text, also_sectors text, theme text,
    aim_nl text, aim_en text, note text, source text);
create table mart.gka_intervention(year int, margin text, category text, interventions_count bigint, note text,
    source text);
create table mart.gka_member(entry text, name text, kind text, joined_year bigint, agenda_url text, source text);
create table mart.gka_member_code(area_code text, classification_year int, entry text, note text, source text);
create table mart.factor_theme(factor_id text, theme_id text, reason_nl text, reason_en text, source text);
create table mart.institution_value(brin text, indicator_id text, period text, group_code text, value double,
    lower double, upper double, n bigint, status text, quality_flag int);
create table mart.target(target_id text, line text, name_nl text, name_en text, kind text, unit text, baseline text,
    baseline_year bigint, standing_2024 text, standing_nl text, standing_en text, goal text, goal_year bigint,
    note text, source text);
"""

INDICATORS = [
    # indicator, Dutch, English, unit, decimals, direction, sector, source, palette, on map
    ("po_need_per_pupil", "Behoefte per leerling", "Need per pupil", "points_per_pupil", 2,
     "higher_is_worse", "PO", "cbs_scores", "need", True),
    ("ses_woa", "SES-WOA", "SES-WOA", "score", 2, "higher_is_better", None, "cbs_ses", "diverging", True),
    ("po_need_load", "Behoefte, totaal", "Need, total", "points", 0, "higher_is_worse", "PO",
     "cbs_scores", "need", True),
    ("population_0_14", "Kinderen onder 15 jaar", "Children under 15", "children", 0, "neutral", None,
     "cbs_kwb", "amount", True),
    ("vo_need_load", "Leerlingen in vmbo en pro", "Pupils in vmbo and pro", "pupils", 0, "higher_is_worse", "VO",
     "duo_po", "need", True),
    ("ses_woa_coverage_pct", "Dekking SES-WOA", "Coverage of SES-WOA", "pct", 0, "neutral", None,
     "cbs_ses", "amount", False),
]  # fmt: skip

# is_comparable, weight_id, spread_id, coverage_id, ratio_part_id, ratio_whole_id, is_need_of
DECLARED = {
    "po_need_per_pupil": "true, 'po_funded_pupils', null, null, 'po_need_load', 'po_funded_pupils', null",
    "ses_woa": "true, null, 'ses_woa_spread', 'ses_woa_coverage_pct', null, null, null",
    "po_need_load": "false, null, null, null, null, null, 'PO'",
    "vo_need_load": "false, null, null, null, null, null, 'VO'",
}

UNITS = {
    "points_per_pupil": ("punt per leerling", "punt per leerling", "points per pupil", "points per pupil"),
    "score": ("", "", "", ""),
    "points": ("punt", "punten", "point", "points"),
    "pupils": ("leerling", "leerlingen", "pupil", "pupils"),
    "children": ("kind", "kinderen", "child", "children"),
    "pct": ("%", "%", "%", "%"),
}


def write_warehouse(directory: Path, seed: int = 1, statements: tuple[str, ...] = ()) -> Path:
    """Warehouse, geometry and pointer of a fictional mini country, changed by `statements`; returns `directory`."""
    origin = _template(seed, statements)
    shutil.copytree(origin / "geo", directory / "geo", dirs_exist_ok=True)
    (directory / "warehouse").mkdir(parents=True, exist_ok=True)
    _publish(origin / "stand-in.duckdb", directory / "warehouse")
    return directory


def lend_warehouse(directory: Path, *statements: str) -> Path:
    """As write_warehouse, with a file that all who read it share; `change` without statements gives one of its own."""
    shared = _shared(statements)
    shutil.copytree(shared / "geo", directory / "geo", dirs_exist_ok=True)
    (directory / "warehouse").mkdir(parents=True, exist_ok=True)
    _point(directory / "warehouse", _told(shared / "warehouse"))
    return directory


@cache
def _shared(statements: tuple[str, ...]) -> Path:
    """What is lent: its pointer names the file wherever it is read."""
    folder = write_warehouse(Path(tempfile.mkdtemp(dir=_templates().name)), statements=statements)
    _lend(folder / "warehouse")
    return folder


def change(directory: Path, *statements: str) -> None:
    """Publishes the next build: the mart of now after these statements. The file that the app has open stays.

    What is lent and changed in the same way is lent too; without statements a directory gets a file of its own.
    """
    origin, folder = file_of(directory), directory / "warehouse"
    if statements and origin.is_relative_to(_templates().name):
        _point(folder, _told(_changed(origin, statements)))
    else:
        _publish(origin, folder, statements)


@cache
def _changed(origin: Path, statements: tuple[str, ...]) -> Path:
    folder = Path(tempfile.mkdtemp(dir=_templates().name))
    _publish(origin, folder, statements)
    _lend(folder)
    return folder


def _lend(folder: Path) -> None:
    """The pointer names its file by its whole path, and nobody should write in it."""
    told = _told(folder)
    file = folder / told["file"]
    file.chmod(0o444)
    _point(folder, told | {"file": str(file)})


def file_of(directory: Path) -> Path:
    """The warehouse file that the pointer names."""
    folder = directory / "warehouse"
    return folder / _told(folder)["file"]


def ask(directory: Path, query: str, *values: object) -> list[tuple]:
    """Rows of a published mart, as an analyst would get them; `warehouse.close()` first if the app has it open."""
    with duckdb.connect(str(file_of(directory)), read_only=True) as con:
        return con.execute(query, values).fetchall()


def _publish(origin: Path, folder: Path, statements: tuple[str, ...] = ()) -> None:
    """A copy of `origin` with an id of its own, and the pointer moved to it as one step."""
    build_id = f"klein-a{uuid.uuid4().hex[:7]}"  # a letter after the dash: a line may break there
    file = folder / f"{SLUG}-{build_id}.duckdb"
    shutil.copyfile(origin, file)
    with duckdb.connect(str(file)) as con:
        for statement in (*statements, f"update mart.build set build_id = '{build_id}'"):
            con.execute(statement)
        if any(re.search(r"mart\.(area_value|area|indicator)\b", statement) for statement in statements):
            # a statement may take away what it stands on
            with contextlib.suppress(duckdb.CatalogException, duckdb.BinderException):
                _stand(con)
    # a declared edition, because the place of the partners' files follows from it
    _point(folder, {"build_id": build_id, "file": file.name, "edition": "2020"})


def _told(folder: Path) -> dict[str, str]:
    return json.loads((folder / "current.json").read_text(encoding="utf-8"))


def _point(folder: Path, told: dict[str, str]) -> None:
    part = folder / "current.json.part"
    part.write_text(json.dumps(told))
    os.replace(part, folder / "current.json")


@cache
def _templates() -> tempfile.TemporaryDirectory[str]:
    """Where this process keeps what it copies from; removed with the process."""
    return tempfile.TemporaryDirectory(prefix="stand-in-")


@cache
def _template(seed: int, statements: tuple[str, ...]) -> Path:
    folder = Path(tempfile.mkdtemp(dir=_templates().name))
    (folder / "geo").mkdir()
    with duckdb.connect(str(folder / "stand-in.duckdb"), config={"default_block_size": SMALL_BLOCKS}) as con:
        fill_mart(con, random.Random(seed))
        _write_geo(con, folder / "geo")
        for statement in statements:
            con.execute(statement)
        _stand(con)
    return folder


def fill_mart(con: duckdb.DuckDBPyConnection, rng: random.Random) -> None:
    """Fills an empty connection: 2 provinces, 4 municipalities, 12 wijken (the last without values)."""
    con.execute(DDL)
    con.execute(
        "insert into mart.build values ('klein', 'klein', date '2020-12-31', 2020, true, 'Klein voorbeeld',"
        f" 'Small example', timestamp '2026-01-01', 'c0de', '{MART_SHAPE}')"
    )
    for i, row in enumerate(INDICATORS):
        _add_indicator(con, i, row)
    _add_areas(con)
    _add_schools(con, rng)
    _add_values(con, rng)
    _add_partners(con)
    _add_deliveries(con)
    _add_network(con)
    _add_provenance(con)
    mart_closed.add(con)
    for statement in DERIVED:
        con.execute(statement)
    for name in ("coverage_activity", "coverage_school", "coverage_area"):
        con.execute(_made_by(name))
    _stand(con)


def _stand(con: duckdb.DuckDBPyConnection) -> None:
    """The build's own standings, asked again after a change of what they stand on."""
    con.execute("create schema if not exists core; drop view if exists core.area_reference")
    con.execute("drop view if exists core.area_figure")
    for name in ("area_figure", "area_reference"):
        con.execute((ROOT / "queries" / "build" / f"core.{name}.sql").read_text(encoding="utf-8"))
    for name, frame in zip(("standing", "standing_spread"), standings.tables(con), strict=True):
        con.execute(f"drop table if exists mart.{name}")
        raw.store(con, f"mart.{name}", frame)


def _made_by(table: str) -> str:
    return (ROOT / "queries" / "build" / f"mart.{table}.sql").read_text(encoding="utf-8")


def _add_indicator(con, order, row) -> None:
    code, nl, en, unit, decimals, direction, sector, source, palette, on_map = row
    rest = ", ".join(["'open'", *["null"] * 7])
    con.execute(
        "insert into mart.indicator values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,null,?,?,?,?,?,?,"
        f"{DECLARED.get(code, 'false, null, null, null, null, null, null')}, {rest})",
        [code, nl, en, f"Uitleg over {nl}.", f"About {en}.", unit, *UNITS[unit], decimals, direction, sector,
         "district,municipality,province,country", source, "Methode.", "Method.", palette, on_map, order,
         "schools" if sector else "households"],
    )  # fmt: skip


def _add_areas(con) -> None:
    def add(code, level, name, parent, *, gm=None, gm_name=None, pv=None, pv_name=None, index=None, box, population):
        con.execute(
            "insert into mart.area values (?,?,?,?,?,?,?,?,2020,3,?,false,false,?,?,?,?,?)",
            [code, level, name, parent, gm, gm_name, pv, pv_name, population, index, *box],
        )

    add("NL00", "country", "Nederland", None, box=(5, 52, 6.2, 52.6), population=40_000)
    for p in range(2):
        south = 52 + 0.3 * p
        province = {"pv": f"PV9{p}", "pv_name": ["Noorderland", "Zuiderland"][p]}
        box = (5, south, 6.2, south + 0.3)
        add(province["pv"], "province", province["pv_name"], "NL00", **province, index=p, box=box, population=20_000)
        for g in range(2):
            k, west = 2 * p + g, 5 + 0.6 * g
            town = {"gm": f"GM900{k}", "gm_name": ["Aderveen", "Boskerk", "Citerhoek", "Dalmeer"][k], **province}
            box = (west, south, west + 0.6, south + 0.3)
            add(town["gm"], "municipality", town["gm_name"], town["pv"], **town, index=k, box=box, population=10_000)
            for w in range(3):
                box = (west + 0.2 * w, south, west + 0.2 * w + 0.2, south + 0.3)
                name = ["Noord", "Midden", "Zuid"][w]
                add(f"WK900{k}0{w}", "district", name, town["gm"], **town, index=3 * k + w, box=box, population=3_000)


def _add_schools(con, rng: random.Random) -> None:
    districts = con.execute(
        "select area_code, municipality_code, municipality_name, province_code, (min_lon + max_lon) / 2,"
        " (min_lat + max_lat) / 2 from mart.area where level = 'district' order by map_index"
    ).fetchall()
    for i in range(30):
        wk, gm, gm_name, pv, lon, lat = districts[i % 11]
        sector = "VO" if i % 5 == 4 else "PO"
        flag = {3: "small", 7: "newcomer"}.get(i)
        precision = "postcode4" if i == 6 else "address"
        con.execute(
            "insert into mart.school values (?,?,?,true,null,null,?,'1','Laan',?,'9999 ZZ',?,?,?,?,?,null,?,?,"
            "?,'Openbaar',null,?,'observed','duo_afstand',?,?)",
            [f"9{i:02}A00", f"9{i:02}A", sector, f"School {i:02}", str(i), gm_name, gm, gm_name, pv, wk,
             lon + rng.uniform(-0.05, 0.05), lat, precision, rng.randint(30, 600), flag, i % 3],
        )  # fmt: skip
    con.execute(
        "insert into mart.school (school_id, brin, sector, is_listed, name, place, pupils_count, pupils_status)"
        " values ('930A00', '930A', 'PO', false, 'School 30', 'Elders', 90, 'observed')"
    )
    con.execute(
        "insert into mart.school_name values ('901A00', 'De Springplank', date '2016-10-01', date '2016-10-01')"
    )
    con.execute("insert into mart.place_alias values ('De Ader', 'Aderveen')")
    con.execute("insert into mart.school_area select 'country', school_id, 'NL00' from mart.school")
    for level in ("province", "municipality", "district"):
        con.execute(
            f"insert into mart.school_area select '{level}', school_id, coalesce({level}_code, '') from mart.school"
        )


def _add_values(con, rng: random.Random) -> None:
    areas = con.execute("select area_code, level from mart.area order by area_code").fetchall()
    for code, level in areas:
        empty = code == "WK900302"
        for indicator, low, high in (
            ("po_need_per_pupil", 0.1, 3.0),
            ("ses_woa", -0.8, 0.6),
            ("po_need_load", 50, 900),
            ("population_0_14", 100, 2000),
        ):
            value = None if empty else rng.uniform(low, high)
            con.execute(
                "insert into mart.area_value values (?,?,?,'2019','all',?,null,null,?,?,?,1,null,1)",
                [code, level, indicator, value, 4, "missing" if empty else "observed",
                 "approximation" if indicator == "ses_woa" and level != "district" else None],
            )  # fmt: skip
    con.execute(
        "insert into mart.area_value select area_code, level, 'ses_woa_coverage_pct', '2019', 'all', 93.4,"
        " null, null, null, 'observed', null, null, null, null from mart.area where level <> 'district'"
    )
    for indicator, sector, formula in (
        ("po_need_per_pupil", "PO", "pupils_count / 300"),
        ("po_need_load", "PO", "pupils_count * pupils_count / 300"),
        ("vo_need_load", "VO", "floor(pupils_count / 2)"),
    ):
        con.execute(
            f"insert into mart.school_value select school_id, '{indicator}', '2019', 'all', round({formula}, 2),"
            f" null, null, pupils_count, 'observed', null from mart.school where sector = '{sector}'"
        )


def _add_deliveries(con) -> None:
    """One delivery whose rows are the activities, and one row more that a person must judge; the facts of it all."""
    con.execute(
        "insert into mart.delivery values"
        " ('d1', 'brug', 'brug.csv', 'ab', date '2020-10-01', 'lokaal', null, 9, 8, 1, 0, 0)"
    )
    con.execute(
        "insert into mart.partner_row select delivery_id, 'brug', line, 'f' || line, null, name, null, null, place,"
        " 'Taal', school_year, school_year, participants_count, participants_text, participants_status, school_id,"
        " 'auto', 'place_name', 0.9, 0.2, 'naam gelijk', 'same name', '[]', 'linked', null, null"
        " from mart.activity join mart.school using (school_id)"
    )
    con.execute(
        "insert into mart.partner_row values ('d1', 'brug', 99, 'f99', null, 'De =1+1', null, null, 'Aderveen', 'Taal',"
        " '2019-2020', '19/20', 5, '5', 'observed', null, 'review', 'name', 0.6, 0.0, 'naam lijkt er enigszins op',"
        " 'name somewhat alike', '[{\"school_id\": \"900A00\", \"score\": 0.6}]', 'doubtful', null, null)"
    )
    con.execute(
        "insert into mart.fact_kind values ('partners', 'Partners', 'Partners', 26, null, null, 1, 'x'),"
        " ('schools_2', 'Scholen met minstens 2 partners', 'Schools with at least 2 partners', 130, null, null, 5, 'x')"
    )
    con.execute((ROOT / "queries" / "build" / "mart.fact.sql").read_text(encoding="utf-8"))
    con.execute(
        "insert into mart.target values"
        " ('data', 'education', 'Partners met gegevens', 'Partners with data', 'number', 'partners', null, null, '5',"
        " 'Vijf', 'Five', '20', 2026, null, 'x'),"
        " ('line', 'education', 'Scholen met een leerlijn', 'Schools with a line', 'number', 'schools', null, null,"
        " '2', '2 pilots', '2 pilots', '1', 2026, null, 'x')"
    )
    con.execute(
        "insert into mart.target_year (target_id, state, from_year, fact_id, reason_nl, reason_en, value, expected,"
        " verdict, school_year) select t.*, y.school_year from (values"
        " ('data', 'counted', 2019, 'partners', 'Hetzelfde.', 'The same.', 3, 5, 'behind'),"
        " ('line', 'awaits_marks', 2019, null, 'Nog niet gemeld.', 'Not told yet.', null, null, null)"
        " ) as t cross join (select distinct school_year from mart.fact) as y"
    )


def _add_partners(con) -> None:
    """Three partners, one faded activity, one at a school that is no longer listed and lies in no area."""
    con.execute(
        "insert into mart.gka_theme (theme_id, name_nl, name_en) values"
        " ('language', 'Taalbevordering', 'Language development'),"
        " ('sport_culture', 'Sport en cultuur', 'Sport and culture')"
    )
    con.executemany("insert into mart.partner values (?,?,?,null,null,true)", PARTNERS)
    con.executemany("insert into mart.programme values (?,?,?,?,'PO,VO',null,null,false,null,null,null)", PROGRAMMES)
    for line, (programme, school, year, count, is_current) in enumerate(ACTIVITIES, start=2):
        told = (None, "missing") if count is None else (str(count), "observed")
        confirmed = f"{year[5:]}-07-31"
        con.execute(
            "insert into mart.activity values (?,?,?,?,?,?,?,?,cast(? as date) + interval 12 month,?,'d1',?,null)",
            [programme.split("/")[0], programme, school, year, count, *told, confirmed, confirmed, is_current, line],
        )

    con.execute(
        "insert into mart.programme_fact values"
        " ('brug/taal', 'brug', 'via_skb', 'yes', 'lokaal', date '2020-10-02', 'form'),"
        " ('brug/taal', 'brug', 'capacity', '40', 'lokaal', date '2020-10-01', 'file')"
    )
    con.execute(
        "insert into mart.activity_fact values"
        " ('brug', 'brug/taal', '900A00', '2019-2020', 'via_skb', 'no', 'row', 'lokaal', date '2020-10-01', 'file')"
    )


def _add_network(con) -> None:
    """What the GKA tells: two members of which one is in this world, margins of two years, initiatives, factors."""
    con.execute("update mart.area set is_gka = true where municipality_code = 'GM9000'")
    con.execute(
        "insert into mart.gka_member values"
        " ('aderveen', 'Aderveen', 'municipality', 2020, 'https://agenda.example/aderveen', 'Verslag'),"
        " ('verweg', 'Verweg', 'group', null, 'https://agenda.example/verweg', 'Verslag')"
    )
    con.execute(
        "insert into mart.gka_member_code values ('GM9000', 2020, 'aderveen', null, 'Verslag'),"
        " ('GM0001', 2020, 'verweg', null, 'Verslag'), ('GM0002', 2020, 'verweg', null, 'Verslag')"
    )
    con.execute(
        "insert into mart.gka_intervention values (2022, 'sector', 'po', 5, null, 'Verslag'),"
        " (2022, 'sector', 'vo', 2, null, 'Verslag'), (2022, 'theme', 'language', 4, null, 'Verslag'),"
        " (2022, 'theme', 'sport_culture', 3, null, 'Verslag'), (2022, 'link', 'mbo', 1, null, 'Verslag'),"
        " (2020, 'theme', 'language', 6, null, 'Verslag')"
    )
    con.execute(
        "insert into mart.gka_initiative values"
        " ('1', 'Voorlezen in de wijk', 'Aderveen', 'GM9000', 'GM9000', 'Bibliotheek', 'po', null, 'language',"
        " 'Kinderen horen elke week een verhaal.', 'Children hear a story each week.', null, 'Bijlage'),"
        " ('2', 'Samen sporten', 'Een regio', null, null, 'Sportclub', 'other', 'vo', 'sport_culture',"
        " 'Jongeren sporten na school.', 'Young people do sports after school.', null, 'Bijlage')"
    )
    con.execute(
        "insert into mart.factor values"
        " ('social_status', 'family', 'Familie', 'Family', 'Sociale status', 'Social status', true, true, 9, 10,"
        " 'Sociale status', 'Verslag'),"
        " ('motivation', 'pupil', 'Leerling', 'Pupil', 'Motivatie', 'Motivation', true, true, 8, 9, 'Motivatie',"
        " 'Verslag'),"
        " ('health', 'pupil', 'Leerling', 'Pupil', 'Gezondheid', 'Health', false, true, null, 2, null, 'Verslag')"
    )
    con.execute(
        "insert into mart.factor_theme values"
        " ('motivation', 'language', 'lezen motiveert', 'reading motivates', 'eigen')"
    )
    con.execute("update mart.indicator set factor_id = 'social_status' where indicator_id = 'po_need_per_pupil'")


def _add_provenance(con) -> None:
    for source in ("cbs_scores", "cbs_ses", "cbs_kwb", "duo_po"):
        con.execute(
            "insert into mart.source values (?, '2019', ?, ?, 'CBS', 'CC BY 4.0', null, null, 'x.csv', ?, 1, 12,"
            " date '2019-10-01', 365, '2019', null, null, null, null)",
            [source, f"Bron {source}", f"Source {source}", "ab" * 32],
        )
    con.execute(
        "insert into mart.etl_issue values"
        " ('duo_po', '2020', 12, '901A00', 'POSTCODE', '=1+1', '1234 AB', 'postcode_shape', 'refused',"
        "  'De postcode klopt niet.', 'The postcode is wrong.'),"
        " ('cbs_ses', '2019', 3, 'WK900302', 'SES', '', 'number', 'value_missing', 'info',"
        "  'Er is geen score.', 'There is no score.')"
    )
    con.execute(
        "insert into mart.issue_rule values"
        " ('postcode_shape', 'refused', 'Postcode heeft een andere vorm', 'Postcode has another form'),"
        " ('value_missing', 'info', 'Er is geen waarde', 'There is no value')"
    )
    con.execute(
        "insert into mart.source_check select source_id, vintage, timestamp '2026-01-01',"
        " timestamp '2026-01-01', null, null from mart.source"
    )


def _write_geo(con, directory: Path) -> None:
    """Square areas, so that a click in the middle of a box hits it."""
    for level in ("province", "municipality", "district"):
        rows = con.execute(
            "select map_index, area_code, name, municipality_name, min_lon, min_lat, max_lon, max_lat"
            " from mart.area where level = ? order by map_index",
            [level],
        ).fetchall()
        for language in ("nl", "en"):
            _write_file(con, directory, level, language, [_square(row) for row in rows])
    for level in ("municipality_line", "province_line", "school"):
        for language in ("nl", "en") if level == "school" else ("",):
            _write_file(con, directory, level, language, [])


def _square(row) -> dict:
    i, code, name, municipality, west, south, east, north = row
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    texts = {indicator[0]: "1,00" for indicator in INDICATORS if indicator[-1]}
    return {
        "type": "Feature",
        "properties": {"i": i, "c": code, "n": name, "m": municipality, **texts},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def _write_file(con, directory: Path, level: str, language: str, features: list) -> None:
    name = f"{level}{'-' + language if language else ''}-0123456789ab.geojson"
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (directory / name).write_text(text)
    con.execute(
        "insert into mart.geo_file values (?,?,?,?,?,0,?)",
        [level, language, name, hashlib.sha256(text.encode()).hexdigest(), len(text), len(features)],
    )
