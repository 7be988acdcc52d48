"""Files that are not everybody's: fetched by who made them only, though their address needs no page.

Streamlit serves what a page offers under an address that nobody guesses, and asks nobody who fetches it: a link that is
passed on, or stays in a log, would open closed figures to anyone. What is kept of a file is its hash, who made it with
which rights, and the kinds of data in it: whoever has fewer rights since then cannot fetch it any more.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable

from starlette.responses import PlainTextResponse

from dashboard.frame import visitor
from dashboard.frame.access import CLOSED, EXPORT, Access, areas, may_all, own_partners

MOST = 50_000  # files that are remembered, the newest; one is served while the session lives that made it
MEDIA = "/media/"
# what asks for other bytes than those of the file, or for none where somebody has it already
CHANGED = (
    b"accept-encoding", b"range", b"if-range", b"if-match", b"if-none-match", b"if-modified-since",
    b"if-unmodified-since",
)  # fmt: skip
Made = tuple[Access, frozenset[str]]  # by whom, as they were then, and of which kinds of data
_made: OrderedDict[bytes, frozenset[Made]] = OrderedDict()
_lock = threading.Lock()


def keep(data: bytes, access: Access, resources: Iterable[str]) -> None:
    """From now on a file with these bytes, of these kinds of data, is of this person, and of whoever made the same."""
    digest = hashlib.sha256(data).digest()
    with _lock:
        _made[digest] = _made.pop(digest, frozenset()) | {(access, frozenset(resources))}
        while len(_made) > MOST:
            _made.popitem(last=False)


def may_take(data: bytes, access: Access) -> bool:
    """Whether a file is everybody's, or this person's, who may still export all that it was made of."""
    made = _made.get(hashlib.sha256(data).digest())
    return made is None or any(_is_still(access, *one) for one in made)


def _is_still(access: Access, then: Access, resources: frozenset[str]) -> bool:
    """Whether somebody is who made a file, with no fewer rights to what is in it."""
    closed_of = areas(then, EXPORT) if CLOSED in resources else ()
    return access.actor == then.actor and may_all(access, EXPORT, resources, closed_of, own_partners(then))


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
        is_head = scope["method"] == "HEAD"  # who asks for no bytes is judged by them too
        await self.app({**scope, "headers": asked, "method": "GET" if is_head else scope["method"]}, receive, hold)
        data = b"".join(message.get("body", b"") for message in messages)
        if not may_take(data, visitor.access_of(scope)):
            await PlainTextResponse("", status_code=404)(scope, receive, send)
            return
        for message in messages:
            await send({**message, "body": b""} if is_head and "body" in message else message)
