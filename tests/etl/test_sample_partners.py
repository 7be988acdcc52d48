"""The fictional partners: same bytes for a seed, believable presence, messy files and a known truth."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import yaml
from python_calamine import CalamineWorkbook

from etl import paths, sample
from etl.declared import catalog
from etl.partners import facts as partner_facts
from etl.partners import intake
from etl.partners import ledger as deliveries
from etl.partners.linking import match
from etl.sample.partners import activities as partners
from etl.sample.partners import claims, habits, notes, referrals, requests
from etl.sample.partners import files as partner_files
from etl.sample.partners import mess as partner_mess

pytestmark = pytest.mark.xdist_group("sample_partners")
YEARS = ["2021-2022", "2022-2023", "2023-2024", "2024-2025"]


@pytest.fixture(scope="module")
def world():
    """The province, before it is written."""
    return sample.make()


@pytest.fixture(scope="module")
def files(world) -> dict[str, bytes]:
    """What the partners sent, by name without the folder."""
    return {name.removeprefix("partners/"): data for name, data in partners.files(world).items()}


@pytest.fixture(scope="module")
def catalogue(files) -> list[dict]:
    """partners.yml as a reader gets it."""
    return yaml.safe_load(files["partners.yml"])


@pytest.fixture(scope="module")
def truth(world) -> pd.DataFrame:
    """One row per data row of all files."""
    return partners.truth(world)


@pytest.fixture(scope="module")
def work(world) -> pd.DataFrame:
    """One row per activity, with what is known of its school and its programme's theme."""
    table = partners.activities(world).merge(world.schools, left_on="school", right_index=True)
    return table.merge(partners.PROGRAMMES.rename(columns={"name": "programme"}), on=["partner_id", "programme"])


def raw(name: str, data: bytes) -> list[list[str]]:
    """Every line of a delivery as texts: what an attentive person would see."""
    if name.endswith(("xlsx", "ods")):
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = (book.get_sheet_by_name(sheet).to_python(skip_empty_area=False) for sheet in book.sheet_names)
        return [[str(cell) for cell in row] for sheet in sheets for row in sheet]
    style = next(p["file"] for p in partners.PARTNERS if name.startswith(p["partner_id"]))
    return list(csv.reader(io.StringIO(data.decode(style["encoding"])), delimiter=style["delimiter"]))


def lines_of(files: dict[str, bytes], truth: pd.DataFrame, kind: str) -> list[list[str]]:
    """The raw lines on which the truth says that one kind of mess stands."""
    found = truth[truth.kind == kind]
    return [raw(file, files[file])[line - 1] for file, line in zip(found.file, found.line, strict=True)]


def test_same_seed_same_bytes_and_the_sample_holds_them(world, files, sample_files):
    told = {**requests.file(world), **claims.file(world), **referrals.file(world), **notes.file(world)}
    asked = {name.removeprefix("partners/"): data for name, data in told.items()}
    assert {p.name: p.read_bytes() for p in (sample_files / "partners").iterdir()} == files | asked


def test_a_sign_that_a_code_page_lacks_is_written_as_old_programs_do():
    """At the size of the country a round quote came into a file of cp850, and the sample could not be made."""
    assert partner_files._saved("’t Hof; Oëlm", "cp850") == "'t Hof; Oëlm".encode("cp850")
    assert partner_files._saved("Łódź", "cp850") == "?ód?".encode("cp850")
    assert partner_files._saved("’t Hof", "utf-8") == "’t Hof".encode()


def test_other_seed_other_bytes(files):
    other = partners.files(sample.make(seed=1))
    assert {n for n in files if other[f"partners/{n}"] != files[n]} == set(files)


def test_counts(files, catalogue, work):
    assert len(catalogue) == 21
    assert sum(len(partner["programmes"]) for partner in catalogue) == 76
    assert 680 <= len(work) <= 820
    assert not work.duplicated(["partner_id", "programme", "school_id", "school_year"]).any()
    assert sorted(work.school_year.unique()) == YEARS
    assert work.groupby(["partner_id", "programme"]).ngroups == 76
    assert work.participants.between(8, 60).all()
    assert {d["file"] for p in catalogue for d in p["deliveries"]} == set(files) - {"partners.yml"}
    assert 35 <= len(files) - 1 <= 50


def test_a_fifth_of_the_facts_is_unknown_and_marks_are_told(catalogue):
    programmes = [programme["facts"] for partner in catalogue for programme in partner["programmes"]]
    told = sum(len(found) for found in programmes)
    assert 0.17 <= 1 - told / (len(programmes) * len(partner_facts.FACTS.keys() - {"themes"})) <= 0.23
    for mark in ("via_skb", "learning_line"):
        assert {found.get(mark) for found in programmes} == {"yes", "no", None}
    assert sum("fades_in_days" in sent for partner in catalogue for sent in partner["deliveries"]) == 1


def test_every_habit_has_a_partner_and_the_marks_of_rows_stand_in_a_file(files):
    used = {partner["file"].get("habit", "plain") for partner in partners.PARTNERS}
    assert used == set(habits.HABITS)
    (marked,) = [name for name in files if name.startswith("brugteam-halverzwin")]
    header, *rows = csv.reader(io.StringIO(files[marked].decode()), delimiter=";")
    at = header.index("Via SKB")
    assert {row[at] for row in rows if row[0]} == {"ja", "nee", ""}


def test_a_programme_is_given_at_schools_of_its_sector(work):
    assert all(school in offer.split(",") for school, offer in zip(work.sector_x, work.sector_y, strict=True))


def test_the_catalogue_says_who_they_are(catalogue):
    themes = set(pd.read_csv(paths.PROJECT / "data" / "reference" / "gka_themes.csv").theme_id)
    groups = [*"12345678", *(f"vo{year}" for year in range(1, 7)), "mbo", "ho"]
    assert {partner["kind"] for partner in catalogue} == set(deliveries.KINDS)
    assert {p["theme_id"] for partner in catalogue for p in partner["programmes"]} == themes
    for partner in catalogue:
        assert deliveries.slug(partner["name"]) == partner["partner_id"]
        assert partner["contact"] == f"info@{partner['partner_id']}.example"
        assert partner["website"].endswith(".example")
        assert partner["is_fictional"] is True
        slugs = {deliveries.slug(p["name"]) for p in partner["programmes"]}
        assert len(slugs) == len(partner["programmes"]) >= 2
        for programme in partner["programmes"]:
            assert groups.index(programme["group_from"]) <= groups.index(programme["group_to"])
            assert programme["region"]
            assert programme["description_nl"] != programme["description_en"]


def test_deliveries_come_after_their_school_year_and_some_partners_stopped(catalogue):
    last = {}
    for partner in catalogue:
        for sent in partner["deliveries"]:
            received = datetime.fromisoformat(sent["received_at"])
            year = re.search(r"\d{4}-\d{4}", sent["file"])[0]
            assert f"{year[5:]}-07" <= f"{received:%Y-%m}"
            assert received.date() <= catalog.edition("voorbeeld").as_of_date
            last[partner["partner_id"]] = year
    assert sorted(last.values()).count("2024-2025") == len(catalogue) - 2
    assert min(last.values()) == "2022-2023"


def test_a_third_of_the_schools_has_a_partner_now_and_some_have_three(world, work):
    schools = world.schools[world.schools.is_listed]
    now = work[work.school_year == "2024-2025"]
    for sector in ("PO", "VO"):
        active = now[now.sector_x == sector].school_id.nunique()
        assert 0.25 < active / (schools.sector == sector).sum() < 0.45
    each = now.groupby("school_id").agg(partners=("partner_id", "nunique"), themes=("theme_id", "nunique"))
    assert ((each.partners >= 2) & (each.themes >= 2)).sum() >= 20
    assert (each.partners >= 3).sum() >= 5


def test_partners_go_where_the_need_is_and_still_leave_white_spots(world, work):
    primary = world.schools[(world.schools.sector == "PO") & world.schools.is_listed].copy()
    primary["active"] = primary.school_id.isin(work.school_id[work.school_year == "2024-2025"])
    primary["rate"] = primary.score_total / primary.pupils
    city = primary[primary.municipality == primary.municipality.mode()[0]]  # every partner works here
    assert city.rate[city.active].mean() > 1.3 * city.rate.mean()
    for place, least in ((primary[primary.rate > primary.rate.median()], 5), (city, 3)):
        wijken = place.groupby("district").agg(schools=("active", "size"), active=("active", "sum"))
        assert ((wijken.schools >= least) & (wijken.active == 0)).sum() >= 2


def test_truth_points_at_the_line(files, truth):
    for row in truth.itertuples():
        lines = raw(row.file, files[row.file])
        # in a matrix the programme stands in the header and a mark in the line
        assert row.programme in lines[row.line - 1] or lines[row.line - 1][lines[0].index(row.programme)] == "x"


def test_truth_knows_invented_and_closed_schools(world, truth):
    known = world.schools.set_index("school_id")
    assert set(truth.kind[truth.school_id == ""]) == {"invented"}
    promised = {partner["partner_id"] for partner in partners.PARTNERS if "invented" in partner["mess"]}
    held = truth.groupby("file")["kind"].agg(lambda kinds: "invented" in set(kinds))
    assert held.sum() == held.index.str.startswith(tuple(promised)).sum() > 20
    closed = truth[truth.kind == "closed"]
    assert len(closed) >= 3
    assert not known.is_listed[closed.school_id].any()
    assert "2024-2025" not in set(closed.school_year)


def test_every_kind_of_mess_is_in_every_file_that_promises_it(truth):
    for partner in partners.PARTNERS:
        for file, rows in truth[truth.file.str.startswith(partner["partner_id"])].groupby("file"):
            assert set(rows.kind) >= set(partner["mess"]), file


def test_codes_are_damaged_as_the_truth_says(world, files, truth):
    held = set(world.schools.brin)
    assert all(re.fullmatch(r"\d", row[4]) for row in lines_of(files, truth, "lost_zero"))
    assert all(row[3] in held and row[4] == "" for row in lines_of(files, truth, "no_location"))
    assert all(row[3] not in held for row in lines_of(files, truth, "unknown_brin"))
    assert all(re.fullmatch(r"\d\d[A-Z]{2}-\d\d", row[0]) for row in lines_of(files, truth, "dashed_brin"))
    assert all(re.fullmatch(r"\d\d[A-Z]{2} \d\d", row[0]) for row in lines_of(files, truth, "spaced_brin"))
    assert all(row[0] == "" for row in lines_of(files, truth, "no_brin"))
    assert all(re.search(r"\d\d[a-z]{2}", " ".join(row)) for row in lines_of(files, truth, "lower_brin"))
    branches = truth[truth.kind == "main_code"]
    assert len(branches) >= 5
    assert not branches.school_id.str.endswith("00").any()


def test_names_and_cells_are_damaged_as_the_truth_says(world, files, truth):
    name = world.schools.set_index("school_id").name
    for kind in ("misspelt", "abbreviated", "shouted", "cut_off"):
        found = truth[truth.kind == kind]
        for school_id, row in zip(found.school_id, lines_of(files, truth, kind), strict=True):
            assert not any(cell.startswith(name[school_id]) and "onderbouw" not in cell for cell in row)
    for kind in ("hostile_name", "hostile_remark"):
        assert all(set(row) & set(partner_mess.HOSTILE) for row in lines_of(files, truth, kind))
    hit = truth[truth.kind == "repeated"]
    for file, row in zip(hit.file, lines_of(files, truth, "repeated"), strict=True):
        assert raw(file, files[file]).count(row) >= 2


def test_formats_differ(files):
    sent = {name: data for name, data in files.items() if name != "partners.yml"}
    styles = {partner["partner_id"]: partner["file"] for partner in partners.PARTNERS}
    assert {name.rsplit(".")[-1] for name in sent} == {"csv", "tsv", "xlsx", "ods"}
    assert sum(data.startswith(b"\xef\xbb\xbf") for data in sent.values()) == 4
    assert {style.get("encoding") for style in styles.values()} >= {
        "cp1252",
        "mac_roman",
        "cp850",
        "utf-8-sig",
        "utf-8",
    }
    plain = {who for who, style in styles.items() if "habit" not in style}
    titled = [name for name, data in sent.items() if len(set(raw(name, data)[0]) - {""}) == 1]
    totals = [name for name, data in sent.items() if raw(name, data)[-1][0] == "Totaal"]
    assert [name for name in titled if name.startswith(tuple(plain))] == totals
    assert len(totals) == 8


@pytest.fixture(scope="module")
def proposed(files) -> dict[str, intake.Proposal]:
    """What intake makes of every delivery."""
    return {name: intake.propose(name, data) for name, data in files.items() if name != "partners.yml"}


def test_intake_reads_every_row_that_was_written(proposed, truth):
    for name, proposal in proposed.items():
        assert not [f for f in proposal.findings if f.result == "stop"], name
        mine = truth[truth.file == name]
        assert proposal.rows.line.tolist() == mine.line.tolist(), name
        assert proposal.rows.programme.tolist() == mine.programme.tolist(), name
        assert [intake.school_year(text) for text in proposal.rows.school_year] == mine.school_year.tolist(), name
        assert proposal.rows.participants.tolist() == mine.participants_text.tolist() or "participants" not in (
            proposal.columns.values()
        ), name


@pytest.mark.slow
def test_matching_links_nine_in_ten_and_none_wrong(files, proposed, truth, sample_data):
    pointer = json.loads((sample_data / "warehouse" / "current.json").read_text())
    with duckdb.connect(str(Path(sample_data, "warehouse", pointer["file"])), read_only=True) as db:
        schools, names = db.sql("from mart.school").df(), db.sql("from core.school_name").df()
    found = pd.concat([match.link(p.rows, schools, names).assign(file=name) for name, p in proposed.items()])
    # a line may tell of several activities at one school
    found = found.drop_duplicates(["file", "line"])
    both = truth.merge(found, on=["file", "line"], suffixes=("", "_found"))
    automatic = both[both.decision == "auto"]
    assert len(both) == len(truth)
    assert (automatic.school_id_found == automatic.school_id).all()
    assert len(automatic) >= 0.9 * (both.school_id != "").sum()
    assert not schools.brin.isin(lines[3] for lines in lines_of(files, truth, "unknown_brin")).any()
    assert "auto" not in set(both.decision[both.kind.isin(["invented", "wrong_brin"])])
