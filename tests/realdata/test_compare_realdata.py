"""Three Rotterdam wijken against municipality and country, computed by pandas from the raw files."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from dashboard.compare import circumstances, figures, past, verdict
from dashboard.compare.benchmark import Benchmark
from dashboard.compare.choices import BenchmarkKind
from dashboard.figures import twins
from etl.building import publish
from tests.support.environment import DATA
from tests.support.reading import local

pytestmark = pytest.mark.realdata
WIJKEN = ["WK059901", "WK059910", "WK059912"]  # Rotterdam Centrum, Feijenoord, IJsselmonde
CITY = "GM0599"
DISTANCE = "duo/gemiddelde-afstand-tussen-woonadres-leerling-en-schoolvestiging-2019-2020.csv"


@pytest.fixture(autouse=True)
def edition(real_data: Path, monkeypatch) -> None:
    monkeypatch.setenv(DATA, str(real_data))


@pytest.fixture(scope="module")
def wijken(mirror: Path) -> pd.DataFrame:
    """One row per wijk: score, change, spread, households, inhabitants, children."""
    people = pd.read_csv(mirror / "cbs/kwb/wijken_2020_data.csv").set_index("WK_CODE")
    ses = pd.read_csv(mirror / "cbs/ses/wijken_2019_ses.csv").set_index("WK_CODE")
    named = {"HuishoudensTotaal_28": "households", "AantalInwoners_5": "people", "k_0Tot15Jaar_8": "children"}
    return ses.join(people[list(named)].rename(columns=named))


def compared(indicator: str, kind: str) -> pd.DataFrame:
    found = verdict.compare(WIJKEN, indicator, "district", Benchmark(BenchmarkKind(kind)), local())
    return found.set_index("area_code")


def around(rows: pd.DataFrame, code: str, value: str, weight: str) -> float:
    """The weighted mean without the area itself in its own municipality, and where it is more than a tenth of it."""
    known = rows[rows[value].notna() & rows[weight].notna()]
    if rows["GM_CODE"].nunique() == 1 or known.loc[code, weight] > 0.1 * known[weight].sum():
        known = known.drop(index=code)
    return (known[value] * known[weight]).sum() / known[weight].sum()


@pytest.mark.parametrize("kind", ["gemeente", "land"])
def test_ses_against_the_household_weighted_mean(wijken, kind):
    rows = wijken[wijken["GM_CODE"] == CITY] if kind == "gemeente" else wijken
    found = compared("ses_woa", kind)
    for code in WIJKEN:
        own = wijken.loc[code]
        expected = around(rows, code, "SES", "households")
        half = 1.959964 * 1.2533 * own["SES_MAD"] / np.sqrt(own["households"])
        ours = found.loc[code]
        assert (ours["value"], ours["reference"]) == pytest.approx((own["SES"], expected), abs=1e-6)
        assert ours["difference_lower"] == pytest.approx(own["SES"] - expected - half, abs=1e-5)
        assert (ours["verdict"] == "indistinguishable") == (abs(own["SES"] - expected) <= half)
    assert found["reference_is_approximate"].all()


@pytest.mark.parametrize("kind", ["gemeente", "land"])
def test_children_as_a_share(wijken, kind):
    """CBS rounds each wijk to fives, so a sum of wijken is right to about one in a thousand."""
    rows = wijken[wijken["GM_CODE"] == CITY] if kind == "gemeente" else wijken
    rows = rows.assign(share=100 * rows["children"] / rows["people"])
    found = compared("children_pct", kind)
    for code in WIJKEN:
        ours = found.loc[code]
        assert ours["value"] == pytest.approx(rows.loc[code, "share"], rel=1e-9)
        assert ours["reference"] == pytest.approx(around(rows, code, "share", "people"), rel=2e-3)


@pytest.fixture(scope="module")
def schools(mirror: Path, real_data: Path) -> pd.DataFrame:
    """One row per scored school: load, pupils, DUO's municipality number, and the wijk our build put it in."""
    book = mirror / "duo/achterstandsscores-scholen-2019.xlsx"
    sheets = [
        pd.read_excel(book, sheet_name=sheet, skiprows=3, engine="calamine")
        .iloc[:, :2]
        .set_axis(["school_id", name], axis=1)
        .dropna()
        .set_index("school_id")[name]
        .astype(float)
        for sheet, name in (("Tabel 1", "pupils"), ("Tabel 2", "load"))
    ]
    distance = pd.read_csv(mirror / DISTANCE, sep=";", encoding="cp1252", dtype=str)
    distance["school_id"] = distance["BRIN_NUMMER"] + distance["VESTIGINGSNUMMER"]
    town = distance[distance["SOORT_PO"] == "Bo"].set_index("school_id")["GEMEENTENUMMER"].str.strip()
    with duckdb.connect(str(publish.current(real_data / "warehouse")), read_only=True) as con:
        place = con.sql("select school_id, area_code from mart.school_area where level = 'district'").df()
        listed = set(con.sql("select school_id from mart.school where is_listed").df()["school_id"])
    frame = pd.concat(sheets, axis=1).dropna()
    return frame.assign(town=town.reindex(frame.index), wijk=place.set_index("school_id")["area_code"]).assign(
        is_listed=lambda rows: rows.index.isin(listed)
    )


@pytest.mark.parametrize("kind", ["gemeente", "land"])
def test_need_per_pupil_against_the_sums_of_schools(schools, kind):
    inside = schools[schools["town"] == "599"] if kind == "gemeente" else schools
    found = compared("po_need_per_pupil", kind)
    for code in WIJKEN:
        mine = schools[schools["wijk"] == code]
        rest = inside.drop(index=mine.index) if kind == "gemeente" else inside
        ratio = mine["load"].sum() / mine["pupils"].sum()
        ours = found.loc[code]
        assert ours["value"] == pytest.approx(ratio, abs=1e-9)
        assert ours["reference"] == pytest.approx(rest["load"].sum() / rest["pupils"].sum(), abs=1e-6)
        shown = mine[mine["is_listed"]]
        size = np.log(shown["load"] / shown["pupils"] + 0.05)
        variance = np.exp(-0.354 - 0.603 * np.log(shown["pupils"]) + 1.170 * size - 0.322 * size**2)
        error = np.sqrt((shown["pupils"] ** 2 * variance).sum()) / shown["pupils"].sum()
        assert ours["error"] == pytest.approx(error, rel=1e-6)


def test_ses_of_2014_against_2019(wijken):
    indicator = figures.indicators("district", local())["ses_woa"]
    rows = past.change(WIJKEN, indicator, "district", ("2014", "2019"), local()).set_index("area_code")
    raw = wijken.loc[WIJKEN]
    assert rows["difference"].tolist() == pytest.approx(raw["SES_change"].tolist(), abs=1e-9)
    assert rows["before"].tolist() == pytest.approx((raw["SES"] - raw["SES_change"]).tolist(), abs=1e-9)
    half = np.sqrt(2) * 1.959964 * 1.2533 * raw["SES_MAD"] / np.sqrt(raw["households"])
    assert (rows["verdict"] == np.sign(raw["SES_change"]) * (raw["SES_change"].abs() > half)).all()


def test_twins_of_the_real_wijken():
    """331 wijken have no SES; every complete one has ten twins; an urban and a rural wijk get their like."""
    facts = circumstances.circumstances(local())
    known = circumstances.field(local())
    assert facts["ses"].isna().sum() == 331
    without = facts[~facts["area_code"].isin(known.codes)]
    assert all(twins.lacking(facts, code) for code in without["area_code"].head(40))
    for code in known.codes[::20]:
        found = dict(twins.nearest(known, code))
        assert len(found) == 10
        assert code not in found
    figures = facts.set_index("area_code")
    for code, low, high in (("WK059910", 1, 1), ("WK019701", 4, 5)):
        like = figures.loc[[twin for twin, _away in twins.nearest(known, code)]]
        assert like["urbanity_class"].between(low, high).all()
    assert figures.loc["WK059910", "density"] == pytest.approx(9000, rel=0.1)


def test_the_score_of_2014_has_the_spread_of_2014(wijken):
    """Both are what CBS publishes now less the change it publishes, by pandas on its file."""
    found = figures.figures("ses_woa", "district", local(), "2014")
    then = wijken["SES_MAD"] - wijken["SES_MAD_change"]
    assert then.notna().sum() > 2_800
    both = found.index.intersection(then.dropna().index)
    spread = found["error"] * np.sqrt(found["n"]) / 1.2533
    assert spread[both].to_numpy(float) == pytest.approx(then[both].to_numpy(float), abs=1e-9)
    now = figures.figures("ses_woa", "district", local())
    spread_now = now["error"] * np.sqrt(now["n"]) / 1.2533
    assert spread_now[both].to_numpy(float) == pytest.approx(wijken.loc[both, "SES_MAD"].to_numpy(float))
    assert ((spread[both] - spread_now[both]).abs() > 1e-6).mean() > 0.9
