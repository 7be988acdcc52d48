"""The 28 local initiatives of 2019 as cards that can be searched, and the municipalities that they are named with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.figures.search import stems
from dashboard.frame import export, links
from dashboard.frame.export import Column
from dashboard.frame.kept import per_build
from dashboard.frame.language import _, ngettext, number
from dashboard.frame.markup import Markup, joined
from dashboard.frame.records import Place
from dashboard.frame.warehouse import Reader
from dashboard.network.area_map import Class, Picture, box_of
from dashboard.ui import pieces

_CARD = Markup("<article><h3>{}</h3><small>{}</small><p>{}</p><ul>{}</ul></article>")


@per_build
def every(reader: Reader) -> tuple[pd.DataFrame, stems.Index]:
    """All initiatives in the order of the source, and what they are found by."""
    rows = reader.run("gka_initiatives")
    fields = {
        "title": 3.0,
        "theme_nl": 2.0,
        "theme_en": 2.0,
        "aim_nl": 1.8,
        "aim_en": 1.8,
        "organisation": 1.0,
        "municipality_or_region": 1.5,
    }
    texts = [{str(row[name] or ""): weight for name, weight in fields.items()} for row in rows.to_dict("records")]
    return rows, stems.build(texts)


def of_area(code: str, reader: Reader) -> list[dict[str, Any]]:
    """The initiatives that name a municipality."""
    rows, _index = every(reader)
    return [row for row in rows.to_dict("records") if code in areas(row)]


def areas(row: Mapping[str, Any]) -> list[str]:
    return row["area_codes"].split(",") if isinstance(row["area_codes"], str) and row["area_codes"] else []


def found(asked: str, theme: str, sector: str, reader: Reader) -> pd.DataFrame:
    """Those that answer the words, of a theme and a sector; '' is all."""
    rows, index = every(reader)
    if stems.words(asked):
        rows = rows.iloc[[hit.row for hit in index.find(asked)]]
    if theme:
        rows = rows[rows["theme_id"] == theme]
    if sector:
        rows = rows[rows["sector"] == sector]
    return rows


def sector_words() -> dict[str, str]:
    return {
        "vve": _("early childhood"),
        "po": "PO",
        "po_vo": "PO → VO",
        "vo": "VO",
        "mbo": _("mbo"),
        "ho": _("higher education"),
        "other": _("outside school"),
        "youth": _("young people"),
    }


def cards(rows: pd.DataFrame) -> None:
    """What, where, by whom, for whom; no persons."""
    pieces.heading(_("Local initiatives of March 2019"), ngettext("{n} initiative", "{n} initiatives", len(rows)))
    note = _("Examples that were chosen, no sample: do not count them. Sector and theme are our own reading.")
    pieces.piece(Markup('<p class="rw-muted">{}').format(note))
    if rows.empty:
        st.info(
            _("**No initiative found.** Leave out a word, the theme or the sector."), icon=":material/filter_alt_off:"
        )
        return
    pieces.piece(joined(_card(row) for row in rows.to_dict("records")), "rw-cards")


def _card(row: Mapping[str, Any]) -> Markup:
    words = sector_words()
    sectors = [
        words.get(row["sector"], row["sector"]),
        *(words.get(one, one) for one in str(row["also_sectors"] or "").split()),
    ]
    facts = [
        Markup("<li class=rw-of-theme>{}</li>").format(pieces.named(row, "theme")),
        Markup("<li class=rw-of-groups>{}</li>").format(", ".join(sectors)),
        Markup("<li class=rw-of-region>{}</li>").format(_place(row)),
    ]
    return _CARD.format(row["title"], row["organisation"] or "", pieces.named(row, "aim"), joined(facts))


def _place(row: Mapping[str, Any]) -> Markup:
    """The place as the source names it; where it is a municipality of this edition its name leads there."""
    codes = areas(row)
    if not codes:
        return Markup("{}").format(row["municipality_or_region"])
    return links.anchor("gka-gemeenten", {"keuze": codes[0]}, row["municipality_or_region"])


def picture(rows: pd.DataFrame, municipalities: pd.DataFrame, place: Place, marked: Place | None) -> Picture:
    """Municipalities that the shown initiatives name."""
    named = {code for row in rows.to_dict("records") for code in areas(row)}
    classes = [0 if code in named else 1 for code in municipalities["area_code"]]
    count = sum(one == 0 for one in classes)
    drawn = (
        Class(_("named"), number(count), "#3880b0", "#6db2de"),
        Class(_("not named"), number(len(classes) - count), "#eef0f1", "#26313a"),
    )
    told = _("number of municipalities, {place}", place=place.name)
    return Picture(
        municipalities.assign(**{"class": classes}),
        drawn,
        _("Municipalities with an initiative of 2019"),
        told,
        box_of(place),
        marked,
    )


def without_place(rows: pd.DataFrame) -> str:
    """How many of those shown are on no municipality of this edition."""
    n = sum(not areas(row) for row in rows.to_dict("records"))
    text = ngettext(
        "{n} initiative is of a region, or of a municipality that this edition does not have: it is not on the map.",
        "{n} initiatives are of a region, or of a municipality that this edition does not have: they are not on the map.",  # noqa: E501
        n,
    )
    return text if n else ""


def download(rows: pd.DataFrame, header: Mapping[str, str], reader: Reader) -> None:
    words = sector_words()
    frame = rows.assign(
        sector_told=[words.get(one, one) for one in rows["sector"]],
        theme=[pieces.named(row, "theme") for row in rows.to_dict("records")],
        aim=[pieces.named(row, "aim") for row in rows.to_dict("records")],
    )
    columns = [
        Column("initiative_id", _("Number in the source")),
        Column("title", _("Initiative")),
        Column("municipality_or_region", _("Place")),
        Column("organisation", _("Organisation")),
        Column("sector_told", _("Sector")),
        Column("theme", _("Theme")),
        Column("aim", _("What it is")),
        Column("source", _("Source")),
    ]
    st.download_button(
        _("Initiatives (CSV)"),
        data=export.later(lambda: export.csv_bytes(frame, columns, header)),
        file_name=export.file_name(_("initiatives"), reader.build.build_id),
        mime="text/csv",
        icon=":material/download:",
        key="initiatieven-csv",
    )
