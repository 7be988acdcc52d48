"""The fictional claims of partners on schools: standing ones, two clashes, a pair, one prolonged, lapsed, let go."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import yaml

from etl.sample.partners.requests import partner_for
from etl.sample.world.model import World

# what becomes of each claimed school
FATES = ("stands",) * 9 + ("clash", "clash", "together", "prolonged", "withdrawn", "expired")
STANDS_DAYS = 180


def file(world: World) -> dict[str, bytes]:
    """`partners/claims.yml`: the events of all claims, each so many days before the edition first came."""
    rng = world.own_rng("claims")
    told = [
        event
        for number, (fate, school) in enumerate(zip(FATES, _schools(world, rng), strict=True), 1)
        for event in _events(rng, number, fate, school)
    ]
    told.sort(key=lambda event: -event["days_before"])
    return {"partners/claims.yml": yaml.safe_dump(told, allow_unicode=True, sort_keys=False).encode("utf-8")}


def _schools(world: World, rng: np.random.Generator) -> list[pd.Series]:
    """Listed schools of PO and VO, those of high need sooner; each once."""
    schools = world.schools[world.schools.sector.isin(["PO", "VO"]) & world.schools.is_listed]
    need = (schools.score_total / schools.pupils).fillna(1).clip(0.01, 4).to_numpy(float) ** 3
    chosen = rng.choice(len(schools), len(FATES), replace=False, p=need / need.sum()).tolist()
    return [schools.iloc[at] for at in chosen]


def _events(rng: np.random.Generator, number: int, fate: str, school: pd.Series) -> list[dict[str, Any]]:
    """One school: its claim, or two of different partners, and what came of it."""
    days = int(rng.integers(20, 60))
    first, second = f"voorbeeld-{number:02}a", f"voorbeeld-{number:02}b"
    one = partner_for(rng, school.sector)
    found = [_claimed(first, days, one, school.school_id, 10 if fate == "expired" else STANDS_DAYS)]
    if fate in ("clash", "together"):
        other = next(name for name in iter(lambda: partner_for(rng, school.sector), "") if name != one)
        found.append(_claimed(second, days - 5, other, school.school_id, STANDS_DAYS))
    if fate == "together":
        found.append({"kind": "together", "claim_id": first, "with_ids": [second], "days_before": days - 9})
    if fate == "prolonged":
        found.append({"kind": "prolonged", "claim_id": first, "days_before": 3, "stands_days": STANDS_DAYS})
    if fate == "withdrawn":
        found.append({"kind": "withdrawn", "claim_id": first, "days_before": 2})
    return found


def _claimed(claim_id: str, days_before: int, partner_id: str, school_id: str, stands_days: int) -> dict[str, Any]:
    return {
        "kind": "claimed", "claim_id": claim_id, "days_before": days_before, "stands_days": stands_days,
        "partner_id": partner_id, "school_id": school_id,
    }  # fmt: skip
