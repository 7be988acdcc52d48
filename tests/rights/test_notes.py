"""Notes: pinned by a coordinator, seen beside the figure, in its files and the pack, by the closed group only.

Withdrawn by who pinned it, kept over a rebuild, without names of persons.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.frame import export, frozen, letters, notes, reads, warehouse
from dashboard.frame.access import LOCAL, Access, NotAllowed
from dashboard.plan import saved
from dashboard.targets.saved import store
from etl import audit, disk, paths
from etl.partners import frozen as files
from etl.partners import notes as told_notes
from tests.support import mart
from tests.support.delivered import folder
from tests.support.frozen_before import before_notes
from tests.support.persons import NEIGHBOUR, OTHERS, OWN, PERSONS, become
from tests.support.screen import opened, told

pytestmark = pytest.mark.usefixtures("data")
COORDINATOR = PERSONS["coordinator"]
MERGED, OTHER = "Twee scholen gefuseerd in 2019", "Bij de buren is een wijk verdeeld"
SCHOOL = "900A00"  # in the coordinator's municipality
SHOWN = (
    ("gka-regionaal", {"gebied": OWN, "weergave": "ouders"}), ("kaart", {"keuze": OWN, "niveau": "gemeente"}),
    ("wijken-vergelijken", {"gebieden": "WK900000,WK900100"}), ("gesprekspakket", {"gebied": OWN}),
)  # fmt: skip


@pytest.fixture
def pinned(data: Path) -> None:  # noqa: ARG001
    """One on the coordinator's municipality, one on a school in it, one on the next municipality."""
    period = {"indicator_id": "gka_havo_vwo_17_pct", "period": "2020-2021"}
    notes.pin(COORDINATOR, MERGED, place=OWN, municipality=OWN, **period)
    notes.pin(COORDINATOR, f"{MERGED}, hier", place=SCHOOL, municipality=OWN)
    notes.pin(NEIGHBOUR, OTHER, place=OTHERS[0], municipality=OTHERS[0])


@pytest.mark.usefixtures("pinned")
@pytest.mark.parametrize(("path", "view"), [
    *(pytest.param(*one, marks=pytest.mark.slow) for one in SHOWN[1:]), SHOWN[0], ("school", {"school": SCHOOL}),
])  # fmt: skip
def test_a_note_stands_beside_the_figure_for_the_closed_group_only(path, view, monkeypatch):
    for name in ("coordinator", "stranger"):
        become(PERSONS[name], monkeypatch)
        seen = told(opened(path, **view))
        assert (MERGED in seen) is (name == "coordinator")
        assert OTHER not in seen


@pytest.mark.usefixtures("pinned")
def test_who_may_read_all_closed_figures_reads_all_notes():
    everywhere = {OWN, SCHOOL, OTHERS[0]}
    read = {name: len(notes.of_places(PERSONS[name], everywhere)) for name in PERSONS}
    assert {name for name, count in read.items() if count} == {
        "coordinator", "national coordinator", "analyst", "partner and coordinator", "admin", "local",
    }  # fmt: skip
    assert (read["coordinator"], read["analyst"]) == (2, 3)
    opened_by = {one.by: one.rows for one in audit.read().deeds if (one.kind, one.what) == ("opened", "notes")}
    assert opened_by[COORDINATOR.actor] == 2
    assert PERSONS["partner"].actor not in opened_by


@pytest.mark.slow
@pytest.mark.usefixtures("pinned")
def test_a_note_travels_with_the_file_and_the_pack(monkeypatch):
    made, real = [], export.later
    monkeypatch.setattr(export, "later", lambda make: made.append(real(make)) or real(make))
    for name, is_there in (("coordinator", True), ("stranger", False)):
        become(PERSONS[name], monkeypatch)
        for path, view in (SHOWN[0], SHOWN[3]):
            made.clear()
            opened(path, **view)
            texts = [make().decode("utf-8-sig", "ignore") for make in made]
            assert any(MERGED in text for text in texts) is is_there, (name, path)
            assert all(OTHER not in text for text in texts)


def box_of(app: AppTest) -> AppTest:
    """The page with the box for a note, which a button opens."""
    assert not app.text_area
    return next(one for one in app.button if one.label == "Notitie vastprikken").click().run()


def test_a_coordinator_pins_one_on_the_page_and_takes_it_back(monkeypatch):
    become(COORDINATOR, monkeypatch)
    app = box_of(opened(*SHOWN[0][:1], **SHOWN[0][1]))
    (words,) = (one for one in app.text_area if one.label == "Wat moeten anderen ervan weten?")
    words.input("  Een school   erbij. ")
    (keep,) = (one for one in app.button if one.label == "Deze notitie bewaren")
    app = keep.click().run()
    assert "De notitie is bewaard." in told(app)
    assert not app.text_area, "the box closes when it has done"
    (note,) = notes.of_places(COORDINATOR, {OWN})
    assert (note.text, note.indicator_id, note.by) == ("Een school erbij.", "gka_havo_vwo_17_pct", COORDINATOR.actor)
    (back,) = (one for one in app.button if one.label == "Intrekken")
    app = back.click().run()
    assert "De notitie is ingetrokken." in told(app)
    assert "Een school erbij" not in told(app)
    assert notes.of_places(LOCAL, {OWN}) == []


def test_a_name_of_a_person_is_refused_on_the_page(monkeypatch):
    become(COORDINATOR, monkeypatch)
    app = box_of(opened(*SHOWN[0][:1], **SHOWN[0][1]))
    app.text_area[0].input("Bel mevrouw De Vries op 0612345678")
    app = next(one for one in app.button if one.label == "Deze notitie bewaren").click().run()
    assert "Niet bewaard." in told(app)
    assert "mevrouw" in app.text_area[0].value, "what was refused can be mended"
    assert notes.of_places(LOCAL, {OWN}) == []


@pytest.mark.usefixtures("pinned")
def test_only_who_pinned_a_note_withdraws_it_and_its_words_go_for_good(data):
    (note,) = notes.of_places(COORDINATOR, {OWN})
    colleague = type(COORDINATOR)("collega@example.org", "shared", COORDINATOR.roles, COORDINATOR.areas)
    for other in (colleague, PERSONS["analyst"], NEIGHBOUR):
        assert not notes.may_withdraw(other, note)
        with pytest.raises(NotAllowed):
            notes.withdraw(other, note)
    notes.withdraw(COORDINATOR, note)
    kept = [path.read_text(encoding="utf-8") for path in (folder(data) / told_notes.FOLDER).glob("*.json")]
    assert len(kept) == 3
    assert not any(f'"{MERGED}"' in text for text in kept)


@pytest.mark.usefixtures("pinned")
def test_a_note_outlives_a_rebuild(data: Path):
    before = notes.of_places(LOCAL, {OWN, SCHOOL, OTHERS[0]})
    mart.change(data, "update mart.area set name = 'Anders' where area_code = 'WK900000'")
    told_notes.sweep(folder(data))
    assert notes.of_places(LOCAL, {OWN, SCHOOL, OTHERS[0]}) == before
    assert len(before) == 3


def test_a_damaged_note_is_set_apart(data, pinned):  # noqa: ARG001
    path = next((folder(data) / told_notes.FOLDER).glob("*.json"))
    path.write_text('{"kind": "pinned"}')
    found = told_notes.read(folder(data))
    assert [one.name for one in found.apart] == [path.name]
    assert len(found.notes) == 2


def test_what_goes_while_somebody_reads_is_skipped(data, pinned):  # noqa: ARG001
    """A link to nothing stands for a file that was listed and is no more."""
    lists, events = data / "lists", folder(data) / told_notes.FOLDER
    places = (events, lists, lists / "plans", frozen.folder(), letters.folder())
    for place in places:
        place.mkdir(parents=True, exist_ok=True)
        (place / "n0000000009-gone.json").symlink_to("gone")
    (data / "warehouse" / f"{paths.SLUGS[0]}-b-1a2b3c4d.duckdb").symlink_to("gone")
    assert len(told_notes.read(folder(data)).notes) == 3
    assert not told_notes.read(folder(data)).apart
    assert (store.newest(lists, LOCAL), saved.newest(LOCAL), frozen.own(LOCAL)) == ([], [], [])
    assert letters.known(warehouse.reader(LOCAL)) == ([], 0)


def test_a_view_that_is_frozen_with_a_note_is_of_the_closed_group(pinned, monkeypatch):  # noqa: ARG001
    both = PERSONS["partner and coordinator"]
    become(both, monkeypatch)
    app = opened("school", school=SCHOOL)
    next(one for one in app.button if one.key == "freeze").click().run()
    (view,) = frozen.own(both)
    assert MERGED in view.html
    assert frozen.load(view.view_id, both) == view
    same_partner = Access("p@example.org", "shared", frozenset({"partner"}), partners=both.partners)
    for other in (same_partner, PERSONS["stranger"]):
        with pytest.raises(NotAllowed):
            frozen.load(view.view_id, other)


LONG = (
    f"{MERGED} & verdeeld over <drie> wijken, zegt het bestuur; "
    + "daarna kwam er nog een vestiging bij, " * 6
    + "klaar"
)


def frozen_with(path: str, view: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Freezes a page as somebody of the closed group; the file."""
    become(LOCAL, monkeypatch)
    before = {one.view_id for one in frozen.own(LOCAL)}
    next(one for one in opened(path, **view).button if one.key == "freeze").click().run()
    (made,) = (one for one in frozen.own(LOCAL) if one.view_id not in before)
    return frozen.folder() / f"{made.view_id}.json"


def words_of(text: str) -> list[str]:
    """Its parts of three words, as long as no sign is written otherwise in HTML."""
    told = text.split()
    return [
        " ".join(told[k : k + 3]) for k in range(0, len(told) - 2, 3) if not set("&<>") & set("".join(told[k : k + 3]))
    ]


@pytest.mark.parametrize(("path", "view"), [
    *(pytest.param(*one, marks=pytest.mark.slow) for one in SHOWN), ("school", {"school": SCHOOL}),
])  # fmt: skip
@pytest.mark.parametrize(
    "text", [pytest.param(MERGED, marks=pytest.mark.slow, id="short"), pytest.param(LONG, id="long")]
)
def test_withdrawing_takes_the_words_out_of_frozen_views_and_leaves_the_rest(path, view, text, monkeypatch):
    place = SCHOOL if path == "school" else OWN
    notes.pin(LOCAL, text, place=place, municipality=OWN)
    notes.pin(LOCAL, "Dit blijft staan.", place=place, municipality=OWN)
    file = frozen_with(path, view, monkeypatch)
    kept, seen = file.read_text(), words_of(text)
    assert seen[0] in kept
    (note,) = (one for one in notes.of_places(LOCAL, {place}) if one.text.startswith(MERGED))
    notes.withdraw(LOCAL, note)
    left = file.read_text()
    assert [words for words in seen if words in left] == []
    assert "Dit blijft staan." in left
    found = frozen.load(file.stem, LOCAL)
    assert (note.note_id in (found.notes or ()), found.withdrawn) == (True, [note.note_id])
    assert abs(len(left) - len(kept)) < 2 * len(LONG) + 200, "the rest of the view is there"
    shown = told(opened("wat-veranderde", bevroren=file.stem))
    assert "ingetrokken" in shown
    assert "1 notitie is sindsdien ingetrokken" in shown.replace("*", "").replace("<b>", "").replace("</b>", "")


def test_the_words_of_a_note_that_was_withdrawn_while_its_view_was_drawn_are_not_kept():
    note_id = notes.pin(LOCAL, MERGED, place=SCHOOL, municipality=OWN)
    mark = f'<p><span {files.MARK}="{note_id}">{MERGED}</span> blijft</p>'
    facts = {"path": "school", "title": "", "choices": {}, "language": "nl", "build_id": "", "as_of": "2020-12-31",
             "resources": ["closed"], "deliveries": []}  # fmt: skip
    notes.withdraw(LOCAL, notes.of_places(LOCAL, {SCHOOL})[0])
    view = frozen.freeze(LOCAL, html=mark, notes=[note_id], **facts)
    assert view.html == "<p><span>ingetrokken</span> blijft</p>"
    assert frozen.load(view.view_id, LOCAL) == view


def as_shown(words: str, by: str) -> str:
    """A note as it stood on a page, and in a line of a pack, before it had a mark."""
    about = f'<span class="rw-muted rw-small">School 00 · {by} · 1 mei 2026</span>'
    return f"<p>{words}<br>{about}</p><p>Notitie over X: {words} ({by}, 1 mei 2026)</p>"


def of_before(html: str, resource: str = "closed") -> Path:
    """A view as it was kept before notes were."""
    facts = {"path": "school", "title": "School", "choices": {"school": SCHOOL}, "language": "nl", "build_id": "b",
             "as_of": "2020-12-31", "resources": [resource], "deliveries": []}  # fmt: skip
    made = frozen.freeze(PERSONS["partner and coordinator"], html=html, **facts)
    return frozen.folder() / f"{before_notes(made.view_id)}.json"


def test_a_view_of_before_notes_were_recorded_is_for_its_maker_and_administrators_and_says_so(monkeypatch):
    notes.pin(LOCAL, MERGED, place=SCHOOL, municipality=OWN)
    file = of_before(f"{as_shown(MERGED, LOCAL.actor)}{as_shown(MERGED, 'ander')}<td>{MERGED}</td>")
    for who in ("partner and coordinator", "admin", "local"):
        assert frozen.load(file.stem, PERSONS[who]).notes is None
    for who in ("analyst", "coordinator", "national coordinator"):
        with pytest.raises(NotAllowed):
            frozen.load(file.stem, PERSONS[who])
    maker = PERSONS["partner and coordinator"]
    colleague = Access("collega@example.org", "shared", maker.roles, maker.areas, maker.partners)
    with pytest.raises(frozen.OfBefore):
        frozen.load(file.stem, colleague)
    become(colleague, monkeypatch)
    assert "is voor wie hem bevroor en voor beheerders" in told(opened("wat-veranderde", bevroren=file.stem))
    notes.withdraw(LOCAL, notes.of_places(LOCAL, {SCHOOL})[0])
    left = f"{as_shown('ingetrokken', LOCAL.actor)}{as_shown(MERGED, 'ander')}<td>{MERGED}</td>"
    assert frozen.load(file.stem, LOCAL).html == left


def test_of_two_equal_notes_of_one_person_both_lose_their_words_in_a_view_of_before():
    """Which of them stands where nobody knows: the one that was withdrawn must not stay."""
    for place in (SCHOOL, OWN):
        notes.pin(LOCAL, MERGED, place=place, municipality=OWN)
    file = of_before(as_shown(MERGED, LOCAL.actor) * 2)
    notes.withdraw(LOCAL, notes.of_places(LOCAL, {SCHOOL})[0])
    assert frozen.load(file.stem, LOCAL).html == as_shown("ingetrokken", LOCAL.actor) * 2
    assert [note.text for note in notes.of_places(LOCAL, {OWN})] == [MERGED]


def test_the_words_of_a_note_take_no_figure_of_an_open_view_along():
    html = f"<td>havo</td><td>12,5</td>{as_shown('havo', LOCAL.actor)}"
    file = of_before(html, "open")
    for words in ("12,5", "havo"):
        notes.pin(LOCAL, words, place=SCHOOL, municipality=OWN)
        notes.withdraw(LOCAL, notes.of_places(LOCAL, {SCHOOL})[0])
    assert files.opened(file.read_text(encoding="utf-8"))["html"] == html


def test_words_in_an_event_that_was_damaged_meanwhile_go_too(data: Path):
    notes.pin(LOCAL, MERGED, place=SCHOOL, municipality=OWN)
    (note,) = notes.of_places(LOCAL, {SCHOOL})
    (path,) = (folder(data) / told_notes.FOLDER).glob("*.json")
    path.write_text(path.read_text(encoding="utf-8")[:-1], encoding="utf-8")
    notes.withdraw(LOCAL, note)
    kept = [one.read_text(encoding="utf-8") for one in (folder(data) / told_notes.FOLDER).glob("*.json")]
    assert len(kept) == 1
    assert MERGED not in kept[0]


def test_a_killed_withdrawal_is_finished_by_the_next_sweep(data: Path):
    note_id = notes.pin(LOCAL, MERGED, place=SCHOOL, municipality=OWN)
    file = of_before("<p>x</p>")
    view = files.opened(file.read_text())
    html = f'<b {files.MARK}="{note_id}">{MERGED}</b>'
    disk.write(file, files.sealed({**view, "html": html, "notes": [note_id]}).encode())
    told_notes.STORE.write(
        folder(data), {"kind": "withdrawn", "note_id": note_id, "at": notes.now().isoformat(), "by": "x"}
    )
    told_notes.sweep(folder(data))
    assert frozen.load(file.stem, LOCAL).html == "<b>ingetrokken</b>"


def test_what_a_drawing_reads_names_its_notes():
    note_id = notes.pin(LOCAL, MERGED, place=SCHOOL, municipality=OWN)
    with reads.noted() as read:
        notes.of_places(LOCAL, {SCHOOL})
    assert read == reads.Read({"closed"}, {note_id})
