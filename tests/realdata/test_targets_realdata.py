"""Target schools of edition 2020: the parts of the first schools recomputed from the publishers' files, another way.

The first tests are on the edition without partner files: every school is unreached and `near` weighs nothing.
"""

import time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from dashboard.figures import ranking
from dashboard.figures.coverage import Filters
from dashboard.frame import kept
from dashboard.targets import ranked as target_list
from dashboard.targets.criteria import Criteria, Preset
from etl.building import publish
from tests.support.environment import DATA
from tests.support.reading import local

pytestmark = pytest.mark.realdata
TYPE = "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR"
LOWEST = {"VMBO BL lj 3-4", "VMBO KL lj 3-4", "Praktijkonderwijs alle vj"}


@pytest.fixture
def first(real_data: Path, monkeypatch):
    """The list of a sector, and three of its first twenty."""
    monkeypatch.setenv(DATA, str(real_data))

    def listed(sector: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        rows = target_list.ranked(Criteria(filters=Filters(sector=sector), top=25), local()).rows
        assert rows["rank"].tolist()[:20] == list(range(1, 21))
        return rows.set_index("school_id", drop=False), rows.iloc[[0, 9, 19]]

    return listed


def by_hand(value: float, others: pd.Series, falls: bool = False) -> float:
    """Percentile by counting: those below plus half of those equal."""
    known = others.dropna()
    place = 100 * ((known < value).sum() + (known == value).sum() / 2) / len(known)
    return 100 - place if falls else place


def mean(parts: list[tuple[float, float]]) -> float:
    known = [(weight, value) for weight, value in parts if pd.notna(value)]
    return sum(weight * value for weight, value in known) / sum(weight for weight, _value in known)


def ses(mirror: Path, rows: pd.DataFrame) -> pd.Series:
    """The score of each school's district, from the file of CBS."""
    told = pd.read_csv(mirror / "cbs/ses/wijken_2019_ses.csv", dtype=str)
    scores = pd.to_numeric(told["SES"], errors="coerce").set_axis(told["WK_CODE"].str.strip())
    return rows["district_code"].map(scores)


def test_three_of_the_first_twenty_primary_schools(first, mirror):
    rows, three = first("PO")
    tables = [
        pd.read_excel(
            mirror / "duo/achterstandsscores-scholen-2019.xlsx", sheet_name=sheet, skiprows=3, engine="calamine"
        )
        .iloc[:, :2]
        .dropna()
        .set_axis(["school_id", "value"], axis=1)
        .set_index("school_id")["value"]
        for sheet in ("Tabel 1", "Tabel 2")
    ]
    need = (pd.to_numeric(tables[1]) / pd.to_numeric(tables[0])).reindex(rows.index)
    history = pd.read_csv(
        mirror / "duo/06.-historisch-overzicht-aantal-leerlingen-per-schoolvestiging_1996-2025.csv",
        sep=";", dtype=str, encoding="utf-8-sig",
    )  # fmt: skip
    history = history[history["SOORT_VESTIGING"].str.strip().str.upper() == "BO"]
    history.index = pd.Index(history["VESTIGINGSCODE"].str.strip())
    counts = history[["LEERLINGEN_2015", "LEERLINGEN_2020"]].apply(pd.to_numeric, errors="coerce")
    counts = counts[(counts > 0).all(axis=1)]
    change = (100 * (counts["LEERLINGEN_2020"] / counts["LEERLINGEN_2015"] - 1)).reindex(rows.index)
    district = ses(mirror, rows)
    assert change.notna().sum() > 5_000
    for code in three["school_id"]:
        assert rows.loc[code, "po_need_per_pupil"] == pytest.approx(need[code])
        assert rows.loc[code, "pupils_change_pct"] == pytest.approx(change[code], nan_ok=True)
        parts = [
            (50, by_hand(need[code], need)),
            (20, by_hand(district[code], district, falls=True)),
            (15, 100.0),
            (5, by_hand(change[code], change, falls=True) if pd.notna(change[code]) else float("nan")),
        ]
        assert rows.loc[code, "score"] == pytest.approx(mean(parts))


def test_three_of_the_first_twenty_secondary_schools(first, mirror):
    rows, three = first("VO")
    raw = pd.read_csv(
        mirror / "duo/leerlingen-vo-per-vestiging-naar-onderwijstype-2019.csv", sep=";", dtype=str, encoding="cp1252"
    )
    years = [column for column in raw if column.startswith("LEER- OF VERBLIJFSJAAR ")]
    raw["n"] = raw[years].astype(int).sum(axis=1)
    raw["code"] = raw["BRIN NUMMER"] + raw["VESTIGINGSNUMMER"]
    typed = raw[raw[TYPE].str.contains("lj 3-4|lj 4-|Praktijk")].groupby("code")["n"].sum()
    lowest = raw[raw[TYPE].isin(LOWEST)].groupby("code")["n"].sum().reindex(typed.index, fill_value=0)
    share = (100 * lowest / typed.where(typed > 0)).reindex(rows.index)
    around, district = rows["vo_po_need_5km"], ses(mirror, rows)
    for code in three["school_id"]:
        few = min(lowest[code], typed[code] - lowest[code]) < 5 if pd.notna(share[code]) else True
        shown = float("nan") if few else share[code]
        assert rows.loc[code, "vo_vmbo_bk_pro_pct"] == pytest.approx(shown, nan_ok=True)
        parts = [
            (25, by_hand(share[code], share) if pd.notna(share[code]) else float("nan")),
            (25, by_hand(around[code], around)),
            (20, by_hand(district[code], district, falls=True)),
            (15, 100.0),
        ]
        assert rows.loc[code, "score"] == pytest.approx(mean(parts))


def kilometres(rows: pd.DataFrame, school: pd.Series) -> pd.Series:
    """By the haversine formula."""
    lon, lat = np.radians(rows["lon"]), np.radians(rows["lat"])
    half = np.sin((lat - np.radians(school["lat"])) / 2) ** 2
    half += np.cos(lat) * np.cos(np.radians(school["lat"])) * np.sin((lon - np.radians(school["lon"])) / 2) ** 2
    return 2 * 6371 * np.arcsin(np.sqrt(half))


@pytest.mark.parametrize("sector", ["PO", "VO"])
def test_who_is_active_and_near_at_three_of_the_first_twenty_with_partners(linked, truly_linked, monkeypatch, sector):
    """From the truth of the partner files, by brute force; two schools with a partner are checked as well."""
    with duckdb.connect(str(publish.current(linked / "warehouse")), read_only=True) as con:
        schools = con.sql("select school_id, lon, lat from mart.school").df().set_index("school_id")
    monkeypatch.setenv(DATA, str(linked))
    found = target_list.ranked(Criteria(filters=Filters(sector=sector), top=25), local())
    rows = found.rows.set_index("school_id", drop=False)
    partners = truly_linked.groupby("school_id")["partner"].nunique()
    active = schools.loc[schools.index.isin(partners.index) & schools["lon"].notna()]
    checked = [*rows.index[[0, 9, 19]], *rows.index[rows.index.isin(partners.index)][:2]]
    assert len(checked) == 5
    for code in checked:
        school = rows.loc[code]
        assert school["partners_count"] == partners.get(code, 0)
        km = kilometres(active.drop(index=code, errors="ignore"), school).min()
        if school["location_precision"] == "postcode4" and km < 0.001:
            km = float("nan")  # two schools on the point of one postcode area
        assert school["partner_km"] == pytest.approx(km, abs=0.001, nan_ok=True)
        assert school["partners_count_part"] == 100 / (1 + partners.get(code, 0))
        near = by_hand(school["partner_km"], rows["partner_km"], falls=True) if pd.notna(km) else km
        assert school["partner_km_part"] == pytest.approx(near, nan_ok=True)
        weights = zip(found.parts, found.weights, strict=True)
        assert school["score"] == pytest.approx(mean([(weight, school[part.place]) for part, weight in weights]))


def yearly_sd(need: float, pupils: float) -> float:
    size = np.log(need + 0.05)
    return float(np.exp((-0.354 - 0.603 * np.log(pupils) + 1.170 * size - 0.322 * size * size) / 2))


def test_the_yearly_change_of_need_is_that_of_the_tables():
    told = {(100, 1): 0.215, (200, 1): 0.175, (200, 3): 0.267, (400, 3): 0.216, (100, 3): 0.329}
    for (pupils, need), sd in told.items():
        found = ranking.yearly_sd(np.array([float(need)]), np.array([float(pupils)]))[0]
        assert found == pytest.approx(sd, abs=0.001)
        assert found == pytest.approx(yearly_sd(need, pupils))


def test_the_band_of_the_first_hundred_holds_weights_and_a_year_of_need(linked, monkeypatch):
    """All 6,132 schools that had a score, drawn one weighting and one year at a time; then the list of the program.

    The study had the schools without pupils, and 0 km on the point of a postcode area. Its numbers were 37, 32 and 83,
    and 73.6; since then eleven schools lost their partner here, for their rows go to a person (a less sure link).
    """
    monkeypatch.setenv(DATA, str(linked))
    found = target_list.ranked(Criteria(), local())
    assert found.is_aged
    schools = found.everyone[found.everyone["quality_flag"].isin(["", "no_pupils"])]
    schools = schools.assign(partner_km=schools["partner_km"].where(~schools["is_same_point"], 0))
    places = {part: ranking.percentile(*[schools[part.column].to_numpy(float)] * 2, part.falls) for part in found.parts}
    places |= {part: schools[part.place] for part in found.parts if part.slider == "unreached"}
    has_score = (schools["reason"] == "").to_numpy()
    table, every = np.column_stack(list(places.values()))[has_score], schools[has_score]
    assert len(every) == 6_132
    first = ranking.order(ranking.scores(table, found.weights))  # the draws are in the order of the list
    table, every = table[first], every.iloc[first]
    need = every["po_need_per_pupil"].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        funded = every["po_need_load"].to_numpy(float) / need
    pupils = np.where(np.isfinite(funded), funded, every["pupils_count"].to_numpy(float))
    sd = np.array([yearly_sd(*pair) for pair in zip(need, pupils, strict=True)])
    draws = np.random.default_rng(2021).standard_normal((1000, len(every)))
    weightings = ranking.drawn((50.0, 20.0, 15.0, 5.0, 10.0))
    weights_only, both = np.zeros(100), np.zeros(100)
    for weights, draw in zip(weightings, draws, strict=True):
        weights_only += np.isin(np.arange(100), np.argsort(-ranking.scores(table, weights), kind="stable")[:100])
        moved = need + sd * draw
        aged = np.column_stack([ranking.percentile(moved, moved), table[:, 1:]])
        both += np.isin(np.arange(100), np.argsort(-ranking.scores(aged, weights), kind="stable")[:100])
    assert int((weights_only >= 900).sum()) == 36
    assert (int((both >= 900).sum()), int((both >= 500).sum())) == (31, 83)
    assert both.sum() / 1000 == pytest.approx(73.75, abs=0.05)

    # nine schools without pupils are left out now, draws are per school code, and scores are compared in steps
    share = found.first["share"]
    assert abs((share >= 0.9).sum() - 32) <= 1
    assert abs((share >= 0.5).sum() - 83) <= 3
    assert share.sum() == pytest.approx(73.6, abs=0.5)
    bands = found.banded(found.first).set_index("school_id")
    assert bands.loc["18VF00", ["low", "high"]].tolist() == [1, 1]
    assert bands.loc["03ON00", ["low", "high"]].tolist() == pytest.approx([2, 36], abs=4)


def test_a_list_with_both_draws_takes_less_than_one_and_a_half_second(linked, monkeypatch):
    """Of processor time on one core or more, whatever else the machine does."""
    monkeypatch.setenv(DATA, str(linked))
    target_list.ranked(Criteria(), local())
    kept.forget()
    start = time.process_time()
    found = target_list.ranked(Criteria(flagged=True), local())
    assert len(found.scored) > 6_190
    assert time.process_time() - start < 1.5


def test_schools_without_pupils_and_without_need_of_their_own_have_no_place(linked, monkeypatch):
    monkeypatch.setenv(DATA, str(linked))
    primary, secondary = (
        target_list.ranked(Criteria(filters=Filters(sector=sector)), local()) for sector in ("PO", "VO")
    )
    gone = primary.everyone[primary.everyone["quality_flag"].str.contains("no_pupils")]
    assert len(gone) == 9
    assert {"20SJ00", "13MS01", "08EP00", "17JH01"} <= set(gone["school_id"])
    assert not set(gone["school_id"]) & set(primary.rows["school_id"])
    assert (secondary.rows["reason"] == "own_need").sum() == 110
    assert not {"00PG08"} & set(secondary.scored["school_id"])
    assert not primary.everyone["quality_flag"].str.contains("small,small").any()


def test_the_great_task_is_five_hundred_schools(linked, monkeypatch):
    monkeypatch.setenv(DATA, str(linked))
    counts = [
        len(
            target_list.ranked(
                Criteria(filters=Filters(sector=sector), preset=Preset.GREAT_TASK, top=500), local()
            ).rows
        )
        for sector in ("PO", "VO")
    ]
    assert (sum(counts), counts[1]) == (500, 103)


def test_no_school_is_0_km_from_a_partner_that_shares_the_point_of_its_postcode_area(linked, monkeypatch):
    monkeypatch.setenv(DATA, str(linked))
    rows = target_list.ranked(Criteria(), local()).everyone
    rough = rows[rows["location_precision"] == "postcode4"]
    assert not (rough["partner_km"] < 0.001).any()
    assert (rough["is_same_point"]).sum() > 0
    assert (rough.loc[rough["is_same_point"], "partner_km_status"] == "missing").all()
