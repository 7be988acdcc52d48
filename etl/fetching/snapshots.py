"""Brings a source's bytes into data/snapshots, byte-exact, with a sidecar that says where they came from.

A vintage with a `fetch` entry comes live from its publisher, unless a mirror folder is given. What arrives is a
candidate below `new/`; it takes the snapshot's place when its contract holds. One that breaks it goes to
`rejected/` with the reason, and the last accepted snapshot stays.
"""

import datetime as dt
import hashlib
import json
import logging
import os
import shutil
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from etl import paths
from etl.declared.fetch_form import Fetch, urls
from etl.declared.source_form import Source, Vintage
from etl.errors import EtlError, SourceChanged, SourceIncomplete
from etl.fetching import download, publishers
from etl.fetching.download import Client, Tell, silent

log = logging.getLogger(__name__)
KEPT_REJECTED = 3
NEW = "new"
HOLE = "missing.json"
T = TypeVar("T")
_TELL: ContextVar[Tell] = ContextVar("tell", default=silent)


@dataclass(frozen=True)
class Snapshot:
    """One stored file with its sha256, its size in bytes and the moment it was first fetched (UTC).

    `failure` says why a newer one could not be had (or was refused) when this build asked; None when all is well.
    """

    path: Path
    url: str
    sha256: str
    bytes: int
    fetched_at: dt.datetime
    checked_at: dt.datetime | None = None
    failed_at: dt.datetime | None = None
    failure: str | None = None


def sha256_of(path: Path) -> str:
    """Hex digest of a file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


@contextmanager
def told(tell: Tell) -> Generator[None]:
    """Within it, downloads tell their progress: label, bytes so far, bytes expected."""
    token = _TELL.set(tell)
    try:
        yield
    finally:
        _TELL.reset(token)


def folder_of(source: Source, vintage: Vintage) -> Path:
    """Where the snapshot of a vintage stands, with `new/` and `rejected/` beside it."""
    return paths.data_dir() / "snapshots" / source.source_id / vintage.name


def is_candidate(path: Path) -> bool:
    """Whether a file that is judged came just now."""
    return path.parent.name == NEW


def accepted(source: Source, vintage: Vintage, mirror: Path | None, judge: Callable[[Path], T]) -> tuple[Snapshot, T]:
    """(snapshot, what `judge` made of it). `judge` raises an EtlError for a file that breaks its contract.

    A file that cannot be had or does not hold leaves the last accepted one in use, and the snapshot says so;
    without one the error is raised. A mirror's file that does not hold is an error in any case.
    """
    target = folder_of(source, vintage) / Path(vintage.file).name
    candidate = target.parent / NEW / target.name
    try:
        facts = _arrive(source, vintage, mirror, target, candidate)
        if facts is not None:
            _refuse_other_vintage(source, vintage, facts["sha256"], candidate)
            result = judge(candidate)
    except EtlError as error:
        _reject(candidate, error)
        if mirror is not None or not target.is_file():
            raise
        log.warning(
            "source %s %s failed, its last accepted file stays in use: %s: %s",
            source.source_id, vintage.name, type(error).__name__, error,
        )  # fmt: skip
        return _note_failure(target, error), judge(target)
    if facts is None:
        _refuse_absent(source, vintage, target)
        return _with_sidecar(target, source.url), judge(target)
    os.replace(candidate, target)
    _write_json(_sidecar(target), facts)
    _clear(candidate.parent)
    log.info("source %s %s: new file of %d bytes", source.source_id, vintage.name, facts["bytes"])
    return _with_sidecar(target, facts["url"]), result


def refuse_offline(uses: Iterable[tuple[Source, Vintage]]) -> None:
    """Raises Offline when no publisher of these vintages can be reached; asks nothing where none is fetched."""
    asked = {urlsplit(url).hostname or "" for _, one in uses if one.fetch is not None for url in urls(one.fetch)}
    download.refuse_offline(asked - {""})


def hole(source: Source, vintage: Vintage, why: str) -> str:
    """Notes that a vintage cannot be had; returns since when it is so (UTC, ISO), also over several builds."""
    note = folder_of(source, vintage) / HOLE
    since = _read_json(note).get("since") or _now()
    note.parent.mkdir(parents=True, exist_ok=True)
    _write_json(note, {"since": since, "asked_at": _now(), "why": why})
    return since


def whole_again(source: Source, vintage: Vintage) -> None:
    """A vintage that was missing is there."""
    (folder_of(source, vintage) / HOLE).unlink(missing_ok=True)


def _arrive(
    source: Source, vintage: Vintage, mirror: Path | None, target: Path, candidate: Path
) -> dict[str, Any] | None:
    """Facts of a new candidate, or None when the snapshot is what the origin has (or there is no origin)."""
    if mirror is not None:
        origin = mirror / vintage.file
        _refuse_missing(source, origin)
        if target.is_file() and sha256_of(origin) == sha256_of(target):
            return None
        candidate.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(origin, candidate)
        return _facts(candidate, {"url": source.url})
    return None if vintage.fetch is None else _download(source, vintage, vintage.fetch, target, candidate)


def _download(source: Source, vintage: Vintage, spec: Fetch, target: Path, candidate: Path) -> dict[str, Any] | None:
    """Facts of what the publisher has now, at `candidate`; None when it is what we hold. Raises as `publishers`."""
    known = _known(target)
    part = candidate.with_name(candidate.name + ".part")
    part.parent.mkdir(parents=True, exist_ok=True)
    with Client(f"{source.source_id} {vintage.name}", tell=_TELL.get()) as client:
        found = publishers.fetch(client, spec, part, known)
        cost = {"attempts": client.attempts, "pages": client.pages}
    if found is None or (known and sha256_of(part) == known.get("sha256")):
        part.unlink(missing_ok=True)
        _clear(candidate.parent)
        renewed = {} if found is None else {k: v for k, v in asdict(found).items() if v}
        fine = {"checked_at": _now(), "failed_at": None, "failure": None}
        _write_json(_sidecar(target), {**known, **renewed, **cost, **fine})
        return None
    os.replace(part, candidate)
    return _facts(candidate, {**asdict(found), **cost})


def _known(target: Path) -> dict[str, Any]:
    """The sidecar of a snapshot that is still the bytes it describes; {} otherwise."""
    facts = _read_json(_sidecar(target)) if target.is_file() else {}
    return facts if facts and facts.get("sha256") == sha256_of(target) else {}


def _facts(path: Path, origin: Mapping[str, Any]) -> dict[str, Any]:
    now = _now()
    return {**origin, "sha256": sha256_of(path), "bytes": path.stat().st_size, "fetched_at": now, "checked_at": now}


def _reject(candidate: Path, error: EtlError) -> None:
    """Moves a candidate that does not hold to `rejected/`, with the reason beside it; keeps the newest few."""
    if not candidate.is_file():
        _clear(candidate.parent)
        return
    folder = candidate.parent.parent / "rejected"
    folder.mkdir(exist_ok=True)
    place = folder / f"{sha256_of(candidate)[:12]}-{candidate.name}"
    os.replace(candidate, place)
    _write_json(_sidecar(place), {"rejected_at": _now(), "error": type(error).__name__, "reason": str(error)})
    reasons = sorted(folder.glob("*.json"), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in reasons[KEPT_REJECTED:]:
        old.with_name(old.name.removesuffix(".json")).unlink(missing_ok=True)
        old.unlink()
    _clear(candidate.parent)


def _clear(folder: Path) -> None:
    """Removes the folder of candidates when nothing is left in it that can be resumed."""
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _note_failure(target: Path, error: EtlError) -> Snapshot:
    facts = _read_json(_sidecar(target))
    told_at = {"failed_at": _now(), "failure": f"{type(error).__name__}: {error}"}
    _write_json(_sidecar(target), {**facts, **told_at})
    return _with_sidecar(target, facts.get("url", ""))


def _refuse_other_vintage(source: Source, vintage: Vintage, digest: str, candidate: Path) -> None:
    """Raises SourceChanged for the bytes of another vintage under a new name, as of a link to last year's file.

    Of text (csv) also for its rows, saved anew: quoted or not, in another order, with other ends of lines.
    """
    rows = _rows_of(candidate) if vintage.format == "csv" else None
    for other in source.vintages.values():
        if other.name == vintage.name or other.file == vintage.file:
            continue
        held = folder_of(source, other) / Path(other.file).name
        is_same = _read_json(_sidecar(held)).get("sha256") == digest
        if rows and not is_same and other.format == "csv" and held.is_file():
            is_same = _rows_of(held) == rows
        if is_same:
            raise SourceChanged(
                f"{source.source_id} {vintage.name}: expected its own file, found the bytes of vintage {other.name}. "
                f"The publisher's address still gives the former file; try again later."
            )


def _rows_of(path: Path) -> str:
    """A digest of a text file's rows, whatever their order, quotes and ends of lines."""
    lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").replace(b'"', b"").splitlines()
    return hashlib.sha256(b"\n".join(sorted(line.strip() for line in lines))).hexdigest()


def _refuse_missing(source: Source, origin: Path) -> None:
    if not origin.is_file():
        raise SourceIncomplete(
            f"{source.source_id}: expected {origin.name} in the mirror, found nothing there ({origin})."
        )


def _refuse_absent(source: Source, vintage: Vintage, target: Path) -> None:
    if not target.is_file():
        raise SourceIncomplete(
            f"{source.source_id} {vintage.name}: expected the file {vintage.file}, found neither a snapshot "
            f"nor a mirror. Give the folder that has it: --mirror DIR."
        )


def _with_sidecar(path: Path, url: str) -> Snapshot:
    """The snapshot with the facts of its sidecar; one that belongs to other bytes is written anew."""
    digest = sha256_of(path)
    facts: dict[str, Any] = _read_json(_sidecar(path))
    if facts.get("sha256") != digest:
        facts = _origin(url, digest, path.stat().st_size)
        _write_json(_sidecar(path), facts)
    return Snapshot(
        path=path,
        url=facts["url"],
        sha256=digest,
        bytes=facts["bytes"],
        fetched_at=dt.datetime.fromisoformat(facts["fetched_at"]),
        checked_at=_moment(facts.get("checked_at")),
        failed_at=_moment(facts.get("failed_at")),
        failure=facts.get("failure"),
    )


def _origin(url: str, digest: str, size: int) -> dict[str, Any]:
    return {"url": url, "sha256": digest, "bytes": size, "fetched_at": _now()}


def _sidecar(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _now() -> str:
    return dt.datetime.now(dt.UTC).replace(microsecond=0, tzinfo=None).isoformat()


def _read_json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _write_json(path: Path, facts: Mapping[str, Any]) -> None:
    part = path.with_name(path.name + f".part{os.getpid()}")
    part.write_text(json.dumps(facts, indent=1), encoding="utf-8")
    os.replace(part, path)
