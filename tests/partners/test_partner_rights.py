"""Without rights nothing of the partners is reachable: no question, no file, no export, no upload.

That the pages are not there is looked at in a browser: tests/browser/test_partnerdata_browser.py.
"""

import re

import pandas as pd
import pytest

from dashboard.frame import visitor, warehouse
from dashboard.frame.access import ANONYMOUS, Access, NotAllowed, may
from dashboard.frame.server import GEO_NAME
from dashboard.frame.warehouse import QUESTIONS
from dashboard.partners import files as partner_files
from tests.support.screen import opened

OF_PARTNERS = r"\bmart\.(partner|programme|activity|delivery|fact(?!or)|coverage_(?:activity|school|area))"
OF_PARTNERS_ONLY = sorted(
    path.stem for path in QUESTIONS.glob("*.sql") if re.search(OF_PARTNERS, path.read_text(encoding="utf-8"))
)


def test_every_question_that_reads_partner_tables_is_theirs():
    for name in OF_PARTNERS_ONLY:
        assert warehouse.question(name).resource == "partner", name
    assert {"partners", "review_queue", "facts", "coverage_areas"} <= set(OF_PARTNERS_ONLY)


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("name", OF_PARTNERS_ONLY)
def test_a_stranger_cannot_ask_them(name):
    with pytest.raises(NotAllowed):
        warehouse.run(name, {}, ANONYMOUS)


@pytest.mark.usefixtures("data")
def test_a_refusal_is_logged_without_the_persons_name(caplog):
    reader = Access("ans@example.org", "shared")
    with pytest.raises(NotAllowed):
        warehouse.run("review_queue", {}, reader)
    with pytest.raises(NotAllowed):
        partner_files.ledger(reader)
    assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == [
        "refused to read question review_queue (resource 'partner', mode shared)",
        "refused to read partner files (resource 'partner', mode shared)",
    ]


def test_rights_are_per_action():
    reader = Access("ans", "shared", frozenset({"partner"}))
    assert may(reader, "read", "partner")
    assert may(reader, "export", "partner")
    assert not may(reader, "write", "partner")


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("path", ["partner", "partnerdata"])
def test_who_may_read_but_is_not_the_partner_gets_no_partners_file(path, monkeypatch):
    """There a number under 5 stands as it was told."""
    monkeypatch.setattr(visitor, "current", lambda: Access("ans", "shared", frozenset({"partner"})))
    app = opened(path, partner="brug", deel="terug")
    (parts,) = (one for one in app.get("button_group") if one.proto.label == "Deel van deze pagina")
    assert "Bestand terug" not in [option.content for option in parts.proto.options]
    with pytest.raises(NotAllowed):
        partner_files.as_delivered("d1", visitor.current())


@pytest.mark.usefixtures("data")
def test_a_stranger_can_neither_see_nor_change_what_was_delivered(tmp_path):
    calls = [
        lambda: partner_files.ledger(ANONYMOUS),
        lambda: partner_files.at_the_door("a.csv", b"x", ANONYMOUS),
        lambda: partner_files.propose("a.csv", b"x", "brug", ANONYMOUS),
        lambda: partner_files.receive("a.csv", b"x", "brug", ANONYMOUS),
        lambda: partner_files.found_partner("Brug", {}, ANONYMOUS),
        lambda: partner_files.decide("brug", "f1", "900A00", ANONYMOUS),
        lambda: partner_files.confirm("d1", ANONYMOUS),
        lambda: partner_files.withdraw("d1", ANONYMOUS),
        lambda: partner_files.erase("d1", ANONYMOUS),
        lambda: partner_files.undo(["n0000000001-00000000.json"], ANONYMOUS),
        lambda: partner_files.counts("d1", ANONYMOUS),
        lambda: partner_files.was_sent("d1", ANONYMOUS),
        lambda: partner_files.tell_facts("brug/les", {"via_skb": "yes"}, ANONYMOUS),
        lambda: partner_files.stand(("brug", "*", ""), "stopped", partner_files.today(), ANONYMOUS),
        lambda: partner_files.with_new(pd.DataFrame(), ANONYMOUS),
        lambda: partner_files.confirmation_date(ANONYMOUS),
        lambda: partner_files.tell_themes({"brug/les": "language"}, ANONYMOUS),
        lambda: partner_files.refresh(ANONYMOUS),
        lambda: partner_files.pending(ANONYMOUS),
        lambda: partner_files.bring_up_to_date(ANONYMOUS),
        lambda: partner_files.left_lying("brug", ANONYMOUS),
        lambda: partner_files.came_in("d1", ANONYMOUS),
        lambda: partner_files.as_delivered("d1", ANONYMOUS),
    ]
    for call in calls:
        with pytest.raises(NotAllowed):
            call()
    assert not (tmp_path / "partners").exists()


def test_no_map_file_holds_partner_data():
    assert not GEO_NAME.fullmatch("partner-0123456789ab.json")
    assert not GEO_NAME.fullmatch("../partners/nederland/events/x.json")
