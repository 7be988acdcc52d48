"""The same programmes as a list, and as a file that holds what the list and the cards say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.figures import participants
from dashboard.figures.fit import told
from dashboard.frame import export
from dashboard.frame.export import Column, Sheet
from dashboard.frame.language import _
from dashboard.frame.warehouse import Reader
from dashboard.offer import programmes
from dashboard.offer.choices import Result
from dashboard.ui import fits, pieces, tables

MIME = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def show(found: Result, reader: Reader) -> None:
    """One row per programme; a figure of few young people is told as from to."""
    rows = written(found, reader)
    text = st.column_config.TextColumn
    columns = {
        "name": 170,
        "partner_name": 165,
        "theme": 170,
        "sector": 75,
        "groups": 180,
        "schools_count": 95,
        "participants": 95,
        "freshness": 85,
        "region": 260,
        "moments": 190,
        "volunteers": 95,
        "fit": 200,
    }
    titles = {column.name: column.title for column in fields()}
    st.dataframe(
        tables.numbers_as_text(rows[list(columns)], {"schools_count": 0}),
        hide_index=True,
        row_height=30,
        height=min(30 * len(rows) + 37, 560),
        placeholder=tables.NONE,
        column_config={name: text(titles[name], width=width) for name, width in columns.items()}
        | {"schools_count": st.column_config.NumberColumn(titles["schools_count"], width=95)},
        alt=_("Programmes"),
        key="aanbod-lijst",
    )


def written(found: Result, reader: Reader) -> pd.DataFrame:
    """The rows with their codes as words; what was not told says so."""
    told_rows = [_row(row, reader) for row in found.rows.to_dict("records")]
    frame = pd.DataFrame(told_rows, columns=[column.name for column in fields()])
    return frame.assign(fit=[_fit(one) for one in found.fits])


def _fit(one) -> str:
    words = {"fits": _("fits"), "ask": _("ask"), "not": _("does not fit")}
    return tables.joined([words[one.state.value], fits.reason(one)])


def _row(row: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    yes_no = {"yes": _("yes"), "no": _("no")}
    unknown = _("unknown")
    state = {"current": _("current"), "faded": _("faded"), "stopped": _("stopped"), "never": _("no activity was told")}
    return {
        **{name: row[name] for name in ("programme_id", "partner_name", "schools_count", "capacity_count")},
        "confirmed_on": row["confirmed_on"],
        "name": programmes.name(row),
        "description": pieces.named(row, "description") or unknown,
        "theme": ", ".join(programmes.theme_words(row, reader)) or unknown,
        "sector": told(row, "sector").replace(",", " → ") or unknown,
        "groups": programmes.group_words(row) or unknown,
        "region": told(row, "region") or unknown,
        "starts_in": told(row, "starts_in") or unknown,
        "moments": programmes.moments(row) or unknown,
        "volunteers": yes_no.get(told(row, "wants_volunteers"), unknown),
        "quality_mark": told(row, "quality_mark") or unknown,
        "participants": young(row),
        "freshness": state[programmes.freshness(row)],
        "silent": yes_no["yes" if row["is_silent"] else "no"],
        "website": programmes.website(row) or unknown,
        "made_up_partner": yes_no["yes" if row["is_fictional"] else "no"],
    }


def young(row: Mapping[str, Any]) -> str:
    """Young people in its current activities; few at a school stay from to, and not told is not 0."""
    if not row["schools_count"]:
        return ""
    if not row["participants_upper"]:
        return _("unknown")
    return participants.figure(row["participants_lower"], row["participants_upper"])


def fields() -> list[Column]:
    """What the file holds, in its order."""
    return [
        Column("programme_id", _("Code")),
        Column("name", _("Programme")),
        Column("partner_name", _("Partner")),
        Column("description", _("What it is")),
        Column("theme", _("Theme")),
        Column("sector", _("Sector")),
        Column("groups", _("Groups")),
        Column("region", _("Working area")),
        Column("starts_in", _("Can start at once in")),
        Column("moments", _("When")),
        Column("volunteers", _("Volunteers")),
        Column("quality_mark", _("Quality mark")),
        Column("capacity_count", _("Capacity, young people a year")),
        Column("schools_count", _("Schools now")),
        Column("participants", _("Participants")),
        Column("freshness", _("State")),
        Column("confirmed_on", _("Confirmed on")),
        Column("silent", _("Partner silent for a year")),
        Column("website", _("Website")),
        Column("made_up_partner", _("Fictional partner")),
        Column("fit", _("Fits?")),
    ]


def buttons(found: Result, header: Mapping[str, str], reader: Reader) -> None:
    """CSV and XLSX of what is shown."""
    makers = {"csv": partial(_csv, found, header, reader), "xlsx": partial(_xlsx, found, header, reader)}
    with st.container(horizontal=True, horizontal_alignment="right"):
        for kind, make in makers.items():
            st.download_button(
                _("Programmes ({kind})", kind=kind.upper()),
                data=export.later(make),
                file_name=export.file_name(_("programmes"), reader.build.build_id, kind=kind),
                mime=MIME[kind],
                icon=":material/download:",
                key=f"aanbod-{kind}",
            )


def _csv(found: Result, header: Mapping[str, str], reader: Reader) -> bytes:
    return export.csv_bytes(written(found, reader), fields(), header)


def _xlsx(found: Result, header: Mapping[str, str], reader: Reader) -> bytes:
    return export.xlsx_bytes([Sheet(_("programmes"), written(found, reader), fields())], header)
