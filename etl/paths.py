"""Where things are: the project's own files, and the working data that RUGWIND_DATA may move; the program's name."""

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


def setting(name: str) -> str | None:
    """The environment variable RUGWIND_<name>, or the one that a former name of the program gave it."""
    known = (f"{slug.upper()}_{name}" for slug in SLUGS)
    return next((os.environ[variable] for variable in known if os.environ.get(variable)), None)


def data_dir() -> Path:
    """The folder that holds snapshots, warehouse, geo, partners and sample."""
    return Path(setting("DATA") or PROJECT / "data")
