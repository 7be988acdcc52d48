"""The claims that a fictional edition brings along: how many days ago each was made, and how long it stands."""

import datetime as dt
import functools
from pathlib import Path
from typing import Any

import yaml

from etl.partners.requests import brought

BROUGHT = "claims.yml"


def events(home: Path | None) -> list[dict[str, Any]]:
    """The events that an edition brings along, counted from the day on which its requests first came."""
    first = brought.first_day(home)
    if home is None or first is None or not (home / BROUGHT).is_file():
        return []
    stat = (home / BROUGHT).stat()
    return _resolved(home / BROUGHT, stat.st_mtime_ns, stat.st_size, first)


@functools.lru_cache(maxsize=8)
def _resolved(path: Path, _changed_ns: int, _size: int, first: dt.date) -> list[dict[str, Any]]:
    found = []
    for told in yaml.safe_load(path.read_text(encoding="utf-8")):
        event = dict(told)
        day = first - dt.timedelta(days=event.pop("days_before"))
        if "stands_days" in event:
            event["until"] = day + dt.timedelta(days=event.pop("stands_days"))
        if event["kind"] == "claimed":
            event |= {"on": day, "school_year": school_year(first)}
        found.append({**event, "event_name": BROUGHT, "at": f"{day.isoformat()}T09:00:00+00:00", "by": "voorbeeld"})
    return found


def school_year(day: dt.date) -> str:
    """The school year (August to July) that a day lies in."""
    start = day.year - (day.month < 8)
    return f"{start}-{start + 1}"
