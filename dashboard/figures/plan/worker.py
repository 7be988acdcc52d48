"""The process apart in which plans are made: takes one task after another over a pipe, and tells how far it is.

Run as `python -m dashboard.figures.plan.worker <handle>` by dashboard/plan/apart.py. It gets what readers leave.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from multiprocessing.connection import Connection

from dashboard.figures.plan.tasks import TASKS

NICE = 19


def serve(line: Connection) -> None:
    """Until the other end is gone."""
    while True:
        try:
            task, given = line.recv()
        except EOFError:
            return
        result = TASKS[task](*given, tell=lambda done, of: line.send(("tell", (done, of))))
        line.send(("done", result))


def let_readers_first() -> None:
    """The lowest priority; where the system knows idle work, any other process that wakes takes its processor."""
    os.setpriority(os.PRIO_PROCESS, 0, NICE)
    if hasattr(os, "SCHED_IDLE"):
        with suppress(OSError):  # a container may forbid it
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def main() -> None:
    let_readers_first()
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what the solver prints is no answer
    with Connection(int(sys.argv[1])) as line:
        serve(line)


if __name__ == "__main__":
    main()
