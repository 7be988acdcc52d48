"""GKA regionaal and Landelijk beeld over the wire: processor time of a page, bytes of a change, one year at a time."""

from __future__ import annotations

import statistics

import psutil
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.conftest import serving, starting
from tests.browser.wire import Conversation, first_run, talking, wired

pytestmark = pytest.mark.browser
PAGE_MS, CHANGE = 150, 25_000
OF_2020 = (
    "/landelijk", "/gka-regionaal?gebied=GM0363", "/gka-regionaal?gebied=GM0363&weergave=advies",
    "/gka-regionaal?gebied=GM0599&weergave=groepen",
    "/gka-regionaal?gebied=GM0599&weergave=groepen&groep=po_advice_count",
    "/indicatoren?indicator=po_need_per_pupil", "/indicatoren", "/begrippen",
)  # fmt: skip
OF_SAMPLE = ("/gka-regionaal", "/gka-regionaal?weergave=advies", "/gka-regionaal?weergave=ouders", "/landelijk")


def medians(base: str, process: psutil.Process, paths: tuple[str, ...]) -> dict[str, float]:
    """Milliseconds of processor time of a first run, each by a new session."""
    found = {}
    for path in paths:
        first_run(base, path)
        times = []
        for _again in range(10):
            before = sum(process.cpu_times()[:2])
            first_run(base, path)
            times.append(1000 * (sum(process.cpu_times()[:2]) - before))
        found[path] = statistics.median(times)
        print(f"{path}: median {found[path]:.0f} ms, most {max(times):.0f} ms of processor time")
    return found


@pytest.mark.slow
@pytest.mark.realdata
def test_pages_of_2020_take_little_processor_time(linked, tmp_path):
    with starting(linked, tmp_path / "log") as server:
        found = medians(server.base(), psutil.Process(server.process.pid), OF_2020)
    assert max(found.values()) <= PAGE_MS, found


@pytest.mark.slow
def test_pages_of_the_sample_take_little_processor_time(sample_data, tmp_path):
    with starting(sample_data, tmp_path / "log") as server:
        found = medians(server.base(), psutil.Process(server.process.pid), OF_SAMPLE)
    assert max(found.values()) <= PAGE_MS, found


def stepped(conversation: Conversation, choices: str) -> list[ForwardMsg]:
    """The same page at another address, as a step of the slider makes it."""
    conversation.rerun.rerun_script.query_string = choices
    conversation.seen = conversation._run()
    return conversation.seen


def specs(messages: list[ForwardMsg]) -> list[str]:
    """The pictures that were sent."""
    elements = [message.delta.new_element for message in messages if message.HasField("delta")]
    return [one.vega_lite_chart.spec for one in elements if one.HasField("vega_lite_chart")]


def test_a_step_sends_one_year_within_its_budget(server):
    at = "gebied=GM9001&weergave=advies&jaar="
    with wired(server) as wire, talking(wire.base, f"/gka-regionaal?{at}2018-2019") as conversation:
        wire.forget()
        (spec,) = specs(stepped(conversation, f"{at}2020-2021"))
        assert spec.count('"t"') <= 1, "no path, so no other year"
        assert wire.bytes <= CHANGE
        print(f"a step of a year: {wire.bytes} bytes")
        wire.forget()
        stepped(conversation, "gebied=GM9001&weergave=ouders")
        assert wire.bytes <= CHANGE
        print(f"another picture: {wire.bytes} bytes")
        wire.forget()
        stepped(conversation, "gebied=GM9001&periode1=2016-2018&periode2=2018-2020")
        print(f"three maps: {wire.bytes} bytes")
        assert wire.bytes <= CHANGE


@pytest.mark.slow
@pytest.mark.realdata
def test_a_step_of_the_largest_city_of_2020_stays_within_its_budget(linked, tmp_path):
    with serving(linked, tmp_path / "log") as base, wired(base) as wire:
        at = "gebied=GM0363&weergave=advies&jaar="
        with talking(wire.base, f"/gka-regionaal?{at}2019-2020") as conversation:
            for choices in (f"{at}2020-2021", "gebied=GM0363&weergave=groepen", "gebied=GM0363"):
                wire.forget()
                stepped(conversation, choices)
                print(f"{choices}: {wire.bytes} bytes")
                assert wire.bytes <= CHANGE, choices
