"""What else a text may mean: an area, a partner, a programme, a page or a term; each with where it leads."""

from __future__ import annotations

from dataclasses import dataclass, field

from dashboard.figures.search import index
from dashboard.figures.search.index import Index, Text
from dashboard.frame import links
from dashboard.frame.access import PARTNER
from dashboard.frame.kept import per_build
from dashboard.frame.language import _, current, level_word
from dashboard.frame.warehouse import Reader
from dashboard.search import terms

MOST = 6
KINDS = {
    "province": "provincie",
    "municipality": "gemeente",
    "district": "wijk",
}  # as people type them, and as links have


@dataclass(frozen=True)
class Other:
    """Something that is no school: what it is called, what kind of thing, and the page with the choices it leads to."""

    kind: str
    code: str
    name: str
    note: str
    path: str
    params: dict[str, str] = field(default_factory=dict)


def find(asked: str, reader: Reader) -> list[Other]:
    """The likeliest of each kind, the best first; only what leads to a page that the reader has."""
    found: list[tuple[float, Other]] = []
    for things, names in (
        areas(reader),
        _programmes(reader),
        _words(tuple(links.titles().items()), current(), reader),
    ):
        found += [(hit.score, things[hit.row]) for hit in names.find(asked, MOST)]
    found.sort(key=lambda one: -one[0])
    return [thing for _score, thing in found if thing.path in links.titles()][:MOST]


def areas(reader: Reader) -> tuple[list[Other], Index]:
    """Every province, municipality and wijk, with the index of their names."""
    return _areas(reader.of_anyone)


@per_build
def _areas(reader: Reader) -> tuple[list[Other], Index]:
    things, texts = [], []
    for row in reader.run("search_areas").to_dict("records"):
        is_wijk = row["level"] == "district"
        params = {
            "keuze": row["area_code"],
            "niveau": KINDS[row["level"]],
        }
        things.append(
            Other(
                row["level"],
                row["area_code"],
                row["name"],
                row["municipality_name"] if is_wijk else "",
                "kaart",
                params,
            )
        )
        beside = tuple((row["aliases"] or "").split("|")) if row["aliases"] else ()
        rank = {"municipality": 0.03, "province": 0.02}.get(row["level"], 0.0)
        if is_wijk:
            texts.append(Text(len(things) - 1, row["name"], ("wijk", row["municipality_name"] or "", *beside), rank))
        else:
            texts += [Text(len(things) - 1, name, (KINDS[row["level"]],), rank) for name in (row["name"], *beside)]
    return things, index.build(texts)


@per_build
def _programmes(reader: Reader) -> tuple[list[Other], Index]:
    """Partners and programmes, for who may know them."""
    things, texts = [], []
    rows = reader.run("search_programmes").to_dict("records") if reader.may("read", PARTNER) else []
    for row in rows:
        kind = "programme" if row["programme_id"] else "partner"
        code = row["programme_id"] or row["partner_id"]
        path, params = ("aanbod", {"programma": code}) if row["programme_id"] else ("dekking", {"partners": code})
        things.append(Other(kind, code, row["name"], row["partner_name"], path, params))
        texts.append(
            Text(
                len(things) - 1,
                row["name"],
                ((row["partner_name"], "programma") if row["programme_id"] else ("partner",)),
                0.02 if kind == "partner" else 0.0,
            )
        )
    return things, index.build(texts)


@per_build
def _words(pages: tuple[tuple[str, str], ...], language: str, reader: Reader) -> tuple[list[Other], Index]:
    """Pages by their title and terms by their name, in the reader's language; `language` is part of what is kept."""
    things = [Other("page", path, title, "", path) for path, title in pages]
    texts = [Text(row, title, (), 0.02) for row, title in enumerate(title for _path, title in pages)]
    for term in [*terms.terms(), *terms.indicators(reader, language)]:
        things.append(Other("term", term.code, term.names[0], term.note, term.path, dict(term.params)))
        texts += [Text(len(things) - 1, name) for name in term.names]
    return things, index.build(texts)


def kind_word(thing: Other) -> str:
    """What kind of thing it is, in words."""
    words = {"partner": _("partner"), "programme": _("programme"), "page": _("page"), "term": _("term")}
    return words.get(thing.kind) or level_word(thing.kind, 1)
