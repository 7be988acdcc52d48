"""Members of a publisher's zip: ordinary names, methods that can be bounded, bytes counted while they come out."""

import zipfile

from etl.apart.archive import METHODS, odd_names
from etl.errors import SourceChanged

MAX_UNPACKED_BYTES = 500_000_000
MAX_MEMBERS = 100


def refuse_odd(label: str, held: zipfile.ZipFile) -> None:
    """Raises SourceChanged for a zip of too many members, with odd names, passwords or methods."""
    members = held.infolist()
    odd = odd_names([member.orig_filename for member in members])
    locked = [member.filename for member in members if member.flag_bits & 1 or member.compress_type not in METHODS]
    if len(members) > MAX_MEMBERS or odd or locked:
        raise SourceChanged(
            f"{label}: expected a zip of at most {MAX_MEMBERS} members inside its own folder, each once and packed "
            f"the usual way without a password, found {len(members)} members, odd names: {odd[:3] or 'none'}, packed "
            f"otherwise: {locked[:3] or 'none'}. Look at the publication in a browser before it is used."
        )


def member(label: str, held: zipfile.ZipFile, name: str) -> bytes:
    """A member's bytes, counted while they are read: a zip's own numbers may lie. Raises SourceChanged."""
    refuse_odd(label, held)
    if name not in held.namelist():
        raise SourceChanged(f"{label}: expected {name} in the zip, found {held.namelist()[:10]}.")
    with held.open(name) as opened:
        data = opened.read(MAX_UNPACKED_BYTES + 1)
    if len(data) > MAX_UNPACKED_BYTES:
        raise SourceChanged(f"{label}: {name} unpacks to more than {MAX_UNPACKED_BYTES} bytes.")
    return data
