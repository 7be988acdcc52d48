"""The side bar of page Planner: how many schools, the demands, the places per partner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from dashboard.figures.plan.rules import Rules
from dashboard.figures.plan.usual import kinds, usual
from dashboard.frame.language import _, number
from dashboard.frame.selection import Selection
from dashboard.plan import links, words
from dashboard.plan.schools import Asked

# The choices of the expanders; one that a link brings is open.
MORE = (
    "km",
    "leerlingen",
    "werkgebied",
    "capaciteit",
    "past",
    "start",
    "per-bestuur",
    "per-wijk",
    "zonder-partner",
    "per-sector",
    "gewicht",
    "straal",
    "soort-regio",
    "eigen-regios",
)


def rules(chosen: Selection, asked: Asked) -> tuple[Rules, Rules]:
    """Draws the demands and reads them: the rules, and those that a plan in this place starts with."""
    standard = usual(asked.problem, links.kind(chosen, asked.problem))
    with st.container(key="planner-eisen", gap="small"):
        _pair(chosen, ("po", _("PO schools"), standard.po or 0), ("vo", _("VO schools"), standard.vo or 0))
        st.markdown(_("**Demands**, at least"))
        _pair(
            chosen,
            ("regios", _("Regions"), standard.regions),
            ("met-partner", _("With a partner"), standard.with_partner),
        )
        _pair(chosen, ("stedelijk", _("Urban"), standard.urban), ("landelijk", _("Rural"), standard.rural))
        st.markdown(_("At most; 0 is no limit"))
        _pair(
            chosen,
            ("per-gemeente", _("Per municipality"), standard.per_town or 0),
            ("per-partner", _("Per partner"), standard.per_partner or 0),
        )
        chosen.switch("vmbo", _("VO schools with vmbo only"))
    _more(chosen, asked, standard)
    _of_partners(chosen, asked, standard)
    return links.rules(chosen, standard, asked.problem), standard


def _pair(chosen: Selection, *fields: tuple[str, str, int]) -> None:
    for column, (name, label, standard) in zip(st.columns(2, gap="small"), fields, strict=False):
        with column:
            _number(chosen, name, label, standard)


def _number(chosen: Selection, name: str, label: str, standard: int, most: int = links.MOST) -> None:
    """A number of the link; 0 of what is a limit is none."""
    is_limit = name in links.LIMITS
    now = 0 if is_limit and chosen[name] == links.NONE else links._count(chosen[name], standard, most)
    _field(f"planner-{name}", label, now, most, lambda value: _told(chosen, name, value, standard, is_limit=is_limit))


def _told(chosen: Selection, name: str, value: int, standard: int, *, is_limit: bool) -> None:
    text = links.NONE if is_limit and value == 0 else str(value)
    chosen.set(**{name: None if value == standard else text})


def _field(key: str, label: str, now: int, most: int, then: Callable[[int], None]) -> None:
    if st.session_state.get(key) != now:
        st.session_state[key] = now
    st.number_input(label, 0, most, key=key, step=1, on_change=lambda: then(st.session_state[key]))


def _more(chosen: Selection, asked: Asked, standard: Rules) -> None:
    """What most readers leave as it is."""
    with st.expander(_("More demands"), expanded=any(chosen[name] != chosen.defaults[name] for name in MORE)):
        offered = kinds(asked.problem)
        if chosen["soort-regio"] not in ("", *offered):
            chosen.set(**{"soort-regio": None})
        titles = words.region_kinds()
        chosen.choose(
            "soort-regio", _("Regions are"), ["", *offered[1:]], format_func=lambda code: titles[code or offered[0]]
        )
        hint = _(
            "Name: municipality, municipality; next name: municipality. Municipalities in no region count for none."
        )
        chosen.write_in("eigen-regios", _("Own regions"), max_chars=600, help=hint)
        _steps(chosen, standard)
        _pair(chosen, ("per-bestuur", _("Per board"), 0), ("per-wijk", _("Per district"), 0))
        _pair(chosen, ("zonder-partner", _("Without a partner"), 0))
        hint = _("What a partner did not tell is unknown and does not count as yes: ask it.")
        for name, label in (
            ("werkgebied", _("Inside the told working area")),
            ("capaciteit", _("Within the told capacity")),
            ("past", _("A programme that fits")),
            ("start", _("Where all partners can start at once")),
        ):
            chosen.switch(name, label, help=hint)
        chosen.switch("per-sector", _("Count demands per sector"))
        _weight(chosen)
        chosen.choose(
            "straal",
            _("Schools nearby count for a quarter"),
            [f"{km:g}" for km in links.RADII],
            format_func=lambda code: _("within {km} km", km=number(float(code), 1)) if code != "0" else _("no"),
        )


def _steps(chosen: Selection, standard: Rules) -> None:
    """Distance and pupils per partner, out of a few round numbers."""
    first = {"km": standard.travel_km, "leerlingen": standard.partner_pupils}
    labels = {"km": _("Kilometres from a school of the partner"), "leerlingen": _("Pupils per partner, at most")}
    for name, (_rule, steps) in links.STEPS.items():
        usual_one = first[name]
        options = ["", *([links.NONE] if usual_one is not None else []), *(f"{n}" for n in steps if n != usual_one)]
        if chosen[name] not in options:
            chosen.set(**{name: None})

        def told(code: str, usual_one=usual_one) -> str:
            value = usual_one if not code else None if code == links.NONE else float(code)
            return _("no limit") if value is None else number(value)

        chosen.choose(name, labels[name], options, format_func=told)


def _weight(chosen: Selection) -> None:
    """How much a percent of PO need counts beside a percent of VO need."""
    now, key = links._count(chosen["gewicht"], 50, 100), "planner-gewicht"
    if st.session_state.get(key) != now:
        st.session_state[key] = now
    st.slider(
        _("Weight of PO, VO has the rest"),
        0,
        100,
        key=key,
        step=5,
        on_change=lambda: chosen.set(gewicht=str(st.session_state[key])),
    )


def _of_partners(chosen: Selection, asked: Asked, standard: Rules) -> None:
    """Another number of schools for one partner than for the others."""
    if not asked.partners:
        return
    rules = links.rules(chosen, standard, asked.problem)
    own = dict(rules.places)
    with st.expander(_("Places per partner"), expanded=bool(own)):
        for code, name in asked.partners.items():
            now = own.get(code, rules.per_partner or 0)
            _field(
                f"planner-plaatsen-{code}",
                name,
                now,
                links.MOST,
                lambda value, code=code: _told_places(chosen, rules, code, value),
            )


def _told_places(chosen: Selection, rules: Rules, code: str, value: int) -> None:
    own = {one: n for one, n in rules.places if one != code}
    if value != (rules.per_partner or 0):
        own[code] = value
    chosen.set(plaatsen=links.of(replace(rules, places=tuple(own.items())), rules)["plaatsen"])


def schools(chosen: Selection, asked: Asked) -> None:
    """Schools that must be in the plan or may not, by code; each named, and what is no code told."""
    for name, label in (("vast", _("Always in")), ("niet", _("Never in"))):
        chosen.write_in(name, label, max_chars=400, placeholder=_("BRIN and location, 17DP00"))
        codes = links.typed(chosen[name])
        unknown = [code for code in codes if asked.name_of(code) is None]
        if unknown:
            st.warning(_("Cannot be chosen here: {codes}.", codes=", ".join(unknown)), icon=":material/search_off:")
