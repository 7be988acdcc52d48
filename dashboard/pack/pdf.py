"""A pack as PDF. WeasyPrint needs Pango of the system: where that is not, there is the HTML, and it is said."""

from __future__ import annotations

import base64
import logging
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from threading import Lock

import streamlit

MEDIA = Path(streamlit.__file__).parent / "static" / "static" / "media"
LETTERS = {"Source Sans": "SourceSansVF-Upright", "Source Serif": "SourceSerifVariable-Roman"}
WEIGHTS = (400, 600)
SIGNS = [*range(0x20, 0x250), *range(0x2000, 0x2800)]  # Latin, and what is no letter
one_at_a_time = Lock()  # Pango is not made for threads
logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it tells of every rule that is for screens


@lru_cache(maxsize=1)
def is_there() -> bool:
    """Whether this machine can make PDFs."""
    try:
        import weasyprint  # noqa: F401  # loads Pango
    except (ImportError, OSError):
        return False
    return True


@lru_cache(maxsize=1)
def fonts() -> str:
    """CSS with the letters of the screen in it, for a file that stands alone."""
    return "".join(
        _face(name, "200 900", f"data:font/woff2;base64,{base64.b64encode(file.read_bytes()).decode()}")
        for name, file in _files().items()
    )


def _files() -> dict[str, Path]:
    found = {name: sorted(MEDIA.glob(f"{start}.*.woff2")) for name, start in LETTERS.items()}
    return {name: files[0] for name, files in found.items() if files}


def _face(name: str, weight: str, address: str) -> str:
    return f"@font-face{{font-family:'{name}';font-weight:{weight};src:url({address})}}"


def made(html: str) -> tuple[bytes, int]:
    """The PDF (PDF/UA-1) of a document that holds all it shows but its letters, and how many pages it has."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    plain = _letters()
    faces = "".join(_face(name, str(weight), _address(name)) for name in plain for weight in WEIGHTS)
    with one_at_a_time:
        letters = FontConfiguration()
        style = weasyprint.CSS(string=faces, font_config=letters, url_fetcher=_fetcher(plain))
        document = weasyprint.HTML(string=html, url_fetcher=weasyprint.URLFetcher(allowed_protocols=("data",)))
        drawn = document.render(stylesheets=[style], font_config=letters, pdf_variant="pdf/ua-1", pdf_tags=True)
        whole = drawn.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return whole or b"", len(drawn.pages)


@lru_cache(maxsize=1)
def _letters() -> dict[str, bytes]:
    """The letters of the screen, unpacked and without other scripts: done once, it is half of the time of a pack."""
    return {name: _plain(file) for name, file in _files().items()}


def _plain(file: Path) -> bytes:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font, whole = TTFont(file, lazy=True), BytesIO()
    subsetter = Subsetter(Options(layout_features=["kern"], layout_closure=False, hinting=False))
    subsetter.populate(unicodes=SIGNS)
    subsetter.subset(font)
    font.flavor = None
    font.save(whole)
    return whole.getvalue()


def _address(name: str) -> str:
    return f"letters:{name.replace(' ', '-')}"


def _fetcher(plain: Mapping[str, bytes]) -> object:
    """Gives these letters and nothing else."""
    import weasyprint
    from weasyprint.urls import URLFetcherResponse

    known = {_address(name): font for name, font in plain.items()}

    class Known(weasyprint.URLFetcher):
        def fetch(self, url, headers=None):  # noqa: ARG002  # as the library calls it
            if url not in known:
                raise ValueError("a pack fetches nothing")
            return URLFetcherResponse(url, known[url], {"Content-Type": "font/ttf"})

    return Known()
