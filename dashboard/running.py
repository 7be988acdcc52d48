"""Programs that are kept running: one that dies, or does not answer any more, is started again."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from dashboard.frame.program import ROOT

log = logging.getLogger(__name__)
START, HUNG = 120, 30  # seconds that a process gets until it answers, and without an answer
LEAVING = 10  # seconds that it gets to end by itself
# seconds before one is started again: who was moved goes first; it doubles for one that lived shorter than it is steady
PAUSE, LONGEST_PAUSE, STEADY = 2, 60, 10
BEAT = 0.2


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
        self._leaving.set()

    def is_back(self, before: subprocess.Popen | None) -> bool:
        """Whether another process than this one answers."""
        return self.process is not before and self.is_well.is_set()

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
    """Tells a process to end, and ends one that does not, with what it began: its children would keep its port."""
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=LEAVING)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
