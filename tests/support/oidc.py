"""A provider of sign-in on the loopback that also does what no honest one does: wrong nonce, audience, times, key.

It speaks what Authlib asks of one (discovery, keys, code flow, signed id tokens). Who signs in is chosen by a link.
"""

from __future__ import annotations

import html
import json
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "dashboard", "s3cret"
Claims = Mapping[str, Any]


def person(email: str, **more: object) -> Claims:
    """Claims that hold: an hour from now, this client's, a confirmed address."""
    now = int(time.time())
    return {"sub": email, "email": email, "email_verified": True, "iat": now, "exp": now + 3600} | more


def late(email: str) -> Claims:
    return person(email, iat=int(time.time()) - 7200, exp=int(time.time()) - 3600)


def ahead(email: str, seconds: int) -> Claims:
    """As by a clock that is this much ahead."""
    return person(email, iat=int(time.time()) + seconds, exp=int(time.time()) + seconds + 3600)


def short(email: str, seconds: float) -> Claims:
    return person(email, exp=int(time.time() + seconds))


def unsaid(email: str) -> Claims:
    """A provider that says nothing of whether the address is confirmed."""
    return {name: value for name, value in person(email).items() if name != "email_verified"}


class Provider(ThreadingHTTPServer):
    """`people` makes the claims of whoever is chosen; a claim of None is left out, `key` signs with another key."""

    daemon_threads = True

    def __init__(self, people: Mapping[str, Callable[[], Claims]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.people = people
        self.key = RSAKey.generate_key(2048, parameters={"kid": "own"})
        self.codes: dict[str, Claims] = {}

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def metadata(self) -> str:
        return f"{self.base}/.well-known/openid-configuration"

    def code_for(self, name: str, nonce: str) -> str:
        told = {"iss": self.base, "aud": CLIENT, "nonce": nonce} | dict(self.people[name]())
        code = secrets.token_urlsafe(8)
        self.codes[code] = {claim: value for claim, value in told.items() if value is not None}
        return code

    def token(self, code: str) -> str:
        claims = dict(self.codes.pop(code))
        is_forged = claims.pop("key", "own") != "own"
        key = RSAKey.generate_key(2048, parameters={"kid": "own"}) if is_forged else self.key
        return jwt.encode({"alg": "RS256", "kid": "own"}, claims, key)


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def log_message(self, *_args: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        path, asked = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        one = {name: values[0] for name, values in asked.items()}
        if path == "/.well-known/openid-configuration":
            self._json(self._described())
        elif path == "/keys":
            self._json({"keys": [self.server.key.as_dict(private=False)]})
        elif path == "/authorize":
            self._page(
                [(name, f"/chosen?{urlencode(one | {'who': name})}") for name in (*self.server.people, "niemand")]
            )
        elif path == "/chosen":
            told = {"error": "access_denied"} if one["who"] == "niemand" else {
                "code": self.server.code_for(one["who"], one.get("nonce", ""))
            }  # fmt: skip
            self._to(f"{one['redirect_uri']}?{urlencode(told | {'state': one['state']})}")
        elif path == "/end":
            self._to(one["post_logout_redirect_uri"])
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        token = self.server.token(sent["code"][0])
        self._json({"access_token": secrets.token_urlsafe(8), "token_type": "Bearer", "id_token": token})

    def _described(self) -> dict[str, Any]:
        base = self.server.base
        return {
            "issuer": base,
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "jwks_uri": f"{base}/keys",
            "end_session_endpoint": f"{base}/end",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def _page(self, links: list[tuple[str, str]]) -> None:
        rows = "".join(f'<p><a href="{html.escape(to)}">{html.escape(name)}</a>' for name, to in links)
        self._send(200, "text/html; charset=utf-8", f"<!doctype html><title>Wie bent u?</title>{rows}".encode())

    def _json(self, told: object) -> None:
        self._send(200, "application/json", json.dumps(told).encode())

    def _to(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def provider(people: Mapping[str, Callable[[], Claims]]) -> Iterator[Provider]:
    """A provider that answers until the end of the block."""
    server = Provider(people)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
