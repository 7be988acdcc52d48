"""deck.gl's little language, as far as our maps use it: what a feature's colour, size or place is.

A map on the screen is told by expressions that the browser reads (deck.py); a map on paper is made of the same ones.
Values are those of JavaScript: a text is indexed by a number, + before a text makes it a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

Value = Any
Accessor = Callable[[Mapping[str, Value]], Value]
MARK = "@@="
TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|\d+(?:\.\d+)?|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*|\|\||&&|==|[-+*/%|?:,()\[\]])')
# from what binds least to what binds most
LEVELS = (("||",), ("&&",), ("|",), ("==",), ("+", "-"), ("*", "/", "%"))


def accessor(told: Value) -> Accessor:
    """What a layer says of a feature: an expression behind MARK, else the same for all."""
    if isinstance(told, str) and told.startswith(MARK):
        return compiled(told.removeprefix(MARK))
    return lambda _feature: told


@lru_cache(maxsize=256)
def compiled(text: str) -> Accessor:
    """An expression as a function of a feature's names. Raises ValueError on what is not in the language."""
    reading = _Reading(text)
    made = reading.choice()
    if reading.at < len(reading.tokens):
        raise ValueError(f"expected the end, found {reading.tokens[reading.at]!r} in {text[:80]!r}")
    return made


class _Reading:
    def __init__(self, text: str):
        self.tokens: list[str] = []
        self.at = end = 0
        text = text.strip()
        while end < len(text):
            found = TOKEN.match(text, end)
            if not found:
                raise ValueError(f"expected a word of the language, found {text[end : end + 20]!r}")
            self.tokens.append(found.group(1))
            end = found.end()

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.peek()
        if wanted and token != wanted:
            raise ValueError(f"expected {wanted!r}, found {token!r}")
        self.at += 1
        return token

    def choice(self) -> Accessor:
        """`condition ? one : other`, the loosest of all."""
        asked = self.binary(0)
        if self.peek() != "?":
            return asked
        self.take()
        one = self.choice()
        self.take(":")
        other = self.choice()
        return lambda feature: one(feature) if asked(feature) else other(feature)

    def binary(self, level: int) -> Accessor:
        if level == len(LEVELS):
            return self.unary()
        left = self.binary(level + 1)
        while self.peek() in LEVELS[level]:
            left = _combined(self.take(), left, self.binary(level + 1))
        return left

    def unary(self) -> Accessor:
        if self.peek() in ("+", "-"):
            sign, value = (1 if self.take() == "+" else -1), self.unary()
            return lambda feature: sign * _number(value(feature))
        return self.indexed(self.single())

    def indexed(self, value: Accessor) -> Accessor:
        while self.peek() == "[":
            self.take()
            value = _at(value, self.choice())
            self.take("]")
        return value

    def single(self) -> Accessor:
        token = self.take()
        if token == "(":
            inner = self.choice()
            self.take(")")
            return inner
        if token == "[":
            return self.listed()
        if token.startswith('"'):
            text = re.sub(r"\\(.)", r"\1", token[1:-1])
            return lambda _feature: text
        if token[:1].isdigit():
            value = float(token)
            return lambda _feature: value
        if not re.match(r"[A-Za-z_]", token):
            raise ValueError(f"expected a value, found {token!r}")
        return _named(tuple(token.split(".")))

    def listed(self) -> Accessor:
        parts: list[Accessor] = []
        while self.peek() != "]":
            parts.append(self.choice())
            if self.peek() != "]":
                self.take(",")
        self.take("]")
        return lambda feature: [part(feature) for part in parts]


def _named(names: Sequence[str]) -> Accessor:
    def value(feature: Mapping[str, Value]) -> Value:
        found: Value = feature
        for name in names:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found

    return value


def _at(value: Accessor, index: Accessor) -> Accessor:
    def picked(feature: Mapping[str, Value]) -> Value:
        listed, place = value(feature), int(_number(index(feature)))
        return listed[place] if 0 <= place < len(listed) else None

    return picked


def _number(value: Value) -> float:
    """+"12" and +"0xa"; nothing is nought."""
    if isinstance(value, str):
        return float(int(value, 16) if value.startswith("0x") else float(value or 0))
    return float(value or 0)


def _combined(sign: str, left: Accessor, right: Accessor) -> Accessor:
    if sign == "&&":
        return lambda feature: left(feature) and right(feature)
    if sign == "||":
        return lambda feature: left(feature) or right(feature)
    deed = DEEDS[sign]
    return lambda feature: deed(left(feature), right(feature))


def _added(one: Value, other: Value) -> Value:
    if isinstance(one, str) or isinstance(other, str):
        return f"{one}{other}"
    return one + other


DEEDS: Mapping[str, Callable[[Value, Value], Value]] = {
    "+": _added,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "/": lambda one, other: one / other,
    "%": lambda one, other: one % other,
    "|": lambda one, other: float(int(one) | int(other)),
    "==": lambda one, other: one == other,
}
