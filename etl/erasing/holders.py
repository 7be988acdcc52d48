"""What of an address a file holds, by its kind: text, a compressed workbook, Parquet, a build."""

import gzip
import io
import logging
import lzma
import mmap
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import duckdb

from etl.building import letters
from etl.erasing.address import EITHER, OTHER, WHOLE, Address, Standing

log = logging.getLogger(__name__)
CLOSED = (  # how files begin in which nothing is read, or not all: the last ones are old workbooks, .lz4, .lzma and .Z
    b"%PDF", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd",
    b"\xd0\xcf\x11\xe0", b"\x04\x22\x4d\x18", b"\x5d\0\0", b"\x1f\x9d",
)  # fmt: skip
ROWS, BUILD = re.compile(b"PAR[1E]"), re.compile(b".{8}DUCK", re.DOTALL)  # how Parquet and a build begin
MOST_BYTES, MOST_NESTED = 200_000_000, 2  # of what was compressed
_NEAR = 500  # bytes around a domain: longer is no address, in any form
_UNREADABLE = (
    OSError, EOFError, RuntimeError, NotImplementedError, ValueError, zlib.error, lzma.LZMAError, zipfile.BadZipFile,
)  # fmt: skip


class _Closed(ValueError):
    """Nobody can say what this file holds."""


def verdicts(address: Address, file: Path) -> set[str]:
    """What it holds of the address; EITHER for what cannot be read. Raises FileNotFoundError."""
    try:
        with file.open("rb") as content:
            head = content.read(12)
        if file.suffix == ".duckdb" or BUILD.match(head):
            return of_build(address, file)
        if file.suffix == letters.ROWS or ROWS.match(head):
            return of_rows(address, file)
        return of_bytes(address, file.read_bytes())
    except OSError as error:
        return _unread(file, error)


def of_bytes(address: Address, content: bytes) -> set[str]:
    try:
        return set().union(*(address.verdicts(text) for text in _texts(content)))
    except _UNREADABLE as error:
        log.warning("a file cannot be searched: %s", type(error).__name__)
        return {EITHER}


def of_rows(address: Address, file: Path) -> set[str]:
    """Of a Parquet file."""
    try:
        return set().union(*(address.verdicts(text) for text in letters.texts(file, address.domain)))
    except duckdb.Error as error:
        return _unread(file, error)


def of_build(address: Address, file: Path, *, is_in_use: bool = False) -> set[str]:
    """Of its tables, and of one that is not in use of its free blocks too; of a damaged one its bytes."""
    try:
        found = [one for text in _texts_of_build(file, address.domain) for one in address.standings(text)]
    except duckdb.Error as error:
        unread = _unread(file, error)
        try:
            told = [address.verdicts(part.decode("utf-8", "replace")) for part in _near(file, address.domain.encode())]
        except OSError:
            return unread
        return {EITHER if one == OTHER else one for one in set().union(*told)}
    known = {one.verdict for one in found}
    if WHOLE not in known and not is_in_use and _is_in_bytes(address, file, found):
        known.add(WHOLE)
    return known


def _unread(file: Path, error: Exception) -> set[str]:
    """Nobody can tell what it holds. Raises FileNotFoundError for one that went."""
    with suppress(PermissionError):
        file.lstat()
    log.warning("%s cannot be read: %s", file.name, type(error).__name__)
    return {EITHER}


def _texts(content: bytes, nested: int = 0) -> Iterator[str]:
    """All that may be read as text in a file. Raises one of _UNREADABLE for what is closed, damaged or too large."""
    yield content.decode("utf-8", "replace")
    if b"\0" in content:  # as UTF-16 of either order has it, and old workbooks
        yield content.decode("utf-16-le", "replace")
        yield content[1:].decode("utf-16-le", "replace")
    parts: Iterator[bytes] = iter(())
    if content.startswith(CLOSED) or BUILD.match(content) or ROWS.match(content):
        raise _Closed
    if content.startswith(b"\x1f\x8b"):
        parts = _gzipped(content)
    elif content.startswith(b"PK\x03\x04") or zipfile.is_zipfile(io.BytesIO(content)):  # or behind something else
        parts = _zipped(content)
    for part in parts:
        if nested == MOST_NESTED:
            raise _Closed
        yield from _texts(part, nested + 1)


def _gzipped(content: bytes) -> Iterator[bytes]:
    with gzip.open(io.BytesIO(content)) as told:
        yield _all_of(told.read(MOST_BYTES + 1))


def _zipped(content: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        yield "\n".join(packed.namelist()).encode("utf-8", "replace")
        for name in packed.namelist():
            with packed.open(name) as part:
                yield _all_of(part.read(MOST_BYTES + 1))


def _all_of(part: bytes) -> bytes:
    if len(part) > MOST_BYTES:
        raise _Closed
    return part


def _texts_of_build(file: Path, word: str) -> Iterator[str]:
    """The texts in its tables that have this word."""
    columns = """
        select
            format('"{}"."{}"', replace(schema_name, '"', '""'), replace(table_name, '"', '""')),
            format('"{}"', replace(column_name, '"', '""'))
        from duckdb_columns()
        where not internal and data_type similar to '.*(VARCHAR|JSON|ENUM).*'
            and (schema_name, table_name) in (select (schema_name, table_name) from duckdb_tables())
    """
    with duckdb.connect(str(file), read_only=True) as con:
        for table, column in con.sql(columns).fetchall():
            sql = f"select distinct {column}::varchar from {table} where contains(lower({column}::varchar), $word)"
            yield from (text for (text,) in con.execute(sql, {"word": word}).fetchall())


def _is_in_bytes(address: Address, file: Path, known: list[Standing]) -> bool:
    """Whether its bytes hold it elsewhere than in the longer words that its tables have: those are another's."""
    words = sorted({one.word.lower() for one in known}, key=len, reverse=True)
    either = re.compile("|".join([*map(re.escape, words), address.pattern.pattern]).encode(), re.IGNORECASE)
    whole = re.compile(address.pattern.pattern.encode(), re.IGNORECASE)
    parts = _near(file, address.domain.encode())
    return any(whole.fullmatch(found[0]) for part in parts for found in either.finditer(part))


def _near(file: Path, word: bytes) -> Iterator[bytes]:
    """In small letters, what stands around every place with this word; read by parts, as a build may be large."""
    with file.open("rb") as content:
        if not (size := file.stat().st_size):
            return
        with mmap.mmap(content.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            for first in range(0, size, 1 << 24):
                part = whole[first : first + (1 << 24) + len(word) - 1].lower()
                for found in re.finditer(re.escape(word), part):
                    place = first + found.start()
                    yield whole[max(0, place - _NEAR) : place + _NEAR].lower()
