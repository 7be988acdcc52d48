"""Committed figures against measured ones: complete files, every deviation told at once, and the file made anew."""

import datetime as dt

import duckdb
import pandas as pd
import pytest
from typer.testing import CliRunner

from etl import __main__ as cli
from etl import paths
from etl.building import build, publish
from etl.declared import expectations
from etl.errors import ContractBroken, DeclarationBroken, EtlError
from tests.support.environment import DATA

TODAY = dt.date(2031, 2, 3)
FILES = sorted((paths.PROJECT / "etl" / "expectations").glob("*.csv"))


@pytest.fixture
def con(sample_data):
    with duckdb.connect(str(publish.current(sample_data / "warehouse")), read_only=True) as con:
        yield con


@pytest.fixture
def changed(monkeypatch, tmp_path):
    """Gives a function that lets the sample's expectations be another frame; None takes the file away."""

    def use(rows: pd.DataFrame | None) -> None:
        path = tmp_path / "voorbeeld.csv"
        path.unlink(missing_ok=True)
        if rows is not None:
            rows.to_csv(path, index=False)
        monkeypatch.setattr(expectations, "file_of", lambda edition: tmp_path / f"{edition}.csv")

    return use


def known(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
    told = [(*row, "2026-01-02", "because") for row in rows]
    return pd.DataFrame(told, columns=expectations.COLUMNS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_row_has_a_date_a_reason_and_a_sensible_tolerance(path):
    rows = expectations.committed(path.stem)
    assert (paths.EDITIONS / f"{path.stem}.yml").is_file()
    assert [dt.date.fromisoformat(day) for day in rows["dated"]]
    assert (rows["reason"].str.len() > 10).all()
    assert not rows["reason"].str.contains("REASON").any()
    tight = rows["expected"] >= 100
    assert rows.loc[tight, "tolerance_pct"].between(0, 10).all()


def test_the_sample_measures_exactly_what_is_committed(con):
    committed = expectations.committed("voorbeeld")
    measured = expectations.measured(con)
    assert sorted(map(tuple, committed[expectations.KEYS].to_numpy())) == sorted(
        map(tuple, measured[expectations.KEYS].to_numpy())
    ), "run: python -m etl expect --reason '...' > new.csv && mv new.csv etl/expectations/voorbeeld.csv"
    assert expectations.deviations(con) == []


@pytest.mark.realdata
def test_edition_2020_measures_exactly_what_is_committed(real_data):
    with duckdb.connect(str(publish.current(real_data / "warehouse")), read_only=True) as con:
        measured = expectations.measured(con)
        assert expectations.deviations(con) == []
    committed = expectations.committed("2020")
    assert set(committed["metric"] + " " + committed["key"]) == set(measured["metric"] + " " + measured["key"])


def test_all_deviations_are_told_at_once_and_nothing_is_published(con, changed):
    changed(known(("areas", "municipality", 13, 0), ("areas", "moon", 1, 0), ("pupils_total", "bo/2024", 1, 2)))
    with pytest.raises(ContractBroken) as caught:
        build.check(con)
    text = str(caught.value)
    assert text.startswith("The build was not published.")
    assert "areas municipality: expected 13 within 0 % (2026-01-02: because), found 12" in text
    assert "areas moon: expected 1 within 0 % (2026-01-02: because), found nothing" in text
    assert "pupils_total bo/2024: expected 1 within 2 %" in text


@pytest.mark.parametrize(("factor", "holds"), [(1.019, True), (0.981, True), (1.021, False), (0.979, False)])
def test_the_tolerance_is_a_share_of_what_is_expected(con, changed, factor, holds):
    measured = expectations.measured(con).set_index(expectations.KEYS)["value"]
    expected = measured["population_total", "all"] / factor
    changed(known(("population_total", "all", expected, 2)))
    assert (expectations.deviations(con) == []) == holds


def test_an_edition_without_a_file_is_built_without_and_says_so(con, changed, sample_data):
    changed(None)
    assert expectations.deviations(con) == []
    told = expectations.verdict(publish.current(sample_data / "warehouse"))
    first, *lines = told.splitlines()
    assert first.startswith(f"none: no etl/expectations/voorbeeld.csv. Read these {len(lines)} figures")
    assert "areas municipality: 12" in told
    assert len(lines) == len(expectations.measured(con))


def test_the_generator_at_another_scale_is_not_compared_and_says_so(con, changed, sample_data):
    changed(known(("areas", "municipality", 342, 0)))
    assert expectations.deviations(con) == []
    assert "another scale" in expectations.verdict(publish.current(sample_data / "warehouse"))


def test_the_file_made_anew_keeps_what_holds_and_dates_what_does_not(con, changed):
    changed(known(("areas", "municipality", 12, 0), ("areas", "district", 7, 5), ("areas", "moon", 1, 0)))
    rows = expectations.renewed(con, "voorbeeld", TODAY, "wijken were split").set_index(expectations.KEYS)
    assert rows.loc[("areas", "municipality")].tolist() == ["12", "0", "2026-01-02", "because"]
    assert rows.loc[("areas", "district")].tolist() == ["120", "5", "2031-02-03", "wijken were split"]
    assert ("areas", "moon") not in rows.index
    assert rows.loc[("areas", "province")].tolist() == ["1", "0", "2031-02-03", "wijken were split"]


def test_a_small_count_may_always_differ_by_one():
    assert expectations._tolerance("schools_listed", 10) >= 10
    assert expectations._tolerance("schools_listed", 3000) == 3
    assert expectations._tolerance("areas", 3) == 0


def test_the_command_prints_the_committed_file(sample_data, monkeypatch):
    monkeypatch.setenv(DATA, str(sample_data))
    answer = CliRunner().invoke(cli.app, ["expect", "--edition", "voorbeeld", "--reason", "figures as committed"])
    assert answer.stdout == expectations.file_of("voorbeeld").read_text(encoding="utf-8")


def test_another_edition_than_the_published_one_is_refused(con):
    with pytest.raises(EtlError, match="Expected edition 2020 to be published, found voorbeeld"):
        expectations.renewed(con, "2020", TODAY, "no")


def test_a_file_of_another_form_is_refused(con, changed):
    changed(known(("areas", "district", 1, 0), ("areas", "district", 2, 0)))
    with pytest.raises(
        DeclarationBroken, match="line 3: expected each metric and key once, found areas district again"
    ):
        expectations.deviations(con)


def test_all_wrong_lines_are_told_at_once(con, changed):
    rows = known(("areas", "district", 1, 0), ("areas", "country", 1, -1)).astype({"expected": "object"})
    rows.loc[0, ["expected", "dated"]] = ["veel", "30-02-2026"]
    rows.loc[1, "reason"] = " "
    changed(rows)
    with pytest.raises(DeclarationBroken) as caught:
        expectations.deviations(con)
    told = [fault.removeprefix("voorbeeld.csv: ") for fault in caught.value.faults]
    assert [fault.split(": expected ")[0] for fault in told] == [
        "line 2: expected",
        "line 2: dated",
        "line 3: tolerance_pct",
        "line 3: reason",
    ]
    assert told[0].endswith("found 'veel'. Mend it.")


def test_a_column_that_is_called_otherwise_is_refused(con, changed):
    changed(known(("areas", "district", 1, 0)).rename(columns={"tolerance_pct": "tolerance"}))
    with pytest.raises(
        DeclarationBroken, match=r"voorbeeld\.csv: expected the columns .*found metric, key, expected, tol"
    ):
        expectations.deviations(con)


def test_a_figure_without_an_expectation_is_told_by_the_build(con, changed, sample_data):
    rows = expectations.committed("voorbeeld")
    assert expectations.unexpected(con) == []
    changed(rows.drop(rows.index[[0, 7]]))
    lacking = [f"{metric} {key}" for metric, key in rows.loc[[0, 7], expectations.KEYS].to_numpy()]
    assert expectations.unexpected(con) == lacking
    told = expectations.verdict(publish.current(sample_data / "warehouse"))
    assert told.startswith(f"{len(rows) - 2} hold, 2 lacking ({lacking[0]}, {lacking[1]}): python -m etl expect")


@pytest.mark.parametrize("kind", ["SBO", "SO", "VSO"])
def test_a_figure_of_a_list_that_may_be_gone_stands_on_that_list(kind):
    for metric in ("schools_with_municipality_pct", "schools_with_pupils_pct"):
        assert "duo_vestigingen_so" in expectations.sources_of(metric, kind, {})
        assert "duo_vestigingen_so" not in expectations.sources_of(metric, "PO", {})


def test_an_edition_says_whether_figures_of_it_were_committed():
    assert expectations.standing("2020") == "expectations: etl/expectations/2020.csv"
    assert "no figure of edition 2025 was ever held against" in expectations.standing("2025")
    assert not expectations.file_of("2025").exists()
