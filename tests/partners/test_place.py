"""A partner's own place: what fades is counted by pandas, reminders hold just that, deeds per programme and school."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pandas as pd
import pytest

from dashboard.frame.program import NAME
from dashboard.frame.records import Build
from dashboard.partners import files
from dashboard.partners.place import figures, reminder
from etl.building import build
from etl.partners import ledger
from tests.etl.test_build import ask, warehouse
from tests.partners.test_deeds import no_build
from tests.partners.test_partners import EDITION, published, schools, take_in
from tests.support import mart as builders
from tests.support.delivered import PARTNER, folder, write_delivery
from tests.support.environment import DATA
from tests.support.screen import english_in, opened, texts, told

__all__ = ["no_build", "published"]
TODAY = dt.date(2021, 7, 10)  # the stand-in's activities of 2019-2020 count until 31 July 2021
BUILD = Build("klein-0", "klein", dt.date(2020, 12, 31), 2020, True, "Klein", "Small")


@pytest.fixture
def july(monkeypatch):
    monkeypatch.setattr(files.tables, "today", lambda: TODAY)


def rows(*until: str, stopped: str | None = None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "programme": "Taal", "school": [f"School {n}" for n in range(len(until))], "school_id": list(until),
            "place": "Aderveen", "current_until": pd.to_datetime(list(until)), "stopped_on": pd.to_datetime(stopped),
        }
    )  # fmt: skip


def test_a_day_before_on_and_after_the_edges():
    own = rows("2021-07-09", "2021-07-10", "2021-08-09", "2021-08-10")
    found = figures.with_standing(own, TODAY)
    assert list(found["standing"]) == ["faded", "soon", "soon", "current"]
    assert list(figures.fading(own, TODAY)["school_id"]) == ["2021-07-10", "2021-08-09"]
    assert figures.next_fading(own, TODAY) == TODAY
    assert figures.next_fading(own, dt.date(2022, 1, 1)) is None
    assert list(figures.with_standing(rows("2021-07-01", stopped="2021-07-01"), TODAY)["standing"]) == ["stopped"]
    assert figures.fading(rows("2021-07-20", stopped="2021-07-20"), TODAY).empty, "what stops does not fade"


def test_the_reminder_is_exactly_what_fades_within_thirty_days_in_the_sample(sample_data, monkeypatch):
    """On today's clock, counted from mart.activity by pandas, for every partner."""
    monkeypatch.setenv(DATA, str(sample_data))
    told = reminders_are_what_fades(*of_mart(sample_data), files.today())
    assert [count for count in told.values() if count > 0] == [max(told.values())], "one partner, in twenty days"
    assert max(told.values()) > 10
    assert len(told) == 21


@pytest.mark.realdata
def test_the_reminder_is_exactly_what_fades_within_thirty_days_in_edition_2020(linked, monkeypatch):
    """On today's clock, and on the days about which its activities of 2019-2020 and 2020-2021 fade."""
    monkeypatch.setenv(DATA, str(linked))
    days = [dt.date(year, 7, 31) - dt.timedelta(days=before) for year in (2021, 2022) for before in (31, 30, 0, -1)]
    known = of_mart(linked)
    told = {day: sum(reminders_are_what_fades(*known, day).values()) for day in (files.today(), *days)}
    assert [told[day] > 0 for day in days] == [False, True, True, False] * 2
    assert told[files.today()] == 0


def of_mart(data: Path) -> tuple[pd.DataFrame, dict[str, str]]:
    """mart.activity, and each partner's name."""
    with duckdb.connect(str(warehouse(data)), read_only=True) as con:
        names = con.sql("select partner_id, name from mart.partner order by 1").fetchall()
        return con.sql("select * from mart.activity").df(), dict(names)


def reminders_are_what_fades(activity: pd.DataFrame, names: dict[str, str], today: dt.date) -> dict[str, int]:
    """Lines of each partner's reminder on this day, after they were found to be what mart.activity says."""
    newest = activity.sort_values("school_year").groupby(["partner_id", "programme_id", "school_id"]).tail(1)
    last = pd.Timestamp(today) + pd.Timedelta("30D")
    soon = newest[newest["stopped_on"].isna() & newest["current_until"].between(pd.Timestamp(today), last)]
    counts = {}
    for partner, name in names.items():
        own = files.warehouse.run("partner_place", {"partner": partner}, files.warehouse.Access("lokaal", "local"))
        fades = figures.fading(own, today)
        wanted = soon[soon["partner_id"] == partner]
        assert set(zip(fades["programme_id"], fades["school_id"], strict=True)) == set(
            zip(wanted["programme_id"], wanted["school_id"], strict=True)
        )
        lines = [line for line in reminder.text(name, fades, today, "x").splitlines() if line.startswith("- ")]
        assert len(lines) == len(wanted)
        counts[partner] = len(wanted)
    return counts


def test_the_calendar_is_a_day_a_week_before_in_the_form_that_calendars_read():
    text = reminder.calendar(PARTNER, "De; Brug, met een lange naam die niet op een regel past " * 2,
                             dt.date(2021, 7, 31), TODAY, BUILD)  # fmt: skip
    assert text.endswith("\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "").split("\r\n")
    assert "DTSTART;VALUE=DATE:20210724" in unfolded
    assert "DTEND;VALUE=DATE:20210725" in unfolded
    assert f"PRODID:-//{NAME}//{BUILD.build_id}//NL" in unfolded
    assert any(line.startswith("DESCRIPTION:") and "De\\; Brug\\," in line for line in unfolded)
    assert [unfolded[0], *unfolded[-3:]] == ["BEGIN:VCALENDAR", "END:VEVENT", "END:VCALENDAR", ""]
    late = reminder.calendar(PARTNER, "De Brug", dt.date(2021, 7, 12), TODAY, BUILD)
    assert "DTSTART;VALUE=DATE:20210710" in late, "never before today"


def test_minutes_run_from_the_first_file_to_shown():
    def delivery(code: str, came: str, taken: str | None = None, shown: str | None = None, path: str | None = None):
        at = {name: text and dt.datetime.fromisoformat(f"2026-01-01T{text}+00:00")
              for name, text in (("received_at", came), ("accepted_at", taken), ("shown_at", shown))}  # fmt: skip
        return SimpleNamespace(delivery_id=code, path=path, **at)

    found = figures.minutes([
        delivery("brought", "00:01", path="x"),
        delivery("refused", "09:00"),  # the first file was not good: the time runs from it
        delivery("first", "09:02", "09:04", "09:05"),
        delivery("second", "10:00", "10:02"),  # taken in before `shown` was told
    ])  # fmt: skip
    assert found == {"first": 5.0, "second": 2.0}


@pytest.mark.usefixtures("july")
def test_the_page_tells_what_fades_today_and_the_reminder_holds_it(data):
    write_delivery(data)
    builders.change(data, "update mart.activity set current_until = confirmed_on + interval 12 month")
    app = opened("partner", partner=PARTNER)
    seen = told(app)
    assert "vandaag 10 juli 2021" in seen
    (table,) = (one for one in app.dataframe if "standing_word" in one.value)
    shown, widths = list(table.proto.column_order), json.loads(table.proto.columns)
    assert set(table.value.columns) == set(shown), "what is not shown is not sent: it was a third of the page's bytes"
    first = list(itertools.accumulate(widths[name]["width"] for name in shown[:4]))
    assert (shown[1], first[1] < 350, first[3] < 620) == ("standing_word", True, True), "what it is today is in sight"
    (letter,) = app.code[:1]
    assert letter.value.count("\n- ") == 1, "brug/taal at one school in 2019-2020"
    assert "School 00" in letter.value
    assert english_in(texts(app)) == []


def test_doubts_that_are_not_listed_are_counted(data):
    """Fifteen names to judge stood above eight."""
    write_delivery(data)
    builders.change(data, *(
        f"insert into mart.partner_row select * replace ('g{n}' as fingerprint, {200 + n} as line)"
        " from mart.partner_row where line = 99" for n in range(9)
    ))  # fmt: skip
    seen = told(opened("partner", partner=PARTNER))
    assert "10 namen te beoordelen" in seen
    assert "en nog 2" in seen


@pytest.mark.parametrize(
    ("code", "word", "on"), [("stand-still", "still_so", "2021-07-10"), ("stand-stop", "stopped", "2021-07-10")]
)
@pytest.mark.usefixtures("july")
def test_a_school_of_a_programme_is_confirmed_or_stopped_by_name_and_undone(data, no_build, code, word, on):  # noqa: ARG001
    write_delivery(data)
    app = opened("partner", partner=PARTNER, deel="bevestigen", programma="taal", school="900A00")
    about = f"{PARTNER}|taal|900A00"
    app.button(key=f"{code}-{about}").click().run()
    assert "Taal op zaterdag" in told(app)
    assert "School 00" in told(app)
    asked = about if word == "still_so" else f"{about}|{on}"
    app.button(key=f"yes-{code}-{asked}").click().run()
    assert not app.exception
    (standing,) = ledger.read(folder(data)).standings
    facts = {"partner_id": PARTNER, "programme_slug": "taal", "school_id": "900A00", "word": word, "on": on}
    assert {name: standing[name] for name in facts} == facts
    app.button(key="deed-undo").click().run()
    assert ledger.read(folder(data)).standings == []
    assert english_in(texts(app)) == []


def test_still_so_and_stopped_in_the_atlas(published):
    """The narrowest and last word wins: a programme stops, one of its schools goes on."""
    one, two, three = schools(published, 3)
    names = [";".join(school) for school in (one, two, three)]
    take_in(
        [*(f"{name};Les;2024-2025;12" for name in names), f"{names[0]};Les;2021-2022;5", f"{names[0]};Kamp;2024-2025;5"]
    )
    root = ledger.folder(EDITION)

    def tell(programme: str, school: str, word: str, on: str) -> None:
        ledger.tell(
            root, "standing", "test", partner_id="proef", programme_slug=programme, school_id=school, word=word, on=on
        )

    def standing() -> dict[tuple, tuple]:
        build.refresh()
        columns = "programme_id, school_id, school_year, current_until::varchar, stopped_on::varchar"
        found = ask(published, f"select {columns} from mart.activity where partner_id = 'proef'")
        return {row[:3]: row[3:] for row in found}

    tell("les", one[0], "still_so", "2026-02-01")
    tell("les", "", "stopped", "2026-03-01")
    tell("les", two[0], "still_so", "2026-03-02")
    tell("kamp", "", "still_so", "2026-03-03")
    found = standing()
    assert found["proef/les", one[0], "2024-2025"] == ("2026-03-01", "2026-03-01"), "confirmed before it stopped"
    assert found["proef/les", two[0], "2024-2025"] == ("2027-03-02", None), "goes on"
    assert found["proef/les", three[0], "2024-2025"] == ("2026-03-01", "2026-03-01")
    assert found["proef/les", one[0], "2021-2022"] == ("2023-07-31", "2026-03-01"), "an earlier year is not confirmed"
    assert found["proef/kamp", one[0], "2024-2025"] == ("2027-03-03", None)
    tell("*", "", "still_so", "2026-04-01")
    found = standing()
    assert found["proef/les", three[0], "2024-2025"] == ("2026-03-01", "2026-03-01"), (
        "what stopped is not revived with it"
    )
    assert found["proef/kamp", one[0], "2024-2025"] == ("2027-04-01", None)


@pytest.mark.usefixtures("july")
def test_a_new_partner_has_its_list_up_to_the_first_delivery(data):
    facts = {"partner_kind": "offer", "website": "https://kring.example", "contact": "", "is_fictional": True}
    ledger.tell(folder(data), "partner", "test", partner_id="kring", name="Kring", **facts)
    seen = told(opened("partner", partner="kring"))
    assert "Op weg naar de eerste levering" in seen
    assert re.search(r"2 van 6 gedaan", seen)
    assert "Op weg naar" not in told(opened("partner", partner=PARTNER)) or not ledger.read(folder(data)).deliveries


def test_gaps_are_the_schools_of_high_need_where_the_partner_is_not(sample_data, monkeypatch):
    with duckdb.connect(str(warehouse(sample_data)), read_only=True) as con:
        need = con.sql("select * from mart.school_need where sector = 'PO' and is_high").df()
        activity = con.sql("select * from mart.activity where is_current").df()
        partner = con.sql("select partner_id from mart.activity group by 1 order by count(*) desc limit 1").fetchone()[
            0
        ]
    area = need["municipality_code"].mode()[0]
    inside = need[need["municipality_code"] == area]
    mine = inside["school_id"].isin(activity.loc[activity["partner_id"] == partner, "school_id"])
    nobody = ~inside["school_id"].isin(activity["school_id"])
    monkeypatch.setenv(DATA, str(sample_data))
    params = {"partner": partner, "areas": [area], "sector": "PO"}
    found = files.warehouse.run("partner_gaps", params, files.warehouse.Access("lokaal", "local"))
    assert len(found) == len(inside) > 3
    assert set(found.loc[~found["is_own"], "school_id"]) == set(inside.loc[~mine, "school_id"])
    assert int((found["partners_count"] == 0).sum()) == int(nobody.sum())
