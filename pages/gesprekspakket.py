"""Page Gesprekspakket: two pages about a municipality, region or districts, as PDF or as one HTML file."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.figures.coverage import Filters
from dashboard.frame import export, markup
from dashboard.frame.access import PARTNER
from dashboard.frame.language import _
from dashboard.frame.markup import Markup, joined, md
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.pack import controls, document, figures, findings, pdf, tables
from dashboard.pack.scope import TOWN, Scope, areas, spots
from dashboard.ui import choices, notes, pieces, states
from dashboard.ui.paper import letters

MIME = {"pdf": "application/pdf", "html": "text/html"}


def render(reader: Reader) -> None:
    chosen = Selection("gesprekspakket", controls.DEFAULTS)
    with st.sidebar:
        scope = controls.choose(chosen, reader)
    if scope is None:
        pieces.head(_("Conversation pack"), [], "")
        st.info(_nothing_chosen(reader), icon=":material/description:")
    else:
        _pack(scope, reader)
    pieces.question("compare_standing", _asked(scope, reader))
    pieces.source_line([pieces.build_text(reader.build)])
    chosen.write()


def _nothing_chosen(reader: Reader) -> str:
    if areas(TOWN, reader).empty:
        return _("**No municipality is known in this build.** There is nothing to make a pack of.")
    return _(
        "**Choose a municipality** in the list on the left, then districts of it if you want. The pack is two pages to"
        " take along."
    )


def _pack(scope: Scope, reader: Reader) -> None:
    """What the pack says, and the buttons that make it."""
    told = figures.read(scope, _filters(reader), reader)
    place = md(scope.name)
    sentence = _("Two pages about **{place}** to take along: to start a conversation, not to judge.", place=place)
    pieces.head(_("Conversation pack"), [scope.name, scope.where], sentence)
    if told.presence:
        states.told_fictional(reader.run("coverage_partners"), reader.build)
    _buttons(told, reader)
    found = [Markup("<li>{}</li>").format(markup.bold(text)) for text in findings.findings(told, reader)]
    if found:
        pieces.heading(_("What stands on it"))
        pieces.piece(Markup('<ol class="rw-lede">{}</ol>').format(joined(found)))
    if told.country:
        pieces.heading(_("The figures"), tables.explained(told))
        pieces.piece(tables.figures(told), "rw-scroll")
    else:
        text = _("**No figure of {place} may be shown.** The source hides small numbers.", place=place)
        st.info(text, icon=":material/description:")
    notes.show(spots(scope, reader), reader)
    pieces.heading(_("To talk about"))
    asked = [Markup("<li>{}</li>").format(markup.bold(text)) for text in findings.questions(told)]
    pieces.piece(Markup("<ol>{}</ol>").format(joined(asked)))


def _filters(reader: Reader) -> Filters:
    """The school year that every page starts with; who may not read partners' activity is told of none."""
    year = choices.with_year({}, reader)["schooljaar"] if reader.may("read", PARTNER) else choices.ALL_YEARS
    return Filters(school_year="" if year == choices.ALL_YEARS else year)


def _buttons(told: figures.Figures, reader: Reader) -> None:
    kinds = {"pdf": _make_pdf, "html": _make_html} if pdf.is_there() else {"html": _make_html}
    labels = {"pdf": _("Pack (PDF)"), "html": _("Pack (HTML, one file)")}
    name = (_("conversation pack"), told.scope.name, reader.build.build_id)
    with st.container(horizontal=True):
        for kind, make in kinds.items():
            st.download_button(
                labels[kind],
                data=export.later(partial(make, told, reader)),
                file_name=export.file_name(*name, kind=kind),
                mime=MIME[kind],
                icon=":material/description:",
                type="primary" if kind == next(iter(kinds)) else "secondary",
                key=f"pack-{kind}",
            )
    if not pdf.is_there():
        st.caption(_("This machine cannot make PDFs (Pango is not there): print the HTML, it has the same two pages."))


def _make_pdf(told: figures.Figures, reader: Reader) -> bytes:
    return document.on_paper(told, reader)


def _make_html(told: figures.Figures, reader: Reader) -> bytes:
    return document.html(told, reader, letters.faces()).encode()


def _asked(scope: Scope | None, reader: Reader) -> dict[str, str]:
    """What its verdicts are asked with: the newest figures of need, against the country."""
    level = scope.level if scope else TOWN
    rows = reader.run("compare_periods", {"indicator": figures.NEED, "level": level})
    period = str(rows["period"].iloc[-1]) if len(rows) else ""
    return {"indicator": figures.NEED, "level": level, "period": period, "group": "all", "kind": "country"}
