"""Linking on lists made by rule from published lists of other years, secondary schools as people name them.

The rule for secondary names: levels dropped, or glued behind the name; the kind of school in front dropped; words cut
short; the place inside the name; all in lower case. Truth is the list's own id, which the linking does not see. What a
name can tell: its school is the only open location of its institution in the place.
"""

import random
import re
from pathlib import Path

import pandas as pd
import pytest

from etl.partners.intake import FIELDS
from etl.partners.linking import match
from tests.partners.test_match import edition

pytestmark = pytest.mark.realdata
VO_2020, VO_2025 = "duo/alle-vestigingen-vo_2020-12.csv", "newer/afgeleid_02.-alle-vestigingen-vo_2025-09.csv"
PO_2026 = "duo/02.-alle-schoolvestigingen-basisonderwijs_2026-08.csv"
LEVELS = frozenset(
    re.findall(r"\w+", "vwo havo mavo vmbo vbo lwoo mbo pro lyceum atheneum gymnasium voor en met onderwijs ivo")
)
IN_FRONT = re.compile(
    r"^(?:openbare |christelijke |rooms-? ?katholieke |katholieke |interconfessionele |protestants[- ]christelijke )?"
    r"(?:regionale |brede )?(?:scholengemeenschap|scholengem\.?|sgm\.?|sg\.?|schoolgemeenschap)(?: voor)? "
    r"(?=[a-z0-9'])",
    re.IGNORECASE,
)
SHORTER = {"Christelijke": "Chr.", "Scholengemeenschap": "SG", "Openbare": "Openb.", "Katholieke": "Kath.",
           "College": "Coll.", "Regionale": "Reg.", "Gymnasium": "Gymn.", "Sint ": "St. ", "locatie": "loc.",
           "vestiging": "vest."}  # fmt: skip
GLUED = {"VBO": "vmbo", "MAVO": "mavo", "HAVO": "havo", "VWO": "vwo"}
KINDS = ("bare", "bare", "without front", "glued", "shortened", "place behind", "place after comma", "lower case")


def published(path: Path) -> pd.DataFrame:
    """truth, name, place and structure of a list of DUO."""
    data = path.read_bytes()
    encoding = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "cp1252"
    found = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False, encoding=encoding)
    code = "VESTIGINGSCODE" if "VESTIGINGSCODE" in found else "VESTIGINGSNUMMER"
    named = {"truth": code, "name": "VESTIGINGSNAAM", "place": "PLAATSNAAM", "structure": "ONDERWIJSSTRUCTUUR"}
    texts = found.reindex(columns=[*named.values()], fill_value="").set_axis([*named], axis=1)
    return texts.apply(lambda column: column.str.strip())


def without_levels(name: str) -> str:
    """'Zwin College voor Vmbo Havo' -> 'Zwin College'; a lone 'Lyceum' is part of the name."""
    words = name.split()
    while len(words) > 1 and {*re.split(r"[^a-z]+", words[-1].lower())} <= LEVELS | {""}:
        alone = words[-1].lower() in ("lyceum", "gymnasium", "atheneum") and words[-2].lower() not in LEVELS
        if alone:
            break
        words.pop()
    return " ".join(words).strip(" ,-")


def as_people_say(name: str, place: str, structure: str, rng: random.Random) -> str:
    bare = without_levels(name)
    short = IN_FRONT.sub("", bare) if len(IN_FRONT.sub("", bare)) > 4 else bare
    kind = rng.choice(KINDS)
    if kind == "shortened":
        for word, shorter in SHORTER.items():
            bare = bare.replace(word, shorter)
        return bare
    levels = "/".join(word for level, word in GLUED.items() if level in structure.split("/"))
    return {
        "bare": bare, "without front": short, "glued": f"{short} {levels}".strip(), "place behind": f"{short} {place}",
        "place after comma": f"{short}, {place}", "lower case": short.lower(),
    }[kind]  # fmt: skip


def linked(listed: pd.DataFrame, schools: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    """The list's rows that the edition knows, with what was made of them."""
    rows = pd.DataFrame("", index=listed.index, columns=[*FIELDS]).assign(school=listed["name"], place=listed["place"])
    rows.insert(0, "line", range(2, len(rows) + 2))
    found = match.link(rows, schools, names)
    shown = [{c["school_id"] for c in candidates} for candidates in found["candidates"]]
    both = listed.assign(got=found["school_id"], is_auto=found["decision"] == "auto", shown=shown)
    both = both[both["truth"].isin(schools["school_id"])]
    open_ones = schools[schools["is_listed"]]
    there = open_ones.groupby(["brin", "place"])["school_id"].nunique()
    place = open_ones.set_index("school_id")["place"]
    alone = [there.get((truth[:4], place.get(truth)), 0) == 1 for truth in both["truth"]]
    return both.assign(is_told=alone, is_shown=[t in s for t, s in zip(both["truth"], both["shown"], strict=True)])


def figures(both: pd.DataFrame) -> dict[str, float]:
    auto, rest = both[both["is_auto"]], both[~both["is_auto"]]
    told = both[both["is_told"]]
    return {
        "rows": len(both), "linked": len(auto) / len(both), "linked where a name can tell": told["is_auto"].mean(),
        "precision": (auto["got"] == auto["truth"]).mean(), "candidates": rest["is_shown"].mean(),
    }  # fmt: skip


def secondary(mirror: Path, name: str, seed: int) -> pd.DataFrame:
    rng, listed = random.Random(seed), published(mirror / name)
    columns = zip(listed["name"], listed["place"], listed["structure"], strict=True)
    return listed.assign(name=[as_people_say(*one, rng) for one in columns])


def test_a_sample_of_secondary_schools_as_people_say_them(real_data, mirror):
    schools, names = edition(real_data)
    both = linked(secondary(mirror, VO_2025, 11).sample(200, random_state=1), schools, names)
    got = figures(both)
    assert got["precision"] >= 0.99
    assert got["linked where a name can tell"] >= 0.8
    assert got["candidates"] >= 0.97


@pytest.mark.slow
def test_secondary_schools_as_people_say_them(real_data, mirror):
    schools, names = edition(real_data)
    parts = [(VO_2020, 1), (VO_2020, 2), (VO_2025, 3), (VO_2025, 4)]
    both = pd.concat([linked(secondary(mirror, name, seed), schools, names) for name, seed in parts])
    got = figures(both)
    print("VO", got)
    assert got["precision"] >= 0.998
    assert got["linked where a name can tell"] >= 0.85
    assert got["candidates"] >= 0.99


@pytest.mark.slow
def test_primary_schools_of_later_years(real_data, mirror):
    schools, names = edition(real_data)
    got = figures(linked(published(mirror / PO_2026), schools, names))
    print("PO", got)
    assert got["precision"] >= 0.999
    assert got["linked"] >= 0.94
    assert got["candidates"] >= 0.95
