"""What a page drew, as plain HTML: words as typed, tables whole, nothing that waits for a click."""

from __future__ import annotations

import pandas as pd
import pytest
import streamlit as st

from dashboard.frame import apart, language
from dashboard.frame.markup import Markup, md
from dashboard.ui import pieces, tables
from dashboard.ui.paper import elements


def html(draw, below: int = 0) -> str:
    return str(elements.drawn(apart.drawn(draw, {}), below))


def test_words_stay_and_what_is_clicked_goes():
    def draw():
        st.title("Coverage", anchor=False)
        st.info("**Nothing here.** Choose another.", icon=":material/flag:")
        st.markdown(":gray[:material/science: **Example**: made up]")
        st.button("Press")
        st.selectbox("Choose", ["a"])
        with st.popover("Question"):
            st.code("select 1")

    found = html(draw)
    assert "<h1>Coverage</h1>" in found
    assert "<strong>Nothing here.</strong> Choose another." in found
    assert "<strong>Example</strong>: made up" in found
    assert not [word for word in ("Press", "Choose<", "select 1", "Question", "material") if word in found]


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "a ] b [ c", ":red[no]", "*a*"]
)
def test_a_name_is_shown_as_it_was_typed(typed):
    found = html(lambda: st.markdown(f":gray[{md(typed)}]"))
    text = Markup(found).striptags().replace("\u200b", "")
    assert text == typed
    assert "<script" not in found
    assert "href" not in found


def test_links_to_our_own_pages_and_scripts_are_gone_and_those_elsewhere_stay():
    inner = Markup('<a class="rw-go" href="school?school=1">De <b>Akker</b></a> <a href="https://cbs.nl">CBS</a>')
    found = html(lambda: (pieces.piece(inner), st.html("<script>x()</script>", unsafe_allow_javascript=True)))
    assert "De <b>Akker</b>" in found
    assert found.count("<a ") == 1
    assert "x()" not in found


def test_a_table_comes_as_it_is_shown_with_its_words_bars_and_gaps():
    frame = pd.DataFrame({"name": ["De Akker", "<Beek>"], "need": [1234.5, None], "share": [12.4, 100.0], "note": ""})

    def draw():
        st.dataframe(
            tables.numbers_as_text(frame, {"need": 1}),
            column_config={
                "name": st.column_config.TextColumn("School"),
                "need": st.column_config.NumberColumn("Need"),
                "share": st.column_config.ProgressColumn("Share", min_value=0, max_value=100, format="%d %%"),
            },
            hide_index=True, placeholder="–", alt="Schools",
        )  # fmt: skip

    language.use("nl")
    found = html(draw)
    assert "1.234,5" in found
    assert "&lt;Beek&gt;" in found
    assert ">–<" in found
    assert "width:12%" in found
    assert "12\u00a0%" in found
    assert "note" not in found  # a column that says nothing
    assert '<figcaption class="rw-heard">Schools</figcaption>' in found


def test_a_list_of_fifty_is_whole_and_one_of_more_than_five_hundred_says_so():
    def draw(n):
        return lambda: st.dataframe(pd.DataFrame({"school": [f"S{k}!" for k in range(n)]}), hide_index=True)

    fifty, many = html(draw(50)), html(draw(501))
    assert all(f">S{k}!<" in fifty for k in range(50))
    assert many.count("<tr>") == 501
    assert "501" in many
    assert "501" not in html(draw(500))


def test_headings_go_lower_in_a_document_of_several_pages():
    assert "<h2>Coverage</h2>" in html(lambda: st.title("Coverage", anchor=False), below=1)
