"""Coverage of edition 2020 with the five test deliveries linked: the country and Rotterdam, straight from the files."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.figures import coverage
from dashboard.figures.coverage import Filters
from dashboard.frame import warehouse
from tests.support.environment import DATA
from tests.support.reading import local

pytestmark = pytest.mark.realdata


@pytest.fixture
def active(truly_linked: pd.DataFrame) -> set[str]:
    """Schools where a partner is active."""
    return set(truly_linked["school_id"])


def read(mirror: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(mirror / "duo" / name, sep=";", dtype=str, encoding="cp1252", keep_default_na=False)


def workbook(mirror: Path, sheet: str) -> pd.Series:
    path = mirror / "duo/achterstandsscores-scholen-2019.xlsx"
    frame = pd.read_excel(path, sheet_name=sheet, skiprows=3, engine="calamine").iloc[:, :2].dropna()
    return frame.set_axis(["school_id", "value"], axis=1).set_index("school_id")["value"].astype(float)


def primary(mirror: Path) -> tuple[pd.DataFrame, pd.Series]:
    """(listed schools with municipality and pupils, need of every scored school), both by school_id."""
    listed = read(mirror, "alle-vestigingen-bo_2020-12.csv").set_index("VESTIGINGSNUMMER")
    distance = read(mirror, "gemiddelde-afstand-tussen-woonadres-leerling-en-schoolvestiging-2019-2020.csv")
    distance.index = distance["BRIN_NUMMER"] + distance["VESTIGINGSNUMMER"].str.zfill(2)
    pupils = distance["LEERLINGEN"].astype(int).groupby(level=0).sum()
    town = distance["GEMEENTENUMMER"].str.zfill(4).groupby(level=0).first()
    need = workbook(mirror, "Tabel 2")
    schools = pd.DataFrame({"town": listed["GEMEENTENUMMER"], "pupils": pupils.reindex(listed.index)})
    return schools, need.to_frame("need").assign(town=listed["GEMEENTENUMMER"].reindex(need.index).fillna(town))


def secondary(mirror: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The same of secondary schools: need is the pupils in vmbo 3-4 and pro."""
    listed = read(mirror, "alle-vestigingen-vo_2020-12.csv").set_index("VESTIGINGSNUMMER")
    raw = read(mirror, "leerlingen-vo-per-vestiging-naar-onderwijstype-2019.csv")
    raw["id"] = raw["BRIN NUMMER"] + raw["VESTIGINGSNUMMER"].str.zfill(2)
    raw["n"] = raw[[c for c in raw if c.startswith("LEER- OF VERBLIJFSJAAR ")]].astype(int).sum(axis=1)
    kind = raw["ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR"]
    is_need = (kind.str.contains("VMBO") & kind.str.contains("lj 3-4")) | kind.str.contains("Praktijk")
    need = raw[is_need].groupby("id")["n"].sum().reindex(raw["id"].unique(), fill_value=0)
    pupils = raw.groupby("id")["n"].sum()
    schools = pd.DataFrame({"town": listed["GEMEENTENUMMER"], "pupils": pupils.reindex(listed.index)})
    # a school that the list no longer has: the municipality that the flow file gives it
    flow = read(mirror, "05-zittenblijvers-afstromers-opstromers-vo_uitgave-2020-01.csv")
    flow.index = flow["BRINNUMMER"] + flow["VESTIGINGSNUMMER"].str.zfill(2)
    other = flow["GEMEENTENUMMER"].str.zfill(4).groupby(level=0).first()
    town = listed["GEMEENTENUMMER"].reindex(need.index).fillna(other)
    return schools, need.to_frame("need").assign(town=town)


def ours(linked: Path, monkeypatch, area: str, sector: str) -> pd.Series:
    monkeypatch.setenv(DATA, str(linked))
    warehouse.pin()
    return coverage.load("municipality", Filters(sector=sector), local()).lineage(area).iloc[0]


@pytest.mark.parametrize(("area", "town"), [("NL00", None), ("GM0599", "0599")])
@pytest.mark.parametrize(("sector", "files"), [("PO", primary), ("VO", secondary)])
def test_three_coverage_figures_by_hand(linked, mirror, active, monkeypatch, area, town, sector, files):  # noqa: PLR0917
    schools, need = files(mirror)
    if town:
        schools, need = schools[schools["town"] == town], need[need["town"] == town]
    found = ours(linked, monkeypatch, area, sector)
    # shares: listed schools above and below the line; the load: every school with a figure
    listed = need[need.index.isin(schools.index)]
    here, reached = schools.index.isin(active), listed.index.isin(active)
    print(area, sector, {k: found[k] for k in ("active_schools_count", "schools_count", "schools_share")})
    print({k: found[k] for k in ("pupils_share", "need_share", "participants_count", "participants_share")})
    assert (found["active_schools_count"], found["schools_count"]) == (here.sum(), len(schools))
    assert found["active_pupils_count"] == schools.loc[here, "pupils"].sum()
    assert found["pupils_count"] == schools["pupils"].sum()
    assert found["active_need"] == pytest.approx(listed.loc[reached, "need"].sum(), abs=0.01)
    assert found["need"] == pytest.approx(listed["need"].sum(), abs=0.01)
    assert found["need_share"] == pytest.approx(100 * listed.loc[reached, "need"].sum() / listed["need"].sum())
    assert found["load"] == pytest.approx(need["need"].sum(), abs=0.01)
    assert (found["scored_count"], found["unlisted_count"]) == (len(need), len(need) - len(listed))


@pytest.mark.parametrize("sector", ["PO", "VO"])
@pytest.mark.parametrize("level", ["province", "municipality", "labour_market_region", "district"])
def test_parts_add_up_to_the_last_pupil(linked, monkeypatch, sector, level):
    monkeypatch.setenv(DATA, str(linked))
    warehouse.pin()
    found = coverage.load(level, Filters(sector=sector), local())
    areas, apart, country = found.areas, found.apart, found.country
    counts = ("schools_count", "active_schools_count", "pupils_count", "active_pupils_count")
    for name in (*counts, "participants_lower", "participants_upper"):
        assert areas[name].sum() + apart[name] == country[name], name
    for name in ("need", "active_need", "unreached_need", "load"):
        assert round(areas[name].sum() + np.nan_to_num(float(apart[name])), 2) == round(country[name], 2), name
