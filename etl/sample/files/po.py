"""DUO's files about primary education through the years: pupils 1996-2025, weights 2016, end tests 2018-2019."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from etl.sample.files.duo import mangled, save
from etl.sample.files.exams import hidden
from etl.sample.world import pupils
from etl.sample.world.model import World, records
from etl.sample.world.names import STEMS, plain_upper, school_cores

_HISTORY = ["INSTELLINGSCODE", "VESTIGINGSCODE", "NAAM_VESTIGING", "SOORT_VESTIGING", "DENOMINATIE_VESTIGING"]
_HISTORY += ["BEVOEGD_GEZAG_NUMMER", "GEMEENTECODE_VESTIGING", "GEMEENTENAAM_VESTIGING"]
_HISTORY += [f"LEERLINGEN_{year}" for year in pupils.YEARS]
_WHERE = ["BRIN_NUMMER", "VESTIGINGSNUMMER", "INSTELLINGSNAAM_VESTIGING", "POSTCODE_VESTIGING", "PLAATSNAAM"]
_WHERE += ["GEMEENTENUMMER", "GEMEENTENAAM", "PROVINCIE", "SOORT_PO", "DENOMINATIE_VESTIGING", "BEVOEGD_GEZAG_NUMMER"]
_AGES = ["JONGER", *map(str, range(4, 15)), "OUDER"]
_WEIGHTS = ["PEILDATUM", *_WHERE, "GEWICHT", *[f"LEEFTIJD_{age}" for age in _AGES], "TOTAAL"]
_RENAMED = 0.08  # share of the schools that had another name
_AGE_SHARE = [0, 0.085, 0.124, 0.124, 0.125, 0.126, 0.126, 0.127, 0.117, 0.043, 0.003, 0, 0]
# provider: share of schools, mean and spread between schools, decimals of a pupil's score (real values of 2019)
_TESTS = {"CET": (0.47, 535.8, 3.8), "IEP": (0.32, 82.0, 4.6), "ROUTE8": (0.16, 198.9, 18.2)}
_TESTS |= {"DIA": (0.033, 358.5, 6.0), "AMN": (0.017, 402.7, 30.8)}
_SCORES = ["PEILDATUM_LEERLINGEN", "PRIKDATUM_SCORES", *_WHERE, "LEERJAAR_8", "ONTHEFFING_REDEN_ND"]
_SCORES += [f"{test}_{what}" for test in _TESTS for what in ("AANTAL", "GEM")]


def where(world: World, school) -> list[str]:
    """The eleven columns that say which location it is; the number of the municipality right-aligned."""
    code, town, _, province, *_ = world.towns[int(school.municipality)]
    number = code[2:].lstrip("0").rjust(4)
    place, name = plain_upper(school.place)[:24], mangled(town)
    first = [school.brin, school.location, school.name, school.postcode, place, number, name]
    return [*first, province, school.kind, school.denomination[:30], school.board]


def history(world: World, path: Path) -> None:
    """One row per location of PO and special education, closed ones too; a column per year, utf-8 with BOM."""
    past, rows = pupils.history(world), []
    for school in records(world.schools.loc[past.index]):
        head = [school.brin, school.school_id, school.name, school.kind.upper(), school.denomination, school.board]
        rows.append([*head, *_town(world, int(school.municipality)), *map(hidden, past.loc[school.Index].tolist())])
    rows += _gone(world, len(rows) // 4)
    rows.sort(key=lambda row: row[1])
    text = "".join(";".join(map(_quoted, row)) + "\r\n" for row in [_HISTORY, *rows])
    path.write_bytes(text.encode("utf-8-sig"))


def _town(world: World, municipality: int) -> list[str]:
    """Number without leading zeros and name in capitals."""
    code, name, *_ = world.towns[municipality]
    return [code[2:].lstrip("0"), plain_upper(name, apostrophe=False)]


def _quoted(cell: str) -> str:
    """Quotes only where needed."""
    return '"' + cell.replace('"', '""') + '"' if '"' in cell or ";" in cell else cell


def _gone(world: World, count: int) -> list[list[str]]:
    """Rows of locations that closed before any of the lists: only the history knows them."""
    rng, years = world.own_rng("gone"), np.array(pupils.YEARS)
    used = set(world.schools.brin)
    free = [f"9{n}Y{letter}" for n in range(10) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    free += [f"{8 - n // 10}{n % 10}{a}{b}" for n in range(20) for a in "WXZ" for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    brins = [brin for brin in free if brin not in used]
    rows = []
    for number, name in enumerate(school_cores(rng, count)):
        brin, location = brins[number % len(brins)], number // len(brins)
        kind = "SBO" if number % 11 == 0 else "BO"
        town = _town(world, int(rng.integers(len(world.towns))))
        size, closed = np.exp(rng.normal(4.7, 0.5)), int(rng.integers(1998, 2023))
        line = np.round(size * np.exp(-0.12 * (years - closed + 8).clip(0) + rng.normal(0, 0.04, len(years))))
        line = np.where(years < closed, line.clip(1), 0).astype(int).tolist()
        if number % 13 == 6:  # fades away, with hidden counts at the end
            line[-6:], kind = [14, 11, 7, 4, 3, 2], "SO"
        head = [brin, f"{brin}{location:02d}", name, kind, "Openbaar", "09999"]
        rows.append([*head, *town, *map(hidden, line)])
    return rows


def weights(world: World, path: Path) -> None:
    """One row per location and pupil weight (0.00, 0.30, 1.20) on 1 October 2016; rows of nobody are left out."""
    rng, past = world.own_rng("weights"), pupils.history(world)[2016]
    renamed, rows = world.own_rng("former names"), []
    for school in records(world.schools[world.schools.is_scored]):
        need = min(school.score_total / school.pupils, 4.0)
        place = where(world, school)
        if renamed.random() < _RENAMED:  # what it was called then
            place[2] = f"{renamed.choice(STEMS).capitalize()}school"
        heavy = [0.03 + 0.025 * need, 0.004 + 0.055 * need]
        counts = rng.multinomial(past[school.Index], [1 - sum(heavy), *heavy])
        for weight, count in zip(("0.00", "0.30", "1.20"), counts, strict=True):
            ages = rng.multinomial(count, _AGE_SHARE).tolist()
            if count:
                rows.append(["20161001", *place, weight, *ages, int(count)])
    save(rows, _WEIGHTS, path, "\n")


def end_tests(world: World, path: Path) -> None:
    """One row per Bo and Sbo location; a mean on the provider's own scale, one space where nobody took it."""
    rng, last = world.own_rng("tests"), pupils.grade8(world, 2018)
    region = world.land.municipalities.region.to_numpy()
    share = np.array([test[0] for test in _TESTS.values()])
    liked = [rng.dirichlet(share * 12) for _ in range(int(region.max()) + 1)]
    rows = []
    for school in records(world.schools.loc[last[last > 0].index]):
        test = rng.choice(list(_TESTS), p=liked[region[int(school.municipality)]])
        exempt = min(int(rng.poisson(0.5)), last[school.Index] - 1)
        cells = _scores(rng, world, school, test, int(last[school.Index]) - exempt)
        rows.append(["20190417", "20190725", *where(world, school), last[school.Index], exempt, *cells])
    save(rows, _SCORES, path, "\n")


def _scores(rng: np.random.Generator, world: World, school, test: str, count: int) -> list:
    """Count and mean per provider; all pupils took one test."""
    _, middle, spread = _TESTS[test]
    level = world.level(school) + rng.normal(0, 0.6)
    mean = round((middle + spread * level) * count) / count
    filled = [count, f"{mean:.15g}".replace(".", ",")]
    return [cell for name in _TESTS for cell in (filled if name == test else [0, " "])]
