"""Who signed in to this session, through which provider, and whether that still holds; judged at every rerun.

Streamlit and Authlib prove who somebody is when they come back from the provider (signature, issuer, nonce, times).
What they leave open is judged here: the audience, whether the address is confirmed, how long a sign-in holds, whether
it was ended in another window. What somebody may then see is in the access file (rights.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

import streamlit as st

from dashboard.frame import ended, rights
from dashboard.frame.rights import Grant, clean

State = Literal["out", "in", "expired", "elsewhere", "audience", "unverified", "unlisted"]
LONGEST = timedelta(hours=24)  # that a sign-in holds, whatever a token says
SKEW = timedelta(minutes=2)  # that the clocks of provider and server may differ
NOBODY = Grant()


@dataclass(frozen=True)
class Standing:
    """One sign-in as it stands now. Only state "in" gives rights."""

    state: State
    email: str = ""
    provider: str = ""
    mark: str = ""  # of this one sign-in: another of the same person has another
    ends: datetime | None = None


OUT = Standing("out")
_standing: ContextVar[Standing | None] = ContextVar("standing", default=None)


def now() -> datetime:
    """The clock of deeds, which tests set."""
    return datetime.now(UTC)


def today() -> date:
    """The day in the Netherlands, until the end of which rows of the table hold."""
    return rights.day_of(now())


def providers() -> dict[str, str]:
    """Name in the secrets -> name on the button, in the order of the secrets."""
    named = rights.table().providers
    found = [name for name, told in secrets_of().items() if isinstance(told, Mapping) and "client_id" in told]
    return {one: (named[one].name if one in named else "") or one.capitalize() for one in found}


def secrets_of() -> dict[str, Any]:
    """The section [auth] of the secrets; empty where there is none."""
    section = st.secrets.get("auth") if st.secrets.load_if_toml_exists() else None
    return section.to_dict() if section else {}


def look() -> Standing:
    """Judges the sign-in of this rerun, and keeps it for what is asked or made in the course of it."""
    found = judged(st.user.to_dict())
    _standing.set(found)
    return found


def standing() -> Standing:
    """The sign-in of this rerun as it was judged at its begin."""
    return _standing.get() or look()


def grant() -> Grant:
    """What the person of this rerun has at this moment, also in a thread that makes a file later on."""
    known = _standing.get()
    standing = judged_again(known) if known else look()
    return granted(standing)


def granted(standing: Standing) -> Grant:
    if standing.state != "in":
        return NOBODY
    return rights.table().grant(standing.email, standing.provider, today())


def judged(told: Mapping[str, Any]) -> Standing:
    """The sign-in that these claims tell of; they are those of a token that was proven when it came."""
    if told.get("is_logged_in") is not True:
        return OUT
    provider = str(told.get("provider") or "")
    email, ends = clean(told.get("email")), _end(told)
    standing = Standing("in", email, provider, _mark(told), ends)
    if ends is None or not _is_for_us(told, provider):
        return _as(standing, "expired" if ends is None else "audience")
    if not email or not _is_confirmed(told, provider, email):
        return _as(standing, "unverified")
    return judged_again(standing)


def judged_again(standing: Standing) -> Standing:
    """The same sign-in as it stands now: time went on, it may have been ended, the table may be another."""
    if standing.state not in ("in", "unlisted"):
        return standing
    if standing.ends is None or now() >= standing.ends:
        return _as(standing, "expired")
    if ended.is_ended(standing.mark):
        return _as(standing, "elsewhere")
    listed = rights.table().grant(standing.email, standing.provider, today()).roles
    return _as(standing, "in" if listed else "unlisted")


def sign_out() -> None:
    """Ends this sign-in here, in every other window, and at the provider where it has a way to."""
    ended.end(judged(st.user.to_dict()).mark)
    _standing.set(None)
    st.logout()


def _as(standing: Standing, state: State) -> Standing:
    return Standing(state, standing.email, standing.provider, standing.mark, standing.ends)


def _end(told: Mapping[str, Any]) -> datetime | None:
    """Until when it holds: as the access file says, else as the token does; None where that cannot be read."""
    hours = rights.table().session_hours
    begun, expires = _moment(told.get("iat")), _moment(told.get("exp"))
    if begun is None or expires is None or begun > now() + SKEW:
        return None
    return begun + timedelta(hours=hours) if hours else min(expires, begun + LONGEST)


def _moment(seconds: object) -> datetime | None:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _is_for_us(told: Mapping[str, Any], provider: str) -> bool:
    """Whether the token was made for this program: Authlib takes one for another when `azp` names us."""
    section = secrets_of().get(provider)
    ours = section.get("client_id") if isinstance(section, Mapping) else None
    audience = told.get("aud")
    return bool(ours) and ours in (audience if isinstance(audience, list) else [audience])


def _is_confirmed(told: Mapping[str, Any], provider: str, email: str) -> bool:
    """Unknown is not yes, unless whoever keeps the server knows that this provider's domain is."""
    said = told.get("email_verified")
    if said is None:
        return rights.table().vouches(provider, email)
    return said is True or (isinstance(said, str) and said.lower() == "true")


def _mark(told: Mapping[str, Any]) -> str:
    parts = [str(told.get(name)) for name in ("provider", "iss", "sub", "nonce", "iat")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
