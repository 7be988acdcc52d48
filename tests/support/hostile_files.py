"""Workbooks made to end, fill or fool who reads them, each a few kB and made here: name -> (bytes, word of refusal).

The word is the one of etl.apart.workbook; "" is for a file that is odd, hurts nobody and is read.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LAST = 'r="XFD1048576"'
XLSX_TOO = "xl/workbook.xml"


def cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


TABLE = (
    f'<row r="1">{cell("A1", "BRIN")}{cell("B1", "Schooljaar")}</row>'
    f'<row r="2">{cell("A2", "00AP00")}{cell("B2", "2020-2021")}</row>'
)


def sheet(rows: str = "", before: str = "", after: str = "") -> str:
    return f'{HEAD}<worksheet xmlns="{MAIN}">{before}<sheetData>{TABLE}{rows}</sheetData>{after}</worksheet>'


def remarks(levels: int, size: int) -> bytes:
    """A workbook with one comment of so many characters, in so many elements of which each holds the next."""
    text = f"{'<text>' * levels}{'a' * size}{'</text>' * levels}"
    part = f'<comments xmlns="{MAIN}"><commentList><comment ref="A1">{text}</comment></commentList></comments>'
    return book(more={"xl/comments1.xml": HEAD + part})


def texts(*strings: str, told: str = "") -> str:
    return f'{HEAD}<sst xmlns="{MAIN}" {told}>{"".join(f"<si><t>{s}</t></si>" for s in strings)}</sst>'


def shared(rows: int, columns: int = 20) -> str:
    """Cells that all show the first shared text."""
    letters = "ABCDEFGHIJKLMNOPQRST"[:columns]
    line = "".join(f'<c r="{letter}%d" t="s"><v>0</v></c>' for letter in letters)
    return "".join(f'<row r="{n}">{line.replace("%d", str(n))}</row>' for n in range(3, rows + 3))


def book(
    content: str | bytes = "",
    strings: str = "",
    more: dict[str, str | bytes] | None = None,
    sheets: int = 1,
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A workbook of one sheet part, which `sheets` names point at."""
    kinds = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    names = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, sheets + 1))
    second = f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>' if strings else ""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{kinds}</Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>{second}</Relationships>',
        "xl/worksheets/sheet1.xml": content or sheet(),
    }
    parts |= {"xl/sharedStrings.xml": strings} if strings else {}
    parts |= more or {}
    return zipped(parts.items(), method)


def zipped(parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as held:
        for name, part in parts:
            held.writestr(name, part)
    return out.getvalue()


def twice() -> bytes:
    """A harmless sheet and a far one under the same name: readers differ in which they take."""
    with zipfile.ZipFile(io.BytesIO(book())) as held:
        parts = [(name, held.read(name)) for name in held.namelist()]
    return zipped([*parts, ("xl/worksheets/sheet1.xml", far())])


def far() -> str:
    return sheet(f'<row r="1048576"><c {LAST}><v>1</v></c></row>')


def ods(columns: int, rows: int, told: str = "", text: str = "<text:p>a</text:p>", more: str = XLSX_TOO) -> bytes:
    """A sheet of OpenDocument whose one cell is repeated, in a zip that says it is a workbook of Excel too."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    head = "".join(f"<table:table-cell><text:p>{one}</text:p></table:table-cell>" for one in ("BRIN", "Schooljaar"))
    content = (
        f'{HEAD}<office:document-content xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0" '
        f'xmlns:text="{space}:text:1.0"><office:body><office:spreadsheet><table:table table:name="S">'
        f"<table:table-row>{head}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell office:value-type="string" {told} '
        f'table:number-columns-repeated="{columns}">{text}</table:table-cell></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'{HEAD}<manifest:manifest xmlns:manifest="{space}:manifest:1.0"><manifest:file-entry '
        'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        "</manifest:manifest>"
    )
    parts = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml": manifest}
    return zipped((parts | {"content.xml": content} | ({more: "<nothing/>"} if more else {})).items())


def sixty() -> bytes:
    """60 names for one sheet, and 60 parts of which 59 are empty and nobody's."""
    empty = {f"xl/worksheets/sheet{n}.xml": f'<worksheet xmlns="{MAIN}"/>' for n in range(2, 61)}
    return book(sheet('<row r="1048576"><c r="D1048576"><v>1</v></c></row>'), more=empty, sheets=60)


def laughs(entity: str) -> str:
    return sheet(cell("A3", "&j;")).replace(HEAD, f"{HEAD}<!DOCTYPE l [{entity}]>")


LOL = '<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)  # fmt: skip
BILLION = 'count="4000000000"'
WORKBOOKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "4 thousand million texts declared": (
        lambda: book(sheet(shared(1)), texts("BRIN", told=f'{BILLION} uniqueCount="4000000000"')),
        "counts",
    ),
    "100,000 texts declared, one there": (
        lambda: book(sheet(shared(1)), texts("x", told='uniqueCount="100000"')),
        "counts",
    ),
    "4 thousand million styles declared": (
        lambda: book(more={"xl/styles.xml": f'{HEAD}<styleSheet xmlns="{MAIN}"><cellXfs {BILLION}/></styleSheet>'}),
        "counts",
    ),
    "far cell": (lambda: book(far()), "cells"),
    "far cell behind a quoted >": (
        lambda: book(sheet(f'<row foo=">" r="1048576"><c foo=">" {LAST}><v>1</v></c></row>')),
        "cells",
    ),
    "far cell in UTF-16": (lambda: book(far().replace("UTF-8", "UTF-16").encode("utf-16")), "cells"),
    "far cell by character reference": (
        lambda: book(sheet('<row r="&#49;048576"><c r="XFD&#49;048576"><v>1</v></c></row>')),
        "cells",
    ),
    "far cell in a part that is not called .xml": (lambda: book(more={"xl/worksheets/sheet2.bin": far()}), "cells"),
    "column beyond the last": (lambda: book(sheet('<row r="3"><c r="ZZZ3"><v>1</v></c></row>')), "cells"),
    "column of seven letters": (lambda: book(sheet('<row r="3"><c r="ZZZZZZZ3"><v>1</v></c></row>')), "damaged"),
    "row beyond the last": (lambda: book(sheet('<row r="99999999"><c><v>1</v></c></row>')), "cells"),
    "one long text in 4,000 cells": (lambda: book(sheet(shared(200)), texts("b" * 1_000_000)), "text"),
    "a text of 5,000 in 90,000 cells": (lambda: book(sheet(shared(4500)), texts("b" * 5000)), "text"),
    "2,000 names for one sheet": (lambda: book(sheets=2000), "sheets"),
    "2 names for one sheet": (lambda: book(sheets=2), "sheets"),
    "member that leads outside": (lambda: book(more={"../../evil.txt": b"x"}), "members"),
    "member from the root": (lambda: book(more={"/etc/evil": b"x"}), "members"),
    "member of Windows": (lambda: book(more={"C:\\evil": b"x"}), "members"),
    "member twice": (twice, "members"),
    "members packed in a way without bounds": (lambda: book(method=zipfile.ZIP_BZIP2), "members"),
    "1,100 members": (lambda: book(more={f"xl/media/{n}": b"" for n in range(1100)}), "unpacked"),
    "zip bomb": (lambda: book(more={"xl/media/a.bin": bytes(20_000_000)}), "unpacked"),
    "thousand million laughs": (lambda: book(laughs(LOL)), "doctype"),
    "entity from a file": (lambda: book(laughs('<!ENTITY j SYSTEM "file:///etc/passwd">')), "doctype"),
    "sheet that does not close": (lambda: book(sheet("<row>")), "damaged"),
    "repeated cell of OpenDocument": (lambda: ods(1_000_000_000, 1_000_000_000), "other"),
    "cell of OpenDocument repeated 25 million times": (lambda: ods(5_000, 5_000), "other"),
    "text of OpenDocument in an attribute, 4 million times": (
        lambda: ods(4, 1_000_000, f'office:string-value="{"z" * 40}"', "", more=""),
        "text",
    ),
    "spaces of OpenDocument told as a number": (
        lambda: ods(1, 1, text='<text:p>a<text:s text:c="900000000"/></text:p>', more=""),
        "cells",
    ),
    "many spaces of OpenDocument in many cells": (
        lambda: ods(10, 100, text='<text:p>a<text:s text:c="900000"/></text:p>', more=""),
        "text",
    ),
    "60 names for a sheet of 4 million cells": (sixty, "sheets"),
    "300,000 levels deep": (lambda: book(sheet(after="<a>" * 300_000 + "</a>" * 300_000)), ""),
    "dimension of all cells": (lambda: book(sheet(before='<dimension ref="A1:XFD1048576"/>')), ""),
    "100,000 merges of all cells": (
        lambda: book(sheet(after="<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 100_000 + "</mergeCells>")),
        "",
    ),
    "a remark in 400 others": (lambda: remarks(400, 600_000), ""),
    "row format to the last row": (lambda: book(sheet('<row r="1048576" ht="12.8" customHeight="1"></row>')), ""),
    "styled empty last cell": (lambda: book(sheet(f'<row r="1048576"><c {LAST} s="0" t="n"></c></row>')), ""),
}


def refused_as(*words: str) -> list[str]:
    """Names of the workbooks that one of these words stands for."""
    return [name for name, (_, word) in WORKBOOKS.items() if word in words]
