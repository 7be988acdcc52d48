"""The app as several processes behind a real nginx, started as `make serve` does; nothing of it stays."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import psutil
import pytest

from dashboard.front import COOKIE
from tests.support.environment import DATA
from tests.support.source import ROOT

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
needs_nginx = pytest.mark.skipif(
    not Path(NGINX).exists(), reason="nginx is not here; as root: apt-get install nginx-light"
)
PATIENCE = 120  # seconds


@dataclass
class Several:
    """The one that keeps the others, on a port of the loopback, and what it says."""

    process: subprocess.Popen
    port: int
    log: Path
    scheme: str = "http"

    @property
    def base(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def told(self, words: str) -> list[str]:
        """What its log says in these words, in order."""
        return re.findall(words, self.log.read_text())

    def pid(self, number: int) -> int:
        """Of the process of this number that answered last."""
        return int(self.told(rf"process {number} answers \(pid (\d+)\)")[-1])

    def port_of(self, number: int) -> int:
        """On which this process listens, past nginx."""
        words = " ".join(psutil.Process(self.pid(number)).cmdline())
        return int(re.search(r"--server\.port=(\d+)", words)[1])

    def kill(self, number: int) -> int:
        """Ends a process as the kernel does; returns its pid."""
        pid = self.pid(number)
        os.kill(pid, 9)
        return pid

    def up(self, *, after: int = 0) -> Several:
        """Waits until all answer, and more of them than `after` did so far."""
        wait(lambda: self.is_ended or len(self.told("answers")) >= max(3, after + 1))
        assert not self.is_ended, self.log.read_text()
        return self

    @property
    def is_ended(self) -> bool:
        return self.process.poll() is not None

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


def wait(is_so: Callable[[], object], patience: float = PATIENCE) -> None:
    last = time.monotonic() + patience
    while not is_so():
        assert time.monotonic() < last, f"not so after {patience} s"
        time.sleep(0.05)


@contextmanager
def serving(
    data: Path, log: Path, port: int, *options: str, settings: Mapping[str, str] | None = None, scheme: str = "http"
) -> Iterator[Several]:
    """Two processes on this data folder behind nginx on this port, without waiting until they answer."""
    command = [sys.executable, "-m", "dashboard.serve", "2", str(port), *options]
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | {DATA: str(data), **(settings or {})}, stdout=output, stderr=output
        )
    children: list[psutil.Process] = []
    try:
        yield (several := Several(process, port, log, scheme))
        children = [] if several.is_ended else several.children()
    finally:
        process.terminate()
        process.wait(timeout=60)
    assert [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE] == []


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Message
    body: bytes

    @property
    def process(self) -> str:
        """What the cookie says from now on about who serves this browser; '' where it stays as it was."""
        found = [re.match(rf"{COOKIE}=(\w+)", line) for line in self.headers.get_all("set-cookie") or ()]
        return next((match[1] for match in found if match), "")


def ask(address: str, *, method: str = "GET", data: bytes | None = None, context=None, **headers: str) -> Answer:
    """One request; whatever comes back, refusals too."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    asked = urllib.request.Request(address, data=data, method=method, headers=named)
    try:
        with urllib.request.urlopen(asked, timeout=60, context=context) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.headers, error.read())
