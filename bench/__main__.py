"""`python -m bench`: the same tasks by each side, in an order shuffled anew each round; kept in results.json."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import typer

from bench import material, results
from bench.environments import programs
from bench.servers import end_tidily
from bench.sides import DATASETTE, OURS, RIVALS, SCRIPT, Cost, Task, World, all_sides, load_list, ran
from etl.building import publish


def main(rounds: int = 15, seed: int = 1, build: bool = True, keep: bool = True) -> None:
    """Prints every measurement's median and range; with --no-keep nothing is written down."""
    data = material.folder()
    world = _world(data, seed)
    with all_sides(world) as tasks:
        cells = measured(tasks, rounds, random.Random(seed))
    found = {"rounds": rounds, "seed": seed, "cells": cells, "floor": _floor(world)}
    _tell(found, keep)
    if build:
        for side, cost in _builds(world).items():
            cells[side]["build"] = {unit: results.spread([getattr(cost, unit)]) for unit in ("wall", "cpu")}
        _tell(found, keep)


def _tell(found: Mapping[str, Any], keep: bool) -> None:
    print(results.tables({"bench": {**results.circumstances(), **found}}), flush=True)
    if keep:
        results.keep("bench", found)


def measured(tasks: Mapping[tuple[str, str], Task], rounds: int, order: random.Random) -> dict[str, dict]:
    """Side -> row -> unit -> median and range. One run of each goes before, uncounted: nobody's caches are cold."""
    found: dict[tuple[str, str], list[Cost]] = {name: [] for name in tasks}
    for number in range(rounds + 1):
        for name in order.sample(list(tasks), len(tasks)):
            cost = tasks[name]()
            if number:
                found[name].append(cost)
        print(f"round {number} of {rounds}", flush=True)
    cells: dict[str, dict] = {}
    for (row, side), costs in found.items():
        spreads = {unit: results.spread([getattr(cost, unit) for cost in costs]) for unit in ("wall", "cpu", "sent")}
        cells.setdefault(side, {})[row] = spreads
    return cells


def _world(data: Path, seed: int) -> World:
    plain, towns = material.plain(data), """
        select municipality_code from mart.school_profile where sector = 'PO' and is_listed
        group by all having count(*) >= 5 order by all
    """  # fmt: skip
    with duckdb.connect(str(publish.current(data / "warehouse")), read_only=True) as con:
        codes = [code for (code,) in con.sql(towns).fetchall()]
    random.Random(seed).shuffle(codes)
    return World(data, plain, material.number(data), tuple(codes), plain / "servers.log")


def _builds(world: World) -> dict[str, Cost]:
    """From the publishers' files to tables, once each: all that the dashboard has, just reading, and the list alone."""
    files = world.data / "sample-national"
    with tempfile.TemporaryDirectory(dir=world.plain) as fresh:
        shutil.copytree(files, Path(fresh) / files.name)
        own = ran(material.build_command(), _says_something, os.environ | material.settings(Path(fresh)))
    script = [str(programs("pandas") / "python"), str(RIVALS / "script.py"), "read", str(files)]
    lists = [ran(part, lambda _: True) for part in load_list(world, world.plain / "again.db")]
    listed = Cost(*(sum(getattr(one, unit) for one in lists) for unit in ("wall", "cpu", "sent")))
    return {OURS: own, SCRIPT: ran(script, _says_something), DATASETTE: listed}


def _says_something(said: str) -> bool:
    return bool(said.strip())


def _floor(world: World) -> dict[str, dict[str, float]]:
    """Processor seconds of what nobody can do without, and of how many bytes; here, in Python, best of five."""
    shapes = (world.plain / "neighbourhood.geojson").read_bytes()
    warehouse = publish.current(world.data / "warehouse")
    with duckdb.connect(str(warehouse), read_only=True) as con:
        scan = "select indicator_id, sum(value) from mart.area_value group by all"
        return {
            "one parse: JSON of 14,002 areas": _best(lambda: json.loads(shapes), len(shapes)),
            "one scan: sum of every figure of an area": _best(
                lambda: con.sql(scan).fetchall(), warehouse.stat().st_size
            ),
            "one gzip: the same JSON": _best(lambda: gzip.compress(shapes, 6), len(shapes)),
        }


def _best(work: Callable[[], object], size: int) -> dict[str, float]:
    took = []
    for _ in range(5):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return {"cpu": round(min(took), 4), "bytes": size}


if __name__ == "__main__":
    end_tidily()
    typer.run(main)
