"""Tables of the documents that are made from the registry of pages: `python -m tests.support.page_table`.

README has page and answer, docs/contributing.md page, folder and questions. Run it to write both anew.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from dashboard.frame import language
from pages import PAGES
from tests.support.source import ROOT, app_files, questions

SHARED = ("frame", "figures", "maps", "ui")
ASKERS = {"run", "question"}  # what takes the name of a question as its first argument


def questions_in(files: Iterable[Path]) -> list[str]:
    """Every question that is asked by name in these files, in alphabetical order."""
    known = {file.stem for file in questions()}
    return sorted({name for file in files for name in _named(file.read_text(encoding="utf-8")) if name in known})


def _named(code: str) -> Iterator[str]:
    """Names that could be of questions: what is asked with, and every text of two words, which some tables hold."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "_" in node.value:
            yield node.value
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            asker = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if asker in ASKERS:
                yield str(node.args[0].value)


def answers() -> str:
    """Page and what it answers, as in README."""
    language.use("nl")
    return _grid(("page", "answers"), ((language.marked(page.title), page.answers) for page in PAGES))


def rooms() -> str:
    """Page, its file, its folder and the questions both ask; below them what the pages share."""
    rows = []
    for page in PAGES:
        file = ROOT / "pages" / f"{page.render.__module__.split('.')[-1]}.py"
        asked = questions_in([file, *_folder(page.folder)])
        language.use("nl")
        rows.append((language.marked(page.title), _code(file), f"`dashboard/{page.folder}/`", _codes(asked)))
    shared = ((f"({name})", "", f"`dashboard/{name}/`", _codes(questions_in(_folder(name)))) for name in SHARED)
    return _grid(("page", "file", "folder", "questions"), [*rows, *shared])


def _folder(name: str) -> list[Path]:
    return [file for file in app_files() if file.is_relative_to(ROOT / "dashboard" / name)]


def _code(file: Path) -> str:
    return f"`{file.relative_to(ROOT).as_posix()}`"


def _codes(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _grid(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


TABLES = {"README.md": answers, "docs/contributing.md": rooms}


def renewed(text: str, table: str) -> str:
    """The document with its table between the marks as it is now. Raises ValueError without the marks."""
    fresh, count = re.subn(r"(<!-- pages -->\n).*?(<!-- /pages -->)", lambda m: m[1] + table + m[2], text, flags=re.S)
    if count != 1:
        raise ValueError(f"expected one <!-- pages --> ... <!-- /pages -->, found {count}")
    return fresh


if __name__ == "__main__":
    for name, table in TABLES.items():
        document = ROOT / name
        document.write_text(renewed(document.read_text(encoding="utf-8"), table()), encoding="utf-8")
