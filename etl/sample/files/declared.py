"""Sources that edition 2025 declares: pupils by home postcode, poverty areas, reference levels, special schools."""

from __future__ import annotations

import csv
import io
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from etl.sample.files import duo
from etl.sample.files.exams import hidden, save_quoted
from etl.sample.files.po import where
from etl.sample.world import pupils
from etl.sample.world.model import World, records

HOME_YEARS = range(2022, 2025)
_HOMES = ["INSTELLINGSCODE", "VESTIGINGSCODE", "TYPE_PO", "PEILJAAR", "POSTCODE4_DEELNEMER", "AANTAL_LEERLINGEN"]
_LEVELS = ["REKENEN_LAGER1F", "REKENEN_1F", "REKENEN_1S", "REKENEN_2F", "LV_LAGER1F", "LV_1F", "LV_2F"]
_LEVELS += ["TV_LAGER1F", "TV_1F", "TV_2F"]
_LEVEL_HEAD = ["PEILDATUM", "INSTELLINGSCODE", "VESTIGINGSCODE", "INSTELLINGSNAAM_VESTIGING"]
_LEVEL_HEAD += ["POSTCODE_VESTIGING", "PLAATSNAAM", "GEMEENTENUMMER", "GEMEENTENAAM", "PROVINCIE", "SOORT_PO"]
_LEVEL_HEAD += ["DENOMINATIE_VESTIGING", "BEVOEGD_GEZAG_NUMMER", *_LEVELS]
_KINDS = {"SBO": "SBAO", "SO": "SO", "VSO": "VSO", "SO/VSO": "(V)SO"}
# national odds (log) of reaching the basic and the target level, per subject
_ODDS = {"REKENEN": (2.2, -0.1), "LV": (4.0, 1.2), "TV": (3.6, 0.5)}


def homes(world: World) -> pd.DataFrame:
    """One row per four-digit postcode with inhabitants: middle (x, y), people, mean SES and `is_poor`."""
    buurten = world.land.neighbourhoods
    people = pd.Series(world.buurt_people).where(~buurten.is_water.astype(bool), 0)
    ses = world.districts.ses.to_numpy()[buurten.district.astype(int)]
    parts = pd.DataFrame({"people": people, "x": people * buurten.x, "y": people * buurten.y, "ses": people * ses})
    total = parts.groupby(world.places.neighbourhoods.postcode4.to_numpy()).sum()
    total = total[total.people > 0]
    table = total[["x", "y", "ses"]].div(total.people, axis=0).assign(people=total.people)
    order = table.ses.sort_values(kind="stable").index
    below = table.people.loc[order].cumsum() / table.people.sum()
    return table.assign(is_poor=below.reindex(table.index) < 0.2)


def poverty_areas(world: World, path: Path) -> None:
    """One row per poverty area (APCG): its four-digit postcode and the mark J."""
    poor = homes(world).query("is_poor").index
    text = "POSTCODE;APCG\r\n" + "".join(f"{postcode};J\r\n" for postcode in poor)
    path.write_bytes(text.encode("utf-8"))


@lru_cache(maxsize=1)
def by_home(world: World) -> list[tuple]:
    """One row per PO or special location, kind, year and home postcode: the exact number of pupils."""
    place, past, rng = homes(world), pupils.history(world), world.own_rng("homes")
    codes, spot = place.index.to_numpy(), place[["x", "y"]].to_numpy()
    rows = []
    for school in records(world.schools.loc[past.index]):
        gap = np.hypot(spot[:, 0] - school.x, spot[:, 1] - school.y)
        near = np.argsort(gap, kind="stable")[: 6 if school.kind == "Bo" else 9]
        reach = 1000 if school.kind == "Bo" else 6000
        # of two postcodes as far away, a needy school's pupils come from the poorer one
        pull = 2.2 * (np.sqrt(school.score_total / school.pupils) - 0.75) if school.kind == "Bo" else 0
        weight = place.people.to_numpy()[near] * np.exp(-(gap[near] - gap[near[0]]) / reach)
        weight = weight * np.exp(-pull * place.ses.to_numpy()[near] / 0.25)
        for year in HOME_YEARS:
            counts = rng.multinomial(past.at[school.Index, year], weight / weight.sum())
            kinds = school.kind.upper().split("/")
            for part, kind in zip((counts - counts // 2, counts // 2) if kinds[1:] else (counts,), kinds, strict=True):
                rows += [(school, kind, year, codes[n], c) for n, c in zip(near, part, strict=True) if c]
    return rows


def pupils_by_home(world: World, path: Path) -> None:
    """DUO's CKAN file: one row per location, kind, year and home postcode; -1 stands for 1 to 4, 0000 for unknown."""
    text, rng = io.StringIO(), world.own_rng("unknown homes")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HOMES)
    for number, (school, kind, year, postcode, count) in enumerate(by_home(world)):
        shown = -1 if count < 5 else count
        home = "0000" if number % 397 == 0 and rng.random() < 0.5 else postcode
        writer.writerow([school.brin, school.location, kind, year, home, shown])
    path.write_bytes(text.getvalue().encode("utf-8"))


def reference_levels(world: World, path: Path) -> None:
    """One row per Bo location in 2024-2025: pupils below, at and above the basic level in three subjects."""
    rng, last, rows = world.own_rng("levels"), pupils.grade8(world, 2024), []
    for school in records(world.schools.loc[last[last > 0].index]):
        if school.kind != "Bo":
            continue
        head = where(world, school)
        head[5], head[6] = head[5].strip().zfill(4), world.towns[int(school.municipality)][1]
        level = world.level(school) + rng.normal(0, 0.5)
        counts = [n for subject in _ODDS for n in _subject(rng, subject, level, int(last[school.Index]))]
        rows.append(["20241001", *head, *map(hidden, counts)])
    save_quoted(sorted(rows, key=lambda row: row[1:3]), _LEVEL_HEAD, path)


def _subject(rng: np.random.Generator, subject: str, level: float, count: int) -> list[int]:
    """Pupils below the basic level, at it, at the target level (arithmetic has an empty fourth column)."""
    basic, target = (1 / (1 + np.exp(-odds - 0.55 * level)) for odds in _ODDS[subject])
    counts = rng.multinomial(count, [1 - basic, basic - target, target]).tolist()
    return [*counts, 0] if subject == "REKENEN" else counts


def special(world: World, path: Path) -> None:
    """One row per location of SBO, SO and VSO: the kind, the primary list, and the cluster and education of each."""
    table = duo.listed(world, world.schools[world.schools.sector == "SO"]).drop(columns="ONDERWIJSSTRUCTUUR")
    kinds = world.schools.set_index("school_id").kind.str.upper().loc[table.VESTIGINGSCODE]
    table.insert(0, "SOORT PRIMAIR ONDERWIJS", kinds.map(_KINDS).to_numpy())
    behind = list(table.columns).index("INTERNETADRES") + 1
    table.insert(behind, "CLUSTER", kinds.map({"SBO": ""}).fillna("4").to_numpy())
    table.insert(behind + 1, "ONDERWIJS", kinds.str.replace("/", " + ").to_numpy())
    duo.save(table.to_numpy().tolist(), list(table.columns), path, "\r\n")
