"""What page Zoeken says around its list: what was asked and understood, nothing found, how to search."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard.frame import links, marks
from dashboard.frame.language import _, day, ngettext
from dashboard.frame.markup import Markup, escape, joined, md
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import NoWarehouse, Reader
from dashboard.search import others
from dashboard.search.schools import Found
from dashboard.ui import pieces

SECTORS = {"alles": (), "PO": ("PO",), "VO": ("VO",), "speciaal": ("SBO", "SO", "VSO")}


def opens(found: Found, chosen: Selection) -> bool:
    """An exact code that is one school opens it at once, when it was just asked."""
    if not found.is_exact or len(found.rows) != 1 or "school" not in links.titles():
        return False
    row = found.rows.iloc[0]
    chosen.set(q=None)
    links.go("school", {"school": row["school_id"]})
    return True


def limited(rows: pd.DataFrame, sector: str, with_closed: bool) -> pd.DataFrame:
    """The hits of the chosen sector, those of the list only when asked so."""
    kinds = SECTORS.get(sector, ())
    kept = rows["sector"].isin(kinds) if kinds else pd.Series(True, index=rows.index)
    return rows[kept & (rows["is_listed"].astype(bool) | with_closed)]


def filters(chosen: Selection) -> None:
    """Sector, and whether schools count that are no longer listed."""
    words = {"alles": _("All"), "PO": "PO", "VO": "VO", "speciaal": _("Special")}
    chosen.valid("sector", list(SECTORS))
    chosen.pick("sector", _("Sector"), list(SECTORS), format_func=words.__getitem__, label_visibility="collapsed")
    chosen.switch("gesloten", _("Also schools not in the list"))


def selection(asked: str, rows: pd.DataFrame | None, chosen: Selection) -> list[str]:
    if rows is None:
        return [_("schools, areas, partners and terms")]
    count = ngettext("{n} school looks like this", "{n} schools look like this", len(rows))
    sector = _("all sectors") if chosen["sector"] == "alles" else chosen["sector"]
    closed = _("also not in the list") if chosen["gesloten"] == "1" else _("only listed")
    return [f"“{asked}”", count, sector, closed]


def sentence(asked: str, rows: pd.DataFrame | None, found: Found | None, reader: Reader) -> str:
    if rows is None or found is None:
        count = len(reader.run("search_names").drop_duplicates("school_id"))
        if not count:
            raise NoWarehouse("the build has no schools")
        return ngettext(
            "**{n} school** can be found here, by a name it has or had, its town, street, postcode or BRIN.",
            "**{n} schools** can be found here, by a name they have or had, their town, street, postcode or BRIN.",
            count,
        )
    if rows.empty:
        return _("No school was found for “{asked}”.", asked=md(asked))
    best = rows.iloc[0]
    facts = {"name": md(best["name"]), "place": md(best["place"] or best["municipality_name"] or _("unknown place"))}
    if found.is_exact:
        return ngettext(
            "**{n} school** has number {code}: **{name}** in {place}.",
            "**{n} schools** have number {code}; the first is **{name}** in {place}.",
            len(rows),
            code=found.code,
            **facts,
        )
    return _("**{name}** in {place} is most like what you seek.", **facts)


def understood(found: Found) -> None:
    """What was read for words that no school has."""
    if found.read:
        read = ", ".join(f"{near} ({word})" for word, near in found.read)
        text = _("No school is called exactly so. Looked for words like it: {words}.", words=read)
        pieces.piece(escape(text), "rw-sel")


def nothing(asked: str, found: Found) -> None:
    if len(found.rows):
        text = _("**No school with this choice.** Choose all sectors, or also schools that are not in the list.")
    else:
        text = _(
            "**No school found for “{asked}”.** Try part of the name with the town, the postcode or the street.",
            asked=md(asked),
        )
    st.info(text, icon=":material/filter_alt_off:")


def help_columns(things: Sequence[others.Other]) -> None:
    """How to search; what else was found; what to do when it was not."""
    left, middle, right = st.columns(3, gap="large")
    with left:
        pieces.heading(_("How you search"))
        lines = (
            (_("Name and town"), "goede herder rotterdam"), (_("BRIN opens the school"), "11CJ · 11CJ00"),
            (_("Postcode"), "3053 · 3053 CD"), (_("Street"), "kastanjeplein"), (_("Board"), "40774"),
        )  # fmt: skip
        pieces.piece(joined(Markup("<div>{}: <i>{}</i></div>").format(*line) for line in lines))
    with middle:
        pieces.heading(_("Also found"))
        pieces.piece(joined(_other(thing) for thing in things) or escape(_("Nothing else goes by this name.")))
    with right:
        pieces.heading(_("Not found?"))
        text = _("The school opened after this edition, or has another name. Try its postcode, or a part of the name.")
        pieces.piece(escape(text))


def _other(thing: others.Other) -> Markup:
    name = links.anchor(thing.path, thing.params, thing.name)
    note = f"{others.kind_word(thing)}{f', {thing.note}' if thing.note else ''}"
    return Markup('<div>{} <span class="rw-muted">{}</span></div>').format(name, note)


def source_lines(reader: Reader) -> list[str]:
    told = marks.of(reader)
    return [
        _(
            "Source: DUO, CBS; as of {date} · {build}",
            date=day(reader.build.as_of_date),
            build=pieces.build_text(reader.build),
        ),
        _("“Last counted” is the last year with pupils in the history. It does not tell of moves and mergers."),
        f"{marks.heading()}: {marks.words(told.made_up)}" if told.made_up else "",
    ]
