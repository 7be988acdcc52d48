"""The stand-in mart with all that the pages show."""

from tests.pages.conftest import world

__all__ = ["world"]
