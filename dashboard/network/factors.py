"""The 30 factors in five levels: which have a figure here, as columns and as a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.frame import export, links
from dashboard.frame.export import Column
from dashboard.frame.language import _, number
from dashboard.frame.markup import Markup, joined
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces

LEVELS = ("pupil", "family", "school", "district", "society")
MOST = 2  # names of indicators below a factor; the rest is counted
_ITEM = Markup("<li class={}>{}{}</li>")


def every(reader: Reader, year: str) -> pd.DataFrame:
    """The factors of a year's list, with `indicators`: those that have values in this build."""
    rows, told = reader.run("factors"), reader.run("factor_indicators")
    rows = rows[rows[f"in_{year}"].astype(bool)]
    valued = told[told["has_values"].astype(bool)].to_dict("records")
    own = [[one for one in valued if one["factor_id"] == code] for code in rows["factor_id"]]
    return rows.assign(indicators=own, has_figure=[bool(one) for one in own])


def sentence(rows: pd.DataFrame) -> str:
    """For how many there is a figure, and the level that has none."""
    if rows.empty:
        return _("**No factors are known** in this edition.")
    have = int(rows["has_figure"].sum())
    start = _("For **{n} of the {all} factors** there is an open figure here.", n=number(have), all=number(len(rows)))
    without = [
        level_words()[level]
        for level in LEVELS
        if (rows["level"] == level).any() and not rows.loc[rows["level"] == level, "has_figure"].any()
    ]
    if not without or not have:
        return start
    return f"{start} " + _("On level {level} there is **none at all**.", level=" / ".join(without).lower())


def level_words() -> dict[str, str]:
    return {
        "pupil": _("Pupil"),
        "family": _("Family"),
        "school": _("School"),
        "district": _("Neighbourhood"),
        "society": _("Society"),
    }


def grid(rows: pd.DataFrame, levels: tuple[str, ...], only_figures: bool, chosen: str) -> None:
    """A column per level; a factor's name leads to what is known of it."""
    have = int(rows["has_figure"].sum())
    key = Markup(
        "<div><i style=background:var(--reach)></i>{} <small>({})</small></div>"
        "<div><i class=hatch></i>{} <small>({})</small></div>"
    ).format(_("an open figure says something about it"), number(have), _("no open figure"), number(len(rows) - have))
    pieces.piece(key, "rw-cls rw-row")
    columns = [_column(level, rows[rows["level"] == level], only_figures, chosen) for level in levels]
    pieces.piece(joined(columns), "rw-factors")


def _column(level: str, rows: pd.DataFrame, only_figures: bool, chosen: str) -> Markup:
    have = int(rows["has_figure"].sum())
    shown = rows[rows["has_figure"]] if only_figures else rows
    head = Markup("<h3>{} <small>{}</small></h3>").format(
        level_words()[level], _("{n} of {all}", n=number(have), all=number(len(rows)))
    )
    items = joined(_item(row, row["factor_id"] == chosen) for row in shown.to_dict("records"))
    return Markup("<section>{}<ul>{}</ul></section>").format(head, items)


def _item(row: Mapping[str, Any], is_chosen: bool) -> Markup:
    link = links.anchor("factoren", {"factor": row["factor_id"]}, _broken(pieces.named(row, "name")))
    names = [pieces.named(one, "name") for one in row["indicators"]]
    more = len(names) - MOST
    told = "; ".join(names[:MOST]) + (" " + _("and {n} more", n=number(more)) if more > 0 else "")
    kind = ("has" if names else "no") + (" chosen" if is_chosen else "")
    return _ITEM.format(
        Markup('"{}"').format(kind), link, Markup("<small>{}</small>").format(told) if told else Markup()
    )


def _broken(name: str) -> Markup:
    """A name that may be broken behind its slash."""
    return joined(name.split("/"), Markup("/<wbr>"))


def download(rows: pd.DataFrame, header: Mapping[str, str], reader: Reader) -> None:
    """The factors shown, with their figures and themes."""
    themes = reader.run("factor_themes").to_dict("records")
    frame = rows.assign(
        level_told=[level_words()[one] for one in rows["level"]],
        name=[pieces.named(row, "name") for row in rows.to_dict("records")],
        figures=["; ".join(pieces.named(one, "name") for one in own) for own in rows["indicators"]],
        themes=[
            "; ".join(pieces.named(one, "name") for one in themes if one["factor_id"] == code)
            for code in rows["factor_id"]
        ],
    )
    columns = [
        Column("level_told", _("Level")),
        Column("name", _("Factor")),
        Column("name_2020_nl", _("In the list of 2020")),
        Column("has_figure", _("Has a figure")),
        Column("figures", _("Figures")),
        Column("themes", _("Themes that touch it (our own judgement)")),
        Column("source", _("Source")),
    ]
    st.download_button(
        _("Factors (CSV)"),
        data=export.later(lambda: export.csv_bytes(frame, columns, header)),
        file_name=export.file_name(_("factors"), reader.build.build_id),
        mime="text/csv",
        icon=":material/download:",
        key="factoren-csv",
    )
