"""Readers of the build that is published now, for tests: with all rights, and with none."""

from dashboard.frame import warehouse
from dashboard.frame.access import ANONYMOUS, LOCAL


def local() -> warehouse.Reader:
    """The trusted reader on the machine itself."""
    return warehouse.reader(LOCAL)


def anonymous() -> warehouse.Reader:
    """Anyone who can reach a server for others."""
    return warehouse.reader(ANONYMOUS)
