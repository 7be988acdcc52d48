"""The requests and referrals that a fictional edition brings along: how many days ago each thing was done."""

import datetime as dt
import functools
from pathlib import Path
from typing import Any

import yaml

BROUGHT, ANCHOR = "requests.yml", "requests-from.txt"


def anchor(home: Path, former: Path, today: dt.date) -> None:
    """Says from which day the brought requests count back: the day they first came, also after a later build."""
    if (home / BROUGHT).is_file():
        kept = former / ANCHOR
        day = kept.read_text(encoding="utf-8") if kept.is_file() else today.isoformat()
        (home / ANCHOR).write_text(day, encoding="utf-8")


def events(home: Path | None, name: str = BROUGHT) -> list[dict[str, Any]]:
    """The events that an edition brings along; each says how many days before the anchor it was."""
    first = first_day(home)
    if home is None or first is None or not (home / name).is_file():
        return []
    path = home / name
    stat = path.stat()
    return _resolved(path, stat.st_mtime_ns, stat.st_size, first)


def first_day(home: Path | None) -> dt.date | None:
    """The day from which what an edition brings along counts back; None where it brings nothing."""
    if home is None or not (home / ANCHOR).is_file():
        return None
    return dt.date.fromisoformat((home / ANCHOR).read_text(encoding="utf-8").strip())


@functools.lru_cache(maxsize=8)
def _resolved(path: Path, _changed_ns: int, _size: int, first: dt.date) -> list[dict[str, Any]]:
    found = []
    for told in yaml.safe_load(path.read_text(encoding="utf-8")):
        event = dict(told)
        day = first - dt.timedelta(days=event.pop("days_before"))
        event |= {"asked_on" if event["kind"] == "asked" else "on": day.isoformat(), "event_name": path.name}
        found.append({**event, "at": f"{day.isoformat()}T09:00:00+00:00", "by": "voorbeeld"})
    return found
