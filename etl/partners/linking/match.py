"""Links the rows of a partner's file to school locations, with the evidence in words.

Blocks (same BRIN, postcode area, place) -> evidence per row x school -> one decision per row. Nothing touches a disk.
As in record linkage since Fellegi and Sunter (1969) a link is automatic only when it is good in itself and clearly
better than the runner-up; what lies between goes to a person.
"""

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from etl.partners.linking import hints
from etl.partners.linking.rules import OTHER_KIND, Candidate, Decision, Told, decide
from etl.partners.linking.sides import READ_COLUMNS, READING, Register, Row, make_register, read_row
from etl.partners.linking.words import NOTES, reasons

COLUMNS = ["line", "school_id", "decision", "rule", "score", "margin", "reason_nl", "reason_en", "candidates"]
SCHOOL, DECISION, RULE, MARGIN, REASON_NL, REASON_EN, CANDIDATES = (
    COLUMNS.index(name) for name in ("school_id", "decision", "rule", "margin", "reason_nl", "reason_en", "candidates")
)
BY_BRIN, BY_NAME = ("brin", "brin4", "brin6"), ("place_name",)
# of so many links, this share of one kind makes a file one of that kind
MAJORITY_OF, MAJORITY = 10, 0.9
SAME_NAME = 80  # percent: letters less alike are two names
AT_ONCE = 500
SEEN = 40  # candidates per row that the rules look at, best first, and all of the BRIN told
OF_SCHOOL = (
    "school_id",
    "is_listed",
    "is_sector_listed",
    "last_year",
    "is_newer",
    "own",
    "whole",
    "around",
    "shared",
    "fulls",
    "offers",
    "board",
)
JUDGED_BY = ("province", "has_postcode", "house", "kind", "levels")
KINDS = ("brin", "postcode", "once", "area", "place", "town", "home")
# what evidence is worth in the fit of a school, which runs to 1
NAME_WEIGHT, PLACE_WEIGHT, ADDRESS_WEIGHT = 0.5, 0.2, 0.3
PLACE_WORTH = {"same": 1.0, "town": 0.9, "unknown": 0.5, "differs": 0.0}
POSTCODE_WORTH = {"same": 0.9, "once": 0.7, "area": 0.6, "near": 0.4, "unknown": 0.5, "differs": 0.0}
HOUSE_WORTH = {"same": 0.1, "unknown": 0.0, "differs": -0.15}
UNNAMED = 0.5
BRIN6_LIFT, BRIN4_LIFT = 0.6, 0.3  # part of what the fit lacks that the BRIN makes good in the score
# similarity of names
WHOLE = 0.9  # what the name with its articles and 'school' is worth: 'heet kompas' is 'het kompas'
CONTAINED = 0.7  # 'Wolfert' beside 'Wolfert van Borselen'
OTHER_NUMBER = 0.5  # the 4th is not the 5th Montessori school
UNNUMBERED = 0.9  # and the 4th is not the one without a number
LEAST = 0.3  # less alike than this is not alike


def link(rows: pd.DataFrame, schools: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    """One row per row of `rows`, in its order and under its index, with COLUMNS.

    `rows` has the canonical columns as text ('' = not told), `schools` is mart.school, `names` is core.school_name.
    decision is auto, review or none; school_id is '' unless auto; score and margin (to the runner-up) are 0..1;
    candidates is a list of up to twelve {"school_id", "score"}, best first.
    """
    return link_to(rows, make_register(schools, names))


def link_to(rows: pd.DataFrame, register: Register) -> pd.DataFrame:
    """The same, to schools that were made a register before."""
    told = rows.reindex(columns=list(READ_COLUMNS), fill_value="").fillna("").astype(str)
    results = _linked(rows["line"], told, register)
    results = _of_one_kind(results, rows["line"], told, register)
    _one_to_one(results, told)
    return pd.DataFrame(results, columns=COLUMNS, index=rows.index)


def _linked(lines: pd.Series, told: pd.DataFrame, register: Register, sector: str = "") -> list[list[Any]]:
    starts = range(0, len(told), AT_ONCE)
    parts = ((lines.iloc[start : start + AT_ONCE], told.iloc[start : start + AT_ONCE]) for start in starts)
    return [result for part in parts for result in _link(*part, register, sector)]


def _link(lines: pd.Series, told: pd.DataFrame, register: Register, sector: str) -> list[list[Any]]:
    read = [read_row(row, register, sector) for row in told.to_dict("records")]
    found = _candidates(read, register)
    results = []
    for r, (line, row) in enumerate(zip(lines, read, strict=True)):
        decision = decide(row.told, found.get(r, []), row.told.brin in register.brins)
        results.append(_result(line, row.told, decision))
    return results


def _of_one_kind(results: list[list[Any]], lines: pd.Series, told: pd.DataFrame, register: Register) -> list[list[Any]]:
    """Links anew, as the kind of school that most of the file is about, what another kind might be taken for."""
    sure = Counter(register.kind_of[school] for school in (result[SCHOOL] for result in results) if school)
    if sure.total() < MAJORITY_OF or not (most := sure.most_common(1)[0])[1] >= MAJORITY * sure.total():
        return results
    sector = most[0]
    other = [n for n, result in enumerate(results) if _may_be_other(result, sector, register)]
    again = _linked(lines.iloc[other], told.iloc[other], register, sector)
    for n, result in zip(other, again, strict=True):
        results[n] = result
    return results


def _may_be_other(result: list[Any], sector: str, register: Register) -> bool:
    kinds = {register.kind_of[candidate["school_id"]] for candidate in result[CANDIDATES]}
    return result[RULE] not in BY_BRIN and kinds != {sector} and bool(kinds)


def _one_to_one(results: list[list[Any]], told: pd.DataFrame) -> None:
    """Two names that differ and that would be one school go to a person, unless a BRIN or an address says so."""
    claims: dict[object, list[int]] = {}
    for n, result in enumerate(results):
        if result[SCHOOL]:
            claims.setdefault(result[SCHOOL], []).append(n)
    names = told["school"].tolist()
    for rows in claims.values():
        if len({names[n] for n in rows}) > 1 and _name_schools([names[n] for n in rows]):
            for n in rows:
                if results[n][RULE] in BY_NAME:
                    _to_a_person(results[n])


def _name_schools(names: list[str]) -> bool:
    """Whether names of rows are of different schools: other levels, or words that are not the same but for typos."""
    says = [(hints.level_words(name), hints.own_letters(name)) for name in sorted(set(names))]
    (first_levels, first), *others = says
    return any(
        (levels and first_levels and levels != first_levels) or fuzz.partial_ratio(letters, first) < SAME_NAME
        for levels, letters in others
    )


def _to_a_person(result: list[Any]) -> None:
    nl, en = NOTES["one_school"]
    result[SCHOOL], result[DECISION], result[MARGIN] = "", "review", 0.0
    result[REASON_NL], result[REASON_EN] = f"{result[REASON_NL]}, {nl}", f"{result[REASON_EN]}, {en}"


def _candidates(read: list[Row], register: Register) -> dict[int, list[Candidate]]:
    """Per row the schools that share a key with it, best score first."""
    pairs = _pairs(read, register)
    if pairs.empty:
        return {}
    pairs["name"] = _name_scores(pairs, read, register)
    _judge(pairs, read, register)
    pairs = pairs.sort_values(["r", "score", "is_listed", "school_id"], ascending=[True, False, False, True])
    pairs = pairs[pairs["brin"] | (pairs.groupby("r").cumcount() < SEEN)]
    found: dict[int, list[Candidate]] = {}
    columns = [pairs[column].tolist() for column in ("r", *Candidate._fields)]
    for r, *values in zip(*columns, strict=True):
        found.setdefault(r, []).append(Candidate(*values))
    return found


def _pairs(read: list[Row], register: Register) -> pd.DataFrame:
    """One row per file row r x school s that share a key, with a column per kind of key: is it shared."""
    told = pd.DataFrame([(r, *key) for r, row in enumerate(read) for key in row.keys], columns=["r", "kind", "key"])
    shared = told.merge(register.keys, on=["kind", "key"])
    code = shared["r"] * len(register.schools) + shared["s"]
    pairs = shared[["r", "s"]].drop_duplicates().reset_index(drop=True)
    pair_code = pairs["r"] * len(register.schools) + pairs["s"]
    for kind in KINDS:
        pairs[kind] = pair_code.isin(code[shared["kind"] == kind])
    return pairs


def _name_scores(pairs: pd.DataFrame, read: list[Row], register: Register) -> pd.Series:
    """Similarity 0..1 of the best reading of both names per pair; NaN where the row has no name."""
    told = [(r, *reading, worth) for r, row in enumerate(read) for reading, worth in row.readings]
    left = pd.DataFrame(told, columns=["r", *READING]).astype(dict.fromkeys(READING[:3], object))
    right = register.names
    ways = pairs[["r", "s"]].reset_index(names="pair").merge(left[["r"]].reset_index(names="a"), on="r")
    ways = ways.merge(right[["s"]].reset_index(names="b"), on="s")
    a, b = ways["a"].to_numpy(), ways["b"].to_numpy()
    cores = left["core"].to_numpy()[a].tolist(), right["core"].to_numpy()[b].tolist()
    wholes = left["whole"].to_numpy()[a].tolist(), right["whole"].to_numpy()[b].tolist()
    core = process.cpdist(*cores, scorer=OSA.normalized_similarity, score_cutoff=LEAST)
    whole = process.cpdist(*wholes, scorer=OSA.normalized_similarity, score_cutoff=LEAST)
    score = np.maximum.reduce([core, (core + whole) / 2, WHOLE * whole])
    contained = [x in y or y in x if min(len(x), len(y)) > 4 else False for x, y in zip(*cores, strict=True)]
    score = np.where(contained, np.maximum(score, CONTAINED), score)
    first, second = left["numbers"].to_numpy()[a], right["numbers"].to_numpy()[b]
    other = (first != second) & (first != "") & (second != "")
    score = np.where(other, np.minimum(score, OTHER_NUMBER), score)
    score = np.where((first == "") != (second == ""), score * UNNUMBERED, score)
    score = score * left["worth"].to_numpy()[a] * right["worth"].to_numpy()[b]
    best = np.full(len(pairs), -1.0)
    np.maximum.at(best, ways["pair"].to_numpy(), score)
    return pd.Series(np.where(best < 0, np.nan, best), index=pairs.index)


def _judge(pairs: pd.DataFrame, read: list[Row], register: Register) -> None:
    """Adds what the rules read of each pair: the words of Candidate, the fit and the score."""
    told = pd.DataFrame([row.told for row in read], columns=list(Told._fields), dtype=object).assign(
        house=[row.house for row in read],
        levels=[row.levels for row in read],
        province=[row.province for row in read],
    )
    told = told.iloc[pairs["r"]].reset_index(drop=True)
    school = register.schools[[*OF_SCHOOL, *JUDGED_BY]].iloc[pairs["s"]].reset_index(drop=True)
    for column in OF_SCHOOL:
        pairs[column] = school[column]
    here, around, unsaid = pairs["place"], pairs["town"] | pairs["home"], ~told["has_place"].astype(bool)
    elsewhere = (told["province"] != "") & (school["province"] != "") & (told["province"] != school["province"])
    pairs["place"] = np.select([elsewhere, here, around, unsaid], ["differs", "same", "town", "unknown"], "differs")
    has_letters = told["postcode"].str.len() == 6
    unknown = (told["postcode"] == "") | ~school["has_postcode"]
    pairs["postcode"] = np.select(
        [pairs["postcode"], pairs["once"], unknown, pairs["area"] & has_letters, pairs["area"]],
        ["same", "once", "unknown", "near", "area"],
        "differs",
    )
    houseless = (told["house"] == 0) | (school["house"] == 0) | (pairs["postcode"] != "same")
    pairs["house"] = np.select([houseless, told["house"] == school["house"]], ["unknown", "same"], "differs")
    address = pairs["postcode"].map(POSTCODE_WORTH) + pairs["house"].map(HOUSE_WORTH)
    place = pairs["place"].map(PLACE_WORTH)
    pairs["kind"] = _kinds(told, school)
    pairs["fit"] = NAME_WEIGHT * pairs["name"].fillna(UNNAMED) + PLACE_WEIGHT * place + ADDRESS_WEIGHT * address
    pairs["fit"] -= OTHER_KIND * (pairs["kind"] == "differs")
    exact = pairs["school_id"] == told["brin"] + told["location"]
    pairs["score"] = pairs["fit"] + (1 - pairs["fit"]) * np.select(
        [exact, pairs["brin"]], [BRIN6_LIFT, BRIN4_LIFT], 0.0
    )


def _kinds(told: pd.DataFrame, school: pd.DataFrame) -> list[str]:
    """Whether the kind of school that a name says (sector, levels) is the school's: same, differs or unknown."""
    columns = (told["sector"], told["levels"], school["kind"], school["levels"])
    # plain lists: pandas' own strings are slow one by one
    return [_kind(*one) for one in zip(*(column.tolist() for column in columns), strict=True)]


def _kind(sector: str, levels: frozenset[str], own_sector: str, own_levels: frozenset[str]) -> str:
    if sector and sector != own_sector:
        return "differs"
    if levels and own_levels:
        return "same" if levels & own_levels else "differs"
    return "same" if sector else "unknown"


def _result(line: object, told: Told, decision: Decision) -> list[Any]:
    school = decision.school if decision.decision == "auto" else None
    best = decision.school or (decision.candidates[0] if decision.candidates else None)
    shown = [{"school_id": c.school_id, "score": round(float(c.score), 3)} for c in decision.candidates]
    score = round(float(best.score), 3) if best else 0.0
    margin = round(min(max(float(decision.margin), 0.0), 1.0), 3)
    linked = school.school_id if school else ""
    return [line, linked, decision.decision, decision.rule, score, margin, *reasons(told, decision), shown]
