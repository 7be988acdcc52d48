"""A school's page on edition 2020: every figure made again from the publishers' files, for four schools."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from dashboard.figures import fit
from dashboard.figures.fit import State, Wish
from dashboard.school import alike, facts, strips
from tests.support.environment import DATA
from tests.support.reading import local
from tests.support.screen import opened, told

pytestmark = pytest.mark.realdata


@pytest.fixture
def reader(linked, monkeypatch):
    monkeypatch.setenv(DATA, str(linked))
    return local()


def file_of(mirror: Path, source: str) -> Path:
    from etl.declared import catalog

    return mirror / next(v.file for s, v in catalog.edition("2020").uses if s.source_id == source)


def history(mirror: Path) -> pd.DataFrame:
    path = file_of(mirror, "duo_leerlingenhistorie")
    frame = pd.read_csv(path, dtype=str, sep=None, engine="python", encoding="utf-8-sig")
    return frame.set_index("VESTIGINGSCODE")


@pytest.mark.parametrize("school_id", ["11CJ00", "00AO02", "13NU00", "06AM00"])
def test_pupils_by_year_are_those_of_the_file(reader, mirror, school_id):
    """PO, VSO that was last counted in 2014, a primary school that was last counted in 2019, another."""
    raw = history(mirror)
    row = raw.loc[[school_id]].iloc[0]
    counts = {int(name[-4:]): text.strip() for name, text in row.items() if name.startswith("LEERLINGEN_")}
    shown = reader.run("school_years", {"school": school_id, "indicator": "pupils_history"}).set_index("year")["value"]
    for year, text in counts.items():
        if text == "0":
            assert year not in shown.index
        elif text.startswith("<"):
            assert np.isnan(shown[year])
        else:
            assert shown[year] == int(text)


def test_need_and_its_place_are_those_of_the_workbook(reader, mirror):
    """11CJ00: the load without threshold per funded pupil, against all other listed primary schools."""
    school = facts.of("11CJ00", reader)
    rows = strips.of(school, reader).set_index("indicator_id")
    need = rows.loc["po_need_per_pupil"]
    workbook = CalamineWorkbook.from_path(str(file_of(mirror, "cbs_achterstandsscores")))
    found = {}
    for name in workbook.sheet_names:
        for line in workbook.get_sheet_by_name(name).to_python():
            texts = [str(cell).strip() for cell in line]
            if "11CJ" in texts or "11CJ00" in texts:
                found[name] = [cell for cell in line if isinstance(cell, float)]
    figures = [value for values in found.values() for value in values]
    assert any(abs(value - need["value"] * need["n"]) < 0.01 for value in figures), found
    assert any(value == need["n"] for value in figures)
    every = reader.run("target_schools", {"sector": "PO"}).set_index("school_id")["po_need_per_pupil"].dropna()
    others = every.drop("11CJ00")
    assert need["others_count"] == len(others)
    assert need["below_count"] == (others < every["11CJ00"]).sum()
    assert need["middle"] == pytest.approx(np.median(others))
    assert need["outer_high"] == pytest.approx(np.quantile(others, 0.995))


def test_the_types_of_a_secondary_school_are_those_of_the_file(reader, mirror):
    """04SU02: pupils and pupils in vmbo and pro, counted again from DUO's rows."""
    frame = pd.read_csv(file_of(mirror, "duo_leerlingen_vo"), dtype=str, sep=";", encoding="cp1252")
    code = next(name for name in frame.columns if name.upper().startswith("BRIN"))
    location = next(name for name in frame.columns if "VESTIGING" in name.upper() and "NAAM" not in name.upper())
    own = frame[(frame[code] == "04SU") & (frame[location].str.strip().str[-2:].str.zfill(2) == "02")]
    counts = [name for name in frame.columns if "MAN" in name.upper() or "VROUW" in name.upper()]
    total = own[counts].apply(pd.to_numeric, errors="coerce").sum().sum()
    rows = strips.of(facts.of("04SU02", reader), reader).set_index("indicator_id")
    assert rows.loc["pupils", "value"] == total


def test_advice_is_of_the_institution_and_says_so(reader):  # noqa: ARG001
    assert "per instelling gepubliceerd" in told(opened("school", school="19DN00"))
    assert "per instelling gepubliceerd" not in told(opened("school", school="11CJ00"))


@pytest.mark.parametrize(
    ("school_id", "words"),
    [
        ("00AO02", "Geen adreslijst van speciaal onderwijs in deze editie"),
        ("13NU00", "Laatst geteld op 1 oktober 2019"),
        (
            "00AH19",
            "In de leerlingtelling van deze editie staat deze vestiging niet, dus er is geen cijfer over behoefte",
        ),
        (
            "11IP01",
            "In de leerlingtelling van deze editie staat deze vestiging niet, dus er is geen cijfer over behoefte",
        ),
        ("32JK00", "Er is geen cijfer over behoefte van deze school"),  # last counted in 2025
        ("20DL00", "de aantallen leerlingen hieronder staan er zoals DUO ze publiceert"),
    ],
)
def test_what_is_not_known_is_said(linked, monkeypatch, school_id, words):
    monkeypatch.setenv(DATA, str(linked))
    app = opened("school", school=school_id)
    assert words in told(app)
    assert not app.error


def test_states_of_schools_that_lack_something(linked, monkeypatch, reader):
    """Without a place, without pupils, flagged as newcomers', small: a sentence each, no error."""
    schools = reader.run("target_schools", {"sector": "PO"})
    flags = schools["quality_flag"].fillna("")
    chosen = {
        "nieuwkomers": schools[flags.str.contains("newcomer")].iloc[0]["school_id"],
        "40 leerlingen of minder": schools[flags == "small"].iloc[0]["school_id"],
        "geen kaart en geen afstand": "00AO02",
    }
    monkeypatch.setenv(DATA, str(linked))
    for words, school_id in chosen.items():
        app = opened("school", school=school_id)
        assert words in told(app), school_id
        assert not app.error


def test_two_pages_looked_at_for_sense(reader):
    """One PO and one VO: like schools are of the sector, near in size and need, and as methods.md has them."""
    from dashboard.figures import similar

    found = alike.circumstances("PO", reader)
    near = similar.nearest(similar.field(found, similar.WEIGHTS["PO"]), "17DP00")
    assert [(one.code, round(one.distance, 3)) for one in near[:3]] == [
        ("24NX00", 0.207), ("17BW00", 0.392), ("18SV00", 0.458)
    ]  # fmt: skip
    assert len(near) < similar.COUNT, "it stops where they are hardly alike any more"
    assert len(similar.nearest(similar.field(found, similar.WEIGHTS["PO"]), "00AP00")) == similar.COUNT
    second = alike.circumstances("VO", reader)
    names = second.set_index("school_id")["name"]
    like = similar.nearest(similar.field(second, similar.WEIGHTS["VO"]), "08CU00")
    assert len(like) == similar.COUNT
    assert {one.code for one in like} <= set(names.index)


def test_the_distance_of_2020_is_that_of_the_study_and_has_its_true_properties(reader):
    """methods.md 8: 20,000 random triples, the worked pair, how far the tenth lies."""
    from dashboard.figures import similar

    found = similar.field(alike.circumstances("PO", reader), similar.WEIGHTS["PO"])
    worth, rng = np.array(list(found.weights.values())), np.random.default_rng(8)
    assert len(found.codes) == 5_905
    a, b, c = (found.z[rng.integers(len(found.codes), size=20_000)] for _k in range(3))

    def apart(one: np.ndarray, other: np.ndarray) -> np.ndarray:
        return np.sqrt(((one - other) ** 2 * worth).sum(axis=1))

    assert (apart(a, a) == 0).all()
    assert np.allclose(apart(a, b), apart(b, a))
    assert (apart(a, c) <= apart(a, b) + apart(b, c) + 1e-12).all()
    raised = []
    for v, w in enumerate(worth):  # without one figure, weights rescaled: further exactly when it differs less
        rest = np.sqrt((apart(a, b) ** 2 - w * (a[:, v] - b[:, v]) ** 2).clip(0) / (1 - w))
        difference = np.abs(a[:, v] - b[:, v])
        told = np.abs(difference - apart(a, b)) > 1e-9
        assert ((rest > apart(a, b)) == (difference < apart(a, b)))[told].all()
        raised.append((rest > apart(a, b)).mean())
    pair = [found.z[[found.row(one)]] for one in ("17DP00", "03ON00")]
    assert apart(*pair)[0] == pytest.approx(2.016522, abs=1e-6)
    some = rng.choice(len(found.codes), 300, replace=False)
    tenth = [np.partition(apart(found.z, found.z[[one]]), similar.COUNT)[similar.COUNT] for one in some]
    print(f"raised {np.mean(raised):.3f}; tenth: median {np.median(tenth):.3f}, p95 {np.quantile(tenth, 0.95):.3f}")
    assert np.median(tenth) == pytest.approx(0.367, abs=0.02)


def test_ten_programmes_with_told_facts_show_all_three_states(reader):
    """None of the 25 programmes of 2020 has facts; ten are told here, five of them of another sector or theme."""
    rows = reader.run("school_programmes", {"school": "17ZI00", "sector": "PO"}).to_dict("records")
    asked = Wish("PO", "Rotterdam", "language", "7")
    assert {fit.judged(row, asked).state for row in rows} == {State.ASK}
    known = {"theme_ids": "language", "group_from": "5", "group_to": "8", "region": "Rotterdam"}
    for number, row in enumerate(rows[:10]):
        row.update(known, sector="PO" if number % 2 else "VO")
    states = [fit.judged(row, asked).state for row in rows]
    assert [states.count(state) for state in State] == [5, len(rows) - 10, 5]
