"""Brings a source's bytes into data/snapshots, byte-exact, with a sidecar that says where they came from."""

import datetime as dt
import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl import paths
from etl.catalog import Source, Vintage
from etl.errors import SourceIncomplete


@dataclass(frozen=True)
class Snapshot:
    """One stored file with its sha256, its size in bytes and the moment it was first fetched."""

    path: Path
    url: str
    sha256: str
    bytes: int
    fetched_at: dt.datetime


def sha256_of(path: Path) -> str:
    """Hex digest of a file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def take(source: Source, vintage: Vintage, mirror: Path | None) -> Snapshot:
    """The snapshot of one vintage; with a mirror its file is copied in when it differs.

    Raises SourceIncomplete when neither mirror nor an earlier snapshot has the file.
    """
    folder = paths.data_dir() / "snapshots" / source.source_id / vintage.name
    target = folder / Path(vintage.file).name
    if mirror is not None:
        _copy(source, mirror / vintage.file, target)
    if not target.is_file():
        raise SourceIncomplete(
            f"{source.source_id} {vintage.name}: expected the file {vintage.file}, found neither a snapshot "
            f"nor a mirror. Give the folder that has it: --mirror DIR."
        )
    return _with_sidecar(target, source.facts.get("url", ""))


def _copy(source: Source, origin: Path, target: Path) -> None:
    if not origin.is_file():
        raise SourceIncomplete(
            f"{source.source_id}: expected {origin.name} in the mirror, found nothing there ({origin})."
        )
    if target.is_file() and sha256_of(origin) == sha256_of(target):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + f".part{os.getpid()}")
    shutil.copyfile(origin, part)
    os.replace(part, target)


def _with_sidecar(path: Path, url: str) -> Snapshot:
    sidecar = path.with_name(path.name + ".json")
    digest = sha256_of(path)
    facts: dict[str, Any] = json.loads(sidecar.read_text(encoding="utf-8")) if sidecar.is_file() else {}
    if facts.get("sha256") != digest:
        now = dt.datetime.now(dt.UTC).replace(microsecond=0, tzinfo=None)
        facts = {"url": url, "sha256": digest, "bytes": path.stat().st_size, "fetched_at": now.isoformat()}
        part = sidecar.with_name(sidecar.name + f".part{os.getpid()}")
        part.write_text(json.dumps(facts, indent=1), encoding="utf-8")
        os.replace(part, sidecar)
    moment = dt.datetime.fromisoformat(facts["fetched_at"])
    return Snapshot(path, facts["url"], digest, facts["bytes"], moment)
