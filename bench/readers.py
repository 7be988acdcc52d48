"""A reader of a Streamlit server: a session over a websocket that keeps what it was sent, as a browser does."""

from __future__ import annotations

import math
import socket
import time
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

KEPT_RUNS = 2  # a browser forgets a message that this many runs did without
PATIENCE = 120  # seconds that one run gets


class Refused(RuntimeError):
    """The server answered with an exception on the page, or with no page."""


class _Counted(socket.socket):
    """A socket that counts the bytes that came in: compressed, as they travelled."""

    received = 0

    def recv(self, *arguments) -> bytes:
        data = super().recv(*arguments)
        self.received += len(data)
        return data


@dataclass(frozen=True)
class Answer:
    """One run of a page."""

    seconds: float  # from the question to the end of the run
    first: float  # until the first heading; NaN without one
    wire_bytes: int
    messages: tuple[ForwardMsg, ...]

    @property
    def text(self) -> str:
        """All that was sent, as text to search in."""
        return "\n".join(str(one) for one in self.messages)


@dataclass
class Reader:
    """One session. Raises OSError when the server is not there, Refused when a page fails."""

    base: str
    headers: dict[str, str] = field(default_factory=dict)
    patience: float = PATIENCE

    def __post_init__(self) -> None:
        place = urlsplit(self.base)
        self._line = _Counted(socket.AF_INET, socket.SOCK_STREAM)
        self._line.settimeout(self.patience)
        self._line.connect((place.hostname, place.port))
        self._line.settimeout(None)
        opened = connect(
            f"ws://{place.netloc}/_stcore/stream", sock=self._line, subprotocols=[Subprotocol("streamlit")],
            max_size=None, origin=Origin(self.base), additional_headers=self.headers, proxy=None,
            open_timeout=self.patience,
        )  # fmt: skip
        self._stack = ExitStack()
        self._socket = self._stack.enter_context(opened)
        self.kept: dict[str, tuple[int, ForwardMsg]] = {}
        self._runs, self._script, self.query = 0, "", ""
        self.widgets: dict[str, WidgetState] = {}

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._stack.close()

    def open(self, page: str = "", query: str = "") -> Answer:
        """A page under an address, as a link or a change of the address opens it."""
        message = BackMsg()
        self.query = query
        message.rerun_script.page_name, message.rerun_script.query_string = page, query
        return self._run(message)

    def choose(self, label: str, value: str, query: str | None = None) -> Answer:
        """Another option of a select box of the page that is open, at the address that the page gave itself."""
        message = BackMsg()
        message.rerun_script.page_script_hash = self._script
        message.rerun_script.query_string = self.query if query is None else query
        self.widgets[label] = WidgetState(id=self.ids[label], string_value=value)
        message.rerun_script.widget_states.widgets.extend(self.widgets.values())
        return self._run(message)

    def file(self, file_id: str) -> bytes:
        """The file of a download button that makes it when it is pressed."""
        message = BackMsg()
        message.backend_operation_request.deferred_file.file_id = file_id
        self._socket.send(message.SerializeToString())
        while True:
            found = self._take()
            if found.HasField("backend_operation_response"):
                address = found.backend_operation_response.deferred_file.url
                with urllib.request.urlopen(self.base + address, timeout=self.patience) as answer:
                    return answer.read()

    def _run(self, message: BackMsg) -> Answer:
        self._runs += 1
        known = {digest: kept for digest, kept in self.kept.items() if kept[0] >= self._runs - KEPT_RUNS}
        self.kept = known
        message.rerun_script.cached_message_hashes.extend(known)
        before, started, first = self._line.received, time.perf_counter(), float("nan")
        self._socket.send(message.SerializeToString())
        got: list[ForwardMsg] = []
        while not got or not got[-1].HasField("script_finished"):
            got.append(self._take())
            if math.isnan(first) and _is_heading(got[-1]):
                first = time.perf_counter() - started
        took = time.perf_counter() - started
        answer = Answer(took, first, self._line.received - before, tuple(got))
        self.ids = dict(_labelled(answer.messages))
        if failed := next(filter(_is_failure, got), None):
            raise Refused(str(failed)[:500])
        return answer

    def _take(self) -> ForwardMsg:
        found = ForwardMsg.FromString(self._socket.recv(timeout=self.patience))
        if found.HasField("ref_hash"):
            whole = ForwardMsg()
            whole.CopyFrom(self.kept[found.ref_hash][1])
            whole.metadata.CopyFrom(found.metadata)
            self.kept[found.ref_hash] = (self._runs, self.kept[found.ref_hash][1])
            return whole
        if found.hash and found.metadata.cacheable:
            self.kept[found.hash] = (self._runs, found)
        if found.HasField("page_info_changed"):
            self.query = found.page_info_changed.query_string
        if found.HasField("navigation"):
            self._script = found.navigation.page_script_hash
        return found


def _is_heading(message: ForwardMsg) -> bool:
    element = message.delta.new_element
    return element.HasField("heading") or "<h1" in element.html.body


def _is_failure(message: ForwardMsg) -> bool:
    return message.delta.new_element.HasField("exception") or message.HasField("page_not_found")


def _labelled(messages: tuple[ForwardMsg, ...]) -> list[tuple[str, str]]:
    """Label and id of every select box."""
    boxes = [one.delta.new_element.selectbox for one in messages if one.delta.new_element.HasField("selectbox")]
    return [(box.label, box.id) for box in boxes]
