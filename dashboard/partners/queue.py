"""What waits for a person: one queue, counted in one way wherever its number stands."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard.frame import kept
from dashboard.frame.language import _, ngettext
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.partners import files

SEVERAL, LOCATION, ONE, NONE = "meer", "vestiging", "een", "geen"
# rules of the linking that leave only the location open
OF_ONE_INSTITUTION = ("institution", "brin4")


def waiting(reader: Reader) -> pd.DataFrame:
    """One row per name of a school that a partner wrote, without what was decided since the build.

    Beside the columns of the question: `row_id` as it stands in the address, and `unsure`, what the doubt is.
    """
    queue = _of_build(reader)
    if queue.empty:
        return queue
    decided = files.decided(reader.access)
    is_left = [key not in decided for key in zip(queue["partner_id"], queue["fingerprint"], strict=True)]
    return queue.copy(deep=False) if all(is_left) else queue[is_left].reset_index(drop=True)


@kept.per_build
def _of_build(reader: Reader) -> pd.DataFrame:
    """All that waited when the build was made."""
    queue = reader.run("review_queue")
    if queue.empty:
        return queue.assign(row_id="", unsure="")
    unsure = [_doubt(*one) for one in zip(queue["rule"], queue["candidates"], strict=True)]
    return queue.assign(row_id=queue["partner_id"] + ":" + queue["fingerprint"], unsure=unsure)


def _doubt(rule: str, candidates: str | None) -> str:
    count = min(len(json.loads(candidates or "[]")), 2)
    return LOCATION if count == 2 and rule in OF_ONE_INSTITUTION else (NONE, ONE, SEVERAL)[count]


def count_words(n: int) -> str:
    """The number of the queue, as it is told everywhere."""
    return ngettext("{n} name to judge", "{n} names to judge", n)


def unsure_words() -> Mapping[str, str]:
    """What a doubt is about."""
    return {
        "": _("every doubt"),
        SEVERAL: _("several schools fit"),
        LOCATION: _("the institution is certain, its location is not"),
        ONE: _("one school, not sure"),
        NONE: _("no school found"),
    }


def chosen_part(chosen: Selection, queue: pd.DataFrame, reader: Reader) -> pd.DataFrame:
    """The boxes for partner and doubt; returns the part of the queue that they leave.

    A partner stays chosen when its last name was judged: the next key must not judge a name of another one.
    """
    counts = Counter(queue["partner_id"])
    partners = dict(zip(queue["partner_id"], queue["partner_name"], strict=True))
    if chosen["van"] not in ("", *partners):
        known = reader.run("partners").set_index("partner_id")["name"]
        partners |= known[known.index == chosen["van"]].to_dict()
    names = {"": _("all partners ({n})", n=len(queue))}
    names |= {code: f"{name} ({counts[code]})" for code, name in sorted(partners.items(), key=lambda one: one[1])}
    words = unsure_words()
    chosen.valid("van", list(names))
    chosen.valid("twijfel", list(words))
    left, right = st.columns(2)
    with left:
        chosen.choose("van", _("Partner"), list(names), format_func=names.__getitem__)
    with right:
        chosen.choose("twijfel", _("What is unsure"), list(words), format_func=words.__getitem__)
    part = queue[queue["partner_id"].eq(chosen["van"])] if chosen["van"] else queue
    part = part[part["unsure"].eq(chosen["twijfel"])] if chosen["twijfel"] else part
    return part.reset_index(drop=True)
