"""Every text the dashboard shows through _() and ngettext(), read from the code (f-strings included)."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.support.source import app_files, place

FUNCTIONS = {"_": 1, "ngettext": 2, "pick": 2}


def used_strings() -> dict[tuple[str, ...], set[str]]:
    """(singular,) or (singular, plural) -> the files that use it. Fails on a text that is not a literal."""
    found: dict[tuple[str, ...], set[str]] = {}
    for file in app_files():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
                texts = tuple(_literal(arg, file) for arg in node.args[: FUNCTIONS[node.func.id]])
                found.setdefault(texts, set()).add(place(file))
    return found


def _literal(node: ast.expr, file: Path) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise AssertionError(f"{place(file)}:{node.lineno}: only a literal text can be translated")
