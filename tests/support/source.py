"""The app's own files and queries, as the guards that read code see them: all of them, or the guard fails."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def app_files() -> list[Path]:
    """app.py and every Python file of pages/ and dashboard/, however deep."""
    files = [ROOT / "app.py", *sorted(ROOT.glob("pages/**/*.py")), *sorted(ROOT.glob("dashboard/**/*.py"))]
    assert len(files) > 85, f"a guard would go blind: only {len(files)} files of the app found"
    return files


def questions() -> list[Path]:
    """Every question that a page asks."""
    files = sorted(ROOT.glob("queries/ask/**/*.sql"))
    assert len(files) > 40, f"a guard would go blind: only {len(files)} questions found"
    return files


def place(file: Path) -> str:
    """dashboard/frame/export.py: a file as exceptions name it."""
    return file.relative_to(ROOT).as_posix()
