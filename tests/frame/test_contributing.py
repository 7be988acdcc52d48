"""docs/contributing.md can be followed: every file and command it names exists, and its table is what the code says."""

from __future__ import annotations

import re
import tomllib

import pytest
from typer.main import get_command

from etl import __main__ as command
from etl import paths
from pages import PAGES
from tests.support import page_table
from tests.support.source import ROOT, app_files, questions

PAGE = (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")
SPANS = [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", PAGE)]
FOLDERS = r"(?:app\.py|(?:pages|dashboard|etl|queries|data|tests|docs|locale)/)"
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
SIX = ("source", "vintage", "indicator", "question", "page", "column of partners' files")


def files_in(spans: list[str]) -> set[str]:
    """Every path in the spans; one with <a place holder> stands for its folder."""
    words = {word for span in spans for word in span.split() if re.match(FOLDERS, word) or word == "pyproject.toml"}
    return {word if "<" not in word else word[: word.rindex("/", 0, word.index("<")) + 1] for word in words}


def unknown_command(span: str) -> bool:
    """Whether a span is a command that does not exist, or has an option that its verb does not know."""
    if made := re.match(r"make ([a-z]+)", span):
        return not re.search(rf"^{made[1]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    if verb := re.match(r"python -m etl ([a-z-]+)(.*)", span):
        known = get_command(command.app).commands.get(verb[1])
        options = {option for param in known.params for option in param.opts} if known else set()
        return known is None or not set(re.findall(r"--[a-z]+", verb[2])) <= options
    if module := re.match(r"python -m (tests[\w.]+)", span):
        return not (ROOT / f"{module[1].replace('.', '/')}.py").is_file()
    return not re.match(r"python (-m pytest |docs/logo\.py)", span)


@pytest.mark.parametrize("name", sorted(files_in(SPANS)))
def test_every_file_it_names_exists(name):
    assert (ROOT / name).exists()


COMMANDS = sorted({span for span in SPANS if re.match(r"(make|python) ", span)})


@pytest.mark.parametrize("span", COMMANDS)
def test_every_command_it_names_exists(span):
    assert not unknown_command(span)


def test_every_test_it_names_exists():
    named = {span for span in SPANS if re.fullmatch(r"test_\w+", span)}
    defined = {name for file in TESTS for name in re.findall(r"^def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)}
    assert len(named) > 5
    assert sorted(named - defined) == []


@pytest.mark.parametrize(
    "span", ["make tests", "python -m etl expects", "python -m etl build --mirrors x", "python x.py"]
)
def test_a_command_that_is_not_there_is_seen(span):
    assert unknown_command(span)


def test_it_tells_the_six_things_and_names_enough_to_be_of_use():
    assert [thing for thing in SIX if not re.search(rf"^## An? {thing} \(\d+ minutes\)$", PAGE, re.MULTILINE)] == []
    assert len(files_in(SPANS)) > 40
    assert len(COMMANDS) > 15
    assert "docs/contributing.md" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make prove" in PAGE
    assert paths.variable("DATA") in PAGE


@pytest.mark.parametrize("name", page_table.TABLES)
def test_the_tables_of_pages_are_what_the_code_says(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert page_table.renewed(text, page_table.TABLES[name]()) == text, "run: python -m tests.support.page_table"


def test_every_question_and_every_room_is_in_the_table():
    table = page_table.rooms()
    assert {file.stem for file in questions()} == set(page_table.questions_in(app_files()))
    assert [page.path for page in PAGES if f"`dashboard/{page.folder}/`" not in table] == []


def test_every_room_is_in_the_contract_of_who_may_import_whom():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = {name.strip() for one in contracts for layer in one.get("layers", []) for name in layer.split("|")}
    rooms = {f"dashboard.{path.parent.name}" for path in ROOT.glob("dashboard/*/__init__.py")}
    assert len(rooms) > 9
    assert rooms - layers == set()


def test_readme_names_what_a_newcomer_sets_and_runs():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = [paths.variable(name) for name in ("DATA", "MIRROR", "LOG")]
    assert [word for word in (*named, "make prove", "make texts", "make run", "make test") if word not in readme] == []
