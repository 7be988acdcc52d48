"""The sentences of random views, in both languages: they hold the rules, and their numbers are those of the tables."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.compare.benchmark import STORED
from dashboard.compare.choices import BenchmarkKind
from dashboard.compare.controls import CORE
from dashboard.frame import export, language, warehouse
from dashboard.ui import reach
from tests.support import counted, sentences
from tests.support.environment import DATA
from tests.support.scopes import Truth
from tests.support.screen import opened
from tests.support.sentences import plain
from tests.support.views import LEVELS, PAGES, Everything, View, views

QUICK, MANY, SEED = 5, 300, 1914
FILES: list[Callable[[], bytes]] = []  # what the page of this run offers to take along


@dataclass(frozen=True)
class Told:
    """What a view says on top, in one language."""

    view: View
    sentence: str
    app: AppTest
    tables: Everything
    words: str

    def __str__(self) -> str:
        return f"{self.words} {self.view.page} {self.view.link}: {self.sentence}"

    def says(self, *sources: str) -> dict[str, str]:
        """The values in it, where it is made of one of these English texts."""
        return sentences.said(self.sentence, self.words, *sources)

    def counts(self, *sources: str) -> dict[str, float]:
        """The numbers in it."""
        return sentences.counts(self.says(*sources), self.words)


@pytest.fixture
def tables(sample_data, monkeypatch) -> Everything:
    found = Everything(sample_data)  # before the app opens the file with its own settings
    monkeypatch.setenv(DATA, str(sample_data))
    monkeypatch.setattr(export, "later", lambda make: FILES.append(make) or make)
    warehouse.pin()
    return found


def check(view: View, tables: Everything) -> None:
    """Both languages, by the same truth."""
    for words in language.LANGUAGES:
        FILES.clear()
        app = opened(view.page, **(view.link | {"lang": words}))
        told = Told(view, sentences.lede(app), app, tables, words)
        assert told.sentence, told
        assert not sentences.broken(told.sentence, words), told
        assert not sentences.told_badly(app, words), told
        assert not sentences.foreign(app, words), told
        language.use(words)
        TRUTHS[view.page](told)


def overview(told: Told) -> None:
    presence(told, told.tables.truth(told.view.scope))


def presence(told: Told, truth: Truth) -> None:
    """At how many schools partners are active, and the parts of pupils and need there."""
    some = (
        "In {place}, partners are active {when} at **{active} of the {all} {sector} schools**: {share} of the schools"
    )
    if not truth.schools:
        assert told.says("There are no schools of this sector in {place}."), told
    elif truth.schools == 1:
        is_active = told.says("In {place}, partners are active {when} at **the only {sector} school**.")
        assert bool(is_active) is (truth.active == 1), told
    elif not truth.active:
        none = "In {place}, partners are active {when} at **none of the {all} {sector} schools**."
        assert told.counts(none) == {"all": truth.schools}, told
    else:
        assert told.counts(some) == {"active": truth.active, "all": truth.schools}, told
        for part in (100 * truth.active / truth.schools, truth.pupils_share, truth.need_share):
            assert plain(reach.share(part)) in told.sentence or np.isnan(part), told


def coverage(told: Told) -> None:
    choices, tables = told.view.choices, told.tables
    level, mode = LEVELS[choices["niveau"]], choices["weergave"]
    is_group = choices.get("gka") == "1" and level not in ("province", "labour_market_region")
    scope = counted.counted_scope(tables, told.view.scope, level)
    rows = counted.areas(tables, scope, level, gka=is_group)
    truth = counted.together(rows) if is_group else tables.truth(scope)
    if mode == "aanwezig":
        presence(told, truth)
    elif mode == "deelnemers":
        text = told.says("In {place}, partners count {when} **{count}** at schools of this sector.")["count"]
        assert is_group or scope.codes == ("NL00",) or counted.digits(text) == rows["least"].sum(), told
    elif mode in ("wit", "samen"):
        white_spots(told, rows)
    elif mode == "behoefte":
        half(told, rows["load"], "Half of the need of {place} is in **{few} of the {all} {areas}**.")
    else:
        known = truth.active and not np.isnan(truth.need_share) and sentences.shares(told.sentence, told.words)
        assert not known or plain(reach.share(truth.need_share)) in told.sentence, told
        half(told, rows["unreached"], "Half of what they do not reach is in **{few} of the {all} {areas}**.")
    if len(told.app.dataframe) and mode != "wit":
        table = told.app.dataframe[0].value
        sums = [table[name].fillna(0).astype(int).sum() for name in ("schools_count", "active_schools_count")]
        assert len(table) < len(rows) or sums == [rows["schools"].sum(), rows["active"].sum()], told


def white_spots(told: Told, rows: pd.DataFrame) -> None:
    source = (
        "In **{n} {areas}** need is high and no partner is active {when}: **{share}** of the unreached need of {place}."
    )
    white, said = rows[rows["is_white"]], told.says(source)
    assert bool(said) is bool(len(white)), told
    if said:
        assert told.counts(source) == {"n": len(white)}, told
        part = 100 * white["unreached"].sum() / rows["unreached"].sum()
        assert sentences.shares(said["share"], told.words) == [pytest.approx(part, abs=0.51)], told


def half(told: Told, figures: pd.Series, source: str) -> None:
    """How few areas hold half of it; not said of less than three areas, nor where there is nothing to halve."""
    known = figures.dropna()
    if told.says(source):
        assert told.counts(source) == {"few": counted.few(known), "all": len(known)}, told
    else:
        assert len(known) < 3 or not known.sum(), told


def targets(told: Told) -> None:
    """Against the file of the list."""
    top = int(told.view.choices["eerste"])
    rows = exported(top, told.words)
    firm = sum(sentences.value(row["share"], told.words) >= 90 for row in rows)
    alone = sum(not row["partners"] for row in rows)
    scored = "In this choice **{n} school** has a score."
    if not rows:
        assert told.says("No school has a score in this choice."), told
    elif len(rows) < top or told.says(scored):
        assert told.counts(scored) == {"n": len(rows)}, told
    elif firm:
        some = "**{n} of the {top} schools** stays among the first {top} {when}"
        assert told.counts(some) == {"n": firm, "top": top}, told
    else:
        none = "**None of the {top} schools** is sure of its place among the first {top} {when}."
        assert told.counts(none) == {"top": top}, told
    without = "{n} has no partner yet."
    assert not told.says(without) or told.counts(without) == {"n": alone}, told
    assert not told.says("None has a partner yet.") or alone == len(rows), told
    assert not told.says("It has a partner.") or not alone, told


def exported(top: int, words: str) -> list[dict[str, str]]:
    """The rows of the list's CSV: in how many draws each stays, and its partners."""
    content = next(made for make in FILES if (made := make()).startswith(b"\xef\xbb\xbf")).decode("utf-8-sig")
    lines = [line for line in content.splitlines() if not line.startswith(("#", '"#'))]
    titles, *rows = csv.reader(lines, delimiter={"nl": ";", "en": ","}[words])
    first = language.number(top)
    share = {"nl": f"In eerste {first}, %", "en": f"In first {first}, %"}[words]
    columns = {"share": titles.index(share), "partners": titles.index("Partners")}
    return [{name: row[k] for name, k in columns.items()} for row in rows]


def compare(told: Told) -> None:
    choices = told.view.choices
    if "gebieden" not in choices:
        start(told)
    elif choices["weergave"] in ("verschil", "tabel", "tijd"):
        stands_out(told)
    elif choices["weergave"] == "kaart":
        chosen = told.counts("**{n} of at most {most} {areas}** chosen: {list}.")
        assert chosen == {"n": len(choices["gebieden"].split(","))}, told
    elif choices["weergave"] == "trechter":
        funnel(told)


def start(told: Told) -> None:
    """The districts of a municipality that stand out on the core set."""
    area = told.tables.area
    rows = area[(area["level"] == "district") & (area["municipality_code"] == told.view.choices["binnen"])]
    found = set().union(*(counted.against(told.tables, code, "district", "municipality") for code in CORE))
    names = rows.loc[rows["area_code"].isin(found), "name"]
    many = "In {place} {n} districts stand out unfavourably, **{list}** on the most things."
    if names.empty:
        assert told.says("In {place} **no district stands out** unfavourably."), told
    elif told.says(many):
        assert told.counts(many) == {"n": len(names)}, told
    else:
        short = [re.sub(r"^Wijk \w\w:? +", "", name) for name in names]  # as lists write it where no two are alike
        assert all(name in told.sentence for name in short), told
        one = len(names) == 1
        verb = "stands" if one else "stand"
        assert told.says(f"In {{place}} **{{list}}** {verb} out unfavourably."), told


def stands_out(told: Told) -> None:
    """Which of the chosen areas stand out on something that is compared with a reference of the mart."""
    choices = told.view.choices
    kind = STORED.get(BenchmarkKind(choices["vergelijk"]))
    if not kind:
        return
    asked = choices["indicatoren"].split(",") if "indicatoren" in choices else CORE
    level, codes = LEVELS[choices["niveau"]], set(choices["gebieden"].split(","))
    found = set().union(*(counted.against(told.tables, code, level, kind) for code in asked)) & codes
    names = told.tables.area.set_index("area_code")["name"]
    verb = {"nl": "valt ongunstig op met", "en": "stands out unfavourably on"}[told.words]
    assert told.sentence.replace(f"{verb} nothing", "").count(verb) == len(found), told
    assert all(names[code] in told.sentence for code in found), told


def funnel(told: Told) -> None:
    """Of schools, all of which stand in the table."""
    some = (
        "**{n} of the {all} schools** in {place} lies beyond the ordinary spread (99.8 %) around {mean}, the mean of"
        " {centre}."
    )
    if not told.says(some):
        return
    table = next(str(one.proto.body) for one in told.app.main if "<table" in str(getattr(one.proto, "body", "")))
    side = {"nl": "{} de gewone spreiding<", "en": "{} the ordinary spread<"}[told.words]
    beyond = {"nl": ("onder", "boven"), "en": ("below", "above")}[told.words]
    within = {"nl": "binnen", "en": "within"}[told.words]
    outside = sum(table.count(side.format(word)) for word in beyond)
    assert told.counts(some) == {"n": outside, "all": outside + table.count(side.format(within))}, told


def explore(told: Told) -> None:
    tables, code, level = told.tables, told.view.choices["indicator"], LEVELS[told.view.choices["niveau"]]
    scope = replace(told.view.scope, towns=())  # the map knows no own regions
    rows = counted.newest(tables, code, level)
    inside = rows[counted.is_inside(rows, scope)]
    if counted.counted_scope(tables, scope, level) != scope:
        inside = rows
    indicator = tables.indicator.set_index("indicator_id").loc[code]
    beyond = (
        "{name}: in {place}, **{n} of the {all} {areas}** is below the national figure ({reference}).",
        "{name}: in {place}, **{n} of the {all} {areas}** is above the national figure ({reference}).",
    )
    part = "{name}: half of the total of {place} is in **{half} of the {all} {areas}**."
    if told.says(*beyond):
        country = float(counted.newest(tables, code, "country")["value"].iloc[0])
        is_below = indicator["direction"] == "higher_is_better"
        n = (inside["value"] < country).sum() if is_below else (inside["value"] > country).sum()
        assert told.counts(*beyond) == {"n": n, "all": len(inside)}, told
    elif told.says(part):
        assert indicator["unit"] in ("children", "households", "persons", "points", "pupils", "schools"), told
        assert told.counts(part) == {"half": counted.few(inside["value"]), "all": len(inside)}, told
    elif inside.empty:
        assert told.says("{name}: there are no figures at this level."), told
    elif len(inside) == 1:
        assert inside["name"].iloc[0] in told.sentence, told


TRUTHS = dict(zip(PAGES, (overview, coverage, targets, compare, explore), strict=True))


def test_the_sentences_of_random_views_hold_the_rules_and_the_tables(tables):
    for view in views(tables, QUICK, SEED):
        check(view, tables)


@pytest.mark.slow
def test_three_hundred_views_tell_the_truth_in_both_languages(tables):
    seen = list(views(tables, MANY, SEED + 1))
    assert len(seen) == MANY
    for view in seen:
        check(view, tables)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("nl", "100 van de eerste 71 scholen"),
        ("nl", "op 1 van de 1 PO-scholen"),
        ("nl", "**0 van de 12 wijken** liggen daarboven"),
        ("nl", "er zijn 1 scholen"),
        ("nl", "er liggen 1 van de 12 wijken boven"),
        ("nl", "12 van de 30 wijken ligt daarboven"),
        ("nl", "een verschil van \N{MINUS SIGN}0,0"),
        ("nl", "twee  spaties"),
        ("nl", "De behoefte van Kwend is **1.234**."),
        ("en", "2 school"),
        ("en", "nan points"),
        ("en", "5 of the 4 districts"),
    ],
)
def test_a_sentence_that_breaks_a_rule_is_seen(words, text):
    assert sentences.broken(text, words)
    assert not sentences.broken("Op **12 van de 30 scholen** werkt een partner: 40 % (\N{MINUS SIGN}0,5).", "nl")
