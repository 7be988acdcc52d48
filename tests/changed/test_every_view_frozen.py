"""Every view of every page can be frozen, is its own, and differs in nothing from itself a moment later."""

from __future__ import annotations

import pytest

from dashboard.changed import then_now
from dashboard.frame import frozen
from dashboard.frame.access import LOCAL
from tests.changed.test_frozen_page import freeze, shown
from tests.pages.cases import CASES
from tests.support import mart as builders
from tests.support.rounds import sampled
from tests.support.states import STATES

TELLS_OF_IT = "logboek-0"  # the log of all deeds, of which the freezing is one
VIEWS = [
    place
    for path, case in CASES.items()
    for n, view in enumerate(case.views)
    if "bevroren" not in view and (place := f"{path}-{n}") != TELLS_OF_IT
]
OF_EVERY_RUN = ("bronnen-0",)


def assert_stands_still(path: str, view: dict[str, str]) -> None:
    """Frozen, and opened beside the same build and beside one that says the same."""
    kept = freeze(path, **view)
    assert len(then_now.lines(kept.html)) >= 3
    assert kept.choices == {name: value for name, value in view.items() if name != "lang"}
    assert "Er is nu niets anders" in shown(kept), shown(kept)[:2000]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("place", sampled(VIEWS, OF_EVERY_RUN))
def test_a_view_that_is_frozen_stands_still(place):
    path, n = place.rsplit("-", 1)
    assert_stands_still(path, dict(CASES[path].views[int(n)]))


@pytest.mark.slow
@pytest.mark.usefixtures("world")
def test_the_log_that_is_frozen_differs_by_the_deed_of_freezing_it_alone():
    kept = freeze("logboek", **CASES["logboek"].views[0])
    text, deed = shown(kept), "schreef op: een bevroren weergave"
    assert deed not in kept.html
    assert text.count(deed) == 1
    assert "3 regels zijn nu anders" in text  # with how many deeds there are, in the sentence and above the table


@pytest.mark.slow
@pytest.mark.parametrize("path", CASES)
def test_a_frozen_view_is_opened_beside_a_build_in_which_everything_is_hidden(path, world):
    kept = freeze(path, **CASES[path].views[0])
    builders.change(world, *STATES["all suppressed"])
    assert "Er is nu een andere build" in shown(kept)
    assert frozen.load(kept.view_id, LOCAL).html == kept.html
