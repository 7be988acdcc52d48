"""A pack as PDF. WeasyPrint needs Pango of the system: where that is not, there is the HTML, and it is said."""

from __future__ import annotations

import atexit
import base64
import logging
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import streamlit

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

MEDIA = Path(streamlit.__file__).parent / "static" / "static" / "media"
LETTERS = {"Source Sans": "SourceSansVF-Upright", "Source Serif": "SourceSerifVariable-Roman"}
WEIGHTS = (400, 600)
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


def made(html: str) -> bytes:
    """The PDF of a document that holds all it shows but its letters; it can be read aloud (PDF/UA-1)."""
    import weasyprint

    with one_at_a_time:
        style, letters = _letters()
        document = weasyprint.HTML(string=html, url_fetcher=weasyprint.URLFetcher(allowed_protocols=("data",)))
        whole = document.write_pdf(stylesheets=[style], font_config=letters, pdf_variant="pdf/ua-1", pdf_tags=True)
    return whole or b""


@lru_cache(maxsize=1)
def _letters() -> tuple[CSS, FontConfiguration]:
    """The letters of every pack: unpacking them takes longer than all the rest of one."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    files = _files()
    faces = "".join(_face(name, str(weight), file.as_uri()) for name, file in files.items() for weight in WEIGHTS)
    letters = FontConfiguration()
    atexit.register(_letters.cache_clear)  # Pango lets go of them while it is still there
    return weasyprint.CSS(string=faces, font_config=letters, url_fetcher=_fetcher(files.values())), letters


def _fetcher(files: Iterable[Path]) -> object:
    """Gives these files and nothing else."""
    import weasyprint

    known = {file.as_uri() for file in files}

    class Known(weasyprint.URLFetcher):
        def fetch(self, url, headers=None):
            if url not in known:
                raise ValueError("a pack fetches nothing")
            return super().fetch(url, headers)

    return Known()
