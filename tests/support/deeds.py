"""Deeds in the log of a data folder: a file of partners' data, closed figures opened, something written and erased."""

from __future__ import annotations

import datetime as dt

from etl import audit
from etl.audit import Deed


def write_deeds() -> list[Deed]:
    """Five deeds of today by two people, into the log that the environment names; returns them, the oldest first."""
    now = dt.datetime.now(dt.UTC)
    ans, local = "ans@example.org", "lokaal"
    told = [
        Deed(now, local, "exported", "file", "partner", "dekking", {"gebied": "GM9000"}, 12),
        Deed(now, ans, "opened", "closed_area_values", "closed", "gka-regionaal", {"municipalities": "GM9000"}, 30),
        Deed(now, ans, "exported", "file", "closed", "gka-regionaal", {"gebied": "GM9000", "q": "een woord"}, 8),
        Deed(now, ans, "wrote", "note", "closed", "gka-regionaal", {}, None, "GM9000"),
        Deed(now, local, "erased", "delivery", "partner", "partnerdata", {}, None, "brug"),
    ]
    for deed in told:
        audit.tell(deed)
    return told
