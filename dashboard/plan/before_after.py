"""Before and after the plan: schools, pupils and need with a partner per sector, per partner, per region."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard.figures import coverage
from dashboard.figures.coverage import Filters
from dashboard.frame import kept
from dashboard.frame.language import _, number, percent
from dashboard.frame.markup import Cell, Markup, joined, table
from dashboard.frame.warehouse import Reader
from dashboard.plan.view import SECTORS, View
from dashboard.ui import pieces, tables

PARTS = (
    ("schools", "schools_count", "active_schools_count"),
    ("pupils", "pupils_count", "active_pupils_count"),
    ("need", "need", "active_need"),
)
STEPS = (5, 10, 20, 40, 60, 80, 100)


def figures(view: View, codes: tuple[str, ...], filters: Filters, reader: Reader) -> pd.DataFrame:
    """One row per sector and kind: `whole`, `before`, `added`; missing where a figure is hidden.

    The schools of these areas as on page Dekking: all that are listed and have a figure of need.
    """
    chosen = view.plan.rows_array
    fresh = view.asked.rows.iloc[chosen[~view.asked.problem.there[chosen].any(axis=1)]]
    found = []
    for sector in SECTORS:
        of_place, new = _standing(codes, replace(filters, sector=sector), reader), fresh[fresh["sector"] == sector]
        added = {"schools": len(new), "pupils": new["pupils_count"].sum(), "need": new["need"].sum()}
        found += [
            {"sector": sector, "kind": kind, "whole": of_place[whole], "before": of_place[active], "added": added[kind]}
            for kind, whole, active in PARTS
        ]
    return pd.DataFrame(found)


@kept.per_build
def _standing(codes: tuple[str, ...], filters: Filters, reader: Reader) -> pd.Series:
    """The sums of page Dekking for these areas together."""
    of_country = coverage.load("municipality", filters, reader)
    rows = of_country.rows[of_country.rows["area_code"].isin(codes)]
    return rows.iloc[0] if len(codes) == 1 else of_country.together(rows)


def show(frame: pd.DataFrame) -> None:
    """Bars on one scale: blue is now, the end of each is added."""
    pieces.heading(_("Before and after"), _("part with a partner, %"))
    share = 100 * (frame["before"] + frame["added"]) / frame["whole"].where(frame["whole"] > 0)
    end = next((step for step in STEPS if step >= share.max()), 100)
    parts = [_bars(frame[frame["sector"] == sector], sector, end) for sector in SECTORS]
    note = _(
        "Blue is now, the end of a bar is added; scale 0 to {end} %. All listed schools with a figure of need.",
        end=number(end),
    )
    pieces.piece(joined(parts) + Markup('<p class="rw-muted rw-small">{}</p>').format(note), "rw-panel", tint="reach")


def kinds() -> dict[str, str]:
    return {"schools": _("Schools"), "pupils": _("Pupils"), "need": _("Need")}


def units(sector: str) -> dict[str, str]:
    need = _("points") if sector == "PO" else _("pupils in vmbo and pro")
    return {"schools": _("schools"), "pupils": _("pupils"), "need": need}


def _bars(rows: pd.DataFrame, sector: str, end: float) -> Markup:
    names = {"PO": _("Primary education (PO)"), "VO": _("Secondary education (VO)")}
    bars = joined(_bar(row, sector, end) for row in rows.to_dict("records"))
    return Markup('<p class="rw-muted">{}</p><div class="rw-bars">{}</div>').format(names[sector], bars)


def _bar(row: dict, sector: str, end: float) -> Markup:
    name = Markup("{}<small>+{} {}</small>").format(
        kinds()[row["kind"]], number(row["added"]), units(sector)[row["kind"]]
    )
    if pd.isna(row["before"]) or not row["whole"]:
        return Markup('<span>{}</span><span class="t"></span><b>{}</b>').format(name, tables.NONE)
    now, then = (100 * part / row["whole"] for part in (row["before"], row["before"] + row["added"]))
    fill = Markup(
        '<i class="chosen" style="left:0;width:{:.2f}%"></i>'
        '<i style="left:{:.2f}%;width:{:.2f}%;background:var(--ink)"></i>'
    )
    value = f"{number(now, 1)} → {percent(then / 100, 1)}"
    return Markup('<span>{}</span><span class="t">{}</span><b>{}</b>').format(
        name, fill.format(100 * now / end, 100 * now / end, 100 * (then - now) / end), value
    )


def per_partner(rows: pd.DataFrame) -> list[dict]:
    """One row per partner that takes a school: schools, pupils, need per sector (%), kilometres on average."""
    return _grouped(rows[rows["partner"] != ""], "partner")


def per_region(rows: pd.DataFrame) -> list[dict]:
    """The same per region."""
    return _grouped(rows, "region")


def _grouped(rows: pd.DataFrame, by: str) -> list[dict]:
    """Most schools first; a sector without a school has no figure, and no kilometres are no figure."""
    groups: dict[str, list[dict]] = {}
    for row in rows.to_dict("records"):
        groups.setdefault(row[by], []).append(row)
    return sorted((_together(by, name, members) for name, members in groups.items()), key=_largest_first(by))


def _largest_first(by: str) -> Callable[[dict], tuple[int, str]]:
    return lambda group: (-group["schools_count"], group[by])


def _together(by: str, name: str, members: list[dict]) -> dict:
    km = [row["km"] for row in members if pd.notna(row["km"])]
    brings = {sector: [row["brings"] for row in members if row["sector"] == sector] for sector in SECTORS}
    return {
        by: name, "schools_count": len(members), "pupils_count": sum(row["pupils_count"] for row in members),
        "km": sum(km) / len(km) if km else float("nan"),
        **{f"brings_{sector}": sum(of) if of else float("nan") for sector, of in brings.items()},
    }  # fmt: skip


def shares(rows: pd.DataFrame) -> None:
    """Per partner and per region, beside each other."""
    left, right = st.columns(2, gap="large")
    with left:
        divided(rows, "partner", _("Partner"))
    with right:
        divided(rows, "region", _("Region"))


def divided(rows: pd.DataFrame, by: str, title: str) -> None:
    """A table of one row per partner or region."""
    groups = per_partner(rows) if by == "partner" else per_region(rows)
    pieces.heading(title, _("need it brings, % per sector"))
    heads = [title, *(Cell(text, is_number=True) for text in (_("Schools"), _("Pupils"), "PO", "VO", _("Km, mean")))]
    lines = [
        [
            row[by] or _("not known"),
            *(Cell(number(row[name]), is_number=True) for name in ("schools_count", "pupils_count")),
            *(Cell(_or_none(row[f"brings_{sector}"], 2), is_number=True) for sector in SECTORS),
            Cell(_or_none(row["km"], 1), is_number=True),
        ]
        for row in groups
    ]
    pieces.piece(table(heads, lines), "rw-scroll rw-small")


def _or_none(value: float, decimals: int) -> str:
    return tables.NONE if pd.isna(value) else number(value, decimals)
