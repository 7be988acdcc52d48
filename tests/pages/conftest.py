"""The stand-in mart with the file behind its delivery: what every page needs to show all of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.asked import write_requests
from tests.support.claimed import write_claims
from tests.support.deeds import write_deeds
from tests.support.delivered import write_delivery
from tests.support.lettered import write_letter


@pytest.fixture
def world(data: Path) -> Path:
    """A data folder on which every view of every page has something to show."""
    write_delivery(data)
    write_requests(data)
    write_claims(data)
    write_deeds()
    write_letter(data)
    return data
