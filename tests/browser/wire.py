"""What goes over the wire, without a browser: a counting proxy before a server, and the first run of a page."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol


class Wire:
    """Bytes from server to browser since the last `forget`."""

    def __init__(self, base: str):
        self.target = urlsplit(base)
        self.bytes = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def forget(self) -> None:
        self.bytes = 0

    def serve(self) -> None:
        with suppress(OSError):  # the listener was closed: done
            while True:
                here, _ = self.listener.accept()
                there = socket.create_connection((self.target.hostname, self.target.port))
                for pair in ((here, there, False), (there, here, True)):
                    threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, origin: socket.socket, target: socket.socket, is_counted: bool) -> None:
        with suppress(OSError):
            while data := origin.recv(65_536):
                self.bytes += len(data) if is_counted else 0
                target.sendall(data)
        for end in (origin, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def wired(base: str) -> Iterator[Wire]:
    """A server as seen through a counter: use its `base` in the browser."""
    wire = Wire(base)
    threading.Thread(target=wire.serve, daemon=True).start()
    try:
        yield wire
    finally:
        wire.listener.close()


def first_run(base: str, path: str) -> list[ForwardMsg]:
    """Every message of the run that a browser gets when it opens this link, the last of the run included."""
    message = BackMsg()
    page, _, message.rerun_script.query_string = path.partition("?")
    message.rerun_script.page_name = page.strip("/")
    url = base.replace("http", "ws") + "/_stcore/stream"
    with connect(url, subprotocols=[Subprotocol("streamlit")], origin=Origin(base), max_size=None) as server:
        server.send(message.SerializeToString())
        received: list[ForwardMsg] = []
        while not received or not received[-1].HasField("script_finished"):
            received.append(ForwardMsg.FromString(server.recv(timeout=60)))
    return received
