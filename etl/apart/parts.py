"""What the XML of a workbook would make its reader reserve, by a real tokenizer and before that reader sees it.

Bounds: cells of the rectangles that filled cells span, text after references to shared texts, declared counts,
sheets. A document type is refused: entities have no business in a workbook.
"""

import re
from collections import Counter
from functools import cache
from xml.parsers import expat

from etl.apart.archive import Refused

MAX_CELLS = 5_000_000
MAX_TEXT = 30_000_000  # characters; a text file may have 10 million
MAX_SHEETS = 100
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
# a workbook that declares a few texts too many hurts nobody
SMALL_COUNT = 10_000
REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


class Measure:
    """Adds up the parts of one workbook. Both methods raise Refused: cells, text, counts, sheets, damaged."""

    def __init__(self) -> None:
        self.cells = self.sheets = self.sheet_parts = 0
        self.texts: list[int] = []
        self.asked: Counter[int] = Counter()

    def add(self, name: str, content: bytes) -> None:
        """Reads a part as XML when it is XML."""
        named = name.lower().endswith((".xml", ".rels"))
        if not named and not content[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"<"):
            return
        try:
            _Part(self).parse(content)
        except expat.ExpatError as error:
            # old drawings (.vml) are often not well-formed, and no reader of cells looks at them
            if named:
                raise Refused("damaged") from error

    def total(self) -> None:
        """Judges what only the parts together say."""
        if self.sheets > min(MAX_SHEETS, self.sheet_parts):
            raise Refused("sheets")
        if sum(times * self.texts[n] for n, times in self.asked.items() if n < len(self.texts)) > MAX_TEXT:
            raise Refused("text")


class _Part:
    """The handlers for one XML part."""

    def __init__(self, whole: Measure) -> None:
        self.whole = whole
        self.parser = expat.ParserCreate()
        self.row = self.column = self.most_rows = self.most_columns = 0
        self.is_waiting = self.is_shared = False
        self.named: set[str] = set()
        self.declared, self.texts_before = 0, len(whole.texts)

    def parse(self, content: bytes) -> None:
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.Parse(content, True)
        self.whole.cells += self.most_rows * self.most_columns
        if self.whole.cells > MAX_CELLS:
            raise Refused("cells")
        if self.declared > max(len(self.whole.texts) - self.texts_before, SMALL_COUNT):
            raise Refused("counts")

    def _doctype(self, *_: object) -> None:
        raise Refused("doctype")

    def _start(self, name: str, told: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            self._cell(told)
        elif name in ("v", "is"):
            if self.is_waiting:
                self._fill()
            # handlers cost most of the time: these are there only where a text is asked for
            if self.is_shared and name == "v":
                self.parser.CharacterDataHandler = self._index
                self.parser.EndElementHandler = self._end_of_index
        elif name == "row":
            self.row, self.column = _row(told["r"]) if "r" in told else self.row + 1, 0
        elif name == "si":
            self.whole.texts.append(0)
            self.parser.CharacterDataHandler = self._text
        elif name != "t":
            self._other(name, told)

    def _cell(self, told: dict[str, str]) -> None:
        self.is_shared, self.is_waiting = told.get("t") == "s", True
        if "r" not in told:
            self.column += 1
            return
        found = REFERENCE.fullmatch(told["r"])
        if not found:
            raise Refused("damaged")
        self.column, self.row = _column(found[1]), int(found[2])

    def _fill(self) -> None:
        """A cell with a value: readers reserve all cells up to it. A cell with only a style is none to them."""
        self.is_waiting = False
        if self.row <= self.most_rows and self.column <= self.most_columns:
            return
        self.most_rows, self.most_columns = max(self.most_rows, self.row), max(self.most_columns, self.column)
        if self.most_rows * self.most_columns > MAX_CELLS or self.row > LAST_ROW:
            raise Refused("cells")

    def _other(self, name: str, told: dict[str, str]) -> None:
        if name == "sheet":
            self.whole.sheets += 1
            self._once([value for key, value in told.items() if key.endswith(":id")])
        elif name == "Relationship" and told.get("Type", "").endswith("/worksheet"):
            self._once([told.get("Target", "").rpartition("/")[2].lower()])
        elif name in ("worksheet", "chartsheet", "dialogsheet", "macrosheet"):
            self.whole.sheet_parts += 1
        elif name == "sst":
            self.declared = _count(told.get("uniqueCount"))
        if _count(told.get("count")) > MAX_CELLS:
            raise Refused("counts")

    def _once(self, names: list[str]) -> None:
        """Each sheet is named once: a part that is read again and again would be measured once."""
        if self.named & set(names):
            raise Refused("sheets")
        self.named |= set(names)

    def _index(self, text: str) -> None:
        if text.strip().isdecimal():
            self.whole.asked[int(text[:20])] += 1

    def _end_of_index(self, _: str) -> None:
        self.parser.CharacterDataHandler = self.parser.EndElementHandler = None

    def _text(self, text: str) -> None:
        self.whole.texts[-1] += len(text)


def _row(text: str) -> int:
    """A row as it is written. Raises Refused for what is none, or none of a sheet."""
    if not text.strip().isdecimal():
        raise Refused("damaged")
    if len(text) > 20 or not 1 <= int(text) <= LAST_ROW:
        raise Refused("cells")
    return int(text)


def _count(text: str | None) -> int:
    """A declared count; one that is no number declares nothing."""
    return int(text[:20]) if text and text.isdecimal() else 0


@cache
def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    if number > LAST_COLUMN:
        raise Refused("cells")
    return number
