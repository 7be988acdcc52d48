"""Claims in the ledger of a data folder with the stand-in mart: a clash, one alone, one let go, one expired."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from etl.partners import claims
from etl.partners.claims.brought import school_year
from tests.support.delivered import folder


def write_claims(directory: Path) -> list[str]:
    """Five claims for the school year of today; returns their claim_ids: two clash, one stands, let go, expired."""
    root, now = folder(directory), dt.datetime.now(dt.UTC)
    today, year = now.date(), school_year(now.date())
    wanted = [("brug", "905A00", 60), ("lees", "905A00", 60), ("toren", "900A00", 60), ("toren", "901A00", 60),
              ("lees", "900A00", -1)]  # fmt: skip
    ids = [
        claims.claim(root, "lokaal", now, partner_id=partner, school_id=school, school_year=year,
                     until=today + dt.timedelta(days=days))
        for partner, school, days in wanted
    ]  # fmt: skip
    claims.tell(root, "withdrawn", ids[3], "lokaal", now)
    return ids
