"""Names that would be pictures, links, scripts, emoji or formulas are shown as they were typed, on every page.

What a browser makes of them is looked at in tests/browser/test_hostile_names_browser.py.
"""

from __future__ import annotations

import pytest

from pages import PAGES
from tests.pages.cases import CASES, Link
from tests.support import delivered, hostile
from tests.support import mart as builders
from tests.support.rounds import sampled
from tests.support.screen import opened
from tests.support.states import STATES

OF_PEOPLE = ("overzicht", "dekking", "doelscholen", "school", "partnerdata", "partner", "aanvragen")


@pytest.fixture
def hostile_world(data):
    """The app looks at a mart in which everything that people name is named to do harm."""
    return hostile.write_warehouse(data)


def harmful(view: Link) -> Link:
    """The same view, with the delivery of that mart and a region whose name does harm."""
    other = {"levering": hostile.DELIVERY, "regionaam": hostile.EVIL}
    return {name: other.get(name, value) for name, value in view.items()}


@pytest.mark.parametrize("path", sampled((page.path for page in PAGES), OF_PEOPLE))
@pytest.mark.usefixtures("hostile_world")
def test_no_name_does_harm_and_each_is_shown_as_typed(path):
    faults, seen = [], ""
    for view in CASES[path].views:
        app = opened(path, **harmful(view))
        faults += [(view, fault) for fault in hostile.harm_done(app)]
        seen += hostile.shown(app)
        assert "regionaam" not in view or hostile.REGION in seen
    assert faults == []
    assert {kind for kind in hostile.KINDS if hostile.typed(kind) in seen} == CASES[path].names


@pytest.mark.parametrize("path", sampled((page.path for page in PAGES), ("overzicht", "dekking", "school")))
def test_no_name_does_harm_where_all_is_suppressed(path, hostile_world):
    builders.change(hostile_world, *STATES["all suppressed"])
    assert hostile.harm_done(opened(path, **harmful(CASES[path].views[0]))) == []


@pytest.mark.usefixtures("hostile_world")
def test_a_file_with_a_hostile_name_header_and_cells_is_shown_as_typed():
    app = opened("partnerdata", deel="aanleveren", partner=delivered.PARTNER)
    app.selectbox(key=f"left-lying-{delivered.PARTNER}").select_index(0).run()
    assert not app.exception
    assert hostile.harm_done(app) == []
    assert hostile.FILE in hostile.shown(app)
    assert any(hostile.EVIL in hostile.as_seen(box.label) for box in app.selectbox)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("markdown.body", hostile.EVIL),
        ("expandable.label", "![a](http://127.0.0.1:9/x"),
        ("selectbox.label", ":fire:"),
        ("button_group.options.content", "$x$"),
        ("dataframe_column.help", "<img src=x onerror"),
        ("radio.options", "[klik](javascript:1)"),
        ("html.body", "<p><img src=x onerror=alert(1)>"),
        ("selectbox.options", r"Evil \!\[a\]\(http"),
    ],
)
def test_what_would_do_harm_is_seen(place, text):
    assert hostile.fault(place, text)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("selectbox.options", hostile.EVIL),
        ("markdown.body", r"Evil \!\[a\]\(http\:"),
        ("html.body", "&lt;img src=x onerror=alert(1)&gt; ![a](http://127.0.0.1:9/x.png)"),
    ],
)
def test_what_is_safe_is_left_alone(place, text):
    assert not hostile.fault(place, text)
