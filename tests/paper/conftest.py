"""The stand-in mart on which every view of every page has something to show."""

from tests.pages.conftest import world

__all__ = ["world"]
