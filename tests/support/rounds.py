"""Which values of a parameter are tried in every run; the rest waits for `make prove`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

import pytest


def sampled(values: Iterable[Any], of_every_run: Collection[Any], name: Callable[[Any], str] = str) -> list:
    """Values of a parameter: these in every run, the others marked slow. `name` gives the id of each."""
    return [pytest.param(one, id=name(one), marks=() if one in of_every_run else pytest.mark.slow) for one in values]
