"""A stand-in mart in which everything that people name is named to do harm: links, pictures, scripts, emoji."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from dashboard.frame.markup import NO_WIDTH
from etl.partners import ledger
from tests.support import asked, delivered
from tests.support import mart as builders
from tests.support.screen import leaves

EVIL = "Evil **v** ![a](http://127.0.0.1:9/x.png) <img src=x onerror=alert(1)> [klik](javascript:1) :fire: $x$"
# any of these as it stands would be a picture, an element, a link, an emoji or a formula
HARM = ("**v**", "![a](", "<img src=x", "[klik](", ":fire:", "$x$")
REGION = EVIL[:40]  # a region's name is at most this long
FILE = "Evil ![a](x.png) [klik](x) $x$.csv"  # as much of it as the name of a delivered file may hold

# a partner's list with a column header, a school and a programme that do harm
LIST = f'school;plaats;programma;schooljaar;"{EVIL}"\n"{EVIL}";Aderveen;"{EVIL}";2019-2020;"{EVIL}"\n'.encode()
DELIVERY = ledger.delivery_id_of(delivered.PARTNER, LIST)

# kind of name -> the word that tells its names apart, and where the mart holds it
KINDS = {
    "partner": ("p.", ("partner.name",)),
    "programme": ("g.", ("programme.name", "partner_row.programme")),
    "school": ("s.", ("school.name", "partner_row.told_school")),
    "municipality": (
        "m.",
        ("area.municipality_name", "school.municipality_name", "school.place", "partner_row.told_place"),
    ),
    "area": ("a.", ("area.name",)),
    "file": ("f.", ("delivery.file_name",)),
    "person": ("w.", ("delivery.received_by", "partner_row.decided_by")),
    "cell": ("c.", ("etl_issue.value", "etl_issue.key", "partner_row.school_year_text")),
}


def typed(kind: str) -> str:
    """How every name of this kind begins; behind it stands what it was, so that names stay apart."""
    return f"{EVIL} {KINDS[kind][0]}"


def write_warehouse(directory: Path) -> Path:
    """The stand-in mart with every name replaced, in its map files too; returns `directory`."""
    statements = [
        f"update mart.{table} set {column} = '{typed(kind)}' || {column} where {column} is not null"
        for kind, (_word, columns) in KINDS.items()
        for table, column in (place.split(".") for place in columns)
    ]
    statements.append("update mart.build set is_fictional = false")  # partners that are made up are then named
    builders.lend_warehouse(directory, *statements, *builders.DERIVED)
    for file in (directory / "geo").glob("*.geojson"):
        content = json.loads(file.read_text())
        for feature in content["features"]:
            names = {"n": "area", "m": "municipality"}
            feature["properties"] |= {
                name: typed(kind) + feature["properties"][name]
                for name, kind in names.items()
                if feature["properties"][name]
            }
        file.write_text(json.dumps(content))
    delivered.write_delivery(directory, LIST, FILE)
    asked.write_requests(directory, EVIL[:200])
    ledger.receive(delivered.folder(directory), delivered.PARTNER, f"2 {FILE}", LIST + b"\n", "lokaal")
    return directory


# where a text is shown as it is: no Markdown in it. All other texts of Streamlit may be read as Markdown
PLAIN = re.compile(
    r"(selectbox|multiselect)\.(options|raw_value|default)|(text_input|text_area|number_input)\.(default|value)|code\..*"
    r"|.*\.(placeholder|query_string|alt|data|file_name|page_script_hash|spec)|page_link\.page"
    r"|arrow_vega_lite_chart\..*|dataframe\.column_order"
)


def harm_done(app: AppTest) -> list[str]:
    """Every place on the page where a name could do harm, or is shown with signs nobody typed."""
    return [f"{place}: {found}" for place, text in _texts(app) if (found := fault(place, text))]


def shown(app: AppTest) -> str:
    """All texts of the page as a person sees them, cells of tables included."""
    cells = [str(cell) for table in app.dataframe for cell in [*table.value.columns, *table.value.to_numpy().ravel()]]
    seen = [_read(place, text) for place, text in _texts(app)]
    return visible(" ".join([*seen, *cells]))


def _read(place: str, text: str) -> str:
    if place == "html.body":
        return unescape(re.sub(r"<[^>]*>", " ", text))
    return text if PLAIN.fullmatch(place) else as_seen(text)


def as_seen(text: str) -> str:
    """Markdown in which signs are escaped, as a person sees it."""
    return visible(re.sub(r"\\([^\w\s])", r"\1", text))


def fault(place: str, text: str) -> str:
    """The part of a text that does harm at this place, or that has signs nobody typed; empty when all is well."""
    if place == "html.body":
        made = re.search(r"<img src|\\!\\\[a|\\\*|Evil (?:<|v)", text)
    elif place == "deck_gl_json_chart.tooltip":
        made = re.search(r"<img src", text)
    elif PLAIN.fullmatch(place):
        made = re.search(r"\\!\\\[a", text)  # escaped for Markdown, where there is none
    else:
        made = next((re.search(re.escape(harm), text) for harm in HARM if harm in text), None)
    return text[max(0, made.start() - 60) : made.end() + 20] if made else ""


def _texts(app: AppTest) -> Iterator[tuple[str, str]]:
    """Kind and field -> text, of every element and every block of the page; of tables the words of their columns."""
    for element in app._tree:
        proto = getattr(element, "proto", None)
        if not isinstance(proto, Message):
            continue
        for field, text in leaves(proto):
            if element.type == "dataframe" and field == "columns":
                yield from _columns(text)
            elif not (element.type == "deck_gl_json_chart" and field == "json"):
                yield (f"{element.type}.{field}", text)


def _columns(text: str) -> Iterator[tuple[str, str]]:
    """A column's help is Markdown; its title is drawn as it is."""
    for column in json.loads(text or "{}").values():
        yield ("dataframe_column.help", str(column.get("help") or ""))
        yield ("dataframe_column.data", str(column.get("label") or ""))


def visible(text: str) -> str:
    """Text as a person sees it: without signs that have no width, spaces as one."""
    return " ".join(text.replace(NO_WIDTH, "").split())
