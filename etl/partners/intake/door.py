"""Stage 1 of the screening: what is refused on its name and bytes alone, before anything reads them."""

import io
import re
import unicodedata
import zipfile
import zlib

from etl.partners.intake.findings import Finding, note, ok, stop
from etl.partners.intake.textfile import unmarked_utf16

MAX_BYTES = 10_000_000
MAX_UNPACKED_BYTES = 100_000_000
MAX_MEMBERS = 1_000
MAX_RATIO = 150
# a small workbook may be packed tightly and still hurt nobody
RATIO_FROM_BYTES = 5_000_000
MAX_SHEET_CELLS = 5_000_000
# beyond the 20,000 rows there is room for blank lines and lines inside cells
MAX_LINES = 100_000
MAX_NAME = 150
CHUNK = 1_000_000
TEXT_NAMES = (".csv", ".tsv", ".txt", ".tab", ".xls")
OTHER_KINDS = {
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
    b"PAR1": "Parquet",
    b"SQLite format 3": "SQLite",
    b"MZ": "Windows program",
    b"\x7fELF": "program",
    b"{\\rtf": "RTF",
}
UNICODE_BOMS = (b"\xff\xfe", b"\xfe\xff")
REFERENCE = re.compile(rb"<(?:\w+:)?(c|row)\s[^>]*?\br\s*=\s*[\"']([A-Z]{0,4})(\d{1,9})[\"'][^>]*?(/?)>")


def at_the_door(name: str, data: bytes) -> list[Finding]:
    """One finding per check of file name, size and content. Never raises, whatever the bytes are."""
    return [_name(name), _size(data), *_content(name, data)]


def _name(name: str) -> Finding:
    odd = any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") or c in '/\\:*?"<>|' for c in name)
    if odd or not name.strip(" .") or name.startswith("..") or len(name) > MAX_NAME:
        nl = (
            "De bestandsnaam heeft tekens die in een pad of opdracht horen (zoals / \\ : of ..), is leeg of is langer "
            f"dan {MAX_NAME} tekens. Geef het bestand een gewone naam, bijvoorbeeld scholen-2020.csv."
        )
        en = (
            "The file name has characters that belong in a path or command (such as / \\ : or ..), is empty or is "
            f"longer than {MAX_NAME} characters. Give the file an ordinary name, for example schools-2020.csv."
        )
        return stop("file_name", nl, en)
    return ok("file_name", "De bestandsnaam is in orde.", "The file name is in order.")


def _size(data: bytes) -> Finding:
    if len(data) > MAX_BYTES:
        found = len(data) / 1_000_000
        dutch, english = f"{found:.1f}".replace(".", ","), f"{found:.1f}"
        nl = f"Het bestand is {dutch} MB; het mag hoogstens 10 MB zijn. Haal bladen of kolommen weg of splits het."
        en = f"The file is {english} MB; it may be at most 10 MB. Remove sheets or columns, or split it."
        return stop("size", nl, en)
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        return stop("size", "Het bestand is leeg. Kies het goede bestand.", "The file is empty. Choose the right file.")
    return ok("size", "De grootte is in orde.", "The size is in order.")


def _content(name: str, data: bytes) -> list[Finding]:
    """What the bytes are, whatever the name says."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return [_old_office(data)]
    if data.startswith(b"PK"):
        return _workbook(name, data)
    kind = next((kind for start, kind in OTHER_KINDS.items() if data.startswith(start)), "")
    head = data[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<head", b"<meta")):
        nl = "Dit is een webpagina of XML, geen tabel. Open het in Excel en bewaar het als XLSX of CSV."
        en = "This is a web page or XML, not a table. Open it in Excel and save it as XLSX or CSV."
        return [stop("content", nl, en)]
    if kind or _is_binary(data):
        told_nl, told_en = (f" ({kind})", f" ({kind})") if kind else ("", "")
        nl = f"Dit is geen tekst maar een binair bestand{told_nl}. Bewaar de tabel als CSV (UTF-8) of XLSX."
        en = f"This is not text but a binary file{told_en}. Save the table as CSV (UTF-8) or XLSX."
        return [stop("content", nl, en)]
    return [_text(name, data)]


def _text(name: str, data: bytes) -> Finding:
    if b"\x00" in data and not _is_utf16(data):
        lines = [n for n, line in enumerate(data.split(b"\n"), 1) if b"\x00" in line]
        nl = "Het bestand heeft NUL-tekens en is beschadigd. Bewaar het opnieuw als CSV (UTF-8) of XLSX."
        en = "The file has NUL characters and is damaged. Save it again as CSV (UTF-8) or XLSX."
        return stop("content", nl, en, lines)
    ends = max(data.count(b"\n"), data.count(b"\r"))
    if ends > MAX_LINES:
        nl = f"Het bestand heeft {ends} regels; hoogstens 20000 rijen mag. Haal lege regels weg of splits het bestand."
        en = f"The file has {ends} lines; at most 20000 rows are allowed. Remove empty lines or split the file."
        return stop("rows", nl, en)
    if name.lower().endswith((".xlsx", ".xlsm", ".xls")):
        nl = "De naam zegt Excel, maar de inhoud is tekst; het is als tekst gelezen."
        en = "The name says Excel, but the content is text; it was read as text."
        return note("content", nl, en)
    return ok("content", "Het is een tekstbestand.", "It is a text file.")


def _is_utf16(data: bytes) -> bool:
    """UTF-16 with a byte order mark, or so regular in its zeros that it can be nothing else."""
    if data.startswith(UNICODE_BOMS):
        return "\x00" not in data.decode("utf-16", "replace")
    return bool(unmarked_utf16(data))


def _is_binary(data: bytes) -> bool:
    """More than 1 % control characters, or mostly bytes that are no letters in any encoding we read."""
    if _is_utf16(data) or not data:
        return False
    control = sum(data.count(byte) for byte in (*range(1, 9), *range(14, 26), *range(27, 32), 127))
    if control > len(data) / 100 or data.count(0) > len(data) / 20:
        return True
    high = len(data) - len(data.translate(None, bytes(range(128, 256))))
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return high > len(data) * 0.3
    return False


def _old_office(data: bytes) -> Finding:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return _encrypted()
    nl = "Dit is een oud Excel-bestand (.xls). Open het in Excel en bewaar het als XLSX of CSV."
    en = "This is an old Excel file (.xls). Open it in Excel and save it as XLSX or CSV."
    return stop("content", nl, en)


def _encrypted() -> Finding:
    nl = "Het bestand is met een wachtwoord beveiligd. Haal het wachtwoord eraf en lever het opnieuw aan."
    en = "The file is protected with a password. Remove the password and deliver it again."
    return stop("content", nl, en)


def _workbook(name: str, data: bytes) -> list[Finding]:
    """A zip: a workbook of bounded size that really unpacks, without macros, under a name that says so."""
    damaged_nl = "Dit werkboek kan niet worden uitgepakt. Bewaar het opnieuw als XLSX of CSV."
    damaged_en = "This workbook cannot be unpacked. Save it again as XLSX or CSV."
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
        if any(member.flag_bits & 1 for member in members):
            return [_encrypted()]
        names = {member.filename for member in members}
        if "xl/workbook.xml" not in names or any(member.endswith("vbaProject.bin") for member in names):
            nl = "Dit is een zip- of Office-bestand, maar geen gewoon werkboek. Bewaar de tabel als XLSX of CSV."
            en = "This is a zip or Office file, but not an ordinary workbook. Save the table as XLSX or CSV."
            return [stop("content", nl, en)]
        if name.lower().endswith(TEXT_NAMES):
            nl = "De naam zegt tekst, maar de inhoud is een werkboek. Geef het bestand een naam op .xlsx."
            en = "The name says text, but the content is a workbook. Give the file a name that ends in .xlsx."
            return [stop("content", nl, en)]
        if _is_bomb(archive, len(data)):
            nl = "Dit werkboek wordt bij het uitpakken onmogelijk groot. Bewaar alleen de tabel als XLSX of CSV."
            en = "This workbook becomes impossibly large when unpacked. Save only the table as XLSX or CSV."
            return [stop("unpacked", nl, en)]
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        return [stop("content", damaged_nl, damaged_en)]
    return [ok("content", "Het is een werkboek (XLSX).", "It is a workbook (XLSX).")]


def _is_bomb(archive: zipfile.ZipFile, packed: int) -> bool:
    """Judged on what the members say first, then on what really comes out of them; raises on what is damaged."""
    members = archive.infolist()
    declared = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or _too_much(declared, packed):
        return True
    unpacked = 0
    for member in members:
        parts = []
        with archive.open(member) as handle:
            while part := handle.read(CHUNK):
                unpacked += len(part)
                if _too_much(unpacked, packed):
                    return True
                parts.append(part)
        content = b"".join(parts)
        if b"sheetData" in content and _sheet_cells(content) > MAX_SHEET_CELLS:
            return True
    return False


def _too_much(unpacked: int, packed: int) -> bool:
    return unpacked > MAX_UNPACKED_BYTES or (unpacked > RATIO_FROM_BYTES and unpacked > packed * MAX_RATIO)


def _sheet_cells(content: bytes) -> int:
    """Cells of the rectangle a sheet spans: two cells in far corners make a reader reserve all between them."""
    row = column = 1
    for _, letters, digits, empty in REFERENCE.findall(content):
        if not empty:
            row, column = max(row, int(digits)), max(column, _column(letters))
    return row * column


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
