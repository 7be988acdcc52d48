"""Page Dekking in a real browser: choose, switch, open a cell; copied links, the back button and the bytes it costs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import duckdb
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MAP, serving, tab, visiting
from tests.browser.wire import wired
from tests.support.rounds import sampled

pytestmark = pytest.mark.browser
BUDGET = 12_000  # bytes on the wire for another view or filter of 3,200 wijken
ACTIVITY = """
insert into mart.partner values ('proef', 'Proefpartner', 'founding', null, null, true);
insert into mart.programme (programme_id, partner_id, name, wants_volunteers)
    values ('proef/taal', 'proef', 'Taalproef', false);
insert into mart.activity by name
    select 'proef' as partner_id, 'proef/taal' as programme_id, school_id, '2019-2020' as school_year,
        12 as participants_count, '12' as participants_text, 'observed' as participants_status,
        date '2020-07-31' as confirmed_on, date '2021-07-31' as current_until, true as is_current,
        'proef' as delivery_id, 2 as line
    from mart.school where is_listed and sector in ('PO', 'VO') and hash(school_id) % 7 = 0;
"""


@pytest.fixture(scope="module")
def with_partner(sample_data, tmp_path_factory) -> Path:
    """Edition voorbeeld with one partner at every seventh school."""
    return copied(sample_data, tmp_path_factory.mktemp("dekking") / "data")


def copied(data: Path, to: Path) -> Path:
    for part in ("warehouse", "geo"):
        shutil.copytree(data / part, to / part)
    pointer = json.loads((to / "warehouse" / "current.json").read_text())
    with duckdb.connect(str(to / "warehouse" / pointer["file"])) as con:
        con.execute(ACTIVITY)
    return to


@pytest.fixture(scope="module")
def base(with_partner, tmp_path_factory):
    with serving(with_partner, tmp_path_factory.mktemp("dekking-log") / "log") as address:
        yield address


@pytest.fixture
def visit(profile, base):
    with tab(profile, base) as found:
        yield found


def shown(visit, path: str):
    """Opens a view with a map and waits until it is drawn, down to the source line, which comes last."""
    visit.open(path)
    visit.page.locator(MAP).first.wait_for()
    visit.page.locator(".rw-src").wait_for()
    return visit.settle()


def press(visit, name: str):
    visit.page.get_by_role("radio", name=name, exact=True).first.click()
    return visit.settle()


def chosen(visit) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(visit.page.url).query).items()}


def test_switch_the_view_open_a_cell_and_go_back(visit):
    shown(visit, "/dekking?niveau=gemeente&partners=proef&schooljaar=alle")
    expect(visit.page.get_by_role("heading", name="Dekking")).to_be_visible()
    visit.choose("Weergave", "Behoefte × bereik")
    expect(visit.page.locator(".rw-biv .cell")).to_have_count(9)
    assert chosen(visit)["weergave"] == "samen"

    press(visit, "Partners")
    grid = visit.table()
    visit.page.mouse.click(grid["x"] + grid["width"] - 60, grid["y"] + 50)  # the only partner in the first row
    visit.settle()
    expect(visit.page.locator(".rw-h").filter(has_text="Proefpartner in")).to_be_visible()

    visit.page.go_back()
    visit.settle()
    expect(visit.page.locator(".rw-biv .cell")).to_have_count(9)
    assert "vorm" not in chosen(visit)
    assert visit.outside == []


LINK = "partners=proef&verbleekt=1&oprichters=1&weergave=behoefte&behoefte-als=per-leerling&niveau=gemeente"
LINKS = [
    LINK,
    "gebied=regio&gemeenten=GM9001,GM9002&regionaam=Proefregio&niveau=wijk",
    "niveau=provincie&sector=VO&weergave=samen&lang=en",
    "weergave=wit&schooljaar=alle",
    "weergave=samen&niveau=gemeente",
    "weergave=aanwezig&aanwezig-als=leerlingen&sector=VO",
    "weergave=deelnemers&niveau=arbeidsmarktregio",
    "gebied=GM9001&niveau=wijk&weergave=onbereikt",
    "niveau=gemeente&gka=1&stedelijkheid=1,2",
    "niveau=gemeente&keuze=GM9001&leerlijn=1&schooljaar=2024-2025",
    "niveau=buurt&gebied=GM9001&weergave=aanwezig",
]


@pytest.mark.parametrize("query", sampled(LINKS, (LINK,)))
def test_a_copied_link_shows_the_same_view_in_a_fresh_browser(query, chromium, base, visit):
    shown(visit, f"/dekking?{query}")
    before, link = visit.page.locator(".rw").all_inner_texts(), visit.page.url.removeprefix(base)
    with visiting(chromium, base) as fresh:
        shown(fresh, link)
        assert fresh.page.locator(".rw").all_inner_texts() == before


def test_an_area_is_chosen_by_keyboard(visit):
    shown(visit, "/dekking?niveau=gemeente")
    box = visit.page.get_by_role("combobox", name="Kies een gebied")
    box.focus()
    visit.page.keyboard.type("Krelm")
    visit.page.keyboard.press("Enter")
    visit.settle()
    assert chosen(visit)["keuze"].startswith("GM")
    expect(visit.page.locator(".rw-panel .rw-name")).to_contain_text("gemeente in")


@pytest.mark.slow  # test_kaart_browser.py has the budget of a change on a map in every run
def test_another_view_or_filter_stays_within_the_budget(chromium, with_partner, tmp_path):
    views_within_budget("", chromium, with_partner, tmp_path)


@pytest.mark.slow  # a software renderer draws each of these views of 3,176 wijken for ten seconds
@pytest.mark.realdata
@pytest.mark.parametrize("query", ["", "?keuze=WK059910"])
def test_another_view_or_filter_of_all_wijken_stays_within_the_budget(query, chromium, linked, tmp_path):
    views_within_budget(query, chromium, linked, tmp_path)


def views_within_budget(query, chromium, data, tmp_path):
    with serving(data, tmp_path / "log") as base, wired(base) as wire, visiting(chromium, wire.base) as visit:
        shown(visit, f"/dekking{query}")
        for name in ("Behoefte × bereik", "Aanwezig", "Deelnemers", "Behoefte", "VO"):
            visit.forget()
            wire.forget()
            press(visit, name) if name == "VO" else visit.choose("Weergave", name)
            assert visit.geometry == []
            assert 0 < wire.bytes <= BUDGET, (name, wire.bytes)
