"""The store that machines share: a DuckLake, its catalog in PostgreSQL or a DuckDB file, its Parquet in a folder.

DuckDB's extensions come from their packages at DuckDB's own version; nothing is downloaded when it runs.
"""

import importlib.resources
import re
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl import disk, paths, postgres
from etl.errors import BuildDamaged, Busy, EtlError, StoreAway

SETTING = "LAKE"
ATTACHED = "lake"  # what the store is called in a connection
NEEDED = "requirements-lake.txt"
OFFLINE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "threads": "2",
    "memory_limit": "350MB",
}
SCHEME = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
# what says that the other side, or the folder, is gone, or of another DuckLake; all else is a damaged file
AWAY = re.compile(
    r"postgres|connection|server|cannot open|no files found|no such file|permission|catalog version", re.IGNORECASE
)
QUOTED = re.compile(r"""(["'])[^"']*\1""")  # a path may have any word in it
REASON = re.compile(r"(?:FATAL|failed|[Ee]rror): +(.+)")


@dataclass(frozen=True)
class Place:
    """Where a store is. `url` may hold a password: it is never told, `name` is."""

    url: str
    files: Path | None = None

    @property
    def is_postgres(self) -> bool:
        """Whether the catalog is in PostgreSQL: else it is a file, which one process at a time may write."""
        return postgres.is_address(self.url)

    @property
    def name(self) -> str:
        """The store without user and password."""
        return postgres.name(self.url) if self.is_postgres else self.url

    @property
    def folder(self) -> Path | None:
        """Where the Parquet is, if it is said: beside a catalog that is a file."""
        if self.files or self.is_postgres:
            return self.files
        return Path(self.url).with_suffix(".files").absolute()

    def reason(self, error: Exception) -> str:
        """What an error says, without what is secret."""
        told = postgres.without_secrets(str(error), self.url)
        found = REASON.search(told)
        return (found.group(1) if found else told.splitlines()[0]).strip()


def place(url: str | None, files: Path | None = None) -> Place:
    """The store that a command names, else the setting. Raises EtlError when neither does, or for another scheme."""
    found = url or paths.setting(SETTING)
    if not found:
        raise EtlError(f"Expected the store: --lake URL, or {paths.variable(SETTING)}. docs/lake.md tells how.")
    if postgres.is_address(found):
        postgres.checked(found, f"--lake, or {paths.variable(SETTING)}")
    elif other := SCHEME.match(found):
        raise EtlError(f"Expected a store as postgresql://host/database or as a file, found {other[0]}.")
    return Place(found, files.absolute() if files else None)


def connected(store: Place, file: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A connection to a file, or to nothing, that can attach a store. Raises EtlError where a package is not there."""
    con = duckdb.connect(str(file or ":memory:"), config=OFFLINE)
    try:
        con.execute("set enable_progress_bar = false")
        for name in ("postgres_scanner", "ducklake") if store.is_postgres else ("ducklake",):
            con.execute(f"load '{quoted(_extension(name))}'")
    except BaseException:
        con.close()
        raise
    return con


@contextmanager
def attached(con: duckdb.DuckDBPyConnection, store: Place, *, to_write: bool = False) -> Generator[None]:
    """One transaction in which the store is there as `lake`: what is read is of one version, what is written comes
    at once. Raises StoreAway when it cannot be reached, BuildDamaged on a damaged file, and Busy when another one wrote
    meanwhile: nothing is written.
    """
    try:
        _attach(con, store, to_write)
        con.execute("begin")
        yield
        con.execute("commit")
    except duckdb.TransactionException as error:
        raise Busy(f"Another one is publishing into {store.name}; do it again when that is done.") from error
    except duckdb.Error as error:
        if disk.is_full(error):
            raise
        is_fault = isinstance(error, duckdb.InternalException | duckdb.FatalException)  # as of a server that stops
        if not to_write and not is_fault and not AWAY.search(QUOTED.sub("", str(error))):
            raise BuildDamaged(
                f"Expected the Parquet of {store.name} as it was published, found a damaged file "
                f"({store.reason(error)}). Publish again: python -m etl publish --anew"
            ) from error
        raise StoreAway(f"The store {store.name} cannot be read or written: {store.reason(error)}") from error
    finally:
        # a connection that is closed in the middle of a transaction whose server is gone takes the process along
        for last in ("rollback", f"detach {ATTACHED}"):
            with suppress(duckdb.Error):
                con.execute(last)


def quoted(text: object) -> str:
    """A text as it stands between quotes in SQL."""
    return str(text).replace("'", "''")


def _attach(con: duckdb.DuckDBPyConnection, store: Place, to_write: bool) -> None:
    if not store.is_postgres and not to_write and not Path(store.url).is_file():
        raise StoreAway(f"The store {store.name} is not there.")
    words = [] if to_write else ["read_only"]
    if store.folder:
        if to_write:
            store.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        words += [f"data_path '{quoted(store.folder)}/'", "override_data_path true"]
    told = f"postgres:{store.url}" if store.is_postgres else store.url
    options = f" ({', '.join(words)})" if words else ""
    con.execute(f"attach 'ducklake:{quoted(told)}' as {ATTACHED}{options}")


def _extension(name: str) -> Path:
    """The file of an extension in its package. Raises EtlError with what to install where it is not there."""
    try:
        package = importlib.resources.files(f"duckdb_extension_{name}")
    except ModuleNotFoundError as error:
        raise EtlError(f"Expected the package of DuckDB's {name}, found none: pip install -r {NEEDED}") from error
    file = Path(str(package)) / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    if not file.is_file():
        raise EtlError(
            f"Expected DuckDB's {name} at version {duckdb.__version__}, found another: pip install -r {NEEDED}"
        )
    return file
