"""School advice: DUO's file of 2024-2025 per location, and the derived JSON of six school years per institution."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pandas as pd

from etl.sample.files.exams import hidden, save_quoted
from etl.sample.files.po import where
from etl.sample.world import pupils
from etl.sample.world.model import World, records

SCHOOL_YEARS = [f"{year}-{year + 1}" for year in range(2019, 2025)]
KINDS = ["VSO", "PRO", "VMBO_B", "VMBO_B_K", "VMBO_K", "VMBO_K_GT", "VMBO_GT", "VMBO_GT_HAVO"]
KINDS += ["HAVO", "HAVO_VWO", "VWO", "ADVIES_NIET_MOGELIJK"]
_HEAD = ["PEILDATUM_LEERLINGEN", "PRIKDATUM", "INSTELLINGSCODE", "VESTIGINGSCODE", "INSTELLINGSNAAM_VESTIGING"]
_HEAD += ["POSTCODE_VESTIGING", "PLAATSNAAM", "GEMEENTENUMMER", "GEMEENTENAAM", "PROVINCIE", "SOORT_PO"]
_HEAD += ["DENOMINATIE_VESTIGING", "BEVOEGD_GEZAG_NUMMER", *KINDS]
# national shares of the eleven advices, low to high; more double advices since the rules of 2023-2024
_BEFORE = np.array([0.005, 0.027, 0.062, 0.041, 0.087, 0.052, 0.161, 0.101, 0.155, 0.112, 0.197])
_SINCE = np.array([0.007, 0.030, 0.038, 0.058, 0.064, 0.083, 0.117, 0.138, 0.119, 0.149, 0.197])


def given(world: World, school_year: str) -> pd.DataFrame:
    """Advices per PO and SBO location (rows) and kind (columns), exact, for one school year."""
    year = int(school_year[:4])
    count = pupils.grade8(world, year)
    count = count[count > 0]
    rng = world.own_rng(f"advice {school_year}")
    national = _BEFORE if year < 2023 else _SINCE
    edges = np.array([NormalDist().inv_cdf(p) for p in (national / national.sum()).cumsum()[:-1]])
    level = np.array([world.level(school) for school in records(world.schools.loc[count.index])])
    low = np.array([[NormalDist(mean, 0.94).cdf(edge) for edge in edges] for mean in 0.35 * level])
    share = np.diff(np.column_stack([np.zeros(len(low)), low, np.ones(len(low))]), axis=1)
    share = np.column_stack([share * 0.992, np.full(len(share), 0.008)])
    return pd.DataFrame(rng.multinomial(count.to_numpy(), share), index=count.index, columns=KINDS)


def advice(world: World, path: Path) -> None:
    """One row per Bo and Sbo location in 2024-2025, as DUO publishes now: all quoted, `<5`."""
    rows, counts = [], given(world, "2024-2025")
    for school in records(world.schools.loc[counts.index]):
        head = where(world, school)
        head[5], head[6] = head[5].strip().zfill(4), world.towns[int(school.municipality)][1]
        cells = map(hidden, counts.loc[school.Index].tolist())
        rows.append(["20241001", "20250904", *head, *cells])
    save_quoted(sorted(rows, key=lambda row: row[2:4]), _HEAD, path)


def derived(world: World, path: Path) -> None:
    """JSON of BRIN -> school year -> 12 counts, n, three shares, reliability; 1-4 read 2 from 2022-2023 on."""
    found: dict[str, dict[str, list]] = {}
    for school_year in SCHOOL_YEARS:
        counts = given(world, school_year)
        total = counts.groupby(world.schools.brin.loc[counts.index].to_numpy()).sum()
        for brin, numbers in zip(total.index, total.to_numpy().tolist(), strict=True):
            found.setdefault(brin, {})[school_year] = _entry(numbers, hides=school_year >= "2022-2023")
    text = json.dumps(dict(sorted(found.items())), separators=(",", ":"))
    path.write_bytes(text.encode("utf-8"))


def _entry(counts: list[int], hides: bool) -> list:
    """The 17 values of one institution and year, as the deriver made them: the upper share may pass 100."""
    shown = [2 if hides and 0 < n < 5 else n for n in counts]
    low, high = ([edge if hides and n == 2 else n for n in shown] for edge in (1, 4))
    havo = slice(7, 11)
    pairs = [(low, high), (shown, shown), (high, low)]
    shares = [round(100 * sum(top[havo]) / max(1, sum(all_[:11])), 1) for top, all_ in pairs]
    width = shares[2] - shares[0]
    return [*shown, sum(shown), *shares, 0 if width == 0 else 1 if width < 10 else 2 if width < 25 else 3]
