"""What a workbook says beside its cells: comments, cells that a formula left empty, text struck through, colours.

Looks at parts that `etl.apart.parts` has measured; each looks like XML or is left alone.
"""

import functools
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

LONGEST_PART = 30_000_000  # bytes of a sheet; a larger one is read without looking for marks
LINES_TOLD = 1_000
KINDS = ("formulas", "struck", "coloured", "hidden", "hidden_columns", "hidden_sheets")
YES = ("1", "true")
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
COMMENTS = re.compile(r"xl/(?:(?:comments|threadedcomments)/)?(?:threaded)?comments?[^/]*\.xml", re.IGNORECASE)


def of_workbook(held: zipfile.ZipFile) -> dict[str, Any]:
    """{'comments': texts} and per kind of KINDS {sheet: lines}.

    Lines are 1-based; formulas are those that have no value; a hidden sheet, or one with hidden columns, has line 1.
    """
    struck, coloured = _styles(held)
    found: dict[str, Any] = {"comments": list(_comments(held)), **{kind: {} for kind in KINDS}}
    sheets, hidden = _sheets(held)
    found["hidden_sheets"] = {name: [1] for name in hidden}
    for name, part in sheets.items():
        if held.getinfo(part).file_size > LONGEST_PART:
            continue
        sheet = _Sheet(struck, coloured)
        sheet.parse(held.read(part))
        told = {"formulas": sheet.formulas, "struck": sheet.struck, "coloured": _telling(sheet)}
        told |= {"hidden": sheet.hidden, "hidden_columns": [1] if sheet.hides_columns else []}
        for kind, lines in told.items():
            found[kind] |= {name: lines[:LINES_TOLD]} if lines else {}
    return found


def of_opendocument(held: zipfile.ZipFile) -> dict[str, Any]:
    """The same of an ODS; only its comments and its hidden rows are looked for."""
    root = ElementTree.fromstring(held.read("content.xml"))
    tables = [(_told(node, "name"), list(_hidden_lines(node))) for node in root.iter() if _local(node.tag) == "table"]
    hidden = {name: lines for name, lines in tables if lines}
    return {"comments": list(_texts(root, "annotation")), **{kind: {} for kind in KINDS}, "hidden": hidden}


def _hidden_lines(table: ElementTree.Element) -> Iterator[int]:
    """Lines of rows with text that are hidden or filtered away; the first LINES_TOLD."""
    line, found = 1, 0
    for row in (node for node in table.iter() if _local(node.tag) == "table-row"):
        times = _told(row, "number-rows-repeated")
        is_hidden = _told(row, "visibility") in ("collapse", "filter")
        if is_hidden and found < LINES_TOLD and "".join(row.itertext()).strip():
            found += 1
            yield line
        line += int(times) if times.isdecimal() else 1


def _told(node: ElementTree.Element, wanted: str) -> str:
    """An attribute by its local name; '' where it is not told."""
    return next((value for name, value in node.attrib.items() if _local(name) == wanted), "")


def _comments(held: zipfile.ZipFile) -> Iterator[str]:
    for part in held.namelist():
        if COMMENTS.fullmatch(part):
            yield from _texts(ElementTree.fromstring(held.read(part)), "text", "comment")


def _texts(root: ElementTree.Element, *tags: str) -> Iterator[str]:
    """The text of each element of these names that is in no other: one in another is part of its text already."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if _local(node.tag) in tags:
            yield " ".join(node.itertext())
        else:
            waiting.extend(reversed(node))


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _sheets(held: zipfile.ZipFile) -> tuple[dict[str, str], list[str]]:
    """Part by name of sheet, and the names of hidden ones."""
    parts = {part.lower(): part for part in held.namelist()}
    rels = parts.get("xl/_rels/workbook.xml.rels", "")
    book = ElementTree.fromstring(held.read(parts["xl/workbook.xml"]))
    targets = {}
    for node in ElementTree.fromstring(held.read(rels)).iter() if rels else ():
        target = node.get("Target", "").lstrip("/")
        targets[node.get("Id")] = parts.get(target.lower()) or parts.get(f"xl/{target}".lower(), "")
    sheets = [node for node in book.iter() if _local(node.tag) == "sheet"]
    found = {node.get("name", ""): targets.get(_told(node, "id"), "") for node in sheets}
    hidden = [node.get("name", "") for node in sheets if node.get("state", "visible") != "visible"]
    return {name: part for name, part in found.items() if part and SHEET.fullmatch(part)}, hidden


def _styles(held: zipfile.ZipFile) -> tuple[set[str], set[str]]:
    """The numbers of cell styles whose text is struck through, and of those with a colour behind or in the text."""
    part = next((name for name in held.namelist() if name.lower() == "xl/styles.xml"), "")
    if not part:
        return set(), set()
    lists: dict[str, list[ElementTree.Element]] = {"fonts": [], "fills": [], "cellXfs": []}
    for node in ElementTree.fromstring(held.read(part)):
        if _local(node.tag) in lists:
            lists[_local(node.tag)] = list(node)
    strikes = [any(_local(n.tag) == "strike" and n.get("val") not in ("0", "false") for n in f) for f in lists["fonts"]]
    inks = [
        any(_local(n.tag) == "color" and n.get("rgb", "000000")[-6:] != "000000" for n in f) for f in lists["fonts"]
    ]
    fills = [any(n.get("patternType") == "solid" for n in f.iter()) for f in lists["fills"]]
    struck, coloured = set(), set()
    for number, style in enumerate(lists["cellXfs"]):
        font, fill = int(style.get("fontId", "0")), int(style.get("fillId", "0"))
        if font < len(strikes) and strikes[font]:
            struck.add(str(number))
        if (font < len(inks) and inks[font]) or (fill < len(fills) and fills[fill]):
            coloured.add(str(number))
    return struck, coloured


class _Sheet:
    """Lines of cells with a value that are struck, coloured or hidden, and of formulas without a value."""

    def __init__(self, struck: set[str], coloured: set[str]) -> None:
        self.styles = struck, coloured
        self.formulas: list[int] = []
        self.struck: list[int] = []
        self.coloured: list[int] = []
        self.hidden: list[int] = []
        self.lines: set[int] = set()
        self.row, self.is_hidden = 0, False
        self.column, self.hides_columns = "", False
        self.hidden_columns: list[tuple[int, int]] = []
        self.style, self.has_formula, self.has_value, self.is_value = "", False, False, False

    def parse(self, content: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(content, True)

    def _start(self, name: str, told: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "row":
            self.row = int(told["r"]) if told.get("r", "").isdecimal() else self.row + 1
            self.is_hidden = told.get("hidden") in YES
        elif name == "col":
            if told.get("hidden") in YES and told.get("min", "").isdecimal() and told.get("max", "").isdecimal():
                self.hidden_columns.append((int(told["min"]), int(told["max"])))
        elif name == "c":
            self.style, self.has_formula, self.has_value = told.get("s", ""), False, False
            self.column = told.get("r", "").rstrip("0123456789")
        elif name == "f":
            self.has_formula = True
        self.is_value = name in ("v", "t")

    def _text(self, text: str) -> None:
        if self.is_value and text.strip():
            self.has_value = True

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] != "c":
            return
        if self.has_formula and not self.has_value:
            self._add(self.formulas)
        if not self.has_value:
            return
        self.lines.add(self.row)
        if self.is_hidden:
            self._add(self.hidden)
        if self.hidden_columns and not self.hides_columns:
            number = functools.reduce(lambda whole, letter: 26 * whole + ord(letter) - 64, self.column, 0)
            self.hides_columns = any(low <= number <= high for low, high in self.hidden_columns)
        struck, coloured = self.styles
        if self.style in struck:
            self._add(self.struck)
        if self.style in coloured:
            self._add(self.coloured)

    def _add(self, lines: list[int]) -> None:
        if not lines or lines[-1] != self.row:
            lines.append(self.row)


def _telling(sheet: _Sheet) -> list[int]:
    """Coloured lines where colour may mean something: not of a header alone, not of most of the table."""
    body = [line for line in sheet.coloured if line != min(sheet.lines, default=0)]
    return body if 0 < len(body) <= len(sheet.lines) / 2 else []
