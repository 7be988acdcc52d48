"""The 41 fictional requests of schools: what they asked, to whom it was passed on, and what came of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import yaml

from etl.sample.partners.activities import PARTNERS, PROGRAMMES
from etl.sample.world.model import World

COUNT = 41
# how many end in which state; `reopened` was closed once and is open again, `erased` is on record only
STATES = {
    "comes": 16, "no_place": 5, "does_not_fit": 4, "elsewhere": 2, "withdrawn": 2, "passed_on": 5, "open": 5,
    "reopened": 1, "erased": 1,
}  # fmt: skip
CLOSED = ("comes", "no_place", "does_not_fit", "elsewhere", "withdrawn")
WISHES = {
    "language": ["Hulp bij taal en lezen", "Voorlezen voor kleuters", "Taalvaardigheid in de bovenbouw"],
    "sport_culture": ["Sport na schooltijd", "Muziek in de klas"],
    "extra_education": ["Huiswerk maken op school", "Iets voor de woensdagmiddag"],
    "career_learning": ["Kennismaken met beroepen", "Gastlessen over werk"],
    "parental_involvement": ["Ouders meer bij school betrekken"],
    "smooth_transitions": ["Overstap naar de brugklas"],
    "mentoring_coaching": ["Een maatje voor brugklassers"],
    "": ["Weet nog niet wat past, graag overleg"],
}
GROUPS = {"PO": ["1", "4", "6", "7", "8", ""], "VO": ["vo1", "vo2", "vo3", ""]}
ROLES = ["directeur", "intern begeleider", "leerkracht", "brugfunctionaris", ""]
CHANNELS, SHARES = ["phone", "mail", "visit", "web"], [0.55, 0.3, 0.05, 0.1]
YEAR_DAYS = 340


def file(world: World) -> dict[str, bytes]:
    """`partners/requests.yml`: the events of all requests, each so many days before the edition first came."""
    rng = world.own_rng("requests")
    states = rng.permutation([state for state, count in STATES.items() for _ in range(count)]).tolist()
    schools = _schools(world, rng)
    told = [
        _events(rng, number, state, school)
        for number, (state, school) in enumerate(zip(states, schools, strict=True), 1)
    ]
    flat = sorted((event for events in told for event in events), key=lambda event: -event["days_before"])
    return {"partners/requests.yml": yaml.safe_dump(flat, allow_unicode=True, sort_keys=False).encode("utf-8")}


def _schools(world: World, rng: np.random.Generator) -> list[Any]:
    """Schools that ask: of PO and VO, needy ones sooner, a few twice, one that is no longer listed."""
    schools = world.schools[world.schools.sector.isin(["PO", "VO"])]
    need = (schools.score_total / schools.pupils).fillna(1).clip(0, 4)
    weight = ((0.4 + need) * schools.is_listed).to_numpy(float)
    chosen = rng.choice(len(schools), COUNT - 4, replace=False, p=weight / weight.sum()).tolist()
    gone = int(np.flatnonzero(~schools.is_listed.to_numpy())[0])
    return [schools.iloc[at] for at in [*chosen, *chosen[:3], gone]]


def _events(rng: np.random.Generator, number: int, state: str, school: Any) -> list[dict[str, Any]]:
    """One request from first to last."""
    theme = str(rng.choice(list(WISHES)))
    is_waiting = state in ("open", "passed_on", "reopened")
    asked = int(rng.integers(1, 45)) if is_waiting else int(rng.integers(30, YEAR_DAYS))
    request_id = f"voorbeeld-{number:02}"
    first = {
        "kind": "asked", "request_id": request_id, "days_before": asked, "school_id": school.school_id,
        "theme_id": theme, "group": str(rng.choice(GROUPS[school.sector])), "wish": str(rng.choice(WISHES[theme])),
        "channel": str(rng.choice(CHANNELS, p=SHARES)), "role": str(rng.choice(ROLES)),
    }  # fmt: skip
    found: list[dict[str, Any]] = [first]
    partner = partner_for(rng, school.sector)
    if state not in ("open", "elsewhere", "erased"):
        passed = max(asked - int(rng.integers(0, 4)), 0)
        found.append(_event("passed_on", request_id, passed, partner_id=partner))
    closed = max(asked - 1 - int(rng.gamma(2.0, 4.0)), 0)
    if state in CLOSED:
        found.append(_event("closed", request_id, closed, outcome=state))
    last = closed if state in CLOSED else asked // 3
    if state == "reopened":
        found.append(_event("closed", request_id, asked // 2, outcome="no_place"))
        found.append(_event("reopened", request_id, asked // 3))
    if number % 13 == 0:
        found.append(_event("corrected", request_id, last, group=""))
    if state == "erased":
        found.append(_event("erased", request_id, asked - 20))
    return found


def _event(kind: str, request_id: str, days_before: int, **facts: str) -> dict[str, Any]:
    return {"kind": kind, "request_id": request_id, "days_before": days_before, **facts}


def partner_for(rng: np.random.Generator, sector: str) -> str:
    """A partner with a programme for this sector."""
    offers = PROGRAMMES[PROGRAMMES.sector.str.contains(sector)].partner_id.unique()
    known = pd.Series([partner["partner_id"] for partner in PARTNERS])
    return str(rng.choice(known[known.isin(offers)]))
