"""The server as it is, but for who somebody is: a header of the connection names one of PERSONS. For tests only.

`python -m tests.support.server_of_persons PORT`; whoever names nobody is a stranger.
"""

from __future__ import annotations

import sys

import streamlit as st
import uvicorn

from app import app
from dashboard.frame import visitor
from dashboard.frame.access import ANONYMOUS, Access
from tests.support.persons import COOKIE, HEADER, NEIGHBOUR, PERSONS


def _named(name: str | None) -> Access:
    return {**PERSONS, "neighbour": NEIGHBOUR}.get(name or "", ANONYMOUS)


def _access(scope: visitor.Scope) -> Access:
    told = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    return _named(told.get(HEADER.lower()))


def main(port: int) -> None:
    """Serves until it is stopped; only this process sees people so."""
    visitor.current = lambda: _named(st.context.headers.get(HEADER) or st.context.cookies.get(COOKIE))
    visitor.access_of = _access
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", ws="websockets")


if __name__ == "__main__":
    main(int(sys.argv[1]))
