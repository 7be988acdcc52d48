"""Page Partnerdata, Deliver: the own sheet with our reading beside it, undone by a click, one year for all."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from etl.building import build
from etl.partners import intake, tables
from etl.partners import ledger as deliveries
from tests.pages.test_pages import opened
from tests.partners.test_partners import EDITION, published, schools, take_in

__all__ = ["published"]
LINES = [
    "plaats;school;programma;aantal",
    "Oosterwoud;De Eerste;Les;12",
    ";De Tweede;Les;9",
    ";De Derde;Les;8",
    ";De Vierde;Les;7",
]


@pytest.fixture
def lying(published) -> AppTest:
    """The page with a file of a place told once and no school year, that came and was not taken in."""
    (school,) = schools(published, 1)
    take_in([f"{';'.join(school)};Les;2024-2025;12"])
    deliveries.receive(deliveries.folder(EDITION), "proef", "lijst.csv", "\n".join(LINES).encode(), "test")
    build.refresh()
    app = opened("partnerdata", deel="aanleveren", partner="proef")
    app.selectbox(key="left-lying-proef").select_index(0).run(timeout=60)
    assert not app.exception
    return app


def shown(app: AppTest) -> list[str]:
    """The column of places as they were read, line by line."""
    (frame,) = [table.value for table in app.dataframe if "→ Plaats" in table.value]
    assert frame["A"].tolist()[:3] == ["plaats", "Oosterwoud", ""]
    return frame["→ Plaats"].tolist()


def test_the_own_sheet_stands_beside_our_reading_and_a_click_undoes_it(lying):
    assert shown(lying) == ["", *["Oosterwoud"] * 4]
    (switch,) = [toggle for toggle in lying.toggle if "carried" in toggle.key]
    switch.set_value(False).run(timeout=60)
    assert shown(lying) == ["", "Oosterwoud", "", "", ""]


@pytest.mark.slow
def test_a_file_of_now_has_not_come_before(lying):
    """A switch, and the file that was given a moment ago was told to lie here from earlier."""
    assert "kwam eerder" in " ".join(one.value for one in lying.caption)
    (box,) = lying.file_uploader
    box.set_value(("nieuw.csv", "\n".join([*LINES, "Oosterwoud;De Vijfde;Les;6"]).encode(), "text/csv"))
    for _ in range(2):
        lying.run(timeout=60)
        assert not lying.exception
        assert len(next(table.value for table in lying.dataframe if "→ School" in table.value)) == len(LINES) + 1
        assert "kwam eerder" not in " ".join(one.value for one in lying.caption)


@pytest.mark.slow
def test_columns_that_are_read_together_say_so_and_the_reading_is_pinned(published):
    """A column per year was called "not used" while each of its cells is an activity."""
    lines = [
        "school;plaats;programma;2023-2024;2024-2025",
        *(f"De {n};Oosterwoud;Les;{n};{n + 1}" for n in range(4, 9)),
    ]
    (school,) = schools(published, 1)
    take_in([f"{';'.join(school)};Les;2024-2025;12"])
    deliveries.receive(deliveries.folder(EDITION), "proef", "jaren.csv", "\n".join(lines).encode(), "test")
    build.refresh()
    app = opened("partnerdata", deel="aanleveren", partner="proef")
    app.selectbox(key="left-lying-proef").select_index(0).run(timeout=60)
    boxes = {box.label.replace("\\", ""): box for box in app.selectbox if box.key and box.key.startswith("column-")}
    assert list(boxes) == lines[0].split(";"), "in the order of the sheet, also where they stand under each other"
    together = {label for label, box in boxes.items() if box.value == "een activiteit per gevulde cel" and box.disabled}
    assert together == {"2023-2024", "2024-2025"}
    (table,) = [table for table in app.dataframe if "→ Gelezen als" in table.value]
    pinned = {name for name, one in json.loads(table.proto.columns).items() if one.get("pinned")}
    assert pinned == {"Bladregel", "→ Gelezen als"} == set(table.value.columns[:2])
    assert not app.button(key="take-in").disabled
    (switch,) = [toggle for toggle in app.toggle if "blocks" in toggle.key]
    switch.set_value(False).run(timeout=60)
    assert not [box for box in app.selectbox if box.key and box.key.endswith("-together")]


@pytest.mark.slow
def test_a_file_without_year_is_blocked_until_one_is_chosen_for_all(lying):
    assert lying.button(key="take-in").disabled
    (box,) = [box for box in lying.selectbox if box.key and box.key.startswith("year-")]
    box.select_index(0).run(timeout=60)
    assert not lying.button(key="take-in").disabled


TURNED = ["school;De Eerste;De Tweede", "plaats;Oosterwoud;Oosterwoud", "schooljaar;2024-2025;2024-2025", "aantal;12;9"]


def test_a_table_with_schools_in_columns_is_turned_by_a_switch_and_taken_in_so(published):
    (school,) = schools(published, 1)
    take_in([f"{';'.join(school)};Les;2024-2025;12"])
    folder = deliveries.folder(EDITION)
    delivery_id, _ = deliveries.receive(folder, "proef", "gedraaid.csv", "\n".join(TURNED).encode(), "test")
    build.refresh()
    app = opened("partnerdata", deel="aanleveren", partner="proef")
    app.selectbox(key="left-lying-proef").select_index(0).run(timeout=60)
    assert not app.exception
    assert "take-in" not in {button.key for button in app.button}
    app.toggle(key=f"habit-{delivery_id}-upright").set_value(False).run(timeout=60)
    (frame,) = [table.value for table in app.dataframe if "→ School" in table.value]
    assert frame["→ School"].tolist() == ["", "De Eerste", "De Tweede"]
    assert frame["Bladkolom"].tolist() == ["A", "B", "C"], "a column of the file is a line of the reading"
    assert frame["Rij 1"].tolist() == ["school", "De Eerste", "De Tweede"]
    app.button(key="take-in").click().run(timeout=60)
    assert not app.exception
    taken = deliveries.read(folder).deliveries[delivery_id]
    assert (taken.is_accepted, taken.layout["turned"]) == (True, True)
    layout, columns = tables.layout_of(taken), tables.columns_of(taken)
    assert intake.rows("\n".join(TURNED).encode(), layout, columns)["school"].tolist() == ["De Eerste", "De Tweede"]
