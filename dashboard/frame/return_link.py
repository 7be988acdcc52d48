"""The link that a sign-in begins on, kept in a cookie while somebody is at the provider."""

from __future__ import annotations

import re
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import streamlit as st
from starlette.responses import RedirectResponse

from dashboard.frame import signin
from dashboard.frame.language import LANGUAGES
from dashboard.frame.program import SLUG

PATH = "aanmelden"  # the page for signing in; a sign-in that begins there keeps the link of the one before
BACK = f"{SLUG}-back"
LONGEST = 3000  # characters, coded; a browser keeps a cookie of 4,096 bytes
MINUTES = 20  # that somebody may take to sign in at the provider


def base() -> str:
    base = (st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


def go_back(scope) -> RedirectResponse:
    """To the link, which is then forgotten."""
    answer = RedirectResponse(base() + kept(scope), status_code=303)
    answer.delete_cookie(BACK, path="/", httponly=True, samesite="lax")
    return answer


def language(scope) -> str:
    """The language of the link, or of the page that the browser comes from; '' for Dutch, which needs no word."""
    link = _came_from(_header(scope, "referer")) or kept(scope)
    (code,) = parse_qs(urlsplit(link).query).get("lang", [""])[:1]
    return code if code in LANGUAGES[1:] else ""


def cookie(scope) -> list[tuple[bytes, bytes]]:
    """The cookie with the link that the sign-in began on; none where that is not a page of this server."""
    link = _came_from(_header(scope, "referer"))
    if not link or urlsplit(link).path == f"/{PATH}":  # a second try keeps the link of the first
        return []
    coded = quote(link, safe="")
    coded = coded if len(coded) <= LONGEST else quote(urlsplit(link).path, safe="")
    told = f"{BACK}={coded}; Path=/; Max-Age={MINUTES * 60}; HttpOnly; SameSite=Lax"
    return [(b"set-cookie", told.encode("latin-1"))]


def _came_from(referer: str) -> str:
    """Path and choices of a page of this server, below its base; '' for any other."""
    here, came = urlsplit(str(signin.secrets_of().get("redirect_uri", ""))), urlsplit(referer)
    if (came.scheme, came.netloc) != (here.scheme, here.netloc):
        return ""
    path = came.path.removeprefix(base()) or "/"
    return path + (f"?{came.query}" if came.query else "")


def kept(scope) -> str:
    """The link that a sign-in began on; the first page where there is none, or what is there is no page of ours."""
    link = unquote(sent(scope, BACK))
    parts = urlsplit(link)
    is_ours = re.fullmatch(r"/[\w~.-]*(/[\w~.-]+)*", parts.path, re.ASCII) and not (parts.scheme or parts.netloc)
    return link if is_ours and link.isprintable() and "\\" not in link else "/"


def sent(scope, name: str) -> str:
    """What the browser sends under this name; '' for nothing."""
    try:
        jar = SimpleCookie(_header(scope, "cookie"))
    except CookieError:
        return ""
    return jar[name].value if name in jar else ""


def _header(scope: dict[str, Any], name: str) -> str:
    found = [value.decode("latin-1") for key, value in scope["headers"] if key.decode("latin-1").lower() == name]
    return found[0] if found else ""
