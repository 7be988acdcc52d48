"""Page Kaart: one indicator on the map of the Netherlands, and everything about the area you choose."""

from __future__ import annotations

import streamlit as st

from dashboard import controls, map_view, panel, parts, sentence, warehouse
from dashboard.access import Access
from dashboard.language import _, level_word, number
from dashboard.selection import Selection

DEFAULTS = {
    "gebied": "NL00",
    "niveau": "wijk",
    "indicator": "po_need_per_pupil",
    "keuze": "",  # the area chosen on the map or in the list
    "beeld": "",  # the area the camera was last sent to; empty = gebied
    "scholen": "1",
}


def render(access: Access) -> None:
    chosen = Selection("kaart", DEFAULTS)
    build = warehouse.run("build", {}, access).iloc[0]

    with st.sidebar:
        place = controls.place(chosen, access)
        level = map_view.LEVELS[controls.level(chosen)]
        indicator = controls.indicator(chosen, access)
        has_schools = chosen.switch("scholen", _("Show schools"), help=_("Schools appear when you zoom in."))

    params = {"indicator": indicator["indicator_id"], "level": level}
    values = warehouse.run("area_values", params, access)
    areas = controls.areas(level, access)
    name = parts.named(indicator, "name")
    country = warehouse.run("area_detail", {"area": "NL00", "indicator": indicator["indicator_id"]}, access)
    here = values[sentence.inside(values, place)]
    period = str(values["period"].iloc[0]) if len(values) else ""
    selection = [place["name"], level_word(level), name, period]

    words = {"level": level, "place": place["name"], "reference": country["value"].iloc[0]}
    told = sentence.finding(here, indicator, name, **words)
    parts.head(_("Map"), selection, told)
    left, right = st.columns([1.4, 1], gap="medium")
    with right:
        area = controls.area(chosen, areas, place, level)
    with left:
        if values["value"].notna().any():
            box = controls.box(chosen, place, access)
            picture = map_view.Picture(values, indicator, name, level, place, area, box, has_schools)
            map_view.draw(picture, chosen, access)
        else:
            st.info(
                _("**No figures at this level.** The source does not publish them. Choose another level."),
                icon=":material/filter_alt_off:",
            )
    source = parts.source_of(indicator, period, access)
    with right:
        header = {
            _("Selection"): " · ".join(selection),
            _("Source"): source,
            _("Build"): parts.build_text(build),
        }
        panel.show(place["area_code"] if area is None else area["area_code"], indicator, name, access, header)

    missing = int(here["value"].isna().sum())
    hidden = int(here["status"].isin(["suppressed", "withheld"]).sum())
    without = _("{n} without a figure, {k} of them suppressed", n=number(missing), k=number(hidden))
    parts.question("area_values", params)
    parts.source_line([f"{source} · {without} · {parts.build_text(build)}", parts.named(indicator, "description")])
    chosen.write()
