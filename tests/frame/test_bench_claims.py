"""What README and bench/README.md say of speed is what the last results hold, and README says nothing else of it."""

from __future__ import annotations

import copy
import random
import re

import pytest

from bench import __main__ as bench
from bench import load, results
from bench.sides import Cost
from tests.support.source import ROOT

SPEED = r"\d[\d.,]*\s?(?:x\b|ms\b|times (?:as|fewer|less|faster)|pages a second|requests a second)"


@pytest.mark.parametrize("name", results.DOCUMENTS)
def test_a_document_says_what_the_last_results_hold(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert results.renewed(text, name, results.read()) == text


def test_readme_has_no_figure_of_speed_but_these():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    claimed, rest = (
        re.findall(SPEED, results.claims(results.read())),
        re.sub(r"<!-- bench -->.*<!-- /bench -->", "", text, flags=re.S),
    )
    assert len(claimed) >= 5
    assert re.findall(SPEED, rest) == []


def test_other_results_are_other_words():
    told = results.read()
    other = copy.deepcopy(told)
    for side in other["bench"]["cells"].values():
        for cost in (unit for row in side.values() for unit in row.values()):
            cost["median"] = 3 * cost["median"] + random.random()
    assert results.claims(other) != results.claims(told)
    assert results.tables(other) != results.tables(told)


def test_the_goals_at_14002_areas_are_met_by_the_results():
    ours, plain = (
        results.read()["bench"]["cells"][side]["map neighbourhood"] for side in (results.OURS, results.PLAIN)
    )
    assert plain["sent"]["median"] >= 500 * ours["sent"]["median"]
    assert plain["cpu"]["median"] >= 15 * ours["cpu"]["median"]


def test_every_task_is_done_once_a_round_in_an_order_of_its_own_and_the_first_round_does_not_count():
    done: list[str] = []

    def task(name: str):
        def once() -> Cost:
            done.append(name)
            return Cost(float(len(done)), 0, 0)

        return once

    cells = bench.measured({("row", name): task(name) for name in "abcdefgh"}, 3, random.Random(1))
    rounds = ["".join(done[k : k + 8]) for k in range(0, 32, 8)]
    assert [sorted(one) for one in rounds] == [list("abcdefgh")] * 4
    assert len(set(rounds)) == 4
    assert min(one["row"]["wall"]["least"] for one in cells.values()) > 8


def test_readers_open_pages_in_the_shares_that_are_told():
    choices = load.Choices(*(["a", "b", "c", "d"] for _ in range(6)))
    chance = random.Random(7)
    pages = [load.view(chance, choices)[0] for _ in range(4000)]
    shares = {page: pages.count(page) / len(pages) for page in set(pages)}
    expected = {"kaart": 0.25, "dekking": 0.2, "doelscholen": 0.2, "wijken-vergelijken": 0.15, "overzicht": 0.1}
    assert {page: shares[page] for page in expected} == pytest.approx(expected, abs=0.03)
    assert set(shares) - set(expected) == set(load.QUIET)
