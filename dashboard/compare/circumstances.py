"""The circumstances of all districts, with the density that the map's own geometry gives; read once per build."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from dashboard.figures import twins
from dashboard.frame import kept, warehouse
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas


def circumstances(reader: Reader) -> pd.DataFrame:
    """One row per district with every variable of twins.VARIABLES; NaN where there is no figure."""
    rows = reader.run("compare_circumstances")
    file = warehouse.data_directory() / canvas.addresses(reader).get("district", "").lstrip("/")
    sizes = rows["area_code"].map(_sizes(file)).astype(float)
    return rows.assign(density=rows["inhabitants_count"] / sizes.where(sizes > 0))


@kept.per_build
def field(reader: Reader) -> twins.Field:
    return twins.field(circumstances(reader))


@kept.per_build
def _sizes(file: Path) -> dict[str, float]:
    """District -> square kilometres (with water), from the file that the map draws; its name changes with it."""
    if not file.is_file():
        return {}
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["c"]: twins.square_km(feature) for feature in features}


def twins_of_each(codes: tuple[str, ...], reader: Reader) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Per area the codes of its ten twins; empty for one that is not complete."""
    districts = field(reader)
    return tuple((code, tuple(twin for twin, _distance in twins.nearest(districts, code))) for code in codes)
