"""An own file in a real browser: its pictures are there, and its figures are in no other session, file or log."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, serving, visiting

pytestmark = [pytest.mark.browser, pytest.mark.slow]  # its twin in every run: tests/gka/test_own_file_session.py
NAME, SECRET = "geheim-7f3a9c.csv", "61,83"
FILE = (
    "indicator;sleutel;periode;groep;waarde;n\n"
    f"afstroom;WK900101;2016-2018;;{SECRET};4000\nafstroom;WK900101;2018-2020;;12,5;4100\n"
    "havo_vwo_17;GM9001;2020-2021;laag;27;900\nhavo_vwo_17;GM9001;2020-2021;hoog;88;800\n"
).encode()
PLANTED = (NAME.encode(), b"61,8", b"61.83", b"geheim-7f3a9c")
PLACES = ("/gka-regionaal", "/gka-regionaal?cijfers=eigen&weergave=bestand", "/landelijk", "/indicatoren")


def test_an_own_file_is_drawn_and_found_nowhere_else(chromium, sample_data, tmp_path, monkeypatch):
    left = tmp_path / "temporary"
    left.mkdir()
    monkeypatch.setenv("TMPDIR", str(left))
    with (
        serving(sample_data, tmp_path / "log") as base,
        visiting(chromium, base) as mine,
        visiting(chromium, base) as other,
    ):
        received = heard(other)
        drop(mine)
        expect(mine.page.get_by_text("Uw eigen bestand.")).to_be_visible()
        assert "61,8" in mine.page.content()
        for place in PLACES:
            other.open(place)
            assert not [word for word in PLANTED if word.decode() in other.page.content()], place
        assert received
        assert not [frame for frame in received if any(word in frame for word in PLANTED)]
        mine.open("/gka-regionaal")  # a reload
        expect(mine.page.get_by_text("Afstroom per wijk (GKA)").first).to_be_visible()
        assert "61,8" not in mine.page.content()
    searched = [path for root in (left, sample_data, tmp_path) for path in root.rglob("*") if path.is_file()]
    assert len(searched) > 10
    assert [path for path in searched if holds(path)] == []


def heard(visit: Visit) -> list[bytes]:
    """Everything that this browser is sent over its websocket."""
    frames: list[bytes] = []
    visit.page.on(
        "websocket",
        lambda socket: socket.on(
            "framereceived", lambda frame: frames.append(frame.encode() if isinstance(frame, str) else frame)
        ),
    )
    return frames


def drop(visit: Visit) -> None:
    visit.open("/gka-regionaal?weergave=bestand")
    box = visit.page.get_by_test_id("stFileUploaderDropzoneInput")
    box.set_input_files([{"name": NAME, "mimeType": "text/csv", "buffer": FILE}])
    expect(visit.page.get_by_text("Wat wij lazen")).to_be_visible()
    visit.settle()
    visit.page.get_by_role("button", name="Toon de beelden").click()
    visit.settle()


def holds(path: Path) -> bool:
    content = path.read_bytes()
    return any(word in content for word in (NAME.encode(), SECRET.encode(), b"61.83"))
