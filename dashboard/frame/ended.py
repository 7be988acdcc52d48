"""Sign-ins that somebody ended: remembered by this process, and by the others where there are several.

Several processes meet in a folder that the setting names, one empty file per sign-in, under the mark that tells it
from others; it holds nothing of who that was.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path

from dashboard.frame.program import setting

log = logging.getLogger(__name__)
SETTING = "ENDED"
MOST = 10_000
KEPT = 48 * 3600  # seconds; no sign-in holds for longer than half of it
_ended: OrderedDict[str, None] = OrderedDict()
_lock = threading.Lock()


def end(mark: str) -> None:
    """From now on this sign-in holds nowhere."""
    if not mark:
        return
    with _lock:
        _ended[mark] = None
        while len(_ended) > MOST:
            _ended.popitem(last=False)
    folder = _folder()
    if folder is None:
        return
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)  # one that was there already; refused where it is somebody else's
        (folder / mark).touch()
        _sweep(folder)
    except OSError as error:  # here it has ended all the same
        log.error("the other processes do not hear that a sign-in ended: %s", type(error).__name__)


def is_ended(mark: str) -> bool:
    """Whether this sign-in was ended, in this process or another."""
    with _lock:
        if mark in _ended:
            return True
    folder = _folder()
    return folder is not None and bool(mark) and (folder / mark).exists()


def _folder() -> Path | None:
    told = setting(SETTING)
    return Path(told) if told else None


def _sweep(folder: Path) -> None:
    """Lets go of sign-ins that have run out anyway."""
    last = time.time() - KEPT
    for file in folder.iterdir():
        with suppress(FileNotFoundError):
            if file.stat().st_mtime < last:
                file.unlink()
