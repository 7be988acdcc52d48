"""Programmes as cards: what, for whom, where, at how many schools, how fresh; the name leads to all of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.figures.fit import Fit, told
from dashboard.frame import apart, links
from dashboard.frame.language import _, ngettext, number
from dashboard.frame.markup import Markup, joined, md
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.offer import programmes
from dashboard.offer.choices import Asked, Result
from dashboard.ui import activity, fits, pieces

PAGE = 12
_CARD = Markup("<article><h3>{}</h3><small>{}</small><p>{}</p><ul>{}</ul><p>{}</p></article>")
_FACT = Markup("<li class=rw-of-{}>{}</li>")  # the class brings the icon


def show(found: Result, told_of: Asked, chosen: Selection, reader: Reader) -> None:
    """Twelve on a leaf."""
    rows, most = found.rows.to_dict("records"), apart.rows_at_once(PAGE)
    leaves = [str(n + 1) for n in range(-(-len(rows) // most))]
    at = (int(chosen.valid("blad", leaves)) - 1) * most
    is_judged = told_of.school is not None or told_of.wish != type(told_of.wish)("", "")
    cards = [
        card(row, one if is_judged else None, found, chosen, reader)
        for row, one in zip(rows[at : at + most], found.fits[at : at + most], strict=True)
    ]
    pieces.piece(joined(cards), "rw-cards")
    if len(leaves) > 1:
        label = _("Leaf")
        chosen.pick("blad", label, leaves, format_func=lambda one: f"{label} {one}", label_visibility="collapsed")


def card(row: Mapping[str, Any], one: Fit | None, found: Result | None, chosen: Selection, reader: Reader) -> Markup:
    """One programme; with its fit when something is asked."""
    link = {"programma": row["programme_id"]} | ({"school": chosen["school"]} if chosen["school"] else {})
    partner = Markup("{}{}").format(row["partner_name"], f" · {_('fictional')}" if row["is_fictional"] else "")
    return _CARD.format(
        links.anchor("aanbod", link, programmes.name(row)),
        partner,
        pieces.named(row, "description") or _("No description was told."),
        joined(facts(row, reader)),
        joined(_last(row, one, found), " "),
    )


def facts(row: Mapping[str, Any], reader: Reader) -> list[Markup]:
    """Theme, sector and groups, region, volunteers; what was not told is said."""
    unknown = _("unknown")
    groups = programmes.group_words(row)
    sector = told(row, "sector").replace(",", " → ")
    return [
        _FACT.format("theme", ", ".join(programmes.theme_words(row, reader)) or _("theme unknown")),
        _FACT.format("groups", ", ".join(filter(None, (sector, groups))) or _("groups unknown")),
        _FACT.format("region", told(row, "region") or f"{_('working area')} {unknown}"),
        *([_FACT.format("volunteers", _("looks for volunteers"))] if told(row, "wants_volunteers") == "yes" else []),
    ]


def schools(row: Mapping[str, Any]) -> Markup:
    """46 schools now; or since when it is no longer told."""
    state = programmes.freshness(row)
    if state == "current":
        text = ngettext("{n} school now", "{n} schools now", int(row["schools_count"]))
        count = number(row["schools_count"])
        return Markup("<b>{}</b>{}").format(count, text.removeprefix(count))
    words = {
        "never": _("no activity was told"),
        "stopped": _("stopped"),
        "faded": _("faded, last in {year}", year=row["last_school_year"]),
    }
    return Markup('<span class="rw-old">{}</span>').format(words[state])


def _last(row: Mapping[str, Any], one: Fit | None, found: Result | None) -> list[Markup]:
    told_last = [schools(row)]
    if row["is_silent"]:
        told_last.append(Markup('<span class="rw-old">{}</span>').format(_("partner silent for a year")))
    hit = found.by.get(row["programme_id"]) if found is not None else None
    if hit is not None:
        told_last.append(
            Markup('<span class="rw-muted">{}</span>').format(_("found by: {words}", words=", ".join(hit.by)))
        )
    if one is not None:
        told_last.append(Markup('<span class="rw-fit">{}</span>').format(fits.state(one)))
    return told_last


def nothing(chosen: Selection, reader: Reader) -> None:
    """No programme answers: what may be left out."""
    if not len(programmes.every(reader).rows):
        text = _("**There is no offer yet.** Partners tell of it on the page Partner data.")
    elif chosen["q"]:
        themes = activity.theme_names(reader)
        what = themes.get(chosen["thema"], "") or chosen["sector"].replace("alles", "")
        text = _(
            "**No programme found.** Nothing on offer has “{words}”{what}. Leave a choice out.",
            words=md(chosen["q"]),
            what=f" ({what})" if what else "",
        )
    else:
        text = _("**No programme found.** There is no offer with these choices. Leave one out.")
    st.info(text, icon=":material/filter_alt_off:")
