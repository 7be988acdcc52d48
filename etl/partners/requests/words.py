"""What people type about a request: refused where it would stop a file, because it tells of a person."""

import re
from collections.abc import Iterable

from etl.errors import UploadRejected
from etl.partners.intake import personal, screening
from etl.partners.intake.findings import Finding, stop

MOST_LETTERS = 500
WORDS = ("wish", "role")  # what people type themselves
# how a person is spoken of, then a name with a capital; a school that is called so is none: Meester Wildschool
PERSON = re.compile(
    r"\b(?i:mw|mevr|mevrouw|dhr|de\s+heer|meneer|mijnheer|juf|juffrouw|meester|mrs|ms|miss|contactpersoon)\b\.?\s+"
    r"(?:(?:[A-Z]\.\s?)|(?i:van|de|der|den|ten|ter|te|el|al|v\.d\.|vd|'t)\s+)*[A-Z](?!\S*(?:school|college)\b)\S"
)


def refuse_persons(texts: Iterable[str]) -> None:
    """Raises UploadRejected, in both languages, when words hold what would stop a file: mail, phone, BSN, a contact."""
    found = [finding for finding in persons(list(texts)) if finding.result == "stop"]
    if found:
        raise Refused(found)


class Refused(UploadRejected):
    """Words that tell of a person, or of what was erased; nothing was written."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(" ".join(finding.message_nl for finding in findings))
        self.findings = findings


def gone() -> Refused:
    """What is told of a request that was erased meanwhile: its words would be back."""
    nl = "De aanvraag is intussen gewist."
    return Refused([stop("erased", nl, "The request has been erased in the meantime.")])


def persons(texts: list[str]) -> list[Finding]:
    """What the screening of files says of these words, taken as the cells of one row."""
    findings = screening.cells([(1, tuple(texts))])
    if any(personal.is_labelled([text]) or PERSON.search(text) for text in texts):
        nl = "De tekst noemt een persoon bij naam of functie met gegevens. Schrijf alleen de rol op."
        en = "The text names a person or how to reach one. Write down the role only."
        findings.append(stop("persons", nl, en))
    if any(len(text) > MOST_LETTERS for text in texts):
        nl = f"De tekst is langer dan {MOST_LETTERS} tekens. Kort hem in."
        en = f"The text is longer than {MOST_LETTERS} characters. Shorten it."
        findings.append(stop("long_cells", nl, en))
    return findings
