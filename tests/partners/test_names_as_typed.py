"""Page Partnerdata: headers, cells, programmes, schools and file names reach labels and notices as they were typed."""

from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from etl.building import build
from etl.partners import ledger as deliveries
from tests.etl.test_build import warehouse
from tests.pages.test_pages import opened
from tests.partners.test_partners import EDITION, published, schools, take_in

__all__ = ["published"]
TYPED = "![a](http://127.0.0.1:9/x.png) <b> [klik](javascript:1) $x$"
# what Markdown would read, each sign made harmless
ESCAPED = (r"\!\[a\]\(http", r"\<b\>", r"\[klik\]\(javascript", r"\$x\$")
LEFT = "left-lying-proef"


def is_as_typed(text: str) -> bool:
    return all(part in text for part in ESCAPED)


@pytest.fixture
def lying(published) -> Path:
    """A partner with one delivery in the atlas, and another whose header and cells are Markdown, not taken in."""
    (school,) = schools(published, 1)
    take_in([f"{';'.join(school)};{TYPED};2024-2025;12"])
    lines = (f"brin;school;plaats;programma;schooljaar;{TYPED}", f"{';'.join(school)};Les;2024-2025;{TYPED}", "")
    deliveries.receive(deliveries.folder(EDITION), "proef", "les_[x](y)_$x$.csv", "\n".join(lines).encode(), "test")
    build.refresh()
    return published


def delivered() -> AppTest:
    app = opened("partnerdata", deel="aanleveren", partner="proef")
    app.selectbox(key=LEFT).select_index(0).run(timeout=60)
    assert not app.exception
    return app


@pytest.mark.usefixtures("lying")
def test_a_header_is_a_label_and_a_cell_is_help():
    (column,) = [box for box in delivered().selectbox if "klik" in box.label]
    assert is_as_typed(column.label)
    assert is_as_typed(column.help)


@pytest.mark.usefixtures("lying")
@pytest.mark.slow  # tests/pages/test_hostile_names.py shows a file of that name in every run
def test_the_name_of_the_file_that_was_taken_in():
    app = delivered()
    app.button(key="take-in").click().run(timeout=60)
    assert not app.exception
    assert r"les\_\[x\]\(y\)\_\$x\$\.csv" in app.success[0].value


@pytest.mark.usefixtures("lying")
def test_a_programme_is_a_label():
    labels = [box.label for box in opened("partnerdata", deel="themas", partner="proef").selectbox]
    assert [is_as_typed(label) for label in labels if "klik" in label] == [True]


def test_a_candidate_is_an_option(published):
    with duckdb.connect(str(warehouse(published))) as con:
        con.execute("update mart.school set name = $name", {"name": TYPED})
    (labels,) = [radio.options for radio in opened("partnerdata", deel="nakijken").radio]
    assert len(labels) > 0
    assert all(is_as_typed(label) for label in labels)
