"""What a view said then and says now: its lines, and which of them differ. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

BLOCKS = {"p", "li", "tr", "div", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "summary", "section", "figure",
          "table", "ul", "ol", "br", "pre", "text", "svg", "details", "dt", "dd"}  # fmt: skip
CELLS = {"td", "th"}
SILENT = {"style", "script", "title", "desc", "code"}
CITED = "rw-cite"  # it says the day on which it was seen, and at which address
EMPTY = {"br", "img", "hr", "input", "col", "meta", "link"}
BETWEEN = " | "


@dataclass(frozen=True)
class Difference:
    """A line that differs: what it was and what it is; '' where it was not or is no longer there."""

    then: str
    now: str


class _Lines(HTMLParser):
    """Collects what is read, a line per block and a bar between the cells of a row."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._line: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._silent or tag in SILENT or dict(attrs).get("class") == CITED:
            self._silent += tag not in EMPTY
        if tag in BLOCKS:
            self.end()
        elif tag in CELLS and self._line:
            self._line.append(BETWEEN)

    def handle_endtag(self, tag: str) -> None:
        self._silent -= self._silent > 0 and tag not in EMPTY
        if tag in BLOCKS:
            self.end()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._line.append(data)

    def end(self) -> None:
        line = " ".join("".join(self._line).split()).rstrip("| ")
        self._line = []
        if line:
            self.lines.append(line)


def lines(html: str, build_id: str = "") -> list[str]:
    """What a view says, line by line; without the name of its build, which each new one has another of."""
    reader = _Lines()
    reader.feed(html)
    reader.close()
    reader.end()
    said = reader.lines
    return [re.sub(rf"[\w-]*{re.escape(build_id)}[\w-]*", "", line).strip() for line in said] if build_id else said


def differences(then: Sequence[str], now: Sequence[str]) -> list[Difference]:
    """The lines that are not in both as often, in the order of then, then of now.

    A line that went and one that came are one difference where they begin alike: with the same name in a row of a
    table, with the same three words in a sentence.
    """
    gone, came = _without(then, now), _without(now, then)
    waiting: defaultdict[str, list[str]] = defaultdict(list)
    for line in came:
        waiting[_about(line)].append(line)
    found = []
    for line in gone:
        others = waiting[_about(line)]
        found.append(Difference(line, others.pop(0) if others else ""))
    left = Counter(line for others in waiting.values() for line in others)
    for line in came:
        if left[line]:
            left[line] -= 1
            found.append(Difference("", line))
    return found


def _without(lines: Sequence[str], others: Sequence[str]) -> list[str]:
    """The lines that are here oftener than there."""
    often = Counter(others)
    left = []
    for line in lines:
        if often[line]:
            often[line] -= 1
        else:
            left.append(line)
    return left


def _about(line: str) -> str:
    return line.split(BETWEEN, 1)[0] if BETWEEN in line else " ".join(line.split()[:3])
