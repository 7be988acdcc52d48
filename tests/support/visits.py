"""Visits to a running server by websocket, with whatever a visitor may send along; no browser.

Servers of the tests have START_KEY; whoever visits opens the start link first, as the person at this machine does.
"""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

START_KEY = "kwx-start-key-7319"


def cookie_of(base: str, key: str = START_KEY) -> str:
    """What a browser brings along after it opened the start link with this key; '' where it got nothing."""
    return given(base, key).split(";")[0]


def given(base: str, key: str) -> str:
    """`Set-Cookie` of the answer to the start link; '' for none."""
    line = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
    line.request("GET", f"/start?key={key}")
    return line.getresponse().getheader("set-cookie") or ""


@contextmanager
def visiting(base: str, host: str = "", headers: Mapping[str, str] | None = None) -> Iterator[ClientConnection]:
    """A connection as a browser opens it, under the server's own name unless `host` is another one.

    `Origin` is that name too, and `Cookie` has the start key, unless the headers say otherwise; "" leaves them out.
    """
    place = urlsplit(base)
    name = host or place.netloc
    told = {"Origin": f"http://{name}", "Cookie": cookie_of(base)} | dict(headers or {})
    sent = {header: value for header, value in told.items() if value}
    with (
        socket.create_connection((place.hostname, place.port)) as line,
        connect(
            f"ws://{name}/_stcore/stream", sock=line, subprotocols=[Subprotocol("streamlit")], max_size=None,
            additional_headers=sent, proxy=None,
        ) as connection,
    ):  # fmt: skip
        yield connection


def run(connection: ClientConnection, path: str, query: str = "") -> list[ForwardMsg]:
    """Every message of one run of a page."""
    message = BackMsg()
    message.rerun_script.page_name = path.strip("/")
    message.rerun_script.query_string = query
    connection.send(message.SerializeToString())
    return until_finished(connection)


def until_finished(connection: ClientConnection) -> list[ForwardMsg]:
    """Every message up to the end of the run that is under way."""
    received: list[ForwardMsg] = []
    while not received or not received[-1].HasField("script_finished"):
        received.append(ForwardMsg.FromString(connection.recv(timeout=60)))
    return received


def pages(messages: list[ForwardMsg]) -> set[str]:
    """The paths in the navigation."""
    found = [message.navigation for message in messages if message.HasField("navigation")]
    return {page.url_pathname for navigation in found for page in navigation.app_pages}


def text(messages: list[ForwardMsg]) -> str:
    """All that was sent, as text to search in."""
    return "\n".join(str(message) for message in messages)


def is_refused(base: str, host: str = "", headers: Mapping[str, str] | None = None) -> bool:
    """True when the server does not take the connection at all."""
    try:
        with visiting(base, host, headers):
            return False
    except InvalidStatus as error:
        return error.response.status_code == 403
