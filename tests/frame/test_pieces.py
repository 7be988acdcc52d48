"""A piece of HTML is Markup: what nobody escaped is refused, also where the types were not checked."""

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.frame.markup import Markup
from dashboard.ui import pieces


def test_a_plain_text_is_refused():
    with pytest.raises(TypeError, match="expected Markup, found str"):
        pieces.piece("<b>De Brug</b>")  # ty: ignore[invalid-argument-type]


def test_a_fragment_stands_in_the_class_that_brings_light_and_dark():
    def page() -> None:
        from dashboard.frame.markup import Markup
        from dashboard.ui import pieces

        pieces.piece(Markup("<b>{}</b>").format("<i>De Brug"), "rw-scroll", tint="reach")

    (drawn,) = AppTest.from_function(page).run().get("html")
    body = drawn.proto.body
    assert body == ('<div class="rw rw-scroll" style="--tint:var(--reach)" tabindex="0"><b>&lt;i&gt;De Brug</b></div>')
    assert Markup(body).striptags() == "<i>De Brug"
