"""Any one key of any committed YAML that is called otherwise is refused, and no value ends in a traceback."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.declared import declarations, reference
from etl.errors import DeclarationBroken
from tests.etl.test_declarations import EDITIONS, REFERENCE, SOURCES, read, written

DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def keys_of(plain: Any, way: tuple = ()) -> Iterator[tuple]:
    """The way to every key of plain data."""
    entries = plain.items() if isinstance(plain, dict) else enumerate(plain) if isinstance(plain, list) else ()
    for key, value in entries:
        if isinstance(plain, dict):
            yield (*way, key)
        yield from keys_of(value, (*way, key))


@functools.cache
def plain(path: Path) -> Any:
    return declarations.load(path)


def is_a_name_nobody_else_uses(path: Path, way: tuple) -> bool:
    """A vintage, host or unit that no other file names: whatever it is called, it is called so here only."""
    if path.parent.name == "sources" and len(way) == 2 and way[0] == "vintages":
        return not any((e.get("sources") or {}).get(path.stem) in _spelled(way[1]) for e in map(plain, EDITIONS))
    if path.name == "hosts.yml":
        return not any(f"//{way[0]}/" in text for text in map(_text, SOURCES))
    return path.name == "units.yml" and way[0] not in _units() and len(way) == 1


def _spelled(name: object) -> list[object]:
    return [name, int(str(name))] if str(name).isdecimal() else [name]


@functools.cache
def _text(path: Path) -> str:
    asked = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("url:")]
    return "\n".join(line for line in asked if "licence_url" not in line)


@functools.cache
def _units() -> set[str]:
    return {unit for i in reference.indicators() for unit in (i.unit, i.n_unit) if unit}


ALL = [
    (path, way)
    for path in [*SOURCES, *EDITIONS, *REFERENCE]
    for way in keys_of(plain(path))
    if not is_a_name_nobody_else_uses(path, way)
]


def renamed(plain_data: Any, way: tuple, name: str) -> Any:
    """Plain data with the key at the end of a way called otherwise, at its place."""
    key, *rest = way
    if isinstance(plain_data, list):
        return [renamed(v, tuple(rest), name) if n == key else v for n, v in enumerate(plain_data)]
    if not rest:
        return {(name if k == key else k): v for k, v in plain_data.items()}
    return {k: renamed(v, tuple(rest), name) if k == key else v for k, v in plain_data.items()}


def misspelt(key: object) -> st.SearchStrategy[str]:
    """A letter lost, doubled or changed, or two turned round."""
    text = str(key)
    places = st.integers(0, len(text) - 1)
    lost = places.map(lambda n: text[:n] + text[n + 1 :])
    doubled = places.map(lambda n: text[: n + 1] + text[n:])
    changed = places.map(lambda n: text[:n] + ("x" if text[n] != "x" else "y") + text[n + 1 :])
    turned = places.map(lambda n: text[:n] + text[n : n + 2][::-1] + text[n + 2 :])
    return st.one_of(lost, doubled, changed, turned).filter(lambda name: name not in ("", text))


@st.composite
def renamings(draw: st.DrawFn) -> tuple[Path, tuple, str]:
    path, way = draw(st.sampled_from(ALL))
    siblings = plain(path)
    for key in way[:-1]:
        siblings = siblings[key]
    name = draw(misspelt(way[-1]).filter(lambda name: name not in map(str, siblings)))
    return path, way, name


def test_the_property_sees_every_file():
    assert {path for path, _ in ALL} == {*SOURCES, *EDITIONS, *REFERENCE}
    assert len(ALL) > 2000
    left_out = sum(1 for path in [*SOURCES, *EDITIONS, *REFERENCE] for _ in keys_of(plain(path))) - len(ALL)
    assert left_out < 60


@settings(max_examples=150, deadline=None, database=None)
@given(renaming=renamings())
def test_any_one_key_that_is_called_otherwise_is_refused(tmp_path_factory, renaming):
    path, way, name = renaming
    text = yaml.dump(renamed(plain(path), way, name), Dumper=DUMPER, allow_unicode=True, sort_keys=False)
    folder = tmp_path_factory.getbasetemp() / "renamed"
    folder.mkdir(exist_ok=True)
    with pytest.raises(DeclarationBroken):
        read(written(folder, path, text))


JUNK = [None, True, 7, 2.5, "x", "", [], [None], {}, {"x": None}, [[1]], {1: {2: 3}}, dt.date(2031, 2, 3)]


def replaced(plain_data: Any, way: tuple, value: Any) -> Any:
    """Plain data with another value at the end of a way."""
    if not way:
        return value
    key, *rest = way
    entries = dict(enumerate(plain_data)) if isinstance(plain_data, list) else plain_data
    changed = {k: replaced(v, tuple(rest), value) if k == key else v for k, v in entries.items()}
    return list(changed.values()) if isinstance(plain_data, list) else changed


def faults_of(path: Path) -> tuple[str, ...]:
    """The sentences with which a file is refused, none where it is taken; any other error is raised."""
    try:
        read(path)
    except DeclarationBroken as error:
        return error.faults
    return ()


@settings(max_examples=150, deadline=None, database=None)
@given(place=st.sampled_from(ALL), junk=st.sampled_from(JUNK))
def test_any_other_value_is_taken_or_refused_in_sentences(tmp_path_factory, place, junk):
    path, way = place
    text = yaml.dump(replaced(plain(path), way, junk), Dumper=DUMPER, allow_unicode=True, sort_keys=False)
    folder = tmp_path_factory.getbasetemp() / "replaced"
    folder.mkdir(exist_ok=True)
    assert all(": expected " in fault for fault in faults_of(written(folder, path, text)))
