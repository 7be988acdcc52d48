"""page -> folder -> questions, as Markdown for docs/contributing.md: `python -m tests.pages.table`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from dashboard.frame import language
from pages import PAGES, Page
from tests.support.source import ROOT, app_files, place, questions

HEAD = "| page | file | folder | questions |\n| --- | --- | --- | --- |"
ASKS = ("run", "question", "Asked")  # what takes the name of a question
SHARED = ("ui", "figures", "maps", "frame")


def table() -> str:
    """One row per page, then one for what pages share. A question stands where it is asked."""
    rows = [_row(page) for page in PAGES]
    shared = {name for file in app_files() if _folder(file) in SHARED for name in asked(file)}
    rows.append(f"| all of them | | {', '.join(f'`dashboard/{one}/`' for one in SHARED)} | {_listed(shared)} |")
    return "\n".join([HEAD, *rows])


def _row(page: Page) -> str:
    file = ROOT / "pages" / f"{page.render.__module__.split('.')[-1]}.py"
    names = {name for one in _reached(file) if _folder(one) not in SHARED for name in asked(one)}
    title = language.catalog("nl").gettext(page.title)
    return f"| {title} | `{place(file)}` | `dashboard/{page.folder}/` | {_listed(names)} |"


def _listed(names: set[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names)) or "none"


def asked(file: Path) -> set[str]:
    """The questions that this file asks by name, or holds as the keys of a table of questions."""
    known = {question.stem for question in questions()}
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ASKS and node.args:
            names |= _texts(ast.walk(node.args[0])) & known
        elif isinstance(node, ast.Dict) and _texts(node.keys) <= known:
            names |= _texts(node.keys)
    return names


def _texts(nodes: Iterable[ast.AST | None]) -> set[str]:
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def _folder(file: Path) -> str:
    """compare, of dashboard/compare/look.py; empty for a page's own file."""
    parts = file.relative_to(ROOT).parts
    return parts[1] if parts[0] == "dashboard" and len(parts) > 2 else ""


def _reached(file: Path) -> set[Path]:
    """The file and every file of the app that it imports, however far."""
    reached, waiting = set(), [file]
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting += _imported(one)
    return reached


def _imported(file: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("dashboard"):
            module = ROOT.joinpath(*(node.module or "").split("."))
            names = [module, *(module / alias.name for alias in node.names)]
            yield from (path for path in (name.with_suffix(".py") for name in names) if path.exists())


if __name__ == "__main__":
    print(table())
