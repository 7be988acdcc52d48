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
from etl.partners import indicators as imports
from etl.sample.files import write as writers
from etl.sample.world import pupils as facts

# one process: the province is written once
pytestmark = pytest.mark.xdist_group("sample")


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


@pytest.mark.slow  # tests/etl/test_sample_partners.py asks it of the partner files in every run
def test_same_seed_same_bytes(files, tmp_path):
    again = sample.write(tmp_path)
    assert {name: path.read_bytes() for name, path in again.items()} == {
        name: path.read_bytes() for name, path in files.items()
    }


@pytest.mark.slow  # tests/etl/test_sample_partners.py asks it of the partner files in every run
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
    distance = [(r["BRIN_NUMMER"], r["VESTIGINGSNUMMER"], r["SOORT_PO"]) for r in rows_of(files["duo_afstand"])]
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


VO_YEARS = [f"LEER- OF VERBLIJFSJAAR {year} - {sex}" for year in range(1, 7) for sex in ("MAN", "VROUW")]


def test_secondary_pupils_add_up_and_suit_the_school(files):
    world, total, types = sample.make(), {}, {}
    for row in rows_of(files["duo_leerlingen_vo"]):
        code = row["BRIN NUMMER"] + row["VESTIGINGSNUMMER"]
        total[code] = total.get(code, 0) + sum(int(row[year]) for year in VO_YEARS)
        types.setdefault(code, set()).add(row["ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR"])
    schools = world.schools[world.schools.sector == "VO"].set_index("school_id")
    assert total == schools.pupils.to_dict()
    for code, structure in schools.structure.items():
        assert ("VWO lj 4-6" in types[code]) <= ("VWO" in structure)
        assert ("Praktijkonderwijs alle vj" in types[code]) <= ("PRO" in structure)


def test_four_in_ten_secondary_pupils_are_in_bridge_years_and_few_at_vavo(files):
    rows = rows_of(files["duo_leerlingen_vo"])
    share = {"Brugjaar": 0, "VAVO": 0, "": 0}
    for row in rows:
        for word in share:
            inside = word in row["ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR"]
            share[word] += inside * sum(int(row[year]) for year in VO_YEARS)
    assert 0.36 < share["Brugjaar"] / share[""] < 0.45
    assert 0.002 < share["VAVO"] / share[""] < 0.012


def test_poor_surroundings_have_more_low_types():
    world = sample.make()
    cells = facts.by_profile(world)
    track = facts.PROFILES.track[cells.profile].to_numpy()
    typed = cells[np.isin(track, ["pro", "bl", "kl", "gl", "tl", "havo", "vwo"])]
    low = cells[np.isin(track, ["pro", "bl", "kl"])].groupby("school").pupils.sum()
    share = (low / typed.groupby("school").pupils.sum()).fillna(0)
    around = facts.secondary(world).around.loc[share.index]
    assert np.corrcoef(around, share)[0, 1] < -0.15


def test_exam_file_hides_small_counts_but_not_rates(files):
    rows = rows_of(files["duo_examens"], encoding="utf-8")
    assert len(rows[0]) == 52
    cells = [row[name] for row in rows for name in row if name.startswith(("EXAMEN", "GESLAAGD"))]
    assert "<5" in cells
    assert not {"1", "2", "3", "4"} & set(cells)
    rates = {row["SLAAGPERC SCHOOLJAAR 2020-2021 - MAN"] for row in rows}
    assert all(re.fullmatch(r"\d{1,3}(\.\d)?", rate) for rate in rates)
    assert files["duo_examens"].read_bytes().endswith(b'"\r\n')


def test_candidates_pass_or_fail(files):
    for row in rows_of(files["duo_examencijfers"]):
        assert int(row["GESLAAGDEN"]) + int(row["GEZAKTEN"]) == int(row["EXAMENKANDIDATEN"]) > 0


def test_end_test_means_are_blank_where_nobody_took_it(files):
    low = {"CET": 501, "IEP": 50, "ROUTE8": 100, "DIA": 320, "AMN": 280}
    for row in rows_of(files["duo_eindtoets"]):
        for test, least in low.items():
            if row[f"{test}_AANTAL"] == "0":
                assert row[f"{test}_GEM"] == " "
            else:
                assert float(row[f"{test}_GEM"].replace(",", ".")) > least


def test_history_ends_in_the_pupils_of_2024(files):
    data = files["duo_leerlingenhistorie"].read_bytes()
    assert data.startswith(b"\xef\xbb\xbfINSTELLINGSCODE;")
    rows = {r["VESTIGINGSCODE"]: r for r in rows_of(files["duo_leerlingenhistorie"], encoding="utf-8-sig")}
    world = sample.make()
    here = world.schools[world.schools.is_scored].set_index("school_id")
    assert {code: int(rows[code]["LEERLINGEN_2024"]) for code in here.index} == here.pupils.to_dict()
    assert all(rows[code]["LEERLINGEN_2025"] == "0" for code in here.index[~here.is_listed])
    assert any(row["LEERLINGEN_2025"] == "<5" for row in rows.values())


def test_advice_of_both_files_agree(files):
    derived = json.loads(files["duo_schooladviezen_afgeleid"].read_text(encoding="utf-8"))
    rows = rows_of(files["duo_schooladviezen"], encoding="utf-8")
    alone = [r for r in rows if sum(o["INSTELLINGSCODE"] == r["INSTELLINGSCODE"] for o in rows) == 1]
    for row in alone:
        cells = [row[kind] for kind in list(row)[13:]]
        entry = derived[row["INSTELLINGSCODE"]]["2024-2025"]
        assert entry[:12] == [2 if cell == "<5" else int(cell) for cell in cells]
        assert entry[12] == sum(entry[:12])
    exact = [n for years in derived.values() for year, e in years.items() if year < "2022" for n in e[:12]]
    assert {1, 3, 4} <= set(exact)


def test_weights_have_a_row_per_weight_that_adds_up(files):
    for row in rows_of(files["duo_gewichtenleerlingen"]):
        assert row["GEWICHT"] in {"0.00", "0.30", "1.20"}
        assert sum(int(row[name]) for name in row if name.startswith("LEEFTIJD")) == int(row["TOTAAL"]) > 0


def test_closed_delivery_has_three_pictures_and_no_test_in_covid(files):
    rows = rows_of(files["gka_closed"], encoding="utf-8")
    assert all(sum(bool(row[code]) for code in ("area_code", "school_id", "brin")) == 1 for row in rows)
    periods = {row["indicator_id"]: set() for row in rows}
    for row in rows:
        periods[row["indicator_id"]].add(row["period"])
    assert set(periods) == {"gka_afstroom_pct", "gka_toetsadvies_mean", "gka_apcg_pct", "gka_havo_vwo_17_pct"}
    assert min(len(found) for found in periods.values()) >= 6
    covid = [r for r in rows if r["indicator_id"] == "gka_toetsadvies_mean" and r["period"] == "2019-2020"]
    assert covid
    assert all(row["value"] == row["n"] == "" for row in covid)
    delivery = imports.read(files["gka_closed"], files["gka_closed"].with_suffix(".yml"))
    assert set(delivery.indicators.visibility) == {"closed"}


def test_writers_do_not_depend_on_each_other(files, tmp_path):
    for source_id in ("duo_examens", "gka_closed", "rio_onderwijslocaties"):
        extension, writer = writers.WRITERS[source_id]
        writer(sample.make(), tmp_path / f"{source_id}.{extension}")
        assert (tmp_path / f"{source_id}.{extension}").read_bytes() == files[source_id].read_bytes()
