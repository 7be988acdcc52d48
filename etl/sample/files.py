"""Write the fictional world in the publishers' own formats: one file per source."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from etl.sample import (
    files_advice,
    files_areas,
    files_cbs,
    files_declared,
    files_duo,
    files_exams,
    files_gka,
    files_po,
    files_rio,
    files_scores,
    files_vo,
    partners,
    workbook,
)
from etl.sample.world import World

WRITERS: dict[str, tuple[str, Callable[[World, Path], None]]] = {
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
    "duo_leerlingen_vo": ("csv", files_vo.pupils_by_type),
    "duo_doorstroom_vo": ("csv", files_vo.flow),
    "duo_examencijfers": ("csv", files_vo.exam_marks),
    "duo_examens": ("csv", files_exams.five_years),
    "duo_eindtoets": ("csv", files_po.end_tests),
    "duo_leerlingenhistorie": ("csv", files_po.history),
    "duo_gewichtenleerlingen": ("csv", files_po.weights),
    "duo_schooladviezen": ("csv", files_advice.advice),
    "duo_schooladviezen_afgeleid": ("json", files_advice.derived),
    "duo_leerlingen_pc4": ("csv", files_declared.pupils_by_home),
    "duo_apcg": ("csv", files_declared.poverty_areas),
    "duo_referentieniveaus": ("csv", files_declared.reference_levels),
    "duo_vestigingen_so": ("csv", files_declared.special),
    "rio_onderwijslocaties": ("csv", files_rio.places),
    "rio_locatiegebruik": ("csv", files_rio.uses),
    "inspectie_schoolweging": ("ods", files_scores.weging),
    "cbs_achterstandsscores_vo": ("xlsx", files_scores.secondary),
    "gka_closed": ("csv", files_gka.closed),
}


def write_all(world: World, target: Path) -> dict[str, Path]:
    """Write every publisher's file (source_id -> path) and, in `partners/`, what the fictional partners sent."""
    for name, data in partners.files(world).items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(data)
    paths = {}
    for source_id, (extension, writer) in WRITERS.items():
        paths[source_id] = target / f"{source_id}.{extension}"
        writer(world, paths[source_id])
    return paths
