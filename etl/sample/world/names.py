"""Invented names for places, wijken, streets and schools."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import yaml

_TEXT = yaml.safe_load(Path(__file__).with_name("words.yml").read_text(encoding="utf-8"))
WORDS: dict[str, list[str]] = {name: text.split() for name, text in _TEXT.items()}
STEMS, TOWNS, PARTS, ROADS = (WORDS[name] for name in ("stems", "towns", "parts", "roads"))
FIRST, COMMON, NEUTER, PROVINCES = (WORDS[name] for name in ("first", "common", "neuter", "provinces"))
ODD_TOWNS = ["'s-Elvermsande", "Brúnswâldmarke", "IJzelmzicht"]


def plain_upper(name: str, apostrophe: bool = True) -> str:
    """A place name as DUO writes it: upper case, no accents; municipalities without apostrophe."""
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    return text if apostrophe else text.replace("'S-", "S ").replace("'", "").strip()


def places(rng: np.random.Generator, count: int) -> list[str]:
    """`count` different place names; about one in fifteen with an article, a saint or a hyphen."""
    stems, ends = len(STEMS), len(TOWNS)
    picks = rng.permutation(stems * ends)[:count]
    extra = rng.random(count)
    return [_dressed(STEMS[p % stems] + TOWNS[p // stems], x) for p, x in zip(picks, extra, strict=True)]


def _dressed(name: str, chance: float) -> str:
    """The name with now and then a Dutch trimming: 's-, 't, Sint- or a suffix."""
    if chance < 0.02:
        return "'s-" + name
    if chance < 0.035:
        return "Sint-" + name
    if chance < 0.05:
        return name + " aan Zee"
    if chance < 0.065:
        return "Oud-" + name
    return name


def quarters(rng: np.random.Generator, count: int) -> list[str]:
    """`count` names for wijken and buurten of one municipality, all different."""
    total = len(STEMS) * len(PARTS)
    picks = rng.choice(total, size=count, replace=False)
    return [STEMS[p % len(STEMS)] + PARTS[p // len(STEMS)] for p in picks]


def streets(rng: np.random.Generator, count: int) -> list[str]:
    """`count` street names of at most 24 characters (DUO's width), repeats allowed."""
    first = rng.integers(len(STEMS), size=count)
    last = rng.integers(len(ROADS), size=count)
    return [(STEMS[a] + ROADS[b])[:24] for a, b in zip(first, last, strict=True)]


def school_cores(rng: np.random.Generator, count: int) -> list[str]:
    """`count` school names such as "De Kwartsvlinder" or "Het Maanschip"; repeats once used up."""
    common = [f"De {a}{b}" for a in FIRST for b in COMMON]
    every = common + [f"Het {a}{b}" for a in FIRST for b in NEUTER]
    rounds = -(-count // len(every))
    return [every[i] for _ in range(rounds) for i in rng.permutation(len(every))][:count]
