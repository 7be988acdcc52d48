"""DUO's files about secondary education: pupils per type (2019), repeaters (2020), exams (2019 and 2019-2024)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from etl.sample.files.duo import save
from etl.sample.world import pupils
from etl.sample.world.model import World, records
from etl.sample.world.names import plain_upper
from etl.sample.world.pupils import PROFILES

_YEARS = [f"LEER- OF VERBLIJFSJAAR {year} - {sex}" for year in range(1, 7) for sex in ("MAN", "VROUW")]
_PUPILS = ["BRIN NUMMER", "VESTIGINGSNUMMER", "INSTELLINGSNAAM VESTIGING", "PLAATSNAAM VESTIGING"]
_PUPILS += ["PROVINCIE VESTIGING", "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR", "VMBO SECTOR", "AFDELING"]
_PUPILS += ["ELEMENTCODE", "OPLEIDINGSNAAM", *_YEARS]
_FLOW = ["BRINNUMMER", "INSTELLINGSNAAM_VESTIGING", "VESTIGINGSNUMMER", "PLAATSNAAM", "GEMEENTENUMMER", "GEMEENTENAAM"]
_FLOW += ["PROVINCIE", "AANTAL_LEERLINGEN", "AANTAL_ZITTENBLIJVERS", "AANTAL_AFSTROMERS", "AANTAL_OPSTROMERS"]
_MARKS = ["BRIN NUMMER", "VESTIGINGSNUMMER", "INSTELLINGSNAAM VESTIGING", "GEMEENTENAAM VESTIGING"]
_MARKS += ["PROVINCIE VESTIGING", "ONDERWIJSTYPE VO", "LEERWEG VMBO", "VMBO SECTOR", "AFDELING", "EXAMENKANDIDATEN"]
_MARKS += ["GESLAAGDEN", "GEZAKTEN", "GEMIDDELD CIJFER SCHOOLEXAMEN", "GEMIDDELD CIJFER CENTRAAL EXAMEN"]
_MARKS += ["GEMIDDELD CIJFER CIJFERLIJST"]
_PASS = {"bl": 0.975, "kl": 0.955, "gl": 0.955, "tl": 0.93, "havo": 0.88, "vwo": 0.91}
_FINAL = {"bl": 4, "kl": 4, "gl": 4, "tl": 4, "havo": 5, "vwo": 6}


def _town(world: World, school) -> tuple[str, str, str]:
    """Number, name in capitals and province of the school's municipality."""
    code, name, _, province, *_ = world.towns[int(school.municipality)]
    return code[2:], plain_upper(name, apostrophe=False), province


def pupils_by_type(world: World, path: Path) -> None:
    """One row per location, type, profile and programme; a column per year of study and sex."""
    cells = pupils.by_profile(world)
    keys = ["school", "profile"]
    wide = cells.pivot_table(index=keys, columns="year", values=["men", "women"], fill_value=0, aggfunc="sum")
    years = [(sex, year) for year in range(1, 7) for sex in ("men", "women")]
    counts = wide.reindex(columns=pd.MultiIndex.from_tuples(years), fill_value=0).astype(int)
    schools, kinds, rows = records(world.schools), records(PROFILES), []
    for (number, profile), numbers in zip(counts.index, counts.to_numpy().tolist(), strict=True):
        school, kind = schools[number], kinds[profile]
        where = [plain_upper(school.place)[:24], _town(world, school)[2]]
        what = [kind.type_name, kind.sector, kind.department, kind.element, kind.name]
        rows.append([school.brin, school.location, school.name, *where, *what, *numbers])
    rows.sort(key=lambda row: (row[0], row[1], row[5], row[7], row[8]))
    save(rows, _PUPILS, path, "\n")


def flow(world: World, path: Path) -> None:
    """One row per location: repeaters, afstromers and opstromers; nobody falls below the lowest type."""
    rng = world.own_rng("flow")
    rows = []
    for school in records(pupils.secondary(world)):
        number, town, province = _town(world, school)
        types = set(school.structure.split("/"))
        down = 0.0 if types <= {"PRO", "BRUGJAAR"} else 0.012 if types <= {"VBO", "PRO"} else 0.036
        up = 0.0 if types <= {"PRO", "VWO"} else 0.05
        count = int(school.pupils * rng.uniform(0.97, 1.04))
        shares = np.array([0.06, down, up]) * np.exp(rng.normal(0, 0.5, 3) - 0.5 * school.around)
        moved = rng.binomial(count, shares.clip(0, 0.35)).tolist()
        place = plain_upper(school.place)[:24]
        rows.append([school.brin, school.name, school.location, place, number, town, province, count, *moved])
    save(rows, _FLOW, path, "\r\n")


def candidates(world: World) -> pd.DataFrame:
    """One row per location and exam profile: pupils of the final year, `ease` = the location's own chance to pass."""
    cells = pupils.by_profile(world)
    track = PROFILES.track[cells.profile].to_numpy()
    final = cells[cells.year.to_numpy() == pd.Series(track).map(_FINAL).to_numpy()]
    final = final.groupby(["school", "profile"])[["men", "women"]].sum().reset_index()
    around = pupils.secondary(world).around
    base = PROFILES.track[final.profile].map(_PASS).to_numpy(float)
    own = world.own_rng("ease").normal(0, 0.45, len(final)) + 0.9 * around.loc[final.school].to_numpy()
    return final.assign(ease=1 / (1 + (1 - base) / base * np.exp(-own)))


def exam_marks(world: World, path: Path) -> None:
    """One row per location and profile: candidates, passed, failed and three mean marks, for one school year."""
    rng, rows = world.own_rng("marks"), []
    schools, kinds = records(world.schools), records(PROFILES)
    for exam in records(candidates(world)):
        school, kind = schools[exam.school], kinds[exam.profile]
        count = max(1, round((exam.men + exam.women) * rng.uniform(0.9, 1.1)))
        passed = int(rng.binomial(count, exam.ease))
        mark = 6.1 + 2.4 * (exam.ease - 0.85) + rng.normal(0, 0.15)
        marks = [f"{m:.1f}".replace(".", ",") for m in (mark + 0.1, mark - 0.05, mark + 0.2)]
        _, town, province = _town(world, school)
        where = [school.brin, school.school_id, school.name, town, province]
        what = [kind.exam_type, kind.exam_path, kind.exam_sector, kind.exam_department]
        rows.append([*where, *what, count, passed, count - passed, *marks])
    rows.sort(key=lambda row: (row[1], row[5:9]))
    save(rows, _MARKS, path, "\n")
