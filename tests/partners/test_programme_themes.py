"""Themes of programmes: told on the page or by command, kept in the ledger, counted for learning lines."""

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard.frame import warehouse as answers
from dashboard.frame.access import LOCAL
from etl import partner_commands
from etl.building import build
from etl.errors import EtlError
from etl.partners import ledger as deliveries
from etl.partners import tables as partners
from tests.etl.test_build import ask, warehouse
from tests.pages.test_pages import opened
from tests.partners.test_partners import EDITION, published, schools, take_in

__all__ = ["published"]


@pytest.fixture
def two_at_one_school(published):
    """A school where two partners without a theme are and nobody else."""
    told = "(select school_id from mart.activity)"
    ((school, name, place),) = ask(
        published,
        "select school_id, name, place from mart.school where sector = 'PO' and is_listed and quality_flag is null"
        f" and school_id not in {told} order by school_id limit 1",
    )
    for partner, programme in (("proef", "Les"), ("ander", "Kamp")):
        take_in([f"{school};{name};{place};{programme};2024-2025;12"], partner=partner, name=f"{partner}.csv")
    build.refresh()
    return school


def listed(school: str) -> bool:
    answers.pin()
    app = opened("doelscholen", voorkeuze="leerlijn", zoek=school)
    return bool(len(app.dataframe)) and bool(len(app.dataframe[0].value))


@pytest.mark.slow  # the command tells themes in every run
def test_two_themes_told_on_the_page_make_a_school_fit_for_a_learning_line(two_at_one_school):
    school = two_at_one_school
    assert shown() == {"proef/les": "", "ander/kamp": ""}
    assert not listed(school)

    for partner, programme, theme in (("proef", "proef/les", "language"), ("ander", "ander/kamp", "sport_culture")):
        app = opened("partnerdata", deel="themas", partner=partner)
        app.selectbox(key=f"thema-{programme}").set_value(theme)
        press(app)
    assert shown() == {"proef/les": "language", "ander/kamp": "sport_culture"}
    assert listed(school)


def shown() -> dict[str, str]:
    """Themes as the page asks for them."""
    answers.pin()
    found = answers.run("partner_programmes", {}, LOCAL)
    found = found[found["partner_id"].isin(["proef", "ander"])]
    return dict(zip(found["programme_id"], found["theme_id"], strict=True))


def press(app: AppTest) -> None:
    (button,) = [one for one in app.button if one.label == "Bewaar deze thema's"]
    button.click().run(timeout=60)
    assert not app.exception


@pytest.mark.slow
def test_a_theme_told_for_a_programme_that_came_along_changes_nothing_else_of_it(published):
    before = ask(published, "from mart.programme order by 1")
    one = before[0]
    other = "language" if one[3] != "language" else "sport_culture"
    partners.tell_themes(EDITION, {one[0]: other}, "test")
    build.refresh()
    after = ask(published, "from mart.programme order by 1")
    assert after[0] == (*one[:3], other, *one[4:])
    assert after[1:] == before[1:]


@pytest.mark.slow
def test_a_theme_that_is_no_longer_known_stays_as_told(published):
    one, partner = ask(published, "select programme_id, partner_id from mart.programme order by 1 limit 1")[0]
    partners.tell_themes(EDITION, {one: "oud"}, "test")
    build.refresh()
    answers.pin()
    assert opened("partnerdata", deel="themas", partner=partner).selectbox(key=f"thema-{one}").value == "oud"


def test_the_command_takes_known_programmes_and_themes_only(published):
    (one,) = schools(published, 1)
    take_in([f"{one[0]};{one[1]};{one[2]};Les;2024-2025;12"])
    build.refresh()
    told = CliRunner().invoke(partner_commands.app, ["theme", "proef/les", "language", "--json"])
    assert told.exit_code == 0, told.output
    assert ask(published, "select theme_id from mart.programme where programme_id = 'proef/les'") == [("language",)]
    before, events = warehouse(published), len(deliveries.events.read(deliveries.folder(EDITION))[0])
    for words, found in ((["proef/lessen", "language"], "programme"), (["proef/les", "taal"], "theme")):
        refused = CliRunner().invoke(partner_commands.app, ["theme", *words])
        assert isinstance(refused.exception, EtlError)
        assert f"Expected a {found} of" in str(refused.exception)
    assert warehouse(published) == before
    assert len(deliveries.events.read(deliveries.folder(EDITION))[0]) == events
