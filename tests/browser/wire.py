"""What goes over the wire, without a browser: a counting proxy before a server, and the first run of a page."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ButtonGroup_pb2 import ButtonGroup
from streamlit.proto.Checkbox_pb2 import Checkbox
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Selectbox_pb2 import Selectbox
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.support.visits import cookie_of


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


class Conversation:
    """A client as a browser is one: it keeps what it was sent and says so, and tells what its widgets hold."""

    KEPT_RUNS = 2  # a message that so many runs did not name is let go

    def __init__(self, server: ClientConnection, path: str):
        self.server = server
        page, _question, choices = path.partition("?")
        self.rerun = BackMsg()
        self.rerun.rerun_script.page_name, self.rerun.rerun_script.query_string = page.strip("/"), choices
        self.kept: dict[str, tuple[ForwardMsg, int]] = {}
        self.runs = 0
        self.seen = self._run()

    def choose(self, label: str, value: str | bool) -> list[ForwardMsg]:
        """What the page sends when a list, row of buttons or switch with this label is set to this value."""
        (widget,) = (one for one in self.widgets() if one.label == label)
        states = self.rerun.rerun_script.widget_states.widgets
        state = next((one for one in states if one.id == widget.id), None) or states.add(id=widget.id)
        if isinstance(value, bool):
            state.bool_value = value
        elif isinstance(widget, ButtonGroup):
            state.string_array_value.data[:] = [value]
        else:
            state.string_value = value
        self.seen = self._run()
        return self.seen

    def widgets(self) -> list[Selectbox | ButtonGroup | Checkbox]:
        """Those of the last run that can be set."""
        elements = [message.delta.new_element for message in self.seen if message.HasField("delta")]
        kinds = ("selectbox", "button_group", "checkbox")
        return [getattr(one, one.WhichOneof("type")) for one in elements if one.WhichOneof("type") in kinds]

    def _run(self) -> list[ForwardMsg]:
        """Every message of a run, those that came as a reference as they were."""
        self.rerun.rerun_script.cached_message_hashes[:] = list(self.kept)
        self.server.send(self.rerun.SerializeToString())
        self.runs += 1
        received: list[ForwardMsg] = []
        while not received or not received[-1].HasField("script_finished"):
            message = ForwardMsg.FromString(self.server.recv(timeout=60))
            message = self.kept[message.ref_hash][0] if message.HasField("ref_hash") else message
            received.append(message)
            if message.HasField("page_info_changed"):  # the address of the next run
                self.rerun.rerun_script.query_string = message.page_info_changed.query_string
            if message.metadata.cacheable:
                self.kept[message.hash] = message, self.runs
        self.kept = {key: one for key, one in self.kept.items() if self.runs - one[1] < self.KEPT_RUNS}
        return received


@contextmanager
def talking(base: str, path: str, agent: str = "", **headers: str) -> Iterator[Conversation]:
    """A conversation that begins at this path, of who opened the start link. `agent` is what the client says it is,
    `headers` what else it sends."""
    url = base.replace("http", "ws") + "/_stcore/stream"
    told = {"user_agent_header": agent or None, "additional_headers": {"Cookie": cookie_of(base)} | headers}
    with connect(url, subprotocols=[Subprotocol("streamlit")], origin=Origin(base), max_size=None, **told) as server:
        yield Conversation(server, path)


def first_run(base: str, path: str, agent: str = "", **headers: str) -> list[ForwardMsg]:
    """Every message of the run that a browser gets when it opens this path, the last of the run included."""
    with talking(base, path, agent, **headers) as conversation:
        return conversation.seen
