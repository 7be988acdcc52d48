"""The page of one indicator: what it is, what it stands on, its periods and breaks, known faults, where it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from dashboard.figures.breaks import breaks, stretch_of
from dashboard.frame import export, links, markup
from dashboard.frame.export import Column
from dashboard.frame.language import _, current, day, measure, number
from dashboard.frame.markup import Cell, Markup, md
from dashboard.frame.records import Indicator
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.indicators import catalogue, uses
from dashboard.maps import canvas
from dashboard.maps.categories import MUTED
from dashboard.maps.palette import INKS, SCALES
from dashboard.ui import pieces, tables, terms
from dashboard.ui.group_words import words

ALL = "all"
PLACES = ("country", "municipality", "district", "school", "institution")
SPREAD = ("institution", "school", "district", "municipality")  # whose spread is drawn: the finest there is
HEIGHT = 220


def show(row: Mapping, rows: pd.DataFrame, figures: pd.DataFrame | None, chosen: Selection, reader: Reader) -> None:
    """The picture left, the facts right, the table below; without `figures` why there is no picture."""
    indicator = Indicator.of(row)
    left, right = st.columns([1.4, 1], gap="medium")
    with right:
        _facts(row, rows, reader)
    with left:
        if figures is None:
            _of_all_only()
            return
        if figures.empty:
            st.info(_("**No figure in this edition.** {why}", why=_gap(row, reader)), icon=":material/event_busy:")
            return
        group = _group(figures, chosen)
        _picture(figures, group, indicator)
        pieces.heading(_("Periods and places"), _("how many have a figure, and how many are hidden"))
        pieces.piece(_table(figures, group, indicator), "rw-scroll")
        _download(figures, row, indicator, reader)


def _of_all_only() -> None:
    """What is made of all places is not for who may read some of them."""
    st.info(_("**Made of the closed figures of all municipalities**, so only for who may read them all. Those of your "
              "own municipalities are on the page GKA regional."), icon=":material/lock:")  # fmt: skip
    links.link("gka-regionaal", _("GKA regional"))


def finding(row: Mapping, figures: pd.DataFrame | None, chosen: Selection) -> str:
    """The newest figure of the country, and between which most of the finest places lie; of the chosen group."""
    name, indicator = md(pieces.named(row, "name")), Indicator.of(row)
    if figures is None:
        return f"{name}."
    if figures["observed_count"].sum() == 0:
        return _("{name}: in this edition there is no figure.", name=name)
    group = group_of(figures, chosen)
    rows = figures[figures["group_code"] == group]
    texts = [f"{name}." if group == ALL else f"{name}, {words(group)}."]
    country = rows[(rows["place"] == "country") & rows["country_value"].notna()]
    if len(country):
        last = country.sort_values("period").iloc[-1]
        told = measure(last["country_value"], indicator)
        texts.append(_("In the country **{value}** ({period}).", value=told, period=last["period"]))
    for place in SPREAD:
        part = rows[(rows["place"] == place) & rows["low"].notna()].sort_values("period")
        part = part[part["observed_count"] >= part["suppressed_count"] + part["withheld_count"]]
        if len(part):
            last = part.iloc[-1]
            texts.append(_(
                "Of {n} {places} eight in ten lie between {low} and {high} ({period}).",
                n=number(last["observed_count"]), places=catalogue.place_words(place), period=last["period"],
                low=number(last["low"], indicator.decimals), high=measure(last["high"], indicator),
            ))  # fmt: skip
            break
    return " ".join(texts)


def _gap(row: Mapping, reader: Reader) -> str:
    from dashboard.ui import gaps

    known = reader.run("indicator_gaps")
    own = known[known["indicator_id"] == row["indicator_id"]].to_dict("records")
    return md(gaps.why(own[0])) if own else ""


def _group(figures: pd.DataFrame, chosen: Selection) -> str:
    """Which group is shown; where there is one only there is nothing to choose."""
    group = group_of(figures, chosen)
    options = groups(figures)
    if len(options) > 1:
        with st.sidebar:
            chosen.choose("groep", _("Group"), options, format_func=words)
    return group


def groups(figures: pd.DataFrame) -> list[str]:
    """All together first."""
    return sorted(figures["group_code"].unique(), key=lambda code: (code != ALL, code))


def group_of(figures: pd.DataFrame, chosen: Selection) -> str:
    """The chosen group, the first where there is no such one."""
    options = groups(figures)
    chosen.begin("groep", options[0])
    return chosen.valid("groep", options)


def _picture(figures: pd.DataFrame, group: str, indicator: Indicator) -> None:
    """Eight in ten of the finest places as a band, their middle and the country as lines."""
    rows = figures[figures["group_code"] == group]
    place = next((one for one in SPREAD if rows.loc[rows["place"] == one, "middle"].notna().any()), "")
    country = rows[(rows["place"] == "country") & rows["country_value"].notna()]
    if not place and country.empty:
        return
    starts = list(breaks(indicator.indicator_id))
    told = catalogue.place_words(place) if place else ""
    key = _("band: eight in ten {places}; line: their middle; dashes: the country", places=told) if place else ""
    pieces.heading(pieces.named(indicator, "name"), key)
    spec = _spec(rows[rows["place"] == place], country, starts, canvas.theme_now())
    st.vega_lite_chart(spec=spec, width="stretch", alt=_("{name} by period", name=pieces.named(indicator, "name")))
    reasons = "; ".join(f"{period}: {why}" for period, why in breaks(indicator.indicator_id).items())
    if reasons:
        pieces.piece(markup.escape(f"{_('The line breaks where figures are not comparable')}: {reasons}."), "rw-muted")


def _spec(rows: pd.DataFrame, country: pd.DataFrame, starts: Sequence[str], theme: str) -> dict:
    ink, grey = INKS[theme].reach, MUTED[theme]
    own = [
        {"t": row["period"], "e": stretch_of(row["period"], list(starts)), "l": row["low"], "m": row["middle"],
         "h": row["high"]}
        for row in rows[rows["middle"].notna()].to_dict("records")
    ]  # fmt: skip
    whole = [{"t": row["period"], "e": stretch_of(row["period"], list(starts)), "m": row["country_value"]}
             for row in country.to_dict("records")]  # fmt: skip
    x = {"field": "t", "type": "ordinal", "axis": {"title": None, "labelAngle": -40, "grid": False, "ticks": False}}
    y = {"field": "m", "type": "quantitative", "scale": {"zero": False}, "axis": {"title": None, "domain": False}}
    apart = {"detail": {"field": "e", "type": "nominal"}}
    band = {"x": x, "y": {**y, "field": "l"}, "y2": {"field": "h"}}
    many = len(own) > 1
    layers = [
        {"data": {"values": own}, "mark": {"type": "area" if many else "rule", "color": SCALES[theme]["amount"][1],
                                           "opacity": 0.6, "strokeWidth": 8}, "encoding": {**band, **apart}},
        {"data": {"values": own}, "mark": {"type": "line", "color": ink, "point": {"color": ink}},
         "encoding": {"x": x, "y": y, **apart}},
        {"data": {"values": whole}, "mark": {"type": "line", "color": grey, "strokeDash": [6, 3],
                                             "point": {"color": grey, "shape": "square"}},
         "encoding": {"x": x, "y": y, **apart}},
    ]  # fmt: skip
    dutch = {"locale": {"number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", ""]}}}
    config = {"view": {"stroke": None}, **(dutch if current() == "nl" else {})}
    return {"layer": layers, "height": HEIGHT, "config": config}


def _table(figures: pd.DataFrame, group: str, indicator: Indicator) -> Markup:
    """Per period and kind of place: with a figure, hidden, and the middle of those."""
    rows = figures[figures["group_code"] == group]
    rows = rows.assign(order=rows["place"].map({place: k for k, place in enumerate(PLACES)}))
    rows = rows.sort_values(["period", "order"], ascending=[False, True])
    heads = [_("Period"), _("Places"), *(Cell(text, is_number=True) for text in (
        _("With a figure"), _("hidden"), _("Middle")))]  # fmt: skip
    return markup.table(heads, [_line(row, indicator) for row in rows.to_dict("records")])


def _line(row: Mapping, indicator: Indicator) -> list[str | Cell]:
    middle = row["country_value"] if row["place"] == "country" else row["middle"]
    text = tables.NONE if pd.isna(middle) else number(middle, indicator.decimals)
    hidden = row["suppressed_count"] + row["withheld_count"]
    return [
        row["period"], catalogue.place_words(row["place"]), Cell(number(row["observed_count"]), is_number=True),
        Cell(number(hidden), is_number=True), Cell(text, is_number=True),
    ]  # fmt: skip


def _download(figures: pd.DataFrame, row: Mapping, indicator: Indicator, reader: Reader) -> None:
    """All groups, as on the screen."""
    decimals = int(indicator.decimals)
    columns = [
        Column("place", _("Places")), Column("period", _("Period")), Column("group_code", _("Group")),
        Column("observed_count", _("With a figure")), Column("suppressed_count", _("suppressed")),
        Column("withheld_count", _("withheld")), Column("missing_count", _("missing")),
        Column("country_value", _("the country"), decimals), Column("low", _("one in ten below"), decimals),
        Column("middle", _("Middle"), decimals), Column("high", _("one in ten above"), decimals),
    ]  # fmt: skip
    header = {_("Indicator"): pieces.named(row, "name"), _("Source"): catalogue.source_words(row),
              _("Build"): pieces.build_text(reader.build)}  # fmt: skip
    named = figures.assign(place=[catalogue.place_words(place) for place in figures["place"]])
    st.download_button(
        "CSV", data=export.later(lambda: export.csv_bytes(named, columns, header)),
        file_name=export.file_name(row["indicator_id"], reader.build.build_id), mime="text/csv",
        icon=":material/download:", key="indicator-csv",
    )  # fmt: skip


# ---- facts


def _facts(row: Mapping, rows: pd.DataFrame, reader: Reader) -> None:
    names = {code: pieces.named(one, "name") for code, one in rows.to_dict("index").items()}
    facts = [
        (_("Definition"), terms.linked(pieces.named(row, "description"))),
        (_("How it is made"), terms.linked(pieces.named(row, "method"))),
        (_("Unit"), catalogue.unit_words(row)),
        (_("Favourable"), _direction(row["direction"])),
        (_("Source"), _source(row)),
        (_("Factor of the 30"), _factor(row)),
        (_("Verdicts"), uses.no_verdict_words(row.get("no_verdict"))),
        (_("It is part of"), uses.supported(row, names)),
        (_("Known faults"), _faults(row, reader)),
        (_("Where it is used"), _uses(row, reader)),
        (_("Code"), Markup("<code>{}</code>").format(row["indicator_id"])),
    ]
    pieces.piece(markup.table([], [[head, text] for head, text in facts if text]), "rw-scroll")


def _direction(direction: str) -> str:
    words = {"higher_is_better": _("higher"), "higher_is_worse": _("lower")}
    return words.get(direction, _("neither: there is no favourable side"))


def _source(row: Mapping) -> str:
    parts = [catalogue.source_words(row), row.get("licence"), day(pd.Timestamp(row["reference_date"]))
             if row.get("reference_date") else ""]  # fmt: skip
    return " · ".join(str(part) for part in parts if part)


def _factor(row: Mapping) -> str:
    if not row.get("factor_nl"):
        return ""
    return f"{pieces.named(row, 'factor')} ({pieces.named(row, 'factor_level')})"


def _faults(row: Mapping, reader: Reader) -> Markup | str:
    """What the build refused, repaired or noted in its source."""
    found = reader.run("indicator_faults", {"source": str(row["source_id"])})
    if found.empty:
        return _("none found in its source")
    lines = [f"{pieces.named(one, 'title') or one['rule']} ({number(one['cells_count'])})"
             for one in found.head(4).to_dict("records")]  # fmt: skip
    more = [_("and {n} more kinds", n=number(len(found) - 4))] if len(found) > 4 else []
    return markup.joined([*lines, *more], Markup("<br>"))


def _uses(row: Mapping, reader: Reader) -> Markup:
    titles = links.titles()
    found = [
        links.anchor(use.path, use.choices, titles[use.path]) for use in uses.of(row, reader) if use.path in titles
    ]
    return markup.joined(found, Markup("<br>")) if found else markup.escape(_("on this page only"))
