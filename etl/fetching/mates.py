"""Which header of a publisher's file is likely the one that our map calls otherwise: a guess, by name and place."""

import re

from rapidfuzz import fuzz

from etl.declared.column_maps import PART_OF, column_map, headers_of
from etl.declared.source_form import Table, Vintage

ALIKE = 55  # of 100: below it a header is no likely mate
SAME_PLACE = 40  # as much likelier where it stands in the same place of the file
NUMBERED = re.compile(r"_\d+$")


def mates(table: Table, vintage: Vintage, found: list[str]) -> dict[str, str]:
    """Headers of the shape that are not found -> the likeliest of those found that the map does not know, each once.

    A file keeps its columns in order: of the same number of columns, the one in the same place is likelier.
    """
    if not found:
        return {}
    known = headers_of(table.name, vintage)
    ours = dict(zip(known, column_map(table.name, vintage.shape), strict=True))
    wanted = [header for header, name in known.items() if name and not PART_OF.fullmatch(header)]
    wanted = [header for header in wanted if header not in {"(lon)", "(lat)"}]
    if vintage.format in {"csv", "xlsx"}:
        wanted = list(known)
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


def _likeness(header: str, other: str, places: tuple[list[str], list[str]] | None) -> float:
    """0..100 by name; more where it stands in the same place of the file."""
    score = fuzz.WRatio(header, other)
    is_same_place = places is not None and places[0].index(header) == places[1].index(other)
    return score + SAME_PLACE if is_same_place else score
