"""Districts of one year in those of another: the share of each one's area that lies in each of the other year's.

Area stands in for people, so a bridge says its weights and is never applied in silence. Without the boundaries of both
years there is none: codes that are equal in two years can be other wijken. A build takes along the bridges from every
other year whose boundaries its data folder has: those that another edition left there.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from etl.declared.source_form import Source, Vintage
from etl.decoding import readers
from etl.decoding.files import Decoded
from etl.errors import EtlError
from etl.fetching import snapshots

if TYPE_CHECKING:
    import geopandas as gpd

log = logging.getLogger(__name__)
SLIVER = 0.001  # of the district's own area: borders are drawn anew each year, a strip along them is no move
COLUMNS = ["from_code", "from_year", "to_code", "to_year", "weight"]


def of_districts(source: Source, before: str, after: str) -> pd.DataFrame:
    """One row per pair of districts that share area, of two vintages: weight is a share (0..1) of the first's area.

    The weights of a district add up to 1. Raises EtlError where the boundaries of either year are not here.
    """
    old, new = (_shapes(source, name) for name in (before, after))
    years = [source.vintages[name].reference_date.year for name in (before, after)]
    return overlap(old, new).assign(from_year=years[0], to_year=years[1])[COLUMNS]


def others(source: Source, vintage: Vintage) -> list[Vintage]:
    """Vintages of another year whose boundaries are in the data folder, the oldest first."""
    year = vintage.reference_date.year
    there = [
        one
        for one in source.vintages.values()
        if one.reference_date.year != year and _is_made_up(one) == _is_made_up(vintage) and _file(source, one)
    ]
    return sorted(there, key=lambda one: one.reference_date)


def _is_made_up(vintage: Vintage) -> bool:
    """The sample's districts lie in no real year, and real ones not in its country."""
    return vintage.name.startswith("voorbeeld")


def inputs(source: Source, vintage: Vintage) -> list[str]:
    """One line per file of another year, with its bytes: with another one the build is another."""
    files = {one.name: _file(source, one) for one in others(source, vintage)}
    return [f"bridge {source.source_id} {name} {snapshots.sha256_of(file)}" for name, file in files.items() if file]


def table(source: Source, vintage: Vintage, drawn: gpd.GeoDataFrame) -> pd.DataFrame:
    """One row per district of another year and district of this build: with its name then, and where both come from.

    Boundaries of another year that cannot be read leave no bridge: the build goes on without.
    """
    from etl.building import geometry  # on first use: most commands need no shapes

    parts = [pd.DataFrame(columns=[*COLUMNS, "name", "source"])]
    for other in others(source, vintage):
        try:
            decoded = _decoded(source, other)
            pairs = overlap(geometry.shapes_of(decoded.frame, decoded.geometry), drawn)
        except EtlError as error:
            log.warning("no bridge from %s %s: %s", source.source_id, other.name, error)
            continue
        years = {"from_year": other.reference_date.year, "to_year": vintage.reference_date.year}
        names = dict(zip(decoded.frame["area_code"].str.strip(), decoded.frame["name"].str.strip(), strict=True))
        publisher = source.provenance(other)["publisher"]
        said = {"name": pairs["from_code"].map(names), "source": f"{publisher}; {source.title_nl} {other.name}"}
        parts.append(pairs.assign(**years, **said))
    kinds = {"from_year": "int64", "to_year": "int64", "weight": "float64"}
    texts = dict.fromkeys(("from_code", "to_code", "name", "source"), "str")
    return pd.concat(parts[1:] or parts, ignore_index=True).astype(kinds | texts)


def overlap(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> pd.DataFrame:
    """from_code, to_code and the share of the first's area, slivers left out and the rest brought up to 1."""
    import geopandas as gpd

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
    from etl.building import geometry

    vintage = source.vintages[name]
    if _file(source, vintage) is None:
        raise EtlError(
            f"Expected the boundaries of {name} in the data folder, found none: without both years there is no bridge, "
            f"and codes of two years are not compared. Build an edition that uses {source.source_id} {name} first."
        )
    decoded = _decoded(source, vintage)
    return geometry.shapes_of(decoded.frame, decoded.geometry)


def _decoded(source: Source, vintage: Vintage) -> Decoded:
    file = _file(source, vintage)
    assert file is not None, "only what is there is read"
    (decoded,) = readers.decode(source, vintage, file).values()
    return decoded


def _file(source: Source, vintage: Vintage) -> Path | None:
    file = snapshots.folder_of(source, vintage) / vintage.file.rpartition("/")[2]
    return file if file.is_file() else None
