"""Texts made to stop, fill or fool who reads them, made here by rule: name -> (file name, bytes, check that stops it).

The check is "" for a file that is odd, hurts nobody and can be taken in.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.support import hostile_files as workbooks

HEAD = b"BRIN;Schooljaar\n"
ROW = b"00AP00;2020-2021\n"
FULL = "school;plaats;programma;schooljaar;aantal\n"


def lines(row: str, most: int = 9_600_000) -> bytes:
    """A table of 2,000 rows, or of as many as fit."""
    return (row * min(2_000, most // len(row.encode()))).encode()


def told(*cells: str) -> bytes:
    """One row per cell, which says how many took part."""
    return (FULL + "".join(f"De Eik;Aderveen;Les;2024-2025;{cell}\n" for cell in cells)).encode()


TEXTS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "100,000 columns": ("a.csv", lambda: b";".join([b"k"] * 100_000) + b"\n" + b";".join([b"1"] * 100_000), "columns"),
    "10 MB in one line": ("a.csv", lambda: b"BRIN;" + b"a" * 9_900_000, "rows"),
    "10 MB of quotes": ("a.csv", lambda: HEAD + b'"' * 9_900_000, "rows"),
    "10 MB of delimiters": ("a.csv", lambda: HEAD + b";" * 9_900_000, "rows"),
    "10 MB of @": ("a.csv", lambda: HEAD + b"a@" * 4_900_000, "rows"),
    "99,000 lines of 42 cells": ("a.csv", lambda: HEAD + (ROW[:-1] + b";1" * 40 + b"\n") * 99_000, "rows"),
    "signs of a telephone number": (
        "a.csv",
        lambda: b"BRIN;Adres;Schooljaar\n" + lines("00AP00;" + "+ . - ( ) " * 400 + "1;2020-2021\n"),
        "",
    ),
    "an address of 2,400 words": (
        "a.csv",
        lambda: b"BRIN;Adres;Schooljaar\n" + lines("00AP00;" + "a " * 2400 + "1234;2020-2021\n"),
        "",
    ),
    "a place of 1,600 dashes": (
        "a.csv",
        lambda: b"BRIN;Plaats;Schooljaar\n" + lines("00AP00;" + "a -" * 1600 + ";2020-2021\n"),
        "",
    ),
    "a school of 4,900 letters": (
        "a.csv",
        lambda: FULL.encode() + lines("basisschool " * 400 + ";Aderveen;Les;2024-2025;5\n"),
        "",
    ),
    "90,000 line ends in a cell": ("a.csv", lambda: HEAD + b'"' + b"\n" * 90_000 + b'";2020-2021\n', "rows"),
    "a name that leads outside": ("../../x.csv", lambda: HEAD + ROW, "file_name"),
    "a name that turns around": ("a\u202evsc.exe.csv", lambda: HEAD + ROW, "file_name"),
    "PDF at its head": ("a.csv", lambda: b"%PDF-1.4\n" + HEAD, "content"),
    "a workbook at its end": ("a.csv", lambda: HEAD + ROW + workbooks.book(), "content"),
    "old Excel": ("a.xls", lambda: b"\xd0\xcf\x11\xe0" + bytes(1000), "content"),
    "gzip by another name": ("a.csv", lambda: b"\x1f\x8b" + bytes(1000), "content"),
    "UTF-32": ("a.csv", lambda: (HEAD + ROW).decode().encode("utf-32"), "content"),
    "a mark and nothing else": ("a.csv", lambda: b"\xef\xbb\xbf", "size"),
    "JSON": ("a.json", lambda: b'[{"BRIN": "00AP00"}]' + b"[" * 200_000, "rows"),
    "participants of 4,999 digits": ("a.csv", lambda: told("9" * 4_999), ""),
    "participants of 22 digits and a part": (
        "a.csv",
        lambda: told("9" * 22 + ",5", "1" + ".234" * 1_100, "1-" + "9" * 4_900),
        "",
    ),
    "digits of other scripts": ("a.csv", lambda: told("²", "٣٣", "１２", "1e9", "-5", "𝟙𝟚"), ""),
    "signs that nobody sees": (
        "a.csv",
        (FULL + "De\u200b \u202eEik\u2066" + "\u0301" * 3_000 + ";Aderveen;Les;2024-2025;5\n").encode,
        "",
    ),
}
