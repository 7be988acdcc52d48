"""A reader's own file: what is proposed, read, refused by line, and that it is drawn as the atlas is."""

from __future__ import annotations

from io import BytesIO

import pandas as pd
import pytest
import xlsxwriter

from dashboard.frame import export
from dashboard.frame.export import Column
from dashboard.gka import figures, flow, groups, kinds, own, own_bytes
from dashboard.gka.own_bytes import NotRead
from dashboard.gka.scope import Scope

AREAS = pd.DataFrame(
    [
        ("NL00", "country", "Nederland", None),
        ("GM9001", "municipality", "Krelm", "GM9001"),
        ("WK900101", "district", "Noord", "GM9001"),
        ("WK900102", "district", "Zuid", "GM9001"),
    ],
    columns=["area_code", "level", "name", "municipality_code"],
).assign(map_index=0)
SCOPE = Scope("Krelm", ("GM9001",), AREAS)
SCHOOLS = pd.DataFrame({"school_id": ["90AP00"], "brin": ["90AP"], "name": ["De Ster"], "pupils_count": [200],
                        "locations_count": [1]})  # fmt: skip
LONG = (
    "indicator;sleutel;periode;groep;waarde;n\n"
    "afstroom;WK900101;2016-2018;;6,4;1.982\n"
    "Afstromers;Noord;2018/2020;;3.6 %;2000\n"
    "afstroom;900102;2016-18;totaal;·;\n"
    "havo_vwo_17;GM9001;2023-2024;laag;34;1200\n"
    "havo_vwo_17;NL;2023-2024;hoog;76;90000\n"
    "toetsadvies;90AP00;2022-2023;;4,2;27\n"
    "afstroom;WK999999;2016-2018;;5;500\n"
    "afstroom;WK900101;2016-2018;;9;500\n"
    "afstroom;WK900101;vorig jaar;;9;500\n"
    "afstroom;WK900101;2020-2022;;140;500\n"
    "leeftijd;WK900101;2020-2022;;14;500\n"
).encode()


def read(data: bytes, kind: str = "", name: str = "x.csv") -> own.Read:
    found = own.table(own_bytes.records(name, data))
    return own.read(found, own.proposal(found), kind, SCOPE, SCHOOLS)


def test_a_long_file_is_read_whatever_way_codes_periods_and_numbers_are_written():
    rows = read(LONG).rows
    assert rows[["code", "kind", "period", "group"]].to_records(index=False).tolist() == [
        ("WK900101", "afstroom", "2016-2018", "all"),
        ("WK900101", "afstroom", "2018-2020", "all"),
        ("WK900102", "afstroom", "2016-2018", "all"),
        ("GM9001", "havo_vwo_17", "2023-2024", groups.LOW),
        ("NL00", "havo_vwo_17", "2023-2024", groups.HIGH),
        ("90AP00", "toetsadvies", "2022-2023", "all"),
    ]
    assert rows["value"].fillna(-1).tolist() == [6.4, 3.6, -1, 34, 76, 4.2]
    assert rows["n"].fillna(-1).tolist() == [1982, 2000, -1, 1200, 90000, 27]
    assert rows["status"].tolist()[2] == "suppressed"


@pytest.mark.parametrize(
    ("values", "told"),
    [(("0,064", "0,036"), ["afstroom"]), (("0,064", "1,4"), []), (("0", "0"), []), (("0,4",), []), (("·", "0,4"), [])],
)
def test_shares_that_stand_there_as_fractions_are_told(values, told):
    """Excel keeps 6,4% as 0.064."""
    lines = [f"afstroom;WK90010{k};2016-2018;{value};400" for k, value in enumerate(values, 1)]
    found = read("\n".join(["indicator;sleutel;periode;waarde;n", *lines, "toetsadvies;90AP00;2020;1;30"]).encode())
    assert found.as_fractions() == told


def test_lines_that_cannot_be_used_are_told_by_number_and_never_by_what_stands_in_them():
    unused = dict(read(LONG).unused)
    assert list(unused) == [8, 9, 10, 11, 12]
    assert "regel 2" in unused[9]
    assert not [why for why in unused.values() if "vorig" in why or "999999" in why or "leeftijd" in why]


@pytest.mark.parametrize(
    ("told", "count"),
    [
        ("1.982", 1982),
        ("123.456", 123_456),
        ("17.000.000", 17_000_000),
        ("9" * 400, -1),
        ("9" + ".999" * 200, -1),
        ("²", -1),
    ],
)
def test_what_is_no_number_of_people_is_not_known(told, count):
    found = read(f"wijk;jaar;pct;aantal\nNoord;2019;12,5;{told}\n".encode(), "zittenblijven")
    assert found.rows["n"].fillna(-1).tolist() == [count]


def test_a_wide_file_says_which_figure_it_holds_by_what_the_reader_chooses():
    found = read(b"wijk;jaar;pct;aantal\nNoord;2019;12,5;400\nZuid;2019;11;380\n", "zittenblijven")
    assert found.rows["kind"].unique().tolist() == ["zittenblijven"]
    assert found.rows["value"].tolist() == [12.5, 11.0]


def test_columns_are_proposed_by_their_heads_below_lines_of_explanation():
    data = b"Export van de gemeente\n\nSchooljaar;Wijkcode;Waarde;N\n2019-2020;WK900101;5;100\n"
    found = own.table(own_bytes.records("x.csv", data))
    assert own.proposal(found) == {own.PERIOD: 0, own.KEY: 1, own.VALUE: 2, own.N: 3}


def test_a_workbook_is_read_as_a_text_is():
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        for line, text in enumerate(LONG.decode().splitlines()):
            page.write_row(line, 0, text.split(";"))
    assert read(out.getvalue(), name="x.xlsx").rows.equals(read(LONG).rows)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("x.csv", b"", "no_table"),
        ("x.csv", b"alleen een kop\n", "no_table"),
        ("x.csv", b"<html><body>fout</body></html>\nx\n", "no_table"),
        ("x.xlsx", b"PK\x03\x04 geen zip", "damaged"),
        ("x.csv", b"a;b\n" + b"1;2\n" * 2_600_000, "too_large"),
        ("x.csv", b"a;b\n" + b"1;2\n" * 20_000, "too_much"),
        ("x.csv", b"a;b\n" + b"1;2\n" * 100_000, "too_much"),
        ("x.csv", b"a;b\n1" + b";2" * 200, "too_much"),
    ],
)
def test_what_is_no_table_is_refused(name, data, why):
    with pytest.raises(NotRead) as refused:
        own_bytes.records(name, data)
    assert refused.value.why == why


def test_the_template_is_read_back_and_holds_the_eight_indicators_of_the_factsheets():
    eight = {"heroverwegingen", "bijstellingen", "stapelaars_vo", "stapelaars_mbo", "opstroom", "afstroom",
             "zittenblijven", "opleidingsmobiliteit"}  # fmt: skip
    data = export.csv_bytes(own.template(SCOPE), [Column(name, name) for name in own.ROLES], {"x": "y"})
    found = read(data)
    assert eight <= set(found.rows["kind"])
    assert set(found.rows["status"]) == {"missing"}
    assert {kind.code for kind in kinds.KINDS if kind.place == kinds.AREA} == eight | {"havo_vwo_17"}


def test_an_own_file_is_drawn_as_the_atlas_is_and_its_small_numbers_are_withheld():
    data = (
        b"indicator;sleutel;periode;waarde;n\nafstroom;WK900101;2016-2018;10;2000\nafstroom;WK900101;2018-2020;5;2000\n"
        b"afstroom;WK900102;2016-2018;10;9\nafstroom;WK900102;2018-2020;2;100\n"
    )
    found = own.OfFile(SCOPE, read(data), SCHOOLS)
    values = found.areas(figures.FLOW)
    told = flow.change(values, found.indicators("area")[figures.FLOW], "2016-2018", "2018-2020", SCOPE)
    assert told.districts.set_index("area_code")["verdict"].to_dict() == {
        "WK900101": flow.LOWER, "WK900102": flow.NOT_COMPARABLE,
    }  # fmt: skip
    assert values[values["area_code"] == "WK900102"]["status"].tolist() == ["withheld", "withheld"]
