"""`make serve WORKERS=n`: n processes of the app behind one nginx, each kept running until this one is told to stop.

`python -m dashboard.serve WORKERS PORT [options of streamlit run]`. One that dies or does not answer any more is
started again. SIGHUP reads certificates anew and renews the processes, one after the other; SIGTERM and SIGINT end all.
A process that never comes up ends all too: its reason stands above.
"""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

import streamlit as st

from dashboard import front
from dashboard.frame import logs
from dashboard.frame.closed import HEALTH
from dashboard.frame.program import NAME, ROOT, SLUG
from dashboard.front import HERE, Front

log = logging.getLogger("dashboard.serve")  # run as a program its own name is another
START, HUNG = 120, 30  # seconds that a process gets until it answers, and without an answer
LEAVING = 10  # seconds that it gets to end by itself
# seconds before one is started again: who was moved goes first; it doubles for one that lived shorter than it is steady
PAUSE, LONGEST_PAUSE, STEADY = 2, 60, 10
BEAT = 0.2
NO_NGINX = "Expected nginx, found none: as root `apt-get install nginx-light` (it need not be started)."


class NeverUp(Exception):
    """A program ended before it answered for the first time."""


class Kept:
    """One program that is kept running, in a thread of its own; `answers` says whether it does its work."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        answers: Callable[[], bool],
        environment: Mapping[str, str] | None = None,
    ):
        self.name, self.command, self.answers, self.environment = name, command, answers, environment
        self.process: subprocess.Popen | None = None
        self.is_well, self.never_up = threading.Event(), threading.Event()
        self._leaving, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._keep, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def renew(self) -> None:
        """Ends it; as it is kept running, another one comes in its place."""
        self.is_well.clear()
        self._leaving.set()

    def stop(self) -> None:
        """Ends it for good."""
        self._stopping.set()
        self._leaving.set()

    def join(self) -> None:
        self._thread.join()

    def send(self, number: signal.Signals) -> None:
        """Passes a signal on to it."""
        if self.process is not None:
            self.process.send_signal(number)

    def _keep(self) -> None:
        pause, was_well = PAUSE, False
        while not self._stopping.is_set():
            began = time.monotonic()
            was_well |= self._run()
            self.is_well.clear()
            if self._stopping.is_set():
                return
            if not was_well:
                self.never_up.set()
                return
            pause = PAUSE if time.monotonic() - began > STEADY else min(2 * pause, LONGEST_PAUSE)
            self._stopping.wait(pause)

    def _run(self) -> bool:
        """From its begin to its end, which comes from here where it does not answer for long or shall leave.

        Whether it ever answered.
        """
        self._leaving.clear()
        if self._stopping.is_set():
            return False
        process = subprocess.Popen(self.command, cwd=ROOT, env=self.environment, start_new_session=True)
        self.process, heard, patience = process, time.monotonic(), START
        while process.poll() is None and not self._leaving.wait(BEAT):
            if self.answers():
                heard, patience = time.monotonic(), HUNG
                self._tell_well(process.pid)
            elif time.monotonic() - heard > patience:
                log.error("%s does not answer; it is ended", self.name)
                process.kill()
        _end(process)
        level = logging.INFO if self._leaving.is_set() else logging.WARNING
        log.log(level, "%s ended (%s)", self.name, process.returncode)
        return patience == HUNG

    def _tell_well(self, pid: int) -> None:
        if not self.is_well.is_set() and not self._leaving.is_set():
            log.info("%s answers (pid %s)", self.name, pid)
            self.is_well.set()


def _end(process: subprocess.Popen) -> None:
    """Tells a process to end, and ends one that does not."""
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=LEAVING)
            return
        process.kill()
    process.wait()


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
            one.renew()
            last = time.monotonic() + START
            while not one.is_well.wait(BEAT):
                if self.is_over.is_set():
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
    try:
        with urllib.request.urlopen(f"http://{HERE}:{port}{HEALTH}", timeout=5):
            return True
    except OSError:
        return False


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
