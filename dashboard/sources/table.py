"""The table of sources: one row per source vintage, with its age and whether that is too old."""

from __future__ import annotations

from html import escape

import pandas as pd

from dashboard.frame.language import _, day, ngettext, number
from dashboard.ui import pieces


def finding(sources: pd.DataFrame, counts: pd.DataFrame) -> str:
    """How much this build stands on, in one sentence."""
    refused = int(counts.loc[counts["severity"] == "refused", "issues_count"].sum())
    text = _(
        "This edition stands on **{sources} files** with {rows} rows. The build noted {issues} issues.",
        sources=number(len(sources)),
        rows=number(sources["rows"].sum()),
        issues=number(counts["issues_count"].sum()),
    )
    told = ngettext("**{n} cell was refused**.", "**{n} cells were refused**.", refused)
    return f"{text} {told}" if refused else f"{text} {_('Nothing was refused.')}"


def table(sources: pd.DataFrame) -> None:
    """Hairline table, real HTML: it can be read out, copied and printed."""
    heads = [
        (_("Source"), ""), (_("Vintage"), ""), (_("Reference date"), ""), (_("Age"), ""),
        (_("Licence"), "hs"), (_("Rows"), "r"), (_("Checksum"), "hs"),
    ]  # fmt: skip
    head = "".join(f'<th class="{kind}">{escape(word)}</th>' for word, kind in heads)
    rows = "".join(_row(row) for row in sources.to_dict("records"))
    pieces.piece(f'<table class="rw-tab"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>', "rw-scroll")


def _row(row: dict) -> str:
    publisher = f'<span class="rw-muted">{escape(row["publisher"] or "")}</span>'
    title = f"{escape(pieces.named(row, 'title'))}<br>{publisher}{_failure(row)}"
    checksum = row["sha256"] or ""
    cells = [
        ("", title),
        ("", escape(row["vintage"] or "")),
        ("", escape(day(_date(row["reference_date"])))),
        ("", age(row["age_days"], row["max_age_days"])),
        ("hs", _licence(row)),
        ("r", number(row["rows"]) if pd.notna(row["rows"]) else ""),
        ("hs", f'<code title="{escape(checksum)}">{escape(checksum[:12])}</code>'),
    ]
    return "<tr>" + "".join(f'<td class="{kind}">{text}</td>' for kind, text in cells) + "</tr>"


def _failure(row: dict) -> str:
    """The last attempt to fetch the source, where it failed; the build then stands on the file it had."""
    if pd.isna(row["failure"]):
        return ""
    words = _("last attempt failed on {date}, the file before it is used", date=day(_date(row["failed_at"])))
    return f'<br><span class="rw-old" title="{escape(row["failure"])}">{escape(words)}</span>'


def _date(value):
    return None if value is None or pd.isna(value) else value


def _licence(row: dict) -> str:
    text = escape(row["licence"] or "")
    url = row["licence_url"] or ""
    return f'<a href="{escape(url)}" rel="noreferrer">{text}</a>' if url.startswith("https://") else text


def age(days: float, most: float) -> str:
    """How old a source was at the as-of date; orange and in words when older than its own limit."""
    if pd.isna(days):
        return escape(_("date not known"))
    text = _age_words(int(days))
    if pd.notna(most) and days > most:
        return f'<span class="rw-old">{escape(text)}, {escape(_("too old"))}</span>'
    return escape(text)


def _age_words(days: int) -> str:
    if days < 0:
        return _("newer than the as-of date")
    if days < 62:
        return ngettext("{n} day", "{n} days", days)
    return ngettext("{n} month", "{n} months", round(days / 30.44))
