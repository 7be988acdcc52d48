"""How long a second `make run` takes to the first heading, in wall and processor seconds: `python -m bench.start`.

The heading is seen by a session over a websocket, as a browser would get it; nothing is drawn.
"""

from __future__ import annotations

import math
import os
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import typer

from bench import material, results
from bench.readers import Answer, Reader
from bench.servers import PATIENCE, ROOT, cpu, end_tidily, free_port, stop

HOME = material.HERE / ".sample"


@dataclass(frozen=True)
class Start:
    """Seconds from `make run`; processor time is of all its processes, until the first page was whole."""

    heading: float
    page: float
    processor: float


def once(settings: Mapping[str, str], folder: Path = ROOT) -> Start:
    """One start; the data folder stands in the settings. Raises RuntimeError when no heading came."""
    port = free_port()
    with tempfile.TemporaryFile("w") as log:
        started = time.perf_counter()
        process = subprocess.Popen(
            ["make", "run", f"PORT={port}"], cwd=folder, env=os.environ | dict(settings), stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
        try:
            asked, answer = _answered(f"http://127.0.0.1:{port}")
            if math.isnan(answer.first):
                raise RuntimeError("the first page has no heading")
            before = asked - started
            return Start(before + answer.first, before + answer.seconds, cpu(process.pid))
        finally:
            stop(process)


def _answered(base: str) -> tuple[float, Answer]:
    """When the server took the question for the first page, and its answer; asked until there is a server."""
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last:
        try:
            with Reader(base) as reader:
                return time.perf_counter(), reader.open()
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"no answer from {base}")


def main(rounds: int = 5, keep: bool = True) -> None:
    """Prints median and range of some starts on the sample of a province, after one that makes it."""
    told = material.settings(HOME)
    once(told)
    found = [once(told) for _ in range(rounds)]
    part = {name: results.spread([getattr(one, name) for one in found], 2) for name in ("heading", "page", "processor")}
    print({"rounds": rounds, **part, **results.circumstances()})
    if keep:
        results.keep("start", {"rounds": rounds, **part})


if __name__ == "__main__":
    end_tidily()
    typer.run(main)
