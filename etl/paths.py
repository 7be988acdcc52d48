"""Where things are: the project's own files, and the working data that RUGWIND_DATA may move."""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SOURCES = PROJECT / "etl" / "sources"
EDITIONS = PROJECT / "etl" / "editions"
QUERIES = PROJECT / "queries"
REFERENCE = PROJECT / "data" / "reference"


def data_dir() -> Path:
    """The folder that holds snapshots, warehouse, geo, partners and sample."""
    return Path(os.environ.get("RUGWIND_DATA") or PROJECT / "data")
