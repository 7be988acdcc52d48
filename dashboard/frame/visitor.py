"""Who is at the other end of a connection: the person at this machine, or anyone. Judged per request, denied in doubt.

A connection is local when both ends are loopback addresses, the name it asked for (Host) is a loopback name, a
browser says that the page it comes from (Origin) is this very server, no proxy left a mark, and, where the server was
started with a key, it brings that along. All but the key can be forged by a program at the far end of a proxy or a
tunnel: `make keyed` makes one and opens the link that gives it to the browser. The verdict travels to the page as a
header of our own; one that a visitor sends is dropped.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Iterable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.requests import HTTPConnection

from dashboard.frame import access, apart, present, rights, signin
from dashboard.frame.access import PARTNER, WRITE, Access, may
from dashboard.frame.program import SLUG, setting

Scope = MutableMapping[str, Any]
HEADER = f"x-{SLUG}-visitor"
# only this process knows the word: a header that came another way than through `marked` says nothing
LOCAL, KEYLESS, ANYONE = f"local-{secrets.token_urlsafe(16)}", "keyless", "anyone"
PROXY_MARKS = ("via", "cdn-loop", "x-envoy-external-address", "x-original-host")
MARK_ENDS = ("real-ip", "client-ip", "connecting-ip", "user-ip")  # each vendor has its own before it


def current() -> Access:
    """The access of whoever this rerun is for: local rights for a near visitor of a server that is not for others.

    On a closed server nobody is local: everybody has what the access file gives at this moment to who signed in.
    """
    if rights.is_closed():
        standing = signin.look()
        present.tell(standing)
        return _of(standing)
    return access.LOCAL if is_near() and not _is_for_others() else access.ANONYMOUS


def _of(standing: signin.Standing) -> Access:
    grant = signin.granted(standing)
    if not grant.roles:
        return access.ANONYMOUS
    return Access(standing.email, "shared", grant.roles, grant.areas, grant.partners)


def is_still(who: Access) -> bool:
    """Whether somebody has at this moment what this access says: rights end in the midst of a rerun, and after it."""
    if not rights.is_closed() or not who.roles:
        return True
    return (who.roles, who.areas, who.partners) == tuple(vars(signin.grant()).values())


access.ask_anew(is_still)


def may_hand_in(session_id: str) -> bool:
    """Whether the session of this id may send a file: who signed in to it writes for a partner at this moment."""
    return may(_at(session_id), WRITE, PARTNER)


def _at(key: str) -> Access:
    """The access that a session or browser has at this moment."""
    standing = present.standing(key)
    return _of(signin.judged_again(standing)) if standing else access.ANONYMOUS


def access_of(scope: Scope) -> Access:
    """The access of who asks for something that no page is drawn for, as it is at this moment."""
    if rights.is_closed():
        return _at(present.browser(HTTPConnection(scope).cookies))
    return access.LOCAL if has_all(scope) else access.ANONYMOUS


def _is_for_others() -> bool:
    return not is_loopback(st.get_option("server.address") or "")


def is_phone() -> bool:
    """Whether the browser is on a phone, as it says itself; not every one sends the newer header. Paper is none."""
    if apart.is_on():
        return False
    headers = st.context.headers
    told = headers.get("Sec-CH-UA-Mobile")
    return told == "?1" if told else "Mobi" in (headers.get("User-Agent") or "")


def has_all(scope: Scope) -> bool:
    """Whether a request is of the person at this machine, who may have everything; on a closed server nobody is."""
    return not rights.is_closed() and judge(scope) == LOCAL and not _is_for_others()


def is_near() -> bool:
    """Whether the connection of this session was judged local."""
    return st.context.headers.get(HEADER) == LOCAL


def lacks_key() -> bool:
    """Whether the start key is all that this session's connection lacks: it may be the person at this machine."""
    return st.context.headers.get(HEADER) == KEYLESS and not _is_for_others()


def judge(scope: Scope) -> str:
    """LOCAL, KEYLESS (it would be local with the start key) or ANYONE for an ASGI connection (http or websocket)."""
    headers = _headers(scope)
    ends = [(scope.get(name) or ("",))[0] for name in ("client", "server")]
    host = headers.get("host", [])
    may_be_near = (
        all(is_loopback(end) for end in ends)
        and len(host) == 1
        and is_loopback(_name(host[0]))
        and not any(_is_mark(name) for name in headers)
        and _comes_from_here(scope, headers, host[0])
    )
    if not may_be_near:
        return ANYONE
    return LOCAL if _has_key(headers, cookie(scope)) else KEYLESS


def marked(scope: Scope) -> Scope:
    """The same connection with the verdict as the only header of that name."""
    others = [(name, value) for name, value in scope["headers"] if name.decode("latin-1").lower() != HEADER]
    return {**scope, "headers": [*others, (HEADER.encode(), judge(scope).encode())]}


def is_loopback(address: str) -> bool:
    """127.0.0.0/8, ::1 or localhost."""
    if address.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def _headers(scope: Scope) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in scope.get("headers") or ():
        found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return found


def _name(host: str) -> str:
    """The name in a Host header; '' when it is none."""
    try:
        parts = urlsplit(f"//{host}")
        return (parts.hostname or "") if not (parts.username or parts.path or parts.query) else ""
    except ValueError:
        return ""


def _is_mark(name: str) -> bool:
    return name in PROXY_MARKS or "forwarded" in name or name.endswith(MARK_ENDS)


def _comes_from_here(scope: Scope, headers: dict[str, list[str]], host: str) -> bool:
    """A browser names the page that opens a websocket or sends a form; a plain visit has no such page."""
    origins = headers.get("origin", [])
    if not origins:
        return scope["type"] == "http" and scope.get("method") in ("GET", "HEAD")
    return origins == [f"{_scheme(scope)}://{host}"]


def _scheme(scope: Scope) -> str:
    return {"ws": "http", "wss": "https"}.get(scope.get("scheme", "http"), scope.get("scheme", "http"))


def cookie(scope: Scope) -> str:
    """Under what name a browser keeps the start key: one per port, as browsers tell hosts apart and no ports."""
    return f"{SLUG}-key-{(scope.get('server') or ('', ''))[1]}"


def _has_key(headers: dict[str, list[str]], name: str) -> bool:
    """True where the browser brings the start key along, or there is none to bring."""
    key = setting("KEY")
    return not key or any(is_same(brought(key), one) for one in _cookies(headers.get("cookie", []), name))


def brought(key: str) -> str:
    """What a browser brings along once it opened the start link: no cookie holds any letter, and it is not the key."""
    return hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()


def is_same(one: str, other: str) -> bool:
    """Compared in the same time whatever differs, of any letters."""
    return hmac.compare_digest(one.encode(errors="surrogatepass"), other.encode(errors="surrogatepass"))


def _cookies(lines: Iterable[str], name: str) -> list[str]:
    found = []
    for line in lines:
        try:
            jar = SimpleCookie(line)
        except CookieError:
            continue
        found += [jar[name].value] if name in jar else []
    return found
