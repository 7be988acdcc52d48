"""Closed figures only for whoever may read them, the country's with a municipality's; the years played one by one."""

from __future__ import annotations

import pytest

from dashboard.frame import warehouse
from dashboard.frame.access import ANONYMOUS, LOCAL, Access, NotAllowed
from dashboard.gka import advice, advice_view, figures, scope
from dashboard.gka.advice import Measure
from dashboard.gka.figures import OfBuild
from tests.support.screen import for_others, opened, told

CLOSED = ("closed_area_values", "closed_school_values", "closed_institution_values", "closed_indicators",
          "closed_indicator_figures", "national_closed_gap")  # fmt: skip


def of(access: Access) -> OfBuild:
    reader = warehouse.reader(access)
    areas = reader.run("gka_areas", {"municipalities": ["GM9000"]})
    return OfBuild(scope.Scope("Aderveen", ("GM9000",), areas), reader)


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("name", CLOSED)
def test_a_question_about_closed_figures_is_refused_without_the_right(name):
    asked = warehouse.question(name)
    assert asked.resource == "closed"
    with pytest.raises(NotAllowed):
        warehouse.run(name, asked.samples, ANONYMOUS)
    warehouse.run(name, asked.samples, Access("someone", "shared", frozenset({"analyst"})))


@pytest.mark.usefixtures("data")
def test_who_may_not_read_them_sees_what_is_open(monkeypatch):
    assert of(LOCAL).indicators("area")
    assert of(ANONYMOUS).indicators("area") == of(ANONYMOUS).indicators("school") == {}
    assert advice.measures(of(ANONYMOUS)) == [Measure.SCHOOL]
    for_others(monkeypatch)
    app = opened("gka-regionaal", gebied="GM9000")
    assert "Gesloten cijfers zijn voor leden." in told(app).replace("**", "")
    assert "8,0" not in told(app)


@pytest.mark.usefixtures("data")
def test_a_figure_of_the_whole_stands_under_the_part_that_was_asked():
    rows = of(LOCAL).reader.run(
        "closed_area_values", {"municipalities": ["GM9000", "GM9001"], "indicator": figures.SEVENTEEN}
    )
    country = rows[rows["area_code"] == "NL00"]
    assert set(country["municipality_code"]) == {"GM9000", "GM9001"}
    assert set(rows["area_code"]) == {"NL00", "GM9000", "GM9001"}


@pytest.mark.usefixtures("data")
def test_the_years_are_played_one_by_one_and_the_last_stays(monkeypatch):
    drawn = []
    real = advice_view.advice_picture.spec
    monkeypatch.setattr(
        advice_view.advice_picture, "spec", lambda found, year, *rest: drawn.append(year) or real(found, year, *rest)
    )
    monkeypatch.setattr(advice_view, "SECONDS", 0)
    app = opened("gka-regionaal", gebied="GM9000", weergave="advies", jaar="2018-2019")
    assert drawn == ["2018-2019"]
    drawn.clear()
    app.button(key=advice_view.PLAY).click().run()
    assert not app.exception
    assert drawn == ["2018-2019", "2020-2021"]
    drawn.clear()
    app.run()
    assert drawn == ["2020-2021"]
