"""Frozen views: what a view showed, kept under an id nobody guesses, whatever builds come; one file each.

A file obeys the rights of all that was read for it, is sealed against damage, and loses what it shows when a delivery
on which it stood is erased, and the words of a note that is withdrawn (etl/partners/frozen.py).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path

from dashboard.frame import audit, documents, kept, warehouse
from dashboard.frame import notes as told_notes
from dashboard.frame.access import CLOSED, PARTNER, READ, Access, NotAllowed, areas, may, may_all, own_partners, require
from dashboard.frame.documents import ID
from etl.partners import frozen as files

log = logging.getLogger(__name__)
MOST_BYTES, MOST_SHOWN = 5_000_000, 50
WHAT = "frozen views"
_views = kept.Frames(20_000_000)


class NoSuchView(Exception):
    """There is no frozen view with this id: it was withdrawn, or kept elsewhere."""


class DamagedView(NoSuchView):
    """Its file is there and does not hold what was frozen."""


class OfBefore(NotAllowed):
    """Frozen from closed data before it was kept which notes it shows: only its maker and administrators open it."""


class TooLarge(Exception):
    """A view with more than a file may hold."""


@dataclass(frozen=True)
class FrozenView:
    """A view as it was: `html` is all that it showed, in one language; the rest is about it."""

    view_id: str
    path: str
    title: str
    choices: Mapping[str, str]
    language: str
    frozen_at: str  # UTC, ISO 8601
    frozen_by: str
    build_id: str
    as_of: str  # the as-of date of its build, ISO 8601
    resources: Sequence[str]  # the kinds of data that were read for it
    deliveries: Sequence[str]  # of partners, on which it stood
    html: str
    areas: Sequence[str] = field(default_factory=list)  # the municipalities whose closed figures its maker might read
    own: Sequence[str] = field(default_factory=list)  # the partners whose small numbers its maker saw in full
    erased_at: str = ""
    erased: Sequence[str] = field(default_factory=list)
    notes: Sequence[str] | None = None  # ids of those that were read for it; None: frozen before that was kept
    withdrawn: Sequence[str] = field(default_factory=list)  # of these, whose words are gone


def folder() -> Path:
    return warehouse.data_directory() / files.FOLDER


def freeze(access: Access, *, language: str, html: str, path: str, title: str, choices: Mapping[str, str],
           build_id: str, as_of: str, resources: Sequence[str], deliveries: Sequence[str],
           notes: Sequence[str] = ()) -> FrozenView:  # fmt: skip
    """Writes a view down and returns it. Raises NotAllowed, TooLarge, and DiskFull or NotWritable (documents.py)."""
    require(access, "write", PARTNER, WHAT)
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    view = FrozenView(documents.new_id(), path, title, dict(choices), language, moment, access.actor, build_id, as_of,
                      sorted(resources), sorted(deliveries), html,
                      sorted(areas(access)) if CLOSED in resources else [], sorted(own_partners(access)),
                      notes=sorted(notes))  # fmt: skip
    text = files.sealed(asdict(view))
    if len(text.encode()) > MOST_BYTES:
        raise TooLarge
    file = folder() / f"{view.view_id}.json"
    documents.write(file, text)
    if gone := told_notes.gone(notes):  # withdrawn between the drawing and the writing
        files.forget_words(dict.fromkeys(gone, files.Words()))
    audit.wrote(access, "frozen_view", audit.gravest(resources))
    return _read(file)


def load(view_id: str, access: Access) -> FrozenView:
    """The view with this id. Raises NoSuchView, DamagedView, and NotAllowed or OfBefore for who may not read it all."""
    if not ID.fullmatch(view_id):
        raise NoSuchView("not an id of a frozen view")
    view = _read(folder() / f"{view_id}.json")
    for resource in view.resources:
        require(access, READ, resource, WHAT)
    if not _may_read(view, access):
        log.warning("refused to read %s: made with rights that this person has not", WHAT)
        raise NotAllowed("this person may not read all that is in this view")
    if CLOSED in view.resources and view.notes is None and not is_maker(view, access):
        raise OfBefore("nobody knows whether this view shows a note that was withdrawn")
    for resource in view.resources:
        audit.asked(access, "frozen_view", resource, (("page", view.path),), 1)
    return view


def _may_read(view: FrozenView, access: Access) -> bool:
    """Whether all that its maker saw in it may be seen by this person."""
    return may_all(access, READ, view.resources, view.areas, view.own)


def _read(file: Path) -> FrozenView:
    """A view out of its file, read once while the file stays as it is."""
    try:
        found = file.stat()
    except OSError as error:
        raise NoSuchView(f"no {file.name}") from error
    return _views.get((file, found.st_mtime_ns, found.st_size), lambda: _parsed(file, found.st_size))


def _parsed(file: Path, size: int) -> FrozenView:
    try:
        if size > 2 * MOST_BYTES:  # an alias or a word that came instead of another may be longer
            raise ValueError("larger than a view can be")
        told = files.opened(file.read_text(encoding="utf-8"))
        view = FrozenView(**{one.name: told[one.name] for one in fields(FrozenView) if one.name in told})
        if view.view_id != file.stem:
            raise ValueError("the view of another file")
        return view
    except FileNotFoundError as error:
        raise NoSuchView(f"no {file.name}") from error
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        log.warning("a frozen view cannot be read: %s", type(error).__name__)  # an id opens a view: not in the log
        raise DamagedView(f"cannot read {file.name}") from error


def withdraw(view_id: str, access: Access) -> None:
    """Takes a view back, for good; its maker may, and whoever has this machine. Raises NotAllowed, NoSuchView and
    NotWritable."""
    require(access, "write", PARTNER, WHAT)
    view = load(view_id, access)
    if not is_maker(view, access):
        raise NoSuchView("frozen by somebody else")
    files.remove(view_id)
    audit.wrote(access, "frozen_view", audit.gravest(view.resources), is_gone=True)


def is_maker(view: FrozenView, access: Access) -> bool:
    return access.is_over_all or view.frozen_by == access.actor


def own(access: Access) -> list[FrozenView]:
    """The views that this person froze and may still read, the newest first, at most 50."""
    if not may(access, "write", PARTNER) or not folder().is_dir():
        return []
    found = []
    for file in documents.newest_first(folder()):
        try:
            view = _read(file)
        except NoSuchView:
            continue
        if is_maker(view, access) and _may_read(view, access):
            found.append(view)
        if len(found) == MOST_SHOWN:
            break
    return found
