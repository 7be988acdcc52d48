"""What if: changes to who is active where, as one text that an address can hold. Pure; nothing of it is a fact.

A scenario is a set of changes to the activities of a build, so their order says nothing: what goes, goes from what
the build has; what comes, comes beside what is left. The text begins with the build on which it was made:

2020-7a4e05f5~-p*brug~-g*lees/taal~-f*Fonds*toren/sport~-s*brug*900A00~+s*lees/taal*2020-2021*901A00~+p*Nieuw*2020-2021*902A00
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, unquote
from zlib import crc32

PARTNER_GOES, PROGRAMME_GOES, FUNDER_STOPS, SCHOOLS_GO = "-p", "-g", "-f", "-s"
SCHOOLS_COME, PARTNER_COMES = "+s", "+p"
BETWEEN, PART = "~", "*"
LONGEST_NAME = 40
NEW = "wat-als"  # how the partner_id of a partner that is not there begins; a programme that nobody has chosen yet
SCHOOL, YEAR, SLUG = (
    re.compile(r"[0-9A-Z]{6}"),
    re.compile(r"[12][0-9]{3}-[12][0-9]{3}"),
    re.compile(r"[a-z0-9-]+(/[a-z0-9*-]+)?"),
)


@dataclass(frozen=True, order=True)
class Change:
    """One change: its kind, whom it is about (partner_id, programme_id or a name), of which year, and the rest.

    `others` are school_ids, or for a funder that stops the programmes that it pays.
    """

    kind: str
    about: str
    school_year: str = ""
    others: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        about = quote(self.about, safe="/").replace(BETWEEN, "%7E")  # which quote() leaves
        parts = [self.kind, about, *filter(None, [self.school_year]), *self.others]
        return PART.join(parts)

    @property
    def new_id(self) -> str:
        """The partner_id that a partner of this name gets, who is not there yet."""
        letters = re.sub(r"[^a-z0-9]+", "-", self.about.casefold()).strip("-")
        return f"{NEW}-{letters or 'partner'}-{crc32(self.about.encode()):08x}"


@dataclass(frozen=True)
class Scenario:
    """Changes in one order, whatever order they were made in; without any it is what is. Hashable."""

    changes: tuple[Change, ...] = ()
    build_id: str = ""  # on which it was made
    unread: tuple[str, ...] = field(default=(), compare=False)  # parts of its text that say nothing

    def __bool__(self) -> bool:
        return bool(self.changes)

    @property
    def text(self) -> str:
        """As an address has it; '' without changes."""
        return BETWEEN.join([self.build_id, *(change.text for change in self.changes)]) if self.changes else ""

    def of(self, *kinds: str) -> list[Change]:
        return [change for change in self.changes if change.kind in kinds]


NOTHING = Scenario()


def made(changes: Iterable[Change], build_id: str, unread: Iterable[str] = ()) -> Scenario:
    """The scenario of these changes; what is about the same is put together, so no order and no repeat matters."""
    together: dict[tuple[str, str, str], set[str]] = {}
    for change in changes:
        together.setdefault((change.kind, change.about, change.school_year), set()).update(change.others)
    merged = (Change(*key, tuple(sorted(others))) for key, others in together.items())
    return Scenario(tuple(sorted(merged)), build_id, tuple(unread))


def read(text: str) -> Scenario:
    """The scenario in a text; parts that say nothing are in `unread`. An address is anybody's: nothing is raised."""
    build_id, *parts = text.split(BETWEEN)
    found = [(part, _change(part)) for part in parts if part]
    unread = [part for part, change in found if change is None] or ([] if found else [text] * bool(text))
    return made((change for _part, change in found if change), build_id, unread)


def _change(part: str) -> Change | None:
    kind, *rest = part.split(PART)
    about = unquote(rest[0]).strip() if rest else ""
    others = tuple(rest[1:])
    if kind in (PARTNER_GOES, PROGRAMME_GOES):
        is_whole = not others and _is_id(about, kind == PROGRAMME_GOES)
        return Change(kind, about) if is_whole else None
    if kind == FUNDER_STOPS:
        return Change(kind, about, "", others) if _is_name(about) and _all(others, SLUG) else None
    if kind == SCHOOLS_GO:
        return Change(kind, about, "", others) if _is_id(about, False) and _all(others, SCHOOL) else None
    return _coming(kind, about, others)


def _coming(kind: str, about: str, others: tuple[str, ...]) -> Change | None:
    """What comes has a school year before its schools."""
    is_known = _is_id(about, True) if kind == SCHOOLS_COME else kind == PARTNER_COMES and _is_name(about)
    if not is_known or len(others) < 2 or not YEAR.fullmatch(others[0]) or not _all(others[1:], SCHOOL):
        return None
    return Change(kind, about, others[0], others[1:])


def _is_id(text: str, of_programme: bool) -> bool:
    return bool(SLUG.fullmatch(text)) and ("/" in text) is of_programme


def _is_name(text: str) -> bool:
    return 0 < len(text) <= LONGEST_NAME


def _all(texts: tuple[str, ...], form: re.Pattern[str]) -> bool:
    return bool(texts) and all(form.fullmatch(text) for text in texts)


def tables(scenario: Scenario) -> Iterator[tuple[str, list[str]]]:
    """The scenario as named lists for SQL: what goes, and what comes as rows in parallel lists."""
    yield "partners_gone", [one.about for one in scenario.of(PARTNER_GOES)]
    stopped = [programme for one in scenario.of(FUNDER_STOPS) for programme in one.others]
    yield "programmes_gone", sorted({*(one.about for one in scenario.of(PROGRAMME_GOES)), *stopped})
    gone = [(one.about, school) for one in scenario.of(SCHOOLS_GO) for school in one.others]
    yield "left_partners", [partner for partner, _school in gone]
    yield "left_schools", [school for _partner, school in gone]
    yield from _rows_that_come(scenario)


def _rows_that_come(scenario: Scenario) -> Iterator[tuple[str, list[str]]]:
    coming = scenario.of(SCHOOLS_COME, PARTNER_COMES)
    rows = [(_programme(one), one.school_year, school) for one in coming for school in one.others]
    for at, name in enumerate(("come_programmes", "come_years", "come_schools")):
        yield name, [row[at] for row in rows]
    fresh = {one.new_id: one.about for one in scenario.of(PARTNER_COMES)}
    yield "new_partners", list(fresh)
    yield "new_names", list(fresh.values())


def _programme(change: Change) -> str:
    """The programme of a change; a partner that is not there comes with one."""
    return change.about if change.kind == SCHOOLS_COME else programme_of(change.new_id)


def programme_of(who: str) -> str:
    """A programme_id as it is; of a partner_id the programme that the partner has not chosen yet."""
    return who if "/" in who else f"{who}/{NEW}"
