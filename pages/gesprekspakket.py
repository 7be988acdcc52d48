"""Page Gesprekspakket: two pages about one municipality to take along, as PDF or as one HTML file."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dashboard.figures.coverage import Filters
from dashboard.frame import export, markup
from dashboard.frame.access import PARTNER
from dashboard.frame.language import _
from dashboard.frame.markup import Markup, joined, md
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.pack import document, figures, findings, pdf
from dashboard.ui import choices, notes, pieces, states

DEFAULTS = {"gebied": ""}
MIME = {"pdf": "application/pdf", "html": "text/html"}


def render(reader: Reader) -> None:
    chosen = Selection("gesprekspakket", DEFAULTS)
    towns = reader.run("compare_areas", {"level": figures.LEVEL})
    with st.sidebar:
        code = _town(chosen, towns)
    if not code:
        pieces.head(_("Conversation pack"), [], "")
        st.info(_nothing_chosen(towns), icon=":material/description:")
    else:
        _pack(code, reader)
    pieces.question("compare_standing", _asked(reader))
    pieces.source_line([pieces.build_text(reader.build)])
    chosen.write()


def _town(chosen: Selection, towns: pd.DataFrame) -> str:
    """The municipality; '' while none is chosen. One that this build does not have counts as none."""
    names = dict(zip(towns["area_code"], towns["name"], strict=True))
    if chosen["gebied"] not in names:
        chosen.set(gebied=None)
    chosen.choose(
        "gebied", _("Municipality"), list(names), format_func=names.get, placeholder=_("Choose a municipality")
    )
    return chosen["gebied"] if chosen["gebied"] in names else ""


def _nothing_chosen(towns: pd.DataFrame) -> str:
    if towns.empty:
        return _("**No municipality is known in this build.** There is nothing to make a pack of.")
    return _("**Choose a municipality** in the list on the left. The pack is two pages to take along.")


def _pack(code: str, reader: Reader) -> None:
    """What the pack says, and the buttons that make it."""
    told = figures.read(code, _filters(reader), reader)
    name = str(told.area["name"])
    sentence = _("Two pages about **{place}** to take along: to start a conversation, not to judge.", place=md(name))
    pieces.head(_("Conversation pack"), [name, told.area["province_name"] or ""], sentence)
    if told.presence:
        states.told_fictional(reader.run("coverage_partners"), reader.build)
    _buttons(told, reader)
    found = [Markup("<li>{}</li>").format(markup.bold(text)) for text in findings.findings(told, reader)]
    if found:
        pieces.heading(_("What stands on it"))
        pieces.piece(Markup('<ol class="rw-lede">{}</ol>').format(joined(found)))
    if told.country:
        pieces.heading(_("The figures"), _("against the country; interval 95 %"))
        pieces.piece(document.figures_table(told), "rw-scroll")
    else:
        st.info(_("**No figure of {place} may be shown.** The source hides small numbers.", place=md(name)))
    notes.show([notes.Spot(told.code, name, told.code)], reader)
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
    name = (_("conversation pack"), str(told.area["name"]), reader.build.build_id)
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
    return pdf.made(document.html(told, reader))


def _make_html(told: figures.Figures, reader: Reader) -> bytes:
    return document.html(told, reader, pdf.fonts()).encode()


def _asked(reader: Reader) -> dict[str, str]:
    """What its verdicts are asked with: the newest figures of need, against the country."""
    rows = reader.run("compare_periods", {"indicator": figures.NEED, "level": figures.LEVEL})
    period = str(rows["period"].iloc[-1]) if len(rows) else ""
    asked = {"indicator": figures.NEED, "level": figures.LEVEL, "period": period, "group": "all"}
    return asked | {"kind": "country"}
