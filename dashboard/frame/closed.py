"""What must hold before a closed server starts, and whose connections it takes: those of its own or its proxy's https.

A closed server that is set up by halves does not start, and says everything that lacks at once. Nothing of a secret is
ever said, not even its length.
"""

from __future__ import annotations

import ipaddress
import math
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

import streamlit as st

from dashboard.frame import callback, rights, signin
from dashboard.frame.program import setting, variable
from dashboard.frame.visitor import is_loopback

SHORTEST_SECRET, LEAST_BITS = 32, 100
BELIEVED = ("127.0.0.1", "::1")  # by uvicorn, unless FORWARDED_ALLOW_IPS says otherwise
HEALTH = "/_stcore/health"
NEEDED = ("client_id", "client_secret", "server_metadata_url")
DOC = "docs/security.md"


class NotReady(SystemExit):
    """A closed server may not start like this; the text names everything that lacks."""


def begin() -> None:
    """Called before the server takes a connection. Raises NotReady; an open server needs nothing.

    Streamlit takes who comes back from a provider wherever there are secrets, so its log is listened to in any case.
    """
    callback.listen()
    if not rights.is_closed():
        return
    faults = [*_table_faults(), *_secret_faults(signin.secrets_of()), *_server_faults()]
    if faults:
        raise NotReady("\n  ".join([f"A closed server is not set up yet ({DOC} says how). Expected:", *faults]))


def is_https() -> bool:
    """Whether people reach this closed server by https, by its own certificate or its proxy's."""
    return rights.is_closed() and _public().scheme == "https"


def refuses(scope: Mapping[str, Any]) -> bool:
    """Whether a connection came past the proxy, or through it without https. Only on a closed server behind one."""
    trusted = proxies()
    if not rights.is_closed() or not trusted or scope.get("path", "").endswith(HEALTH):
        return False
    sent = [value for name, value in scope["headers"] if name.lower() == b"x-forwarded-proto"]
    return _peers(scope).isdisjoint(trusted) or sent not in ([b"https"], [b"wss"])


def _peers(scope: Mapping[str, Any]) -> set[str]:
    """Who the connection may come from. Where a program on this machine names another, uvicorn believes it, and gives
    the other no port: then it came from the loopback."""
    host, port = scope.get("client") or ("", 0)
    return {host} if port else set(BELIEVED)


def proxies() -> tuple[str, ...]:
    """Addresses of the proxies that end the encryption, as the setting PROXY names them."""
    return tuple((setting("PROXY") or "").replace(",", " ").split())


def _public() -> SplitResult:
    return urlsplit(str(signin.secrets_of().get("redirect_uri", "")))


def _table_faults() -> list[str]:
    try:
        rights.table()
    except rights.AccessFaulty as error:
        return [f"an access file without faults ({variable('ACCESS')}): {fault.logged()}" for fault in error.faults]
    return []


def _secret_faults(section: Mapping[str, Any]) -> Iterator[str]:
    if not section:
        yield "a section [auth] in .streamlit/secrets.toml: begin with .streamlit/secrets.toml.example"
        return
    if not is_strong(section.get("cookie_secret")):
        yield f"a cookie_secret of at least {SHORTEST_SECRET} characters by chance: python -m etl access init makes one"
    if "expose_tokens" in section:
        yield "no expose_tokens: no page needs a token of a provider"
    found = {name: told for name, told in section.items() if isinstance(told, Mapping)}
    if not found:
        yield f"a provider: a section [auth.<name>] with {', '.join(NEEDED)}"
    for name, told in found.items():
        yield from _provider_faults(name, told)


def _provider_faults(name: str, told: Mapping[str, Any]) -> Iterator[str]:
    lacks = [key for key in NEEDED if not told.get(key)]
    if lacks:
        yield f"in [auth.{name}]: {', '.join(lacks)}"
    if not re.fullmatch("[A-Za-z0-9-]+", name):
        yield f"a name of letters, digits and hyphens, found [auth.{name}]"
    address = urlsplit(str(told.get("server_metadata_url", "")))
    if address.scheme != "https" and not is_loopback(address.hostname or ""):
        yield f"in [auth.{name}]: a server_metadata_url that begins with https://"
    if re.search("/(common|organizations|consumers)/", address.path):
        yield f"in [auth.{name}]: the address of one tenant, for at this one anybody has an account"


def _server_faults() -> Iterator[str]:
    public, own = _public(), bool(st.get_option("server.sslCertFile"))
    if not (public.hostname and public.path.endswith(callback.CALLBACK)):
        yield f"redirect_uri as https://<this server>{callback.CALLBACK}"
        return
    if not is_loopback(public.hostname) and public.scheme != "https":
        yield "redirect_uri with https: a sign-in must not travel in the open"
    is_here = is_loopback(public.hostname) and is_loopback(st.get_option("server.address") or "")
    if not (own or proxies() or is_here):
        yield (
            f"https: server.sslCertFile with server.sslKeyFile, or the addresses of the proxy that has it in "
            f"{variable('PROXY')}"
        )
    if not all(_is_address(one) for one in proxies()):
        yield f"IP addresses in {variable('PROXY')}, separated by spaces"
    if public.hostname not in (st.get_option("server.allowedHosts") or ()):
        yield f"the name in redirect_uri among those the server answers to: --server.allowedHosts {public.hostname}"
    if os.environ.get("FORWARDED_ALLOW_IPS"):
        yield f"no FORWARDED_ALLOW_IPS: {variable('PROXY')} says whom to believe"
    yield from _open_doors()


def _open_doors() -> Iterator[str]:
    """Settings of Streamlit that let somebody in past the sign-in."""
    if not st.get_option("server.enableXsrfProtection"):
        yield "server.enableXsrfProtection on"
    if st.get_option("server.enableAgentApi"):
        yield "server.enableAgentApi off"
    if st.get_option("server.trustedUserHeaders"):
        yield "no server.trustedUserHeaders: they say who somebody is without a sign-in"


def is_strong(secret: object) -> bool:
    """Long enough, and not of few letters or of an example's words: at least so many bits as its letters have."""
    if not isinstance(secret, str) or len(secret) < SHORTEST_SECRET or " " in secret:
        return False
    counted = Counter(secret)
    bits = -sum(n * math.log2(n / len(secret)) for n in counted.values())
    return bits >= LEAST_BITS


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
