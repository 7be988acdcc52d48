"""Where nothing is compared: the first build, the same build, another edition, a build without a letter. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from dashboard.frame.language import _, day, ngettext
from dashboard.frame.letters import COMPARED, Letter
from dashboard.frame.markup import md


def why_nothing(chain: Sequence[Letter], edition: str) -> str:
    """What is said in place of a letter; '' where there is one."""
    if not chain:
        return _("**This build has no letter.** It was made before letters were kept, or an older build was put back. The next build or delivery is compared with it.")  # fmt: skip  # noqa: E501
    state = chain[0].state
    if state == "first":
        return _("**This is the first build of edition {edition} here.** There is nothing yet to compare it with; the next build or delivery is.", edition=md(edition))  # fmt: skip  # noqa: E501
    if state == "other_edition":
        return _("**Another edition stood here before.** Figures of two editions are not compared: edition {edition} has no earlier build here.", edition=md(edition))  # fmt: skip  # noqa: E501
    if state == "other_program":
        return _("**The build before this one was made by another version of the program.** Its tables are others, so that nothing can be compared.")  # fmt: skip  # noqa: E501
    if state == "same":
        return _("**Built again from the same files: nothing changed.**")
    return ""


def damaged(n: int) -> str:
    """Letters that cannot be read."""
    return ngettext(
        "**{n} letter cannot be read.** It is damaged; what it told is not in this one.",
        "**{n} letters cannot be read.** They are damaged; what they told is not in this one.",
        n,
    )


def erased(chain: Sequence[Letter]) -> str:
    """When what letters said of partners was taken away; '' where nothing was."""
    moments = sorted(letter.erased_at for letter in chain if letter.erased_at)
    if not moments:
        return ""
    return _("What earlier letters said of partners was taken away on {day}: a delivery was erased.", day=date(moments[-1]))  # fmt: skip  # noqa: E501


def compared(chain: Sequence[Letter]) -> list[int]:
    """The places in the chain of letters that compare: since each of them can be told."""
    return [k for k, letter in enumerate(chain) if letter.state == COMPARED]


def build_name(told: Mapping[str, str]) -> str:
    """28 August 2026 (voorbeeld-1a2b3c4d)."""
    return f"{date(told['built_at'])} ({told['build_id']})"


def date(moment: str) -> str:
    return day(dt.datetime.fromisoformat(moment))
