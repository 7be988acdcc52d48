"""Write the fictional world in the publishers' own formats: one file per source."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from etl.sample.files import advice, areas, cbs, declared, duo, exams, gka, po, rio, scores, vo, workbook
from etl.sample.partners import activities, claims, notes, referrals, requests
from etl.sample.world.model import World

WRITERS: dict[str, tuple[str, Callable[[World, Path], None]]] = {
    "duo_vestigingen_po": ("csv", duo.primary),
    "duo_vestigingen_vo": ("csv", duo.secondary),
    "duo_afstand": ("csv", duo.distances),
    "duo_schoolpunten": ("zip", areas.school_points),
    "cbs_achterstandsscores": ("xlsx", workbook.scores),
    "cbs_wijkgrenzen": ("geojson", areas.districts),
    "cbs_buurtgrenzen": ("geojson", areas.neighbourhoods),
    "cbs_ses_woa": ("csv", cbs.ses),
    "cbs_kerncijfers_wijken": ("csv", cbs.key_figures),
    "cbs_kerncijfers_gemeenten": ("parquet", cbs.town_figures),
    "cbs_gebieden": ("parquet", cbs.regions),
    "pc4_punten": ("csv", areas.postcode_points),
    "duo_leerlingen_vo": ("csv", vo.pupils_by_type),
    "duo_doorstroom_vo": ("csv", vo.flow),
    "duo_examencijfers": ("csv", vo.exam_marks),
    "duo_examens": ("csv", exams.five_years),
    "duo_eindtoets": ("csv", po.end_tests),
    "duo_leerlingenhistorie": ("csv", po.history),
    "duo_gewichtenleerlingen": ("csv", po.weights),
    "duo_schooladviezen": ("csv", advice.advice),
    "duo_schooladviezen_afgeleid": ("json", advice.derived),
    "duo_leerlingen_pc4": ("csv", declared.pupils_by_home),
    "duo_apcg": ("csv", declared.poverty_areas),
    "duo_referentieniveaus": ("csv", declared.reference_levels),
    "duo_vestigingen_so": ("csv", declared.special),
    "rio_onderwijslocaties": ("csv", rio.places),
    "rio_locatiegebruik": ("csv", rio.uses),
    "inspectie_schoolweging": ("ods", scores.weging),
    "cbs_schoolweging": ("xlsx", scores.three_years),
    "cbs_achterstandsscores_vo": ("xlsx", scores.secondary),
    "cbs_achterstandsscores_pro": ("xlsx", scores.practical),
    "gka_closed": ("csv", gka.closed),
}


def write_all(world: World, target: Path) -> dict[str, Path]:
    """Write every publisher's file (source_id -> path); in `partners/` what partners sent, claim and were asked."""
    told = (activities.files(world), requests.file(world), claims.file(world), referrals.file(world), notes.file(world))
    for name, data in {name: data for files in told for name, data in files.items()}.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(data)
    paths = {}
    for source_id, (extension, writer) in WRITERS.items():
        paths[source_id] = target / f"{source_id}.{extension}"
        writer(world, paths[source_id])
    return paths
