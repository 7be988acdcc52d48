"""Failure mode 34: the same snapshots give the same tables, whatever the hash seed and the number of threads."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from etl import paths
from etl.building import publish

BUILD = """
import sys
from etl.building import build
from etl.declared import catalog
from pathlib import Path
build.DUCKDB["threads"] = sys.argv[1]
build.build(catalog.edition("voorbeeld"), Path(sys.argv[2]))
"""


def test_another_hash_seed_and_one_thread_give_the_same_tables(sample_data, sample_files, tmp_path):
    # the moment of fetching is a fact of the snapshot, so the snapshots come along
    shutil.copytree(sample_data / "snapshots", tmp_path / "snapshots")
    environment = os.environ | {f"{paths.NAME.upper()}_DATA": str(tmp_path), "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-c", BUILD, "1", str(sample_files)]
    subprocess.run(command, cwd=paths.PROJECT, env=environment, check=True, capture_output=True)
    again, before = (publish.table_hashes(publish.current(one / "warehouse")) for one in (tmp_path, sample_data))
    assert len(before) > 80
    assert again == before
    maps, maps_before = ({path.name for path in (one / "geo").iterdir()} for one in (tmp_path, sample_data))
    assert maps == maps_before
