"""The build as a whole, on the sample: same in, same out; faults and kills leave the old build."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from etl import paths
from etl.building import build, code, publish, status
from etl.declared import catalog
from etl.errors import ContractBroken, EtlError, SourceChanged, SourceIncomplete
from tests.support.damage import first
from tests.support.environment import DATA


def warehouse(data: Path) -> Path:
    return publish.current(data / "warehouse")


def ask(data: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(warehouse(data)), read_only=True) as con:
        return con.sql(sql).fetchall()


@pytest.fixture
def published(tmp_path, sample_data, monkeypatch) -> Path:
    """A data folder of its own with the sample published."""
    shutil.copytree(sample_data, tmp_path / "data")
    monkeypatch.setenv(DATA, str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def files(tmp_path, sample_files) -> Path:
    """A copy of the sample's files to change."""
    return Path(shutil.copytree(sample_files, tmp_path / "files"))


def rebuild(files: Path) -> str:
    return build.build(catalog.edition("voorbeeld"), files)


def test_the_sample_has_schools_wijken_and_need_that_adds_up(sample_data):
    found = status.read(warehouse(sample_data))
    schools = {row["sector"]: row["listed"] for row in found["schools"]}
    assert schools["PO"] + schools["VO"] == 450
    areas = {row["level"]: row["areas"] for row in found["areas"]}
    assert areas["municipality"] == 12
    assert 110 <= areas["district"] <= 130
    assert areas["neighbourhood"] > 400
    totals = {r["level"]: r["total"] for r in found["area_values"] if r["indicator_id"] == "po_need_load"}
    assert totals["municipality"] == totals["province"] == totals["country"]


def test_poorer_wijken_need_more(sample_data):
    ((correlation,),) = ask(
        sample_data,
        """
        select corr(s.value, n.value) from mart.area_value as s
        join mart.area_value as n using (area_code)
        where s.indicator_id = 'ses_woa' and n.indicator_id = 'po_need_per_pupil' and s.level = 'district'
        """,
    )
    assert correlation < -0.5


def test_scored_schools_that_the_list_lacks_stay_as_rows_with_an_issue_each(sample_data):
    unlisted = ask(
        sample_data,
        """
        select s.school_id from mart.school as s join mart.school_value as v using (school_id)
        where not s.is_listed and v.indicator_id = 'po_need_load' and v.status = 'observed' order by 1
        """,
    )
    filed = ask(sample_data, "select key from mart.etl_issue where rule = 'scored_school_unlisted' order by 1")
    assert len(unlisted) == 3
    assert unlisted == filed


def html(folder: Path) -> None:
    (folder / "duo_vestigingen_po.csv").write_bytes(b"<html><body>503 Service Unavailable</body></html>")


def renamed(folder: Path) -> None:
    path = folder / "duo_vestigingen_vo.csv"
    path.write_bytes(path.read_bytes().replace(b"VESTIGINGSCODE", b"VESTIGING_CODE", 1))


def conflicting(folder: Path) -> None:
    path = folder / "duo_vestigingen_po.csv"
    lines = path.read_bytes().split(b"\r\n")
    cells = lines[1].split(b";")
    cells[4] = b"Een andere naam"
    path.write_bytes(b"\r\n".join([*lines[:-1], b";".join(cells), b""]))


def absent(folder: Path) -> None:
    (folder / "cbs_ses_woa.csv").unlink()


def unknown_need(folder: Path) -> None:
    path = folder / "cbs_kerncijfers_wijken.csv"
    path.write_bytes(path.read_bytes().replace(b"WK9001", b"WK_001"))


@pytest.mark.parametrize(
    ("damage", "source", "error", "words"),
    [
        (html, "duo_vestigingen_po", SourceChanged, "found a web page"),
        (renamed, "duo_vestigingen_vo", SourceChanged, "VESTIGING_CODE"),
        (conflicting, "duo_vestigingen_po", ContractBroken, "share a key but differ"),
        (absent, "cbs_ses_woa", SourceIncomplete, "cbs_ses_woa.csv"),
        (unknown_need, "cbs_kerncijfers_wijken", ContractBroken, r"area_code \(pattern\)"),
    ],
    ids=["html", "renamed", "conflicting", "absent", "unknown_need"],
)
def test_bad_input_is_refused_and_the_old_build_stays(published, files, damage, source, error, words):  # noqa: PLR0917
    pointer = (published / "warehouse" / "current.json").read_bytes()
    damage(files)
    with pytest.raises(error, match=words):
        build.build(first("voorbeeld", source), files)
    assert (published / "warehouse" / "current.json").read_bytes() == pointer
    assert list((published / "warehouse").glob(".building*")) == []


@pytest.mark.slow  # tests/etl/test_defects.py has builds that checks stop in every run
def test_a_failing_check_stops_the_build(published, files, tmp_path, monkeypatch):
    (tmp_path / "etl").mkdir()
    queries = shutil.copytree(build.paths.QUERIES, tmp_path / "queries")
    head = "-- nothing is in the list\n-- judges: mart.build\n-- needs: nothing\n"
    head = "-- nothing is in the list\n-- judges: mart.build\n-- needs: nothing\n"
    (queries / "checks" / "never.sql").write_text(f"{head}select 1 as found;\n")
    monkeypatch.setattr(code, "sha256", lambda: "changed")
    monkeypatch.setattr(build.paths, "QUERIES", queries)
    pointer = (published / "warehouse" / "current.json").read_bytes()
    with pytest.raises(ContractBroken, match="never: expected that nothing is in the list; found 1 row"):
        rebuild(files)
    assert (published / "warehouse" / "current.json").read_bytes() == pointer


STEPS = [
    "duo_vestigingen_po",
    "cbs_gebieden",
    "core.school_known",
    "core.school_area",
    "checks",
    "map files",
    "publish",
]

MOVES = ["before the move", "after the move"]
# Says where it is and waits for an answer, at every step that was asked; dies at the last.
STANDING_STILL = """
import os, signal, sys
from pathlib import Path
from etl.building import build, publish
from etl.declared import catalog
files, *steps = sys.argv[1:]
def stand_still(at):
    if at in steps:
        print(at, flush=True)
        sys.stdin.readline()
    if at == steps[-1]:
        os.kill(os.getpid(), signal.SIGKILL)
replace = os.replace
def slow_replace(origin, target):
    is_warehouse = str(target).endswith(".duckdb")
    if is_warehouse:
        stand_still("before the move")
    replace(origin, target)
    if is_warehouse:
        stand_still("after the move")
publish.os.replace = slow_replace
build.build(catalog.edition("voorbeeld"), Path(files), stand_still)
"""


@pytest.fixture(scope="module")
def killed(sample_data, sample_files, tmp_path_factory) -> Path:
    """One folder per step: what the data folder holds when the build is killed there.

    One process builds and stands still at every step, where its folder is copied: a kill leaves the files as they
    are. At the last step it is really killed.
    """
    folder = tmp_path_factory.mktemp("killed")
    data, files = shutil.copytree(sample_data, folder / "data"), shutil.copytree(sample_files, folder / "files")
    add_an_empty_line(files)
    env = {**os.environ, DATA: str(data), "PYTHONPATH": str(paths.PROJECT)}
    script = folder / "standing_still.py"  # from a file: with -c DuckDB draws a bar among the steps on a slow machine
    script.write_text(STANDING_STILL)
    command = [sys.executable, str(script), str(files), *STEPS, *MOVES]
    with subprocess.Popen(command, cwd=paths.PROJECT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        for line in child.stdout:
            shutil.copytree(data, folder / line.decode().strip())
            child.stdin.write(b"\n")
            child.stdin.flush()
    assert -child.returncode == signal.SIGKILL
    return folder


def add_an_empty_line(files: Path) -> None:
    """Another input with the same rows: another build."""
    lists = files / "duo_vestigingen_po.csv"
    lists.write_bytes(lists.read_bytes() + b"\r\n")


@pytest.mark.xdist_group("killed")
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.slow  # tests/faults/test_killed.py kills a build, and one that publishes, in every run
def test_a_killed_build_leaves_the_old_one_and_the_next_build_works(step, killed, sample_data, monkeypatch):
    data = killed / step
    old = (sample_data / "warehouse" / "current.json").read_bytes()
    assert (data / "warehouse" / "current.json").read_bytes() == old
    assert ask(data, "select count(*) > 0 from mart.school") == [(True,)]
    assert list((data / "warehouse").glob(".building*")), "it was killed in the middle of a build"
    if step == STEPS[-1]:
        monkeypatch.setenv(DATA, str(data))
        rebuild(killed / "files")
        assert json.loads((data / "warehouse" / "current.json").read_bytes()) != json.loads(old)
        assert list((data / "warehouse").glob(".building*")) == []


@pytest.mark.xdist_group("killed")
@pytest.mark.parametrize("moment", MOVES)
@pytest.mark.slow  # tests/faults/test_killed.py kills at these moments in every run
def test_killed_while_publishing(moment, killed, monkeypatch):
    data = killed / moment
    assert ask(data, "select count(*) > 0 from mart.school") == [(True,)]
    monkeypatch.setenv(DATA, str(data))
    build_id = rebuild(killed / "files")
    assert ask(data, "select build_id from mart.build") == [(build_id,)]


def test_two_builds_at_once_do_not_mix(published, files):
    with (
        build._only_one(published / "warehouse"),
        pytest.raises(EtlError, match="Another build is running"),
    ):
        rebuild(files)


@pytest.mark.slow  # a whole build; refreshes in tests/partners make another id of another input in every run
def test_another_input_is_another_build_and_a_municipality_that_the_classification_lacks_is_filed(published, files):
    before = warehouse(published)
    path = files / "duo_vestigingen_po.csv"
    lines = path.read_bytes().split(b"\r\n")
    cells = lines[1].split(b";")
    cells[9] = b"9999"
    path.write_bytes(b"\r\n".join([lines[0], b";".join(cells), *lines[2:]]))
    rebuild(files)
    assert warehouse(published) != before
    assert before.is_file()
    school_id = cells[3].decode()
    rule = "select key, value from mart.etl_issue where rule = 'municipality_unknown'"
    assert ask(published, rule) == [(school_id, "GM9999")]
    assert ask(published, f"select municipality_code from mart.school where school_id = '{school_id}'") == [(None,)]
