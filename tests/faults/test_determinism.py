"""Failure mode 34: the same snapshots give the same tables, whatever the hash seed and the number of threads."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from etl import paths
from etl.building import publish

BUILD = """
import sys
from etl.building import build
from etl.declared import catalog
from pathlib import Path
build.DUCKDB["threads"] = sys.argv[1]
build.build(catalog.edition(sys.argv[3]), Path(sys.argv[2]))
"""


def built_again(before: Path, mirror: Path, edition: str, threads: int, data: Path) -> dict[str, str]:
    """Hashes of the tables of a build from the same snapshots, with another hash seed."""
    # the moment of fetching is a fact of the snapshot, so the snapshots come along
    shutil.copytree(before / "snapshots", data / "snapshots")
    environment = os.environ | {f"{paths.NAME.upper()}_DATA": str(data), "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-c", BUILD, str(threads), str(mirror), edition]
    subprocess.run(command, cwd=paths.PROJECT, env=environment, check=True, capture_output=True)
    return publish.table_hashes(publish.current(data / "warehouse"))


def test_another_hash_seed_and_one_thread_give_the_same_tables(sample_data, sample_files, tmp_path):
    before = publish.table_hashes(publish.current(sample_data / "warehouse"))
    assert len(before) > 80
    assert built_again(sample_data, sample_files, "voorbeeld", 1, tmp_path) == before
    maps, maps_before = ({path.name for path in (one / "geo").iterdir()} for one in (tmp_path, sample_data))
    assert maps == maps_before


@pytest.mark.slow
@pytest.mark.realdata
def test_more_threads_give_the_same_tables_of_edition_2020(real_data, mirror, tmp_path):
    """The sample is too small for threads to share a sum; the control is the decimals in core.area_reference."""
    before = publish.table_hashes(publish.current(real_data / "warehouse"))
    assert built_again(real_data, mirror, "2020", 4, tmp_path) == before
