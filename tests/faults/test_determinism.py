"""Failure mode 34: the same snapshots give the same tables, whatever the hash seed and the number of threads."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from etl import paths
from etl.building import publish
from etl.errors import EtlError

BUILD = """
import sys
from etl.building import build
from etl.declared import catalog
from pathlib import Path
build.DUCKDB["threads"] = sys.argv[1]
build.build(catalog.edition(sys.argv[3]), Path(sys.argv[2]))
"""


def built_again(before: Path, mirror: Path, edition: str, threads: int, data: Path) -> Path:
    """The warehouse after a build from the same files, with another hash seed, in a copy of the folder.

    One and the same file: a build of the same id is held against the published one, and may only be equal.
    """
    shutil.copytree(before, data)
    environment = os.environ | {f"{paths.NAME.upper()}_DATA": str(data), "PYTHONHASHSEED": "7"}
    published = publish.current(data / "warehouse")
    file = published.stat().st_ino
    command = [sys.executable, "-c", BUILD, str(threads), str(mirror), edition]
    subprocess.run(command, cwd=paths.PROJECT, env=environment, check=True, capture_output=True)
    assert publish.current(data / "warehouse") == published
    assert published.stat().st_ino == file, "the app may have it open"
    return published


@pytest.mark.slow  # tests/partners/test_partners.py builds the sample again in every run
def test_another_hash_seed_and_one_thread_give_the_same_build(sample_data, sample_files, tmp_path):
    warehouse = built_again(sample_data, sample_files, "voorbeeld", 1, tmp_path / "data")
    assert len(publish.table_hashes(warehouse)) > 80
    maps, maps_before = ({path.name for path in (one / "geo").iterdir()} for one in (tmp_path / "data", sample_data))
    assert maps == maps_before


def test_a_build_of_the_same_id_with_other_tables_is_refused(sample_data, tmp_path):
    data = Path(shutil.copytree(sample_data / "warehouse", tmp_path / "warehouse"))
    draft = data / ".building-1.duckdb"
    shutil.copyfile(publish.current(data), draft)
    with duckdb.connect(str(draft)) as con:
        con.execute("update mart.area set name = name || '.' where level = 'province'")
    before = (data / publish.POINTER).read_bytes()
    with pytest.raises(EtlError, match=r"from the same inputs, but these differ: \['mart.area'\]"):
        publish.publish(draft, data, publish.pointed(data)["build_id"], "voorbeeld")
    assert (data / publish.POINTER).read_bytes() == before


@pytest.mark.slow
@pytest.mark.realdata
def test_more_threads_give_the_same_build_of_edition_2020(real_data, mirror, tmp_path):
    """The sample is too small for threads to share a sum; the control is the decimals in core.area_reference."""
    assert built_again(real_data, mirror, "2020", 4, tmp_path / "data").is_file()
