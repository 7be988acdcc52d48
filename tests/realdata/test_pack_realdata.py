"""Packs of edition 2020: what stands on the paper is explained by the warehouse alone, and it is two pages."""

from __future__ import annotations

import json
import os
import re
import statistics
import time
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pypdf
import pytest
from statsmodels.stats.proportion import proportion_confint

from dashboard.compare import circumstances
from dashboard.figures import coverage, similar
from dashboard.figures.coverage import Filters
from dashboard.frame import warehouse
from dashboard.frame.access import LOCAL
from dashboard.frame.records import Place
from dashboard.pack import document, figures, pdf, scope
from etl import paths
from etl.building import publish
from tests.support import paper
from tests.support.environment import DATA
from tests.support.rounds import sampled

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not pdf.is_there(), reason="no Pango on this machine: packs are HTML here"),
]
YEAR = "2019-2020"
KEEP = paths.variable("PACKS")  # a folder in which the packs are kept, to be looked at
# a large city, an island; all of them in make prove
FEW = ("GM0599", "GM0093")
NUMBER = re.compile(r"−?\d+(?:\.\d{3})*(?:,\d+)?")
ROW = (
    r"(?:, (?P<group>vmbo|havo|vwo))?(?:, [^\d·−]*?)? (?P<value>·|{n})"
    r"(?: (?:(?P<low>{n}) tot (?P<high>{n})|geen interval))?(?: (?P<country>{n}))? "
)
VALUES = """
    select v.value, v.n, v.indicator_id, v.level, v.area_code, i.unit, i.decimals, i.name_nl, i.n_unit, v.period,
        v.group_code
    from mart.area_value as v
    join mart.indicator as i using (indicator_id)
    where v.status = 'observed' and v.level in ('country', 'municipality', 'district')
"""
STOOD = """
    select s.area_code, v.value, s.reference, s.verdict, s.indicator_id
    from mart.standing as s
    join mart.area_value as v using (area_code, indicator_id, period, group_code, level)
    where s.level = 'municipality' and s.kind = 'country' and s.verdict in ('stands_out_high', 'stands_out_low')
"""
ACTIVITY = """
    select partner_id, s.sector, a.school_id, participants_count, confirmed_on, s.municipality_code
    from mart.activity as a
    join mart.school as s using (school_id)
    where is_current and a.school_year = $year and s.is_listed
"""
SCHOOLS = """
    select s.school_id, s.sector, s.district_code, s.municipality_code, s.pupils_count, n.need
    from mart.school as s
    left join mart.school_need as n on n.school_id = s.school_id and n.sector = s.sector
    where s.is_listed
"""


@dataclass(frozen=True)
class Mart:
    """What the warehouse says, read by DuckDB alone."""

    values: pd.DataFrame
    stood: pd.DataFrame
    activity: pd.DataFrame
    schools: pd.DataFrame
    districts: pd.DataFrame
    ends: tuple[float, ...]
    places: pd.DataFrame  # of each figure the part of all municipalities below it, in per cents

    def own(self, code: str) -> pd.DataFrame:
        rows = self.values
        return rows[(rows["area_code"] == code) | (rows["level"] == "country")]

    @property
    def towns(self) -> pd.DataFrame:
        return self.values[self.values["level"] == "municipality"]


@pytest.fixture
def warehouse_file(linked: Path, monkeypatch) -> Path:
    monkeypatch.setenv(DATA, str(linked))
    return publish.current(linked / "warehouse")


@lru_cache(maxsize=1)
def mart(file: Path) -> Mart:
    warehouse.close()  # DuckDB opens a file with other settings only when nobody has it open
    with duckdb.connect(str(file), read_only=True) as con:
        values = con.sql(VALUES).df()
        districts = con.sql("select area_code, municipality_code from mart.area where level = 'district'").df()
        towns = values[values["level"] == "municipality"]
        same = towns.groupby(["indicator_id", "period", "group_code"])["value"]
        places = towns.assign(place=100 * (same.rank() - 0.5) / same.transform("size"))
        return Mart(
            values, con.sql(STOOD).df(), con.execute(ACTIVITY, {"year": YEAR}).df(), con.sql(SCHOOLS).df(), districts,
            tuple(same.quantile([0.005, 0.995])), places,
        )  # fmt: skip


def pack(code: str) -> tuple[bytes, float]:
    """The pack, and the seconds of the processor that making it took."""
    started = time.process_time()
    reader = warehouse.reader(LOCAL)
    told = figures.read(scope.municipality(code, reader), Filters(school_year=YEAR), reader)
    made = document.on_paper(told, reader)
    if KEEP in os.environ:
        Path(os.environ[KEEP], f"{code}.pdf").write_bytes(made)
    return made, time.process_time() - started


def known(code: str, found: Mart) -> np.ndarray:
    """Every figure that the warehouse has of a municipality, its districts, the country and its twins."""
    own = found.own(code)
    districts = found.districts.loc[found.districts["municipality_code"] == code, "area_code"]
    inside = found.values[found.values["area_code"].isin(districts)]
    pool = [*own["value"], *own["n"], *inside["value"], *inside["n"], *intervals(own), *found.ends]
    pool += list(found.places.loc[found.places["area_code"] == code, "place"])
    pool += twins_of(code)
    pool += presence(code, found)
    pool += [len(districts), *range(len(districts) + 1)]
    return np.array([float(value) for value in pool if pd.notna(value)])


def intervals(rows) -> list[float]:
    shares = rows[(rows["unit"] == "pct") & rows["n_unit"].isin(["pupils", "persons", "households"])]
    ends = proportion_confint(shares["value"] / 100 * shares["n"], shares["n"], method="wilson")
    return [100 * float(value) for end in ends for value in end]


def twins_of(code: str) -> list[float]:
    """How many they are; of each indicator their mean and the country's by people, and the ends of its own interval."""
    reader = warehouse.reader(LOCAL)
    codes = [near.code for near in similar.nearest(circumstances.town_field(reader), code)]
    found = [float(len(codes))]
    for indicator in figures.SHOWN:
        asked = {"indicator": indicator, "level": "municipality", "period": "", "group": "all"}
        rows = reader.run("compare_values", asked)
        own = rows[rows["area_code"] == code].iloc[0]
        found += [own["value"] + sign * 1.96 * own["error"] for sign in (1, -1)]
        for group in (rows[rows["area_code"].isin(codes)], rows):
            open_ones = group[group["value"].notna() & (group["weight"] > 0)]
            found += [np.average(open_ones["value"], weights=open_ones["weight"])] if len(open_ones) else []
    return found


def presence(code: str, found: Mart) -> list[float]:
    """Schools with a partner, shares of pupils and need, per partner schools and participants."""
    schools = found.schools[found.schools["municipality_code"] == code]
    activity = found.activity[found.activity["municipality_code"] == code]
    schools = schools.assign(is_active=schools["school_id"].isin(activity["school_id"]))
    told: list[float] = []
    groups = [*schools.groupby("sector"), *schools[schools["sector"] == "PO"].groupby("district_code")]
    for _name, rows in groups:
        told += shares(rows)
    few = activity["participants_count"].between(1, 4).fillna(value=False)
    least, most = (activity["participants_count"].mask(few, end) for end in (1, 4))
    for _name, rows in activity.assign(least=least, most=most).groupby("partner_id"):
        told += [rows["least"].sum(), rows["most"].sum()]
        told += [rows.loc[rows["sector"] == sector, "school_id"].nunique() for sector in ("PO", "VO")]
        told += [rows["confirmed_on"].max().month, rows["confirmed_on"].max().year]
    return told


def shares(rows) -> list[float]:
    """Schools, those with a partner, and their part of the schools, pupils and need in per cents."""
    active = rows[rows["is_active"]]
    found = [len(rows), len(active), 100 * len(active) / len(rows)]
    for column in ("pupils_count", "need"):
        whole = rows[column].sum()
        found += [100 * active[column].sum() / whole] if whole else []
    return found


def unexplained(text: str, pool: np.ndarray) -> list[str]:
    """The numbers of a text that no figure gives when it is rounded as they are."""
    return [token for token in NUMBER.findall(text) if not is_in(token, pool)]


def is_in(token: str, pool) -> bool:
    """Whether a figure is this number when it is rounded, a half up or down."""
    half = 0.5 * 10.0 ** -len(token.partition(",")[2])
    return bool((np.abs(np.asarray(pool, float) - read(token)) <= half + 1e-9).any())


def read(token: str) -> float:
    return float(token.replace("−", "-").replace(".", "").replace(",", "."))


def bare(text: str) -> str:
    """Without what is no figure: numbering, years and dates, the legend's limits, notes and sources."""
    text = re.sub(r"Notities.*", "", text, flags=re.DOTALL)
    text = re.sub(r"Aantal wijken.*?geen basisschool met een cijfer \(\d+\)", "", text, flags=re.DOTALL)
    text = re.sub(
        r"\d{4}-\d{4}|build \S+|gebiedsindeling \d+|95 ?%|(?m:^\d$)|(?m:^\d(?=[A-Z*]))|\d ?/ ?\d|Wijk \d\d", "", text
    )
    return re.sub(r"(?m)^\d ", "", text)


def misread(text: str, code: str, found: Mart) -> list[str]:
    """Rows of the table of figures whose value, interval or country's figure is not that of the warehouse."""
    text, wrong = re.sub(r"\s+", " ", text), []
    towns, country = found.towns, found.values[found.values["level"] == "country"]
    for name in figures.SHOWN:
        every = towns[towns["indicator_id"] == name]
        rows = list(re.finditer(re.escape(every["name_nl"].iloc[0]) + ROW.format(n=NUMBER.pattern), text))
        wrong += [] if rows else [f"{name}: no row"]
        for row in rows:
            group = row["group"] or "all"
            of_group = every[every["group_code"] == group]
            own = of_group[(of_group["area_code"] == code) & (of_group["period"] == newest(name, group))]
            if (row["value"] == "·") != own.empty:
                wrong.append(f"{name}: {row[0]!r}")
            elif len(own):
                ends = [*intervals(own), *own_ends(name, code)]
                told = [(row["value"], own["value"]), (row["low"], ends), (row["high"], ends)]
                told.append(
                    (row["country"], [*country.loc[country["indicator_id"] == name, "value"], *mean_of(name, group)])
                )
                wrong += [f"{name}: {token} in {row[0]!r}" for token, pool in told if token and not is_in(token, pool)]
    return wrong


def own_ends(name: str, code: str) -> list[float]:
    rows = values_of(name)
    own = rows[rows["area_code"] == code].iloc[0]
    return [own["value"] + sign * 1.96 * own["error"] for sign in (1, -1)]


def mean_of(name: str, group: str = "all") -> list[float]:
    rows = values_of(name, group)
    rows = rows[rows["value"].notna() & (rows["weight"] > 0)]
    return [float(np.average(rows["value"], weights=rows["weight"]))] if len(rows) else []


def newest(name: str, group: str) -> str:
    return str(values_of(name, group)["period"].iloc[0])


def values_of(name: str, group: str = "all") -> pd.DataFrame:
    asked = {"indicator": name, "level": "municipality", "period": "", "group": group}
    return warehouse.reader(LOCAL).run("compare_values", asked)


SAID = re.compile(r"\b(hoger|lager)\b|keer zo groot|even groot|\bgroter\b|\bkleiner\b")
PLACE = re.compile(r"hoger dan\s+[<>]?\s*\d+\s*%\s+van\s+de\s+gemeenten")


def unruled(text: str, code: str, found: Mart) -> list[str]:
    """Sentences that say higher or lower of what does not stand out, by the standings of the build."""
    stood, text, wrong = found.stood[found.stood["area_code"] == code], PLACE.sub("", text), []
    sides = {"lager": ("stands_out_low",), "hoger": ("stands_out_high",)}
    for match in SAID.finditer(text):
        around = text[max(0, match.start() - 160) : match.end() + 80]
        numbers = NUMBER.findall(around)
        rows = stood[stood["verdict"].isin(sides.get(match[0], ("stands_out_low", "stands_out_high")))]
        if not any(
            any(is_in(token, [row.value]) for token in numbers)
            and any(is_in(token, [row.reference]) for token in numbers)
            for row in rows.itertuples()
        ):
            wrong.append(" ".join(around.split()))
    return wrong


def faults(code: str, file: Path) -> tuple[list[str], float]:
    """What is wrong with a pack in words, and the seconds that it took."""
    found = mart(file)
    made, seconds = pack(code)
    pages = [page.extract_text().replace("\u00a0", " ") for page in pypdf.PdfReader(BytesIO(made)).pages]
    wrong = [f"{len(pages)} pages"] if len(pages) != 2 else []
    wrong += [f"no figure gives {token}" for token in unexplained(bare("\n".join(pages)), known(code, found))]
    wrong += misread(pages[1], code, found) + paper.faults(made)
    return wrong + [f"without its rule: {one}" for one in unruled(" ".join(pages), code, found)], seconds


@pytest.mark.parametrize("code", sampled(FEW, FEW[1:]))
def test_every_number_on_paper_is_explained_by_the_warehouse(code, warehouse_file):
    assert faults(code, warehouse_file)[0] == []


@pytest.mark.usefixtures("warehouse_file")
def test_the_need_of_a_region_and_of_districts_is_that_of_every_page():
    """The mean of the pack, and load per pupil as Overzicht and Dekking make it."""
    reader = warehouse.reader(LOCAL)
    towns = ("GM0599", "GM0606", "GM0622")
    region = scope.region(Place("regio", "own_region", name="Rijnmond", members=towns), reader)
    inside = reader.run("compare_areas", {"level": "district"}).query("municipality_code == 'GM0599'")["area_code"]
    for one in (region, scope.districts(list(inside[:4]), reader)):
        found = coverage.load(one.level, Filters(school_year=YEAR), reader)
        whole = found.together(found.areas[found.areas["area_code"].isin(one.members)])
        told = figures.read(one, Filters(school_year=YEAR), reader)
        assert told.country[figures.NEED]["value"] == pytest.approx(whole["need_per_pupil"], abs=5e-3)


@pytest.mark.slow
def test_every_number_of_all_packs_is_explained_and_each_is_made_in_three_seconds(warehouse_file):
    towns = mart(warehouse_file).districts["municipality_code"].drop_duplicates().sort_values()
    wrong, seconds = {}, []
    for code in towns:
        found, took = faults(code, warehouse_file)
        seconds.append(took)
        if found:
            wrong[code] = found
            print(json.dumps({code: found}, ensure_ascii=False), flush=True)
    print(f"{len(towns)} packs, median {statistics.median(seconds):.2f} s, most {max(seconds):.2f} s of processor time")
    assert len(towns) == 355
    assert wrong == {}
    assert statistics.median(seconds) < 3
