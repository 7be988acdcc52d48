"""Cells and names in tables: figures as text, gaps in words, names of areas, remarks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from dashboard.frame import export, language
from dashboard.frame.language import _

NONE = "–"  # in a cell without a figure or text
NUMBERED = re.compile(r"(^|, )Wijk \w\w:? +(?=\S)")


def titles(areas: pd.DataFrame, level: str) -> list[str]:
    """Areas of one level as lists and tables write them: Rotterdam, Feijenoord for what is smaller than a town."""
    if level not in ("district", "neighbourhood"):
        return list(areas["name"])
    return [f"{town}, {name}" for town, name in zip(areas["municipality_name"], areas["name"], strict=True)]


def brief(titles: Iterable[str]) -> list[str]:
    """Without the number that CBS puts before a name (Wijk 33 Geuzenveld), where that leaves no two alike."""
    pairs = [(title, NUMBERED.sub(r"\1", title)) for title in titles]
    often = Counter(short for _title, short in pairs)
    return [short if often[short] == 1 else title for title, short in pairs]


def cell_word(status: str) -> str:
    """The word in an empty cell, with its sign."""
    signs = {"suppressed": "·", "withheld": "·", "missing": "–", "not_applicable": "×"}
    return f"{signs.get(status, '')} {export.status_word(status)}".strip()


def remarks(flags: str | None, precision: str | None, *, is_brief: bool = False) -> str:
    """What a reader must know before comparing this school, in words; brief ones fit a narrow column."""
    flag_words = {
        "newcomer": _("newcomers or asylum seekers"),
        "small": _("40 pupils or fewer"),
        "no_pupils": _("no pupils any more"),
    }
    rough = _("rough place") if is_brief else _("rough place (postcode area)")
    place_words = {"postcode4": rough, "none": _("place not known")}
    notes = [flag_words.get(flag, flag) for flag in (flags or "").split(",")]
    return joined([*notes, place_words.get(precision or "")])


def numbers_as_text(frame: pd.DataFrame, decimals: Mapping[str, int | Sequence[int]]):
    """A styled frame whose numbers are written in the app's language; they still sort as numbers.

    `decimals` are those of a column, or of each of its cells.

    Streamlit's own formats follow the browser's settings. In a cell without a number the browser writes the
    table's placeholder, whatever the style says: gaps() tells why in a column of words.
    """
    styler = frame.style.set_uuid("rw")  # a random one would make each message a new one
    columns = [_texts(frame[name].tolist(), decimals.get(str(name))) for name in frame.columns]
    cells = [
        {"id": f"row{row}_col{k}", "display_value": text}
        for k, texts in enumerate(columns)
        for row, text in enumerate(texts)
    ]
    coloured = styler._translate

    def translate(*given) -> dict:
        """What Streamlit takes of a styler: pandas makes HTML of each cell first, which only colours need."""
        return (coloured(*given) if styler._todo else {}) | {"body": [cells]}

    vars(styler)["_translate"] = translate
    return styler


def _texts(values: Sequence, decimals: int | Sequence[int] | None) -> list[str]:
    """A column as its cells show it; without decimals as pandas writes it."""
    if decimals is None:
        return [f"{value:.6f}" if isinstance(value, float) else str(value) for value in values]
    of_each = [decimals] * len(values) if isinstance(decimals, int) else decimals
    return ["" if pd.isna(value) else language.number(value, k) for value, k in zip(values, of_each, strict=True)]


def gaps(rows: pd.DataFrame, statuses: Mapping[str, str]) -> list[str]:
    """Per row why figures are missing: 'need: suppressed; pupils: missing'.

    `statuses` is the heading of each figure by the column of its status.
    """
    columns = zip(statuses.values(), (rows[name] for name in statuses), strict=True)
    reasons = [
        ["" if status == "observed" else f"{title}: {export.status_word(status)}" for status in column]
        for title, column in columns
    ]
    return [joined(row) for row in zip(*reasons, strict=True)]


def joined(notes: Iterable[str | None]) -> str:
    """The notes that say something, each once, with semicolons."""
    return "; ".join(dict.fromkeys(filter(None, notes)))
