"""Plans are made in a process apart: readers of other pages go on, and who leaves or stops ends only its own.

A session has one at most, because its script waits for it; the server as many as it has processors, and two at least,
so that who asks for prices, which takes minutes, keeps nobody from a plan.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing import Pipe
from typing import Any

from dashboard.frame import gate
from dashboard.frame.program import ROOT

BEAT = 0.1  # seconds between two looks at how far it is
AT_ONCE = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))  # they get what readers leave (worker.py)
# how many of how many are done, and the seconds since it began; of none: since it waits for others to be done
Told = Callable[[int, int, float], None]


class Stopped(Exception):
    """The reader stopped it before it had an answer."""


class Died(Stopped):
    """The process ended by itself before it had an answer: the machine had no room for it, or ended it."""


class Worker:
    """One process and the pipe to it."""

    def __init__(self) -> None:
        self.line, theirs = Pipe()
        command = [sys.executable, "-m", "dashboard.figures.plan.worker", str(theirs.fileno())]
        self.process = subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        theirs.close()

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def end(self) -> None:
        self.line.close()
        self.process.kill()
        self.process.wait()


_idle: list[Worker] = []
_lock = threading.Lock()


def ask(task: str, given: tuple[Any, ...], told: Told) -> Any:
    """The answer of a task of worker.TASKS. `told` is called at each beat: what it raises ends the process."""
    with gate.aside(), _turn(told):
        worker, began = _take(), time.monotonic()
        try:
            answer = _answer(worker, task, given, lambda done, of: told(done, of, time.monotonic() - began))
        except BaseException:
            worker.end()
            raise
        _give_back(worker)
        return answer


@contextlib.contextmanager
def _turn(told: Told):
    began = time.monotonic()
    while not AT_ONCE.acquire(timeout=BEAT):
        told(0, 0, time.monotonic() - began)
    try:
        yield
    finally:
        AT_ONCE.release()


def _answer(worker: Worker, task: str, given: tuple[Any, ...], told: Callable[[int, int], None]) -> Any:
    done, of = 0, 1
    with _still_there(task):
        worker.line.send((task, given))
    while True:
        with _still_there(task):
            kind, value = worker.line.recv() if worker.line.poll(BEAT) else ("tell", (done, of))
        if kind == "done":
            return value
        done, of = value
        told(done, of)


@contextlib.contextmanager
def _still_there(task: str):
    try:
        yield
    except (EOFError, OSError) as error:
        raise Died(f"task {task} ended without an answer") from error


def _take() -> Worker:
    """One that waits, else a new one."""
    with _lock:
        while _idle:
            worker = _idle.pop()
            if worker.is_alive:
                return worker
            worker.end()
    return Worker()


def _give_back(worker: Worker) -> None:
    """One stays for the next question: to start one takes a second."""
    with _lock:
        if not _idle:
            _idle.append(worker)
            return
    worker.end()


@atexit.register
def end_idle() -> None:
    """Ends the one that waits, with the server."""
    with _lock:
        while _idle:
            _idle.pop().end()
