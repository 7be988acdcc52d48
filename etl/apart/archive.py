"""What a zip from outside may be: ordinary member names, no passwords, bounded members and bounded bytes."""

import re
import zipfile
from collections.abc import Iterator

MAX_UNPACKED_BYTES = 100_000_000
MAX_MEMBERS = 1_000
MAX_RATIO = 150
# a small archive may be packed tightly and still hurt nobody
RATIO_FROM_BYTES = 5_000_000
CHUNK = 1_000_000
# bounded while they unpack; Python's readers of the other methods give everything at once
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ODD_NAME = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|[\x00-\x1f]")
DAMAGED = (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError)


class Refused(Exception):
    """What is wrong, as one word: encrypted, members, unpacked, ..."""


def odd_names(names: list[str]) -> list[str]:
    """Names that lead out of the archive's own folder or that stand in it twice."""
    return sorted({name for name in names if ODD_NAME.search(name) or names.count(name) > 1})


def judge(archive: zipfile.ZipFile) -> None:
    """On what the directory says. Raises Refused."""
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise Refused("unpacked")
    if any(member.flag_bits & 1 for member in members):
        raise Refused("encrypted")
    if odd_names([member.orig_filename for member in members]):
        raise Refused("members")
    if any(member.compress_type not in METHODS for member in members):
        raise Refused("members")


def unpacked(archive: zipfile.ZipFile, packed: int) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each member, counted while they come out: a directory may lie. Raises Refused, DAMAGED."""
    if _too_much(sum(member.file_size for member in archive.infolist()), packed):
        raise Refused("unpacked")
    count = 0
    for member in archive.infolist():
        parts = []
        with archive.open(member) as handle:
            while part := handle.read(CHUNK):
                count += len(part)
                if _too_much(count, packed):
                    raise Refused("unpacked")
                parts.append(part)
        yield member.filename, b"".join(parts)


def _too_much(count: int, packed: int) -> bool:
    return count > MAX_UNPACKED_BYTES or (count > RATIO_FROM_BYTES and count > packed * MAX_RATIO)
