"""What the XML of an OpenDocument workbook (ODS) would make its reader reserve: repeats are counted beforehand."""

from xml.parsers import expat

from etl.apart.archive import Refused
from etl.apart.parts import LAST_COLUMN, LAST_ROW, MAX_CELLS, MAX_SHEETS, MAX_TEXT


class OpenMeasure:
    """Adds up the cells and texts of one workbook. Raises Refused: cells, text, sheets, doctype, damaged."""

    def __init__(self) -> None:
        self.cells = self.text = self.sheets = 0
        self.rows = self.repeat_rows = self.column = self.most_columns = self.most_rows = 0
        self.repeat_columns = 1
        self.is_cell = False

    def add(self, name: str, content: bytes) -> None:
        """Reads a part as XML when it is XML."""
        if not name.lower().endswith(".xml"):
            return
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        if name == "content.xml":
            parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
            parser.CharacterDataHandler = self._text
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            raise Refused("damaged") from error

    def total(self) -> None:
        """Judges what only the whole says."""
        if self.sheets > MAX_SHEETS:
            raise Refused("sheets")

    def _doctype(self, *_: object) -> None:
        raise Refused("doctype")

    def _start(self, name: str, told: dict[str, str]) -> None:
        if name == "table:table":
            self.sheets += 1
            self.rows = self.most_columns = self.most_rows = 0
        elif name == "table:table-row":
            self.column, self.repeat_rows = 0, _repeat(told, "table:number-rows-repeated", LAST_ROW)
            self.rows += self.repeat_rows
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self.repeat_columns = _repeat(told, "table:number-columns-repeated", LAST_COLUMN)
            self.column += self.repeat_columns
            self.is_cell = True
            if "office:value-type" in told:
                self._fill()
                self._count(sum(len(text) for key, text in told.items() if key.endswith("value")))
        elif name == "text:s" and self.is_cell:
            self._count(_repeat(told, "text:c", MAX_TEXT))

    def _fill(self) -> None:
        """A cell with a value: a reader reserves all cells up to it, and its text as often as it is repeated."""
        self.most_rows, self.most_columns = max(self.most_rows, self.rows), max(self.most_columns, self.column)
        if self.cells + self.most_rows * self.most_columns > MAX_CELLS:
            raise Refused("cells")

    def _text(self, text: str) -> None:
        if self.is_cell and text.strip():
            self._fill()
            self._count(len(text))

    def _count(self, characters: int) -> None:
        """Adds text of a cell, as often as the cell is repeated; a value in an attribute and spaces are text too."""
        self.text += characters * self.repeat_columns * max(self.repeat_rows, 1)
        if self.text > MAX_TEXT:
            raise Refused("text")

    def _end(self, name: str) -> None:
        if name in ("table:table-cell", "table:covered-table-cell"):
            self.is_cell = False
        elif name == "table:table":
            self.cells += self.most_rows * self.most_columns


def _repeat(told: dict[str, str], name: str, most: int) -> int:
    text = told.get(name, "1")
    if not text.isdecimal() or len(text) > 9 or int(text) > most:
        raise Refused("cells")
    return int(text)
