"""Reads an access file (YAML or CSV); every fault at once, each with its line, what was expected and what was found."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from yaml.constructor import ConstructorError
from yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from etl.access.table import ROLES, Listed, Provider, Table
from etl.errors import EtlError

# in C where PyYAML has libyaml; else later, and with other words of a tab or of a colon without a space behind it
SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# bounds within which any file is read in about a second: every click waits for it, once per change
LARGEST = 500_000  # bytes: some thousands of people
MOST_LINES, MOST_COLUMNS = 10_000, 50  # of a CSV
MOST_PARTS, DEEPEST = 80_000, 20  # cells of a CSV; keys and values of a YAML, and how deep they stand
LONGEST_VALUE = 1_000  # signs of one key or value of a YAML
MOST_TOLD, LONGEST_WORD = 20, 80  # faults in words, and signs of what somebody wrote
PARSERS_OWN = (  # what csv, PyYAML and Python raise at what can be typed, beside what they say they do
    csv.Error, yaml.YAMLError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError,
)  # fmt: skip
SEPARATORS = str.maketrans(";|", "  ")  # between codes in one cell of a CSV
LISTS = ("areas", "partners")
EXPECTED = {
    "who": "an e-mail address, or @domain for all of it",
    "role": f"one of {', '.join(ROLES)}",
    "areas": "a list of codes of municipalities such as [GM0599], or ['*']",
    "partners": "a list of partner ids such as [taalhuis]: small letters, digits, hyphens",
    "until": "the last day as 2027-06-30, or no such key",
    "provider": "the name that a provider has in the secrets, or no such key",
    "contact": "whom to ask, in 3 to 300 characters",
    "people": "a list of rows with who and role",
    "session_hours": "a number of hours from 0.25 to 24",
    "providers": "a provider by its name in the secrets, with name and vouches_for",
    "name": "a name of at most 60 characters",
    "vouches_for": "a list of domains such as [gemeente.example]",
}  # fmt: skip
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, with the line it stands on (1 for the whole file)."""

    line: int
    where: str
    expected: str
    found: str = ""

    def told(self) -> str:
        told = f"line {self.line}: {self.where}: expected {self.expected}"
        return told + (f", found {self.found}" if self.found else "")

    def logged(self) -> str:
        """Without what was found, and without a key that may be an address: a CSV without headers has such."""
        where = "a key" if "@" in self.where else self.where
        return f"line {self.line}: {where}: expected {self.expected}"


class AccessFaulty(EtlError):
    """The access file cannot be used: mend the lines that the text names. Nobody's rights changed by it.

    `count` is of all its faults; of many `faults` are the first ones, and a last one that says how many there are more.
    """

    def __init__(self, file: Path, faults: Sequence[Fault]) -> None:
        self.count = len(faults)
        rest = faults[MOST_TOLD:]
        more = [Fault(rest[0].line, f"{len(rest)} more from here", "none")] if rest else []
        self.faults = (*faults[:MOST_TOLD], *more)
        super().__init__("\n  ".join([f"{self.count} fault(s) in {file}.", *(one.told() for one in self.faults)]))


def read(file: Path) -> Table:
    """The table in this file. Raises AccessFaulty."""
    return read_text(file, _text(file))


def read_text(file: Path, text: str) -> Table:
    """The table that this text is in a file of this name. Raises AccessFaulty."""
    try:
        found, lines = _from_csv(text) if file.suffix.lower() == ".csv" else _from_yaml(text)
        return Table.model_validate(found)
    except Unreadable as error:
        faults = error.faults
    except ValidationError as error:
        faults = [_fault(one, lines) for one in error.errors(include_url=False)]
    raise AccessFaulty(file, sorted(set(faults), key=lambda one: (one.line, one.where))) from None


class Unreadable(Exception):
    """No table at all, or one whose keys stand twice."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = list(faults)


def _text(file: Path) -> str:
    try:
        with file.open("rb") as told:
            content = told.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise AccessFaulty(file, [Fault(1, "file", f"at most {LARGEST} bytes", "more")])
        return content.decode("utf-8-sig")
    except OSError as error:
        raise AccessFaulty(file, [Fault(1, "file", "a file that can be read", type(error).__name__)]) from error
    except UnicodeDecodeError as error:
        raise AccessFaulty(file, [Fault(1, "file", "text in UTF-8", f"byte {error.start}")]) from error


# ---- YAML


class _Loader(SAFE):
    """PyYAML's safe one, that says the line of all it cannot make a value of."""

    def construct_object(self, node: Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except yaml.YAMLError:
            raise
        except PARSERS_OWN as error:
            raise ConstructorError(None, None, type(error).__name__, node.start_mark) from error

    def construct_day(self, node: ScalarNode) -> object:
        """A day that there is not stays a text, which the row it stands in is then told of."""
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            return node.value


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_day)


def _from_yaml(text: str) -> tuple[Any, dict[Place, int]]:
    """What the text says, and the line of each place in it. Raises Unreadable, also for a key that stands twice."""
    try:
        _refuse_beyond_bounds(text)
        loader = _Loader(text)
        tree = loader.get_single_node()
        found = loader.construct_document(tree) if tree else None
    except PARSERS_OWN as error:
        raise Unreadable(Fault(_line(error, text), "file", "YAML", _problem(error))) from error
    if tree is None:
        raise Unreadable(Fault(1, "file", "the keys contact and people", "nothing"))
    doubles = [Fault(line, _word(key), "this key once") for key, line in _doubles(tree)]
    if doubles:
        raise Unreadable(*doubles)
    return found, dict(_lines(tree, ()))


def _refuse_beyond_bounds(text: str) -> None:
    """Before anything is made of it: what is deep, or stands in for a lot, ends a process."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=_Loader)):
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise Unreadable(Fault(line, "file", "every row written out, without & and *"))
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > DEEPEST:
            raise Unreadable(Fault(line, "file", f"at most {DEEPEST} brackets or indents within each other"))
        if len(getattr(event, "value", None) or "") > LONGEST_VALUE:  # 1:1:1… is one number, to the base of 60
            raise Unreadable(Fault(line, "file", f"keys and values of at most {LONGEST_VALUE} signs"))
        if count > MOST_PARTS:
            raise Unreadable(Fault(line, "file", f"at most {MOST_PARTS} keys and values"))


def _line(error: Exception, text: str) -> int:
    mark, position = getattr(error, "problem_mark", None), getattr(error, "position", None)
    if mark:
        return mark.line + 1
    return text.count("\n", 0, position) + 1 if isinstance(position, int) else 1


def _problem(error: Exception) -> str:
    return _word(getattr(error, "problem", "") or type(error).__name__)


def _word(written: object) -> str:
    """What somebody wrote, on one line and not longer than a line."""
    text = " ".join(str(written).split())
    return text if len(text) <= LONGEST_WORD else f"{text[: LONGEST_WORD - 1]}…"


def _lines(node: Node, place: Place) -> Iterator[tuple[Place, int]]:
    yield place, node.start_mark.line + 1
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield from _lines(value, (*place, _name(key)))
            yield (*place, _name(key)), key.start_mark.line + 1
    elif isinstance(node, SequenceNode):
        for index, value in enumerate(node.value):
            yield from _lines(value, (*place, index))


def _name(key: Node) -> str:
    """A key as it is written; '' for one that is no word."""
    return key.value if isinstance(key, ScalarNode) else ""


def _doubles(node: Node) -> Iterator[tuple[str, int]]:
    if isinstance(node, MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = _name(key)
            if name in seen:
                yield name, key.start_mark.line + 1
            seen.add(name)
            yield from _doubles(value)
    elif isinstance(node, SequenceNode):
        for value in node.value:
            yield from _doubles(value)


# ---- CSV


def _from_csv(text: str) -> tuple[dict[str, Any], dict[Place, int]]:
    """One row per line; before the header lines such as `# contact: beheer@example.nl` for what is not of a row."""
    told: dict[str, Any] = {}
    lines: dict[Place, int] = {(): 1}
    rest = text.splitlines()
    if len(rest) > MOST_LINES:
        raise Unreadable(Fault(MOST_LINES, "file", f"at most {MOST_LINES} lines", str(len(rest))))
    above = 0
    while above < len(rest) and rest[above].startswith("#"):
        key, _, value = rest[above].lstrip("# ").partition(":")
        if key.strip() in told:
            raise Unreadable(Fault(above + 1, _word(key), "this key once"))
        told[key.strip()], lines[(key.strip(),)] = value.strip(), above + 1
        above += 1
    header = rest[above] if above < len(rest) else ""
    reader = csv.DictReader(
        io.StringIO("\n".join(rest[above:])), delimiter=";" if header.count(";") > header.count(",") else ","
    )
    told["people"] = people = []
    begins = 0  # the line of the file before the row at hand
    try:
        twice = [name for name, count in Counter(reader.fieldnames or ()).items() if count > 1]
        if twice:  # of two cells of a row only the last would count, and nobody would know
            raise Unreadable(*(Fault(above + 1, _word(name) or "(no header)", "this key once") for name in twice))
        columns = len(reader.fieldnames or ())
        if columns > MOST_COLUMNS:  # each line gets all of them, however short it is
            raise Unreadable(Fault(above + 1, "file", f"at most {MOST_COLUMNS} columns", str(columns)))
        if (cells := columns * len(rest)) > MOST_PARTS:
            raise Unreadable(Fault(above + 1, "file", f"at most {MOST_PARTS} cells", str(cells)))
        begins = reader.line_num
        for row in reader:
            lines[("people", len(people))] = above + reader.line_num
            people.append({name or "(no header)": _cell(name, cell) for name, cell in row.items() if cell})
            begins = reader.line_num
    except csv.Error as error:  # a quote that nothing ends takes all lines behind it
        raise Unreadable(Fault(above + begins + 1, "file", "CSV, each quote with its end", _word(error))) from error
    return told, lines


def _cell(name: str | None, cell: str | list[str]) -> object:
    if name in LISTS and isinstance(cell, str):
        return cell.translate(SEPARATORS).split()
    return cell.strip() if isinstance(cell, str) else cell


# ---- faults


def _fault(error: Mapping[str, Any], lines: Mapping[Place, int]) -> Fault:
    place: Place = tuple(error["loc"])
    line = next(lines[place[:n]] for n in range(len(place), -1, -1) if place[:n] in lines)
    names = [part for part in place if isinstance(part, str)]
    where = ", ".join(f"row {part + 1}" if isinstance(part, int) else _word(part) for part in place[:3]) or "file"
    if error["type"] == "extra_forbidden":
        return Fault(line, where, f"one of the keys {', '.join(_known(place))}", _found(names[-1]))
    if error["type"] == "value_error" and (not names or names[-1] == "people"):  # a rule over a whole row, or the file
        return Fault(line, where, str(error["ctx"]["error"]))
    missing = error["type"] == "missing"
    key = next((name for name in reversed(names) if name in EXPECTED), "")
    expected = EXPECTED.get(key, "the keys contact and people" if not place else error["msg"])
    return Fault(line, where, expected, "nothing" if missing else _found(error["input"]))


def _found(value: object) -> str:
    return repr(value)[:LONGEST_WORD]


def _known(place: Place) -> list[str]:
    model = {"people": Listed, "providers": Provider}.get(str(place[0]), Table) if len(place) > 1 else Table
    return list(model.model_fields)
