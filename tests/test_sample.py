"""The fictional edition: same bytes for a seed, a clean coverage, believable relations."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
import shapely
from python_calamine import CalamineWorkbook

from etl import sample


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The province, written once."""
    return sample.write(tmp_path_factory.mktemp("sample"))


def rows_of(path: Path, delimiter: str = ";", encoding: str = "cp1252") -> list[dict[str, str]]:
    """The rows of a delimited file as text."""
    with path.open(encoding=encoding, newline="") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


def table_of(path: Path, sheet: str) -> list[list]:
    """The data rows of a sheet of the workbook: from row 6 to the empty row."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)[5:]
    return rows[: next(i for i, row in enumerate(rows) if row[0] == "")]


def shapes_of(path: Path, parent: str) -> tuple[list[str], list[str], np.ndarray]:
    """Code, parent code and geometry of every feature."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    code = next(name for name in features[0]["properties"] if name.endswith("code"))
    shapes = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features])
    return [f["properties"][code] for f in features], [f["properties"][parent] for f in features], shapes


def test_same_seed_same_bytes(files, tmp_path):
    again = sample.write(tmp_path)
    assert {name: path.read_bytes() for name, path in again.items()} == {
        name: path.read_bytes() for name, path in files.items()
    }


def test_other_seed_other_bytes(files, tmp_path):
    other = sample.write(tmp_path, seed=1)
    assert other["cbs_buurtgrenzen"].read_bytes() != files["cbs_buurtgrenzen"].read_bytes()


def test_counts(files):
    assert len(rows_of(files["duo_vestigingen_po"])) == 370
    assert len(rows_of(files["duo_vestigingen_vo"])) == 80
    assert len(shapes_of(files["cbs_wijkgrenzen"], "gemeentecode")[0]) == 120
    assert len(shapes_of(files["cbs_buurtgrenzen"], "wijkcode")[0]) == 502
    assert len(rows_of(files["cbs_ses_woa"], ",", "utf-8")) == 118


def test_keys_are_unique(files):
    listed = rows_of(files["duo_vestigingen_po"]) + rows_of(files["duo_vestigingen_vo"])
    codes = [row["VESTIGINGSCODE"] for row in listed]
    assert len(set(codes)) == len(codes)
    distance = [
        (r["BRIN_NUMMER"], r["VESTIGINGSNUMMER"], r["SOORT_PO"]) for r in rows_of(files["duo_afstand"])
    ]
    assert len(set(distance)) == len(distance)
    buurten = shapes_of(files["cbs_buurtgrenzen"], "wijkcode")[0]
    assert len(set(buurten)) == len(buurten)


def test_no_code_or_postcode_is_a_real_one(files):
    for row in rows_of(files["duo_vestigingen_po"]) + rows_of(files["duo_vestigingen_vo"]):
        assert row["GEMEENTENUMMER"] >= "9001"
        assert row["INSTELLINGSCODE"] >= "80"
        assert re.fullmatch(r"0[1-9]\d\d [A-Z]{2}", row["POSTCODE"])


def test_buurten_tile_their_wijk(files):
    wijk, _, wijken = shapes_of(files["cbs_wijkgrenzen"], "gemeentecode")
    _, parent, buurten = shapes_of(files["cbs_buurtgrenzen"], "wijkcode")
    assert shapely.is_valid(wijken).all()
    assert shapely.is_valid(buurten).all()
    assert shapely.coverage_is_valid(buurten)
    for code, shape in zip(wijk, wijken, strict=True):
        inside = buurten[np.array(parent) == code]
        assert shapely.area(inside).sum() == pytest.approx(shape.area, rel=1e-6)
        assert shapely.union_all(inside).symmetric_difference(shape).area < 1e-9


def test_the_land_lies_in_the_sea(files):
    west, south, east, north = shapely.total_bounds(shapes_of(files["cbs_wijkgrenzen"], "gemeentecode")[2])
    assert 3.1 < west < east < 4.5
    assert 52.3 < south < north < 53.7


def test_pupils_of_both_files_agree(files):
    workbook = {row[0]: int(row[1]) for row in table_of(files["cbs_achterstandsscores"], "Tabel 1")}
    distance = {
        row["BRIN_NUMMER"] + row["VESTIGINGSNUMMER"]: int(row["LEERLINGEN"])
        for row in rows_of(files["duo_afstand"])
        if row["SOORT_PO"] == "Bo"
    }
    assert distance == workbook


def test_scores_follow_the_threshold(files):
    first = table_of(files["cbs_achterstandsscores"], "Tabel 1")
    second = table_of(files["cbs_achterstandsscores"], "Tabel 2")
    for (code, pupils, score, mark), (same, total, lower, upper, _) in zip(first, second, strict=True):
        assert code == same
        assert total == pytest.approx(lower + upper, abs=0.001)
        assert score == pytest.approx(max(0, total - 0.69605 * pupils), abs=0.006)
        assert (mark == "a") == (pupils <= 40)


def test_three_scored_schools_are_no_longer_listed(files):
    listed = {row["VESTIGINGSCODE"] for row in rows_of(files["duo_vestigingen_po"])}
    scored = {row[0] for row in table_of(files["cbs_achterstandsscores"], "Tabel 1")}
    assert len(scored - listed) == 3


def test_points_are_absent_and_repeated(files):
    features = json.loads(zipfile.ZipFile(files["duo_schoolpunten"]).read("scholen.geo.json"))["features"]
    codes = [feature["properties"]["vestigingscode"] for feature in features]
    listed = rows_of(files["duo_vestigingen_po"]) + rows_of(files["duo_vestigingen_vo"])
    absent = {row["VESTIGINGSCODE"] for row in listed} - set(codes)
    assert 0.05 < len(absent) / len(listed) < 0.11
    assert 3 <= len(codes) - len(set(codes)) <= 15


def test_poor_wijken_have_more_need():
    world = sample.make()
    scored = world.schools[world.schools.is_scored]
    total = scored.groupby("district")[["score_total", "pupils"]].sum()
    need = total.score_total / total.pupils
    ses = world.districts.ses_shown.loc[need.index]
    assert np.corrcoef(ses[ses.notna()], need[ses.notna()])[0, 1] < -0.6


def test_inhabitants_add_up():
    world = sample.make()
    bands = world.districts.filter(like="age_").sum(axis=1)
    assert (bands == world.districts.population).all()
    buurt = world.land.neighbourhoods.assign(people=world.buurt_people).groupby("district").people.sum()
    assert (buurt.to_numpy() == world.districts.population.to_numpy()).all()
