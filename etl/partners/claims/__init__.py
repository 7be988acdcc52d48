"""Which partner means to go to which school in a school year: one small file per event, beside the deliveries.

`claims/n<sequence>-<random>.json`, append-only as etl/partners/events.py: claimed, prolonged, withdrawn, together. What
stands is what the events add up to on a day; a claim that was withdrawn or has expired stays in the history. Two
partners may claim one school: both claims are kept, and that is a clash until one lets go or they go together.
"""

from etl.partners.claims.model import Claim, Log, clashes, standing
from etl.partners.claims.store import FOLDER, claim, is_event, read, sweep, tell

__all__ = ["FOLDER", "Claim", "Log", "claim", "clashes", "is_event", "read", "standing", "sweep", "tell"]
