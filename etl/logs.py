"""What the ETL writes to its log: set up once by the command line, and a stopwatch for the steps of a build.

A log says what happened to which build, source or delivery. It never holds a person's name, a file name that a
person chose, or what stands in a delivered cell.
"""

import logging
import time
from collections.abc import Callable

from rich.console import Console
from rich.highlighter import NullHighlighter
from rich.logging import RichHandler

from etl import paths

VARIABLE = paths.variable("LOG")


def to_terminal(console: Console) -> None:
    """Shows the log of the ETL on this console (stderr: answers stay alone on stdout)."""
    handler = RichHandler(console=console, show_path=False, log_time_format="%X", highlighter=NullHighlighter())
    handler.set_name(VARIABLE)
    log = logging.getLogger("etl")
    log.handlers = [old for old in log.handlers if old.get_name() != VARIABLE] + [handler]
    log.setLevel(_level(log))


def _level(log: logging.Logger) -> int:
    """The level that the setting LOG names; INFO without it."""
    name = paths.setting("LOG") or "INFO"
    known = logging.getLevelNamesMapping()
    if name.upper() not in known:
        log.warning("%s: expected one of %s, found %r; INFO is used.", VARIABLE, ", ".join(known), name)
    return known.get(name.upper(), logging.INFO)


class Steps:
    """Tells each step of a build as it begins, and logs it with its seconds when it is over."""

    def __init__(self, log: logging.Logger, label: str, say: Callable[[str], None]) -> None:
        self.log, self.label, self.say = log, label, say
        self.step = ""
        self.began = self.step_began = time.monotonic()

    def __call__(self, step: str) -> None:
        self._over()
        self.step, self.step_began = step, time.monotonic()
        self.say(step)

    def done(self, build_id: str) -> None:
        """Logs the last step and the whole."""
        self._over()
        self.log.info("%s: published %s in %.1f s", self.label, build_id, time.monotonic() - self.began)

    def failed(self, error: BaseException) -> None:
        """Logs where it stopped. The error's own text may quote a delivered cell: it goes to the person, not here."""
        self.log.warning(
            "%s: stopped at %s after %.1f s: %s; the former build stays",
            self.label, self.step or "the start", time.monotonic() - self.began, type(error).__name__,
        )  # fmt: skip

    def _over(self) -> None:
        if self.step:
            self.log.info("%s: %s %.2f s", self.label, self.step, time.monotonic() - self.step_began)
