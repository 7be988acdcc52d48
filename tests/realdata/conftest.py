"""What several tests of edition 2020 hold against the publishers' totals."""

from pathlib import Path

import pytest

from etl.building import publish, status


@pytest.fixture(scope="session")
def found(real_data: Path) -> dict:
    """All counts and sums of edition 2020, as `etl status` tells them."""
    return status.read(publish.current(real_data / "warehouse"))
