"""The letters of the screen for a file that stands alone: Streamlit's own fonts, cut down to what Dutch asks."""

from __future__ import annotations

import base64
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import streamlit

MEDIA = Path(streamlit.__file__).parent / "static" / "static" / "media"
FAMILIES = {"Source Sans": "SourceSansVF-Upright", "Source Serif": "SourceSerifVariable-Roman"}
# Latin with its accents, and the signs that pages write: dashes, quotes, ≥, ▲, ●, ◂▸
SIGNS = [*range(0x20, 0x180), *range(0x2010, 0x2028), 0x20AC, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2264, 0x2265,
         *range(0x25A0, 0x2600)]  # fmt: skip


@lru_cache(maxsize=1)
def faces() -> str:
    """CSS with the letters in it, about 150 kB; '' where the fonts are not found: the reader's own stand in."""
    found = {name: sorted(MEDIA.glob(f"{start}.*.woff2")) for name, start in FAMILIES.items()}
    return "".join(_face(name, files[0]) for name, files in found.items() if files)


def _face(name: str, file: Path) -> str:
    address = f"data:font/woff2;base64,{base64.b64encode(_cut(file)).decode()}"
    return f"@font-face{{font-family:'{name}';font-weight:200 900;src:url({address})}}"


def _cut(file: Path) -> bytes:
    """The same font, of any weight, with only these signs."""
    from fontTools import subset

    options = subset.Options(flavor="woff2", layout_features=["kern", "tnum", "mark"], hinting=False)
    font = subset.load_font(str(file), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=SIGNS)
    cutter.subset(font)
    out = BytesIO()
    subset.save_font(font, out, options)
    return out.getvalue()
