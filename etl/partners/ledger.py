"""The partners' own files and what people decided about them: an append-only folder of bytes and events.

`files/<sha256>` holds a delivery's bytes as they came, etl/partners/events.py what happened since. Nothing is ever
changed in place: a state is what the events add up to, in their order. A process that dies between two writes leaves
a whole event or none; the same file of the same partner has the same delivery_id, so what was written twice still
counts once. What cannot be read is set apart and named, and the rest goes on. Real and fictional editions have
folders of their own.
"""

import dataclasses
import datetime as dt
import functools
import hashlib
import itertools
import logging
import re
import secrets
import stat
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etl import deeds, disk, paths
from etl.declared.catalog import Edition
from etl.errors import EtlError, UploadRejected
from etl.partners import events, frozen
from etl.partners.events import Apart

log = logging.getLogger(__name__)
KEY = ("partner_id", "programme_slug")
KINDS = ("founding", "offer", "referral", "knowledge")
# letters that do not come apart into a plain one and an accent
LATIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Delivery:
    """One file of one partner. `layout` and `columns` are None until a person (or the command) took it in.

    `path` is where an edition's own delivery is; None for what was uploaded.
    """

    delivery_id: str
    partner_id: str
    sha256: str
    file_name: str
    received_at: dt.datetime
    received_by: str
    columns: Mapping[str, str] | None = None
    layout: Mapping[str, Any] | None = None
    confirmed_on: dt.date | None = None
    refused: tuple[str, ...] = ()
    is_withdrawn: bool = False
    is_erased: bool = False
    accepted_at: dt.datetime | None = None  # when it was first taken in, and when the atlas first showed it
    shown_at: dt.datetime | None = None
    path: Path | None = None

    @property
    def is_accepted(self) -> bool:
        """Counts in the atlas."""
        return self.columns is not None and not self.is_withdrawn and not self.is_erased


@dataclass(frozen=True)
class Ledger:
    """What all events add up to: partners, programmes by (partner, slug), deliveries, decisions by (partner, words).

    `facts`: what was told of a (partner, slug) by fact_id, with who and when; `standings`: still so and stopped, in
    the order in which they were told.
    `apart` is what does not count until a person looks at it.
    """

    partners: dict[str, dict[str, Any]] = field(default_factory=dict)
    programmes: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    decisions: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    facts: dict[tuple[str, str], dict[str, dict[str, Any]]] = field(default_factory=dict)
    standings: list[dict[str, Any]] = field(default_factory=list)
    apart: list[Apart] = field(default_factory=list)


def folder(edition: Edition) -> Path:
    """Where the deliveries of this world are: fictional partners never mix with real ones."""
    return paths.data_dir() / "partners" / ("voorbeeld" if edition.is_fictional else "nederland")


class NameTaken(UploadRejected):
    """A new partner would get the partner_id of another one: a person must say which is meant."""

    def __init__(self, name: str, partner_id: str, other: str) -> None:
        super().__init__(
            f"Expected the name or partner_id of a partner, or for a new one a name of its own: {name!r} would be "
            f"{partner_id}, and that is {other!r}. For {other!r} say {partner_id}; for another organisation add what "
            f"tells it apart to the name, for example its place. Nothing was written."
        )
        self.partner_id, self.other = partner_id, other


def slug(name: str) -> str:
    """'Debatclub De Brug' -> 'debatclub-de-brug', 'Café Ünï' -> 'cafe-uni'; other scripts get a digest of the name.

    Raises UploadRejected when the name has no letter or digit.
    """
    plain = " ".join(unicodedata.normalize("NFKD", name).casefold().split()).translate(LATIN)
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    found = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    if any(c.isalnum() and not c.isascii() for c in letters):
        found = f"{found or 'partner'}-{hashlib.sha256(plain.encode()).hexdigest()[:8]}"
    if not SLUG.fullmatch(found):
        raise UploadRejected(f"Expected a name with letters or digits for the partner, found {name[:60]!r}.")
    return found


def known_partner(told: str, known: Mapping[str, str]) -> str | None:
    """The partner_id of who is meant by a name (case and spaces aside) or partner_id; None when nobody is.

    known: name by partner_id.
    """
    names = {_plain(name): partner_id for partner_id, name in known.items()}
    return told if told in known else names.get(_plain(told))


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def new_partner_id(name: str, known: Mapping[str, str], is_another: bool = False) -> str:
    """The partner_id of a partner who is new; is_another says that who has it now is another organisation.

    Raises NameTaken when the partner_id or the name is another's, UploadRejected for a name without letters.
    """
    partner_id = slug(name)
    taken = known_partner(name, known) or (partner_id if partner_id in known else None)
    if taken and not is_another:
        raise NameTaken(name, taken, known[taken])
    numbered = (f"{partner_id}-{number}" for number in itertools.count(2))
    return partner_id if partner_id not in known else next(free for free in numbered if free not in known)


def delivery_id_of(partner_id: str, data: bytes) -> str:
    """The same file of the same partner is the same delivery."""
    return f"{partner_id}-{hashlib.sha256(data).hexdigest()[:12]}"


def receive(root: Path, partner_id: str, file_name: str, data: bytes, by: str) -> tuple[str, bool]:
    """Keeps the bytes, then says that they came; returns the delivery_id and whether it was here before.

    The same file sent again mends a kept one that is damaged. Raises DiskFull or NotWritable; nothing is kept then.
    """
    digest = hashlib.sha256(data).hexdigest()
    delivery_id = f"{partner_id}-{digest[:12]}"
    disk.ask_room(root, len(data), "Taking in a file")
    facts = {"delivery_id": delivery_id, "partner_id": partner_id, "sha256": digest, "file_name": file_name}
    with disk.explained(root), events.locked(root):
        known = read(root).deliveries.get(delivery_id)
        _keep(root / "files" / digest, data, delivery_id)
        if known is not None and not known.is_erased:
            return delivery_id, True
        events.append(root, "received", by, {"bytes": len(data), **facts})
    _log("received", facts)
    return delivery_id, False


def tell(root: Path, kind: str, by: str, look: Callable[[], None] = lambda: None, /, **facts: Any) -> str:
    """Writes one event and returns its name. It is there wholly or not at all, and never in place of another.

    `look` is done when nobody else can write: what it raises, ends it.
    """
    with disk.explained(root), events.locked(root):
        look()
        name = events.append(root, kind, by, facts)
    _log(kind, facts)
    return name


def undo(root: Path, event_name: str, by: str) -> None:
    """Says that an event no longer counts; once is enough.

    Raises EtlError for an event that is not there, or of a kind that cannot be undone.
    """
    with disk.explained(root), events.locked(root):
        found, _apart = events.read(root)
        told = next((event for event in found if event["event_name"] == event_name), None)
        if told is None or told["kind"] not in events.UNDOABLE:
            kinds = ", ".join(events.UNDOABLE)
            raise EtlError(f"Expected an event of {kinds} to undo, found {told['kind'] if told else 'none'}.")
        if told in events.standing(found):
            events.append(root, "undone", by, {"undoes": event_name})
    _log("undone", {key: told.get(key) for key in ("delivery_id", "partner_id")})


def let_go(root: Path, number: int, by: str) -> None:
    """Says that an event that is no longer there was removed on purpose. Raises EtlError where none is missing."""
    if events.Apart(f"n{number:010}", "gone") not in events.read(root)[1]:
        raise EtlError(f"Expected the number of an event that `partner apart` names as gone, found {number}.")
    tell(root, "let_go", by, number=number)


def _log(kind: str, facts: Mapping[str, Any]) -> None:
    """Which delivery or partner, and which checks stopped it; not by whom, nor what was in it."""
    about = facts.get("delivery_id") or facts.get("partner_id")
    if kind == "refused":
        log.warning("delivery %s refused: %s", about, ", ".join(facts["checks"]))
    else:
        log.info("delivery event %s: %s", kind, about)


def _keep(path: Path, data: bytes, delivery_id: str) -> None:
    """Writes a delivery's bytes under their own sha256; what stands there and is something else is replaced.

    A folder may hold what somebody wants to have: it goes aside, under a name that says whose place it was in.
    """
    if path.is_file() and not path.is_symlink():
        if path.read_bytes() == data:
            return
        log.warning("the kept file of delivery %s was damaged; it is mended", delivery_id)
    elif path.is_dir() and not path.is_symlink():
        aside = path.rename(path.with_name(f"{path.name}.folder-{secrets.token_hex(4)}"))
        log.warning("a folder stood in the place of the kept file of delivery %s: now %s", delivery_id, aside.name)
    deeds.write(path, data)


def content(root: Path, delivery: Delivery) -> bytes:
    """The bytes of a delivery as they came. Raises UploadRejected when they are gone or differ from what came."""
    path = delivery.path or root / "files" / delivery.sha256
    data = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(data).hexdigest() != delivery.sha256:
        raise UploadRejected(
            f"{delivery.file_name}: expected the bytes that came on {delivery.received_at:%Y-%m-%d} "
            f"(sha256 {delivery.sha256[:12]}), found {len(data)} others. Put it back from a copy or send it again."
        )
    return data


def is_whole(root: Path, delivery: Delivery) -> bool:
    """Whether the bytes that came are still there; looked at again only when the file was touched."""
    path = delivery.path or root / "files" / delivery.sha256
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # to read a pipe is to wait without end
            return False
        return _sha256(path, found.st_mtime_ns, found.st_size, found.st_ino) == delivery.sha256
    except OSError:
        return False


@functools.lru_cache(maxsize=4096)
def _sha256(path: Path, _changed: int, _size: int, _inode: int) -> str:
    with path.open("rb") as kept:
        return hashlib.file_digest(kept, "sha256").hexdigest()


def erase(root: Path, delivery_id: str, by: str) -> None:
    """Takes a delivery's bytes away for good (personal data in it); that it was there stays on record.

    Raises EtlError for a delivery that nobody sent: an edition brought it along.
    """
    if delivery_id not in read(root).deliveries:
        raise EtlError(f"Expected a delivery that somebody sent, found {delivery_id!r}. Withdraw it instead.")
    with disk.explained(root), events.locked(root):
        events.append(root, "erased", by, {"delivery_id": delivery_id})
        _remove_erased(root)
    _log("erased", {"delivery_id": delivery_id})


def sweep(root: Path) -> None:
    """What killed processes left: bytes of erased deliveries, and halves of files."""
    if not root.is_dir():
        return
    with disk.explained(root), events.locked(root):
        _remove_erased(root)
        for part in [*(root / "files").glob(".*"), *(root / "events").glob(".*")]:
            disk.remove(part)


def _remove_erased(root: Path) -> None:
    """Removes the bytes that only erased deliveries had, and views that stood on these; called under the lock."""
    known = read(root).deliveries.values()
    frozen.forget({delivery.delivery_id for delivery in known if delivery.is_erased})
    used = {delivery.sha256 for delivery in known if not delivery.is_erased}
    for digest in {delivery.sha256 for delivery in known if delivery.is_erased} - used:
        if (root / "files" / digest).exists():
            deeds.remove(root / "files" / digest)
            disk.sync(root / "files")


def read(root: Path, brought: Iterable[Delivery] = ()) -> Ledger:
    """What all events add up to, beginning with the deliveries that an edition brought along.

    What was told of a delivery cannot come before the delivery: where the clock of an earlier version was set back,
    it waits for it. What was told of one that never came is set apart.
    """
    every, apart = events.read(root)
    found = events.standing(every)
    ledger = Ledger(deliveries={delivery.delivery_id: delivery for delivery in brought}, apart=apart)
    waiting: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    now = _ids_of_now(found, ledger.deliveries)
    for told in found:
        event = {**told, "delivery_id": now[told["delivery_id"]]} if told.get("delivery_id") in now else told
        about = event.get("delivery_id", "") if event["kind"] in CHANGES else ""
        if about and about not in ledger.deliveries:
            waiting[about].append(event)
            continue
        _apply(ledger, event)
        if event["kind"] == "received":
            earlier = waiting.pop(event["delivery_id"], [])
            for change in earlier if not event.get("version") else ():  # one with a number did come after them
                _change(ledger, change)
    for event in (event for told in waiting.values() for event in told):
        ledger.apart.append(Apart(event["event_name"], "unknown_delivery"))
        events.told(ledger.apart[-1])
    return ledger


def decided(root: Path) -> set[tuple[str, str]]:
    """Partner and words of every name that was judged; without a look at a delivery, which may have to be read anew."""
    told = events.standing(events.read(root)[0])
    return {(event["partner_id"], event["fingerprint"]) for event in told if event["kind"] == "decision"}


def _ids_of_now(told: Iterable[Mapping[str, Any]], brought: Iterable[str]) -> dict[str, str]:
    """delivery_id that a brought file once had -> the one it has now, also where a file went back to earlier bytes."""
    same: dict[str, frozenset[str]] = {}
    for event in told:
        if event["kind"] == "replaced":
            one, other = event["delivery_id"], event["replaced_by"]
            both = same.get(one, frozenset([one])) | same.get(other, frozenset([other]))
            same |= dict.fromkeys(both, both)
    return {former: now for now in brought for former in same.get(now, ()) if former != now}


def replaced(root: Path, successors: Mapping[str, str], by: str) -> None:
    """A brought file comes with other bytes, so by another id (old -> new): what was told about it keeps holding."""
    known, _apart = events.read(root)
    told = {event.get(key) for event in known for key in ("delivery_id", "replaced_by")}
    for old, new in successors.items():
        if old != new and old in told:
            tell(root, "replaced", by, delivery_id=old, replaced_by=new)


def _apply(ledger: Ledger, event: Mapping[str, Any]) -> None:
    kind = event["kind"]
    if kind == "partner":
        ledger.partners[event["partner_id"]] = {**event}
    elif kind == "programme":
        key = event["partner_id"], event["programme_slug"]
        ledger.programmes[key] = {**ledger.programmes.get(key, {}), **event}
        if "theme_id" in event:
            _tell_facts(ledger, event, {"themes": event["theme_id"]})
    elif kind == "facts":
        _tell_facts(ledger, event, event["facts"])
        if "themes" in event["facts"]:  # the first is the one that the programme is listed under
            key = event["partner_id"], event["programme_slug"]
            theme = event["facts"]["themes"].partition(",")[0]
            ledger.programmes[key] = {**ledger.programmes.get(key, dict(zip(KEY, key, strict=True))), "theme_id": theme}
    elif kind == "standing":
        ledger.standings.append({**event})
    elif kind == "decision":
        ledger.decisions[event["partner_id"], event["fingerprint"]] = {**event}
    elif kind == "received":
        known = ledger.deliveries.get(event["delivery_id"])
        if known is None or known.is_erased:
            facts = {key: event[key] for key in ("delivery_id", "partner_id", "sha256", "file_name")}
            at = dt.datetime.fromisoformat(event["at"])
            ledger.deliveries[event["delivery_id"]] = Delivery(received_at=at, received_by=event["by"], **facts)
    elif kind in CHANGES:
        _change(ledger, event)


def _tell_facts(ledger: Ledger, event: Mapping[str, Any], told: Mapping[str, str]) -> None:
    facts = ledger.facts.setdefault((event["partner_id"], event["programme_slug"]), {})
    facts |= {fact_id: {"value": value, "by": event["by"], "at": event["at"]} for fact_id, value in told.items()}


CHANGES: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "accepted": lambda e: {
        "columns": e["columns"], "layout": e["layout"], "is_withdrawn": False,
        "accepted_at": dt.datetime.fromisoformat(e["at"]),
    },
    "shown": lambda e: {"shown_at": dt.datetime.fromisoformat(e["at"])},
    "refused": lambda e: {"refused": tuple(e["checks"])},
    "withdrawn": lambda _: {"is_withdrawn": True},
    "erased": lambda _: {"is_erased": True},
    "confirmed": lambda e: {"confirmed_on": dt.date.fromisoformat(e["confirmed_on"])},
}  # fmt: skip
FIRST = ("accepted_at", "shown_at")  # a file that was withdrawn and handed in again took no time to make


def _change(ledger: Ledger, event: Mapping[str, Any]) -> None:
    old = ledger.deliveries[event["delivery_id"]]
    changed = CHANGES[event["kind"]](event)
    kept = {name: getattr(old, name) for name in FIRST if name in changed and getattr(old, name)}
    ledger.deliveries[old.delivery_id] = dataclasses.replace(old, **{**changed, **kept})


def state(delivery: Delivery) -> str:
    """accepted, erased, withdrawn, refused or received (came, and nobody took it in yet)."""
    if delivery.is_erased:
        return "erased"
    if delivery.is_withdrawn:
        return "withdrawn"
    if delivery.is_accepted:
        return "accepted"
    return "refused" if delivery.refused else "received"
