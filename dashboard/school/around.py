"""What stands around the figures: the school's wijk, saved lists, why a school is a target, sources, the file."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard.frame import links, marks
from dashboard.frame.access import PARTNER
from dashboard.frame.language import _, number, percent
from dashboard.frame.markup import Markup, escape, joined, md
from dashboard.frame.warehouse import Reader
from dashboard.school import made_of, outcomes
from dashboard.school import strips as school_strips
from dashboard.school.facts import School
from dashboard.ui import pieces
from dashboard.ui import sources as ui_sources

LONGEST = 12  # of what is asked as a number
SHOWN = ("ses_woa", "low_income_households_pct", "po_need_per_pupil")
SPREAD = ("ses_woa_spread", "ses_woa_spread_change")  # of the wijk alone: no country has them


def wijk(school: School, reader: Reader) -> None:
    """Figures of the wijk in which the school stands: of the wijk, not of its pupils."""
    pieces.heading(_("The wijk"), _("of the wijk, not of its pupils"))
    if not school.district_code:
        pieces.piece(escape(_("The wijk of this school is not known.")), "rw-muted")
        return
    asked = {"area": school.district_code, "indicators": (*SHOWN, *SPREAD)}
    rows = reader.run("school_wijk", asked).set_index("indicator_id")
    name = links.anchor("kaart", {"keuze": school.district_code, "indicator": "ses_woa"}, school.district_name or "")
    texts = [
        _figure(rows, "ses_woa", _("SES-WOA {value} (country {country})"), lambda value: number(value, 2)),
        _figure(
            rows,
            "low_income_households_pct",
            _("low income {value} of households"),
            lambda value: percent(value / 100, 1),
        ),
        _figure(
            rows,
            "po_need_per_pupil",
            _("need {value} points per pupil (country {country})"),
            lambda value: number(value, 2),
        ),
        *_spread(rows, reader),
    ]
    told = ", ".join(filter(None, texts)) or _("no figures")
    pieces.piece(Markup("{}: {}.").format(name, told), "rw-muted")


def _spread(rows: pd.DataFrame, reader: Reader) -> list[str]:
    """How far its households lie apart, and how that changed: a wijk with one mean may hold two worlds."""
    names = reader.run("school_indicators").set_index("indicator_id")
    shown = [code for code in SPREAD if code in rows.index and rows.loc[code, "status"] == "observed"]
    titles = [pieces.named(names.loc[code], "name") for code in shown]
    values = [number(rows.loc[code, "value"], 2) for code in shown]
    return [f"{title[:1].lower()}{title[1:]}: {value}" for title, value in zip(titles, values, strict=True)]


def _figure(rows: pd.DataFrame, indicator: str, text: str, write) -> str:
    if indicator not in rows.index or rows.loc[indicator, "status"] != "observed":
        return ""
    row = rows.loc[indicator]
    country = write(row["country_value"]) if pd.notna(row["country_value"]) else "–"
    return text.format(value=write(row["value"]), country=country)


def lists(names: Sequence[tuple[str, str]]) -> None:
    """On which saved lists the school stands: (id, name)."""
    pieces.heading(_("Saved lists"))
    if not names:
        pieces.piece(escape(_("It stands on no saved list.")), "rw-muted")
        return
    anchors = [links.anchor("doelscholen", {"lijst": list_id}, name) for list_id, name in names]
    pieces.piece(joined(anchors, Markup(" · ")))


def why_target(school: School, reader: Reader) -> None:
    """Where its place among target schools is explained."""
    if school.sector in ("PO", "VO") and school.is_listed and reader.may("read", PARTNER):
        choices = {"sector": school.sector, "keuze": school.school_id, "gebied": school.municipality_code or "NL00"}
        links.link("doelscholen", _("Why a target school?"), choices, icon=":material/format_list_numbered:")


def indicators(school: School) -> tuple[str, ...]:
    """Every indicator that the page has a place for, of a school of this sector."""
    of_primary = ("po_advice_mean", *outcomes.SHOWN)
    own = {"VO": ("vo_exam_pass_pct",), "PO": of_primary, "SBO": of_primary}.get(school.sector, ())
    parts = made_of.SHOWN.get(school.sector, {})
    return (*school_strips.SHOWN.get(school.sector, ("pupils",)), "pupils_history", *own, *parts, *SHOWN, *SPREAD)


def source_lines(school: School, reader: Reader) -> list[str]:
    """Sources, each with its own date, and what is made up."""
    told = marks.of(reader)
    confirmed = _(
        "Confirmations are partners' own dates; one of a school year counts until twelve months after it ended."
    )
    points = reader.run("sources")
    places = [pieces.vintage_of(row) for row in points[points["source_id"] == "duo_schoolpunten"].to_dict("records")]
    return [
        f"{_('Source: {source}', source=sources(school, reader))} · {pieces.build_text(reader.build)}",
        _("Places of schools: {source}", source=places[0]) if places else "",
        _("Whether a school closed, moved or merged is said by no source here: only when it was last counted."),
        confirmed if reader.may("read", PARTNER) else "",
        f"{marks.heading()}: {marks.words(told.made_up)}" if told.made_up else "",
    ]  # fmt: skip


def sources(school: School, reader: Reader) -> str:
    """The source vintages behind the figures of the page, each with the date that it is of."""
    return ui_sources.of(indicators(school), reader)


def no_school(asked: str) -> None:
    """Nothing chosen, or an id that no source knows; of a BRIN without location a search finds each location."""
    if asked:
        code = asked[:LONGEST]
        text = _("**No school with number {code}.** Search by name or place.", code=md(code))
        st.info(text, icon=":material/search:")
        links.link("zoeken", _("Search for {code}", code=md(code)), {"q": code}, icon=":material/search:")
    else:
        st.info(
            _("**Choose a school.** Type its name, place, postcode or BRIN in the box “Find a school”."),
            icon=":material/search:",
        )
