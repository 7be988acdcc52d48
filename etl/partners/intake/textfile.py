"""A delimited text file as records: encoding, delimiter and quoting are proposed from the bytes, nothing is refused.

A record is one line of a text file (or one row of a sheet): its 1-based line and its cells as text.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from etl.partners.intake import columns
from etl.partners.intake.findings import Finding, note

DELIMITERS = (";", ",", "\t", "|")
SAMPLE_RECORDS = 500
HEADER_WITHIN = 100
MOSTLY = 0.8  # share of lines as wide as most, for delimited text in the cells of a sheet
Record = tuple[int, tuple[str, ...]]
# the characters that cp1252 shows for the second and later bytes of a UTF-8 character
CP1252 = {bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(0x80, 0x100)}
# encodings of old programs, and what Dutch texts have beyond ASCII
OLD = ("mac_roman", "cp850")
COMMON = frozenset("éëèïöüáÉË")
RARE, NEVER = 1, 3
DUTCH = frozenset("áàâäãéèêëíìîïóòôöõúùûüçñÁÀÂÄÉÈÊËÍÌÎÏÓÒÔÖÚÙÛÜÇÑ")
SIGNS = frozenset("‘’“”‚„–—…•€£§©®°±²³½¼«»·´ \u00a0")
SIGN_IN_WORD = re.compile("(?<=[a-z])[“”‚„‘…•€£§©®°±²³½¼«»–—](?=[a-z])", re.IGNORECASE)
LONE_SIGN = re.compile("(?<![^\\s;,\t])[‚‘“„‰](?![^\\s;,\t])")
TAIL = "".join(re.escape(shown) for shown, byte in CP1252.items() if byte < 0xC0)
MOJIBAKE = re.compile(f"[ÃÂ][{TAIL}]|â[{TAIL}]{{2}}")


@dataclass(frozen=True)
class Dialect:
    """How one text file is written; quoted is False where quotation marks are ordinary characters."""

    encoding: str
    delimiter: str
    quoted: bool = True


def propose(data: bytes) -> tuple[Dialect, list[Finding]]:
    """Encoding, delimiter and quoting of a delimited text, and what was odd about its bytes."""
    encoding = _encoding(data)
    text = decoded(data, encoding)
    told = re.match(r'"?sep=(.)"?\r?\n', text)
    candidates = [told[1]] if told else [d for d in DELIMITERS if d in text] or [";"]
    best = max(candidates, key=lambda delimiter: _fits(split(text, Dialect(encoding, delimiter), SAMPLE_RECORDS)))
    dialect = Dialect(encoding, best, _quotes_close(text, Dialect(encoding, best)))
    return dialect, _odd_text(data, dialect)


def read(data: bytes, dialect: Dialect) -> list[Record]:
    """All records of a delimited text, blank ones too."""
    return split(decoded(data, dialect.encoding), dialect)


def glued(lines: Sequence[str]) -> Dialect | None:
    """How lines are delimited that stand in one cell each, headers first; None for lines of one text."""
    texts = [" ".join(line.splitlines()) for line in lines[:SAMPLE_RECORDS]]
    fits = {}
    for delimiter in DELIMITERS:
        found = [record for text in texts for record in split(text, Dialect("", delimiter))]
        words, _ = fits[delimiter] = _fits(found)
        if words < 2 or _consistency(found) < MOSTLY:
            del fits[delimiter]
    return Dialect("", max(fits, key=fits.__getitem__)) if fits else None


def _odd_text(data: bytes, dialect: Dialect) -> list[Finding]:
    findings = []
    if dialect.encoding in OLD:
        kind = {"mac_roman": "een oude Mac (MacRoman)", "cp850": "een oud DOS-programma (cp850)"}[dialect.encoding]
        kind_en = {"mac_roman": "an old Mac (MacRoman)", "cp850": "an old DOS program (cp850)"}[dialect.encoding]
        nl = f"De letters met accenten zijn gelezen als die van {kind}; kijk of de namen kloppen."
        en = f"The accented letters were read as those of {kind_en}; see whether the names are right."
        findings.append(note("encoding", nl, en))
    raw = _raw(data, dialect.encoding)
    mended = [n for n, line in enumerate(raw.splitlines(), 1) if MOJIBAKE.search(line)] if MOJIBAKE.search(raw) else []
    if mended:
        nl = "Verkeerd bewaarde letters met accenten (zoals bij 'Ã') zijn hersteld; kijk of ze nu kloppen."
        en = "Accented letters that were saved wrongly (such as at 'Ã') were repaired; see whether they are right now."
        findings.append(note("encoding", nl, en, mended))
    lost = [n for n, line in enumerate(raw.splitlines(), 1) if "\ufffd" in line] if "\ufffd" in raw else []
    if lost:
        nl = "Sommige tekens zijn onleesbaar; bewaar het bestand als CSV UTF-8 en kijk deze regels na."
        en = "Some characters cannot be read; save the file as CSV UTF-8 and check these lines."
        findings.append(note("encoding", nl, en, lost))
    if not dialect.quoted:
        nl = "Aanhalingstekens openen zonder te sluiten; ze zijn als gewone tekens gelezen. Kijk de kolommen na."
        en = "Quotation marks open without closing; they were read as ordinary characters. Check the columns."
        findings.append(note("quotes", nl, en))
    return findings


def _encoding(data: bytes) -> str:
    """utf-8, utf-16, cp1252, or utf-8+cp1252 for a file pasted together from both."""
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if unmarked_utf16(data):
        return unmarked_utf16(data)
    lines = [line for line in data.split(b"\n") if not line.isascii()]
    readable = [_is_utf8(line) for line in lines]
    if all(readable):
        return "utf-8"
    return "utf-8+cp1252" if any(readable) else _of_one_byte(b"\n".join(lines))


def _of_one_byte(data: bytes) -> str:
    """cp1252 unless another of the old encodings makes letters of Dutch words where cp1252 makes signs of them."""
    strange = {encoding: _strange(data.decode(encoding, "replace")) for encoding in ("cp1252", *OLD)}
    best = min(OLD, key=strange.__getitem__)
    return best if strange[best] * 4 < strange["cp1252"] else "cp1252"


def _strange(text: str) -> int:
    """How unlike Dutch the characters beyond ASCII are: rare letters, signs in the middle of a word or alone."""
    odd = sum(RARE if c in DUTCH else NEVER for c in text if not c.isascii() and c not in COMMON and c not in SIGNS)
    return odd + NEVER * (len(SIGN_IN_WORD.findall(text)) + len(LONE_SIGN.findall(text)))


def unmarked_utf16(data: bytes) -> str:
    """utf-16-le or utf-16-be for text whose every other byte is mostly zero, else ''."""
    for parity, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if data[parity::2].count(0) > len(data) / 4 and not data[1 - parity :: 2].count(0):
            return name
    return ""


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def decoded(data: bytes, encoding: str) -> str:
    """The text, wrongly saved accents repaired; a byte without a meaning becomes U+FFFD."""
    return MOJIBAKE.sub(_unmangled, _raw(data, encoding))


def _raw(data: bytes, encoding: str) -> str:
    if encoding == "utf-8+cp1252":
        lines = data.split(b"\n")
        return "\n".join(line.decode("utf-8" if _is_utf8(line) else "cp1252", "replace") for line in lines)
    return data.decode(encoding, "replace").removeprefix("\ufeff")


def _unmangled(found: re.Match[str]) -> str:
    try:
        return bytes(CP1252[character] for character in found[0]).decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


def split(text: str, dialect: Dialect, most: int | None = None) -> list[Record]:
    """Records of a delimited text; `line` is where the record begins."""
    quoting = csv.QUOTE_MINIMAL if dialect.quoted else csv.QUOTE_NONE
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter, quoting=quoting)
    found, line = [], 1
    try:
        for cells in reader:
            found.append((line, tuple(cells)))
            line = reader.line_num + 1
            if len(found) == most:
                break
    except csv.Error:
        # a cell beyond csv's limit of 131,072 characters: a quote that never closes
        return found
    return found


def _quotes_close(text: str, dialect: Dialect) -> bool:
    """False when reading with quotes swallows line ends that belong to rows of their own."""
    with_quotes, without = split(text, dialect), split(text, replace(dialect, quoted=False))
    if len(with_quotes) == len(without):
        return True
    return _consistency(with_quotes) >= _consistency(without)


def _consistency(found: Sequence[Record]) -> float:
    """Share of the records that are as wide as most are."""
    widths = Counter(len(cells) for _, cells in found if any(cells))
    return widths.most_common(1)[0][1] / widths.total() if widths else 0.0


def _fits(found: Sequence[Record]) -> tuple[int, float]:
    """How well a delimiter explains a file: headers it shows, then how many cells stand in equally wide rows."""
    words = max((columns.known(cells) for _, cells in found[:HEADER_WITHIN]), default=0)
    width = Counter(len(cells) for _, cells in found if any(cells)).most_common(1)
    return words, _consistency(found) * (width[0][0] - 1 if width else 0)
