"""Which header of a publisher's file is likely the one that our map calls otherwise: a guess, by name and place."""

import re

from rapidfuzz import fuzz

from etl.declared.column_maps import called, column_map, headers_of, read_from
from etl.declared.source_form import RIO_HEADERS, Table, Vintage

ALIKE = 55  # of 100: below it a header is no likely mate
SAME_PLACE = 40  # as much likelier where it stands in the same place of the file
FROM_SHAPES = {"(lon)", "(lat)"}
NUMBERED = re.compile(r"_\d+$")


def mates(table: Table, vintage: Vintage, found: list[str]) -> dict[str, str]:
    """Headers of the shape that are not found -> the likeliest of those found that the map does not know, each once.

    A file keeps its columns in order: of the same number of columns, the one in the same place is likelier.
    """
    if not found:
        return {}
    known = list(dict.fromkeys(map(read_from, headers_of(table.name, vintage))))
    ours = {called(header, vintage): header for header in map(read_from, column_map(table.name, vintage.shape))}
    wanted = known if vintage.format in {"csv", "xlsx"} else _asked(table, vintage)
    there = [*found, *(NUMBERED.sub("", header) for header in found)]
    free = [NUMBERED.sub("", header) for header in found if not {header, NUMBERED.sub("", header)} & set(known)]
    lacking = [header for header in wanted if header not in there]
    places = (list(known), found) if vintage.format in {"csv", "xlsx"} and len(known) == len(found) else None
    scores = {(one, other): _likeness(one, other, places) for one in lacking for other in free}
    mated: dict[str, str] = {}
    for (one, other), score in sorted(scores.items(), key=lambda item: -item[1]):
        if score >= ALIKE and one not in mated and other not in mated.values():
            mated[one] = other
    return {ours[header]: mated.get(header, "") for header in lacking}


def _asked(table: Table, vintage: Vintage) -> list[str]:
    """The columns of a service's records without which they cannot be read: those of fields, and those that choose."""
    mapped = {read_from(header) for header, name in headers_of(table.name, vintage).items() if name} - FROM_SHAPES
    choosing = {*vintage.dialect.keep, *(RIO_HEADERS if vintage.format == "rio_points" else ())}
    return sorted(mapped | {called(header, vintage) for header in choosing})


def _likeness(header: str, other: str, places: tuple[list[str], list[str]] | None) -> float:
    """0..100 by name; more where it stands in the same place of the file."""
    score = fuzz.WRatio(header, other)
    is_same_place = places is not None and places[0].index(header) == places[1].index(other)
    return score + SAME_PLACE if is_same_place else score
