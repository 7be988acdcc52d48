"""Who may read what: one value (Access) that every question carries, one function (may) that judges it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from dashboard.frame import reads

log = logging.getLogger(__name__)
OPEN, PARTNER, CLOSED, ADMIN = "open", "partner", "closed", "admin"
RESOURCES = frozenset({OPEN, PARTNER, CLOSED, ADMIN})
READ, EXPORT, WRITE = "read", "export", "write"
ACTIONS = frozenset({READ, EXPORT, WRITE})
EVERYWHERE = "*"  # among the areas of a person: all of them; as the area of a question: rows of more than one
ADMINISTRATOR = "admin"
# what a role adds to what everyone may; somebody with several roles may what any of them may
RIGHTS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "public": {OPEN: frozenset({READ, EXPORT})},
    "partner": {PARTNER: frozenset({READ, EXPORT, WRITE})},  # writing: of its own partners
    "coordinator": {CLOSED: frozenset({READ, EXPORT, WRITE})},  # of its municipalities; writing: notes
    "analyst": {CLOSED: frozenset({READ, EXPORT})},
    ADMINISTRATOR: dict.fromkeys(RESOURCES, ACTIONS),
}
ROLES = tuple(RIGHTS)
NOWHERE_BOUND = frozenset({"analyst", ADMINISTRATOR})  # the areas of these roles are all areas


class NotAllowed(Exception):
    """This person may not ask or do this, or the question does not say what it reads."""


class Gone(NotAllowed):
    """What this person had when the page was drawn is theirs no more."""


@dataclass(frozen=True)
class Access:
    """One person in one mode; hashable, because it is part of every cache key.

    `areas` are codes of municipalities (GM0599) or EVERYWHERE, `partners` are ids of partners.
    """

    actor: str
    mode: Literal["local", "shared"]
    roles: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    partners: frozenset[str] = frozenset()

    @property
    def is_over_all(self) -> bool:
        """Whether this is the person at the machine itself, or an administrator."""
        return self.mode == "local" or ADMINISTRATOR in self.roles


LOCAL = Access("lokaal", "local")
ANONYMOUS = Access("anoniem", "shared")
_judges: list[Callable[[Access], bool]] = []


def ask_anew(judge: Callable[[Access], bool]) -> None:
    """From now on `require` asks this too: whether somebody has at this moment what an access says."""
    _judges[:] = [judge]


def may(access: Access, action: str, resource: str, area: str | None = None, partner: str | None = None) -> bool:
    """True when this person may do this with this kind of data. What is not allowed here is refused.

    `area` is the municipality of closed data, EVERYWHERE for what is made of several; `partner` whose data it is. None
    asks whether there is any area or partner at all: enough for a button, never for a row.
    """
    if action not in ACTIONS or resource not in RESOURCES:
        return False
    if access.is_over_all:
        return True
    roles = [role for role in {"public", *access.roles} if action in RIGHTS.get(role, {}).get(resource, ())]
    if resource == CLOSED:
        return any(_reaches(access, role, area) for role in roles)
    if resource == PARTNER and action == WRITE:
        return bool(roles) and (bool(access.partners) if partner is None else partner in access.partners)
    return bool(roles)


def areas(access: Access, action: str = READ) -> frozenset[str]:
    """The municipalities whose closed data this person may so use; with EVERYWHERE in it: all, and the country."""
    if may(access, action, CLOSED, EVERYWHERE):
        return frozenset({EVERYWHERE})
    return frozenset(area for area in access.areas if may(access, action, CLOSED, area))


def may_all(
    access: Access, action: str, resources: Iterable[str], municipalities: Iterable[str], own: Iterable[str]
) -> bool:
    """Whether this person may so use all that was made of these kinds of data.

    Closed data of these municipalities (EVERYWHERE: all, and the country), small numbers of these partners as its own.
    """
    kinds = set(resources)
    if not all(may(access, action, kind) for kind in kinds):
        return False
    if CLOSED in kinds and not all(may(access, action, CLOSED, area) for area in municipalities):
        return False
    return access.is_over_all or set(own) <= own_partners(access)


def own_partners(access: Access) -> frozenset[str]:
    """Whose small numbers are this person's own; nobody's at the machine itself, whoever has all rights there."""
    return access.partners if access.mode == "shared" and "partner" in access.roles else frozenset()


def owns(access: Access, partner: str) -> bool:
    """Whether these are a person's own data to change."""
    return may(access, WRITE, PARTNER, partner=partner)


def require(
    access: Access, action: str, resource: str, what: str, *, area: str | None = None, partner: str | None = None
) -> None:
    """Raises NotAllowed, and logs the refusal without the person's name, where `may` says no.

    Raises Gone where the rights of the page at hand have ended: what a click does comes before a page is judged anew.
    """
    if not all(judge(access) for judge in _judges):
        log.warning("refused to %s %s: the rights of this page have ended", action, what)
        raise Gone("this person has other rights now")  # its words may be logged: no address
    if not may(access, action, resource, area, partner):
        log.warning("refused to %s %s (resource %r, mode %s)", action, what, resource, access.mode)
        raise NotAllowed(f"this person may not {action} {what} ({resource})")
    reads.note(resource)


def _reaches(access: Access, role: str, area: str | None) -> bool:
    """Whether the areas of a role hold this one; of None, whether they hold any."""
    if role in NOWHERE_BOUND or EVERYWHERE in access.areas:
        return True
    return bool(access.areas) if area is None else area in access.areas
