"""The pictures of page GKA regionaal, each with its choices, its state when there is nothing, and what it tells."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pandas as pd
import streamlit as st

from dashboard.frame import markup
from dashboard.frame.access import CLOSED
from dashboard.frame.language import _, number
from dashboard.frame.markup import Cell, Markup, escape
from dashboard.frame.records import Indicator
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.gka import (
    advice,
    advice_picture,
    downloads,
    figures,
    flow,
    flow_picture,
    groups,
    groups_picture,
    open_flow,
)
from dashboard.gka.advice import Advices, Measure
from dashboard.gka.choices import View
from dashboard.gka.figures import Figures
from dashboard.maps import canvas
from dashboard.maps.categories import CATEGORIES, SIGNS
from dashboard.ui import pieces, tables

OPEN_GROUPS = (figures.EXAMS, figures.COUNTS)
ADVICES_FIRST = ("vmbo_gt", "havo", "vwo")
PLAY = "gka-speel"
SECONDS = 1.1  # that a year stands still while the years are played


@dataclass(frozen=True)
class Told:
    """What a picture says around itself: its sentence, selection and sources in words, the question behind it."""

    sentence: str = ""
    selection: Sequence[str] = ()
    sources: Sequence[str] = ()
    asked: tuple[str, dict] = field(default_factory=lambda: ("gka_towns", {}))


@dataclass(frozen=True)
class Look:
    """What every picture is drawn with."""

    found: Figures
    chosen: Selection
    reader: Reader

    @property
    def towns(self) -> tuple[str, ...]:
        return self.found.scope.municipalities

    def header(self, told: Told) -> dict[str, str]:
        """The head of a file: the place, what was chosen, where it comes from."""
        return {
            _("Selection"): " · ".join([self.found.scope.name, *told.selection]),
            _("Source"): " · ".join(told.sources),
            _("Build"): pieces.build_text(self.reader.build),
        }


def draw(view: str, look: Look) -> Told:
    """The picture of a view."""
    return {View.FLOW: _flow, View.ADVICE: _advice, View.PARENTS: _parents, View.GROUPS: _groups}[View(view)](look)


def without_closed(reader: Reader) -> None:
    """Why there are no closed figures: the edition has none, or this reader may not read them."""
    if reader.may("read", CLOSED):
        text = _("**No closed figures yet.** This edition has none. Choose your own file, or look at what is open.")
    else:
        text = _("**Closed figures are for members.** Others can reach this server and sign-in is not set up.")
    st.info(text, icon=":material/lock:")


# ---- (a) two periods


def _flow(look: Look) -> Told:
    known = look.found.indicators("area")
    options = {code: one for code, one in known.items() if flow.periods(look.found.areas(code))}
    if not options:
        return _open_flow(look)
    first = figures.FLOW if figures.FLOW in options else next(iter(options))
    indicator = _pick_indicator(options, first, look.chosen)
    values = look.found.areas(indicator.indicator_id)
    periods = flow.periods(values)
    one, two = _two_periods(periods, look.chosen)
    found = flow.change(values, indicator, one, two, look.found.scope)
    told = Told(
        f"{markup.md(pieces.named(indicator, 'name'))}: {flow.finding(found, look.found.scope)}",
        (_("districts"), one if one == two else _("{first} beside {second}", first=one, second=two)),
        _flow_sources(found, look),
        ("closed_area_values", {"municipalities": look.towns, "indicator": indicator.indicator_id}),
    )
    with st.container(horizontal=True):
        header = look.header(told)
        downloads.of_flow(found, header, look.reader)
        title = pieces.named(indicator, "name")
        lines = (*told.sources, header[_("Build")])
        downloads.maps(found, look.found.scope, lambda: (title, header[_("Selection")], lines), look.reader)
    flow_picture.show(found, look.found.scope, look.reader)
    return told


def _flow_sources(found: flow.Change, look: Look) -> list[str]:
    when = found.second if found.first == found.second else f"{found.first}, {found.second}"
    lines = [look.found.source(found.indicator, when), pieces.named(found.indicator, "method")]
    if found.first != found.second:
        lines.append(_(
            "Demonstrably: the difference of two shares, 95 %, corrected for the number of districts (Benjamini and "
            "Hochberg). The two periods are taken as independent."
        ))  # fmt: skip
    if flow.has_covid(found.first) != flow.has_covid(found.second):
        lines.append(_("In 2020-2021 and 2021-2022 schools were milder because of COVID-19."))
    return lines


def _pick_indicator(options: dict[str, Indicator], first: str, chosen: Selection) -> Indicator:
    """One of several figures; of one there is nothing to choose."""
    _begin("cijfer", list(options), first, chosen)
    if len(options) > 1:
        with st.sidebar:
            names = {code: pieces.named(one, "name") for code, one in options.items()}
            chosen.choose("cijfer", _("Figure"), list(options), format_func=names.__getitem__)
    return options[chosen["cijfer"]]


def _begin(name: str, options: Sequence[str], first: str, chosen: Selection) -> str:
    """A choice that begins at what the data say."""
    chosen.begin(name, first)
    return chosen.valid(name, options)


def _two_periods(periods: list[str], chosen: Selection) -> tuple[str, str]:
    """The two newest unless the reader chose others."""
    one, two = flow.begin_with(periods)
    _begin("periode1", periods, one, chosen)
    _begin("periode2", periods, two, chosen)
    if len(periods) > 1:
        with st.sidebar:
            chosen.choose("periode1", _("First period"), periods)
            chosen.choose("periode2", _("Second period"), periods)
    return chosen["periode1"], chosen["periode2"]


def _open_flow(look: Look) -> Told:
    without_closed(look.reader)
    options = open_flow.indicators(look.reader)
    if not options:
        return Told(_("There is no figure of flow in this edition."), (_("open data"),))
    indicator = _pick_indicator(options, next(iter(options)), look.chosen)
    found = open_flow.load(indicator, look.found.scope, look.reader)
    told = Told(
        f"{markup.md(pieces.named(indicator, 'name'))}: {open_flow.finding(found, look.found.scope)}",
        (_("secondary schools"), found.period, _("open data")),
        (pieces.source_of(indicator, found.period, look.reader), open_flow.definition(found.period)),
        ("gka_school_values", {"municipalities": look.towns, "indicator": indicator.indicator_id}),
    )
    downloads.of_open_flow(found, look.header(told), look.reader)
    pieces.heading(pieces.named(indicator, "name"), _("by location, in the order of their names"))
    pieces.piece(open_flow.table(found), "rw-scroll")
    return told


# ---- (b) advices per school


def _advice(look: Look) -> Told:
    chosen, reader = look.chosen, look.reader
    options = advice.measures(look.found)
    measure = Measure(_begin("advies", options, options[0], chosen))
    found = advice.load(look.found, measure, chosen["langs"], reader)
    if found.rows.empty:
        st.info(_("**No advice of a school here.** Small numbers are hidden, or nobody published any."),
                icon=":material/visibility_off:")  # fmt: skip
        return Told(_("There is no advice of a school in {place} to show.", place=markup.md(look.found.scope.name)))
    coloured = _advice_choices(found, options, look)
    year = _begin("jaar", found.years, found.newest(), chosen)
    told = Told(
        advice.finding(found, year, look.found.scope.name),
        (_("primary schools"), year, advice.measure_words()[measure]),
        _advice_sources(found, year, look),
        ("gka_institution_values", {"municipalities": look.towns, "indicator": figures.ADVICE}),
    )
    downloads.of_advice(found, year, look.header(told), reader)
    left, right = st.columns([1.55, 1], gap="medium")
    path = chosen["school"] if chosen["school"] in set(found.rows["school_id"]) else ""
    with left:
        _plot(found, year, coloured, path, look)
    with right:
        _panel(found, year, path, look)
    return told


def _advice_choices(found: Advices, options: list[Measure], look: Look) -> list[str]:
    """The choices of the side bar; returns the schools that have a colour."""
    chosen = look.chosen
    names = dict(zip(found.rows["school_id"], found.rows["name"], strict=True))
    with st.sidebar:
        if len(options) > 1:
            words = advice.measure_words()
            chosen.pick("advies", _("Whose advice"), list(options), format_func=words.__getitem__)
        if found.has_poor:
            against = advice.against_words()
            _begin("langs", list(against), found.begins_with, chosen)
            chosen.pick("langs", _("Set out against"), list(against), format_func=against.__getitem__)
        if found.has_poor and found.is_poor_rare and found.against == advice.Against.NEED:
            st.caption(_("This municipality has (almost) no poverty area."))
        if len(names) <= len(SIGNS):
            return list(names)
        return chosen.choose_many(
            "kleur", _("Schools with a colour, at most {n}", n=len(SIGNS)), list(names), format_func=names.get,
            max_selections=len(SIGNS), placeholder=_("Choose schools"),
        )[: len(SIGNS)]  # fmt: skip


def _advice_sources(found: Advices, year: str, look: Look) -> list[str]:
    lines = []
    if found.measure != Measure.SCHOOL:
        test = look.found.indicators("school")[figures.TEST]
        lines += [look.found.source(test, year), pieces.named(test, "method")]
    if found.measure != Measure.TEST:
        source = pieces.source_of(Indicator(figures.ADVICE, source_id="duo_schooladviezen_afgeleid"), year, look.reader)
        lines += [source, _("The advice of the teachers, not that of the test. From 2022-2023 DUO hides small counts.")]
    lines += [_("A pattern does not tell the cause."), advice.left_out(found)]
    return [line for line in lines if line]


def _plot(found: Advices, year: str, coloured: Sequence[str], path: str, look: Look) -> None:
    """The picture, and below it the years to step or play through."""
    pieces.heading(advice.measure_words()[found.measure], f"{advice.x_words(found)} →", _key(found, coloured))
    place = st.empty()
    years = found.years
    shown = years if st.session_state.get(PLAY) else [year]
    for one in shown:
        spec = advice_picture.spec(found, one, coloured, path, canvas.theme_now())
        place.vega_lite_chart(spec=spec, width="stretch", alt=_("Advice per school, {year}", year=one))
        if len(shown) > 1:
            time.sleep(SECONDS)
    if len(years) > 1:
        look.chosen.step("jaar", _("School year"), years)
        last = {"jaar": years[-1]}
        st.button(_("Play the years"), icon=":material/play_arrow:", key=PLAY, on_click=look.chosen.set, kwargs=last)
    pieces.piece(_lines(found, year, look), "rw-muted rw-small")


def _key(found: Advices, coloured: Sequence[str]) -> Markup:
    """Who has which colour and sign; grey for the others."""
    names = dict(zip(found.rows["school_id"], found.rows["name"], strict=True))
    parts: list[str | Markup] = [
        Markup('<span style="color:light-dark({},{})">{}</span> {}').format(
            CATEGORIES["light"][k], CATEGORIES["dark"][k], SIGNS[k], names[code]
        )
        for k, code in enumerate(coloured)
    ]
    if len(coloured) < len(names):
        parts += [_("● other schools"), _("pale: fewer than {n} advices", n=advice.FEW)]
    return markup.joined(parts, Markup(" &nbsp; "))


def _lines(found: Advices, year: str, look: Look) -> Markup:
    """What the lines of the picture are, with their figures."""
    own, country = (advice_picture.interval(one.get(year)) for one in (found.own, found.country))
    mean = number(found.of(year)["x"].mean(), 1) if len(found.of(year)) else ""
    texts = [
        _("line: {place} {value}", place=look.found.scope.name, value=own) if own else "",
        _("dashes: the country {value}", value=country) if country else "",
        _("dots: mean of the schools {value}", value=mean) if mean else "",
        _("size: pupils"),
    ]
    return escape(" · ".join(text for text in texts if text))


def _panel(found: Advices, year: str, path: str, look: Look) -> None:
    """One school through the years, and the schools of this year as a list."""
    names = dict(zip(found.rows["school_id"], found.rows["name"], strict=True))
    look.chosen.choose(
        "school", _("The path of one school"), list(names), format_func=names.get, placeholder=_("Choose a school")
    )
    if path:
        if found.x_period:
            text = _("{what} is of one year ({year}). So the path goes straight up or down.",
                     what=advice.against_words()[found.against], year=found.x_period)  # fmt: skip
            pieces.piece(escape(text), "rw-muted")
        pieces.piece(_years_table(found, year, path))
    rows = found.of(year)
    pieces.heading(_("All {n} schools", n=number(len(rows))), year)
    shown = rows[["name", "x", "y", "n"]]
    st.dataframe(
        tables.numbers_as_text(shown, {"x": 1, "y": advice.DIGITS, "n": 0}),
        hide_index=True, placeholder=tables.NONE, row_height=30, height=min(30 * len(rows) + 37, 360),
        column_config={
            "name": st.column_config.TextColumn(_("School"), width=190),
            "x": st.column_config.NumberColumn(advice.short_words()[found.against]),
            "y": st.column_config.NumberColumn(_("Advice")), "n": st.column_config.NumberColumn("n"),
        },
        alt=_("Table of the schools in {year}", year=year), key="gka-scholen",
    )  # fmt: skip


def _years_table(found: Advices, year: str, school: str) -> Markup:
    rows = found.rows[found.rows["school_id"] == school].set_index("period")
    heads = [_("School year"), *(Cell(text, is_number=True) for text in (
        _("Advice"), _("advices"), advice.against_words()[found.against]))]  # fmt: skip
    cells = []
    for period in found.years_told:
        name: str | Markup = Markup("<b>{}</b>").format(period) if period == year else period
        if period not in rows.index:
            cells.append([name, *[Cell(tables.NONE, is_number=True)] * 3])
            continue
        row = rows.loc[period]
        texts = number(row["y"], advice.DIGITS), _n(row["n"]), number(row["x"], 1)
        cells.append([name, *(Cell(text, is_number=True) for text in texts)])
    return markup.table(heads, cells)


def _n(value: float) -> str:
    return tables.NONE if value != value else number(value)  # noqa: PLR0124 - NaN


# ---- (c) per group


def _parents(look: Look) -> Told:
    known = look.found.indicators("area")
    if figures.SEVENTEEN not in known:
        without_closed(look.reader)
        return Told(_("Where 17-year-olds are by their parents' education is not open: only a closed delivery has it."))
    indicator = known[figures.SEVENTEEN]
    found = groups.lines(look.found.areas(figures.SEVENTEEN), indicator, look.found.scope)
    told = Told(
        groups.finding(found, look.found.scope) or _("There is no figure per group of {place}.",
                                                     place=markup.md(look.found.scope.name)),
        (_("17-year-olds"), f"{found.periods[0]} – {found.periods[-1]}" if found.periods else ""),
        (look.found.source(indicator, ""), pieces.named(indicator, "method"),
         _("◆ {period}: no end test in 2020 and other rules at the exams. Compare this year with care.",
           period=groups.COVID)),
        ("closed_area_values", {"municipalities": look.towns, "indicator": figures.SEVENTEEN}),
    )  # fmt: skip
    _multiples(found, [group for group in found.groups if group != groups.ALL], told, look)
    return told


def _groups(look: Look) -> Told:
    """Any figure that is told per group: types of examination, and whatever was delivered."""
    options = _grouped(look)
    if not options:
        return Told(_("No figure of this edition is told per group."))
    first = next(iter(options))
    code = _begin("groep", list(options), first, look.chosen)
    names = {one: pieces.named(indicator, "name") for one, indicator in options.items()}
    with st.sidebar:
        look.chosen.choose("groep", _("Figure"), list(options), format_func=names.__getitem__)
    found = _lines_of(code, options[code], look)
    shown = look.chosen.listed("groepen", found.groups) or _shown_first(code, found)
    with st.sidebar:
        look.chosen.choose_many(
            "groepen", _("Groups"), found.groups, format_func=groups.words, placeholder=_("all groups")
        )
    name = names[code]
    asked = ("advice_cells", {"areas": look.towns, "indicator": code}) if code == figures.COUNTS else (
        "gka_area_values", {"municipalities": look.towns, "indicator": code})  # fmt: skip
    told = Told(
        f"{markup.md(name)}. {groups.newest(found, shown, look.found.scope)}",
        (name, f"{found.periods[0]} – {found.periods[-1]}" if found.periods else ""),
        (_group_source(options[code], look), *_breaks(found)),
        asked,
    )  # fmt: skip
    _multiples(found, shown, told, look)
    return told


def _grouped(look: Look) -> dict[str, Indicator]:
    """Examinations by type first, then delivered figures with groups."""
    open_ones = look.reader.run("school_indicators")
    rows = open_ones[open_ones["indicator_id"].isin(OPEN_GROUPS)].to_dict("records")
    found = {} if look.found.is_own else {row["indicator_id"]: Indicator.of(row) for row in rows}
    closed = look.found.indicators("area")
    with_groups = (code for code in closed if look.found.areas(code)["group_code"].nunique() > 1)
    return found | {code: closed[code] for code in with_groups}


def _lines_of(code: str, indicator: Indicator, look: Look) -> groups.Lines:
    if code != figures.COUNTS:
        return groups.lines(_group_values(code, look), indicator, look.found.scope)
    own, country = (
        look.reader.run("advice_cells", {"areas": areas, "indicator": figures.COUNTS})
        for areas in (look.towns, ("NL00",))
    )
    shares = replace(
        indicator, unit="pct", decimals=1, unit_nl_one="%", unit_nl_many="%", unit_en_one="%", unit_en_many="%"
    )
    return groups.of_advices(own, country, shares)


def _shown_first(code: str, found: groups.Lines) -> list[str]:
    """All groups; of the many advices the three that most pupils get."""
    first = ADVICES_FIRST if code == figures.COUNTS else found.groups
    return [one for one in first if one in found.groups and one != groups.ALL]


def _group_values(code: str, look: Look) -> pd.DataFrame:
    if code != figures.EXAMS:
        return look.found.areas(code)
    asked = {"municipalities": look.towns, "indicator": code}
    rows = look.reader.run("gka_area_values", asked)
    rows = rows[rows["group_code"] != groups.ALL]  # of all types together nothing can be compared
    return look.found.scope.areas[list(figures.AREA)].merge(rows, on="area_code")


def _group_source(indicator: Indicator, look: Look) -> str:
    if indicator.indicator_id not in OPEN_GROUPS:
        return look.found.source(indicator, "")
    return pieces.source_of(indicator, "", look.reader)


def _breaks(found: groups.Lines) -> list[str]:
    reasons = groups.breaks(found.indicator.indicator_id)
    if not reasons:
        return []
    text = "; ".join(f"{period}: {why}" for period, why in reasons.items())
    return [f"{_('The line breaks where figures are not comparable')}: {text}."]


def _multiples(found: groups.Lines, shown: Sequence[str], told: Told, look: Look) -> None:
    """The pictures, the table below them, the file."""
    if not shown or not found.periods:
        st.info(_("**All values are too small to show.** Choose a larger place."), icon=":material/visibility_off:")
        return
    downloads.of_groups(found, shown, look.header(told), look.reader)
    country = _("the country")
    groups_picture.pictures(found, shown, look.found.scope.name, country)
    pieces.piece(groups_picture.table(found, shown, country), "rw-scroll")
