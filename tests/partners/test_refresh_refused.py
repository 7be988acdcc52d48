"""A deed on page Partnerdata that the build does not follow: it is kept, and the page says why and what to do."""

from __future__ import annotations

import pytest

from etl.building import build
from etl.errors import ContractBroken
from etl.partners import ledger
from tests.support.delivered import folder, write_delivery
from tests.support.screen import english_in, opened, texts, told


@pytest.fixture
def delivery_id(data) -> str:
    return write_delivery(data)


def withdrawn(delivery_id: str):
    """The page after a click that leaves the delivery out."""
    app = opened("partnerdata", deel="stand", levering=delivery_id)
    app.button(key=f"withdraw-{delivery_id}").click().run()
    app.button(key=f"yes-withdraw-{delivery_id}").click().run()
    assert not app.exception
    return app


def test_a_build_of_another_version_says_to_build_the_edition_and_keeps_the_deed(data, delivery_id):
    app = withdrawn(delivery_id)
    seen = told(app)
    assert "gemaakt door een andere versie van dit programma" in seen
    assert "make data EDITION=2020" in seen
    assert "Wat is ingevoerd, is bewaard" in seen
    assert "Foutcode" not in seen
    assert english_in(texts(app)) == []
    assert app.title[0].value == "Partnerdata"
    assert ledger.state(ledger.read(folder(data)).deliveries[delivery_id]) == "withdrawn"


def test_a_build_that_is_refused_otherwise_names_the_command_that_tells_why(delivery_id, monkeypatch, caplog):
    def refused() -> str:
        raise ContractBroken("a check found Jansen;0612345678")

    monkeypatch.setattr(build, "refresh", refused)
    seen = told(withdrawn(delivery_id))
    assert "De atlas is niet bijgewerkt" in seen
    assert "python -m etl partner refresh" in seen
    assert "Foutcode" not in seen
    assert "Jansen" not in seen + caplog.text
    assert "page Partnerdata stopped: ContractBroken" in caplog.text
