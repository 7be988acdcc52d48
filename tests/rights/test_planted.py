"""A coordinator gets nothing of another municipality: figures planted there are searched in all that arrives.

In answers, pages and files, by any link and after any click. Whoever may read all does get them, so the search works.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from dashboard.frame import export, notes, warehouse
from dashboard.frame.access import NotAllowed
from pages import PAGES
from tests.pages.cases import CASES
from tests.rights.test_questions import CLOSED
from tests.support import planted
from tests.support.persons import NEIGHBOUR, OTHERS, OWN, PERSONS, become
from tests.support.planted import Planted
from tests.support.rounds import sampled
from tests.support.screen import opened

REGION = {"gebied": "regio", "gemeenten": f"{OWN},{OTHERS[0]}", "regionaam": "Kust"}
GKA = tuple(
    ("gka-regionaal", {**place, "weergave": view})
    for place in ({"gebied": OTHERS[0]}, REGION, {"gebied": OWN}, {})
    for view in ("afstroom", "advies", "ouders", "groepen")
)
OTHER = (
    ("landelijk", {}), ("indicatoren", {"indicator": "gka_afstroom_pct"}), ("gesprekspakket", {"gebied": OTHERS[0]}),
    ("wijken-vergelijken", {"gebieden": "WK900000,WK900100"}), ("kaart", {"indicator": "gka_afstroom_pct"}),
    ("zoeken", {"zoek": "gka"}), ("school", {"school": "903A00"}),
)  # fmt: skip
QUICK = (GKA[2], GKA[4], OTHER[1])
ALL = (*GKA, *OTHER, *((page.path, view) for page in PAGES for view in CASES[page.path].views))


@pytest.fixture
def there(data: Path) -> Planted:
    """The stand-in with 200 planted figures and more, none of them of the coordinator's municipality, and a note with
    each of ten in it."""
    found = planted.plant(data)
    assert len(found.figures) > 200
    for place, figure in zip((*OTHERS, *OTHERS, "WK900100", "903A00"), sorted(found.figures)[::20], strict=False):
        notes.pin(NEIGHBOUR, f"Hier is het {figure}.", place=place, municipality=OTHERS[0])
    return found


def arrived(app: AppTest, files: list) -> list[bytes]:
    """All that a page sends, and every file that it makes."""
    protos = [getattr(element, "proto", None) for element in [*app.main, *app.sidebar]]
    sent = [proto.SerializeToString() for proto in protos if isinstance(proto, Message)]
    return [*sent, *(make() for make in files)]


def look(path: str, view: dict, who: str, monkeypatch) -> list[bytes]:
    """A page as a person gets it; files in other forms than text are looked at by what they are made of."""
    files, real = [], export.later
    monkeypatch.setattr(export, "later", lambda make: files.append(real(make)) or real(make))
    become(PERSONS[who], monkeypatch)
    return arrived(opened(path, **view), files)


def named(one: tuple[str, dict]) -> str:
    return "-".join([one[0], *one[1].values()])


def test_no_answer_holds_a_figure_of_another_municipality(there):
    values = {"municipalities": [OWN, *OTHERS, "NL00", "PV90"]}
    seen: dict[str, set[int]] = {}
    for who in ("coordinator", "partner and coordinator", "analyst"):
        seen[who] = set()
        for name in (*CLOSED, "closed_indicator_figures"):
            asked = warehouse.question(name)
            for indicator in ("gka_afstroom_pct", "gka_toetsadvies_mean", "gka_apcg_pct", "gka_havo_vwo_17_pct"):
                params = {**asked.samples, **values, "indicator": indicator}
                params = {param.name: params[param.name] for param in asked.params}
                try:
                    seen[who] |= there.found_in(warehouse.run(name, params, PERSONS[who]).to_csv())
                except NotAllowed:
                    assert name == "closed_indicator_figures"
    assert seen["coordinator"] == seen["partner and coordinator"] == set()
    assert len(seen["analyst"]) > 200


@pytest.mark.parametrize(("path", "view"), [
    pytest.param(*one.values[0], id=one.id, marks=one.marks) for one in sampled(ALL, QUICK, named)
])  # fmt: skip
def test_no_page_and_no_file_holds_a_figure_of_another_municipality(path, view, there, monkeypatch):
    assert there.found_in(*look(path, view, "coordinator", monkeypatch)) == set()


def test_who_may_read_all_does_get_them(there, monkeypatch):
    assert len(there.found_in(*look(*GKA[2], "analyst", monkeypatch))) > 3


def test_a_click_on_another_municipality_brings_nothing_of_it(there, monkeypatch):
    become(PERSONS["coordinator"], monkeypatch)
    app = opened("gka-regionaal", weergave="ouders")
    assert b"33" in b"".join(arrived(app, []))
    assert b"readable_areas" in b"".join(arrived(app, [])), "the question that is shown is the one that was asked"
    (towns,) = (box for box in app.selectbox if box.label == "Gemeente of eigen regio")
    assert towns.value == OWN
    app = towns.select(OTHERS[0]).run()
    assert not app.exception
    assert there.found_in(*arrived(app, [])) == set()
    assert "Gesloten cijfers van deze plaats zijn niet voor u" in "".join(one.value for one in app.info)
