"""Districts of one year in those of another: the share of each one's area that lies in each of the other year's.

Area stands in for people, so a bridge says its weights and is never applied in silence. Without the boundaries of both
years there is none: codes that are equal in two years can be other wijken.
"""

import geopandas as gpd
import pandas as pd

from etl.building import geometry
from etl.declared.source_form import Source
from etl.decoding import readers
from etl.errors import EtlError
from etl.fetching import snapshots

SLIVER = 0.001  # of the district's own area: borders are drawn anew each year, a strip along them is no move
COLUMNS = ["from_code", "from_year", "to_code", "to_year", "weight"]


def of_districts(source: Source, before: str, after: str) -> pd.DataFrame:
    """One row per pair of districts that share area, of two vintages: weight is a share (0..1) of the first's area.

    The weights of a district add up to 1. Raises EtlError where the boundaries of either year are not here.
    """
    old, new = (_shapes(source, name) for name in (before, after))
    years = [source.vintages[name].reference_date.year for name in (before, after)]
    return overlap(old, new).assign(from_year=years[0], to_year=years[1])[COLUMNS]


def overlap(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> pd.DataFrame:
    """from_code, to_code and the share of the first's area, slivers left out and the rest brought up to 1."""
    pairs = gpd.overlay(old, new, how="intersection", keep_geom_type=True)
    shared = pd.DataFrame(
        {"from_code": pairs["area_code_1"], "to_code": pairs["area_code_2"], "weight": pairs.geometry.area}
    )
    whole = shared["from_code"].map(old.set_index("area_code").geometry.area)
    shared = shared[shared["weight"] > SLIVER * whole]
    shared["weight"] /= shared.groupby("from_code")["weight"].transform("sum")
    return shared.sort_values(["from_code", "to_code"], ignore_index=True)


def _shapes(source: Source, name: str) -> gpd.GeoDataFrame:
    if name not in source.vintages:
        raise EtlError(
            f"Expected a vintage of {source.source_id}, found {name}. There are: {', '.join(source.vintages)}."
        )
    vintage = source.vintages[name]
    file = snapshots.folder_of(source, vintage) / vintage.file.rpartition("/")[2]
    if not file.is_file():
        raise EtlError(
            f"Expected the boundaries of {name} in the data folder, found none: without both years there is no bridge, "
            f"and codes of two years are not compared. Build an edition that uses {source.source_id} {name} first."
        )
    (decoded,) = readers.decode(source, vintage, file).values()
    return geometry.shapes_of(decoded.frame, decoded.geometry)
