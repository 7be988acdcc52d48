"""What a picture shows as CSV, and the three maps as PNG and SVG; made when a button is pressed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from dashboard.frame import export
from dashboard.frame.export import Column
from dashboard.frame.language import _, unit
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader
from dashboard.gka import advice, advice_picture, flow, groups
from dashboard.gka.advice import Advices
from dashboard.gka.flow import Change
from dashboard.gka.groups import Lines
from dashboard.gka.open_flow import Flow
from dashboard.gka.scope import Scope

MIME = {"png": "image/png", "svg": "image/svg+xml"}
Header = Mapping[str, str]


def csv(name: str, rows: pd.DataFrame, columns: Sequence[Column], header: Header, reader: Reader) -> None:
    """One button."""
    st.download_button(
        "CSV",
        data=export.later(partial(export.csv_bytes, rows, columns, header)),
        file_name=export.file_name("gka", name, reader.build.build_id),
        mime="text/csv",
        icon=":material/download:",
        key=f"gka-csv-{name}",
    )


def of_flow(found: Change, header: Header, reader: Reader) -> None:
    """Districts, municipalities and the country with both periods, as on the screen."""
    rows = pd.concat([found.districts, found.of("municipality"), found.of("country")])
    rows = rows.assign(verdict=[flow.words(verdict) for verdict in rows["verdict"]])
    fewer = rows[["before_n", "after_n"]].min(axis=1)
    for name, n in (("before", rows["before_n"]), ("after", rows["after_n"]), ("difference", fewer)):
        rows[name] = _rounded(rows[name], n, found.indicator)
    digits, head = int(found.indicator.decimals), unit(found.indicator)
    columns = [
        Column("area_code", _("Area code")), Column("name", _("Area")),
        Column("before", f"{found.first}, {head}".strip(", "), digits, "before_status"),
        Column("before_n", f"n {found.first}", 0, "before_status"),
        Column("after", f"{found.second}, {head}".strip(", "), digits, "after_status"),
        Column("after_n", f"n {found.second}", 0, "after_status"),
        Column("difference", _("Difference"), digits), Column("verdict", _("Verdict")),
    ]  # fmt: skip
    csv("afstroom", rows, columns, header, reader)


def _rounded(values: pd.Series, n: pd.Series, indicator: Indicator) -> list[float | None]:
    """A percentage of fewer than 100 is whole, as on the screen."""
    return [
        None if pd.isna(value) else round(value, indicator.digits(size)) for value, size in zip(values, n, strict=True)
    ]


def of_open_flow(found: Flow, header: Header, reader: Reader) -> None:
    """The locations, then municipality and country."""
    wholes = found.wholes.rename(columns={"area_code": "school_id"})
    rows = pd.concat([found.schools, wholes[["school_id", "name", "period", "value", "n", "status"]]])
    for name in ("value", "lower", "upper"):
        rows[name] = _rounded(rows[name], rows["n"], found.indicator)
    digits = int(found.indicator.decimals)
    columns = [
        Column("school_id", _("Code")), Column("name", _("Name")), Column("period", _("Period")),
        Column("value", _("Figure, %"), digits, "status"), Column("lower", _("lower limit"), digits),
        Column("upper", _("upper limit"), digits), Column("n", "n", 0, "status"),
    ]  # fmt: skip
    csv("doorstroom", rows, columns, header, reader)


def of_advice(found: Advices, year: str, header: Header, reader: Reader) -> None:
    """The schools of the year that is shown."""
    columns = [
        Column("school_id", _("School number")), Column("name", _("School")), Column("period", _("School year")),
        Column("y", advice.measure_words()[found.measure], advice.DIGITS), Column("n", _("advices")),
        Column("x", advice.x_words(found), 2), Column("pupils_count", _("Pupils")),
    ]  # fmt: skip
    own, country = (advice_picture.interval(lines.get(year)) for lines in (found.own, found.country))
    told = {**header, _("Mean"): own, _("Mean of the country"): country}
    csv("advies", found.of(year), columns, {key: text for key, text in told.items() if text}, reader)


def of_groups(found: Lines, shown: Sequence[str], header: Header, reader: Reader) -> None:
    """One row per group and school year, with the country's."""
    rows = pd.concat([found.of(group) for group in shown])
    rows = rows.assign(group=[groups.words(code) for code in rows["group_code"]])
    digits = int(found.indicator.decimals)
    rows = rows.assign(
        value=_rounded(rows["value"], rows["n"], found.indicator),
        country_value=_rounded(rows["country_value"], rows["country_n"], found.indicator),
        country_status=rows["country_status"].fillna("missing"),
    )
    columns = [
        Column("group", _("Group")), Column("period", _("School year")), Column("value", _("Value"), digits, "status"),
        Column("lower", _("lower limit"), 1), Column("upper", _("upper limit"), 1), Column("n", "n", 0, "status"),
        Column("country_value", _("Mean of the country"), digits, "country_status"),
    ]  # fmt: skip
    csv("groepen", rows, columns, header, reader)


def maps(found: Change, scope: Scope, words: Callable[[], tuple[str, str, tuple[str, ...]]], reader: Reader) -> None:
    """Two buttons; `words` makes title, selection and source lines when the file is made."""
    for kind, mime in MIME.items():
        st.download_button(
            _("Map ({kind})", kind=kind.upper()),
            data=export.later(partial(_draw, found, scope, words, reader, kind)),
            file_name=export.file_name("gka", scope.name, reader.build.build_id, kind=kind),
            mime=mime,
            icon=":material/image:",
            key=f"gka-kaart-{kind}",
        )


def _draw(
    found: Change, scope: Scope, words: Callable[[], tuple[str, str, tuple[str, ...]]], reader: Reader, kind: str
) -> bytes:
    from dashboard.gka import map_sheet  # matplotlib takes a second to load, and few readers press the button

    return map_sheet.figure(found, scope, words(), reader, kind)
