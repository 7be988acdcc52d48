"""Exports of target lists read back: rows, criteria, marks, definitions and figures are the screen's, in random states.

From the workbook alone the ranks are made again.
"""

from __future__ import annotations

import csv
import io
import random
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from dashboard.figures import ranking
from dashboard.figures.coverage import Filters
from dashboard.frame import language, marks
from dashboard.targets import downloads, finding, labels, ranked, sentence, table
from dashboard.targets.criteria import TOPS, Criteria, PartnerCount, Preset, Size, Third
from dashboard.targets.score import DEFAULT_WEIGHTS, SLIDERS, Measure
from tests.support.environment import DATA
from tests.support.reading import local

STATES = [
    *range(5), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(5, 50)),
]  # fmt: skip


@pytest.fixture
def sample(sample_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATA, str(sample_data))
    language.use("nl")


def state(seed: int) -> Criteria:
    """Criteria that a reader could choose."""
    rng = random.Random(seed)
    weights = DEFAULT_WEIGHTS
    for _move in range(rng.randrange(3)):
        weights = ranking.rebalanced(weights, rng.randrange(5), rng.randrange(101))
    sector = rng.choice(["PO", "PO", "VO"])
    presets = [Preset.ALL, Preset.ALL, Preset.NEW, Preset.GREAT_TASK, Preset.SUPPORT if sector == "PO" else Preset.VMBO]
    towns = local().run("target_schools", {"sector": sector})["municipality_code"].dropna().unique().tolist()
    some = {
        "sizes": tuple(rng.sample(list(Size), 2)),
        "need": (rng.choice(list(Third)),),
        "partner_counts": (PartnerCount.NONE, PartnerCount.ONE),
        "areas": tuple(rng.sample(towns, min(12, len(towns)))),
        "flagged": True,
    }
    picked = {name: some[name] for name in rng.sample(list(some), rng.randrange(3))}
    return Criteria(
        filters=Filters(sector=sector, faded=rng.random() < 0.3),
        measure=rng.choice(list(Measure)),
        weights=weights,
        top=rng.choice(TOPS),
        preset=rng.choice(presets),
        **picked,
    )


def files(found: ranked.Ranked) -> tuple[CalamineWorkbook, str]:
    words = sentence.choices(found.criteria, "Nederland", {}, {})
    book, text = (downloads.content(kind, found, downloads.columns(found), words, local()) for kind in ("xlsx", "csv"))
    return CalamineWorkbook.from_filelike(io.BytesIO(book)), text.decode("utf-8-sig")


def sheet(book: CalamineWorkbook, name: str) -> pd.DataFrame:
    if name not in book.sheet_names:
        return pd.DataFrame()
    head, *rows = book.get_sheet_by_name(name).to_python()
    return pd.DataFrame(rows, columns=head, dtype=object)


def facts(book: CalamineWorkbook, name: str) -> dict[str, str]:
    return dict(row[:2] for row in book.get_sheet_by_name(name).to_python()[1:])


def by_csv(text: str) -> pd.DataFrame:
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=";") if not row[0].startswith("# ")]
    return pd.DataFrame(rows[1:], columns=rows[0], dtype=object)


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("seed", STATES)
def test_the_files_of_a_random_state_are_its_list(seed):
    criteria = state(seed)
    found = ranked.ranked(criteria, local())
    book, text = files(found)
    first, rest = sheet(book, "lijst"), sheet(book, "daarna")

    rows = found.rows["school_id"].tolist()
    shown = [*first.get("Schoolcode", []), *rest.get("Schoolcode", [])]
    assert shown == rows
    assert len(first) == min(criteria.top, len(found.scored))
    assert len(rest) == len(rows) - len(first)

    told = facts(book, "criteria")
    assert told["Eerste"] == language.number(criteria.top)
    assert told["Scholen in de lijst"] == str(len(first))
    with_flagged = ranked.ranked(replace(criteria, flagged=True), local(), firm=False)
    is_flagged = with_flagged.everyone["quality_flag"] != ""
    flagged = int((is_flagged & (with_flagged.everyone["state"] == "chosen")).sum())
    if criteria.preset != Preset.GREAT_TASK:  # which chooses among those that may come
        expected = 0 if criteria.flagged else flagged
        counts = map(int, re.findall(r"(?:^|, )(\d+) ", told["Weggelaten"]))
        assert sum(counts) == expected
        assert (told["Weggelaten"] == "geen") is (expected == 0)
    unscored = map(int, re.findall(r"(\d+) \(", told.get("Zonder score", "")))
    assert sum(unscored) == len(rows) - len(found.scored)
    assert told["Peildatum"] == language.day(local().build.as_of_date)
    mark = marks.words(marks.in_use().made_up)
    is_all = marks.in_use().made_up == "all"
    for name in book.sheet_names if is_all else ("lijst", "daarna"):
        assert mark in str(sheet(book, name).to_dict()) or not len(sheet(book, name))
    assert f"# Verzonnen: {mark}" in text
    assert f"# Peildatum: {told['Peildatum']}" in text
    assert not re.search(r"(?<![\d,])-0(,0+)?(;|\r)", text)
    assert " ·  · " not in text
    assert "Bron: Bron:" not in text

    meanings = facts(book, "definities")
    assert set(meanings) == set(first.columns)
    assert meanings["Aantal partners"].startswith("Aantal partners")
    assert len(set(meanings.values())) >= len(meanings) - 4  # a percentile is explained alike in all parts
    figures_are_those_of_the_screen(found, first, by_csv(text))
    ranks_can_be_made_again(found, pd.concat([first, rest]), told["Gewichten"])


def figures_are_those_of_the_screen(found: ranked.Ranked, first: pd.DataFrame, by_line: pd.DataFrame) -> None:
    frame = downloads.frame(found, found.first, local())
    assert len(by_line) == len(first) == len(frame)
    screen = table.cells(found.first, found)
    for title, name, decimals in (("Doelscore", "score", 1), ("Nr.", "rank", 0), ("Leerlingen", "pupils_count", 0)):
        told_cells = [np.round(cell, decimals) for cell in first.get(title, [])]  # halves to even, as the screen does
        assert told_cells == pytest.approx(screen[name].tolist())
    bands = [sentence.band(*pair) for pair in zip(first.get("Band van", []), first.get("Band tot", []), strict=True)]
    assert bands == screen["band"].tolist()
    for column, _meaning in downloads.columns(found):
        told = zip(first[column.title], by_line[column.title], frame.to_dict("records"), strict=True)
        for cell, line, row in told:
            value = row[column.name]
            if column.status and row[column.status] != "observed":
                assert cell == line
                assert not isinstance(cell, float)
            elif isinstance(value, (int, float, np.number)) and not pd.isna(value):
                digits = max(column.digits, column.decimals)
                assert cell == pytest.approx(value, abs=0.51 * 10**-digits)
                assert float(line.replace(",", ".")) == cell


def ranks_can_be_made_again(found: ranked.Ranked, rows: pd.DataFrame, told: str) -> None:
    """With the percentiles, the weights of sheet criteria and nothing else."""
    scored = rows[[isinstance(cell, float) for cell in rows["Nr."]]] if len(rows) else rows
    if scored.empty:
        return
    weights = {
        name: float(told.split(f"{name} ")[1].split(",", maxsplit=1)[0]) for name in map(labels.slider_name, SLIDERS)
    }
    needs = [labels.part_name(part) for part in found.parts if part.is_need]
    weighed = {f"{name}, 0-100": weights[labels.slider_name("need")] / len(needs) for name in needs}
    weighed |= {f"{name}, 0-100": weight for name, weight in weights.items() if name != labels.slider_name("need")}
    parts = scored[list(weighed)].map(lambda cell: cell if isinstance(cell, float) else np.nan).to_numpy(float)
    weight = np.where(np.isnan(parts), 0, np.array(list(weighed.values())))
    score = np.nansum(weight * np.nan_to_num(parts), axis=1) / weight.sum(axis=1)
    assert score == pytest.approx(scored["Doelscore"].to_numpy(float), abs=3e-9)
    again = scored.sort_values(["Doelscore", "Schoolcode"], ascending=[False, True])
    assert again["Nr."].tolist() == list(range(1, len(scored) + 1))


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("sector", ["PO", "VO"])
@pytest.mark.parametrize("words", ["nl", "en"])
def test_no_sentence_counts_more_than_its_whole(sector, words):
    """Over all ready-made choices and both ways to measure need; and no sentence is about nothing."""
    language.use(words)
    country = local().run("method_threshold").iloc[0]
    for preset in Preset:
        for measure in Measure:
            criteria = Criteria(filters=Filters(sector=sector), preset=preset, measure=measure, top=25)
            found = ranked.ranked(criteria, local())
            other = next(one for one in Measure if one != measure)
            second = ranked.ranked(replace(criteria, measure=other), local(), firm=False)
            left, _entered = ranked.compared(found, second)
            told = " ".join((finding.finding(found), finding.measures(found, left), finding.threshold(found, country)))
            counts = re.findall(r"(\d+)\**(?: school| scholen)? (?:van de|of the)(?: eerste| first)? \**(\d+)", told)
            for count, whole in counts:
                assert 0 < int(count) <= int(whole), told
            assert not re.search(r"(?<![\d.,])0 (scholen|schools|van|of|hebben|have|kunnen|may)", told), told
    language.use("nl")


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("sector", ["PO", "VO"])
def test_the_sentence_of_the_band_is_the_count_of_the_table(sector):
    found = ranked.ranked(Criteria(filters=Filters(sector=sector), top=50), local())
    firm = int((downloads.frame(found, found.first, local())["share"] >= 90).sum())
    told = finding.finding(found)
    assert told.startswith(f"**{firm} van de 50 scholen** blijven bij de eerste 50 als de gewichten iets anders zijn")
    assert f"; {50 - firm} kunnen van plaats wisselen met scholen daarbuiten." in told
    assert ("én de behoefte een jaar verder is" in told) is (sector == "PO")
    assert ("geen behoeftecijfers van twee jaren" in " ".join(downloads.header(found, [], local()).values())) is (
        sector == "VO"
    )
