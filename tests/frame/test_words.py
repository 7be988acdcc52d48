"""The words of the field: each said in one way, and what we do not say stands nowhere."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest
import yaml
from babel.messages.pofile import read_po

from tests.support.source import ROOT
from tests.support.words import WORDS, not_said

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


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word["en"])
def test_a_word_is_whole(word):
    assert set(word) == KEYS
    assert all(word[key] for key in KEYS)


def test_what_we_do_not_say_stands_nowhere():
    assert len(TEXTS) > 1_000
    assert [(where, text[:80]) for where, language, text in TEXTS if not_said(text, language)] == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_word_that_we_do_not_say_is_seen_where_it_is_said(language):
    every = [one for word in WORDS for one in word[f"not_said_{language}"]]
    assert [one for one in every if not_said(f"Het {one.capitalize()}, of", language) == []] == []
    assert not_said("behoefte", language) == []


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
