"""What a reader's rights make of a question, inside its SQL: no row leaves the warehouse that is not its to read.

A closed question names the column with the area of each row: only rows of areas that this person may read are given,
and those of the wholes that these lie in, which were delivered as such. One whose rows belong to no area is made of
several: it is answered for whoever may read all of them, and refused, not shortened, for anyone else.
"""

from __future__ import annotations

from typing import Any

from dashboard.frame.access import CLOSED, EVERYWHERE, READ, Access, areas, own_partners, require
from dashboard.frame.program import ROOT
from dashboard.frame.questions import OWN, Question

READABLE = "readable_areas"
OF_READER = (ROOT / "queries" / "rights" / "readable.sql").read_text(encoding="utf-8")


def allow(access: Access, asked: Question) -> None:
    """Raises NotAllowed for a question that this person may not ask at all."""
    several = EVERYWHERE if asked.resource == CLOSED and asked.area is None else None
    require(access, READ, asked.resource, f"question {asked.name}", area=several)


def of(access: Access, asked: Question) -> tuple[str, dict[str, Any]]:
    """The SQL of a question as this person may ask it, and the values of what the rights put into it."""
    sql, values = f"from (\n{asked.text.rstrip().removesuffix(';')}\n)", {}
    if asked.tells_own:
        values[OWN] = sorted(own_partners(access))
    readable = areas(access)
    if asked.resource == CLOSED and EVERYWHERE not in readable:
        sql += f"\n{OF_READER.format(area=asked.area)}"
        values[READABLE] = sorted(readable)
    return sql, values


def shown(access: Access, asked: Question) -> tuple[str, dict[str, Any]]:
    """The SQL of a question for whoever wants to see it, with the limit around it where this person has one."""
    if asked.resource != CLOSED or asked.area is None or EVERYWHERE in areas(access):
        return asked.text, {}
    return of(access, asked)
