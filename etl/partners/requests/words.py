"""What people type about a request: refused where it would stop a file, because it tells of a person."""

from collections.abc import Iterable

from etl.errors import UploadRejected
from etl.partners.intake import personal, screening
from etl.partners.intake.findings import Finding, stop

MOST_LETTERS = 500
WORDS = ("wish", "role")  # what people type themselves


def refuse_persons(texts: Iterable[str]) -> None:
    """Raises UploadRejected, in both languages, when words hold what would stop a file: mail, phone, BSN, a contact."""
    found = [finding for finding in persons(list(texts)) if finding.result == "stop"]
    if found:
        raise Refused(found)


class Refused(UploadRejected):
    """Words that tell of a person; nothing was written."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(" ".join(finding.message_nl for finding in findings))
        self.findings = findings


def persons(texts: list[str]) -> list[Finding]:
    """What the screening of files says of these words, taken as the cells of one row."""
    findings = screening.cells([(1, tuple(texts))])
    if any(personal.is_labelled([text]) for text in texts):
        nl = "De tekst noemt een persoon bij naam of functie met gegevens. Schrijf alleen de rol op."
        en = "The text names a person or how to reach one. Write down the role only."
        findings.append(stop("persons", nl, en))
    if any(len(text) > MOST_LETTERS for text in texts):
        nl = f"De tekst is langer dan {MOST_LETTERS} tekens. Kort hem in."
        en = f"The text is longer than {MOST_LETTERS} characters. Shorten it."
        findings.append(stop("long_cells", nl, en))
    return findings
