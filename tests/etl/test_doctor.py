"""`doctor`: what publishers have now against what is declared, and whether the lines that it prints are right."""

from __future__ import annotations

import shutil

import pytest
import yaml

from etl import doctor, paths
from etl.declared import catalog
from etl.errors import Offline
from etl.fetching import download, snapshots
from tests.etl.test_live_edition import taken
from tests.support.environment import LIMITS
from tests.support.publisher_server import DUO, Fault

ADVICE = f"{DUO}/04-leerlingen-bo-sbo-schooladviezen-2024-2025.csv"
MOVED = f"{DUO}/04.-leerlingen-bo-sbo-schooladviezen-2024-2025.csv"


def asked(*sources: str) -> dict[str, doctor.Finding]:
    """What is found of some sources of edition 2025."""
    edition = catalog.edition("2025")
    uses = tuple(use for use in edition.uses if not sources or use[0].source_id in sources)
    return {one.source: one for one in doctor.ask(edition.model_copy(update={"uses": uses}))}


@pytest.mark.slow
@pytest.mark.usefixtures("world")
def test_publishers_that_are_as_declared_are_all_the_same():
    found = asked()
    assert {one.source: one.state for one in found.values() if one.state != "same"} == {}
    assert len(found) == len(catalog.edition("2025").uses)
    assert doctor.code(list(found.values())) == 0


def test_nothing_is_kept_and_unseen_forms_are_told(world):
    found = asked("duo_doorstroom_vo", "duo_eindtoets", "cbs_gebieden")
    assert {one.state for one in found.values()} == {"same"}
    assert (
        found["duo_eindtoets"].rows
        == len(world.files[f"{DUO}/05.-gemiddelde-eindscores-bo-sbo-2024-2025.csv"]().splitlines()) - 1
    )
    assert "form assumed, not seen" in doctor.sentence(found["duo_doorstroom_vo"])
    assert "form" not in doctor.sentence(found["duo_eindtoets"])
    assert not (paths.data_dir() / "snapshots").exists()


def test_a_moved_file_two_renamed_columns_and_a_newer_table_are_told(world):
    world.files[MOVED] = world.files.pop(ADVICE)
    world.faults.append(Fault("leerlingen-vo-per", "changed", value=_renamed))
    _publish_ses_of_2025(world)
    found = asked("duo_schooladviezen", "duo_leerlingen_vo", "cbs_ses_woa")
    moved = found["duo_schooladviezen"]
    assert (moved.state, moved.address) == ("gone", f"https://{MOVED}")
    assert found["duo_leerlingen_vo"].renamed == {"AFDELING": "AFDELING VMBO", "OPLEIDINGSNAAM": "NAAM OPLEIDING"}
    newer = found["cbs_ses_woa"]
    assert (newer.state, newer.newer, len(newer.lines)) == ("newer", "2025", 2)
    assert doctor.code(list(found.values())) == 5
    assert doctor.code([newer]) == 4


def _renamed(body: bytes) -> bytes:
    return body.replace(b";AFDELING;", b";AFDELING VMBO;", 1).replace(b";OPLEIDINGSNAAM;", b";NAAM OPLEIDING;", 1)


def _publish_ses_of_2025(world) -> None:
    world.tables["86400NED"] = world._ses(2025)
    title = "Sociaal-economische status; scores"
    world.catalogue.append({"Identifier": "86400NED", "Title": title, "Period": "2014-2025"})


def test_the_two_lines_of_a_newer_vintage_are_all_that_it_takes(world, tmp_path, monkeypatch):
    _publish_ses_of_2025(world)
    newer = asked("cbs_ses_woa")["cbs_ses_woa"]
    for name in ("SOURCES", "EDITIONS"):
        shutil.copytree(getattr(paths, name), tmp_path / name)
        monkeypatch.setattr(paths, name, tmp_path / name)
    (of_source, of_edition) = (line.split(": ", 1)[1] for line in newer.lines)
    file = paths.SOURCES / "cbs_ses_woa.yml"
    file.write_text(file.read_text("utf-8").replace("vintages:\n", f"vintages:\n{of_source}\n", 1), "utf-8")
    edition = paths.EDITIONS / "2025.yml"
    edition.write_text(edition.read_text("utf-8").replace("  cbs_ses_woa: 2024", of_edition), "utf-8")
    source = catalog.read_source(file)
    known = {**catalog.sources(), "cbs_ses_woa": source}
    uses = {one.source_id: (one, vintage) for one, vintage in catalog.read_edition(edition, known).uses}
    assert uses["cbs_ses_woa"][1].name == "2025"
    monkeypatch.setitem(
        __import__("tests.etl.test_live_edition", fromlist=["USES"]).USES, "cbs_ses_woa", uses["cbs_ses_woa"]
    )
    assert taken("cbs_ses_woa", {}) == "ok"
    assert yaml.safe_load(file.read_text("utf-8"))["vintages"]["2025"]["like"] == "2024"
    assert any("86400NED" in url for url, _ in world.asked)
    assert any("2025JJ00" in url for url, _ in world.asked)


def test_a_source_that_is_gone_says_why(world):
    world.faults.append(Fault("brin6_pc4", "status", value=404))
    found = asked("duo_leerlingen_pc4")["duo_leerlingen_pc4"]
    assert (found.state, found.lines) == ("gone", [])
    assert "found nothing there (404)" in found.why


def test_without_a_network_one_line_is_said(monkeypatch):
    monkeypatch.setenv(download.ROUTE, "http://127.0.0.1:9")
    monkeypatch.setenv(LIMITS, "connect_s=1 retries=0")
    with pytest.raises(Offline, match="No network: none of"):
        snapshots.refuse_offline(catalog.edition("2025").uses)
    assert Offline.exit_code == 3
