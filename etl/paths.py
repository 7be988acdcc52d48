"""Where things are: the project's own files, and the working data that a variable may move; the program's name."""

import os
from pathlib import Path

import yaml

PROJECT = Path(__file__).resolve().parent.parent
SOURCES = PROJECT / "etl" / "sources"
EDITIONS = PROJECT / "etl" / "editions"
QUERIES = PROJECT / "queries"
REFERENCE = PROJECT / "data" / "reference"
_TOLD = yaml.safe_load((REFERENCE / "program.yml").read_text(encoding="utf-8"))
NAME: str = _TOLD["name"]
SLUGS = tuple(name.lower() for name in (NAME, *_TOLD["former"]))  # of files: the own name first, then former ones
# the tables, columns and macros that the questions stand on: a build says it of itself, so that the app sees if it fits
MART_SHAPE = (QUERIES / "mart_shape.txt").read_text(encoding="utf-8").strip()


def variable(name: str) -> str:
    """The environment variable of this setting, which begins with the program's name: DATA, MIRROR, LOG, LIMITS."""
    return f"{NAME.upper()}_{name}"


def setting(name: str) -> str | None:
    """What the environment says of this setting, or said under a former name of the program; None without it."""
    known = (f"{slug.upper()}_{name}" for slug in SLUGS)
    return next((os.environ[key] for key in known if os.environ.get(key)), None)


def data_dir() -> Path:
    """The folder that holds snapshots, warehouse, geo, partners and sample."""
    return Path(setting("DATA") or PROJECT / "data")
