"""A partner's file as anyone would make it: layout and columns proposed, rows canonical, readings of told words."""

import csv
import datetime as dt
import io

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.partners import intake
from etl.partners.intake import columns as roles
from etl.partners.intake import layout, textfile

HEADER = "BRIN;School;Plaats;Aantal"
ROW = "95AA00;De Zilverlinde;Maasbree;28"
OTHER = "95AB00;Sint Jan;Súdwâl;12"


def file(*lines: str, encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    return end.join(lines).encode(encoding)


def told(*lines: str, name: str = "a.csv", **options) -> list[dict[str, str]]:
    """The filled fields of each canonical row."""
    proposal = intake.propose(name, file(*lines, **options))
    assert not proposal.stopped, proposal.findings
    return [{field: value for field, value in row.items() if value != ""} for row in proposal.rows.to_dict("records")]


def mapped(*lines: str, remembered: dict[str, str] | None = None) -> dict[str, str]:
    proposal = intake.propose("a.csv", file(*lines), remembered)
    return {proposal.layout.headers[position]: field for position, field in proposal.columns.items()}


def results(data: bytes) -> dict[str, str]:
    return {finding.check: finding.result for finding in intake.propose("a.csv", data).findings}


# encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_reads_accents_in_every_encoding_and_line_end(encoding, end):
    rows = told(HEADER, ROW, OTHER, encoding=encoding, end=end)
    assert [row["place"] for row in rows] == ["Maasbree", "Súdwâl"]
    assert rows[0]["brin"] == "95AA00"


def test_repairs_text_saved_wrongly_and_says_where():
    data = file(HEADER, ROW, "95AB00;CafÃ© De Brug;SÃºdwÃ¢l;12", "95AC00;â€™t Hof;Ede;1")
    proposal = intake.propose("a.csv", data)
    assert proposal.rows["school"].tolist() == ["De Zilverlinde", "Café De Brug", "’t Hof"]
    assert proposal.rows["place"].tolist() == ["Maasbree", "Súdwâl", "Ede"]
    assert [(f.result, f.lines) for f in proposal.findings if f.check == "encoding"] == [("note", (3, 4))]


def test_reads_a_file_pasted_together_from_two_encodings():
    data = file(HEADER, OTHER) + b"\r\n" + file("95AC00;Ons Café;Ede;1", encoding="cp1252")
    proposal = intake.propose("a.csv", data)
    assert (proposal.rows["place"][0], proposal.rows["school"][1]) == ("Súdwâl", "Ons Café")


# layout


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_finds_the_delimiter_though_cells_hold_others(delimiter):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([["School", "Plaats", "Aantal"], ["De Linde, loc. A; B|C", "Ede, NL", "1,5"], ["X", "Y", "2,5"]])
    proposal = intake.propose("a.csv", out.getvalue().encode())
    assert proposal.layout.delimiter == delimiter
    assert proposal.rows["school"][0] == "De Linde, loc. A; B|C"


def test_titles_blank_lines_totals_and_remarks_are_no_rows():
    data = file(
        "Overzicht scholen;;;",
        "Stand 1 oktober;;;",
        "",
        HEADER,
        ROW,
        ";;;",
        "Subtotaal;;;28",
        OTHER,
        HEADER,
        "95AC00;Totaal Anders;Ede;3",
        "Totaal;;;=SUM(D5:D9)",
        "",
        "Bron: eigen administratie",
    )
    proposal = intake.propose("a.csv", data)
    found = proposal.layout
    assert found.header_line == 4
    assert found.title_lines == (1, 2, 9)
    assert found.blank_lines == (3, 6, 12)
    assert found.footer_lines == (7, 11, 13)
    assert proposal.rows["line"].tolist() == [5, 8, 10]
    assert proposal.rows["school"].tolist()[-1] == "Totaal Anders"


@pytest.mark.parametrize(
    "footer",
    ["Totaal;;;40", "TOTAAL 2 scholen;;;40", ";;Totaal;40", "Total;;;1.234", "Bron: eigen telling;;;", "* voorlopig"],
)
def test_footers_at_the_end(footer):
    assert len(told(HEADER, ROW, OTHER, footer)) == 2


@pytest.mark.parametrize("last", ["95AC00;De Bron;Ede;3", ";De Bron;;", ";Totaal Onderwijs;Ede;3", ";Sint Jan;;"])
def test_a_school_at_the_end_is_a_row(last):
    assert len(told(HEADER, ROW, OTHER, last)) == 3


def test_every_line_is_a_row_or_in_the_layout():
    data = file("Titel", "", HEADER, ROW, "los;", ROW, "", "Totaal;;;9", "naschrift zonder vorm")
    proposal = intake.propose("a.csv", data)
    found = proposal.layout
    apart = {found.header_line, *found.title_lines, *found.footer_lines, *found.blank_lines}
    assert apart | set(proposal.rows["line"]) == set(range(1, 10))
    assert not apart & set(proposal.rows["line"])


def test_a_file_without_header_goes_by_content():
    proposal = intake.propose(
        "a.csv", file("95AA00;Basisschool De Linde;9501 AB;19/20", "95AB00;Basisschool X;9502AB;19/20")
    )
    assert proposal.layout.header_line == 0
    assert list(proposal.columns.values()) == ["brin", "school", "postcode", "school_year"]
    assert set(proposal.why.values()) == {"content"}
    assert len(proposal.rows) == 2


def test_the_separator_line_of_excel_is_a_title():
    proposal = intake.propose("a.csv", file("sep=|", HEADER.replace(";", "|"), ROW.replace(";", "|")))
    assert (proposal.layout.delimiter, proposal.layout.title_lines, len(proposal.rows)) == ("|", (1,), 1)


def test_a_quote_that_never_closes_swallows_no_rows():
    rows = told(HEADER, '95AA00;"De Zilverlinde;Maasbree;28', OTHER, OTHER, OTHER)
    assert len(rows) == 4
    assert results(file(HEADER, '95AA00;"De Zilverlinde;Maasbree;28', OTHER, OTHER))["quotes"] == "note"


def test_a_quoted_line_end_stays_in_its_cell():
    rows = told(HEADER, '95AA00;"De\nZilverlinde";Maasbree;28', OTHER)
    assert [(row["line"], row["school"]) for row in rows] == [(2, "De Zilverlinde"), (4, "Sint Jan")]


def test_short_and_long_rows_stay():
    rows = told("School;Plaats", "De Zilverlinde", "Sint Jan;Ede;extra")
    assert [row["school"] for row in rows] == ["De Zilverlinde", "Sint Jan"]


CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="ÃÂâ\ufeff"), max_size=8
)
CELLS |= st.sampled_from(['"', '""', "a;b", "a,b", "a\tb", "a|b", "regel\nregel", "regel\r\nregel", " spatie ", "'"])


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8),
    delimiter=st.sampled_from(textfile.DELIMITERS),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    end=st.sampled_from(["\r\n", "\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_any_table_written_in_any_dialect_is_read_back(rows, delimiter, encoding, end, quoting):
    table = [["BRIN", "Schoolnaam", "Plaats"], *rows]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(table)
    data = out.getvalue().encode(encoding)
    read = layout.propose(data)
    assert [list(cells) for _, cells in read.records] == table
    assert (read.layout.delimiter, read.layout.header_line) == (delimiter, 1)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_any_bytes_give_findings_and_no_error(data):
    for content in (data, file(HEADER, ROW, "") + data):
        proposal = intake.propose("a.csv", content)
        assert proposal.findings
        assert proposal.stopped != bool(len(proposal.rows))


# sheets


def workbook(sheets: dict[str, list[list]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for n, row in enumerate(rows):
                sheet.write_row(n, 0, row)
    return out.getvalue()


def test_reads_a_sheet_as_a_person_would_type_it():
    rows = [
        ["Overzicht 2020"],
        [],
        ["BRIN", "School", "Postcode", "Startdatum", "Aantal"],
        ["95AA00", "De Zilverlinde", 9501, dt.date(2019, 10, 1), 28.0],
        ["95AB", "Sint Jan", "9502 AB", dt.datetime(2020, 1, 6, 9, 30), 12.5],
        ["Totaal", "", "", "", 40.5],
    ]
    proposal = intake.propose("a.xlsx", workbook({"Uitleg": [["Lees mij"]], "Scholen": rows, "Oud": rows}))
    assert (proposal.layout.kind, proposal.layout.sheet, proposal.layout.header_line) == ("xlsx", "Scholen", 3)
    assert proposal.rows["line"].tolist() == [4, 5]
    assert proposal.rows["postcode"].tolist() == ["9501", "9502 AB"]
    assert proposal.rows["start_date"].tolist() == ["2019-10-01", "2020-01-06 09:30:00"]
    assert proposal.rows["participants"].tolist() == ["28", "12.5"]
    note = next(finding for finding in proposal.findings if finding.check == "sheets")
    assert (note.result, "1, 3" in note.message_nl) == ("note", True)


def test_an_empty_workbook_has_no_rows():
    assert intake.propose("a.xlsx", workbook({"Blad1": []})).stopped


# columns

HEADERS = {
    "brin": ["BRIN", "Brinnummer", "brin-code", "BRIN6", "BRIN + vestiging", "BRIN nr.", "brinNummer", "BRIN school"],
    "school": [
        "School",
        "Schoolnaam",
        "Naam van de school",
        "naam_school",
        "School name",
        "Vestigingsnaam",
        "Instelling",
    ],
    "street": ["Adres", "straat", "Straat + huisnummer", "Bezoekadres", "Straatnaam", "address", "Adres school"],
    "postcode": ["Postcode", "PC", "pc6", "Postcode + plaats", "Postal code", "Post-code", "Postcode school"],
    "place": ["Plaats", "Woonplaats", "stad", "Plaatsnaam", "City", "Vestigingsplaats", "Plaats school"],
    "municipality": ["Gemeente", "gemeentenaam", "Municipality"],
    "programme": ["Programma", "Project", "Activiteit", "programme", "Naam project", "Interventie"],
    "school_year": ["Schooljaar", "jaar", "Periode", "School year", "SJ", "Cursusjaar"],
    "participants": ["Aantal", "Aantal leerlingen", "Deelnemers", "bereik", "# leerlingen", "Participants", "lln"],
    "start_date": ["Startdatum", "Start", "Begindatum", "Datum start"],
    "end_date": ["Einddatum", "Eind", "tot en met", "End date"],
    "house_number": ["Huisnummer", "huisnr.", "House number"],
}
SAMPLES = {
    "brin": "95AA00",
    "school": "De Zilverlinde",
    "street": "Kerkweg 1",
    "postcode": "9501 AB",
    "place": "Maasbree",
    "municipality": "Maasbree",
    "programme": "Weekendschool",
    "school_year": "2019-2020",
    "participants": "28",
    "start_date": "01-10-2019",
    "end_date": "01-07-2020",
    "house_number": "12a",
}


@pytest.mark.parametrize(("field", "header"), [(field, header) for field, all_ in HEADERS.items() for header in all_])
def test_knows_what_partners_call_a_column(field, header):
    columns, why = roles.propose([header], [[SAMPLES[field]] * 5], {})
    assert (columns[0], why[0]) == (field, "name")


@pytest.mark.parametrize(
    "header", ["Schooltype", "Bestuur", "E-mail adres", "Webadres", "Aantal uren", "Opmerkingen", "Soort school", "Id"]
)
def test_leaves_other_columns_alone(header):
    assert roles.propose([header], [["iets"] * 5], {})[0] == {0: ""}


def test_every_field_has_words():
    assert set(roles._words()["fields"]) == set(roles.FIELDS)


def test_cells_decide_where_a_header_can_mean_two_things():
    assert mapped("BRIN;Vestiging;Naam", "95AA;00;De Linde", "95AB;01;Sint Jan")["Vestiging"] == "location"
    assert mapped("BRIN;Vestiging", "95AA;De Linde", "95AB;Sint Jan")["Vestiging"] == "school"
    assert mapped("Locatie;Gemeente", "De Linde, Ede;Ede")["Locatie"] == "school"
    assert mapped("School;Locatie", "De Linde;onderbouw")["Locatie"] == ""
    assert mapped("School;Periode", "De Linde;01-10-2019", "X;02-10-2019")["Periode"] == "start_date"
    assert mapped("School;Vestigingsnummer", "De Linde;95AA00")["Vestigingsnummer"] == "brin"


def test_a_column_without_a_telling_header_goes_by_its_cells():
    found = mapped("School;kenmerk2;x;y", "De Linde;5AA00;1234 ab Ede;19/20", "Sint Jan;95 AB-01;1235CD Ede;2019-20")
    assert found == {"School": "school", "kenmerk2": "brin", "x": "postcode", "y": "school_year"}


def test_a_row_number_is_no_house_number():
    assert mapped("Nr;School;Straat;Nr", "1;De Linde;Kerkweg;12", "2;Sint Jan;Dorp;3") is not None
    proposal = intake.propose("a.csv", file("Nr;School", "1;De Linde", "2;Sint Jan"))
    assert proposal.columns == {0: "", 1: "school"}
    proposal = intake.propose("a.csv", file("School;Straat;Nr", "De Linde;Kerkweg;12", "Sint Jan;Dorp;3"))
    assert proposal.columns == {0: "school", 1: "street", 2: "house_number"}


def test_of_two_columns_for_one_field_the_better_name_is_used():
    found = mapped("School;Aantal leerlingen;Deelnemers", "De Linde;400;28")
    assert found == {"School": "school", "Aantal leerlingen": "", "Deelnemers": "participants"}


def test_what_the_partner_said_before_wins():
    remembered = {intake.header_key("Onderdeel"): "programme", intake.header_key("Plaats"): ""}
    proposal = intake.propose("a.csv", file("School;ONDERDEEL;Plaats;Project", "De Linde;X;Ede;Y"), remembered)
    assert proposal.columns == {0: "school", 1: "programme", 2: "", 3: ""}
    assert (proposal.why[1], proposal.why[2]) == ("remembered", "remembered")


def test_a_column_that_another_one_went_before_is_used_where_that_one_is_missing():
    remembered = {"brin nummer": "", "vestigingsnummer": "brin", "school": "school", "plaats": ""}
    alone = intake.propose("a.csv", file("BRIN nummer;School;Plaats", "95AA;De Linde;Ede"), remembered)
    assert alone.columns == {0: "brin", 1: "school", 2: ""}, "a place that was not wanted stays unused"
    both = intake.propose("a.csv", file("BRIN nummer;Vestigingsnummer;School", "95AA;95AA00;De Linde"), remembered)
    assert both.columns == {0: "", 1: "brin", 2: "school"}


# rows


@pytest.mark.parametrize(
    ("cell", "postcode", "place"),
    [
        ("1396 KJ Baambrugge", "1396 KJ", "Baambrugge"),
        ("5582 Waalre", "5582", "Waalre"),
        ("8601gw SNEEK", "8601gw", "SNEEK"),
        ("1234AB, 's-Gravenhage", "1234AB", "'s-Gravenhage"),
        ("NL-1234 AB Ede", "1234 AB", "Ede"),
        ("Ede (1234 AB)", "1234 AB", "Ede"),
        ("1234 AB", "1234 AB", ""),
        ("2613", "2613", ""),
        ("Ede", "Ede", ""),
    ],
)
def test_parts_postcode_and_place_in_one_cell(cell, postcode, place):
    proposal = intake.propose("a.csv", file("School;Postcode + plaats", f"De Linde;{cell}", "X;1234 AB Ede"))
    assert (proposal.rows["postcode"][0], proposal.rows["place"][0]) == (postcode, place)


def test_parts_a_whole_address_and_keeps_what_has_its_own_column():
    rows = told("School;Adres", "De Linde;Kerkweg 1, 1396 KJ Baambrugge", "Sint Jan;Laan 1940 45")
    assert rows[0] | {"line": 0} == {
        "line": 0,
        "school": "De Linde",
        "street": "Kerkweg 1",
        "postcode": "1396 KJ",
        "place": "Baambrugge",
    }
    assert rows[1]["street"] == "Laan 1940 45"
    rows = told("School;Postcode;Plaats", "De Linde;1396 KJ Baambrugge;Abcoude")
    assert (rows[0]["postcode"], rows[0]["place"]) == ("1396 KJ", "Abcoude")


def test_a_code_in_the_name_is_also_the_brin():
    rows = told("School;Plaats", "De Linde (95AA00);Ede", "Kavel 12;Ede")
    assert rows[0]["brin"] == "95AA00"
    assert "brin" not in rows[1]


def test_name_and_place_in_one_cell_stay_together():
    assert told("School;Gemeente", "De Linde, Malden;Heumen")[0]["school"] == "De Linde, Malden"


def test_cells_that_say_nothing_are_empty():
    rows = told("BRIN;School;Postcode", "n.v.t.;De Linde;-", "onbekend;Sint Jan;?")
    assert [set(row) for row in rows] == [{"line", "school"}] * 2


def test_rows_follow_the_columns_a_person_chose():
    data = file("A;B", "De Linde;28")
    proposal = intake.propose("a.csv", data)
    assert proposal.stopped
    found = proposal.layout
    frame = intake.rows(data, found, {0: "school", 1: "participants"})
    assert frame[["line", "school", "participants"]].to_numpy().tolist() == [[2, "De Linde", "28"]]
    assert list(frame.columns) == ["line", *intake.FIELDS]


# readings


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("19/20", "2019-2020"),
        ("2019/2020", "2019-2020"),
        ("schooljaar 2019-2020", "2019-2020"),
        ("2019-20", "2019-2020"),
        ("sj 19-20", "2019-2020"),
        ("2019 – 2020", "2019-2020"),
        ("'19-'20", "2019-2020"),
        ("2019-2020 (proef)", "2019-2020"),
        ("2019", "2019-2020"),
        ("1920", "2019-2020"),
        ("01-10-2019", "2019-2020"),
        ("2020-07-31", "2019-2020"),
        ("2020-08-01", "2020-2021"),
        ("2019-2021", ""),
        ("20/19", ""),
        ("2019/2020 en 2020/2021", ""),
        ("najaar 2019", ""),
        ("99/00", ""),
        ("", ""),
    ],
)
def test_school_year(text, year):
    assert intake.school_year(text) == year


@pytest.mark.parametrize(
    ("text", "count", "status"),
    [
        ("28", 28, "observed"),
        (" 28 ", 28, "observed"),
        ("0", 0, "observed"),
        ("1.200", 1200, "observed"),
        ("12 leerlingen", 12, "observed"),
        ("28.0", 28, "observed"),
        ("ca. 25", 25, "approximate"),
        ("±25", 25, "approximate"),
        ("25+", 25, "approximate"),
        ("circa 25 lln", 25, "approximate"),
        ("25-30", 25, "approximate"),
        ("25 à 30", 25, "approximate"),
        ("12,5", 12, "approximate"),
        ("", None, "missing"),
        ("-5", None, "missing"),
        ("<5", None, "missing"),
        ("3 klassen", None, "missing"),
        ("12 + 13", None, "missing"),
        ("30-25", None, "missing"),
        ("2019-2020", None, "missing"),
        ("999999999", None, "missing"),
        ("veel", None, "missing"),
        # longer than a number of the database, or than Python reads: a build would stop on it
        ("9" * 22 + ",5", None, "missing"),
        ("9" * 4_999, None, "missing"),
        ("1" + ".234" * 1_100, None, "missing"),
        ("1-" + "9" * 4_900, None, "missing"),
        ("100000,5", 100_000, "approximate"),
        ("100001,5", None, "missing"),
    ],
)
def test_participants(text, count, status):
    assert intake.participants(text) == (count, status)


@pytest.mark.parametrize(
    "text",
    [
        "2019-10-01",
        "01-10-2019",
        "1/10/2019",
        "1.10.19",
        "1 oktober 2019",
        "1 okt. 2019",
        "20191001",
        "2019-10-01 09:30:00",
    ],
)
def test_reads_a_date(text):
    assert intake.read_date(text) == dt.date(2019, 10, 1)


@pytest.mark.parametrize("text", ["31-02-2019", "10/25/2019", "oktober", "43739", "", "1 foo 2019"])
def test_reads_no_date_where_none_is(text):
    assert intake.read_date(text) is None


@settings(max_examples=200)
@given(st.text(max_size=20))
def test_readings_never_fail(text):
    assert intake.school_year(text) == "" or len(intake.school_year(text)) == 9
    count, status = intake.participants(text)
    assert (count is None) == (status == "missing")
    assert count is None or count >= 0
    intake.read_date(text)


# the five files

DEV = {
    "alfa.csv": (
        1,
        (),
        (),
        ["school", "place", "postcode", "brin", "location", "programme", "school_year", "participants"],
    ),
    "bravo.csv": (1, (), (), ["school", "street", "postcode", "place", "programme", "school_year", "participants"]),
    "charlie.tsv": (1, (), (), ["brin", "school", "place", "programme", "school_year", "participants"]),
    "delta.csv": (1, (), (), ["school", "municipality", "programme", "school_year", "participants"]),
    "echo.csv": (3, (1, 2), (304,), ["brin", "school", "postcode", "programme", "school_year", "participants"]),
}


@pytest.mark.realdata
@pytest.mark.parametrize("name", DEV)
def test_the_five_files(mirror, name):
    folder = mirror / "partners_dev"
    truth = pd.read_csv(folder / "truth.csv", dtype=str, keep_default_na=False)
    truth = truth[truth["partner"] == name.split(".")[0]]
    proposal = intake.propose(name, (folder / name).read_bytes())
    assert not proposal.stopped
    found = proposal.layout
    assert (found.header_line, found.title_lines, found.footer_lines, list(proposal.columns.values())) == DEV[name]
    assert len(proposal.rows) == len(truth)
    assert proposal.rows["school_year"].map(intake.school_year).ne("").all()
    # in the same order: where a row has its whole code, most rows have that of the truth
    codes = (proposal.rows["brin"] + proposal.rows["location"]).str.replace(r"[^0-9A-Za-z]", "", regex=True).str.upper()
    whole = codes.str.fullmatch(r"\d\d[A-Z]{2}\d\d").to_numpy()
    assert not whole.any() or (codes.to_numpy() == truth["school_id"].to_numpy())[whole].mean() > 0.8
    if name == "echo.csv":
        assert proposal.rows["place"].ne("").all()
