"""What a question of queries/ask says of itself in its first comment lines, read once into a frozen record.

-- one row per area of a level                       its grain
-- resource: open                                    the kind of data it reads: open, partner or closed
-- area: area_code                                   the column that says to what area a row belongs, or none
-- params: level text = "district", areas text[] = ["NL00"]
                                                     name, type and a sample value (JSON), or none; as many
                                                     lines as it takes
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

NONE = "none"
OWN = "own_partners"  # a parameter that nobody passes: the reader's own partners, filled in with its rights
PARAM = re.compile(r"\s*([a-z][a-z0-9_]*) (text\[\]|text|integer|double|boolean|date) = ")


def _is_list(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(cell, str) for cell in value)


FITS: dict[str, Callable[[object], bool]] = {
    "text": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "double": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "date": lambda value: isinstance(value, dt.date),
    "text[]": _is_list,
}


class WrongQuestion(Exception):
    """A question that does not say of itself what it must, or that is asked with other parameters than it declares."""


@dataclass(frozen=True)
class Param:
    """One named parameter, with a value that gives rows in the sample wherever one can."""

    name: str
    type: str
    sample: Any


@dataclass(frozen=True)
class Question:
    """One file of queries/ask. `area` is the column its rows belong to, None when they belong to no area.

    `tells_own`: it tells partners their own small numbers, so its answer differs by reader.
    """

    name: str
    text: str
    grain: str
    resource: str
    area: str | None
    params: tuple[Param, ...]
    tells_own: bool = False

    @property
    def samples(self) -> dict[str, Any]:
        """A sample value per parameter."""
        return {param.name: param.sample for param in self.params}

    def bound(self, values: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
        """The values by name, lists as tuples: they can be a key. Raises WrongQuestion on any that does not fit."""
        declared = {param.name: param.type for param in self.params}
        for name in sorted(values.keys() ^ declared.keys()):
            fault = "is not declared" if name in values else "is missing"
            raise WrongQuestion(f"question {self.name}: parameter {name!r} {fault}; expected {sorted(declared)}")
        for name, value in values.items():
            if not FITS[declared[name]](value):
                raise WrongQuestion(f"question {self.name}: parameter {name!r} is {value!r}; expected {declared[name]}")
        return tuple((name, _frozen(values[name])) for name in sorted(values))


def read(name: str, text: str, used: set[str]) -> Question:
    """The question in a file; `used` are the parameters of its SQL. Raises WrongQuestion on a head that is not so."""
    comments = takewhile(lambda line: line.startswith("--"), text.splitlines())
    head = [line.removeprefix("--").strip() for line in comments]
    area, params = _fact(name, head, "area"), _params(name, head)
    declared = [param.name for param in params]
    for other in sorted((used - {OWN}).symmetric_difference(declared)):
        fault = "is used but not declared" if other in used else "is declared but not used"
        raise WrongQuestion(f"question {name}: parameter {other!r} {fault}")
    if len(set(declared)) < len(declared):
        raise WrongQuestion(f"question {name}: a parameter is declared twice, of {declared}")
    resource = _fact(name, head, "resource")
    return Question(name, text, head[0], resource, None if area == NONE else area, params, OWN in used)


def _fact(name: str, head: list[str], key: str) -> str:
    found = [line.removeprefix(f"{key}:").strip() for line in head if line.startswith(f"{key}:")]
    if len(found) != 1 or not re.fullmatch(r"\w+", found[0]):
        raise WrongQuestion(f"question {name}: expected one line `-- {key}: <word>` at its head, found {found}")
    return found[0]


def _params(name: str, head: list[str]) -> tuple[Param, ...]:
    lines = [line.removeprefix("params:").strip() for line in head if line.startswith("params:")]
    if not lines:
        raise WrongQuestion(f"question {name}: expected a line `-- params: ...` at its head, found none")
    return () if lines == [NONE] else tuple(param for line in lines for param in _declared(name, line))


def _declared(name: str, line: str) -> Iterator[Param]:
    """The parameters of one line: name type = sample, with commas between."""
    while line:
        declared = PARAM.match(line)
        if not declared:
            raise WrongQuestion(f"question {name}: expected `name type = sample, ...`, found {line!r}")
        param, type_ = declared.groups()
        try:
            sample, end = json.JSONDecoder().raw_decode(line, declared.end())
            value = dt.date.fromisoformat(sample) if type_ == "date" else _frozen(sample)
        except ValueError as error:
            raise WrongQuestion(f"question {name}: expected a sample in JSON, found {line!r}") from error
        if not FITS[type_](value):
            raise WrongQuestion(f"question {name}: the sample of {param!r} is {sample!r}; expected {type_}")
        yield Param(param, type_, value)
        line = line[end:].lstrip(", ")


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
