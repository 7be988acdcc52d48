"""Write the fictional world in the publishers' own formats: one file per source."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from etl.sample import files_areas, files_cbs, files_duo, workbook
from etl.sample.world import World

_WRITERS: dict[str, tuple[str, Callable[[World, Path], None]]] = {
    "duo_vestigingen_po": ("csv", files_duo.primary),
    "duo_vestigingen_vo": ("csv", files_duo.secondary),
    "duo_afstand": ("csv", files_duo.distances),
    "duo_schoolpunten": ("zip", files_areas.school_points),
    "cbs_achterstandsscores": ("xlsx", workbook.scores),
    "cbs_wijkgrenzen": ("geojson", files_areas.districts),
    "cbs_buurtgrenzen": ("geojson", files_areas.neighbourhoods),
    "cbs_ses_woa": ("csv", files_cbs.ses),
    "cbs_kerncijfers_wijken": ("csv", files_cbs.key_figures),
    "cbs_gebieden": ("parquet", files_cbs.regions),
    "pc4_punten": ("csv", files_areas.postcode_points),
}


def write_all(world: World, target: Path) -> dict[str, Path]:
    """Write every file; source_id -> path."""
    paths = {}
    for source_id, (extension, writer) in _WRITERS.items():
        paths[source_id] = target / f"{source_id}.{extension}"
        writer(world, paths[source_id])
    return paths
