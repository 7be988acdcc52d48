"""What a check of an upload found: check, result and message in both languages. No cell's text is ever in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LINES_SHOWN = 20


@dataclass(frozen=True)
class Finding:
    """One row per check: result is ok, note or stop; lines are 1-based lines of the file (at most 20)."""

    check: str
    result: str
    lines: tuple[int, ...]
    message_nl: str
    message_en: str


def ok(check: str, nl: str, en: str) -> Finding:
    """The check found nothing."""
    return Finding(check, "ok", (), nl, en)


def note(check: str, nl: str, en: str, lines: Iterable[int] = ()) -> Finding:
    """Something a person should know; the upload goes on."""
    return Finding(check, "note", tuple(sorted(set(lines)))[:LINES_SHOWN], nl, en)


def stop(check: str, nl: str, en: str, lines: Iterable[int] = ()) -> Finding:
    """Something the sender must mend; the upload ends here."""
    return Finding(check, "stop", tuple(sorted(set(lines)))[:LINES_SHOWN], nl, en)


def listed(numbers: Sequence[int]) -> tuple[str, str]:
    """Numbers of columns or sheets in words, Dutch and English: the first ones, and how many more there are."""
    shown, more = ", ".join(map(str, numbers[:LINES_SHOWN])), len(numbers) - LINES_SHOWN
    return (shown, shown) if more <= 0 else (f"{shown} en nog {more}", f"{shown} and {more} more")


def stopped(findings: Iterable[Finding]) -> bool:
    """Whether any of them ends the upload."""
    return any(found.result == "stop" for found in findings)
