"""The reminder before a partner's facts fade: a text to copy, and a day for a calendar."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from dashboard.frame import export
from dashboard.frame.language import _, day, ngettext
from dashboard.frame.program import NAME, SLUG
from dashboard.frame.records import Build
from dashboard.partners.place import figures
from dashboard.ui import pieces

AHEAD_DAYS = 7
SHORT = 8  # lines of a letter that stands open
LINE_BYTES = 75  # RFC 5545, 3.1


def show(name: str, partner_id: str, rows: pd.DataFrame, today: dt.date, build: Build) -> None:
    """What fades within 30 days as a text to copy, and the day before the next fading as a calendar file."""
    fades = figures.fading(rows, today)
    pieces.heading(_("Reminder"), _("what fades from {first} to {last}", first=day(today), last=_last(today)))
    if fades.empty:
        st.caption(_("Nothing fades within 30 days."))
    else:
        # no box that scrolls: a keyboard could not get into it
        count = ngettext("{n} activity", "{n} activities", len(fades))
        with st.expander(_("Letter to copy: {count}", count=count), expanded=len(fades) <= SHORT):
            st.code(text(name, fades, today, link(partner_id)), language=None, wrap_lines=True)
    first = figures.next_fading(rows, today)
    if first is None:
        return
    st.download_button(
        _("Day in my calendar (ICS)"),
        data=export.later(lambda: calendar(partner_id, name, first, today, build).encode()),
        file_name=export.file_name(partner_id, first.isoformat(), kind="ics"),
        mime="text/calendar",
        icon=":material/event:",
        help=_("A week before the first fading, {date}.", date=day(first)),
    )


def _last(today: dt.date) -> str:
    return day(today + dt.timedelta(days=figures.SOON_DAYS))


def link(partner_id: str) -> str:
    """The address of this page where it confirms."""
    base = (st.context.url or "").split("?")[0] or "/partner"
    return f"{base}?partner={partner_id}&deel=bevestigen"


def text(name: str, fades: pd.DataFrame, today: dt.date, address: str) -> str:
    """The letter: every programme and school that fades, by date, and where to say that it is still so."""
    count = ngettext("{n} activity", "{n} activities", len(fades))
    lines = [
        _("Dear {name},", name=name),
        "",
        _("In {program} these fade from {first} to {last} ({count}), unless you say that they are still so:",
          program=NAME, first=day(today), last=_last(today), count=count),
    ]  # fmt: skip
    lines += [
        f"- {day(row['current_until'])}: {row['programme'] or _('without a name')}, {row['school']}"
        + (f", {row['place']}" if row["place"] else "")
        for row in fades.to_dict("records")
    ]
    return "\n".join([*lines, "", _("Confirm them here, or tell what stopped: {address}", address=address)])


def calendar(partner_id: str, name: str, first: dt.date, today: dt.date, build: Build) -> str:
    """One day, a week before the first fading and never before today, in the form of RFC 5545."""
    date = max(first - dt.timedelta(days=AHEAD_DAYS), today)
    told = _(
        "From {date} what {name} told fades. Say that it is still so, or what stopped.", date=day(first), name=name
    )
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{NAME}//{build.build_id}//NL", "BEGIN:VEVENT",
        f"UID:{partner_id}-{first:%Y%m%d}@{SLUG}", f"DTSTAMP:{today:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{date:%Y%m%d}", f"DTEND;VALUE=DATE:{date + dt.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(_('{program}: is it still so?', program=NAME))}", f"DESCRIPTION:{_escaped(told)}",
        "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _escaped(words: str) -> str:
    for sign in ("\\", ";", ","):
        words = words.replace(sign, f"\\{sign}")
    return " ".join(words.split())


def _folded(line: str) -> str:
    """Lines of at most 75 bytes; what goes on begins with a space."""
    parts, now = [], ""
    for sign in line:
        if len((now + sign).encode()) > LINE_BYTES:
            parts, now = [*parts, now], " "
        now += sign
    return "\r\n".join([*parts, now])
