"""The words of this field (data/reference/words.yml), and each as a link to what it means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import yaml

from dashboard.frame import language, links
from dashboard.frame.markup import Markup, escape
from dashboard.frame.program import ROOT

FILE = ROOT / "data" / "reference" / "words.yml"
PATH = "begrippen"


@dataclass(frozen=True)
class Term:
    """A word in both languages and what it means; its code stands in links."""

    code: str
    nl: str
    en: str
    means_nl: str
    means_en: str

    @property
    def word(self) -> str:
        """In the reader's language."""
        return self.en if language.current() == "en" else self.nl

    @property
    def means(self) -> str:
        return self.means_en if language.current() == "en" else self.means_nl


@cache
def every() -> Mapping[str, Term]:
    """Code -> term, in the order of the list."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    terms = [Term(_code(row["nl"]), row["nl"], row["en"], row["means_nl"], row["means_en"]) for row in rows]
    return {term.code: term for term in terms}


def _code(word: str) -> str:
    return re.sub(r"\W+", "-", word.lower()).strip("-")


@cache
def _look(code: str) -> re.Pattern[str]:
    """Any of the words in this language, the longest first."""
    words = sorted((getattr(term, code) for term in every().values()), key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)


@cache
def _by_word(code: str) -> Mapping[str, str]:
    return {getattr(term, code).lower(): term.code for term in every().values()}


def linked(text: str) -> Markup:
    """A text of ours in which each word of the list is a link where it stands first."""
    code, found, parts, at = language.current(), set(), [], 0
    for hit in _look(code).finditer(text):
        term = _by_word(code)[hit[0].lower()]
        if term not in found:
            found.add(term)
            parts += [escape(text[at : hit.start()]), links.anchor(PATH, {"woord": term}, hit[0])]
            at = hit.end()
    return Markup("").join([*parts, escape(text[at:])])
