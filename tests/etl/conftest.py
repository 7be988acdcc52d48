"""What several tests of live sources stand on."""

import pytest

from etl.fetching import download
from tests.support.environment import DATA, LIMITS
from tests.support.publisher_server import serving


@pytest.fixture
def world(sample_files, tmp_path, monkeypatch):
    """The publishers of the small sample, and a data folder of its own."""
    monkeypatch.setenv(DATA, str(tmp_path / "data"))
    monkeypatch.setenv(LIMITS, "connect_s=5 read_s=20 retries=0 backoff_s=0.01")
    with serving(sample_files) as (address, played):
        monkeypatch.setenv(download.ROUTE, address)
        yield played
