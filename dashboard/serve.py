"""`make serve WORKERS=n`: n processes of the app behind one nginx, each kept running until this one is told to stop.

`python -m dashboard.serve WORKERS PORT [options of streamlit run]`. One that dies or does not answer any more is
started again. SIGHUP reads certificates anew and renews the processes, one after the other; SIGTERM and SIGINT end all.
A process that never comes up ends all too: its reason stands above.
"""

from __future__ import annotations

import http.client
import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from http import HTTPStatus
from pathlib import Path

import streamlit as st

from dashboard import front
from dashboard.frame import logs
from dashboard.frame.closed import HEALTH
from dashboard.frame.program import NAME, SLUG
from dashboard.front import HERE, Front
from dashboard.running import BEAT, START, Kept

log = logging.getLogger("dashboard.serve")  # run as a program its own name is another
NO_NGINX = "Expected nginx, found none: as root `apt-get install nginx-light` (it need not be started)."


class NeverUp(Exception):
    """A program ended before it answered for the first time."""


class Serving:
    """The processes and their front, as one thing that is started, renewed and stopped."""

    def __init__(self, processes: Sequence[Kept], nginx: Kept):
        self.processes, self.nginx = processes, nginx
        self.is_over, self.is_renewing = threading.Event(), threading.Event()

    def run(self) -> None:
        """Until it is told to stop. Raises NeverUp where something does not come up."""
        every = (*self.processes, self.nginx)
        try:
            for one in every:
                one.start()
            while not self.is_over.wait(BEAT):
                for one in every:
                    if one.never_up.is_set():
                        raise NeverUp(one.name)
                if self.is_renewing.is_set():
                    self.is_renewing.clear()
                    self._renew()
        finally:
            for one in every:
                one.stop()
            for one in every:
                one.join()

    def _renew(self) -> None:
        """One after the other; where one does not come up again the others stay as they are."""
        self.nginx.send(signal.SIGHUP)
        for one in self.processes:
            before, last = one.process, time.monotonic() + START
            one.renew()
            while not one.is_back(before):
                if self.is_over.wait(BEAT):
                    return
                if time.monotonic() > last:
                    log.error("%s did not come up; the others are left as they are", one.name)
                    return


def made(front_: Front, options: Sequence[str], nginx: str) -> Serving:
    """The processes that a front stands before, and the front by this program."""
    file = front_.folder / "nginx.conf"
    file.write_text(front_.configuration(), encoding="utf-8")
    environment = front_.environment(os.environ)
    processes = [
        Kept(f"process {n}", _command(port, options), partial(_is_healthy, port), environment)
        for n, port in enumerate(front_.ports)
    ]
    words = [nginx, "-e", "stderr", "-c", str(file), "-p", str(front_.folder)]
    return Serving(processes, Kept("nginx", words, partial(_listens, front_.reached_at, front_.port)))


def _is_healthy(port: int) -> bool:
    line = http.client.HTTPConnection(HERE, port, timeout=5)
    try:
        line.request("GET", HEALTH)
        return line.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def _listens(address: str, port: int) -> bool:
    try:
        with socket.create_connection((address, port), timeout=5):
            return True
    except OSError:
        return False


def main(workers: str, port: str, *options: str) -> None:
    """Serves on this port until it is stopped."""
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if nginx is None:
        raise SystemExit(NO_NGINX)
    logs.to_stderr()
    defaults = {name: st.get_option(name.removeprefix("--")) for name in (*front.OWN, "--server.maxUploadSize")}
    with tempfile.TemporaryDirectory(prefix=f"{SLUG}-") as folder:
        front_ = front.of(Path(folder), int(port), free_ports(int(workers)), options, defaults)
        if _listens(front_.reached_at, front_.port):
            raise SystemExit(f"Expected port {port} free, found something there: stop that, or take PORT=8502.")
        serving = made(front_, front.of_processes(options), nginx)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: serving.is_over.set())
        signal.signal(signal.SIGHUP, lambda *_: serving.is_renewing.set())
        print(f"\n  {NAME}: {front_.base}, {workers} processes\n", flush=True)
        try:
            serving.run()
        except NeverUp as error:
            raise SystemExit(f"Expected every process to come up, found that {error} did not: see above.") from None


def free_ports(count: int) -> list[int]:
    """So many ports of the loopback that nothing listens on."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _n in range(count)]
        for probe in probes:
            probe.bind((HERE, 0))
        return [probe.getsockname()[1] for probe in probes]


def _command(port: int, options: Sequence[str]) -> list[str]:
    own = [f"--server.port={port}", f"--server.address={HERE}", "--logger.hideWelcomeMessage=true"]
    return [sys.executable, "-m", "streamlit", "run", "app.py", *own, *options]


if __name__ == "__main__":
    main(*sys.argv[1:])
