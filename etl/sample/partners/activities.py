"""The fictional partners and what they do: who works at which school in which school year."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from etl.sample.partners import facts as partners_facts
from etl.sample.partners import files as partners_files
from etl.sample.partners import habits
from etl.sample.world.model import World

_HERE = Path(__file__).parent
PARTNERS: list[dict[str, Any]] = yaml.safe_load((_HERE / "partners.yml").read_text(encoding="utf-8"))
PROGRAMMES = pd.read_csv(_HERE / "partner_programmes.csv", dtype=str)
_LAST_YEAR = max(year for partner in PARTNERS for year in partner["activities"])
_SCHOOLS = 478  # schools of the province, for which the activities per year are meant
_URBAN = [1.7, 1.3, 0.9, 0.45, 0.3]  # per urbanity class 1..5: partners begin in the cities
_KEPT = 0.78  # share of the activities that go on in the next delivery
_QUIET_TOWNS, _QUIET_WIJKEN = 0.25, 0.35  # where nobody is active: white spots, in needy wijken too


def files(world: World) -> dict[str, bytes]:
    """Relative path -> bytes: `partners/partners.yml` and every delivery. Same world, same bytes."""
    made = _deliveries(world)
    found = {f"partners/{d.file}": d.data for d in made}
    return {"partners/partners.yml": _catalogue(world, made), **found}


def truth(world: World) -> pd.DataFrame:
    """One row per data row per delivery: file, line (from 1), kind of mess, school_id ('' for an invented school),
    programme, school_year, participants_text."""
    return pd.concat([d.truth.assign(file=d.file) for d in _deliveries(world)], ignore_index=True)


def activities(world: World) -> pd.DataFrame:
    """One row per partner x school year x programme x school: `school` is its row in `world.schools`."""
    return pd.concat([_work(world, partner) for partner in PARTNERS], ignore_index=True)


def _deliveries(world: World) -> list[partners_files.Delivery]:
    """Every file of every partner, in the order of the partners and school years."""
    return [
        partners_files.write(world, partner, year, rows)
        for partner in PARTNERS
        for year, rows in _per_file(partner, _work(world, partner))
    ]


def _per_file(partner: dict[str, Any], work: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """A partner's activities file by file, each with its last school year."""
    if partner["file"].get("habit") in habits.EVERY_YEAR:
        yield str(work["school_year"].max()), work
    else:
        yield from ((str(year), rows) for year, rows in work.groupby("school_year", sort=False))


def _catalogue(world: World, made: list[partners_files.Delivery]) -> bytes:
    """partners.yml as a colleague would hand it over: partners, their programmes and what they sent when."""
    town = world.places.municipalities.name.to_numpy()[world.schools.municipality]
    region = {
        who: ", ".join(pd.Series(town[rows.school]).value_counts(sort=True).index[:3])
        for who, rows in activities(world).groupby("partner_id")
    }
    entries = [_entry(world, partner, region[partner["partner_id"]], made) for partner in PARTNERS]
    return yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=120).encode("utf-8")


def _entry(world: World, partner: dict[str, Any], region: str, made: list[partners_files.Delivery]) -> dict[str, Any]:
    """One partner: itself, its programmes, its deliveries."""
    who = partner["partner_id"]
    mine = PROGRAMMES[PROGRAMMES.partner_id == who].drop(columns="partner_id").to_dict("records")
    programmes = [
        {**p, "wants_volunteers": p["wants_volunteers"] == "true", "region": region}
        | {"facts": partners_facts.of(world, who, p, region)}
        for p in mine
    ]
    sent = [
        {"file": d.file, "received_at": f"{d.school_year[5:]}-{partner['received']}", "received_by": "voorbeeld"}
        for d in made
        if d.partner_id == who
    ]
    site = {"website": f"https://www.{who}.example", "contact": f"info@{who}.example", "is_fictional": True}
    if "fades_in_days" in partner:  # its newest delivery was confirmed so long ago that it fades in so many days
        sent[-1]["fades_in_days"] = partner["fades_in_days"]
    head = {key: partner[key] for key in ("partner_id", "name", "kind")}
    return {**head, **site, "programmes": programmes, "deliveries": sent}


def _work(world: World, partner: dict[str, Any]) -> pd.DataFrame:
    """What one partner does, year by year: most goes on, the rest is new where the need and the cities are."""
    rng = world.own_rng(f"activities {partner['partner_id']}")
    weight = _appeal(world) * _own_towns(world, rng, partner["towns"])
    offer = _offer(world, partner["partner_id"])
    weight = weight * np.array([bool(mine) for mine in offer])
    now: list[tuple[int, str]] = []
    found = []
    for year, count in partner["activities"].items():
        if year == _LAST_YEAR:
            weight = weight * world.schools.is_listed.to_numpy()
        wanted = round(count * len(world.schools) / _SCHOOLS)
        now = _next_year(rng, [pair for pair in now if weight[pair[0]]], wanted, weight, offer)
        found.append(pd.DataFrame(now, columns=["school", "programme"]).assign(school_year=year))
    table = pd.concat(found, ignore_index=True).assign(partner_id=partner["partner_id"])
    table["participants"] = np.exp(rng.normal(3.1, 0.45, len(table))).round().clip(8, 60).astype(int)
    return table


def _offer(world: World, partner_id: str) -> list[list[str]]:
    """Per school the names of the partner's programmes for its sector."""
    mine = PROGRAMMES[PROGRAMMES.partner_id == partner_id]
    by_sector = {s: mine.name[mine.sector.str.contains(s)].tolist() for s in ("PO", "VO")}
    return [by_sector.get(sector, []) for sector in world.schools.sector]


def _next_year(
    rng: np.random.Generator, before: list[tuple[int, str]], wanted: int, weight: np.ndarray, offer: list[list[str]]
) -> list[tuple[int, str]]:
    """`wanted` different pairs of school and programme: most of those before, one in seven a second programme."""
    now = [pair for pair in before if rng.random() < _KEPT][:wanted]
    fresh = weight.copy()
    fresh[[school for school, _ in now]] = 0
    order = rng.choice(len(fresh), min(wanted, int((fresh > 0).sum())), replace=False, p=fresh / fresh.sum()).tolist()
    while len(now) < wanted:
        again = not order or (now and rng.random() < 1 / 7)
        school = now[int(rng.integers(len(now)))][0] if again else order.pop(0)
        pair = (school, str(rng.choice(offer[school])))
        if pair not in now:
            now.append(pair)
    return now


def _appeal(world: World) -> np.ndarray:
    """How much a school draws partners: need and city, none in the white spots; the same for all partners."""
    schools, rng = world.schools, world.own_rng("white spots")
    need = np.sqrt(schools.score_total / schools.pupils).where(schools.sector == "PO", -2 * schools.ses).fillna(0)
    need = need.groupby(schools.sector).transform(lambda part: (part - part.mean()) / part.std())
    weight = np.exp(0.7 * need.clip(-2, 2)) * np.array(_URBAN)[schools.urbanity.astype(int) - 1]
    weight = weight.where(schools.sector != "SO", 0) * np.where(schools.is_newcomer, 0.3, 1)
    weight = weight.where(schools.is_listed | (schools.sector == "SO"), 4.0)  # a few that closed since
    largest = schools.municipality.value_counts().index[:2]
    quiet_towns = rng.random(len(world.places.municipalities)) < _QUIET_TOWNS
    quiet_towns[largest] = False
    quiet_wijken = rng.random(len(world.districts)) < _QUIET_WIJKEN
    return (weight * ~quiet_towns[schools.municipality] * ~quiet_wijken[schools.district]).to_numpy()


def _own_towns(world: World, rng: np.random.Generator, share: float) -> np.ndarray:
    """Per school 1 where the partner works, else 0: its own draw of municipalities, and always the largest."""
    works = rng.random(len(world.places.municipalities)) < share
    works[world.schools.municipality.value_counts().index[0]] = True
    return works[world.schools.municipality].astype(float)
