"""`make prove` writes what it tried into docs/proof.md: each long check, how it went and the figures it told.

A test tells a figure with `record_property("found", "58 of 60")`. One line per test, whatever its parameters.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import subprocess
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.support.environment import SEED

ROOT = Path(__file__).resolve().parents[2]
HEAD = """# Proof

Written by `make prove`, which runs the long checks in full; `make test` has a sample of each. A line is a test, and in
it how many of its cases passed, failed and were skipped, in how many seconds, and the figures that it told.

| | |
| --- | --- |
"""
TABLE = """| test | passed | failed | skipped | seconds | figures |
| --- | ---: | ---: | ---: | ---: | --- |"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--proof", metavar="FILE", help="write what was tried into this file")


def pytest_configure(config: pytest.Config) -> None:
    """In the process that gathers the reports of all others."""
    if config.getoption("proof") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Proof(Path(config.getoption("proof"))), "proof")


class Proof:
    """What was reported so far, by test."""

    def __init__(self, file: Path):
        self.file = file
        self.outcomes: defaultdict[str, Counter] = defaultdict(Counter)
        self.figures: defaultdict[str, list[str]] = defaultdict(list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = report.nodeid.split("[")[0].split("@")[0]
        counted = self.outcomes[test]
        counted["seconds"] += report.duration
        if report.when == "call" or not report.passed:
            counted[report.outcome] += 1
        if report.when == "call":
            self.figures[test] += [f"{name}: {value}" for name, value in report.user_properties]

    def pytest_sessionfinish(self) -> None:
        self.file.write_text(HEAD + "\n".join([*self._run(), "", *self._lines()]) + "\n", encoding="utf-8")

    def _run(self) -> list[str]:
        total = sum(self.outcomes.values(), Counter())
        command = ["git", "rev-parse", "--short", "HEAD"]
        commit = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        told = {
            "commit": commit.stdout.strip() or "not in git",
            "day": dt.date.today().isoformat(),
            "seed": os.environ.get(SEED, "each test's own"),
            "machine": f"Python {platform.python_version()}, {len(os.sched_getaffinity(0))} cores",
            "in all": f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped",
        }
        return [f"| {name} | {value} |" for name, value in told.items()]

    def _lines(self) -> list[str]:
        lines = [TABLE]
        for test, counted in sorted(self.outcomes.items()):
            file, name = test.removeprefix("tests/").split("::", 1)
            counts = " | ".join(f"{counted[outcome]}" for outcome in ("passed", "failed", "skipped"))
            figures = "; ".join(self.figures[test]).replace("|", "/").replace("\n", " ")
            lines.append(f"| `{file}` {name.replace('_', ' ')} | {counts} | {counted['seconds']:.0f} | {figures} |")
        return lines
