"""Every text the dashboard shows through _() and ngettext(), read from the code (f-strings included)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from typing import IO

from tests.support.source import app_files, place

FUNCTIONS = {"_": 1, "ngettext": 2, "pick": 2, "mark": 1}


@cache
def used_strings() -> dict[tuple[str, ...], set[str]]:
    """(singular,) or (singular, plural) -> the files that use it. Fails on a text that is not a literal."""
    found: dict[tuple[str, ...], set[str]] = {}
    for file in app_files():
        for _line, _function, texts in _calls(file.read_text(encoding="utf-8"), place(file)):
            found.setdefault(texts, set()).add(place(file))
    return found


def extract(source: IO[bytes], keywords, comment_tags, options) -> Iterator[tuple[int, str, tuple[str, ...], list]]:  # noqa: ARG001
    """The same for pybabel: line, function, texts and no comments."""
    for line, function, texts in _calls(source.read().decode("utf-8"), getattr(source, "name", "")):
        yield line, function, texts, []


def _calls(code: str, name: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Line, function and texts of each call of _, ngettext and pick."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
            function = node.func.id
            yield node.lineno, function, tuple(_literal(arg, name) for arg in node.args[: FUNCTIONS[function]])


def _literal(node: ast.expr, name: str) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise AssertionError(f"{name}:{node.lineno}: only a literal text can be translated")
