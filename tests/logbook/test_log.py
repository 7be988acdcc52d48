"""The log of deeds: what is written of whom and what never is, what is kept how long, what is not done without it."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from dashboard.frame import audit as log
from dashboard.frame import export, frozen, handed, notes, owners, warehouse
from dashboard.frame.access import ANONYMOUS, LOCAL, NotAllowed
from dashboard.targets.saved import store
from etl import __main__ as command_line
from etl import audit, backup, given
from etl.audit import Deed
from etl.errors import EtlError, NotWritable
from etl.partners import ledger
from etl.partners import notes as told_notes
from tests.support import planted
from tests.support.deeds import write_deeds
from tests.support.environment import AUDIT_FOLDER, AUDIT_MONTHS, DATA
from tests.support.persons import OWN, PERSONS, become
from tests.support.screen import opened, told
from tests.targets.test_saved_lists import FACTS, ROWS

pytestmark = pytest.mark.usefixtures("data")


@pytest.fixture(autouse=True)
def _a_new_day():
    """What was opened by earlier tests is written again."""
    log._opened.cache_clear()


def deeds() -> list[tuple]:
    """(who, kind, what, resource, page, rows) of each, the oldest first."""
    return [(one.by, one.kind, one.what, one.resource, one.page, one.rows) for one in reversed(audit.read().deeds)]


def files_of(path: str, who: str, monkeypatch, **view: str) -> list[bytes]:
    """Every file that a page offers a person, taken along."""
    made, real = [], export.later
    monkeypatch.setattr(export, "later", lambda make: made.append(real(make)) or real(make))
    become(PERSONS[who], monkeypatch)
    opened(path, **view)
    return [make() for make in made]


def lines(content: bytes) -> int:
    """Rows of a CSV below its header and its headings."""
    text = content.decode("utf-8-sig").splitlines()
    return sum(1 for line in text if line and not line.startswith("#")) - 1


def test_who_takes_closed_figures_along_is_written_with_how_many_rows(monkeypatch):
    (content, *_more) = files_of("gka-regionaal", "coordinator", monkeypatch, gebied=OWN, weergave="ouders")
    who = PERSONS["coordinator"].actor
    told_of = [one for one in audit.read().deeds if one.kind == "exported"][-1]
    assert (told_of.by, told_of.resource, told_of.page, told_of.rows) == (
        who,
        "closed",
        "gka-regionaal",
        lines(content),
    )
    assert told_of.selection == {"gebied": OWN, "weergave": "ouders"}
    assert told_of.at.date() == dt.datetime.now(dt.UTC).date()
    asked = {(one.what, one.selection.get("indicator")) for one in audit.read().deeds if one.kind == "opened"}
    assert ("closed_area_values", "gka_havo_vwo_17_pct") in asked


def test_what_is_opened_twice_is_written_once_a_day(monkeypatch):
    become(PERSONS["analyst"], monkeypatch)
    for _time in range(2):
        opened("landelijk")
    assert deeds().count((PERSONS["analyst"].actor, "opened", "national_closed_gap", "closed", "landelijk", 8)) == 1


def test_on_the_machine_itself_reading_and_open_files_are_not_written(monkeypatch):
    assert files_of("bronnen", "local", monkeypatch)
    opened("gka-regionaal", gebied=OWN)
    assert deeds() == []
    assert files_of("dekking", "local", monkeypatch, vorm="tabel")
    assert {one[:5] for one in deeds()} == {("lokaal", "exported", "file", "partner", "dekking")}


def test_on_a_server_for_others_open_files_are_written_too(monkeypatch):
    files_of("bronnen", "stranger", monkeypatch)
    assert [one[:5] for one in deeds()] == [("anoniem", "exported", "file", "open", "bronnen")]


def test_no_figure_and_no_typed_word_is_in_the_log(data, monkeypatch):
    found = planted.plant(data, "", ">")
    files_of("gka-regionaal", "analyst", monkeypatch, gebied=OWN, weergave="ouders")
    audit.tell(Deed(log.now(), "ans", "exported", "file", "open", "zoeken", {"q": "de heer Jansen", "sector": "PO"}, 3))
    texts = [path.read_text(encoding="utf-8") for path in audit.folder().rglob("*.json")]
    assert len(texts) > 3
    assert found.found_in(*texts) == set()
    assert "Jansen" not in "".join(texts)
    assert audit.read().deeds[0].selection == {"q": "…", "sector": "PO"}


def test_a_file_is_not_handed_out_where_it_cannot_be_written_down(monkeypatch):
    made, real = [], export.later
    monkeypatch.setattr(export, "later", lambda make: made.append(real(make)) or real(make))
    become(PERSONS["coordinator"], monkeypatch)
    opened("gka-regionaal", gebied=OWN, weergave="ouders")

    def closed(_deed):
        raise NotWritable("closed")

    monkeypatch.setattr(audit, "tell", closed)
    with pytest.raises(log.NotLogged):
        made[0]()
    log._opened.cache_clear()
    app = opened("gka-regionaal", gebied=OWN, weergave="ouders")
    assert "het logboek van wie ze opent, kan niet worden geschreven" in told(app)
    assert "74" not in told(app)


def test_what_is_written_and_erased_is_in_the_log_with_its_place():
    coordinator = PERSONS["coordinator"]
    notes.pin(coordinator, "Twee scholen gefuseerd.", place=OWN, municipality=OWN)
    notes.withdraw(coordinator, notes.of_places(coordinator, {OWN})[0])
    found = [(one.kind, one.what, one.place) for one in reversed(audit.read().deeds)]
    assert found == [("wrote", "note", OWN), ("opened", "notes", ""), ("erased", "note", OWN)]


def test_what_is_older_than_the_retention_goes_and_the_rest_stays(monkeypatch):
    monkeypatch.setenv(AUDIT_MONTHS, "3")
    days = [dt.datetime(2026, month, 15, tzinfo=dt.UTC) for month in (1, 5, 6, 7, 8)]
    for day in days:
        audit.tell(Deed(day, "ans", "wrote", "note", "closed"))
    assert [root.name for root in audit.months()] == ["2026-05", "2026-06", "2026-07", "2026-08"]
    assert audit.tidy(dt.date(2026, 10, 1)) == ["2026-05", "2026-06"]
    assert [one.at.month for one in audit.read().deeds] == [8, 7]
    for wrong in ("0", "x", "99999"):
        monkeypatch.setenv(AUDIT_MONTHS, wrong)
        with pytest.raises(EtlError, match="months"):
            audit.months_kept()


def test_a_damaged_entry_is_set_apart_and_told():
    write_deeds()
    path = next(audit.folder().rglob("*.json"))
    path.write_text("half")
    found = audit.read()
    assert ([one.name for one in found.apart], len(found.deeds)) == ([path.name], 4)
    assert "1 regel is niet te lezen" in told(opened("logboek"))


def test_only_administrators_read_it():
    for name, who in PERSONS.items():
        if name in ("admin", "local"):
            log.read(who)
        else:
            with pytest.raises(NotAllowed):
                log.read(who)


def test_the_page_tells_what_the_log_holds(monkeypatch):
    write_deeds()
    app = opened("logboek")
    assert "5 handelingen" in told(app)
    assert "2 bestanden zijn meegenomen, met 20 rijen" in told(app).replace("**", "")
    app = opened("logboek", persoon="ans@example.org", soort="exported")
    assert "1 handeling" in told(app)
    assert "q=…" in told(app)
    (content,) = files_of("logboek", "admin", monkeypatch, soort="erased")
    assert lines(content) == 1
    assert deeds()[-1][:5] == (PERSONS["admin"].actor, "exported", "file", "admin", "logboek")


def test_the_command_tells_the_same(capsys):
    write_deeds()
    command_line.app(["audit", "--person", "ans@example.org", "--json"], standalone_mode=False)
    found = json.loads(capsys.readouterr().out)
    assert [one["kind"] for one in found["deeds"]] == ["wrote", "exported", "opened"]
    assert found["months_kept"] == audit.MONTHS_KEPT
    command_line.app(["audit", "--since", "2999-01-01", "--tidy", "--json"], standalone_mode=False)
    assert json.loads(capsys.readouterr().out)["deeds"] == []


def test_a_list_made_locally_is_nobodys_until_it_is_given(data, capsys):
    saved = store.save(data / "lists", LOCAL, name="Noord", rows=ROWS, **FACTS)
    partner = PERSONS["partner"]
    assert store.newest(data / "lists", partner) == []
    command_line.app(["give", saved.list_id, "--to", partner.actor, "--json"], standalone_mode=False)
    assert [one["owner"] for one in json.loads(capsys.readouterr().out)["items"]] == [partner.actor]
    assert store.newest(data / "lists", partner) == [saved]
    assert store.may_remove(saved, partner)
    assert not store.may_remove(saved, PERSONS["partner and coordinator"])
    assert owners.locally(LOCAL) == []
    with pytest.raises(EtlError, match="id of a kept list"):
        given.give("a" * 24, "x@example.org", "lokaal")


@pytest.mark.parametrize(("to", "is_hers"), [("Kees@Example.org", True), ("\u212aees@example.org", False)])
def test_what_is_given_is_of_that_address_and_no_other_that_looks_so(to, is_hers, data):
    """The sign for Kelvin becomes a k in small letters."""
    saved = store.save(data / "lists", LOCAL, name="Noord", rows=ROWS, **FACTS)
    owners.give(LOCAL, saved.list_id, to)
    assert (given.owner(saved.list_id, LOCAL.actor) == "kees@example.org") is is_hers


def test_the_page_gives_a_list(data):
    saved = store.save(data / "lists", LOCAL, name="Noord", rows=ROWS, **FACTS)
    app = opened("logboek")
    assert "Bewaard op deze computer zelf" in told(app)
    app.text_input(key="logboek-aan").input(PERSONS["partner"].actor).run()
    app.button(key="logboek-geef").click().run()
    assert store.load(data / "lists", saved.list_id, PERSONS["partner"]) == saved
    assert "Bewaard op deze computer zelf" not in told(app)


def test_log_notes_and_gifts_are_in_the_backup(tmp_path, monkeypatch):
    data = tmp_path / "here"
    monkeypatch.setenv(DATA, str(data))
    monkeypatch.delenv(AUDIT_FOLDER)
    write_deeds()
    saved = store.save(data / "lists", LOCAL, name="Noord", rows=ROWS, **FACTS)
    given.give(saved.list_id, "ans@example.org", "lokaal")
    root = data / "partners" / "nederland"
    ledger.tell(root, "partner", "test", partner_id="brug", name="Brug", partner_kind="offer")
    told_notes.pin(root, "ans", log.now(), place=OWN, municipality=OWN, text="Twee scholen gefuseerd.")
    backup.backup(tmp_path / "own.zip")
    before = audit.read()
    monkeypatch.setenv(DATA, str(tmp_path / "there"))
    assert backup.restore(tmp_path / "own.zip")["put_back"] > 7
    assert audit.read() == before
    assert given.owner(saved.list_id, "lokaal") == "ans@example.org"
    assert [one.text for one in told_notes.read(tmp_path / "there" / "partners" / "nederland").notes.values()] == [
        "Twee scholen gefuseerd."
    ]


def test_a_question_of_a_reader_is_of_the_reader():
    """The log names who asked, also where the answer was kept from somebody else's question."""
    asked = warehouse.question("national_closed_gap")
    for name in ("analyst", "coordinator"):
        warehouse.run(asked.name, asked.samples, PERSONS[name])
    assert {one.by for one in audit.read().deeds} == {PERSONS["analyst"].actor, PERSONS["coordinator"].actor}


def test_a_closed_view_as_one_file_is_written_and_of_who_made_it(monkeypatch):
    view, makers, real = {"gebied": OWN, "weergave": "ouders"}, [], export.later
    monkeypatch.setattr(export, "later", lambda make: makers.append(real(make)) or real(make))
    become(PERSONS["coordinator"], monkeypatch)
    opened("gka-regionaal", **view, afdruk="1")
    who, one_file = PERSONS["coordinator"].actor, makers[-2]()  # the last is all of the place
    (deed,) = (one for one in audit.read().deeds if one.kind == "exported")
    assert (deed.by, deed.resource, deed.page, deed.selection) == (who, "closed", "gka-regionaal", view)
    assert one_file.startswith(b"<!doctype html")
    assert handed.may_take(one_file, PERSONS["coordinator"])
    assert not handed.may_take(one_file, ANONYMOUS)


def test_who_freezes_opens_and_withdraws_a_view_with_closed_figures_is_written():
    view = frozen.freeze(LOCAL, path="gka-regionaal", title="GKA", choices={}, language="nl", html="<p>7</p>",
                         build_id="klein-1", as_of="2020-12-31", resources=["open", "closed"],
                         deliveries=[])  # fmt: skip
    frozen.load(view.view_id, PERSONS["analyst"])
    frozen.withdraw(view.view_id, LOCAL)
    told_of = [one[:4] for one in deeds()]
    assert told_of == [
        (LOCAL.actor, "wrote", "frozen_view", "closed"), (PERSONS["analyst"].actor, "opened", "frozen_view", "closed"),
        (LOCAL.actor, "erased", "frozen_view", "closed"),
    ]  # fmt: skip


def test_an_error_says_no_address_for_the_log():
    with pytest.raises(NotAllowed) as refused:
        log.read(PERSONS["coordinator"])
    assert "@" not in str(refused.value)
