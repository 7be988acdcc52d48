"""What the program is called, and the settings that bear its name."""

from __future__ import annotations

import os
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
_TOLD = yaml.safe_load((ROOT / "data" / "reference" / "program.yml").read_text(encoding="utf-8"))
NAME: str = _TOLD["name"]
SLUG = NAME.lower()  # in names of files


def setting(name: str) -> str | None:
    """The environment variable RUGWIND_<name>, or the one that a former name of the program gave it."""
    known = (f"{one.upper()}_{name}" for one in (NAME, *_TOLD["former"]))
    return next((os.environ[variable] for variable in known if os.environ.get(variable)), None)
