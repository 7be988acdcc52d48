"""The programmes as this page reads them: facts as lists, where each is active, and what the reader's search finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.figures.complements import parts, span
from dashboard.figures.fit import told
from dashboard.figures.search import stems
from dashboard.figures.search.stems import Found, Index
from dashboard.frame.kept import per_build
from dashboard.frame.language import _, current
from dashboard.frame.warehouse import Reader
from dashboard.ui import activity, states

Programme = Mapping[str, Any]


@dataclass(frozen=True)
class Offer:
    """Every programme (rows of offer_programmes; `towns`: name by code of where it is active) and its index."""

    rows: pd.DataFrame
    index: Index

    def of(self, programme_id: str) -> dict[str, Any] | None:
        found = self.rows[self.rows["programme_id"] == programme_id]
        return found.iloc[0].to_dict() if len(found) else None


@per_build
def every(reader: Reader) -> Offer:
    """All programmes, the one at most schools first."""
    rows, towns = reader.run("offer_programmes"), reader.run("offer_towns")
    active: dict[str, dict[str, str]] = {}
    for row in towns.to_dict("records"):
        active.setdefault(row["programme_id"], {})[row["municipality_code"]] = row["municipality_name"]
    rows = rows.assign(towns=[active.get(code, {}) for code in rows["programme_id"]])
    names = {row["theme_id"]: row for row in reader.run("coverage_themes").to_dict("records")}
    return Offer(rows, stems.build(_texts(row, names) for row in rows.to_dict("records")))


def _texts(row: Programme, themes: Mapping[str, Programme]) -> dict[str, float]:
    """What a programme is found by, in both languages, with what a word of it is worth."""
    own = [themes[code] for code in parts(row, "theme_ids") if code in themes]
    weighed = (
        (told(row, "name"), 3.0),
        *((theme[name] or "", 2.0) for theme in own for name in ("name_nl", "name_en")),
        *((told(row, name), 1.8) for name in ("description_nl", "description_en")),
        *((told(row, name), 1.0) for name in ("partner_name", "region", "quality_mark")),
        *((town, 0.8) for town in row["towns"].values()),
    )
    texts: dict[str, float] = {}
    for text, weight in weighed:
        if text:
            texts[text] = max(texts.get(text, 0.0), weight)
    return texts


def found(offer: Offer, asked: str) -> tuple[pd.DataFrame, dict[str, Found]]:
    """The programmes that answer a text, the best first, and by which words; all of them without a text."""
    if not stems.words(asked):
        return offer.rows, {}
    hits = offer.index.find(asked)
    rows = offer.rows.iloc[[hit.row for hit in hits]]
    return rows, dict(zip(rows["programme_id"], hits, strict=True))


def name(row: Programme) -> str:
    return told(row, "name") or _("without a name")


@per_build
def _themes(reader: Reader, _language: str) -> dict[str, str]:
    """Name by theme, asked once: a list has 76 programmes."""
    return activity.theme_names(reader)


def theme_words(row: Programme, reader: Reader) -> list[str]:
    names = _themes(reader, current())
    return [names.get(code, code) for code in parts(row, "theme_ids")]


def group_words(row: Programme) -> str:
    """group 5 to 8, year 1 to 3 of secondary, group 8 to mbo; '' where it was not told."""
    groups = span(row)
    if not groups:
        return ""
    first, last = _group(groups[0]), _group(groups[-1])
    if first == last:
        return first
    is_alike = groups[0].isdigit() == groups[-1].isdigit() and groups[-1] not in ("mbo", "ho")
    end = groups[-1].removeprefix("vo") if is_alike else last
    return _("{first} to {last}", first=first, last=end)


def _group(code: str) -> str:
    words = {"mbo": _("mbo"), "ho": _("higher education")}
    if code in words:
        return words[code]
    return _("secondary year {n}", n=code[2:]) if code.startswith("vo") else _("group {n}", n=code)


def moments(row: Programme) -> str:
    words = activity.moment_words()
    return ", ".join(words.get(one, one) for one in parts(row, "moments"))


def freshness(row: Programme) -> str:
    """current, faded, stopped or never: of its activities at the as-of date."""
    if row["schools_count"] > 0:
        return "current"
    if row["confirmed_on"] is None or pd.isna(row["confirmed_on"]):
        return "never"
    return "stopped" if row["is_stopped"] else "faded"


def website(row: Programme) -> str:
    """The address when it is one that a browser may be sent to; '' for anything else."""
    address = told(row, "website")
    return address if address.lower().startswith(("https://", "http://")) and not set(address) & set(" <>\"'") else ""


def told_fictional(offer: Offer, reader: Reader) -> None:
    """In an edition of real schools, partners that are made up are named."""
    rows = offer.rows.drop_duplicates("partner_id").assign(name=lambda one: one["partner_name"], activities_count=1)
    states.told_fictional(rows, reader.build)
