"""A frozen view stays as it was: rights, damage, withdrawing, an erasure that takes its figures, the backup."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Thread

import pytest

from dashboard.frame import frozen, kept, notes, reads, warehouse
from dashboard.frame.access import ANONYMOUS, CLOSED, LOCAL, OPEN, PARTNER, NotAllowed
from etl import backup, disk, erasing
from etl.partners import frozen as files
from etl.partners import ledger
from tests.support.delivered import DELIVERY, folder, write_delivery
from tests.support.persons import OWN

HTML = "<p>De Brug werkt op 12 scholen</p>"


def freeze(**other) -> frozen.FrozenView:
    told = {"path": "kaart", "title": "Kaart", "choices": {"gebied": "GM9000"}, "language": "nl", "html": HTML,
            "build_id": "klein-1", "as_of": "2020-12-31", "resources": [OPEN], "deliveries": []}  # fmt: skip
    return frozen.freeze(LOCAL, **(told | other))


def file_of(view: frozen.FrozenView) -> Path:
    return frozen.folder() / f"{view.view_id}.json"


@pytest.mark.usefixtures("data")
def test_what_was_frozen_is_read_back_whole():
    view = freeze()
    assert frozen.load(view.view_id, LOCAL) == view
    assert frozen.own(LOCAL) == [view]
    assert file_of(view).stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(("resources", "is_open"), [([OPEN], True), ([OPEN, PARTNER], False), ([CLOSED], False)])
def test_only_who_may_read_all_that_was_read_for_it_opens_it(resources, is_open):
    view = freeze(resources=resources)
    if is_open:
        assert frozen.load(view.view_id, ANONYMOUS).html == HTML
    else:
        with pytest.raises(NotAllowed):
            frozen.load(view.view_id, ANONYMOUS)


@pytest.mark.usefixtures("data")
def test_others_neither_freeze_nor_withdraw_nor_see_which_there_are():
    view = freeze()
    assert frozen.own(ANONYMOUS) == []
    with pytest.raises(NotAllowed):
        frozen.withdraw(view.view_id, ANONYMOUS)
    with pytest.raises(NotAllowed):
        frozen.freeze(ANONYMOUS, path="kaart", title="", choices={}, language="nl", html="", build_id="", as_of="",
                      resources=[], deliveries=[])  # fmt: skip
    frozen.withdraw(view.view_id, LOCAL)
    with pytest.raises(frozen.NoSuchView):
        frozen.load(view.view_id, LOCAL)


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("spoil", [lambda text: text[:-40], lambda text: text.replace("12 scholen", "99 scholen"),
                                   lambda _text: "[]", lambda _text: '{"view": 1}'])  # fmt: skip
def test_a_damaged_file_is_known(spoil):
    view = freeze()
    file_of(view).write_text(spoil(file_of(view).read_text("utf-8")), "utf-8")
    with pytest.raises(frozen.DamagedView):
        frozen.load(view.view_id, LOCAL)
    assert frozen.own(LOCAL) == []


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("asked", ["", "../partners/x", "a" * 23, "A" * 24, "a" * 24])
def test_an_id_that_leads_nowhere_is_no_view(asked):
    with pytest.raises(frozen.NoSuchView):
        frozen.load(asked, LOCAL)


@pytest.mark.usefixtures("data")
def test_one_that_is_too_large_is_not_kept(monkeypatch):
    monkeypatch.setattr(frozen, "MOST_BYTES", 300)
    with pytest.raises(frozen.TooLarge):
        freeze(html="x" * 400)
    assert frozen.own(LOCAL) == []


@pytest.mark.usefixtures("data")
def test_one_that_grows_by_an_alias_still_opens(monkeypatch):
    view = freeze(html="<p>a@b.nl</p>" * 30)
    monkeypatch.setattr(frozen, "MOST_BYTES", file_of(view).stat().st_size)
    alias = erasing.erase("a@b.nl", erasing.find("a@b.nl")).alias
    assert file_of(view).stat().st_size > frozen.MOST_BYTES
    assert frozen.load(view.view_id, LOCAL).html.count(alias) == 30


def test_an_erasure_takes_the_figures_of_views_that_stood_on_it_and_says_so(data):
    write_delivery(data)
    stood, other = freeze(resources=[OPEN, PARTNER], deliveries=[DELIVERY, "z"]), freeze()
    ledger.erase(folder(data), DELIVERY, "lokaal")
    left = frozen.load(stood.view_id, LOCAL)
    assert (left.html, left.erased) == ("", [DELIVERY])
    assert left.erased_at
    assert (left.title, left.frozen_at, left.choices) == (stood.title, stood.frozen_at, stood.choices)
    assert "12 scholen" not in file_of(stood).read_text("utf-8")
    assert frozen.load(other.view_id, LOCAL) == other


def _words(_data: Path, view_id: str) -> None:
    note_id = notes.pin(LOCAL, "Twee scholen erbij", place=OWN, municipality=OWN)
    file = frozen.folder() / f"{view_id}.json"
    view = files.opened(file.read_text("utf-8"))
    told = {"html": f'<b {files.MARK}="{note_id}">Twee scholen erbij</b>', "notes": [note_id]}
    disk.write(file, files.sealed({**view, **told}).encode())
    notes.withdraw(LOCAL, notes.of_places(LOCAL, {OWN})[0])


def _figures(data: Path, _view_id: str) -> None:
    ledger.erase(folder(data), DELIVERY, "lokaal")


@pytest.mark.parametrize("take_out", [_words, _figures])
def test_one_that_is_taken_back_while_something_is_taken_out_of_it_stays_away(take_out, data, monkeypatch):
    write_delivery(data)
    view, real, back = freeze(deliveries=[DELIVERY]), files.deeds.write, []

    def write(file, content):
        """Before it is in its place somebody takes the view back, who is done at once where nobody waits."""
        if file.parent == frozen.folder() and not back:
            back.append(Thread(target=frozen.withdraw, args=(view.view_id, LOCAL)))
            back[0].start()
            back[0].join(0.3)
        real(file, content)

    monkeypatch.setattr(files.deeds, "write", write)
    take_out(data, view.view_id)
    back[0].join()
    assert not file_of(view).exists()


@pytest.mark.parametrize("take_out", [_words, _figures])
def test_one_that_went_meanwhile_is_in_nobodys_way(take_out, data):
    write_delivery(data)
    view = freeze(deliveries=[DELIVERY])
    for name in ("a" * 24, "z" * 24):
        (frozen.folder() / f"{name}.json").symlink_to(data / "gone")
    take_out(data, view.view_id)
    (left,) = frozen.own(LOCAL)
    assert left.view_id == view.view_id
    assert left.withdrawn if take_out is _words else left.erased
    with pytest.raises(frozen.NoSuchView):
        frozen.load("a" * 24, LOCAL)


def test_one_that_cannot_be_read_and_names_an_erased_delivery_goes_whole(data):
    write_delivery(data)
    view = freeze(deliveries=[DELIVERY])
    file_of(view).write_text(file_of(view).read_text("utf-8")[:-30], "utf-8")
    ledger.erase(folder(data), DELIVERY, "lokaal")
    assert not file_of(view).exists()


def test_it_is_in_the_backup_and_what_was_erased_since_does_not_come_back(data, tmp_path_factory):
    write_delivery(data)
    view, other = freeze(deliveries=[DELIVERY]), freeze()
    archive = tmp_path_factory.mktemp("backup") / "own.zip"
    backup.backup(archive)
    ledger.erase(folder(data), DELIVERY, "lokaal")
    file_of(other).unlink()
    backup.restore(archive, replace=True)
    assert frozen.load(other.view_id, LOCAL) == other
    assert frozen.load(view.view_id, LOCAL).html == ""


@pytest.mark.usefixtures("data")
def test_what_is_read_is_noted_also_where_it_was_kept_before():
    reader = warehouse.reader(LOCAL)

    @kept.per_build
    def made(reader) -> int:
        return len(reader.run("partners"))

    made(reader)
    with reads.noted() as found:
        reader.run("places")
        made(reader)
    assert found.resources == {OPEN, PARTNER}
    reader.run("places")
    assert found.resources == {OPEN, PARTNER}


@pytest.mark.usefixtures("data")
def test_a_file_is_what_people_can_read_elsewhere_too():
    view = freeze()
    assert json.loads(file_of(view).read_text("utf-8"))["view"]["html"] == HTML
