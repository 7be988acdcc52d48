"""Who may read what: one value (Access) that every question carries, one function (may) that judges it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Literal

from dashboard.frame import reads

log = logging.getLogger(__name__)
OPEN, PARTNER, CLOSED = "open", "partner", "closed"
RESOURCES = frozenset({OPEN, PARTNER, CLOSED})
ACTIONS = frozenset({"read", "export", "write"})


class NotAllowed(Exception):
    """This person may not ask or do this, or the question does not say what it reads."""


@dataclass(frozen=True)
class Access:
    """One person in one mode; hashable, because it is part of every cache key."""

    actor: str
    mode: Literal["local", "shared"]
    scopes: frozenset[str] = frozenset()


LOCAL = Access("lokaal", "local")
ANONYMOUS = Access("anoniem", "shared")


def may(access: Access, action: str, resource: str) -> bool:
    """True when this person may do this with this kind of data. What is not allowed here is refused."""
    if action not in ACTIONS or resource not in RESOURCES:
        return False
    if access.mode == "local":
        return True
    if resource == OPEN:
        return action in ("read", "export")
    return f"{action}:{resource}" in access.scopes


def require(access: Access, action: str, resource: str, what: str) -> None:
    """Raises NotAllowed, and logs the refusal without the person's name, where `may` says no."""
    if not may(access, action, resource):
        log.warning("refused to %s %s (resource %r, mode %s)", action, what, resource, access.mode)
        raise NotAllowed(f"{access.actor} may not {action} {what} ({resource})")
    reads.note(resource)
