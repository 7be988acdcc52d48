"""What every file that leaves says of its figures: of what date they are, and what of them is made up."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.frame import warehouse, what_if
from dashboard.frame.access import PARTNER
from dashboard.frame.language import _, day

# By their names, the columns that stand on what partners told: who is active, for how many, the scores with that in.
ACTIVITY = re.compile(
    r"partner|active|participant|programme|unreached|gap|white_spot|^(rank|score|share|low|high|then|now)$"
)


@dataclass(frozen=True)
class Marks:
    """The as-of date of figures, what is supposed, what is made up: "all", "activity", "some_activity" or nothing."""

    as_of: dt.date | None = None
    made_up: str = ""
    supposed: str = ""  # the scenario in words, of figures of what is not

    def line(self) -> dict[str, str]:
        """What is made up and what is supposed, by their headings; empty when nothing is."""
        made_up = {heading(): words(self.made_up)} if self.made_up else {}
        return made_up | ({what_if.heading(): self.supposed} if self.supposed else {})

    def facts(self) -> dict[str, str]:
        """The lines of a header."""
        return {**({_("As-of date"): day(self.as_of)} if self.as_of else {}), **self.line()}

    def of_columns(self, names: Sequence[str]) -> str:
        """The mark of rows with these columns: figures that nobody made up are not called so."""
        is_told = self.made_up == "all" or any(ACTIVITY.search(name) for name in names)
        supposed = f"{what_if.heading()}: {self.supposed}" if self.supposed else ""
        return "; ".join(filter(None, (words(self.made_up), supposed))) if is_told else ""


def heading() -> str:
    return _("Made up")


def words(made_up: str) -> str:
    """The mark in the reader's language."""
    return {
        "all": _("all names and figures"),
        "activity": _("partner activity, and what follows from it"),
        "some_activity": _("part of the partner activity, and what follows from it"),
    }.get(made_up, "")


def in_use() -> Marks:
    """The marks of the build of this rerun; none where there is no build."""
    try:
        return of(warehouse.bound())
    except warehouse.NoWarehouse:
        return Marks()


def of(reader: warehouse.Reader) -> Marks:
    """The marks of a reader's build as far as he may know: without partners' rights no file holds activity either."""
    build = reader.build
    made_up = "all" if build.is_fictional else _activity(reader)
    return Marks(build.as_of_date, made_up, what_if.line() if reader.scenario else "")


def _activity(reader: warehouse.Reader) -> str:
    if not reader.may("read", PARTNER):
        return ""
    row = reader.run("made_up_activity").iloc[0]
    return "activity" if row["is_all_made_up"] else "some_activity" if row["is_part_made_up"] else ""
