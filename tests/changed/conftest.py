"""The world that every page's tests look at."""

from tests.pages.conftest import world

__all__ = ["world"]
