"""A partner's file through the page: upload, review, accept, the file back, and the new number on the overview."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from etl.building import publish
from tests.browser.conftest import Visit, serving, visiting

pytestmark = pytest.mark.browser
HEAD = "school;plaats;programma;schooljaar;aantal\n"


@pytest.fixture
def own(tmp_path, sample_data, chromium):
    """A server with data of its own, because these tests write: (visit, data folder)."""
    shutil.copytree(sample_data, tmp_path / "data")
    with serving(tmp_path / "data", tmp_path / "log") as base, visiting(chromium, base) as visit:
        yield visit, tmp_path / "data"


def ask(data: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(publish.current(data / "warehouse")), read_only=True) as con:
        return con.sql(sql).fetchall()


def upload(visit: Visit, file: Path) -> Visit:
    visit.page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    return visit.settle()


def press(visit: Visit, name: str) -> Visit:
    visit.page.get_by_role("button", name=name).click()
    visit.page.wait_for_timeout(500)
    expect(visit.page.get_by_test_id("stSpinner")).to_have_count(0, timeout=90_000)  # Streamlit may show two
    return visit.settle()


def young_people_on_overview(visit: Visit) -> int:
    visit.open("/overzicht?schooljaar=2024-2025")
    told = visit.page.locator(".rw-facts div").filter(has_text="Deelnames van jongeren").locator("b").inner_text()
    return int(told.replace(".", ""))


def test_from_upload_to_the_new_number_on_the_overview(own, tmp_path):
    visit, data = own
    ((school, name, place),) = ask(
        data,
        "select school_id, name, place from mart.school anti join mart.activity using (school_id)"
        " where sector = 'PO' and is_listed and quality_flag is null"
        " qualify count(*) over (partition by name) = 1 order by school_id limit 1",
    )
    before = young_people_on_overview(visit)
    file = tmp_path / "nieuw.csv"
    file.write_text(
        f"{HEAD}{name} bij de brug;{place};Proefles;2024-2025;12\nBestaat Niet;Nergensoord;Proefles;2024-2025;9\n"
    )

    partner = ask(data, "select partner_id, name from mart.partner order by name limit 1")[0]
    visit.open(f"/partnerdata?deel=aanleveren&partner={partner[0]}")
    upload(visit, file)
    expect(visit.page.get_by_text("kop op regel 1")).to_be_visible()
    press(visit, "Neem 2 rijen in")
    expect(visit.page.get_by_text("staat in de atlas")).to_be_visible()

    row = ask(data, "select fingerprint, decision from mart.partner_row where told_school = 'Bestaat Niet'")[0]
    assert row[1] in ("review", "none")
    visit.open(f"/partnerdata?deel=nakijken&rij={partner[0]}:{row[0]}")
    visit.page.get_by_label("Andere school").fill(school)
    visit.page.get_by_label("Andere school").press("Enter")
    visit.settle()
    visit.page.get_by_test_id("stRadioOption").filter(has_text=school).click()
    visit.settle()
    press(visit, "Koppel 1 rij")
    expect(visit.page.get_by_text("besluit is bewaard")).to_be_visible()
    press(visit, "Werk de atlas bij")
    assert ask(
        data, "select decision, decided_by, school_id from mart.partner_row where told_school = 'Bestaat Niet'"
    ) == [("accepted", "lokaal", school)]

    # 9 by the decision, and 12 where the first row was linked by itself
    ((own,),) = ask(data, "select sum(participants_count)::int from mart.activity where programme_id like '%/proefles'")
    assert own in (9, 21)
    assert young_people_on_overview(visit) == before + own

    delivery = ask(data, "select delivery_id from mart.delivery where file_name = 'nieuw.csv'")[0][0]
    visit.open(f"/partnerdata?deel=terug&levering={delivery}")
    visit.table()
    file_back = visit.file_of(visit.page.get_by_role("button", name="Bestand terug (XLSX)"))
    sheet = CalamineWorkbook.from_path(str(file_back)).get_sheet_by_index(0).to_python()
    back = [dict(zip(sheet[0], row, strict=True)) for row in sheet[1:]]
    told = next(row for row in back if row["school"] == "Bestaat Niet")
    assert (told["school_id"], told["Naam (DUO)"], told["Status"]) == (school, name, "gekoppeld")


@pytest.mark.slow  # without a browser: tests/partners/test_deliveries.py and test_intake.py
def test_the_same_file_twice_is_recognised_and_a_refused_one_says_why(own, tmp_path):
    visit, data = own
    ((name, place),) = ask(data, "select name, place from mart.school where sector = 'PO' and is_listed limit 1")
    partner = ask(data, "select partner_id from mart.partner order by name limit 1")[0][0]
    file = tmp_path / "twee keer.csv"
    file.write_text(f"{HEAD}{name};{place};Proefles;2024-2025;12\n")
    visit.open(f"/partnerdata?deel=aanleveren&partner={partner}")
    upload(visit, file)
    # the page is left before the file was taken in: it is still there, and nobody has to send it again
    visit.open(f"/partnerdata?deel=aanleveren&partner={partner}")
    visit.page.get_by_role("combobox", name="Eerder binnengekomen").click()
    visit.page.get_by_role("option", name="twee keer.csv").click()
    visit.settle()
    press(visit, "Neem 1 rij in")
    visit.open(f"/partnerdata?deel=aanleveren&partner={partner}")
    upload(visit, file)
    expect(visit.page.get_by_text("staat al in de atlas")).to_be_visible()
    assert ask(data, "select count(*) from mart.delivery where file_name = 'twee keer.csv'") == [(1,)]

    private = tmp_path / "prive.csv"
    private.write_text(
        f"school;plaats;programma;schooljaar;contact\n{name};{place};Les;2024-2025;an.de.boer@mail.example\n"
    )
    visit.open(f"/partnerdata?deel=aanleveren&partner={partner}")
    upload(visit, private)
    expect(visit.page.get_by_text("Niet ingenomen")).to_be_visible()
    expect(visit.page.get_by_test_id("stMain")).not_to_contain_text("an.de.boer")

    big = tmp_path / "groot.csv"
    big.write_bytes(b"school;plaats\n" + b"De Eik;Ergens\n" * 800_000)
    visit.open(f"/partnerdata?deel=aanleveren&partner={partner}")
    upload(visit, big)
    expect(visit.page.get_by_text("Het bestand is niet bewaard")).to_be_visible()


@pytest.mark.slow  # without a browser: tests/partners/test_deeds.py
def test_the_box_of_deliveries_names_what_is_acted_on_in_two_browsers_at_once(own, chromium, tmp_path):
    """B1: after a new delivery the box named one and the button withdrew another."""
    visit, data = own
    ((name, place),) = ask(data, "select name, place from mart.school where sector = 'PO' and is_listed limit 1")
    (mine,) = ask(data, "select partner_id, name from mart.partner order by name limit 1")
    file = tmp_path / "lijst.csv"
    file.write_text(f"{HEAD}{name};{place};Proefles;2024-2025;12\n")
    visit.open("/partnerdata")
    shown = visit.page.get_by_role("combobox", name="Levering").input_value()
    with visiting(chromium, visit.base) as other:
        other.open("/partnerdata")
        press(other, "Haal uit de atlas")  # the question stands in the other browser all the while
        visit.page.get_by_text("Aanleveren", exact=True).click()
        visit.settle().choose("Partner", mine[1])
        upload(visit, file)
        press(visit, "Neem 1 rij in")
        expect(visit.page.get_by_text("staat in de atlas: 1 rij")).to_be_visible()
        visit.page.get_by_test_id("stMain").get_by_text("Versheid van de gegevens", exact=True).click()
        visit.settle()
        box = visit.page.get_by_role("combobox", name="Levering").input_value()
        assert box != shown
        assert f"{mine[1]} · lijst.csv" in box
        press(visit, "Haal uit de atlas")
        expect(visit.page.get_by_text(f"lijst.csv van {mine[1]}").last).to_be_visible()
        press(visit, "Ja, haal lijst.csv eruit")
        assert ask(data, "select count(*) from mart.delivery where file_name = 'lijst.csv'") == [(0,)]
        before = ask(data, "select count(*) from mart.delivery")
        visit.page.get_by_role("button", name="Ongedaan maken").click()
        expect(visit.page.get_by_text("staat weer in de atlas")).to_be_visible()
        assert ask(data, "select count(*) from mart.delivery where file_name = 'lijst.csv'") == [(1,)]
        # the other browser says yes to what it was asked about, and to nothing else
        named = other.page.get_by_role("button", name="Ja, haal").inner_text()
        press(other, "Ja, haal")
        left = {file for (file,) in ask(data, "select file_name from mart.delivery")}
        gone = re.search("Ja, haal (.*) eruit", named)[1]
        assert gone in shown
        assert gone not in left
        assert "lijst.csv" in left
        assert ask(data, "select count(*) from mart.delivery") == before


@pytest.mark.slow
def test_without_rights_there_is_no_partner_page_and_no_partner_figure(chromium, sample_data, tmp_path):
    names = [name for (name,) in ask(sample_data, "select name from mart.partner")]
    with (
        serving(sample_data, tmp_path / "log", "--server.address", "0.0.0.0") as base,
        visiting(chromium, base) as visit,
    ):
        for path in ("/", "/partnerdata?deel=nakijken"):  # all pages: test_every_page_browser.py
            visit.open(path)
            text = visit.page.get_by_test_id("stApp").inner_text()
            assert not [name for name in names if name in text]
            assert "Aanleveren" not in text
            assert visit.page.get_by_test_id("stFileUploaderDropzoneInput").count() == 0
        assert not [url for url in visit.requests if "partner" in url and "/partnerdata" not in url]
