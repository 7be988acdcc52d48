"""What an upload is refused for: its bytes, its shape, and persons in it; messages never repeat a cell."""

import datetime as dt
import io
import os
import zipfile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.partners import intake
from etl.partners.intake import personal, screening
from etl.partners.intake.findings import Finding

HEADER = "BRIN;School;Postcode;Schooljaar;Aantal"
ROW = "95AA00;De Zilverlinde;9501 AB;2019-2020;28"
# made up: no number or address here is anyone's
PRIVATE = ["j.devries@voorbeeld.nl", "J.deVries@Voorbeeld.NL", "jan [at] voorbeeld.nl"]
PHONES = ["06-12345678", "0612345678", "06 12 34 56 78", "+31 6 12345678", "0031612345678", "+31 (0)6 12345678"]
PHONES += ["020-1234567", "(020) 123 45 67", "0181-123456", "088 1234567", "612345678", "06–12345678", "06/12345678"]
PHONES += ["+32 470 12 34 56", "020-1234567/0612345678"]
BSNS = ["123456782", "1234.56.782", "123 456 782", "BSN 123456782", "bsn-123456782"]


def file(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


def workbook(*rows: list, sheets: dict[str, list[list]] | None = None) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, cells in (sheets or {"Blad1": list(rows)}).items():
            sheet = book.add_worksheet(name)
            for n, row in enumerate(cells):
                sheet.write_row(n, 0, row)
    return out.getvalue()


def test_lists_of_columns_in_messages_are_bounded_with_the_rest_said():
    """16,384 columns of one name were a message of 115 kB, and a page of it."""
    wide = [["School", *["Aantal"] * 16_000], ["De Linde", *["1"] * 16_000]]
    data = "\n".join(";".join(row) for row in wide).encode()
    findings = intake.propose("a.csv", data).findings
    assert max(len(text) for one in findings for text in (one.message_nl, one.message_en)) < 500
    (headers,) = [one for one in findings if one.check == "headers"]
    assert "20, 21 en nog 15980" in headers.message_nl
    assert "20, 21 and 15980 more" in headers.message_en


GOOD = workbook(HEADER.split(";"), ROW.split(";"))


def stops(name: str, data: bytes) -> dict[str, Finding]:
    """The stopping findings by check; a stop always leaves the rows empty."""
    proposal = intake.propose(name, data)
    found = {finding.check: finding for finding in proposal.findings if finding.result == "stop"}
    assert proposal.stopped == bool(found)
    assert not found or proposal.rows.empty
    return found


def packed(members: dict[str, bytes], base: bytes = GOOD) -> bytes:
    """The good workbook with members replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(base)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in members:
                new.writestr(name, old.read(name))
        for name, content in members.items():
            new.writestr(name, content)
    return out.getvalue()


def lying_bomb() -> bytes:
    """30 MB of zeros whose directory says 1 kB."""
    data = bytearray(packed({"xl/media/a.bin": bytes(30_000_000)}))
    for place, size in ((data.find(b"xl/media/a.bin") - 8, 4), (data.rfind(b"xl/media/a.bin") - 22, 4)):
        data[place : place + size] = (1000).to_bytes(4, "little")
    return bytes(data)


def far_corners() -> bytes:
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
    cells = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return packed({"xl/worksheets/sheet1.xml": sheet % cells})


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)


REFUSED = {
    "11 MB": ("a.csv", lambda: file(HEADER) + (b"\r\n" + ROW.encode()) * 250_000, "size", "hoogstens 10 MB"),
    "nothing": ("a.csv", lambda: b"\xef\xbb\xbf \r\n", "size", "leeg"),
    "zip bomb": ("a.xlsx", lambda: packed({"xl/media/a.bin": bytes(150_000_000)}), "unpacked", "uitpakken"),
    "steep zip": ("a.xlsx", lambda: packed({"xl/media/a.bin": bytes(20_000_000)}), "unpacked", "uitpakken"),
    "many members": ("a.xlsx", lambda: packed({f"xl/{n}": b"" for n in range(1100)}), "unpacked", "uitpakken"),
    "lying zip": ("a.xlsx", lying_bomb, "content", "uitgepakt"),
    "far corners": ("a.xlsx", far_corners, "unpacked", "uitpakken"),
    "cut zip": ("a.xlsx", lambda: GOOD[:-300], "content", "uitgepakt"),
    "no workbook": ("a.xlsx", lambda: packed({"xl/workbook.xml": b"<nothing/>"}), "content", "gelezen"),
    "macros": ("a.xlsm", lambda: packed({"xl/vbaProject.bin": b"x"}), "content", "gewoon werkboek"),
    "encrypted": ("a.xlsx", encrypted, "content", "wachtwoord"),
    "old Excel": ("a.xls", lambda: b"\xd0\xcf\x11\xe0" + bytes(1000), "content", "oud Excel"),
    "workbook as csv": ("a.csv", lambda: GOOD, "content", ".xlsx"),
    "picture as csv": ("a.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "content", "binair"),
    "noise as csv": ("a.csv", lambda: os.urandom(5000), "content", "binair"),
    "web page": ("a.csv", lambda: b"<!DOCTYPE html><html>" + file(HEADER, ROW), "content", "webpagina"),
    "NUL bytes": ("a.csv", lambda: file(HEADER, ROW, ROW.replace("Z", "\0"), *[ROW] * 9), "content", "NUL"),
    "path up": ("../a.csv", lambda: file(HEADER, ROW), "file_name", "bestandsnaam"),
    "path": ("etc/a.csv", lambda: file(HEADER, ROW), "file_name", "bestandsnaam"),
    "Windows path": ("C:\\a.csv", lambda: file(HEADER, ROW), "file_name", "bestandsnaam"),
    "NUL in the name": ("a\0.csv", lambda: file(HEADER, ROW), "file_name", "bestandsnaam"),
    "reversed name": ("a\u202evsc.exe", lambda: file(HEADER, ROW), "file_name", "bestandsnaam"),
    "no name": ("", lambda: file(HEADER, ROW), "file_name", "bestandsnaam"),
    "10,000 columns": (
        "a.csv",
        lambda: file(";".join(f"k{n}" for n in range(10_000)), "1;" * 9_999),
        "columns",
        "10000",
    ),
    "20,001 rows": ("a.csv", lambda: file(HEADER, *[ROW] * 20_001), "rows", "20001"),
    "100,001 lines": ("a.csv", lambda: file(HEADER, ROW) + b"\n" * 100_001, "rows", "lege regels"),
    "a cell of a page": (
        "a.csv",
        lambda: file(HEADER, ROW.replace("De", "De " * 2_000)),
        "long_cells",
        "aanhalingsteken",
    ),
    "no rows": ("a.csv", lambda: file("Overzicht", HEADER, "Totaal;;;;0"), "rows", "geen enkele rij"),
    "no school": ("a.csv", lambda: file("product;prijs", "bal;3", "boek;4"), "school_column", "BRIN"),
    "names of persons": ("a.csv", lambda: file("naam;hobby", "A. B.;lezen", "C. D.;dansen"), "school_column", "BRIN"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refuses_with_a_message_in_both_languages(case):
    name, data, check, words = REFUSED[case]
    found = stops(name, data())
    assert words in found[check].message_nl
    assert found[check].message_en
    assert found[check].message_en != found[check].message_nl


def test_nul_bytes_are_pointed_at():
    assert stops("a.csv", REFUSED["NUL bytes"][1]())["content"].lines == (3,)


def test_wide_workbook_is_refused_for_its_columns():
    assert "columns" in stops("a.xlsx", workbook([f"k{n}" for n in range(10_000)], list(range(10_000))))


def test_a_stage_says_all_at_once_and_the_first_that_stops_ends_it():
    found = stops("../a.csv", b"\x89PNG\r\n")
    assert set(found) == {"file_name", "content"}
    checks = {finding.check for finding in intake.propose("a.csv", file("product;prijs", "bal;3")).findings}
    assert {"file_name", "size", "content", "columns", "rows", "ragged", "headers", "school_column"} <= checks


@pytest.mark.parametrize("name", ["scholen 2020.csv", "Überzicht (2).CSV", "scholen.tsv", "scholen", "a.b.txt"])
def test_takes_ordinary_names(name):
    assert not stops(name, file(HEADER, ROW))


def test_takes_a_workbook_and_an_utf16_text():
    assert not stops("a.xlsx", GOOD)
    assert not stops("a.csv", file(HEADER, ROW).decode().encode("utf-16"))
    assert not stops("a.csv", file(HEADER, ROW, ROW).decode().encode("utf-16-le"))


PLACES = {
    "a cell": lambda text: file(HEADER, ROW, f"95AB00;{text};9501 AB;2019-2020;28"),
    "amid a cell": lambda text: file(HEADER, ROW, f"95AB00;bel {text}, graag;9501 AB;2019-2020;28"),
    "a header": lambda text: file("x", f"{HEADER};{text}", f"{ROW};x"),
    "a title": lambda text: file("Overzicht", f"vragen: {text}", HEADER, ROW),
    "the foot": lambda text: file(f"{HEADER}\r\n{ROW}", "", f"Bron: {text}"),
    "another sheet": lambda text: workbook(
        sheets={"Scholen": [HEADER.split(";"), ROW.split(";")], "Adressen": [["x"], [text]]}
    ),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("check", "texts"), [("mail", PRIVATE), ("phone", PHONES), ("bsn", BSNS)], ids=["mail", "phone", "bsn"]
)
def test_personal_data_stops_wherever_it_stands_and_is_never_echoed(place, check, texts):
    for text in texts:
        # a bare mobile number is known by standing alone
        if text == "612345678" and place not in ("a cell", "a header", "another sheet"):
            continue
        data = PLACES[place](text)
        proposal = intake.propose("a.xlsx" if data.startswith(b"PK") else "a.csv", data)
        found = {finding.check: finding for finding in proposal.findings}
        assert found[check].result == "stop", (place, text)
        assert found[check].lines
        assert text not in repr(proposal), (place, text)


def test_lines_are_those_of_the_file():
    data = file("Overzicht", "", HEADER, ROW, "95AB00;06-12345678;;;", ROW, "95AB00;0201234567;;;")
    assert stops("a.csv", data)["phone"].lines == (5, 7)


@pytest.mark.parametrize(
    "text", ["info@voorbeeld.nl", "Administratie@voorbeeld.nl", "contact@x.voorbeeld.nl", "@SUM(A1)", "a@b", "www.x.nl"]
)
def test_general_addresses_are_no_persons(text):
    assert "mail" not in stops("a.csv", file(HEADER, f"95AA00;{text};9501 AB;2019-2020;28"))


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Contactpersoon", "A. Voorbeeld"),
        ("Contact", "A. Voorbeeld"),
        ("Naam leerling", "A."),
        ("Naam ouder/verzorger", "A."),
        ("Geboortedatum", "01-01-2010"),
        ("Telefoon school", "n.n.b."),
        ("Tel.nr.", "12345"),
        ("E-mail", "volgt"),
        ("E-mailadres school", "A. Voorbeeld"),
        ("Voornaam", "A"),
        ("BSN", "12345678"),
        ("Naam docent", "A"),
        ("Coördinator", "A"),
    ],
)
def test_a_filled_column_of_persons_stops(header, cell):
    found = stops("a.csv", file(f"School;{header}", "De Zilverlinde;", f"De Maasparel;{cell}"))
    assert found["persons"].lines == (3,)


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Contactpersoon", ""),
        ("E-mail", "info@voorbeeld.nl"),
        ("Vrijwilliger", "nee"),
        ("Leerling", "28"),
        ("Ouders", "12"),
    ],
)
def test_an_empty_or_counting_column_of_persons_does_not_stop(header, cell):
    assert not stops("a.csv", file(f"School;{header}", f"De Zilverlinde;{cell}", f"De Maasparel;{cell}"))


@pytest.mark.parametrize("title", ["Contactpersoon: A. Voorbeeld;;;;", "Contactpersoon;A. Voorbeeld;;;"])
def test_a_person_named_above_the_table_stops(title):
    assert stops("a.csv", file(title, HEADER, ROW))["persons"].lines == (1,)


BRINS = st.from_regex(r"\A\d{2}[A-Z]{2}([ -]?\d{2})?\Z")
POSTCODES = st.from_regex(r"\A[1-9]\d{3} ?[A-Z]{2}\Z")
YEARS = st.builds(lambda y, s: f"{y}{s}{y + 1}", st.integers(2000, 2030), st.sampled_from("-/"))
SHORT_YEARS = st.builds(lambda y, s: f"{y:02}{s}{y + 1:02}", st.integers(0, 30), st.sampled_from("-/"))
IN_USE = {"min_value": dt.datetime(1900, 1, 1), "max_value": dt.datetime(2099, 12, 31)}
DATES = st.builds(lambda d, s: d.strftime(f"%d{s}%m{s}%Y"), st.datetimes(**IN_USE), st.sampled_from("-/. "))
MOMENTS = st.datetimes(**IN_USE).map(lambda d: d.strftime("%d-%m-%Y %H:%M"))
COUNTS = st.integers(0, 99_999).map(str) | st.integers(1, 99).map("ca. {}".format) | st.just("1.200")
STREETS = st.builds("Kerkweg {}{}".format, st.integers(1, 999), st.sampled_from(["", "-12", " a", "/3"]))
ORDINARY = BRINS | POSTCODES | YEARS | SHORT_YEARS | DATES | MOMENTS | COUNTS | STREETS


@settings(max_examples=300, deadline=None)
@given(st.lists(ORDINARY, min_size=5, max_size=12))
def test_no_false_alarm_on_ordinary_cells(texts):
    row = personal.joined(texts)
    assert not personal.has_private_mail(row)
    assert not personal.has_phone(row)
    assert not personal.has_bsn(row)
    assert not any(screening.is_hostile(text) for text in texts)


@pytest.mark.parametrize(
    "text",
    ["06-12-2019 12:30", "06/10/2019 - 31/07/2020", "01 02 03 04 05", "08/09 09/10 10/11", "000000000", "9999", "0612"],
)
def test_dates_years_and_lists_of_locations_are_no_phone_numbers(text):
    assert not personal.has_phone(text)
    assert not personal.has_bsn(text)


@settings(max_examples=200)
@given(st.integers(1, 99_999_999))
def test_bsn_by_its_checksum(start):
    body = f"{start:08}"
    check = sum(w * int(d) for w, d in zip(range(9, 1, -1), body, strict=True)) % 11
    for last in range(10):
        assert personal.has_bsn(body + str(last)) == (last == check)


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x","y")', "+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\tx", " =1"])
def test_hostile_cells_are_flagged_and_their_rows_stay(text):
    quoted = '"' + text.replace('"', '""') + '"'
    proposal = intake.propose("a.csv", file(HEADER, ROW, f"95AB00;{quoted};9501 AB;2019-2020;28"))
    found = {finding.check: finding for finding in proposal.findings}["formulas"]
    assert (found.result, found.lines) == ("note", (3,))
    assert len(proposal.rows) == 2
    assert text not in found.message_nl + found.message_en


@pytest.mark.parametrize("text", ["-5", "+5", "-2,5", "-", "--", "+ 3%", "a=b"])
def test_plain_numbers_are_not_hostile(text):
    assert not screening.is_hostile(text)


def test_ragged_rows_and_double_headers_are_noted():
    data = file("School;Plaats;School", "De Zilverlinde;Maasbree;x", "De Maasparel", "A;B;C;D")
    found = {finding.check: finding for finding in intake.propose("a.csv", data).findings}
    assert (found["ragged"].result, found["ragged"].lines) == ("note", (4,))
    assert (found["headers"].result, found["headers"].lines) == ("note", (1,))


def test_at_most_twenty_lines_are_listed():
    data = file(HEADER, *[f"95AB00;06-12345678;;;{n}" for n in range(50)])
    found = stops("a.csv", data)["phone"]
    assert found.lines == tuple(range(2, 22))
    assert "50" in found.message_nl
