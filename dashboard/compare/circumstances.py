"""The circumstances of districts and municipalities, with the density of the map's geometry; read once per build."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from dashboard.figures import similar, twins
from dashboard.frame import kept, warehouse
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas


def circumstances(reader: Reader) -> pd.DataFrame:
    """One row per district with every variable of twins.VARIABLES; NaN where there is no figure."""
    return _with_density(reader.run("compare_circumstances"), "district", reader)


def towns(reader: Reader) -> pd.DataFrame:
    """One row per municipality with every variable of similar.WEIGHTS; NaN where there is no figure."""
    return _with_density(reader.run("compare_towns"), "municipality", reader)


def _with_density(rows: pd.DataFrame, level: str, reader: Reader) -> pd.DataFrame:
    file = warehouse.data_directory() / canvas.addresses(reader).get(level, "").lstrip("/")
    sizes = rows["area_code"].map(_sizes(file)).astype(float)
    return rows.assign(density=rows["inhabitants_count"] / sizes.where(sizes > 0))


@kept.per_build
def field(reader: Reader) -> twins.Field:
    return twins.field(circumstances(reader))


@kept.per_build
def town_field(reader: Reader) -> similar.Field:
    kind = similar.TOWNS
    return similar.field(towns(reader), similar.WEIGHTS[kind], "area_code", similar.LIMITS[kind])


@kept.per_build
def _sizes(file: Path) -> dict[str, float]:
    """Area -> square kilometres (with water), from the file that the map draws; its name changes with it."""
    if not file.is_file():
        return {}
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["c"]: twins.square_km(feature) for feature in features}


def twins_of_each(codes: tuple[str, ...], level: str, reader: Reader) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Per area the codes of its ten twins, of a municipality of those alike; empty for one that is not complete."""
    if level == "municipality":
        return tuple((code, tuple(one.code for one in similar.nearest(town_field(reader), code))) for code in codes)
    districts = field(reader)
    return tuple((code, tuple(twin for twin, _distance in twins.nearest(districts, code))) for code in codes)
