"""Reference facts in data/reference: counts the sources state, keys, sources, no persons, and the codes against CBS."""

import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from etl import paths
from etl.partners import facts as partner_facts

KEYS = {
    "gka_members": ["entry"],
    "gka_member_codes": ["area_code", "classification_year"],
    "gka_interventions": ["year", "margin", "category"],
    "gka_themes": ["theme_id"],
    "gka_initiatives": ["initiative_id"],
    "factors": ["factor_id"],
    "factor_themes": ["factor_id", "theme_id"],
    "skb_targets": ["target_id"],
    "skb_target_counting": ["target_id"],
    "skb_target_steps": ["target_id", "year", "quarter"],
    "area_bridges": ["from_code", "from_year", "to_code"],
    "place_aliases": ["alias", "place"],
}
MAIL = re.compile(r"@|mailto:|\bwww\.|https?:")
PHONE = re.compile(r"(?<![\d.])(?:\+31|\(?0\d{1,3}\)?)[ -]?(?:\d[ -]?){5,8}\d")
CODE = re.compile(r"GM\d{4}")
YEARS = range(2019, 2027)
BASE = 2022  # the classification on which the list of October 2022 is read


def facts(name: str) -> pd.DataFrame:
    """The rows of one reference file, all text, an empty cell as ''."""
    return pd.read_csv(paths.REFERENCE / f"{name}.csv", dtype=str, keep_default_na=False)


def members(year: int) -> set[str]:
    """The member codes on the classification of `year`."""
    codes = facts("gka_member_codes")
    return set(codes.loc[codes["classification_year"] == str(year), "area_code"])


def share_in_members(code: str, year: int) -> float:
    """The share (0..1) of a municipality's inhabitants that lives in a member on the base classification."""
    if year == BASE:
        return float(code in members(BASE))
    bridges = facts("area_bridges")
    ways = bridges[(bridges["from_code"] == code) & (bridges["from_year"] == str(year))]
    if ways.empty:
        return share_in_members(code, year + 1)
    return sum(float(w.weight) * share_in_members(w.to_code, year + 1) for w in ways.itertuples())


@pytest.mark.parametrize("name", KEYS)
def test_every_row_has_its_own_key_and_a_source(name):
    rows = facts(name)
    assert not rows.duplicated(KEYS[name]).any()
    assert (rows[KEYS[name]] != "").all(axis=None)
    assert (rows["source"].str.len() > 10).all()


@pytest.mark.parametrize("name", KEYS)
def test_cells_are_trimmed_and_hold_no_way_to_reach_a_person(name):
    cells = [cell for column in facts(name).to_dict("list").values() for cell in column]
    assert [c for c in cells if c != c.strip()] == []
    assert [c for c in cells if MAIL.search(c) or PHONE.search(c)] == []


@pytest.mark.parametrize("text", ["T: 06 1234 5678", "06-12345678", "0123 456789", "(0123) 456 789", "a@b.nl"])
def test_the_pattern_for_persons_finds_what_it_should(text):
    assert MAIL.search(text) or PHONE.search(text)


def test_the_list_has_101_entries_with_a_group_of_three_and_an_alliance_of_one():
    rows = facts("gka_members")
    assert Counter(rows["kind"]) == {"municipality": 99, "group": 1, "alliance": 1}
    joined = rows[rows["joined_year"] != ""]
    assert dict(zip(joined["entry"], joined["joined_year"], strict=True)) == dict.fromkeys(
        ["gouda", "meierijstad", "utrecht"], "2020"
    )
    codes = facts("gka_member_codes").query(f"classification_year == '{BASE}'").groupby("entry").size()
    assert codes[codes > 1].to_dict() == {"tytsjerksteradiel-dantumadiel-noardeast-fryslan": 3}


@pytest.mark.parametrize("year", YEARS)
def test_every_entry_has_codes_in_every_year(year):
    codes = facts("gka_member_codes")
    here = codes[codes["classification_year"] == str(year)]
    assert len(here) == (105 if year <= 2020 else 103)
    assert set(here["entry"]) == set(facts("gka_members")["entry"])


def test_codes_are_codes_of_municipalities():
    codes = [*facts("gka_member_codes")["area_code"], *facts("area_bridges")["from_code"]]
    codes += [*facts("area_bridges")["to_code"], *" ".join(facts("gka_initiatives")["named_codes"]).split()]
    assert [c for c in codes if not CODE.fullmatch(c)] == []


@pytest.mark.parametrize("year", [2019, 2020, 2021])
def test_an_earlier_municipality_counts_when_most_inhabitants_live_in_a_member(year):
    ending = {c for c, y in facts("area_bridges")[["from_code", "from_year"]].values if year <= int(y) < BASE}
    not_yet = {"GM1979"} if year < 2021 else set()  # Eemsdelta
    candidates = ending | (members(BASE) - not_yet)
    assert {c for c in candidates if share_in_members(c, year) > 0.5} == members(year)


def test_no_member_leaves_the_classification_after_the_list():
    later = facts("area_bridges").query(f"from_year >= '{BASE}'")
    assert not set(later["from_code"]) & members(BASE)
    assert all(members(year) == members(BASE) for year in range(BASE, 2027))


def test_haaren_and_weesp_are_decided():
    assert share_in_members("GM0788", 2020) == pytest.approx(0.1023)  # Haaren: only Biezenmortel went to Tilburg
    assert not any({"GM0788", "GM0457"} & members(year) for year in YEARS)
    notes = facts("gka_member_codes").query("entry == 'amsterdam'")["note"]
    assert notes.str.contains("Weesp").all()


def test_each_bridge_carries_all_inhabitants():
    weights = facts("area_bridges").astype({"weight": float}).groupby(["from_code", "from_year"])["weight"].sum()
    assert weights.to_list() == pytest.approx([1.0] * 18)


def test_interventions_add_up_to_the_stated_totals():
    rows = facts("gka_interventions").astype({"count": int})
    sums = rows.groupby(["year", "margin"])["count"].agg(["sum", "size"])
    assert {key: tuple(row) for key, row in zip(sums.index, sums.to_numpy().tolist(), strict=True)} == {
        ("2020", "theme"): (232, 10),
        ("2022", "link"): (25, 2),
        ("2022", "sector"): (264, 4),
        ("2022", "theme"): (264, 12),
    }
    assert rows.loc[rows["margin"] == "link", "note"].str.contains("geen deel").all()


def test_themes_are_the_same_in_all_files():
    themes, counts = facts("gka_themes"), facts("gka_interventions").query("margin == 'theme'")
    earlier = themes.query("in_2020 == 'true'")
    assert (len(themes), len(earlier)) == (12, 10)
    assert set(counts.query("year == '2022'")["category"]) == set(themes["theme_id"])
    assert set(counts.query("year == '2020'")["category"]) == set(earlier["theme_id"])
    assert set(facts("gka_initiatives")["theme"]) <= set(themes["theme_id"])
    assert ((themes["theme_2020_nl"] != "") == (themes["in_2020"] == "true")).all()


def test_there_are_28_initiatives_each_told_in_both_languages():
    rows = facts("gka_initiatives")
    assert rows["initiative_id"].to_list() == [str(n) for n in range(1, 29)]
    assert set(rows["sector"]) <= {"vve", "po", "vo", "po_vo", "other"}
    assert (rows[["title", "organisation", "aim_nl", "aim_en"]] != "").all(axis=None)
    assert rows["aim_nl"].str.fullmatch(r"[^.]+\.").all()
    one = rows[rows["municipality_code"] != ""]
    assert len(one) == 23
    assert all(r.municipality_code in r.named_codes.split() for r in one.itertuples())


def test_thirty_factors_in_five_levels_of_which_one_is_new_in_2022():
    rows = facts("factors")
    levels = rows.groupby("level")
    assert levels.size().to_dict() == {"pupil": 9, "family": 6, "school": 7, "district": 5, "society": 3}
    assert (levels[["level_nl", "level_en"]].nunique() == 1).all(axis=None)
    assert rows["number_2022"].to_list() == [str(n) for n in range(1, 31)]
    assert (rows["in_2022"] == "true").all()
    assert rows.loc[rows["in_2020"] == "false", "factor_id"].to_list() == ["health"]
    assert sorted(int(n) for n in rows["number_2020"] if n) == list(range(1, 30))


def test_targets_are_a_number_or_a_milestone():
    rows = facts("skb_targets")
    number = rows["kind"] == "number"
    assert set(rows["kind"]) == {"number", "milestone"}
    assert (rows.loc[~number, ["unit", "goal", "standing_2024"]] == "").all(axis=None)
    assert (rows.loc[number, "unit"] != "").all()
    assert rows.loc[number & (rows["goal"] == ""), "target_id"].to_list() == ["dashboard_partners"]
    assert (rows["baseline"].eq("") == rows["baseline_year"].eq("")).all()
    assert (rows["standing_nl"].eq("") == rows["standing_en"].eq("")).all()
    assert set(rows["goal_year"]) == {"", "2024", "2025", "2026"}


def test_every_target_says_whether_it_is_counted_and_why():
    rows = facts("skb_target_counting")
    assert rows["target_id"].to_list() == facts("skb_targets")["target_id"].to_list()
    marked = rows["counting"].str.startswith("marks")
    assert set(rows["counting"]) == {"same", "marks", "marks_beside", "no"}
    assert (rows["fact_id"] != "").equals(marked | (rows["counting"] == "same"))
    assert set(rows.loc[~marked, "fact_id"]) - {""} <= set(facts("skb_facts")["fact_id"])
    assert set(rows.loc[marked, "fact_id"]) == {"via_skb", "learning_line"} <= set(partner_facts.FACTS)
    assert (rows["counted"] != "").equals(marked)
    assert set(rows["counted"]) == {"", "schools", "municipalities"}
    assert (rows.loc[marked, ["counted_nl", "counted_en"]].map(len) > 40).all(axis=None)
    assert (rows["reason_nl"].str.len() > 40).all()
    assert (rows["reason_en"].str.len() > 40).all()


def test_the_steps_of_the_plan_end_at_its_goals():
    steps, targets = facts("skb_target_steps"), facts("skb_targets").set_index("target_id")
    for target, rows in steps.groupby("target_id"):
        assert rows["quarter"].to_list() == ["1", "2", "3", "4"]
        assert set(rows["year"]) == {targets.loc[target, "goal_year"]}
        assert rows["expected"].to_list()[-1] == targets.loc[target, "goal"]
    expected = steps.groupby("target_id")["expected"].agg(list)
    assert expected["plan_2024_schools"] == ["5", "5", "10", "10"]
    assert expected["plan_2025_schools"] == ["20", "20", "35", "35"]
    assert expected["plan_2024_regions"] == ["2", "2", "4", "4"]
    assert expected["plan_2025_regions"] == ["5", "5", "7", "7"]


def municipalities(mirror: Path, year: int) -> pd.DataFrame:
    """One row per municipality of CBS's classification of 1 January `year`: name, province, inhabitants."""
    long = pd.read_parquet(mirror / "cbs" / "gebieden" / f"cbs_gebieden_{year}.parquet")
    long["text"] = long["StringValue"].fillna(long["Value"]).str.strip()
    wide = long.pivot(index="RegioS", columns="Measure", values="text")
    wide.index = wide.index.str.strip()
    names = {"GM000C_1": "name", "PV0002": "province", "T001036_2": "inhabitants"}
    return wide[list(names)].rename(columns=names).astype({"inhabitants": float})


@pytest.mark.realdata
@pytest.mark.parametrize("year", YEARS)
def test_member_codes_exist_in_their_year(mirror, year):
    assert members(year) - set(municipalities(mirror, year).index) == set()


@pytest.mark.realdata
def test_member_names_are_those_of_cbs(mirror):
    cbs = municipalities(mirror, BASE)["name"]
    rows = facts("gka_members").merge(facts("gka_member_codes").query(f"classification_year == '{BASE}'"), on="entry")
    other = {r.name: cbs[r.area_code] for r in rows.itertuples() if cbs[r.area_code] not in r.name}
    assert other == {"Den Haag": "'s-Gravenhage"}


@pytest.mark.realdata
def test_all_large_municipalities_and_all_provinces_are_there(mirror):
    cbs = municipalities(mirror, BASE)
    large = cbs[cbs["inhabitants"] >= 100_000]
    assert len(large) == 32
    assert set(large.index) - members(BASE) == set()
    assert cbs.loc[sorted(members(BASE)), "province"].nunique() == cbs["province"].nunique() == 12


@pytest.mark.realdata
@pytest.mark.parametrize("year", YEARS[:-1])
def test_bridges_hold_every_code_that_ends(mirror, year):
    now, then = municipalities(mirror, year).index, municipalities(mirror, year + 1).index
    bridges = facts("area_bridges").query(f"from_year == '{year}'")
    assert set(bridges["from_code"]) == set(now) - set(then)
    assert set(bridges["to_code"]) <= set(then)
    assert set(then) - set(now) <= set(bridges["to_code"])
    assert (bridges["to_year"] == str(year + 1)).all()


@pytest.mark.realdata
def test_initiatives_name_municipalities_of_2019(mirror):
    named = set(" ".join(facts("gka_initiatives")["named_codes"]).split())
    assert named - set(municipalities(mirror, 2019).index) == set()
