"""Areas as shapes: dissolves districts upwards and places schools in districts.

All geometry inside is RD New (EPSG:28992, metres); what leaves is WGS84 with 5 decimals.
"""

from dataclasses import dataclass
from typing import Any

import duckdb
import geopandas as gpd
import pandas as pd
import shapely

SIMPLIFY_M = 30
RD, WGS84 = 28992, 4326


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
    found["geometry"] = _polygons(found.geometry.array)
    return found


def _polygons(drawn: Any) -> Any:
    """Valid polygons only: repaired by structure, so that no line or point is left of a badly simplified border."""
    return shapely.make_valid(drawn, method="structure", keep_collapsed=False)


def map_areas(shapes: Shapes, con: duckdb.DuckDBPyConnection) -> dict[str, gpd.GeoDataFrame]:
    """One frame per level (area_code, geometry) of land areas on one simplified coverage."""
    codes = con.sql(
        """
        select
            d.area_code, d.municipality_code, m.province_code, 'NL00' as country_code,
            case when m.labour_market_region_name <> 'Niet in te delen' then m.labour_market_region_code end
                as labour_market_region_code
        from core.district as d left join core.municipality as m using (municipality_code)
        where not d.is_water
        """
    ).df()
    districts = shapes.districts.merge(codes, on="area_code", how="inner").sort_values("area_code")
    districts["geometry"] = _simplified(districts.geometry)
    districts = districts[~districts.geometry.is_empty]
    levels = {"district": districts[["area_code", "geometry"]]}
    for level in ("municipality", "labour_market_region", "province", "country"):
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
    return gpd.GeoSeries(shapely.coverage_simplify(geometry.array, SIMPLIFY_M), index=geometry.index, crs=geometry.crs)


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
    nearest = _nearest_in_own_municipality(astray, gpd.GeoDataFrame(shapes.districts.merge(codes, on="area_code")))
    return placed.drop(columns="duo_municipality_code").merge(nearest, on="school_id", how="left")


def _containing(points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> pd.Series:
    """area_code of the polygon that holds each point; the first by code where two overlap."""
    joined = points[["geometry"]].sjoin(areas, predicate="intersects").sort_values("area_code")
    return joined["area_code"].groupby(level=0).first().astype("str").reindex(points.index)


def _nearest_in_own_municipality(astray: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    rows = []
    told = zip(astray["school_id"], astray["duo_municipality_code"], astray.geometry, strict=True)
    for school_id, municipality_code, point in told:
        own = districts[districts["municipality_code"] == municipality_code]
        if own.empty:
            continue
        metres = own.geometry.distance(point)
        rows.append((school_id, own.loc[metres.idxmin(), "area_code"], round(float(metres.min()))))
    return pd.DataFrame(rows, columns=["school_id", "nearest_district_code", "nearest_m"]).astype(
        {"school_id": "str", "nearest_district_code": "str", "nearest_m": "float"}
    )
