"""The partners' own files and what people decided about them: an append-only folder of bytes and events.

`files/<sha256>` holds a delivery's bytes as they came, `events/<moment>-<random>.json` one thing that happened. Nothing
is ever changed in place: a state is what the events add up to, in the order of their names. A process that dies
between two writes leaves a whole event or none; the same file of the same partner has the same delivery_id, so what
was written twice still counts once. Real and fictional editions have folders of their own.
"""

import dataclasses
import datetime as dt
import hashlib
import itertools
import json
import logging
import os
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etl import paths
from etl.declared.catalog import Edition
from etl.errors import UploadRejected

log = logging.getLogger(__name__)
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
    path: Path | None = None

    @property
    def is_accepted(self) -> bool:
        """Counts in the atlas."""
        return self.columns is not None and not self.is_withdrawn and not self.is_erased


@dataclass(frozen=True)
class Ledger:
    """What all events add up to: partners, programmes by (partner, slug), deliveries, decisions by (partner, words)."""

    partners: dict[str, dict[str, Any]] = field(default_factory=dict)
    programmes: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    decisions: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)


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
    """Keeps the bytes, then says that they came; returns the delivery_id and whether it was here before."""
    digest = hashlib.sha256(data).hexdigest()
    found = f"{partner_id}-{digest[:12]}"
    known = read(root).deliveries.get(found)
    _keep(root / "files" / digest, data)
    if known is not None and not known.is_erased:
        return found, True
    facts = {"delivery_id": found, "partner_id": partner_id, "sha256": digest, "file_name": file_name}
    tell(root, "received", by, bytes=len(data), **facts)
    return found, False


def tell(root: Path, kind: str, by: str, **facts: Any) -> None:
    """Writes one event. It is there wholly or not at all, and never in place of another."""
    at = dt.datetime.now(dt.UTC)
    event = {"kind": kind, "at": at.isoformat(timespec="microseconds"), "by": by, **facts}
    name = f"{at:%Y%m%dT%H%M%S.%f}-{secrets.token_hex(4)}.json"
    _keep(root / "events" / name, json.dumps(event, ensure_ascii=False, default=str).encode())
    _log(kind, facts)


def _log(kind: str, facts: Mapping[str, Any]) -> None:
    """Which delivery or partner, and which checks stopped it; not by whom, nor what was in it."""
    about = facts.get("delivery_id") or facts.get("partner_id")
    if kind == "refused":
        log.warning("delivery %s refused: %s", about, ", ".join(facts["checks"]))
    else:
        log.info("delivery event %s: %s", kind, about)


def _keep(path: Path, data: bytes) -> None:
    """Writes a file that is not there yet, so that a reader sees all of it or nothing; only its owner may read it."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    os.replace(part, path)


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


def erase(root: Path, delivery_id: str, by: str) -> None:
    """Takes a delivery's bytes away for good (personal data in it); that it was there stays on record."""
    delivery = read(root).deliveries[delivery_id]
    tell(root, "erased", by, delivery_id=delivery_id)
    shared = [d for d in read(root).deliveries.values() if d.sha256 == delivery.sha256 and not d.is_erased]
    if not shared:
        (root / "files" / delivery.sha256).unlink(missing_ok=True)


def events(root: Path) -> list[dict[str, Any]]:
    """Every event in the order in which it was told."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((root / "events").glob("[!.]*.json"))]


def read(root: Path, brought: Iterable[Delivery] = ()) -> Ledger:
    """What all events add up to, beginning with the deliveries that an edition brought along."""
    ledger = Ledger(deliveries={delivery.delivery_id: delivery for delivery in brought})
    for event in events(root):
        _apply(ledger, event)
    return ledger


def _apply(ledger: Ledger, event: Mapping[str, Any]) -> None:
    kind = event["kind"]
    if kind == "partner":
        ledger.partners[event["partner_id"]] = {**event}
    elif kind == "programme":
        ledger.programmes[event["partner_id"], event["programme_slug"]] = {**event}
    elif kind == "decision":
        ledger.decisions[event["partner_id"], event["fingerprint"]] = {**event}
    elif kind == "received":
        known = ledger.deliveries.get(event["delivery_id"])
        if known is None or known.is_erased:
            facts = {key: event[key] for key in ("delivery_id", "partner_id", "sha256", "file_name")}
            at = dt.datetime.fromisoformat(event["at"])
            ledger.deliveries[event["delivery_id"]] = Delivery(received_at=at, received_by=event["by"], **facts)
    elif event.get("delivery_id") in ledger.deliveries:
        _change(ledger, event)


CHANGES: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "accepted": lambda e: {"columns": e["columns"], "layout": e["layout"], "is_withdrawn": False},
    "refused": lambda e: {"refused": tuple(e["checks"])},
    "withdrawn": lambda _: {"is_withdrawn": True},
    "erased": lambda _: {"is_erased": True},
    "confirmed": lambda e: {"confirmed_on": dt.date.fromisoformat(e["confirmed_on"])},
}


def _change(ledger: Ledger, event: Mapping[str, Any]) -> None:
    old = ledger.deliveries[event["delivery_id"]]
    ledger.deliveries[old.delivery_id] = dataclasses.replace(old, **CHANGES[event["kind"]](event))


def state(delivery: Delivery) -> str:
    """accepted, erased, withdrawn, refused or received (came, and nobody took it in yet)."""
    if delivery.is_erased:
        return "erased"
    if delivery.is_withdrawn:
        return "withdrawn"
    if delivery.is_accepted:
        return "accepted"
    return "refused" if delivery.refused else "received"
