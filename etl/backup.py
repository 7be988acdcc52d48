"""People's own data in one archive and back: what they delivered, decided, saved and imported, equal by sha256.

The archive is a zip with `manifest.json`: the sha256 of every file in it. A restore judges the whole archive before it
writes, puts back what is absent or damaged, and leaves what is here and newer, unless it is told to replace it.
"""

import hashlib
import json
import os
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from etl import audit, deeds, disk, given, paths
from etl.deeds import OWN
from etl.errors import EtlError
from etl.partners import claims, events, ledger, notes, referrals, requests

NOT_OWN = (".", "brought-")
MANIFEST = "manifest.json"
VERSION = 1
MOST_BYTES = 20_000_000_000


def backup(target: Path) -> dict[str, Any]:
    """Writes the archive whole or not at all; returns how many files and bytes, and the sha256 of the manifest.

    `as_of` is of when what people entered is, where the server that has it does not answer.
    Raises EtlError when something is there already, or there is nothing to keep.
    """
    deeds.freshen()
    if target.exists():
        raise EtlError(f"Expected a new file for the backup, found that {target.name} is there. Name another one.")
    part = target.with_name(f".{target.name}.part")
    with disk.explained(target.parent), ExitStack() as locks:
        for root in _stores():
            locks.enter_context(events.locked(root))
        files = dict(_files())
        disk.ask_room(target.parent, sum(path.stat().st_size for path in files.values()), "Making a backup")
        try:
            os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, disk.FILE_MODE))
            manifest = _pack(part, files)
            disk.sync(part)
            part.rename(target)
            disk.sync(target.parent)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    since = deeds.away_since()
    return {"archive": str(target), **_summary(manifest)} | ({"as_of": since.isoformat()} if since else {})


def restore(archive: Path, replace: bool = False) -> dict[str, Any]:
    """Puts an archive's files back; returns how many were put back, mended, replaced and were here.

    What is only here stays. What is here and differs is not touched and stops the restore, unless `replace`: then the
    files of now go into a backup beside the archive first. What was erased since does not come back.
    Raises EtlError on a damaged archive, before anything is written.
    """
    data = paths.data_dir()
    with _opened(archive) as packed:
        manifest = _judged(packed, archive.name)
        disk.ask_room(data, sum(packed.getinfo(name).file_size for name in manifest), "Restoring a backup")
        state = {name: _state(data / name, digest) for name, digest in manifest.items()}
        differ = sorted(name for name, told in state.items() if told == "differs")
        if differ and not replace:
            raise EtlError(
                f"Expected files that are absent here or the same, found {len(differ)} that differ: "
                f"{', '.join(differ[:5])}. Nothing was restored. With --replace those of the backup take their place, "
                "and those of now go into a backup of their own first."
            )
        kept = backup(_free_name(archive))["archive"] if differ else None
        with disk.explained(data), ExitStack() as locks:
            for root in sorted({data.joinpath(*PurePosixPath(name).parts[:2]) for name in manifest if _is_store(name)}):
                locks.enter_context(events.locked(root))
            for name, told in state.items():
                if told != "same":
                    deeds.write(data / name, packed.read(name))
    for root in _partners():
        for kind in (ledger, requests, claims, referrals, notes):
            kind.sweep(root)
    audit.sweep()
    counts = {told: list(state.values()).count(told) for told in ("absent", "damaged", "differs", "same")}
    found = {"put_back": counts["absent"], "mended": counts["damaged"], "replaced": counts["differs"]}
    return {**found, "were_here": counts["same"], "backup_of_before": kept, **_summary(manifest)}


def _partners() -> list[Path]:
    """The partners' folders: one of real ones, one of fictional ones."""
    return sorted(path for path in (paths.data_dir() / "partners").glob("[!.]*") if path.is_dir())


def _stores() -> list[Path]:
    """Every folder with a lock of its own: of partners, and of the months of the audit."""
    return [*_partners(), *audit.months()]


def _is_store(name: str) -> bool:
    return name.startswith(("partners/", "audit/")) and name.count("/") >= 2


def _files() -> Iterator[tuple[str, Path]]:
    """Name in the archive and place of every file that is people's own; halves of files have a dot before.

    What an edition brings along comes with the edition.
    """
    data = paths.data_dir()
    for path in sorted(path for folder in OWN for path in (data / folder).rglob("*")):
        name = path.relative_to(data)
        if path.is_file() and not path.is_symlink() and not any(part.startswith(NOT_OWN) for part in name.parts):
            yield name.as_posix(), path


def _pack(part: Path, files: Mapping[str, Path]) -> dict[str, str]:
    """Writes the archive; returns sha256 by name."""
    manifest = {}
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, path in files.items():
            data = path.read_bytes()
            manifest[name] = hashlib.sha256(data).hexdigest()
            packed.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
        if not manifest:
            raise EtlError(f"Expected people's own data in {', '.join(OWN)}, found none: there is nothing to back up.")
        told = {"version": VERSION, "made_at": datetime.now(UTC).isoformat(timespec="seconds"), "files": manifest}
        packed.writestr(zipfile.ZipInfo(MANIFEST), json.dumps(told, indent=1, ensure_ascii=False))
    return manifest


def _opened(archive: Path) -> zipfile.ZipFile:
    """The archive, its directory read. Raises EtlError when it is another file, half of one, or damaged there."""
    try:
        return zipfile.ZipFile(archive)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise EtlError(
            f"{archive.name}: expected a backup of `python -m etl backup`, found another or half a file."
        ) from error


def _judged(packed: zipfile.ZipFile, name: str) -> dict[str, str]:
    """sha256 by name. Raises EtlError unless every file is there, is what the manifest says, and belongs to people."""
    try:
        told = json.loads(packed.read(MANIFEST))
        version, manifest = told["version"], dict(told["files"])
    except (KeyError, ValueError, TypeError, OSError, zipfile.BadZipFile, zlib.error) as error:
        raise EtlError(f"{name}: expected a manifest in the backup, found none that can be read.") from error
    if version != VERSION:
        raise EtlError(
            f"{name}: expected a backup of version {VERSION}, found {version}. Use the program that made it."
        )
    members = Counter(member.filename for member in packed.infolist() if member.filename != MANIFEST)
    odd = {name for name, times in members.items() if times > 1 or not _is_own(name)}
    wrong = sorted({*members} ^ {*manifest} | odd)
    if not wrong and sum(member.file_size for member in packed.infolist()) > MOST_BYTES:
        wrong = [f"more than {MOST_BYTES} bytes"]
    wrong = wrong or [one for one, digest in manifest.items() if _digest(packed, one) != digest]
    if wrong:
        raise EtlError(
            f"{name}: this backup is damaged, nothing was restored. Expected what its manifest says, found other: "
            f"{', '.join(wrong[:5])}. Use another backup."
        )
    return manifest


def _is_own(name: str) -> bool:
    """Whether a name is of a file in one of people's folders, and nowhere else."""
    path = PurePosixPath(name)
    plain = not any(not part or part.startswith(NOT_OWN) for part in name.split("/")) and "\\" not in name
    return plain and len(path.parts) > 1 and path.parts[0] in OWN and "\0" not in name


def _digest(packed: zipfile.ZipFile, name: str) -> str:
    """sha256 of a file in the archive; '' when it cannot be unpacked."""
    try:
        digest = hashlib.sha256()
        with packed.open(name) as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
        return digest.hexdigest()
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
        return ""


def _state(path: Path, digest: str) -> str:
    """How a file here stands to one of the archive: absent, same, damaged (it cannot be what it was) or differs."""
    if not path.exists():
        return "absent"
    if path.is_dir():
        return "differs"
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found == digest:
        return "same"
    in_files = path.parent.name == "files" and path.name == digest
    told = {
        "events": events.is_event,
        requests.FOLDER: requests.is_event,
        claims.FOLDER: claims.is_event,
        referrals.FOLDER: referrals.is_event,
        notes.FOLDER: notes.is_event,
        audit.FOLDER: audit.is_event,
        given.FOLDER: given.is_event,
    }
    reads = told.get(path.parent.name)
    return "damaged" if in_files or (reads is not None and not reads(path)) else "differs"


def _free_name(archive: Path) -> Path:
    names = (archive.with_name(f"{archive.stem}.before-{n}.zip") for n in range(1, 1_000))
    return next(name for name in names if not name.exists())


def _summary(manifest: Mapping[str, str]) -> dict[str, Any]:
    """How much is in an archive, and one hash of all of it."""
    lines = "\n".join(f"{digest}  {name}" for name, digest in sorted(manifest.items()))
    return {"files": len(manifest), "sha256": hashlib.sha256(lines.encode()).hexdigest()}
