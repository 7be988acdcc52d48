"""What the server adds to Streamlit: the static geometry and the security headers."""

from __future__ import annotations

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from dashboard.frame import closed, rights, visitor, warehouse
from dashboard.frame.handed import MEDIA
from dashboard.frame.program import setting

# Level, language, content hash: nothing else in the folder is served.
GEO_NAME = re.compile(r"[a-z0-9_]+(-[a-z]{2})?-[0-9a-f]{8,64}\.geojson")
LONGEST_MESSAGE = 1_000_000  # bytes that a page sends at once: what stands in its fields, and its link
UPLOAD, FIGURES = "/_stcore/upload_file", ("/_stcore/metrics", "/_stcore/message")
# The narrowest under which every page draws and clicks: Streamlit's own inline script and styles, deck.gl's workers,
# DuckDB-free WebAssembly (parquet of tables), pictures that the page made itself. Nothing from elsewhere.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; worker-src 'self' blob:; "
    "frame-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
]
NOT_KEPT = (b"cache-control", b"no-store")
HTTPS_ONLY = (b"strict-transport-security", b"max-age=31536000")


class GeoFiles(StaticFiles):
    """Open geometry, one file per content hash, kept by the browser for a year."""

    async def get_response(self, path, scope):
        if not GEO_NAME.fullmatch(path):
            raise HTTPException(status_code=404)
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


class SecurityHeaders:
    """Adds HEADERS to every answer (plain ASGI: websockets pass untouched).

    Where people reach a closed server by https, what it keeps in their browser goes by https only. Its pages and files
    are not kept there: who goes back after signing out, or opens that browser later, sees nothing.
    """

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def with_headers(message):
            if message["type"] == "http.response.start":
                message["headers"] = [*_secured(_not_kept(message["headers"], scope["path"])), *HEADERS]
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def _not_kept(headers, path):
    is_page = any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in headers)
    if not (rights.is_closed() and (is_page or MEDIA in path)):
        return headers
    return [*((name, value) for name, value in headers if name.lower() != NOT_KEPT[0]), NOT_KEPT]


def _secured(headers):
    if not closed.is_https():
        return headers
    return [*((name, value + _lacking(name, value)) for name, value in headers), HTTPS_ONLY]


def _lacking(name: bytes, value: bytes) -> bytes:
    return b"; Secure" if name.lower() == b"set-cookie" and b"; secure" not in value.lower() else b""


class Visitors:
    """Judges every connection before Streamlit sees it: marks it near or not, and closes what is not for visitors.

    What a page sends is small: clicks, choices, a view. A longer message would stay with its session, so it ends it.
    """

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        status = _closed(scope) if scope["type"] == "http" else 0
        if closed.refuses(scope):
            status = 403
        if status and scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif status:
            await PlainTextResponse("", status_code=status)(scope, receive, send)
        else:
            await self.app(visitor.marked(scope), _bounded(receive) if scope["type"] == "websocket" else receive, send)


def _bounded(receive):
    """Receives as before; a message that is too long is a visitor who left."""

    async def received():
        message = await receive()
        content = message.get("bytes") or message.get("text") or b""
        return {"type": "websocket.disconnect", "code": 1009} if len(content) > LONGEST_MESSAGE else message

    return received


def _closed(scope) -> int:
    """404 for the server's own figures, 403 for a file from who may not hand one in, 0 for the rest."""
    path = scope["path"].rstrip("/")
    if path.endswith(FIGURES):
        return 404
    is_upload = UPLOAD in path and scope["method"] not in ("GET", "HEAD", "OPTIONS")
    return 403 if is_upload and not _may_hand_in(scope) else 0


def _may_hand_in(scope) -> bool:
    """On a closed server the session that the address names decides, else whether the visitor is near."""
    if rights.is_closed():
        return visitor.may_hand_in(scope["path"].partition(f"{UPLOAD}/")[2].partition("/")[0])
    return visitor.judge(scope) == visitor.LOCAL


async def build_file(request: Request) -> Response:
    """The build in use as the DuckDB file it is, to the person at this machine: it holds all that anyone entrusted."""
    if not visitor.has_all(request.scope):
        return PlainTextResponse("", status_code=404)
    try:
        file = warehouse.current().file
    except warehouse.NoWarehouse:
        return PlainTextResponse("", status_code=404)
    return FileResponse(file, filename=file.name, media_type="application/vnd.duckdb")


async def take_key(request: Request) -> Response:
    """The start link `/start?key=...`: a browser that opens it brings the start key along from then on."""
    key, asked = setting("KEY"), request.query_params.get("key", "")
    answer = RedirectResponse("/", status_code=303)
    if key and visitor.is_same(key, asked):
        answer.set_cookie(visitor.cookie(request.scope), visitor.brought(key), httponly=True, samesite="strict")
    return answer
