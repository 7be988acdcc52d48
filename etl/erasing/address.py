"""What of a text is an address, what is somebody else's, and what no machine can tell: files, tables and bytes alike.

Before it an escape is read as the sign that it stands for: `%20`, `%C2%A0`, `\\n`, `\\x0a`, `\\u0022`, `&#x27;`.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from html.entities import html5
from typing import NamedTuple
from urllib.parse import unquote, unquote_plus

# the address itself; a longer word with it, which may be it or another's; an address of somebody else
WHOLE, EITHER, OTHER = "whole", "either", "other"
ENDINGS = "csv|tsv|txt|xls[xmb]?|ods|pdf|docx?|json|html?"  # of names of files: no domain ends so
_ESCAPE = re.compile(
    r"(?:(?P<percent>(?:%(?:25)*[0-9a-f]{2})+)|(?P<slashes>\\+)(?P<letter>u[0-9a-f]{4}|x[0-9a-f]{2}|[bfnrtv\"'/])"
    r"|(?P<mail>=(?-i:[0-9A-F]{2}))"
    r"|&(?:amp;)*(?P<entity>#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z]+[0-9]*);)\Z",
    re.IGNORECASE,
)
_CONTROLS = dict(zip("bfnrtv", "\b\f\n\r\t\v", strict=True))
_UNREADABLE = "\ufffd"  # also for what was escaped twice, or may be an escape of mail (`=0A`) or as it stands
_LONGEST_ESCAPE, _BESIDE = 40, 3  # signs
_GOES_ON = re.compile(rf"[^\W_]|[-{_UNREADABLE}\udc80-\udcff]|\.(?!(?:{ENDINGS})(?![\w-]|\.[^\W_]))\w", re.IGNORECASE)


class Standing(NamedTuple):
    """One place of a text where the address stands; `word` has what makes it a longer one beside it."""

    start: int
    end: int
    verdict: str
    word: str


@dataclass(frozen=True)
class Address:
    """In small letters; capitals are no difference."""

    told: str

    @property
    def domain(self) -> str:
        """What is the same in every form of it: whatever holds the address holds this."""
        return self.told.rpartition("@")[2]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """As a text, HTML, a link, JSON, mail or a row of DuckDB has it."""
        plain = (re.escape(sign) if sign.isalnum() or sign in ".-_" else _any_form(sign) for sign in self.told)
        return re.compile("".join(plain), re.IGNORECASE)

    def standings(self, text: str) -> Iterator[Standing]:
        """Every place of a text where it stands."""
        if self.domain not in text.lower():
            return
        for found in self.pattern.finditer(text):
            near = text[max(0, found.start() - 3 * _LONGEST_ESCAPE) : found.start()]
            if quoted := re.search("%((?:25)*)40", found[0]):  # a link, in which a plus may be a blank
                for _time in range(1 + len(quoted[1]) // 2):
                    near = unquote_plus(near)
            before, goes_on = _before(near), bool(_GOES_ON.match(text, found.end()))
            start = found.start() if before == WHOLE else max(0, found.start() - _BESIDE)
            word = text[start : found.end() + (_BESIDE if goes_on else 0)]
            is_clear = not goes_on and found[0].isascii()  # the Kelvin sign is no k
            verdict = before if before != WHOLE or is_clear else EITHER
            yield Standing(found.start(), found.end(), verdict, word)

    def verdicts(self, text: str) -> set[str]:
        return {one.verdict for one in self.standings(text)}

    def replaced(self, text: str, alias: str) -> tuple[str, int]:
        """The text with the alias instead of this address, and how often it stood there."""
        parts, last, count = [], 0, 0
        for one in self.standings(text):
            if one.verdict == WHOLE:
                parts += [text[last : one.start], alias]
                last, count = one.end, count + 1
        return "".join([*parts, text[last:]]), count


def _any_form(sign: str) -> str:
    """A pattern of a sign as it is, and as each escape has it, also where that was escaped again."""
    code, number = f"{ord(sign):02x}", ord(sign)
    names = "|".join(name for name, told in html5.items() if told == sign and name.endswith(";")) or "(?!)"
    return (
        rf"(?:\\*{re.escape(sign)}|\\+(?:u00{code}|x{code})|%(?:25)*{code}|={code}"
        rf"|&(?:amp;)*(?:#0*{number};|#x0*{code};|{names}))"
    )


def _before(text: str) -> str:
    """Whose address begins behind this text."""
    signs = _last_signs(text)
    last, prior = signs[-1:], signs[-2:-1]
    if not last:
        return WHOLE
    if last == "'":  # one that opens, or a part of a name
        return EITHER if prior and (prior.isalnum() or prior in "_.%+-") else WHOLE
    if last in ".+":
        return OTHER if prior.isascii() and prior.isalnum() else EITHER
    if last.isascii():
        return OTHER if last.isalnum() else EITHER if last in "_%-" else WHOLE
    is_of_a_word = last.isalnum() or unicodedata.combining(last) or last == _UNREADABLE or "\udc80" <= last <= "\udcff"
    return EITHER if is_of_a_word else WHOLE


def _last_signs(text: str) -> str:
    """The last two signs of a text, escapes read."""
    signs, tail = "", text
    while tail and len(signs) < 2:
        found = _ESCAPE.search(tail, max(0, len(tail) - _LONGEST_ESCAPE))
        signs = (_unescaped(found) if found else tail[-1]) + signs
        tail = tail[: found.start() if found else -1]
    return signs[-2:]


def _unescaped(found: re.Match[str]) -> str:
    if found["percent"]:
        return unquote(re.sub("%(?:25)+(?=[0-9a-f]{2})", "%", found["percent"], flags=re.IGNORECASE))
    if found["entity"]:
        return unescape(f"&{found['entity']};")
    if found["mail"] or len(found["slashes"]) % 2 == 0:
        return _UNREADABLE
    letter = found["letter"].lower()
    return chr(int(letter[1:], 16)) if letter[0] in "ux" else _CONTROLS.get(letter, letter)
