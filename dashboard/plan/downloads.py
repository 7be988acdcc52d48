"""The plan as CSV, XLSX (list, before and after, partners, regions, prices) and GeoJSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from dashboard.figures.plan.prices import Prices
from dashboard.frame import export
from dashboard.frame.access import PARTNER
from dashboard.frame.export import Column, Sheet
from dashboard.frame.language import _
from dashboard.frame.warehouse import Reader
from dashboard.plan import before_after, price_table
from dashboard.plan.view import SECTORS, View
from dashboard.ui import pieces

MIME = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
}
Parts = Callable[[], Sequence[Sheet]]  # made when the workbook is asked


def popover(rows: pd.DataFrame, parts: Parts, header: Mapping[str, str], reader: Reader) -> None:
    """Three files of the schools; in the workbook what stands beside the table too."""
    if not reader.may("export", PARTNER):
        return
    with st.popover(_("Export"), icon=":material/download:"), st.container(horizontal=True):
        for kind, mime in MIME.items():
            st.download_button(
                {"geojson": "GeoJSON"}.get(kind, kind.upper()),
                data=export.later(partial(content, kind, rows, parts, header)),
                file_name=export.file_name(_("proposal"), reader.build.build_id, kind=kind),
                mime=mime,
                icon=":material/download:",
                key=f"planner-{kind}",
                disabled=rows.empty,
            )


def content(kind: str, rows: pd.DataFrame, parts: Parts, header: Mapping[str, str]) -> bytes:
    """The file of one kind."""
    chosen = columns(rows)
    if kind == "csv":
        return export.csv_bytes(rows, chosen, header)
    if kind == "geojson":
        return export.geojson_bytes(rows, chosen, header)
    return export.xlsx_bytes([Sheet(_("proposal"), rows, chosen), *parts()], header)


def columns(rows: pd.DataFrame) -> list[Column]:
    """Those of the table, and the codes."""
    more = [Column("stays", _("Stays, % of 50 re-solves"))] if rows["stays"].notna().any() else []
    return [
        Column("number", _("No.")),
        Column("school_id", _("School code")),
        Column("sector", _("Sector")),
        Column("name", _("School")),
        Column("place", _("Place")),
        Column("municipality_name", _("Municipality")),
        Column("region", _("Region")),
        Column("urbanity", _("Surroundings")),
        Column("brings", _("Need it brings, % of its sector"), 2, digits=6),
        Column("kind", _("Kind")),
        Column("partners_now", _("Partners there now")),
        Column("partner", _("Partner that goes")),
        Column("km", _("Km from a school of this partner"), 1),
        Column("pupils_count", _("Pupils")),
        *more,
        Column("why", _("Why")),
    ]


def sheets(seen: View, rows: pd.DataFrame, added: pd.DataFrame, prices: Prices | None) -> list[Sheet]:
    """What stands beside the table, as on the screen."""
    found = [
        Sheet(_("before and after"), _told(added), _of_added()),
        Sheet(_("per partner"), pd.DataFrame(before_after.per_partner(rows)), _of_groups("partner", _("Partner"))),
        Sheet(_("per region"), pd.DataFrame(before_after.per_region(rows)), _of_groups("region", _("Region"))),
    ]
    if prices is None:
        return found
    return [*found, Sheet(_("prices"), price_table.rows(seen, prices), _of_prices())]


def _told(added: pd.DataFrame) -> pd.DataFrame:
    kinds = before_after.kinds()
    return added.assign(
        active_kind=[kinds[kind] for kind in added["kind"]],
        unit=[before_after.units(sector)[kind] for sector, kind in zip(added["sector"], added["kind"], strict=True)],
    )


def _of_added() -> list[Column]:
    return [
        Column("sector", _("Sector")),
        Column("active_kind", _("Counted")),
        Column("unit", _("Unit")),
        Column("whole", _("All")),
        Column("before", _("With a partner now")),
        Column("added", _("Added")),
    ]


def _of_groups(by: str, title: str) -> list[Column]:
    brings = [Column(f"brings_{sector}", _("Need it brings, % of {sector}", sector=sector), 2) for sector in SECTORS]
    return [
        Column(by, title),
        Column("schools_count", _("Schools")),
        Column("pupils_count", _("Pupils")),
        *brings,
        Column("km", _("Km, mean"), 1),
    ]


def _of_prices() -> list[Column]:
    dropped = [Column(f"price_{one}", _("Without it, percentage points {sector}", sector=one), 3) for one in SECTORS]
    strict = [
        Column(f"strict_{one}", _("Stricter costs, percentage points {sector}", sector=one), 3) for one in SECTORS
    ]
    return [
        Column("demand", _("Demand")),
        *dropped,
        Column("price_more", _("Not proven: at most this % more without it"), 2),
        Column("step", _("One stricter")),
        *strict,
        Column("strict_more", _("Not proven: at most this % more with the stricter one"), 2),
        Column("state", _("Stricter")),
    ]


def header(selection: Sequence[str], finding: str, source: Sequence[str], reader: Reader) -> dict[str, str]:
    """What decides which schools are in it; the header of each file."""
    return {
        _("Selection"): " · ".join(word for word in selection if word),
        _("Proposal"): finding.replace("**", ""),
        _("Source"): " ".join(filter(None, source)),
        _("Build"): pieces.build_text(reader.build),
    }
