"""Referrals: recorded by the button, taken back, counted given and received, kept whole; who may not, cannot."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from dashboard.frame import referrals as pages
from dashboard.frame.access import ANONYMOUS, LOCAL, NotAllowed
from etl import backup, paths
from etl.partners import referrals
from tests.support import mart as builders
from tests.support.delivered import folder
from tests.support.environment import DATA
from tests.support.screen import opened, told

NOW = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
PAIR = {"from_programme": "brug/taal", "other_programme": "lees/taal", "on": "2026-03-02", "school_id": "900A00"}


@pytest.fixture
def root(deeds_folder: Path) -> Path:
    return deeds_folder / "partners" / "nederland"


def test_a_referral_stands_until_it_is_undone(root):
    first = referrals.refer(root, "lokaal", NOW, **PAIR)
    second = referrals.refer(root, "lokaal", NOW, **PAIR)
    assert list(referrals.read(root).referrals) == [first, second]
    referrals.undo(root, first, "lokaal", NOW)
    (one,) = referrals.read(root).referrals.values()
    assert (one.referral_id, one.other_programme, one.on) == (second, "lees/taal", dt.date(2026, 3, 2))
    assert len(list((root / referrals.FOLDER).glob("*.json"))) == 3, "both stay on record"


def test_what_cannot_be_read_is_set_apart(root):
    referrals.refer(root, "lokaal", NOW, **PAIR)
    (root / referrals.FOLDER / "n0000000009-00000000.json").write_text("{half")
    newer = {**PAIR, "kind": "referred", "version": 9, "referral_id": "x", "at": NOW.isoformat(), "by": "x"}
    (root / referrals.FOLDER / "n0000000010-00000000.json").write_text(json.dumps(newer))
    log = referrals.read(root)
    assert [one.why for one in log.apart] == ["unreadable", "newer"]
    assert len(log.referrals) == 1


def test_a_referral_names_programmes_and_a_day(root):
    with pytest.raises(ValueError, match="other_programme"):
        referrals.refer(root, "lokaal", NOW, **{**PAIR, "other_programme": "somebody"})
    assert not (root / referrals.FOLDER).exists()


def test_a_backup_brings_it_back(tmp_path, monkeypatch):
    monkeypatch.setenv(DATA, str(tmp_path / "data"))
    root = paths.data_dir() / "partners" / "nederland"
    referrals.refer(root, "lokaal", NOW, **PAIR)
    backup.backup(tmp_path / "kept.zip")
    (event,) = (root / referrals.FOLDER).glob("*.json")
    event.write_text("{")
    assert backup.restore(tmp_path / "kept.zip")["mended"] == 1
    assert len(referrals.read(root).referrals) == 1


def test_the_button_records_and_the_page_counts_and_undoes(data):
    told_groups = ", ".join(
        f"('{one}', '{one.split('/')[0]}', 'groups', '5 t/m 8', 'x', null, 'brought')"
        for one in ("brug/taal", "lees/taal")
    )
    builders.change(data, f"insert into mart.programme_fact values {told_groups}", *builders.DERIVED)
    app = opened("aanbod", programma="brug/taal", school="900A00")
    (text,) = [one.value for one in app.code if one.value.startswith("U vroeg naar Taal op zaterdag van De Brug.")]
    assert "Website: onbekend" in text
    app.button(key="verwijs-brug/taal").click().run()
    assert "Vastgelegd: doorverwezen van De Brug naar Leeskring." in told(app).replace("\\", "")
    (one,) = referrals.read(folder(data)).referrals.values()
    assert (one.from_programme, one.other_programme, one.school_id) == ("brug/taal", "lees/taal", "900A00")
    counts = pages.counts([one]).set_index("partner_id")
    assert counts.loc["brug"].tolist() == [1, 0]
    assert counts.loc["lees"].tolist() == [0, 1]
    app = opened("aanbod", weergave="door")
    assert "Doorverwijzingen gegeven en gekregen 1 doorverwijzing" in told(app)
    app.button(key="door-ongedaan").click().run()
    assert "Er is nog niemand doorverwezen" in told(app)
    assert referrals.read(folder(data)).referrals == {}


@pytest.mark.usefixtures("data")
def test_who_may_not_write_records_nothing():
    with pytest.raises(NotAllowed):
        pages.refer(ANONYMOUS, "brug/taal", "lees/taal")
    with pytest.raises(NotAllowed):
        pages.read(ANONYMOUS)
    assert pages.read(LOCAL).referrals == {}


def test_the_sample_brings_referrals_between_programmes_that_are_there(sample_data, monkeypatch):
    monkeypatch.setenv(DATA, str(sample_data))
    told_of = list(pages.read(LOCAL).referrals.values())
    rows = builders.ask(sample_data, "select programme_id from mart.programme")
    known = {code for (code,) in rows}
    assert len(told_of) == 13, "of 14 one was taken back"
    assert {end for one in told_of for end in (one.from_programme, one.other_programme)} <= known
    assert all(one.from_programme.split("/")[0] != one.other_programme.split("/")[0] for one in told_of)
