"""A chart (Vega-Lite) as SVG, made of the same description that the browser gets, by Vega itself (vl-convert)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any

from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.proto.VegaLiteChart_pb2 import VegaLiteChart

from dashboard.frame.language import _
from dashboard.frame.markup import Markup
from dashboard.maps.palette import INKS

WIDTH = 640  # pixels, where the chart does not say its own
MUTED, HAIR = "#52626d", "#dbe1e5"
# what Streamlit's theme does on the screen (look.md section 9)
LOOK: dict[str, Any] = {
    "background": "#ffffff", "font": "Source Sans, sans-serif", "view": {"stroke": None},
    "axis": {"labelColor": MUTED, "titleColor": MUTED, "labelFontSize": 13, "gridColor": HAIR, "domain": False,
             "ticks": False, "labelPadding": 6},
    "text": {"color": INKS["light"].text}, "line": {"strokeWidth": 2}, "legend": {"labelFontSize": 13},
}  # fmt: skip
_START = re.compile(r'<svg (?P<more>[^>]*?)class="marks" ')


@lru_cache(maxsize=1)
def _engine() -> ModuleType | None:
    """Vega without a browser; None on a machine that has it not. Loaded by the first chart: it takes 80 MB."""
    try:
        return import_module("vl_convert")
    except ImportError:
        return None


def draw(told: VegaLiteChart) -> Markup:
    """The picture, with its words for who cannot see it; only these where it cannot be drawn here."""
    engine = _engine()
    if not engine:
        text = _("{chart}: this machine cannot draw it. The figures stand in the table.", chart=told.alt or _("Chart"))
        return Markup('<p class="rw-muted">{}</p>').format(text)
    svg = engine.vegalite_to_svg(specification(told), allowed_base_urls=[])
    name = Markup('<svg class="rw-chart" role="img" aria-label="{}" ').format(told.alt)
    return Markup(_START.sub(lambda found: f"{name}{found['more']}", svg, count=1))


def specification(told: VegaLiteChart) -> dict[str, Any]:
    """The chart with its rows in it, as wide as paper asks, dressed as on the screen."""
    spec = json.loads(told.spec)
    frames = {one.name: convert_arrow_bytes_to_pandas_df(one.data.data) for one in told.datasets}
    rows = {name: frame.astype(object).where(frame.notna(), None).to_dict("records") for name, frame in frames.items()}
    own = spec.get("config", {})
    config = {**LOOK, **own, "axis": {**LOOK["axis"], **own.get("axis", {})}}
    wide = {} if {"hconcat", "vconcat", "concat", "facet"} & spec.keys() else {"width": _wide(spec)}
    return spec | {"config": config, "datasets": {**spec.get("datasets", {}), **rows}} | wide


def _wide(spec: Mapping[str, Any]) -> float:
    width = spec.get("width")
    return width if isinstance(width, int | float) else WIDTH
