"""Sources declared for edition 2025: their queries on a few rows each, and their sample files through the contract."""

import re

import duckdb
import pytest

from etl import paths
from etl.declared import catalog
from etl.decoding import contract, readers

DECLARED = ["duo_leerlingen_pc4", "duo_apcg", "inspectie_schoolweging", "cbs_achterstandsscores_vo"]
DECLARED += [
    "cbs_achterstandsscores_pro",
    "cbs_schoolweging",
    "duo_referentieniveaus",
    "duo_vestigingen_so",
    "rio_onderwijslocaties",
    "rio_locatiegebruik",
]
SEEN = {"duo_apcg", "cbs_schoolweging", "duo_referentieniveaus", "duo_vestigingen_so"}
QUERIES = ["core.apcg_pupils", "core.value_school_apcg", "core.schoolweging_crosswalk", "core.schoolweging"]
QUERIES += ["core.value_school_schoolweging", "core.value_school_need_vo_score", "core.value_school_referentieniveaus"]
QUERIES += ["core.school_listed_so", "core.school_point_rio"]
VALUE_COLUMNS = ["school_id", "indicator_id", "period", "group_code", "value", "lower", "upper", "n", "status"]
VALUE_COLUMNS += ["quality_flag"]


@pytest.fixture
def con():
    """Empty raw tables of the declared sources, a few known schools, and the reference date of each source."""
    con = duckdb.connect()
    con.execute("create schema raw; create schema core")
    for source_id in DECLARED:
        for table in catalog.sources()[source_id].tables.values():
            columns = ", ".join(f"{name} varchar" for name in table.fields)
            con.execute(f"create table raw.{table.name} (vintage varchar, line bigint, {columns})")
    con.execute("create table raw.source_used (source_id text, reference_date date, period text, small_numbers text)")
    con.execute((paths.QUERIES / "build" / "_macros.sql").read_text(encoding="utf-8"))
    con.executemany(
        "insert into raw.source_used values (?, date '2025-08-01', '2024-2025', 'withhold')", [[s] for s in DECLARED]
    )
    con.execute(
        "create table core.school_known as select * from (values"
        " ('90AA00', '90AA', 'PO', 'De Linde', '0101AB', '12-A', '00001', true, date '2025-10-01'),"
        " ('90AA01', '90AA', 'PO', 'De Beuk', '0102AB', '3', '00001', true, date '2025-10-01'),"
        " ('90BB00', '90BB', 'PO', 'De Es', '0103AB', '5', '00001', true, date '2025-10-01'),"
        " ('90CC00', '90CC', 'VO', 'Het College', '0104AB', '7', '00002', true, date '2025-10-01'))"
        " t (school_id, brin, sector, name, postcode, house_number, board_id, is_listed, last_date)"
    )
    con.execute("create table core.school_listed as select * from core.school_known")
    return con


def put(con, table, **columns):
    """Adds a row of text; the line counts on."""
    names = ", ".join(columns)
    marks = ", ".join("?" for _ in columns)
    con.execute(
        f"insert into raw.{table} (line, {names}) select count(*) + 2, {marks} from raw.{table}", list(columns.values())
    )


def run(con, *tables):
    """Builds the named tables."""
    for table in tables:
        con.execute((paths.QUERIES / "build" / f"{table}.sql").read_text(encoding="utf-8"))


def homes(con, *cells, school="90AA"):
    """Pupils by home postcode in 2024; 0107 is the only poverty area."""
    if not con.sql("from raw.duo_apcg").fetchall():
        put(con, "duo_apcg", postcode4="0107", is_apcg="J")
        put(con, "duo_apcg", postcode4="0109", is_apcg="N")
    for postcode, count in cells:
        row = {"brin": school, "location_number": "00", "kind": "BO", "year": "2024"}
        put(con, "duo_leerlingen_pc4", **row, home_postcode4=postcode, pupils_count=count)


def share(con):
    """The row of po_pupils_apcg_pct."""
    run(con, "core.apcg_pupils", "core.value_school_apcg")
    return con.sql(
        "select value, lower, upper, n, status from core.value_school_apcg where indicator_id = 'po_pupils_apcg_pct'"
    ).fetchall()


def test_share_of_exact_cells(con):
    homes(con, ("0107", "20"), ("0108", "50"), ("0109", "10"))
    assert share(con) == [(25.0, None, None, 80, "observed")]


def test_unknown_homes_and_other_kinds_do_not_count(con):
    homes(con, ("0107", "20"), ("0108", "60"), ("0000", "90"))
    row = {"brin": "90AA", "location_number": "00", "year": "2024", "home_postcode4": "0108", "pupils_count": "99"}
    put(con, "duo_leerlingen_pc4", kind="SBO", **row)
    assert share(con) == [(25.0, None, None, 80, "observed")]


@pytest.mark.parametrize("mark", ["-1", "<5"])
def test_hidden_cells_give_bounds_and_no_value(con, mark):
    homes(con, ("0107", "20"), ("0108", "56"), ("0110", mark), ("0111", mark))
    ((value, lower, upper, n, status),) = share(con)
    assert (value, n, status) == (None, None, "suppressed")
    assert lower == pytest.approx(100 * 20 / 84)
    assert upper == pytest.approx(100 * 20 / 78)
    counts = con.sql("select indicator_id, value, lower, upper from core.value_school_apcg order by 1").fetchall()
    assert ("po_pupils_apcg", 20.0, None, None) in counts
    assert ("po_pupils_home_known", None, 78.0, 84.0) in counts


def test_bounds_of_a_single_hidden_cell_stay_inside(con):
    homes(con, ("0107", "<5"))
    run(con, "core.apcg_pupils", "core.value_school_apcg")
    rows = con.sql("select indicator_id, value, lower, upper, status from core.value_school_apcg order by 1").fetchall()
    assert rows[0] == ("po_pupils_apcg", None, None, None, "suppressed")


@pytest.mark.parametrize("cells", [[("0107", "5"), ("0108", "<5")], [("0108", "80")], [("0107", "-1"), ("0108", "90")]])
def test_few_pupils_on_a_side_are_withheld(con, cells):
    homes(con, *cells)
    assert share(con) == [(None, None, None, None, "withheld")]


def test_a_school_nobody_knows_gives_no_share(con):
    homes(con, ("0107", "20"), ("0108", "60"), school="79ZZ")
    assert share(con) == []


def test_without_the_list_of_poverty_areas_nothing_is_said(con):
    homes(con, ("0107", "20"), ("0108", "60"))
    con.execute("delete from raw.duo_apcg")
    assert share(con) == []


def weging(con, ovt, name, address=("", ""), weight="31.5"):
    """A row of the Inspectorate's table; the address is (postcode, house number)."""
    figures = {"weight": weight, "pupils_count": "210" if weight else "", "spread": "5.5" if weight else ""}
    put(con, "inspectie_schoolweging", ovt=ovt, name=name, postcode=address[0], house_number=address[1], **figures)


def matched(con):
    """(ovt, school_id, rule) of every row."""
    run(con, "core.schoolweging_crosswalk")
    return con.sql("select ovt, school_id, match_rule from core.schoolweging_crosswalk order by 1").fetchall()


def test_locations_are_matched_by_address_not_by_their_number(con):
    weging(con, "90AA|C1", "Beuk", ("0102 AB", "3"))
    weging(con, "90AA|C2", "Linde", ("0101AB", "12"))
    assert matched(con) == [("90AA|C1", "90AA01", "address"), ("90AA|C2", "90AA00", "address")]


def test_locations_are_matched_by_name_then_by_being_the_only_one(con):
    weging(con, "90AA|C1", "De beuk")
    weging(con, "90AA|C2", "Iets anders")
    weging(con, "90BB|C1", "Iets anders")
    weging(con, "79ZZ|C1", "De Linde", ("0101AB", "12"))
    assert matched(con) == [
        ("79ZZ|C1", None, None),
        ("90AA|C1", "90AA01", "name"),
        ("90AA|C2", None, None),
        ("90BB|C1", "90BB00", "only_location"),
    ]


def test_two_rows_never_share_a_location(con):
    weging(con, "90AA|C1", "De Linde", ("0101AB", "12"))
    weging(con, "90AA|C2", "De Linde")
    assert matched(con) == [("90AA|C1", "90AA00", "address"), ("90AA|C2", None, None)]


def test_two_locations_at_one_address_are_told_apart_by_name_or_not_at_all(con):
    con.execute("update core.school_known set postcode = '0101AB', house_number = '12' where brin = '90AA'")
    weging(con, "90AA|C1", "De Beuk", ("0101AB", "12"))
    weging(con, "90AA|C2", "Iets anders", ("0101AB", "12"))
    assert matched(con) == [("90AA|C1", "90AA01", "address"), ("90AA|C2", None, None)]


def test_schoolweging_is_missing_where_there_is_none(con):
    weging(con, "90AA|C2", "De Linde", ("0101AB", "12"))
    weging(con, "90AA|C1", "De Beuk", ("0102AB", "3"), weight="")
    run(con, "core.schoolweging_crosswalk", "core.schoolweging", "core.value_school_schoolweging")
    rows = con.sql(
        "select school_id, value, n, status, period from core.value_school_schoolweging"
        " where indicator_id = 'po_schoolweging' order by 1"
    ).fetchall()
    assert rows == [
        ("90AA00", 31.5, 210, "observed", "2024-2025"),
        ("90AA01", None, None, "missing", "2024-2025"),
        ("90BB00", None, None, "missing", "2024-2025"),
    ]


def levels(con, reading, arithmetic=("0", "0", "0", "0")):
    """A school's reference levels; language as reading."""
    names = ["arithmetic_below_1f", "arithmetic_1f", "arithmetic_1s", "arithmetic_2f"]
    names += [f"{subject}_{level}" for subject in ("reading", "language") for level in ("below_1f", "1f", "2f")]
    row = {"brin": "90AA", "location_number": "00", "kind": "Bo"}
    put(con, "duo_referentieniveaus", **row, **dict(zip(names, [*arithmetic, *reading, *reading], strict=True)))
    run(con, "core.value_school_referentieniveaus")
    rows = con.sql("select group_code, value, n, status from core.value_school_referentieniveaus").fetchall()
    return {group: rest for group, *rest in rows}


def test_higher_levels_count_in_the_lower_one(con):
    found = levels(con, ("6", "8", "26"), ("10", "14", "16", "0"))
    assert found["reading_1F"] == [85.0, 40, "observed"]
    assert found["reading_2F"] == [65.0, 40, "observed"]
    assert found["arithmetic_1F"] == [75.0, 40, "observed"]
    assert found["arithmetic_1S2F"] == [40.0, 40, "observed"]


def test_reference_levels_are_hidden_withheld_or_do_not_apply(con):
    found = levels(con, ("0", "8", "26"))
    assert found["reading_1F"] == [None, None, "withheld"]
    assert found["arithmetic_1F"] == [None, None, "not_applicable"]
    con.execute("delete from raw.duo_referentieniveaus; drop table core.value_school_referentieniveaus")
    assert levels(con, ("<5", "8", "26"))["reading_2F"] == [None, None, "suppressed"]


def test_scores_of_practical_education_stay_apart(con):
    put(con, "cbs_achterstandsscores_vo_drempel", school_id="90CC00", pupils_count="400", score="12.5")
    put(con, "cbs_achterstandsscores_vo_zonder_drempel", school_id="90CC00", score="99.25")
    put(con, "cbs_achterstandsscores_pro", school_id="90CC00", pupils_count="400", score="0")
    run(con, "core.value_school_need_vo_score")
    found = con.sql("select indicator_id, value, n from core.value_school_need_vo_score order by 1").fetchall()
    assert found == [
        ("vo_achterstandsscore", 12.5, 400),
        ("vo_achterstandsscore_pro", 0.0, 400),
        ("vo_achterstandsscore_without_threshold", 99.25, 400),
    ]


def schoolweging(con, year, location="00", weight="31.5", brin="90AA"):
    """A row of CBS's workbook."""
    table = {"2025": "cbs_schoolweging_year", "2024": "cbs_schoolweging_year_before"}[year]
    figures = {"weight": weight, "spread": "5.5", "pupils_count": "210"}
    put(con, table, brin=brin, location_number=location, **figures)


def test_a_star_is_a_flag_and_not_another_location(con):
    schoolweging(con, "2025", "00*")
    schoolweging(con, "2024", "00", "30.25")
    schoolweging(con, "2025", brin="79ZZ")
    run(con, "core.schoolweging_crosswalk", "core.schoolweging", "core.value_school_schoolweging")
    rows = con.sql(
        "select school_id, period, value, n, status, quality_flag from core.value_school_schoolweging"
        " where indicator_id = 'po_schoolweging' order by all"
    ).fetchall()
    assert rows == [
        ("90AA00", "2024", 30.25, 210, "observed", None),
        ("90AA00", "2025", 31.5, 210, "observed", "small"),
        ("90AA01", "2025", None, None, "missing", None),
        ("90BB00", "2025", None, None, "missing", None),
    ]


def test_one_school_and_year_has_one_source_of_its_schoolweging(con):
    con.execute("update raw.source_used set period = '2025' where source_id = 'inspectie_schoolweging'")
    schoolweging(con, "2025", weight="31.5")
    weging(con, "90AA|C1", "De Linde", ("0101AB", "12"), weight="22.5")
    weging(con, "90AA|C2", "De Beuk", ("0102AB", "3"), weight="23.5")
    run(con, "core.schoolweging_crosswalk", "core.schoolweging", "core.value_school_schoolweging")
    rows = con.sql(
        "select school_id, value from core.value_school_schoolweging"
        " where indicator_id = 'po_schoolweging' and value is not null order by all"
    ).fetchall()
    assert rows == [("90AA00", 31.5), ("90AA01", 23.5)]


def test_a_location_is_where_rio_says_it_is_now(con):
    place = {"postcode": "0101 AB", "house_number": "12", "house_number_addition": "A"}
    put(con, "rio_onderwijslocaties", place_code="100X001", lat="53.1", lon="4.2", **place)
    put(con, "rio_onderwijslocaties", place_code="100X002", lat="53.9", lon="4.9", **place)
    put(con, "rio_onderwijslocaties", place_code="100X003", lat="", lon="", **place)
    put(con, "rio_locatiegebruik", place_code="100X001", school_id="90AA00", start_date="2015-08-01")
    put(con, "rio_locatiegebruik", place_code="100X002", school_id="90AA00", end_date="2023-07-31")
    put(con, "rio_locatiegebruik", place_code="100X003", school_id="90AA00")
    run(con, "core.school_point_rio")
    rows = con.sql("select school_id, lon, lat, postcode, house from core.school_point_rio").fetchall()
    assert rows == [("90AA00", 4.2, 53.1, "0101AB", "12A")]


def test_special_list_looks_like_the_other_lists(con):
    row = {"school_id": "90DD00", "brin": "90DD", "kind": "(V)SO", "name": "De Kring", "municipality_number": "9001"}
    put(con, "duo_vestigingen_so", **row)
    run(con, "core.school_listed_so")
    sql = (paths.QUERIES / "build" / "core.school_listed.sql").read_text(encoding="utf-8")
    assert all(name in sql for name in con.sql("from core.school_listed_so").columns)
    rows = con.sql("select sector, school_types, municipality_code from core.school_listed_so").fetchall()
    assert rows == [("SO", "SO/VSO", "GM9001")]


def test_empty_sources_give_empty_tables_of_the_promised_columns(con):
    run(con, *QUERIES)
    for table in QUERIES:
        assert con.sql(f"from {table}").fetchall() == [], table
        if ".value_" in table:
            assert con.sql(f"from {table}").columns == VALUE_COLUMNS
            assert con.sql(f"select n from {table}").types == ["BIGINT"]


@pytest.mark.parametrize("source_id", DECLARED)
def test_sample_file_holds_its_contract(source_id, sample_files):
    source = catalog.sources()[source_id]
    vintage = source.vintages["voorbeeld"]
    for name, decoded in readers.decode(source, vintage, sample_files / vintage.file).items():
        frame, issues = contract.check(source.tables[name], vintage, decoded.frame)
        assert len(frame) > 5
        assert len(issues) == 0


def test_every_assumption_is_named():
    for source_id in sorted(set(DECLARED) - SEEN):
        assert catalog.sources()[source_id].assumption, source_id


# ---- each vintage says where its own bytes are


def test_a_vintage_says_its_own_provenance_or_has_that_of_its_source():
    points = catalog.sources()["duo_schoolpunten"]
    said = {vintage.name: points.provenance(vintage) for vintage in points.vintages.values()}
    assert said["2024-11"] == {
        "publisher": "EduGIS, bewerking van DUO en BAG (geen uitgave van DUO)",
        "licence": "onbekend (geen licentiebestand)",
        "licence_url": "",
        "url": "https://github.com/edugis-repo/data-nl-scholen",
    }
    assert said["2025"]["publisher"].startswith("Dienst Uitvoering Onderwijs")
    assert said["2025"]["licence"] == "CC BY 4.0"


def test_no_vintage_of_edition_2020_has_the_address_of_a_later_one():
    """An address that names years names those of the vintage."""
    for source, vintage in catalog.edition("2020").uses:
        url = source.provenance(vintage)["url"]
        named = set(re.findall(r"20[12]\d", url.rpartition("/")[2]))
        own = f"{vintage.name} {vintage.period} {vintage.file} {vintage.reference_date}"
        assert named <= set(re.findall(r"20[12]\d", own)), (source.source_id, vintage.name, url)
