"""What is known of one school: the line under its name, and the sentence of the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.frame.access import PARTNER
from dashboard.frame.language import _, day, ngettext, number
from dashboard.frame.markup import md
from dashboard.frame.records import Record
from dashboard.frame.warehouse import Reader

GREAT, SMALL = 67, 33  # greater than at so many of 100 schools: need in words


@dataclass(frozen=True)
class School(Record):
    """A row of school_facts; texts are '' and figures None where nothing is known."""

    school_id: str
    brin: str
    sector: str
    is_listed: bool
    name: str
    valid_to: dt.date | None = None
    board_id: str | None = None
    street: str | None = None
    house_number: str | None = None
    postcode: str | None = None
    place: str | None = None
    municipality_code: str | None = None
    municipality_name: str | None = None
    district_code: str | None = None
    district_name: str | None = None
    lon: float | None = None
    lat: float | None = None
    location_precision: str | None = None
    denomination: str | None = None
    school_types: str | None = None
    pupils_count: float | None = None
    pupils_status: str = "missing"
    quality_flag: str | None = None
    profile_flag: str | None = None
    locations_count: int = 0
    has_list: bool = False  # whether this edition has a list of the schools of its sector
    former_names: str | None = None
    later_names: str | None = None

    @property
    def flags(self) -> set[str]:
        """newcomer, small, no_pupils, as far as they hold."""
        return set(f"{self.quality_flag or ''},{self.profile_flag or ''}".split(",")) - {""}

    @property
    def is_placed(self) -> bool:
        return self.lon is not None and not pd.isna(self.lon)

    @property
    def town(self) -> str:
        return self.place or self.municipality_name or ""


def of(school_id: str, reader: Reader) -> School | None:
    """The school with this id; None where no source knows it."""
    rows = reader.run("school_facts", {"school": school_id})
    if rows.empty:
        return None
    row = rows.iloc[0]
    return School.of(
        {name: None if not isinstance(value, str) and pd.isna(value) else value for name, value in row.items()}
    )


def kind_word(sector: str) -> str:
    """The kind of school in words."""
    words = {
        "PO": _("primary school"), "VO": _("secondary school"), "SBO": _("special primary school"),
        "SO": _("special school"), "VSO": _("special secondary school"),
    }  # fmt: skip
    return words.get(sector, sector)


def status(school: School, reader: Reader) -> str:
    """Whether it is in the list of now, or when it was last seen. Closed, moved or merged is said by no source here."""
    if school.is_listed:
        return _("Open (list of {date})", date=day(reader.build.as_of_date))
    if not school.has_list:
        return _("No list of special education in this edition")
    if school.valid_to is None:
        return _("Not in the list")
    return _("Last counted on {date}", date=day(school.valid_to))


def line(school: School, reader: Reader) -> list[str]:
    """Status, kind, address, numbers: the line under the name."""
    address = " ".join(filter(None, [school.street, school.house_number]))
    code = f"{school.postcode[:4]} {school.postcode[4:].strip()}" if school.postcode else ""
    types = f" ({school.school_types})" if school.sector == "VO" and school.school_types else ""
    pupils = ""
    if school.pupils_status == "observed" and school.pupils_count is not None:
        pupils = ngettext("{n} pupil", "{n} pupils", int(school.pupils_count))
    return [
        status(school, reader),
        kind_word(school.sector) + types,
        ", ".join(filter(None, [address, f"{code} {school.town}".strip()])) or _("address not known"),
        school.denomination or "",
        f"BRIN {school.brin} {school.school_id[4:]}",
        _("board {number}", number=school.board_id) if school.board_id else "",
        pupils or _("number of pupils not known"),
        *_other_names(school),
    ]


def _other_names(school: School) -> list[str]:
    former, later = school.former_names or "", school.later_names or ""
    return [
        _("also: {names}", names=former.replace("|", ", ")) if former else "",
        _("later: {names}", names=later.replace("|", ", ")) if later else "",
    ]


def sentence(school: School, activities: pd.DataFrame | None, strips: pd.DataFrame) -> str:
    """Who works here, and how its need lies among others; None activities: not for this reader to know."""
    parts = []
    if activities is not None:
        count = activities.loc[activities["is_current"].astype(bool), "partner_id"].nunique() if len(activities) else 0
        parts.append(
            ngettext("**{n} partner** works at this school now.", "**{n} partners** work at this school now.", count)
            if count
            else _("**No partner** works at this school now.")
        )
    parts.append(need(school, strips) or md(_no_need(school, strips)))
    return " ".join(part for part in parts if part)


def need(school: School, strips: pd.DataFrame) -> str:
    """Its need per pupil against a hundred schools of its sector; '' where there is no figure to compare."""
    row = need_row(school.sector, strips)
    if row is None or school.flags & {"small", "newcomer"}:
        return ""
    beyond = share_below(row)
    if school.sector == "PO":
        return _("Need per pupil is greater than at **{n} of 100** primary schools in the country.", n=number(beyond))
    return _("The share in vmbo-b/k and pro is greater than at **{n} of 100** secondary schools.", n=number(beyond))


def need_row(sector: str, strips: pd.DataFrame) -> Mapping[str, Any] | None:
    """The strip of need, when it has a figure and others to compare with."""
    name = {"PO": "po_need_per_pupil", "VO": "vo_vmbo_bk_pro_pct"}.get(sector, "")
    rows = strips[(strips["indicator_id"] == name) & (strips["status"] == "observed") & (strips["others_count"] > 0)]
    return rows.iloc[0].to_dict() if len(rows) else None


def share_below(row: Mapping[str, Any]) -> int:
    """At how many of 100 other schools the figure is smaller; never all 100 nor none unless it is so."""
    exact = 100 * row["below_count"] / row["others_count"]
    whole = round(exact)
    return min(
        max(whole, 0 if row["below_count"] == 0 else 1), 100 if row["below_count"] == row["others_count"] else 99
    )


def _no_need(school: School, strips: pd.DataFrame) -> str:
    """Why nothing is said of its need."""
    if "newcomer" in school.flags:
        return _("A school for newcomers or asylum seekers: its need is not compared with other schools.")
    if "small" in school.flags:
        return _("A school of 40 pupils or fewer: its figure of need is too unsure to compare.")
    if school.sector not in ("PO", "VO"):
        return _("There is no figure of need for special education.")
    if school.pupils_status == "missing" and school.valid_to is None:
        return _(
            "The pupil count of this edition does not have this location, so there is no figure of need: it may be "
            "new, or its pupils are counted at another location."
        )
    if "withheld" in set(strips.loc[strips["indicator_id"] == "vo_vmbo_bk_pro_pct", "status"]):
        return _(
            "We make no share in vmbo-b/k and pro where fewer than five pupils are in it, or outside it; the numbers "
            "of pupils below stand as DUO publishes them."
        )
    return _("There is no figure of need for this school.")


def size_of_need(school: School, strips: pd.DataFrame) -> str:
    """small, average or great, in words that may be read aloud; 'not known' where there is no figure to compare."""
    row = need_row(school.sector, strips)
    if row is None or school.flags & {"small", "newcomer"}:
        return _("not known")
    below = share_below(row)
    return _("great") if below > GREAT else _("small") if below < SMALL else _("average")


def activities(school_id: str, reader: Reader) -> pd.DataFrame | None:
    """Who works at the school, now and before; None for who may not know."""
    return reader.run("school_activities", {"school": school_id}) if reader.may("read", PARTNER) else None
