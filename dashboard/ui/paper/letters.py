"""The letters of the screen for a file that stands alone: Streamlit's own fonts, cut down to what Dutch asks."""

from __future__ import annotations

import base64
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import streamlit

MEDIA = Path(streamlit.__file__).parent / "static" / "static" / "media"
FAMILIES = {"Source Sans": "SourceSansVF-Upright", "Source Serif": "SourceSerifVariable-Roman"}
SIGNS = [*range(0x20, 0x250), *range(0x2000, 0x2800)]  # Latin, and what is no letter: dashes, quotes, ≥, ▲, ●, ◂▸


@lru_cache(maxsize=1)
def faces() -> str:
    """CSS with the letters in it, about 190 kB; '' where the fonts are not found: the reader's own stand in."""
    packed = {name: base64.b64encode(_cut(file, "woff2")).decode() for name, file in _files().items()}
    return "".join(face(name, "200 900", f"data:font/woff2;base64,{font}") for name, font in packed.items())


@lru_cache(maxsize=1)
def plain() -> dict[str, bytes]:
    """The letters as TTF by family, for what cannot unpack them: done once, it is half of the time of a pack."""
    return {name: _cut(file, None) for name, file in _files().items()}


def face(name: str, weight: str, address: str) -> str:
    return f"@font-face{{font-family:'{name}';font-weight:{weight};src:url({address})}}"


def _files() -> dict[str, Path]:
    found = {name: sorted(MEDIA.glob(f"{start}.*.woff2")) for name, start in FAMILIES.items()}
    return {name: files[0] for name, files in found.items() if files}


def _cut(file: Path, flavor: str | None) -> bytes:
    """The same font, of any weight, with only these signs."""
    from fontTools import subset

    options = subset.Options(flavor=flavor, layout_features=["kern", "tnum", "mark"], hinting=False)
    font = subset.load_font(str(file), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=SIGNS)
    cutter.subset(font)
    out = BytesIO()
    subset.save_font(font, out, options)
    return out.getvalue()
