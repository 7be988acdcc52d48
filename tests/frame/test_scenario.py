"""What if: a scenario as text, and the world it makes: as the build where nothing changes, as a rebuild without."""

from __future__ import annotations

import random
import shutil
from itertools import permutations
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import yaml

from dashboard.figures.coverage import Filters
from dashboard.frame import kept, kept_scenarios, scenario, supposing, warehouse, what_if
from dashboard.frame.access import ANONYMOUS, LOCAL, NotAllowed
from dashboard.frame.kept_scenarios import NoSuchScenario
from dashboard.frame.scenario import Change, Scenario
from dashboard.frame.warehouse import Reader
from etl import paths
from etl.building import build, dependencies, publish
from etl.partners import tables
from tests.support import mart as builders
from tests.support.environment import DATA
from tests.support.reading import local

GOES = Change(scenario.PARTNER_GOES, "brug")
ALL = (
    GOES,
    Change(scenario.PROGRAMME_GOES, "lees/taal"),
    Change(scenario.FUNDER_STOPS, "Fonds ~*% Ø", "", ("toren/leeg", "toren/sport")),
    Change(scenario.SCHOOLS_GO, "lees", "", ("900A00", "904A00")),
    Change(scenario.SCHOOLS_COME, "toren/sport", "2020-2021", ("905A00", "910A00")),
    Change(scenario.SCHOOLS_COME, "lees/wat-als", "2020-2021", ("905A00",)),
    Change(scenario.PARTNER_COMES, "Nieuw & <b>", "2020-2021", ("906A00",)),
)
NOBODY = scenario.made([Change(scenario.PARTNER_GOES, "bestaat-niet")], "x")


def supposed(wanted: Scenario) -> Reader:
    return warehouse.suppose(local(), wanted)


def of(*changes: Change) -> Scenario:
    return scenario.made(changes, "klein")


# ---- the text


def test_a_scenario_is_one_text_whatever_the_order_of_its_changes():
    texts = {of(*order).text for order in random.Random(19).sample(list(permutations(ALL)), 200)}
    assert len(texts) == 1
    (text,) = texts
    assert scenario.read(text) == of(*ALL)
    assert scenario.read(text).text == text
    assert scenario.read(text).unread == ()


def test_what_is_about_the_same_is_put_together_and_a_repeat_is_none():
    one = Change(scenario.SCHOOLS_COME, "toren/sport", "2020-2021", ("905A00",))
    two = Change(scenario.SCHOOLS_COME, "toren/sport", "2020-2021", ("910A00",))
    assert of(one, two, one) == of(two, one) == of(ALL[4])


@pytest.mark.parametrize(
    "part",
    ["'; drop table", "-p", "-p*Brug", "-p*brug*x", "-g*brug", "+s*toren/sport*905A00", "+s*toren/sport*2020-2021",
     "+s*toren/sport*2020*905A00", "-s*lees*90", "-f**toren/leeg", f"+p*{'x' * 41}*2020-2021*905A00", "+p*N*2020-2021",
     "+p*N*٢٠٢٠-٢٠٢١*905A00"],
)  # fmt: skip
def test_a_part_that_says_nothing_is_told_and_left_out(part):
    found = scenario.read(f"klein~{part}~-p*brug")
    assert found == of(GOES)
    assert found.unread == (part,)


def test_an_empty_scenario_is_no_text_and_what_is():
    assert scenario.made([], "klein").text == ""
    assert not scenario.read("")
    assert scenario.read("zomaar iets").unread == ("zomaar iets",)


# ---- the world


NAMES = sorted(path.stem for path in warehouse.QUESTIONS.glob("*.sql"))
CHANGED = [name for name in NAMES if supposing.reads_changed(warehouse.question(name).text)]


def answers(reader: Reader) -> dict[str, pd.DataFrame]:
    """Every question that a scenario can change, with its own samples."""
    return {name: reader.run(name, warehouse.question(name).samples) for name in CHANGED}


def assert_same(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> int:
    assert one.keys() == other.keys()
    for name, frame in one.items():
        pd.testing.assert_frame_equal(frame, other[name], check_exact=True, obj=name)
    return len(one)


def test_a_scenario_that_changes_nothing_is_now_to_the_last_digit(sample_data, monkeypatch):
    """It goes all the way through the tables in memory."""
    monkeypatch.setenv(DATA, str(sample_data))
    now, then = answers(local()), answers(supposed(NOBODY))
    print(f"{assert_same(now, then)} questions of the sample are the same to the last digit")
    assert answers(supposed(Scenario())).keys() == now.keys()


@pytest.mark.usefixtures("data")
def test_only_what_reads_activity_is_asked_in_memory_and_the_key_holds_the_scenario():
    real, then = local(), supposed(of(GOES))
    assert len(real.run("coverage_partners")) == 3
    assert set(then.run("coverage_partners")["partner_id"]) == {"lees", "toren"}
    assert len(real.run("coverage_partners")) == 3
    assert real.run("places").equals(then.run("places"))
    assert {"coverage_areas", "target_active", "school_activities", "overview_facts", "facts", "targets"} <= {*CHANGED}
    assert not {"places", "areas", "sources", "target_schools", "school_facts", "build"} & {*CHANGED}


def test_every_macro_that_reads_activity_is_known_and_made_anew():
    files = {path.stem: path.read_text("utf-8") for path in supposing.BUILD.glob("mart.*.sql")}
    macros = {name for name, text in files.items() if "create macro" in text}
    assert {name for name in macros if supposing.reads_changed(files[name])} == set(supposing.MACROS)
    made = {name for name, text in files.items() if name not in macros and supposing.reads_changed(text)}
    assert made == {*supposing.CHANGED}, "a table that reads activity is one that a scenario makes anew"


@pytest.mark.usefixtures("data")
def test_the_order_of_changes_says_nothing_about_the_answers():
    found = []
    for order in (ALL, ALL[::-1], random.Random(3).sample(ALL, len(ALL))):
        warehouse.close()
        found.append(answers(supposed(of(*order))))
    assert_same(found[0], found[1])
    assert_same(found[0], found[2])


def test_what_goes_and_what_comes_is_what_pandas_makes_of_it(data):
    names = ["programme_id", "partner_id", "school_id", "school_year", "is_current"]
    rows = pd.DataFrame(builders.ask(data, f"select {', '.join(names)} from mart.activity"), columns=names)
    gone = rows["partner_id"].eq("brug") | (rows["partner_id"].eq("lees") & rows["school_id"].isin(["904A00"]))
    left = rows[~gone & rows["is_current"]]
    true = {*zip(left["programme_id"], left["school_id"], left["school_year"], strict=True),
            ("toren/sport", "905A00", "2020-2021")}  # fmt: skip
    then = supposed(of(GOES, Change(scenario.SCHOOLS_GO, "lees", "", ("904A00",)),
                       Change(scenario.SCHOOLS_COME, "toren/sport", "2020-2021", ("905A00",))))  # fmt: skip
    found = then.run(
        "target_active", {"school_year": "", "partners": [], "themes": [], "founding": False, "faded": False}
    )
    assert dict(zip(found["school_id"], found["partners_count"], strict=True)) == {
        school: len({programme.split("/")[0] for programme, other, _year in true if other == school})
        for school in {school for _programme, school, _year in true}
    }


@pytest.mark.usefixtures("data")
def test_who_comes_where_it_faded_is_current_and_keeps_its_number():
    choices = {"school_year": "", "partners": ["brug"], "themes": [], "founding": False, "faded": False}
    assert "902A00" not in set(local().run("target_active", choices)["school_id"])
    then = supposed(of(Change(scenario.SCHOOLS_COME, "brug/taal", "2018-2019", ("902A00",))))
    row = then.run("target_active", choices).set_index("school_id").loc["902A00"]
    assert (row["partners_count"], row["participants_count"]) == (1, 30)


@pytest.mark.usefixtures("data")
def test_a_few_participants_stay_hidden_in_a_scenario(data):
    builders.change(
        data, "update mart.activity set participants_count = 3, participants_text = '3' where school_id = '904A00'"
    )
    warehouse.pin()
    then = supposed(of(GOES))
    asked = {"areas": ["NL00"], **Filters(sector="VO").params()}
    row = then.run("coverage_schools", asked).set_index("school_id").loc["904A00"]
    assert (row["participants_lower"], row["participants_upper"]) == (1, 4)
    assert pd.isna(row["participants_count"])
    assert then.run("school_activities", {"school": "904A00"})["participants_status"].tolist() == ["withheld"]


@pytest.mark.usefixtures("data")
def test_four_scenarios_are_open_and_a_new_build_lets_go_of_all(data):
    for n in range(warehouse.MOST_SUPPOSED + 1):
        supposed(of(Change(scenario.PARTNER_GOES, f"wie-{n}"))).run("coverage_partners")
    assert len(warehouse._supposed) == warehouse.MOST_SUPPOSED
    builders.change(data)
    warehouse.pin()
    local().run("coverage_partners")
    assert not warehouse._supposed


@pytest.mark.usefixtures("data")
def test_the_file_system_is_out_of_reach_of_a_scenario_too():
    kept.forget()  # another test asked the same of the same stand-in
    supposed(of(GOES)).run("coverage_partners")
    (con,) = warehouse._supposed.values()
    for forbidden in (
        "select * from read_text('/etc/hostname')",
        "set enable_external_access = true",
        "set threads = 1",
    ):
        with pytest.raises(duckdb.Error):
            con.execute(forbidden)
    with pytest.raises(duckdb.Error):
        con.execute("delete from actual.mart.activity")


# ---- removal is a rebuild without its files


def compared(reader: Reader, years: list[str]) -> dict[str, pd.DataFrame]:
    """All that pages tell of activity: every question, and the sums under more choices in these school years."""
    found = answers(reader)
    for sector in ("PO", "VO"):
        for year in years:
            for faded in (False, True):
                filters = Filters(sector=sector, school_year=year, faded=faded).params()
                key = f"{sector} {year} {faded}"
                found[f"areas {key}"] = reader.run("coverage_areas", {"level": "district", **filters})
                found[f"schools {key}"] = reader.run("coverage_schools", {"areas": ["NL00"], **filters})
                active = {name: value for name, value in filters.items() if name not in ("sector", "learning_line")}
                found[f"active {key}"] = reader.run("target_active", active)
    for year in filter(None, years):
        found[f"targets {year}"] = reader.run("targets", {"school_year": year})
        found[f"facts {year}"] = reader.run("facts", {"school_year": year, "year_before": ""})
    return found


# what is told of deliveries and of the build itself is a deed, not a figure that a scenario changes
DEEDS = {"deliveries", "delivery_rows", "review_queue"}


def equal_to_rebuild(data: Path, without: Path, partner: str, monkeypatch, most_years: int = 99) -> int:
    """How many answers of the scenario are those of the rebuild, all of them compared to the last digit."""
    monkeypatch.setenv(DATA, str(data))
    warehouse.close()
    years = ["", *local().run("coverage_years")["school_year"]][:most_years]
    then = compared(supposed(of(Change(scenario.PARTNER_GOES, partner))), years)
    warehouse.close()
    monkeypatch.setenv(DATA, str(without))
    rebuilt = compared(local(), years)
    warehouse.close()
    return assert_same(*({name: rows for name, rows in one.items() if name not in DEEDS} for one in (then, rebuilt)))


def made_again_without(partner: str, data: Path, target: Path) -> Path:
    """A copy of the build without what a partner delivered, its partner tables made again by the build's statements."""
    (target / "warehouse").mkdir(parents=True)
    file = publish.current(data / "warehouse")
    for name in (file.name, "current.json"):
        shutil.copyfile(data / "warehouse" / name, target / "warehouse" / name)
    own = {f"raw.{name}" for name in tables.COLUMNS} | {"core.partner_link"}
    reads = {name: query.reads for name, query in dependencies.queries(paths.QUERIES / "build").items()}
    anew = [name for name in build.steps() if name in dependencies.standing_on(reads, own) - own]
    with duckdb.connect(str(target / "warehouse" / file.name)) as con:
        (deliveries,) = con.execute(
            "select list(delivery_id) from raw.partner_delivery where partner_id = $partner", {"partner": partner}
        ).fetchone()
        for name in own:
            columns = [column for (column, *_rest) in con.execute(f"describe {name}").fetchall()]
            by = "partner_id = $partner" if "partner_id" in columns else "list_contains($deliveries, delivery_id)"
            con.execute(
                f"delete from {name} where {by}", {"partner": partner} if "$p" in by else {"deliveries": deliveries}
            )
        con.execute("set variable as_of_date = (select as_of_date from mart.build)")
        for name in anew:
            sql = (paths.QUERIES / "build" / f"{name}.sql").read_text(encoding="utf-8")
            if "create table" in sql:
                con.execute(f"drop table {name}")
                con.execute(sql)
    return target


def rebuilt_without(partner: str, data: Path, target: Path, monkeypatch) -> Path:
    """A copy of the sample's data folder in which a partner never was, its partner tables made again."""
    shutil.copytree(data, target)
    (listed,) = target.glob("partners/voorbeeld/brought-*/partners.yml")
    told = yaml.safe_load(listed.read_text(encoding="utf-8"))
    listed.write_text(yaml.safe_dump([one for one in told if one["partner_id"] != partner], allow_unicode=True))
    monkeypatch.setenv(DATA, str(target))
    build.refresh()
    return target


def partners_of_sample() -> list[str]:
    from etl.sample.partners.activities import PARTNERS

    return [partner["partner_id"] for partner in PARTNERS]


def test_a_partner_that_goes_is_the_partner_tables_made_again_without_it(sample_data, tmp_path, monkeypatch):
    """The twin in every run of the two below, which build; it takes none of what the scenario's own statements say."""
    partner = partners_of_sample()[3]
    without = made_again_without(partner, sample_data, tmp_path / "zonder")
    count = equal_to_rebuild(sample_data, without, partner, monkeypatch, 0)
    print(f"sample without {partner}: {count} answers as its tables made again, to the last digit")


@pytest.mark.slow
@pytest.mark.parametrize("partner", partners_of_sample())
def test_a_partner_that_goes_is_a_rebuild_without_its_files(partner, sample_data, tmp_path, monkeypatch):
    without = rebuilt_without(partner, sample_data, tmp_path / "zonder", monkeypatch)
    count = equal_to_rebuild(sample_data, without, partner, monkeypatch)
    print(f"sample without {partner}: {count} answers as a rebuild, to the last digit")


@pytest.mark.slow
@pytest.mark.parametrize("partner", ["alfa", "bravo", "charlie", "delta", "echo"])
def test_a_partner_that_goes_from_edition_2020_is_a_rebuild_without_its_file(partner, linked, tmp_path, monkeypatch):
    without = tmp_path / "zonder"
    shutil.copytree(linked, without)
    for event in (without / "partners" / "nederland" / "events").glob("*.json"):
        if f'"{partner}' in event.read_text(encoding="utf-8"):
            event.unlink()
    monkeypatch.setenv(DATA, str(without))
    build.refresh()
    count = equal_to_rebuild(linked, without, partner, monkeypatch)
    print(f"edition 2020 without {partner}: {count} answers as a rebuild, to the last digit")


# ---- kept by id


def long_one() -> Scenario:
    schools = tuple(f"{n:02}AA00" for n in range(80))
    return of(Change(scenario.SCHOOLS_COME, "toren/sport", "2020-2021", schools))


@pytest.mark.usefixtures("data")
def test_a_long_scenario_is_kept_by_id_and_a_short_one_stands_in_the_address():
    assert kept_scenarios.address(of(GOES), LOCAL) == of(GOES).text
    told = kept_scenarios.address(long_one(), LOCAL)
    assert kept_scenarios.ID.fullmatch(told)
    assert kept_scenarios.address(long_one(), LOCAL) == told, "the same scenario has one id"
    assert kept_scenarios.load(told, LOCAL) == long_one()
    assert len(list(kept_scenarios.folder().iterdir())) == 1


@pytest.mark.usefixtures("data")
def test_an_id_that_leads_to_none_is_said_and_rights_hold():
    with pytest.raises(NoSuchScenario):
        kept_scenarios.load("a" * 24, LOCAL)
    for deed in (lambda: kept_scenarios.load("x", ANONYMOUS), lambda: kept_scenarios.address(long_one(), ANONYMOUS)):
        with pytest.raises(NotAllowed):
            deed()


@pytest.mark.usefixtures("data")
def test_a_kept_scenario_with_another_byte_is_none_and_keeping_it_again_mends_it():
    told = kept_scenarios.address(long_one(), LOCAL)
    file = kept_scenarios.folder() / f"{told}.txt"
    file.write_text(file.read_text().replace("79AA00", "78AA00"))
    with pytest.raises(NoSuchScenario):
        kept_scenarios.load(told, LOCAL)
    assert kept_scenarios.address(long_one(), LOCAL) == told
    assert kept_scenarios.load(told, LOCAL) == long_one()


@pytest.mark.usefixtures("data")
def test_a_scenario_that_is_larger_than_one_can_be_is_not_read():
    with pytest.raises(NoSuchScenario):
        kept_scenarios.load("klein" + "~-p*brug" * 300_000, LOCAL)


@pytest.mark.usefixtures("data")
def test_what_the_build_does_not_know_is_named():
    wanted = of(
        GOES, Change(scenario.PARTNER_GOES, "wie"), Change(scenario.SCHOOLS_GO, "lees", "", ("999X00", "900A00"))
    )
    assert what_if.unknown(wanted, local()) == ["wie", "999X00"]


def test_the_tables_that_a_scenario_makes_are_the_ones_it_is_read_for():
    made = {path.stem for path in supposing.FOLDER.glob("mart.*.sql")} | set(supposing.DERIVED)
    assert made == set(supposing.CHANGED)
