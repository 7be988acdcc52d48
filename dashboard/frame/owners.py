"""Whose lists and plans are, and who may open and remove them."""

from __future__ import annotations

from dashboard.frame import audit
from dashboard.frame.access import ADMIN, LOCAL, PARTNER, READ, WRITE, Access, may, require
from etl import given


def sees(access: Access, item_id: str, made_by: str) -> bool:
    """Whether this person may open a list or plan: partners share them, but for what was made locally and not given."""
    return may(access, READ, PARTNER) and (access.is_over_all or given.owner(item_id, made_by) != LOCAL.actor)


def keeps(access: Access, item_id: str, made_by: str) -> bool:
    """Whether a list or plan is this person's own to remove."""
    return access.is_over_all or given.owner(item_id, made_by) == access.actor


def locally(access: Access) -> list[dict]:
    """One row per list and plan that was made locally and not given: item_id, kind, name, saved_at, owner."""
    require(access, READ, ADMIN, "what was kept locally")
    return [one for one in given.items() if one["owner"] == LOCAL.actor]


def give(access: Access, item_id: str, to: str) -> None:
    """Says whose a list or plan is from now on."""
    require(access, WRITE, ADMIN, "whose something is")
    given.give(item_id, to, access.actor)
    audit.wrote(access, "gift", ADMIN)
