"""Whoever measures reads as a browser does: it counts what travelled, keeps what it was sent, and sees what failed."""

from __future__ import annotations

import pytest

from bench import load
from bench.readers import Reader, Refused
from bench.servers import Server
from tests.browser.conftest import starting
from tests.support.visits import cookie_of


def test_a_reader_counts_bytes_keeps_what_it_was_sent_and_sees_the_first_heading(server):
    with Reader(server, {"Cookie": cookie_of(server)}) as reader:
        first = reader.open("kaart", "niveau=wijk&indicator=po_need_load")
        again = reader.open("kaart", "niveau=wijk&indicator=po_need_per_pupil")
    plain = sum(message.ByteSize() for message in again.messages)
    assert 0 < first.first < first.seconds
    assert again.wire_bytes < min(first.wire_bytes, plain / 2)
    assert "po_need_per_pupil" in again.text


def test_what_a_reader_has_kept_is_forgotten_after_two_runs_without_it(server):
    with Reader(server, {"Cookie": cookie_of(server)}) as reader:
        reader.open("kaart")
        kept = set(reader.kept)
        for _ in range(4):
            reader.open("methode")
        assert kept - set(reader.kept)


def test_a_page_that_is_not_there_is_no_answer(server):
    with Reader(server, {"Cookie": cookie_of(server)}) as reader, pytest.raises(Refused):
        reader.open("bestaat-niet")


@pytest.mark.slow
def test_some_readers_at_once_meet_no_error_and_are_counted(sample_data, tmp_path):
    published = []
    with starting(sample_data, tmp_path / "log", key="") as one:
        one.base()
        choices = load._choices(sample_data)
        told = load._loaded([Server(one.process, one.port)], choices, 6, 20, lambda: published.append("once"))
    assert (told["errors"], told["told"], published) == (0, [], ["once"])
    assert told["reruns"] >= 12
    assert told["p50"] <= told["p95"] <= told["most"]
    assert told["server_ms"] > told["client_ms"] > 0
