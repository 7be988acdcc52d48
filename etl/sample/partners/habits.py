"""The layouts of partners' files, as people make them: what stands on which line of which sheet, and its truth."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from etl.sample.partners.mess import Told

SPLIT = (0.5, 0.3, 0.2)  # of a number over the columns per group


@dataclass(frozen=True)
class Line:
    """One line of a sheet; `told` are the activities that it tells of, none for a title, a header or a footnote."""

    cells: Sequence[str]
    told: Sequence[Told] = ()


@dataclass(frozen=True)
class Table:
    """What a layout begins with: the partner's `file`, header -> field, and its rows."""

    style: Mapping[str, Any]
    columns: Mapping[str, str]
    told: Sequence[Told]
    cell: Callable[[Told, str], str] = field(repr=False)

    def row(self, told: Told, fields: Sequence[str] | None = None) -> Line:
        return Line([self.cell(told, name) for name in fields or self.columns.values()], [told])

    def rows(self, told: Sequence[Told] | None = None) -> list[Line]:
        return [self.row(one) for one in (self.told if told is None else told)]

    def head(self) -> Line:
        return Line([*self.columns])

    def by(self, name: str) -> list[tuple[str, list[Told]]]:
        """The rows that say the same of one field together, in the order of what they say."""
        ordered = sorted(self.told, key=lambda one: one[name])
        return [(key, list(part)) for key, part in itertools.groupby(ordered, lambda one: one[name])]


Sheets = dict[str, list[Line]]


def laid(table: Table) -> Sheets:
    """Sheet name -> lines; a text file has one sheet."""
    found = HABITS[table.style.get("habit", "plain")](table)
    return found if isinstance(found, dict) else {table.style.get("sheet", ""): found}


def _plain(table: Table) -> list[Line]:
    """Titles, of which the last ends with the year, the header, the rows, and the sum of what is told."""
    titles = [[title] for title in table.style.get("titles", [])]
    if titles:
        titles[-1][0] += f" {table.told[0]['year'][5:]}"
    lines = [*map(Line, titles), table.head(), *table.rows()]
    return [*lines, _total(table)] if "total" in table.style else lines


def _total(table: Table) -> Line:
    total = str(sum(int(one["count"]) for one in table.told if one["participants"]))
    fields = list(table.columns.values())
    return Line([table.style["total"], *(total if name == "participants" else "" for name in fields[1:])])


def _year_in_title(table: Table) -> list[Line]:
    """The school year stands above the table and nowhere else."""
    title = f"{table.style['title']} schooljaar {table.told[0]['year']}"
    return [Line([title]), Line([""]), table.head(), *table.rows()]


def _sections(table: Table) -> list[Line]:
    """The municipality as a line of its own above its schools."""
    parts = ([Line([f"Gemeente {town}"]), *table.rows(told)] for town, told in table.by("municipality"))
    return [table.head(), *itertools.chain.from_iterable(parts)]


def _place_once(table: Table) -> list[Line]:
    """A place is told with the first of its schools only."""
    at = list(table.columns.values()).index("place")
    lines = [table.head()]
    for _place, told in table.by("place"):
        first, *rest = table.rows(told)
        lines += [first, *(Line([*line.cells[:at], "", *line.cells[at + 1 :]], line.told) for line in rest)]
    return lines


def _matrix(table: Table) -> list[Line]:
    """Schools down, programmes across, and an x where one is at the other."""
    programmes = sorted({one["programme"] for one in table.told})
    fixed = [name for name in table.columns.values() if name != "programme"]
    lines = [Line([*(head for head, name in table.columns.items() if name != "programme"), *programmes])]
    for _school, told in table.by("school_id"):
        mine = {one["programme"]: {**one, "participants": ""} for one in told}
        marks = ["x" if programme in mine else "" for programme in programmes]
        kept = [mine[programme] for programme in programmes if programme in mine]
        lines.append(Line([*table.row(kept[0], fixed).cells, *marks], kept))
    return lines


def _column_per_year(table: Table) -> list[Line]:
    """One line per school and programme, the participants of each school year in a column of their own."""
    years = sorted({one["year"] for one in table.told})
    fixed = [name for name in table.columns.values() if name not in ("school_year", "participants")]
    lines = [Line([*(head for head, name in table.columns.items() if name in fixed), *years])]
    pairs = sorted(table.told, key=lambda one: (one["school_id"], one["programme"], one["year"]))
    for _pair, part in itertools.groupby(pairs, lambda one: (one["school_id"], one["programme"])):
        mine = {one["year"]: {**one, "participants": one["count"]} for one in part}
        counts = [mine[year]["count"] if year in mine else "" for year in years]
        kept = [mine[year] for year in years if year in mine]
        lines.append(Line([*table.row(kept[0], fixed).cells, *counts], kept))
    return lines


def _groups(table: Table) -> list[Line]:
    """The participants per group; nowhere their sum."""
    fixed = [name for name in table.columns.values() if name != "participants"]
    heads = [head for head, name in table.columns.items() if name != "participants"]
    lines = [Line([*heads, *table.style["groups"]])]
    for one in table.told:
        parts = [int(int(one["count"]) * share) for share in SPLIT[1:]]
        counts = [int(one["count"]) - sum(parts), *parts]
        lines.append(Line([*table.row(one, fixed).cells, *map(str, counts)], [{**one, "participants": one["count"]}]))
    return lines


def _footnotes(table: Table) -> list[Line]:
    """Stars behind names, a subtotal, and below it what they mean."""
    starred = [Line([line.cells[0] + "*" * (n % 3 == 0), *line.cells[1:]], line.told)
               for n, line in enumerate(table.rows())]  # fmt: skip
    return [table.head(), *starred, _total(table), *(Line([note]) for note in table.style["notes"])]


def _second_table(table: Table) -> list[Line]:
    """Secondary schools in a table below, with the columns the other way round."""
    first, second = ([one for one in table.told if (one["sector"] == "VO") == is_second] for is_second in (False, True))
    lines = [table.head(), *table.rows(first)]
    if not second:
        return lines
    turned = [Line([*line.cells][::-1], line.told) for line in (table.head(), *table.rows(second))]
    return [*lines, Line([""]), Line(["Voortgezet onderwijs"]), *turned]


def _sheet_per_year(table: Table) -> Sheets:
    """A sheet per school year, named after it."""
    return {year: [table.head(), *table.rows(told)] for year, told in table.by("year")}


def _same_sheets(table: Table) -> Sheets:
    """A sheet per sector, of one layout, the header below an explanation."""
    above = [Line([note]) for note in table.style["notes"]]
    return {sector: [*above, table.head(), *table.rows(told)] for sector, told in table.by("sector")}


def _blank_rows(table: Table) -> list[Line]:
    """Every fourth line is left empty."""
    lines = table.rows()
    return [table.head(), *(one for n, line in enumerate(lines, 1) for one in ([line] + [Line([""])] * (n % 4 == 0)))]


HABITS: dict[str, Callable[[Table], list[Line] | Sheets]] = {
    "plain": _plain,
    "year_in_title": _year_in_title,
    "sections": _sections,
    "place_once": _place_once,
    "matrix": _matrix,
    "column_per_year": _column_per_year,
    "groups": _groups,
    "footnotes": _footnotes,
    "second_table": _second_table,
    "sheet_per_year": _sheet_per_year,
    "same_sheets": _same_sheets,
    "blank_rows": _blank_rows,
}
EVERY_YEAR = ("column_per_year", "sheet_per_year")  # one file tells of all school years
