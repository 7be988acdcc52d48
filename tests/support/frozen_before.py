"""A frozen view as it was kept before notes were recorded with it."""

from __future__ import annotations

from dashboard.frame import frozen
from etl import disk
from etl.partners import frozen as files


def before_notes(view_id: str) -> str:
    """Takes from a view what it says of notes; returns its id."""
    file = frozen.folder() / f"{view_id}.json"
    view = files.opened(file.read_text(encoding="utf-8"))
    of_before = {name: one for name, one in view.items() if name not in ("notes", "withdrawn")}
    disk.write(file, files.sealed(of_before).encode())
    return view_id
