"""One decision per row of a partner's file: link, leave to a person, or nothing found.

Pure: what is told and the evidence per school in, a Decision out. The numbers are similarities of 0..1.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isnan
from typing import NamedTuple

NAME_DIFFERS = 0.6  # under this a name speaks against the school
NAME_ALONE = 0.78  # a name good enough with nothing but its place
NAME_CLOSED = 0.9  # and for a school that is no longer in the list
NAME_AT_ADDRESS = 0.5  # and at the very address
CLEAR = 0.05  # what the best must be ahead of the next (0.1 in the name)
CONTRADICTS = 0.1  # what another school must fit better to speak against a BRIN
MAIN = "00"
AT_POSTCODE = ("same", "once")
MOST_CANDIDATES = 5


class Told(NamedTuple):
    """What a row tells of its school, read: '' is not told."""

    brin: str
    location: str
    location_apart: bool  # in a cell of its own, where '00' is often a mere default
    has_name: bool
    has_place: bool
    postcode: str
    year: int | None


class Candidate(NamedTuple):
    """One school beside a row; name, fit and score are 0..1, name NaN if none is told; last_year NaN if listed.

    postcode is same, once (in another year), area, near, differs or unknown; house same, differs or unknown;
    place same, town (municipality), differs or unknown.
    """

    school_id: str
    is_listed: bool
    is_sector_listed: bool
    last_year: float
    name: float
    postcode: str
    house: str
    place: str
    fit: float  # name, place and address
    score: float  # the same with the BRIN


@dataclass(frozen=True)
class Decision:
    """decision (auto, review, none), the rule behind it, the school meant or None, notes to say, the order to show."""

    decision: str
    rule: str
    school: Candidate | None
    margin: float
    notes: tuple[str, ...]
    candidates: tuple[Candidate, ...]


class Case(NamedTuple):
    """One row under decision."""

    told: Told
    candidates: list[Candidate]
    notes: tuple[str, ...] = ()

    def auto(self, rule: str, c: Candidate, margin: float) -> Decision:
        """A link, unless the school closed well before the year told and only name and place speak for it."""
        if c.is_listed:
            return Decision("auto", rule, c, margin, self.notes, self.shown((c,)))
        case = self._replace(notes=(*self.notes, "unlisted" if c.is_sector_listed else "never_listed"))
        if rule == "place_name" and self.told.year and c.last_year < self.told.year - 2:
            return case.review("name", "closed_before", (c,))
        return Decision("auto", rule, c, margin, case.notes, self.shown((c,)))

    def review(self, rule: str, note: str, first: tuple[Candidate, ...]) -> Decision:
        """For a person, with these schools on top."""
        return Decision("review", rule, first[0], 0.0, (*self.notes, note), self.shown(first))

    def shown(self, first: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        """These first, then the others by score."""
        rest = (c for c in self.candidates if c not in first)
        ordered = sorted(rest, key=lambda c: (-round(c.score, 3), not c.is_listed, c.school_id))
        return (*first, *ordered)[:MOST_CANDIDATES]


def decide(told: Told, candidates: list[Candidate], brin_is_known: bool) -> Decision:
    """The ladder: BRIN first where the register knows it, else name and address."""
    if told.brin and brin_is_known:
        return _by_brin(Case(told, candidates))
    return _by_evidence(Case(told, candidates, ("unknown_brin",) if told.brin else ()))


def _by_brin(case: Case) -> Decision:
    told = case.told
    own = [c for c in case.candidates if c.school_id.startswith(told.brin)]
    coded = next((c for c in own if c.school_id == told.brin + told.location), None)
    if others := _contradicts(case, own, coded):
        return case.review("brin", "contradicted", others)
    if coded is None:
        return _in_brin(case, own)
    if _fits_better(max(own, key=_fit), coded, CLEAR):
        return _in_brin(case._replace(notes=("main_code",)), own)
    if twins := _twins_of_main(case, coded, own):
        return case.review("brin", "several", (coded, *twins))
    if not _agrees(coded):
        return case.review("brin", "unsupported", (coded,))
    next_best = max((c.score for c in case.candidates if c is not coded), default=0.0)
    return case.auto("brin6", coded, coded.score - next_best)


def _contradicts(case: Case, own: list[Candidate], coded: Candidate | None) -> tuple[Candidate, ...]:
    """The BRIN's school and the one that name and address mean, where these differ; '00' for a branch does not."""
    best = max(own, key=_fit)
    rival = max((c for c in case.candidates if c not in own), key=_fit, default=None)
    if rival and _fits_better(rival, best, CONTRADICTS):
        return (coded or best, rival)
    if coded and case.told.location != MAIN and _fits_better(best, coded, CLEAR):
        return (coded, best)
    return ()


def _fits_better(c: Candidate, than: Candidate, by: float) -> bool:
    return _points_at(c) and c.fit >= than.fit + by


def _twins_of_main(case: Case, coded: Candidate, own: list[Candidate]) -> tuple[Candidate, ...]:
    """Branches that fit as well where '00' may be a mere default: in a cell of its own, or beside an address."""
    if case.told.location != MAIN or not (case.told.location_apart or case.told.postcode):
        return ()
    return tuple(c for c in own if c is not coded and c.is_listed and c.fit > coded.fit - CONTRADICTS)


def _in_brin(case: Case, own: list[Candidate]) -> Decision:
    """A BRIN without a usable location: the only open one, else name and address choose among its locations."""
    open_ones = [c for c in own if c.is_listed] or own
    best = max(open_ones, key=_fit)
    gone = max(own, key=_fit)
    if gone.fit > best.fit + CONTRADICTS and gone.postcode == "same":
        best = gone
    margin = best.fit - max((c.fit for c in open_ones if c is not best), default=0.0)
    if not _agrees(best):
        return case.review("brin", "unsupported", (best,))
    if open_ones == [best]:
        return case.auto("brin4", best, margin)
    rule = _rule(best, own) or ("brin4" if _points_at(best) else "")
    if not rule or margin < CLEAR:
        return case.review("brin4", "several", _best_first(c for c in open_ones if c.fit > best.fit - CLEAR))
    return case.auto(rule, best, margin)


def _by_evidence(case: Case) -> Decision:
    """Name and address alone. A school in the list goes before one that is not, unless the address is the other's."""
    fitting = [c for c in case.candidates if _rule(c, case.candidates)]
    if not fitting:
        return _nothing_sure(case)
    best = max(fitting, key=lambda c: (c.is_listed or c.postcode == "same", c.fit))
    rivals = [c for c in case.candidates if c is not best and not _is_shadow(c, best, case.told)]
    margin = best.fit - max((c.fit for c in rivals), default=0.0)
    if margin < CLEAR:
        return case.review("name", "several", (best, *_best_first(c for c in rivals if c.fit > best.fit - CLEAR)))
    return case.auto(_rule(best, case.candidates), best, margin)


def _nothing_sure(case: Case) -> Decision:
    likely = [c for c in case.candidates if c.postcode == "same" or (c.name >= 0.5 and c.place != "differs")]
    if likely:
        return case.review("name", "weak", (max(likely, key=_fit),))
    return Decision("none", "none", None, 0.0, (*case.notes, "nothing"), case.shown(()))


def _rule(c: Candidate, candidates: list[Candidate]) -> str:
    """The rung on which name and address alone carry a link to this school; '' where they do not."""
    if c.postcode in AT_POSTCODE and c.place != "differs":
        return _rule_at_postcode(c, candidates)
    needed = NAME_ALONE if c.is_listed and c.postcode != "near" else NAME_CLOSED
    is_here = c.place in ("same", "town") and c.postcode != "differs"
    return "place_name" if is_here and c.name >= needed else ""


def _rule_at_postcode(c: Candidate, candidates: list[Candidate]) -> str:
    if isnan(c.name):
        alone = sum(other.postcode in AT_POSTCODE for other in candidates) == 1
        return "postcode" if alone and c.house != "differs" else ""
    if c.house == "same" and c.name >= NAME_AT_ADDRESS:
        return "postcode_house"
    return "postcode_name" if c.name >= NAME_DIFFERS else ""


def _agrees(c: Candidate) -> bool:
    """Name, place and address do not speak against a BRIN: nothing told, or enough of it the same."""
    if c.postcode in AT_POSTCODE:
        return True
    if isnan(c.name):
        return c.place != "differs" and c.postcode != "differs"
    return c.name >= NAME_DIFFERS and (c.place != "differs" or c.postcode == "area")


def _points_at(c: Candidate) -> bool:
    """Enough of name, place and address to mean this school and no other BRIN."""
    if c.postcode in AT_POSTCODE:
        return isnan(c.name) or c.name >= NAME_AT_ADDRESS
    return c.name >= 0.7 and c.place in ("same", "town") and c.postcode != "differs"


def _is_shadow(c: Candidate, best: Candidate, told: Told) -> bool:
    """A school out of the list is no rival of one in it, unless its address is told or it was at work till lately."""
    if c.is_listed or not best.is_listed or c.postcode == "same":
        return False
    lately = told.year is None or c.last_year >= told.year
    return not (lately and c.is_sector_listed and c.place == "same" and best.postcode not in AT_POSTCODE)


def _best_first(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    return tuple(sorted(candidates, key=_fit, reverse=True))


def _fit(c: Candidate) -> tuple[float, bool]:
    return (c.fit, c.is_listed)
