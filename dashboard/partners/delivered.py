"""One delivery, by name: still so, out of the atlas, its file erased. Each asks first and acts on what it named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard.frame.language import _, day, ngettext, number
from dashboard.frame.markup import bold, md
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.partners import deeds, files
from dashboard.partners.deeds import Deed, Done
from dashboard.ui import pieces

CONFIRM, WITHDRAW, ERASE = "still-so", "withdraw", "erase"


def choose(chosen: Selection, deliveries: pd.DataFrame) -> pd.Series:
    """A box with partner, file and day of each delivery, no two the same; returns the chosen one."""
    names = labels(deliveries)
    chosen.valid("levering", list(names))
    chosen.choose("levering", _("Delivery"), list(names), format_func=names.__getitem__)
    return deliveries.loc[chosen["levering"]]


def labels(deliveries: pd.DataFrame) -> dict[str, str]:
    """delivery_id -> how the box names it; the browser sends the name back, so the same twice would be one."""
    plain = {
        row["delivery_id"]: f"{row['partner_name']} · {row['file_name']} · {day(row['received_on'])}"
        for row in deliveries.to_dict("records")
    }
    count = Counter(plain.values())
    return {code: name if count[name] == 1 else f"{name} · {code[-12:]}" for code, name in plain.items()}


def named(row: Mapping | pd.Series) -> str:
    """A delivery in a sentence: its file, whose it is, and when it came."""
    return _(
        "**{file}** of **{partner}** ({date})",
        file=md(row["file_name"]),
        partner=md(row["partner_name"]),
        date=day(row["received_on"]),
    )


def show(row: pd.Series, reader: Reader) -> None:
    """What the delivery holds, its three buttons, and the question of the one that was pressed."""
    about = row["delivery_id"]
    pieces.piece(bold(f"{named(row)} · {counts(row)}"), "rw-sel")
    if not reader.owns(row["partner_id"]):
        return
    left, middle, right = st.columns(3)
    for place, code, label, icon in (
        (left, CONFIRM, _("Still so"), "check"),
        (middle, WITHDRAW, _("Take out of the atlas"), "remove_circle"),
        (right, ERASE, _("Erase the file"), "delete_forever"),
    ):
        disabled = code == ERASE and not files.was_sent(about, reader.access)
        why = _("This file came along with the edition; it can only be taken out.") if disabled else None
        place.button(label, icon=f":material/{icon}:", key=f"{code}-{about}", width="stretch", disabled=disabled,
                     help=why, on_click=deeds.ask, args=(code, about))  # fmt: skip
    if (asked := deeds.asked()) and asked[1] == about and asked[0] in (CONFIRM, WITHDRAW, ERASE):
        deed = _deed(asked[0], row)
        deeds.confirm(deed, lambda: _do(deed, row, reader))


def _deed(code: str, row: pd.Series) -> Deed:
    name, about = named(row), row["delivery_id"]
    if code == CONFIRM:
        question = _("Is everything in {name} still so? It then counts for another 12 months.", name=name)
        return Deed(code, about, question, _("Yes, {file} is still so", file=md(row["file_name"])))
    if code == WITHDRAW:
        question = _("Take {name} out of the atlas? Its {rows} no longer count; the file stays.", name=name,
                     rows=ngettext("{n} row", "{n} rows", int(row["rows_count"])))  # fmt: skip
        return Deed(code, about, question, _("Yes, take {file} out", file=md(row["file_name"])))
    question = _("Erase {name}? The file is gone for good and its rows no longer count. Nothing brings it back.",
                 name=name)  # fmt: skip
    return Deed(code, about, question, _("Erase {file} for good", file=md(row["file_name"])), row["file_name"])


def _do(deed: Deed, row: pd.Series, reader: Reader) -> Done:
    """Does it, unless the delivery was taken out before; says what happened."""
    name = named(row)
    if not files.counts(deed.about, reader.access):
        return Done(_("{name} was taken out already. Nothing was done.", name=name))
    if deed.code == CONFIRM:
        event = files.confirm(deed.about, reader.access)
        return Done(_("{name} is confirmed: still so.", name=name), (event,),
                    _("The confirmation of {name} is taken back.", name=name))  # fmt: skip
    if deed.code == WITHDRAW:
        event = files.withdraw(deed.about, reader.access)
        return Done(_("{name} is out of the atlas.", name=name), (event,),
                    _("{name} is in the atlas again.", name=name))  # fmt: skip
    files.erase(deed.about, reader.access)
    return Done(_("{name} is erased. That it came stays on record.", name=name))


def counts(row: pd.Series) -> str:
    """How the rows of a delivery stand."""
    told = [
        ngettext("{n} row", "{n} rows", int(row["rows_count"])),
        _("{n} linked", n=number(row["linked_count"])),
        _("{n} doubtful", n=number(row["doubtful_count"])),
        _("{n} not a known school", n=number(row["unlinked_count"])),
    ]
    if row["without_year_count"]:
        told.append(_("{n} without a readable school year, not counted", n=number(row["without_year_count"])))
    if pd.notna(row["confirmed_on"]):
        told.append(_("confirmed on {date}", date=day(row["confirmed_on"])))
    return " · ".join(told)
