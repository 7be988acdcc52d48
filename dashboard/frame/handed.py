"""Files that are not everybody's: fetched by who made them only, though their address needs no page.

Streamlit serves what a page offers under an address that nobody guesses, and asks nobody who fetches it: a link that is
passed on, or stays in a log, would open closed figures to anyone. What is kept of a file is its hash and who took it.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict

from starlette.responses import PlainTextResponse

from dashboard.frame import visitor

MOST = 50_000  # files that are remembered, the newest; one is served while the session lives that made it
MEDIA = "/media/"
CHANGED = (b"accept-encoding", b"range", b"if-range")  # what asks for other bytes than those of the file
_takers: OrderedDict[bytes, frozenset[str]] = OrderedDict()
_lock = threading.Lock()


def keep(data: bytes, actor: str) -> None:
    """From now on a file with these bytes is of this person, and of whoever else made the same."""
    digest = hashlib.sha256(data).digest()
    with _lock:
        _takers[digest] = _takers.pop(digest, frozenset()) | {actor}
        while len(_takers) > MOST:
            _takers.popitem(last=False)


def may_take(data: bytes, actor: str) -> bool:
    """Whether a file is everybody's, or this person's."""
    return actor in _takers.get(hashlib.sha256(data).digest(), {actor})


class HandedOut:
    """Looks at each file before it leaves (plain ASGI): somebody else's is not there."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http" or MEDIA not in scope["path"]:
            await self.app(scope, receive, send)
            return
        messages: list[dict] = []

        async def hold(message):
            messages.append(message)

        asked = [(name, value) for name, value in scope["headers"] if name.lower() not in CHANGED]
        await self.app({**scope, "headers": asked}, receive, hold)
        data = b"".join(message.get("body", b"") for message in messages)
        if not may_take(data, visitor.actor_of(scope)):
            await PlainTextResponse("", status_code=404)(scope, receive, send)
            return
        for message in messages:
            await send(message)
