"""Rules of the house that imports alone do not show: no SQL outside queries, page files that only define."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.support.source import ROOT, app_files, place

SQL = re.compile(r"\b(select|from|join|into|update)\s+(\*|[\w.,\s]*?\b(mart|core|raw)\.\w)", re.IGNORECASE)
INERT = (ast.Constant, ast.Tuple, ast.List, ast.Set, ast.Dict, ast.BinOp, ast.UnaryOp, ast.Name, ast.Attribute)


def sql_in(code: str) -> Iterator[str]:
    """`line text` of every text in the code that reads or writes tables; docstrings are prose."""
    tree = ast.parse(code)
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose
        if is_text and SQL.search(node.value):
            yield f"{node.lineno} {node.value[:60]}"


ROWS = {"Page", "mark", "dataclass"}  # what the registry is made of


def does_something(code: str) -> Iterator[str]:
    """`line code` of every statement of a page file that is more than a definition or a plain value."""
    tree = ast.parse(code)
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
            calls = [part for part in getattr(node, "decorator_list", []) if not _is_row(part)]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            calls = [part for part in ast.walk(node.value) if isinstance(part, ast.expr)] if node.value else []
            calls = [part for part in calls if not isinstance(part, INERT) and not _is_row(part)]
        else:
            is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            calls = [] if is_docstring else [node]
        yield from (f"{call.lineno} {ast.unparse(call)[:60]}" for call in calls)


def _is_row(part: ast.expr) -> bool:
    return isinstance(part, ast.Call) and ast.unparse(part.func) in ROWS


def test_no_query_has_a_window_without_a_partition():
    """DuckDB 1.5.5 ends about one in a hundred of these over a small union with an internal error (duckdb #22352)."""
    files = [*(ROOT / "queries").rglob("*.sql"), *(ROOT / "tests").rglob("test_*.py")]
    assert len(files) > 400
    assert [place(file) for file in files if re.search(r"\bover\s*\(\s*\)", file.read_text("utf-8"), re.I)] == []


def test_no_sql_but_in_queries():
    found = [f"{place(file)}:{text}" for file in app_files() for text in sql_in(file.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    "code",
    ['SQL = "select * from mart.school"', 'ask("SELECT name\\n  FROM mart.area")', 'f"delete from mart.x where {a}"'],
)
def test_sql_is_seen(code):
    assert len(list(sql_in(code))) == 1


def test_page_files_only_define():
    pages = [file for file in app_files() if file.is_relative_to(ROOT / "pages")]
    assert len(pages) >= 9
    assert [f"{place(file)}:{text}" for file in pages for text in does_something(file.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "code", ['NOW = st.write("drawn")', "st.write(1)", "if True:\n    X = 1", "@st.fragment\ndef f(): ..."]
)
def test_what_runs_at_import_is_seen(code):
    assert list(does_something(code))


@pytest.mark.xdist_group("of one process")
def test_tests_of_a_group_share_a_process(request):
    """pytest-xdist writes the group behind the name of a test; where it cannot, all that is made once is made twice."""
    if "workerinput" not in vars(request.config):
        pytest.skip("all tests run in this one process")
    assert request.node.nodeid.endswith("@of one process")
