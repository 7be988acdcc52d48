"""People with rights, for tests: one per role, and one with two. Their places are those of the stand-in mart."""

from __future__ import annotations

import pytest

from dashboard.frame import visitor
from dashboard.frame.access import ANONYMOUS, EVERYWHERE, LOCAL, Access

OWN, OTHERS = "GM9000", ("GM9001", "GM9002", "GM9003")  # municipalities of the stand-in: of the coordinator, and not
# what names one of them to tests/support/server_of_persons.py; a browser sends no header of its own with a websocket
HEADER, COOKIE = "X-Test-Person", "test-person"
PARTNER, OTHER_PARTNER = "brug", "toren"


def person(*roles: str, areas: tuple[str, ...] = (), partners: tuple[str, ...] = ()) -> Access:
    """Somebody who signed in with these roles."""
    name = "-".join(roles) or "niemand"
    return Access(f"{name}@example.org", "shared", frozenset(roles), frozenset(areas), frozenset(partners))


PERSONS = {
    "stranger": ANONYMOUS,
    "not listed": person(),
    "partner": person("partner", partners=(PARTNER,)),
    "partner of nobody": person("partner"),
    "coordinator": person("coordinator", areas=(OWN,)),
    "national coordinator": person("coordinator", areas=(EVERYWHERE,)),
    "analyst": person("analyst"),
    "partner and coordinator": person("partner", "coordinator", areas=(OWN,), partners=(PARTNER,)),
    "admin": person("admin"),
    "local": LOCAL,
}
# one who looks at the same pages from the next municipality
NEIGHBOUR = Access("buur@example.org", "shared", frozenset({"coordinator"}), frozenset({OTHERS[0]}))


def become(who: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the app is looked at by this person."""
    monkeypatch.setattr(visitor, "current", lambda: who)
