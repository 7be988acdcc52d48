"""A running server of people with rights, on the stand-in mart in which every closed figure is planted."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support import mart, planted
from tests.support.environment import AUDIT_FOLDER, DATA
from tests.support.persons import OTHERS, OWN
from tests.support.planted import Planted
from tests.support.source import ROOT

PATIENCE = 60  # seconds until a server answers


@dataclass(frozen=True)
class Served:
    """A running server, and what each of two people may not see."""

    base: str
    geo: Path
    all: Planted
    of_others: Planted  # not the coordinator's
    of_the_rest: Planted  # not the neighbour's


@contextmanager
def serving(data: Path) -> Iterator[Served]:
    """A server of its own process with this data folder."""
    mart.lend_warehouse(data)
    everything = planted.plant(data, "", ">")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {DATA: str(data), AUDIT_FOLDER: str(data / "audit")}
    command = [sys.executable, "-m", "tests.support.server_of_persons", str(port)]
    log = data / "log"
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        base = f"http://127.0.0.1:{port}"
        _wait(base, process, log)
        yield Served(base, data / "geo", everything, planted.read(data, OWN), planted.read(data, OTHERS[0]))
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(base: str, process: subprocess.Popen, log: Path) -> None:
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{base}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"no answer: {log.read_text()}")
