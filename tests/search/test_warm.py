"""The index of names is made before anyone asks, once for whoever asks, and anew of a new build."""

from __future__ import annotations

from dashboard.figures.search import index
from dashboard.frame import warehouse
from dashboard.frame.scenario import Scenario
from dashboard.frame.warehouse import Reader
from dashboard.search import others, schools, warm
from tests.support import mart as builders
from tests.support.reading import anonymous, local


def never(_texts):
    raise AssertionError("made again")


def test_what_was_made_is_there_for_whoever_asks_in_whatever_world(data, monkeypatch):  # noqa: ARG001
    made = warm.make(None)
    assert made == warehouse.current()
    monkeypatch.setattr(index, "build", never)
    supposed = Reader(local().access, made, Scenario(("lees",)))
    found = {id(schools.names(reader)) for reader in (local(), anonymous(), supposed)}
    assert len(found) == len({id(others.areas(reader)) for reader in (local(), anonymous(), supposed)}) == 1
    assert warm.make(made) == made


def test_a_new_build_has_an_index_of_its_own(data):
    first = warm.make(None)
    builders.change(data, "update mart.school set name = 'Zwanenburcht' where school_id = '900A00'")
    warehouse.close()
    warm.make(None)
    assert "Zwanenburcht" in schools.find("zwanenburcht", local()).rows["name"].tolist()
    assert first is not None


def test_without_a_build_or_with_a_damaged_one_it_waits(data):
    builders.change(data)  # a file of its own
    built = warehouse.current()
    warehouse.close()
    builders.file_of(data).write_bytes(b"no database")
    assert warm.make(None) == built, "it is not tried again and again"
    (data / "warehouse" / "current.json").unlink()
    assert warm.make(None) is None
