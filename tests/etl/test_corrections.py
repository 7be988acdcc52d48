"""Known errors of sources as data: set right, filed, and refused as soon as the error is gone."""

import datetime as dt
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import yaml

from etl.building import build, publish
from etl.declared import catalog, corrections
from etl.declared.source_form import Vintage
from etl.decoding import contract
from etl.errors import DeclarationBroken, SourceChanged
from tests.support.environment import DATA

LIST = catalog.sources()["duo_vestigingen_vo"].tables["duo_vestigingen_vo"]


def entry(**facts: str) -> dict[str, str]:
    known = {"source": "duo_vestigingen_vo", "vintage": "voorbeeld", "table": "duo_vestigingen_vo", "key": "95AA00"}
    known |= {"field": "house_number", "expect": "1", "value": "11", "reason": "the town hall said so"}
    return known | {"fact_source": "letter of 3 March 2031"} | facts


@pytest.fixture
def known(tmp_path, monkeypatch):
    """Gives a function that lets a temporary file be the list of known errors."""

    def use(*entries: dict[str, str]) -> Path:
        path = tmp_path / "corrections.yml"
        path.write_text(yaml.safe_dump({"corrections": list(entries)}), encoding="utf-8")
        monkeypatch.setattr(corrections, "file", lambda: path)
        return path

    return use


def frame(house_number: str = "1") -> pd.DataFrame:
    row = dict.fromkeys(LIST.fields, "")
    row |= {"board_id": "09395", "brin": "95AA", "school_id": "95AA00", "name": "X", "postcode": "0100AB", "place": "Y"}
    row |= {"municipality_number": "9001", "school_types": "VWO", "house_number": house_number}
    return pd.DataFrame([{"line": 2, **row}])


def vintage(name: str = "voorbeeld") -> Vintage:
    return Vintage(name=name, file="f", shape="2026", reference_date=dt.date(2025, 12, 1))


def test_a_known_error_is_set_right_and_filed(known):
    known(entry())
    kept, issues = contract.check(LIST, vintage(), frame())
    assert kept.loc[0, "house_number"] == "11"
    assert issues[["line", "key", "field", "value", "expected", "rule"]].to_numpy().tolist() == [
        [2, "95AA00", "house_number", "1", "11", "corrected"]
    ]


def test_another_vintage_is_left_alone(known):
    known(entry())
    kept, issues = contract.check(LIST, vintage("2020-12"), frame())
    assert kept.loc[0, "house_number"] == "1"
    assert issues.empty


def test_what_the_publisher_mended_is_refused_with_all_such_entries(known):
    known(entry(), entry(key="95AB00"), entry(field="street", expect="Laan"))
    with pytest.raises(SourceChanged) as caught:
        contract.check(LIST, vintage(), frame("11"))
    text = str(caught.value)
    assert "95AA00 house_number: expected the known error '1', found ['11']" in text
    assert "95AB00 house_number: expected the known error '1', found []" in text
    assert "95AA00 street: expected the known error 'Laan', found ['']" in text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (entry(source="duo_vestiging"), r"source: expected a file of etl/sources, found duo_vestiging\."),
        (entry(vintage="1999"), "vintage: expected one of 2025, 2020-12, .*found 1999"),
        (entry(field="huisnummer"), "field: expected one of .*house_number.*found huisnummer"),
        (entry(reason=" "), "reason: expected text, found a blank"),
        ({"source": "duo_vestigingen_vo"}, "fact_source: expected text, found nothing"),
        (entry(because="so"), "because: expected one of source, .*found the unknown key because"),
        (entry(source="duo_schoolpunten", table="duo_schoolpunten", field="place"), "table: expected one with a key"),
    ],
)
def test_an_entry_that_names_nothing_known_is_refused(known, wrong, words):
    path = known(entry(), wrong)
    with pytest.raises(DeclarationBroken, match=rf"corrections\.yml: corrections\.2\.{words}"):
        corrections.read(path)


def test_the_committed_entries_are_complete():
    assert isinstance(corrections.read(corrections.file()), tuple)


@pytest.mark.slow  # a whole build; what a correction does to a frame is asked in every run
def test_a_correction_reaches_the_mart_and_its_issues(known, sample_data, sample_files, tmp_path, monkeypatch):
    with duckdb.connect(str(publish.current(sample_data / "warehouse")), read_only=True) as con:
        school_id, old = con.sql(
            "select school_id, house_number from mart.school where sector = 'VO' and is_listed order by 1 limit 1"
        ).fetchone()
    known(entry(key=school_id, expect=old, value="777"))
    monkeypatch.setenv(DATA, str(tmp_path))
    build.build(catalog.edition("voorbeeld"), sample_files)
    with duckdb.connect(str(publish.current(tmp_path / "warehouse")), read_only=True) as con:
        assert con.execute("select house_number from mart.school where school_id = ?", [school_id]).fetchall() == [
            ("777",)
        ]
        filed = con.sql(
            "select key, value, expected, severity, message_nl from mart.etl_issue where rule = 'corrected'"
        )
        told = f"Bij {school_id} staat in de bron '{old}'. Dat is een bekende fout; hier geldt '777'."
        assert filed.fetchall() == [(school_id, old, "777", "repaired", told)]
