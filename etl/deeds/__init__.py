"""What people enter, on disk: in the data folder, or in a PostgreSQL of which the data folder is then a copy.

With the setting DEEDS=postgresql://... several machines share deliveries, requests, claims, lists, notes, plans, frozen
views, own figures and the log. A file is written there first and here after it; what others wrote comes here when it is
asked for. So all that reads files reads them here, also while the server is away: of then, and nothing can be written.
"""

from collections.abc import Generator
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime
from pathlib import Path

from etl import disk, paths, postgres
from etl.deeds.copy import Copy, copies
from etl.errors import DeedsAway

SETTING = "DEEDS"
# people's own data below the data folder: all else can be built again
OWN = ("partners", "lists", "scenarios", "frozen", "imports", "audit")


def write(path: Path, data: bytes) -> None:
    """Puts a file in its place, also over one that is there: a reader sees the old one or all of the new one.

    Raises DeedsAway where the deeds are in PostgreSQL and it cannot be reached: nothing is written then.
    """
    name = _name(path)
    if name is None or (shared := _copy()) is None:
        disk.write(path, data)
    else:
        shared.put(name, data)


def remove(path: Path) -> None:
    """Removes a file, or a folder with all in it, if it is there; for good, on every machine. Raises DeedsAway."""
    name = _name(path)
    if name is not None and (shared := _copy()) is not None:
        shared.take_away(name)
    disk.remove(path)


@contextmanager
def turn(root: Path) -> Generator[None]:
    """Only one process of all machines writes below this folder at a time, and sees what those before it wrote.

    Raises DeedsAway. A process or machine that dies holds nothing.
    """
    shared, name = _copy(), _name(root)
    with shared.turn(name) if shared and name is not None else nullcontext():
        yield


def freshen() -> None:
    """Brings what others wrote to this machine, if it was not looked for a moment ago; quiet where that cannot be.

    Raises EtlError for a setting or a folder that does not fit.
    """
    if shared := _copy():
        with suppress(DeedsAway):
            shared.freshen()


def away_since() -> datetime | None:
    """The moment of which the deeds here are, where the server that has them cannot be reached; else None."""
    shared = _copy()
    return shared.away_since if shared else None


def _copy() -> Copy | None:
    url = paths.setting(SETTING)
    if not url:
        return None
    return copies(postgres.checked(url, paths.variable(SETTING)), paths.data_dir(), OWN)


def _name(path: Path) -> str | None:
    """A path below the data folder as it is in the table; None for what is not people's own data."""
    try:
        found = path.absolute().relative_to(paths.data_dir().absolute())
    except ValueError:
        return None
    return found.as_posix() if found.parts and found.parts[0] in OWN else None
