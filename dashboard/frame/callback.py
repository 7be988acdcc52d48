"""The way to a provider and back, around Streamlit's own: back to the link one came from; a reason where it went wrong.

Streamlit sends everybody to the first page, whatever happened, and tells only its log why. Here the link is kept in a
cookie for the time of the sign-in, and what was told to the log becomes a state of the page for signing in.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextvars import ContextVar
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc.errors import ClaimError, ExpiredTokenError
from starlette.responses import RedirectResponse

from dashboard.frame import present, return_link, rights, signin

LOGIN, LOGOUT, CALLBACK = "/auth/login", "/auth/logout", "/oauth2callback"
WHY = "reden"
USER = present.COOKIE
_told: ContextVar[list[str] | None] = ContextVar("told", default=None)
# what Streamlit tells of a sign-in that this browser did not begin, or began too long ago, or ended before
UNKNOWN = "Missing provider for OAuth callback"
LOGGER = "streamlit.web.server.starlette.starlette_auth_routes"
# why a provider let nobody in, as OAuth and OpenID Connect name it; any other word may be anybody's
REFUSALS = frozenset({
    "access_denied", "account_selection_required", "consent_required", "interaction_required", "invalid_client",
    "invalid_grant", "invalid_request", "invalid_scope", "login_required", "server_error", "temporarily_unavailable",
    "unauthorized_client", "unsupported_response_type",
})  # fmt: skip
UNTOLD = "(not logged)"


class Heard(logging.Filter):
    """Listens to what Streamlit tells its log of a sign-in, and keeps from the log what came from elsewhere.

    That is what a provider sent, and what anybody asks for under the address to come back to.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        told = _told.get()
        if told is not None:
            told.append("late" if UNKNOWN in str(record.msg) else reason(error))
        if error is not None:  # without its words, which may quote a token or an address
            record.msg = f"{record.msg} ({type(error).__name__})"
            record.exc_info = record.exc_text = None
        record.args = tuple(_logged(one) for one in record.args) if isinstance(record.args, tuple) else None
        return True


def _logged(told: object) -> str:
    """A word that is known beforehand, the kind of an error; of all else nothing."""
    if isinstance(told, BaseException):
        return type(told).__name__
    return told if isinstance(told, str) and (told in REFUSALS or told in signin.secrets_of()) else UNTOLD


def listen() -> None:
    """Attaches the one listener."""
    log = logging.getLogger(LOGGER)
    log.filters = [one for one in log.filters if not isinstance(one, Heard)]
    log.addFilter(Heard())


def reason(error: BaseException | None) -> str:
    """The word for what Authlib raised when somebody came back."""
    if error is None:
        return "failed"
    if isinstance(error, ExpiredTokenError):
        return "expired"
    if isinstance(error, ClaimError):
        return {"iat": "clock", "nbf": "clock", "nonce": "nonce", "aud": "audience", "azp": "audience"}.get(
            error.claim, "failed"
        )
    return "provider" if type(error).__module__.startswith(("httpx", "httpcore")) else "failed"


class Returns:
    """Keeps the link at the way out, goes back to it at the way in (plain ASGI); nothing on an open server."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        way = _way(scope) if rights.is_closed() else ""
        if not way:
            await self.app(scope, receive, send)
            return
        told = _told.set([])
        try:
            await self.app(scope, receive, _Answered(scope, way, send))
        finally:
            _told.reset(told)


class _Answered:
    """Sends the answer on, with its cookies and its target put right."""

    def __init__(self, scope, way: str, send):
        self.scope, self.way, self.send, self.is_replaced = scope, way, send, False

    async def __call__(self, message):
        if message["type"] == "http.response.start":
            if self.way != CALLBACK:
                message["headers"] = [*message["headers"], *return_link.cookie(self.scope)]
            answer = _replaced(self.scope, self.way, message)
            self.is_replaced = answer is not None
            if answer is not None:
                answer.raw_headers.extend(pair for pair in message["headers"] if pair[0].lower() == b"set-cookie")
                await answer(self.scope, _nothing, self.send)
                return
        if not self.is_replaced:
            await self.send(message)


async def _nothing():
    return {"type": "http.disconnect"}


def _way(scope) -> str:
    """Which of Streamlit's addresses this is; '' for any other."""
    path = scope.get("path", "") if scope["type"] == "http" else ""
    return next((one for one in (LOGIN, LOGOUT, CALLBACK) if path.endswith(one)), "")


def _replaced(scope, way: str, message) -> RedirectResponse | None:
    """Where to instead of where Streamlit sends somebody; None where its own answer stands."""
    if way == LOGIN:  # on its way to the provider, or the provider cannot be reached
        return None if message["status"] < 400 and _is_away(message) else _to_state(scope, "provider")
    if way == LOGOUT:
        return None if _is_away(message) else _to_state(scope, "out")
    if _gives(message["headers"], USER):
        return return_link.go_back(scope)
    return _not_in(scope)


def _not_in(scope) -> RedirectResponse:
    """Where to for somebody who came back and was not let in."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    if "error" in asked:
        return _to_state(scope, "refused")
    if "code" not in asked:
        return _to_state(scope, "out")  # back from signing out at the provider
    why = (_told.get() or ["failed"])[-1]
    if why == "late" and return_link.sent(scope, USER):  # an old address of the history, opened by who is in
        return return_link.go_back(scope)
    return _to_state(scope, why)


def _to_state(scope, why: str) -> RedirectResponse:
    """The page for signing in, in the language of the page that the sign-in began on."""
    code = return_link.language(scope)
    told = {WHY: why} | ({"lang": code} if code else {})
    return RedirectResponse(f"{return_link.base()}/{return_link.PATH}?{urlencode(told)}", status_code=303)


def _is_away(message) -> bool:
    """Whether the answer leads to another server than this one."""
    target = dict(message["headers"]).get(b"location", b"").decode("latin-1")
    return bool(urlsplit(target).netloc)


def _gives(headers: Iterable[tuple[bytes, bytes]], name: str) -> bool:
    """Whether an answer sets this cookie to something."""
    cookies = [value.decode("latin-1") for key, value in headers if key.lower() == b"set-cookie"]
    return any(one.startswith(f"{name}=") and not one.startswith((f'{name}="";', f"{name}=;")) for one in cookies)
