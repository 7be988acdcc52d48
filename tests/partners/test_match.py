"""Linking: each rung on made-up schools, seeded mess on the fictional province, known answers of real files."""

import json
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from etl.partners import intake
from etl.partners.linking import match, school_names
from etl.partners.linking import sides as match_sides
from tests.support.messy import CANONICAL, messy_rows

# school_id, is_listed, name, street, house_number, postcode, place, municipality, last year at work
SCHOOLS = [
    ("91AA00", True, "Basisschool De Regenwulp", "Kade", "7-A", "0111AB", "Oosterwoud", "Oosterwoud", None),
    ("91BB00", True, "CBS De Zandloper", "Laan", "12", "0111CD", "Oosterwoud", "Oosterwoud", None),
    ("91CC00", True, "OBS De Zandloper", "Dijk", "3", "0222EF", "Westerveen", "Westerveen", None),
    ("91CC01", True, "OBS De Waterjuffer", "Dreef", "9", "0222GH", "Westerveen", "Westerveen", None),
    (
        "91DD00",
        True,
        "Sterrenlyceum voor Lyceum Havo Mavo",
        "Plein",
        "1",
        "0333AA",
        "'s-Noordhage",
        "'s-Noordhage",
        None,
    ),
    (
        "91DD02",
        True,
        "Sterrenlyceum voor Lyceum Havo Mavo",
        "Plein",
        "50",
        "0333BB",
        "'s-Noordhage",
        "'s-Noordhage",
        None,
    ),
    ("91EE00", True, "Sint Eloyschool", "Gracht", "5", "0444AA", "Kleindorp", "Westerveen", None),
    ("91FF00", True, "De Tweeling", "Markt", "2", "0555AA", "Westerveen", "Westerveen", None),
    ("91GG00", True, "De Tuimelaar", "Markt", "2", "0555AA", "Westerveen", "Westerveen", None),
    ("91HH00", False, "De Bosuil", "", "", "0666AA", "Kleindorp", "Westerveen", 2019),
    ("91JJ00", False, "De Kerkuil", "", "", "", "", "Westerveen", 2005),
]
COLUMNS = ["school_id", "is_listed", "name", "street", "house_number", "postcode", "place", "municipality_name", "year"]


@pytest.fixture(scope="module")
def schools() -> pd.DataFrame:
    """mart.school of eleven made-up schools."""
    frame = pd.DataFrame(SCHOOLS, columns=COLUMNS)
    years = pd.to_datetime(frame.pop("year").astype("Int64").astype("string") + "-10-01")
    return frame.assign(brin=frame["school_id"].str[:4], sector="PO", valid_to=years)


@pytest.fixture(scope="module")
def names() -> pd.DataFrame:
    """core.school_name: the Regenwulp was once called De Strandloper, 91CC00 once stood at another postcode."""
    told = [("91AA00", "De Strandloper", "Oosterwoud", None), ("91CC00", "OBS De Zandloper", "Westerveen", "0333BB")]
    return pd.DataFrame(told, columns=["school_id", "name", "place", "postcode"])


@pytest.fixture
def linked(schools, names):
    """A function: the cells of one row -> its result."""

    def link_one(**cells: str) -> pd.Series:
        row = dict.fromkeys(CANONICAL, "") | {"line": 1, "school_year": "2019-2020"} | cells
        return match.link(pd.DataFrame([row]), schools, names).iloc[0]

    return link_one


AUTO = {
    "brin6, name and place agree": (
        {"brin": "91aa-00", "school": "de regenwulp", "place": "OOSTERWOUD"},
        "91AA00",
        "brin6",
    ),
    "brin6, another name at the same postcode": (
        {"brin": "91AA00", "school": "Fusieschool", "postcode": "0111 ab"},
        "91AA00",
        "brin6",
    ),
    "brin6 alone": ({"brin": "91BB", "location": "0"}, "91BB00", "brin6"),
    "a cell that would run decides nothing": (
        {"brin": "91BB00", "school": "@SUM(A1)", "place": "Oosterwoud"},
        "91BB00",
        "brin6",
    ),
    "brin4 of one location": ({"brin": "91AA", "school": "Regenwulp"}, "91AA00", "brin4"),
    "brin4 of several, told by name": (
        {"brin": "91CC", "school": "Waterjuffer", "place": "Westerveen"},
        "91CC01",
        "place_name",
    ),
    "main code for a branch": (
        {"brin": "91CC", "location": "00", "school": "De Waterjufer", "place": "Westerveen", "postcode": "0222GH"},
        "91CC01",
        "postcode_name",
    ),
    "unknown brin": ({"brin": "99ZZ00", "school": "Regenwulp", "place": "Oosterwoud"}, "91AA00", "place_name"),
    "street and number in one cell": (
        {"school": "Zandlooper", "street": "Laan 12", "postcode": "0111CD", "place": "Oosterwoud"},
        "91BB00",
        "postcode_house",
    ),
    "postcode and a misspelt name": ({"school": "OBS Regenwlup", "postcode": "0111AB"}, "91AA00", "postcode_name"),
    "two schools in one building": (
        {"school": "Tuimelaar", "postcode": "0555AA", "house_number": "2"},
        "91GG00",
        "postcode_house",
    ),
    "no name, one school at the postcode": ({"school": '=HYPERLINK("x")', "postcode": "0444AA"}, "91EE00", "postcode"),
    "saint and alias": ({"school": "St. Eloy basisschool", "place": "Kleindorp"}, "91EE00", "place_name"),
    "municipality for place, and a location nobody knows": (
        {"school": "Sint Eloyschool, locatie Noord", "municipality": "Westerveen"},
        "91EE00",
        "place_name",
    ),
    "name and place in one cell": ({"school": "RKBS De Regenwulp, oosterwoud ov"}, "91AA00", "place_name"),
    "an old name": ({"school": "De Strandloper", "place": "Oosterwoud"}, "91AA00", "place_name"),
    "closed": ({"school": "Bosuil", "place": "Kleindorp"}, "91HH00", "place_name"),
}


@pytest.mark.parametrize("case", AUTO)
def test_evidence_that_agrees_links(linked, case):
    cells, school_id, rule = AUTO[case]
    result = linked(**cells)
    assert (result["decision"], result["school_id"], result["rule"]) == ("auto", school_id, rule)
    assert result["candidates"][0]["school_id"] == school_id


DOUBT = {
    "brin of another school": (
        {"brin": "91AA00", "school": "Waterjuffer", "place": "Westerveen"},
        ["91AA00", "91CC01"],
    ),
    "brin of another school at an address": (
        {"brin": "91AA00", "school": "De Zandloper", "place": "Oosterwoud", "postcode": "0111CD"},
        ["91AA00", "91BB00"],
    ),
    "location of another school of the brin": (
        {"brin": "91CC", "location": "01", "school": "De Zandloper", "postcode": "0222EF"},
        ["91CC01", "91CC00"],
    ),
    "brin known, name like nothing here": (
        {"brin": "91AA00", "school": "Heel Iets Anders", "place": "Oosterwoud"},
        ["91AA00"],
    ),
    "same name twice in one place": ({"school": "Sterrenlyceum", "place": "s Noordhage"}, ["91DD00", "91DD02"]),
    "main code, and a branch fits as well": (
        {"brin": "91DD", "location": "00", "school": "Sterrenlyceum", "place": "'s-Noordhage"},
        ["91DD00", "91DD02"],
    ),
    "no name, two schools at the postcode": ({"school": "+31", "postcode": "0555AA"}, ["91FF00", "91GG00"]),
    "an id of six characters at the address of its branch": (
        {"brin": "91CC00", "school": "De Waterjufer", "place": "Westerveen", "postcode": "0222GH"},
        ["91CC00", "91CC01"],
    ),
    "no name, another school was once at the postcode": (
        {"school": "+31", "postcode": "0333BB"},
        ["91DD02", "91CC00"],
    ),
    "name without place": ({"school": "De Regenwulp"}, ["91AA00"]),
    "closed long before the year told": ({"school": "De Kerkuil", "place": "Westerveen"}, ["91JJ00"]),
}


@pytest.mark.parametrize("case", DOUBT)
def test_doubt_goes_to_a_person_with_the_schools_meant(linked, case):
    cells, meant = DOUBT[case]
    result = linked(**cells)
    assert (result["decision"], result["school_id"]) == ("review", "")
    assert {c["school_id"] for c in result["candidates"][: len(meant)]} == set(meant)


def test_invented_school_matches_nothing(linked):
    for place in ("Nergenshuizen", "Oosterwoud"):
        result = linked(school="Zomerschool Fantasia", street="Dorpsstraat 1", postcode="9999 ZZ", place=place)
        assert (result["decision"], result["school_id"], result["rule"]) == ("none", "", "none")
    assert linked()["decision"] == "none"


def test_reason_says_what_agrees_and_what_does_not(linked):
    other_name = linked(brin="91AA00", school="Fusieschool", postcode="0111AB", place="Oosterwoud")
    assert other_name["reason_nl"] == "BRIN klopt, naam wijkt af, postcode gelijk, plaats gelijk"
    assert other_name["reason_en"] == "BRIN agrees, name differs, same postcode, same place"
    assert linked(school="Bosuil", place="Kleindorp")["reason_nl"].endswith("staat niet meer in de lijst van DUO")
    assert "BRIN onbekend" in linked(brin="99ZZ", school="Regenwulp", place="Oosterwoud")["reason_nl"]


def test_rows_keep_their_order_and_number(schools, names):
    rows = pd.DataFrame(
        [dict.fromkeys(CANONICAL, "") | {"line": n, "brin": b} for n, b in ((9, "91BB00"), (4, ""), (7, "91AA00"))]
    )
    result = match.link(rows, schools, names)
    assert list(zip(result["line"], result["school_id"], strict=True)) == [(9, "91BB00"), (4, ""), (7, "91AA00")]
    assert match.link(rows.iloc[:0], schools, names).empty


@pytest.mark.parametrize(
    ("brin", "location", "read"),
    [
        ("4de", "", ("04DE", "", False)),
        (" 04 de-0 ", "", ("04DE", "00", False)),
        ("04DE00", "", ("04DE", "00", False)),
        ("BS", "1.0", ("00BS", "01", True)),
        ("", "04DE 02", ("04DE", "02", False)),
        ("n.v.t.", "00", ("", "", False)),
        ("12345", "", ("", "", False)),
    ],
)
def test_brin_in_every_shape(brin, location, read):
    assert match_sides.read_brin(brin, location) == read


@pytest.mark.parametrize(
    ("text", "read"), [("1234 ab", "1234AB"), ("1234", "1234"), ("1234-AB", "1234AB"), ("12345", ""), ("", "")]
)
def test_postcode_in_every_shape(text, read):
    assert match_sides.read_postcode(text) == read


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("P.C. Basisschool St.-Jan", "Protestants Christelijke basisschool Sint Jan"),
        ("Protestants Christelijk EBASISSCHOOL Het Nest", "Het Nest"),
        ("BahÃ»rim College voor vwo havo", "Bahurim College"),
        ("Martinusschool", "Basisschool Martinus School"),
        ("SG Walcheren voor VboLwoo", "Scholengemeenschap Walcheren voor Vbo, Lwoo"),
    ],
)
def test_names_of_one_school_have_one_core(told, meant):
    assert (
        school_names.read_name(school_names.words(told)).core == school_names.read_name(school_names.words(meant)).core
    )


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("'s-Gravenhage", "den haag"),
        ("S HERTOGENBOSCH", "Den Bosch"),
        ("hoorn nh", "Hoorn"),
        ("Alphen a/d Rijn", "Alphen aan den Rijn"),
    ],
)
def test_places_of_many_spellings_are_one(told, meant):
    assert school_names.place_key(told) == school_names.place_key(meant)


def edition(data: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """mart.school and core.school_name of the build in a data folder."""
    folder = data / "warehouse"
    file = json.loads((folder / "current.json").read_text(encoding="utf-8"))["file"]
    with duckdb.connect(str(folder / file), read_only=True) as con:
        return con.sql("select * from mart.school").df(), con.sql("select * from core.school_name").df()


def checked(rows: pd.DataFrame, truth: pd.DataFrame, schools: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    """The results beside the truth, with is_auto, is_right and is_shown (the right school is a candidate)."""
    both = match.link(rows, schools, names).add_prefix("got_").join(truth)
    both["is_auto"] = both["got_decision"] == "auto"
    both["is_right"] = both["got_school_id"] == both["school_id"]
    pairs = zip(both["got_candidates"], both["school_id"], strict=True)
    return both.assign(is_shown=[any(c["school_id"] == meant for c in shown) for shown, meant in pairs])


def assert_promises(both: pd.DataFrame, least_auto: float) -> None:
    """What is linked is right, much is linked, and what is not linked shows the right school."""
    has_school = both["school_id"] != ""
    auto, rest = both[both["is_auto"]], both[~both["is_auto"] & has_school]
    assert auto["is_right"].mean() >= 0.998, auto[~auto["is_right"]].to_string()
    assert len(auto) / has_school.sum() >= least_auto
    assert rest["is_shown"].mean() >= 0.95, rest[~rest["is_shown"]].to_string()
    assert set(both.loc[both["kind"] == "wrong_brin", "got_decision"]) <= {"review"}
    assert not both.loc[~has_school, "is_auto"].any()


@pytest.mark.slow
def test_seeded_mess_on_the_fictional_province(sample_data):
    schools, names = edition(sample_data)
    made = [messy_rows(schools, seed) for seed in range(4)]
    rows, truth = (pd.concat(part, ignore_index=True) for part in zip(*made, strict=True))
    both = checked(rows, truth, schools, names)
    # a main code in one cell with a name stays that id's, or goes to a person where the address is a branch's
    assert_promises(both, least_auto=0.84)
    assert not both.loc[both["is_ambiguous"], "is_auto"].any()


@pytest.mark.slow
@pytest.mark.realdata
def test_seeded_mess_on_the_real_schools(real_data):
    schools, names = edition(real_data)
    made = [messy_rows(schools, seed) for seed in range(20, 30)]
    rows, truth = (pd.concat(part, ignore_index=True) for part in zip(*made, strict=True))
    both = checked(rows, truth, schools, names)
    assert_promises(both, least_auto=0.82)
    # a name told in full, with kind of school and denomination, is one school's
    ambiguous = both[both["is_ambiguous"]]
    assert ambiguous["is_auto"].mean() < 0.05
    assert ambiguous.loc[ambiguous["is_auto"], "is_right"].all()


@pytest.mark.realdata
def test_partner_files_with_known_answers(real_data, mirror):
    schools, names = edition(real_data)
    folder = mirror / "partners_dev"
    truth = pd.read_csv(folder / "truth.csv", dtype=str, keep_default_na=False)
    parts = []
    for partner, known in truth.groupby("partner"):
        file = next(folder.glob(f"{partner}.*"))
        rows = intake.propose(file.name, file.read_bytes()).rows.reset_index(drop=True)
        assert len(rows) == len(known)
        parts.append(checked(rows, known.reset_index(drop=True), schools, names))
    both = pd.concat(parts)
    assert_promises(both, least_auto=0.92)
    assert not both.loc[both["kind"] == "ambiguous", "is_auto"].any()
    gone = both[(both["kind"] == "gone") & both["is_auto"]]
    assert gone["got_reason_nl"].str.contains("staat niet meer in de lijst van DUO").all()
