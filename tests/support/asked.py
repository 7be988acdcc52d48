"""Requests of schools in the log of a data folder with the stand-in mart: one open, one passed on, one answered."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from etl.partners import requests
from tests.support.delivered import folder

YEAR = str(dt.datetime.now(dt.UTC).year)


def write_requests(directory: Path, wish: str = "Hulp bij lezen") -> list[str]:
    """Three requests of today; returns their request_ids."""
    root, now = folder(directory), dt.datetime.now(dt.UTC)
    today = now.date().isoformat()
    facts = {"asked_on": today, "theme_id": "language", "wish": wish, "group": "7", "channel": "phone"}
    ids = [requests.ask(root, "lokaal", now, school_id=school, **facts) for school in ("900A00", "901A00", "930A00")]
    requests.tell(root, "passed_on", ids[1], "lokaal", now, partner_id="brug", on=today)
    requests.tell(root, "closed", ids[2], "lokaal", now, outcome="comes", partner_id="lees", on=today)
    return ids
