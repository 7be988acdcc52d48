"""Two files per habit, made by rule with fictional schools: every one is read as the rule made it, or refused."""

import io
import random
import re
import zipfile
from collections.abc import Callable
from html import escape

import pytest
import xlsxwriter

from etl.partners import intake
from etl.partners.intake import screening, workbook

HEADS = ["School", "Plaats", "Programma", "Schooljaar", "Aantal leerlingen"]
PLACES = ["Oosterwoud", "Krelmhoeve", "Morvelum", "Haldremheem"]
SEEDS = (1, pytest.param(2, marks=pytest.mark.slow))
Row = tuple[str, str, str, str, str]


def rows_of(rng: random.Random, count: int = 9) -> list[Row]:
    """School, place, programme, school year, participants; each school once."""
    nouns = rng.sample(["Regenwulp", "Zandloper", "Maanwilg", "Kobaltvonk", "Zilverlinde", "Bosuil", "Dauwkiem", "Ster",
                        "Parelvuur", "Windroos", "Tuimelaar", "Zonnegolf"], count)  # fmt: skip
    kinds = ["Basisschool De {}", "OBS {}", "{} College", "CBS De {}"]
    year = rng.choice(["2018-2019", "2019-2020"])
    return [
        (rng.choice(kinds).format(noun), rng.choice(PLACES), "Debatlessen", year, str(rng.randint(8, 40)))
        for noun in nouns
    ]


def book(sheets: dict[str, list[list]], merges: tuple[tuple[int, int, int, int, str], ...] = (), **formats) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        struck, date = made.add_format({"font_strikeout": True}), made.add_format({"num_format": "yyyy"})
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for n, row in enumerate(rows):
                for m, cell in enumerate(row):
                    style = (
                        struck if (n, m) == formats.get("struck") else date if m == formats.get("dated") and n else None
                    )
                    sheet.write(n, m, int(cell) if isinstance(cell, str) and cell.isdigit() else cell, style)
            for top, left, bottom, right, text in merges:
                sheet.merge_range(top, left, bottom, right, text)
            if comment := formats.get("comment"):
                sheet.write_comment(2, 0, comment)
            if "hidden_row" in formats:
                sheet.set_row(formats["hidden_row"], None, None, {"hidden": True})
            if "hidden_columns" in formats:
                sheet.set_column(*formats["hidden_columns"], None, None, {"hidden": True})
            if formats.get("formula"):
                sheet.write_formula(1, 4, "=10+10", None, "")
    return out.getvalue()


ODS = "urn:oasis:names:tc:opendocument:xmlns:"
MIME = "application/vnd.oasis.opendocument.spreadsheet"


def ods(rows: list[list[str]]) -> bytes:
    """A workbook as LibreOffice writes it: cells repeated, and a million empty rows at the end."""
    blank = '<table:table-cell table:number-columns-repeated="1019"/>'
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = ["".join(cell.format(escape(str(text))) for text in row) + blank for row in rows]
    lines = [f"<table:table-row>{line}</table:table-row>" for line in lines]
    lines.append(f'<table:table-row table:number-rows-repeated="1048560">{blank}</table:table-row>')
    names = " ".join(f'xmlns:{name}="{ODS}{name}:1.0"' for name in ("office", "table", "text"))
    sheet = f'<table:table table:name="Blad1">{"".join(lines)}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME}"/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as held:
        held.writestr(zipfile.ZipInfo("mimetype"), MIME)
        held.writestr("content.xml", f"<office:document-content {names}>{body}</office:document-content>")
        held.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{ODS}manifest:1.0">{entry}</manifest:manifest>',
        )
    return out.getvalue()


def table(rows: list[Row], *drop: int) -> list[list[str]]:
    """Header and rows without the columns dropped."""
    return [[cell for n, cell in enumerate(row) if n not in drop] for row in (tuple(HEADS), *rows)]


def csv(rows: list[list[str]], delimiter: str = ";") -> bytes:
    return "\r\n".join(delimiter.join(map(str, row)) for row in rows).encode()


# habits: seeded rows -> file name, bytes, rows meant


def year_in_title(rng, rows):
    titles = [
        [f"Overzicht scholen {rng.choice(['schooljaar ', '', 'SJ '])}{rows[0][3].replace('-', rng.choice('-/'))}"],
        [""],
    ]
    return "a.xlsx", book({"Blad1": [*titles, *table(rows, 3)]}), rows


def year_in_sheet(rng, rows):
    later = [(*row[:3], "2020-2021", row[4]) for row in rows[:4]]
    sheets = {rows[0][3]: table(rows, 3), rng.choice(["2020-2021", "SJ 20-21"]): table(later, 3)}
    return "a.xlsx", book(sheets), [*rows, *later]


def year_as_date(_rng, rows):
    dated = [[row[0], row[1], row[2], int(row[3][:4]), int(row[4])] for row in rows]
    return "a.xlsx", book({"Blad1": [HEADS, *dated]}, dated=3), rows


def column_per_year(rng, rows):
    years = ["2018-2019", "2019-2020", "2020-2021"]
    heads = [rng.choice(["{}", "Aantal {}", "schooljaar {}"]).format(year) for year in years]
    cells = [[str(rng.randint(5, 30)) if rng.random() < 0.7 else "" for _ in years] for _ in rows]
    meant = [
        (r[0], r[1], "", year, cell)
        for r, line in zip(rows, cells, strict=True)
        for year, cell in zip(years, line, strict=True)
        if cell
    ]
    lines = [[row[0], row[1], *line] for row, line in zip(rows, cells, strict=True)]
    return "a.csv", csv([["School", "Plaats", *heads], *lines]), meant


def matrix(rng, rows):
    programmes = rng.sample(["Debatlessen", "Weekendschool", "Bliksemstage", "Zomerschool", "Huiswerkklas"], 3)
    mark = rng.choice(["x", "X", "ja", "✓"])
    cells = [[mark if rng.random() < 0.5 else rng.choice(["", "-"]) for _ in programmes] for _ in rows]
    cells[0] = [mark] * 3
    cells[1] = [""] * 3
    lines = [[*row[:2], row[3], *line] for row, line in zip(rows, cells, strict=True)]
    meant = [
        (r[0], r[1], p, r[3], "")
        for r, line in zip(rows, cells, strict=True)
        for p, cell in zip(programmes, line, strict=True)
        if cell == mark
    ]
    return "a.csv", csv([["School", "Plaats", "Schooljaar", *programmes], *lines]), meant


def matrix_of_numbers(rng, rows):
    programmes = ["Debatlessen", "Weekendschool", "Bliksemstage"]
    cells = [[str(rng.randint(4, 40)) if rng.random() < 0.6 else "" for _ in programmes] for _ in rows]
    lines = [[*row[:2], row[3], *line] for row, line in zip(rows, cells, strict=True)]
    meant = [
        (r[0], r[1], p, r[3], cell)
        for r, line in zip(rows, cells, strict=True)
        for p, cell in zip(programmes, line, strict=True)
        if cell
    ]
    return "a.xlsx", book({"Blad1": [["School", "Plaats", "Schooljaar", *programmes], *lines]}), meant


def years_above_programmes(rng, rows):
    above = ["", "", "2018-2019", "", "2019-2020", ""]
    heads = ["School", "Plaats", "Debat", "Techniek", "Debat", "Techniek"]
    cells = [[rng.choice(["x", ""]) for _ in range(4)] for _ in rows]
    lines = [[*row[:2], *line] for row, line in zip(rows, cells, strict=True)]
    at = [("2018-2019", "Debat"), ("2018-2019", "Techniek"), ("2019-2020", "Debat"), ("2019-2020", "Techniek")]
    meant = [
        (r[0], r[1], p, y, "")
        for r, line in zip(rows, cells, strict=True)
        for (y, p), cell in zip(at, line, strict=True)
        if cell
    ]
    merges = ((0, 2, 0, 3, above[2]), (0, 4, 0, 5, above[4]))
    return "a.xlsx", book({"Blad1": [above, heads, *lines]}, merges), meant


def years_above_pairs(rng, rows):
    above = ["", "", "2018/2019", "", "2019/2020", ""]
    heads = ["School", "Plaats", "Programma", "Aantal leerlingen", "Programma", "Aantal leerlingen"]
    lines, meant = [], []
    for row in rows:
        first, second = ("Debat", str(rng.randint(5, 20))), rng.choice([("Techniek", "12"), ("", "")])
        lines.append([*row[:2], *first, *second])
        meant += [
            (*row[:2], text, year, n) for (text, n), year in ((first, "2018-2019"), (second, "2019-2020")) if text
        ]
    return "a.csv", csv([above, heads, *lines]), meant


def groups(rng, rows):
    heads = rng.choice(
        [["Groep 5", "Groep 6", "Groep 7"], ["klas 1a", "klas 1b", "klas 2"], ["Jongens", "Meisjes", "groep 8"]]
    )
    cells = [[str(rng.randint(3, 20)) for _ in heads] for _ in rows]
    lines = [[*row[:4], *line] for row, line in zip(rows, cells, strict=True)]
    meant = [(*row[:4], str(sum(map(int, line)))) for row, line in zip(rows, cells, strict=True)]
    return "a.csv", csv([[*HEADS[:4], *heads], *lines]), meant


def merged_place(_rng, rows):
    rows = [(row[0], PLACES[n // 3], *row[2:]) for n, row in enumerate(rows)]
    merges = tuple((1 + 3 * n, 1, 3 + 3 * n, 1, PLACES[n]) for n in range(3))
    return "a.xlsx", book({"Blad1": table(rows)}, merges), rows


def place_once(_rng, rows):
    rows = [(row[0], PLACES[n // 3], *row[2:]) for n, row in enumerate(rows)]
    lines = [[r[1] if n % 3 == 0 else "", r[0], *r[2:]] for n, r in enumerate(rows)]
    return "a.csv", csv([["Plaats", "School", *HEADS[2:]], *lines]), rows


def school_once(_rng, rows):
    more = [(row[0], row[1], "Techniek", row[3], "9") for row in rows[:5]]
    lines = [line for n, row in enumerate(rows) for line in ([row, ("", "", *more[n][2:])] if n < 5 else [row])]
    return "a.csv", csv([HEADS, *lines]), sorted([*rows, *more])


def sections(rng, rows):
    rows = [(row[0], PLACES[n // 3], *row[2:]) for n, row in enumerate(rows)]
    label = rng.choice(["Gemeente {}", "{}", "Plaats: {}"])
    lines = []
    for n, row in enumerate(rows):
        lines += [[label.format(row[1]), "", "", ""]] if n % 3 == 0 else []
        lines.append([row[0], *row[2:]])
    return "a.csv", csv([["School", *HEADS[2:]], *lines]), rows


def footnotes(rng, rows):
    starred = [[row[0] + rng.choice(["*", " *", ""]), *row[1:]] for row in rows]
    notes = ["* start pas in januari", "De aantallen zijn een schatting van de partner.", "groen = bevestigd"]
    tail = [["Subtotaal", "", "", "", "99"], *([text, "", "", "", ""] for text in notes)]
    return "a.csv", csv([HEADS, *starred, *tail]), rows


def same_sheets(_rng, rows):
    names = ["Noord", "Midden", "Zuid"]
    return "a.xlsx", book({name: table(rows[3 * n : 3 * n + 3]) for n, name in enumerate(names)}), rows


def second_table(rng, rows):
    order = rng.choice([(1, 0, 3, 2, 4), (4, 3, 2, 1, 0)])
    below = [[row[n] for n in order] for row in (tuple(HEADS), *rows[5:])]
    return "a.csv", csv([HEADS, *rows[:5], [""] * 5, ["Voortgezet onderwijs", "", "", "", ""], *below]), rows


def late_header(rng, rows):
    return (
        "a.xlsx",
        book({"Blad1": [[f"Regel {n} van de uitleg"] for n in range(rng.randint(31, 90))] + table(rows)}),
        rows,
    )


def open_document(_rng, rows):
    return "a.ods", ods(table(rows)), rows


def old_encoding(rng, rows):
    rows = [(row[0].replace("De ", "De Coöperatie é "), *row[1:]) for row in rows]
    encoding = {1: "mac_roman", 2: "cp850"}[rng.choice([1, 2])]
    return "a.csv", csv(table(rows)).decode().encode(encoding), rows


def swapped(_rng, rows):
    rows = [(f"Basisschool {row[0]}", *row[1:]) for row in rows]
    return "a.csv", csv([HEADS, *((row[1], row[0], *row[2:]) for row in rows)]), rows


def blank_rows(rng, rows):
    lines = [line for row in rows for line in ([row] + [(" ",) * 5] * rng.randint(0, 20))]
    return "a.xlsx", book({"Blad1": [HEADS, *lines]}), rows


def count_behind_school(rng, rows):
    head = rng.choice(["School (aantal lln)", "School + leerlingen", "School/aantal deelnemers", "Naam school (lln)"])
    behind = [" ({})", " ({} lln)", " - {} leerlingen", ": {}"]
    named = [[row[0] + rng.choice(behind).format(row[4]), *row[1:4]] for row in rows]
    return (
        "a.csv",
        csv([[head, *HEADS[1:4]], *named]),
        [(*row[:4], _with_unit(n[0])) for row, n in zip(rows, named, strict=True)],
    )


def _with_unit(cell: str) -> str:
    return re.search(r"\d+(?: lln| leerlingen)?", cell)[0]


def matrix_among_words(rng, rows):
    words = ["in overleg", "misschien", "volgend jaar", "n.v.t.", "nee, te druk", "2 groepen"]
    names, cells = ["Debat", "Techniek"], {"x": "", "ja, groep 7": "", "ja (na de vakantie)": "", "18": "18"}
    told = [[rng.choice([*cells] * 2 + words) for _ in names] for _ in rows]
    told[0], told[1] = ["x", "in overleg"], ["misschien", "ja, groep 8"]
    cells["ja, groep 8"] = ""
    lines = [[*row[:2], row[3], *one] for row, one in zip(rows, told, strict=True)]
    meant = [(*row[:2], name, row[3], cells[cell]) for row, one in zip(rows, told, strict=True)
             for name, cell in zip(names, one, strict=True) if cell in cells]  # fmt: skip
    return "a.csv", csv([["School", "Plaats", "Schooljaar", *names], *lines]), meant


def ones_and_zeros(rng, rows):
    names = ["Debat", "Techniek"]
    told = [[rng.choice("10") for _ in names] for _ in rows]
    told[0] = ["1", "0"]
    meant = [(*row[:2], name, row[3], "") for row, one in zip(rows, told, strict=True)
             for name, cell in zip(names, one, strict=True) if cell == "1"]  # fmt: skip
    lines = [[*row[:2], row[3], *one] for row, one in zip(rows, told, strict=True)]
    return "a.xlsx", book({"Blad1": [["School", "Plaats", "Schooljaar", *names], *lines]}), meant


def pasted_with_lines(rng, rows):
    drawn = [[rng.choice(["---", "====", ":---:"])] * 5]
    text = "\n".join("| " + " | ".join(line) + " |" for line in [HEADS, *drawn, *rows])
    return "a.txt", text.encode(), rows


def questions(_rng, rows):
    heads = ["Tijdstempel", "Wat is de naam van uw school?", "In welke plaats staat de school?",
             "Aan welk programma doet u mee?", "In welk schooljaar?", "Hoeveel leerlingen doen er mee?"]  # fmt: skip
    return "a.csv", csv([heads, *[["2-9-2019 12:01", *row] for row in rows]]), rows


TAKEN: list[Callable] = [
    year_in_title, year_in_sheet, year_as_date, column_per_year, matrix, matrix_of_numbers, years_above_programmes,
    years_above_pairs, groups, merged_place, place_once, school_once, sections, footnotes, same_sheets, second_table,
    late_header, open_document, old_encoding, swapped, blank_rows, count_behind_school, matrix_among_words,
    ones_and_zeros, pasted_with_lines, questions,
]  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("habit", TAKEN)
def test_is_read_as_it_was_made(habit, seed):
    rng = random.Random(f"{habit.__name__} {seed}")
    name, data, meant = habit(rng, rows_of(rng))
    proposal = intake.propose(name, data)
    assert not proposal.stopped, [f.message_en for f in proposal.findings if f.result == "stop"]
    rows = proposal.rows
    years = rows["school_year"].map(intake.school_year)
    places = rows["place"].where(rows["place"] != "", rows["municipality"])
    read = list(zip(rows["school"], places, rows["programme"], years, rows["participants"], strict=True))
    assert sorted(read) == sorted(tuple(row) for row in meant)
    again = intake.rows(data, proposal.layout, proposal.columns)
    assert again.equals(rows)
    assert intake.lacks(proposal.layout, proposal.columns) == "", "a column's header may say the year"


def transposed(_rng, rows):
    return "a.csv", csv([list(line) for line in zip(*table(rows), strict=True)]), "transposed"


def turned(rows: list[list[str]]) -> list[list[str]]:
    return [list(line) for line in zip(*rows, strict=True)]


def programmes_below(rng, rows):
    marks = [[rng.choice(["x", ""]) for _ in range(2)] for _ in rows]
    lines = [[*row[:2], *mark] for row, mark in zip(rows, marks, strict=True)]
    meant = [(*row[:2], name, "2019-2020", "") for row, mark in zip(rows, marks, strict=True)
             for name, one in zip(("Debat", "Techniek"), mark, strict=True) if one]  # fmt: skip
    return csv(turned([["School", "Plaats", "Debat", "Techniek"], *lines])), meant


def years_below(rng, rows):
    years = ["2018-2019", "2019-2020"]
    cells = [[str(rng.randint(5, 30)), rng.choice(["", "12"])] for _ in rows]
    lines = [[*row[:2], *cell] for row, cell in zip(rows, cells, strict=True)]
    meant = [(*row[:2], "", year, one) for row, cell in zip(rows, cells, strict=True)
             for year, one in zip(years, cell, strict=True) if one]  # fmt: skip
    return book({"Blad1": turned([["School", "Plaats", *years], *lines])}), meant


def all_below(rng, rows):
    title = [["Onze scholen", *[""] * len(rows)]] * rng.randint(0, 1)
    return csv([*title, *turned(table(rows))]), rows


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("habit", [all_below, programmes_below, years_below])
def test_schools_in_columns_stop_until_a_person_says_so(habit, seed):
    rng = random.Random(f"{habit.__name__} {seed}")
    data, meant = habit(rng, rows_of(rng))
    name = "a.xlsx" if data.startswith(b"PK") else "a.csv"
    before = intake.propose(name, data)
    assert before.asks_to_turn
    assert before.rows.empty
    proposal = intake.propose(
        name, data, without={"upright"}, year="" if habit is not programmes_below else "2019-2020"
    )
    assert {found.check: found.result for found in proposal.findings}["turned"] == "note"
    rows = proposal.rows
    years = rows["school_year"].map(intake.school_year)
    read = list(zip(rows["school"], rows["place"], rows["programme"], years, rows["participants"], strict=True))
    assert sorted(read) == sorted(tuple(row) for row in meant)
    assert intake.rows(data, proposal.layout, proposal.columns).equals(rows)


def test_a_table_that_stands_upright_is_not_turned_by_a_word_in_its_first_column():
    rows = [["School", "Plaats", "Programma", "Schooljaar"], ["Plaats", "Ede", "Debat", "2019-2020"],
            ["School", "Ede", "Debat", "2019-2020"]]  # fmt: skip
    assert not intake.propose("a.csv", csv(rows)).asks_to_turn


def comment(rng, rows):
    number = f"06-{rng.randint(10_000_000, 89_999_999)}"
    return "a.xlsx", book({"Blad1": table(rows)}, comment=f"bel {number} voor vragen"), "phone"


def json_text(rng, _rows):
    texts = ['[{"school": "De Ster", "plaats": "Ede"}]', '{"scholen": [{"naam": "De Ster"}, {"naam": "De Zon"}]}']
    return rng.choice(["a.csv", "a.json"]), rng.choice(texts).encode(), "content"


REFUSED: list[Callable] = [transposed, comment, json_text]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("habit", REFUSED)
def test_is_refused_in_its_own_words(habit, seed):
    rng = random.Random(f"{habit.__name__} {seed}")
    name, data, check = habit(rng, rows_of(rng))
    assert {f.check for f in intake.propose(name, data).findings if f.result == "stop"} == {check}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("check", "traits"),
    [
        ("struck", {"struck": (2, 0)}), ("comments", {"comment": "nog vragen"}), ("formula_values", {"formula": True}),
        ("hidden_rows", {"hidden_row": 3}), ("hidden_columns", {"hidden_columns": (4, 4)}),
    ],
)  # fmt: skip
def test_what_is_not_read_is_said(check, traits, seed):
    rows = rows_of(random.Random(seed))
    proposal = intake.propose("a.xlsx", book({"Blad1": table(rows)}, **traits))
    said = [found for found in proposal.findings if found.check == check]
    assert [found.result for found in said] == ["note"]
    assert len(proposal.rows) == len(rows)


def test_what_is_hidden_and_empty_is_not_said():
    """A program hides all columns behind the table, and rows of nothing."""
    rows = table(rows_of(random.Random(1)))
    data = book({"Blad1": [*rows, [], []]}, hidden_row=len(rows) + 1, hidden_columns=(7, 16_383))
    said = {found.check for found in intake.propose("a.xlsx", data).findings}
    assert said & {"hidden_rows", "hidden_columns"} == set()


def test_hidden_rows_are_said_with_their_lines_in_both_kinds_of_workbook():
    rows = table(rows_of(random.Random(1)))
    for name, data in (("a.xlsx", book({"Blad1": rows}, hidden_row=3)), ("a.ods", hiding(ods(rows), 3))):
        (note,) = [one for one in intake.propose(name, data).findings if one.check == "hidden_rows"]
        assert note.lines == (4,)
        assert "tellen mee" in note.message_nl


def test_a_hidden_sheet_that_is_read_along_is_said():
    first, second = (table(rows_of(random.Random(seed))) for seed in (1, 2))
    data, name = book({"Nu": first, "Vroeger": second}), b'name="Vroeger"'
    proposal = intake.propose("a.xlsx", edited(data, "xl/workbook.xml", name, name + b' state="hidden"'))
    assert len(proposal.rows) == len(first) + len(second) - 2
    assert "hidden_sheets" in {found.check for found in proposal.findings}


def hiding(data: bytes, row: int) -> bytes:
    """The ODS with one of its rows (0-based) filtered away."""
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        head, *rows = held.read("content.xml").split(b"<table:table-row")
    rows[row] = b' table:visibility="filter"' + rows[row]
    whole = b"<table:table-row".join([head, *rows])
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        return edited(data, "content.xml", held.read("content.xml"), whole)


def edited(data: bytes, member: str, old: bytes, new: bytes) -> bytes:
    """The workbook with other bytes in one of its members."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as held, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in held.namelist():
            content = held.read(name)
            if name == member:
                assert old in content
                content = content.replace(old, new)
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("habit", "undone", "left"),
    [
        (place_once, "carried", "place"),
        (sections, "sections", "municipality"),
        (year_in_title, "year_title", "school_year"),
        (year_in_sheet, "year_sheet", "school_year"),
        (groups, "groups", "participants"),
    ],
)
def test_what_was_understood_is_undone_by_a_click(habit, undone, left):
    rng = random.Random(habit.__name__)
    name, data, _ = habit(rng, rows_of(rng))
    assert undone in intake.UNDOABLE
    before, after = intake.propose(name, data), intake.propose(name, data, without={undone})
    seen = before.rows["place"].where(before.rows["place"] != "", before.rows["municipality"])
    told = seen if left in ("place", "municipality") else before.rows[left]
    assert (told != "").sum() > (after.rows[left] != "").sum()


def test_a_year_is_told_once_for_the_whole_file():
    rows = rows_of(random.Random(3))
    data = csv(table(rows, 3))
    silent = intake.propose("a.csv", data)
    assert intake.lacks(silent.layout, silent.columns) == "year"
    proposal = intake.propose("a.csv", data, year="2019-2020")
    assert (intake.lacks(proposal.layout, proposal.columns), set(proposal.rows["school_year"])) == ("", {"2019-2020"})


def test_merged_cells_without_end_cost_no_more_than_their_bound():
    merged = {"Blad1": [(0, 0, 1_048_575, 16_383)] * 10_000}
    found = workbook.merged_from(merged, (("Blad1", 1, 1_048_576),))
    assert sum(map(len, found.values())) <= workbook.MOST_MERGED


def test_a_number_of_a_row_with_two_marks_is_of_neither():
    two, one = ["OBS Ster", "Ede", "2019-2020", "20", "x", "x"], ["OBS Maan", "Ede", "2019-2020", "12", "x", ""]
    data = csv([["School", "Plaats", "Schooljaar", "Aantal leerlingen", "Debat", "Techniek"], two, one])
    assert intake.propose("a.csv", data).rows["participants"].tolist() == ["", "", "12"]


def test_unknown_text_under_a_programme_is_no_activity():
    data = csv([["School", "Plaats", "Schooljaar", "Debat", "Techniek"],
                *[[f"OBS Ster {n}", "Ede", "2019-2020", "x", "x"] for n in range(5)],
                ["OBS Maan", "Ede", "2019-2020", "x", "in overleg"]])  # fmt: skip
    proposal = intake.propose("a.csv", data)
    assert (proposal.rows["school"] == "OBS Maan").sum() == 1
    assert "marks" in {found.check for found in proposal.findings}


def test_rows_of_more_activities_than_a_server_bears_are_refused(monkeypatch):
    marks = [[f"OBS Ster {n}", "Ede", "2019-2020", "x", "x" if n else "nee"] for n in range(5)]
    data = csv([["School", "Plaats", "Schooljaar", "Debat", "Techniek"], *marks])
    monkeypatch.setattr(screening, "MAX_ACTIVITIES", 9)
    assert len(intake.propose("a.csv", data).rows) == 9
    monkeypatch.setattr(screening, "MAX_ACTIVITIES", 8)
    (stopped,) = [found for found in intake.propose("a.csv", data).findings if found.result == "stop"]
    assert (stopped.check, stopped.message_en.split()[4]) == ("rows", "9")
    assert not len(intake.propose("a.csv", data).rows)
