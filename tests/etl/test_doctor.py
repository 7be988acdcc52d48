"""`doctor`: what publishers have now against what is declared, and whether the lines that it prints are right."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable

import pytest
import yaml

from etl import doctor, paths
from etl.declared import catalog, source_checks
from etl.declared.source_form import Vintage
from etl.errors import Offline
from etl.fetching import download, snapshots
from tests.etl import test_live_edition as live
from tests.etl.test_live_edition import taken
from tests.support.environment import LIMITS
from tests.support.publisher_server import DUO, Fault

ADVICE = f"{DUO}/04-leerlingen-bo-sbo-schooladviezen-2024-2025.csv"
MOVED = f"{DUO}/04.-leerlingen-bo-sbo-schooladviezen-2024-2025.csv"


def asked(*sources: str) -> dict[str, doctor.Finding]:
    """What is found of some sources of edition 2025."""
    edition = catalog.edition("2025")
    # the publishers of the tests have the rows of one province
    uses = [use for use in edition.uses if not sources or use[0].source_id in sources]
    uses = tuple((source, vintage.model_copy(update={"rows": {}})) for source, vintage in uses)
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


def written(lines: list[str], source_id: str, tmp_path, monkeypatch) -> Vintage:
    """The edition's vintage of a source after both lines were written down, in copies of the declarations."""
    for name in ("SOURCES", "EDITIONS"):
        if not (tmp_path / name).exists():
            shutil.copytree(getattr(paths, name), tmp_path / name)
            monkeypatch.setattr(paths, name, tmp_path / name)
    (of_source, of_edition) = (line.split(": ", 1)[1] for line in lines)
    file, edition = paths.SOURCES / f"{source_id}.yml", paths.EDITIONS / "2025.yml"
    file.write_text(file.read_text("utf-8").replace("vintages:\n", f"vintages:\n{of_source}\n", 1), "utf-8")
    text = re.sub(rf"  {source_id}: .*", of_edition, edition.read_text("utf-8"))
    edition.write_text(text, "utf-8")
    known = {**catalog.sources(), source_id: catalog.read_source(file)}
    uses = {one.source_id: (one, vintage) for one, vintage in catalog.read_edition(edition, known).uses}
    monkeypatch.setitem(live.USES, source_id, uses[source_id])
    return uses[source_id][1]


def test_the_two_lines_of_a_newer_vintage_are_all_that_it_takes(world, tmp_path, monkeypatch):
    _publish_ses_of_2025(world)
    newer = asked("cbs_ses_woa")["cbs_ses_woa"]
    assert written(newer.lines, "cbs_ses_woa", tmp_path, monkeypatch).name == "2025"
    assert taken("cbs_ses_woa", {}) == "ok"
    file = paths.SOURCES / "cbs_ses_woa.yml"
    assert yaml.safe_load(file.read_text("utf-8"))["vintages"]["2025"]["like"] == "2024"
    assert any("86400NED" in url for url, _ in world.asked)
    assert any("2025JJ00" in url for url, _ in world.asked)


def _advice(world, **renamed: str) -> Callable[[], bytes]:
    """The file of advice with other headers."""
    sent = world.files[ADVICE]

    def send() -> bytes:
        head, rest = sent().split(b"\n", 1)
        for old, new in renamed.items():
            head = head.replace(f'"{old}"'.encode(), f'"{new}"'.encode())
        return head + b"\n" + rest

    return send


def test_one_publisher_that_moves_a_file_renames_columns_and_publishes_a_newer_one(world, tmp_path, monkeypatch):
    """All at once, of one source: the lines for the newer one are enough, and so are those after it."""
    edition = catalog.edition("2025")
    changed = _advice(world, VMBO_GT_HAVO="VMBO GT/HAVO", ADVIES_NIET_MOGELIJK="NIET_MOGELIJK")
    world.files[MOVED] = changed
    world.files[MOVED.replace("2024-2025", "2025-2026")] = changed
    del world.files[ADVICE]
    found = asked("duo_schooladviezen")["duo_schooladviezen"]
    pairs = {"VMBO_GT_HAVO": "VMBO GT/HAVO", "ADVIES_NIET_MOGELIJK": "NIET_MOGELIJK"}
    assert (found.state, found.address, found.newer) == ("gone", f"https://{MOVED}", "2025-2026")
    assert found.renamed == found.newer_renamed == pairs
    assert doctor.CHECK in doctor.sentence(found)
    assert len(found.lines) == 4  # its new address, its new headers, and the two of the newer one
    vintage = written(found.lines[2:], "duo_schooladviezen", tmp_path, monkeypatch)
    assert dict(vintage.renamed) == pairs
    assert taken("duo_schooladviezen", {}) == "ok"
    # a year later the newest is like one that is like another
    world.files[MOVED.replace("2024-2025", "2026-2027")] = lambda: b"".join(changed().splitlines(keepends=True)[:-1])
    source, its = live.USES["duo_schooladviezen"]
    uses = ((source, its.model_copy(update={"rows": {}})),)
    (later,) = doctor.ask(edition.model_copy(update={"uses": uses}))
    assert (later.state, later.newer) == ("newer", "2026-2027")
    assert written(later.lines, "duo_schooladviezen", tmp_path, monkeypatch).name == "2026-2027"
    assert taken("duo_schooladviezen", {}) == "ok"


# what is read of each source, and of services also what chooses records, what codes are made of, what joins
READ = sorted((live.HEADER | {"cbs_kerncijfers_wijken": "HuishoudensTotaal"}).items())
READ += [("cbs_wijkgrenzen", "jrstatcode"), ("cbs_wijkgrenzen", "statcode"), ("cbs_buurtgrenzen", "statcode")]
READ += [("duo_schoolpunten", header) for header in ("VESTIGINGSCODE", "EINDDATUM", "ONDERWIJSLOCATIECODE")]
IN_EVERY_RUN = {("duo_vestigingen_vo", "ONDERWIJSSTRUCTUUR"), ("cbs_wijkgrenzen", "statcode")}
RENAMED = [pair if pair in IN_EVERY_RUN else pytest.param(*pair, marks=pytest.mark.slow) for pair in READ]


@pytest.mark.parametrize(("source_id", "header"), RENAMED)
def test_the_line_for_a_renamed_column_brings_its_source_in(world, monkeypatch, source_id, header):
    """A column that is read, chosen by, or that a code is a part of: doctor sees each, and its line is enough."""
    world.faults[:] = [Fault(live.WHERE[source_id], "changed", value=live.renamed(header))]
    found = asked(source_id)[source_id]
    assert (found.state, found.renamed[header]) == ("renamed", f"{header}X")
    source, vintage = live.USES[source_id]
    said = yaml.safe_load(found.lines[0].partition(".yml: ")[2].replace(": renamed: ", ": {renamed: ", 1) + "}")
    told = vintage.model_copy(update={"renamed": said[vintage.name]["renamed"]})
    monkeypatch.setitem(live.USES, source_id, (source, told))
    assert list(source_checks.faults(source.model_copy(update={"vintages": {told.name: told}}))) == []
    assert taken(source_id, {}) == "ok"


def test_a_renamed_column_of_one_sheet_may_be_told_of_a_workbook():
    source = catalog.sources()["cbs_achterstandsscores"]
    for header, told in (("Achterstandsscore zonder drempel", 0), ("Nooit gezien", 1)):
        vintage = source.vintages["2025"].model_copy(update={"renamed": {header: "Score"}})
        faults = list(source_checks.faults(source.model_copy(update={"vintages": {"2025": vintage}})))
        assert len(faults) == told, faults


def test_three_renamed_columns_get_three_mates_by_place_where_names_mislead(world):
    """By name alone VMBO_GT would get the mate of VMBO_GT_HAVO, and one mate would serve two."""
    pairs = {"VMBO_GT": "VMBO_GEMENGD", "VMBO_GT_HAVO": "VMBO_GT OF HAVO", "HAVO": "ALLEEN_HAVO"}
    world.files[ADVICE] = _advice(world, **pairs)
    found = asked("duo_schooladviezen")["duo_schooladviezen"]
    assert (found.state, found.renamed) == ("renamed", pairs)
    assert json.dumps(pairs)[1:-1] in found.lines[0]


def test_a_column_that_is_gone_gets_no_mate_and_no_line(world):
    """A new column of another meaning, of an unlike name or in another place, is nobody's mate."""
    sent = world.files[ADVICE]

    def without() -> bytes:
        rows = [line.split(b";") for line in sent().split(b"\r\n" if b"\r\n" in sent() else b"\n")]
        at = rows[0].index(b'"VWO"')
        return b"\n".join(b";".join([*row[:at], *row[at + 1 :]]) for row in rows)

    world.files[ADVICE] = without
    world.files[ADVICE.replace("2024-2025", "2025-2026")] = without
    found = asked("duo_schooladviezen")["duo_schooladviezen"]
    assert (found.state, found.renamed, found.newer) == ("renamed", {"VWO": ""}, "2025-2026")
    assert found.lines == []
    assert "needs a shape of its own" in found.why
    assert "VWO -> no likely mate" in doctor.sentence(found)


@pytest.mark.usefixtures("world")
def test_a_file_of_too_few_rows_is_told_as_the_build_would():
    edition = catalog.edition("2025")
    uses = tuple(use for use in edition.uses if use[0].source_id == "duo_schooladviezen")
    (found,) = doctor.ask(edition.model_copy(update={"uses": uses}))
    assert (found.state, found.why, doctor.code([found])) == ("other_rows", "expected 5700 to 6900 rows", 5)


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
