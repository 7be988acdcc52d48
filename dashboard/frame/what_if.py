"""A scenario in words: what changes, what of it this build does not know; and the marks it puts on all it shows."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.frame import scenario, warehouse
from dashboard.frame.language import _, ngettext
from dashboard.frame.scenario import Change, Scenario
from dashboard.frame.warehouse import Reader

SHORT = 6  # changes that a line names


def heading() -> str:
    return _("What if")


def title(text: str) -> str:
    """A title with the mark of the scenario behind it; as it is where what is shown is what is."""
    return f"{text} · {_('what if')}" if warehouse.scenario() else text


def line() -> str:
    """The scenario of this rerun in words, '' without one."""
    wanted = warehouse.scenario()
    if not wanted:
        return ""
    reader = warehouse.bound()
    told = words(wanted, Reader(reader.access, reader.published))
    more = len(told) - SHORT
    return "; ".join([*told[:SHORT], *([_("and {n} more", n=more)] if more > 0 else [])])


def words(wanted: Scenario, reader: Reader) -> list[str]:
    """Each change in words, with the names of the build; `reader` reads what is."""
    names = _names(reader)
    return [word(change, names) for change in wanted.changes]


def word(change: Change, names: dict[str, str]) -> str:
    """One change."""
    about = change.about.removesuffix(f"/{scenario.NEW}")
    who, n = names.get(about, about), len(change.others)
    if change.kind == scenario.PARTNER_GOES:
        return _("{who} stops", who=who)
    if change.kind == scenario.PROGRAMME_GOES:
        return _("programme {who} stops", who=who)
    if change.kind == scenario.FUNDER_STOPS:
        programmes = ", ".join(names.get(one, one) for one in change.others)
        return _("funder {who} stops: {programmes}", who=change.about, programmes=programmes)
    if change.kind == scenario.SCHOOLS_GO:
        return ngettext("{who} leaves {n} school", "{who} leaves {n} schools", n, who=who)
    if change.kind == scenario.PARTNER_COMES:
        return ngettext("new: {who} at {n} school in {year}", "new: {who} at {n} schools in {year}", n,
                        who=change.about, year=change.school_year)  # fmt: skip
    return ngettext("{who} also at {n} school in {year}", "{who} also at {n} schools in {year}", n, who=who,
                    year=change.school_year)  # fmt: skip


def _names(reader: Reader) -> dict[str, str]:
    """Partners by partner_id, programmes by programme_id with their partner."""
    partners = {row["partner_id"]: row["name"] for row in reader.run("request_partners").to_dict("records")}
    programmes = reader.run("partner_programmes").to_dict("records")
    return partners | {
        row["programme_id"]: f"{row['name'] or row['programme_id']} ({row['partner_name']})" for row in programmes
    }


def unknown(wanted: Scenario, reader: Reader) -> list[str]:
    """Partners, programmes and schools of a scenario that this build does not have: about these it changes nothing."""
    known = set(_names(reader))
    about = {change.about for change in wanted.changes if change.kind in _BY_ID}
    about = {one.removesuffix(f"/{scenario.NEW}") for one in about}
    about |= {programme for change in wanted.of(scenario.FUNDER_STOPS) for programme in change.others}
    schools = {school for change in wanted.of(*_OF_SCHOOLS) for school in change.others}
    missing = sorted(about - known)
    return missing + (sorted(schools - _schools(schools, reader)) if schools else [])


_BY_ID = (scenario.PARTNER_GOES, scenario.PROGRAMME_GOES, scenario.SCHOOLS_GO, scenario.SCHOOLS_COME)
_OF_SCHOOLS = (scenario.SCHOOLS_GO, scenario.SCHOOLS_COME, scenario.PARTNER_COMES)


def _schools(ids: Iterable[str], reader: Reader) -> set[str]:
    return set(reader.run("request_schools", {"ids": sorted(ids)})["school_id"])
