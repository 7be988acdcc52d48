"""Page Wijken vergelijken in a real browser: choose, compare, copy the link; the pictures are really drawn."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import duckdb
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import visiting

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
    expect(visit.page.get_by_text("Kies wijken om te vergelijken")).to_be_visible()

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
