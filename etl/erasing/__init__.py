"""Takes a person's address out of all that is kept below the data folder: an alias that tells nothing stands instead.

What people did stays, with its moment and its order; who did it can no longer be seen. The access file is not touched.
"""

import datetime as dt
import hashlib
import json
import logging
import os
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from etl import audit, deeds, disk, given, paths, sealed
from etl.audit import Deed
from etl.building import build, letters, publish
from etl.erasing import holders
from etl.erasing.address import EITHER, WHOLE, Address
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
BEGUN = ".erasing.json"  # in the data folder: the alias of each erasure that is not done, by a digest of the address
ALIAS = re.compile(r"gewist-[0-9a-f]{6}")
Seal = tuple[Callable[[str], dict[str, Any]], Callable[[dict[str, Any]], str]]
SEALS: Mapping[str, Seal] = {
    "lists": (sealed.opened, sealed.sealed),
    "plans": (sealed.opened, sealed.sealed),
    "frozen views": (frozen.opened, frozen.sealed),
}


@dataclass(frozen=True)
class Found:
    """How often an address stands in each place, and the files that are left as they are and hold it, or a longer word
    with it, or cannot be read: of these a person must say whether it is this address."""

    places: Mapping[str, int]
    builds: tuple[Path, ...]
    left: tuple[Path, ...]

    @property
    def count(self) -> int:
        return sum(self.places.values()) + len(self.builds)


class Erased(NamedTuple):
    """What was done: the alias, the id of the build that was made for it, the editions that have no build any more,
    and the builds that hold the address still, as something that people delivered holds it, or a longer word."""

    alias: str = ""
    build_id: str = ""
    without_build: tuple[str, ...] = ()
    left: tuple[Path, ...] = ()


def find(told: str) -> Found:
    """Looks everywhere, and changes nothing. The address in small letters; capitals are no difference."""
    address = Address(told)
    places = dict.fromkeys((*PLACES, LOG, LETTERS), 0)
    known, left = set(), []
    for place, file in _files():
        if (text := _text(file)) is not None:
            known.add(file)
            text, count = _told_anew(place, text, address, "")
            places[place] += count
            left += [file] if EITHER in address.verdicts(text) or _is_named(address, file) else []
    builds, rows = _builds(address), _rows(address)
    places[LETTERS] = len(_with(WHOLE, rows))
    left += [file for file in _with(EITHER, builds) if file not in _with(WHOLE, builds)] + _with(EITHER, rows)
    left += [file for file in _others({*known, *builds, *rows}) if _is_in_other(address, file)]
    return Found(places, tuple(_with(WHOLE, builds)), tuple(left))


def erase(told: str, found: Found) -> Erased:
    """Puts an alias in its place everywhere. Where nothing was found, and no erasure was begun, nothing is done.

    Whatever breaks it off, the same command ends it, with the same alias. Raises EtlError where builds hold the address
    and none is published: nothing is done then. Raises it too where the build cannot be made anew: what people told is
    without the address then, and no build was removed.
    """
    address, begun = Address(told), _begun()
    alias = begun.get(_digest(told))
    if not found.count and alias is None:
        return Erased()
    if found.builds:
        _ask_for_a_build()
    who, alias = audit.at_keyboard(), alias or f"gewist-{secrets.token_hex(3)}"
    _note({**begun, _digest(told): alias})
    with disk.explained(paths.data_dir()), ExitStack() as locks:
        for root in _roots():
            locks.enter_context(events.locked(root))
        for place, file in _files():
            if (text := _text(file)) is not None:
                text, count = _told_anew(place, text, address, alias)
                if count:
                    _put(file, text)
    store.forget()
    rows = found.count
    audit.tell(Deed(dt.datetime.now(dt.UTC), who, "erased", "address", "admin", rows=rows))
    log.info("an address was erased, %s times", rows)
    done = _build_anew(address, alias, found, is_begun=_digest(told) in begun)
    _note({digest: one for digest, one in _begun().items() if digest != _digest(told)})
    return done


def _ask_for_a_build() -> None:
    """Raises EtlError where no build is published: those that hold the address would go, and none would come."""
    try:
        publish.current(_warehouse())
    except EtlError as error:
        raise EtlError(
            f"Nothing was erased: builds hold the address, and none is published to be made anew. {error} Then give "
            "this command once more."
        ) from error


def _build_anew(address: Address, alias: str, found: Found, *, is_begun: bool) -> Erased:
    """Leaves no other build that holds the address, nor a letter."""
    current, build_id = publish.in_use(_warehouse()), ""
    # also where no table holds it any more: what a table held before stays in free blocks of its file
    if current and (found.places[IN_BUILDS] or current in found.builds or is_begun):
        try:
            build_id = build.refresh(is_written_anew=True)
        except EtlError as error:
            raise EtlError(
                f"{alias} stands in what people told, and builds may hold the address still. {error} Then give this "
                "command once more."
            ) from error
    if not _warehouse().is_dir():
        return Erased(alias)
    with build.held(build.WAIT_SECONDS) as folder:
        current, builds = publish.in_use(folder), _builds(address)
        gone = [file for file in _with(WHOLE, builds) if current and file != current]
        for file in gone:
            disk.remove(file)
        for rows in _with(WHOLE, _rows(address)):
            letters.reword(rows, address.domain, lambda text: address.replaced(text, alias)[0])
        still = {publish.edition_of(file) for file in publish.builds(folder)}
        without = sorted({publish.edition_of(file) for file in gone} - still)
        left = {*_with(WHOLE, builds), *_with(EITHER, builds)} - {*gone}
        return Erased(alias, build_id, tuple(without), tuple(sorted(left)))


def _begun() -> dict[str, str]:
    """What is no alias in a damaged file does not count."""
    try:
        told = dict(json.loads((paths.data_dir() / BEGUN).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError, RecursionError):
        return {}
    return {digest: alias for digest, alias in told.items() if ALIAS.fullmatch(str(alias))}


def _note(begun: Mapping[str, str]) -> None:
    file = paths.data_dir() / BEGUN
    if begun:
        disk.write(file, json.dumps(begun).encode())
    else:
        disk.remove(file)


def _digest(told: str) -> str:
    return hashlib.sha256(told.encode()).hexdigest()


def _warehouse() -> Path:
    return paths.data_dir() / "warehouse"


def _files() -> Iterator[tuple[str, Path]]:
    """Place and file of all that people did and made."""
    for place, where in PLACES.items():
        yield from ((place, file) for file in sorted(paths.data_dir().glob(where)) if _is_own(file))
    for month in audit.months():
        yield from ((LOG, file) for file in sorted((month / audit.FOLDER).glob("*.json")) if _is_own(file))


def _is_own(file: Path) -> bool:
    return _is_plain(file) and not file.name.startswith(".")


def _is_plain(file: Path) -> bool:
    """One in a folder of which this user may know the names only counts: it will be named."""
    try:
        return file.is_file() and not file.is_symlink()
    except PermissionError:
        return True


def _roots() -> list[Path]:
    """The folders in which one process writes at a time."""
    data = paths.data_dir()
    own = (*data.glob("lists"), *data.glob(frozen.FOLDER))
    return [*sorted(one for one in data.glob("partners/[!.]*") if one.is_dir()), *own, *audit.months()]


def _others(known: set[Path]) -> Iterator[Path]:
    """Every other file that may hold something of people."""
    data = paths.data_dir()
    for root in dict.fromkeys((data, audit.folder())):
        closed: list[Path] = []  # folders that this user may not look into
        for place, folders, names in os.walk(root, onerror=lambda error, to=closed: to.append(Path(error.filename))):
            if Path(place) == data:
                folders[:] = [name for name in folders if name not in NOT_OF_PEOPLE]
            for name in sorted(names):
                file = Path(place, name)
                if file not in known and _is_plain(file):
                    yield file
        yield from closed


def _is_in_other(address: Address, file: Path) -> bool:
    try:
        return bool({WHOLE, EITHER} & holders.verdicts(address, file)) or _is_named(address, file)
    except FileNotFoundError:
        return False


def _is_named(address: Address, file: Path) -> bool:
    return bool({WHOLE, EITHER} & address.verdicts(file.name))


def _text(file: Path) -> str | None:
    """What is no UTF-8 in it stays as it is; None for one that went meanwhile, or that this user may not read."""
    try:
        return file.read_bytes().decode("utf-8", "surrogateescape")
    except OSError:
        return None


def _told_anew(place: str, text: str, address: Address, alias: str) -> tuple[str, int]:
    """The text of a file with the alias in it, sealed again where it was sealed, and how often it stands there.

    One that is damaged stays so.
    """
    opened, closed = SEALS.get(place, (json.loads, lambda told: json.dumps(told, ensure_ascii=False)))
    try:
        told = opened(text)
    except (ValueError, KeyError, TypeError, RecursionError):
        return address.replaced(text, alias)
    counts: list[int] = []
    anew = _replaced(told, address, alias, counts)
    return (closed(anew), sum(counts)) if counts else (text, 0)


def _replaced(told: Any, address: Address, alias: str, counts: list[int]) -> Any:
    if isinstance(told, str):
        text, count = address.replaced(told, alias)
        counts += [count] if count else []
        return text
    if isinstance(told, list):
        return [_replaced(one, address, alias, counts) for one in told]
    if isinstance(told, dict):
        return {_replaced(key, address, alias, counts): _replaced(one, address, alias, counts)
                for key, one in told.items()}  # fmt: skip
    return told


def _put(file: Path, text: str) -> None:
    """In its place, as old as it was: what is kept in memory of it is let go, and lists stay in their order.

    One that went meanwhile stays away.
    """
    with suppress(FileNotFoundError):
        was = file.stat()
        deeds.write(file, text.encode("utf-8", "surrogateescape"))
        os.utime(file, ns=(was.st_atime_ns, was.st_mtime_ns + 1_000))


def _builds(address: Address) -> dict[Path, set[str]]:
    """What each build holds of the address."""
    current = publish.in_use(_warehouse())
    found = {}
    for file in publish.builds(_warehouse()):
        with suppress(FileNotFoundError):
            found[file] = holders.of_build(address, file, is_in_use=file == current)
    return found


def _rows(address: Address) -> dict[Path, set[str]]:
    """What the rows of each letter hold of it."""
    found = {}
    for file in letters.rows_files(_warehouse()):
        with suppress(FileNotFoundError):
            found[file] = holders.of_rows(address, file)
    return found


def _with(verdict: str, files: Mapping[Path, set[str]]) -> list[Path]:
    return [file for file, verdicts in files.items() if verdict in verdicts]
