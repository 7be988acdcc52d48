"""Page Planner on the stand-in mart: what it asks, what it shows, its files, its saved plans, and the process apart."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs

import numpy as np
import pandas as pd
import psutil
import pytest

from dashboard.divide import view
from dashboard.figures import coverage
from dashboard.figures.coverage import Filters
from dashboard.figures.plan import solve
from dashboard.figures.plan.rules import Rules
from dashboard.figures.plan.usual import usual
from dashboard.frame import export, kept_scenarios, scenario, warehouse
from dashboard.plan import apart, links, making, onward, price_table, saved, schools
from etl import backup
from tests.plan import instances
from tests.support import mart as builders
from tests.support.environment import DATA
from tests.support.reading import local
from tests.support.screen import link, opened, texts, told

COUNTRY, EVERY_YEAR = ("NL00",), Filters()
EASY = {
    "vo": "1",
    "stedelijk": "0",
    "landelijk": "0",
    "met-partner": "0",
    "km": "geen",
}  # of the few schools here some plan is there


@pytest.fixture
def world(data: Path) -> Path:
    """A data folder whose schools and partners tell something of each kind."""
    builders.change(
        data,
        "update mart.area set urbanity_class = 1 where area_code in ('WK900000', 'WK900100')",
        "update mart.area set urbanity_class = 5 where area_code in ('WK900200', 'WK900300')",
        *builders.DERIVED,
    )
    return data


def asked(filters: Filters = EVERY_YEAR, own: links.Regions = ()) -> schools.Asked:
    return schools.asked(COUNTRY, filters, own, local())


# ---- what can be chosen


@pytest.mark.usefixtures("world")
def test_the_schools_are_those_that_are_listed_scored_unflagged_placed_and_have_pupils(data):
    warehouse.close()
    rows = builders.ask(
        data,
        "select school_id, sector, need from mart.school_need"
        " join mart.school using (school_id, sector, is_listed, lon)"
        " where is_listed and need is not null and lon is not null and school_need.quality_flag = ''"
        " and school.pupils_count > 0 order by school_id",
    )
    found = asked()
    assert [row[0] for row in rows] == list(found.problem.ids)
    assert len(rows) > 20
    for sector in ("PO", "VO"):
        need = [float(row[2]) for row in rows if row[1] == sector]
        assert found.need[sector] == pytest.approx(sum(need))
        of_sector = found.problem.share[found.problem.sector == sector]
        assert of_sector == pytest.approx([100 * one / sum(need) for one in need])
        assert of_sector.sum() == pytest.approx(100)


@pytest.mark.usefixtures("world")
def test_partners_are_there_at_the_kilometres_to_their_nearest_school():
    found = asked()
    at = {code: k for k, code in enumerate(found.problem.partners)}
    row = {code: k for k, code in enumerate(found.problem.ids)}
    assert found.problem.there[row["900A00"], at["brug"]]
    assert not found.problem.there[row["902A00"], at["brug"]]  # faded
    rows = found.rows.set_index("school_id")
    for code in ("905A00", "910A00", "914A00"):
        sites = rows.loc[["900A00", "901A00"]]
        by_hand = [_km(rows.loc[code], site) for _code, site in sites.iterrows()]
        assert found.problem.km[row[code], at["brug"]] == pytest.approx(min(by_hand), abs=1e-6)


def _km(one, other) -> float:
    a, b, c, d = np.radians([one["lat"], other["lat"], one["lon"], other["lon"]])
    return 12_742 * np.arcsin(np.sqrt(np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin((d - c) / 2) ** 2))


def test_what_was_not_told_is_no_yes(world):
    builders.change(
        world,
        "insert into mart.programme_fact values"
        " ('brug/taal', 'brug', 'working_area', 'Aderveen', 'lokaal', date '2020-10-02', 'form'),"
        " ('brug/taal', 'brug', 'starts_in', 'Noorderland', 'lokaal', date '2020-10-02', 'form'),"
        " ('lees/*', 'lees', 'starts_in', 'GM9000', 'lokaal', date '2020-10-02', 'form')",
        "update mart.programme set sector = null where partner_id = 'toren'",
    )
    found, towns = asked(), asked().problem.town
    at = {code: k for k, code in enumerate(found.problem.partners)}
    assert set(towns[found.problem.in_area[:, at["brug"]]]) == {"GM9000"}
    assert not found.problem.in_area[:, [at["lees"], at["toren"]]].any()
    assert not found.problem.can_start.any()  # De Toren did not tell it
    two = asked(Filters(partners=("brug", "lees"))).problem
    assert set(two.town[two.can_start]) == {"GM9000"}
    assert found.problem.fits[:, at["brug"]].all()
    assert not found.problem.fits[:, at["toren"]].any()
    assert found.problem.capacity[at["brug"]] == 40
    assert np.isnan(found.problem.capacity[at["lees"]])
    assert found.untold["starts_in"] == ("toren",)
    text = told(opened("planner", start="1"))
    assert "meldde niet waar zij direct kunnen beginnen" in text
    assert "De Toren" in text


@pytest.mark.usefixtures("world")
def test_a_plan_starts_with_no_more_than_is_there():
    found = usual(asked().problem)
    assert (found.po, found.vo, found.region_kind, found.regions) == (5, 5, "province", 2)
    assert found.urban == 2
    town = usual(schools.asked(("GM9000",), EVERY_YEAR, (), local()).problem)
    assert (town.regions, town.per_town) == (1, None)
    alone = usual(asked(Filters(partners=("brug",))).problem)
    assert alone.per_partner == 10


# ---- the page


@pytest.mark.usefixtures("world")
def test_the_page_shows_the_plan_and_its_file_the_same():
    makers = []
    with pytest.MonkeyPatch.context() as patch:
        real = export.later
        patch.setattr(export, "later", lambda make: makers.append(real(make)) or real(make))
        app = opened("planner", po="3", **EASY)
    shown = app.dataframe[0].value
    content = next(make for make in makers)().decode("utf-8-sig")
    lines = [line for line in content.splitlines() if not line.startswith("# ")]
    rows = list(csv.DictReader(io.StringIO("\n".join(lines)), delimiter=";"))
    assert [row["School"] for row in rows] == list(shown["school"])
    assert [round(float(row["Behoefte erbij, % van de sector"].replace(",", ".")), 6) for row in rows] == [
        round(value, 6) for value in shown["brings"]
    ]
    question = asked().problem
    rules = links.replace(usual(question), po=3, vo=1, urban=0, rural=0, with_partner=0, travel_km=None)
    best = solve.best(question, rules)
    assert sorted(row["Schoolcode"] for row in rows) == sorted(question.ids[list(best.rows)])
    assert "Een voorstel, geen besluit" in content
    assert len(shown) == 4


@pytest.mark.usefixtures("world")
def test_before_and_after_begin_with_what_the_other_pages_say():
    app = opened("planner", po="3", **EASY, schooljaar="alle")
    text = " ".join(told(app).split())
    for sector in ("PO", "VO"):
        row = coverage.load("municipality", Filters(sector=sector), local()).country
        assert f"{row['schools_share']:.1f}".replace(".", ",") + " →" in text
        assert f"{row['need_share']:.1f}".replace(".", ",") + " →" in text


@pytest.mark.usefixtures("world")
def test_locks_and_bans_come_from_the_rows_and_stand_in_the_link():
    app = opened("planner", po="3", **EASY)
    first = app.dataframe[0].value.iloc[0]["school"]
    code = f"9{first[-2:]}A00"
    banned = opened("planner", po="3", **EASY, niet=code)
    assert first not in list(banned.dataframe[0].value["school"])
    assert link(banned)["niet"] == code
    locked = opened("planner", po="3", **EASY, vast="929A00,nonsense")
    assert "929A00" in [f"9{name[-2:]}A00" for name in locked.dataframe[0].value["school"]]
    assert "NONSENSE" in told(locked)


@pytest.mark.usefixtures("world")
def test_prices_wait_until_they_are_asked_again_after_a_change():
    app = opened("planner", po="3", **EASY, prijzen="1")
    assert "alle eisen samen" in told(app)
    app.number_input(key="planner-po").set_value(4).run()
    assert "alle eisen samen" not in told(app)
    assert "prijzen" not in link(app)
    app.button(key="planner-prijzen").click().run()
    assert "alle eisen samen" in told(app)


def test_a_price_that_is_not_proven_says_how_much_more_there_may_be():
    open_, proven = solve.Plan(solve.State.LIMIT, (0,), (-1,), 2.0, 2.1), solve.Plan(solve.State.BEST, (0,), (-1,), 2.0)
    assert price_table._more(open_, proven)["price_more"] == pytest.approx(5)
    rows = [{"demand": "minstens 2 landelijk", "step": "3", **price_table._more(*pair)}
            for pair in ((open_, proven), (proven, None))]  # fmt: skip
    text = price_table._not_proven(pd.DataFrame(rows))
    assert "minstens 2 landelijk (5,00\xa0%)" in text
    assert price_table._not_proven(pd.DataFrame(rows[1:])) == ""
    many = [rows[0] | {"demand": str(k), "price_more": k} for k in (5, 1, 658, 2)]
    assert "hoogstens 658\xa0%;" in price_table._not_proven(pd.DataFrame(many))


@pytest.mark.usefixtures("world")
def test_a_way_out_of_a_clash_is_a_click():
    app = opened("planner", po="3", **EASY)
    names = list(app.dataframe[0].value["school"])
    app.number_input(key="planner-regios").set_value(3).run()
    assert "Deze eis kan hier niet" in told(app).replace("**", "")
    assert "Laatste voorstel dat wel kon" in told(app)
    assert all(name in told(app) for name in names)
    app.button(key="planner-uitweg-0").click().run()
    assert "Dit voorstel van 4 scholen" in told(app).replace("**", "")


@pytest.mark.usefixtures("world")
def test_own_regions_are_counted_by_the_municipalities_they_name():
    text = "Noord: Aderveen, Boskerk; Zuid: Citerhoek; Leeg: Nergens"
    assert links.regions(text, local()) == (("Noord", ("GM9000", "GM9001")), ("Zuid", ("GM9002",)))
    app = opened("planner", po="3", **EASY | {"eigen-regios": text, "soort-regio": "own", "regios": "2"})
    assert set(app.dataframe[0].value["region"]) >= {"Noord", "Zuid"}


@pytest.mark.usefixtures("world")
def test_an_own_choice_stands_beside_the_proposal_with_what_it_lacks():
    app = opened("planner", weergave="eigen", eigen="900A00, 904a00")
    assert list(app.dataframe[0].value["school"]) == ["School 00", "School 04"]
    assert "Het voldoet niet aan" in told(app)
    assert "Naast elkaar" in " ".join(texts(app))


# ---- a rule set as a link


@pytest.mark.parametrize("seed", range(40))
def test_a_link_says_the_rules_and_no_more(seed):
    given = instances.problem(seed)
    standard = usual(given)
    rules = instances.rules(seed, given, po=3, vo=2)
    steps = {"travel_km": 10 if rules.travel_km == 18 else rules.travel_km,
             "partner_pupils": 2_000 if rules.partner_pupils == 2_500 else rules.partner_pupils,
             "region_kind": standard.region_kind}  # fmt: skip
    rules = links.replace(rules, **steps)
    told_of = {name: value or "" for name, value in links.of(rules, standard).items()}
    assert links.rules(_Chosen(told_of), standard, given) == rules
    assert all(
        value is None for name, value in links.of(standard, standard).items() if name not in ("gewicht", "straal")
    )


class _Chosen(dict):
    """The choices of a link, without a session."""

    def __missing__(self, name: str) -> str:
        return links.RULES[name]


# ---- saved plans


@pytest.mark.usefixtures("world")
def test_a_saved_plan_is_shown_as_it_was():
    app = opened("planner", po="3", **EASY)
    names = list(app.dataframe[0].value["school"])
    app.text_input(key=saved.NAME).set_value("Voor het <b>overleg</b>").run()
    app.button(key="planner-bewaar").click().run()
    plan_id = link(app)["plan"]
    kept = saved.load(plan_id, local().access)
    assert kept is not None
    assert kept.link == {"po": "3", **EASY}
    builders.change(Path(os.environ[DATA]), "update mart.school set name = name || ' nu'", *builders.DERIVED)
    again = opened("planner", plan=plan_id)
    assert all(name in told(again) for name in names)
    assert "School 00 nu" not in told(again)
    assert "Voor het" in told(again)
    assert "<b>overleg" not in " ".join(texts(again))
    assert "Dit plan is er niet" in told(opened("planner", plan="a" * 24))
    assert "Dit plan is er niet" in told(opened("planner", plan="../../x"))


def test_a_backup_holds_saved_plans_and_brings_them_back(data, tmp_path):
    facts = {"build_id": "klein", "link": {}, "rows": [], "words": {}, "finding": {}}
    plan = saved.save("Voor het overleg", local().access, **facts)
    file, archive = saved.folder() / f"{plan.plan_id}.json", tmp_path / "own.zip"
    backup.backup(archive)
    file.unlink()
    assert saved.load(plan.plan_id, local().access) is None
    assert backup.restore(archive)["put_back"] == 1
    assert saved.load(plan.plan_id, local().access) == plan
    assert data in file.parents


# ---- on to who goes there, and what if they do


@pytest.mark.usefixtures("world")
def test_a_plan_leads_to_its_schools_at_the_table():
    app = opened("planner", po="3", **EASY)
    codes = sorted(f"9{name[-2:]}A00" for name in app.dataframe[0].value["school"])
    (way,) = (one.proto for one in app.get("page_link") if "scholen=" in one.proto.query_string)
    assert sorted(parse_qs(way.query_string)["scholen"][0].split(",")) == codes
    of_sector = app.dataframe[0].value.query("sector == 'PO'")["school"]
    table = opened("verdeeltafel", **{name: value[0] for name, value in parse_qs(way.query_string).items()})
    assert sorted(table.dataframe[0].value["name"]) == sorted(of_sector)
    assert "1 school van het voorstel staat niet in deze matrix" in told(table)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("who", ["brug", "nieuw"])
def test_a_plan_as_what_if_has_a_partner_at_every_school_of_it(who):
    app = opened("planner", po="3", **EASY, schooljaar="2019-2020")
    codes = {f"9{name[-2:]}A00" for name in app.dataframe[0].value["school"]}
    app.selectbox(key=onward.WHO).select(who).run()
    (way,) = (one.proto for one in app.get("page_link") if "als=" in one.proto.query_string)
    asked_of = {name: value[0] for name, value in parse_qs(way.query_string).items()}
    wanted = scenario.read(asked_of["als"])
    assert not wanted.unread
    assert {school for one in wanted.changes for school in one.others} == codes
    assert {one.school_year for one in wanted.changes} == {"2019-2020"}
    then = warehouse.suppose(local(), wanted)
    there, _table = view._table(("NL00",), Filters(school_year="2019-2020"), False, then)
    partner = who if who == "brug" else wanted.changes[0].new_id
    at = there[there["school_id"].isin(codes)]
    assert len(at) == 3
    assert all(partner in ids.split(",") for ids in at["partner_ids"])


@pytest.mark.usefixtures("world")
def test_a_what_if_too_long_for_an_address_is_kept_and_opened(monkeypatch):
    monkeypatch.setattr(kept_scenarios, "LONGEST", 10)
    app = opened("planner", po="3", **EASY, schooljaar="2019-2020")
    app.button(key="planner-wat-als").click().run()
    assert not app.exception
    assert len(link(app)["als"]) == 24
    assert "wat als" in app.title[0].value


def test_a_plan_as_what_if_sends_whom_it_names():
    given = instances.problem(5)
    seen = SimpleNamespace(
        plan=solve.Plan(solve.State.BEST, (0, 1, 2), (1, 0, 1)), asked=SimpleNamespace(problem=given, partners={})
    )
    assert onward.AS_PLANNED in onward.goers(seen)
    wanted = onward.supposed(seen, onward.AS_PLANNED, "", "2019-2020", "klein")
    first, second = (str(code) for code in given.partners[:2])
    ids = [str(code) for code in given.ids[:3]]
    assert {one.about: one.others for one in wanted.changes} == {
        f"{first}/{scenario.NEW}": (ids[1],), f"{second}/{scenario.NEW}": tuple(sorted((ids[0], ids[2])))
    }  # fmt: skip
    none = SimpleNamespace(plan=solve.Plan(solve.State.BEST, (0, 1), (-1, 0)), asked=seen.asked)
    assert onward.AS_PLANNED not in onward.goers(none)


# ---- the process apart


def test_an_answer_comes_from_another_process_which_stays_for_the_next():
    given = instances.problem(1, 20, 15)
    rules = Rules(po=3, vo=2, regions=2, urban=0, rural=0, with_partner=0)
    first = apart.ask("made", (given, rules), lambda *_told: None)
    worker = apart._idle[0].process
    second = apart.ask("made", (given, rules), lambda *_told: None)
    assert first.best.rows == second.best.rows == solve.best(given, rules).rows
    assert apart._idle[0].process is worker
    assert worker.pid != os.getpid()
    assert psutil.Process(worker.pid).nice() == 19
    if hasattr(os, "SCHED_IDLE"):
        assert os.sched_getscheduler(worker.pid) == os.SCHED_IDLE


def test_the_bar_is_drawn_again_when_it_says_something_else(monkeypatch):
    """Ten looks a second for who stops or leaves; each picture of the bar costs browser and server, so one is sent."""
    bar, drawn, looked = making._Bar("key", "Zoeken"), [], []
    monkeypatch.setattr(making.st, "session_state", SimpleNamespace(get=looked.append))
    bar.bar = SimpleNamespace(progress=lambda _part, text: drawn.append(text))
    for tenths in range(30):
        bar.told(0, 1, tenths / 10)
    assert drawn == ["Zoeken · 0 s", "Zoeken · 1 s", "Zoeken · 2 s"]
    assert len(looked) == 30
    bar.told(0, 0, 3.2)
    assert drawn[-1] == "Wachten tot plannen van anderen klaar zijn · 3 s"


def test_who_stops_ends_the_process_and_nothing_else():
    given = instances.problem(2, 400, 300)
    rules = Rules(po=40, vo=40, regions=3, partner_pupils=5_000, per_town=30, travel_km=15)
    seen, before = [], {child.pid for child in psutil.Process().children()}

    def told_of(_done: int, _of: int, seconds: float) -> None:
        running = [child for child in psutil.Process().children() if child.pid not in before] or _workers()
        seen.extend(running)
        if seconds > 0.3:
            raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        apart.ask("firmness", (given, rules, solve.Plan(solve.State.BEST)), told_of)
    assert time.monotonic() - began < 5
    assert seen
    assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in set(seen))
    assert apart.AT_ONCE.acquire(blocking=False)  # its turn is free again
    apart.AT_ONCE.release()


def test_who_asks_for_minutes_keeps_nobody_from_a_plan():
    given = instances.problem(2, 400, 300)
    rules = Rules(po=40, vo=40, regions=3, partner_pupils=5_000, per_town=30, travel_km=15)
    begun, enough = threading.Event(), threading.Event()

    def stop(*_told) -> None:
        begun.set()
        if enough.is_set():
            raise KeyboardInterrupt

    def ask_for_minutes() -> None:
        with contextlib.suppress(KeyboardInterrupt):
            apart.ask("firmness", (given, rules, solve.Plan(solve.State.BEST)), stop)

    long = threading.Thread(target=ask_for_minutes)
    long.start()
    begun.wait(10)
    small, few = instances.problem(3, 20, 15), Rules(po=2, vo=2, regions=1, urban=0, rural=0, with_partner=0)
    waited = []
    assert apart.ask("made", (small, few), lambda _done, of, _seconds: waited.append(of == 0)).best.is_there
    assert not any(waited)
    assert long.is_alive()
    enough.set()
    long.join(10)
    assert not long.is_alive()


def _workers() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "dashboard.figures.plan.worker" in child.cmdline()]


def test_a_process_that_dies_is_told_and_the_next_question_gets_another():
    given, rules = instances.problem(3, 20, 15), Rules(po=2, vo=2, regions=1, urban=0, rural=0, with_partner=0)
    apart.ask("made", (given, rules), lambda *_told: None)
    dying = apart._idle[0].process

    def kill(*_told) -> None:
        dying.kill()

    with pytest.raises(apart.Died):
        apart.ask("firmness", (given, rules, solve.best(given, rules)), kill)
    assert apart.ask("made", (given, rules), lambda *_told: None).best.is_there


@pytest.mark.usefixtures("data")
def test_a_plan_whose_process_died_says_so_and_not_that_the_reader_stopped_it(monkeypatch):
    def died(task, *_rest):
        raise apart.Died(f"task {task} ended without an answer")

    monkeypatch.setattr(apart, "ask", died)
    app = opened("planner")
    assert "want of memory" not in told(app)
    assert "gebrek aan geheugen" in told(app)
    assert "Gestopt" not in told(app)


def test_while_a_plan_is_made_this_process_goes_on():
    """The solver holds no lock of ours: a thread that counts goes on counting."""
    given = instances.problem(4, 400, 300)
    rules = Rules(po=30, vo=30, regions=3, per_town=20, partner_pupils=3_000, per_partner=25)
    beats, stop = [], threading.Event()

    def beat() -> None:
        while not stop.wait(0.01):
            beats.append(time.monotonic())

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()

    def told_of(_done: int, _of: int, seconds: float) -> None:
        if seconds > 1.5:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        apart.ask("firmness", (given, rules, solve.Plan(solve.State.BEST)), told_of)
    stop.set()
    thread.join()
    assert max(np.diff(beats)) < 0.5
