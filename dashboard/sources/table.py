"""The table of sources: one row per source vintage, with its age and whether that is too old."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.frame import markup
from dashboard.frame.language import _, day, ngettext, number
from dashboard.frame.markup import Cell, Markup
from dashboard.ui import pieces


def finding(sources: pd.DataFrame, counts: pd.DataFrame) -> str:
    """How much this build stands on, in one sentence."""
    refused = int(counts.loc[counts["severity"] == "refused", "issues_count"].sum())
    text = _(
        "This edition stands on {files} with {rows}. The build noted {issues}.",
        files=ngettext("**{n} file**", "**{n} files**", len(sources)),
        rows=ngettext("{n} row", "{n} rows", int(sources["rows"].sum())),
        issues=ngettext("{n} issue", "{n} issues", int(counts["issues_count"].sum())),
    )
    refusals = ngettext("**{n} cell was refused**.", "**{n} cells were refused**.", refused)
    return f"{text} {refusals if refused else _('Nothing was refused.')}"


def table(sources: pd.DataFrame) -> None:
    """Hairline table, real HTML: it can be read out, copied and printed."""
    heads = [
        _("Source"), _("Vintage"), _("Reference date"), _("Age"), Cell(_("Licence"), kind="hs"),
        Cell(_("Rows"), is_number=True), Cell(_("Checksum"), kind="hs"),
    ]  # fmt: skip
    pieces.piece(markup.table(heads, (_row(row) for row in sources.to_dict("records"))), "rw-scroll")


def _row(row: Mapping) -> list[str | Cell]:
    title = Markup('{}<br><span class="rw-muted">{}</span>{}{}{}').format(
        pieces.named(row, "title"), row["publisher"] or "", _failure(row), _unseen(row), _note(row)
    )
    checksum = row["sha256"] or ""
    return [
        Cell(title),
        row["vintage"] or "",
        day(row["reference_date"]),
        Cell(age(row["age_days"], row["max_age_days"])),
        Cell(_licence(row), kind="hs"),
        Cell(number(row["rows"]) if pd.notna(row["rows"]) else "", is_number=True),
        Cell(Markup('<code title="{}">{}</code>').format(checksum, checksum[:12]), kind="hs"),
    ]


def _failure(row: Mapping) -> Markup:
    """The last attempt to fetch the source, where it failed; the build then stands on the file it had."""
    if pd.isna(row["failure"]):
        return Markup()
    note = _("last attempt failed on {date}, the file before it is used", date=day(row["failed_at"]))
    return Markup('<br><span class="rw-old" title="{}">{}</span>').format(row["failure"], note)


def _unseen(row: Mapping) -> Markup:
    """A form of which no byte was read before: known from other programs only, or assumed."""
    if row["seen"] not in {"code", "nothing"}:
        return Markup()
    words = {"code": _("form known from other programs, not from a file"), "nothing": _("form assumed, not seen")}
    return Markup('<br><span class="rw-old">{}</span>').format(words[row["seen"]])


def _note(row: Mapping) -> Markup:
    """What a reader must know of this vintage."""
    if not row["note_nl"] or pd.isna(row["note_nl"]):
        return Markup()
    return Markup('<br><span class="rw-muted">{}</span>').format(pieces.named(row, "note"))


def _licence(row: Mapping) -> str | Markup:
    """The name of the licence, as a link where its address is known."""
    text, url = row["licence"] or "", row["licence_url"] or ""
    if not url.startswith("https://"):
        return text
    return Markup('<a href="{}" rel="noreferrer">{}</a>').format(url, text)


def age(days: float, most: float) -> str | Markup:
    """How old a source was at the as-of date; orange and in words when older than its own limit (`most` days)."""
    if pd.isna(days):
        return _("date not known")
    text = _age_words(int(days))
    if pd.notna(most) and days > most:
        return Markup('<span class="rw-old">{}, {}</span>').format(text, _("too old"))
    return text


def _age_words(days: int) -> str:
    if days < 0:
        return _("newer than the as-of date")
    if days < 62:
        return ngettext("{n} day", "{n} days", days)
    return ngettext("{n} month", "{n} months", round(days / 30.44))
