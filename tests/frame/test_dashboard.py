"""What pages share: access, warehouse, language, numbers, classes, map expressions, export."""

from __future__ import annotations

import ast
import datetime as dt
import json
import re
import threading
import uuid
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.frame import access, export, language, warehouse
from dashboard.frame.export import Column
from dashboard.frame.marks import Marks
from dashboard.maps import classes, legend, palette
from dashboard.maps import deck as maps
from dashboard.ui import sentence
from tests.support import mart as builders
from tests.support.environment import DATA
from tests.support.reading import anonymous, local
from tests.support.source import app_files, place
from tests.support.strings import used_strings

ROOT = Path(__file__).resolve().parents[2]
NUMBERS = st.lists(st.one_of(st.floats(-1e6, 1e6), st.just(float("nan"))), max_size=200)


# ---- access


@pytest.mark.parametrize(
    ("who", "action", "resource", "allowed"),
    [
        (access.LOCAL, "read", "closed", True),
        (access.LOCAL, "write", "partner", True),
        (access.LOCAL, "read", "", False),
        (access.LOCAL, "read", "unknown", False),
        (access.LOCAL, "drop", "open", False),
        (access.ANONYMOUS, "read", "open", True),
        (access.ANONYMOUS, "export", "open", True),
        (access.ANONYMOUS, "write", "open", False),
        (access.ANONYMOUS, "read", "partner", False),
        (access.ANONYMOUS, "read", "closed", False),
        (access.Access("a", "shared", frozenset({"unknown"})), "read", "partner", False),
        (access.Access("a", "shared", frozenset({"partner"})), "read", "partner", True),
        (access.Access("a", "shared", frozenset({"partner"})), "write", "partner", False),
        (access.Access("a", "shared", frozenset({"coordinator"})), "read", "closed", False),
        (
            access.Access("a", "shared", frozenset(), frozenset({"GM0001"}), frozenset({"brug"})),
            "read",
            "closed",
            False,
        ),
    ],
)
def test_what_is_not_allowed_is_refused(who, action, resource, allowed):
    assert access.may(who, action, resource) is allowed


MANY = access.Access("a", "shared", frozenset({"partner", "coordinator"}), frozenset({"GM0001"}), frozenset({"brug"}))
ANALYST = access.Access("a", "shared", frozenset({"analyst"}), frozenset({"GM0001"}))


def test_rights_end_at_ones_own_municipalities_and_partners():
    assert access.may(MANY, "write", "partner")
    assert access.owns(MANY, "brug")
    assert not access.owns(MANY, "ander")
    assert not access.owns(MANY, "")
    assert access.may(MANY, "read", "closed")
    assert access.may(MANY, "write", "closed", "GM0001")
    assert not any(access.may(MANY, action, "closed", "GM0002") for action in access.ACTIONS)
    assert not access.may(MANY, "read", "closed", access.EVERYWHERE)
    assert access.areas(MANY) == {"GM0001"}


def test_an_analyst_has_all_areas_and_writes_in_none():
    assert access.may(ANALYST, "export", "closed", access.EVERYWHERE)
    assert access.areas(ANALYST) == {access.EVERYWHERE}
    assert not access.areas(ANALYST, "write")


def test_an_administrator_may_what_the_person_at_the_machine_may():
    admin = access.Access("a", "shared", frozenset({"admin"}))
    for action in access.ACTIONS:
        for resource in access.RESOURCES:
            assert access.may(admin, action, resource, "GM0001", "brug")
            assert access.may(access.LOCAL, action, resource, "GM0001", "brug")


# ---- warehouse


def ask_file(monkeypatch, folder: Path, text: str) -> None:
    (folder / "asked.sql").write_text(text)
    monkeypatch.setattr(warehouse, "QUESTIONS", folder)


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("resource", ["anything", "closed"])
def test_a_question_without_a_known_resource_is_refused(resource, tmp_path, monkeypatch):
    ask_file(
        monkeypatch, tmp_path, f"-- one row\n-- resource: {resource}\n-- area: none\n-- params: none\nselect 1 as x"
    )
    with pytest.raises(access.NotAllowed):
        warehouse.run("asked", {}, access.ANONYMOUS)


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("name", ["../build/mart.area", "build.sql", "", "Build", "a/b", "no_such"])
def test_a_question_is_a_name_not_a_path(name):
    with pytest.raises(access.NotAllowed):
        warehouse.run(name, {}, access.LOCAL)


@pytest.mark.usefixtures("data")
def test_a_parameter_is_a_value_never_sql():
    assert warehouse.run("areas", {"level": "district' or 1=1 --"}, access.LOCAL).empty


@pytest.mark.usefixtures("data")
def test_what_one_page_changes_another_does_not_see():
    first = warehouse.run("areas", {"level": "district"}, access.LOCAL)
    first.loc[0, "name"] = "changed"
    assert "changed" not in set(warehouse.run("areas", {"level": "district"}, access.LOCAL)["name"])


@pytest.mark.usefixtures("data")
def test_the_file_system_is_out_of_reach(tmp_path, monkeypatch):
    (tmp_path / "secret.csv").write_text("a\n1\n")
    head = "-- one row\n-- resource: open\n-- area: none\n-- params: none\n"
    ask_file(monkeypatch, tmp_path, f"{head}select * from read_csv('{tmp_path}/secret.csv')")
    with pytest.raises(duckdb.Error, match=r"(?i)disabled"):
        warehouse.run("asked", {}, access.LOCAL)


def test_without_a_build_there_is_a_clear_state(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv(DATA, str(tmp_path))
    with pytest.raises(warehouse.NoWarehouse):
        warehouse.run("build", {}, access.LOCAL)
    assert not caplog.records  # before the first build there is nothing wrong


@pytest.mark.parametrize("content", ["", "{}", "not json", '{"build_id": "x", "file": "gone.duckdb", "edition": "x"}'])
def test_a_broken_pointer_is_no_warehouse_and_is_logged(content, tmp_path, monkeypatch, caplog):
    monkeypatch.setenv(DATA, str(tmp_path))
    (tmp_path / "warehouse").mkdir()
    (tmp_path / "warehouse" / "current.json").write_text(content)
    with pytest.raises(warehouse.NoWarehouse):
        warehouse.run("build", {}, access.LOCAL)
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert "pointer to the warehouse is broken" in record.getMessage() or "cannot be opened" in record.getMessage()


def test_a_new_build_is_seen_at_the_next_rerun_and_not_in_the_middle_of_one(data):
    builders.change(data)  # a file of its own beside the next
    before = warehouse.pin()
    assert warehouse.run("build", {}, access.LOCAL)["build_id"][0] == before.build_id
    builders.write_warehouse(data, seed=2)
    assert warehouse.run("build", {}, access.LOCAL)["build_id"][0] == before.build_id
    after = warehouse.pin()
    assert after.build_id != before.build_id
    assert warehouse.run("build", {}, access.LOCAL)["build_id"][0] == after.build_id
    # DuckDB opens a file with other settings only when nobody in this process has it open
    duckdb.connect(str(before.file)).close()
    with pytest.raises(duckdb.ConnectionException, match="different configuration"):
        duckdb.connect(str(after.file))


@pytest.mark.usefixtures("data")
def test_many_threads_may_ask_at_once():
    failed: list[Exception] = []

    def ask() -> None:
        try:
            for level in ("district", "municipality", "province", "country") * 5:
                # an answer is kept per person: everybody here is another, so every question reaches the file
                who = access.Access(uuid.uuid4().hex, "local")
                assert not warehouse.run("areas", {"level": level}, who).empty
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed


# ---- language


def test_every_text_has_a_dutch_translation():
    catalog = language.catalog("nl")._catalog
    missing = [
        texts
        for texts in used_strings()
        if not (catalog.get(texts[0]) if len(texts) == 1 else catalog.get((texts[0], 0)) and catalog.get((texts[0], 1)))
    ]
    assert missing == []


# The same word in both languages.
SAME = {"Indicator", "{n} indicator", "Sector", "School", "{n} school", "**{n} school**", "Build", "{kind} in {place}",
        "{name}: **{value}** in {place}.",
        "school (zoom in)", "Partners", "Status", "1 partner", "{n} partner", "Partner", "partners", "BRIN", "Postcode",
        "postcode", "Postcode (DUO)", "Score", "score {value}", "Website", "tab", "criteria", "{value} km", "in order",
        "Band 5–95 %", "{part}, 0-100", "open", "partner", "sector", "school", "n = {n}", "later: {names}",
        "% b/k, pro", "Was", "SKB over 2024", "{goal} in {year}", "Planner", "Per partner",
        "per partner", "Region", "per region", "{school} in {town}: {more} % ({sector})",
        "4 is vmbo-gt, 5 is havo.", "open data", "in {place} **{value}**", "Code", "{place}: **{value}**.",
        "In {period} in {place}: {list}.",
        "Agenda", "agenda", "Factor", "mbo", "was {n}", "build {build}"}  # fmt: skip


def test_a_translation_is_not_the_english():
    same = {
        key if isinstance(key, str) else key[0] for key, text in language.catalog("nl")._catalog.items() if text in key
    }
    assert same - {""} <= SAME


def test_no_bare_text_goes_to_the_screen():
    """Whatever Streamlit is told to write comes from _(): no literal words as label, help or placeholder."""
    for file in app_files():
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(("st.", "chosen.", "pieces.head")):
                words = [k.value for k in node.keywords if k.arg in ("label", "help", "placeholder", "alt", "title")]
                shown = node.args if ast.unparse(node.func).startswith("st.") else node.args[1:2]
                for text in [*words, *shown]:
                    if isinstance(text, ast.Constant) and isinstance(text.value, str) and " " in text.value.strip():
                        raise AssertionError(f"{place(file)}:{node.lineno}: {text.value!r}")


def test_translations_keep_their_places():
    catalog = language.catalog("nl")._catalog
    for source, translated in catalog.items():
        if source and source[0]:
            texts = {source} if isinstance(source, str) else set()
            for text in texts:
                assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", translated)), text
                assert text.count("**") == translated.count("**"), text


@pytest.mark.parametrize(
    ("code", "value", "decimals", "text"),
    [
        ("nl", 7887, 0, "7.887"),
        ("nl", 2.917, 2, "2,92"),
        ("nl", -0.524, 2, "\u22120,52"),
        ("nl", -0.001, 2, "0,00"),
        ("en", 7887, 0, "7,887"),
        ("en", -0.524, 2, "\u22120.52"),
    ],
)
def test_numbers_are_written_in_the_language(code, value, decimals, text):
    language.use(code)
    assert language.number(value, decimals) == text


@pytest.mark.parametrize(("code", "text"), [("nl", "1 oktober 2019"), ("en", "1 October 2019")])
def test_days_are_written_in_the_language_as_in_europe(code, text):
    language.use(code)
    assert language.day(pd.Timestamp("2019-10-01")) == text


def test_percentages_keep_their_sign_close():
    assert language.percent(0.224) == "22\u00a0%"


def test_an_unknown_language_is_dutch():
    assert language.use("fr") == "nl"


# ---- classes


@settings(database=None, deadline=None)
@given(NUMBERS, st.sampled_from(["need", "amount", "diverging"]), st.integers(0, 2))
def test_each_value_is_in_exactly_one_class_or_none(values, kind, decimals):
    found = classes.make(values, kind, decimals)
    counts, without = found.counts(values)
    assert sum(counts) + without == len(values)
    assert without == sum(np.isnan(value) for value in values)
    assert len(counts) == found.count <= classes.CLASS_COUNT
    assert list(found.limits) == sorted(set(found.limits))
    edges = (-np.inf, *found.limits, np.inf)
    for value, k in zip(values, found.of(values), strict=True):
        assert np.isnan(value) or edges[k] <= value < edges[k + 1]


@settings(database=None, deadline=None)
@given(NUMBERS, st.integers(0, 2))
def test_limits_have_no_more_decimals_than_are_printed(values, decimals):
    for limit in classes.make(values, "need", decimals).limits:
        assert round(limit, decimals) == pytest.approx(limit)


def test_the_neutral_class_lies_around_zero():
    found = classes.make(np.linspace(-1, 0.7, 200), "diverging", 2)
    assert found.limits == tuple(-limit for limit in reversed(found.limits))
    assert found.of([0.0])[0] == 2


def test_a_legend_in_dutch():
    language.use("nl")
    assert legend.limits_in_words(classes.Classes((0.4, 0.6)), 2) == ["tot 0,40", "0,40 – 0,60", "0,60 en meer"]


def test_blue_is_the_favourable_side_whatever_the_sign():
    better = palette.scale("light", "diverging", "higher_is_better", 5)
    assert palette.scale("light", "diverging", "higher_is_worse", 5) == better[::-1]
    assert better[-1] == palette.SCALES["light"]["diverging"][-1]


# ---- map


def colour_at(expression: str, index: int) -> list[int]:
    """What deck.gl makes of a fill expression: the same operators, read by Python."""
    colours, first, second = re.fullmatch(
        r'@@=\((\[\[.*?\]\])\)\[\(\+\("0x"\+\("(.*?)"\)\[\(properties\.i-properties\.i%3\)/3\]'
        r'\+\("(.*?)"\)\[\(properties\.i-properties\.i%3\)/3\]\)/\(\[1,6,36\]\)\[properties\.i%3\]\|0\)%6\]',
        expression,
    ).groups()
    at = (index - index % 3) // 3
    return json.loads(colours)[int(int("0x" + first[at] + second[at], 16) / (1, 6, 36)[index % 3]) % 6]


@settings(database=None, deadline=None)
@given(st.lists(st.integers(-1, 4), min_size=1, max_size=60), st.randoms())
def test_each_area_gets_the_colour_of_its_class(found, shuffle):
    index = list(range(len(found)))
    shuffle.shuffle(index)
    colours = palette.scale("light", "need", "higher_is_worse", 5)
    expression = maps.fill_expression(colours, maps.class_digits(index, found, clear=5))
    for position, k in zip(index, found, strict=True):
        assert colour_at(expression, position) == ([0, 0, 0, 0] if k < 0 else palette.rgb(colours[k]))


def test_a_map_index_without_an_area_is_clear():
    assert list(maps.class_digits([0, 3], [1, 2], clear=5)) == [1, 5, 5, 2]


def test_a_map_asks_nothing_from_outside():
    deck = maps.deck([], maps.Frame((3, 50, 7, 53), 600, 600), "")
    spec = json.loads(deck.to_json())
    assert "http" not in deck.to_json()
    assert spec.get("mapProvider") is None


@settings(database=None, deadline=None)
@given(st.floats(3.3, 7), st.floats(50.8, 53.4), st.floats(0.001, 3), st.floats(0.001, 3))
def test_the_camera_shows_the_whole_box(west, south, across, upright):
    frame = maps.Frame((west, south, west + across, south + upright), 600, 500)
    view = frame.view()
    scale = 512 * 2**view.zoom
    assert across / 360 * scale <= 600
    assert (maps._mercator(south + upright) - maps._mercator(south)) * scale <= 500
    assert south < view.latitude < south + upright


# ---- sentence


def test_the_sentence_counts_the_unfavourable_side():
    values = pd.DataFrame({"value": [-0.5, -0.2, 0.3, None]})
    indicator = pd.Series(
        {"unit": "score", "decimals": 2, "direction": "higher_is_better", "unit_nl_one": "", "unit_nl_many": ""}
    )
    told = sentence.finding(values, indicator, "SES", level="district", place="Utrecht", reference=0.0)
    assert told == "SES: in Utrecht liggen **2 van de 3 wijken** onder het landelijke cijfer (0,00)."


def test_half_of_an_amount():
    values = pd.DataFrame({"value": [10.0, 60.0, 20.0, 10.0]})
    told = sentence.finding(
        values, pd.Series({"unit": "children"}), "Kinderen", level="district", place="Utrecht", reference=1.0
    )
    assert "**1 van de 4 wijken**" in told


# ---- export


def lines(content: bytes) -> list[str]:
    assert content.startswith(b"\xef\xbb\xbf")
    return content.decode("utf-8-sig").splitlines()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_would_run_is_guarded_and_numbers_stay_numbers(start):
    frame = pd.DataFrame({"name": [start + "cmd"], "value": [-0.5]})
    content = export.csv_bytes(frame, [Column("name", "naam"), Column("value", "waarde", 2)], {})
    assert f"'{start}cmd".encode() in content
    assert b";-0,50" in content


def test_dutch_and_english_files():
    frame = pd.DataFrame({"name": ["a"], "value": [1234.5]})
    columns = [Column("name", "naam"), Column("value", "waarde", 1)]
    assert lines(export.csv_bytes(frame, columns, {"Bron": "CBS"})) == ["# Bron: CBS", "naam;waarde", "a;1234,5"]
    language.use("en")
    assert lines(export.csv_bytes(frame, columns, {}))[-1] == "a,1234.5"


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("suppressed", "onderdrukt"),
        ("withheld", "niet getoond"),
        ("missing", "ontbreekt"),
        ("not_applicable", "niet van toepassing"),
    ],
)
def test_a_hidden_cell_has_no_value_in_an_export(status, word):
    frame = pd.DataFrame({"value": [3.0], "status": [status]})
    content = lines(export.csv_bytes(frame, [Column("value", "waarde", 0, "status")], {}))
    assert content == ["waarde", word]


@pytest.mark.parametrize(("value", "text"), [(-0.001, "0,00"), (-0.004, "0,00"), (-0.006, "-0,01"), (-0.0, "0,00")])
def test_no_export_has_a_nought_below_nought(value, text):
    frame = pd.DataFrame({"value": [value], "lon": [5.0], "lat": [52.0]})
    columns = [Column("value", "waarde", 2)]
    assert lines(export.csv_bytes(frame, columns, {})) == ["waarde", text]
    assert "-0.0}" not in export.geojson_bytes(frame, columns, {}).decode().replace(" ", "")


def test_the_digits_of_a_file_are_those_that_say_something():
    column = Column("value", "waarde", 1, digits=6)
    assert [column.written(value) for value in (2.0, 2.25, 1 / 3, 100)] == ["2.0", "2.25", "0.333333", "100.0"]
    assert Column("value", "waarde", 0, digits=1).written(50.0) == "50"


def test_a_header_says_nothing_twice_and_nothing_empty():
    header = {"Bron": "Bron: CBS, SES ·  · build 1", "Selectie": " · PO"}
    assert export.header_of(header, Marks()) == {"Bron": "CBS, SES · build 1", "Selectie": "PO"}


@pytest.mark.parametrize(
    ("column", "made_up", "cells"),
    [
        ("partners_count", "activity", ["partners_count", "Verzonnen"]),
        ("ses_woa", "activity", ["ses_woa"]),
        ("ses_woa", "all", ["ses_woa", "Verzonnen"]),
        ("partners_count", "", ["partners_count"]),
    ],
)
def test_what_is_made_up_says_so_in_each_row_and_in_the_header(column, made_up, cells):
    language.use("nl")
    marked = Marks(dt.date(2020, 12, 31), made_up)
    content = lines(export.csv_bytes(pd.DataFrame({column: [1]}), [Column(column, column)], {}, marked))
    header = [line for line in content if line.startswith("# ")]
    assert header[0] == "# Peildatum: 31 december 2020"
    assert len(header) == 1 + bool(made_up)
    assert content[len(header)].split(";") == cells
    assert content[-1].count(";") == len(cells) - 1


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("select 1", "alle namen en cijfers"),
        ("update mart.build set is_fictional = false", "de partneractiviteit, en wat daaruit volgt"),
        ("update mart.partner set is_fictional = partner_id = 'brug'",
         "een deel van de partneractiviteit, en wat daaruit volgt"),
        ("update mart.partner set is_fictional = false", ""),
    ],
)  # fmt: skip
def test_no_page_can_forget_the_date_and_what_is_made_up(data, statement, words):
    """The export asks the build itself."""
    language.use("nl")
    real = () if words.startswith("alle") else ("update mart.build set is_fictional = false",)
    builders.change(data, statement, *real)
    local()
    frame = pd.DataFrame({"partners_count": [1], "ses_woa": [0.5], "lon": [5.0], "lat": [52.0]})
    both, one = ([Column(name, name) for name in names] for names in (("partners_count", "ses_woa"), ("ses_woa",)))
    told = [f"# Verzonnen: {words}"] if words else []
    content = lines(export.csv_bytes(frame, both, {}))
    assert content[: 1 + len(told)] == ["# Peildatum: 31 december 2020", *told]
    assert content[-1] == "1;0" + (f";{words}" if words else "")  # the words have no semicolon
    assert lines(export.csv_bytes(frame, one, {}))[-1] == "0" + (f";{words}" if words.startswith("alle") else "")
    about = json.loads(export.geojson_bytes(frame, both, {}))
    assert about["about"].get("Verzonnen", "") == words
    assert about["features"][0]["properties"].get("made_up", "") == words
    anonymous()  # has no file with activity; of partners it learns nothing
    assert lines(export.csv_bytes(frame, one, {}))[1:2] == (told if words.startswith("alle") else ["ses_woa"])


# ---- what a figure stands on


@pytest.mark.parametrize(
    ("n_unit", "words"),
    [
        ("schools", "1.234 scholen (VO)"),
        ("pupils", "1.234 leerlingen (VO)"),
        ("persons", "1.234 inwoners"),
        ("households", "1.234 huishoudens, zoals geteld in de Kerncijfers wijken en buurten van het CBS"),
    ],
)
def test_what_a_figure_stands_on_is_named_for_what_it_counts(n_unit, words):
    language.use("nl")
    row = {
        "value": 1.0,
        "n": 1234,
        "left_out_count": 0,
        "approximate_count": 0,
        "quality_flag": None,
        "level": "country",
    }
    indicator = pd.Series({"indicator_id": "x", "sector": "VO", "n_unit": n_unit, "coverage_id": None})
    assert sentence.basis(pd.Series(row), indicator) == [f"Het cijfer steunt op {words}."]
