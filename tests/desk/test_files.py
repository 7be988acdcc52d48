"""What a reader takes along from the desk and from a school's page: the log as a workbook, maps of points."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import duckdb
import pandas as pd
import pytest
from PIL import Image
from python_calamine import CalamineWorkbook

from dashboard.desk import places
from dashboard.desk import rows as desk_rows
from dashboard.figures import requests as figures
from dashboard.frame import export, requests, warehouse
from dashboard.frame.access import LOCAL
from dashboard.maps.sheet import Words
from dashboard.school import facts, nearby
from etl.building import publish
from tests.support.asked import write_requests
from tests.support.environment import DATA
from tests.support.reading import local
from tests.support.screen import opened

WORDS = Words("Kaart van <Kwend> & $x^2$", "Nederland", ["Bron: DUO"])


@pytest.fixture
def made(monkeypatch) -> list:
    """Every file that the page offers."""
    found = []
    monkeypatch.setattr(export, "later", lambda make: found.append(make) or make)
    return found


def legend(svg: bytes) -> dict[str, int]:
    """The counts of the legend by their words; matplotlib writes each line of text as a comment."""
    texts = " ".join(re.findall(r"<!-- (.*?) -->", svg.decode(), re.DOTALL))
    return {words.strip(): int(n.replace(".", "")) for words, n in re.findall(r"([^()\d]+) \(([\d.]+)\)", texts)}


def test_the_workbook_is_the_log_counted_again(sample_data, monkeypatch, made):
    monkeypatch.setenv(DATA, str(sample_data))
    opened("aanvragen", jaar="12")
    book = CalamineWorkbook.from_filelike(BytesIO(next(one for make in made if (one := make()).startswith(b"PK"))))
    head, *lines = book.get_sheet_by_name("aanvragen").to_python()
    listed = pd.DataFrame(lines, columns=head, dtype=object)
    since = pd.Timestamp(requests.today()) - pd.Timedelta(days=365)
    log = [one for one in requests.read(LOCAL).requests.values() if not one.is_erased]
    kept = {one.request_id: one for one in log if pd.Timestamp(one.asked_on) >= since}
    assert len(kept) > 20
    assert set(listed["Aanvraag"]) == set(kept)
    for row in listed.to_dict("records"):
        one = kept[row["Aanvraag"]]
        assert (row["Schoolnummer"], row["Vraag"], row["Gevraagd op"]) == (one.school_id, one.wish, f"{one.asked_on}")
        assert row["Dagen"] == ("" if one.closed_on is None else (one.closed_on - one.asked_on).days)
    head, *lines = book.get_sheet_by_name("gemeenten").to_python()
    towns = pd.DataFrame(lines, columns=head, dtype=object).set_index("Gemeente")
    assert towns["Gevraagd"].to_dict() == listed["Gemeente"].value_counts().to_dict()
    warehouse.close()  # the app opens the file with settings of its own
    need = needs(sample_data)
    for row in towns.to_dict("index").items():
        assert row[1]["Behoefte per leerling"] == pytest.approx(need[row[0]], abs=0.0051), row[0]
    about = dict(row[:2] for row in book.get_sheet_by_name(book.sheet_names[-1]).to_python()[1:])
    assert about["Periode"] == "de laatste twaalf maanden"
    assert "Verzonnen" in about


def needs(data) -> dict[str, float]:
    """Points per pupil in primary schools by municipality, counted again from the schools; never their sum."""
    with duckdb.connect(str(publish.current(data / "warehouse")), read_only=True) as con:
        rows = con.sql(
            """
            select s.municipality_name, v.value, v.n from mart.school_value as v join mart.school as s using (school_id)
            where v.indicator_id = 'po_need_load' and v.status = 'observed'
            qualify v.period = max(v.period) over (partition by v.indicator_id)
            """
        ).df()
    sums = rows.groupby("municipality_name")[["value", "n"]].sum()
    return (sums["value"] / sums["n"]).to_dict()


@pytest.mark.usefixtures("data")
def test_the_map_of_a_school_counts_the_points_of_the_page():
    school = facts.of("900A00", local())
    rows = nearby.of(school, local())
    assert len(rows)
    points = nearby._sheet(school, rows)
    wide = replace(points, box=(3.0, 50.5, 7.5, 54.0))
    drawn = wide.figure(WORDS, local(), "svg")
    counts = legend(drawn)
    assert all(name in drawn.decode() for name in rows["name"].head(nearby.LISTED)), "a dot without a name says little"
    has = int((rows["partners_count"] > 0).sum())
    assert list(counts.values()) == [1, has, len(rows) - has]
    assert [words.split()[-1] for words in counts] == ["school", "partner", "partner"]
    image = Image.open(BytesIO(points.figure(WORDS, local(), "png")))
    assert (image.format, image.width) == ("PNG", 1600)
    assert points.figure(WORDS, local(), "png") == points.figure(WORDS, local(), "png")


def test_the_map_of_the_desk_counts_its_schools(data):
    write_requests(data)
    every, _apart = desk_rows.every(local())
    unserved = figures.is_unserved(every)
    placed = places.placed(every, unserved)
    counts = legend(places._sheet(placed).figure(WORDS, local(), "svg"))
    true = every.assign(unserved=unserved)[every["lon"].notna()].groupby("school_id")["unserved"].any()
    assert list(counts.values()) == [int(true.sum()), int((~true).sum())]


@pytest.mark.usefixtures("data")
def test_a_map_of_who_may_not_know_partners_tells_of_none():
    school = facts.of("900A00", local())
    rows = nearby.of(school, local()).drop(columns="partners_count")
    words = [kind.words for kind in nearby._sheet(school, rows).kinds]
    assert words == ["andere scholen", "deze school"]
