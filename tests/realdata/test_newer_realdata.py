"""Public files found since edition 2020 was put together: each reads as declared, or shows why it is not taken."""

from __future__ import annotations

import io
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from etl.building import geometry
from etl.declared import catalog
from etl.declared.source_form import Vintage
from etl.decoding import contract, readers

pytestmark = pytest.mark.realdata
MAP_2024 = "cbs/boundaries/wijken_2024_pdok_wijkenbuurten.geojson"
LIST_2025 = "newer/afgeleid_02.-alle-vestigingen-vo_2025-09.csv"


def read(mirror, source_id: str, vintage: Vintage):
    """(decoded, rows that keep the contract, its issues) of a source with one table."""
    source = catalog.sources()[source_id]
    (decoded,) = readers.decode(source, vintage, mirror / vintage.file).values()
    return decoded, *contract.check(source.tables[source_id], vintage, decoded.frame)


def like(source_id: str, vintage: str, **changed) -> Vintage:
    """A vintage of the source as declared, but for what is changed."""
    return catalog.sources()[source_id].vintages[vintage].model_copy(update={"fetch": None, "rows": {}, **changed})


def map_of_2024() -> Vintage:
    """The map of 2024 of another service: other names, and a district for who lives abroad."""
    renamed = {"statcode": "wijkcode", "statnaam": "wijknaam", "jrstatcode": "gemeentecode"}
    form = like("cbs_wijkgrenzen", "2024", file=MAP_2024, renamed=renamed)
    keep = {"jrstatcode": "GM(?!0998).*"}
    return form.model_copy(update={"dialect": form.dialect.model_copy(update={"keep": keep})})


def test_badly_simplified_districts_of_2024_are_repaired_to_polygons(mirror):
    decoded, kept, issues = read(mirror, "cbs_wijkgrenzen", map_of_2024())
    drawn = decoded.geometry
    assert issues.empty
    assert (~drawn.is_valid).sum() == 15
    shapes = geometry.shapes_of(kept, drawn)
    assert set(shapes.geom_type) <= {"Polygon", "MultiPolygon"}
    assert shapes.is_valid.all()
    assert len(shapes) == len(kept)
    levels = shapely.coverage_simplify(shapes.geometry.array, geometry.SIMPLIFY_M)
    assert gpd.GeoSeries(levels).is_valid.all()


def test_the_list_of_secondary_schools_of_2025_keeps_the_contract(mirror):
    """Brought back into DUO's columns by others, so it is for trying only; no edition has it."""
    _, kept, issues = read(mirror, "duo_vestigingen_vo", like("duo_vestigingen_vo", "2025", file=LIST_2025))
    assert (len(kept), len(issues)) == (1620, 0)
    assert kept["school_id"].is_unique


def test_poverty_areas_of_2019_are_429_and_hold_as_many_schools_as_counted(mirror):
    vintage = catalog.sources()["duo_apcg"].vintages["2019"]
    _, kept, _ = read(mirror, "duo_apcg", vintage)
    assert (len(kept), set(kept["is_apcg"])) == (429, {"TRUE"})
    _, schools, _ = read(mirror, "duo_vestigingen_po", catalog.sources()["duo_vestigingen_po"].vintages["2026-08"])
    inside = schools["postcode"].str[:4].isin(kept["postcode4"])
    assert (inside.sum(), len(schools)) == (998, 6122)


HOMES, SES_PC4 = "newer/leerlingen-po-herkomst-per-gemeente_2024-10-01.zip", "newer/SES_PC4_2021-2022.csv"


@pytest.mark.slow
def test_home_postcodes_of_2024_hide_too_much_to_be_a_figure_per_school(mirror):
    """Why they are not taken: counts per age, of which so many are hidden that pupils per postcode are an interval."""
    with zipfile.ZipFile(mirror / HOMES) as held:
        texts = {name: held.read(name).decode("utf-8-sig") for name in held.namelist()}
    assert [name for name, text in texts.items() if not text] == ["Ridderkerk afgeschermd.csv"]
    read = {"sep": ";", "dtype": str, "keep_default_na": False}
    rows = pd.concat(pd.read_csv(io.StringIO(text), **read) for text in texts.values() if text)
    assert (len(texts), len(rows)) == (342, 110_853)
    assert rows["POSTCODE_LEERLING"].str.fullmatch(r"\d\d").sum() == 1529
    assert not any("TOTAAL" in header for header in rows.columns)
    cells = rows.loc[rows["SOORT_PO"] == "Bo", [header for header in rows.columns if header.startswith("LEEFTIJD_")]]
    hidden = (cells == "<5").sum().sum()
    known = cells.replace("<5", "0").astype(int).sum().sum()
    assert (hidden, known) == (183_813, 1_064_966)


def test_ses_per_postcode_describes_another_unit_than_the_wijk(mirror):
    """Why it is not taken: scores of 3,580 postcodes, re-saved under names of its own, none of them of a wijk."""
    rows = pd.read_csv(mirror / SES_PC4, sep=";", decimal=",", dtype={"SES_PC4": str})
    scored = rows[(rows["SES_Verslagjaar"] == 2022) & rows["SES_Totaalscore"].notna()]
    assert (len(rows), len(scored)) == (8118, 3580)
    assert not any("WK" in header.upper() or "wijk" in header for header in rows.columns)
