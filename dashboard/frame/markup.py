"""Text that people typed, made safe for where it is shown: HTML by type (markupsafe), Markdown by one function."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

# what Streamlit's Markdown gives a meaning: emphasis, links, images, code, formulas, directives, HTML, lists, headings
_SIGNS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&^=:])")
# what becomes a link, an emoji or an arrow although it is escaped: cut by a sign without width
_LINKS = re.compile(r"\\:(?=[\w\\/])|(?<=[wW])\\\.|@(?=\w)|\\-(?=\\[>-])|\\<(?=\\[-=])|\\=(?=\\>)")
NO_WIDTH = "\u200b"
_ESCAPED = re.compile(r"\\" + _SIGNS.pattern)


@dataclass(frozen=True)
class Cell:
    """A cell of a table; a str is escaped.

    `kind` is a class of style.css, `spans` how many columns it takes, `style` CSS of its own, `title` what is said when
    it is pointed at.
    """

    content: str | Markup
    is_number: bool = False
    kind: str = ""
    spans: int = 1
    style: str = ""
    title: str = ""


def md(text: object) -> str:
    """A name, header, file name or other text of people for st.info, labels, help and titles: shown as it was typed."""
    plain = " ".join(str(text).split())
    return _LINKS.sub(lambda sign: f"{NO_WIDTH}{sign.group()}{NO_WIDTH}", _SIGNS.sub(r"\\\1", plain))


def bold(text: str) -> Markup:
    """A sentence in which **this** is bold, as HTML; names in it have gone through md(), and are shown as typed."""
    parts = (escape(_as_typed(part)) for part in text.split("**"))
    return joined(Markup("<b>{}</b>").format(part) if k % 2 else part for k, part in enumerate(parts))


def plain(text: str) -> str:
    """The same sentence for a picture or a file: nothing bold, names as typed."""
    return _as_typed(text.replace("**", ""))


def _as_typed(text: str) -> str:
    return _ESCAPED.sub(r"\1", text).replace(NO_WIDTH, "")


def joined(parts: Iterable[str | Markup], between: str | Markup = "") -> Markup:
    """The parts after each other; what is not Markup is escaped."""
    return escape(between).join(parts)


def table(heads: Sequence[str | Cell], rows: Iterable[Sequence[str | Cell]], kind: str = "") -> Markup:
    """A small table of ours. Without heads it has no first row."""
    head = Markup("<thead>") + _row(heads, "th") + Markup("</thead>") if heads else Markup()
    body = joined(_row(row, "td") for row in rows)
    return Markup('<table class="{}">{}<tbody>{}</tbody></table>').format(f"rw-tab {kind}".strip(), head, body)


def _row(cells: Sequence[str | Cell], tag: str) -> Markup:
    return Markup("<tr>") + joined(_cell(one, tag) for one in cells)


def _cell(one: str | Cell, tag: str) -> Markup:
    cell = one if isinstance(one, Cell) else Cell(one)
    kinds = f"{'r' if cell.is_number else ''} {cell.kind}".strip()
    told = {"class": kinds, "colspan": cell.spans if cell.spans > 1 else "", "style": cell.style, "title": cell.title}
    marks = "".join(f' {name}="{escape(value)}"' for name, value in told.items() if value)
    # every part is escaped above and here; Markup.format takes four times as long for the hundreds of cells of a page
    return Markup(f"<{tag}{marks}>{escape(cell.content)}")
