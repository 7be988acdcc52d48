"""The side bar of page Doelscholen: whose activity counts, the weights, and all filters; they make the criteria."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from dashboard.figures import ranking
from dashboard.frame.language import _, number
from dashboard.frame.records import Place
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.targets import score
from dashboard.targets.criteria import PARTNERS, PRESETS, REACHED, SIZES, THIRDS, TOPS, VO_TYPES, Criteria, weights_of
from dashboard.targets.score import DEFAULT_WEIGHTS, SLIDERS
from dashboard.ui import activity as coverage_controls
from dashboard.ui import region

MEASURES = ("per-leerling", "totaal")


def criteria(chosen: Selection, place: Place, partners: pd.DataFrame, reader: Reader) -> Criteria:
    """Draws the whole side bar below the place and reads it."""
    filters = coverage_controls.filters(chosen, partners, reader)
    measure = _measure(chosen)
    weights = _weights(chosen)
    names = dict(zip(partners["partner_id"], partners["name"], strict=True))
    with st.expander(_("More filters"), expanded=bool(_in_use(chosen))):
        text = chosen.write_in("zoek", _("Name, place or BRIN"), max_chars=60)
        types = _many(chosen, "onderwijs", _("Type of education"), type_words()) if filters.sector == "VO" else ()
        sizes = _many(chosen, "grootte", _("Pupils"), size_words())
        need = _many(chosen, "behoefte", _("Need"), third_words())
        ses = _many(chosen, "ses", _("SES of the district"), third_words())
        counts = _many(chosen, "aantal-partners", _("Number of partners"), partner_count_words())
        present = _many(chosen, "wel", _("One of these partners is there"), names)
        absent = _many(chosen, "niet", _("None of these partners is there"), names)
        reached = _many(chosen, "bereikt", _("Participants"), reached_words())
        gka = chosen.switch("gka", _("GKA municipalities only"))
        urban = _many(chosen, "stedelijkheid", _("Urbanity"), coverage_controls.urbanity_words())
        told = _("Their need is unreliable or of another kind. With this switch they take part in the order.")
        flagged = chosen.switch("gemerkt", _("Also newcomer schools and schools of 40 pupils or fewer"), help=told)
    return Criteria(
        areas=tuple(region.codes(place)),
        filters=filters,
        measure=measure,
        weights=weights,
        top=int(chosen.valid("eerste", [str(top) for top in TOPS])),
        preset=_valid_preset(chosen, filters.sector),
        gka=gka,
        urban=tuple(int(code) for code in urban),
        types=types,
        sizes=sizes,
        need=need,
        ses=ses,
        partner_counts=counts,
        present=present,
        absent=absent,
        reached=reached,
        flagged=flagged,
        text=text.strip()[:60],
    )


def _in_use(chosen: Selection) -> list[str]:
    """The filters of the expander that are not at their default; it opens when a link brings some."""
    names = ("zoek", "onderwijs", "grootte", "behoefte", "ses", "aantal-partners", "wel", "niet", "bereikt", "gka",
             "stedelijkheid", "gemerkt")  # fmt: skip
    return [name for name in names if chosen[name] != chosen.defaults[name]]


def _many(chosen: Selection, name: str, label: str, words: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(chosen.choose_many(name, label, list(words), placeholder=_("All"), format_func=words.get))


def _measure(chosen: Selection) -> str:
    code = chosen.valid("meten", MEASURES)
    told = _("Total: where the most work is. Per pupil: where need is greatest.")
    chosen.pick("meten", _("Need measured"), MEASURES, format_func=measure_words().get, help=told)
    return code


def measure_words() -> dict[str, str]:
    return {"per-leerling": _("per pupil"), "totaal": _("total")}


def _weights(chosen: Selection) -> tuple[int, ...]:
    """Five sliders that always add up to 100: moving one takes from or gives to the others in proportion."""
    weights = weights_of(chosen["gewichten"])
    st.markdown(_("**Weights**, together 100"))
    for place, slider in enumerate(SLIDERS):
        key = f"doelscholen-gewicht-{slider}"
        if st.session_state.get(key) != weights[place]:
            st.session_state[key] = weights[place]
        st.slider(score.slider_name(slider), 0, 100, key=key, on_change=_take_weight(chosen, weights, place, key))
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
        sector = PRESETS[chosen["voorkeuze"]]
        if sector:
            chosen.set(sector=sector)

    words = preset_words()
    chosen.pick(
        "voorkeuze",
        _("Ready-made choice"),
        list(PRESETS),
        then=take,
        format_func=words.get,
        label_visibility="collapsed",
        wrap=True,
    )


def _valid_preset(chosen: Selection, sector: str) -> str:
    code = chosen.valid("voorkeuze", list(PRESETS))
    if PRESETS[code] not in ("", sector):
        chosen.set(voorkeuze=None)
    return chosen["voorkeuze"]


def preset_words() -> dict[str, str]:
    return {
        "alle": _("All"),
        "steun": _("PO: can use support"),
        "vmbo": _("VO with vmbo"),
        "nieuw": _("No partner yet"),
        "verdiepen": _("One partner: deepen"),
        "leerlijn": _("Fit for a learning line"),
        "opgave": _("Great task"),
    }


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


def type_words() -> dict[str, str]:
    words = {"vmbo": "vmbo", "vmbo-bk": "vmbo-b/k", "havo": "havo", "vwo": "vwo", "pro": _("practical education")}
    return {code: words.get(code, _("bridge years")) for code in VO_TYPES}


def size_words() -> dict[str, str]:
    words = (_("below {limit}", limit=100), "100 – 199", "200 – 499", _("{limit} and more", limit=500))
    return dict(zip(SIZES, words, strict=True))


def third_words() -> dict[str, str]:
    return dict(zip(THIRDS, (_("lowest third"), _("middle third"), _("highest third")), strict=True))


def partner_count_words() -> dict[str, str]:
    return dict(zip(PARTNERS, (_("none"), "1", "2 – 3", _("{limit} and more", limit=4)), strict=True))


def reached_words() -> dict[str, str]:
    return dict(zip(REACHED, (_("none"), "1 – 24", "25 – 99", _("{limit} and more", limit=100)), strict=True))
