"""`python -m bench.load`: many readers at once, each in a session with pauses, and a publication in the midst.

`--against COMMIT` does the same with the code of that commit, in a worktree of its own, in the same run. Several
workers are processes on ports of their own with the readers divided among them, as sticky sessions do it.
"""

from __future__ import annotations

import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import duckdb
import typer

from bench import material, results
from bench.readers import Reader, Refused
from bench.servers import ROOT, Server, end_tidily, serving
from etl.building import publish

THINK = 2.0, 5.0  # seconds between an answer and the next question
ARRIVAL = 8.0  # seconds in which all readers come
PATIENCE = 90.0
LARGE = {".duckdb", ".geojson", ".csv", ".xlsx", ".parquet"}
QUIET = ("bronnen", "methode", "partnerdata")
VIEWS = ("onbereikt", "behoefte", "aanwezig", "wie")
WEIGHTS = ("50,50,0,0,0", "40,30,10,10,10", "20,20,20,20,20")


@dataclass(frozen=True)
class Choices:
    """What readers may choose of a build."""

    towns: list[str]
    districts: list[str]
    indicators: list[str]
    partners: list[str]
    programmes: list[str]
    themes: list[str]


@dataclass(frozen=True)
class Code:
    """A version of the program, and a data folder that it made."""

    folder: Path
    data: Path


@dataclass
class Tally:
    """What happened, of all readers together."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, took: float) -> None:
        with self.lock:
            self.seconds.append(took)

    def fail(self, what: str) -> None:
        with self.lock:
            self.errors.append(what)


def main(  # noqa: PLR0917
    readers: int = 50,
    minutes: float = 5,
    workers: Annotated[list[int] | None, typer.Option(help="Processes; once for each run")] = None,
    against: Annotated[str, typer.Option(help="A commit that does the same in this run")] = "",
    publishing: bool = True,
    part: Annotated[str, typer.Option(help="Where results.json keeps it: load or long; '' nowhere")] = "load",
) -> None:
    """Prints a line for each run, and keeps them in results.json."""
    runs = []
    with tempfile.TemporaryDirectory(dir=material.HERE, prefix=".load-") as home, _codes(against) as codes:
        data = {name: _ready(code, Path(home) / str(number)) for number, (name, code) in enumerate(codes.items())}
        for count in workers or [1, 2]:
            for name, code in codes.items():
                told = run(Code(code, data[name]), readers, minutes, count, publishing)
                runs.append({"of": name, "workers": count, "readers": readers, "minutes": minutes, **told})
                print({key: value for key, value in runs[-1].items() if key != "told"}, flush=True)
    if part:
        results.keep(part, {"runs": runs})


@contextmanager
def _codes(against: str) -> Generator[dict[str, Path]]:
    """Name -> folder of the code: this one, and a worktree of the other commit."""
    if not against:
        yield {"this code": ROOT}
        return
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "before"
        subprocess.run(["git", "worktree", "add", "--detach", str(folder), against], cwd=ROOT, check=True)
        (folder / ".venv").symlink_to((ROOT / ".venv").resolve())
        try:
            yield {f"before ({against})": folder, "this code": ROOT}
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(folder)], cwd=ROOT, check=True)


def _ready(code: Path, data: Path) -> Path:
    """A copy of the data, made anew where another version of the program made it: only then can it be refreshed."""
    shutil.copytree(material.folder(), data, copy_function=_linked)
    settings = os.environ | material.settings(data)
    subprocess.run([sys.executable, "-m", "etl", "ready"], cwd=code, env=settings, check=True, capture_output=True)
    return data


def run(code: Code, readers: int, minutes: float, workers: int, publishing: bool) -> dict[str, Any]:
    """One load on one code, with a copy of its data: what readers waited, what it cost, and the memory by minute."""
    with tempfile.TemporaryDirectory(dir=code.data.parent) as home, ExitStack() as stack:
        data = Path(home) / "data"
        shutil.copytree(code.data, data, copy_function=_linked)
        settings = material.settings(data)
        choices = _choices(data)
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "{port}"]
        servers = [
            stack.enter_context(serving(command, Path(home) / f"log-{number}", settings, folder=code.folder))
            for number in range(workers)
        ]
        for server in servers:
            _open_every_page(server, choices)
        return _loaded(
            servers, choices, readers, 60 * minutes, _publication(code.folder, settings, choices, publishing)
        )


def _loaded(
    servers: list[Server], choices: Choices, readers: int, seconds: float, publication: Callable[[], None]
) -> dict[str, Any]:
    tally, memory = Tally(), [[server.resident() / 1e6] for server in servers]
    began, client, spent = time.monotonic(), time.process_time(), [server.cpu() for server in servers]
    end, published = began + seconds, []

    def in_the_midst() -> None:
        time.sleep(seconds / 2)
        started = time.monotonic()
        try:
            publication()
            published.append(time.monotonic() - started)
        except subprocess.CalledProcessError as error:
            tally.fail(f"publication: {error.stderr[-300:]}")

    threads = [
        threading.Thread(target=_read, args=(servers[number % len(servers)], choices, number, end, tally))
        for number in range(readers)
    ]
    threads.append(threading.Thread(target=in_the_midst))
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        time.sleep(1)
        minute = 1 + int((time.monotonic() - began) // 60)
        for server, seen in zip(servers, memory, strict=True):
            seen.extend([0.0] * (minute + 1 - len(seen)))
            seen[minute] = max(seen[minute], server.resident() / 1e6)
    wall, own = time.monotonic() - began, time.process_time() - client
    cost = sum(server.cpu() - before for server, before in zip(servers, spent, strict=True))
    waited = sorted(tally.seconds)
    return {
        "reruns": len(waited),
        "errors": len(tally.errors),
        "told": tally.errors[:5],
        "reruns_per_second": round(len(waited) / wall, 2),
        "p50": round(statistics.median(waited), 3),
        "p95": round(waited[int(0.95 * (len(waited) - 1))], 3),
        "most": round(waited[-1], 3),
        "server_ms": round(1000 * cost / len(waited), 1),
        "client_ms": round(1000 * own / len(waited), 1),
        "publish_seconds": round(published[0], 1) if published else 0.0,
        "resident_mb": round(max(mb for seen in memory for mb in seen)),
        "resident_by_minute": [[round(mb) for mb in seen] for seen in memory],
        "load_average": round(os.getloadavg()[0], 1),
    }


def _read(server: Server, choices: Choices, number: int, end: float, tally: Tally) -> None:
    """One reader until the end; who loses the connection comes back."""
    chance = random.Random(number)
    time.sleep(chance.uniform(0, min(ARRIVAL, (end - time.monotonic()) / 4)))
    reader = None
    while time.monotonic() < end:
        page, query = view(chance, choices)
        try:
            reader = reader or Reader(server.base, patience=PATIENCE)
            tally.add(reader.open(page, query).seconds)
        except Refused as error:
            tally.fail(f"{page}?{query}: {error}")
        except Exception as error:  # whatever a reader meets is counted, and the others read on
            tally.fail(f"{page}?{query}: {error!r}")
            with suppress(Exception):
                reader.close() if reader else None
            reader = None
        time.sleep(chance.uniform(*THINK))
    if reader:
        reader.close()


def view(chance: random.Random, choices: Choices) -> tuple[str, str]:
    """A page and its choices, as often as readers open it; nearly always one that nobody asked for before."""
    part = chance.random()
    where = chance.choice([*choices.towns, *["NL00"] * 50])
    sector = chance.choice(["PO", "VO"])
    if part < 0.25:
        level, town = chance.choice(["wijk", "gemeente"]), chance.choice(choices.towns)
        return "kaart", f"gebied={town}&niveau={level}&indicator={chance.choice(choices.indicators)}"
    if part < 0.45:
        partners = ",".join(chance.sample(choices.partners, 2))
        kind = chance.choice(VIEWS)
        return "dekking", f"gebied={where}&sector={sector}&partners={partners}&verbleekt=1&weergave={kind}"
    if part < 0.65:
        weights, top = chance.choice(WEIGHTS), chance.choice([25, 50, 100])
        return "doelscholen", f"gebied={where}&sector={sector}&gewichten={weights}&eerste={top}"
    if part < 0.8:
        beside = chance.choice(["land", "gemeente", "provincie", "tweelingen"])
        areas = ",".join(chance.sample(choices.districts, 4))
        return "wijken-vergelijken", f"gebieden={areas}&niveau=wijk&vergelijk={beside}"
    if part < 0.9:
        return "overzicht", f"gebied={chance.choice(choices.towns)}"
    return chance.choice(QUIET), ""


def _open_every_page(server: Server, choices: Choices) -> None:
    """So that memory begins where it has everything loaded."""
    chance, seen = random.Random(0), set()
    with Reader(server.base) as reader:
        for page, query in (view(chance, choices) for _ in range(60)):
            if page not in seen:
                reader.open(page, query)
                seen.add(page)


def _publication(code: Path, settings: dict[str, str], choices: Choices, wanted: bool) -> Callable[[], None]:
    """Another theme for a programme: a refresh, which publishes a new build."""
    command = [sys.executable, "-m", "etl", "partner", "theme", choices.programmes[0], choices.themes[-1]]

    def publication() -> None:
        if wanted:
            told = os.environ | settings
            subprocess.run(
                command, check=True, capture_output=True, text=True, cwd=code, env=told, start_new_session=True
            )

    return publication


def _choices(data: Path) -> Choices:
    with duckdb.connect(str(publish.current(data / "warehouse")), read_only=True) as con:
        areas = "select area_code from mart.area where level = '{}' and not coalesce(is_water, false) order by 1"
        asked = (
            areas.format("municipality"), areas.format("district"),
            "select indicator_id from mart.indicator order by 1", "select partner_id from mart.partner order by 1",
            "select programme_id from mart.programme order by 1", "select theme_id from mart.gka_theme order by 1",
        )  # fmt: skip
        return Choices(*([one for (one,) in con.sql(query).fetchall()] for query in asked))


def _linked(source: str, target: str) -> None:
    """Large files are replaced, never changed: a link is as good as a copy where the disk has links."""
    with suppress(OSError):
        if Path(source).suffix in LARGE:
            return os.link(source, target)
    shutil.copy2(source, target)
    return None


if __name__ == "__main__":
    end_tidily()
    typer.run(main)
