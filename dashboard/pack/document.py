"""The two pages of a pack as one HTML text: no script, nothing fetched, every picture drawn into it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dashboard.compare import words
from dashboard.compare.table import interval_words
from dashboard.figures import participants
from dashboard.frame import language, marks, markup, what_if
from dashboard.frame.language import NBSP, _, ngettext, number
from dashboard.frame.markup import Cell, Markup, joined, md
from dashboard.frame.program import NAME
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader
from dashboard.pack import drawing, findings
from dashboard.pack.figures import Figures, Presence
from dashboard.ui import notes, pieces, reach, sources

STYLE = Path(__file__).with_name("pack.css").read_text(encoding="utf-8")
DISTRICTS, PARTNERS = 8, 6  # rows, at most: the rest is counted below the table
LINES = 24  # that both tables and the ruled lines have together
FEWEST_LINES = 3
NOTED = 3  # notes of coordinators, of the closed group only


def html(told: Figures, reader: Reader, fonts: str = "") -> str:
    """The whole document in the reader's language; `fonts` is CSS that tells where its letters are."""
    pages = [_first(told, reader), _second(told, reader)]
    csp = Markup(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src"
        ' data:; font-src data:">'
    )
    whole = Markup(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8">{}'
        '<meta name="viewport" content="width=device-width">'
        "<title>{}</title><style>{}{}</style></head><body>{}</body></html>"
    )
    title = _("Conversation pack of {place}", place=told.area["name"])
    return str(whole.format(language.current(), csp, title, Markup(fonts), Markup(STYLE), joined(map(_page, pages))))


def _page(content: Markup) -> Markup:
    return Markup('<section class="page">{}</section>').format(content)


def _heading(title: str, note: str = "") -> Markup:
    return Markup("<h2>{} <span>{}</span></h2>").format(title, note)


def _first(told: Figures, reader: Reader) -> Markup:
    """Name, three findings, the map and the spine."""
    picture, legend = drawing.need_map(told, reader)
    lede = Markup('<p class="lede"><i>{}</i>{}</p>')
    found = [lede.format(k, markup.bold(text)) for k, text in enumerate(findings.findings(told, reader), start=1)]
    parts = [_head(told, reader), *found]
    if picture:
        note = _("points per pupil, per district")
        explained = Markup('<p class="note">{}</p>').format(_need_explained())
        parts += [
            _heading(_("Need per pupil (primary)"), note),
            Markup('<div class="map">{}</div><div class="legend">{}{}</div>').format(picture, legend, explained),
            Markup('<div class="clear"></div>'),
        ]
    spine = drawing.spine(told, reader)
    if spine:
        parts.append(_heading(_("Place among the municipalities"), _spine_explained()))
        parts.append(Markup('<div class="spine">{}</div>').format(spine))
    return joined(parts)


def _head(told: Figures, reader: Reader) -> Markup:
    build = reader.build
    about = [told.area["province_name"] or "", _("primary and secondary apart")]
    if told.presence:
        about.append(reach.when(told.presence.filters))
    about.append(_("to start a conversation, not to judge"))
    made_up = " · ".join(f"{key}: {text}" for key, text in marks.of(reader).line().items())
    foot = " · ".join(part for part in (NAME, told.area["name"], pieces.build_text(build), made_up) if part)
    head = Markup('<p class="mark">{} · {}</p><h1>{}</h1><p class="about">{}</p><p class="foot">{}</p>')
    pack = _("conversation pack")
    return head.format(NAME, pack, what_if.title(told.area["name"]), " · ".join(part for part in about if part), foot)


def _need_explained() -> str:
    return _("Need is the disadvantage score of CBS without its threshold. It describes pupils, not the quality of a"
             " school.")  # fmt: skip


def _spine_explained() -> str:
    return _("favourable is right, with {mark} there is no favourable side; dark is the middle half", mark="◂▸")


def _second(told: Figures, reader: Reader) -> Markup:
    """The figures, who is where, the districts, questions, room for notes, sources."""
    parts = [_heading(_("The figures"), _("against the country; interval 95 %")), figures_table(told)]
    rows = 0
    if told.presence:
        shown, rows = _presence(told, told.presence)
        parts += shown
    parts.append(_heading(_("To talk about")))
    ask = Markup('<p class="ask"><i>{}</i>{}</p>')
    parts += [ask.format(k, markup.bold(text)) for k, text in enumerate(findings.questions(told), start=1)]
    parts.append(_heading(_("Notes")))
    noted = notes.in_pack([notes.Spot(told.code, str(told.area["name"]), told.code)], reader, NOTED)
    parts += [_note(line) for line in noted]
    room = max(LINES - rows - len(told.country) - 2 * len(noted), FEWEST_LINES)
    parts.append(Markup('<div class="lines">{}</div>').format(joined([Markup("<p></p>")] * room)))
    return joined([*parts, _sources(told, reader)])


def _explained() -> str:
    return _("SES-WOA describes households, not pupils. Every figure can be found in the atlas.")


def figures_table(told: Figures) -> Markup:
    """Each indicator with its interval, the country's figure, its verdict in words and what it counts."""
    heads = [
        _("Indicator"), *(Cell(head, is_number=True) for head in (told.area["name"], "95 %", _("Country"))),
        _("Verdict"), Cell("n", is_number=True),
    ]  # fmt: skip
    rows = [_row(row, told.indicators[key]) for key, row in told.country.items()]
    return markup.table(heads, rows)


def _row(row: pd.Series, indicator: Indicator) -> list[str | Cell]:
    decimals = indicator.digits(row["n"])
    name = ", ".join(part for part in (pieces.named(indicator, "name"), language.unit(indicator)) if part)
    if pd.isna(row["value"]):
        return [name, Cell("·", is_number=True), "", "", words.why_word(row["status"]), ""]
    bold = Markup("<b>{}</b>").format(number(row["value"], decimals))
    reference = "" if pd.isna(row["reference"]) else number(row["reference"], indicator.decimals)
    said = f"{words.sign(row['verdict'])} {words.word(row)}".strip()
    texts = [bold, interval_words(row["lower"], row["upper"], decimals), reference]
    counted = "" if pd.isna(row["n"]) else f"{number(row['n'])}{NBSP}{_counted(indicator)}"
    return [name, *(Cell(text, is_number=True) for text in texts), said, Cell(counted, is_number=True)]


def _counted(indicator: Indicator) -> str:
    known = {
        "households": _("households"), "persons": _("inhabitants"), "pupils": _("pupils"), "schools": _("schools"),
    }  # fmt: skip
    return known.get(indicator.n_unit or "", "")


def _presence(told: Figures, presence: Presence) -> tuple[list[Markup], int]:
    """Who is where and the districts, and how many rows of tables these take."""
    filters, place = presence.filters, md(told.area["name"])
    parts = [_heading(_("Who is where"), _("as told by the partners"))]
    for sector, row in presence.towns.items():
        of_sector = type(filters)(sector=sector, school_year=filters.school_year)
        parts.append(Markup("<p>{}</p>").format(markup.bold(reach.presence(row, of_sector, place))))
    if presence.partners.empty:
        parts.append(_note(_("That no partner tells of an activity does not say that nothing happens.")))
    else:
        parts.append(_partners(presence.partners))
    if presence.waiting:
        waiting = ngettext("{n} request of a school waits for an answer.",
                           "{n} requests of schools wait for an answer.", presence.waiting)  # fmt: skip
        parts.append(_note(waiting))
    districts = presence.districts
    if len(districts):
        parts.append(
            _heading(_("Per district"), _("highest need first; bar: part of the need at schools with a partner"))
        )
        parts.append(_districts(districts))
    return parts, min(len(presence.partners), PARTNERS) + min(len(districts), DISTRICTS)


def _note(text: str) -> Markup:
    return Markup('<p class="note">{}</p>').format(text)


def _partners(rows: pd.DataFrame) -> Markup:
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
        for row in rows.head(PARTNERS).to_dict("records")
    ]  # fmt: skip
    left = len(rows) - PARTNERS
    rest = _note(ngettext("And {n} more partner.", "And {n} more partners.", left)) if left > 0 else Markup()
    return markup.table(heads, cells) + rest


def _shortened(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(",", 1)[0] + " …"


def _districts(rows: pd.DataFrame) -> Markup:
    ordered = rows.sort_values(["need_per_pupil", "name"], ascending=[False, True], na_position="last")
    shown = ordered[ordered["schools_count"] > 0].head(DISTRICTS)
    amounts = (_("Need per pupil"), _("Schools with a partner"))
    heads = [
        _("District"),
        *(Cell(head, is_number=True) for head in amounts),
        "",
        Cell(_("of the need"), is_number=True),
    ]
    cells = [
        [
            row["name"],
            Cell("·" if pd.isna(row["need_per_pupil"]) else number(row["need_per_pupil"], 2), is_number=True),
            Cell(_("{n} of {all}", n=number(row["active_schools_count"]), all=number(row["schools_count"])),
                 is_number=True),
            _bar(row["need_share"]),
            Cell("·" if pd.isna(row["need_share"]) else reach.brief(row["need_share"]), is_number=True),
        ]
        for row in shown.to_dict("records")
    ]  # fmt: skip
    left = len(rows) - len(shown)
    more = ngettext("And {n} district with a lower need, or without a school.",
                    "And {n} districts with a lower need, or without a school.", left)  # fmt: skip
    rest = _note(more) if left else Markup()
    return markup.table(heads, cells) + rest


def _bar(share: float) -> Cell:
    wide = 0 if pd.isna(share) else share
    return Cell(Markup('<span class="bar"><i style="width:{:.1f}%"></i></span>').format(wide))


def _sources(told: Figures, reader: Reader) -> Markup:
    used = dict.fromkeys(indicator.indicator_id for indicator in told.indicators.values())
    lines = [sources.of(used, reader), f"{pieces.build_text(reader.build)} · {_explained()}"]
    return Markup('<div class="src">{}</div>').format(joined(Markup("<p>{}</p>").format(line) for line in lines))
