"""Participants from protected numbers: what two answers differ by tells no more of a small number than 1 to 4."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import pandas as pd
import pytest

from dashboard.figures import coverage, participants
from dashboard.figures.coverage import Filters
from dashboard.frame import warehouse
from dashboard.frame.access import LOCAL as ACCESS
from tests.support import mart
from tests.support.reading import local

ALL = Filters(sector="PO", faded=True)
BOUNDS = ["participants_lower", "participants_upper"]
LEVEL = "district"


@pytest.fixture
def atoms(data) -> pd.DataFrame:
    """120 activities in the stand-in, a third of them of 1 to 4 young people and a tenth untold: as they are."""
    rng = random.Random(14)
    chosen = rng.sample(list(itertools.product(
        [f"9{i:02}A00" for i in range(30) if i % 5 != 4],
        ["brug/taal", "lees/taal", "toren/sport", "toren/leeg"],
        ["2018-2019", "2019-2020", "2020-2021"],
    )), 120)  # fmt: skip
    counts = [None if rng.random() < 0.1 else rng.choice([*range(1, 5), *range(5, 14)]) for _ in chosen]
    rows = ", ".join(
        f"('{programme.split('/')[0]}', '{programme}', '{school}', '{year}', {count or 'null'},"
        f" {count or 'null'}, '{'observed' if count else 'missing'}', date '2020-07-31', date '2021-07-31', true, 'd1',"
        f" {line}, null)"
        for line, ((school, programme, year), count) in enumerate(zip(chosen, counts, strict=True))
    )
    mart.change(data, "delete from mart.activity", f"insert into mart.activity values {rows}")
    frame = pd.DataFrame(chosen, columns=["school_id", "programme_id", "school_year"]).assign(count=counts)
    theme = {code: theme or "" for code, _partner, _name, theme in mart.PROGRAMMES}
    return frame.assign(partner=frame["programme_id"].str.split("/").str[0], theme=frame["programme_id"].map(theme))


@pytest.fixture
def places(data) -> dict[str, str]:
    """The wijk of each school."""
    return dict(mart.ask(data, "select school_id, district_code from mart.school where district_code is not null"))


def matching(atoms: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    """The activities of a selection."""
    is_in = pd.Series(True, index=atoms.index)
    if filters.school_year:
        is_in &= atoms["school_year"] == filters.school_year
    if filters.partners:
        is_in &= atoms["partner"].isin(filters.partners)
    if filters.themes:
        is_in &= atoms["theme"].isin(filters.themes)
    return atoms[is_in]


def protected(atoms: pd.DataFrame) -> tuple[int, int]:
    """Least and most by the rule: under 5 is 1 to 4, untold counts for nothing."""
    told = atoms["count"].dropna()
    few = told < 5
    return int(told.mask(few, 1).sum()), int(told.mask(few, 4).sum())


def selections() -> list[Filters]:
    years = ["", "2018-2019", "2019-2020", "2020-2021"]
    partners = [(), ("brug",), ("toren",), ("brug", "lees")]
    themes = [(), ("language",)]
    return [replace(ALL, school_year=y, partners=p, themes=t) for y, p, t in itertools.product(years, partners, themes)]


def answers(atoms: pd.DataFrame, places: dict[str, str]) -> dict[tuple[int, ...], set[tuple[int, int]]]:
    """Everything that is answered, by the activities it is about: least and most, from every question."""
    found: dict[tuple[int, ...], set[tuple[int, int]]] = {}

    def add(inside: pd.DataFrame, low: float, high: float) -> None:
        if len(inside) and inside["count"].isna().all():  # nobody told a number: not known, and no zero
            assert pd.isna(low)
            assert pd.isna(high)
            low = high = 0
        found.setdefault(tuple(sorted(inside.index)), set()).add((int(low), int(high)))

    for filters in selections():
        inside = matching(atoms, filters)
        areas = coverage.load(LEVEL, filters, local()).rows.set_index("area_code")[BOUNDS]
        add(inside, *areas.loc["NL00"])
        for area, group in inside.groupby(inside["school_id"].map(places)):
            add(group, *areas.loc[area])
        schools = coverage.schools(["NL00"], filters, local()).set_index("school_id")
        active = warehouse.run("target_active", activity(filters), ACCESS).set_index("school_id")
        for school, group in inside.groupby("school_id"):
            if group["count"].notna().any():
                add(group, *schools.loc[school, BOUNDS])
                add(group, *active.loc[school, ["participants_count", "participants_upper"]])
        params = {"level": LEVEL, "areas": ["NL00"], **filters.params()}
        matrix = warehouse.run("coverage_matrix", params, ACCESS).set_index(["area_code", "partner_id"])[BOUNDS]
        for (area, partner), group in inside.groupby([inside["school_id"].map(places), "partner"]):
            if group["count"].notna().any():
                add(group, *matrix.loc[(area, partner)])
    return found


def activity(filters: Filters) -> dict:
    names = ("school_year", "partners", "themes", "founding", "faded")
    return {name: filters.params()[name] for name in names}


def test_every_answer_is_the_sum_of_protected_numbers_and_so_is_what_two_differ_by(atoms, places):
    found = answers(atoms, places)
    assert len(found) > 300
    for inside, told in found.items():
        assert told == {protected(atoms.loc[list(inside)])}
    few = {index for index, count in atoms["count"].items() if count < 5}
    sets = {frozenset(inside): next(iter(told)) for inside, told in found.items()}
    alone = nested = 0
    for large, small in itertools.permutations(sets, 2):
        if not small < large:
            continue
        nested += 1
        rest = large - small
        low, high = (sets[large][k] - sets[small][k] for k in (0, 1))
        assert (low, high) == protected(atoms.loc[list(rest)])
        if len(rest & few) == 1 and atoms.loc[list(rest), "count"].notna().sum() == 1:
            alone += 1
            assert (low, high) == (1, 4)
    assert nested > 1_000
    assert alone > 20


def test_the_property_fails_when_numbers_are_not_protected(atoms, data):
    """The guard of the test above: with exact numbers a difference tells a number under 5."""
    made = (mart.ROOT / "queries" / "build" / "mart.coverage_activity.sql").read_text(encoding="utf-8")
    mart.change(data, "drop macro table mart.coverage_activity", made.replace("between 1 and 4", "between -2 and -1"))
    whole = coverage.load(LEVEL, ALL, local()).country
    assert (whole[BOUNDS] == atoms["count"].sum()).all()
    assert tuple(whole[BOUNDS]) != protected(atoms)


def test_no_text_tells_a_number_under_5(atoms):
    params = {"area": "NL00", "partner": "toren", **ALL.params()}
    cells = warehouse.run("coverage_cell", params, ACCESS)
    assert (cells["participants_status"] == "withheld").sum() == (
        atoms[(atoms["partner"] == "toren") & (atoms["count"] < 5)].shape[0]
    )
    assert not cells["participants_text"].isin(["1", "2", "3", "4"]).any()


def test_words_for_exact_numbers_and_for_a_least():
    assert participants.counted(1, 1) == "1 deelnemer"
    assert participants.counted(0, 0) == "geen deelnemers"
    assert participants.counted(float("nan"), float("nan")) == "een onbekend aantal deelnemers"
    assert participants.counted(212, 221) == "ten minste 212 deelnemers"
    assert participants.figure(212, 221) == "212 tot 221"
    assert participants.figure(212, 212) == "212"
    row = {"participants_lower": 212, "participants_upper": 221, "few_participants_count": 3, "untold_count": 1}
    told = "op 3 scholen zijn het er bij een programma minder dan 5 en staat het getal niet"
    assert participants.few(row) == told
    assert participants.untold(row) == "1 activiteit zonder aantal"
    row |= {"few_participants_count": 0, "untold_count": 0}
    assert participants.few(row) == participants.untold(row) == ""


def test_a_share_has_5_in_it_and_5_outside_it_at_both_ends():
    rows = pd.DataFrame(dict.fromkeys(coverage.SUMS, [100.0] * 5) | {"pupils_status": ["observed"] * 5})
    rows = rows.assign(load_status="observed", need_is_share=False, untold_count=0)
    rows["participants_lower"] = [4, 5, 5, 93, 0]
    rows["participants_upper"] = [4, 5, 8, 96, 0]
    found = coverage.with_shares(rows, 100.0)
    assert found["participants_share"].fillna(-1).tolist() == [-1, 5, 5, -1, 0]
    assert found["participants_share_upper"].fillna(-1).tolist() == [-1, 5, 8, -1, 0]
    assert found["participants_count"].fillna(-1).tolist() == [4, 5, -1, -1, 0]
    assert found["participants_status"].tolist() == ["withheld", "observed", "observed", "withheld", "observed"]
