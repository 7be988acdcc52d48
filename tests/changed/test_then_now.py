"""What a view said and says: its lines, and which differ."""

from __future__ import annotations

import pytest

from dashboard.changed.then_now import Difference, differences, lines

VIEW = """<h1>Kaart</h1><p class="x">Stand van <b>2020</b>, 3 scholen.</p><style>p{}</style>
<table><tr><th>Wijk<th>Cijfer<tr><td>Noord<td>0,10<tr><td>Zuid<td>0,20</table><svg><title>t</title><text>a&lt;b</text></svg>
<p>gebiedsindeling 2020 · build klein-1a</p>"""


def test_a_view_is_read_line_by_line_and_rows_cell_by_cell():
    assert lines(VIEW) == ["Kaart", "Stand van 2020, 3 scholen.", "Wijk | Cijfer", "Noord | 0,10", "Zuid | 0,20", "a<b",
                           "gebiedsindeling 2020 · build klein-1a"]  # fmt: skip


def test_another_build_alone_is_no_difference():
    then, now = lines(VIEW, "klein-1a"), lines(VIEW.replace("klein-1a", "klein-2b"), "klein-2b")
    assert differences(then, now) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("0,10", "0,35", Difference("Noord | 0,10", "Noord | 0,35")),
        ("3 scholen", "4 scholen", Difference("Stand van 2020, 3 scholen.", "Stand van 2020, 4 scholen.")),
        ("<tr><td>Zuid<td>0,20", "", Difference("Zuid | 0,20", "")),
        ("</table>", "<tr><td>Oost<td>0,30</table>", Difference("", "Oost | 0,30")),
    ],
)
def test_a_line_that_differs_stands_beside_what_it_was(old, new, told):
    assert differences(lines(VIEW), lines(VIEW.replace(old, new))) == [told]


def test_lines_that_are_there_twice_count_twice():
    assert differences(["a", "a"], ["a"]) == [Difference("a", "")]
    assert differences(["a"], ["a", "a"]) == [Difference("", "a")]
    assert differences(["b", "a"], ["a", "b"]) == []


def test_a_sentence_of_which_the_middle_differs_stands_beside_what_it_was():
    then, now = "In Aderveen ligt geen van de 10 wijken onder het cijfer.", "In Aderveen ligt 1 van de 10 wijken onder."
    assert differences([then], [now]) == [Difference(then, now)]
