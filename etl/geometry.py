"""Areas as shapes: dissolves districts upwards, places schools in districts, writes the map's static files.

All geometry inside is RD New (EPSG:28992, metres); what leaves is WGS84 with 5 decimals.
"""

import gzip
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

import duckdb
import geopandas as gpd
import pandas as pd
import shapely

from etl.figures import shown

SIMPLIFY_M = 30
RD, WGS84 = 28992, 4326
LANGUAGES = ("nl", "en")


@dataclass(frozen=True)
class Shapes:
    """District and neighbourhood polygons as the publisher draws them: area_code, geometry (RD)."""

    districts: gpd.GeoDataFrame
    neighbourhoods: gpd.GeoDataFrame


def shapes_of(frame: pd.DataFrame, geometry: gpd.GeoSeries | None) -> gpd.GeoDataFrame:
    """area_code and valid polygon of each boundary that is not empty; no rows without a boundary file."""
    if geometry is None:
        return gpd.GeoDataFrame({"area_code": pd.Series(dtype="str")}, geometry=[], crs=RD)
    found = gpd.GeoDataFrame({"area_code": frame["area_code"].str.strip()}, geometry=geometry.array, crs=RD)
    found = found[~(found.geometry.isna() | found.geometry.is_empty)].reset_index(drop=True)
    found["geometry"] = shapely.make_valid(found.geometry.array)
    return found


def map_areas(shapes: Shapes, con: duckdb.DuckDBPyConnection) -> dict[str, gpd.GeoDataFrame]:
    """One frame per level (area_code, geometry) of land areas on one simplified coverage."""
    codes = con.sql(
        """
        select d.area_code, d.municipality_code, m.province_code, 'NL00' as country_code
        from core.district as d left join core.municipality as m using (municipality_code)
        where not d.is_water
        """
    ).df()
    districts = shapes.districts.merge(codes, on="area_code", how="inner").sort_values("area_code")
    districts["geometry"] = _simplified(districts.geometry)
    districts = districts[~districts.geometry.is_empty]
    levels = {"district": districts[["area_code", "geometry"]]}
    for level in ("municipality", "province", "country"):
        merged = districts.dissolve(by=f"{level}_code", method="unary").reset_index(names="code")
        levels[level] = merged[["code", "geometry"]].rename(columns={"code": "area_code"})
    land = con.sql("select area_code from core.neighbourhood where not is_water").df()["area_code"]
    drawn = shapes.neighbourhoods
    neighbourhoods = drawn[drawn["area_code"].isin(land)].sort_values("area_code")
    if len(neighbourhoods):
        neighbourhoods["geometry"] = _simplified(neighbourhoods.geometry)
    levels["neighbourhood"] = neighbourhoods[["area_code", "geometry"]]
    return levels


def _simplified(geometry: gpd.GeoSeries) -> gpd.GeoSeries:
    return gpd.GeoSeries(
        shapely.coverage_simplify(geometry.array, SIMPLIFY_M), index=geometry.index, crs=geometry.crs
    )


def extents(levels: dict[str, gpd.GeoDataFrame]) -> pd.DataFrame:
    """One row per area on the map: area_code and its bounding box in degrees."""
    areas = pd.concat(levels.values(), ignore_index=True).set_crs(RD).to_crs(WGS84)
    box = areas.geometry.bounds.round(5)
    box.columns = ["min_lon", "min_lat", "max_lon", "max_lat"]
    return pd.concat([areas[["area_code"]], box], axis=1)


def place_schools(shapes: Shapes, con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per school location with a point or a municipality: the areas its point lies in.

    Columns school_id, district_code, neighbourhood_code, point_municipality_code, and for a point outside
    its own municipality nearest_district_code (in that municipality) with nearest_m.
    """
    schools = con.sql("select school_id, duo_municipality_code, lon, lat from core.school_location").df()
    points = gpd.GeoSeries(gpd.points_from_xy(schools["lon"], schools["lat"]), crs=WGS84).to_crs(RD)
    located = gpd.GeoDataFrame(schools, geometry=points.where(schools["lon"].notna(), None), crs=RD)
    placed = schools[["school_id", "duo_municipality_code"]].copy()
    placed["district_code"] = _containing(located, shapes.districts)
    placed["neighbourhood_code"] = _containing(located, shapes.neighbourhoods)
    codes = con.sql("select area_code, municipality_code from core.district").df()
    by_district = codes.set_index("area_code")["municipality_code"]
    placed["point_municipality_code"] = placed["district_code"].map(by_district)
    astray = located[(placed["point_municipality_code"] != placed["duo_municipality_code"]) & schools["lon"].notna()]
    nearest = _nearest_in_own_municipality(astray, shapes.districts.merge(codes, on="area_code"))
    return placed.drop(columns="duo_municipality_code").merge(nearest, on="school_id", how="left")


def _containing(points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> pd.Series:
    """area_code of the polygon that holds each point; the first by code where two overlap."""
    joined = points[["geometry"]].sjoin(areas, predicate="intersects").sort_values("area_code")
    return joined["area_code"].groupby(level=0).first().astype("str").reindex(points.index)


def _nearest_in_own_municipality(astray: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    rows = []
    for school in astray.itertuples():
        own = districts[districts["municipality_code"] == school.duo_municipality_code]
        if own.empty:
            continue
        metres = own.geometry.distance(school.geometry)
        rows.append((school.school_id, own.loc[metres.idxmin(), "area_code"], round(float(metres.min()))))
    return pd.DataFrame(rows, columns=["school_id", "nearest_district_code", "nearest_m"]).astype(
        {"school_id": "str", "nearest_district_code": "str", "nearest_m": "float"}
    )


def write_files(levels: dict[str, gpd.GeoDataFrame], con: duckdb.DuckDBPyConnection, folder: Path) -> pd.DataFrame:
    """Writes the static map files; one row per file: level, language, file, sha256, bytes, gzip_bytes, features."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        _write(folder, level, language, _area_features(con, areas, level, language))
        for level, areas in levels.items()
        if level != "country" and len(areas)
        for language in LANGUAGES
    ]
    rows += [_write(folder, f"{level}_line", "", _lines(levels[level])) for level in ("municipality", "province")]
    rows.append(_write(folder, "school", "", _schools(con)))
    return pd.DataFrame(rows)


def _area_features(
    con: duckdb.DuckDBPyConnection, areas: gpd.GeoDataFrame, level: str, language: str
) -> gpd.GeoDataFrame:
    """Features in map_index order with name, municipality and the shown text of each open map indicator."""
    facts = con.execute(
        """
        select map_index as i, area_code as c, name as n,
            case when level in ('district', 'neighbourhood') then municipality_name end as m
        from mart.area where level = $level and map_index is not null order by map_index
        """,
        {"level": level},
    ).df()
    values = con.execute(
        f"""
        select v.area_code, v.indicator_id, v.value, i.unit_{language}_one as one, i.unit_{language}_many as many, i.decimals
        from mart.area_value as v join mart.indicator as i using (indicator_id)
        where v.level = $level and i.is_on_map
        qualify row_number() over (partition by v.area_code, v.indicator_id order by v.period desc) = 1
        """,
        {"level": level},
    ).df()
    values["text"] = [
        shown(row.value, row.decimals, (row.one, row.many), language) for row in values.itertuples()
    ]
    texts = values.pivot_table(index="area_code", columns="indicator_id", values="text", aggfunc="first")
    facts = facts.merge(texts, left_on="c", right_index=True, how="left").merge(areas, left_on="c", right_on="area_code")
    return gpd.GeoDataFrame(facts.drop(columns="area_code"), geometry="geometry", crs=RD).sort_values("i")


def _lines(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    merged = shapely.line_merge(shapely.union_all(areas.geometry.boundary.array))
    return gpd.GeoDataFrame({"i": [0]}, geometry=[merged], crs=RD)


def _schools(con: duckdb.DuckDBPyConnection) -> gpd.GeoDataFrame:
    found = con.sql(
        """
        select s.school_id as id, s.name as n, s.sector as s, m.map_index as g, s.map_index as k, s.lon, s.lat
        from mart.school as s join mart.area as m on m.area_code = s.municipality_code
        where s.map_index is not null order by s.school_id
        """
    ).df()
    points = gpd.points_from_xy(found["lon"], found["lat"])
    return gpd.GeoDataFrame(found.drop(columns=["lon", "lat"]), geometry=points, crs=WGS84)


def _write(folder: Path, level: str, language: str, features: gpd.GeoDataFrame) -> dict[str, object]:
    text = _geojson(features.to_crs(WGS84)).encode("utf-8")
    digest = hashlib.sha256(text).hexdigest()
    name = "-".join(part for part in (level, language, digest[:12]) if part) + ".geojson"
    part = folder / f"{name}.part{os.getpid()}"
    part.write_bytes(text)
    os.replace(part, folder / name)
    return {
        "level": level,
        "language": language,
        "file": name,
        "sha256": digest,
        "bytes": len(text),
        "gzip_bytes": len(gzip.compress(text, 6, mtime=0)),
        "features": len(features),
    }


def _geojson(features: gpd.GeoDataFrame) -> str:
    """GeoJSON text with 5 decimals; a property without a value is left out."""
    names = [c for c in features.columns if c != "geometry"]
    rows = zip(*(features[n] for n in names), features.geometry, strict=True)
    found = []
    for *values, shape in rows:
        properties = {n: v for n, v in zip(names, values, strict=True) if v is not None and v == v}
        geometry = json.loads(shapely.to_geojson(shapely.set_precision(shape, 0.00001, mode="pointwise")))
        found.append({"type": "Feature", "properties": properties, "geometry": _rounded(geometry)})
    collection = {"type": "FeatureCollection", "features": found}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"), default=int)


def _rounded(geometry: dict) -> dict:
    def walk(node):
        return [walk(n) for n in node] if isinstance(node[0], list) else [round(node[0], 5), round(node[1], 5)]

    return {"type": geometry["type"], "coordinates": walk(geometry["coordinates"])}
