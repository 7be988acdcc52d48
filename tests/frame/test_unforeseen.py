"""What nobody foresaw: the reader gets a state with an id, the log the traceback under that id."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
import streamlit as st

from dashboard.frame import logs, warehouse
from dashboard.ui import unforeseen
from tests.pages.test_pages import NOT_SHOWN, change, opened, texts
from tests.support import mart as builders
from tests.support.environment import DATA

pytestmark = pytest.mark.unforeseen

# page -> a table that it reads: the map when it has drawn half of itself, Bronnen at once
BROKEN = {"kaart": "school", "bronnen": "source"}


@pytest.fixture(autouse=True)
def _nothing_seen():
    unforeseen._seen.clear()


@pytest.fixture
def data(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv(DATA, str(tmp_path))
    return builders.write_warehouse(tmp_path)


@pytest.mark.parametrize(("page", "table"), BROKEN.items())
def test_a_page_on_a_broken_table_shows_a_state_and_logs_the_error(data, page, table, caplog):
    change(data, f"drop table mart.{table}")
    app = opened(page)
    assert app.title[0].value == NOT_SHOWN
    assert len(app.title) == 1
    found = re.search(r"Foutcode: \*\*([0-9a-f]{6})\*\*", app.error[0].value)
    assert found
    told = " ".join(texts(app))
    assert "venster waarin de server is gestart" in told
    assert "Traceback" not in told
    assert "Error" not in told
    assert app.button(key="load-again").label == "Laad opnieuw"
    assert "Naar de startpagina" in told
    logged = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert len(logged) == 1
    assert f"error {found[1]} on page {page}, build {builders.file_of(data).stem.split('-', 1)[1]}" in logged[0]
    assert f"Table with name {table} does not exist" in logged[0]
    assert "dashboard/frame/warehouse.py" in logged[0]


def test_loading_again_tries_the_page_anew(data):
    change(data, "alter table mart.source rename to elsewhere")
    app = opened("bronnen", lang="en")
    assert app.title[0].value == "This page could not be shown"
    warehouse._open.popitem()[1].connection.close()  # the app has it open, read only
    change(data, "alter table mart.elsewhere rename to source")
    app.button(key="load-again").click().run()
    assert not app.exception
    assert app.title[0].value == "Sources"
    assert not app.error


def test_where_others_read_along_the_state_names_who_keeps_the_server(data, monkeypatch):
    real = st.get_option
    monkeypatch.setattr(st, "get_option", lambda name: "0.0.0.0" if name == "server.address" else real(name))
    change(data, "drop table mart.source")
    told = " ".join(texts(opened("bronnen")))
    assert "wie de server beheert" in told
    assert "venster" not in told


def raised_in_the_etl(data: Path) -> Exception:
    from etl.building import publish
    from etl.errors import EtlError

    (data / "warehouse" / "current.json").write_text("Jansen;0612345678")
    try:
        publish.pointed(data / "warehouse")
    except EtlError as error:
        return RuntimeError("outer Jansen;0612345678").with_traceback(error.__traceback__)
    raise AssertionError("expected an error")


def test_words_of_an_error_in_the_etl_stay_out_of_the_log(data, caplog):
    unforeseen.record(raised_in_the_etl(data), "page partnerdata")
    assert "etl/building/publish.py" in caplog.text
    assert "Jansen" not in caplog.text
    assert "RuntimeError: (its words are left out)" in caplog.text


def test_the_same_error_at_will_does_not_fill_the_log(data, caplog):
    assert data
    error = raised_in_the_etl(data)
    for _again in range(50):
        unforeseen.record(error, "page kaart")
    told = [record.getMessage() for record in caplog.records if record.name == unforeseen.log.name]
    assert len(told) == 50
    assert sum("publish.py" in one for one in told) == unforeseen.IN_FULL
    assert told[-1].endswith("as before: RuntimeError: (its words are left out)")


def test_the_server_shows_the_state_for_what_no_page_could_catch():
    """The frame and the functions behind a click run outside page.run()."""
    import app

    assert app.app._on_script_error is unforeseen.outside_a_page


@pytest.mark.parametrize(
    ("asked", "level"), [("", "INFO"), ("debug", "DEBUG"), ("WARNING", "WARNING"), ("loud", "INFO")]
)
def test_the_level_of_the_servers_log_is_a_variable(asked, level, monkeypatch, caplog, capsys):
    monkeypatch.setenv(logs.VARIABLE, asked)
    for name in logs.PACKAGES:
        monkeypatch.setattr(logging.getLogger(name), "handlers", [])
        monkeypatch.setattr(logging.getLogger(name), "level", logging.NOTSET)
    logs.to_stderr()
    logs.to_stderr()
    for name in logs.PACKAGES:
        assert logging.getLevelName(logging.getLogger(name).level) == level
        assert len(logging.getLogger(name).handlers) == 1
    logging.getLogger("etl.building.build").warning("once")
    assert capsys.readouterr().err.count("etl.building.build: once") == 1
    assert ("expected one of" in caplog.text) == (asked == "loud")
