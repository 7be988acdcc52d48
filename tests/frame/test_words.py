"""The words of the field: each said in one way, and what we do not say stands nowhere."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

import pytest
import yaml
from babel.messages.pofile import read_po

from tests.support.source import ROOT

WORDS = yaml.safe_load((ROOT / "data" / "reference" / "words.yml").read_text("utf-8"))
KEYS = {"nl", "en", "means_nl", "means_en", "not_said_nl", "not_said_en", "why"}


def catalogue() -> Iterator[tuple[str, str, str]]:
    """Where, language and text of every message."""
    with (ROOT / "locale" / "nl" / "LC_MESSAGES" / "rugwind.po").open("rb") as stream:
        for message in read_po(stream, locale="nl"):
            for language, texts in (("en", message.id), ("nl", message.string)):
                for text in texts if isinstance(texts, tuple | list) else (texts,):
                    yield "catalogue", language, str(text)


def reference() -> Iterator[tuple[str, str, str]]:
    """Names and explanations of indicators and units, and the page Methode."""
    for file in ("indicators.yml", "units.yml"):
        for row in yaml.safe_load((ROOT / "data" / "reference" / file).read_text("utf-8")):
            for key, text in row.items() if isinstance(row, dict) else ():
                if key.endswith(("_nl", "_en")):
                    yield f"{file} {key}", key[-2:], str(text)
    yield "docs/method.md", "nl", (ROOT / "docs" / "method.md").read_text("utf-8")
    yield "docs/method.en.md", "en", (ROOT / "docs" / "method.en.md").read_text("utf-8")


TEXTS = [*catalogue(), *reference()]


def said(word: str, language: str) -> list[tuple[str, str]]:
    look = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
    return [(where, text[:80]) for where, one, text in TEXTS if one == language and look.search(text)]


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word["en"])
def test_what_we_do_not_say_stands_nowhere(word):
    assert set(word) == KEYS
    assert all(word[key] for key in KEYS)
    for language in ("nl", "en"):
        assert {one: said(one, language) for one in word[f"not_said_{language}"] if said(one, language)} == {}


def test_a_word_that_is_said_is_seen():
    assert len(TEXTS) > 1_000
    assert said("behoefte", "nl")
    assert said("need", "en")


def test_each_thing_has_one_word():
    for language in ("nl", "en"):
        every = [word[language] for word in WORDS]
        assert len(set(every)) == len(every)
        refused = {one.lower() for word in WORDS for one in word[f"not_said_{language}"]}
        assert refused.isdisjoint(one.lower() for one in every)


def test_names_of_targets_and_themes_hold_to_it_too():
    """Plans of others are quoted as they are; what we call their parts is ours."""
    with (ROOT / "data" / "reference" / "gka_themes.csv").open(encoding="utf-8", newline="") as stream:
        names = [value for row in csv.DictReader(stream) for key, value in row.items() if key.startswith("name")]
    refused = {one.lower() for word in WORDS for one in (*word["not_said_nl"], *word["not_said_en"])}
    assert names
    assert [name for name in names if any(one in name.lower() for one in refused)] == []
