"""One factor: its figures with links, what they say, what they do not say, and the themes that touch it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.frame import links
from dashboard.frame.access import PARTNER
from dashboard.frame.language import _, ngettext
from dashboard.frame.markup import Markup, joined
from dashboard.frame.warehouse import Reader
from dashboard.network.factors import level_words
from dashboard.ui import pieces


def limits(level: str) -> str:
    """What no figure of a level says."""
    words = {
        "pupil": _("Nothing about one pupil: figures here are of schools and areas."),
        "family": _("Nothing about one family: a school or area with a high figure has families of all kinds."),
        "school": _("Nothing about the quality of one school: circumstances differ."),
        "district": _("Nothing about one pupil. Children also go to school outside their neighbourhood."),
        "society": _("Nothing about cause: a figure of the country says that something is so, not why."),
    }
    return words.get(level, "")


def told(row: Mapping[str, Any], reader: Reader) -> None:
    """One factor: its figures with links, what they say, what they do not say, and what touches it."""
    pieces.piece(
        Markup('<p class="rw-name"><b>{}</b> <span class="rw-muted">{}</span></p>').format(
            pieces.named(row, "name"), _("level {level}", level=level_words()[row["level"]].lower())
        )
    )
    figure, says, limit = st.columns(3, gap="large")
    with figure:
        pieces.heading(_("Figure"))
        _figures(row, reader)
    with says:
        pieces.heading(_("What it says"))
        texts = [pieces.named(one, "description") for one in row["indicators"]]
        pieces.piece(
            joined(Markup("<p>{}</p>").format(text) for text in dict.fromkeys(texts)) or _nothing(), "rw-panel"
        )
    with limit:
        pieces.heading(_("What it does not say"))
        always = _("A figure says something about a factor; it does not measure it.")
        pieces.piece(Markup("<p>{}</p><p>{}</p>").format(limits(row["level"]), always), "rw-panel")
    _themes(row, reader)


def _nothing() -> Markup:
    return Markup('<p class="rw-muted">{}</p>').format(
        _("There is no open figure, so nothing can be said about it here.")
    )


def _figures(row: Mapping[str, Any], reader: Reader) -> None:
    """Each indicator with the map and the comparison where it has them."""
    if not row["indicators"]:
        lacking = reader.run("factor_indicators")
        lacking = lacking[lacking["factor_id"] == row["factor_id"]]
        names = ", ".join(pieces.named(one, "name") for one in lacking.to_dict("records"))
        told_of = (
            _("This edition has no values of: {names}.", names=names)
            if names
            else _("No indicator here says something about it.")
        )
        pieces.piece(Markup('<p class="rw-muted">{}</p>').format(told_of))
        return
    pieces.piece(joined(_figure(one) for one in row["indicators"]), "rw-panel")


def _figure(one: Mapping[str, Any]) -> Markup:
    ways = []
    if one["is_on_map"]:
        ways.append(links.anchor("kaart", {"indicator": one["indicator_id"], "niveau": "gemeente"}, _("on the map")))
    if one["is_comparable"]:
        ways.append(links.anchor("wijken-vergelijken", {"indicator": one["indicator_id"]}, _("compare")))
    return Markup("<p>{}<br><small>{}</small></p>").format(
        pieces.named(one, "name"), joined(ways, " · ") if ways else _("per school only")
    )


def _themes(row: Mapping[str, Any], reader: Reader) -> None:
    """Themes that touch the factor by our own judgement, and the programmes with them."""
    rows = reader.run("factor_themes")
    own = rows[rows["factor_id"] == row["factor_id"]].to_dict("records")
    pieces.heading(_("Themes that touch it"), _("our own judgement, no source says it"))
    if not own:
        pieces.piece(Markup('<p class="rw-muted">{}</p>').format(_("We know of no theme that touches this factor.")))
        return
    counts = _counts(reader)
    lines = [_theme(one, counts) for one in own]
    pieces.piece(Markup("<ul>{}</ul>").format(joined(lines)))


def _theme(one: Mapping[str, Any], counts: Mapping[str, int] | None) -> Markup:
    name = pieces.named(one, "name")
    offer = Markup()
    if counts is not None:
        n = counts.get(one["theme_id"], 0)
        text = ngettext("{n} programme", "{n} programmes", n)
        offer = Markup(" · {}").format(links.anchor("aanbod", {"thema": one["theme_id"]}, text))
    examples = links.anchor("interventies", {"thema": one["theme_id"]}, _("interventions"))
    return Markup("<li>{} <span class=rw-muted>({})</span>{} · {}</li>").format(
        name, pieces.named(one, "reason"), offer, examples
    )


def _counts(reader: Reader) -> dict[str, int] | None:
    """Programmes by theme, for who may know them."""
    if not reader.may("read", PARTNER):
        return None
    every_theme = [
        code for told_of in reader.run("offer_programmes")["theme_ids"].dropna() for code in str(told_of).split(",")
    ]
    return {code: every_theme.count(code) for code in every_theme}
