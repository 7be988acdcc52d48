"""A session keeps what its widgets call for as long as it lasts, and minutes longer: no frame of a level or a list."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterator
from functools import partial

import pandas as pd
import pytest

from pages import PAGES
from tests.support.screen import calc_hash, opened

LARGE = ("kaart", "dekking", "doelscholen", "verdeeltafel")  # in every run: these hold most
FEW = 10  # rows; what a page shows of one thing
THE_PLAN = "planner-bewaar"  # the schools of a plan, to be kept under a name: it is the reader's own, of this session


def held(value: object, seen: set[int], depth: int = 0) -> Iterator[pd.DataFrame]:
    """The frames that a function, its arguments and what it closes over hold on to."""
    if id(value) in seen or depth > 8:
        return
    seen.add(id(value))
    if isinstance(value, pd.DataFrame | pd.Series):
        yield value if isinstance(value, pd.DataFrame) else value.to_frame()
        return
    for part in parts(value):
        yield from held(part, seen, depth + 1)


def parts(value: object) -> list[object]:
    match value:
        case types.FunctionType():
            cells = [cell.cell_contents for cell in value.__closure__ or ()]
            return [*cells, *(value.__defaults__ or ())]
        case types.MethodType():
            return [value.__self__]
        case partial():
            return [value.func, *value.args, *value.keywords.values()]
        case dict():
            return list(value.values())
        case list() | tuple():
            return list(value)
    return list(vars(value).values()) if dataclasses.is_dataclass(value) and hasattr(value, "__dict__") else []


def test_a_session_knows_of_the_widgets_of_its_page_only(data):  # noqa: ARG001
    app = opened("kaart")
    seen = set()
    for path, area in (("kaart", "GM9000"), ("dekking", "NL00"), ("kaart", "NL00"), ("kaart", "GM9001")):
        app._page_hash = calc_hash(path)
        app.query_params["gebied"] = area
        app.run()
        assert not app.exception
        state = app.session_state._state._state._new_widget_state
        assert set(state.states) <= set(state.widget_metadata)
        seen |= set(state.widget_metadata)
    assert len(state.widget_metadata) < 0.75 * len(seen)


@pytest.mark.parametrize(
    "path", [page.path if page.path in LARGE else pytest.param(page.path, marks=pytest.mark.slow) for page in PAGES]
)
def test_what_widgets_call_holds_no_frame(path, data):  # noqa: ARG001
    app = opened(path)
    state = app.session_state._state._state
    called = [
        (key, part)
        for key, one in state._new_widget_state.widget_metadata.items()
        for part in (one.callback, one.callback_args, one.callback_kwargs)
    ]
    assert called
    large = {
        key: sorted(frame.shape for frame in held(part, set()) if len(frame) > FEW)
        for key, part in called
        if not key.endswith(THE_PLAN) and any(len(frame) > FEW for frame in held(part, set()))
    }
    assert large == {}
