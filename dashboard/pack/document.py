"""The two pages of a pack as one HTML text: no script, nothing fetched, every picture drawn into it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dashboard.frame import language, marks, markup, what_if
from dashboard.frame.language import _, day, level_word, ngettext
from dashboard.frame.markup import Markup, joined, md
from dashboard.frame.program import NAME
from dashboard.frame.warehouse import Reader
from dashboard.pack import drawing, findings, pdf, tables
from dashboard.pack.figures import Figures
from dashboard.pack.presence import Presence
from dashboard.pack.scope import spots
from dashboard.pack.tables import FEWER, FEWEST, Most
from dashboard.ui import notes, pieces, reach, sources

STYLE = Path(__file__).with_name("pack.css").read_text(encoding="utf-8")
PAGES = 2


def on_paper(told: Figures, reader: Reader) -> bytes:
    """The PDF, with fewer rows in its tables, then fewer notes, where two pages are too short."""
    for most in (Most(), FEWER, FEWEST):
        whole, pages = pdf.made(html(told, reader, most=most))
        if pages <= PAGES:
            break
    return whole


def html(told: Figures, reader: Reader, fonts: str = "", most: Most = Most()) -> str:  # noqa: B008  # a frozen value
    """The whole document in the reader's language; `fonts` is CSS that tells where its letters are."""
    pages = [_first(told, reader), _second(told, reader, most)]
    csp = Markup(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src"
        ' data:; font-src data:">'
    )
    whole = Markup(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8">{}'
        '<meta name="viewport" content="width=device-width">'
        "<title>{}</title><style>{}{}</style></head><body>{}</body></html>"
    )
    title = _("Conversation pack of {place}", place=told.scope.name)
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
        parts.append(_heading(_("Place among the {areas}", areas=level_word(told.scope.level)), _spine_explained(told)))
        parts.append(Markup('<div class="spine">{}</div>').format(spine))
    return joined(parts)


def _head(told: Figures, reader: Reader) -> Markup:
    build = reader.build
    about = [told.scope.where, _("primary and secondary apart")]
    if told.presence:
        about.append(reach.when(told.presence.filters))
    about.append(_("to start a conversation, not to judge"))
    made_up = " · ".join(f"{key}: {text}" for key, text in marks.of(reader).line().items())
    foot = " · ".join(part for part in (NAME, told.scope.name, pieces.build_text(build), made_up) if part)
    head = Markup('<p class="mark">{} · {}</p><h1>{}</h1><p class="about">{}</p><p class="foot">{}</p>')
    pack = _("conversation pack")
    return head.format(NAME, pack, what_if.title(told.scope.name), " · ".join(part for part in about if part), foot)


def _need_explained() -> str:
    return _("Need is the disadvantage score of CBS without its threshold. It describes pupils, not the quality of a"
             " school.")  # fmt: skip


def _spine_explained(told: Figures) -> str:
    sides = _("favourable is right, with {mark} there is no favourable side; dark is the middle half", mark="◂▸")
    if told.scope.is_one:
        return sides
    return f"{sides}; {_('rings are each of the {areas}, the dot all together', areas=level_word(told.scope.level))}"


def _second(told: Figures, reader: Reader, most: Most) -> Markup:
    """The figures, who is where, the districts, questions, room for notes, sources."""
    parts = [_heading(_("The figures"), tables.explained(told)), tables.figures(told)]
    if told.presence:
        parts += _presence(told, told.presence, most)
    parts.append(_heading(_("To talk about")))
    ask = Markup('<p class="ask"><i>{}</i>{}</p>')
    parts += [ask.format(k, markup.bold(text)) for k, text in enumerate(findings.questions(told), start=1)]
    parts.append(_heading(_("Notes")))
    noted = notes.in_pack(spots(told.scope, reader), reader, most.notes)  # for the closed group only
    parts += [tables.note(line) for line in noted]
    room = max(most.whole - tables.lines(told, most) - 2 * len(noted), most.room)
    parts.append(Markup('<div class="lines">{}</div>').format(joined([Markup("<p></p>")] * room)))
    return joined([*parts, _sources(told, reader)])


def _explained() -> str:
    return _("SES-WOA describes households, not pupils. Every figure can be found in the atlas.")


def _presence(told: Figures, presence: Presence, most: Most) -> list[Markup]:
    """Who is where, who waits, and the districts or municipalities."""
    place = md(told.scope.name)
    parts = [_heading(_("Who is where"), _("as told by the partners"))]
    for sector, row in presence.sectors.items():
        said = reach.presence(row, replace(presence.filters, sector=sector), place)
        parts.append(Markup("<p>{}</p>").format(markup.bold(said)))
    if presence.partners.empty:
        parts.append(tables.note(_("That no partner tells of an activity does not say that nothing happens.")))
    else:
        parts.append(tables.partners(presence.partners, most))
    if presence.waiting:
        waiting = ngettext("{n} request of a school waits for an answer, since {date}.",
                           "{n} requests of schools wait for an answer, the oldest since {date}.",
                           len(presence.waiting), date=day(presence.waiting[0]))  # fmt: skip
        parts.append(tables.note(waiting))
    if len(presence.parts) > 1:
        words = _("highest need first; bar: part of the need at schools with a partner")
        title = _("Per district") if tables.are_districts(presence) else _("Per municipality")
        parts += [_heading(title, words), tables.per_part(told, presence, most)]
    return parts


def _sources(told: Figures, reader: Reader) -> Markup:
    used = dict.fromkeys(indicator.indicator_id for indicator in told.indicators.values())
    lines = [sources.of(used, reader), f"{pieces.build_text(reader.build)} · {_explained()}"]
    return Markup('<div class="src">{}</div>').format(joined(Markup("<p>{}</p>").format(line) for line in lines))
