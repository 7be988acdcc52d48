"""What a map, its legend and its table count, each read from what the page sent: no figure of the code's own."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from streamlit.testing.v1 import AppTest

LIST = r"\((\[.*?\])\)\["
ROW = re.compile(r"<div>(<i .*?</i>)([^<]*)<small>\(([\d.]+)\)</small></div>")


def bodies(app: AppTest) -> list[str]:
    return [element.proto.body for element in app.get("html")]


def legend(app: AppTest) -> tuple[list[tuple[str, int]], int]:
    """Words and count of each class, low before high, and how many areas have none."""
    body = next(body for body in bodies(app) if 'class="rw rw-cls' in body)
    rows = [(swatch, words.strip(), int(count.replace(".", ""))) for swatch, words, count in ROW.findall(body)]
    classes = [(words, count) for swatch, words, count in rows if "hatch" not in swatch]
    cells = [int(count.replace(".", "")) for count in re.findall(r"class=cell[^>]*>([\d.]+)", body)]
    if cells:  # the square has high need on top
        classes = [("", count) for first in (6, 3, 0) for count in cells[first : first + 3]]
    return classes, sum(count for swatch, _words, count in rows if "hatch" in swatch)


def classes_on_map(app: AppTest, count: int) -> np.ndarray:
    """The class of each feature of the geometry at its index, as the browser reads it; -1 for none."""
    layers = {layer["id"]: layer for layer in json.loads(app.get("deck_gl_json_chart")[0].proto.json)["layers"]}
    if "circles" in layers:
        digits = _plain(layers["circles"]["getPointRadius"])
    else:
        expression = layers["areas"]["_subLayerProps"]["polygons-fill"]["getFillColor"]
        digits = _packed(expression) if "%6]" in expression else _plain(expression)
    return np.where(digits < count, digits, -1)


def _plain(expression: str) -> np.ndarray:
    """One hexadecimal character per feature."""
    (text,) = re.findall(r'\+\("0x"\+\("([0-9a-f]*)"\)\[properties\.i\]\)', expression)
    return np.array([int(digit, 16) for digit in text])


def _packed(expression: str) -> np.ndarray:
    """Three digits of base 6 in two hexadecimal characters."""
    first, second = re.findall(r'\("([0-9a-f]*)"\)\[\(', expression)
    pairs = [int(high + low, 16) for high, low in zip(first, second, strict=True)]
    return np.array([pair // step % 6 for pair in pairs for step in (1, 6, 36)])


def lowest(words: Sequence[str]) -> list[float]:
    """Where each class begins, by its words: geen, tot 0,40, 0,40 – 0,60, 1,20 en meer."""
    found = []
    for k, text in enumerate(words):
        number = re.match(r"[\u2212\d.,]+", text.removeprefix("tot "))
        if text.startswith("tot ") or number is None:
            # after "geen" comes what is more than nothing
            found.append(np.nextafter(0, 1) if k else -np.inf)
        else:
            found.append(float(number[0].replace(".", "").replace(",", ".").replace("\N{MINUS SIGN}", "-")))
    return found


def in_classes(values: pd.Series, words: Sequence[str]) -> list[int]:
    """How many of these figures each class holds."""
    limits = [*lowest(words), np.inf]
    return [int(((values >= low) & (values < high)).sum()) for low, high in pairwise(limits)]
