"""Servers that a measurement starts and stops, each on a free port of the loopback; what a process costs."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 180  # seconds that a server gets until it answers


def end_tidily() -> None:
    """From now on a SIGTERM ends this process as Ctrl-C does: the servers that it started end with it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def free_port() -> int:
    """A port of the loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass(frozen=True)
class Server:
    """A process that listens on a port."""

    process: subprocess.Popen
    port: int

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cpu(self) -> float:
        """Seconds of processor time of the process and its children up to now."""
        return cpu(self.process.pid)

    def resident(self) -> int:
        """Bytes in memory."""
        return psutil.Process(self.process.pid).memory_info().rss


def cpu(pid: int) -> float:
    """Seconds of processor time of a process, of its living children, and of those that ended and were waited for."""
    living = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    times = [one.cpu_times() for one in living]
    return sum(one.user + one.system for one in times) + sum(one.children_user + one.children_system for one in times)


@contextmanager
def serving(
    command: Sequence[str],
    log: Path,
    settings: Mapping[str, str] | None = None,
    *,
    folder: Path = ROOT,
    health: str = "/_stcore/health",
) -> Generator[Server]:
    """A server in a group of processes of its own; `{port}` in the command is the port. Waits until it answers.

    Raises RuntimeError with its log when it stops or does not answer in time.
    """
    port = free_port()
    typed = [part.format(port=port) for part in command]
    with log.open("w") as output:
        process = subprocess.Popen(
            typed, cwd=folder, env=os.environ | dict(settings or {}), stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip
    server = Server(process, port)
    try:
        _wait(server, health, log)
        yield server
    finally:
        stop(process)


def stop(process: subprocess.Popen) -> None:
    """Ends the group of this process; by force after ten seconds."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
            process.wait(timeout=10)
        except ProcessLookupError:
            process.wait()
            return
        except subprocess.TimeoutExpired:
            continue


def _wait(server: Server, health: str, log: Path) -> None:
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last:
        if server.process.poll() is not None:
            raise RuntimeError(f"the server stopped: {log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(server.base + health, timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"no answer from {server.base}: {log.read_text()[-2000:]}")
