"""The tables of a pack: its figures with n and interval, its partners, and its districts or municipalities."""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_uppercase
from typing import NamedTuple

import pandas as pd

from dashboard.compare import words
from dashboard.compare.table import interval_words
from dashboard.figures import participants
from dashboard.frame import language, markup
from dashboard.frame.language import NBSP, _, level_word, ngettext, number
from dashboard.frame.markup import Cell, Markup, joined
from dashboard.frame.records import Indicator
from dashboard.pack.figures import Figures
from dashboard.pack.presence import Presence
from dashboard.pack.scope import DISTRICT, MOST
from dashboard.ui import pieces, reach

KEY_LINES = 2  # which letter is which of several areas


class Most(NamedTuple):
    """Rows of tables, at most: the rest is counted below them; notes of coordinators, and lines to write on at least.

    `whole` is how many lines the tables, the notes and the ruled lines have together.
    """

    parts: int = 8
    partners: int = 6
    notes: int = 3
    room: int = 3
    whole: int = 24


FEWER = Most(4, 3)  # where two pages are too short for all of them
FEWEST = Most(3, 2, notes=1, room=1, whole=18)  # where they are still too short: many notes, a region of many sources


def note(text: str) -> Markup:
    return Markup('<p class="note">{}</p>').format(text)


def explained(told: Figures) -> str:
    """What stands beside the head of the figures."""
    if told.scope.is_one:
        return _("against the country; interval 95 %")
    return _("mean of the {areas} by people, interval 95 %; ▲ ▼ stands out, ● cannot be told apart",
             areas=level_word(told.scope.level))  # fmt: skip


def lines(told: Figures, most: Most) -> int:
    """How many lines of the second page its tables take."""
    presence = told.presence
    rows = min(len(presence.partners), most.partners) + min(len(presence.parts), most.parts) if presence else 0
    return len(_shown(told)) + rows + (0 if told.scope.is_one else KEY_LINES)


def _shown(told: Figures) -> list[str]:
    """The indicators with a row: of several areas only those of which the table then has a figure."""
    if told.scope.is_one:
        return list(told.country)
    of_each = {key: _is_matrix(told) and rows["value"].notna().any() for key, rows in told.members.items()}
    return [key for key, row in told.country.items() if of_each[key] or pd.notna(row["value"])]


def figures(told: Figures) -> Markup:
    """Each indicator with its interval, the country's figure, its verdict and what it counts; of several a key."""
    scope = told.scope
    amounts = (scope.name if scope.is_one else _("Together"), "95 %", _("Country"))
    heads = [
        _("Indicator"),
        *(Cell(head, is_number=True) for head in amounts),
        *_heads(told),
        Cell("n", is_number=True),
    ]
    table = markup.table(heads, [_row(told, key) for key in _shown(told)])
    return table if scope.is_one else table + note(_key(told))


def _amounts(texts: Iterable[str | Markup]) -> list[Cell]:
    return [Cell(text, is_number=True) for text in texts]


def _heads(told: Figures) -> list[str | Cell]:
    """The verdict of one area; of several a column each, or one that counts them."""
    if told.scope.is_one:
        return [_("Verdict")]
    if _is_matrix(told):
        return [Cell(letter, is_number=True) for letter in ascii_uppercase[: len(told.scope.members)]]
    return [_("{areas} that stand out", areas=level_word(told.scope.level).capitalize())]


def _is_matrix(told: Figures) -> bool:
    return len(told.scope.members) <= MOST


def _key(told: Figures) -> str:
    """Which letter is which area, and that the whole is not judged."""
    no_verdict = _("Of the whole no verdict is given, only of each.")
    if not _is_matrix(told):
        return no_verdict
    names = (f"{letter} {name}" for letter, name in zip(ascii_uppercase, told.scope.titles, strict=False))
    return f"{' · '.join(names)}. {no_verdict}"


def _row(told: Figures, key: str) -> list[str | Cell]:
    row, indicator = told.country[key], told.indicators[key]
    decimals = indicator.digits(row["n"])
    name = ", ".join(part for part in (pieces.named(indicator, "name"), language.unit(indicator)) if part)
    reference = "" if pd.isna(row["reference"]) else number(row["reference"], indicator.decimals)
    texts = ["·", "", reference if not told.scope.is_one else ""]
    if pd.notna(row["value"]):
        bold = Markup("<b>{}</b>").format(number(row["value"], decimals))
        texts = [bold, interval_words(row["lower"], row["upper"], decimals), reference]
    counted = "" if pd.isna(row["n"]) else f"{number(row['n'])}{NBSP}{_counted(indicator)}"
    return [name, *_amounts(texts), *_judged(told, key), *_amounts((counted,))]


def _judged(told: Figures, key: str) -> list[str | Cell]:
    """The verdict of one area in words; of up to six their figures with its sign, of more how many stand out."""
    row, rows, indicator = told.country[key], told.members[key], told.indicators[key]
    if told.scope.is_one:
        said = f"{words.sign(row['verdict'])} {words.word(row)}".strip()
        return [said if pd.notna(row["value"]) else words.why_word(row["status"])]
    if _is_matrix(told):
        return [Cell(_signed(one, indicator), is_number=True) for one in rows.to_dict("records")]
    counts = rows["verdict"].value_counts()
    shown = ("stands_out_high", "stands_out_low", "indistinguishable")
    return [" · ".join(f"{words.sign(name)}{NBSP}{number(counts[name])}" for name in shown if name in counts)]


def _signed(row: dict, indicator: Indicator) -> str:
    if pd.isna(row["value"]):
        return "·"
    return f"{words.sign(row['verdict'])}{NBSP}{number(row['value'], indicator.digits(row['n']))}".strip(NBSP)


def _counted(indicator: Indicator) -> str:
    known = {
        "households": _("households"), "persons": _("inhabitants"), "pupils": _("pupils"), "schools": _("schools"),
    }  # fmt: skip
    return known.get(indicator.n_unit or "", "")


def partners(rows: pd.DataFrame, most: Most) -> Markup:
    """One row per partner: programmes, schools per sector, participants, when it was last confirmed."""
    heads = [
        _("Partner"), _("Programmes"), *(Cell(head, is_number=True) for head in ("PO", "VO", _("Participants"))),
        Cell(_("Confirmed"), is_number=True),
    ]  # fmt: skip
    cells = [
        [
            row["partner_name"], _shortened(row["programmes"] or ""),
            *(Cell(number(row[f"{sector}_schools_count"]), is_number=True) for sector in ("po", "vo")),
            Cell(participants.figure(row["participants_lower"], row["participants_upper"]), is_number=True),
            Cell("" if pd.isna(row["confirmed_on"]) else f"{row['confirmed_on']:%m-%Y}", is_number=True),
        ]
        for row in rows.head(most.partners).to_dict("records")
    ]  # fmt: skip
    left = len(rows) - most.partners
    rest = note(ngettext("And {n} more partner.", "And {n} more partners.", left)) if left > 0 else Markup()
    return markup.table(heads, cells) + rest


def _shortened(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(",", 1)[0] + " …"


def are_districts(presence: Presence) -> bool:
    """Whether the rows of its table are districts; of a region they are municipalities."""
    return bool(presence.parts["level"].eq(DISTRICT).all())


def per_part(told: Figures, presence: Presence, most: Most) -> Markup:
    """One row per district or municipality with a school: need, schools with a partner, whether it is a white spot."""
    rows = presence.parts.sort_values(["need_per_pupil", "name"], ascending=[False, True], na_position="last")
    shown = rows[rows["schools_count"] > 0].head(most.parts)
    first = _("District") if are_districts(presence) else _("Municipality")
    amounts = _amounts((_("Need per pupil"), _("Schools with a partner")))
    heads = [first, *amounts, "", *_amounts((_("of the need"),))]
    letters = _letters(told)
    cells = [_part(row, letters.get(row["area_code"], "")) for row in shown.to_dict("records")]
    left = len(rows) - len(shown)
    return markup.table(heads, cells) + (note(_left_out(left, presence)) if left else Markup())


def _letters(told: Figures) -> dict[str, str]:
    """The letter of each area in the table of figures."""
    if told.scope.is_one or not _is_matrix(told):
        return {}
    return dict(zip(told.scope.members, ascii_uppercase, strict=False))


def _left_out(left: int, presence: Presence) -> str:
    if are_districts(presence):
        return ngettext("And {n} district with a lower need, or without a school.",
                        "And {n} districts with a lower need, or without a school.", left)  # fmt: skip
    return ngettext("And {n} municipality with a lower need, or without a school.",
                    "And {n} municipalities with a lower need, or without a school.", left)  # fmt: skip


def _part(row: dict, letter: str) -> list[str | Cell]:
    known = pd.notna(row["need_per_pupil"])
    is_white = pd.notna(row["is_white_spot"]) and bool(row["is_white_spot"])
    white = Markup(" <small>{}</small>").format(_("white spot")) if is_white else Markup()
    schools = _("{n} of {all}", n=number(row["active_schools_count"]), all=number(row["schools_count"]))
    share = row["need_share"]
    return [
        Cell(joined([f"{letter} {row['title']}".strip(), white])),
        Cell(number(row["need_per_pupil"], 2) if known else "·", is_number=True),
        Cell(schools, is_number=True),
        _bar(share),
        Cell("·" if pd.isna(share) else reach.brief(share), is_number=True),
    ]


def _bar(share: float) -> Cell:
    wide = 0 if pd.isna(share) else share
    return Cell(Markup('<span class="bar"><i style="width:{:.1f}%"></i></span>').format(wide))
