"""What is refused before a cell is read: nothing, web pages, another encoding, shapes elsewhere on earth."""

from pathlib import Path

import geopandas as gpd

from etl.declared.source_form import Table, Vintage
from etl.errors import SourceChanged, SourceIncomplete

# RD New around the Netherlands with its sea: west, south, east, north in metres
RD_EXTENT = (-150_000, 200_000, 400_000, 900_000)


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
