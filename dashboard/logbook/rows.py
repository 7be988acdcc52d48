"""The rows of the log that were asked for, as a table and a file have them."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from dashboard.frame import audit
from dashboard.frame.export import Column
from dashboard.frame.language import _, ngettext, number
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.logbook import words

DAYS = ("7", "30", "365")
DEFAULTS = {"dagen": "30", "soort": "", "persoon": ""}
NAMES = ["at", "by", "kind", "what", "resource", "page", "selection", "rows", "place"]


def every(chosen: Selection, reader: Reader) -> tuple[pd.DataFrame, int]:
    """One row per deed of the chosen days, the newest first, and how many files cannot be read as one."""
    since = audit.now().date() - dt.timedelta(days=int(chosen.valid("dagen", DAYS)))
    log = audit.read(reader.access, since)
    rows = pd.DataFrame(list(audit.counted(log.deeds)), columns=NAMES)
    return rows.astype({"rows": "Int64"}), len(log.apart)


def chosen_part(rows: pd.DataFrame, chosen: Selection) -> pd.DataFrame:
    part = rows[rows["kind"] == chosen["soort"]] if chosen["soort"] else rows
    return part[part["by"] == chosen["persoon"]] if chosen["persoon"] else part


def finding(rows: pd.DataFrame, days: str) -> str:
    """How many deeds, of how many people, and how many of them took something along."""
    if rows.empty:
        return _("In the last {n} days there is **nothing to tell**: no file of closed or partners' data left, nothing "
                 "was written.", n=days)  # fmt: skip
    text = _(
        "In the last {days} days **{deeds}** of {people}.", days=days,
        deeds=ngettext("{n} deed", "{n} deeds", len(rows)),
        people=ngettext("{n} person", "{n} persons", rows["by"].nunique()),
    )  # fmt: skip
    taken = rows[rows["kind"] == "exported"]
    if taken.empty:
        return f"{text} {_('No file was taken along.')}"
    files = ngettext("{n} file was taken along", "{n} files were taken along", len(taken))
    return f"{text} " + _("{files}, with {rows} rows as far as they were counted.", files=files,
                          rows=number(int(taken["rows"].fillna(0).sum())))  # fmt: skip


def written(rows: pd.DataFrame, titles: dict[str, str]) -> pd.DataFrame:
    """The codes as words; moments in UTC, as the log has them."""
    return rows.assign(
        at=[f"{at:%Y-%m-%d %H:%M:%S}" for at in rows["at"]],
        kind=rows["kind"].map(words.kinds()),
        what=[words.what(told) for told in rows["what"]],
        resource=[words.resources().get(code, code) for code in rows["resource"]],
        page=[titles.get(path, path) for path in rows["page"]],
        rows=[None if pd.isna(n) else int(n) for n in rows["rows"]],
    )


def columns() -> list[Column]:
    return [
        Column("at", _("When (UTC)")), Column("by", _("Who")), Column("kind", _("Did")), Column("what", _("What")),
        Column("resource", _("Kind of data")), Column("page", _("Page")), Column("selection", _("Selection")),
        Column("rows", _("Rows")), Column("place", _("Of whom or where")),
    ]  # fmt: skip
