"""Packs of edition 2020: what stands on the paper is explained by the warehouse alone, and it is two pages."""

from __future__ import annotations

import re
import statistics
import time
from io import BytesIO
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pypdf
import pytest
from statsmodels.stats.proportion import proportion_confint

from dashboard.compare import circumstances
from dashboard.figures import similar
from dashboard.figures.coverage import Filters
from dashboard.frame import warehouse
from dashboard.frame.access import LOCAL
from dashboard.pack import document, figures, pdf
from etl.building import publish
from tests.support.environment import DATA

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not pdf.is_there(), reason="no Pango on this machine: packs are HTML here"),
]
YEAR = "2019-2020"
# a large city, an island; all of them in make prove
FEW = ("GM0599", "GM0093")
NUMBER = re.compile(r"−?\d+(?:\.\d{3})*(?:,\d+)?")
VALUES = """
    select v.value, v.n, v.indicator_id, v.level, v.area_code, i.unit, i.n_unit, v.period
    from mart.area_value as v
    join mart.indicator as i using (indicator_id)
    where v.status = 'observed' and v.level in ('country', 'municipality', 'district')
"""


@pytest.fixture
def warehouse_file(linked: Path, monkeypatch) -> Path:
    monkeypatch.setenv(DATA, str(linked))
    return publish.current(linked / "warehouse")


def paper(code: str) -> tuple[list[str], float]:
    """The text of each page, and the seconds that making it took."""
    started = time.process_time()
    reader = warehouse.reader(LOCAL)
    made = pdf.made(document.html(figures.read(code, Filters(school_year=YEAR), reader), reader))
    seconds = time.process_time() - started
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(made)).pages], seconds


def known(code: str, file: Path) -> np.ndarray:
    """Every figure that the warehouse has of a municipality, its districts, the country and its twins."""
    warehouse.close()  # DuckDB opens a file with other settings only when nobody has it open
    with duckdb.connect(str(file), read_only=True) as con:
        every = con.sql(VALUES).df()
        own = every[(every["area_code"] == code) | (every["level"] == "country")]
        districts = con.execute(
            "select area_code from mart.area where municipality_code = $town and level = 'district'", {"town": code}
        ).df()["area_code"]
        activity = con.execute(
            "select partner_id, s.sector, a.school_id, participants_count, confirmed_on from mart.activity as a"
            " join mart.school as s using (school_id)"
            " where is_current and a.school_year = $year and s.municipality_code = $town and s.is_listed",
            {"year": YEAR, "town": code},
        ).df()
        schools = con.execute(
            "select school_id, sector, district_code, pupils_count from mart.school"
            " where municipality_code = $town and is_listed",
            {"town": code},
        ).df()
        need = (
            con.execute("select school_id, need from mart.school_need where sector = 'PO'")
            .df()
            .set_index("school_id")["need"]
        )
    towns = every[every["level"] == "municipality"]
    inside = every[every["area_code"].isin(districts)]
    pool = [*own["value"], *own["n"], *inside["value"], *inside["n"]]
    pool += intervals(own)
    pool += list(towns.groupby("indicator_id")["value"].quantile([0.005, 0.995]))
    pool += places(code, towns)
    pool += twins_of(code, towns)
    pool += presence(schools, activity, need)
    pool += [len(districts), *range(len(districts) + 1)]
    return np.array([float(value) for value in pool if pd.notna(value)])


def intervals(rows) -> list[float]:
    shares = rows[(rows["unit"] == "pct") & rows["n_unit"].isin(["pupils", "persons", "households"])]
    ends = proportion_confint(shares["value"] / 100 * shares["n"], shares["n"], method="wilson")
    return [100 * float(value) for end in ends for value in end]


def places(code: str, towns) -> list[float]:
    found = []
    for _name, rows in towns.groupby(["indicator_id", "period"]):
        own = rows.loc[rows["area_code"] == code, "value"]
        if len(own):
            found.append(100 * float((rows["value"] < own.iloc[0]).mean() + (rows["value"] <= own.iloc[0]).mean()) / 2)
    return found


def twins_of(code: str, towns) -> list[float]:
    """How many they are; of each indicator their mean and the country's by people, and the ends of its own interval."""
    reader = warehouse.reader(LOCAL)
    codes = [near.code for near in similar.nearest(circumstances.town_field(reader), code)]
    found = [float(len(codes))]
    for indicator in towns["indicator_id"].unique():
        asked = {"indicator": indicator, "level": "municipality", "period": "", "group": "all"}
        rows = reader.run("compare_values", asked)
        own = rows[rows["area_code"] == code].iloc[0]
        found += [own["value"] + sign * 1.96 * own["error"] for sign in (1, -1)]
        for group in (rows[rows["area_code"].isin(codes)], rows):
            open_ones = group[group["value"].notna() & (group["weight"] > 0)]
            found += [np.average(open_ones["value"], weights=open_ones["weight"])] if len(open_ones) else []
    return found


def presence(schools, activity, need) -> list[float]:
    """Schools with a partner, shares of pupils and need, per partner schools and participants."""
    schools = schools.assign(
        is_active=schools["school_id"].isin(activity["school_id"]), need=schools["school_id"].map(need)
    )
    found: list[float] = []
    groups = [*schools.groupby("sector"), *schools[schools["sector"] == "PO"].groupby("district_code")]
    for _name, rows in groups:
        active = rows[rows["is_active"]]
        found += [len(rows), len(active), 100 * len(active) / len(rows)]
        for column in ("pupils_count", "need"):
            whole = rows[column].sum()
            found += [100 * active[column].sum() / whole] if whole else []
    told = activity.assign(
        least=activity["participants_count"].mask(activity["participants_count"].between(1, 4), 1),
        most=activity["participants_count"].mask(activity["participants_count"].between(1, 4), 4),
    )
    for _name, rows in told.groupby("partner_id"):
        found += [rows["least"].sum(), rows["most"].sum()]
        found += [rows.loc[rows["sector"] == sector, "school_id"].nunique() for sector in ("PO", "VO")]
        found += [rows["confirmed_on"].max().month, rows["confirmed_on"].max().year]
    return found


def unexplained(text: str, pool: np.ndarray) -> list[str]:
    """The numbers of a text that no figure gives when it is rounded as they are."""
    lacking = []
    for token in NUMBER.findall(text):
        decimals = len(token.partition(",")[2])
        value = float(token.replace("−", "-").replace(".", "").replace(",", "."))
        if not np.isclose(np.round(pool, decimals), value, atol=1e-9).any():
            lacking.append(token)
    return lacking


def bare(pages: list[str]) -> str:
    """Without what is no figure: numbering, years and dates, the legend's limits, notes and sources."""
    text = "\n".join(pages).replace("\u00a0", " ")
    text = re.sub(r"Notities.*", "", text, flags=re.DOTALL)
    text = re.sub(r"Aantal wijken.*?geen basisschool met een cijfer \(\d+\)", "", text, flags=re.DOTALL)
    text = re.sub(
        r"\d{4}-\d{4}|build \S+|gebiedsindeling \d+|95 ?%|(?m:^\d$)|(?m:^\d(?=[A-Z*]))|\d ?/ ?\d|Wijk \d\d", "", text
    )
    return re.sub(r"(?m)^\d ", "", text)


def check(code: str, file: Path) -> float:
    pages, seconds = paper(code)
    assert len(pages) == 2, code
    assert unexplained(bare(pages), known(code, file)) == [], code
    return seconds


@pytest.mark.parametrize("code", FEW)
def test_every_number_on_paper_is_explained_by_the_warehouse(code, warehouse_file):
    check(code, warehouse_file)


@pytest.mark.slow
def test_every_number_of_all_packs_is_explained_and_each_is_made_in_three_seconds(warehouse_file):
    with duckdb.connect(str(warehouse_file), read_only=True) as con:
        codes = [code for (code,) in con.sql("select area_code from mart.area where level = 'municipality'").fetchall()]
    seconds = [check(code, warehouse_file) for code in codes]
    print(f"{len(codes)} packs, median {statistics.median(seconds):.2f} s, most {max(seconds):.2f} s of processor time")
    assert len(codes) == 355
