"""Plain facts of programmes: told in a file or a form, with who and when; what was not told is unknown, never yes."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from etl.building import build
from etl.partners import facts, ledger
from etl.partners import tables as partners
from tests.etl.test_build import ask
from tests.partners.test_deeds import no_build
from tests.partners.test_partners import EDITION, published, schools
from tests.support.delivered import PARTNER, folder
from tests.support.screen import english_in, opened, texts, told

__all__ = ["no_build", "published"]


@pytest.mark.parametrize(
    ("fact_id", "said", "kept"),
    [
        ("via_skb", "Ja", "yes"), ("via_skb", " nee ", "no"), ("via_skb", "misschien", ""), ("via_skb", "", ""),
        ("learning_line", "x", ""), ("wants_volunteers", "1", "yes"),
        ("themes", "Taalbevordering; Sport en cultuur", "language,sport_culture"), ("themes", "Ruimtevaart", ""),
        ("moment", "na schooltijd", "after_school"),
        ("moment", "onder schooltijd, projectweken", "in_school,project_week"),
        ("moment", "naschoolse activiteit", "after_school"), ("moment", "ooit", ""),
        ("capacity", "120", "120"), ("capacity", "120,0", "120"), ("capacity", "ongeveer 120", ""),
        ("groups", "groep 5 t/m 8", "groep 5 t/m 8"), ("quality_mark", " Erkend  2024", "Erkend 2024"),
    ],
)  # fmt: skip
def test_a_fact_is_read_or_it_is_unknown(fact_id, said, kept):
    assert facts.read(fact_id, said) == kept


def test_rows_of_one_programme_must_agree():
    blank = dict.fromkeys(facts.FACTS, "")
    rows = pd.DataFrame([
        blank | {"via_skb": "ja", "capacity": "30"}, blank | {"via_skb": "ja", "capacity": "40"}, blank,
    ])  # fmt: skip
    assert list(facts.of_rows(facts.per_row(rows), ["les", "les", "kamp"])) == [("les", "via_skb", "yes")]


@pytest.mark.slow  # its parts are asked one by one in every run
def test_a_file_a_form_and_undo(published):
    (one, two) = schools(published, 2)
    head = "brin;school;plaats;programma;schooljaar;aantal;via SKB;keurmerk;capaciteit\n"
    rows = [
        f"{one[0]};{one[1]};{one[2]};Les;2024-2025;12;ja;;40",
        f"{two[0]};{two[1]};{two[2]};Kamp;2024-2025;9;;Erkend;",
    ]
    take_in_with(head, rows)
    build.refresh()
    sql = "select programme_id, fact_id, value, told_by, told_in from mart.programme_fact where partner_id = 'proef'"
    assert ask(published, f"{sql} order by 1, 2") == [
        ("proef/kamp", "quality_mark", "Erkend", "test", "file"),
        ("proef/les", "capacity", "40", "test", "file"),
        ("proef/les", "via_skb", "yes", "test", "file"),
    ]
    event = partners.tell_facts(EDITION, "proef/les", {"via_skb": "no", "themes": "language,sport_culture"}, "ans")
    build.refresh()
    assert ask(published, f"{sql} and programme_id = 'proef/les' order by 2") == [
        ("proef/les", "capacity", "40", "test", "file"),
        ("proef/les", "themes", "language,sport_culture", "ans", "form"),
        ("proef/les", "via_skb", "no", "ans", "form"),
    ]
    assert ask(published, "select theme_id from mart.programme where programme_id = 'proef/les'") == [("language",)]
    for theme, count in (("sport_culture", 1), ("career_learning", 0)):  # each of several themes counts as a filter
        asked = f"select count(*) from mart.coverage_activity('', ['proef'], ['{theme}'], false, true)"
        assert ask(published, asked) == [(count,)]
    ledger.undo(ledger.folder(EDITION), event, "ans")
    build.refresh()
    assert ask(published, f"{sql} and fact_id = 'via_skb'") == [("proef/les", "via_skb", "yes", "test", "file")]
    assert ask(published, "select theme_id from mart.programme where programme_id = 'proef/les'") == [(None,)]


@pytest.mark.slow
def test_a_row_tells_of_itself_and_the_last_word_of_a_person_holds(published):
    """Each activity: its own row, else the programme; a row left empty does not get what its neighbours say."""
    found = schools(published, 4)
    head = "brin;school;plaats;programma;schooljaar;aantal;via SKB\n"
    marks = ("ja", "nee", "", "ja")
    rows = [f"{one[0]};{one[1]};{one[2]};Les;2024-2025;12;{mark}" for one, mark in zip(found, marks, strict=True)]
    rows.append(f"{found[0][0]};{found[0][1]};{found[0][2]};Les;2024-2025;7;nee")  # a second group at the first school
    take_in_with(head, rows)
    build.refresh()
    sql = "select school_id, value, told_of, told_by, told_in, told_on is not null from mart.activity_fact"

    def known() -> dict[str, tuple]:
        told = ask(published, f"{sql} where partner_id = 'proef' and fact_id = 'via_skb'")
        return {school_id: rest for school_id, *rest in told}

    in_file = ["row", "test", "file", True]
    one, two, three, four = (school[0] for school in found)
    first = {one: ["yes", *in_file], two: ["no", *in_file], four: ["yes", *in_file]}
    assert known() == first, "a contradiction of two groups is a yes; the third said nothing"
    partners.tell_facts(EDITION, "proef/*", {"via_skb": "no"}, "ans")
    build.refresh()
    assert known() == first | {three: ["no", "partner", "ans", "form", True]}
    event = partners.tell_facts(EDITION, "proef/les", {"via_skb": "yes"}, "ans")
    build.refresh()
    assert known() == {school: ["yes", "programme", "ans", "form", True] for school in (one, two, three, four)}
    ledger.undo(ledger.folder(EDITION), event, "ans")
    build.refresh()
    assert known() == first | {three: ["no", "partner", "ans", "form", True]}


def test_a_file_whose_filled_rows_agree_tells_nothing_of_the_row_it_leaves_empty(published):
    one, two = schools(published, 2)
    head = "brin;school;plaats;programma;schooljaar;aantal;leerlijn\n"
    rows = [f"{one[0]};{one[1]};{one[2]};Les;2024-2025;12;ja", f"{two[0]};{two[1]};{two[2]};Les;2024-2025;12;"]
    take_in_with(head, rows)
    build.refresh()
    told = "select school_id from mart.activity_fact where partner_id = 'proef' and fact_id = 'learning_line'"
    assert ask(published, told) == [(one[0],)]


@pytest.mark.usefixtures("data")
def test_the_page_shows_what_was_told_of_single_schools():
    seen = told(opened("partner", partner=PARTNER, deel="feiten"))
    assert re.search(r"Gezegd van afzonderlijke scholen, in de rijen van een bestand.*School 00.*nee", seen)


def take_in_with(head: str, rows: list[str]) -> None:
    """As take_in, for a file with more columns."""
    root, data = ledger.folder(EDITION), (head + "\n".join(rows) + "\n").encode()
    ledger.tell(root, "partner", "test", partner_id="proef", name="Proef", partner_kind="offer", is_fictional=True)
    found, _ = ledger.receive(root, "proef", "feiten.csv", data, "test")
    proposal = partners.intake.propose("feiten.csv", data)
    assert not proposal.stopped
    ledger.tell(root, "accepted", "test", delivery_id=found, **partners.taken(proposal.layout, proposal.columns))


def test_the_form_tells_only_what_was_changed_and_unknown_stays_unknown(data, no_build):  # noqa: ARG001
    app = opened("partnerdata", deel="feiten", partner=PARTNER)
    seen = told(app)
    assert "9 van 10" in seen or "8 van 10 zijn onbekend" in seen
    assert "lokaal, 2 oktober 2020" in seen
    assert "lokaal, 1 oktober 2020, in een bestand" in seen
    app.selectbox(key=f"fact-{PARTNER}-taal-learning_line").set_value("no")
    (button,) = [one for one in app.button if one.label == "Bewaar deze feiten"]
    button.click().run()
    assert not app.exception
    assert {key: {code: one["value"] for code, one in told_facts.items()}
            for key, told_facts in ledger.read(folder(data)).facts.items()} == {
        (PARTNER, "taal"): {"learning_line": "no"}}  # fmt: skip
    assert "1 feit van" in told(app)
    assert english_in(texts(app)) == []
    app.button(key="deed-undo").click().run()
    assert ledger.read(folder(data)).facts == {}


def test_a_theme_told_after_facts_is_the_last_word(tmp_path):
    ledger.tell(tmp_path, "facts", "ans", partner_id="eik", programme_slug="les", facts={"themes": "language,other"})
    ledger.tell(tmp_path, "programme", "ans", partner_id="eik", programme_slug="les", theme_id="")
    found = ledger.read(tmp_path)
    assert found.facts["eik", "les"]["themes"]["value"] == ""
    assert found.programmes["eik", "les"]["theme_id"] == ""
