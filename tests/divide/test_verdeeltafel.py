"""Page Verdeeltafel, without a browser: the matrix counted again by pandas, claims by two, clashes, files."""

from __future__ import annotations

import datetime as dt
import random
from io import BytesIO

import duckdb
import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from dashboard.divide import cell, matrix, shares, view
from dashboard.figures import divide
from dashboard.figures.coverage import Filters
from dashboard.frame import claims, export, warehouse
from dashboard.frame.access import ANONYMOUS, LOCAL, NotAllowed
from dashboard.frame.records import Place
from etl.building import publish
from tests.support.claimed import write_claims
from tests.support.environment import DATA
from tests.support.reading import local
from tests.support.screen import for_others, opened, told

CLASH = "1 school is door meer partners geclaimd"


@pytest.fixture
def claimed(data) -> list[str]:
    return write_claims(data)


def stand() -> list[claims.Claim]:
    return claims.standing(claims.read(LOCAL).claims.values(), claims.today())


# ---- the matrix


def tables(data) -> dict[str, pd.DataFrame]:
    warehouse.close()
    with duckdb.connect(str(publish.current(data / "warehouse")), read_only=True) as con:
        names = ("school", "school_need", "school_profile", "activity", "school_area")
        return {name: con.sql(f"select * from mart.{name}").df() for name in names}


def placed(mart: dict[str, pd.DataFrame], sector: str, year: str) -> pd.DataFrame:
    """The country's schools without a flag with tenth and column, by pandas: equal ones in the middle place."""
    need = mart["school_need"].merge(mart["school_profile"][["school_id", "sector", "quality_flag"]],
                                     on=["school_id", "sector"], suffixes=("_n", ""))  # fmt: skip
    need = need[(need["sector"] == sector) & need["is_listed"] & need["need"].notna() & need["need_per_pupil"].notna()]
    need = need[need["quality_flag"].fillna("") == ""]
    rank = need["need_per_pupil"].rank(method="average") - 0.5
    need = need.assign(tenth=1 + np.minimum(9, np.floor(10 * rank / len(need)).astype(int)))
    active = mart["activity"][mart["activity"]["is_current"]]
    active = active[active["school_year"] == year] if year else active
    partners = active.groupby("school_id")["partner_id"].nunique()
    return need.assign(column=need["school_id"].map(partners).fillna(0).clip(upper=3).astype(int))


def counted(mart: dict[str, pd.DataFrame], schools: pd.DataFrame, area: str) -> pd.DataFrame:
    """The cells of an area."""
    inside = mart["school_area"].loc[mart["school_area"]["area_code"] == area, "school_id"]
    here = schools[schools["school_id"].isin(inside)]
    found = pd.crosstab(here["tenth"], here["column"])
    return found.reindex(index=divide.TENTHS, columns=divide.COLUMNS, fill_value=0)


def asked(sector: str, area: str, year: str) -> tuple[divide.Table, int]:
    rows, table = view._table((area,), Filters(sector=sector, school_year=year), False, local())
    return table, len(rows)


def compare(mart, areas, years) -> int:
    """How many schools stood in cells over these areas, both sectors and years."""
    seen = 0
    for sector in ("PO", "VO"):
        for year in years:
            schools = placed(mart, sector, year)
            for area in areas:
                table, listed = asked(sector, area, year)
                true = counted(mart, schools, area)
                assert (table.counts.to_numpy() == true.to_numpy()).all(), (area, sector, year)
                in_cells = sum(len(table.cell(tenth, column)) for tenth in divide.TENTHS for column in divide.COLUMNS)
                assert in_cells == len(table.schools) == true.to_numpy().sum()
                assert in_cells + table.flagged_count + table.unscored_count == listed
                seen += in_cells
    return seen


def areas_of(mart, n: int, seed: int) -> list[str]:
    codes = mart["school_area"].query("level in ('province', 'municipality', 'labour_market_region')")["area_code"]
    return ["NL00", *random.Random(seed).sample(sorted(set(codes) - {""}), n)]


def test_cells_add_up_to_all_schools_and_are_those_of_pandas(sample_data, monkeypatch):
    monkeypatch.setenv(DATA, str(sample_data))
    mart = tables(sample_data)
    seen = compare(mart, areas_of(mart, 3, 19), ("", max(mart["activity"]["school_year"])))
    print(f"sample: {seen} schools in cells, as pandas counts them")


@pytest.mark.slow
def test_cells_add_up_in_every_municipality_of_edition_2020(linked, monkeypatch):
    monkeypatch.setenv(DATA, str(linked))
    mart = tables(linked)
    codes = sorted(set(mart["school_area"].query("level == 'municipality'")["area_code"]) - {""})
    seen = compare(mart, ["NL00", *codes], ("",))
    print(f"edition 2020: {len(codes)} municipalities and the country, {seen} schools in cells, as pandas counts them")


@pytest.mark.usefixtures("claimed")
def test_every_cell_is_a_link_that_opens_its_schools():
    app = opened("verdeeltafel", schooljaar="alle")
    grid = next(html.proto.body for html in app.get("html") if "rw-divide" in html.proto.body)
    assert "930A00" not in set(asked("PO", "NL00", "")[0].schools["school_id"]), (
        "it has a score, and is not in the list"
    )
    assert grid.count('class="rw-go"') == (asked("PO", "NL00", "")[0].counts.to_numpy() > 0).sum()
    assert 'aria-label="Tiende 10, geen partner: ' in grid
    other = opened("verdeeltafel", schooljaar="alle", vak="5-0")
    assert "Tiende 5, geen partner" in told(other)


# ---- claims


def ticked(app, rows: list[int]):
    """The same page after these rows of the cell that is open at first were ticked."""
    tenth, column = divide.first_cell(asked("PO", "NL00", "2019-2020")[0].counts)
    key = f"{cell.LIST}-{matrix.code(tenth, column)}-0"
    app.session_state[key] = {"selection": {"rows": rows, "columns": [], "cells": []}}
    return app.run()


@pytest.mark.usefixtures("data")
def test_two_sessions_claim_one_school_both_are_kept_and_each_sees_the_clash():
    for partner in ("brug", "lees"):
        app = ticked(opened("verdeeltafel", namens=partner), [0])
        app.button(key="verdeel-claim").click().run()
        assert not app.exception
        assert "1 school geclaimd" in told(app)
    assert [one.partner_id for one in stand()] == ["brug", "lees"]
    for partner in ("brug", "lees"):
        assert CLASH in told(opened("verdeeltafel", namens=partner))


def test_a_clash_is_settled_by_going_together_or_by_one(claimed):
    app = opened("verdeeltafel")
    app.button(key="clash-0-").click().run()
    assert not app.exception
    assert CLASH not in told(app)
    assert {one.claim_id for one in stand()} == set(claimed[:3])
    assert all(one.with_ids for one in stand() if one.claim_id in claimed[:2])


def test_one_partner_keeps_a_claim_and_the_other_lets_go(claimed):
    app = opened("verdeeltafel")
    app.button(key="clash-0-lees").click().run()
    assert {one.claim_id for one in stand()} == {claimed[1], claimed[2]}
    assert "losgelaten" in told(app)


def test_expired_claims_go_from_the_page_and_stay_in_the_history(claimed, monkeypatch):
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=61)
    before = told(opened("verdeeltafel"))
    monkeypatch.setattr(claims, "now", lambda: later)
    year = view.school_years(claims.today())[0]
    app = opened("verdeeltafel", voor=year)
    assert CLASH in before
    assert CLASH not in told(app)
    assert stand() == []
    assert len(claims.read(LOCAL).claims) == len(claimed)
    assert told(app).count("verlopen") >= 4


@pytest.mark.usefixtures("data")
def test_claiming_again_prolongs_and_writes_no_second_claim():
    until = claims.today() + dt.timedelta(days=10)
    year = view.school_years(claims.today())[0]
    assert claims.claim(LOCAL, "brug", ["900A00"], year, until) == 1
    assert claims.claim(LOCAL, "brug", ["900A00"], year, until) == 0
    assert claims.claim(LOCAL, "brug", ["900A00"], year, until + dt.timedelta(days=5)) == 1
    (one,) = stand()
    assert one.until == until + dt.timedelta(days=5)


@pytest.mark.usefixtures("claimed")
def test_who_may_not_see_partners_reads_and_writes_no_claim(monkeypatch):
    for deed in (
        lambda: claims.read(ANONYMOUS), lambda: claims.withdraw(ANONYMOUS, ["x"]),
        lambda: claims.claim(ANONYMOUS, "brug", ["900A00"], "2026-2027", claims.today()),
        lambda: claims.together(ANONYMOUS, ["x", "y"]),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            deed()
    for_others(monkeypatch)
    assert "Verdeeltafel" not in told(opened("overzicht"))


# ---- who takes what, and what is taken along


@pytest.mark.usefixtures("claimed")
def test_shares_are_those_of_pandas():
    year = view.school_years(claims.today())[0]
    shown = view.load(Place("NL00", "country", "Nederland"), Filters(), year, flagged=True, reader=local())
    found = shares.of(shown).set_index("partner_id")
    here = set(shown.rows["school_id"])
    rows = pd.DataFrame([vars(one) for one in stand() if one.school_id in here])
    need = rows["school_id"].map(shown.rows.set_index("school_id")["need"])
    true = need.groupby(rows["partner_id"]).agg(["size", "sum"])
    assert found["schools_count"].to_dict() == true["size"].to_dict()
    assert found["need"].to_dict() == pytest.approx(true["sum"].to_dict())
    assert found["need_share"].sum() == pytest.approx(1)
    assert found.loc["brug", "capacity"] == 40
    assert pd.isna(found.loc["lees", "capacity"]), "unknown is unknown"


@pytest.mark.usefixtures("claimed")
def test_the_sheet_of_a_partner_holds_its_claims_and_the_clash(monkeypatch):
    made = []
    monkeypatch.setattr(export, "later", lambda make: made.append(make) or make)
    opened("verdeeltafel", namens="lees")
    book = CalamineWorkbook.from_filelike(BytesIO(made[-1]()))
    head, *lines = book.get_sheet_by_name("mijn scholen").to_python()
    mine = pd.DataFrame(lines, columns=head)
    assert list(mine["Schoolnummer"]) == [one.school_id for one in stand() if one.partner_id == "lees"]
    assert list(mine["Geclaimd door"]) == ["! De Brug en Leeskring"]
    head, *lines = book.get_sheet_by_name("geschiedenis").to_python()
    assert sorted(pd.DataFrame(lines, columns=head)["Stand"]) == ["staat, botsing", "verlopen"]
    about = dict(row[:2] for row in book.get_sheet_by_name(book.sheet_names[-1]).to_python()[1:])
    assert about["Partner"] == "Leeskring"
