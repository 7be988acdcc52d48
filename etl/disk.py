"""Writing below the data folder: whole or not at all, for its owner's eyes only, and not without room for it."""

import errno
import os
import secrets
import shutil
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from etl import paths
from etl.errors import DiskFull, NotWritable

FILE_MODE, FOLDER_MODE = 0o600, 0o700
# what the small files of a run need: events, pointer, map files, notes of sources
SPARE_BYTES = 4_000_000
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR}


def folder(path: Path) -> Path:
    """Makes a folder and what is missing above it, for its owner only; one that others could enter is closed."""
    missing = [one for one in (path, *path.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode=FOLDER_MODE, exist_ok=True)
    _close(path, FOLDER_MODE)
    return path


def tighten(root: Path) -> None:
    """Closes a folder and all in it to others; what belongs to somebody else stays as it is."""
    for place, folders, files in os.walk(root):
        for name in folders:
            _close(Path(place, name), FOLDER_MODE)
        for name in files:
            _close(Path(place, name), FILE_MODE)
    if root.is_dir():
        _close(root, FOLDER_MODE)


def _close(path: Path, mode: int) -> None:
    with suppress(FileNotFoundError, PermissionError):
        if not path.is_symlink() and path.stat().st_mode & 0o077:
            path.chmod(mode)


def write(path: Path, data: bytes) -> None:
    """Puts a file in its place, also over one that is there: a reader sees the old one or all of the new one."""
    folder(path.parent)
    part = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync(path.parent)


def sync(path: Path) -> None:
    """Waits until a file, or what a folder lists, has reached the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """Removes a file, a link or a whole folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def changed(path: Path) -> int:
    """When a file was changed, in nanoseconds; 0 for one that went meanwhile."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def ask_room(place: Path, wanted_bytes: int, doing: str) -> None:
    """Raises DiskFull when the disk that holds `place` has no room for this many bytes."""
    there = next(one for one in (place, *place.parents) if one.exists())
    free, wanted = shutil.disk_usage(there).free, wanted_bytes + SPARE_BYTES
    if free < wanted:
        raise DiskFull(
            f"{doing}: expected {wanted / 1e6:,.1f} MB free on the disk of the data folder, found {free / 1e6:,.1f} MB."
            " Nothing was done. Make room on that disk, then do it again."
        )


@contextmanager
def explained(place: Path) -> Generator[None]:
    """Tells of a full or closed disk as DiskFull and NotWritable, that say what to do; other errors pass."""
    try:
        yield
    except (OSError, duckdb.Error) as error:
        if _is(error, FULL):
            raise DiskFull(
                "The disk of the data folder is full, or this user's share of it. What was published and kept before "
                "is as it was, the draft is removed. Make room on that disk, then do it again."
            ) from error
        if _is(error, CLOSED) and _is_below(error, place):
            raise NotWritable(
                "Expected to write in the data folder, found that this user may not, or a file where a folder is to be "
                f"({place}). Nothing was done. Give this user the folder to write in, or name another one in "
                f"{paths.variable('DATA')}."
            ) from error
        raise


def is_full(error: Exception) -> bool:
    """Whether this is the system's, or DuckDB's, word for a disk without room."""
    return _is(error, FULL)


def _is(error: Exception, numbers: set[int]) -> bool:
    """By its number, or, as DuckDB tells it, by the words of the system."""
    if isinstance(error, OSError):
        return error.errno in numbers
    words = str(error)
    return any(os.strerror(number) in words for number in numbers) or (
        "max_temp_directory_size" in words and numbers is FULL
    )


def _is_below(error: Exception, place: Path) -> bool:
    """Whether the error is about something in `place`; DuckDB, and some calls, do not say about what."""
    name = getattr(error, "filename", None)
    return name is None or Path(os.fsdecode(name)).absolute().is_relative_to(place.absolute())
