"""A number of participants under 5 is told by nothing: whatever it is, every page, map, file and answer stays the same.

If all that can be asked is the same for each number from 1 to 4, no two answers together say more than 1 to 4.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from dashboard.frame import export, warehouse
from dashboard.frame.markup import md
from pages import PAGES
from tests.pages.cases import CASES
from tests.support import mart
from tests.support.screen import opened, told

QUICK = (3, 6, 7, 11)  # views of every run: a table and its files, a list, a school, the offer as a list
SUPPOSED = "klein~-p*brug~-s*toren*901A00*905A00"  # what is left differs from what is by few participants
FEW = "participants_count between 1 and 4"
# those with which participants or presence are counted, each in the ways that a small number would show in
VIEWS = (
    ("overzicht", {"schooljaar": "2019-2020"}), ("overzicht", {"gebied": "GM9000", "sector": "VO"}),
    ("dekking", {"weergave": "deelnemers"}),
    ("dekking", {"weergave": "deelnemers", "vorm": "tabel", "gebied": "GM9000"}),
    ("dekking", {"weergave": "deelnemers", "schooljaar": "2019-2020", "partners": "toren", "keuze": "WK900000"}),
    ("dekking", {"weergave": "aanwezig", "vorm": "partners"}), ("doelscholen", {"keuze": "900A00"}),
    ("school", {"school": "900A00"}), ("school", {"school": "901A00", "deel": "aanvraag"}),
    ("partner", {"partner": "toren"}), ("aanvragen", {}), ("aanbod", {"weergave": "lijst"}),
    ("aanbod", {"programma": "toren/sport"}),
    ("verdeeltafel", {"namens": "toren"}), ("verdeeltafel", {"deel": "wat-als", "als": SUPPOSED}),
    ("overzicht", {"schooljaar": "2019-2020", "als": SUPPOSED}),
    ("dekking", {"weergave": "deelnemers", "vorm": "tabel", "als": SUPPOSED}),
    ("doelscholen", {"als": SUPPOSED}), ("school", {"school": "900A00", "als": SUPPOSED}),
    ("planner", {"po": "2", "vo": "1", "km": "geen"}),
)  # fmt: skip


def few_at_many(seed: int) -> list[str]:
    """Activities of 1 to 4 young people at 40 schools, in three programmes, and of 5 to 30 at as many."""
    rng = random.Random(seed)
    rows = []
    for line, school in enumerate(f"9{i:02}A00" for i in range(40)):
        for programme, count in (("toren/sport", rng.randint(1, 4)), ("lees/taal", rng.randint(5, 30))):
            partner, year = programme.split("/")[0], rng.choice(["2019-2020", "2020-2021"])
            rows.append(
                f"('{partner}', '{programme}', '{school}', '{year}', {count}, '{count}', 'observed',"
                f" date '2020-07-31', date '2021-07-31', true, 'd1', {1000 + line}, null)"
            )
    return [f"insert into mart.activity values {', '.join(rows)}", *facts()]


def facts() -> list[str]:
    """The factsheet made anew of the activities, as the build makes it."""
    made = (mart.ROOT / "queries" / "build" / "mart.fact.sql").read_text(encoding="utf-8")
    return ["drop table mart.fact", made]


def other_small_numbers() -> list[str]:
    """Each number from 1 to 4 becomes another of these."""
    new = "5 - participants_count"
    changed = f"participants_count = {new}, participants_text = cast({new} as text)"
    return [f"update mart.activity set {changed} where {FEW}", *facts()]


Seen = dict[str, str]


def everything(monkeypatch: pytest.MonkeyPatch, views: Collection[int] = range(len(VIEWS))) -> Seen:
    """What each view says, draws and offers as a file, and every answer it stands on, by where it was seen."""
    found: Seen = {}
    build_id = warehouse.current().build_id

    def keep(place: str, content: object) -> None:
        found[place] = str(content).replace(build_id, "BUILD").replace(md(build_id), "BUILD")

    ask = warehouse.run
    for number in views:
        path, choices = VIEWS[number]
        makers: list[Callable[[], bytes]] = []

        def answered(name: str, params: Mapping, *rest, number=number):
            frame = ask(name, params, *rest)
            keep(f"{number} {name} {sorted(params.items())}", frame.to_csv())
            return frame

        monkeypatch.setattr(warehouse, "run", answered)
        monkeypatch.setattr(export, "later", lambda make, makers=makers: makers.append(make) or make)
        app = opened(path, **choices)
        keep(f"{number} {path} text", told(app))
        for at, chart in enumerate(app.get("deck_gl_json_chart")):
            keep(f"{number} {path} map {at}", chart.proto.json)
        for at, table in enumerate(app.dataframe):
            keep(f"{number} {path} table {at}", table.value.to_csv())
        for at, make in enumerate(makers):
            keep(f"{number} {path} file {at}", as_text(make))
    monkeypatch.setattr(warehouse, "run", ask)
    return found


def as_text(make: Callable[[], bytes]) -> str:
    """A file as a reader finds it; pictures are drawn from the rows that are compared already."""
    if "map" in getattr(make, "__qualname__", repr(make)) or "_sheet" in repr(make):
        return ""
    content = make()
    if not content.startswith(b"PK"):
        return content.decode("utf-8-sig", errors="replace")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return "\n".join(f"{name} {book.get_sheet_by_name(name).to_python()}" for name in book.sheet_names)


@pytest.fixture
def small(world: Path) -> Path:
    mart.change(world, *few_at_many(14))
    return world


def differing(first: Seen, second: Seen) -> list[str]:
    assert set(first) == set(second)
    return [place for place in first if first[place] != second[place]]


def with_other_numbers(small: Path, monkeypatch: pytest.MonkeyPatch, *before: str, **views) -> tuple[Seen, list[str]]:
    """What is seen first, and what of it changes with the small numbers."""
    mart.change(small, *before)
    first = everything(monkeypatch, **views)
    warehouse.close()
    mart.change(small, *other_small_numbers())
    return first, differing(first, everything(monkeypatch, **views))


def test_tables_files_and_ranks_do_not_depend_on_a_number_under_5(small, monkeypatch):
    first, changed = with_other_numbers(small, monkeypatch, views=QUICK)
    assert changed == []
    assert sum(" file " in place for place in first) >= 4


@pytest.mark.slow
def test_no_page_map_or_file_depends_on_a_number_under_5(small, monkeypatch):
    ((few,),) = mart.ask(small, f"select count(*) from mart.activity where {FEW}")
    assert few >= 40
    first, changed = with_other_numbers(small, monkeypatch)
    assert changed == []
    for kind in ("text", "map", "table", "file"):
        assert any(f" {kind}" in place for place in first), kind
    assert sum("coverage_" in place for place in first) > 10
    print(
        f"{len(first)} texts, maps, tables, files and answers of {len(VIEWS)} views: the same for other small numbers"
    )


@pytest.mark.slow
def test_it_is_seen_when_small_numbers_are_not_protected(small, monkeypatch):
    """The guard of the test above: with exact numbers pages change."""
    made = (mart.ROOT / "queries" / "build" / "mart.coverage_activity.sql").read_text(encoding="utf-8")
    bare = made.replace("between 1 and 4", "between -2 and -1")
    _first, changed = with_other_numbers(small, monkeypatch, "drop macro table mart.coverage_activity", bare)
    assert {place.split()[1] for place in changed} >= {"overzicht", "dekking", "school", "doelscholen"}


def test_every_page_that_may_tell_of_partners_is_looked_at():
    paths = {path for path, _choices in VIEWS}
    assert paths <= set(CASES)
    assert {page.path for page in PAGES if page.resource == "partner"} - paths <= {"partnerdata"}
