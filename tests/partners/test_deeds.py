"""Deeds on page Partnerdata: asked by name, done to the delivery that was named, undone by a click."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.building import build
from etl.errors import EtlError
from etl.partners import events, ledger
from tests.support import mart as builders
from tests.support.delivered import FILE, folder, write_delivery
from tests.support.screen import english_in, opened, texts, told

pytestmark = pytest.mark.usefixtures("deeds_folder")

OTHER = FILE + b"School 01;Aderveen;Taal;2019-2020;7\n"


@pytest.fixture
def no_build(monkeypatch) -> list[str]:
    """The stand-in mart cannot be refreshed; what counts here is what is written down."""
    asked: list[str] = []
    monkeypatch.setattr(build, "refresh", lambda: asked.append("refresh") or "klein")
    return asked


def state(data, delivery_id: str) -> str:
    return ledger.state(ledger.read(folder(data)).deliveries[delivery_id])


def press(app, key: str):
    app.button(key=key).click().run()
    assert not app.exception
    return app


def test_a_withdrawal_is_asked_by_name_done_told_and_undone(data, no_build):
    one = write_delivery(data)
    app = press(opened("partnerdata", levering=one), f"withdraw-{one}")
    assert "brug.csv van De Brug" in told(app).replace("**", "").replace("\\", "")
    assert state(data, one) == "accepted", "nothing is done before yes"
    press(app, f"yes-withdraw-{one}")
    assert state(data, one) == "withdrawn"
    assert "is uit de atlas" in told(app)
    press(app, "deed-undo")
    assert state(data, one) == "accepted"
    assert "staat weer in de atlas" in told(app)
    assert len(no_build) == 2
    assert english_in(texts(app)) == []


def test_no_means_nothing(data, no_build):
    one = write_delivery(data)
    app = press(opened("partnerdata", levering=one), f"withdraw-{one}")
    press(app, f"no-withdraw-{one}")
    assert state(data, one) == "accepted"
    assert "uit de atlas halen?" not in told(app)
    assert not no_build


def test_a_confirmation_is_undone_to_what_was_confirmed_before(data, no_build):  # noqa: ARG001
    one = write_delivery(data)
    app = press(opened("partnerdata", levering=one), f"still-so-{one}")
    press(app, f"yes-still-so-{one}")
    assert ledger.read(folder(data)).deliveries[one].confirmed_on
    press(app, "deed-undo")
    assert ledger.read(folder(data)).deliveries[one].confirmed_on is None


def test_an_erasure_wants_the_name_typed_and_cannot_be_undone(data, no_build):  # noqa: ARG001
    one = write_delivery(data)
    app = press(opened("partnerdata", levering=one), f"erase-{one}")
    assert app.button(key=f"yes-erase-{one}").disabled
    app.text_input(key=f"typed-erase-{one}").input("brug").run()
    assert app.button(key=f"yes-erase-{one}").disabled
    app.text_input(key=f"typed-erase-{one}").input("brug.csv").run()
    press(app, f"yes-erase-{one}")
    assert state(data, one) == "erased"
    assert not list((folder(data) / "files").iterdir())
    assert "deed-undo" not in {button.key for button in app.button}


def test_what_somebody_else_took_out_meanwhile_is_told(data, no_build):
    one = write_delivery(data)
    app = press(opened("partnerdata", levering=one), f"withdraw-{one}")
    ledger.tell(folder(data), "withdrawn", "ander", delivery_id=one)
    press(app, f"yes-withdraw-{one}")
    assert "was er al uit gehaald" in told(app)
    assert not no_build


def test_the_question_stays_with_the_delivery_it_was_asked_about(data, no_build):  # noqa: ARG001
    """B1: a list that changes between question and yes; another delivery now stands in the box."""
    one = write_delivery(data)
    app = press(opened("partnerdata", levering=one), f"withdraw-{one}")
    other = write_delivery(data, OTHER, "ander.csv")
    app.run()
    assert f"yes-withdraw-{one}" not in {button.key for button in app.button}, "the box names another delivery now"
    assert f"yes-withdraw-{other}" not in {button.key for button in app.button}, "that was never asked about"
    assert (state(data, one), state(data, other)) == ("accepted", "accepted")


def test_deliveries_of_one_name_and_day_are_told_apart(data):
    one = write_delivery(data)
    builders.change(data, "insert into mart.delivery select * replace ('brug-0123456789ab' as delivery_id)"
                          " from mart.delivery")  # fmt: skip
    app = opened("partnerdata", levering=one)
    (box,) = [box for box in app.selectbox if box.label == "Levering"]
    assert len(set(box.options)) == 2


@pytest.fixture
def root(deeds_folder: Path) -> Path:
    return deeds_folder / "partners" / "nederland"


def test_only_what_can_be_undone_is_undone_and_once(root):
    ledger.tell(root, "partner", "test", partner_id="eik", name="Eik", partner_kind="offer")
    name = ledger.tell(root, "decision", "test", partner_id="eik", fingerprint="f", school_id="A")
    (founded, _decision) = sorted(path.name for path in (root / "events").iterdir())
    with pytest.raises(EtlError, match="Expected an event of confirmed"):
        ledger.undo(root, founded, "test")
    with pytest.raises(EtlError, match="found none"):
        ledger.undo(root, "n0000000009-00000000.json", "test")
    for _again in range(2):
        ledger.undo(root, name, "test")
        assert ledger.read(root).decisions == {}
    assert [event["kind"] for event in events.read(root)[0]] == ["partner", "decision", "undone"]


def test_what_a_later_program_says_is_set_apart_by_the_one_of_before(root, monkeypatch):
    name = ledger.tell(root, "decision", "test", partner_id="eik", fingerprint="f", school_id="A")
    ledger.undo(root, name, "test")
    versions = [json.loads(path.read_text())["version"] for path in sorted((root / "events").iterdir())]
    assert versions == [1, 2]
    monkeypatch.setattr(events, "VERSION", 1)
    found, apart = events.read(root)
    assert [event["kind"] for event in found] == ["decision"]
    assert [one.why for one in apart] == ["newer"]
