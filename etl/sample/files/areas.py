"""Everything with a place on the map: boundaries, school points, postcode points (WGS84)."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyproj
import shapely

from etl.sample.world.model import World
from etl.sample.world.names import plain_upper

_TO_WGS84 = pyproj.Transformer.from_crs(28992, 4326, always_xy=True)
_KIND = {"Sbo": "SBAO", "So": "SO", "Vso": "VSO", "So/Vso": "(V)SO"}


def lonlat(points: np.ndarray, decimals: int = 6) -> np.ndarray:
    """RD New metres to longitude and latitude; the same input always gives the same output."""
    lon, lat = _TO_WGS84.transform(points[:, 0], points[:, 1])
    return np.round(np.column_stack([lon, lat]), decimals)


def _features(path: Path, kind: str, properties: list[dict], shapes: np.ndarray) -> None:
    """A FeatureCollection on one line, as the 2024 wijk file."""
    shapes = shapely.transform(shapely.orient_polygons(shapely.normalize(shapes)), lonlat)
    head = {"type": kind, "year": 2025, "count": len(shapes), "note": "fictief"}
    features = ",".join(
        f'{{"type":"Feature","properties":{_compact(p)},"geometry":{g}}}'
        for p, g in zip(properties, shapely.to_geojson(shapes), strict=True)
    )
    text = f'{{"type":"FeatureCollection","metadata":{_compact(head)},"features":[{features}]}}'
    path.write_bytes(text.encode("utf-8"))


def _compact(record: dict) -> str:
    """JSON without spaces, accents as they are."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def districts(world: World, path: Path) -> None:
    """One feature per wijk; water wijken carry no figures."""
    towns = world.places.municipalities
    named = pd.concat([world.places.districts, world.districts], axis=1)
    rows: list[Any] = list(named.itertuples())
    properties = [_district(row, *towns.loc[int(row.municipality), ["code", "name"]]) for row in rows]
    _features(path, "wijken", properties, world.land.districts.geometry.to_numpy())


def _district(row, code: str, town: str) -> dict:
    """The properties of a wijk, as the 2024 file names them."""
    first = {"wijkcode": row.code, "wijknaam": row.name, "gemeentecode": code, "gemeentenaam": town}
    if row.is_water:
        return first
    men = int(round(row.population * 0.495 / 5) * 5)
    first |= {"aantal_inwoners": int(row.population), "mannen": men, "vrouwen": int(row.population) - men}
    bands = [row.age_0_14, row.age_15_24, row.age_25_44, row.age_45_64, row.age_65]
    first |= dict(zip(["0_15", "15_25", "25_45", "45_65", "65plus"], map(int, bands), strict=True))
    size = round(row.population / row.households, 1) if row.households else None
    first |= {"huishoudens": int(row.households), "gem_huishouden_grootte": size}
    first |= {"bevolkingsdichtheid": round(100 * int(row.population) / row.area_ha)}
    first |= {"personenautos": int(round(row.population * 0.47 / 5) * 5)}
    return {key: value for key, value in first.items() if value is not None}


def neighbourhoods(world: World, path: Path) -> None:
    """One feature per buurt, with the wijk it lies in and whether it is water."""
    buurten, named = world.land.neighbourhoods, world.places.neighbourhoods
    towns = world.places.municipalities.iloc[buurten.municipality.astype(int)]
    table = pd.DataFrame({"buurtcode": named.code, "buurtnaam": named.name})
    table["wijkcode"] = world.places.districts.code.to_numpy()[buurten.district.astype(int)]
    table["gemeentecode"], table["gemeentenaam"] = towns.code.to_numpy(), towns.name.to_numpy()
    table["aantal_inwoners"] = world.buurt_people
    table["water"] = np.where(buurten.is_water.astype(bool), "JA", "NEE")
    properties = table.to_dict(orient="records")
    _features(path, "buurten", properties, buurten.geometry.to_numpy())


def school_points(world: World, path: Path) -> None:
    """A zip with scholen.geo.json: one point per location, some repeated, absent or at a former address."""
    listed = world.schools[
        (world.schools.is_listed | (world.schools.sector == "SO")) & (world.schools.point != "absent")
    ]
    lines = [line for row in listed.itertuples() for line in _points(world, row)]
    crs = '{ "type": "name", "properties": { "name": "urn:ogc:def:crs:OGC:1.3:CRS84" } }'
    head = f'{{\n"type": "FeatureCollection",\n"name": "scholen",\n"crs": {crs},\n"features": [\n'
    text = head + ",\n".join(lines) + "\n]\n}\n"
    member = zipfile.ZipInfo("scholen.geo.json", date_time=(2025, 11, 22, 0, 0, 0))
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = 3
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, text.encode("utf-8"))


def _points(world: World, row) -> list[str]:
    """The features of one location: one, or two to three with house letters, the last some 300 m away."""
    count = int(world.rng.integers(2, 4)) if row.point == "repeated" else 1
    at, postcode = np.array([row.x, row.y]), row.postcode
    if row.point == "moved":
        at, postcode = (
            at + world.rng.choice([-1, 1], 2) * world.rng.uniform(150, 600, 2),
            f"{row.postcode[:4]}ZZ",
        )
    shifts = np.array([[0, 0], [9, 14], [210, 215]])[[0, 2] if count == 2 and row.Index % 2 else range(count)]
    return [_point(world, row, at + shift, postcode, "ABC"[i] if count > 1 else None) for i, shift in enumerate(shifts)]


def _point(world: World, row, at: np.ndarray, postcode: str, letter: str | None) -> str:
    """One feature, spaced as the real file."""
    town = world.places.municipalities.iloc[int(row.municipality)]
    number, _, suffix = row.house_number.partition("-")
    lon, lat = lonlat(at[None], 12)[0]
    record = {"naam": row.name, "type": _type(row), "denominatie": row.denomination, "internetadres": " "}
    record |= {"straat": row.street, "huisnummer": int(number)}
    record |= {"huisletter": letter or (suffix if suffix.isalpha() else None)}
    record |= {"huisnummertoevoeging": suffix if suffix.isdigit() and not letter else None}
    record |= {
        "postcode": postcode,
        "plaats": row.place,
        "gemeente": plain_upper(town["name"], apostrophe=False),
    }
    record |= {"provincie": town["province_name"], "brin_nummer": row.brin, "vestigingscode": row.school_id}
    record |= {
        "onderwijsgebied": town["corop_name"],
        "leerlingen": None if row.Index % 31 == 0 else int(row.pupils),
    }
    text = json.dumps(record, ensure_ascii=False)[1:-1]
    point = f'{{ "type": "Point", "coordinates": [ {lon}, {lat} ] }}'
    return f'{{ "type": "Feature", "properties": {{ {text} }}, "geometry": {point} }}'


def _type(row) -> str:
    """The type column: basisschool, a kind of special education, or the VO structure."""
    return "basisschool" if row.sector == "PO" else row.structure if row.sector == "VO" else _KIND[row.kind]


def postcode_points(world: World, path: Path) -> None:
    """One row per four-digit postcode: a point in its middle buurt, its inhabitants and land area."""
    table = world.land.neighbourhoods.assign(postcode4=world.places.neighbourhoods.postcode4, people=world.buurt_people)
    table["km2"] = shapely.area(table.geometry.to_numpy()) / 1e6
    table["place"] = world.places.neighbourhoods.place
    dry = table[~table.is_water.astype(bool)]
    middle = dry.groupby("postcode4").apply(lambda group: group.iloc[len(group) // 2], include_groups=False)
    total = dry.groupby("postcode4")[["people", "km2"]].sum()
    towns = world.places.municipalities.iloc[middle.municipality.astype(int)]
    points = middle[["x", "y"]].to_numpy(dtype=float).round(1)
    degrees = lonlat(points)
    result = pd.DataFrame(
        {"postcode4": middle.index, "inwoners": (total.people / 5).round().to_numpy().astype(int) * 5}
    )
    result["oppervlakte_km2"] = total.km2.round(4).to_numpy()
    result["rd_x"], result["rd_y"], result["lat"], result["lon"] = *points.T, degrees[:, 1], degrees[:, 0]
    result["plaats"], result["gemeente"] = middle.place.to_numpy(), towns.name.to_numpy()
    result["provincie"], result["nuts3"] = towns.province_name.to_numpy(), towns.corop_name.to_numpy()
    result.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
