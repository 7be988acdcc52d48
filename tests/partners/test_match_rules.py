"""Linking, rule by rule: kinds of schools, locations, plain names, ids that are told whole, merged municipalities."""

import pandas as pd
import pytest

from etl.partners.linking import hints, match, school_names
from etl.partners.linking import sides as match_sides
from tests.support.messy import CANONICAL

# school_id, is_listed, sector, types, name, street, postcode, place, municipality
SCHOOLS = [
    ("91AA00", True, "VO", "VBO/MAVO", "Insulina College Vmbo", "Halmastraat", "0111AB", "Oosterwoud", "Oosterwoud"),
    ("91AA01", True, "VO", "VBO/MAVO", "Insulina College Vmbo", "Kolkstraat", "0111CD", "Oosterwoud", "Oosterwoud"),
    ("91AA02", True, "VO", "HAVO/VWO", "Insulina College voor Havo Vwo", "Dijk", "0222EF", "Westerveen", "Westerveen"),
    ("91BB00", True, "PO", "", "Hildegondaschool", "Laan", "0111EF", "Oosterwoud", "Oosterwoud"),
    ("91BC00", True, "VO", "MAVO", "Hildegonda Mavo", "Weg", "0111EG", "Oosterwoud", "Oosterwoud"),
    ("91CC00", True, "PO", "", "Rooms Katholieke Basisschool Blaarheim", "Kerk", "0333AA", "Blaarheim", "Westerveen"),
    ("91CD00", True, "PO", "", "KBS", "Kerk", "0333AB", "Nergensdam", "Westerveen"),
    ("91DD00", True, "PO", "", "Prinses Ireneschool", "Plein", "0444AA", "'s-Noordhage", "Den Haag"),
    ("91EE00", True, "VO", "VBO", "Groep Landwerk Vmbo", "Plein", "0444AB", "Oosterwoud", "Oosterwoud"),
    ("91EE01", True, "VO", "VBO", "Landwerk Centraal", "Steeg", "0444AC", "Oosterwoud", "Oosterwoud"),
    ("91FF00", True, "PO", "", "De Zilvervos", "Bos", "0555AA", "Bussum", "Gooise Meren"),
    ("91GG00", True, "PO", "", "Obs De Ster", "Bos", "0666AA", "Westerveen", "Westerveen"),
    ("91GH00", True, "PO", "", "Cbs De Ster", "Bos", "0666AB", "Westerveen", "Westerveen"),
    ("91HH00", True, "PO", "", "De Bosuil", "Eik", "0777AA", "Westerveen", "Westerveen"),
    ("91HJ00", False, "PO", "", "De Bosuil", "Eik", "0777AB", "Westerveen", "Westerveen"),
    ("91MM00", True, "VO", "HAVO", "Gereformeerde SG v Havo Gymnasium", "Wal", "0888AA", "Krelmhoeve", "Krelmhoeve"),
    ("91MN00", True, "PO", "", "Gereformeerde Basisschool Krelmhoeve", "Wal", "0888AB", "Krelmhoeve", "Krelmhoeve"),
    ("91NN00", True, "VO", "VBO/MAVO", "Morvelum Groep", "Veer", "0999AA", "Krelmhoeve", "Krelmhoeve"),
    ("91NN01", True, "VO", "HAVO/VWO", "Morvelum Groep", "Veer", "0999AB", "Krelmhoeve", "Krelmhoeve"),
    ("91NN02", True, "VO", "HAVO/VWO", "Morvelum Groep", "Veer", "0999AC", "Krelmhoeve", "Krelmhoeve"),
    ("91QQ00", True, "VO", "VWO", "Onderwijsgr. Kwelderland havo", "Eb", "1000AA", "Morvelum", "Morvelum"),
    ("91QQ01", True, "VO", "PRO", "Onderwijsgroep Kwelderland locatie Maxi", "Eb", "1000AB", "Morvelum", "Morvelum"),
    ("91RR00", True, "VO", "VWO", "Christelijk Gymnasium", "Vloed", "1000AC", "Morvelum", "Morvelum"),
    ("91RS00", True, "VO", "VWO", "Christelijk Gymnasium Maanlicht", "Vloed", "1000AD", "Morvelum", "Morvelum"),
    ("91PP00", True, "VO", "VWO", "Gymnasium Parelvuur", "Hof", "0999AD", "'s-Gravenhage", "'s-Gravenhage"),
]  # fmt: skip
# names that other sources give them
NAMES = pd.DataFrame(
    [
        ("91NN01", "Morvelum vestiging Taal", "Krelmhoeve", ""),
        ("91NN01", "Morvelum vestiging Kunst Krelmhoeve", "Krelmhoeve", ""),
        ("91NN00", "Morvelum vestiging Taal vmbo", "Krelmhoeve", ""),
    ],
    columns=["school_id", "name", "place", "postcode"],
)
COLUMNS = [
    "school_id",
    "is_listed",
    "sector",
    "school_types",
    "name",
    "street",
    "postcode",
    "place",
    "municipality_name",
]


@pytest.fixture(scope="module")
def schools() -> pd.DataFrame:
    frame = pd.DataFrame(SCHOOLS, columns=COLUMNS)
    gone = pd.to_datetime(frame["is_listed"].map({True: None, False: "2012-10-01"}))
    return frame.assign(brin=frame["school_id"].str[:4], house_number="1", valid_to=gone)


def linked(schools: pd.DataFrame, *rows: dict[str, str]) -> pd.DataFrame:
    told = [dict.fromkeys(CANONICAL, "") | {"line": n, "school_year": "2019-2020"} | row for n, row in enumerate(rows)]
    return match.link(pd.DataFrame(told), schools, NAMES)


def row(school: str, place: str = "Oosterwoud", **more: str) -> dict[str, str]:
    return {"school": school, "place": place} | more


LINKED = {
    "mavo is no primary school": (row("Hildegonda mavo"), "91BC00"),
    "a location by its street": (row("Insulina College Halmastraat"), "91AA00"),
    "the only location in the place": (row("Insulina College", "Westerveen"), "91AA02"),
    "a title cut short": (row("Prs. Ireneschool", "’s-Noordhage"), "91DD00"),
    "a title left out": (row("Ireneschool", "s Noordhage"), "91DD00"),
    "a municipality that was merged": ({"school": "Zilvervos", "municipality": "Bussum"}, "91FF00"),
    "the whole name where two share a part": (row("Openbare basisschool De Ster", "Westerveen"), "91GG00"),
    "the whole name of a school without a word of its own": (row("RK basisschool Blaarheim", "Blaarheim"), "91CC00"),
    "the only secondary school of its kind, whole": (row("gereformeerde scholengemeenschap", "Krelmhoeve"), "91MM00"),
    "the place's other name behind it": (row("Gymnasium Parelvuur 'S-GRAVENHAGE", "Den Haag"), "91PP00"),
    "a location by the full name that a later list gives it": (
        row("Morvelum Vest. Kunst Krelmhoeve", "Krelmhoeve"),
        "91NN01",
    ),
    "an id of six characters": (row("Insulina College voor Vmbo", brin="91AA01"), "91AA01"),
    "an id beside its BRIN": (row("Insulina College", brin="91AA", location="91AA01"), "91AA01"),
}
JUDGED = {
    "a group's name does not choose a location": (row("Insulina College"), {"91AA00", "91AA01"}),
    "nor do levels": (row("Insulina College vmbo"), {"91AA00", "91AA01"}),
    "nor the name of a group, cut short": (row("Onderwijsgr. Kwelderland", "Morvelum"), {"91QQ00", "91QQ01"}),
    "a kind of school that another is too": (row("christelijk gymnasium", "Morvelum"), {"91RR00"}),
    "a full name but for a level": (row("Morvelum Vest. Taal vmbo", "Krelmhoeve"), {"91NN00", "91NN01"}),
    "a kind of school of which there is another": (row("Gereformeerde school", "Krelmhoeve"), {"91MN00"}),
    "a group is several": (row("Landwerk groep"), {"91EE00", "91EE01"}),
    "a name without a word of its own": (row("KBS", "Nergensdam"), {"91CD00"}),
    "nor with another denomination": (row("Openbare Basisschool Blaarheim", "Blaarheim"), {"91CC00"}),
    "two schools of a name": (row("De Ster", "Westerveen"), {"91GG00", "91GH00"}),
    "a name elsewhere": (row("De Zilvervos", "Westerveen"), {"91FF00"}),
}


@pytest.mark.parametrize("case", LINKED)
def test_links(schools, case):
    cells, school_id = LINKED[case]
    (result,) = linked(schools, cells).to_dict("records")
    assert (result["decision"], result["school_id"]) == ("auto", school_id), result["reason_en"]


@pytest.mark.parametrize("case", JUDGED)
def test_leaves_to_a_person_with_the_right_schools(schools, case):
    cells, meant = JUDGED[case]
    (result,) = linked(schools, cells).to_dict("records")
    assert result["school_id"] == "", result["reason_en"]
    assert meant <= {c["school_id"] for c in result["candidates"]}


OF_ONE_INSTITUTION = {
    "a group's name does not choose a location": "institution",
    "nor do levels": "institution",
    "nor the name of a group, cut short": "institution",
    "a group is several": "name",
    "a kind of school that another is too": "name",
    "a name without a word of its own": "name",
    "two schools of a name": "name",
}


@pytest.mark.parametrize("case", OF_ONE_INSTITUTION)
def test_an_institution_is_certain_only_where_no_other_fits(schools, case):
    (result,) = linked(schools, JUDGED[case][0]).to_dict("records")
    is_certain = OF_ONE_INSTITUTION[case] == "institution"
    assert (result["decision"], result["rule"] == "institution") == ("review", is_certain)
    assert ("de instelling staat vast" in result["reason_nl"]) is is_certain


def test_a_brin_of_four_leaves_only_the_location_open(schools):
    (result,) = linked(schools, row("Insulina College", brin="91AA")).to_dict("records")
    assert (result["decision"], result["rule"]) == ("review", "brin4")
    assert result["reason_en"].endswith("the institution is certain, its location is not")


def test_of_locations_the_one_that_has_the_level_is_shown_first(schools):
    (result,) = linked(schools, row("Morvelum groep vwo", "Krelmhoeve")).to_dict("records")
    assert result["decision"] == "review"
    assert [c["school_id"] for c in result["candidates"]][:3] == ["91NN01", "91NN02", "91NN00"]


def test_two_names_are_not_one_school(schools):
    several = linked(schools, row("Hildegonda mavo"), row("Hildegonda Vakschool De Vlinderboom mavo"))
    alone = linked(schools, row("Hildegonda mavo"), row("HILDEGONDA MAVO"))
    assert alone["school_id"].tolist() == ["91BC00"] * 2
    assert "91BC00" not in several["school_id"].tolist()[1:]


def test_a_successor_is_said(schools):
    (result,) = linked(schools, row("De Bosuil", "Westerveen")).to_dict("records")
    assert (result["school_id"], "opvolger of een naamgenoot" in result["reason_nl"]) == ("91HH00", True)


def test_most_of_a_file_tells_its_kind(schools):
    """Ten rows of secondary schools by their id: 'Hildegonda' is then the mavo, and no primary school."""
    known = [row("", "", brin="91BC00")] * 10
    result = linked(schools, *known, row("Hildegonda")).iloc[-1]
    assert result["school_id"] in ("", "91BC00")
    assert result["candidates"][0]["school_id"] == "91BC00"


def test_up_to_twelve_equals_are_shown(schools):
    many = pd.concat([schools.iloc[[0]].assign(school_id=f"91AA{n:02}", postcode="") for n in range(14)])
    (result,) = linked(many, row("Insulina College")).to_dict("records")
    assert (result["decision"], len(result["candidates"])) == ("review", 12)


@pytest.mark.parametrize("tail", ["lwoo", "loc. Westerveen", "Nergens", "Westerveen"])
def test_a_tail_is_a_place_only_where_the_register_has_it(schools, tail):
    names = pd.DataFrame(columns=["school_id", "name", "place", "postcode"])
    cells = dict.fromkeys(match_sides.READ_COLUMNS, "") | {
        "school": f"Insulina College, {tail}",
        "municipality": "Oosterwoud",
    }
    read = match_sides.read_row(cells, match_sides.make_register(schools, names))
    assert ("place", "oosterwoud") in read.keys
    assert ("place", "westerveen") not in read.keys


@pytest.mark.parametrize(("told", "after"), [("Uden", "maashorst"), ("Land van Cuijk", "boxmeer"), ("Haaren", "vught")])
def test_merged_municipalities_are_the_same_ground(told, after):
    assert after in school_names.same_ground(school_names.place_key(told))


@pytest.mark.parametrize(
    ("name", "sector"),
    [
        ("Insula College vmbo", "vo"),
        ("OBS De Ster", "po"),
        ("De Ster", ""),
        ("SBO De Ster", ""),
        ("Sterrenlyceum", "vo"),
    ],
)
def test_a_name_says_its_kind(name, sector):
    assert hints.read(name).sector == sector


@pytest.mark.parametrize("apostrophe", ["'", "\u2019", "\u2018", "`", "\u00b4"])
def test_every_apostrophe_is_one(apostrophe):
    assert school_names.place_key(f"{apostrophe}s-Hertogenbosch") == school_names.place_key("Den Bosch")


def test_a_word_that_the_register_cuts_short_is_no_name_of_a_location(schools):
    cut = ["St Stellaviacoll RK SGM v Lyc", "St Stellaviacoll RK SGM v Lyc", "St. Stellaviacollege RK SGM v Lyc- Inter"]
    three = schools.iloc[:3].assign(
        school_id=["91KK00", "91KK01", "91KK02"], brin="91KK", name=cut, place="Oosterwoud",
        municipality_name="Oosterwoud", school_types="MAVO/HAVO",
    )  # fmt: skip
    also = ["Stellaviacollege Oosterwoud voor RK havo", *["Stellaviacollege Oosterwoud voor RK havo - ISO"] * 2]
    names = three[["school_id", "place", "postcode"]].assign(name=also)
    told = pd.DataFrame([dict.fromkeys(CANONICAL, "") | {"line": 1} | row("stellaviacollege oosterwoud voor rk")])
    (found,) = match.link(told, pd.concat([schools, three]), names).itertuples()
    assert (found.decision, found.school_id) == ("review", "")
    assert {one["school_id"] for one in found.candidates} >= set(three["school_id"])


def test_a_name_as_long_as_a_page_is_not_compared(schools):
    """The control is LONGEST_NAME: on the whole country 100 names of 600 words took a minute."""
    register = match_sides.make_register(schools, NAMES)
    told = dict.fromkeys(match_sides.READ_COLUMNS, "") | row("Hildegonda mavo")
    for name, is_read in (("Hildegonda mavo", True), (" ".join(["woord"] * 600), False)):
        read = match_sides.read_row(told | {"school": name}, register)
        assert (bool(read.readings), read.told.has_name) == (is_read, is_read)
