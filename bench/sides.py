"""Each side does the same tasks in its own way; every answer is looked at before it counts."""

from __future__ import annotations

import csv
import http.client
import io
import itertools
import json
import resource
import subprocess
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bench import material
from bench.environments import programs
from bench.readers import Answer, Reader
from bench.results import OURS, PACKED, PLAIN
from bench.servers import ROOT, Server, serving

CHANGES = 3  # changes of the map that one measurement holds: processor time is told in hundredths of a second
LISTED = 100  # schools of the list that is taken along: those with the most need per pupil
RIVALS = Path(__file__).resolve().parent / "rivals"
SCRIPT, DATASETTE = "pandas script", "datasette"


class Wrong(AssertionError):
    """A side answered something else than what was asked."""


@dataclass(frozen=True)
class Cost:
    """What one answer took: seconds as they passed, seconds of the side's own processes, bytes that travelled."""

    wall: float
    cpu: float
    sent: float


@dataclass(frozen=True)
class World:
    """What all sides work on."""

    data: Path
    plain: Path
    number: str  # of the first question
    towns: tuple[str, ...]  # municipalities in the order in which they are asked for
    log: Path


Task = Callable[[], Cost]


def dotted(number: str, mark: str) -> str:
    return f"{int(number):,}".replace(",", mark)


def ours(world: World, stack: ExitStack) -> dict[str, Task]:
    """The dashboard, one process, as `make run` serves it."""
    command = [".venv/bin/python", "-m", "streamlit", "run", "app.py", "--server.port", "{port}"]
    settings = material.settings(world.data)

    def start() -> Cost:
        return _from_nothing(
            serving(command, world.log, settings),
            lambda reader: reader.open("kaart", "indicator=po_need_load"), dotted(world.number, "."),
        )  # fmt: skip

    server = stack.enter_context(serving(command, world.log, settings))
    reader = stack.enter_context(Reader(server.base))
    towns = itertools.cycle(world.towns)

    def change(level: str) -> Task:
        return _turns(server, level, lambda name: reader.open("kaart", f"niveau={level}&indicator={name}"))

    def narrow() -> Cost:
        town = next(towns)
        return _cost(server, lambda: _shows(reader.open("doelscholen", f"gebied={town}"), town))

    def export() -> Cost:
        def listed() -> bytes:
            button = next(one for one in _buttons(reader.open("doelscholen")) if one.label == "CSV")
            return _whole(reader.file(button.deferred_file_id))

        return _cost_of_bytes(server, listed)

    return {"first": start, "filter": narrow, "export": export} | {
        f"map {level}": change({"district": "wijk", "neighbourhood": "buurt"}[level]) for level in material.LEVELS
    }


def plain(world: World, stack: ExitStack, *more: str) -> dict[str, Task]:
    """Streamlit and pydeck as their own guides use them, with Streamlit's own settings but for `more`."""
    command = [str(programs("streamlit") / "streamlit"), "run", str(RIVALS / "plain_app.py"), *more]
    command += ["--server.port", "{port}", "--server.headless", "true", "--server.address", "127.0.0.1"]
    told = {"BENCH_MATERIAL": str(world.plain)}

    def begun(reader: Reader) -> Answer:
        reader.open()
        return reader.choose("Indicator", "po_need_load")

    def start() -> Cost:
        return _from_nothing(serving(command, world.log, told, folder=RIVALS), begun, dotted(world.number, ","))

    server = stack.enter_context(serving(command, world.log, told, folder=RIVALS))
    map_reader, list_reader = (stack.enter_context(Reader(server.base)) for _ in range(2))
    for one in (map_reader, list_reader):
        one.open()
    list_reader.choose("View", "list")
    towns = itertools.cycle(world.towns)

    def change(level: str) -> Task:
        task = _turns(server, level, lambda name: map_reader.choose("Indicator", name))

        def on_level() -> Cost:
            map_reader.choose("Level", level)
            return task()

        return on_level

    def narrow() -> Cost:
        town = next(towns)
        return _cost(server, lambda: _shows(list_reader.choose("Municipality", town), "schools"))

    def export() -> Cost:
        def listed() -> bytes:
            (button,) = _buttons(list_reader.choose("Municipality", ""))
            return _whole(_got(server, button.url))

        return _cost_of_bytes(server, listed)

    return {"first": start, "filter": narrow, "export": export} | {
        f"map {level}": change(level) for level in material.LEVELS
    }


def packed(world: World, stack: ExitStack) -> dict[str, Task]:
    """The same with the one setting that makes its messages smaller: its maps only."""
    tasks = plain(world, stack, "--server.enableWebsocketCompression", "true")
    return {row: task for row, task in tasks.items() if row.startswith("map")}


def script(world: World, _stack: ExitStack) -> dict[str, Task]:
    """A script of pandas, a new process for each question."""
    python, towns = str(programs("pandas") / "python"), itertools.cycle(world.towns)

    def task(name: str, check: Callable[[str], bool], more: Callable[[], list[str]] = list) -> Task:
        def once() -> Cost:
            command = [python, str(RIVALS / "script.py"), name, str(world.plain), *more()]
            return ran(command, check)

        return once

    return {
        "first": task("number", lambda said: said.strip() == world.number),
        "filter": task("filter", lambda said: "school_id" in said, lambda: [next(towns)]),
        "export": task("list", lambda said: len(_rows(said.encode())) >= LISTED),
    }


def datasette(world: World, stack: ExitStack) -> dict[str, Task]:
    """The list in SQLite behind Datasette; it has no map of areas."""
    home, base = programs("datasette"), world.plain / "list.db"
    for part in load_list(world, base):
        subprocess.run(part, check=True, stdout=subprocess.DEVNULL)
    command = [str(home / "datasette"), str(base), "-p", "{port}", "--setting", "max_csv_mb", "0"]
    served = partial(serving, command, world.log, folder=world.plain, health="/-/versions.json")
    total = "/list.json?" + urlencode({"sql": "select round(sum(po_need_load)) from schools", "_shape": "arrays"})

    def start() -> Cost:
        began = time.perf_counter()
        with served() as server:
            got = _got(server, total)
            if round(json.loads(got)["rows"][0][0]) != int(world.number):
                raise Wrong(got[:200])
            return Cost(time.perf_counter() - began, server.cpu(), len(got))

    server = stack.enter_context(served())
    towns = itertools.cycle(world.towns)

    def narrow() -> Cost:
        town = next(towns)
        asked = {"municipality_code": town, "_sort_desc": "po_need_per_pupil", "_size": LISTED}

        def listed() -> bytes:
            got = _got(server, "/list/schools.json?" + urlencode(asked))
            if town.encode() not in got:
                raise Wrong(got[:200])
            return got

        return _cost_of_bytes(server, listed)

    def export() -> Cost:
        address = f"/list/schools.csv?_size={LISTED}&_sort_desc=po_need_per_pupil"
        return _cost_of_bytes(server, lambda: _whole(_got(server, address)))

    return {"first": start, "filter": narrow, "export": export}


def load_list(world: World, base: Path) -> Iterator[list[str]]:
    """The commands that make Datasette's file of the list."""
    tool = str(programs("datasette") / "sqlite-utils")
    base.unlink(missing_ok=True)
    yield [tool, "insert", str(base), "schools", str(world.plain / "schools.csv"), "--csv", "--silent"]
    yield [tool, "create-index", str(base), "schools", "municipality_code"]


SIDES = {OURS: ours, PLAIN: plain, PACKED: packed, SCRIPT: script, DATASETTE: datasette}


def ran(command: list[str], check: Callable[[str], bool], settings: dict[str, str] | None = None) -> Cost:
    """A process from its start to its end; its output is what it sent. Raises Wrong when the output is not right."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, env=settings)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if not check(done.stdout):
        raise Wrong(done.stdout[:500])
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, len(done.stdout))


def _from_nothing(starting, ask: Callable[[Reader], Answer], number: str) -> Cost:
    """From the start of a server to the page with the right number."""
    began = time.perf_counter()
    with starting as server, Reader(server.base) as reader:
        answer = ask(reader)
        wall, spent = time.perf_counter() - began, server.cpu()
        _shows(answer, number)
        return Cost(wall, spent, answer.wire_bytes)


def _turns(server: Server, level: str, choose: Callable[[str], Answer]) -> Task:
    """The mean of some changes of the indicator, after one that is not counted: the level may be new."""
    names = itertools.cycle(material.INDICATORS)

    def task() -> Cost:
        choose(next(names))
        before, found = server.cpu(), [choose(next(names)) for _ in range(CHANGES)]
        spent = server.cpu() - before
        if not all(any(one.delta.new_element.HasField("deck_gl_json_chart") for one in f.messages) for f in found):
            raise Wrong(f"a run at {level} has no map")
        return Cost(*(sum(v) / CHANGES for v in ([f.seconds for f in found], [spent], [f.wire_bytes for f in found])))

    return task


def _cost(server: Server, ask: Callable[[], Answer]) -> Cost:
    before, answer = server.cpu(), ask()
    return Cost(answer.seconds, server.cpu() - before, answer.wire_bytes)


def _cost_of_bytes(server: Server, ask: Callable[[], bytes]) -> Cost:
    before, began = server.cpu(), time.perf_counter()
    got = ask()
    return Cost(time.perf_counter() - began, server.cpu() - before, len(got))


def _shows(answer: Answer, words: str) -> Answer:
    if words not in answer.text:
        raise Wrong(f"expected {words} on the page, found {len(answer.text)} characters without it")
    return answer


def _buttons(answer: Answer) -> list:
    found = [one.delta.new_element for one in answer.messages if one.delta.new_element.HasField("download_button")]
    return [element.download_button for element in found]


def _got(server: Server, address: str) -> bytes:
    line = http.client.HTTPConnection(urlsplit(server.base).netloc, timeout=120)
    line.request("GET", address)
    answer = line.getresponse()
    if answer.status != 200:
        raise Wrong(f"{address}: {answer.status}")
    return answer.read()


def _rows(data: bytes) -> list[list[str]]:
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";" if text.count(";") > text.count(",") else ","))


def _whole(data: bytes) -> bytes:
    if len(_rows(data)) < LISTED:
        raise Wrong(f"expected {LISTED} schools, found {len(_rows(data))} rows")
    return data


@contextmanager
def all_sides(world: World) -> Generator[dict[tuple[str, str], Task]]:
    """Every task by its name and its side, with the servers that they need."""
    with ExitStack() as stack:
        yield {(row, side): task for side, make in SIDES.items() for row, task in make(world, stack).items()}
