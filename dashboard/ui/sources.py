"""What figures on a page stand on, each source with the date that its figures are of."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.frame.language import _
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces


def of(indicators: Iterable[str], reader: Reader) -> str:
    """The vintages behind indicators: there is no one date of all figures of an edition."""
    rows = reader.run("target_sources", {"indicators": tuple(indicators)}).to_dict("records")
    return " · ".join(pieces.dated(row) for row in rows)


def of_need(reader: Reader) -> str:
    """“Source of need: ” and the vintages behind the need of both sectors; '' in a build without need."""
    found = (reader.run("need_indicator", {"sector": sector}) for sector in ("PO", "VO"))
    vintages = of((code for rows in found for code in rows["indicator_id"]), reader)
    return _("Source of need: {source}", source=vintages) if vintages else ""


def of_schools(reader: Reader) -> str:
    """“names and addresses: ” and the lists of schools that they are from, each with its date."""
    rows = reader.run("sources")
    lists = rows[rows["source_id"].str.startswith("duo_vestigingen")].to_dict("records")
    told = " · ".join(f"{pieces.dated(row)} ({row['licence']})" for row in lists)
    return _("names and addresses: {source}", source=told or "DUO")
