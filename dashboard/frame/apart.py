"""A page run apart: drawn as its link would draw it, with nothing sent to the reader and none of his choices changed.

What a page draws are Streamlit's messages; here they are kept in place of sent, as a tree. Streamlit has no public way
to it: the context of a run is its own class, and tests/frame/test_apart.py holds what of it is used.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from streamlit import runtime
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import RerunException, StopException
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests, ScriptRequestType
from streamlit.runtime.scriptrunner_utils.script_run_context import (
    SCRIPT_RUN_CONTEXT_ATTR_NAME,
    ScriptRunContext,
    add_script_run_ctx,
)
from streamlit.runtime.state import SafeSessionState, SessionState

from dashboard.frame.documents import new_id
from dashboard.frame.program import ROOT

MAIN = 0  # the part of a page that is not its side bar
TURNS = 3  # times that a page may ask to be drawn anew
MOST_ROWS = 500  # of a list on paper: more belong in a file

_is_on: ContextVar[bool] = ContextVar("on_paper", default=False)


@dataclass
class Node:
    """What stands at a place: the message of an element, or a block with its children in order."""

    kind: str = ""  # the name of Streamlit's field: html, dataframe, column ...
    message: Any = None
    height: int = 0  # pixels, where the page said so
    children: dict[int, Node] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Node]:
        return (self.children[place] for place in sorted(self.children))


def is_on() -> bool:
    """Whether what is drawn now is for paper or a file: lists come whole, nothing waits for a click."""
    return _is_on.get()


def rows_at_once(on_a_screen: int) -> int:
    """How many rows of a list are drawn together."""
    return MOST_ROWS if is_on() else on_a_screen


def drawn(draw: Callable[[], Any], choices: Mapping[str, str]) -> Node:
    """What `draw` draws in the main part of a page when it is opened with these choices in its address."""
    return copy_context().run(_drawn, draw, choices)


def _drawn(draw: Callable[[], Any], choices: Mapping[str, str]) -> Node:
    _is_on.set(True)
    state = SafeSessionState(SessionState(), lambda: None)
    for _turn in range(TURNS):
        with _run(state, choices) as messages:
            try:
                draw()
            except RerunException:
                continue
            except StopException:
                pass
        break
    return tree(messages).children.get(MAIN, Node())


@contextmanager
def _run(state: SafeSessionState, choices: Mapping[str, str]) -> Generator[list[ForwardMsg]]:
    """A run of its own on this thread; files that its buttons would offer are let go of afterwards."""
    thread, messages, session = threading.current_thread(), [], f"apart-{new_id()}"
    before = getattr(thread, SCRIPT_RUN_CONTEXT_ATTR_NAME, None)
    main = str(ROOT / "dashboard" / "main.py")
    asked = ScriptRequests()

    def keep(message: ForwardMsg) -> None:
        messages.append(message)
        _obey(asked)

    run = ScriptRunContext(
        session_id=session,
        _enqueue=keep,
        query_string=urlencode(choices),
        session_state=state,
        uploaded_file_mgr=MemoryUploadedFileManager("/apart"),
        main_script_path=main,
        user_info={},
        fragment_storage=MemoryFragmentStorage(),
        pages_manager=PagesManager(main),
        script_requests=asked,
    )
    add_script_run_ctx(thread, run)
    run.reset(query_string=urlencode(choices))
    try:
        yield messages
    finally:
        _let_go(session)
        setattr(thread, SCRIPT_RUN_CONTEXT_ATTR_NAME, before)


def _obey(asked: ScriptRequests) -> None:
    """Where a page asks to be drawn anew, or to stop, its run ends here, as it does in a run for a reader."""
    request = asked.on_scriptrunner_yield()
    if request and request.type == ScriptRequestType.RERUN:
        raise RerunException(request.rerun_data)
    if request:
        raise StopException


def _let_go(session: str) -> None:
    if runtime.exists():
        files = runtime.get_instance().media_file_mgr
        files.clear_session_refs(session)
        files.remove_orphaned_files()


def tree(messages: list[ForwardMsg]) -> Node:
    """The messages of a run at their places; what came later at a place is what stands there."""
    root = Node()
    for one in messages:
        if one.HasField("delta"):
            *above, last = one.metadata.delta_path
            at = root
            for place in above:
                at = at.children.setdefault(place, Node())
            _put(at, last, one)
    return root


def _put(at: Node, place: int, one: ForwardMsg) -> None:
    if one.delta.WhichOneof("type") == "new_element":
        element = one.delta.new_element
        kind = element.WhichOneof("type") or "empty"
        at.children[place] = Node(kind, getattr(element, kind), element.height_config.pixel_height)
    elif one.delta.WhichOneof("type") == "add_block":
        block = one.delta.add_block
        kind = block.WhichOneof("type") or ""
        held = at.children.get(place, Node())
        at.children[place] = Node(kind, getattr(block, kind) if kind else block, children=held.children)
