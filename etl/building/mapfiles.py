"""The map's static files: one GeoJSON per level and language, named after its own content.

They are public to anyone who reaches the server: only open geometry, names and open indicators go in.
"""

import gzip
import hashlib
import json
from pathlib import Path

import duckdb
import geopandas as gpd
import pandas as pd
import shapely

from etl import disk
from etl.building.geometry import RD, WGS84
from etl.partners.figures import shown

LANGUAGES = ("nl", "en")


def write_files(levels: dict[str, gpd.GeoDataFrame], con: duckdb.DuckDBPyConnection, folder: Path) -> pd.DataFrame:
    """Writes the static map files; one row per file: level, language, file, sha256, bytes, gzip_bytes, features."""
    rows = [
        _write(folder, level, language, _area_features(con, areas, level, language))
        for level, areas in levels.items()
        if level != "country" and len(areas)
        for language in LANGUAGES
    ]
    drawn = [(level, areas) for level, areas in levels.items() if level != "country" and len(areas)]
    rows += [_write(folder, f"{level}_point", "", _points(con, areas, level)) for level, areas in drawn]
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
        select v.area_code, v.indicator_id, v.value,
            -- whole per cents below 100
            case when i.unit = 'pct' and v.n < 100 then 0 else i.decimals end as decimals,
            i.unit_{language}_one as one, i.unit_{language}_many as many
        from mart.area_value as v join mart.indicator as i using (indicator_id)
        where v.level = $level and v.group_code = 'all' and i.is_on_map
        qualify row_number() over (partition by v.area_code, v.indicator_id order by v.period desc) = 1
        """,
        {"level": level},
    ).df()
    told = zip(values["value"], values["decimals"], values["one"], values["many"], strict=True)
    values["text"] = [shown(value, decimals, (one, many), language) for value, decimals, one, many in told]
    texts = values.pivot_table(index="area_code", columns="indicator_id", values="text", aggfunc="first")
    facts = facts.merge(texts, left_on="c", right_index=True, how="left").merge(
        areas, left_on="c", right_on="area_code"
    )
    facts = facts.drop(columns="area_code").sort_values("i")
    return gpd.GeoDataFrame(facts, geometry="geometry", crs=RD)


def _points(con: duckdb.DuckDBPyConnection, areas: gpd.GeoDataFrame, level: str) -> gpd.GeoDataFrame:
    """A point inside each area, on which a total is drawn as a circle; in map_index order."""
    index = con.execute("select area_code, map_index as i from mart.area where level = $level", {"level": level}).df()
    found = areas.merge(index[index["i"].notna()], on="area_code").sort_values("i")
    return gpd.GeoDataFrame(found[["i"]], geometry=found.geometry.representative_point(), crs=RD)


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
    disk.write(folder / name, text)
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
        properties = {n: v for n, v in zip(names, values, strict=True) if not pd.isna(v)}
        geometry = json.loads(shapely.to_geojson(shapely.set_precision(shape, 0.00001, mode="pointwise")))
        found.append({"type": "Feature", "properties": properties, "geometry": _rounded(geometry)})
    collection = {"type": "FeatureCollection", "features": found}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"), default=int)


def _rounded(geometry: dict) -> dict:
    def walk(node):
        return [walk(n) for n in node] if isinstance(node[0], list) else [round(node[0], 5), round(node[1], 5)]

    return {"type": geometry["type"], "coordinates": walk(geometry["coordinates"])}
