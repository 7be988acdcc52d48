"""The table of deeds in PostgreSQL: one row per file, with the number of its last change."""

import importlib
import logging
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from etl import postgres
from etl.errors import DeedsAway, EtlError, Unconfirmed

log = logging.getLogger(__name__)
NEEDED = "requirements-lake.txt"
CONNECT_SECONDS = 3
ALIVE = {"idle": 10, "interval": 5, "count": 3}  # s, s, times: then the other side is gone
# the server looks too: a machine that lost its current would hold its locks for hours
SESSION = {
    "lock_timeout": "60s",
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "60s",
    **{f"tcp_keepalives_{name}": value for name, value in ALIVE.items()},
}
ORDER = 0x0DEED  # the lock under which changes are numbered: a number that is seen has none below it to come
BATCH = 50  # rows that are fetched at once: one may be a delivery of 10 MB
FORM = """
    create table if not exists deed_store (store uuid primary key default gen_random_uuid());
    insert into deed_store select gen_random_uuid() where not exists (select from deed_store);
    create sequence if not exists deed_sequence;
    create table if not exists deed (
        path text primary key,
        content bytea,  -- null: removed
        sequence bigint not null unique,
        at timestamptz not null
    );
"""
PUT = """
    insert into deed (path, content, sequence, at) values (%s, %s, nextval('deed_sequence'), clock_timestamp())
    on conflict (path) do update set content = excluded.content, sequence = excluded.sequence, at = excluded.at
"""
TAKE_AWAY = """
    update deed set content = null, sequence = nextval('deed_sequence'), at = clock_timestamp()
    where (path = %s or starts_with(path, %s || '/')) and content is not null
"""
SINCE = "select path, content, sequence, at from deed where sequence > %s order by sequence limit %s"
CONTENT = "select content from deed where path = %s"
STANDING = "select store::text, (select coalesce(max(sequence), 0) from deed) from deed_store"


@dataclass(frozen=True)
class Row:
    """The last change of one file; content None where it was removed."""

    path: str
    content: bytes | None
    sequence: int
    at: datetime


class Server:
    """One connection; what goes wrong with it is DeedsAway, and nothing of what was asked is done (or Unconfirmed)."""

    def __init__(self, url: str) -> None:
        self._url, self._library = url, _psycopg()
        with self._told():
            self._con = self._library.connect(
                url,
                autocommit=True,
                connect_timeout=CONNECT_SECONDS,
                options=" ".join(f"-c {name}={value}" for name, value in SESSION.items()),
                **{f"keepalives_{name}": value for name, value in ALIVE.items()},
            )

    def prepare(self) -> None:
        """Makes the tables where they are not there yet."""
        with self._told(), self._con.transaction():
            self._con.execute("select pg_advisory_xact_lock(%s)", [ORDER])
            self._con.execute(FORM)

    def standing(self) -> tuple[str, int]:
        """Which store this is, and the number of its last change."""
        with self._told():
            return self._con.execute(STANDING).fetchone()

    def put(self, path: str, content: bytes) -> None:
        """Writes a file, whole or not at all."""
        self._change(PUT, path, content)

    def take_away(self, path: str) -> None:
        """Removes a file, or all below a folder; its bytes go, that it was there stays."""
        self._change(TAKE_AWAY, path, path)

    def _change(self, statement: str, *values: Any) -> None:
        is_done = False
        try:
            with self._told(), self._con.transaction():
                self._con.execute("select pg_advisory_xact_lock(%s)", [ORDER])
                self._con.execute(statement, values)
                is_done = True
        except DeedsAway as error:
            if is_done:
                raise Unconfirmed(str(error.__cause__ or error)) from error
            raise

    def has(self, path: str, content: bytes | None) -> bool:
        """Whether the last change of a file left it so; waits for a change that is still on its way."""
        with self._told(), self._con.transaction():
            self._con.execute("select pg_advisory_xact_lock(%s)", [ORDER])
            found = self._con.execute(CONTENT, [path]).fetchone()
        return found is not None and found[0] == content

    def since(self, number: int) -> Iterator[Row]:
        """Every change after a number, in the order in which they were made."""
        while True:
            with self._told():
                rows = [Row(*row) for row in self._con.execute(SINCE, [number, BATCH]).fetchall()]
            yield from rows
            if len(rows) < BATCH:
                return
            number = rows[-1].sequence

    def hold(self, name: str) -> None:
        """Waits for a lock that lasts until it is let go, or until this connection ends."""
        with self._told():
            self._con.execute("select pg_advisory_lock(%s, hashtext(%s))", [ORDER, name])

    def let_go(self, name: str) -> None:
        """Lets go of a lock."""
        with suppress(self._library.Error):  # with a connection that is gone, its locks are
            self._con.execute("select pg_advisory_unlock(%s, hashtext(%s))", [ORDER, name])

    def close(self) -> None:
        """Ends the connection, and with it every lock."""
        with suppress(self._library.Error):
            self._con.close()

    @contextmanager
    def _told(self) -> Generator[None]:
        try:
            yield
        except self._library.DataError as error:
            raise EtlError(f"Expected what PostgreSQL can keep, found: {error}. Nothing was written.") from error
        except self._library.Error as error:
            reason = str(error).strip().splitlines() or [type(error).__name__]
            raise DeedsAway(postgres.without_secrets(reason[0].strip(), self._url)) from error


def _psycopg() -> Any:
    try:
        return importlib.import_module("psycopg")
    except ImportError as error:
        raise EtlError(f"Expected the package psycopg, found none: pip install -r {NEEDED}") from error
