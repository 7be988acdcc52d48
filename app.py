"""The server: `streamlit run app.py`. Puts page, static geometry and headers together; no page logic."""

from __future__ import annotations

import gc
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount, Route

import pages  # noqa: F401  # before anything listens, so that the first reader does not wait for it
from dashboard.frame import closed, logs, memory, theme
from dashboard.frame.callback import Returns
from dashboard.frame.handed import HandedOut
from dashboard.frame.server import GeoFiles, SecurityHeaders, Visitors, build_file, take_key
from dashboard.frame.warehouse import data_directory
from dashboard.search import warm
from dashboard.ui import unforeseen

# objects before a young collection, young ones before a middle one, those before a full one (700, 10, 10 of itself):
# a page is thousands of objects that go by themselves, and a full collection stops all readers for 80 ms
FEWER_COLLECTIONS = 5_000, 20, 20


@asynccontextmanager
async def lifespan(_app):
    logs.to_stderr()
    theme.read_once()
    # A full collection after every rerun costs more than the page; what start-up made stays anyway.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*FEWER_COLLECTIONS)
    async with memory.watched(), warm.kept():
        yield {}


# before anything listens: a closed server that is set up by halves does not start
closed.begin()
app = st.App(
    "dashboard/main.py",
    routes=[
        Mount("/geo", GeoFiles(directory=data_directory() / "geo", check_dir=False)),
        Route("/start", take_key),
        Route("/build.duckdb", build_file),
    ],
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(Visitors),
        Middleware(HandedOut),
        Middleware(Returns),
        Middleware(GZipMiddleware, minimum_size=1024),
    ],
    lifespan=lifespan,
    on_script_error=unforeseen.outside_a_page,
)
