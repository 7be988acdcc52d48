"""A folder of events of one form: each a small file, written once and whole, never changed, read as they were told."""

import functools
import json
import secrets
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from etl import deeds, disk
from etl.deeds.copy import when_removed
from etl.partners import events
from etl.partners.events import Apart

Event = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Store:
    """`<folder>/n<sequence>-<random>.json` below a root; the lock is the root's, so its stores write in turn."""

    folder: str
    form: TypeAdapter
    version: int

    def write(self, root: Path, event: Mapping[str, Any]) -> str:
        """Writes one event, whole or not at all, and never in place of another; returns its name.

        Raises ValueError for one that is none, DiskFull and NotWritable.
        """
        with self.turn(root) as put:
            return put(event)

    @contextmanager
    def turn(self, root: Path) -> Generator[Callable[[Mapping[str, Any]], str]]:
        """The lock, with what writes an event under it: for who must look before it writes."""
        with disk.explained(root), events.locked(root):
            yield functools.partial(self._put, root)

    def read(self, root: Path) -> tuple[list[Event], list[Apart]]:
        """Every event with its `event_name`, in the order of the telling, and what cannot be read as one."""
        deeds.freshen()
        found, apart = [], []
        for path in self.files(root):
            try:
                stat = path.stat()
            except FileNotFoundError:  # withdrawn or erased meanwhile
                continue
            event = _known(self, path, stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if isinstance(event, Apart):
                if not path.exists():
                    continue
                apart.append(event)
                events.told(event)
            else:
                found.append(event)
        return found, apart

    def files(self, root: Path) -> list[Path]:
        return events.in_order(root / self.folder)

    def read_one(self, path: Path) -> Event | Apart:
        return events.read_as(self.form, self.version, path)

    def is_event(self, path: Path) -> bool:
        """Whether the file can be read as an event of this form."""
        return not isinstance(self.read_one(path), Apart)

    def sweep(self, root: Path) -> None:
        """Removes the halves of files that killed processes left; called under no lock."""
        if (root / self.folder).is_dir():
            with disk.explained(root), events.locked(root):
                for part in (root / self.folder).glob(".*"):
                    disk.remove(part)

    def _put(self, root: Path, event: Mapping[str, Any]) -> str:
        text = json.dumps({"version": self.version, **event}, ensure_ascii=False, default=str)
        self.form.validate_json(text)
        number = max((events.sequence(path) for path in self.files(root)), default=0) + 1
        name = f"n{number:010}-{secrets.token_hex(4)}.json"
        deeds.write(root / self.folder / name, text.encode())
        return name


def forget() -> None:
    """Lets go of what was read, for who took words away for good."""
    _known.cache_clear()


@functools.lru_cache(maxsize=40_000)
def _known(store: Store, path: Path, _changed_ns: int, _size: int, _inode: int) -> Event | Apart:
    """An event, read once: a page asks for all of them on every click."""
    return store.read_one(path)


when_removed.append(lambda _names: forget())
