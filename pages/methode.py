"""Page Methode: docs/method.md in the reader's language, with what the definitions come to in this edition."""

from __future__ import annotations

import re

from dashboard.frame import language
from dashboard.frame.language import _
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.sources import method
from dashboard.ui import pieces


def render(reader: Reader) -> None:
    chosen = Selection("methode", {})
    build = reader.build
    title, sections = method.read(language.current())
    pieces.head(
        title, [pieces.build_text(build)], _("How every figure on these pages is made, with **worked examples**.")
    )
    for text in sections:
        if re.fullmatch(r"[a-z_]+", text):
            method.computed(text, reader)
        else:
            method.prose(text)
    pieces.source_line([_("This page is docs/method.md of the project. {build}.", build=pieces.build_text(build))])
    chosen.write()
