"""Session fixtures: the real files, the built sample and the built edition 2020."""

import gc
import os
import subprocess
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from streamlit.components.v2 import manifest_scanner

from bench import material
from dashboard.frame import language, visitor, warehouse
from etl import paths
from etl.building import publish
from tests.support import environment, kept_builds, postgres, shared_store
from tests.support import mart as builders
from tests.support.environment import AUDIT_FOLDER, DATA, DEEDS

MIRROR = Path(paths.setting("MIRROR") or paths.PROJECT.parent / "shared" / "data")


def pytest_xdist_auto_num_workers() -> int | None:
    """One process per core and one more: the browser, and who waits for edition 2020, leave a core idle."""
    return None if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else len(os.sched_getaffinity(0)) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is costly to have is had in one process: a browser with its server, and edition 2020, which others need not
    wait for while it is built."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))
        elif "real_data" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("edition 2020"))


def pytest_collection_finish() -> None:
    """What was collected stays to the end: to look for garbage in it takes a tenth of a run (app.py does this too)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 20)


@pytest.fixture(autouse=True, scope="session")
def _components_looked_for_once() -> Iterator[None]:
    """An AppTest looks through every installed package at each run, which takes more than half of its time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(autouse=True, scope="session")
def _log_of_deeds_apart(tmp_path_factory) -> Iterator[None]:
    """What tests take out of a build that they share is not logged in its folder: it would be another build then."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(AUDIT_FOLDER, str(tmp_path_factory.mktemp("audit")))
        yield


@pytest.fixture(autouse=True)
def _nothing_unforeseen(request, caplog):
    """A page that fails shows a state, raises nothing: its error in the log fails a test that did not expect it."""
    yield
    if "unforeseen" not in request.keywords:
        errors = [r.getMessage() for r in caplog.get_records("call") if r.name == "dashboard.ui.unforeseen"]
        assert errors == []


@pytest.fixture(autouse=True)
def _near(request, monkeypatch):
    """An app without a connection (AppTest) is asked by the person at this machine; tests/frame/test_visitor judges."""
    if "browser" not in request.keywords:
        monkeypatch.setattr(visitor, "is_near", lambda: True)


@pytest.fixture(autouse=True)
def _fresh_app():
    """Each test begins in Dutch and on no build; what the app opened is closed, DuckDB refuses it other settings."""
    language.use("nl")
    yield
    warehouse.close()


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with the stand-in mart, which the app looks at."""
    monkeypatch.setenv(DATA, str(tmp_path))
    monkeypatch.setenv(AUDIT_FOLDER, str(tmp_path / "audit"))
    return builders.lend_warehouse(tmp_path)


@pytest.fixture(scope="session")
def deeds_server() -> Iterator[postgres.Postgres]:
    """A PostgreSQL for what people enter."""
    shared_store.needs_packages()
    with postgres.running() as server:
        yield server


@pytest.fixture(params=["folder", pytest.param("postgresql", marks=pytest.mark.slow)])
def deeds_folder(request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder where what people enter is kept, and, as a long check, one whose deeds are in PostgreSQL."""
    monkeypatch.setenv(DATA, str(tmp_path))
    if request.param == "postgresql":
        monkeypatch.setenv(DEEDS, request.getfixturevalue("deeds_server").database())
    return tmp_path


@pytest.fixture(scope="session")
def mirror() -> Path:
    """The folder with the publishers' real files."""
    if not (MIRROR / "duo").is_dir():
        pytest.skip(f"no published files: set {environment.MIRROR} to the folder that has duo/ and cbs/")
    return MIRROR


@pytest.fixture(scope="session")
def sample_files() -> Iterator[Path]:
    """The files of the fictional province. Read only: copy before changing."""
    with kept_builds.shared("files", kept_builds.code(), kept_builds.write_sample) as folder:
        yield folder


@pytest.fixture(scope="session")
def sample_data(sample_files: Path) -> Iterator[Path]:
    """A data folder with edition voorbeeld built and published. Read only."""
    make = partial(kept_builds.build_named, "voorbeeld", sample_files)
    with kept_builds.shared("voorbeeld", kept_builds.code(), make) as folder:
        yield folder


@pytest.fixture(scope="session")
def country_data() -> Iterator[Path]:
    """A data folder with the fictional country built and published, as large as the real one. Read only."""

    def make(data: Path) -> None:
        subprocess.run(
            material.build_command(), env=os.environ | material.settings(data), cwd=paths.PROJECT, check=True
        )

    with kept_builds.shared("country", kept_builds.code(), make) as folder:
        yield folder


@pytest.fixture(scope="session")
def real_data(mirror: Path) -> Iterator[Path]:
    """A data folder with edition 2020 built and published. Read only."""
    make = partial(kept_builds.build_named, "2020", mirror)
    with kept_builds.shared("edition2020", kept_builds.code() + kept_builds.files_in(mirror), make) as folder:
        yield folder


@pytest.fixture(scope="session")
def linked(real_data: Path, mirror: Path) -> Iterator[Path]:
    """Edition 2020 with the five test deliveries taken in as proposed. Read only."""
    made_from = kept_builds.code() + kept_builds.files_in(mirror)

    def make(data: Path) -> None:
        kept_builds.link_partners(data, real_data, mirror)

    with kept_builds.shared("linked", made_from, make) as folder:
        yield folder


@pytest.fixture(scope="session")
def truly_linked(linked: Path, mirror: Path) -> pd.DataFrame:
    """partner and school_id by the truth of the files, for the rows of `linked` that were linked by themselves."""
    truth = pd.read_csv(mirror / "partners_dev" / "truth.csv", dtype=str, keep_default_na=False)
    with duckdb.connect(str(publish.current(linked / "warehouse")), read_only=True) as con:
        rows = con.sql("select partner_id, line, decision from mart.partner_row order by partner_id, line").df()
    rows["row"] = rows.groupby("partner_id").cumcount().astype(str)
    both = truth.merge(rows, left_on=["partner", "row"], right_on=["partner_id", "row"], validate="one_to_one")
    return both.loc[both["decision"] == "auto", ["partner", "school_id"]]
