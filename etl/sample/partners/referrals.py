"""The 14 fictional referrals between partners: from a programme to one of another partner, one of them taken back."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import yaml

from etl.sample.partners.activities import PROGRAMMES
from etl.sample.world.model import World

COUNT, UNDONE = 14, 1
YEAR_DAYS = 300


def file(world: World) -> dict[str, bytes]:
    """`partners/referrals.yml`: the events of all referrals, each so many days before the edition first came."""
    rng = world.own_rng("referrals")
    known = PROGRAMMES[[bool(re.fullmatch("[A-Za-z ]+", name)) for name in PROGRAMMES.name]]
    told: list[dict[str, Any]] = []
    for number in range(1, COUNT + 1):
        first = known.iloc[int(rng.integers(len(known)))]
        others = known[(known.partner_id != first.partner_id) & (known.sector == first.sector)]
        other = others.iloc[int(rng.integers(len(others)))]
        days, referral_id = int(rng.integers(5, YEAR_DAYS)), f"voorbeeld-{number:02}"
        told.append(
            {"kind": "referred", "referral_id": referral_id, "days_before": days,
             "from_programme": _code(first), "other_programme": _code(other)}
        )  # fmt: skip
        if number <= UNDONE:
            told.append({"kind": "undone", "referral_id": referral_id, "days_before": days - 1})
    told.sort(key=lambda event: -event["days_before"])
    return {"partners/referrals.yml": yaml.safe_dump(told, allow_unicode=True, sort_keys=False).encode("utf-8")}


def _code(programme: pd.Series) -> str:
    return f"{programme.partner_id}/{programme['name'].lower().replace(' ', '-')}"
