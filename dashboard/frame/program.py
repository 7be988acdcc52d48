"""What the program is called, and the settings that bear its name."""

from __future__ import annotations

import os
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
_TOLD = yaml.safe_load((ROOT / "data" / "reference" / "program.yml").read_text(encoding="utf-8"))
NAME: str = _TOLD["name"]
SLUG = NAME.lower()  # in names of files
# the tables, columns and macros that the questions stand on, as every build says of itself
MART_SHAPE = (ROOT / "queries" / "mart_shape.txt").read_text(encoding="utf-8").strip()


def variable(name: str) -> str:
    """The environment variable of this setting, which begins with the program's name: DATA, LOG."""
    return f"{NAME.upper()}_{name}"


def setting(name: str) -> str | None:
    """What the environment says of this setting, or said under a former name of the program; None without it."""
    known = (f"{one.upper()}_{name}" for one in (NAME, *_TOLD["former"]))
    return next((os.environ[key] for key in known if os.environ.get(key)), None)
