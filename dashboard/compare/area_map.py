"""Areas to compare, chosen on a map: a click adds one to the up to six, a click on a chosen one takes it out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.compare import controls
from dashboard.compare.choices import View
from dashboard.compare.look import CATEGORIES, joined, note
from dashboard.compare.subject import Asked, Caption, Subject
from dashboard.frame import markup
from dashboard.frame.language import _, level_word, ngettext
from dashboard.frame.markup import Markup, md
from dashboard.frame.records import Indicator
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas, deck, palette
from dashboard.ui import map_files, pieces

if TYPE_CHECKING:
    from dashboard.maps.area_sheet import Areas

MOST = controls.MOST


def show(subject: Subject) -> Caption:
    """Draws the map and tells what is chosen; the list in the side bar is its twin."""
    choice, reader = subject.choice, subject.reader
    asked = Asked("compare_areas", {"level": choice.level})
    areas = reader.run(*asked)
    urls = canvas.addresses(reader)
    if choice.level not in urls or areas["map_index"].isna().all():
        st.info(_("**No map at this level.** Choose in the list on the left."), icon=":material/wrong_location:")
        return Caption(finding(subject.names, choice.level), asked=asked)
    with st.container(key="kaart"):
        canvas.canvas(
            _layers(choice.areas, areas, choice.level, urls),
            camera_box(subject),
            told=canvas.tooltip(),
            alt=_("Map to choose {areas} on", areas=level_word(choice.level)),
            on_click=lambda: take_click(subject.chosen, list(areas["area_code"]), choice.level, reader),
            chosen=subject.chosen,
        )
        if subject.names:
            pieces.piece(_legend(subject.names, canvas.theme_now()), "rw-cls")
    pieces.piece(note(hint(len(subject.names), choice.level)))
    year = str(int(areas["classification_year"].iloc[0]))
    source = pieces.source_of(Indicator("boundaries", source_id="cbs_wijkgrenzen"), year, reader)
    told = finding(subject.names, choice.level)
    if subject.names:
        words = (markup.plain(told), level_word(choice.level).capitalize(), (source, pieces.build_text(reader.build)))
        with st.container(horizontal=True):
            map_files.buttons(partial(_sheet, subject), words, f"{_('comparison')}-{level_word(choice.level)}", reader)
    return Caption(told, source, asked)


def _sheet(subject: Subject) -> Areas:
    """The chosen areas in their colours, for a report."""
    from dashboard.maps.area_sheet import Areas, Key  # loads matplotlib

    choice, colours = subject.choice, CATEGORIES["light"]
    of = {code: k for k, code in enumerate(choice.areas["area_code"])}
    keys = tuple(Key(name, colour) for name, colour in zip(subject.names.values(), colours, strict=False))
    box = camera_box(subject)
    return Areas(choice.level, box, of, colours[: len(of)], _("Chosen areas"), level_word(choice.level), keys)


def camera_box(subject: Subject) -> tuple[float, float, float, float]:
    """The municipalities of the chosen districts; the country for municipalities, whose neighbours must be in sight."""
    areas = subject.choice.areas
    return controls.municipalities_box(areas if subject.choice.level == "district" else areas.iloc[:0], subject.reader)


def take_click(chosen: Selection, options: Sequence[str], level: str, reader: Reader) -> None:
    """An area clicked is added or taken out, and the map stays in view.

    The browser toggles what *it* selected last, and then names nothing: the area meant is the one clicked before.
    """
    last_click = f"{chosen.page}-last-click"
    objects = st.session_state[canvas.map_key(chosen)].selection["objects"]
    code = canvas.clicked(objects, level, reader)
    meant = code or ("" if objects else st.session_state.get(last_click, ""))
    st.session_state[last_click] = code
    if meant in options:
        chosen.set(gebieden=",".join(toggled(chosen.listed("gebieden", options), meant)), weergave=View.MAP)


def toggled(codes: Sequence[str], code: str) -> list[str]:
    """The chosen areas without this one, or with it as the last; the same ones when there is no room for it."""
    if code in codes:
        return [other for other in codes if other != code]
    return [*codes, code][:MOST]


def finding(names: dict[str, str], level: str) -> str:
    """How many are chosen, and which."""
    if not names:
        return ""
    return ngettext(
        "**{n} of at most {most} {areas}** chosen: {list}.",
        "**{n} of at most {most} {areas}** chosen: {list}.",
        len(names),
        most=MOST,
        areas=level_word(level),
        list=joined([md(name) for name in names.values()]),
    )


def hint(count: int, level: str) -> str:
    """What a click does now."""
    if count >= MOST:
        return _("There is no room for more: click a chosen area to take it out.")
    return _("Click a {area} to choose it, click it again to take it out.", area=level_word(level, 1))


def _layers(chosen: pd.DataFrame, areas: pd.DataFrame, level: str, urls: dict[str, str]) -> list:
    """All areas in one grey; the chosen ones in the colour that they have in every view, with an outline."""
    theme = canvas.theme_now()
    colours = [palette.SCALES[theme]["diverging"][2], *CATEGORIES[theme][: len(chosen)]]
    drawn = areas[areas["map_index"].notna()]
    order = {code: k for k, code in enumerate(chosen["area_code"], start=1)}
    classes = np.array([order.get(code, 0) for code in drawn["area_code"]])
    layers = canvas.ground(level, colours, deck.class_digits(drawn["map_index"], classes, len(colours)), theme, urls)
    marked = [int(index) for index in chosen["map_index"].dropna()]
    return layers + (deck.outline_layers(urls[level], marked, theme) if marked else [])


def _legend(names: dict[str, str], theme: str) -> Markup:
    return markup.joined(
        Markup('<div><i style="background:{}"></i>{}</div>').format(colour, name)
        for colour, name in zip(CATEGORIES[theme], names.values(), strict=False)
    )
