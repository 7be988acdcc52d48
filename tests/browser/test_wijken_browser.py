"""Page Wijken vergelijken in a real browser: choose, compare, copy the link; the pictures are really drawn."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import duckdb
import pytest
from playwright.sync_api import expect

from etl.building import publish
from tests.browser.conftest import Visit, serving, visiting

pytestmark = pytest.mark.browser
CHART = "[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg"


def wijken(data: Path, count: int) -> list[tuple[str, str, str]]:
    """Code, municipality and name of wijken that have a SES-WOA score, the largest first."""
    pointer = json.loads((data / "warehouse" / "current.json").read_text())
    with duckdb.connect(str(data / "warehouse" / pointer["file"]), read_only=True) as con:
        return con.execute(
            "select area_code, municipality_name, name from mart.area semi join mart.area_value value"
            " on area.area_code = value.area_code and indicator_id = 'ses_woa' and status = 'observed'"
            " where area.level = 'district' order by population_count desc, area_code limit ?",
            [count],
        ).fetchall()


def link(visit) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(visit.page.url).query).items()}


def shown(visit) -> list[str]:
    """Sentence and tables as a reader sees them."""
    return visit.page.locator(".rw-lede, .rw-sel, .rw-tab").all_inner_texts()


def test_choose_compare_and_pass_the_link_on(visit, chromium, server, sample_data):
    (first, town, name), (second, _town, other) = wijken(sample_data, 2)
    visit.open("/wijken-vergelijken")
    expect(visit.page.get_by_role("heading", name="Wijken vergelijken")).to_be_visible()
    expect(visit.page.locator(".rw-sel")).to_contain_text("nog geen wijk gekozen")

    box = visit.page.get_by_role("combobox", name="Wijken, hoogstens 6")
    box.fill(town)
    box.press("Enter")
    visit.settle()
    one = link(visit)["gebieden"]
    assert "," not in one, "of all districts of a town Enter takes the first"
    visit.open("/wijken-vergelijken")
    box.fill(f"{town}, {name}")
    box.press("Enter")
    visit.settle()
    assert link(visit)["gebieden"] == first
    visit.open(f"/wijken-vergelijken?gebieden={first},{second}")
    visit.page.locator(CHART).first.wait_for()
    visit.choose("Vergelijk met", "Eigen gemeente")
    expect(visit.page.locator(".rw-sel")).to_contain_text("vergeleken met de eigen gemeente")
    visit.page.get_by_text("Tabel", exact=True).click()
    visit.settle()
    assert link(visit) == {"gebieden": f"{first},{second}", "vergelijk": "gemeente", "weergave": "tabel"}
    assert other in " ".join(shown(visit))

    with visiting(chromium, server) as fresh:
        fresh.open(urlsplit(visit.page.url).path + "?" + urlsplit(visit.page.url).query)
        assert shown(fresh) == shown(visit)
    assert visit.outside == []


def begun_in(visit: Visit, town: str) -> int:
    """From the menu to districts of a municipality compared, by somebody who knows none by name: how many presses."""
    page = visit.open("/").page
    page.evaluate("() => { window.presses = 0; addEventListener('pointerdown', () => window.presses++, true) }")
    visit.go_to("Wijken", "Wijken vergelijken")
    page.get_by_role("combobox", name="Begin bij een gemeente").click()
    page.keyboard.type(town)
    page.keyboard.press("Enter")
    visit.settle()
    expect(page.locator(".rw-sel")).to_contain_text(town)
    page.get_by_role("button", name=re.compile("^Vergelijk ")).click()
    visit.settle()
    page.locator(CHART).first.wait_for()
    return page.evaluate("window.presses")


def begins_and_compares(visit: Visit, data: Path, town: str) -> None:
    presses = begun_in(visit, town)
    codes = link(visit)["gebieden"].split(",")
    with duckdb.connect(str(publish.current(data / "warehouse")), read_only=True) as con:
        towns = con.execute(
            "select distinct municipality_name from mart.area where list_contains(?, area_code)", [codes]
        ).fetchall()
    assert (towns, len(codes)) == ([(town,)], 3)
    print(f"{town}: {presses} presses to {', '.join(codes)}")
    assert 0 < presses <= 4


def test_who_knows_no_wijk_by_name_compares_three_of_a_municipality(visit, sample_data):
    begins_and_compares(visit, sample_data, "Haldremheem")


@pytest.mark.slow
@pytest.mark.realdata
def test_three_wijken_of_rotterdam_are_four_presses_from_the_menu(chromium, real_data, tmp_path):
    with serving(real_data, tmp_path / "log") as base, visiting(chromium, base) as visit:
        begins_and_compares(visit, real_data, "Rotterdam")


@pytest.mark.parametrize(
    ("view", "pictures"),
    [
        ("tijd", CHART),
        ("perioden", "[data-testid=stDeckGlJsonChart] canvas"),
        *(pytest.param(view, CHART, marks=pytest.mark.slow) for view in ("verschil", "trechter")),
    ],
)
def test_each_picture_is_drawn_without_an_error(view, pictures, visit, sample_data):
    errors = []
    visit.page.on("pageerror", lambda error: errors.append(str(error)))
    codes = ",".join(code for code, _town, _name in wijken(sample_data, 3))
    visit.open(f"/wijken-vergelijken?gebieden={codes}&weergave={view}")
    visit.page.locator(pictures).first.wait_for()
    visit.settle()
    box = visit.page.locator(pictures).first.bounding_box()
    assert box["width"] > 200
    assert box["height"] > 100
    assert errors == []
    assert visit.outside == []


def test_twins_are_named_with_what_they_share(visit, sample_data):
    ((code, _town, name),) = wijken(sample_data, 1)
    visit.open(f"/wijken-vergelijken?gebieden={code}&weergave=tweelingen")
    table = visit.page.locator(".rw-tab").first
    expect(table).to_contain_text(name)
    expect(table).to_contain_text("Inwoners per km²")
    assert len(table.locator("thead th").all()) == 12


@pytest.mark.slow
def test_a_wijk_is_chosen_on_the_map_and_taken_out_again(visit, sample_data):
    ((code, _town, name),) = wijken(sample_data, 1)
    visit.open(f"/wijken-vergelijken?gebieden={code}&weergave=kaart")
    expect(visit.page.locator(".rw-cls")).to_contain_text(name)
    visit.click_middle_of_map()
    after = set(link(visit).get("gebieden", "").split(",")) ^ {code}
    assert len(after) == 1, "one wijk came or went"
    assert link(visit)["weergave"] == "kaart"
    visit.click_middle_of_map()
    assert link(visit).get("gebieden", "") == code, "a second click on the same wijk undoes the first"
