"""Before a build: what killed runs left goes, old builds go, the folders are closed to others, room is reckoned."""

import time
from pathlib import Path

from etl import disk, paths
from etl.building import publish
from etl.declared.catalog import Edition
from etl.errors import EtlError
from etl.partners import tables

# all that the program writes; data/reference is its own and public
WRITTEN = ("warehouse", "geo", "partners", "imports", "lists", "scenarios", "frozen", "snapshots")
PER_INPUT_BYTE = 2  # of the publishers' files: they are kept, and they become tables
FIRST_BYTES = 60_000_000  # a first warehouse beside that: DuckDB gives every column of every table a block
LIVE_BYTES = 400_000_000  # what a whole live edition may bring and become: nothing is known of it before
HOUR_SECONDS = 3_600


def before(edition: Edition) -> None:
    """Tidies the data folder; called under the build lock, so that no draft is in use."""
    data = paths.data_dir()
    publish.sweep(data / "warehouse")
    publish.prune(data / "warehouse")
    halves = [*(data / "geo").glob(".*"), *(data / "geo").glob("*.part*"), *(data / "snapshots").rglob("*.json.part*")]
    # an import does not wait for a build: what is young may be its own
    imports = [half for half in (data / "imports").glob(".*") if time.time() - half.stat().st_mtime > HOUR_SECONDS]
    for half in [*halves, *imports]:
        disk.remove(half)
    tables.sweep(edition)
    for name in ("snapshots", "geo", "partners"):
        disk.folder(data / name)
    for name in WRITTEN:
        disk.tighten(data / name)


def draft_bytes(edition: Edition, mirror: Path | None) -> int:
    """How much room a build may take: as its last one and a quarter, else reckoned from its files."""
    try:
        return publish.newest(paths.data_dir() / "warehouse", edition.name).stat().st_size * 5 // 4
    except EtlError:
        if mirror is None and any(vintage.fetch for _, vintage in edition.uses):
            return LIVE_BYTES + FIRST_BYTES
        files = [mirror / vintage.file for _, vintage in edition.uses] if mirror else []
        return sum(file.stat().st_size for file in files if file.is_file()) * PER_INPUT_BYTE + FIRST_BYTES
