"""Reads foreign bytes in a child process: what would end or fill this process ends or fills the child alone.

A job is 'module:function'. The child answers with plain data (numbers, texts, bytes, lists, tuples, dicts) or with an
error of ours; it may use so much memory (RLIMIT_AS) and so many seconds. Modules of this folder import little, so
that a child that needs no more begins within a tenth of a second. Works in any thread; two children at a time.
"""

import io
import pickle
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Literal

from etl import errors

PROJECT = Path(__file__).resolve().parent.parent.parent
LANES = threading.BoundedSemaphore(2)
# a busy machine gives a child less than all of a core
WALL_PER_CPU = 2
Why = Literal["memory", "time", "crash"]
ENDED_BY: dict[int, Why] = {-signal.SIGABRT: "memory", -signal.SIGKILL: "memory", -signal.SIGXCPU: "time"}


class Died(Exception):
    """The child ended without an answer: `why` is memory, time or crash."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


class _Plain(pickle.Unpickler):
    """Takes plain data only: bytes that name a class or function are refused."""

    def find_class(self, module_name: str, global_name: str) -> Any:
        raise pickle.UnpicklingError(f"{module_name}.{global_name} is no plain data")


def call(job: str, *args: Any, memory: int, seconds: int) -> Any:
    """What the job makes of the arguments. memory: bytes of address space; seconds: of processor time.

    Raises Died, or the EtlError that the job raised.
    """
    request = pickle.dumps((job, args, memory, seconds))
    command = [sys.executable, "-m", "etl.apart"]
    with LANES:
        try:
            done = subprocess.run(
                command, input=request, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                cwd=PROJECT, timeout=seconds * WALL_PER_CPU, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise Died("time") from error
    return _answer(done)


def _answer(done: subprocess.CompletedProcess[bytes]) -> Any:
    try:
        kind, *told = _Plain(io.BytesIO(done.stdout)).load()
    except (pickle.UnpicklingError, EOFError, ValueError) as error:
        raise Died(ENDED_BY.get(done.returncode, "crash")) from error
    if kind == "error":
        raise getattr(errors, told[0], errors.EtlError)(told[1])
    if kind == "died":
        raise Died(told[0])
    return told[0]
