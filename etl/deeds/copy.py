"""The copy of PostgreSQL's deeds in a data folder: how it is brought up to date, and how a change goes there first."""

import fcntl
import functools
import json
import logging
import os
import threading
import time
from collections.abc import Callable, Collection, Generator
from contextlib import closing, contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from etl import disk
from etl.deeds.server import Row, Server
from etl.errors import DeedsAway, EtlError, Unconfirmed

log = logging.getLogger(__name__)
STATE = ".deeds.json"  # in the data folder: of which store it is a copy, and up to which change
FRESH_SECONDS, AGAIN_SECONDS = 1, 5
NOT_OWN = (".", "brought-")  # halves of files, and what an edition brings along
# told what was removed on another machine: who keeps what was read of it lets go
when_removed: list[Callable[[Collection[str]], None]] = []
_held: ContextVar[Server | None] = ContextVar("held", default=None)


@functools.lru_cache(maxsize=16)
def copies(url: str, data: Path, own: tuple[str, ...]) -> "Copy":
    """The one copy of a process of this store in this folder."""
    return Copy(url, data, own)


class Copy:
    """A data folder that follows a store.

    `away_since` is when it was last up to date, while the store cannot be reached; None while it can.
    """

    def __init__(self, url: str, data: Path, own: tuple[str, ...]) -> None:
        self.url, self.data, self.own = url, data, own
        self.away_since: datetime | None = None
        self._next = 0.0
        self._was_fresh = self._last_known()
        self._looking = threading.Lock()
        self._is_followed = False

    def freshen(self) -> None:
        """Brings what others wrote here, if it was not looked for a moment ago. Raises DeedsAway."""
        if time.monotonic() < self._next or not self._looking.acquire(blocking=False):
            return
        try:
            with self._reached() as server:
                self._follow(server)
        except OSError as error:
            if not disk.is_full(error):
                raise
            self._stay_behind(f"What others entered cannot come to this machine: {error.strerror}")
        finally:
            self._looking.release()

    def put(self, name: str, content: bytes) -> None:
        """Writes a file in the store, then here; nothing where the first fails. Raises DeedsAway."""
        self._judge(name)
        with self._reached() as server, self._only_one():
            try:
                server.put(name, content)
            except Unconfirmed as error:
                self._confirm(name, content, error)
            disk.write(self.data / name, content)

    def _confirm(self, name: str, content: bytes, error: Unconfirmed) -> None:
        """Looks on a new connection whether what was not confirmed stands. Raises the error where that cannot be."""
        try:
            with closing(Server(self.url)) as server:
                is_there = server.has(name, content)
        except DeedsAway:
            raise error from None
        if not is_there:
            raise DeedsAway("it ended in the midst of writing") from error

    def take_away(self, name: str) -> None:
        """Removes a file, or all below a folder, from the store; what is here is the caller's to remove."""
        with self._reached() as server:
            server.take_away(name)

    @contextmanager
    def turn(self, name: str) -> Generator[None]:
        """The store's lock of a folder, with what was written under it before. Raises DeedsAway."""
        with self._reached() as server:
            server.hold(name)
            token = _held.set(server)
            try:
                self._follow(server)
                yield
            finally:
                _held.reset(token)
                server.let_go(name)

    @contextmanager
    def _reached(self) -> Generator[Server]:
        """The connection that holds this turn's lock, so that who lost the lock writes nothing; else a new one."""
        if held := _held.get():
            yield held
            return
        try:
            with closing(Server(self.url)) as server:
                if not self._is_followed:
                    server.prepare()
                    self._follow(server)
                    self._is_followed = True
                yield server
        except DeedsAway as error:
            self._stay_behind(str(error))
            raise

    def _stay_behind(self, reason: str) -> None:
        self._next = time.monotonic() + AGAIN_SECONDS
        if self.away_since is None:
            log.warning("%s", reason)
        self.away_since = self.away_since or self._was_fresh

    def _follow(self, server: Server) -> None:
        """Brings every change since the last look here."""
        with self._only_one():
            store, last = server.standing()
            number, removed = self._number(store, last), []
            self._note(store, number)  # from here on what is here is a copy, also where this ends halfway
            for row in server.since(number):
                self._apply(row)
                removed += [row.path] if row.content is None else []
                number = row.sequence
            self._note(store, max(number, last))
        for forget in when_removed if removed else ():
            forget(removed)
        if self.away_since is not None:
            log.info("what people enter is up to date again")
        self.away_since, self._was_fresh = None, datetime.now(UTC)
        self._next = time.monotonic() + FRESH_SECONDS

    def _apply(self, row: Row) -> None:
        """Makes one file as it is in the store."""
        self._judge(row.path)
        path = self.data / row.path
        if row.content is None:
            disk.remove(path)
        elif not path.is_file() or path.is_symlink() or path.read_bytes() != row.content:
            disk.write(path, row.content)
            os.utime(path, (row.at.timestamp(), row.at.timestamp()))

    def _judge(self, name: str) -> None:
        """Raises EtlError for a path that is not people's own data: nothing else is shared, or written by others."""
        parts = PurePosixPath(name).parts
        if len(parts) < 2 or parts[0] not in self.own or any(part.startswith(NOT_OWN) for part in parts):
            raise EtlError(f"Expected a file of people's own data, found {name!r}. Nothing was done with it.")

    @contextmanager
    def _only_one(self) -> Generator[None]:
        """One thread of all processes here changes the copy, so that an older change never comes over a newer one."""
        self.data.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.data / f"{STATE}.lock", os.O_RDWR | os.O_CREAT, disk.FILE_MODE)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _number(self, store: str, last: int) -> int:
        """The change up to which this folder follows. Raises EtlError for a folder that is no copy of this store."""
        told = self._state()
        if told is None:
            if found := next((path for path in self._own_files()), None):
                raise EtlError(
                    f"Expected an empty data folder for the deeds in PostgreSQL, found {found}. Make a backup "
                    "(python -m etl backup), begin with an empty folder, and put it back (python -m etl restore)."
                )
            return 0
        if told["store"] != store or told["sequence"] > last:
            raise EtlError(
                f"Expected the deeds that this data folder follows ({told['store'][:8]}, change {told['sequence']}), "
                f"found others ({store[:8]}, change {last}). Begin with an empty data folder, or name the right server."
            )
        return told["sequence"]

    def _state(self) -> dict | None:
        try:
            return json.loads((self.data / STATE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise EtlError(
                f"Expected in {STATE} which deeds this data folder follows, found that it is damaged. Begin with an "
                "empty data folder: it fills itself."
            ) from error

    def _note(self, store: str, sequence: int) -> None:
        if self._state() != (told := {"store": store, "sequence": sequence}):
            disk.write(self.data / STATE, json.dumps(told).encode())

    def _own_files(self) -> Generator[str]:
        for path in (path for folder in self.own for path in (self.data / folder).rglob("*")):
            name = path.relative_to(self.data)
            if path.is_file() and not any(part.startswith(NOT_OWN) for part in name.parts):
                yield name.as_posix()

    def _last_known(self) -> datetime:
        """When the copy was last changed, for a process that never reached the store."""
        try:
            return datetime.fromtimestamp((self.data / STATE).stat().st_mtime, UTC)
        except OSError:
            return datetime.now(UTC)
