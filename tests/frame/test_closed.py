"""A closed server: what must hold before it starts, whose connections it takes, where a sign-in leads back to."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlsplit

import httpx
import pytest
import streamlit
from joserfc import errors
from starlette.requests import Request
from streamlit.web.server.starlette import starlette_auth_routes

from dashboard.frame import callback, closed, return_link, server, signin
from dashboard.ui.entry import REASONS
from tests.support import closing

PUBLIC = "https://dashboard.example"
CALLBACK = f"{PUBLIC}/oauth2callback"


@pytest.fixture
def options(monkeypatch) -> dict[str, object]:
    """Settings of Streamlit, to be changed in a test; those of a server on this machine at first."""
    told: dict[str, object] = {"server.address": "127.0.0.1", "server.allowedHosts": ["127.0.0.1", "dashboard.example"]}
    real = streamlit.get_option
    monkeypatch.setattr(streamlit, "get_option", lambda name: told[name] if name in told else real(name))
    return told


@pytest.fixture
def secrets(monkeypatch, tmp_path, options) -> dict:
    """The secrets of a closed server on this machine, to be changed in a test."""
    assert options["server.address"] == "127.0.0.1"
    closing.close(monkeypatch, tmp_path)
    told = signin.secrets_of()
    monkeypatch.setattr(signin, "secrets_of", lambda: told)
    return told


def faults() -> str:
    """What a server says that may not start; '' for one that may."""
    try:
        closed.begin()
    except SystemExit as error:
        return str(error)
    return ""


def test_a_server_that_is_set_up_starts_and_an_open_one_asks_for_nothing(secrets, monkeypatch):
    assert faults() == ""
    secrets.clear()
    assert "[auth]" in faults()
    monkeypatch.delenv(closing.ACCESS)
    assert faults() == ""


def test_all_that_lacks_is_said_at_once(secrets, options):
    secrets |= {"cookie_secret": "kort", "een": {"client_id": "x"}}
    options["server.enableXsrfProtection"] = False
    told = faults()
    assert [word for word in ("cookie_secret", "client_secret, server_metadata_url", "Xsrf") if word not in told] == []
    assert "kort" not in told


WEAK = [
    "", None, "x" * 64, "0" * 31, "abcabcabcabcabcabcabcabcabcabcabcabcabc", "at least 32 random characters here",
    "kq3Zt8Lw0Yx5Nf7Rb2Hs9Vd4Mj6Pc1",
]  # fmt: skip


@pytest.mark.parametrize("secret", WEAK)
def test_a_cookie_secret_must_be_long_and_by_chance(secret, secrets):
    secrets["cookie_secret"] = secret
    assert "cookie_secret" in faults()


ON = {"redirect_uri": CALLBACK}
PROXIED = {closing.PROXY: "127.0.0.1 10.0.0.7"}
REFUSED = {
    "in the open": ({"redirect_uri": CALLBACK.replace("https", "http")}, {}, PROXIED, "redirect_uri with https"),
    "no way to https": (ON, {}, {}, "server.sslCertFile"),
    "for others without https": ({}, {"server.address": "0.0.0.0"}, {}, "server.sslCertFile"),
    "a proxy without an address": (ON, {}, {closing.PROXY: "proxy.example"}, "IP addresses"),
    "another name": (ON, {"server.allowedHosts": ["127.0.0.1"]}, PROXIED, "--server.allowedHosts dashboard.example"),
    "another path": ({"redirect_uri": PUBLIC}, {}, PROXIED, "oauth2callback"),
    "tokens for pages": ({"expose_tokens": ["id"]}, {}, {}, "expose_tokens"),
    "the agent": ({}, {"server.enableAgentApi": True}, {}, "enableAgentApi"),
    "names in headers": ({}, {"server.trustedUserHeaders": {"X-User": "email"}}, {}, "trustedUserHeaders"),
    "who believes all": (ON, {}, PROXIED | {"FORWARDED_ALLOW_IPS": "*"}, "FORWARDED_ALLOW_IPS"),
    "a provider in the open": (
        {"een": {"client_id": "a", "client_secret": "b", "server_metadata_url": "http://een.example/x"}}, {}, {}, "https://",
    ),
    "everybody's tenant": (
        {"een": {"client_id": "a", "client_secret": "b", "server_metadata_url": "https://login.example/common/v2.0/x"}},
        {}, {}, "one tenant",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_it_does_not_start_with(name, secrets, options, monkeypatch):
    told, settings, environment, expected = REFUSED[name]
    secrets |= told
    options |= settings
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert expected in faults()


def test_it_starts_behind_a_proxy_or_with_a_certificate(secrets, options, monkeypatch):
    secrets |= ON
    options |= {"server.sslCertFile": "cert.pem"}
    assert faults() == ""
    options |= {"server.sslCertFile": None}
    monkeypatch.setenv(closing.PROXY, "127.0.0.1")
    assert faults() == ""


# ---- connections and answers


def scope(path: str = "/", client=("10.0.0.7", 5), **headers: str) -> dict:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": pairs, "client": client}


PEERS = {
    "the proxy": (("10.0.0.7", 5), {"x_forwarded_proto": "https"}, False),
    "the proxy on this machine": (("127.0.0.1", 5), {"x_forwarded_proto": "https"}, False),
    "the same, as uvicorn tells it": (("203.0.113.9", 0), {"x_forwarded_proto": "https"}, False),
    "its websocket": (("10.0.0.7", 5), {"x_forwarded_proto": "wss"}, False),
    "past the proxy": (("203.0.113.9", 5), {"x_forwarded_proto": "https"}, True),
    "through it in the open": (("10.0.0.7", 5), {"x_forwarded_proto": "http"}, True),
    "a proxy that does not say": (("10.0.0.7", 5), {}, True),
    "nobody": (None, {"x_forwarded_proto": "https"}, False),
}


@pytest.mark.parametrize(("client", "headers", "is_refused"), PEERS.values(), ids=PEERS)
def test_behind_a_proxy_only_what_came_through_it_by_https_is_taken(client, headers, is_refused, secrets, monkeypatch):
    secrets |= ON
    monkeypatch.setenv(closing.PROXY, "10.0.0.7 127.0.0.1")
    assert closed.refuses(scope(client=client, **headers)) is is_refused
    assert not closed.refuses(scope(closed.HEALTH, client)), "a monitor asks whether it lives, and hears nothing else"
    monkeypatch.delenv(closing.PROXY)
    assert not closed.refuses(scope(client=client))


def answered(app, asked: dict, status: int = 200, headers: dict[str, str] | None = None, tells: object = None) -> tuple:
    """Status and headers that come back where the app behind answers so, and tells its log of this error."""

    async def behind(_scope, _receive, send):
        if tells is not None:
            is_error = isinstance(tells, Exception)
            text = "it failed" if is_error else str(tells)
            logging.getLogger(callback.LOGGER).warning(text, exc_info=tells if is_error else None)
        pairs = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
        await send({"type": "http.response.start", "status": status, "headers": pairs})
        await send({"type": "http.response.body", "body": b""})

    sent: list[dict] = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request", "body": b""}

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, app(behind)(asked, receive, send)).result()
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    return sent[0]["status"], [(name.decode(), value.decode()) for name, value in sent[0]["headers"]]


@pytest.mark.usefixtures("options")
def test_cookies_go_by_https_only_where_people_come_by_it(secrets):
    given = {"set-cookie": "a=b; HttpOnly"}
    assert ("set-cookie", "a=b; HttpOnly") in answered(server.SecurityHeaders, scope(), headers=given)[1]
    secrets |= ON
    headers = answered(server.SecurityHeaders, scope(), headers=given)[1]
    assert ("set-cookie", "a=b; HttpOnly; Secure") in headers
    assert ("strict-transport-security", "max-age=31536000") in headers


@pytest.mark.usefixtures("secrets")
@pytest.mark.parametrize(("path", "kind", "is_kept"), [
    ("/dekking", "text/html; charset=utf-8", False), ("/media/abc.csv", "text/csv", False),
    ("/static/js/index.js", "text/javascript", True), ("/geo/a.geojson", "application/json", True),
])  # fmt: skip
def test_pages_and_files_of_a_closed_server_are_not_kept_by_the_browser(path, kind, is_kept, monkeypatch):
    given = {"content-type": kind, "Cache-Control": "no-cache"}
    told = [value for name, value in answered(server.SecurityHeaders, scope(path), headers=given)[1]
            if name.lower() == "cache-control"]  # fmt: skip
    assert told == ["no-cache" if is_kept else "no-store"]
    monkeypatch.delenv(closing.ACCESS)
    assert ("Cache-Control", "no-cache") in answered(server.SecurityHeaders, scope(path), headers=given)[1]


# ---- the way to a provider and back

IN = {"location": "/", "set-cookie": f'{callback.USER}="abc"; Path=/'}
LINK = "/dekking?niveau=gemeente&gebied=GM0599"


def gone(asked: dict, status: int = 302, headers: dict[str, str] | None = None, tells: object = None) -> str:
    """Where an answer leads to."""
    return dict(answered(callback.Returns, asked, status, headers or {"location": "/"}, tells)[1])["location"]


def back_with(cookie: str) -> str:
    return gone(scope("/oauth2callback", cookie=f"{return_link.BACK}={quote(cookie, safe='')}"), headers=IN)


@pytest.mark.usefixtures("secrets")
def test_the_link_is_kept_on_the_way_out_and_opened_on_the_way_back():
    out = {"location": "https://een.example/authorize"}
    asked = scope("/auth/login", referer=f"http://127.0.0.1:8501{LINK}")
    status, headers = answered(callback.Returns, asked, 302, out)
    cookie = dict(headers)["set-cookie"]
    assert (status, dict(headers)["location"]) == (302, out["location"])
    assert "HttpOnly; SameSite=Lax" in cookie
    assert gone(scope("/oauth2callback", cookie=cookie.split(";")[0]), headers=IN) == LINK


@pytest.mark.usefixtures("secrets")
@pytest.mark.parametrize(
    "referer",
    ["", "https://evil.example/dekking", "http://127.0.0.1:8502/dekking", "http://127.0.0.1:8501/aanmelden?reden=late"],
)
def test_no_other_place_is_kept(referer):
    asked = scope("/auth/login", referer=referer)
    assert "set-cookie" not in dict(answered(callback.Returns, asked, 302, {"location": "https://een.example/a"})[1])


FOREIGN = [
    "", "//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/a\r\nx: y", "dekking",
    "/%2F/evil.example",
]  # fmt: skip


@pytest.mark.usefixtures("secrets")
@pytest.mark.parametrize("link", FOREIGN)
def test_a_cookie_leads_nowhere_else(link):
    where = back_with(link)
    assert where.startswith("/")
    assert not where.startswith(("//", "/\\"))
    assert urlsplit(where).netloc == ""
    assert not {"\r", "\n"} & set(where)


@pytest.mark.usefixtures("secrets")
def test_a_link_too_long_for_a_cookie_keeps_its_page():
    asked = scope("/auth/login", referer=f"http://127.0.0.1:8501/dekking?partners={'x,' * 4000}")
    kept = dict(answered(callback.Returns, asked, 302, {"location": "https://een.example/a"})[1])["set-cookie"]
    assert kept.startswith(f"{return_link.BACK}=%2Fdekking;")


WHY = {
    "expired": errors.ExpiredTokenError("exp"),
    "nonce": errors.InvalidClaimError("nonce"),
    "audience": errors.MissingClaimError("azp"),
    "clock": errors.InvalidClaimError("iat"),
    "provider": httpx.ConnectError("no"),
    "failed": errors.BadSignatureError(),
}


@pytest.mark.usefixtures("secrets")
@pytest.mark.parametrize("why", WHY)
def test_what_went_wrong_is_a_state_and_no_word_of_it_is_in_the_log(why, caplog):
    callback.listen()
    asked = scope("/oauth2callback") | {"query_string": b"code=x&state=y"}
    assert gone(asked, tells=WHY[why]) == f"/aanmelden?reden={why}"
    assert why in REASONS
    assert type(WHY[why]).__name__ in caplog.text
    assert str(WHY[why]) not in caplog.text


@pytest.mark.usefixtures("secrets")
def test_the_other_ways_back_have_their_states():
    callback.listen()
    denied = scope("/oauth2callback") | {"query_string": b"error=access_denied&state=y"}
    assert gone(denied) == "/aanmelden?reden=refused"
    assert gone(scope("/oauth2callback")) == "/aanmelden?reden=out"
    assert gone(scope("/auth/logout")) == "/aanmelden?reden=out"
    assert gone(scope("/auth/logout"), headers={"location": "https://een.example/end"}) == "https://een.example/end"
    assert gone(scope("/auth/login"), status=400, headers={"x": "y"}) == "/aanmelden?reden=provider"
    history = scope("/oauth2callback", cookie=f"{callback.USER}=abc") | {"query_string": b"code=x&state=y"}
    assert gone(history, tells=callback.UNKNOWN) == "/", "who is in stays in"
    stranger = scope("/oauth2callback") | {"query_string": b"code=x&state=y"}
    assert gone(stranger, tells=callback.UNKNOWN) == "/aanmelden?reden=late"


@pytest.mark.usefixtures("secrets")
@pytest.mark.parametrize(("query", "kind"), [
    ("error=access_denied&error_description=jan%40gemeente.nl%0A2026-11-27 access file read", "access_denied"),
    ("error=jan%40gemeente.nl&error_description=x", "(not logged)"), ("error=" + "A" * 20_000, "(not logged)"),
], ids=["a known word", "an address", "long"])  # fmt: skip
@pytest.mark.parametrize("is_closed", [True, False])
def test_what_somebody_comes_back_with_is_logged_by_its_kind(query, kind, is_closed, monkeypatch, caplog):
    """Anybody may open that address, with any words."""
    if not is_closed:
        monkeypatch.delenv(closing.ACCESS)
    monkeypatch.setattr(logging.getLogger(callback.LOGGER), "filters", [])
    closed.begin()
    monkeypatch.setattr(starlette_auth_routes, "_get_origin_from_secrets", lambda: PUBLIC)
    asked = scope("/oauth2callback") | {"query_string": query.encode()}
    with ThreadPoolExecutor(1) as thread:
        answer = thread.submit(asyncio.run, starlette_auth_routes._auth_callback(Request(asked), "")).result()
    assert answer.status_code == 302
    (logged,) = (one.getMessage() for one in caplog.records if one.name == callback.LOGGER)
    assert logged == f"Error during authentication: {kind}. Error description: (not logged)"


@pytest.mark.usefixtures("secrets")
def test_the_name_of_a_provider_and_the_kind_of_an_error_are_logged(caplog):
    callback.listen()
    log = logging.getLogger(callback.LOGGER)
    log.warning("failed for %s: %s", "een", ValueError("jan@gemeente.nl"))
    log.warning("failed for %(who)s", {"who": "jan@gemeente.nl"})
    assert "failed for een: ValueError" in caplog.text
    assert "jan@" not in caplog.text


def test_on_an_open_server_nothing_is_changed(monkeypatch):
    monkeypatch.delenv(closing.ACCESS, raising=False)
    assert gone(scope("/oauth2callback"), headers=IN) == "/"
    assert not closed.is_https()


@pytest.mark.usefixtures("secrets")
def test_a_reader_of_english_stays_one():
    asked = scope("/oauth2callback", cookie=f"{return_link.BACK}={quote('/kaart?lang=en', safe='')}")
    assert gone(asked) == "/aanmelden?reden=out&lang=en"
    assert gone(scope("/auth/logout", referer="http://127.0.0.1:8501/kaart?lang=en")) == "/aanmelden?reden=out&lang=en"
