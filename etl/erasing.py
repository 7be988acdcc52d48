"""Takes a person's address out of all that is kept below the data folder: an alias that tells nothing stands instead.

What people did stays, with its moment and its order; who did it can no longer be seen. The access file is not touched.
"""

import datetime as dt
import getpass
import json
import logging
import os
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb

from etl import audit, deeds, disk, given, paths, sealed
from etl.audit import Deed
from etl.building import build, letters, publish
from etl.errors import EtlError
from etl.partners import claims, events, frozen, notes, referrals, requests, store

log = logging.getLogger(__name__)
# where an address is kept, by what it stands beside; below the data folder, but for the log, which may be elsewhere
IN_BUILDS = "deliveries, names judged, facts"
PLACES = {
    IN_BUILDS: "partners/*/events/*.json",
    "requests": f"partners/*/{requests.FOLDER}/*.json",
    "claims": f"partners/*/{claims.FOLDER}/*.json",
    "referrals": f"partners/*/{referrals.FOLDER}/*.json",
    "notes": f"partners/*/{notes.FOLDER}/*.json",
    "lists": "lists/*.json",
    "plans": "lists/plans/*.json",
    "whose lists and plans are": f"lists/{given.FOLDER}/*.json",
    "frozen views": f"{frozen.FOLDER}/*.json",
}
LOG, LETTERS, BUILDS = "log of deeds", "letters about builds", "builds"
NOT_OF_PEOPLE = ("snapshots", "geo", "sample")  # files of publishers, maps, and what is made up
ENDINGS = "csv|tsv|txt|xls[xmb]?|ods|pdf|docx?|json|html?"  # of names of files: no domain ends so
ESCAPED = "%20|%22|%26|%28|%2C|%2F|%3A|%3B|%3C|%3D|%3F|%5B"  # in a link, what no address begins with
Seal = tuple[Callable[[str], dict[str, Any]], Callable[[dict[str, Any]], str]]
SEALS: Mapping[str, Seal] = {
    "lists": (sealed.opened, sealed.sealed),
    "plans": (sealed.opened, sealed.sealed),
    "frozen views": (frozen.opened, frozen.sealed),
}


@dataclass(frozen=True)
class Found:
    """How often an address stands in each place, and the files that are left as they are and hold it, or a longer word
    with it, of which a person must say whether it is this address."""

    places: Mapping[str, int]
    builds: tuple[Path, ...]
    left: tuple[Path, ...]

    @property
    def count(self) -> int:
        return sum(self.places.values()) + len(self.builds)


def find(address: str) -> Found:
    """Looks everywhere, and changes nothing. The address in small letters; capitals are no difference."""
    pattern, longer = _pattern(address), _longer(address)
    places = dict.fromkeys((*PLACES, LOG, LETTERS), 0)
    left, known = [], set()
    for place, file in _files():
        known.add(file)
        text, count = _told_anew(place, _text(file), pattern, "")
        places[place] += count
        left += [file] if longer.search(text) else []
    places[LETTERS] = len(letters.holding(_warehouse(), _in_sql(address)))
    for file in _others():
        if file not in known and (pattern.search(text := _text(file)) or longer.search(text)):
            left.append(file)
    return Found(places, tuple(_builds_with(address)), tuple(left))


def erase(address: str, found: Found) -> tuple[str, str]:
    """Puts an alias in its place everywhere; returns the alias, and the id of the build that was made for it, if any.

    Where nothing was found nothing is done: both are '' then. Raises EtlError where the build cannot be made anew: what
    people told is without the address then; once there is a build again, the same command does the rest.
    """
    pattern, alias = _pattern(address), f"gewist-{secrets.token_hex(3)}"
    if not found.count:
        return "", ""
    with disk.explained(paths.data_dir()), ExitStack() as locks:
        for root in _roots():
            locks.enter_context(events.locked(root))
        for place, file in _files():
            text, count = _told_anew(place, _text(file), pattern, alias)
            if count:
                _put(file, text)
    store.forget()
    rows = found.count
    audit.tell(Deed(dt.datetime.now(dt.UTC), getpass.getuser(), "erased", "address", "admin", rows=rows))
    log.info("an address was erased, %s times", rows)
    return alias, _build_anew(address, alias, found)


def _build_anew(address: str, alias: str, found: Found) -> str:
    """Leaves no other build that holds the address, nor a letter; returns the id of the build made for that."""
    current, build_id = publish.in_use(_warehouse()), ""
    # also where no table holds it any more: what a table held before stays in free blocks of its file
    if current and (found.places[IN_BUILDS] or current in found.builds):
        try:
            build_id = build.refresh(is_written_anew=True)
        except EtlError as error:
            raise EtlError(
                f"{alias} stands in what people told, and builds may hold the address still. {error} Then give this "
                "command once more."
            ) from error
    for file in set(_builds_with(address)) - {publish.in_use(_warehouse())}:
        disk.remove(file)
    whole = _in_sql(address)
    for _again in range(2):  # of two that share the sign between them the first takes it
        letters.reword(letters.holding(_warehouse(), whole), whole, rf"\1{alias}\2")
    return build_id


def _pattern(address: str) -> re.Pattern[str]:
    """This whole address, as a text, HTML or a link has it; no longer one that it is part of."""
    quoted = r"(?<=')(?<![\w.%+-]')"  # a quote that opens, and is no part of a name
    before = rf"(?:(?<![\w.%+'-])|{quoted}|(?<={ESCAPED})|(?<=%27)(?<![\w.%+-]%27))"
    return re.compile(rf"{before}(?:{_forms(address)})(?![^\W_]|-|\.(?!(?:{ENDINGS})\b)\w)", re.IGNORECASE)


def _longer(address: str) -> re.Pattern[str]:
    """The address in a longer word that may be another's address or a name with this one in it: no machine knows."""
    return re.compile(rf"(?<![^\W_])(?<![.+])(?:{_forms(address)})", re.IGNORECASE)


def _forms(address: str) -> str:
    forms = {address, escape(address), escape(address).replace("&#x27;", "&#39;"), quote(address), quote(address, "")}
    return "|".join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form)))


def _in_sql(address: str) -> str:
    """The same for DuckDB, with what stands before and behind it as groups."""
    escaped = re.escape(address).replace("'", r"\\*'")  # as DuckDB writes it in a row, in quotes then
    before = r"^|[^a-z0-9_.%+'\\-]|(?:^|[^a-z0-9_.%+'\\-])'"
    return rf"({before}){escaped}($|[^a-z0-9.-]|\.(?:$|[^a-z0-9_]|{ENDINGS}))"


def _warehouse() -> Path:
    return paths.data_dir() / "warehouse"


def _files() -> Iterator[tuple[str, Path]]:
    """Place and file of all that people did and made."""
    for place, where in PLACES.items():
        yield from ((place, file) for file in sorted(paths.data_dir().glob(where)) if _is_own(file))
    for month in audit.months():
        yield from ((LOG, file) for file in sorted((month / audit.FOLDER).glob("*.json")) if _is_own(file))


def _is_own(file: Path) -> bool:
    return file.is_file() and not file.is_symlink() and not file.name.startswith(".")


def _roots() -> list[Path]:
    """The folders in which one process writes at a time."""
    data = paths.data_dir()
    return [*sorted(one for one in data.glob("partners/[!.]*") if one.is_dir()), *data.glob("lists"), *audit.months()]


def _others() -> Iterator[Path]:
    """Every file that may hold something of people, but for builds and the rows of letters."""
    data = paths.data_dir()
    for root in dict.fromkeys((data, audit.folder())):
        for place, folders, names in os.walk(root):
            if Path(place) == data:
                folders[:] = [name for name in folders if name not in NOT_OF_PEOPLE]
            for name in sorted(names):
                file = Path(place, name)
                if file.suffix not in (".duckdb", letters.ROWS) and file.is_file() and not file.is_symlink():
                    yield file


def _text(file: Path) -> str:
    return file.read_bytes().decode("utf-8", "replace")


def _told_anew(place: str, text: str, pattern: re.Pattern[str], alias: str) -> tuple[str, int]:
    """The text of a file with the alias in it, sealed again where it was sealed, and how often it stands there.

    One that is damaged stays so.
    """
    opened, closed = SEALS.get(place, (json.loads, lambda told: json.dumps(told, ensure_ascii=False)))
    try:
        told = opened(text)
    except (ValueError, KeyError, TypeError, RecursionError):
        return pattern.subn(alias, text)
    counts: list[int] = []
    anew = _replaced(told, pattern, alias, counts)
    return (closed(anew), sum(counts)) if counts else (text, 0)


def _replaced(told: Any, pattern: re.Pattern[str], alias: str, counts: list[int]) -> Any:
    if isinstance(told, str):
        text, count = pattern.subn(alias, told)
        counts += [count] if count else []
        return text
    if isinstance(told, list):
        return [_replaced(one, pattern, alias, counts) for one in told]
    if isinstance(told, dict):
        return {_replaced(key, pattern, alias, counts): _replaced(one, pattern, alias, counts)
                for key, one in told.items()}  # fmt: skip
    return told


def _put(file: Path, text: str) -> None:
    """In its place, as old as it was: what is kept in memory of it is let go, and lists stay in their order."""
    was = file.stat()
    deeds.write(file, text.encode())
    os.utime(file, ns=(was.st_atime_ns, was.st_mtime_ns + 1_000))


def _builds_with(address: str) -> list[Path]:
    """The builds with this address in a table; of those that are not in use also in a free block."""
    current = publish.in_use(_warehouse())
    return [file for file in publish.builds(_warehouse())
            if _is_in_a_table(file, address) or (file != current and _is_in_bytes(file, address))]  # fmt: skip


def _is_in_a_table(file: Path, address: str) -> bool:
    """Of a damaged build nobody knows: its bytes are looked at."""
    try:
        with duckdb.connect(str(file), read_only=True) as con:
            sql = "select exists(from {} as t where regexp_matches(lower(t::varchar), $whole))"
            return any(con.execute(sql.format(name), {"whole": _in_sql(address)}).fetchone() == (True,)
                       for name in _tables(con))  # fmt: skip
    except duckdb.Error as error:
        log.warning("%s cannot be read: %s", file.name, type(error).__name__)
        return _is_in_bytes(file, address)


def _tables(con: duckdb.DuckDBPyConnection) -> list[str]:
    names = con.sql('select format(\'"{}"."{}"\', schema_name, table_name) from duckdb_tables()').fetchall()
    return [name for (name,) in names]


def _is_in_bytes(file: Path, address: str) -> bool:
    """Read by parts: a build may be larger than memory. A longer address that stands in a table is another's."""
    end, others = b"", _longer_in_tables(file, address)
    most = max(map(len, (address, *others)))
    told = re.compile(rb"(?:" + b"|".join(re.escape(one.encode()) for one in (*others, address)) + rb")")
    with file.open("rb") as content:
        while part := content.read(1 << 24):
            if address.encode() in told.findall((end + part).lower()):
                return True
            end = part[-most:]
    return False


def _longer_in_tables(file: Path, address: str) -> list[str]:
    """Addresses in the tables of a build that end in this one, the longest first; none of a damaged build."""
    sql = "select distinct unnest(regexp_extract_all(replace(lower(t::varchar), '\\', ''), $longer)) from {} as t"
    longer = rf"[a-z0-9_.%+'-]+{re.escape(address)}"
    try:
        with duckdb.connect(str(file), read_only=True) as con:
            told = [con.execute(sql.format(name), {"longer": longer}).fetchall() for name in _tables(con)]
    except duckdb.Error:
        return []
    found = {one.strip("'") for rows in told for (one,) in rows} - {address}
    return sorted(found, key=len, reverse=True)
