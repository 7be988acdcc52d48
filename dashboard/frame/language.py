"""Words and numbers in the reader's language: Dutch unless the link says ?lang=en; sources are English."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from typing import Any

import pandas as pd
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from dashboard.frame.program import ROOT, SLUG
from dashboard.frame.records import Indicator, Place, Record

LANGUAGES = ("nl", "en")
LOCALE = ROOT / "locale"
# A row of a frame, the same as a dict, or as a record.
Row = Mapping[str, Any] | pd.Series | Record
NBSP, MINUS = "\u00a0", "\u2212"

_language: ContextVar[str] = ContextVar("language", default="nl")


def use(code: str | None) -> str:
    """Sets the language of this rerun; an unknown one is Dutch."""
    chosen = code if code in LANGUAGES else "nl"
    _language.set(chosen)
    return chosen


def current() -> str:
    return _language.get()


def _(text: str, **values: object) -> str:
    """The text in the reader's language, with {names} filled in."""
    translated = catalog(current()).gettext(text)
    return translated.format(**values) if values else translated


def mark(text: str) -> str:
    """A text that is shown later through marked(): what a table of texts holds, so that the catalogues know it."""
    return text


def marked(text: str) -> str:
    """A text out of a table of texts, in the reader's language; '' stays ''."""
    return catalog(current()).gettext(text) if text else ""


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """As _, for a counted thing; {n} is written as a number of this language."""
    text = catalog(current()).ngettext(one, many, n)
    return text.format(n=number(n), **values)


@lru_cache(maxsize=4)
def catalog(code: str) -> gettext.NullTranslations:
    """The translations of a language, compiled from its .po in memory (no .mo to forget)."""
    file = LOCALE / code / "LC_MESSAGES" / f"{SLUG}.po"
    if not file.exists():
        return gettext.NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as text:
        write_mo(compiled, read_po(text, locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def number(value: float, decimals: int = 0) -> str:
    """7.887 or 2,92 in Dutch, 7,887 or 2.92 in English; a real minus."""
    return _written(round(float(value), decimals) + 0.0, decimals, current())


@lru_cache(maxsize=20_000)
def _written(value: float, decimals: int, locale: str) -> str:
    """Kept, because a list of schools writes hundreds of numbers at each rerun, mostly the same."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=locale).replace("-", MINUS)


def percent(share: float, decimals: int = 0) -> str:
    """22 % (Dutch and English alike: a no-break space keeps them together); `share` is 0..1."""
    return number(share * 100, decimals) + NBSP + "%"


def day(value) -> str:
    """1 oktober 2019 or 1 October 2019; an empty text when there is no date."""
    locale = "en_GB" if current() == "en" else current()
    return "" if pd.isna(value) else format_date(value, format="long", locale=locale)


def measure(value: float, indicator: Indicator, decimals: int | None = None) -> str:
    """A value with its unit: 0,87 punt per leerling. `indicator` is a row of mart.indicator."""
    if pd.isna(value):
        return _("no data")
    places = int(indicator.decimals) if decimals is None else decimals
    word = unit(indicator, value=round(value, places))
    return number(value, places) + (NBSP + word if word else "")


def unit(indicator: Indicator, value: float = 2) -> str:
    """The word behind a number of this indicator; empty for a bare score."""
    return getattr(indicator, f"unit_{current()}_{'one' if abs(value) == 1 else 'many'}") or ""


def country(name: str) -> str:
    """A country by its name in the reader's language; one that is made up keeps its own."""
    return "the Netherlands" if name == "Nederland" and current() == "en" else name


def place(row: Mapping[str, Any] | pd.Series) -> Place:
    """A row of places, named in the reader's language."""
    found = Place.of(row)
    return replace(found, name=country(found.name)) if found.level == "country" else found


def level_word(level: str, n: int = 2) -> str:
    """The kind of area, one or many: wijk, wijken."""
    pick = catalog(current()).ngettext
    words = {
        "country": pick("country", "countries", n),
        "province": pick("province", "provinces", n),
        "labour_market_region": pick("labour market region", "labour market regions", n),
        "municipality": pick("municipality", "municipalities", n),
        "district": pick("district", "districts", n),
        "neighbourhood": pick("neighbourhood", "neighbourhoods", n),
    }
    return words[level]
