"""What schools asked for and what came of it: one small file per event, beside the partners' deliveries.

`requests/n<sequence>-<random>.json`, append-only as etl/partners/events.py: asked, passed_on, corrected, closed,
reopened, erased. A state is what the events add up to. No event names a person: what is typed goes through the
screening of files first. Erasing takes the words of a request away for good; that it was there stays on record.
"""

from etl.partners.requests.brought import anchor
from etl.partners.requests.model import CHANNELS, OUTCOMES, Log, Request
from etl.partners.requests.store import FOLDER, ask, is_event, read, sweep, tell
from etl.partners.requests.words import Refused, persons

__all__ = [
    "CHANNELS", "FOLDER", "OUTCOMES", "Log", "Refused", "Request", "anchor", "ask", "is_event", "persons", "read",
    "sweep", "tell",
]  # fmt: skip
