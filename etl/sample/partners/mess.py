"""The mess in partner files: each kind a small change of what one row tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from etl.sample.world import names
from etl.sample.world.model import World

Told = dict[str, str]  # what one row tells, with `kind`, `school_id` and `count` for the truth

HOSTILE = ['=HYPERLINK("http://voorbeeld.example","klik hier")', "@SUM(A1)", "+A1+A2"]
_SHORT = {
    "Openbare Basisschool": "OBS",
    "Christelijke Basisschool": "Chr. bs",
    "Basisschool": "bs.",
    "College": "Coll.",
}
_SHORT |= {"Praktijkschool": "PrO", "Lyceum": "Lyc.", "Kindcentrum": "KC"}
_LETTERS = list("ABCDEGHJKLMNPRSTVWXZ")


@dataclass(frozen=True)
class Dice:
    """What a change may draw from."""

    rng: np.random.Generator
    world: World

    def pick(self, options: list[str]) -> str:
        return str(self.rng.choice(options))

    def below(self, end: int) -> int:
        return int(self.rng.integers(end))


def muddle(rng: np.random.Generator, world: World, told: list[Told], shares: dict[str, float]) -> list[Told]:
    """The rows with each kind of mess in its share of them (at least one), no row with two kinds; added rows last."""
    dice, changed = Dice(rng, world), list(told)
    free = [i for i in rng.permutation(len(told)).tolist() if told[i]["kind"] == "plain"]
    for kind, share in shares.items():
        if kind in ADDED:
            continue
        fits = [i for i in free if kind != "main_code" or told[i]["location"] != "00"]
        for i in fits[: max(1, round(share * len(told)))]:
            changed[i] = {**_changed(kind, dice, told[i]), "kind": kind}
            free.remove(i)
    for kind in [kind for kind in shares if kind in ADDED]:
        for _ in range(max(1, round(shares[kind] * len(told)))):
            row = _changed(kind, dice, changed[dice.below(len(changed))])
            changed.insert(dice.below(len(changed) + 1), {**row, "kind": kind})
    return changed


def _changed(kind: str, dice: Dice, told: Told) -> Told:
    """The row after one kind of mess."""
    return DRAWN[kind](dice, told) if kind in DRAWN else {**told, **FIXED[kind](told)}


def _misspelt(dice: Dice, told: Told) -> Told:
    """Two letters swapped, one doubled or one left out, inside the longest word of the name."""
    word = max(told["name"].replace(",", " ").split(), key=len)
    at = 2 + dice.below(max(1, len(word) - 4))
    a, b = word[at : at + 1], word[at + 1 : at + 2]
    wrong = word[:at] + dice.pick([b + a, a + a + b, b]) + word[at + 2 :]
    if wrong == word:
        wrong = word[:at] + word[at + 1 :]
    return {**told, "name": told["name"].replace(word, wrong)}


def _abbreviated(told: Told) -> Told:
    """A type word shortened, or one added where there is none."""
    for long, short in _SHORT.items():
        if long in told["name"]:
            return {"name": told["name"].replace(long, short)}
    return {"name": told["name"] + " - onderbouw"}


def _cut_off(told: Told) -> Told:
    """The name without the end of its last word, as a narrow column leaves it: it may stand for several schools."""
    last = told["name"].split()[-1]
    return {"name": told["name"][: len(told["name"]) - len(last) // 2]}


def _wrong_brin(dice: Dice, told: Told) -> Told:
    """The code of another school that is there."""
    schools = dice.world.schools
    others = schools[schools.is_listed & (schools.brin != told["brin"])]
    other = others.iloc[dice.below(len(others))]
    return {**told, "brin": other.brin, "location": other.location}


def _unknown_brin(dice: Dice, told: Told) -> Told:
    """A code that nobody has: neither DUO nor the fictional edition gives out 6xXX."""
    return {**told, "brin": f"6{dice.below(10)}{_letters(dice)}", "location": "00"}


def _invented(dice: Dice, told: Told) -> Told:
    """A school that is not there, in a place that is."""
    name = f"Leerplek {dice.pick(names.STEMS)}{dice.pick(names.PARTS)}"
    address = {"street": dice.pick(names.STEMS) + dice.pick(names.ROADS), "house_number": str(300 + dice.below(99))}
    postcode = f"{told['postcode'][:4]} {_letters(dice)}"
    bare = {"name": name, "postcode": postcode, "school_id": "", "joint": "", "remark": ""}
    return _unknown_brin(dice, told) | address | bare


def _letters(dice: Dice) -> str:
    return dice.pick(_LETTERS) + dice.pick(_LETTERS)


FIXED: dict[str, Callable[[Told], Told]] = {
    "lost_zero": lambda told: {"location": str(int(told["location"]))},
    "lower_brin": lambda told: {"brin": told["brin"].lower()},
    "dashed_brin": lambda _: {"joint": "-"},
    "spaced_brin": lambda _: {"joint": " "},
    "no_location": lambda _: {"location": ""},
    "no_brin": lambda _: {"brin": "", "location": ""},
    "main_code": lambda _: {"location": "00"},
    "tight_postcode": lambda told: {"postcode": told["postcode"].replace(" ", "")},
    "lower_postcode": lambda told: {"postcode": told["postcode"].lower()},
    "no_street": lambda _: {"street": "", "house_number": ""},
    "shouted": lambda told: {"name": told["name"].upper(), "place": told["place"].upper()},
    "abbreviated": _abbreviated,
    "cut_off": _cut_off,
    "repeated": lambda _: {},
}
DRAWN: dict[str, Callable[[Dice, Told], Told]] = {
    "misspelt": _misspelt,
    "wrong_brin": _wrong_brin,
    "unknown_brin": _unknown_brin,
    "hostile_name": lambda dice, told: {**told, "name": dice.pick(HOSTILE)},
    "hostile_remark": lambda dice, told: {**told, "remark": dice.pick(HOSTILE)},
    "invented": _invented,
}
ADDED = {"repeated", "invented"}  # rows that come on top of the partner's own
