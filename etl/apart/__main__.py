"""The child of etl.apart: takes a job from stdin, bounds itself, and answers on stdout."""

import importlib
import os
import pickle
import resource
import sys
from typing import Any

from etl.errors import EtlError

LARGEST_ANSWER = 400_000_000  # bytes


def _bound(kind: int, limit: int, grace: int = 0) -> None:
    """Sets a limit, or leaves the one that is lower already."""
    _, hard = resource.getrlimit(kind)
    most = limit + grace if hard == resource.RLIM_INFINITY else min(limit + grace, hard)
    resource.setrlimit(kind, (min(limit, most), most))


def _done(job: str, args: tuple[Any, ...]) -> bytes:
    """The job's answer as plain data; whatever it raises is an answer too."""
    module, _, name = job.partition(":")
    try:
        answer = pickle.dumps(("plain", getattr(importlib.import_module(module), name)(*args)))
    except EtlError as error:
        return pickle.dumps(("error", type(error).__name__, str(error)))
    except MemoryError:
        return pickle.dumps(("died", "memory"))
    # a panic of a compiled reader is a BaseException
    except BaseException:
        return pickle.dumps(("died", "crash"))
    return answer if len(answer) <= LARGEST_ANSWER else pickle.dumps(("died", "memory"))


def main() -> None:
    """One job, one answer. What a library prints goes to stderr, never into the answer."""
    answers = os.dup(1)
    os.dup2(2, 1)
    job, args, memory, seconds = pickle.load(sys.stdin.buffer)
    _bound(resource.RLIMIT_CORE, 0)
    _bound(resource.RLIMIT_CPU, seconds, grace=1)
    _bound(resource.RLIMIT_AS, memory)
    with os.fdopen(answers, "wb") as out:
        out.write(_done(job, args))


if __name__ == "__main__":
    main()
