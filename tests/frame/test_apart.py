"""A page run apart draws what its link draws, and touches neither the reader's page nor his choices."""

from __future__ import annotations

import threading

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.frame import apart
from dashboard.frame.apart import Node


def kinds(node: Node) -> list[str]:
    return [node.kind, *(kind for one in node for kind in kinds(one))]


def messages(node: Node, kind: str) -> list:
    own = [node.message] if node.kind == kind else []
    return own + [message for one in node for message in messages(one, kind)]


def test_what_is_drawn_is_kept_at_its_place_and_the_side_bar_is_left_out():
    def draw():
        left, right = st.columns([2, 1])
        right.info("second")
        left.title("first")
        with st.sidebar:
            st.text_input("asked")

    root = apart.drawn(draw, {})
    assert [kind for kind in kinds(root) if kind in ("heading", "alert", "text_input")] == ["heading", "alert"]
    assert messages(root, "heading")[0].body == "first"


def test_what_came_later_at_a_place_is_what_stands_there():
    def draw():
        place = st.empty()
        place.info("before")
        place.warning("after")

    assert [one.body for one in messages(apart.drawn(draw, {}), "alert")] == ["after"]


def test_it_sees_the_choices_of_its_own_address():
    root = apart.drawn(lambda: st.text(st.query_params.get("gebied", "none")), {"gebied": "GM9001"})
    assert messages(root, "text")[0].body == "GM9001"


def test_a_page_that_asks_to_be_drawn_anew_is_and_one_that_stops_has_what_came_before():
    def draw():
        st.session_state["turn"] = st.session_state.get("turn", 0) + 1
        if st.session_state["turn"] == 1:
            st.rerun()
        st.text(f"turn {st.session_state['turn']}")
        st.stop()
        st.text("never")

    assert [one.body for one in messages(apart.drawn(draw, {}), "text")] == ["turn 2"]


def test_it_says_that_it_draws_for_paper_and_only_there():
    seen = []
    apart.drawn(lambda: seen.append((apart.is_on(), apart.rows_at_once(50))), {})
    assert seen == [(True, 500)]
    assert not apart.is_on()
    assert apart.rows_at_once(50) == 50


def test_the_thread_has_its_own_run_back_also_after_an_error():
    def fail():
        raise LookupError("on purpose")

    before = getattr(threading.current_thread(), "streamlit_script_run_ctx", None)
    with pytest.raises(LookupError):
        apart.drawn(fail, {})
    assert getattr(threading.current_thread(), "streamlit_script_run_ctx", None) is before


def _page_with_one_apart() -> None:
    import streamlit as st

    from dashboard.frame import apart

    def draw():
        st.session_state["mine"] = "apart"
        st.query_params["gebied"] = "GM9002"
        st.text_input("name", key="name", value="apart")
        st.text("drawn apart")

    st.session_state.setdefault("mine", "reader")
    st.text_input("name", key="name", value="reader")
    apart.drawn(draw, {"gebied": "GM9001"})
    st.text(f"{st.session_state['mine']} {st.session_state['name']} {st.query_params.get('gebied')}")


def test_a_reader_s_page_keeps_its_choices_address_and_elements():
    app = AppTest.from_function(_page_with_one_apart).run()
    assert not app.exception
    assert [one.value for one in app.text] == ["reader reader None"]
