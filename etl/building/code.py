"""The code that a build is made by: its digest, and whether the published build is of it.

`python -m etl.building.code` ends with 0 when there is nothing to make before the app can start. `make run` asks it
first, because the command line loads all that a build needs and takes a second for that.
"""

import hashlib
import logging
from pathlib import Path

import duckdb

from etl import paths
from etl.building import publish
from etl.errors import EtlError

log = logging.getLogger(__name__)


def sha256() -> str:
    """Digest of all that turns bytes into tables: code, queries, source descriptions, reference facts."""
    return sha256_of(paths.PROJECT / "etl", paths.QUERIES / "build", paths.QUERIES / "mart_shape.txt", paths.REFERENCE)


def sha256_of(*roots: Path) -> str:
    """Digest of the code, queries and declarations that are, or stand below, these paths."""
    digest = hashlib.sha256()
    for root in roots:
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if path.suffix in {".py", ".sql", ".yml", ".csv", ".txt"}:
                digest.update(path.relative_to(paths.PROJECT).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def has_made(warehouse: Path) -> bool:
    """Whether this version of the program made the build: only then can it be refreshed. False for what is no build."""
    try:
        with duckdb.connect(str(warehouse), read_only=True) as con:
            return has_filled(con)
    except duckdb.Error as error:
        log.warning("%s cannot be read as a build: %s", warehouse.name, type(error).__name__)
        return False


def has_filled(con: duckdb.DuckDBPyConnection) -> bool:
    """As `has_made`, of a build that is open."""
    return con.sql("select code_sha256 from mart.build").fetchone() == (sha256(),)


def is_published() -> bool:
    """Whether the published build is of this code; False where none is, or none that can be read."""
    try:
        return has_made(publish.current(paths.data_dir() / "warehouse"))
    except EtlError:
        return False


if __name__ == "__main__":
    logging.disable()  # `python -m etl ready` tells what is wrong
    raise SystemExit(not is_published())
