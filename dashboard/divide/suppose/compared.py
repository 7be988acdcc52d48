"""What a scenario would do: the same figures now and then, for both sectors, of one place and one school year."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboard.figures import coverage, places
from dashboard.figures.coverage import Filters
from dashboard.frame import export, links, markup
from dashboard.frame.export import Column
from dashboard.frame.language import _, number, percent
from dashboard.frame.markup import Cell
from dashboard.frame.records import Place
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces, region, tables

SECTORS = ("PO", "VO")


def figures(place: Place, filters: Filters, real: Reader, then: Reader) -> pd.DataFrame:
    """One row per figure: what, now, then, and with how many decimals; percentages 0..100."""
    rows: list[tuple[str, float, float, int]] = []
    for sector in SECTORS:
        choices = replace(filters, sector=sector)
        now, later = (_of_sector(place, choices, reader) for reader in (real, then))
        rows += [(f"{sector}: {word}", now[word], later[word], 1 if "%" in word else 0) for word in now]
    rows += _facts(place, filters, real, then) + _targets(filters, real, then)
    found = pd.DataFrame(rows, columns=["what", "now", "then", "decimals"])
    return found.assign(change=found["then"] - found["now"])


def _of_sector(place: Place, filters: Filters, reader: Reader) -> dict[str, float]:
    found = coverage.load("district", filters, reader)
    row = coverage.lineage(found, place).iloc[0]
    inside = found.areas[places.inside(found.areas, place).to_numpy(bool)]
    return {
        _("schools with a partner"): row["active_schools_count"],
        _("% of the schools"): row["schools_share"],
        _("% of the pupils"): row["pupils_share"],
        _("% of the need"): row["need_share"],
        _("schools of high need without a partner"): row["high_without_partner_count"],
        _("white spots (districts)"): float(inside["is_white_spot"].sum()),
    }


def _facts(place: Place, filters: Filters, real: Reader, then: Reader) -> list[tuple[str, float, float, int]]:
    """The facts of the factsheet; of participants the least that it can be."""
    choices = filters.params()
    asked = {name: choices[name] for name in ("partners", "themes", "founding", "school_year")}
    asked["areas"] = region.codes(place)
    now, later = (reader.run("overview_facts", asked) for reader in (real, then))
    words = [_fact_word(row) for row in now.to_dict("records")]
    return [(word, a, b, 0) for word, a, b in zip(words, now["value"], later["value"], strict=True)]


def _fact_word(row: dict) -> str:
    """The name of a fact; of participants it is the least that it can be."""
    name = pieces.named(row, "name")
    return _("{name}, at least", name=name) if row["fact_id"] == "young_people" else name


def _targets(filters: Filters, real: Reader, then: Reader) -> list[tuple[str, float, float, int]]:
    """The targets that are counted in this school year, whole country; all school years have none."""
    asked = {"school_year": filters.school_year}
    now, later = (reader.run("targets", asked).set_index("target_id") for reader in (real, then))
    counted = now[now["value"].notna()]
    return [
        (_("target: {name}", name=pieces.named(row, "name")), row["value"], later["value"].get(key, float("nan")), 0)
        for key, row in zip(counted.index, counted.to_dict("records"), strict=True)
    ]


def show(rows: pd.DataFrame, header: dict[str, str], params: dict[str, str]) -> None:
    """The figures side by side, the file of them, and the pages that show the same scenario."""
    pieces.heading(_("What it would do"), _("now, what if, and the difference"))
    heads: list[str | Cell] = [
        _("Figure"),
        *(Cell(word, is_number=True) for word in (_("Now"), _("What if"), _("Change"))),
    ]
    pieces.piece(markup.table(heads, (_row(row) for row in rows.to_dict("records"))), "rw-scroll")
    st.download_button(
        _("What if (CSV)"), data=export.later(lambda: export.csv_bytes(rows, _columns(), header)), mime="text/csv",
        file_name=export.file_name(_("figures"), kind="csv"), icon=":material/download:", key="wat-als-csv",
    )  # fmt: skip
    with st.container(horizontal=True):
        for path, title in links.titles().items():
            if path in ("overzicht", "dekking", "doelscholen"):
                links.link(path, title, params)
    if links.WHAT_IF in params:
        pieces.heading(_("Link of this what-if"), _("behind the address of the program"))
        st.code(f"/overzicht?{urlencode(params)}", language=None, wrap_lines=True)


def _row(row: dict) -> list[str | Cell]:
    change = row["change"]
    sign = "+" if pd.notna(change) and change > 0 else ""
    is_share = row["decimals"] == 1
    points = _("{n} percentage points", n=f"{sign}{number(change, 1)}") if pd.notna(change) else tables.NONE
    told = points if is_share else f"{sign}{number(change)}" if pd.notna(change) else tables.NONE
    return [row["what"], *(Cell(_figure(row[name], is_share), is_number=True) for name in ("now", "then")),
            Cell(told, is_number=True)]  # fmt: skip


def _figure(value: float, is_share: bool) -> str:
    if pd.isna(value):
        return tables.NONE
    return percent(value / 100, 1) if is_share else number(value)


def _columns() -> list[Column]:
    return [Column("what", _("Figure")), Column("now", _("Now"), 0, digits=4),
            Column("then", _("What if"), 0, digits=4), Column("change", _("Change"), 0, digits=4)]  # fmt: skip
