"""An indicator without figures is told where it is chosen or would stand: which, since when and why."""

from __future__ import annotations

import re

import pytest

from tests.support.mart import change
from tests.support.screen import english_in, opened, texts

WHERE = {
    "kaart": {},
    "wijken-vergelijken": {},
    "dekking": {"sector": "VO"},
    "doelscholen": {"sector": "VO"},
    "school": {"school": "904A00"},  # a secondary school
}
# what a page has no place for is not told there
OTHERS = {"dekking": "SES-WOA", "school": "Kinderen onder 15 jaar"}


@pytest.fixture
def lacking(data):
    """Need of VO and SES failed at their publishers on a day in March; another indicator's source is not asked for."""
    change(
        data,
        "insert into mart.source_hole values ('duo_vo', '2025', 'Leerlingen vo', 'Pupils vo', 'DUO', null, 'failed',"
        " timestamp '2026-03-05 04:00', 'SourceChanged: expected AFDELING')",
        "insert into mart.source_hole values ('cbs_s', '2024', 'SES *2024*', 'SES', 'CBS', null, 'failed',"
        " timestamp '2026-03-07 04:00', 'SourceIncomplete: nothing there (404)')",
        "insert into mart.indicator_gap values ('vo_need_load', 'duo_vo', 'source_failed'),"
        " ('ses_woa', 'cbs_s', 'source_failed'), ('population_0_14', 'cbs_kwb', 'not_in_vintage')",
        # comparable too, so that page Wijken has a place for it
        "update mart.indicator set is_comparable = true where indicator_id = 'vo_need_load'",
    )
    return data


@pytest.mark.usefixtures("lacking")
@pytest.mark.parametrize("page", WHERE)
def test_the_page_where_it_is_chosen_names_it_with_since_when_and_why(page):
    app = opened(page, **WHERE[page])
    found = [one for one in app.expander if re.search(r"niet in deze editie", one.label)]
    assert len(found) == 1
    written = "\n".join(one.value for one in found[0].markdown)
    told = re.sub(r"\s+", " ", written.replace("\\", ""))
    assert (
        "**Leerlingen in vmbo en pro**: Leerlingen vo niet op te halen sinds 5 maart 2026. "
        "De uitgever heeft de vorm van het bestand veranderd."
    ) in told
    assert ("SES-WOA" in told) == (page != "dekking")
    assert ("SES *2024*" in told) == (r"SES \*2024\*" in written)  # a name with signs stands as it is
    assert OTHERS.get(page, "@") not in told
    assert english_in(texts(app)) == []


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("page", ["wijken-vergelijken", "dekking"])
def test_nothing_is_said_where_nothing_is_missing(page):
    assert [one.label for one in opened(page, **WHERE[page]).expander if "editie" in one.label] == []
