"""Whose lists and plans are, and who may open and remove them."""

from __future__ import annotations

from dashboard.frame.access import LOCAL, PARTNER, READ, Access, may
from etl import given


def sees(access: Access, item_id: str, made_by: str) -> bool:
    """Whether this person may open a list or plan: partners share them, but for what was made locally and not given."""
    return may(access, READ, PARTNER) and (access.is_over_all or given.owner(item_id, made_by) != LOCAL.actor)


def keeps(access: Access, item_id: str, made_by: str) -> bool:
    """Whether a list or plan is this person's own to remove."""
    return access.is_over_all or given.owner(item_id, made_by) == access.actor
