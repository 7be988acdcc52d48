"""Who lives in the fictional wijken: inhabitants, households, urbanity and SES."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from etl.sample.world.land import Land, shares
from etl.sample.world.scale import Size

# Real shares of inhabitants below an address density (addresses per km2), Kerncijfers 2020.
_DENSITY_SHARE = [0.0, 0.02, 0.145, 0.306, 0.470, 0.770, 0.97, 1.0]
_DENSITY = [10, 45, 500, 1000, 1500, 2500, 6000, 9500]
_SES_MEAN = {1: -0.13, 2: -0.02, 3: 0.08, 4: 0.15, 5: 0.20}
_SES_SPREAD = {1: 0.25, 2: 0.25, 3: 0.21, 4: 0.16, 5: 0.13}
_AGES = {1: [14, 15, 33, 23, 15], 2: [16, 13, 26, 26, 19], 3: [16, 12, 24, 28, 20], 4: [16, 11, 22, 29, 22]}
_AGES[5] = [15, 11, 21, 31, 22]
BANDS = ["age_0_14", "age_15_24", "age_25_44", "age_45_64", "age_65"]


def settle(rng: np.random.Generator, size: Size, land: Land) -> pd.DataFrame:
    """One row per wijk (in `land.districts` order): area, people, households, urbanity, SES."""
    wijken = land.districts.drop(columns="geometry").copy()
    wijken["area_ha"] = shapely.area(land.districts.geometry.to_numpy()) / 1e4
    wijken["population"] = _population(rng, size, land)
    wijken["density"] = wijken.population / wijken.area_ha.clip(lower=1) * 100
    _urbanity(rng, wijken)
    _ages(rng, wijken)
    _households(rng, wijken)
    wijken["wellbeing"] = _wellbeing(rng, land, wijken)
    _ses(rng, wijken)
    return wijken


def _population(rng: np.random.Generator, size: Size, land: Land) -> np.ndarray:
    """Lognormal inhabitants per wijk; towns hold most, one wijk in twelve is nearly empty."""
    wijken = land.districts
    weight = land.municipalities.weight.to_numpy()[wijken.municipality.to_numpy().astype(int)]
    people = np.exp(rng.normal(0, 0.55, len(wijken))) * weight**0.35
    people *= np.where(wijken.is_core, 3.2, 0.75)
    quiet = (rng.random(len(wijken)) < np.where(wijken.is_core, 0.03, 0.12)) & (wijken.order > 0)
    people = np.where(quiet | wijken.is_water, 0, people)
    people = people / people.sum() * size.population + quiet * rng.uniform(10, 220, len(wijken))
    return (np.round(people / 5) * 5).astype(int)


def _urbanity(rng: np.random.Generator, wijken: pd.DataFrame) -> None:
    """Address density from the rank of the population density, and CBS's five classes."""
    noisy = wijken.density * np.exp(rng.normal(0, 0.25, len(wijken)))
    order = np.argsort(noisy.to_numpy(), kind="stable")
    share = np.empty(len(wijken))
    people = wijken.population.to_numpy()[order].cumsum()
    share[order] = people / people[-1]
    wijken["address_density"] = np.exp(np.interp(share, _DENSITY_SHARE, np.log(_DENSITY))).astype(int)
    wijken["urbanity"] = 5 - np.searchsorted([500, 1000, 1500, 2500], wijken.address_density, side="right")


def _ages(rng: np.random.Generator, wijken: pd.DataFrame) -> None:
    """Five age bands in fives that add up to the inhabitants."""
    base = np.array([_AGES[u] for u in wijken.urbanity]) * np.exp(rng.normal(0, 0.12, (len(wijken), 5)))
    exact = base / base.sum(axis=1, keepdims=True) * wijken.population.to_numpy()[:, None]
    parts = np.round(exact / 5).astype(int) * 5
    parts[:, 3] += wijken.population.to_numpy() - parts.sum(axis=1)
    wijken[BANDS] = parts.clip(0)
    wijken["population"] = wijken[BANDS].sum(axis=1)


def _households(rng: np.random.Generator, wijken: pd.DataFrame) -> None:
    """Households by kind, in fives: singles, couples without children, families."""
    mean = (np.array([1.85, 2.1, 2.25, 2.35, 2.45])[wijken.urbanity - 1]) * np.exp(rng.normal(0, 0.05, len(wijken)))
    families = wijken.age_0_14 / 1.75 * rng.uniform(1.2, 1.4, len(wijken))
    total = np.maximum(wijken.population / mean, families * 1.4)
    single = (total - families) * np.interp(wijken.urbanity, [1, 5], [0.68, 0.45])
    wijken["families"] = _fives(families)
    wijken["singles"] = _fives(single)
    wijken["couples"] = _fives(total - families - single)
    wijken["households"] = wijken.families + wijken.singles + wijken.couples


def _fives(values: pd.Series | np.ndarray) -> np.ndarray:
    """Rounded to fives, as CBS does."""
    return (np.round(np.asarray(values) / 5) * 5).astype(int)


def _wellbeing(rng: np.random.Generator, land: Land, wijken: pd.DataFrame) -> np.ndarray:
    """A latent score per wijk, mean 0, spread 1, skewed to the poor: town, side of town, own luck."""
    towns = land.municipalities
    home = wijken.municipality.to_numpy().astype(int)
    side = rng.uniform(0, 2 * np.pi, len(towns))[home]
    bearing = np.arctan2(wijken.y - towns.y.to_numpy()[home], wijken.x - towns.x.to_numpy()[home])
    own = (3 - rng.gamma(3.0, 1.0, len(wijken))) / np.sqrt(3)
    score = 0.35 * rng.normal(0, 1, len(towns))[home] + 0.5 * np.cos(bearing - side).fillna(0) + 0.75 * own
    return ((score - score.mean()) / score.std()).to_numpy()


def _ses(rng: np.random.Generator, wijken: pd.DataFrame) -> None:
    """SES-WOA score, spread and change since 2014; `ses_shown` is empty below 100 households."""
    ses = wijken.urbanity.map(_SES_MEAN) + wijken.urbanity.map(_SES_SPREAD) * wijken.wellbeing
    ses = ses - np.average(ses, weights=wijken.households.clip(lower=1))
    shown = wijken.households >= 100
    wijken["ses"] = ses.clip(-1.09, 0.75).round(3)
    wijken["ses_spread"] = (0.79 - 0.52 * wijken.ses + rng.normal(0, 0.055, len(wijken))).clip(0.34, 1.28).round(3)
    wijken["ses_change"] = rng.normal(0, 0.045, len(wijken)).round(3)
    wijken["ses_spread_change"] = rng.normal(0.014, 0.03, len(wijken)).round(3)
    wijken["ses_shown"] = wijken["ses"].where(shown)


def buurt_population(rng: np.random.Generator, land: Land, wijken: pd.DataFrame) -> np.ndarray:
    """Inhabitants per buurt in fives; the first buurt of a wijk is its core; adds up to the wijk."""
    buurten = land.neighbourhoods
    weight = np.exp(rng.normal(0, 0.6, len(buurten))) * np.where(buurten.order == 0, 2.2, 1.0)
    result = np.zeros(len(buurten), dtype=int)
    district = buurten.district.to_numpy().astype(int)
    for number, people in enumerate(wijken.population.tolist()):
        rows = np.flatnonzero(district == number)
        result[rows] = 5 * shares(weight[rows], people // 5, 0) if people else 0
    return result
