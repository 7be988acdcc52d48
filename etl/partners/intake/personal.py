"""Whether a text tells about a person: a private e-mail address, a phone number, a citizen number (BSN).

The texts of a row are looked at together, joined by JOINT, so that a file of thousands of rows is screened in seconds.
"""

import re
import unicodedata
from collections.abc import Sequence

from etl.partners.intake import columns as roles

JOINT = "|"
AT = re.compile(r"@|\[at\]|\(at\)", re.IGNORECASE)
MAILBOX = re.compile(r"[\w.+'\-]+\s{0,3}$")
DOMAIN = re.compile(r"\s{0,3}[\w\-]{1,63}\.\w")
LONGEST_MAILBOX = 70
# not inside a word or a longer number with signs
APART = r"(?<!\w)(?<!\d[.,\-/])"
# a moment such as 06-12-2019 12:30 has as many digits as a phone number
NO_DATE = r"(?!\d{1,2}[\-/. ]\d{1,2}[\-/. ](?:19|20)\d\d(?!\d))"
REST = r"(?:[\s\-.]?\d)"
# mobile; area code of three or four digits; company number; +31 or 0031 and nine digits; another country
PHONES = (
    rf"{NO_DATE}\(?06\)?[\s\-./]{{0,3}}[1-58]{REST}{{7}}(?!\d)",
    rf"\(?0[1-57]\d\)?[\s\-./]{{0,3}}\d{REST}{{6}}(?!\d)",
    rf"\(?0[1-57]\d\d\)?[\s\-./]{{0,3}}\d{REST}{{5}}(?!\d)",
    rf"\(?08[4578]\)?[\s\-./]{{0,3}}\d{REST}{{6}}(?!\d)",
    rf"(?:\+|00)\s?31[\s\-./]{{0,3}}(?:\(0\))?[\s\-./]{{0,3}}[1-9]{REST}{{8}}(?!\d)",
    r"\+(?:[\s\-.()]*\d){9,14}(?!\d)",
)
PHONE = re.compile(APART + "(?:" + "|".join(PHONES) + ")")
# a mobile number as a spreadsheet leaves it: without its zero or plus
BARE_MOBILE = re.compile(r"(?:^|(?<=\|))\s*(?:31)?6[1-58]\d{7}\s*(?=\||$)")
NINE_DIGITS = re.compile(
    rf"(?:{APART}|(?<=bsn))"
    r"(?:\d{9}|\d{4}[. \-]\d{2}[. \-]\d{3}|\d{3}[. \-]\d{3}[. \-]\d{3}|\d\d \d\d \d\d \d{3})(?!\w|[.,\-/]\d)",
    re.IGNORECASE,
)


def joined(texts: Sequence[str]) -> str:
    """A row's texts as a person reads them: one kind of digit, dash and space, no invisible characters."""
    text = JOINT.join(texts)
    if text.isascii():
        return text
    seen = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return re.sub(r"[\u2010-\u2015\u2212]", "-", seen)


def has_private_mail(text: str) -> bool:
    """Whether a text holds an e-mail address that is not a general one such as info@."""
    general = roles.general_mailboxes()
    for at in AT.finditer(text):
        # looks back from the sign: a search for mailboxes would take minutes in a long cell
        mailbox = MAILBOX.search(text[max(0, at.start() - LONGEST_MAILBOX) : at.start()])
        if mailbox and DOMAIN.match(text, at.end()) and mailbox[0].strip().lower() not in general:
            return True
    return False


def has_phone(text: str) -> bool:
    """Whether a text holds a phone number, Dutch or with a country code."""
    return bool(PHONE.search(text) or BARE_MOBILE.search(text))


def has_bsn(text: str) -> bool:
    """Whether a text holds a number of nine digits that passes the 11-test of the BSN."""
    return any(_passes(re.sub(r"\D", "", found[0])) for found in NINE_DIGITS.finditer(text))


def _passes(digits: str) -> bool:
    """The 11-test: the digits times 9, 8, ... 2 and -1 add up to a multiple of 11."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return digits != "0" * 9 and sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 == 0


def tells(header: str, cell: str) -> bool:
    """Whether a cell under this header tells about a person; a count, yes or no, or a general mailbox does not."""
    group = roles.holds_persons(header)
    if not group or roles.is_nothing(cell):
        return False
    if group == "mail":
        return "@" not in cell or has_private_mail(cell)
    answer = roles.key(cell) in ("ja", "nee", "yes", "no", "j", "n", "y")
    return group == "persons_number" or not (answer or roles.NUMBER.fullmatch(cell.strip()))


def is_labelled(texts: Sequence[str]) -> bool:
    """Whether a title or footer says 'Contactpersoon: ...' in one cell, or in two beside each other."""
    for text, beside in zip(texts, [*texts[1:], ""], strict=True):
        label, colon, rest = text.partition(":")
        if tells(label, rest if colon and rest.strip() else beside):
            return True
    return False
