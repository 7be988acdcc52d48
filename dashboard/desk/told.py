"""Sentences and states of the desk."""

from __future__ import annotations

import streamlit as st

from dashboard.figures.requests import Summary
from dashboard.frame import marks
from dashboard.frame.language import _, day, ngettext, number
from dashboard.frame.requests import today
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces, sources


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


def source_lines(reader: Reader) -> list[str]:
    made_up = marks.of(reader)
    line = " · ".join(filter(None, (sources.of_need(reader), pieces.build_text(reader.build))))
    return [
        _("Answered: an outcome that is not “school withdrew”. Not served: waiting, no place, or does not fit."),
        line,
        f"{marks.heading()}: {marks.words(made_up.made_up)}" if made_up.made_up else "",
    ]  # fmt: skip
