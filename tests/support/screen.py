"""The app as a reader gets it, without a browser: one run of a page, and every text that is seen or heard on it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import streamlit
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard.frame import language
from tests.support.strings import used_strings

MAIN = str(Path(__file__).resolve().parents[2] / "dashboard" / "main.py")
NOT_SHOWN = "Deze pagina kan niet worden getoond"
# never read by a person
SILENT = ("id", "form_id", "url", "query_string", "element_id", "icon", "allowed_types", "key")


def opened(page: str = "", **params: str) -> AppTest:
    """The app after one run at /page?params, without an exception."""
    app = AppTest.from_file(MAIN, default_timeout=30)
    if page:
        app._page_hash = calc_hash(page)
    for name, value in params.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, app.exception
    return app


def link(app: AppTest) -> dict[str, str]:
    """The choices in the address of this view."""
    return {name: value[0] if isinstance(value, list) else value for name, value in app.query_params.items()}


def texts(app: AppTest) -> list[str]:
    """Every text a reader can see or hear: no code, no markup, no keys."""
    found = []
    for element in [*app.main, *app.sidebar]:
        proto = getattr(element, "proto", None)
        if isinstance(proto, Message) and element.type not in ("code", "deck_gl_json_chart", "arrow_data_frame"):
            found += [text for _field, text in leaves(proto)]
    return [readable(text) for text in found]


def told(app: AppTest) -> str:
    """Everything a reader sees as one text, without the random marks of a run."""
    seen = " ".join(text for text in texts(app) if not re.fullmatch("[0-9a-f]{32}", text))
    return re.sub(r"\s+", " ", seen)


def leaves(message: Message, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a message with the name of its field, as body or expandable.label."""
    for field, value in message.ListFields():
        if field.name in SILENT:
            continue
        place = f"{path}.{field.name}".strip(".")
        for one in value if hasattr(value, "append") else [value]:  # a list of texts or of messages
            if isinstance(one, Message):
                yield from leaves(one, place)
            elif isinstance(one, str):
                yield place, one


def readable(text: str) -> str:
    text = re.sub(r"<(style|script).*?</\1>", " ", text, flags=re.DOTALL)
    if text.startswith('{"'):  # how the columns of a table are set up: only their titles and help are read
        text = " ".join(re.findall(r'"(?:label|help)": "([^"]*)"', text))
    text = re.sub(r"\$\w+ = (\[[^\]]*\]|'[^']*'|\w+)", " ", html.unescape(text))
    text = re.sub(r":\w+\[", "[", text)  # how Markdown makes a text small or grey
    text = re.sub(r"<[^>]*>", " ", text)
    return re.sub(r"(?:https?:/)?/[\w:.-]*/?[\w-]+\?\S+", " ", text)  # the address of a view has codes, no words


@cache
def sources_that_differ() -> tuple[str, ...]:
    """English texts (the part before a placeholder) that read differently in Dutch."""
    catalog = language.catalog("nl")
    parts = set()
    for singular, *_plural in used_strings():
        dutch = catalog.gettext(singular) if not _plural else catalog.ngettext(singular, _plural[0], 2)
        start = re.split(r"\{\w+\}", singular)[0].strip(" :(*")
        if len(start) > 2 and start not in dutch:
            parts.add(start)
    return tuple(sorted(parts))


def english_in(seen: list[str]) -> list[tuple[str, str]]:
    """Each English text that stands in what a Dutch reader sees, with where it stands."""
    everything = "\n".join(seen)
    here = [english for english in sources_that_differ() if english in everything]
    return [
        (english, text) for english in here for text in seen if re.search(rf"(?<!\w){re.escape(english)}(?!\w)", text)
    ]


def for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the server is one that others can reach, without sign-in."""
    real = streamlit.get_option
    monkeypatch.setattr(streamlit, "get_option", lambda key: None if key == "server.address" else real(key))
