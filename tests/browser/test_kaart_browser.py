"""The main job in a real browser: open the map, switch, click a wijk, read its schools; nothing leaves the machine."""

from __future__ import annotations

import json
import re
import urllib.request
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import duckdb
import pytest
import requests
from playwright.sync_api import expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.conftest import Visit, serving, visiting
from tests.browser.wire import Wire, first_run, wired
from tests.support.rounds import sampled

pytestmark = pytest.mark.browser
BUDGET = 12_000  # bytes on the websocket when the indicator is switched


def ask(data: Path, query: str, *values):
    pointer = json.loads((data / "warehouse" / "current.json").read_text())
    with duckdb.connect(str(data / "warehouse" / pointer["file"]), read_only=True) as con:
        return con.execute(query, values).fetchall()


def busiest_district(data: Path) -> str:
    (row,) = ask(
        data,
        "select district_code from mart.school join mart.area on area_code = district_code"
        " where is_listed and area.map_index is not null group by 1 order by count(*) desc, 1 limit 1",
    )
    return row[0]


def chosen(visit) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(visit.page.url).query).items()}


def test_open_switch_click_and_read_the_schools(visit, sample_data):
    district = busiest_district(sample_data)
    visit.open(f"/kaart?beeld={district}&scholen=0")
    expect(visit.page.get_by_role("heading", name="Kaart")).to_be_visible()
    visit.choose("Indicator", "SES-WOA-score")
    visit.click_middle_of_map()

    code = chosen(visit)["keuze"]
    ((name, municipality),) = ask(
        sample_data, "select name, municipality_name from mart.area where area_code = ?", code
    )
    ((schools,),) = ask(sample_data, "select count(*) from mart.school where is_listed and district_code = ?", code)
    panel = visit.page.locator(".rw-panel")
    expect(panel.locator(".rw-name")).to_contain_text(f"{name} wijk in {municipality}")
    expect(panel).to_contain_text(re.compile(rf"\b{schools} schol|\b{schools} school"))
    assert schools, "the busiest wijk or its neighbour in the middle of the picture has schools"
    expect(visit.page.get_by_test_id("stDataFrame")).to_be_visible()
    expect(visit.page.get_by_role("combobox", name="Kies een gebied")).to_have_value(f"{municipality}, {name}")
    assert visit.outside == []

    visit.click_middle_of_map()
    assert "keuze" not in chosen(visit), "a second click on the same area lets it go"


def switched_twice(visit: Visit, wire: Wire) -> list[int]:
    """Bytes of each switch to a rate and to a total; before that once, for the points that circles stand on: the
    second time the browser has them."""
    found = []
    for k, name in enumerate(("SES-WOA-score", "Kinderen tot 15 jaar") * 2):
        visit.forget()
        wire.forget()
        visit.choose("Indicator", name)
        assert [url for url in visit.geometry if k % 2 == 0 or "_point-" not in url] == []
        found.append(wire.bytes)
    return found[2:]


def test_switching_the_indicator_costs_little_and_fetches_no_geometry(chromium, server):
    with wired(server) as wire, visiting(chromium, wire.base) as visit:
        visit.open("/kaart")
        assert all(0 < count <= BUDGET for count in switched_twice(visit, wire))


@pytest.mark.slow  # a software renderer draws each of these views of 3,176 wijken for ten seconds
@pytest.mark.realdata
def test_switching_the_indicator_of_all_wijken_stays_within_the_budget(chromium, real_data, tmp_path):
    with serving(real_data, tmp_path / "log") as base, wired(base) as wire, visiting(chromium, wire.base) as visit:
        for path in ("/kaart", "/kaart?keuze=WK059910"):
            visit.open(path)
            found = switched_twice(visit, wire)
            print(f"{path}: {found} bytes")
            assert all(0 < count <= BUDGET for count in found), (path, found)


@pytest.mark.slow
def test_a_link_shows_the_same_view_and_survives_a_page_change(visit, sample_data):
    district = busiest_district(sample_data)
    visit.open(f"/kaart?niveau=wijk&indicator=ses_woa&keuze={district}&lang=en")
    expect(visit.page.get_by_role("heading", name="Map")).to_be_visible()
    before = chosen(visit)
    visit.go_to("Accountability", "Sources")
    expect(visit.page.get_by_role("heading", name="Sources")).to_be_visible()
    assert chosen(visit) == {"lang": "en"}
    visit.go_to("Map", "Map")
    assert chosen(visit) == before
    assert visit.outside == []


def test_the_language_switch_changes_words_and_numbers(visit):
    visit.open("/kaart")
    expect(visit.page.locator("html")).to_have_attribute("lang", "nl")
    visit.page.get_by_test_id("stSidebar").get_by_text("EN", exact=True).click()
    visit.settle()
    expect(visit.page.get_by_role("heading", name="Map")).to_be_visible()
    expect(visit.page.locator("html")).to_have_attribute("lang", "en")
    assert chosen(visit)["lang"] == "en"


COLD = {
    # the pages themselves are in test_every_page_browser.py
    # path: headings shown, and whether the app says that this page is not there
    "/": (["Overzicht"], False),
    # Streamlit says "page not found" over the first page.
    "/kaart.py": (["Overzicht"], True),
    "/bestaat-niet": (["Overzicht"], True),
    # A path of two parts never starts the app: its scripts are asked for beside it, and are not there.
    "/pages/kaart.py": ([], False),
    "/dashboard/main.py": ([], False),
}
IN_BROWSER = ("/kaart.py", "/pages/kaart.py")


@pytest.mark.parametrize("path", sampled(COLD, IN_BROWSER[1:]))
def test_a_cold_server_runs_only_the_main_script_and_the_chosen_page(path, sample_data, tmp_path, chromium):
    """Each path on a server of its own: the page asked for, or no page of ours but the first."""
    shown, is_missing = COLD[path]
    with serving(sample_data, tmp_path / "log") as base:
        if path in IN_BROWSER:
            in_browser(base, path, shown, is_missing, chromium)
        elif shown:
            assert run_of(first_run(base, path)) == (shown, is_missing)
        else:
            never_starts(base + path)


def in_browser(base: str, path: str, shown: list[str], is_missing: bool, chromium) -> None:
    with visiting(chromium, base) as visit:
        visit.page.goto(base + path)
        if shown:
            visit.settle()
        visit.page.wait_for_timeout(1500)
        assert visit.page.get_by_role("heading", level=1).all_inner_texts() == shown
        assert bool(visit.page.get_by_role("dialog").count()) is is_missing
        assert bool(visit.received) is bool(shown)
        assert "def render" not in visit.page.content()
        assert visit.outside == []


def run_of(messages: list[ForwardMsg]) -> tuple[list[str], bool]:
    """First-level headings that a run sent, and whether it said that the page is not there."""
    headings = [m.delta.new_element.heading for m in messages if m.delta.new_element.HasField("heading")]
    return [h.body for h in headings if h.tag == "h1"], any(m.HasField("page_not_found") for m in messages)


def never_starts(address: str) -> None:
    """What the server gives for this path has no script that a browser could load, and no source of ours."""
    with urllib.request.urlopen(address) as answer:
        text = answer.read().decode()
    scripts = [urljoin(address, source) for source in re.findall(r'<script[^>]+src="([^"]+)"', text)]
    assert scripts
    for script in scripts:
        kind = requests.get(script, timeout=10).headers.get("content-type", "")
        assert "javascript" not in kind, script
    assert "def render" not in text


def test_geometry_is_immutable_compressed_and_nothing_else_is_served(visit, server, sample_data):
    ((file,),) = ask(sample_data, "select file from mart.geo_file where level = 'district' and language = 'nl'")
    get = visit.page.context.request.get
    answer = get(f"{server}/geo/{file}")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["x-content-type-options"] == "nosniff"
    again = get(f"{server}/geo/{file}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status == 304
    for path in ("../warehouse/current.json", "%2e%2e/warehouse/current.json", "current.json", "", "x.geojson"):
        assert "build_id" not in get(f"{server}/geo/{path}").text()
