"""All of a municipality: the views of it that make one file together, each as its address opens it."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.frame.language import _
from dashboard.frame.warehouse import Reader


def of(choices: Mapping[str, str], reader: Reader) -> str:
    """The municipality that an address is about; '' for any other place, or one that this build does not have."""
    code = choices.get("gebied", "")
    return code if code.startswith("GM") and name(code, reader) else ""


def name(code: str, reader: Reader) -> str:
    """Its name; '' where there is none."""
    places = reader.run("places")
    found = places.loc[places["area_code"] == code, "name"]
    return str(found.iloc[0]) if len(found) else ""


def views(code: str) -> list[tuple[str, str, dict[str, str]]]:
    """Path, title and choices of each: the pack's figures, its place in the country, its districts, who is where."""
    here = {"gebied": code}
    return [
        ("gesprekspakket", _("In short"), here),
        ("wijken-vergelijken", _("Place in the country"), {"niveau": "gemeente", "gebieden": code}),
        ("kaart", _("Map of the districts"), here | {"niveau": "wijk"}),
        ("wijken-vergelijken", _("Districts beside each other"), {"binnen": code}),
        ("dekking", _("Need and presence"), here | {"niveau": "wijk"}),
        ("dekking", _("Need and presence, per district"), here | {"niveau": "wijk", "vorm": "tabel"}),
        ("doelscholen", _("Target schools"), here),
    ]
