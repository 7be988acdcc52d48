"""The last results, kept in results.json, and the sentences that README and bench/README.md may make of them.

`python -m bench.results` writes both documents anew.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import platform
import re
import statistics
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.servers import ROOT

FILE = Path(__file__).resolve().parent / "results.json"
OURS, PLAIN, PACKED = "dashboard", "streamlit + pydeck", "streamlit + pydeck, compressed"
DOCUMENTS = {"README.md": "claims", "bench/README.md": "tables"}
TITLES = {
    "first": "first right number, from nothing",
    "filter": "list of another municipality",
    "map district": "map of 3,297 districts, another indicator",
    "map neighbourhood": "map of 14,002 neighbourhoods, another indicator",
    "export": "list of 100 schools and its CSV",
    "build": "files to tables",
}


def read() -> dict[str, Any]:
    """Every part of the last results: `bench`, `start`, `load`, `long`. {} before the first."""
    return json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}


def keep(part: str, found: Mapping[str, Any]) -> None:
    """Puts a part in the place of the one before it, with its circumstances, and writes the documents anew."""
    told = read() | {part: {**circumstances(), **found}}
    FILE.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    write(told)


def write(told: Mapping[str, Any]) -> None:
    """Both documents, as these results have them."""
    for name in DOCUMENTS:
        document = ROOT / name
        document.write_text(renewed(document.read_text(encoding="utf-8"), name, told), encoding="utf-8")


def circumstances() -> dict[str, Any]:
    """Commit, day, processors and their load: figures of two machines are not compared."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return {
        "commit": commit.stdout.strip(),
        "date": dt.date.today().isoformat(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "load_average": round(os.getloadavg()[0], 1),
    }


def spread(values: Sequence[float], digits: int = 4) -> dict[str, float]:
    """Median and range."""
    told = {"median": statistics.median(values), "least": min(values), "most": max(values)}
    return {name: round(value, digits) for name, value in told.items()}


def renewed(text: str, name: str, told: Mapping[str, Any]) -> str:
    """The document with what stands between its marks made of these results. Raises ValueError without the marks."""
    made = {"claims": claims, "tables": tables}[DOCUMENTS[name]](told)
    fresh, count = re.subn(r"(<!-- bench -->\n).*?(<!-- /bench -->)", lambda m: m[1] + made + m[2], text, flags=re.S)
    if count != 1:
        raise ValueError(f"expected one <!-- bench --> ... <!-- /bench --> in {name}, found {count}")
    return fresh


def claims(told: Mapping[str, Any]) -> str:
    """What README says of speed: only what the last results hold, in favour or not."""
    lines = []
    if "bench" in told:
        cells = told["bench"]["cells"]
        big = {side: cells[side]["map neighbourhood"] for side in (OURS, PLAIN, PACKED)}
        less = {
            side: {unit: cost[unit]["median"] / big[OURS][unit]["median"] for unit in ("sent", "cpu")}
            for side, cost in big.items()
        }
        filters = {side: 1000 * cells[side]["filter"]["cpu"]["median"] for side in (OURS, PLAIN)}
        lines += [
            f"- Another indicator on a map of 14,002 neighbourhoods: {big[OURS]['sent']['median'] / 1000:.0f} kB and "
            f"{1000 * big[OURS]['cpu']['median']:.0f} ms of the server; plain Streamlit + pydeck sends "
            f"{less[PLAIN]['sent']:,.0f}x as much ({less[PACKED]['sent']:,.0f}x with its compression on) and takes "
            f"{less[PLAIN]['cpu']:.0f}x the server's time ({less[PACKED]['cpu']:.0f}x).",
            f"- The list of another municipality is dearer: {filters[OURS]:.0f} ms of the server against "
            f"{filters[PLAIN]:.0f} ms, as it ranks, explains and maps what the plain app only sorts.",
        ]
    if "start" in told:
        lines.append(
            f"- A second `make run` has its first heading after {told['start']['heading']['median']:.1f} s "
            f"({told['start']['heading']['least']:.1f} to {told['start']['heading']['most']:.1f}) and takes "
            f"{told['start']['processor']['median']:.1f} s of processor time, {_busy(told['start'])}."
        )
    lines += [
        f"- {_load_sentence(one)}, {_busy(one | {'processors': told[part]['processors']})}."
        for part in LOADS
        if part in told
        for one in told[part]["runs"]
        if one["of"] == "this code"
    ]
    return "".join(f"{line}\n" for line in lines)


def _load_sentence(run: Mapping[str, Any]) -> str:
    processes = "one process" if run["workers"] == 1 else f"{run['workers']} processes"
    errors = f"{run['errors']} errors" if run["errors"] else "no error"
    return (
        f"{run['readers']} readers at once, {processes}, {_minutes(run['minutes'])}: "
        f"{run['reruns_per_second']:.1f} pages a second, median {run['p50']:.2f} s, 95 of 100 within "
        f"{run['p95']:.2f} s, {errors}, at most {run['resident_mb']:.0f} MB a process"
    )


def _minutes(count: float) -> str:
    return f"{count:g} minute{'' if count == 1 else 's'}"


def _busy(part: Mapping[str, Any]) -> str:
    return f"load average {part['load_average']:g} on {part['processors']} processors"


def tables(told: Mapping[str, Any]) -> str:
    """Every row of every side, also those that are lost."""
    parts = []
    if "bench" in told:
        bench = told["bench"]
        parts.append(_circumstances(bench) + f", {bench['rounds']} rounds, seed {bench['seed']}; median (range).\n\n")
        sides = list(bench["cells"])
        for unit, name, show in UNITS:
            parts.append(_grid([name, *sides], [
                [TITLES[row], *(_cell(bench["cells"][side].get(row), unit, show) for side in sides)]
                for row in TITLES if any(row in bench["cells"][side] for side in sides)
            ]))  # fmt: skip
        floor = [[name, show_ms(one["cpu"]), f"{one['bytes'] / 1e6:.1f} MB"] for name, one in bench["floor"].items()]
        parts.append(_grid(["floor", "processor ms", "of"], floor))
    if "start" in told:
        start = told["start"]
        rows = [[name, f"{start[name]['median']:.2f} ({start[name]['least']:.2f} to {start[name]['most']:.2f})"]
                for name in ("heading", "page", "processor")]  # fmt: skip
        parts += [_circumstances(start) + ".\n\n", _grid([f"second start, {start['rounds']} times", "s"], rows)]
    for load in (told[part] for part in LOADS if part in told):
        rows = [[one["of"], *(f"{one[key]:g}" for key in LOAD), _memory(one)] for one in load["runs"]]
        head = ["code", *(key.replace("_", " ") for key in LOAD), "MB by minute"]
        parts += [_circumstances(load) + ".\n\n", _grid(head, rows)]
    if "load" in told:
        runs = told["load"]["runs"]  # of two with as many processes the last, which is of this code
        parts.append(_paper(max(reversed(runs), key=lambda one: one["workers"])))
    return "".join(parts)


def _paper(run: Mapping[str, Any]) -> str:
    """What more readers take when a page costs what it cost in this run, with processors two thirds busy."""
    rows = []
    for seconds in PAUSES:
        for readers in CROWDS:
            processors = math.ceil(readers / seconds * run["server_ms"] / 1000 / BUSY)
            memory, machines = processors * run["resident_mb"] / 1000, math.ceil(processors / OF_A_MACHINE)
            cells = (seconds, readers, readers / seconds, processors, memory, machines)
            rows.append([f"{seconds:g}", *(f"{cell:,.0f}" for cell in cells[1:])])
    told = (
        f"On paper, at {run['server_ms']:.0f} ms a page and {run['resident_mb']:.0f} MB a process (all views new).\n\n"
    )
    head = ["a page each ... s", "readers", "pages a second", "processors and processes", "GB", "machines of 8"]
    return told + _grid(head, rows)


PAUSES, CROWDS = (3.5, 20), (50, 500, 5_000)  # seconds between two pages of a reader; readers
BUSY, OF_A_MACHINE = 2 / 3, 8  # of a processor, so that waits stay short; processors
LOADS = ("load", "long")
LOAD = ("workers", "readers", "minutes", "reruns", "errors", "reruns_per_second", "p50", "p95", "most",
        "server_ms", "client_ms", "publish_seconds")  # fmt: skip


def _memory(run: Mapping[str, Any]) -> str:
    return "; ".join(" ".join(f"{mb:.0f}" for mb in process) for process in run["resident_by_minute"])


def show_ms(seconds: float) -> str:
    return f"{1000 * seconds:,.0f}"


def _kb(sent: float) -> str:
    return f"{sent / 1000:,.0f}" if sent >= 9_500 else f"{sent / 1000:.1f}"


UNITS: tuple[tuple[str, str, Callable[[float], str]], ...] = (
    ("wall", "wall ms", show_ms), ("cpu", "processor ms", show_ms), ("sent", "kB", _kb),
)  # fmt: skip


def _cell(cost: Mapping[str, Any] | None, unit: str, show: Callable[[float], str]) -> str:
    if cost is None or unit not in cost:
        return "-"
    one = cost[unit]
    if one["least"] == one["most"]:
        return show(one["median"])
    return f"{show(one['median'])} ({show(one['least'])} to {show(one['most'])})"


def _circumstances(part: Mapping[str, Any]) -> str:
    return (
        f"Commit {part['commit']}, {part['date']}, {part['processors']} processors, "
        f"load average {part['load_average']:g} at the end"
    )


def _grid(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines) + "\n"


if __name__ == "__main__":
    write(read())
