"""Stage 1 of the screening: what is refused on its name and bytes alone, before anything reads them."""

import json
import re
import unicodedata

from etl.partners.intake import workbook
from etl.partners.intake.findings import Finding, note, ok, stop
from etl.partners.intake.textfile import unmarked_utf16

MAX_BYTES = 10_000_000
# beyond the 20,000 rows there is room for blank lines and lines inside cells
MAX_LINES = 100_000
MAX_NAME = 150
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


def at_the_door(name: str, data: bytes) -> list[Finding]:
    """One finding per check of file name, size and content. Never raises, whatever the bytes are."""
    size = _size(data)
    # what is far too large is not even opened
    return [_name(name), size, *(_content(name, data) if len(data) <= MAX_BYTES else [])]


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
    if _is_json(data):
        nl = "Dit is JSON, geen tabel. Lever de lijst als CSV of XLSX: één rij per school, met kolomnamen erboven."
        en = "This is JSON, not a table. Deliver the list as CSV or XLSX: one row per school, with column names above."
        return [stop("content", nl, en)]
    return [_text(name, data)]


def _is_json(data: bytes) -> bool:
    """A list or an object of JSON, whole or cut off; a table may begin with a bracket too."""
    text = data.removeprefix(b"\xef\xbb\xbf").strip()
    if not text.startswith((b"[", b"{")):
        return False
    try:
        return isinstance(json.loads(text), list | dict)
    except (ValueError, RecursionError):
        return bool(re.match(rb"\[?\s*\{\s*\"[^\"]{1,200}\"\s*:", text))


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
    return refused("encrypted")


def refused(why: str) -> Finding:
    """The finding for a word of etl.apart.workbook, or for 'died'."""
    return stop(*REFUSALS[why])


def _workbook(name: str, data: bytes) -> list[Finding]:
    """A zip: a workbook that its reader, in a process of its own, can read within bounds, under a fitting name."""
    if name.lower().endswith(TEXT_NAMES):
        nl = "De naam zegt tekst, maar de inhoud is een werkboek. Geef het bestand een naam op .xlsx."
        en = "The name says text, but the content is a workbook. Give the file a name that ends in .xlsx."
        return [stop("content", nl, en)]
    why = workbook.refusal(data)
    if why:
        return [refused(why)]
    return [ok("content", "Het is een werkboek.", "It is a workbook.")]


# why a workbook is refused -> check, Dutch, English
REFUSALS: dict[str, tuple[str, str, str]] = {
    "damaged": (
        "content",
        "Dit werkboek kan niet worden uitgepakt. Bewaar het opnieuw als XLSX of CSV.",
        "This workbook cannot be unpacked. Save it again as XLSX or CSV.",
    ),
    "unreadable": (
        "content",
        "Dit werkboek kan niet worden gelezen. Open het in Excel en bewaar het opnieuw als XLSX of CSV.",
        "This workbook cannot be read. Open it in Excel and save it again as XLSX or CSV.",
    ),
    "encrypted": (
        "content",
        "Het bestand is met een wachtwoord beveiligd. Haal het wachtwoord eraf en lever het opnieuw aan.",
        "The file is protected with a password. Remove the password and deliver it again.",
    ),
    "other": (
        "content",
        "Dit is een zip- of Office-bestand, maar geen gewoon werkboek. Bewaar de tabel als XLSX of CSV.",
        "This is a zip or Office file, but not an ordinary workbook. Save the table as XLSX or CSV.",
    ),
    "members": (
        "content",
        "In dit werkboek zitten onderdelen die er niet horen (een pad naar buiten, een dubbele naam). Kopieer de "
        "tabel naar een nieuw werkboek en bewaar dat als XLSX of CSV.",
        "This workbook holds parts that do not belong in it (a path that leads outside, a name that occurs twice). "
        "Copy the table to a new workbook and save that as XLSX or CSV.",
    ),
    "doctype": (
        "content",
        "In dit werkboek staan eigen XML-definities (DOCTYPE); een gewoon werkboek heeft die niet. Kopieer de tabel "
        "naar een nieuw werkboek en bewaar dat als XLSX of CSV.",
        "This workbook holds XML definitions of its own (DOCTYPE); an ordinary workbook has none. Copy the table to "
        "a new workbook and save that as XLSX or CSV.",
    ),
    "unpacked": (
        "unpacked",
        "Dit werkboek wordt bij het uitpakken onmogelijk groot. Bewaar alleen de tabel als XLSX of CSV.",
        "This workbook becomes impossibly large when unpacked. Save only the table as XLSX or CSV.",
    ),
    "cells": (
        "unpacked",
        "Dit werkboek wordt bij het uitpakken onmogelijk groot: een cel staat ver buiten de tabel, of er zijn meer "
        "dan 5 miljoen cellen. Kopieer alleen de tabel naar een nieuw werkboek.",
        "This workbook becomes impossibly large when unpacked: a cell stands far outside the table, or there are "
        "more than 5 million cells. Copy only the table to a new workbook.",
    ),
    "text": (
        "unpacked",
        "Dit werkboek wordt bij het uitpakken onmogelijk groot: dezelfde lange tekst staat in te veel cellen (samen "
        "meer dan 30 miljoen tekens). Bewaar alleen de kolommen over scholen.",
        "This workbook becomes impossibly large when unpacked: the same long text stands in too many cells (more "
        "than 30 million characters together). Keep only the columns about schools.",
    ),
    "counts": (
        "unpacked",
        "Dit werkboek zegt meer teksten of onderdelen te hebben dan erin staan. Kopieer de tabel naar een nieuw "
        "werkboek en bewaar dat als XLSX of CSV.",
        "This workbook declares more texts or parts than it holds. Copy the table to a new workbook and save that "
        "as XLSX or CSV.",
    ),
    "sheets": (
        "unpacked",
        "Dit werkboek heeft meer dan 100 werkbladen, of noemt bladen die er niet in zitten. Bewaar alleen het blad "
        "met de tabel.",
        "This workbook has more than 100 sheets, or names sheets that are not in it. Keep only the sheet with the "
        "table.",
    ),
    "died": (
        "reader",
        "Dit bestand vraagt meer geheugen of tijd dan een tabel van scholen ooit nodig heeft; het lezen is "
        "afgebroken. Kopieer alleen de tabel naar een nieuw werkboek en bewaar dat als XLSX of CSV.",
        "This file asks more memory or time than a table of schools ever needs; reading it was broken off. Copy "
        "only the table to a new workbook and save that as XLSX or CSV.",
    ),
}
