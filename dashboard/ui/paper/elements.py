"""What a page drew, as HTML that needs no script: words, tables, pictures; nothing that waits for a click."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from markdown_it import MarkdownIt

from dashboard.frame.apart import Node
from dashboard.frame.language import _
from dashboard.frame.markup import Markup, joined
from dashboard.ui.paper import grids

# blocks in which a reader chooses or types: they say nothing of what is chosen that the page does not say itself
ASKING = ("popover", "form", "dialog")
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": False}).enable("table")
# Streamlit's own signs in Markdown: icons go, coloured or small text is text
_ICON = re.compile(r"(?<!\\):material/\w+:\s*")
_DIRECTIVE = re.compile(r"(?<!\\):[a-z]+(?:-background|-badge)?\[")
# links to pages of ours lead nowhere on paper, nor in a file that somebody else opens
_OWN_LINK = re.compile(r"<a\b(?![^>]*\bhref=[\"']https?:)[^>]*>(.*?)</a>", re.DOTALL)
_SCRIPTS = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
TITLE = re.compile(r"h([1-6])")


def drawn(node: Node, below: int = 0) -> Markup:
    """A block and all in it; headings `below` levels lower, where a document has several pages."""
    if node.kind in ASKING:
        return Markup()
    if node.children:
        return _block(node, below)
    if node.message is None or node.kind not in ELEMENTS:
        return Markup()
    return ELEMENTS[node.kind](node, below)


def _block(node: Node, below: int) -> Markup:
    inner = [(one, drawn(one, below)) for one in node]
    shown = [(one, content) for one, content in inner if content]
    content = joined(content for _one, content in shown)
    if not content:
        return Markup()
    if any(one.kind == "column" for one, _content in shown):
        return _columns([(one.message, content) for one, content in shown if one.kind == "column"])
    if node.kind == "expandable" and node.message is not None:
        mark = Markup("<details{}><summary>{}</summary>{}</details>")
        return mark.format(Markup(" open") if node.message.expanded else "", _inline(node.message.label), content)
    if node.kind == "tab" and node.message is not None:
        return _headline(3, _inline(node.message.label), below) + content
    is_row = node.kind == "flex_container" and node.message is not None and node.message.direction == ROW
    return Markup('<div class="rw-beside">{}</div>').format(content) if is_row else content


ROW = 1  # Streamlit's FlexContainer.Direction.HORIZONTAL


def _columns(columns: list[tuple[Any, Markup]]) -> Markup:
    """Beside each other where there is room; one that is left alone takes the whole width."""
    mark = Markup('<div style="flex:{:.2f} 1 {}">{}</div>')
    cells = [mark.format(one.weight if one else 1, "17rem", content) for one, content in columns]
    return Markup('<div class="rw-cols">{}</div>').format(joined(cells))


def markdown(text: str) -> Markup:
    """Markdown of Streamlit as HTML; what people typed in it was escaped (markup.md) and stays as typed."""
    return _tidy(_markdown.render(_told(text)))


def _inline(text: str) -> Markup:
    return _tidy(_markdown.renderInline(_told(text)))


def _told(text: str) -> str:
    text = _ICON.sub("", text)
    while found := _DIRECTIVE.search(text):
        end = _closing(text, found.end())
        text = text[: found.start()] + text[found.end() : end] + text[end + 1 :]
    return text


def _closing(text: str, start: int) -> int:
    """Where the bracket that is open at `start` closes."""
    depth, at = 1, start
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] in "[]":
            depth += 1 if text[at] == "[" else -1
            if not depth:
                return at
        at += 1
    return len(text)


def _tidy(text: str) -> Markup:
    """HTML of ours without scripts and links to pages."""
    before, text = "", _SCRIPTS.sub("", text)
    while before != text:
        before, text = text, _OWN_LINK.sub(r"\1", text)
    return Markup(text)


def _headline(level: int, content: Markup, below: int) -> Markup:
    tag = Markup(f"h{min(level + below, 6)}")
    return Markup("<{}>{}</{}>").format(tag, content, tag)


def _heading(node: Node, below: int) -> Markup:
    found = TITLE.fullmatch(node.message.tag)
    return _headline(int(found.group(1)) if found else 2, _inline(node.message.body), below)


def _html(node: Node, _below: int) -> Markup:
    return _tidy(node.message.body)


def _prose(node: Node, _below: int) -> Markup:
    return Markup('<div class="rw">{}</div>').format(markdown(node.message.body))


def _alert(node: Node, _below: int) -> Markup:
    return Markup('<div class="rw rw-alert">{}</div>').format(markdown(node.message.body))


def _metric(node: Node, _below: int) -> Markup:
    told = node.message
    mark = Markup('<div class="rw rw-metric"><span>{}</span> <b>{}</b>{}</div>')
    more = Markup(" <small>{}</small>").format(told.delta) if told.delta else ""
    return mark.format(_inline(told.label), told.body, more)


def _grid(node: Node, _below: int) -> Markup:
    return grids.draw(node.message)


def _map(node: Node, _below: int) -> Markup:
    from dashboard.maps import svg_deck

    height = float(node.height or 400)
    picture = svg_deck.draw(node.message.json, height, node.message.alt or _("Map"))
    return Markup('<figure class="rw rw-picture">{}</figure>').format(picture)


def _chart(node: Node, _below: int) -> Markup:
    from dashboard.ui.paper import charts  # matplotlib takes a second to load

    return Markup('<figure class="rw rw-picture">{}</figure>').format(charts.draw(node.message))


def _text(node: Node, _below: int) -> Markup:
    return Markup('<p class="rw">{}</p>').format(node.message.body)


ELEMENTS: Mapping[str, Callable[[Node, int], Markup]] = {
    "heading": _heading,
    "html": _html,
    "markdown": _prose,
    "alert": _alert,
    "metric": _metric,
    "dataframe": _grid,
    "deck_gl_json_chart": _map,
    "vega_lite_chart": _chart,
    "text": _text,
}
