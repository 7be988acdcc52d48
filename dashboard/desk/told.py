"""Sentences, the file and the states of the desk."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.figures.requests import Summary
from dashboard.frame import export, marks
from dashboard.frame.export import Column
from dashboard.frame.language import _, day, ngettext, number
from dashboard.frame.requests import today
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces, requests, sources


def sentence(found: Summary, waiting: int) -> str:
    """Van 41 aanvragen 28 beantwoord, mediaan 6 dagen."""
    if not found.asked:
        return _("**No school has asked anything in this period.**")
    text = ngettext(
        "Of **{n} request** {answered} was answered", "Of **{n} requests** **{answered}** were answered", found.asked,
        answered=number(found.answered),
    )  # fmt: skip
    if found.median_days is not None:
        digits = 0 if found.median_days == int(found.median_days) else 1
        text += _(", in a median of **{days} days**", days=number(found.median_days, digits))
    comes = ngettext("a partner comes to {n}", "a partner comes to {n}", found.comes)
    return f"{text}; {comes}. {ngettext('{n} is waiting now.', '{n} are waiting now.', waiting)}"


def selection(period: str, reader: Reader) -> list[str]:
    return [
        period,
        _("requests on today’s clock: {date}", date=day(today())),
        _("figures as of {date}", date=day(reader.build.as_of_date)),
    ]


def nothing() -> None:
    st.info(
        _("**No request is logged yet.** Open a school and choose “Request” to answer one and log it."),
        icon=":material/call:",
    )


def apart(count: int) -> None:
    """What cannot be read does not count, and is not hidden."""
    if count:
        text = ngettext(
            "**{n} event cannot be read** and does not count.", "**{n} events cannot be read** and do not count.", count
        )
        st.warning(f"{text} {_('Restore a backup, or see the log of the server.')}", icon=":material/report:")


def download(rows: pd.DataFrame, period: str, reader: Reader) -> None:
    """All requests of the period, as they stand now."""
    partners, themes = requests.partner_words(reader), requests.theme_words(reader)
    told = rows.assign(
        theme=[themes.get(code, code) for code in rows["theme_id"]],
        partner=[partners.get(code, code) for code in rows["partner_id"]],
        how=[requests.channel_words().get(code, "") for code in rows["channel"]],
        groups=[requests.group_word(group) for group in rows["group"]],
        standing=[requests.state_word(*pair) for pair in zip(rows["state"], rows["outcome"], strict=True)],
        days=(rows["closed_on"] - rows["asked_on"]).dt.days,
    )
    columns = [
        Column("request_id", _("Request")), Column("asked_on", _("Asked on")), Column("school_id", _("School number")),
        Column("name", _("School")), Column("place", _("Place")), Column("theme", _("Theme")),
        Column("wish", _("Question")),
        Column("groups", _("Groups")), Column("how", _("How?")), Column("role", _("Role")),
        Column("partner", _("Passed on to")),
        Column("passed_on", _("Passed on")), Column("standing", _("State")), Column("closed_on", _("Outcome on")),
        Column("days", _("Days")),
    ]  # fmt: skip
    header = {_("Period"): period, _("Build"): pieces.build_text(reader.build)}
    st.download_button(
        _("Requests (CSV)"),
        data=export.later(lambda: export.csv_bytes(told, columns, header)),
        file_name=export.file_name(_("requests"), reader.build.build_id),
        mime="text/csv",
        icon=":material/download:",
        key="aanvragen-csv",
    )


def source_lines(reader: Reader) -> list[str]:
    made_up = marks.of(reader)
    need = _("Source of need: {source}", source=sources.of_need(reader))
    return [
        _("Answered: an outcome that is not “school withdrew”. Not served: waiting, no place, or does not fit."),
        f"{need} · {pieces.build_text(reader.build)}",
        f"{marks.heading()}: {marks.words(made_up.made_up)}" if made_up.made_up else "",
    ]  # fmt: skip
