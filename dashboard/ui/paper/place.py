"""All of a municipality: the views of it that make one file together, each as its address opens it."""

from __future__ import annotations

from collections.abc import Mapping

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


def views(code: str) -> list[tuple[str, dict[str, str]]]:
    """Path and choices of each: what the pack says, the map and the figures of its districts, who is where, schools."""
    here = {"gebied": code}
    return [
        ("gesprekspakket", here),
        ("kaart", here | {"niveau": "wijk"}),
        ("wijken-vergelijken", {"niveau": "gemeente", "gebieden": code}),
        ("wijken-vergelijken", {"binnen": code}),
        ("dekking", here | {"niveau": "wijk"}),
        ("dekking", here | {"niveau": "wijk", "vorm": "tabel"}),
        ("doelscholen", here),
    ]
