"""Names, codes, boards and addresses of the fictional schools."""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.sample.world import names
from etl.sample.world.gazetteer import Gazetteer
from etl.sample.world.land import Land

DENOMINATIONS = {
    "Openbaar": 0.31,
    "Rooms-Katholiek": 0.29,
    "Protestants-Christelijk": 0.245,
    "Algemeen bijzonder": 0.06,
    "Reformatorisch": 0.03,
    "Gereformeerd vrijgemaakt": 0.02,
    "Islamitisch": 0.02,
    "Antroposofisch": 0.015,
    "Samenwerking PC, RK": 0.01,
}
_PREFIX = {
    "Openbaar": ["OBS ", "Openbare Basisschool ", "", "IKC "],
    "Rooms-Katholiek": ["Basisschool ", "RK Basisschool ", "", "Kindcentrum "],
    "Protestants-Christelijk": ["CBS ", "PCBS ", "Christelijke Basisschool ", ""],
    "Antroposofisch": ["Vrije School "],
    "Islamitisch": ["IBS "],
}
STRUCTURES = {
    "VBO/MAVO": 0.27,
    "VBO/MAVO/HAVO/VWO": 0.22,
    "HAVO/VWO": 0.11,
    "PRO": 0.10,
    "VBO": 0.09,
    "MAVO/HAVO/VWO": 0.08,
    "BRUGJAAR": 0.05,
    "VWO": 0.04,
    "VBO/MAVO/HAVO": 0.04,
}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_POSTCODE_LETTERS = "ABCDEGHJKLMNPRTVWXZ"


def named(rng: np.random.Generator, table: pd.DataFrame, land: Land, places: Gazetteer) -> pd.DataFrame:
    """The locations with name, BRIN, board, denomination, structure and address, in BRIN order."""
    table = table.assign(denomination=_pick(rng, DENOMINATIONS, len(table)))
    table["structure"] = np.where(table.sector == "VO", _pick(rng, STRUCTURES, len(table)), "")
    table["core"] = names.school_cores(rng, len(table))
    table["name"] = [_name(row, chance) for row, chance in zip(table.itertuples(), rng.random(len(table)), strict=True)]
    _codes(rng, table)
    _boards(rng, table, land)
    _addresses(rng, table, places)
    return table.sort_values("school_id", ignore_index=True)


def _pick(rng: np.random.Generator, weights: dict[str, float], count: int) -> np.ndarray:
    """`count` draws of the keys by weight."""
    share = np.array(list(weights.values()))
    return rng.choice(list(weights), size=count, p=share / share.sum())


def _name(row, chance: float) -> str:
    """A school name in the manner of its sector and denomination, at most 77 characters."""
    core = row.core
    if row.is_newcomer:
        return f"ISK {core}" if row.sector == "VO" else f"Taalschool {core}" if chance < 0.6 else f"{core}, locatie azc"
    if row.sector == "VO":
        return _secondary(row, core, chance)
    if row.sector == "SO":
        return f"SBO {core}" if row.kind == "Sbo" else f"{core} voor {row.kind.upper().replace('/', ' en ')}"
    if chance < 0.006:
        return f'Basisschool "{core}"'
    if chance < 0.05:
        title = ["Meester", "Juf", "Dokter", "Pastoor"][int(chance * 1000) % 4]
        return f"{title} {core.split(' ')[1].capitalize()}sma’s school"
    prefix = _PREFIX.get(row.denomination, [""])
    return prefix[int(chance * 997) % len(prefix)] + core


def _secondary(row, core: str, chance: float) -> str:
    """A secondary school: lyceum, college, praktijkschool, now and then with the long official tail."""
    word = core.split(" ")[1].capitalize()
    if row.structure == "PRO":
        return f"Praktijkschool {core}"
    if row.structure == "VWO":
        return f"Gymnasium {word}"
    tail = " voor Vwo Havo Mavo Vbo Lwoo" if chance < 0.25 and "VWO" in row.structure else ""
    return f"{word} {'Lyceum' if row.structure == 'HAVO/VWO' else 'College'}{tail}"


def _codes(rng: np.random.Generator, table: pd.DataFrame) -> None:
    """BRIN 90AA and up (DUO gave out none above 3xXX); a few institutions have several locations."""
    follows = table.sector.map({"PO": 0.02, "VO": 0.55, "SO": 0.2}) > rng.random(len(table))
    follows &= (table.municipality == table.municipality.shift()) & (table.sector == table.sector.shift())
    institution = (~follows).cumsum().to_numpy() - 1
    total = institution.max() + 1
    first = 90 if total <= 6000 else 80
    chosen = np.sort(rng.choice((100 - first) * 676, size=total, replace=False))
    brins = np.array([f"{first + c // 676}{_LETTERS[c // 26 % 26]}{_LETTERS[c % 26]}" for c in rng.permutation(chosen)])
    table["brin"] = brins[institution]
    table["location"] = table.groupby("brin").cumcount().map("{:02d}".format)
    table["school_id"] = table.brin + table.location
    same = table.groupby("brin")[["denomination"]].transform("first")
    table["denomination"] = same["denomination"]


def _boards(rng: np.random.Generator, table: pd.DataFrame, land: Land) -> None:
    """Boards of five digits, the first a 0 (DUO has none); some eight schools per colour and region."""
    region = land.municipalities.region.to_numpy()[table.municipality]
    colour = table.denomination.factorize(sort=True)[0] * 3 + table.sector.factorize(sort=True)[0]
    group = pd.Series(region * 100 + colour)
    count = group.groupby(group).transform("size")
    part = (rng.random(len(table)) * np.ceil(count / 9)).astype(int)
    board = (group * 1000 + part).groupby(table.brin.to_numpy()).transform("first")
    table["board"] = [f"{9800 - 5 * b:05d}" for b in board.factorize(sort=True)[0]]


def _addresses(rng: np.random.Generator, table: pd.DataFrame, places: Gazetteer) -> None:
    """Street, house number, postcode (letters fixed per street) and place."""
    buurten = places.neighbourhoods
    table["street"] = names.streets(rng, len(table))
    suffix = rng.choice(["", "", "", "", "", "-A", "-B", "-2"], size=len(table))
    table["house_number"] = [f"{n}{s}" for n, s in zip(rng.integers(1, 240, len(table)), suffix, strict=True)]
    letters = rng.integers(len(_POSTCODE_LETTERS), size=(len(table), 2))
    pairs = [_POSTCODE_LETTERS[a] + _POSTCODE_LETTERS[b] for a, b in letters]
    table["postcode"] = buurten.postcode4.to_numpy()[table.buurt] + np.array(pairs)
    table["place"] = buurten.place.to_numpy()[table.buurt]
