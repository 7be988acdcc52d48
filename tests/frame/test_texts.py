"""The catalogues are what `make texts` makes of the code: no text is missing, none is left over."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.support.source import ROOT
from tests.support.strings import used_strings

CATALOGUES = sorted(path.relative_to(ROOT) for path in ROOT.glob("locale/*/LC_MESSAGES/*.po"))


def read(file: Path) -> Catalog:
    with file.open("rb") as text:
        return read_po(text)


def texts(catalogue: Catalog) -> dict:
    """msgid (or singular and plural) -> msgstr."""
    return {message.id: message.string for message in catalogue if message.id}


@pytest.fixture
def project(tmp_path) -> Path:
    """A copy of the code and the catalogues."""
    for folder in ("dashboard", "pages", "locale"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "static"))
    support = ("__init__.py", "source.py", "strings.py")
    named = "data/reference/program.yml"  # the catalogues bear the program's name
    needed = (
        "Makefile",
        named,
        "babel.cfg",
        "app.py",
        "tests/__init__.py",
        *(f"tests/support/{one}" for one in support),
    )
    for file in needed:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / file, tmp_path / file)
    return tmp_path


def make_texts(project: Path) -> None:
    command = ["make", "-s", "-o", ".venv/.runtime", "texts", f"PY={sys.executable}"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr


def test_there_are_catalogues():
    assert [path.parts[1] for path in CATALOGUES] == ["nl"]
    assert len(used_strings()) > 800


def test_making_the_catalogues_anew_changes_nothing_and_a_new_text_comes_in(project):
    make_texts(project)
    used = {found if len(found) > 1 else found[0] for found in used_strings()}
    for path in CATALOGUES:
        committed, made = read(ROOT / path), read(project / path)
        assert texts(committed) == texts(made), "run: make texts"
        assert not committed.obsolete
        assert set(texts(made)) == used

    page = project / "pages" / "methode.py"
    page.write_text(page.read_text() + "\n\nADDED = f\"<p>{_('Only in this test')}\"\n")
    method = project / "dashboard" / "sources" / "method.py"
    method.write_text(method.read_text().replace('_("In this edition")', '"In this edition"'))
    make_texts(project)
    for path in CATALOGUES:
        committed, made = texts(read(ROOT / path)), texts(read(project / path))
        assert made.keys() - committed.keys() == {"Only in this test"}
        assert made["Only in this test"] == ""
        assert committed.keys() - made.keys() == {"In this edition"}
        assert not read(project / path).obsolete
