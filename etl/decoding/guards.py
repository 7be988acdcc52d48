"""What is refused before a cell is read: nothing, web pages, another encoding, shapes elsewhere on earth."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from etl.declared.source_form import Table, Vintage
from etl.errors import SourceChanged, SourceIncomplete

if TYPE_CHECKING:
    import geopandas as gpd

# RD New around the Netherlands with its sea: west, south, east, north in metres
RD_EXTENT = (-150_000, 200_000, 400_000, 900_000)

# what the accented letters of cp850 and of Mac Roman are in cp1252; the apostrophe is left out, names have it
BETWEEN_SIGN = re.compile(
    "(?<=[A-Za-z])[\u201a\u2030\u2039\u0160\u02c6\u201c\u201d\u201e\u2020\u2021\u2122\u00a0\u00a3\u00a2\u017d\u2022\u0178\u2018](?=[a-z])"
)
# an accented letter or a curled quote of UTF-8; in cp1252 a capital and a sign or two
UTF8_SIGN, HIGH = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}"), re.compile(rb"[\x80-\xff]")
BETWEEN_LETTER = re.compile("(?<=[A-Za-z])[\u00c0-\u00ff](?=[a-z])")


def refuse_page(table: Table, vintage: Vintage, head: bytes) -> None:
    """Raises SourceIncomplete for nothing and SourceChanged for a web page."""
    if not head.strip():
        raise SourceIncomplete(
            f"{table.name} {vintage.name}: expected a {vintage.format.upper()} file, found {len(head)} bytes."
        )
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise SourceChanged(
            f"{table.name} {vintage.name}: expected a {vintage.format.upper()} file, found a web page "
            f"({head[:60]!r}...). The address probably moved or the publisher's site is down; try again later."
        )


def refuse_utf8(table: Table, vintage: Vintage, data: bytes) -> None:
    """Every byte is some character of cp1252, so UTF-8 would be read without an error, as 'CafÃ©'."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        signs = UTF8_SIGN.findall(data)
        others = len(HIGH.findall(data)) - sum(map(len, signs))
        if len(signs) <= others:  # as a name here and there may have them
            return
    if not data.isascii():
        at = next(place for place, byte in enumerate(data) if byte > 127)
        line = data[:at].count(b"\n") + 1
        raise SourceChanged(
            f"{table.name} {vintage.name}: expected cp1252, found UTF-8 (first in line {line}). Declare "
            f"encoding: utf-8, or mixed_encoding: true if the publisher really means these characters."
        )


def refuse_no_json(table: Table, vintage: Vintage, path: Path) -> None:
    """Raises SourceChanged for what is no JSON object: a library of geometry would open some hundred other formats,
    some of which name files and addresses that it opens in turn.
    """
    with path.open("rb") as handle:
        head = handle.read(1000)
    if not head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        raise SourceChanged(
            f"{table.name} {vintage.name}: expected a JSON object with shapes, found {head[:40]!r}... The publisher "
            f"changed the format; declare the new one before it is read."
        )


def refuse_other_shapes(table: Table, vintage: Vintage, path: Path) -> None:
    """Raises SourceChanged for TopoJSON that is declared as GeoJSON, or the other way round."""
    with path.open("rb") as handle:
        found = re.search(rb'"type"\s*:\s*"(Topology|FeatureCollection)"', handle.read(1_000_000))
    wanted = "Topology" if vintage.format == "topo_areas" else "FeatureCollection"
    said = found[1].decode() if found else "neither"
    if said != wanted:
        raise SourceChanged(
            f"{table.name} {vintage.name}: expected a {wanted} as format {vintage.format} says, found {said}. Declare "
            f"areas for GeoJSON, topo_areas for TopoJSON."
        )


def refuse_other_letters(table: Table, vintage: Vintage, text: str) -> None:
    """Raises SourceChanged where the letters of cp1252 read as signs: any byte is some character of it.

    An é of cp850 is 0x82, a low quotation mark in cp1252. Such a sign between letters is no letter of any name.
    """
    signs = len(BETWEEN_SIGN.findall(text))
    if signs and signs >= len(BETWEEN_LETTER.findall(text)):
        first = BETWEEN_SIGN.search(text)
        assert first is not None
        raise SourceChanged(
            f"{table.name} {vintage.name}: expected cp1252, found {signs} signs inside words, as {first[0]!r} in line "
            f"{text.count(chr(10), 0, first.start()) + 1}. It is in another code page, probably cp850 or Mac Roman: "
            f"declare it."
        )


def refuse_elsewhere(table: Table, vintage: Vintage, shapes: gpd.GeoSeries | None) -> None:
    """Raises SourceChanged for boundaries that lie outside the Netherlands: another CRS, or lon and lat swapped."""
    if shapes is None or len(shapes) == 0:
        return
    west, south, east, north = (float(edge) for edge in shapes.total_bounds)
    low_x, low_y, high_x, high_y = RD_EXTENT
    if not (low_x <= west <= east <= high_x and low_y <= south <= north <= high_y):
        raise SourceChanged(
            f"{table.name} {vintage.name}: expected shapes in the Netherlands (RD {RD_EXTENT}), found them in "
            f"({west:.0f}, {south:.0f}, {east:.0f}, {north:.0f}). The CRS or the order of the coordinates changed."
        )
