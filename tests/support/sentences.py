"""What every sentence must hold, and what a sentence says: its numbers, read back by the text it was made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from streamlit.testing.v1 import AppTest

from dashboard.frame import language
from tests.support.screen import readable, sources_that_differ, texts
from tests.support.strings import used_strings

COUNTS = {"all", "active", "few", "half", "n", "top", "bare"}  # names in texts that stand for a number
NUMBER = r"[\d.,]*\d"
SHARE = re.compile(rf"({NUMBER})\s*%")
# plural nouns that are counted, with their singular: (Dutch, English)
NOUNS = {
    "nl": {
        "scholen": "school", "PO-scholen": "PO-school", "VO-scholen": "VO-school", "wijken": "wijk", "buurten": "buurt",
        "gemeenten": "gemeente", "provincies": "provincie", "arbeidsmarktregio's": "arbeidsmarktregio",
        "partners": "partner", "leerlingen": "leerling", "deelnemers": "deelnemer", "activiteiten": "activiteit",
        "punten": "punt", "cijfers": "cijfer", "huishoudens": "huishouden", "plekken": "plek", "doelen": "doel",
    },
    "en": {
        "schools": "school", "districts": "district", "neighbourhoods": "neighbourhood", "provinces": "province",
        "municipalities": "municipality", "labour market regions": "labour market region", "partners": "partner",
        "pupils": "pupil", "participants": "participant", "activities": "activity", "points": "point",
        "figures": "figure", "households": "household", "spots": "spot", "targets": "target",
    },
}  # fmt: skip
OF = {"nl": r"van de(?: eerste)?", "en": r"of the(?: first)?"}
MANY_VERBS = {"nl": "zijn|hebben|blijven|liggen|vallen op|kunnen|leverden|staan", "en": "are|have|stay|lie|stand|were"}
ONE_VERBS = {"nl": "is|heeft|blijft|ligt|valt op|kan|leverde|staat", "en": "is|has|stays|lies|stands|was"}


def lede(app: AppTest) -> str:
    """The sentence on top of a page, as its Markdown: two stars around what is bold; '' where there is none."""
    for element in app.main:
        body = getattr(getattr(element, "proto", None), "body", "") or ""
        found = re.search(r'<p class="rw-lede">(.*?)</p>', str(body), flags=re.DOTALL)
        if found:
            return plain(readable(re.sub(r"</?b>", "**", found[1])))
    return ""


def plain(text: str) -> str:
    """Spaces of one kind."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def value(text: str, words: str) -> float:
    """A number as this language writes it."""
    thousands, point = (".", ",") if words == "nl" else (",", ".")
    return float(text.replace(thousands, "").replace(point, "."))


def said(sentence: str, words: str, *sources: str) -> dict[str, str]:
    """The values that stand in a sentence made of one of these English source texts, with the `text`; {} if of none.

    A plural is asked for by its singular: both forms are tried.
    """
    for source in sources:
        for form in _forms(source, words):
            found = re.search(_pattern(form), sentence)
            if found:
                return {"text": source, **found.groupdict()}
    return {}


def _forms(source: str, words: str) -> list[str]:
    catalog = language.catalog(words)
    plurals = [texts for texts in sources() if source in texts]
    assert plurals, f"no text of the app: {source}"
    singular, *many = plurals[0]
    if not many:
        return [catalog.gettext(singular)]
    return [catalog.ngettext(singular, many[0], n) for n in (2, 1)]


def _pattern(form: str) -> str:
    """The text as a pattern with a named group per {name}; the same name twice must say the same."""
    parts, seen = [], set()
    for literal, name in re.findall(r"([^{]*)(?:\{(\w+)\})?", plain(form)):
        parts.append(re.escape(literal))
        if name in seen:
            parts.append(f"(?P={name})")
        elif name:
            seen.add(name)
            parts.append(f"(?P<{name}>{NUMBER})" if name in COUNTS else f"(?P<{name}>.+?)")
    return "".join(parts) + ("$" if form.endswith("}") else "")


def broken(text: str, words: str) -> list[str]:
    """The rules that a sentence breaks, each with the words that break it."""
    told = plain(text).replace("**", "")
    rules = {
        "a number is negative and nothing": r"(?<![\w.,\N{EN DASH}-])[-\N{MINUS SIGN}]0(?:[.,]0+)?(?![\d.,]*\d)",
        "two spaces, or a space before a full stop": r"\S  +\S| [.,;:](?:\s|$)|\.\.(?!\.)|,,|\(\)|;\s*\.",
        "a value that was not written": r"(?<!\w)(?:nan|None(?! (?:of|has|is))|NaN|NaT|<NA>|inf)(?!\w)|[{}]",
        "a bold figure without its unit": rf"\*\*{NUMBER}\*\*\s*(?:[.;:]|$)",
    }
    found = [
        f"{rule}: {match[0]!r}"
        for rule, pattern in rules.items()
        for match in [re.search(pattern, text if "bold" in rule else told)]
        if match
    ]
    return [*found, *_miscounted(told, words), *_misnumbered(told, words)]


def told_badly(app: AppTest, words: str) -> list[str]:
    """The rules that any text of a page breaks; where tags were, spaces say nothing."""
    seen = {re.sub(r"\s+([:,.;)])", r"\1", re.sub(r"\s+", " ", text)) for text in texts(app)}
    return sorted({f"{rule} in {text[:200]!r}" for text in seen for rule in broken(text, words)})


def _miscounted(told: str, words: str) -> list[str]:
    """Counts larger than their whole, or of nothing, or of a whole of one."""
    nouns = "|".join(sorted(map(re.escape, [*NOUNS[words], *NOUNS[words].values()]), key=len, reverse=True))
    pattern = rf"(?<![\d.,-])({NUMBER})(?: (?:{nouns}))? {OF[words]} ({NUMBER})(?![\d.,]*\d|\s*%)"
    found = []
    for match in re.finditer(pattern, told):
        part, whole = (value(text, words) for text in match.groups())
        if part > whole:
            found.append(f"more than its whole: {match[0]!r}")
        if not part:
            found.append(f"about nothing: {match[0]!r}")
        if whole == 1:
            found.append(f"the only one is not '1 of the 1': {match[0]!r}")
    nothing = re.search(rf"(?<![\d.,-])0 (?:{nouns})(?!\w)", told)
    return [*found, *([f"about nothing: {nothing[0]!r}"] if nothing else [])]


def _misnumbered(told: str, words: str) -> list[str]:
    """One of many, many of one: noun and verb beside a number."""
    many = "|".join(sorted(map(re.escape, NOUNS[words]), key=len, reverse=True))
    ones = "|".join(sorted(map(re.escape, NOUNS[words].values()), key=len, reverse=True))
    many_verb, one_verb = MANY_VERBS[words], ONE_VERBS[words]
    patterns = (
        rf"(?<![\d.,-])1 (?:{many})(?!\w)",
        rf"(?<![\d.,-])(?!1 |0 )\d[\d.,]* (?!punt )(?:{ones})(?![\w'-])",  # 1,06 punt per leerling
        rf"(?<![\d.,-])1 {OF[words]} {NUMBER} [\w'-]+ (?:{many_verb})(?!\w)",
        rf"(?!1 )(?<![\d.,-])(?<!op )(?<!Op ){NUMBER} {OF[words]} {NUMBER} [\w'-]+ (?:{one_verb})(?!\w)",
        rf"(?<!\w)(?:{many_verb}) 1 {OF[words]}",
        rf"(?<!\w)(?:{one_verb}) (?!1 ){NUMBER} {OF[words]}",
    )
    return [f"number of noun or verb: {found[0]!r}" for found in (re.search(one, told) for one in patterns) if found]


def foreign(app: AppTest, words: str) -> list[tuple[str, str]]:
    """Texts of the other language in what a reader sees."""
    seen = texts(app)
    starts, between = (english_starts(), "English") if words == "nl" else (dutch_starts(), "Dutch")
    joined = "\n".join(seen)
    return [
        (f"{between}: {start}", text)
        for start in starts
        if start in joined
        for text in seen
        if re.search(rf"(?<!\w){re.escape(start)}(?!\w)", text)
    ]


@cache
def sources() -> list[tuple[str, ...]]:
    """The texts of the app, each with its plural."""
    return list(used_strings())


@cache
def english_starts() -> list[str]:
    return sources_that_differ()


@cache
def dutch_starts() -> list[str]:
    """The Dutch of each text up to its first placeholder, where that is not also English."""
    catalog, english = language.catalog("nl"), "\n".join(text for texts in sources() for text in texts)
    starts = set()
    for singular, *plural in sources():
        dutch = catalog.ngettext(singular, plural[0], 2) if plural else catalog.gettext(singular)
        start = re.split(r"\{\w+\}", dutch)[0].strip(" :(*")
        if len(start) > 3 and " " in start and start not in english:
            starts.add(start)
    return sorted(starts)


def shares(sentence: str, words: str) -> list[float]:
    """The per cents in a sentence, in their order."""
    return [value(found, words) for found in SHARE.findall(plain(sentence))]


def counts(told: Mapping[str, str], words: str) -> dict[str, float]:
    """The numbers among the values that a sentence says."""
    return {name: value(text, words) for name, text in told.items() if name in COUNTS}
