"""Page Wijken vergelijken: verdicts, benchmarks, hidden figures, views, links; and against the raw files."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard.compare import (
    area_map,
    benchmark,
    circumstances,
    controls,
    figures,
    funnel,
    look,
    past,
    table,
    trend,
    verdict,
    words,
)
from dashboard.compare.benchmark import Benchmark, Reference
from dashboard.compare.choices import BenchmarkKind, View
from dashboard.frame import export, warehouse
from dashboard.frame.access import LOCAL
from dashboard.frame.language import number, percent
from dashboard.frame.markup import md
from dashboard.frame.program import SLUG
from dashboard.frame.records import Indicator
from dashboard.frame.selection import Selection
from pages.wijken_vergelijken import DEFAULTS
from tests.pages.test_pages import MAIN, NOT_SHOWN, forbid, opened, texts
from tests.support import mart as builders
from tests.support.environment import DATA
from tests.support.mart import change
from tests.support.reading import local
from tests.support.rounds import sampled
from tests.support.screen import english_in

PAGE = "wijken-vergelijken"
TWO = "WK900001,WK900102"
LOW = "low_income_households_pct"
COUNTRY = Benchmark(BenchmarkKind.COUNTRY)
SEEN = "'observed', null, 0, null, 0"  # status, flag, left out, why, approximate
DESCRIBED = """(indicator_id, name_nl, name_en, description_nl, description_en, unit, unit_nl_one, unit_nl_many,
    unit_en_one, unit_en_many, decimals, direction, sector, levels, source_id, factor_id, method_nl, method_en, palette,
    is_on_map, sort_order, n_unit, is_comparable)"""
MORE = f"""
update mart.area_value set n = if(level = 'country', 60000, 1500) where indicator_id = 'ses_woa';
insert into mart.indicator {DESCRIBED} select 'low_income_households_pct', 'Laag inkomen', 'Low income', 'Uitleg.',
    'About.', 'pct', '%', '%', '%', '%', 1, 'higher_is_worse', null, 'district', 'cbs_kwb', null, 'Methode.', 'Method.',
    'need', false, 30, 'households', true;
insert into mart.indicator {DESCRIBED} select 'vo_exam_pass_pct', 'Geslaagd', 'Passed', 'Uitleg.', 'About.',
    'pct', '%', '%', '%', '%', 1, 'higher_is_better', 'VO', 'district', 'duo_po', null, 'Methode.', 'Method.', 'amount',
    false, 31, 'pupils', true;
insert into mart.indicator {DESCRIBED} select 'pupils_history', 'Leerlingen', 'Pupils', 'Uitleg.', 'About.',
    'pupils', '', '', '', '', 0, 'neutral', null, 'district', 'duo_po', null, 'Methode.', 'Method.', 'amount',
    false, 32, 'schools', false;
insert into mart.area_value
    select area_code, level, indicator_id, '2014', 'all', value - case when area_code = 'WK900001' then 0.4 else 0 end,
        null, null, n, status, null, 0, null, 0
    from mart.area_value where indicator_id = 'ses_woa' and level = 'district' and status = 'observed';
insert into mart.area_value
    select area_code, level, 'ses_woa_spread', period, 'all', 0.7 + n / 1e5, null, null, n,
        {SEEN}
    from mart.area_value where indicator_id = 'ses_woa' and level = 'district' and status = 'observed';
insert into mart.area_value
    select area_code, level, 'low_income_households_pct', '2019', 'all', 4 + map_index, null, null,
        1000 + 100 * map_index, {SEEN}
    from mart.area where level = 'district' and area_code <> 'WK900302';
insert into mart.area_value
    select area_code, level, 'households', '2019', 'all', 1000 + 100 * map_index, null, null, null, {SEEN}
    from mart.area where level = 'district' and area_code <> 'WK900302';
insert into mart.area_value
    select area_code, level, 'social_assistance_pct', '2019', 'all', 1 + map_index % 4, null, null, 1000, {SEEN}
    from mart.area where level = 'district' and area_code <> 'WK900302';
insert into mart.area_value
    select area_code, level, 'population', '2019', g.code, population_count * g.share, null, null, null,
        {SEEN}
    from mart.area
    cross join (values ('age_0_14', 0.16), ('age_15_24', 0.12), ('age_25_44', 0.25), ('age_65', 0.2)) as g (code, share)
    where level = 'district';
insert into mart.area_value
    select area_code, level, 'vo_exam_pass_pct', p.period, 'all', p.value - map_index / 10.0, null, null, 300,
        {SEEN}
    from mart.area
    cross join (values ('2018-2019', 92), ('2019-2020', 99), ('2020-2021', 95), ('2021-2022', 94), ('2022-2023', 90))
        as p (period, value)
    where level = 'district' and area_code <> 'WK900302';
insert into mart.area_value
    select area_code, level, 'pupils_history', y.period, 'bo', 100 + map_index + y.k, null, null, 3,
        {SEEN}
    from mart.area cross join (values ('2009', 0), ('2010', 1), ('2011', 5), ('2012', 9)) as y (period, k)
    where level = 'district';
insert into mart.area_member select area_code, 'GKA', 2020 from mart.area where area_code = 'GM9000';
update mart.area set is_gka = true where municipality_code = 'GM9000';
update mart.indicator set denominator_id = 'households' where indicator_id = 'low_income_households_pct';
"""


@pytest.fixture
def data(tmp_path, monkeypatch) -> Path:
    """The small mart with shares, a spread, a past and everything that twins are looked for on."""
    monkeypatch.setenv(DATA, str(tmp_path))
    return builders.lend_warehouse(tmp_path, MORE, *builders.DERIVED)


def indicator(code: str, level: str = "district") -> Indicator:
    return figures.indicators(level, local())[code]


def compared(code: str, against: Benchmark = COUNTRY, areas: str = TWO, level: str = "district") -> pd.DataFrame:
    return verdict.compare(areas.split(","), code, level, against, local()).set_index("area_code")


# ---- verdicts


@pytest.mark.parametrize(
    ("given", "direction", "shade"),
    [
        ("stands_out_high", "higher_is_better", 4),
        ("stands_out_low", "higher_is_better", 0),
        ("stands_out_high", "higher_is_worse", 0),
        ("stands_out_low", "higher_is_worse", 4),
        ("stands_out_low", "neutral", 0),
        ("indistinguishable", "higher_is_worse", 2),
        ("place", "higher_is_worse", None),
        ("", "higher_is_better", None),
    ],
)
def test_the_colour_follows_the_good_side(given, direction, shade):
    assert verdict.shade(pd.Series({"verdict": given}), direction) == shade
    assert bool(look.shade_style(shade, direction)) is (shade is not None)
    assert shade is None or words.shade_words(direction)[shade]


def judged(value: float = 20.0, status: str = "observed", flag: str | None = None, **stood) -> pd.Series:
    """An area of 20 % of 400 pupils against 10 %, as the build judges it."""
    facts = {"value": value, "n": 400.0, "status": status, "quality_flag": flag, "error": 2.0}
    area = figures.intervals(pd.DataFrame([facts]), SHARE)
    standing = {"reference": 10.0, "is_sum": False, "is_approximate": False, "is_left_out": False, "error": 2.0,
                "difference": value - 10, "verdict": "place", "why": None}  # fmt: skip
    told = verdict.judgements(area, pd.DataFrame([standing | stood]))
    return area.assign(**told).iloc[0]


SHARE = Indicator("x", unit="pct", n_unit="pupils")


def test_a_verdict_is_that_of_the_build_with_the_interval_that_it_stands_on():
    found = judged(verdict="stands_out_high")
    assert (found["verdict"], found["why"]) == ("stands_out_high", "")
    assert found["lower"] < 20 < found["upper"]
    assert (found["difference_lower"], found["difference_upper"]) == pytest.approx((10 - 3.92, 10 + 3.92), abs=0.001)


@pytest.mark.parametrize("status", ["suppressed", "withheld", "missing", "not_applicable"])
def test_a_hidden_figure_has_no_verdict_no_interval_and_no_colour(status):
    found = judged(np.nan, status)
    assert (found["verdict"], found["why"]) == ("", status)
    assert found[["lower", "upper", "difference", "difference_lower"]].isna().all()
    assert verdict.shade(found, "higher_is_worse") is None


def test_an_unreliable_figure_and_an_approximation_get_no_verdict():
    small = judged(flag="small", verdict="stands_out_high")
    assert (small["verdict"], small["why"]) == ("", "small")
    assert np.isnan(small["difference_lower"])
    rough = judged(flag="approximation", verdict=None, why="no_interval", error=np.nan)
    assert (rough["verdict"], rough["why"], rough["difference"]) == ("", "no_interval", 10.0)
    assert judged(reference=np.nan, difference=np.nan, verdict=None, why="coverage")["why"] == "coverage"


def test_every_verdict_and_every_reason_has_its_words():
    """What the build can say of an area, and what a status can be."""
    verdicts = {"stands_out_high", "stands_out_low", "indistinguishable", "place"}
    reasons = {"coverage", "no_figure", "no_members", "only_itself", "no_group", "buildings", "mixed_types",
               "no_interval", "break", "small", "suppressed", "withheld", "missing", "not_applicable"}  # fmt: skip
    assert set(words.verdict_words()) == verdicts
    assert set(words.why_words()) == reasons
    assert all([*words.verdict_words().values(), *words.why_words().values()])
    told = {**words.verdict_words(), **words.why_words()}
    assert told["stands_out_high"] == "valt op (boven)"
    assert told["indistinguishable"] == "niet te onderscheiden"
    assert told["coverage"] == "geen vergelijking (van te weinig gebieden open)"
    assert told["no_figure"] == "geen vergelijking (geen cijfer over deze periode)"
    row = {"verdict": "place", "place": 0.731, "level": "district", "why": ""}
    assert words.word(row) == "hoger dan 73 % van de wijken".replace("73 %", "73\u00a0%")
    assert words.word(row | {"verdict": "", "why": "mixed_types"}) == "geen oordeel (schoolsoorten verschillen)"


def test_demonstrably_is_nowhere_on_screen():
    """No rule of ours bears it: an area stands out, or it does not."""
    catalogue = Path(export.__file__).parents[2] / "locale" / "nl" / "LC_MESSAGES" / f"{SLUG}.po"
    assert "antoonbaar" not in catalogue.read_text(encoding="utf-8")


@pytest.mark.usefixtures("data")
def test_above_the_wijk_ses_is_an_approximation_without_an_interval():
    found = compared("ses_woa", areas="GM9000,GM9001", level="municipality")
    assert (found["why"] == "no_interval").all()
    assert found["difference"].notna().all()
    assert found["lower"].isna().all()


# ---- benchmarks


def test_without_takes_an_area_out_of_a_weighted_mean():
    """Means 10 of 30 people and 40 of 10: together 17.5 of 40."""
    rest = benchmark.without(Reference(17.5, 40), 40, 10)
    assert (rest.value, rest.weight, rest.left_out) == (10, 30, True)
    alone = benchmark.without(Reference(17.5, 40), 17.5, 40)
    assert (np.isnan(alone.value), alone.why) == (True, "only_itself")


def low_incomes() -> pd.DataFrame:
    return figures.figures("low_income_households_pct", "district", local())


def mean(rows: pd.DataFrame) -> float:
    known = rows[rows["value"].notna()]
    return float((known["value"] * known["n"]).sum() / known["n"].sum())


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("kind", [kind for kind in BenchmarkKind if kind not in ("land", "tweelingen")])
def test_each_benchmark_is_the_weighted_mean_of_its_areas_without_a_large_one(kind):
    rows = low_incomes()
    own = rows.loc["WK900001"]
    inside = {
        BenchmarkKind.MUNICIPALITY: rows["municipality_code"] == "GM9000",
        BenchmarkKind.PROVINCE: rows["province_code"] == "PV90",
        BenchmarkKind.GKA: rows["municipality_code"] == "GM9000",
        BenchmarkKind.URBANITY: rows["urbanity_class"] == 3,
        BenchmarkKind.REGION: rows["municipality_code"].isin(["GM9002", "GM9003"]),
    }[kind]
    members = rows[inside]
    # the own municipality is always without the area itself
    limit = 0 if kind == BenchmarkKind.MUNICIPALITY else 0.1
    large = inside["WK900001"] and own["n"] > limit * members["n"].sum()
    expected = mean(members.drop(index="WK900001") if large else members)
    against = Benchmark(kind, ("GM9002", "GM9003") if kind == BenchmarkKind.REGION else ())
    found = compared("low_income_households_pct", against).loc["WK900001"]
    assert found["reference"] == pytest.approx(expected)
    assert bool(found["left_out"]) is bool(large)
    assert found["reference_is_sum"]


@pytest.mark.usefixtures("data")
def test_a_small_area_stays_in_its_benchmark():
    """WK900001 has 1,100 of the 16,500 households: less than a tenth."""
    found = compared("low_income_households_pct").loc["WK900001"]
    assert not found["left_out"]
    assert found["reference"] == pytest.approx(mean(low_incomes()))


@pytest.mark.usefixtures("data")
def test_twins_as_a_benchmark_are_its_own_ten():
    twins_of = circumstances.twins_of_each(("WK900001",), "district", local())
    assert len(dict(twins_of)["WK900001"]) == 10
    found = compared("low_income_households_pct", Benchmark(BenchmarkKind.TWINS, twins=twins_of), "WK900001").iloc[0]
    assert found["reference"] == pytest.approx(mean(low_incomes().loc[list(dict(twins_of)["WK900001"])]))


def test_areas_of_two_classification_years_are_refused(data):
    change(data, "update mart.area set classification_year = 2024 where area_code = 'WK900102'")
    with pytest.raises(verdict.OtherClassification, match="2020, 2024"):
        compared("low_income_households_pct")


@pytest.mark.usefixtures("data")
def test_a_code_of_another_year_is_refused_with_what_to_do():
    app = opened(PAGE, gebieden=f"WK0363AA,{TWO}")
    (told,) = [warning.value for warning in app.warning]
    assert "WK0363AA staat niet in de indeling van 2020" in told
    assert "niet te vergelijken" in told
    assert "Kies het gebied met zijn naam" in told
    assert app.query_params["gebieden"] == TWO


# ---- what is looked up once, and what is made later


@pytest.mark.usefixtures("data")
def test_of_other_areas_only_their_standing_is_asked_anew(monkeypatch):
    compared(LOW)
    asked, run = [], warehouse.run
    monkeypatch.setattr(warehouse, "run", lambda name, *given: asked.append(name) or run(name, *given))
    found = compared(LOW, areas="WK900102,WK900202")
    assert list(found.index) == ["WK900102", "WK900202"]
    assert asked == ["compare_standing"]


def test_an_area_that_is_not_among_the_rows_has_nothing():
    """A hidden figure has no standing; the others keep theirs, in the order that was asked."""
    why = pd.Series(["x", None], dtype=object)
    rows = pd.DataFrame({"area_code": ["A", "C"], "error": [1.0, 3.0], "why": why, "is_sum": [True, True]})
    found = figures.at(rows, ["D", "C", "B", "A"], ("error", "why", "is_sum"))
    np.testing.assert_array_equal(found["error"], [np.nan, 3, np.nan, 1])
    assert list(found["why"]) == [None, None, None, "x"]
    assert list(found["is_sum"]) == [False, True, False, True]
    assert list(figures.at(rows.iloc[:0], ["A"], ("why", "is_sum")).values()) == [[None], [False]]


@given(st.lists(st.sampled_from([1.0, 2.0, 3.0, np.nan]), min_size=1, max_size=9))
def test_a_place_is_the_part_below_and_half_of_the_equal_ones(values):
    every = np.array(values)
    known = every[~np.isnan(every)]
    for value, place in zip(values, verdict._places(every, every), strict=True):
        below = [0.5 if one == value else float(one < value) for one in known]
        assert (np.isnan(value) and np.isnan(place)) or place == pytest.approx(np.mean(below))


@pytest.mark.usefixtures("data")
def test_the_rows_of_a_file_are_made_when_it_is_asked_for(monkeypatch):
    made, files, long_rows, later = [], [], table.long_rows, export.later
    monkeypatch.setattr(table, "long_rows", lambda *given: made.append(1) or long_rows(*given))
    monkeypatch.setattr(export, "later", lambda make: files.append(later(make)) or files[-1])
    opened(PAGE, gebieden=TWO)
    assert not made
    text = files[0]().decode("utf-8-sig")
    assert len(made) == 1
    assert "WK900001" in text


@pytest.mark.usefixtures("data")
def test_how_much_of_the_households_ses_stands_on_is_told_of_the_municipalities_and_the_country():
    told = " ".join(texts(opened(PAGE, gebieden=TWO, indicatoren="ses_woa")))
    for code in ("GM9000", "GM9001", "NL00"):
        row = local().run("area_detail", {"area": code, "indicator": "ses_woa"}).iloc[0]
        assert f"{row['name']} {percent(row['coverage_pct'] / 100)}" in told


# ---- past, funnel, trend


@pytest.mark.usefixtures("data")
def test_two_periods_show_what_changed_and_that_nothing_did():
    rows = past.change(TWO.split(","), indicator("ses_woa"), "district", ("2014", "2019"), local())
    assert list(rows["verdict"]) == [1, 0]
    assert rows["difference"].round(6).tolist() == [0.4, 0]
    names = {"WK900001": "A", "WK900102": "B"}
    assert past.finding(rows, names, "2014", "2019") == "Veranderd buiten de marge tussen 2014 en 2019: **A** hoger."
    assert "geen verandering buiten de marge" in past.finding(rows.tail(1), names, "2014", "2019")


def test_a_hidden_period_gives_no_difference(data):
    change(data, "update mart.area_value set status = 'withheld' where indicator_id = 'vo_exam_pass_pct'"
                 " and period = '2018-2019' and area_code = 'WK900001'")  # fmt: skip
    two = ("2018-2019", "2022-2023")
    rows = past.change(TWO.split(","), indicator("vo_exam_pass_pct"), "district", two, local())
    assert rows.loc[0, ["before", "difference", "lower", "verdict"]].isna().all()
    assert rows.loc[0, "status"] == "withheld"
    assert rows.loc[1, "difference"] == pytest.approx(-2)


def test_no_change_is_judged_over_a_break_in_the_rules(data):
    """Central exams went and came back: passing in 2018-2019 and 2022-2023 are not the same thing."""
    change(data, "update mart.area_value set value = value - 40 where indicator_id = 'vo_exam_pass_pct'"
                 " and period = '2022-2023'")  # fmt: skip
    rows = past.change(TWO.split(","), indicator("vo_exam_pass_pct"), "district", ("2018-2019", "2022-2023"), local())
    assert rows["difference"].lt(-40).all()
    assert rows[["lower", "upper", "verdict"]].isna().all(axis=None)
    assert set(rows["status"]) == {"break"}
    same = past.change(TWO.split(","), indicator("vo_exam_pass_pct"), "district", ("2020-2021", "2021-2022"), local())
    assert same["verdict"].notna().all()


def test_a_hidden_area_is_not_in_the_funnel(data):
    change(data, "update mart.area_value set status = 'suppressed' where indicator_id = 'low_income_households_pct'"
                 " and area_code = 'WK900001'")  # fmt: skip
    found = funnel.make(low_incomes(), indicator("low_income_households_pct"))
    assert "WK900001" not in found.rows.index
    assert len(found.rows) == 10
    low, high = found.limits(found.rows["n"], 1.96)
    assert ((low < found.centre) & (high > found.centre)).all()


def test_a_line_breaks_at_the_exam_years_and_at_a_gap():
    periods = ["2018-2019", "2019-2020", "2020-2021", "2021-2022", "2022-2023", "2023-2024", "2024-2025"]
    rows = pd.DataFrame({"area_code": "A", "period": periods, "value": [1, 1, 1, 1, 1, np.nan, 1]})
    stretches = trend.stretched(rows, "vo_exam_pass_pct")["stretch"].tolist()
    assert len(set(stretches)) == 5
    assert stretches[2] == stretches[3]
    assert len(set(trend.stretched(rows.head(5), "other")["stretch"])) == 1


def test_a_trend_is_tested_on_the_last_unbroken_stretch_only():
    rows = pd.DataFrame({"area_code": "A", "period": [str(year) for year in range(2014, 2020)], "value": range(6)})
    rows = rows.assign(lower=rows["value"] - 0.1, upper=rows["value"] + 0.1, stretch="0-0")
    assert trend.trend_word(rows, "A") == "stijgt"
    broken = rows.assign(stretch=["0-0"] * 3 + ["1-0"] * 3)
    assert trend.trend_word(broken, "A") == "te weinig perioden voor een trend"


def test_an_index_starts_at_100_and_needs_its_base_year():
    rows = pd.DataFrame({
        "area_code": ["A", "A", "A", "B"],
        "period": ["2009", "2010", "2012", "2012"],
        "value": [50.0, 80.0, 100.0, 5.0],
    })  # fmt: skip
    found = trend.indexed(rows)
    assert found["value"].tolist()[:2] == [100, 125]
    assert np.isnan(found["value"].iloc[2])


# ---- the page


VIEWS = list(View)


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("view", sampled(VIEWS, VIEWS[:2]))
def test_each_view_is_dutch_and_english_one_click_away(view):
    seen = texts(opened(PAGE, gebieden=TWO, weergave=view))
    assert english_in(seen) == []
    assert opened(PAGE, gebieden=TWO, weergave=view, lang="en").title[0].value == "Compare districts"


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("areas", sampled(["", "WK900302", "WK900302,WK900001"], ["WK900302,WK900001"]))
def test_nothing_chosen_and_an_area_without_figures_are_designed(view, areas):
    app = opened(PAGE, gebieden=areas, weergave=view)
    assert bool(app.info) or areas
    if not areas:
        assert any("Kies wijken om te vergelijken" in info.value for info in app.info)
    if (view, areas) == ("tweelingen", "WK900302"):
        assert any("heeft geen tweelingen" in info.value and "SES-WOA" in info.value for info in app.info)


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("kind", ["land", "provincie", "gka", "stedelijkheid", "regio"])
def test_municipalities_can_be_compared_too(kind):
    app = opened(PAGE, niveau="gemeente", gebieden="GM9000,GM9001", vergelijk=kind, gemeenten="GM9002")
    assert "Aderveen en Boskerk" in " ".join(texts(app))


def heat_cells(app: AppTest) -> list[str]:
    (body,) = [html.proto.body for html in app.get("html") if 'class="rw-tab"' in html.proto.body]
    return re.findall(r'<td class="r".*?(?=<t[dr]|</tbody>)', body)


def test_a_suppressed_figure_has_no_colour_and_is_nowhere_on_the_page(data):
    change(data, "update mart.area_value set status = 'suppressed', value = 77.77 where area_code = 'WK900001'"
                 " and indicator_id = 'low_income_households_pct'")  # fmt: skip
    for view in VIEWS:
        app = opened(PAGE, gebieden=TWO, weergave=view, indicatoren="low_income_households_pct",
                     indicator="low_income_households_pct")  # fmt: skip
        assert "77,8" not in " ".join(texts(app))
    app = opened(PAGE, gebieden=TWO, indicatoren="low_income_households_pct")
    hidden, shown = heat_cells(app)
    assert "onderdrukt" in hidden
    assert "background" not in hidden
    assert "background" in shown
    assert "1 cijfer onderdrukt" in " ".join(" ".join(texts(app)).split())  # the word leads to its meaning


def test_an_export_hides_what_the_screen_hides(data):
    change(data, "update mart.area_value set status = 'withheld' where area_code = 'WK900001'"
                 " and indicator_id = 'low_income_households_pct'")  # fmt: skip
    found = {"low_income_households_pct": verdict.compare(
        TWO.split(","), "low_income_households_pct", "district", COUNTRY, local())}  # fmt: skip
    names = dict(zip(TWO.split(","), ["A", "=B"], strict=True))
    rows = table.long_rows(found, figures.indicators("district", local()), names)
    text = export.csv_bytes(rows, table.columns(), {}).decode("utf-8-sig")
    told = csv.reader(io.StringIO(text), delimiter=";")
    head, hidden, shown = (row for row in told if not row[0].startswith("# "))
    for name in ("Waarde", "Waarde, ondergrens", "Verschil", "Verschil, bovengrens"):
        assert hidden[head.index(name)] == export.status_word("withheld")
        assert re.fullmatch(r"−?-?\d+,\d{4}", shown[head.index(name)])
    assert shown[head.index("Gebied")] == "'=B"


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("indicators", ["po_need_per_pupil,low_income_households_pct", LOW])
def test_the_districts_of_a_municipality_are_in_an_order_with_need_and_without(indicators):
    seen = " ".join(texts(opened(PAGE, binnen="GM9000", indicatoren=indicators)))
    assert "Wijken van Aderveen tegenover hun gemeente" in seen


@pytest.mark.usefixtures("data")
def test_at_most_six_areas_and_nonsense_shows_the_default():
    every = ",".join(f"WK900{g}0{w}" for g in range(3) for w in range(3))
    assert len(opened(PAGE, gebieden=every).query_params["gebieden"].split(",")) == controls.MOST
    app = opened(PAGE, gebieden="<b>", niveau="x", vergelijk="'", weergave="y", indicatoren="z", indicator="q")
    assert app.title[0].value == "Wijken vergelijken"
    assert f"{md('<b>')} staat niet" in app.warning[0].value


@pytest.mark.usefixtures("data")
def test_the_link_of_a_view_shows_the_same_view():
    app = opened(PAGE, gebieden=TWO, weergave="perioden", indicator="vo_exam_pass_pct")
    app.selectbox(key=f"{PAGE}-periode1").select("2020-2021").run()
    app.multiselect(key=f"{PAGE}-gebieden").select("WK900202").run()
    again = opened(PAGE, **{name: app.query_params[name] for name in list(app.query_params)})
    # what a session gets once is in the first run alone
    assert [text for text in texts(again) if text.strip()] == [text for text in texts(app) if text.strip()]
    assert "2020-2021" in " ".join(texts(again))


@pytest.mark.unforeseen
@pytest.mark.usefixtures("data")
def test_open_to_anyone_and_nothing_without_access(monkeypatch):
    real = streamlit.get_option
    monkeypatch.setattr(streamlit, "get_option", lambda key: None if key == "server.address" else real(key))
    assert "Boskerk" in " ".join(texts(opened(PAGE, gebieden=TWO)))
    refused = forbid(monkeypatch, "open", "partner")
    app = AppTest.from_file(MAIN, default_timeout=30)
    app._page_hash = calc_hash(PAGE)
    app.run()
    assert refused
    assert app.title[0].value == NOT_SHOWN


def test_rates_that_mix_types_of_school_are_compared_per_type(data):
    """Of the mixed rate no verdict; the same areas on vwo alone, against vwo alone."""
    change(
        data,
        "update mart.indicator set no_verdict = 'mixed_types' where indicator_id = 'vo_exam_pass_pct'",
        "insert into mart.area_value select area_code, level, indicator_id, period, 'vwo', value - 3, null, null, n,"
        " status, null, 0, null, 0 from mart.area_value where indicator_id = 'vo_exam_pass_pct'",
    )
    mixed = compared("vo_exam_pass_pct")
    assert set(mixed["why"]) == {"mixed_types"}
    assert mixed["difference"].notna().all()
    pure = verdict.compare(TWO.split(","), "vo_exam_pass_pct", "district", COUNTRY, local(), group="vwo")
    assert pure["reference"].tolist() == pytest.approx((mixed["reference"] - 3).tolist())
    assert set(pure["verdict"]) == {"indistinguishable"}
    told = seen(opened(PAGE, gebieden=TWO, indicatoren="vo_exam_pass_pct", weergave="tabel"))
    assert "geen oordeel (schoolsoorten verschillen)" in told
    assert "Geslaagd, vwo" in told
    assert "Geslaagd, havo" not in told, "nothing is known of havo"
    beside = opened(PAGE, gebieden=TWO, indicatoren="vo_exam_pass_pct")
    heat = next(str(one.proto.body) for one in beside.main if "<table" in str(getattr(one.proto, "body", "")))
    assert "Geslaagd, vwo" in heat
    assert heat.count("<tr>") == 2, "a head and vwo: what mixes the types is not judged beside it"
    assert "geen oordeel (schoolsoorten verschillen)" not in seen(beside)


def test_the_funnel_and_the_start_take_mixed_rates_per_type(data):
    """A wijk with vwo alone lies above any other in a funnel of all types; nobody is judged by that."""
    change(
        data,
        "update mart.indicator set no_verdict = 'mixed_types' where indicator_id = 'vo_exam_pass_pct'",
        "insert into mart.area_value select area_code, level, indicator_id, period, 'vwo', value - 3, null, null, n,"
        " status, null, 0, null, 0 from mart.area_value where indicator_id = 'vo_exam_pass_pct'",
    )
    app = opened(PAGE, gebieden=TWO, weergave="trechter", indicator="vo_exam_pass_pct", rond="land")
    assert "Trechtergrafiek van Geslaagd, vwo" in seen(app)
    table = next(str(one.proto.body) for one in app.main if "<table" in str(getattr(one.proto, "body", "")))
    told = figures.figures("vo_exam_pass_pct", "district", local(), group="vwo").loc[TWO.split(",")]
    places = [0 if n < 100 else 1 for n in told["n"]]
    assert all(number(*one) in table for one in zip(told["value"], places, strict=True))
    begun = opened(PAGE, binnen="GM9000", indicatoren="vo_exam_pass_pct")
    heads = next(str(one.proto.body) for one in begun.main if "<thead" in str(getattr(one.proto, "body", "")))
    assert re.findall(r"Geslaagd[^<]*", heads) == ["Geslaagd, vwo"]


def test_percentages_of_fewer_than_100_are_whole_through_time_too(data):
    """The same figure with more behind it keeps its decimal."""
    few = "update mart.area_value set n = {n}, value = 83.7 where indicator_id = 'vo_exam_pass_pct'"
    for n, told in ((80, "84"), (180, "83,7")):
        change(data, few.format(n=n))
        for view in ("tijd", "perioden"):
            app = opened(PAGE, gebieden=TWO, weergave=view, indicator="vo_exam_pass_pct")
            table = next(str(one.proto.body) for one in app.main if "<table" in str(getattr(one.proto, "body", "")))
            assert f">{told}<" in table, (n, view)
            assert ("83,7" in table) is (n == 180), (n, view)


# ---- before anything is chosen


OUT = f"""update mart.standing set verdict = 'stands_out_high', why = null where kind = 'municipality'
    and area_code in ('WK900000', 'WK900002') and indicator_id in ('{LOW}', 'social_assistance_pct')"""


def test_a_municipality_s_districts_that_stand_out_come_first_and_are_one_click_away(data):
    change(data, OUT)
    app = opened(PAGE, binnen="GM9000", indicatoren=f"{LOW},po_need_per_pupil")
    assert re.search(r"In Aderveen vallen (Noord en Zuid|Zuid en Noord) ongunstig op", re.sub("<.?b>", "", seen(app)))
    against = next(box for box in app.selectbox if box.label == "Vergelijk met")
    assert against.disabled, "they are compared with their own municipality"
    app.button(key="wijken-opvallend").click().run()
    *out, third = app.query_params["gebieden"].split(",")
    assert (set(out), third) == ({"WK900000", "WK900002"}, "WK900001"), "the third is the next by need"
    assert app.query_params["vergelijk"] == "gemeente"
    assert not next(box for box in app.selectbox if box.label == "Vergelijk met").disabled


def judge(verdict_word: str, *indicators: str) -> str:
    """A statement that gives WK900001 this verdict against the country."""
    listed = ", ".join(f"'{code}'" for code in indicators)
    return (f"update mart.standing set verdict = '{verdict_word}', why = null where kind = 'country'"
            f" and area_code = 'WK900001' and indicator_id in ({listed})")  # fmt: skip


def test_two_of_one_family_count_once_and_by_its_name(data):
    change(data, f"update mart.indicator set family = 'socioeconomic' where indicator_id in ('{LOW}', 'ses_woa')")
    change(data, judge("stands_out_high", LOW, "po_need_per_pupil"), judge("stands_out_low", "ses_woa"))
    told = seen(opened(PAGE, gebieden=TWO, indicatoren=f"{LOW},ses_woa,po_need_per_pupil"))
    assert "valt ongunstig op met sociaal-economische positie en behoefte per leerling" in told
    assert "van de 3" not in told


# ---- choosing on the map


@pytest.mark.parametrize(
    ("codes", "code", "after"),
    [
        ("", "A", "A"),
        ("A,B", "C", "A,B,C"),
        ("A,B,C", "B", "A,C"),
        ("A,B,C,D,E,F", "G", "A,B,C,D,E,F"),
        ("A,B,C,D,E,F", "F", "A,B,C,D,E"),
    ],
)
def test_a_click_adds_an_area_or_takes_it_out_and_a_seventh_has_no_room(codes, code, after):
    assert area_map.toggled(codes.split(",") if codes else [], code) == (after.split(",") if after else [])


class Clicks:
    """The map's clicks as the browser tells them: the one area it selected, or none when it let that one go."""

    def __init__(self, monkeypatch, gebieden: str = ""):
        self.state = {}
        monkeypatch.setattr(streamlit, "session_state", self.state)
        monkeypatch.setattr(streamlit, "query_params", {})
        self.chosen = Selection(PAGE, DEFAULTS)
        self.chosen.set(gebieden=gebieden)

    def on(self, code: str, known: str = "WK900001,WK900102") -> str:
        """The choice after the browser named this area ('' = none)."""
        objects = {"areas": [{"properties": {"c": code}}]} if code else {}
        self.state[f"{PAGE}-beeld"] = SimpleNamespace(selection={"objects": objects})
        area_map.take_click(self.chosen, known.split(","), "district", local())
        return self.chosen["gebieden"]


@pytest.mark.usefixtures("data")
def test_clicks_choose_and_let_go_and_the_map_stays(monkeypatch):
    clicks = Clicks(monkeypatch)
    assert clicks.on("WK900001") == "WK900001"
    assert clicks.chosen["weergave"] == "kaart"
    assert clicks.on("WK900102") == TWO
    assert clicks.on("") == "WK900001", "the browser let the second one go"
    assert clicks.on("") == "WK900001", "nothing was clicked before: the sea"
    assert clicks.on("WK900001") == ""


@pytest.mark.usefixtures("data")
def test_a_click_on_an_area_picked_in_the_list_takes_it_out(monkeypatch):
    assert Clicks(monkeypatch, TWO).on("WK900102") == "WK900001"


@pytest.mark.usefixtures("data")
def test_water_and_areas_of_another_level_are_not_chosen(monkeypatch):
    assert Clicks(monkeypatch, TWO).on("WK900199") == TWO


def map_of(app: AppTest) -> dict:
    (element,) = app.get("deck_gl_json_chart")
    return json.loads(element.proto.json)


@pytest.mark.usefixtures("data")
def test_the_map_outlines_the_chosen_and_looks_at_their_municipality():
    outlined = {"chosen-halo", "chosen-line"}
    nothing, one = map_of(opened(PAGE, niveau="gemeente")), map_of(opened(PAGE, gebieden="WK900001", weergave="kaart"))
    assert outlined.isdisjoint(layer["id"] for layer in nothing["layers"])
    assert outlined <= {layer["id"] for layer in one["layers"]}
    assert one["initialViewState"]["zoom"] > nothing["initialViewState"]["zoom"]
    town = map_of(opened(PAGE, niveau="gemeente", gebieden="GM9000", weergave="kaart"))
    assert town["initialViewState"] == nothing["initialViewState"]


@pytest.mark.usefixtures("data")
def test_the_map_says_what_is_chosen_and_the_list_is_its_twin():
    app = opened(PAGE, gebieden=TWO, weergave="kaart")
    seen = " ".join(texts(app))
    assert "2 van hoogstens 6 wijken" in seen
    app.multiselect(key=f"{PAGE}-gebieden").unselect("WK900102").run()
    assert "1 van hoogstens 6 wijken" in " ".join(texts(app))


# ---- the funnel of schools


SCHOOLS = """
update mart.indicator set levels = 'country,municipality,district' where indicator_id = 'vo_exam_pass_pct';
insert into mart.area_value
    select area_code, level, 'vo_exam_pass_pct', '2018-2019', 'all', if(level = 'country', 90, 80), null, null, 900,
        'observed', null, 0, null, 0
    from mart.area where level in ('country', 'municipality');
update mart.school set sector = 'VO', municipality_code = 'GM9000', district_code = 'WK900001';
insert into mart.school_value
    select school_id, 'vo_exam_pass_pct', '2018-2019', 'all',
        case map_index when 0 then 50 else 90 end, null, null, 200, 'observed', null
    from mart.school where is_listed and school_id < '906';
update mart.school set municipality_code = 'GM9001' where school_id = '905A00';
"""


@pytest.fixture
def schools(data) -> Path:
    """Five schools in one municipality, two of them at 50 %, and one in another."""
    change(data, SCHOOLS)
    return data


def hide(folder: Path, *ids: str) -> None:
    for school_id in ids:
        change(folder, f"update mart.school_value set status = 'withheld' where school_id = '{school_id}'"
                       " and indicator_id = 'vo_exam_pass_pct'")  # fmt: skip


def school_funnel(**more: str) -> AppTest:
    return opened(PAGE, gebieden=TWO, weergave="trechter", punten="scholen", indicator="vo_exam_pass_pct", **more)


def seen(app: AppTest) -> str:
    return re.sub(r"\s+", " ", " ".join(texts(app)))


@pytest.mark.usefixtures("schools")
def test_the_schools_of_the_municipality_stand_around_its_mean_or_the_country_s():
    told = seen(school_funnel())
    assert "Geen van de 5 scholen in Aderveen ligt buiten de gewone spreiding (99,8 %) rond 80,0" in told
    assert "het gemiddelde van Aderveen" in told
    assert "Geen van de 5 scholen in Aderveen ligt buiten de gewone spreiding (99,8 %) rond 90,0" in seen(
        school_funnel(midden="land")
    )
    assert "School 05" not in told, "a school of another municipality"


@pytest.mark.usefixtures("schools")
def test_schools_stand_in_the_order_of_their_names():
    (body,) = [html.proto.body for html in school_funnel().get("html") if 'class="rw-tab"' in html.proto.body]
    names = re.findall(r"<tr><td><a [^>]*>(School \d\d)", body)
    assert names == ["School 00", "School 01", "School 02", "School 03", "School 04"]


def test_a_hidden_school_is_absent_and_counted(schools):
    change(schools, "update mart.school_value set value = 77.7, n = 777 where school_id = '901A00'")
    hide(schools, "901A00", "902A00")
    told = seen(school_funnel())
    assert "School 01" not in told
    assert "77,7" not in told
    assert "2 scholen staan niet in het beeld" in told
    rows = warehouse.run("school_rates", {"indicator": "vo_exam_pass_pct", "period": "2018-2019",
                                          "municipality": "GM9000", "group": "all"}, LOCAL)  # fmt: skip
    assert rows.loc[rows["status"] == "withheld", ["value", "n"]].isna().all(axis=None)


def test_one_hidden_school_takes_the_municipality_s_mean_away(schools):
    """The mean and all the others would tell the one that is hidden."""
    hide(schools, "901A00")
    told = seen(school_funnel(midden="gemeente"))
    assert "het gemiddelde van Nederland" in told
    assert "het gemiddelde van Aderveen" not in told


def test_too_few_schools_is_a_designed_state(schools):
    hide(schools, *(f"90{k}A00" for k in range(4)))
    app = school_funnel()
    assert any("Te weinig scholen voor een trechter in Aderveen" in info.value for info in app.info)
    assert "School 04" not in seen(app)


# ---- names as they were typed


HOSTILE = "Evil ![a](http://127.0.0.1:9/x.png) <img src=x onerror=alert(1)> [klik](javascript:1) :fire: $x$ **b**"


def test_names_and_codes_of_a_link_are_shown_in_messages_as_they_were_typed(schools):
    change(schools, f"update mart.area set name = '{HOSTILE}' where area_code = 'WK900302'")
    change(schools, f"update mart.area set municipality_name = '{HOSTILE}' where municipality_code = 'GM9000'")
    hide(schools, *(f"90{k}A00" for k in range(4)))
    twins = opened(PAGE, gebieden="WK900302", weergave="tweelingen")
    assert any(f"{md(HOSTILE)} heeft geen tweelingen" in info.value for info in twins.info)
    assert any(f"trechter in {md(HOSTILE)}" in info.value for info in school_funnel().info)
    assert f"{md('[k](//x.nl)')} staat niet" in opened(PAGE, gebieden="[k](//x.nl)").warning[0].value
    assert all("<img" not in html.proto.body for html in [*twins.get("html"), *school_funnel().get("html")])
