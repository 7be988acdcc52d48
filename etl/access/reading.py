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
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.tokens import AliasToken, AnchorToken

from etl.access.table import ROLES, Listed, Provider, Table
from etl.errors import EtlError

LARGEST = 1_000_000  # bytes: some thousands of people
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
        return self.logged() + (f", found {self.found}" if self.found else "")

    def logged(self) -> str:
        """Without what was found, which may be somebody's address."""
        return f"line {self.line}: {self.where}: expected {self.expected}"


class AccessFaulty(EtlError):
    """The access file cannot be used: mend the lines that the text names. Nobody's rights changed by it."""

    def __init__(self, file: Path, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n  ".join([f"{len(faults)} fault(s) in {file}.", *(one.told() for one in faults)]))


def read(file: Path) -> Table:
    """The table in this file. Raises AccessFaulty with every fault."""
    text = _text(file)
    try:
        found, lines = _from_csv(text) if file.suffix.lower() == ".csv" else _from_yaml(text)
        return Table.model_validate(found)
    except Unreadable as error:
        faults = error.faults
    except ValidationError as error:
        faults = [_fault(one, lines) for one in error.errors()]
    raise AccessFaulty(file, sorted(set(faults), key=lambda one: (one.line, one.where))) from None


class Unreadable(Exception):
    """No table at all, or one whose keys stand twice."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = list(faults)


def _text(file: Path) -> str:
    try:
        content = file.read_bytes()
        if len(content) > LARGEST:
            raise AccessFaulty(file, [Fault(1, "file", f"at most {LARGEST} bytes", str(len(content)))])
        return content.decode("utf-8-sig")
    except OSError as error:
        raise AccessFaulty(file, [Fault(1, "file", "a file that can be read", type(error).__name__)]) from error
    except UnicodeDecodeError as error:
        raise AccessFaulty(file, [Fault(1, "file", "text in UTF-8", f"byte {error.start}")]) from error


# ---- YAML


def _from_yaml(text: str) -> tuple[Any, dict[Place, int]]:
    """What the text says, and the line of each place in it. Raises Unreadable, also for a key that stands twice."""
    try:
        named = next((one for one in yaml.scan(text) if isinstance(one, AnchorToken | AliasToken)), None)
        if named:
            raise Unreadable(Fault(named.start_mark.line + 1, "file", "every row written out, without & and *"))
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        found = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        raise Unreadable(Fault(mark.line + 1 if mark else 1, "file", "YAML", _problem(error))) from error
    if tree is None:
        raise Unreadable(Fault(1, "file", "the keys contact and people", "nothing"))
    doubles = [Fault(line, key, "this key once") for key, line in _doubles(tree)]
    if doubles:
        raise Unreadable(*doubles)
    return found, dict(_lines(tree, ()))


def _problem(error: Exception) -> str:
    return getattr(error, "problem", "") or type(error).__name__


def _lines(node: Node, place: Place) -> Iterator[tuple[Place, int]]:
    yield place, node.start_mark.line + 1
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield from _lines(value, (*place, key.value))
            yield (*place, key.value), key.start_mark.line + 1
    elif isinstance(node, SequenceNode):
        for index, value in enumerate(node.value):
            yield from _lines(value, (*place, index))


def _doubles(node: Node) -> Iterator[tuple[str, int]]:
    if isinstance(node, MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = key.value if isinstance(key, ScalarNode) else ""
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
    above = 0
    while above < len(rest) and rest[above].startswith("#"):
        key, _, value = rest[above].lstrip("# ").partition(":")
        if key.strip() in told:
            raise Unreadable(Fault(above + 1, key.strip(), "this key once"))
        told[key.strip()], lines[(key.strip(),)] = value.strip(), above + 1
        above += 1
    header = rest[above] if above < len(rest) else ""
    reader = csv.DictReader(
        io.StringIO("\n".join(rest[above:])), delimiter=";" if header.count(";") > header.count(",") else ","
    )
    twice = [name for name, count in Counter(reader.fieldnames or ()).items() if count > 1]
    if twice:  # of two cells of a row only the last would count, and nobody would know
        raise Unreadable(*(Fault(above + 1, name or "(no header)", "this key once") for name in twice))
    told["people"] = people = []
    for row in reader:
        lines[("people", len(people))] = above + reader.line_num
        people.append({name or "(no header)": _cell(name, cell) for name, cell in row.items() if cell})
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
    where = ", ".join(f"row {part + 1}" if isinstance(part, int) else part for part in place[:3]) or "file"
    if error["type"] == "extra_forbidden":
        return Fault(line, where, f"one of the keys {', '.join(_known(place))}", f"{names[-1]!r}")
    if error["type"] == "value_error" and (not names or names[-1] == "people"):  # a rule over a whole row, or the file
        return Fault(line, where, str(error["ctx"]["error"]))
    missing = error["type"] == "missing"
    key = next((name for name in reversed(names) if name in EXPECTED), "")
    expected = EXPECTED.get(key, "the keys contact and people" if not place else error["msg"])
    return Fault(line, where, expected, "nothing" if missing else repr(error["input"])[:80])


def _known(place: Place) -> list[str]:
    model = {"people": Listed, "providers": Provider}.get(str(place[0]), Table) if len(place) > 1 else Table
    return list(model.model_fields)
