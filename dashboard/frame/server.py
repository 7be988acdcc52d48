"""What the server adds to Streamlit: the static geometry and the security headers."""

from __future__ import annotations

import re

from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

# Level, language, content hash: nothing else in the folder is served.
GEO_NAME = re.compile(r"[a-z0-9_]+(-[a-z]{2})?-[0-9a-f]{8,64}\.geojson")
HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"SAMEORIGIN"),
]


class GeoFiles(StaticFiles):
    """Open geometry, one file per content hash, kept by the browser for a year."""

    async def get_response(self, path, scope):
        if not GEO_NAME.fullmatch(path):
            raise HTTPException(status_code=404)
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


class SecurityHeaders:
    """Adds HEADERS to every answer (plain ASGI: websockets pass untouched)."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def with_headers(message):
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *HEADERS]
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)
