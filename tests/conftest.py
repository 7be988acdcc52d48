"""Session fixtures: the real files, the built sample and the built edition 2020."""

import os
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dashboard.frame import language, warehouse
from etl import paths, sample
from etl.building import build, publish
from etl.declared import catalog
from etl.partners import intake
from etl.partners import ledger as deliveries
from etl.partners import tables as partners

PARTNER_FILES = ("alfa.csv", "bravo.csv", "charlie.tsv", "delta.csv", "echo.csv")
MIRROR = Path(os.environ.get("RUGWIND_MIRROR") or paths.PROJECT.parent / "shared" / "data")


@pytest.fixture(autouse=True)
def _fresh_app():
    """Each test begins in Dutch and on no build; what the app opened is closed, DuckDB refuses it other settings."""
    language.use("nl")
    warehouse._pinned.set(None)
    yield
    while warehouse._open:
        warehouse._open.popitem()[1].close()


@pytest.fixture(scope="session")
def mirror() -> Path:
    """The folder with the publishers' real files."""
    if not (MIRROR / "duo").is_dir():
        pytest.skip("the published files are not here; set RUGWIND_MIRROR to the folder that has duo/ and cbs/")
    return MIRROR


def built(edition: str, mirror: Path, data: Path) -> Path:
    """`data` with the edition built into it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RUGWIND_DATA", str(data))
        build.build(catalog.edition(edition), mirror)
    return data


@pytest.fixture(scope="session")
def sample_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the fictional province. Read only: copy before changing."""
    folder = tmp_path_factory.mktemp("sample")
    sample.write(folder)
    return folder


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory: pytest.TempPathFactory, sample_files: Path) -> Path:
    """A data folder with edition voorbeeld built and published. Read only."""
    return built("voorbeeld", sample_files, tmp_path_factory.mktemp("voorbeeld"))


@pytest.fixture(scope="session")
def real_data(tmp_path_factory: pytest.TempPathFactory, mirror: Path) -> Path:
    """A data folder with edition 2020 built and published. Read only."""
    return built("2020", mirror, tmp_path_factory.mktemp("edition2020"))


@pytest.fixture(scope="session")
def linked(real_data: Path, mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Edition 2020 with the five test deliveries taken in as proposed. Read only."""
    data = tmp_path_factory.mktemp("linked")
    shutil.copytree(real_data, data, dirs_exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RUGWIND_DATA", str(data))
        root = deliveries.folder(catalog.edition("2020"))
        for name in PARTNER_FILES:
            content, partner = (mirror / "partners_dev" / name).read_bytes(), name.split(".")[0]
            facts = {"name": partner, "partner_kind": "founding", "website": "", "contact": "", "is_fictional": True}
            deliveries.tell(root, "partner", "test", partner_id=partner, **facts)
            found, _ = deliveries.receive(root, partner, name, content, "test")
            proposal = intake.propose(name, content)
            taken = partners.taken(proposal.layout, proposal.columns)
            deliveries.tell(root, "accepted", "test", delivery_id=found, **taken)
        build.refresh()
    return data


@pytest.fixture(scope="session")
def truly_linked(linked: Path, mirror: Path) -> pd.DataFrame:
    """partner and school_id by the truth of the files, for the rows of `linked` that were linked by themselves."""
    truth = pd.read_csv(mirror / "partners_dev" / "truth.csv", dtype=str, keep_default_na=False)
    with duckdb.connect(str(publish.current(linked / "warehouse")), read_only=True) as con:
        rows = con.sql("select partner_id, line, decision from mart.partner_row order by partner_id, line").df()
    rows["row"] = rows.groupby("partner_id").cumcount().astype(str)
    both = truth.merge(rows, left_on=["partner", "row"], right_on=["partner_id", "row"], validate="one_to_one")
    return both.loc[both["decision"] == "auto", ["partner", "school_id"]]
