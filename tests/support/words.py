"""The list of words of the field, and which of those that we do not say stand in a text."""

from __future__ import annotations

import re
from functools import cache

import yaml

from tests.support.source import ROOT

WORDS = yaml.safe_load((ROOT / "data" / "reference" / "words.yml").read_text("utf-8"))


@cache
def _refused(language: str) -> re.Pattern[str]:
    words = sorted({word for row in WORDS for word in row[f"not_said_{language}"]}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)


def not_said(text: str, language: str) -> list[str]:
    """The words of a text that we do not say in this language."""
    return _refused(language).findall(text)
