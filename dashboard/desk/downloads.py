"""The log of the desk as a file: all requests of the period as they stand now, and what each municipality asked."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dashboard.desk import told
from dashboard.frame import export
from dashboard.frame.export import Column, Sheet
from dashboard.frame.language import _
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces, requests

MIME = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def buttons(rows: pd.DataFrame, towns: pd.DataFrame, period: str, reader: Reader) -> None:
    """CSV of the requests; XLSX of them and of the municipalities."""
    header = {
        _("Period"): period,
        _("Source"): " · ".join(told.source_lines(reader)),
        _("Build"): pieces.build_text(reader.build),
    }
    listed = Sheet(_("requests"), _written(rows, reader), _columns())
    makers = {
        "csv": partial(export.csv_bytes, listed.frame, listed.columns, header),
        "xlsx": partial(export.xlsx_bytes, [listed, Sheet(_("municipalities"), towns, _of_towns())], header),
    }
    with st.container(horizontal=True):
        for kind, make in makers.items():
            st.download_button(
                _("Requests ({kind})", kind=kind.upper()),
                data=export.later(make),
                file_name=export.file_name(_("requests"), reader.build.build_id, kind=kind),
                mime=MIME[kind],
                icon=":material/download:",
                key=f"aanvragen-{kind}",
            )


def _written(rows: pd.DataFrame, reader: Reader) -> pd.DataFrame:
    """One row per request, its codes as words."""
    partners, themes = requests.partner_words(reader), requests.theme_words(reader)
    return rows.assign(
        theme=[themes.get(code, code) for code in rows["theme_id"]],
        partner=[partners.get(code, code) for code in rows["partner_id"]],
        how=[requests.channel_words().get(code, "") for code in rows["channel"]],
        groups=[requests.group_word(group) for group in rows["group"]],
        standing=[requests.state_word(*pair) for pair in zip(rows["state"], rows["outcome"], strict=True)],
        days=(rows["closed_on"] - rows["asked_on"]).dt.days,
    )


def _columns() -> list[Column]:
    return [
        Column("request_id", _("Request")), Column("asked_on", _("Asked on")), Column("school_id", _("School number")),
        Column("name", _("School")), Column("place", _("Place")), Column("municipality_name", _("Municipality")),
        Column("theme", _("Theme")), Column("wish", _("Question")), Column("groups", _("Groups")),
        Column("how", _("How?")), Column("role", _("Role")), Column("partner", _("Passed on to")),
        Column("passed_on", _("Passed on")), Column("standing", _("State")), Column("closed_on", _("Outcome on")),
        Column("days", _("Days")),
    ]  # fmt: skip


def _of_towns() -> list[Column]:
    """Those of the table on the page, in their order."""
    return [
        Column("municipality_name", _("Municipality")), Column("asked_count", _("Asked")),
        Column("unserved_count", _("Not served")),
        Column("need_per_pupil", _("Need per pupil"), 2, "need_status"),
        Column("active_count", _("Schools with a partner")), Column("schools_count", _("Schools")),
    ]  # fmt: skip
