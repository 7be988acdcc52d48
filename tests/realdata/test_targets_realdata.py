"""Target schools of edition 2020: the parts of the first schools recomputed from the publishers' files, another way.

The first tests are on the edition without partner files: every school is unreached and `near` weighs nothing.
"""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from dashboard.figures.coverage import Filters
from dashboard.targets import ranked as target_list
from dashboard.targets.criteria import Criteria
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
        assert school["partner_km"] == pytest.approx(km, abs=0.001)
        assert school["partners_count_part"] == 100 / (1 + partners.get(code, 0))
        assert school["partner_km_part"] == pytest.approx(by_hand(school["partner_km"], rows["partner_km"], falls=True))
        weights = zip(found.parts, found.weights, strict=True)
        assert school["score"] == pytest.approx(mean([(weight, school[part.place]) for part, weight in weights]))
