"""Overzicht and Methode: figures of the year chosen, both sectors apart, what is open to whom, designed states."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from dashboard.figures import coverage
from dashboard.figures.coverage import Filters
from dashboard.frame import language, links, warehouse
from dashboard.frame.access import ANONYMOUS, LOCAL, NotAllowed
from dashboard.overview import figures as overview
from dashboard.overview import targets
from dashboard.sources import method
from dashboard.ui import reach
from tests.pages.test_pages import opened, texts
from tests.support.environment import DATA
from tests.support.mart import change
from tests.support.reading import local

PRINT = "Afdrukken of bewaren"  # below every page

ROOT = Path(__file__).resolve().parents[2]
ALL = {"partners": [], "themes": [], "founding": False, "areas": ["NL00"]}
NEED = "update mart.school_need set need = null, need_per_pupil = null, need_status = 'suppressed'"


@pytest.fixture
def nobody(monkeypatch) -> None:
    """A server that others can reach, without sign-in."""
    real = streamlit.get_option
    monkeypatch.setattr(streamlit, "get_option", lambda key: None if key == "server.address" else real(key))


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """The questions that a page asks."""
    found: list[str] = []
    real = warehouse.run
    monkeypatch.setattr(warehouse, "run", lambda name, *rest: found.append(name) or real(name, *rest))
    return found


def told(app: AppTest) -> str:
    return re.sub(r"[\s\u00a0]+", " ", " ".join(texts(app)))


# ---- figures


def facts(year: str, **choices) -> dict[str, int]:
    rows = warehouse.run("overview_facts", {**ALL, **choices, "school_year": year}, LOCAL)
    return dict(zip(rows["fact_id"], rows["value"], strict=True))


@pytest.mark.usefixtures("data")
def test_facts_follow_the_choices_and_count_what_has_faded():
    assert facts("2019-2020") == {"partners": 3, "schools_2": 1}
    assert facts("2019-2020", partners=["toren"]) == {"partners": 1, "schools_2": 0}
    assert facts("2019-2020", themes=["sport_culture"])["partners"] == 1
    assert facts("2018-2019")["partners"] == 1
    assert facts("2017-2018") == {"partners": 0, "schools_2": 0}
    assert facts("2019-2020", areas=["GM9000"])["partners"] == 2  # the third is at a school in no area
    assert facts("2019-2020", areas=["GM9003"])["partners"] == 0


def test_without_a_choice_the_facts_are_those_of_the_factsheet(sample_data, monkeypatch):
    monkeypatch.setenv(DATA, str(sample_data))
    years = warehouse.run("coverage_years", {}, LOCAL)["school_year"]
    assert len(years) > 2
    for year in years:
        sheet = warehouse.run("facts", {"school_year": year, "year_before": ""}, LOCAL).set_index("fact_id")["value"]
        mine = facts(year)
        assert len(mine) == 7
        assert mine == {name: sheet[name] for name in mine}


@pytest.mark.usefixtures("data")
def test_reach_is_of_both_sectors_and_the_year_before_counts_what_has_faded():
    place = warehouse.run("places", {}, LOCAL).iloc[0]
    years = ["2020-2021", "2019-2020", "2018-2019"]
    reach = overview.reach(place, Filters(school_year="2019-2020"), years, local())
    assert (reach["PO"].now["active_schools_count"], reach["VO"].now["active_schools_count"]) == (2, 0)
    assert reach["PO"].before["active_schools_count"] == 1
    assert overview.reach(place, Filters(school_year="2018-2019"), years, local())["PO"].before is None
    assert overview.reach(place, Filters(), years, local())["PO"].before is None


def test_a_little_is_not_written_as_nothing_nor_almost_all_as_all():
    language.use("en")
    row = pd.Series(
        {
            "schools_count": 900,
            "active_schools_count": 2,
            "schools_share": 0.22,
            "pupils_share": 99.6,
            "need_share": 12.4,
        }
    )
    year = Filters(school_year="2019-2020")
    text = reach.presence(row, year, "Kwend")
    assert text == (
        "In Kwend, partners are active in school year 2019-2020 at **2 of the 900 PO schools**: less than 1 % of the "
        "schools, with more than 99 % of the pupils and **12\u00a0% of the need**."
    )
    assert "in all school years together" in reach.presence(row, Filters(), "Kwend")
    assert "part of the need is not known" in reach.presence(row.replace(12.4, np.nan), year, "Kwend")
    assert "none of the 900 PO schools" in reach.presence(row.replace(2.0, 0.0), year, "Kwend")
    assert [reach.brief(part) for part in (0, 0.2, 50.4, 99.6, 100)] == [
        "0\u00a0%", "< 1\u00a0%", "50\u00a0%", "> 99\u00a0%", "100\u00a0%",
    ]  # fmt: skip


def test_bars_end_at_the_first_round_number_that_holds_them_all():
    assert [overview.scale_end(shares) for shares in ([], [float("nan")], [4.9], [5.1, 12], [100])] == [
        5,
        5,
        5,
        20,
        100,
    ]


@pytest.mark.parametrize("end", overview.STEPS)
def test_the_marks_below_the_bars_stand_where_they_say(end):
    """At equal distances, as they are drawn, and whole: 1.2 stood where 1.25 is."""
    marks = overview.ticks(end)
    assert (marks[0], marks[-1]) == (0, end)
    assert len({round(high - low, 9) for low, high in pairwise(marks)}) == 1
    assert all(number == int(number) for number in marks)


@pytest.mark.parametrize(("code", "word"), [("behind", "achter"), ("on_course", "op koers"), ("ahead", "vóór")])
def test_a_verdict_is_a_sign_and_a_word(code, word):
    language.use("nl")
    sign, said, _kind = targets.verdict(code)
    assert said == word
    assert sign.strip()


# ---- the page


@pytest.mark.usefixtures("data")
def test_the_page_tells_reach_facts_targets_and_freshness():
    app = opened("overzicht", schooljaar="2019-2020")
    text = told(app)
    assert app.title[0].value == "Overzicht"
    assert "In Nederland zijn in schooljaar 2019-2020 partners actief op 2 van de 24 PO-scholen" in text
    assert "Basisonderwijs (PO)" in text
    assert "Voortgezet onderwijs (VO)" in text
    assert "streep = 2018-2019" in text
    assert "43 deelnemers" in text  # 20 + 12 + 5 + 6
    assert re.search(r"Partners 3 \+2", text)
    bare = re.sub(r"(Doelgetal|Stand volgens SKB, eind 2024|Hier geteld|Oordeel) ?: ", "", text)  # for a phone
    assert re.search(r"Partners met gegevens Hetzelfde\. 20 in 2026 Vijf 3 nu verwacht 5 ↘ achter", bare)
    assert re.search(r"leerlijn Nog niet gemeld\. 1 in 2026 2 pilots \(doel gehaald\) – nog niet bij te houden", bare)
    assert re.search(r"Scholen met minstens 2 partners 1 130", text)
    assert "Hoe vers zijn de partnergegevens?" in text
    assert "Hoe vers zijn de bronnen?" in text
    assert app.get("deck_gl_json_chart")[0].proto.alt


@pytest.mark.usefixtures("data")
def test_the_first_year_has_no_change_and_no_tick():
    text = told(opened("overzicht", schooljaar="2018-2019", verbleekt="1"))
    assert "streep" not in text
    assert "Partners 1 " in text
    assert "±" not in text
    assert "verschil met" not in text  # there is none
    assert "verschil met 2018-2019" in told(opened("overzicht", schooljaar="2019-2020", verbleekt="1"))


@pytest.mark.usefixtures("data")
def test_the_other_sector_and_a_place_change_sentence_and_map():
    assert "1 van de 6 VO-scholen" in told(opened("overzicht", sector="VO"))
    assert "In Dalmeer zijn in schooljaar 2020-2021 op geen van de" in told(opened("overzicht", gebied="GM9003"))


@pytest.mark.usefixtures("data")
def test_choosing_a_place_in_the_list():
    app = opened("overzicht")
    app.selectbox(key="overzicht-gebied").select("GM9001").run()
    assert not app.exception
    assert "In Boskerk zijn in schooljaar 2020-2021" in told(app)
    assert app.query_params["gebied"] == "GM9001"


@pytest.mark.usefixtures("data")
def test_an_own_region_counts_its_municipalities():
    text = told(opened("overzicht", gebied="regio", gemeenten="GM9000,GM9001", regionaam="Kwendstreek"))
    whole = coverage.load("municipality", Filters(school_year="2020-2021"), local()).areas
    mine = whole[whole["area_code"].isin(["GM9000", "GM9001"])]
    when = "zijn in schooljaar 2020-2021 partners actief"
    assert f"In Kwendstreek {when} op {int(mine['active_schools_count'].sum())} van de" in text
    assert f"van de {int(mine['schools_count'].sum())} PO-scholen" in text


@pytest.mark.usefixtures("data")
def test_a_link_takes_the_selection_along(monkeypatch):
    made = {}
    monkeypatch.setattr(links, "link", lambda path, _label, params=None, **_kw: made.update({path: params}))
    opened("overzicht", gebied="GM9001", sector="VO", schooljaar="2019-2020", partners="brug,lees", themas="language")
    assert made["dekking"] == {
        "gebied": "GM9001",
        "sector": "VO",
        "schooljaar": "2019-2020",
        "partners": "brug,lees",
        "themas": "language",
    }
    opened("overzicht")
    assert made["dekking"] == {}
    opened("overzicht", schooljaar="")  # as links of before November 2026 say all years
    assert made["dekking"] == {"schooljaar": "alle"}


@pytest.mark.usefixtures("data")
def test_links_lead_to_pages_that_this_person_has():
    labels = {link.proto.label for link in opened("overzicht").get("page_link")}
    assert labels == {"Bekijk de dekking per wijk", "Naar partnerdata", "Alle bronnen", PRINT}


# ---- what is open


@pytest.mark.usefixtures("data", "nobody")
def test_without_rights_the_page_shows_what_is_open_and_asks_nothing_of_partners(asked):
    app = opened("overzicht")
    text = told(app)
    assert "Voor cijfers van partners moet u zijn aangemeld" in text
    assert "In Nederland staan 24 basisscholen met een behoefte van" in text
    assert "Hoe vers zijn de bronnen?" in text
    assert {link.proto.label for link in app.get("page_link")} == {"Behoefte op de kaart", "Alle bronnen", PRINT}
    assert "overview_sectors" in asked
    for name in asked:
        assert warehouse.question(name).resource == "open", name
    for word in ("De Brug", "Leeskring", "deelnemers", "Bereik"):
        assert word not in text


@pytest.mark.usefixtures("data")
def test_nobody_may_ask_the_facts():
    with pytest.raises(NotAllowed):
        warehouse.run("overview_facts", {**ALL, "school_year": ""}, ANONYMOUS)


# ---- states


def test_without_partners_the_page_shows_need_and_says_what_to_do(data):
    change(data, "delete from mart.activity")
    app = opened("overzicht")
    assert "Er zijn nog geen partnergegevens" in app.info[-1].value
    assert "In Nederland staan 24 basisscholen" in told(app)


def test_one_school(data):
    change(data, "delete from mart.school_need where school_id <> '900A00'")
    app = opened("overzicht", schooljaar="2019-2020")
    text = told(app).replace(" :", ":").replace(" .", ".")
    assert "partners actief op de enige PO-school." in text
    assert "Niets is onbereikt" in text


def test_everything_suppressed(data):
    change(data, f"{NEED}; update mart.school_need set pupils_count = null, pupils_status = 'suppressed'")
    app = opened("overzicht", schooljaar="2019-2020")
    text = told(app)
    assert "Hun deel van de leerlingen en van de behoefte is niet bekend" in text
    assert text.count("onderdrukt") >= 4  # pupils and need of each sector
    assert not app.get("deck_gl_json_chart")
    assert "Hier zijn geen cijfers van behoefte" in text


@pytest.mark.usefixtures("nobody")
def test_open_figures_that_are_suppressed_are_words(data):
    change(data, NEED)
    text = told(opened("overzicht"))
    assert "24 basisscholen." in text.replace(" .", ".")
    assert "onderdrukt" in text


def test_a_year_that_has_faded_says_what_to_do(data):
    change(data, "update mart.activity set is_current = false")
    app = opened("overzicht")
    assert any("Zet verbleekte activiteiten aan" in info.value for info in app.info)
    app = opened("overzicht", verbleekt="1", partners="lees", schooljaar="2018-2019")  # they are on already
    assert any("Geen activiteiten bij deze keuze" in info.value for info in app.info)
    assert "Zet verbleekte activiteiten aan" not in told(app)


def test_a_number_that_nobody_told_is_not_none(data):
    change(
        data,
        "update mart.activity set participants_count = null, participants_text = null",
        "insert into mart.fact_kind (fact_id, name_nl, name_en, sort_order)"
        " values ('young_people', 'Deelnames van jongeren', 'Young people taking part', 9)",
    )
    seen = told(opened("overzicht"))
    assert "Deelnames van jongeren niet gemeld" in seen
    assert "geen deelnemers" not in seen
    assert "een onbekend aantal deelnemers" in seen


@pytest.mark.usefixtures("data")
def test_where_some_partners_are_left_out_the_sentence_says_so():
    assert "binnen deze keuze" not in told(opened("overzicht"))
    assert "binnen deze keuze" in told(opened("overzicht", partners="toren"))


def test_partners_that_are_made_up_are_named_in_an_edition_of_real_schools(data):
    change(data, "update mart.build set is_fictional = false")
    assert any("Partneractiviteit is fictief" in info.value for info in opened("overzicht").markdown)


def test_a_made_up_partner_is_named_as_it_was_typed(data):
    change(data, "update mart.build set is_fictional = false")
    change(data, "update mart.partner set name = '![a](http://127.0.0.1:9/x) <b>$x$' where partner_id = 'brug'")
    (notice,) = [info.value for info in opened("overzicht").markdown if "fictief" in info.value]
    assert r"\!\[a\]\(http" in notice
    assert r"\<b\>\$x\$" in notice


@pytest.mark.usefixtures("data")
def report_buttons() -> set[str]:
    return {button.proto.label for button in opened("dekking").get("download_button")} & {"Kaart (PNG)", "Kaart (SVG)"}


@pytest.mark.usefixtures("data")
def test_the_report_map_has_two_buttons():
    assert len(report_buttons()) == 2


def test_there_is_no_report_map_of_nothing(data):
    change(data, NEED)
    assert not report_buttons()


# ---- Methode


def numbers(line: str) -> list[float]:
    cells = [cell.strip().strip("*") for cell in line.strip("|").split("|")]
    return [float(cell.replace(".", "").replace(",", ".")) if re.match(r"^[\d.,]+$", cell) else 0 for cell in cells]


def test_the_worked_example_is_what_the_arithmetic_gives():
    lines = (ROOT / "docs" / "method.md").read_text(encoding="utf-8").splitlines()
    schools = [numbers(line) for line in lines if re.match(r"\| De \w+ \|", line)]
    active = [" ja " in line for line in lines if re.match(r"\| De \w+ \|", line)]
    frame = pd.DataFrame(schools, columns=["name", "pupils", "need", "rate", "active", "participants"])
    assert len(frame) == 4
    assert (frame["need"] / frame["pupils"]).round(2).tolist() == frame["rate"].tolist()
    rows = pd.DataFrame(
        {
            "schools_count": [4], "active_schools_count": [sum(active)],
            "pupils_count": [frame["pupils"].sum()], "active_pupils_count": [frame["pupils"][active].sum()],
            "need": [frame["need"].sum()], "load": [frame["need"].sum()], "active_need": [frame["need"][active].sum()],
            "unreached_need": [frame["need"].sum() - frame["need"][active].sum()],
            "load_pupils_count": [frame["pupils"].sum()], "participants_lower": [frame["participants"].sum()],
            "participants_upper": [frame["participants"].sum()], "few_participants_count": [0],
            "untold_count": [0],
            "pupils_status": ["observed"], "load_status": ["observed"], "need_is_share": [False],
        }
    )  # fmt: skip
    row = coverage.with_shares(rows, 78_000).iloc[0]
    assert (row["schools_share"], row["pupils_share"], row["need_share"]) == (50, 30, 35)
    assert (row["gap_share"], row["participants_share"], row["need_per_pupil"]) == (1.0, 7.2, 1.2)
    low = frame[frame["rate"] < 1]  # under the threshold of the example
    assert (low["need"].sum(), round(100 * low["need"].sum() / 1200), low["pupils"].sum() / 10) == (380, 32, 50)
    text = " ".join(lines)
    for said in (
        "samen 380 punten",
        "32 % van de behoefte en 50 % van de leerlingen",
        "(50 %)",
        "(30 %)",
        "(35 %)",
        "7,2 %",
        "780 punten",
        "= 1.200 punten",
        "ligt 1 %",
    ):
        assert said in text, said


def test_both_languages_have_the_same_parts_and_marks():
    dutch, english = method.read("nl")[1], method.read("en")[1]
    assert len(dutch) == len(english)
    for mine, other in zip(dutch, english, strict=True):
        assert mine.count("\n## ") == other.count("\n## ")
        assert re.fullmatch(r"[a-z_]+", mine) is None or mine == other
    assert {piece for piece in dutch if re.fullmatch(r"[a-z_]+", piece)} == {
        "method_need", "method_threshold", "method_top",
    }  # fmt: skip


@pytest.mark.usefixtures("data", "nobody")
def test_the_method_is_open_and_in_the_readers_language():
    assert opened("methode").title[0].value == "Methode"
    app = opened("methode", lang="en")
    assert app.title[0].value == "Method"
    assert "PO: 25 schools with a score (1 of them no longer listed)" in told(app)


def test_a_first_hundred_needs_many_schools():
    language.use("en")
    rows = pd.DataFrame({"sector": ["PO", "VO"], "schools_count": [6295, 80], "both_count": [19, 80]})
    first, second = method._top(rows)
    assert "**19**" in first
    assert "80 are" not in second
    assert "too few schools" in second


@pytest.mark.realdata
def test_the_threshold_and_the_first_hundred_of_edition_2020(real_data, monkeypatch):
    monkeypatch.setenv(DATA, str(real_data))
    row = warehouse.run("method_threshold", {}, LOCAL).iloc[0]
    assert (row["scored_count"], row["zero_count"]) == (6295, 3740)
    assert round(row["zero_need_pct"]) == 23
    assert round(row["zero_pupils_pct"]) == 62
    top = warehouse.run("method_top", {}, LOCAL).set_index("sector")["both_count"]
    assert top["PO"] == 19


STATES = {
    "nl": "geteld naar zijn definitie|ernaast geteld|nog niet bij te houden|niet te tellen|"
    r"geldt vanaf \d{4}|gold tot en met \d{4}",
    "en": "counted by its definition|counted beside|cannot be kept yet|cannot be counted|"
    r"holds from \d{4}|held until \d{4}",
}
SAID = {"nl": r"\d+ van \d+ programma&#39;s hebben dit gezegd", "en": r"\d+ of \d+ programmes have said this"}


@pytest.mark.parametrize("words", ["nl", "en"])
def test_each_of_the_35_targets_says_how_it_stands_and_why(sample_data, monkeypatch, words):
    monkeypatch.setenv(DATA, str(sample_data))
    for year in ("2022-2023", "2024-2025"):
        app = opened("overzicht", schooljaar=year, lang=words)
        tables = [str(one.proto.body) for one in app.main if "<table" in str(getattr(one.proto, "body", ""))]
        rows = next(table for table in tables if {"nl": "Doelgetal", "en": ">Goal<"}[words] in table).split("<tr>")[2:]
        assert len(rows) == 35
        for row in rows:
            assert re.search(STATES[words] + "|[↗→↘]", row), row
            assert re.search(r'<small class="rw-muted">[^<]{20,}</small>', row), row
        said = [re.search(SAID[words], row) for row in rows]
        assert sum(map(bool, said)) == {"2022-2023": 1, "2024-2025": 3}[year], "who did not say it is told of each mark"


def test_the_country_is_called_so_in_english_and_a_wijk_of_that_name_is_not(data):
    change(data, "update mart.area set name = 'Nederland' where area_code = 'WK900000'")
    assert "In the Netherlands, partners are active" in told(opened("overzicht", lang="en"))
    assert "In Nederland zijn" in told(opened("overzicht"))
    panel = " ".join(texts(opened("dekking", lang="en", keuze="WK900000")))
    assert "Nederland" in re.sub("the Netherlands", "", panel), "a wijk keeps its name"
