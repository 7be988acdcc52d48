"""A partner's own gaps: schools of high need in its working area where it is not, and where nobody is."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.figures import places
from dashboard.frame import apart, export, markup
from dashboard.frame.export import Column
from dashboard.frame.language import _, ngettext, number
from dashboard.frame.markup import Cell, bold, md
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.partners import files
from dashboard.ui import pieces, school_links, tables

LONGEST = 25


def show(partner_id: str, rows: pd.DataFrame, header: dict[str, str], chosen: Selection, reader: Reader) -> None:
    """The working area in words, how much of its need is at schools where this partner is, and where it is not."""
    sector = chosen.valid("sector", ["PO", "VO"])
    chosen.pick("sector", _("Sector"), ["PO", "VO"])
    areas, is_told = working_area(partner_id, rows, reader)
    where = _listed(areas, reader)
    if is_told:
        told = _("Working area, as told: {areas}.", areas=md(where))
    else:
        told = _(
            "**No working area was told.** Shown are the municipalities with own schools: {areas}.", areas=md(where)
        )
    params = {"partner": partner_id, "areas": areas, "sector": sector}
    schools = reader.run("partner_gaps", params)
    pieces.piece(bold(f"{told} {finding(schools, sector)}"), "rw-sel")
    open_ones = schools[~schools["is_own"]].reset_index(drop=True)
    if len(open_ones):
        _table(open_ones, sector)
        columns = _columns(sector)
        st.download_button(
            _("Own gaps (CSV)"),
            data=export.later(lambda: export.csv_bytes(open_ones, columns, {**header, _("Working area"): where})),
            file_name=export.file_name(partner_id, _("gaps"), sector),
            mime="text/csv",
            icon=":material/download:",
        )
    pieces.question("partner_gaps", params)


def working_area(partner_id: str, rows: pd.DataFrame, reader: Reader) -> tuple[list[str], bool]:
    """Area codes, and whether they were told: else they are the municipalities where the partner has been."""
    told = reader.run("programme_facts", {"partner": partner_id})
    told = told[told["fact_id"] == "working_area"]
    whole = told[told["programme_id"] == f"{partner_id}/{files.OF_PARTNER}"]
    texts = (whole if len(whole) else told)["value"]
    codes = list(dict.fromkeys(code for text in texts for code in places.named(text, reader)))
    return (codes, True) if codes else (sorted(set(rows["municipality_code"].dropna())), False)


def _listed(codes: list[str], reader: Reader) -> str:
    """The first names, and how many more."""
    names = places.names(reader)
    shown = ", ".join(names.get(code, code) for code in codes[:6]) or _("none")
    more = len(codes) - 6
    return f"{shown} {_('and {n} more', n=more)}" if more > 0 else shown


def finding(schools: pd.DataFrame, sector: str) -> str:
    """How many schools of high need there are, and how many of them the partner, others and nobody are at."""
    if schools.empty:
        return _("No school here has a need in the country's upper third.")
    own = schools["is_own"]
    share = schools.loc[own, "need"].sum() / schools["need"].sum() * 100
    unit = _("points") if sector == "PO" else _("pupils in vmbo and pro")
    return _(
        "Of **{all}** of high need you are at **{own}**; they hold {share} % of the need of these ({need} {unit}). "
        "At **{nobody}** no partner is.",
        all=ngettext("{n} school", "{n} schools", len(schools)),
        own=number(int(own.sum())),
        share=number(share),
        need=number(schools["need"].sum()),
        unit=unit,
        nobody=number(int((schools["partners_count"] == 0).sum())),
    )


def _table(schools: pd.DataFrame, sector: str) -> None:
    most = apart.rows_at_once(LONGEST)
    note = _("the first {n} of {all}", n=number(min(most, len(schools))), all=number(len(schools)))
    pieces.heading(_("Schools of high need where you are not, most need first"), note)
    titles = {column.name: column.title for column in _columns(sector)}
    heads = [
        titles["name"],
        titles["place"],
        *(Cell(titles[name], is_number=True) for name in NUMBERS),
        titles["school_id"],
    ]
    rows = [
        [school_links.anchor(row["school_id"], row["name"]), row["place"] or tables.NONE,
         Cell(number(row["need"]), is_number=True), Cell(number(row["need_per_pupil"], 2), is_number=True),
         Cell(number(row["partners_count"]), is_number=True), row["school_id"]]
        for row in schools.head(most).to_dict("records")
    ]  # fmt: skip
    pieces.piece(markup.table(heads, rows), "rw-scroll")


NUMBERS = ("need", "need_per_pupil", "partners_count")


def _columns(sector: str) -> list[Column]:
    unit = _("points") if sector == "PO" else _("pupils in vmbo and pro")
    return [
        Column("name", _("School")), Column("place", _("Place")), Column("need", f"{_('Need')}, {unit}"),
        Column("need_per_pupil", _("Need per pupil")), Column("partners_count", _("Other partners")),
        Column("school_id", _("BRIN")),
    ]  # fmt: skip
