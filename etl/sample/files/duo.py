"""DUO's school lists (shape of 2026) and the distance file (shape of 2019-2020): cp1252, semicolons."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd

from etl.sample.world.model import World
from etl.sample.world.names import plain_upper

_ADDRESS = ["STRAATNAAM", "HUISNUMMER-TOEVOEGING", "POSTCODE", "PLAATSNAAM"]
_REGIONS = ["NODAAL GEBIED", "RPA-GEBIED", "WGR-GEBIED", "COROPGEBIED", "ONDERWIJSGEBIED", "RMC-REGIO"]
_LIST = [
    "PROVINCIE",
    "BEVOEGD GEZAG NUMMER",
    "INSTELLINGSCODE",
    "VESTIGINGSCODE",
    "VESTIGINGSNAAM",
    *_ADDRESS,
]
_LIST += [
    "GEMEENTENUMMER",
    "GEMEENTENAAM",
    "DENOMINATIE",
    "TELEFOONNUMMER",
    "INTERNETADRES",
    "ONDERWIJSSTRUCTUUR",
]
_LIST += [f"{column} CORRESPONDENTIEADRES" for column in _ADDRESS]
_LIST += [f"{region} {part}" for region in _REGIONS for part in ("CODE", "NAAM")] + ["VAKANTIEREGIO"]
_DISTANCE = [
    "PEILDATUM",
    "BRIN_NUMMER",
    "VESTIGINGSNUMMER",
    "INSTELLINGSNAAM_VESTIGING",
    "POSTCODE_VESTIGING",
]
_DISTANCE += [
    "PLAATSNAAM",
    "GEMEENTENUMMER",
    "GEMEENTENAAM",
    "PROVINCIE",
    "SOORT_PO",
    "DENOMINATIE_VESTIGING",
]
_DISTANCE += ["BEVOEGD_GEZAG_NUMMER", "AFSTAND", "LEERLINGEN"]
_METRES = {"Bo": (6.68, 0.8), "Sbo": (8.28, 0.5), "So": (8.95, 0.6), "Vso": (9.15, 0.6)}


def save(rows: list[list], header: list[str], path: Path, line_end: str) -> None:
    """Write rows as DUO does: cp1252, semicolons, quotes only where needed."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator=line_end)
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode("cp1252"))


def primary(world: World, path: Path) -> None:
    """One row per listed PO location: DUO's list without the structure column."""
    table = listed(world, _in_list(world, "PO")).drop(columns="ONDERWIJSSTRUCTUUR")
    save(table.to_numpy().tolist(), list(table.columns), path, "\r\n")


def secondary(world: World, path: Path) -> None:
    """One row per VO location; denominations only Openbaar, Bijzonder, Overige, as since 2026."""
    table = listed(world, _in_list(world, "VO"))
    known = {"Openbaar": "Openbaar", "Samenwerking PC, RK": "Overige", "Algemeen bijzonder": "Overige"}
    table["DENOMINATIE"] = table.DENOMINATIE.map(known).fillna("Bijzonder")
    save(table.to_numpy().tolist(), list(table.columns), path, "\r\n")


def _in_list(world: World, sector: str) -> pd.DataFrame:
    """The locations of a sector that DUO's list still has."""
    return world.schools[(world.schools.sector == sector) & world.schools.is_listed]


def listed(world: World, schools: pd.DataFrame) -> pd.DataFrame:
    """The location list in DUO's columns, blanks as one space, ordered by province and board."""
    schools = schools.reset_index(drop=True)
    towns = world.places.municipalities.iloc[schools.municipality].reset_index(drop=True)
    rng = np.random.default_rng(len(schools))  # telephone and site only: stays the same whatever else changes
    table = pd.DataFrame(index=schools.index, columns=_LIST, data=" ")
    table["PROVINCIE"], table["BEVOEGD GEZAG NUMMER"] = towns.province_name, schools.board
    table["INSTELLINGSCODE"], table["VESTIGINGSCODE"] = schools.brin, schools.school_id
    table["VESTIGINGSNAAM"], table["DENOMINATIE"] = schools.name, schools.denomination.str[:30]
    table["GEMEENTENUMMER"] = towns.code.str[2:]
    table["GEMEENTENAAM"] = [plain_upper(name, apostrophe=False) for name in towns.name]
    table["ONDERWIJSSTRUCTUUR"] = schools.structure
    table["TELEFOONNUMMER"] = [_or_blank(rng, f"0990{n:06d}", 0.01) for n in rng.integers(10**6, size=len(schools))]
    table["INTERNETADRES"] = [_or_blank(rng, f"www.{brin.lower()}.example", 0.1) for brin in schools.brin]
    _addresses(rng, schools, table)
    _regions(towns, table)
    return table.sort_values(["PROVINCIE", "BEVOEGD GEZAG NUMMER", "VESTIGINGSCODE"], ignore_index=True)


def _or_blank(rng: np.random.Generator, text: str, chance: float) -> str:
    """The text, or DUO's blank."""
    return " " if rng.random() < chance else text


def _addresses(rng: np.random.Generator, schools: pd.DataFrame, table: pd.DataFrame) -> None:
    """Visiting and postal address; some by post box, a few without."""
    spaced = schools.postcode.str[:4] + " " + schools.postcode.str[4:]
    place = schools.place.map(plain_upper)
    kind = rng.choice(["same", "box", "none"], size=len(schools), p=[0.84, 0.155, 0.005])
    box = pd.Series(rng.integers(1, 999, len(schools)).astype(str))
    values = {"STRAATNAAM": schools.street, "HUISNUMMER-TOEVOEGING": schools.house_number}
    values |= {"POSTCODE": spaced, "PLAATSNAAM": place.str[:24]}
    for column, value in values.items():
        table[column] = value
        other = {"STRAATNAAM": "Postbus", "HUISNUMMER-TOEVOEGING": box}.get(column, value)
        table[f"{column} CORRESPONDENTIEADRES"] = np.select([kind == "same", kind == "box"], [value, other], " ")


def _regions(towns: pd.DataFrame, table: pd.DataFrame) -> None:
    """The six regional divisions, all cut along the fictional COROP regions; holiday region Noord."""
    for region in _REGIONS:
        table[f"{region} CODE"] = towns.corop_code.str[2:]
        table[f"{region} NAAM"] = towns.corop_name.map(lambda name: name[:30])
    table["VAKANTIEREGIO"] = "Noord"


def distances(world: World, path: Path) -> None:
    """One row per PO location and kind: pupils and mean distance to home; Bo as in the workbook."""
    rows = []
    for school in world.schools[(world.schools.sector == "SO") | world.schools.is_scored].itertuples():
        kinds = school.kind.split("/")
        for number, kind in enumerate(kinds):
            pupils = school.pupils // len(kinds) + number
            rows.append(_distance_row(world, school, kind, pupils if len(kinds) > 1 else school.pupils))
    save(rows, _DISTANCE, path, "\n")


def _distance_row(world: World, school, kind: str, pupils: int) -> list:
    """One line of the distance file."""
    town = world.places.municipalities.iloc[school.municipality]
    middle, spread = _METRES[kind]
    metres = np.exp(world.rng.normal(middle + 0.12 * (school.urbanity - 3), spread))
    mean = round(metres * pupils) / pupils
    number = f"{mean:.15g}".replace(".", ",")
    place, name = plain_upper(school.place)[:24], mangled(town["name"])
    where = [school.postcode, place, town["code"][2:].lstrip("0"), name, town["province_name"]]
    board = [kind, school.denomination[:30], school.board]
    return ["20241001", school.brin, school.location, school.name, *where, *board, number, int(pupils)]


def mangled(name: str) -> str:
    """Accents as in the real file: latin-1 read as cp850, then written as cp1252."""
    wrong = name.encode("latin-1").decode("cp850")
    try:
        wrong.encode("cp1252")
    except UnicodeEncodeError:
        return name
    return wrong
