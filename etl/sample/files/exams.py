"""DUO's five-year exam file (2019-2024): 52 quoted columns, `<5` with an exact rate beside it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np

from etl.sample.files.vo import candidates
from etl.sample.world.model import World, records
from etl.sample.world.names import plain_upper
from etl.sample.world.pupils import PROFILES

SCHOOL_YEARS = ["2019-2020", "2020-2021", "2021-2022", "2022-2023", "2023-2024"]
_HEAD = ["INSTELLINGSCODE", "VESTIGINGSCODE", "INSTELLINGSNAAM VESTIGING", "GEMEENTENAAM", "ONDERWIJSTYPE VO"]
_HEAD += ["INSPECTIECODE", "OPLEIDINGSNAAM"]
_HEAD += [
    f"{measure} SCHOOLJAAR {year} - {sex}"
    for year in SCHOOL_YEARS
    for sex in ("MAN", "VROUW", "TOTAAL")
    for measure in ("EXAMENKANDIDATEN", "GESLAAGDEN", "SLAAGPERC")
]
# no central exams in 2020, eased ones in 2021 and 2022: the share of failures that was left
_FAILURES = [0.12, 0.75, 0.65, 1.0, 1.0]


def hidden(count: int) -> str:
    """A count as DUO publishes it since 2022: 1..4 become `<5`."""
    return "<5" if 0 < count < 5 else str(count)


def save_quoted(rows: list[list], header: list[str], path: Path) -> None:
    """Write rows as DUO does since 2024: utf-8, semicolons, every field quoted, CRLF."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode("utf-8"))


def five_years(world: World, path: Path) -> None:
    """One row per location and inspection code; candidates, passed and rate per school year and sex."""
    exams = candidates(world)
    exams["code"] = PROFILES.inspection[exams.profile].to_numpy()
    first = exams.groupby(["school", "code"]).agg({"men": "sum", "women": "sum", "ease": "mean", "profile": "first"})
    rng, rows = world.own_rng("five years"), []
    schools, kinds = records(world.schools), records(PROFILES)
    for exam in records(first):
        number, code = exam.Index
        school, kind = schools[number], kinds[exam.profile]
        town = plain_upper(world.towns[int(school.municipality)][1], apostrophe=False)
        head = [school.brin, school.school_id, school.name, town, kind.exam_type, code, kind.programme]
        rows.append(head + [cell for failures in _FAILURES for cell in _year(rng, exam, failures)])
    save_quoted(sorted(rows, key=lambda row: (row[1], row[5])), _HEAD, path)


def _year(rng: np.random.Generator, exam, failures: float) -> list[str]:
    """The nine cells of one school year: men, women, total."""
    size = np.exp(rng.normal(0, 0.12))
    count = np.array([round(exam.men * size), round(exam.women * size)])
    passed = rng.binomial(count, 1 - (1 - exam.ease) * failures)
    cells = []
    for taken, done in [*zip(count, passed, strict=True), (count.sum(), passed.sum())]:
        rate = f"{100 * done / taken:.1f}".removesuffix(".0") if taken else "0"
        cells += [hidden(int(taken)), hidden(int(done)), rate]
    return cells
