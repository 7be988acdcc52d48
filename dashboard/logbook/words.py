"""The deeds of the log in the reader's language."""

from __future__ import annotations

from dashboard.frame.language import _


def kinds() -> dict[str, str]:
    return {
        "exported": _("took along"), "opened": _("opened closed figures"), "wrote": _("wrote"),
        "erased": _("erased"),
    }  # fmt: skip


def resources() -> dict[str, str]:
    return {"open": _("open"), "partner": _("of partners"), "closed": _("closed"), "admin": _("of the log")}


def what(told: str) -> str:
    """What a deed was about; of what was opened the name of the question."""
    known = {
        "file": _("a file"),
        "frozen_view": _("a frozen view"),
        "list": _("a list of schools"),
        "plan": _("a plan"),
        "scenario": _("a what-if"),
        "note": _("a note"),
        "notes": _("notes of places"),
        "received": _("a delivery came"),
        "accepted": _("a delivery taken in"),
        "refused": _("a delivery refused"),
        "confirmed": _("a delivery still so"),
        "withdrawn": _("a delivery taken out"),
        "delivery": _("a delivery"),
        "decision": _("a name judged"),
        "standing": _("still so or stopped"),
        "partner": _("a new partner"),
        "themes": _("themes of programmes"),
        "facts": _("facts of a programme"),
        "undone": _("a deed taken back"),
        "address": _("an address"),
        "gift": _("whose a list or plan is"),
        "claim": _("a claim"),
        "claim withdrawn": _("a claim let go"),
        "claims together": _("claims agreed"),
        "referral": _("a referral"),
        "referral undone": _("a referral taken back"),
        "request": _("a request logged"),
        "request passed_on": _("a request passed on"),
        "request corrected": _("a request corrected"),
        "request closed": _("the outcome of a request"),
        "request reopened": _("a request opened again"),
        "request erased": _("a request"),
    }
    return known.get(told, told)
