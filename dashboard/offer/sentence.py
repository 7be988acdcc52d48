"""What the page says on top: how many programmes, about what, what is not on offer; or what fits the school."""

from __future__ import annotations

from collections import Counter

from babel.lists import format_list

from dashboard.figures.complements import parts
from dashboard.figures.fit import State
from dashboard.frame.language import _, current, day, ngettext, number
from dashboard.frame.markup import md
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.offer.choices import ALL, BOTH, Asked, Result, marks
from dashboard.ui import activity, pieces, requests


def selection(chosen: Selection, told_of: Asked, reader: Reader) -> list[str]:
    """The choices in words."""
    place = told_of.place.name if told_of.place is not None else _("everywhere")
    where = told_of.school["name"] if told_of.school is not None else place
    themes = activity.theme_names(reader)
    return [
        where,
        {ALL: "", BOTH: "PO → VO"}.get(chosen["sector"], chosen["sector"]),
        themes.get(chosen["thema"], "") if chosen["thema"] else _("all themes"),
        requests.group_word(chosen["groep"]),
        f"“{chosen['q']}”" if chosen["q"] else "",
        *(label for code, label in marks().items() if chosen[code] == "1"),
        _("as of {date}", date=day(reader.build.as_of_date)),
    ]


def finding(chosen: Selection, told_of: Asked, found: Result, reader: Reader) -> str:
    """One sentence with the numbers in it."""
    rows = found.rows
    if told_of.school is not None and len(rows):
        return _of_school(told_of.school["name"], found)
    if rows.empty:
        return _("**No programme found.**")
    count = ngettext("**{n} programme**", "**{n} programmes**", len(rows))
    partners = rows["partner_id"].nunique()
    of = _("of one partner") if partners == 1 else _("of {n} partners", n=number(partners))
    told = f"{count} {of}."
    asks = found.count(State.ASK)
    if asks:
        told += " " + ngettext(
            "Of {n} something that is asked is not known.", "Of {n} something that is asked is not known.", asks
        )
    narrowed = chosen["q"] or chosen["thema"]
    return told if narrowed else f"{told} {_themes(found, reader)}"


def _of_school(name: str, found: Result) -> str:
    fits = ngettext("**{n} programme** fits", "**{n} programmes** fit", found.count(State.FITS))
    return _(
        "For {school} {fits}; {ask} have to be asked, {rest} do not fit.",
        school=md(name),
        fits=fits,
        ask=number(found.count(State.ASK)),
        rest=number(found.count(State.NOT)),
    )


def _themes(found: Result, reader: Reader) -> str:
    """What most of them are about, and for how many themes there is none."""
    names = activity.theme_names(reader)
    counts = Counter(code for row in found.rows.to_dict("records") for code in parts(row, "theme_ids") if code in names)
    none = len(names) - len(counts)
    if not counts:
        return _("Their themes are not known.")
    most = [f"{names[code].lower()} ({number(n)})" for code, n in sorted(counts.items(), key=_first)[:2]]
    about = _("Most are about {themes}", themes=md(format_list(most, locale=current())))
    lack = ngettext(
        "for {n} of the {all} themes there is no offer",
        "for {n} of the {all} themes there is no offer",
        none,
        all=number(len(names)),
    )
    return f"{about}; {lack}." if none else f"{about}."


def _first(one: tuple[str, int]) -> tuple[int, str]:
    return -one[1], one[0]


def lines(found: Result, reader: Reader) -> list[str]:
    """Source lines: who told it, what counts as now, what was left out."""
    build = pieces.build_text(reader.build)
    notes = [
        _("A programme has faded when none of its activities was confirmed in the last 12 months."),
        _("Schools: school locations with a current activity."),
        ngettext(
            "{n} programme does not fit the choice and is not shown.",
            "{n} programmes do not fit the choice and are not shown.",
            found.left_out,
        )
        if found.left_out
        else "",
        ngettext(
            "Of {n} programme what is asked for was not told: it is not shown. That is not a no.",
            "Of {n} programmes what is asked for was not told: they are not shown. That is not a no.",
            found.unknown,
        )
        if found.unknown
        else "",
    ]
    return [f"{_('Source: as told by the partners')} · {build}", " ".join(filter(None, notes))]
