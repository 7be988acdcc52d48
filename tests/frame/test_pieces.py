"""A piece of HTML is Markup: what nobody escaped is refused, also where the types were not checked."""

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.frame import markup
from dashboard.frame.markup import Cell, Markup, bold, md
from dashboard.ui import pieces


def test_a_plain_text_is_refused():
    with pytest.raises(TypeError, match="expected Markup, found str"):
        pieces.piece("<b>De Brug</b>")  # ty: ignore[invalid-argument-type]


@pytest.mark.parametrize("name", ["A **vet** B", r"a\*\*b", "*a*_b_`c`", "<b>x</b> & 10-5 (PO).", "w.w:smile: a@b ->"])
def test_a_name_is_bold_where_the_sentence_says_so_and_shown_as_typed(name):
    drawn = bold(f"In {md(name)} **{md(name)}** **2 van de 3**.")
    assert drawn == Markup("In {0} <b>{0}</b> <b>2 van de 3</b>.").format(name)


def test_cells_say_their_class_width_style_and_title_in_one_table():
    cells = [Cell("<3", is_number=True, style="color:red", title='a "b"'), Cell("x", kind="hs", spans=2), "y"]
    row = '<tr><td class="r" style="color:red" title="a &#34;b&#34;">&lt;3<td class="hs" colspan="2">x<td>y'
    assert row in markup.table([], [cells])


def test_a_fragment_stands_in_the_class_that_brings_light_and_dark():
    def page() -> None:
        from dashboard.frame.markup import Markup
        from dashboard.ui import pieces

        pieces.piece(Markup("<b>{}</b>").format("<i>De Brug"), "rw-scroll", tint="reach")

    (drawn,) = AppTest.from_function(page).run().get("html")
    body = drawn.proto.body
    assert body == ('<div class="rw rw-scroll" style="--tint:var(--reach)" tabindex="0"><b>&lt;i&gt;De Brug</b></div>')
    assert Markup(body).striptags() == "<i>De Brug"
