"""What if on the pages: told in banner, title, selection, file names and files; carried by links; taken back."""

from __future__ import annotations

import re

import pytest

from dashboard.frame import export, kept_scenarios, scenario, warehouse
from dashboard.frame.access import LOCAL
from dashboard.frame.program import SLUG
from dashboard.frame.scenario import Change
from tests.support import hostile
from tests.support import mart as builders
from tests.support.claimed import write_claims
from tests.support.rounds import sampled
from tests.support.screen import for_others, link, opened, told

GOES = "klein~-p*brug"
PAGES = {
    "overzicht": {}, "dekking": {}, "doelscholen": {}, "school": {"school": "900A00"}, "verdeeltafel": {},
}  # fmt: skip


@pytest.fixture
def made(monkeypatch) -> dict[str, list]:
    """The makers of all files that a page offers, and their names."""
    found: dict[str, list] = {"makers": [], "names": []}
    later, name = export.later, export.file_name
    monkeypatch.setattr(export, "later", lambda make: found["makers"].append(later(make)) or later(make))

    def named(*parts: str, kind: str = "csv") -> str:
        found["names"].append(name(*parts, kind=kind))
        return found["names"][-1]

    monkeypatch.setattr(export, "file_name", named)
    return found


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("page", sampled(PAGES, ("doelscholen",)))
def test_every_page_of_the_scope_tells_it_in_banner_title_and_files(page, made):
    app = opened(page, als=GOES, **PAGES[page])
    assert "De Brug stopt" in app.warning[0].value
    assert app.title[0].value.endswith("· wat als")
    assert "De Brug stopt" in " ".join(html.proto.body for html in app.get("html") if "rw-sel" in html.proto.body)
    assert link(app)["als"] == GOES
    files = [make() for make in made["makers"]]
    assert all("-wat-als." in name for name in made["names"])
    assert len(made["names"]) >= (0 if page == "overzicht" else 1)
    plain = [content for content in files if not content.startswith((b"PK", b"\x89PNG"))]
    assert [content[:300] for content in plain if b"De Brug stopt" not in content] == []
    assert len(plain) >= (0 if page == "overzicht" else 1)


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("page", sampled(PAGES, ("doelscholen",)))
def test_without_a_scenario_nothing_is_told_of_one(page, made):
    app = opened(page, **PAGES[page])
    assert "wat als" not in told(app).replace("Wat als", "", 1).lower() or page == "verdeeltafel"
    assert not [name for name in made["names"] if "wat-als" in name]
    assert "als" not in link(app)


@pytest.mark.slow
@pytest.mark.usefixtures("data")
def test_the_figures_are_those_without_the_partner():
    now, then = (told(opened("overzicht", schooljaar="alle", **choice)) for choice in ({}, {"als": GOES}))
    assert "Alle 3 partners" in now
    assert "Alle 2 partners" in then
    school = told(opened("school", school="900A00", als=GOES))
    assert "De Brug" not in school.replace("De Brug stopt", "")
    assert "De Toren" in school


@pytest.mark.usefixtures("data")
def test_a_link_takes_it_along_to_pages_that_show_it_and_back_to_now_ends_it():
    app = opened("overzicht", als=GOES)
    hrefs = {one.proto.page: one.proto.query_string for one in app.get("page_link")}
    assert any("als=" in query for page, query in hrefs.items() if "dekking" in page)
    assert not any("als=" in query for page, query in hrefs.items() if "partnerdata" in page or "bronnen" in page)
    app.button(key="overzicht-terug").click().run()
    assert not app.exception
    assert app.title[0].value == "Overzicht"
    assert "als" not in link(app)


@pytest.mark.usefixtures("data")
def test_the_request_leaf_of_a_school_stands_on_what_is():
    app = opened("school", school="900A00", deel="aanvraag", als=GOES)
    assert "wat als" not in app.title[0].value
    assert "De Brug" in told(app)


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("als", "words"),
    [
        (
            "x~-p*wie~-p*brug",
            ("Gemaakt op build x, geteld op build klein-", "Niet in deze build, dus zonder gevolg: wie"),
        ),
        ("klein~zomaar~-p*brug", ("Een deel van het wat-als in deze link is niet te lezen: zomaar", "De Brug stopt")),
        pytest.param("a" * 24, ("niet te lezen: " + "a" * 24,), marks=pytest.mark.slow),
        pytest.param("<b>", ("is niet te lezen",), marks=pytest.mark.slow),
    ],
)
def test_what_a_link_says_that_is_not_so_here_is_told(als, words):
    seen = re.sub(r"[*\\\u200b]", "", " ".join(one.value for one in opened("overzicht", als=als).warning))
    assert [word for word in words if word not in seen] == []


@pytest.mark.usefixtures("data")
def test_a_link_of_a_long_scenario_opens_it():
    schools = tuple(f"9{n:02}A00" for n in range(30)) + tuple(f"{n:02}AB00" for n in range(30))
    wanted = scenario.made([Change(scenario.SCHOOLS_COME, "toren/sport", "2020-2021", schools)], "klein")
    warehouse.pin()
    told_id = kept_scenarios.address(wanted, LOCAL)
    assert len(told_id) == 24
    app = opened("verdeeltafel", als=told_id, schooljaar="2020-2021")
    assert "ook op 60 scholen in" in app.warning[0].value
    assert link(app)["als"] == told_id


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("page", sampled(PAGES, ("overzicht",)))
def test_a_world_without_any_partner_is_told_in_sentences(page):
    app = opened(page, als="klein~-p*brug~-p*lees~-p*toren", **PAGES[page])
    assert not app.error
    assert "De Toren stopt" in app.warning[0].value
    assert "Traceback" not in told(app)


@pytest.mark.usefixtures("data")
def test_who_may_not_see_partners_gets_no_scenario(monkeypatch):
    for_others(monkeypatch)
    app = opened("overzicht", als=GOES)
    assert "De Brug" not in told(app)
    assert "wat als" not in app.title[0].value


@pytest.mark.usefixtures("data")
def test_a_list_of_a_scenario_is_not_saved():
    app = opened("doelscholen", als=GOES)
    assert not [one for one in app.button if one.key == "doelscholen-bewaar"]
    assert "wordt niet als lijst bewaard" in told(app)


@pytest.mark.parametrize("page", sampled(PAGES, ("verdeeltafel",)))
def test_names_in_a_scenario_do_no_harm(page, data):
    hostile.write_warehouse(data)
    new = Change(scenario.PARTNER_COMES, hostile.EVIL[:40], "2019-2020", ("905A00",))
    wanted = scenario.made([new, Change(scenario.PARTNER_GOES, "brug")], "<b>")
    app = opened(page, als=wanted.text, **PAGES[page], **({"deel": "wat-als"} if page == "verdeeltafel" else {}))
    assert hostile.harm_done(app) == []
    assert hostile.EVIL[:40] in hostile.shown(app)


# ---- the leaf that makes it


def test_a_change_is_added_and_taken_away(data):
    app = opened("verdeeltafel", deel="wat-als", schooljaar="2020-2021")
    app.selectbox(key="wat-als-wie--p").select("brug").run()
    app.button(key="wat-als-erbij").click().run()
    assert not app.exception
    build_id = builders.file_of(data).stem.removeprefix(f"{SLUG}-")
    assert link(app)["als"] == f"{build_id}~-p*brug"
    assert "De Brug stopt" in app.warning[0].value
    app.button(key="wat-als-weg-0").click().run()
    assert "als" not in link(app)


def test_a_partner_that_stops_keeps_its_name_and_its_claims(data):
    write_claims(data)
    seen = told(opened("verdeeltafel", als=GOES))
    assert "1 school is door meer partners geclaimd" in seen
    assert "Leeskring en De Brug" in seen or "De Brug en Leeskring" in seen


def test_all_claims_come_true(data):
    write_claims(data)
    app = opened("verdeeltafel", deel="wat-als", schooljaar="2020-2021")
    app.selectbox(key="wat-als-soort").select("claims").run()
    app.button(key="wat-als-erbij").click().run()
    assert not app.exception
    wanted = kept_scenarios.load(link(app)["als"], LOCAL)
    assert {(one.about, one.others) for one in wanted.changes} == {
        ("brug/wat-als", ("905A00",)), ("lees/wat-als", ("905A00",)), ("toren/wat-als", ("900A00",)),
    }  # fmt: skip
    assert not [
        path for path in data.rglob("*.duckdb") if path.stat().st_mtime_ns > builders.file_of(data).stat().st_mtime_ns
    ]


@pytest.mark.slow
@pytest.mark.usefixtures("data")
def test_schools_are_typed_and_a_funder_is_named_by_the_reader():
    app = opened("verdeeltafel", deel="wat-als", schooljaar="2020-2021")
    app.selectbox(key="wat-als-soort").select("+p").run()
    app.text_input(key="wat-als-nieuw").set_value("Nieuwe <b> partner").run()
    app.text_area(key="wat-als-scholen-nieuw").set_value("905a00, 906A00\nonzin").run()
    app.button(key="wat-als-erbij").click().run()
    app.selectbox(key="wat-als-soort").select("-f").run()
    app.text_input(key="wat-als-fonds").set_value("Fonds").run()
    app.multiselect(key="wat-als-betaalt").select("lees/taal").run()
    app.button(key="wat-als-erbij").click().run()
    assert not app.exception
    wanted = kept_scenarios.load(link(app)["als"], LOCAL)
    assert [(one.kind, one.about, one.others) for one in wanted.changes] == [
        ("+p", "Nieuwe <b> partner", ("905A00", "906A00")), ("-f", "Fonds", ("lees/taal",)),
    ]  # fmt: skip
