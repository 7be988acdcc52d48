"""Benchmarks, printed and never asserted as times: `make bench`. Ratios compare two things in one run."""

import asyncio
import json
import statistics
import time
from pathlib import Path

import pandas as pd
import pytest
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from etl.building import build
from etl.declared import catalog
from tests.browser.conftest import serving
from tests.support.environment import DATA
from tests.support.visits import cookie_of

pytestmark = [pytest.mark.bench, pytest.mark.realdata]
INDICATORS = ["ses_woa", "po_need_load", "population_0_14", "po_need_per_pupil", "population"] * 4
KAART = ["indicator=po_need_per_pupil", *(f"indicator={name}" for name in INDICATORS)]
# twenty views of Dekking, each with filters that nobody asked before
YEARS, PARTNERS = ("2019-2020", "2020-2021"), ("alfa", "bravo", "charlie", "delta", "echo")
DEKKING = ["niveau=wijk", *(f"niveau=wijk&schooljaar={y}&partners={p}" for y in YEARS for p in PARTNERS)]
DEKKING += [f"niveau=wijk&weergave=samen&sector=VO&verbleekt=1&partners={p}" for p in PARTNERS]
DEKKING += [f"niveau=wijk&weergave=aanwezig&oprichters=1&partners={p}" for p in PARTNERS]


async def reruns(base: str, page: str, queries: list[str]) -> list[float]:
    """Milliseconds from a change of the URL to the last message, one figure per query after the first."""
    url = base.replace("http", "ws") + "/_stcore/stream"
    took, told = [], {"additional_headers": {"Cookie": cookie_of(base)}, "max_size": None}
    async with websockets.connect(url, subprotocols=["streamlit"], origin=base, **told) as socket:  # ty: ignore
        script = ""
        for number, query in enumerate(queries):
            message = BackMsg()
            message.rerun_script.query_string = query
            message.rerun_script.page_script_hash = script
            if not script:
                message.rerun_script.page_name = page
            started = time.perf_counter()
            await socket.send(message.SerializeToString())
            while True:
                frame = ForwardMsg()
                frame.ParseFromString(await socket.recv())
                if frame.WhichOneof("type") == "navigation":
                    # The page that ran; new_session names the main script, with which the next is the start page.
                    assert script in ("", frame.navigation.page_script_hash)
                    script = frame.navigation.page_script_hash
                if frame.WhichOneof("type") == "script_finished":
                    break
            if number:
                took.append(1000 * (time.perf_counter() - started))
    return took


def test_indicator_switch_at_wijk_level(real_data, tmp_path):
    with serving(real_data, tmp_path / "log") as base:
        took = asyncio.run(reruns(base, "kaart", KAART))
    print(f"\nindicator switch, server side and socket: median {statistics.median(took):.0f} ms of {len(took)}")
    assert len(took) == 20


def test_filter_change_of_coverage_at_wijk_level(linked, tmp_path):
    with serving(linked, tmp_path / "log") as base:
        first = asyncio.run(reruns(base, "dekking", DEKKING))
        again = asyncio.run(reruns(base, "dekking", DEKKING))
    print(f"\ncoverage, filters never asked before: median {statistics.median(first):.0f} ms of {len(first)}")
    print(f"coverage, filters asked before: median {statistics.median(again):.0f} ms")
    assert len(first) == 20


def read_with_pandas(mirror: Path) -> float:
    """Seconds that pandas needs to read the same tables as text, without looking at them."""
    started = time.perf_counter()
    for _, vintage in catalog.edition("2020").uses:
        path = mirror / vintage.file
        if vintage.format == "csv":
            dialect = {"sep": vintage.dialect.delimiter, "encoding": vintage.dialect.encoding}
            pd.read_csv(path, dtype="str", **dialect)
        elif vintage.format == "xlsx":
            pd.read_excel(path, sheet_name=None, engine="calamine")
        elif vintage.format == "parquet":
            pd.read_parquet(path)
        elif path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
    return time.perf_counter() - started


def test_build_against_just_reading(mirror, tmp_path, monkeypatch):
    monkeypatch.setenv(DATA, str(tmp_path))
    reading = read_with_pandas(mirror)
    started = time.perf_counter()
    build.build(catalog.edition("2020"), mirror)
    building = time.perf_counter() - started
    print(f"\nbuild {building:.1f} s, reading with pandas {reading:.1f} s, ratio {building / reading:.1f}")
    assert reading > 0
