"""The list of words: what each means here, the one that a link asks for first."""

from __future__ import annotations

from dashboard.frame import markup
from dashboard.frame.language import _, ngettext
from dashboard.frame.markup import Markup
from dashboard.ui import terms
from dashboard.ui.terms import Term


def finding(term: Term | None) -> str:
    """What the asked word means; without one how many there are."""
    if term:
        return f"**{markup.md(term.word)}**: {markup.md(term.means)}"
    return ngettext("**{n} word** of this field.", "**{n} words** of this field, each said in one way.",
                    len(terms.every()))  # fmt: skip


def table() -> Markup:
    """All words in the order of the alphabet, with what they mean."""
    rows = sorted(terms.every().values(), key=lambda term: term.word.lower())
    return markup.table([_("Word"), _("What it means here")], [[term.word, term.means] for term in rows])
