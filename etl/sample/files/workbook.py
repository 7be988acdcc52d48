"""CBS's workbook of achterstandsscores: six sheets, two tables with title rows above and footnotes below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import xlsxwriter

from etl.sample.world.model import World

_NOTE = "De achterstandsscore van {} is onvoldoende betrouwbaar "
_NOTE += "omdat de score is gebaseerd op te weinig (<= 40) leerlingen."
_NOTES = [
    "a " + _NOTE.format("een basisschool"),
    "b " + _NOTE.format("de onderbouw"),
    "c " + _NOTE.format("de bovenbouw"),
]
_TITLE = "Achterstandsscore per basisschoolvestiging, 1 oktober 2024"
_TITLE_BARE = "Achterstandsscore zonder drempel per basisschoolvestiging, 1 oktober 2024"
_BARE = "Achterstandsscore zonder drempel"


def scores(world: World, path: Path) -> None:
    """One row per scored location in both tables; data from row 6, source and footnotes below."""
    table = _marked(world.schools[world.schools.is_scored].sort_values("school_id"))
    first = table[["school_id", "pupils", "score", "mark"]].to_numpy().tolist()
    second = table[["school_id", "score_total", "score_lower", "score_upper", "marks"]].to_numpy().tolist()
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": dt.datetime(2025, 2, 28)})
        _front(book)
        head = ["School (BRIN vestiging)", "Aantal bekostigde leerlingen", "Achterstandsscore"]
        _table(book, ("Tabel 1", _TITLE), head, first, _NOTES[:1])
        head = [head[0], _BARE, f"{_BARE} \n(onderbouw)", f"{_BARE} \n(bovenbouw)"]
        _table(book, ("Tabel 2", _TITLE_BARE), head, second, _NOTES)


def _marked(table: pd.DataFrame) -> pd.DataFrame:
    """The reliability marks: a school, b lower years, c upper years of 40 pupils or fewer."""
    small = {
        "a": table.pupils <= 40,
        "b": table.pupils_lower <= 40,
        "c": table.pupils - table.pupils_lower <= 40,
    }
    marks = pd.DataFrame({mark: flag.map({True: mark, False: ""}) for mark, flag in small.items()})
    joined = [", ".join(mark for mark in row if mark) for row in marks.to_numpy()]
    return table.assign(mark=marks.a, marks=joined)


def _front(book: xlsxwriter.Workbook) -> None:
    """Cover, contents, explanation and sources, in short, each saying that it is fiction."""
    fiction = "Fictieve voorbeeldcijfers, in de vorm van de CBS-tabel."
    cover, contents = book.add_worksheet("Voorblad"), book.add_worksheet("Inhoud")
    cover.write_column(2, 0, ["Achterstandsscores basisscholen, 2024", fiction])
    cover.write_column(49, 0, ["Fictief voorbeeld", "Februari 2025"])
    contents.write_column(0, 0, ["Inhoud", "", "", "Werkblad"])
    contents.write_column(
        3, 1, ["Inhoud", "", "Toelichting bij de tabel", "Toelichting op de bronbestanden", "", _TITLE]
    )
    book.add_worksheet("Toelichting").write_column(0, 0, ["Toelichting bij de tabel", "", "Inleiding", "", fiction])
    book.add_worksheet("Bronbestanden").write_row(0, 0, ["Bron", fiction])


def _table(
    book: xlsxwriter.Workbook,
    titles: tuple[str, str],
    head: list[str],
    rows: list[list],
    notes: Sequence[str],
) -> None:
    """A sheet: name, title, empty, header (row 4), empty, data (row 6 on), empty, source, footnotes."""
    sheet = book.add_worksheet(titles[0])
    sheet.write_column(0, 0, titles)
    sheet.write_row(3, 0, head)
    for number, row in enumerate(rows, start=5):
        sheet.write_row(number, 0, row if row[-1] else row[:-1])
    sheet.write_column(6 + len(rows), 0, ["Bron: CBS", *notes])
