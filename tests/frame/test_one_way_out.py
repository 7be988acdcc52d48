"""Figures leave through dashboard/frame/export.py only: nowhere else is a file of rows written or offered."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.support.source import ROOT, app_files, place

EXPORT = "dashboard/frame/export.py"
WRITERS = {"csv", "xlsxwriter", "openpyxl", "odf", "pyarrow", "pyreadstat", "sqlite3"}
# how pydeck sends a picture to the browser, the log, and memory that Arrow gives back
TOLD = {("dashboard/maps/deck.py", "to_json"), ("app.py", "to_stderr"), ("dashboard/frame/memory.py", "pyarrow")}
MATRIX = {
    "to_dict",
    "to_numpy",
    "to_list",
    "to_stderr",
    "to_datetime",
    "to_numeric",
    "to_frame",
    "to_series",
    "to_thread",
}  # stay in memory


def ways_out(file_name: str, code: str) -> Iterator[str]:
    """`name:line what` of everything that writes rows, or offers a download that the export did not make."""
    for node in ast.walk(ast.parse(code)):
        what = _import(node) or _method(node) or _download(node)
        if what and (file_name, what) not in TOLD:
            yield f"{file_name}:{getattr(node, 'lineno', 0)} {what}"


def _import(node: ast.AST) -> str | None:
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
    return next((name for name in names if name.split(".")[0] in WRITERS), None)


def _method(node: ast.AST) -> str | None:
    """`frame.to_csv`, called or handed on: every to_ of a frame but those that stay in memory; and ExcelWriter."""
    if not isinstance(node, ast.Attribute):
        return None
    writes = node.attr.startswith("to_") and node.attr not in MATRIX
    return node.attr if writes or node.attr == "ExcelWriter" else None


def _download(node: ast.AST) -> str | None:
    """A download button whose data are not `export.later(...)`; what that makes is looked at by the other rules."""
    if not isinstance(node, ast.Call) or not ast.unparse(node.func).endswith("download_button"):
        return None
    data = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}.get("data", "")
    return None if data.startswith("export.later(") else "download_button"


def test_nothing_but_the_export_writes_a_file_of_rows():
    others = {place(file): file.read_text("utf-8") for file in app_files() if place(file) != EXPORT}
    assert [way for name, code in others.items() for way in ways_out(name, code)] == []


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("import csv", "csv"),
        ("from xlsxwriter import Workbook", "xlsxwriter"),
        ("frame.to_csv(out)", "to_csv"),
        ("make = frame.to_excel", "to_excel"),
        ("frame.to_json()", "to_json"),
        ("pd.ExcelWriter(out)", "ExcelWriter"),
        ("st.download_button('CSV', data=text)", "download_button"),
        ("st.download_button('CSV', frame_text)", "download_button"),
    ],
)
def test_each_other_way_out_is_seen(code, what):
    assert list(ways_out("page.py", code)) == [f"page.py:1 {what}"]


def test_the_export_itself_is_looked_at_with_the_same_eyes():
    assert list(ways_out(EXPORT, (ROOT / EXPORT).read_text("utf-8")))


def test_the_download_of_streamlits_own_toolbar_is_hidden():
    style = (ROOT / "dashboard" / "style.css").read_text("utf-8")
    assert '[data-testid="stElementToolbarButton"]:has([aria-label^="Download as CSV"]) { display: none; }' in style
