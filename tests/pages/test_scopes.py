"""One question, one answer: in one scope every page, sentence, table, panel and export says what the tables say."""

from __future__ import annotations

import csv
import io
import re

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from dashboard.figures import coverage
from dashboard.frame import export, warehouse
from dashboard.targets import ranked
from dashboard.targets.criteria import Criteria
from dashboard.ui import reach
from tests.support.environment import DATA
from tests.support.reading import local
from tests.support.scopes import Scope, Tables, Truth
from tests.support.screen import opened, told

QUICK, MANY, SEED = 6, 200, 14
SENTENCE = re.compile(
    r"partners actief op (?:geen|([\d.]+)) van de ([\d.]+) (?:PO|VO)-scho\w+(?:: (.*?) van de scholen"
    r"(?:, met (.*?) van de leerlingen)?(?:(?: en|, met) (.*?) van de behoefte)?)?"
)


@pytest.fixture
def tables(sample_data, monkeypatch) -> Tables:
    found = Tables(sample_data)  # before the app opens the file with its own settings
    monkeypatch.setenv(DATA, str(sample_data))
    warehouse.pin()
    return found


def number(text: str | None) -> int:
    return int((text or "0").replace(".", ""))


def holds(sentence: str, truth: Truth) -> None:
    """The sentence tells these figures, and no other."""
    sentence = re.sub(r"\s+([:,.])", r"\1", sentence)
    if not truth.schools:
        assert "geen scholen van deze sector" in sentence
        return
    if truth.schools == 1:
        none = "" if truth.active else "geen "
        assert re.search(rf"{none}partners? actief op de enige (PO|VO)-school", sentence)
        return
    if not truth.active:
        assert re.search(r"op geen van de [\d.]+ (PO|VO)-scholen partners actief", sentence)
        return
    found = SENTENCE.search(sentence)
    assert found, sentence
    assert (number(found[1]), number(found[2])) == (truth.active, truth.schools)
    shares = [reach.share(part).replace("\N{NO-BREAK SPACE}", " ") for part in (truth.pupils_share, truth.need_share)]
    assert found[3] == reach.share(100 * truth.active / truth.schools).replace("\N{NO-BREAK SPACE}", " ")
    assert [found[4] or "een onbekend deel", found[5] or "een onbekend deel"] == shares


def exported(content: bytes) -> list[dict[str, str]]:
    lines = [line for line in content.decode("utf-8-sig").splitlines() if not line.startswith(("#", '"#'))]
    return list(csv.DictReader(io.StringIO("\n".join(lines)), delimiter=";"))


def check(scope: Scope, truth: Truth, monkeypatch) -> None:
    made = []
    monkeypatch.setattr(export, "later", lambda make: made.append(make) or make)
    holds(told(opened("overzicht", **scope.link)), truth)
    made.clear()
    app = opened("dekking", weergave="aanwezig", vorm="tabel", niveau="gemeente", **scope.link)
    seen = told(app)
    holds(seen, truth)
    if truth.schools:
        assert f"{truth.active} van {truth.schools}".replace("\xa0", " ") in seen.replace(".", "")  # the panel's bar
        table = app.dataframe[0].value
        amounts = [table[column].fillna(0).astype(int).sum() for column in ("active_schools_count", "schools_count")]
        assert amounts == [truth.active, truth.schools]
        # the areas follow the schools of a small place, which come first
        areas = next(rows for rows in (exported(make()) for make in made) if "Gebiedscode" in rows[0])
        sums = [sum(number(row[column]) for row in areas) for column in ("Scholen met een partner", "Scholen")]
        assert sums == [truth.active, truth.schools]
        need = [sum(amount(row[column]) for row in areas) for column in (
            "Behoefte op scholen met een partner", "Behoefte op scholen in de lijst")]  # fmt: skip
        if need[1]:
            assert 100 * need[0] / need[1] == pytest.approx(truth.need_share, abs=0.01)


def check_list(scope: Scope, truth: Truth, monkeypatch) -> None:
    """Page Doelscholen lists the same schools: its sentence, its table and its workbook come to the same figures."""
    made = []
    monkeypatch.setattr(export, "later", lambda make: made.append(make) or make)
    app = opened("doelscholen", gemerkt="1", eerste="500", meten="totaal", **scope.link)
    seen = told(app)
    book = next(content for make in made if (content := make()).startswith(b"PK"))
    rows = listed_in(book)
    assert len(rows) == truth.schools
    if rows.empty:
        assert "heeft geen school een score" in seen
        return
    is_active = rows["Partners"].astype(str) != ""
    assert int(is_active.sum()) == truth.active
    need = {"PO": "Behoefte, totaal", "VO": "Leerlingen in vmbo en pro"}[scope.filters.sector]
    for column, share in (("Leerlingen", truth.pupils_share), (need, truth.need_share)):
        amounts = pd.to_numeric(rows[column], errors="coerce").fillna(0)
        if amounts.sum():
            rounded = 0.01 + 100 * 0.5 * len(rows) / amounts.sum()  # the file has whole points and pupils
            assert 100 * amounts[is_active].sum() / amounts.sum() == pytest.approx(share, abs=rounded), column
    scored = pd.to_numeric(rows["Nr."], errors="coerce").notna()
    if 0 < scored.sum() <= 500:
        assert re.search(rf"(heeft|hebben) {scored.sum()} scho\w+ een score", seen)
        without = re.search(r"([\d.]+) (?:heeft|hebben) nog geen partner", seen)
        assert number(without[1] if without else "0") in (int((scored & ~is_active).sum()), 0)
        shown = app.dataframe[0].value
        assert set(shown["name"]) <= set(rows["School"])
        assert len(shown) == min(truth.schools, 50)


def listed_in(book: bytes) -> pd.DataFrame:
    """All schools of a workbook: the first ones and those after them."""
    read = CalamineWorkbook.from_filelike(io.BytesIO(book))
    sheets = [read.get_sheet_by_name(name).to_python() for name in ("lijst", "daarna") if name in read.sheet_names]
    return pd.concat([pd.DataFrame(rows, columns=head, dtype=object) for head, *rows in sheets], ignore_index=True)


def amount(text: str) -> float:
    return float(text.replace(",", ".")) if re.fullmatch(r"-?[\d,]+", text) else 0.0


def counted(scope: Scope, truth: Truth) -> None:
    """The figures below the pages: coverage, and the schools that a list of target schools is made of."""
    place = coverage.load("municipality", scope.filters, local())
    towns = place.of_level("municipality")
    row = (
        place.together(towns[towns["area_code"].isin(scope.towns)])
        if scope.towns
        else place.lineage(scope.area).iloc[0]
    )
    assert (row["active_schools_count"], row["schools_count"]) == (truth.active, truth.schools)
    for column in ("pupils_share", "need_share"):
        assert np.isclose(row[column], getattr(truth, column), equal_nan=True, atol=1e-9), column
    schools = coverage.schools(list(scope.codes), scope.filters, local())
    listed = schools[schools["is_listed"].astype(bool)] if len(schools) else schools
    assert (len(listed), int(listed["is_active"].sum())) == (truth.schools, truth.active)
    rows = ranked.ranked(Criteria(areas=scope.codes, filters=scope.filters, flagged=True), local()).rows
    assert (len(rows), int((rows["partners_count"] > 0).sum())) == (truth.schools, truth.active)


def test_the_edges_are_among_the_scopes(tables):
    truths = [tables.truth(scope) for scope in tables.edges()]
    assert {0, 1} & {truth.schools for truth in truths}
    assert any(truth.schools and not truth.active for truth in truths)  # all faded
    assert any(scope.towns for scope in tables.edges())


def test_one_scope_gives_one_answer(tables, monkeypatch):
    for scope in tables.scopes(QUICK, SEED):
        truth = tables.truth(scope)
        counted(scope, truth)
        check(scope, truth, monkeypatch)
        check_list(scope, truth, monkeypatch)


@pytest.mark.slow
def test_two_hundred_scopes_give_one_answer_each(tables, monkeypatch):
    scopes = list(tables.scopes(MANY, SEED + 1))
    assert len(scopes) == MANY
    assert sum(tables.truth(scope).active > 0 for scope in scopes) > MANY / 4
    for scope in scopes:
        truth = tables.truth(scope)
        counted(scope, truth)
        check(scope, truth, monkeypatch)
        check_list(scope, truth, monkeypatch)
