"""Random states on edition 2020: its scopes, sentences and exports hold what those of the sample hold."""

from __future__ import annotations

from functools import partial

import pytest

from dashboard.frame import export, language, warehouse
from tests.pages import test_scopes as scopes
from tests.pages import test_sentences as sentences
from tests.support import counted
from tests.support import sentences as words
from tests.support.environment import DATA
from tests.support.scopes import Tables
from tests.support.views import LEVELS, Everything, View, views
from tests.targets import test_exports as exports

pytestmark = [pytest.mark.realdata, pytest.mark.slow]
SCOPES, VIEWS, LISTS, SEED = 40, 60, 10, 2020


@pytest.fixture
def data(linked, monkeypatch):
    """Edition 2020 with its five test deliveries, read before the app opens it with settings of its own."""
    language.use("nl")
    found = linked
    monkeypatch.setattr(export, "later", lambda make: sentences.FILES.append(make) or make)
    return found


def use(data, monkeypatch) -> None:
    monkeypatch.setenv(DATA, str(data))
    warehouse.pin()


def test_one_scope_gives_one_answer(data, monkeypatch):
    tables = Tables(data)
    use(data, monkeypatch)
    for scope in tables.scopes(SCOPES, SEED):
        truth = tables.truth(scope)
        scopes.counted(scope, truth)
        scopes.check(scope, truth, monkeypatch)
        scopes.check_list(scope, truth, monkeypatch)


def test_sentences_tell_the_truth_in_both_languages(data, monkeypatch):
    tables = Everything(data)
    monkeypatch.setattr(words, "foreign", partial(foreign, words.foreign, set(tables.area["name"])))
    use(data, monkeypatch)
    seen = [view for view in views(tables, VIEWS, SEED) if is_of_edition(view, tables)]
    assert len(seen) > VIEWS / 2, "only those of buurten and of figures that came later fall out"
    for view in seen:
        sentences.check(view, tables)


def is_of_edition(view: View, tables: Everything) -> bool:
    """Whether the edition has the level of a view and, on page Kaart, its indicator."""
    level, indicator = LEVELS.get(view.choices.get("niveau"), "country"), view.choices.get("indicator")
    has_indicator = view.page != "kaart" or not counted.newest(tables, indicator, level).empty
    return level in set(tables.area["level"]) and has_indicator


def foreign(found, names: set[str], app, language_of_page: str) -> list[tuple[str, str]]:
    """Without the names of areas (Enter is a village), and without what is Dutch too."""
    doubted = [one for one in found(app, language_of_page) if one[0] != "English: had"]
    return [(why, text) for why, text in doubted if not any(why.split()[-1] in name and name in text for name in names)]


@pytest.mark.parametrize("seed", range(LISTS))
def test_the_files_of_a_random_state_are_its_list(data, monkeypatch, seed):
    use(data, monkeypatch)
    exports.test_the_files_of_a_random_state_are_its_list(seed)
