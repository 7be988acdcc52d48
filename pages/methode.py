"""Page Methode: docs/method.md in the reader's language, with what the definitions come to in this edition."""

from __future__ import annotations

import re

from dashboard import language, method, parts, warehouse
from dashboard.access import Access
from dashboard.language import _


def render(access: Access) -> None:
    build = warehouse.run("build", {}, access).iloc[0]
    title, pieces = method.read(language.current())
    parts.head(
        title, [parts.build_text(build)], _("How every figure on these pages is made, with **worked examples**.")
    )
    for text in pieces:
        if re.fullmatch(r"[a-z_]+", text):
            method.computed(text, access)
        else:
            method.prose(text)
    parts.source_line([_("This page is docs/method.md of the project. {build}.", build=parts.build_text(build))])
