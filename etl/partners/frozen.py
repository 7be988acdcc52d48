"""Views that readers froze, one file each in data/frozen/: how a file is sealed, and what an erasure takes out of it.

A file holds a view with the digest of all it says, so that a damaged one is known. A view that stood on a delivery
that was erased keeps who froze it, when, and of which page with which choices; its words and figures go. Of a note that
was withdrawn only the words go: they stand in a mark with the note's id. Whoever changes or removes a view waits for
its turn: one that was taken back would come back with what is left of it.
"""

import hashlib
import json
import logging
import re
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from etl import deeds, disk, paths
from etl.partners import events

log = logging.getLogger(__name__)
FOLDER = "frozen"
SHOWN = "html"  # what a view shows; all else is about it
MARK = "data-note"  # around the words of a note, with its id
WITHDRAWN = {"nl": "ingetrokken", "en": "withdrawn"}  # instead of them, in the language of the view


def folder() -> Path:
    """Where frozen views are; beside the warehouse, so that rebuilding leaves them."""
    return paths.data_dir() / FOLDER


@contextmanager
def turn() -> Generator[None]:
    """Only one process at a time changes or removes views; who needs the lock of a partners' folder too has it before.

    Raises DeedsAway, DiskFull and NotWritable.
    """
    with disk.explained(folder()), events.locked(folder()):
        yield


def remove(view_id: str) -> None:
    """Takes a view away for good, on every machine that has it. Raises as `turn`."""
    with turn():
        deeds.remove(folder() / f"{view_id}.json")


def _texts() -> Iterator[tuple[Path, str]]:
    """Every view's file with what it holds, but for those that went meanwhile; called in a turn."""
    for file in sorted(folder().glob("[!.]*.json")):
        try:
            text = file.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            continue
        yield file, text


def sealed(view: dict[str, Any]) -> str:
    """A view as its file has it. Raises ValueError for what JSON does not take."""
    return json.dumps({"sha256": _digest(view), "view": view}, ensure_ascii=False, allow_nan=False)


def opened(text: str) -> dict[str, Any]:
    """The view in a file. Raises ValueError when it is not what was sealed."""
    told = json.loads(text)
    if (
        not isinstance(told, dict)
        or not isinstance(told.get("view"), dict)
        or told.get("sha256") != _digest(told["view"])
    ):
        raise ValueError("not the view that was frozen")
    return told["view"]


def _digest(view: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(view, sort_keys=True, allow_nan=False).encode()).hexdigest()


def forget(deliveries: Collection[str]) -> None:
    """Takes the words and figures out of every view that stood on one of these deliveries."""
    if not deliveries or not folder().is_dir():
        return
    with turn():
        for file, text in _texts():
            if any(delivery in text for delivery in deliveries):
                _forget(file, text, set(deliveries))


def _forget(file: Path, text: str, deliveries: set[str]) -> None:
    """One that cannot be read can no longer be shown either: it goes."""
    try:
        view = opened(text)
        stood_on = sorted(deliveries.intersection(view["deliveries"]))
    except (ValueError, KeyError, TypeError):
        log.warning("a frozen view that named an erased delivery could not be read: it was removed")
        deeds.remove(file)
        return
    if stood_on and view[SHOWN]:
        erased = {"erased_at": datetime.now(UTC).isoformat(timespec="seconds"), "erased": stood_on}
        deeds.write(file, sealed({**view, SHOWN: "", **erased}).encode())


class Words(NamedTuple):
    """What a note said, and who pinned it; '' where that is not known any more."""

    text: str = ""
    by: str = ""


def forget_words(notes: Mapping[str, Words]) -> None:
    """Takes the words of withdrawn notes out of every view that was frozen with them.

    A view of closed figures of before notes were recorded loses them where they are known. Called under the lock of
    notes.
    """
    if not notes or not folder().is_dir():
        return
    known = any(words.text for words in notes.values())
    with turn():
        for file, text in _texts():
            if known or any(note in text for note in notes):
                _forget_words(file, text, notes)


def _forget_words(file: Path, text: str, notes: Mapping[str, Words]) -> None:
    try:
        view = opened(text)
        instead = WITHDRAWN.get(view["language"], WITHDRAWN["en"])
        if "notes" in view:
            before = view.get("withdrawn", [])
            gone = sorted({*notes} & {*view["notes"]} - {*before})
            anew = {SHOWN: _without(view[SHOWN], gone, instead), "withdrawn": sorted([*before, *gone])}
        elif "closed" in view["resources"]:  # only such a view can show a note
            anew = {SHOWN: _of_before(view[SHOWN], notes.values(), instead)}
        else:
            return
    except (ValueError, KeyError, TypeError):
        if any(note in text for note in notes):
            log.warning("a frozen view that named a withdrawn note could not be read: it was removed")
            deeds.remove(file)
        return
    if view != {**view, **anew}:
        deeds.write(file, sealed({**view, **anew}).encode())


def _without(html: str, notes: Collection[str], instead: str) -> str:
    """What a view shows, without what stands in the marks of these notes."""
    for note in notes:
        html = re.sub(rf'(<(\w+)) {MARK}="{re.escape(note)}">[^<]*(?=</\2>)', rf"\1>{instead}", html)
    return html


def _of_before(html: str, notes: Iterable[Words], instead: str) -> str:
    """The same without marks: only where the words stand as a note was shown, with who pinned it behind them.

    The same words in a table, or in the note of somebody else, are no words of this note. Of two notes with the same
    words of one person nobody knows which stands where: both lose them.
    """
    for text, by in notes:
        if text:
            words, who = _in_html(text), _in_html(by)
            shown = rf'(?<=<p>){words}(?=<br><span class="rw-muted rw-small">(?:[^<]* · )?{who} · )'
            html = re.sub(rf"{shown}|(?<=: ){words}(?= \({who}, )", instead, html)
    return html


def _in_html(text: str) -> str:
    """A pattern of a text in the ways in which HTML may have its quotes."""
    forms = {
        escape(text, quote=False),
        escape(text),
        escape(text).replace("&quot;", "&#34;").replace("&#x27;", "&#39;"),
    }
    return f"(?:{'|'.join(re.escape(form) for form in sorted(forms))})"
