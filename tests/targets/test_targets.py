"""Target schools: the parts, the filters, the list, its export and a saved list; and the page without a browser."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import pandas as pd
import pytest
import streamlit
from python_calamine import CalamineWorkbook
from streamlit.testing.v1 import AppTest

from dashboard.figures.coverage import Filters
from dashboard.frame import export, language, warehouse
from dashboard.frame.access import LOCAL
from dashboard.targets import downloads, filters, ranked, score
from dashboard.targets.criteria import Criteria, Education, Preset, Third, weights_of
from dashboard.targets.saved import downloads as saved_downloads
from dashboard.targets.saved import saver, store, view
from dashboard.targets.score import Measure
from dashboard.ui import pieces
from tests.pages.test_pages import NOT_SHOWN, forbid, opened, texts
from tests.support import mart as builders
from tests.support.reading import local
from tests.support.rounds import sampled
from tests.support.screen import english_in

ROOT = Path(__file__).resolve().parents[2]
ALL = Criteria()
VO = Criteria(filters=Filters(sector="VO"))


def change(data: Path, *statements: str) -> None:
    """The next build: with these changes, and what follows from them."""
    builders.change(data, *statements, *builders.DERIVED)


def ask(data: Path, sql: str) -> list[tuple]:
    warehouse.close()
    return builders.ask(data, sql)


def listed(criteria: Criteria) -> list[str]:
    return ranked.ranked(criteria, local()).rows["school_id"].tolist()


def told(app: AppTest) -> str:
    return re.sub(r"\s+", " ", " ".join(texts(app)))


# The parts


def test_the_nearest_partner_is_that_of_another_school():
    rng = np.random.default_rng(2)
    schools = pd.DataFrame(
        {"school_id": [f"{k:06}" for k in range(30)], "lon": rng.uniform(4, 6, 30), "lat": rng.uniform(51, 53, 30)}
    )
    schools.loc[3, ["lon", "lat"]] = np.nan
    active = schools.iloc[[0, 3, 5, 9]]
    found = score.nearest_km(schools, active)
    for k, school in enumerate(schools.to_dict("records")):
        others = [one for one in active.dropna().to_dict("records") if one["school_id"] != school["school_id"]]
        expected = min(_haversine(school, one) for one in others)
        assert found[k] == pytest.approx(expected, abs=1e-3) or (k == 3 and math.isnan(found[k]))


def _haversine(one: dict, other: dict) -> float:
    a, b, c, d = (math.radians(x) for x in (one["lat"], other["lat"], one["lon"], other["lon"]))
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin((d - c) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(half)) if not math.isnan(half) else math.nan


def test_the_only_active_school_has_no_partner_near():
    schools = pd.DataFrame({"school_id": ["a", "b"], "lon": [5.0, 5.1], "lat": [52.0, 52.0]})
    found = score.nearest_km(schools, schools.iloc[:1])
    assert np.isnan(found[0])
    assert found[1] == pytest.approx(6.85, abs=0.01)
    assert np.isnan(score.nearest_km(schools, schools.iloc[:0])).all()


def test_a_slider_shares_its_weight_over_its_parts():
    spread = score.spread(score.parts_of("VO", "per-leerling"))
    assert (np.array([50, 20, 15, 5, 10]) @ spread).tolist() == [25, 25, 20, 15, 5, 10]


# The list


VO_SHARES = (
    "insert into mart.school_value select school_id, i, '2019', 'all', pupils_count % 97, null, null, null, 'observed',"
    " null from mart.school cross join (values ('vo_vmbo_bk_pro_pct'), ('vo_po_need_5km')) as t(i) where sector = 'VO'"
)


def test_the_contributions_of_a_school_add_up_to_its_score(data):
    change(data, VO_SHARES)
    for criteria in (ALL, VO, replace(ALL, measure="totaal"), replace(VO, measure="totaal")):
        found = ranked.ranked(criteria, local())
        assert len(found.scored) > 4
        for _k, school in found.scored.iterrows():
            assert np.nansum(found.contributions(school)) == pytest.approx(school["score"])


def anew(data: Path, criteria: Criteria) -> ranked.Ranked:
    """The same figures as another build, of which nothing is kept yet."""
    change(data)
    return ranked.ranked(criteria, local())


def test_the_same_question_gives_the_same_order_and_ranks_fall_with_the_score(data):
    first, again = (one.banded(one.rows) for one in (ranked.ranked(ALL, local()), anew(data, ALL)))
    pd.testing.assert_frame_equal(first, again)
    assert first["rank"].tolist() == list(range(1, len(first) + 1))
    assert first["score"].is_monotonic_decreasing
    assert ((first["low"] <= first["rank"]) & (first["rank"] <= first["high"])).all()


@pytest.mark.usefixtures("data")
def test_the_bands_that_are_kept_are_of_the_first_schools_and_equal_those_of_all(monkeypatch):
    monkeypatch.setattr(ranked, "BESIDE", 1)
    for measure in ranked.Measure:
        found = ranked.ranked(replace(ALL, areas=("PV91",), measure=measure, top=2), local())
        kept_ones, every = found.banded(found.rows.iloc[:3]), found.banded(found.rows)
        assert len(found.bands[0]) == 3 < len(found.scored)
        pd.testing.assert_frame_equal(kept_ones, every.iloc[:3])
        assert ((every["low"] <= every["rank"]) & (every["rank"] <= every["high"]))[: len(found.scored)].all()


def test_equal_schools_stand_in_the_order_of_their_codes(data):
    change(
        data,
        "update mart.school set pupils_count = 300, lon = 5, lat = 52, district_code = 'WK900000'",
        "update mart.school_value set value = 1.5, n = 300",
        "delete from mart.activity",
    )
    found = ranked.ranked(ALL, local()).rows
    assert found["school_id"].is_monotonic_increasing
    assert found["score"].nunique() == 1


@pytest.mark.usefixtures("data")
def test_newcomer_and_small_schools_join_by_the_switch_only():
    without, with_them = (
        ranked.ranked(ALL, local()),
        ranked.ranked(replace(ALL, flagged=True), local()),
    )
    assert set(with_them.rows["school_id"]) - set(without.rows["school_id"]) == {"903A00", "907A00"}
    assert without.flagged_count == 2
    # the percentiles of the others do not change by it
    before = without.rows.set_index("school_id")["score"]
    assert with_them.rows.set_index("school_id")["score"].loc[before.index].equals(before)


def test_without_need_there_is_no_score_and_the_school_stands_last(data):
    change(data, "update mart.school_value set status = 'suppressed' where school_id = '901A00'")
    found = ranked.ranked(ALL, local())
    last = found.banded(found.rows).iloc[-1]
    assert last["school_id"] == "901A00"
    assert np.isnan(last[["score", "rank", "low", "high", "share"]].astype(float)).all()
    assert len(found.scored) == len(found.rows) - 1


def test_a_missing_small_part_is_left_out_of_the_mean(data):
    change(data, "update mart.school set lon = null, lat = null where school_id = '901A00'")
    found = ranked.ranked(ALL, local())
    row = found.rows[found.rows["school_id"] == "901A00"].iloc[0]
    known = [(50, row["po_need_per_pupil_part"]), (20, row["ses_woa_part"]), (15, row["partners_count_part"])]
    assert row["score"] == pytest.approx(sum(w * v for w, v in known) / 85)
    assert "Niet bekend, en niet in het gemiddelde: Partner dichtbij" in told(opened("doelscholen", keuze="901A00"))


def test_a_part_that_the_sector_does_not_have_weighs_nothing(data):
    # half of the weight, need, is not known of any school
    assert ranked.ranked(VO, local()).scored.empty
    change(data, VO_SHARES)
    found = ranked.ranked(VO, local())
    assert found.bare == ("pupils_change_pct",)
    assert len(found.scored) == len(found.rows)
    row = found.rows.iloc[0]
    values = [row[part.place] for part in found.parts if part.column != "pupils_change_pct"]
    assert row["score"] == pytest.approx(np.dot([25, 25, 20, 15, 10], values) / 95)
    assert ranked.ranked(replace(VO, weights=(0, 0, 0, 100, 0)), local()).scored.empty


def test_pupils_change_is_the_last_year_against_five_years_before(data):
    change(
        data,
        "insert into mart.school_value select '900A00', 'pupils_history', p, 'bo', v, null, null, null, 'observed',"
        " null from (values ('2014', 90), ('2015', 200), ('2020', 150), ('2021', 999)) as t(p, v)",
        "insert into mart.school_value values ('902A00', 'pupils_history', '2015', 'bo', null, 1, 4, null,"
        " 'suppressed', null)",
    )
    rows = ranked.ranked(replace(ALL, flagged=True), local()).rows.set_index("school_id")
    assert rows.loc["900A00", "pupils_change_pct"] == -25
    assert rows.loc["902A00", "pupils_change_pct_status"] == "suppressed"
    assert rows.loc["901A00", "pupils_change_pct_status"] == "missing"


PUPILS = (
    "insert into mart.school_value select school_id, 'pupils_history', p, 'bo', 100, null, null, null, 'observed',"
    " null from mart.school cross join (values ('2015'), ('2020')) as t(p) where sector = 'PO'"
)


@pytest.mark.parametrize(
    ("statement", "is_left_out"),
    [
        ("delete from mart.school_value where school_id = '901A00' and period = '2020'", True),
        ("update mart.school_value set value = 0 where school_id = '901A00' and period = '2020'", True),
        ("update mart.school_value set status = 'suppressed' where school_id = '901A00' and period = '2020'", False),
        # in no count of before either: a new school
        ("delete from mart.school_value where school_id = '901A00' and indicator_id = 'pupils_history'", False),
    ],
)
def test_a_school_whose_pupils_left_is_left_out_by_default(data, statement, is_left_out):
    change(data, PUPILS, statement)
    found = ranked.ranked(ALL, local())
    assert ("901A00" not in found.rows["school_id"].tolist()) is is_left_out
    assert found.left_out == {"small": 1, "newcomer": 1} | ({"no_pupils": 1} if is_left_out else {})
    assert "901A00" in listed(replace(ALL, flagged=True))
    if is_left_out:
        app = opened("doelscholen")
        assert "3 weggelaten: 1 school voor nieuwkomers, 1 van 40 leerlingen of minder, 1 zonder leerlingen" in told(
            app
        )
        assert "geen leerlingen meer" in told(opened("doelscholen", gemerkt="1", keuze="901A00"))


def test_a_small_school_is_called_so_once(data):
    change(data, "update mart.school_value set quality_flag = 'small' where school_id = '903A00'")
    assert ask(data, "select quality_flag from mart.school_need where school_id = '903A00'") == [("small",)]


def test_a_secondary_school_without_a_need_figure_of_its_own_has_no_rank(data):
    """However great need around it is."""
    change(
        data,
        VO_SHARES,
        "update mart.school_value set status = 'not_applicable', value = null"
        " where school_id = '904A00' and indicator_id = 'vo_vmbo_bk_pro_pct'",
        "update mart.school_value set value = 9999 where school_id = '904A00' and indicator_id = 'vo_po_need_5km'",
    )
    for criteria in (VO, replace(VO, measure=Measure.TOTAL)):
        found = ranked.ranked(criteria, local())
        assert found.rows.set_index("school_id").loc["904A00", ["rank", "reason"]].tolist()[1] == "own_need"
        assert "904A00" not in found.scored["school_id"].tolist()
        assert len(found.scored) == len(found.rows) - 1
    assert "geen behoeftecijfer van de school zelf" in told(opened("doelscholen", sector="VO", keuze="904A00"))


def test_a_share_says_what_it_is_of(data):
    change(
        data,
        VO_SHARES,
        "update mart.school_value set value = 100, n = 28 where school_id = '904A00' and indicator_id like 'vo_vmbo%'",
        "update mart.school set pupils_count = 745 where school_id = '904A00'",
    )
    app = opened("doelscholen", sector="VO", keuze="904A00")
    assert "100 % van de leerlingen met een schoolsoort (28 van 745 leerlingen)" in told(app)
    notes = app.dataframe[0].value.set_index("name")["remarks"]
    assert "aandeel van 28 van 745 leerlingen" in notes["School 04"]


def test_two_schools_on_the_point_of_a_postcode_area_are_not_0_km_apart(data):
    change(
        data,
        "update mart.school set lon = 5.3, lat = 52.1 where school_id in ('900A00', '905A00', '906A00')",
        "update mart.school set location_precision = 'postcode4' where school_id = '905A00'",
        "update mart.school set location_precision = 'address' where school_id = '906A00'",
    )
    rows = ranked.ranked(ALL, local()).rows.set_index("school_id")
    assert rows.loc["905A00", ["partner_km_status", "is_same_point"]].tolist() == ["missing", True]
    assert np.isnan(rows.loc["905A00", "partner_km"])
    assert rows.loc["906A00", "partner_km"] == 0  # two schools in one building
    assert "zelfde postcodegebied" in told(opened("doelscholen", keuze="905A00", schooljaar="alle"))


# The filters


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("criteria", "sql"),
    [
        (replace(ALL, areas=("GM9001",)), "municipality_code = 'GM9001'"),
        (replace(ALL, areas=("PV91",)), "province_code = 'PV91'"),
        (replace(ALL, sizes=("tot-100", "vanaf-500")), "pupils_count < 100 or pupils_count >= 500"),
        (replace(ALL, partner_counts=("2-3",)), "school_id in ('900A00', '901A00')"),
        (replace(ALL, present=("toren",)), "school_id in ('900A00', '901A00')"),
        (replace(ALL, present=("lees",), absent=("toren",)), "false"),
        (replace(ALL, absent=("brug", "toren", "lees")), "school_id not in ('900A00', '901A00')"),
        (replace(ALL, reached=("25-99",)), "school_id = '900A00'"),
        (replace(ALL, reached=("1-24",)), "school_id = '901A00'"),
        (replace(ALL, text="SCHOOL 1 aderveen"), "place = 'Aderveen' and (name || school_id) like '%1%'"),
        (replace(ALL, text="901a00"), "school_id = '901A00'"),
        (replace(ALL, text="100%"), "false"),
        (replace(ALL, urban=(1,)), "false"),
        (replace(ALL, gka=True), "municipality_code in (select area_code from mart.area where is_gka)"),
        (replace(ALL, preset="nieuw"), "school_id not in ('900A00', '901A00')"),
        (replace(ALL, preset="verdiepen"), "false"),
        (replace(ALL, filters=Filters(faded=True), preset="verdiepen"), "school_id = '902A00'"),
        (replace(ALL, preset="leerlijn"), "school_id = '900A00'"),
    ],
)
def test_a_filter_keeps_these_schools(data, criteria, sql):
    base = "sector = 'PO' and is_listed and quality_flag is null"
    expected = [code for (code,) in ask(data, f"select school_id from mart.school where {base} and ({sql}) order by 1")]
    assert sorted(listed(criteria)) == expected


def test_thirds_are_of_the_schools_that_count(data):
    need = dict(ask(data, "select school_id, need_per_pupil from mart.school_need where sector = 'PO' and is_listed"))
    low, middle, high = (set(listed(replace(ALL, need=(third,)))) for third in ("laag", "midden", "hoog"))
    assert low | middle | high == set(listed(ALL))
    assert max(need[one] for one in low) < min(need[one] for one in middle)
    assert max(need[one] for one in middle) < min(need[one] for one in high)
    assert set(listed(replace(ALL, preset="steun"))) == high
    ses = dict(ask(data, "select s.school_id, v.value from mart.school s join mart.area_value v on v.area_code ="
                         " s.district_code where v.indicator_id = 'ses_woa'"))  # fmt: skip
    poor, rich = listed(replace(ALL, ses=("laag",))), listed(replace(ALL, ses=("hoog",)))
    assert max(ses[one] for one in poor) < min(ses[one] for one in rich)


def test_the_vmbo_preset_keeps_schools_with_pupils_in_vmbo(data):
    change(
        data,
        "insert into mart.school_value select s, 'vo_pupils_by_type', '2019', t, n, null, null, null, 'observed', null"
        " from (values ('904A00', 'vmbo_k', 12), ('909A00', 'havo', 40), ('914A00', 'vmbo_t', 0)) as x(s, t, n)",
    )
    assert listed(replace(VO, preset="vmbo")) == ["904A00"]
    assert listed(replace(VO, types=("havo",))) == ["909A00"]


def test_the_great_task_is_divided_over_the_sectors_by_their_schools(data, monkeypatch):
    monkeypatch.setattr(filters, "GREAT_TASK", 10)
    counts = dict(ask(data, "select sector, count(*) from mart.school where is_listed group by 1"))
    found = ranked.ranked(replace(ALL, preset="opgave"), local()).rows
    assert len(found) == round(10 * counts["PO"] / (counts["PO"] + counts["VO"]))
    others = ranked.ranked(ALL, local()).rows
    rest = others[~others["school_id"].isin(found["school_id"])]
    assert found["po_need_per_pupil"].min() >= rest["po_need_per_pupil"].max()


def test_the_great_task_keeps_its_number_when_the_neediest_are_flagged(data, monkeypatch):
    monkeypatch.setattr(filters, "GREAT_TASK", 10)
    before = len(listed(replace(ALL, preset="opgave")))
    change(
        data,
        "update mart.school set quality_flag = 'small' where school_id in"
        " (select school_id from mart.school_need where sector = 'PO' and is_listed"
        " order by need_per_pupil desc limit 5)",
    )
    assert len(listed(replace(ALL, preset="opgave"))) == before == 8


def test_criteria_survive_json():
    one = replace(VO, weights=(1, 2, 3, 4, 90), urban=(1, 5), filters=Filters("VO", themes=("language",)))
    assert Criteria.of(json.loads(json.dumps(one.plain()))) == one
    with pytest.raises((TypeError, KeyError)):
        Criteria.of({"filters": {}, "no_such": 1})


def test_criteria_stand_in_json_in_the_words_of_the_url():
    words = {"measure": "totaal", "preset": "vmbo", "types": ["vmbo-bk"], "need": ["laag", "hoog"]}
    criteria = Criteria.of({"filters": {"sector": "VO"}, **words})
    assert (criteria.measure, criteria.preset) == (Measure.TOTAL, Preset.VMBO)
    assert isinstance(criteria.measure, Measure)
    assert (criteria.types, criteria.need) == ((Education.VMBO_BK,), (Third.LOW, Third.HIGH))
    assert words.items() <= json.loads(json.dumps(criteria.plain())).items()
    for wrong in ({"preset": "reus"}, {"sizes": ["reus"]}):
        with pytest.raises(ValueError, match="reus"):
            Criteria.of({"filters": {}, **wrong})


@pytest.mark.parametrize(
    "text", ["", "50", "50,50", "100,0,0,0,1", "a,b,c,d,e", "²0,80,0,0,0", "-5,105,0,0,0", "1" * 99]
)
def test_weights_of_a_link_that_do_not_add_up_are_the_default(text):
    assert weights_of(text) == score.DEFAULT_WEIGHTS
    assert weights_of("100,0,0,0,0") == (100, 0, 0, 0, 0)


# The export


@pytest.fixture
def hostile(data) -> ranked.Ranked:
    """A list with a formula for a name, a suppressed need, a missing place."""
    change(
        data,
        "update mart.school set name = '=HYPERLINK(\"http://x\")' where school_id = '901A00'",
        "update mart.school_value set status = 'suppressed' where school_id = '902A00'",
        "update mart.school set lon = null where school_id = '905A00'",
    )
    language.use("nl")
    return ranked.ranked(ALL, local())


def written(found: ranked.Ranked, kind: str) -> bytes:
    return downloads.content(kind, found, downloads.columns(found), ["Nederland", "PO"], local())


def read_csv(found: ranked.Ranked) -> list[dict[str, str]]:
    return [dict(zip(heads, row, strict=True)) for heads, *rows in [table(written(found, "csv"))] for row in rows]


def table(content: bytes) -> list[list[str]]:
    """The cells below the header of a CSV."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    return [row for row in rows if not row[0].startswith("# ")]


def test_the_csv_equals_the_screen_to_the_last_digit(hostile):
    cells = opened("doelscholen", schooljaar="alle").dataframe[0].value
    cells = cells[cells["rank"].notna()]
    rows = read_csv(hostile)
    assert len(rows) == len(cells) == len(hostile.first)
    for row, cell in zip(rows, cells.to_dict("records"), strict=True):
        assert row["Nr."] == f"{cell['rank']:.0f}"
        assert as_number(row["Doelscore"], 1) == cell["score"]
        assert as_number(row["Behoefte per leerling"], 2) == round(cell["po_need_per_pupil"], 2)
        assert as_number(row["In eerste 100, %"], 0) == cell["share"]
        assert row["Leerlingen"] == f"{cell['pupils_count']:.0f}"


def as_number(text: str, decimals: int) -> float:
    return round(float(text.replace(",", ".")), decimals)


def test_what_is_hidden_is_hidden_in_all_three_files(hostile):
    unscored = in_workbook(hostile, 1)["902A00"]  # apart from the first ones: it has no place
    assert unscored["Doelscore"] == "ontbreekt"
    assert "te weinig gegevens" in unscored["Let op"]
    assert "902A00" not in {row["Schoolcode"] for row in read_csv(hostile)}

    scored = ranked.ranked(replace(ALL, weights=(20, 30, 20, 15, 15)), local())
    by_code = in_workbook(scored, 0)
    features = json.loads(written(scored, "geojson"))["features"]
    properties = {one["properties"]["school_id"]: one["properties"] for one in features}
    rows = {row["Schoolcode"]: row for row in read_csv(scored)}
    need = "Behoefte per leerling"
    for name, column in ((need, "po_need_per_pupil"), (f"{need}, 0-100", "po_need_per_pupil_part")):
        assert rows["902A00"][name] == by_code["902A00"][name] == properties["902A00"][column] == "onderdrukt"
        assert unscored[name] == "onderdrukt"


def in_workbook(found: ranked.Ranked, place: int) -> dict[str, dict]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(written(found, "xlsx"))).get_sheet_by_index(place).to_python()
    return {row[0]: dict(zip(sheet[0], row, strict=True)) for row in sheet[1:]}


def test_text_is_text_and_numbers_are_numbers(hostile):
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(written(hostile, "xlsx"))).get_sheet_by_index(0).to_python()
    row = next(dict(zip(sheet[0], row, strict=True)) for row in sheet[1:] if row[0] == "901A00")
    assert row["School"] == '=HYPERLINK("http://x")'
    assert isinstance(row["Doelscore"], float)
    assert isinstance(row["Behoefte per leerling"], float)
    assert next(r for r in read_csv(hostile) if r["Schoolcode"] == "901A00")["School"].startswith("'=HYPERLINK")
    feature = next(
        one for one in json.loads(written(hostile, "geojson"))["features"] if one["properties"]["school_id"] == "901A00"
    )
    assert isinstance(feature["properties"]["score"], float)
    assert feature["properties"]["name"].startswith("=HYPERLINK")


def test_the_workbook_has_its_sheets_in_the_readers_language(hostile):
    book = CalamineWorkbook.from_filelike(io.BytesIO(written(hostile, "xlsx")))
    assert book.sheet_names == ["lijst", "daarna", "criteria", "definities", "bronnen"]
    criteria = dict(row[:2] for row in book.get_sheet_by_name("criteria").to_python()[1:])
    assert criteria["Selectie"] == "Nederland · PO"
    assert "Behoefte 50" in criteria["Gewichten"]
    defined = {row[0] for row in book.get_sheet_by_name("definities").to_python()[1:]}
    assert set(book.get_sheet_by_name("lijst").to_python()[0]) == defined


def test_a_school_without_a_point_keeps_its_row_in_the_geojson(hostile):
    content = json.loads(written(hostile, "geojson"))
    points = {one["properties"]["school_id"]: one["geometry"] for one in content["features"]}
    assert points["905A00"] is None
    assert points["901A00"]["type"] == "Point"
    assert content["about"]["columns"]["score"] == "Doelscore"


def test_chosen_columns_only(hostile):
    picked = [pair for pair in downloads.columns(hostile) if pair[0].name in ("school_id", "score")]
    assert table(downloads.content("csv", hostile, picked, [], local()))[0] == [
        "Schoolcode",
        "Doelscore",
        "Verzonnen",
    ]


def test_the_list_tells_in_words_why_a_figure_is_missing(data):
    change(data, "update mart.school_value set status = 'suppressed' where school_id = '901A00'")
    rows = opened("doelscholen").dataframe[0].value
    told = rows.set_index("name").loc[rows["score"].isna().to_numpy(), "remarks"]
    assert "te weinig gegevens" in told.iloc[0]
    assert "Behoefte p.l.: onderdrukt" in told.iloc[0]


# Saved lists


def save(found: ranked.Ranked) -> store.SavedList:
    facts = {"build_id": "oud-1", "place": "Nederland", "criteria": found.criteria.plain(), "link": {"eerste": "25"}}
    facts |= saver.kept(found, "Nederland", local())
    return store.save(saver.folder(), LOCAL, name="Voor **de** <b>stuurgroep", rows=saver.frozen(found), **facts)


def test_a_saved_list_keeps_its_figures_and_tells_what_changed(data):
    criteria = replace(ALL, top=25, weights=(100, 0, 0, 0, 0), need=("midden", "hoog"))
    before = ranked.ranked(criteria, local())
    one = save(before)
    then = before.first["school_id"].tolist()
    change(
        data,
        "update mart.school_value set value = 4.99 where school_id = '901A00' and indicator_id like 'po_need_per%'",
    )
    now = ranked.ranked(criteria, local()).first["school_id"].tolist()
    app = opened("doelscholen", lijst=one.list_id)
    entered, left = set(now) - set(then), set(then) - set(now)
    moved = [code for code in set(now) & set(then) if now.index(code) != then.index(code)]
    assert moved
    assert not entered | left
    bands = before.banded(before.first).set_index("school_id")
    beyond = [code for code in moved if not bands.loc[code, "low"] <= now.index(code) + 1 <= bands.loc[code, "high"]]
    assert len(beyond) > 0
    assert f"Sindsdien {len(beyond)} verschoven buiten" in told(app)
    assert "0 erbij" not in told(app)
    shown = app.dataframe[0].value
    assert shown["score"].round(6).tolist() == before.first["score"].round(6).tolist()
    assert "oud-1" in told(app)


REASONS = [
    ("insert into mart.activity values ('brug', 'brug/taal', '{code}', '2020-2021', 5, '5', 'observed',"
     " date '2020-12-01', date '2021-12-01', true, 'd1', 40, null)",
     "voldoet niet meer aan de filters: partner erbij: De Brug"),
    ("update mart.school set quality_flag = 'small' where school_id = '{code}'",
     "nu weggelaten: 40 leerlingen of minder"),
    ("update mart.school set is_listed = false where school_id = '{code}'", "niet meer in de lijst van DUO"),
    ("update mart.school_value set value = 0.01 where school_id = '{code}' and indicator_id = 'po_need_per_pupil'",
     "voldoet niet meer aan de filters: Behoefte per leerling 2,00 → 0,01"),
    ("update mart.school_value set status = 'suppressed' where school_id = '{code}'",
     "voldoet niet meer aan de filters: Behoefte per leerling 2,00 → niet bekend"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "why"), [REASONS[0], *(pytest.param(*one, marks=pytest.mark.slow) for one in REASONS[1:])]
)
def test_a_saved_list_says_why_a_school_went(data, statement, why):
    criteria = replace(ALL, top=25, partner_counts=("0",), need=("midden", "hoog"))
    before = ranked.ranked(criteria, local())
    code = before.first.sort_values("po_need_per_pupil")["school_id"].iloc[-1]
    one = save(before)
    change(data, statement.format(code=code))
    changes = view.changes_of(one, ranked.ranked(criteria, local()))
    assert [row["school_id"] for row in changes.left] == [code]
    assert changes.why[code] == why
    assert why in told(opened("doelscholen", lijst=one.list_id))


def test_a_saved_list_says_why_a_school_came(data):
    criteria = replace(ALL, top=25, partner_counts=("0",))
    one = save(ranked.ranked(criteria, local()))
    change(data, "delete from mart.activity where school_id = '900A00'")
    changes = view.changes_of(one, ranked.ranked(criteria, local()))
    assert changes.why == {"900A00": "voldeed niet aan de filters: partner weg: De Brug, De Toren"}


@pytest.mark.usefixtures("data")
def test_a_list_of_before_opens_with_its_figures():
    fixture = ROOT / "tests" / "fixtures" / "saved-list-of-before.json"
    saver.folder().mkdir(parents=True)
    (saver.folder() / f"{'a' * 24}.json").write_bytes(fixture.read_bytes())
    app = opened("doelscholen", lijst="a" * 24)
    rows = json.loads(fixture.read_text("utf-8"))["rows"]
    assert app.dataframe[0].value["score"].tolist() == [row["score"] for row in rows]
    assert "Voorjaar: 6 scholen zoals" in told(app)
    assert "gewichten Behoefte 100" in told(app)
    old = store.load(saver.folder(), "a" * 24, LOCAL)
    changes = view.changes_of(old, ranked.ranked(Criteria.of(old.criteria), local()))
    book = saved_downloads.content("xlsx", old, changes, ["Nederland"], local())
    assert "lijst" in CalamineWorkbook.from_filelike(io.BytesIO(book)).sheet_names


@pytest.mark.usefixtures("data")
def test_nothing_changed_is_said_too():
    one = save(ranked.ranked(ALL, local()))
    assert "Sindsdien is er niets veranderd" in told(opened("doelscholen", lijst=one.list_id))


@pytest.mark.usefixtures("data")
def test_a_name_is_shown_as_text_everywhere():
    one = save(ranked.ranked(ALL, local()))
    app = opened("doelscholen", lijst=one.list_id)
    bodies = " ".join(e.proto.body for e in app.get("html"))
    assert "<b>stuurgroep" not in bodies
    assert "&lt;b&gt;stuurgroep" in bodies
    labels = [e.proto.label for e in opened("doelscholen").get("page_link")]
    assert any(r"\*\*de\*\* \<b\>stuurgroep" in label for label in labels)


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("asked", ["../../warehouse/current", "a" * 24, "<b>x"])
def test_a_link_to_no_list_says_so(asked):
    app = opened("doelscholen", lijst=asked)
    assert "Deze lijst is hier niet" in app.warning[0].value
    assert not app.dataframe


def test_saving_through_the_page_opens_the_list(data):
    change(data, "update mart.build set is_fictional = false")
    app = opened("doelscholen", voorkeuze="nieuw", eerste="25", schooljaar="alle")
    app.text_input(key="doelscholen-lijstnaam").input("Najaar").run()
    app.button(key="doelscholen-bewaar").click().run()
    assert "Najaar" in told(app)
    asked = app.query_params["lijst"]
    code = asked[0] if isinstance(asked, list) else asked
    found = store.load(saver.folder(), code, LOCAL)
    assert found.link == {"voorkeuze": "nieuw", "eerste": "25", "schooljaar": "alle"}
    assert (found.made_up, found.as_of) == ("activity", "2020-12-31")
    assert "Verzonnen: de partneractiviteit" in told(app)
    assert len(found.rows) == min(25, len(listed(replace(ALL, preset="nieuw"))))


# The page

VIEWS = [
    {},
    {"sector": "VO", "meten": "totaal", "voorkeuze": "alle"},
    {"gebied": "GM9000", "gemerkt": "1", "keuze": "903A00", "sorteer": "leerlingen"},
    {"grootte": "tot-100,vanaf-500", "behoefte": "hoog", "ses": "laag,midden", "aantal-partners": "0"},
    {"wel": "brug", "bereikt": "1-24,25-99", "verbleekt": "1", "gewichten": "0,40,30,10,20"},
    {"sector": "VO", "onderwijs": "vmbo", "stedelijkheid": "3"},
    {"voorkeuze": "leerlijn", "eerste": "25", "zoek": "school"},
]


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("params", sampled(VIEWS, (VIEWS[3], VIEWS[4]), urlencode))
def test_every_view_in_dutch_and_its_link_shows_it_again(params):
    app = opened("doelscholen", **params)
    seen = texts(app)
    assert english_in(seen) == []
    again = opened("doelscholen", **app.query_params)
    assert app.query_params == again.query_params
    is_file = re.compile("[0-9a-f]{32}").fullmatch  # a download's own id
    assert [text for text in texts(again) if not is_file(text)] == [text for text in seen if not is_file(text)]


@pytest.mark.usefixtures("data")
def test_in_english():
    app = opened("doelscholen", lang="en")
    assert app.title[0].value == "Target schools"
    assert "need 50" in told(app).lower()


def test_a_chosen_school_is_explained(data):
    app = opened("doelscholen", keuze="900A00", schooljaar="alle")
    assert "Waarom School 00?" in told(app)
    assert re.search(r"School 00 is nummer \d+ van \d+ met \d+,\d punten", told(app))
    assert "2 actieve partners" in told(app)
    ((names, participants),) = ask(
        data,
        "select string_agg(distinct p.name, ', ' order by p.name), sum(participants_count)::int"
        " from mart.activity join mart.partner as p using (partner_id) where school_id = '900A00' and is_current",
    )
    assert f"Actief: {names}; {participants} deelnemer" in told(app)


def test_what_is_to_be_noted_of_a_chosen_school_is_written_out(data):
    change(data, "update mart.school set location_precision = 'postcode4' where school_id = '900A00'")
    assert "Let op: plek ongeveer (postcodegebied)." in told(opened("doelscholen", keuze="900A00"))


@pytest.mark.parametrize(("title", "vintage"), [("Leerlingen, 1996-2025", "2025"), ("Leerlingen, 1996-", "2025")])
def test_a_vintage_in_the_title_is_told_once(title, vintage):
    told = pieces.vintage_of({"publisher": "DUO", "title_nl": title, "title_en": "", "vintage": vintage})
    assert told.startswith("DUO, Leerlingen, 1996-")
    assert told.count("2025") == 1


def test_partners_have_the_room_of_notes_that_are_not_there(data):
    change(data, "update mart.school set location_precision = 'postcode4'")
    with_notes = widths(opened("doelscholen"))
    change(data, "update mart.school set location_precision = 'address'")
    without = widths(opened("doelscholen"))
    assert without["partners"] > with_notes["partners"]
    assert sum(without.values()) == sum(with_notes.values())


def widths(app: AppTest) -> dict[str, int]:
    return {name: told["width"] for name, told in json.loads(app.dataframe[0].proto.columns).items() if "width" in told}


@pytest.mark.usefixtures("data")
def test_a_preset_of_a_sector_chooses_that_sector_and_leaves_with_it():
    state = opened("doelscholen", voorkeuze="vmbo", sector="PO")
    assert "voorkeuze" not in state.query_params
    assert "VO met vmbo ·" not in told(state)


@pytest.mark.usefixtures("data")
def test_moving_one_weight_keeps_the_sum():
    app = opened("doelscholen")
    app.slider(key="doelscholen-gewicht-need").set_value(0).run()
    weights = [app.slider(key=f"doelscholen-gewicht-{name}").value for name in score.SLIDERS]
    assert weights == [0, 40, 30, 10, 20]
    assert app.query_params["gewichten"] in ("0,40,30,10,20", ["0,40,30,10,20"])


def test_designed_states(data):
    assert "Geen scholen bij deze keuze" in opened("doelscholen", zoek="bestaat niet").info[-1].value
    change(data, "update mart.programme set theme_id = null")
    bare = opened("doelscholen", voorkeuze="leerlijn")
    assert "Van geen activiteit is het thema bekend" in bare.info[-1].value
    change(data, "update mart.school_value set status = 'suppressed', value = null", "delete from mart.area_value")
    app = opened("doelscholen")
    assert "Geen school heeft een score" in " ".join(one.value for one in app.info)
    assert set(app.dataframe[0].value["rank"].dropna()) == set()
    change(data, "delete from mart.activity", "delete from mart.partner")
    assert "Nog geen partnergegevens" in " ".join(one.value for one in opened("doelscholen").warning)


def test_one_school_has_a_list_of_one(data):
    change(data, "delete from mart.school where school_id <> '900A00'")
    app = opened("doelscholen", schooljaar="alle")
    assert "Bij deze keuze heeft 1 school een score. Die heeft een partner." in told(app)
    assert "van de eerste 1" not in told(app)
    assert len(app.dataframe[0].value) == 1


@pytest.mark.usefixtures("data")
def test_a_link_with_nonsense_shows_the_default_view():
    app = opened("doelscholen", gebied="x", meten="?", gewichten="9", voorkeuze="<b>", eerste="7", blad="-3", keuze="'",
                 sorteer="x", wel="?", grootte="reus", behoefte="1", beeld="WK")  # fmt: skip
    assert "Nederland · PO" in told(app)
    assert len(app.dataframe[0].value) == len(listed(ALL))


@pytest.mark.usefixtures("data")
def test_others_on_the_network_do_not_get_the_page(monkeypatch):
    real = streamlit.get_option
    monkeypatch.setattr(streamlit, "get_option", lambda key: None if key == "server.address" else real(key))
    assert "Doelscholen" not in told(opened("doelscholen"))


@pytest.mark.unforeseen
@pytest.mark.usefixtures("data")
def test_the_page_reads_nothing_that_access_forbids(monkeypatch):
    refused = forbid(monkeypatch, "partner")
    app = AppTest.from_file(str(ROOT / "dashboard" / "main.py"), default_timeout=30)
    app._page_hash = streamlit.util.calc_hash("doelscholen")
    app.run()
    assert refused
    assert app.title[0].value == NOT_SHOWN
    assert not app.dataframe


def test_an_export_of_facts_is_two_columns():
    sheet = export.facts("criteria", {"Bron": "=1+1"})
    assert sheet.frame.to_numpy().tolist() == [["Bron", "=1+1"]]
