"""The side bar of page Doelscholen: whose activity counts, the weights, and all filters; they make the criteria."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from dashboard.figures import ranking
from dashboard.frame.language import _, number
from dashboard.frame.records import Place
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.targets import labels, orders, score
from dashboard.targets.criteria import PRESET_SECTORS, TOPS, Criteria, Preset, weights_of
from dashboard.targets.score import DEFAULT_WEIGHTS, SLIDERS, Measure
from dashboard.ui import activity, gaps, region

Code = TypeVar("Code", bound=str)
# The filters of the expander; it opens when a link brings some.
MORE = ("zoek", "onderwijs", "grootte", "behoefte", "ses", "aantal-partners", "wel", "niet", "bereikt", "gka",
        "stedelijkheid", "gemerkt")  # fmt: skip


def criteria(chosen: Selection, place: Place, partners: pd.DataFrame, reader: Reader) -> Criteria:
    """Draws the whole side bar below the place and reads it."""
    filters = activity.filters(chosen, partners, reader)
    measure = _measure(chosen)
    weights = _weights(chosen)
    names = dict(zip(partners["partner_id"], partners["name"], strict=True))
    gaps.among((*score.indicators(filters.sector), *orders.indicators(filters.sector)), reader)
    more = _more_filters(chosen, filters.sector, names)
    return Criteria(
        areas=tuple(region.codes(place)),
        filters=filters,
        measure=measure,
        weights=weights,
        top=int(chosen.valid("eerste", [str(top) for top in TOPS])),
        preset=_valid_preset(chosen, filters.sector),
        **more,
    )


def _more_filters(chosen: Selection, sector: str, names: Mapping[str, str]) -> dict[str, Any]:
    """The criteria that most readers leave alone."""
    is_in_use = any(chosen[name] != chosen.defaults[name] for name in MORE)
    hint = _(
        "Their need is unreliable, of another kind, or of pupils who are gone. With this switch they take part in the "
        "order."
    )
    with st.expander(_("More filters"), expanded=is_in_use):
        return {
            "text": chosen.write_in("zoek", _("Name, place or BRIN"), max_chars=60).strip()[:60],
            "types": _many(chosen, "onderwijs", _("Type of education"), labels.education()) if sector == "VO" else (),
            "sizes": _many(chosen, "grootte", _("Pupils"), labels.sizes()),
            "need": _many(chosen, "behoefte", _("Need"), labels.thirds()),
            "ses": _many(chosen, "ses", _("SES of the district"), labels.thirds()),
            "partner_counts": _many(chosen, "aantal-partners", _("Number of partners"), labels.partner_counts()),
            "present": _many(chosen, "wel", _("One of these partners is there"), names),
            "absent": _many(chosen, "niet", _("None of these partners is there"), names),
            "reached": _many(chosen, "bereikt", _("Participants"), labels.reached()),
            "gka": chosen.switch("gka", _("GKA municipalities only")),
            "urban": tuple(map(int, _many(chosen, "stedelijkheid", _("Urbanity"), activity.urbanity_words()))),
            "flagged": chosen.switch(
                "gemerkt", _("Also schools for newcomers, of 40 pupils or fewer, or without pupils"), help=hint
            ),
        }


def _many(chosen: Selection, name: str, label: str, texts: Mapping[Code, str]) -> tuple[Code, ...]:
    """The options chosen, in the reader's order."""
    options: dict[str, Code] = {option: option for option in texts}
    codes = chosen.choose_many(name, label, list(texts), placeholder=_("All"), format_func=texts.get)
    return tuple(options[code] for code in codes)


def _measure(chosen: Selection) -> Measure:
    measure = Measure(chosen.valid("meten", list(Measure)))
    hint = _("Total: where the most work is. Per pupil: where need is greatest.")
    chosen.pick("meten", _("Need measured"), list(Measure), format_func=labels.measures().get, help=hint)
    return measure


def _weights(chosen: Selection) -> tuple[int, ...]:
    """Five sliders that always add up to 100: moving one takes from or gives to the others in proportion."""
    weights = weights_of(chosen["gewichten"])
    if weights == DEFAULT_WEIGHTS:
        chosen.miss("gewichten", chosen["gewichten"], chosen.defaults["gewichten"], _("Weights"))
    st.markdown(_("**Weights**, together 100"))
    for place, slider in enumerate(SLIDERS):
        key = f"doelscholen-gewicht-{slider}"
        if st.session_state.get(key) != weights[place]:
            st.session_state[key] = weights[place]
        st.slider(labels.slider_name(slider), 0, 100, key=key, on_change=_take_weight(chosen, weights, place, key))
    if weights != DEFAULT_WEIGHTS:
        st.button(
            _("Weights as they were"),
            icon=":material/history:",
            key="doelscholen-gewichten-terug",
            on_click=lambda: chosen.set(gewichten=None),
        )
    return weights


def _take_weight(chosen: Selection, weights: tuple[int, ...], place: int, key: str) -> Callable[[], None]:
    def take() -> None:
        chosen.set(gewichten=",".join(map(str, ranking.rebalanced(weights, place, st.session_state[key]))))

    return take


def presets(chosen: Selection) -> None:
    """The ready-made choices; one that is about PO or VO chooses that sector too."""

    def take() -> None:
        sector = PRESET_SECTORS.get(Preset(chosen["voorkeuze"]))
        if sector:
            chosen.set(sector=sector)

    chosen.pick(
        "voorkeuze",
        _("Ready-made choice"),
        list(Preset),
        then=take,
        format_func=labels.presets().get,
        label_visibility="collapsed",
        wrap=True,
    )


def _valid_preset(chosen: Selection, sector: str) -> Preset:
    preset = Preset(chosen.valid("voorkeuze", list(Preset)))
    if PRESET_SECTORS.get(preset, sector) != sector:
        chosen.miss("voorkeuze", preset, chosen.defaults["voorkeuze"])
        chosen.set(voorkeuze=None)
    return Preset(chosen["voorkeuze"])


def top(chosen: Selection) -> None:
    """How long the list of schools that come first is."""
    chosen.choose(
        "eerste",
        _("First"),
        [str(top) for top in TOPS],
        format_func=lambda code: _("first {n}", n=number(int(code))),
        label_visibility="collapsed",
        width=130,
    )
