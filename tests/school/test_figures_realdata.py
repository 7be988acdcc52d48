"""Every figure of four schools' pages on edition 2020 is that of the publishers' files, and no figure is left out."""

from __future__ import annotations

import csv
import random
from contextlib import suppress

import pytest

from dashboard.frame.language import number
from dashboard.school import downloads, facts, secondary, strips, years
from tests.school import publishers
from tests.school.publishers import Figures, Files
from tests.support.environment import DATA
from tests.support.reading import local
from tests.support.screen import opened, told

pytestmark = pytest.mark.realdata
# a primary, a secondary and a special primary school, and a primary one that was last counted in 2019
# these stand in files of their own kinds: tests/school/test_outcomes.py and the tests of the indicators
RECOUNTED_ELSEWHERE = {
    *("po_end_test_mean", "po_reference_level_pct", "po_advice_double_pct"),
    *("po_need_decile", "po_achterstandsscore", "po_achterstandsscore_per_pupil"),
}
SCHOOLS = {"17ZI00": "PO", "20DL00": "VO", "13MH00": "SBO", "13NU00": "PO"}
DRAWN, SEED = 25, 17


@pytest.fixture
def reader(linked, monkeypatch):
    monkeypatch.setenv(DATA, str(linked))
    return local()


@pytest.fixture(scope="module")
def files(mirror) -> Files:
    return Files(mirror)


def of_the_page(school_id: str, reader) -> list[dict[str, str]]:
    """The rows of its file."""
    school = facts.of(school_id, reader)
    text = downloads.content(school, strips.of(school, reader), reader).decode("utf-8-sig")
    lines = [line for line in text.splitlines() if not line.startswith(("#", '"#'))]
    return list(csv.DictReader(lines, delimiter=";"))


def figure(text: str) -> float | str:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text


def figures(rows: list[dict[str, str]]) -> Figures:
    codes = {word: code for code, word in secondary.type_words().items()}
    key = ("Indicatorcode", "Groep", "Periode")
    told_figures = {tuple(row[name] for name in key): figure(row["Waarde"]) for row in rows}
    return {(code, codes.get(group, group), period): value for (code, group, period), value in told_figures.items()}


@pytest.mark.parametrize("school_id", SCHOOLS)
def test_every_figure_is_that_of_the_files_and_none_is_left_out(reader, files, school_id):
    told = figures(of_the_page(school_id, reader))
    shown = {key: value for key, value in told.items() if key[0] not in RECOUNTED_ELSEWHERE}
    around = shown.pop(("vo_po_need_5km", "", "2019"), None)
    assert (around is not None) is (SCHOOLS[school_id] == "VO")
    true = (publishers.secondary if SCHOOLS[school_id] == "VO" else publishers.primary)(school_id, files)
    assert set(shown) == set(true)
    assert {key: shown[key] for key in true} == {
        key: value if isinstance(value, str) else pytest.approx(value, abs=1e-4) for key, value in true.items()
    }
    print(f"{school_id}: {len(true)} figures")


def test_a_school_with_no_figure_on_a_strip_has_a_file_of_its_years(reader, files):
    shown = figures(of_the_page("32JK00", reader))
    assert shown == publishers.through_the_years("32JK00", files)


@pytest.mark.parametrize(
    "school_id", [pytest.param(one, marks=() if one == "13MH00" else pytest.mark.slow) for one in SCHOOLS]
)
def test_the_page_says_the_same_figures(files, school_id, monkeypatch, linked):
    monkeypatch.setenv(DATA, str(linked))
    seen = told(opened("school", school=school_id))
    true = (publishers.secondary if SCHOOLS[school_id] == "VO" else publishers.primary)(school_id, files)
    decimals = {"po_need_per_pupil": 2, "po_need_load": 0, "pupils": 0, "po_home_school_km": 1, "po_schoolweging": 1}
    for (code, _group, _period), value in true.items():
        if code in decimals:
            assert number(value, decimals[code]) in seen, code
    assert f"{number(true['pupils', '', '2019'])} leerlingen" in seen


def test_address_board_and_denomination_are_those_of_the_lists(reader, files):
    for school_id, source in (("17ZI00", "duo_vestigingen_po"), ("20DL00", "duo_vestigingen_vo")):
        row, school = files.rows(source).loc[school_id], facts.of(school_id, reader)
        assert (school.name, school.denomination, school.board_id) == (
            row["VESTIGINGSNAAM"], row["DENOMINATIE"], row["BEVOEGD GEZAG NUMMER"]
        )  # fmt: skip
        assert (school.street, school.house_number) == (row["STRAATNAAM"], row["HUISNUMMER-TOEVOEGING"])
        assert school.postcode == row["POSTCODE"].replace(" ", "")
        assert school.place.upper() == row["PLAATSNAAM"]
        assert school.municipality_code == f"GM{row['GEMEENTENUMMER']}"
        seen = " ".join(facts.line(school, reader))
        assert f"{row['STRAATNAAM']} {row['HUISNUMMER-TOEVOEGING']}, {row['POSTCODE']}" in seen


def test_the_place_among_others_is_that_of_the_files(reader, files):
    """Middles of pupils and of home distance, of listed schools, and of all counted where the sector has no list."""
    distances = files.rows("duo_afstand")
    for school_id, kind in (("17ZI00", "Bo"), ("13MH00", "Sbo")):
        rows = distances[distances["SOORT_PO"] == kind]
        listed = rows.index.isin(files.rows("duo_vestigingen_po").index)
        others = rows[listed] if kind == "Bo" else rows
        found = {row["Indicatorcode"]: row for row in of_the_page(school_id, reader)}
        pupils = others["LEERLINGEN"].astype(float)
        assert figure(found["pupils"]["Midden van het land"]) == publishers.middle(pupils, school_id)
        near = others[others["GEMEENTENUMMER"].str.strip() == rows.loc[school_id, "GEMEENTENUMMER"].strip()]
        if len(near) > 1:
            middle = publishers.middle(near["LEERLINGEN"].astype(float), school_id)
            assert figure(found["pupils"]["Midden van de gemeente"]) == middle
        assert int(found["pupils"]["Vergeleken scholen"]) == len(others) - 1
        assert int(found["pupils"]["Scholen met minder"]) == (pupils < pupils[school_id]).sum()


def test_the_countrys_advice_is_of_the_sector_and_only_where_nearly_all_of_it_is_open(reader, files):
    """From 2022-2023 a few dozen large schools are open of six thousand: that is no country."""
    kinds, distances = files.rows("duo_leerlingenhistorie", "utf-8-sig")["SOORT_VESTIGING"], files.rows("duo_afstand")
    for school_id, kind, places in (("17ZI00", "BO", 6_000), ("13MH00", "SBO", 260)):
        counted = distances.index[distances["SOORT_PO"] == kind.capitalize()]
        institutions = {code[:4] for code in [*kinds.index[kinds == kind], *counted]}
        shown = years.advice_of(facts.of(school_id, reader), reader).set_index("period")["country_value"].dropna()
        assert list(shown.index) == ["2019-2020", "2020-2021", "2021-2022"]
        for period, mean in shown.items():
            rows = publishers.advised(files, period, institutions)
            assert len(rows) == pytest.approx(places, rel=0.1)
            known = rows[rows["mean"].notna()]
            assert mean == pytest.approx((known["mean"] * known["pupils"]).sum() / known["pupils"].sum(), abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("sector", ["PO", "VO", "SBO"])
def test_every_figure_of_schools_drawn_at_random_is_that_of_the_files(reader, files, sector):
    """Of those that every file of the sector has: where one lacks a school, the page lacks its figures too."""
    known = reader.run("search_names")["school_id"].unique()
    kinds = reader.run("search_schools", {"ids": sorted(known)}).set_index("school_id")["sector"]
    ids = list(kinds.index[kinds == sector])
    random.Random(SEED).shuffle(ids)
    figures_of = publishers.secondary if sector == "VO" else publishers.primary
    seen: dict[str, Figures] = {}
    for school_id in ids:
        with suppress(KeyError, ValueError):
            seen[school_id] = figures_of(school_id, files)
        if len(seen) == DRAWN:
            break
    for school_id, true in seen.items():
        shown = figures(of_the_page(school_id, reader))
        shown.pop(("vo_po_need_5km", "", "2019"), None)
        assert set(shown) == set(true), school_id
        told_otherwise = {
            key: (shown[key], value)
            for key, value in true.items()
            if shown[key] != (value if isinstance(value, str) else pytest.approx(value, abs=1e-4))
        }
        assert told_otherwise == {}, school_id
    print(f"{sector}: {sum(map(len, seen.values()))} figures of {len(seen)} schools")
    assert len(seen) == DRAWN
