"""A pack as PDF. WeasyPrint needs Pango of the system: where that is not, there is the HTML, and it is said."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache
from threading import Lock

from dashboard.ui.paper import letters

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


def made(html: str) -> tuple[bytes, int]:
    """The PDF (PDF/UA-1) of a document that holds all it shows but its letters, and how many pages it has."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    plain = letters.plain()
    faces = "".join(letters.face(name, str(weight), _address(name)) for name in plain for weight in WEIGHTS)
    with one_at_a_time:
        fonts = FontConfiguration()
        style = weasyprint.CSS(string=faces, font_config=fonts, url_fetcher=_fetcher(plain))
        document = weasyprint.HTML(string=html, url_fetcher=weasyprint.URLFetcher(allowed_protocols=("data",)))
        drawn = document.render(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1", pdf_tags=True)
        whole = drawn.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return whole or b"", len(drawn.pages)


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
