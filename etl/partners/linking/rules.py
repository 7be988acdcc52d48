"""One decision per row of a partner's file: link, leave to a person, or nothing found.

Pure: what is told and the evidence per school in, a Decision out. The numbers are similarities of 0..1.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isnan
from typing import NamedTuple

from etl.partners.linking.hints import LEVEL_OF, SAYS_LITTLE
from etl.partners.linking.school_names import GROUPS

NAME_DIFFERS = 0.6  # under this a name speaks against the school
NAME_ALONE = 0.78  # a name good enough with nothing but its place
NAME_CLOSED = 0.9  # and for a school that is no longer in the list
NAME_AT_ADDRESS = 0.5  # and at the very address
EXACT = 0.97  # the same but for what says little
CLEAR = 0.06  # what the best must be ahead of the next (0.1 in the name)
CONTRADICTS = 0.1  # what another school must fit better to speak against a BRIN
MAIN = "00"
AT_POSTCODE = ("same", "once")
MOST_CANDIDATES = 5
MOST_EQUALS = 12  # where so many fit as well
OTHER_KIND = 0.1  # of the fit, that a school of another kind than was told loses
LEAST_CUT = 8  # letters of a word that may be cut short: 'stanislascoll'


class Told(NamedTuple):
    """What a row tells of its school, read: '' is not told."""

    brin: str
    location: str
    location_apart: bool  # in a cell of its own, where '00' is often a mere default
    has_name: bool
    has_place: bool
    postcode: str
    year: int | None
    own: frozenset[str] = frozenset()  # the words of the name that are its own
    whole: frozenset[str] = frozenset()  # all its words, denomination and concept too
    sector: str = ""  # po, vo or not told
    is_plain: bool = False  # no word of its own: 'KBS', 'Openbare Basisschool Blaricum'
    is_bare: bool = False  # nor a place or a concept: 'KBS'
    is_group: bool = False  # a board or a group of schools
    branch: frozenset[str] = frozenset()  # the own words behind 'locatie'
    levels: frozenset[str] = frozenset()  # DUO's words for the levels it says of its location
    full: frozenset[str] = frozenset()  # every word but articles, levels too


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
    is_newer: bool = False  # not in the list because it came after it
    kind: str = "unknown"  # same, differs: sector and levels against what the name says
    own: frozenset[str] = frozenset()  # words of its own name
    whole: frozenset[str] = frozenset()  # all of them
    around: frozenset[str] = frozenset()  # words of its street
    shared: frozenset[str] = frozenset()  # words of its name that another location of the institution has too
    fulls: frozenset[frozenset[str]] = frozenset()  # the words of each name that a source gives it
    offers: frozenset[str] = frozenset()  # levels at this very location, empty where not known
    board: str = ""

    @property
    def brin(self) -> str:
        """The institution of this location."""
        return self.school_id[:4]


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

    def review(self, rule: str, note: str, first: tuple[Candidate, ...], most: int = MOST_CANDIDATES) -> Decision:
        """For a person, with these schools on top."""
        return Decision("review", rule, first[0], 0.0, (*self.notes, note), self.shown(first, most))

    def shown(self, first: tuple[Candidate, ...], most: int = MOST_CANDIDATES) -> tuple[Candidate, ...]:
        """These first, then the others by score; twelve where so many fit as well."""
        rest = (c for c in self.candidates if c not in first)
        ordered = sorted(rest, key=lambda c: (-round(c.score, 3), not c.is_listed, c.school_id))
        return (*first[:MOST_EQUALS], *ordered)[: max(most, min(len(first) + 2, MOST_EQUALS))]


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
    if _is_mere_default(case) and _fits_better(max(own, key=_fit), coded, CLEAR):
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
    if coded and not _is_mere_default(case) and _fits_better(best, coded, CLEAR) and not _is_meant(coded, best):
        return (coded, best)
    return ()


def _is_mere_default(case: Case) -> bool:
    """'00' in a cell of its own, which many write for every location; in an id of six characters it is told."""
    return case.told.location == MAIN and case.told.location_apart


def _is_meant(coded: Candidate, best: Candidate) -> bool:
    """A name alone overrules no id of six characters that it fits too."""
    return best.postcode not in AT_POSTCODE and (isnan(coded.name) or coded.name >= NAME_DIFFERS)


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
        return case.review("brin4", "location", _best_first(c for c in open_ones if c.fit > best.fit - CLEAR))
    return case.auto(rule, best, margin)


def _by_evidence(case: Case) -> Decision:
    """Name and address; what these leave open, a name that is told in full decides."""
    found = _by_likeness(case)
    if found.decision == "auto" or case.told.postcode or (set(found.notes) & {"successor", "other_kind"}):
        return found
    named = _fully_named(case) or _only_of_its_kind(case)
    return case.auto("place_name", named, CLEAR) if named else found


def _fully_named(case: Case) -> Candidate | None:
    """The one school there that some source calls exactly this, where no other's name says all of it but levels."""
    said = case.told.full - LEVEL_OF.keys()
    say_all = [c for c in case.candidates if c.place != "differs" and any(said <= full for full in c.fulls)]
    if len(say_all) != 1 or case.told.is_plain:
        return None
    (c,) = say_all
    is_it = case.told.full in c.fulls and c.place == "same" and (c.is_listed or c.is_newer)
    return c if is_it and _is_right_kind(c) else None


def _only_of_its_kind(case: Case) -> Candidate | None:
    """'Gereformeerde Scholengemeenschap': no word of its own, yet there is one secondary school there of that kind."""
    told = case.told
    if not told.is_plain or told.sector != "vo":
        return None
    there = [c for c in case.candidates if c.place != "differs" and _is_right_kind(c)]
    rivals = [c for c in there if told.whole <= c.whole or (c.whole < told.whole and c.whole - SAYS_LITTLE)]
    alone = len(rivals) == 1 and (rivals[0].whole, rivals[0].place, rivals[0].is_listed) == (told.whole, "same", True)
    return rivals[0] if alone and told.whole - SAYS_LITTLE else None


def _is_right_kind(c: Candidate) -> bool:
    return c.kind != "differs"


def _by_likeness(case: Case) -> Decision:
    """Name and address alone. A school in the list goes before one that is not, unless the address is the other's."""
    fitting = [c for c in case.candidates if _rule(c, case.candidates)]
    if not fitting:
        return _nothing_sure(case)
    best = max(fitting, key=lambda c: (c.is_listed or c.postcode == "same", c.fit))
    rivals = [c for c in case.candidates if c is not best and not _is_shadow(c, best, case.told)]
    margin = best.fit - max((c.fit for c in rivals), default=0.0)
    if margin < CLEAR:
        equals = (best, *_best_first(c for c in rivals if c.fit > best.fit - CLEAR))
        if not (told_apart := _whole_name(case, equals) or _told_location(case, equals)):
            return _in_doubt(case, _of_level_first(case, equals))
        best, margin = told_apart, CLEAR
    rule = _rule(best, case.candidates)
    if rule == "place_name":
        return _by_name(case, best, margin)
    if rule.startswith("postcode") and (swapped := _swapped(case, best)):
        return case.review("name", "several", (best, *swapped))
    if best.name < EXACT and (gone := _gone_namesakes(case, best)):
        return case.review("name", "successor", (best, *gone))
    return case._replace(notes=(*case.notes, *_successor(case, best))).auto(rule, best, margin)


def _in_doubt(case: Case, equals: tuple[Candidate, ...]) -> Decision:
    """Several fit as well: schools, or locations of the one institution that the name is of."""
    is_one = len({c.brin for c in equals}) == 1 and not case.told.is_plain and all(_is_right_kind(c) for c in equals)
    return case.review(*(("institution", "location") if is_one else ("name", "several")), equals)


def _swapped(case: Case, best: Candidate) -> tuple[Candidate, ...]:
    """Locations of the same institution that were at this address in another year, under a name that fits as well."""
    return _best_first(
        c for c in case.candidates
        if c is not best and c.brin == best.brin and c.postcode in AT_POSTCODE
        and (isnan(c.name) or c.name >= best.name - CLEAR)
    )  # fmt: skip


def _by_name(case: Case, best: Candidate, margin: float) -> Decision:
    """Name and place alone: not for a name without a word of its own, nor where other locations may be meant."""
    if case.told.is_plain and (not _is_whole(case.told, best) or _namesakes(case, best)):
        return case.review("name", "plain", (best,))
    if best.kind == "differs":
        return case.review("name", "other_kind", (best,))
    if siblings := _also_meant(case, best):
        return _in_doubt(case, _of_level_first(case, (best, *siblings)))
    notes, namesakes = _successor(case, best), _gone_namesakes(case, best)
    if notes and (best.name < EXACT or any(c.is_newer for c in namesakes)):
        return case.review("name", "successor", (best, *namesakes))
    return case._replace(notes=(*case.notes, *notes)).auto("place_name", best, margin)


def _is_whole(told: Told, c: Candidate) -> bool:
    """The whole name, denomination and concept too, and more of it than one common word."""
    return told.whole == c.whole and c.is_listed and not told.is_bare


def _namesakes(case: Case, best: Candidate) -> list[Candidate]:
    """Others there, open or not, with the same words in their name."""
    return [c for c in case.candidates if c is not best and c.whole == best.whole and c.place != "differs"]


def _whole_name(case: Case, equals: tuple[Candidate, ...]) -> Candidate | None:
    """Of several that fit the one whose whole name was told, where that says more than the names they share."""
    same = [c for c in equals if case.told.whole == c.whole]
    is_told = (
        len(same) == 1
        and _is_whole(case.told, same[0])
        and case.told.whole - case.told.own - SAYS_LITTLE
        and _rule(same[0], list(equals))
    )
    return same[0] if is_told and same[0].kind != "differs" else None


def _told_location(case: Case, equals: tuple[Candidate, ...]) -> Candidate | None:
    """Of locations of one institution the one that a told word names or whose street it is, and no other's."""
    if len({c.brin for c in equals}) > 1:
        return None
    telling = {}
    for c in equals:
        others = {word for o in equals if o is not c for word in o.own | o.around}
        words = case.told.own & (c.own | c.around)
        telling[c] = [word for word in words if not any(_is_same_word(word, other) for other in others)]
    told = [c for c, words in telling.items() if words and c.is_listed]
    return told[0] if len(told) == 1 and _rule(told[0], list(equals)) else None


def _of_level_first(case: Case, equals: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Locations that have a level told first. Levels move between locations: of lists five years apart one in a hundred
    links by level alone would be wrong, so it is a person who says it."""
    return tuple(sorted(equals, key=lambda c: not c.offers & case.told.levels)) if case.told.levels else equals


def _is_same_word(one: str, other: str) -> bool:
    """The same word, also where one of the two is cut short: 'stanislascoll', 'stanislascollege'."""
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= LEAST_CUT and long.startswith(short))


def _also_meant(case: Case, best: Candidate) -> tuple[Candidate, ...]:
    """Other open locations of the institution there, when no told word is the location's own."""
    there = [
        c for c in case.candidates
        if c is not best and (c.is_listed or case.told.is_group) and c.place == best.place
        and (c.brin == best.brin or (case.told.is_group and c.kind != "differs" and c.board == best.board != ""))
    ]  # fmt: skip
    telling = {word for word in case.told.own - GROUPS if word in best.own | best.around}
    if case.told.branch and not case.told.branch & telling:
        # it names a location, and not this one
        return _best_first(c for c in there if c.brin == best.brin)
    if case.told.is_group and not telling - best.shared:
        # a group's name is of all its locations, whatever they are called
        return _best_first(there)
    return _best_first(c for c in there if not telling - c.own - c.around and (telling or c.brin == best.brin))


def _successor(case: Case, best: Candidate) -> tuple[str, ...]:
    return ("successor",) if best.is_listed and _gone_namesakes(case, best) else ()


def _gone_namesakes(case: Case, best: Candidate) -> tuple[Candidate, ...]:
    """Schools of this name that left the list there: the one found is their successor or namesake."""
    return _best_first(
        c for c in case.candidates
        if not c.is_listed and c.is_sector_listed and c.place != "differs" and c.name >= max(best.name, EXACT)
    )  # fmt: skip


def _nothing_sure(case: Case) -> Decision:
    likely = [c for c in case.candidates if c.postcode == "same" or (c.name >= 0.5 and c.place != "differs")]
    if likely:
        return case.review("name", "weak", (max(likely, key=_fit),), MOST_EQUALS)
    return Decision("none", "none", None, 0.0, (*case.notes, "nothing"), case.shown((), MOST_EQUALS))


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
