"""The process apart in which plans are made: takes one task after another over a pipe, and tells how far it is.

Run as `python -m dashboard.figures.plan.worker <handle>` by dashboard/plan/apart.py. It is nice: readers go first.
"""

from __future__ import annotations

import os
import sys
from multiprocessing.connection import Connection

from dashboard.figures.plan.tasks import TASKS

NICE = 10


def serve(line: Connection) -> None:
    """Until the other end is gone."""
    while True:
        try:
            task, given = line.recv()
        except EOFError:
            return
        result = TASKS[task](*given, tell=lambda done, of: line.send(("tell", (done, of))))
        line.send(("done", result))


def main() -> None:
    os.setpriority(os.PRIO_PROCESS, 0, max(NICE, os.getpriority(os.PRIO_PROCESS, 0)))
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what the solver prints is no answer
    with Connection(int(sys.argv[1])) as line:
        serve(line)


if __name__ == "__main__":
    main()
