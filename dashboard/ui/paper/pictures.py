"""The SVG of a document as images: Streamlit takes every <svg> out of HTML of ours, an <img> with the same stays."""

from __future__ import annotations

import base64
import re

from dashboard.frame.markup import Markup

_SVG = re.compile(r"<svg\b(?P<marks>[^>]*)>.*?</svg>", re.DOTALL)
_MARK = re.compile(r'\s([\w:-]+)="([^"]*)"')
KINDS = ("rw-map", "rw-chart")


def as_images(document: str) -> Markup:
    """The same document; each picture is heard by its name and looks as it did."""
    return Markup(_SVG.sub(_image, document))


def _image(found: re.Match[str]) -> str:
    marks = dict(reversed(_MARK.findall(found["marks"])))  # of a mark that stands there twice the first counts
    kind = next((one for one in KINDS if one in marks.get("class", "").split()), "")
    opening = "".join(f' {name}="{value}"' for name, value in marks.items() if not name.startswith("aria-"))
    picture = found[0].replace(found["marks"], opening, 1)
    source = f"data:image/svg+xml;base64,{base64.b64encode(picture.encode()).decode()}"
    return f'<img class="rw-picture {kind}" alt="{marks.get("aria-label", "")}" src="{source}">'
