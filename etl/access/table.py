"""The table of rights: one row per person (or domain) x role, and what it gives to an e-mail address on a day."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Role = Literal["public", "partner", "coordinator", "analyst", "admin"]
ROLES: tuple[str, ...] = get_args(Role)
HERE = ZoneInfo("Europe/Amsterdam")  # whose days the rows hold until the end of
ALL = "*"  # instead of codes of municipalities: all of them
EMAIL = re.compile(r"[a-z0-9._%+'-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
# anybody gets an address there: such a domain says nothing of who somebody works for
OF_ANYBODY = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.nl", "live.com", "live.nl", "msn.com",
        "yahoo.com", "icloud.com", "me.com", "proton.me", "protonmail.com", "ziggo.nl", "kpnmail.nl", "planet.nl",
        "xs4all.nl", "upcmail.nl", "gmx.net", "gmx.com",
    }
)  # fmt: skip


def clean(address: object) -> str:
    """An e-mail address as it is compared: small letters, no spaces around it; '' for what is none.

    One with a sign outside ASCII is none: to small letters some become a letter of another's address.
    """
    text = address.strip().lower() if isinstance(address, str) and address.isascii() else ""
    return text if EMAIL.fullmatch(text) else ""


def day_of(moment: dt.datetime) -> dt.date:
    """The day in the Netherlands at a moment with a time zone, which rows of the table hold until."""
    return moment.astimezone(HERE).date()


def today() -> dt.date:
    """The day in the Netherlands now."""
    return day_of(dt.datetime.now(dt.UTC))


def _who(value: object) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if text.startswith("@") and (domain := clean(f"a{text}")):
        return domain[1:]
    if found := clean(text):
        return found
    raise ValueError("no e-mail address")


def _told(value: Any) -> Any:
    """A key that is there says something: one left without a value would hold for ever, or anywhere."""
    if value is None or value == "":
        raise ValueError("nothing said")
    return value


def _day(value: Any) -> Any:
    """A day and nothing else: a number would be read as seconds since 1970, a moment as the day of some time zone."""
    is_day = isinstance(value, dt.date) and not isinstance(value, dt.datetime)
    if is_day or (isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)):
        return value
    raise ValueError("no day")


def _domain(value: object) -> str:
    text = value.strip().removeprefix("@") if isinstance(value, str) else ""
    if domain := clean(f"a@{text}"):
        return domain[2:]
    raise ValueError("no domain")


def _matches(pattern: str):
    def judge(values: tuple[str, ...]) -> tuple[str, ...]:
        if not all(re.fullmatch(pattern, value) for value in values):
            raise ValueError("not the form of a code")
        return tuple(dict.fromkeys(values))

    return AfterValidator(judge)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Provider(_Strict):
    """What is said of one provider of sign-in, under the name that it has in the secrets."""

    name: str = Field("", max_length=60)
    vouches_for: tuple[Annotated[str, BeforeValidator(_domain)], ...] = ()


class Listed(_Strict):
    """One row: an e-mail address, or all of a domain, has a role until the end of a day in the Netherlands."""

    who: Annotated[str, BeforeValidator(_who)]
    role: Role
    areas: Annotated[tuple[str, ...], _matches(r"GM[0-9A-Z]{4}|\*")] = ()
    partners: Annotated[tuple[str, ...], _matches(r"[a-z0-9]+(-[a-z0-9]+)*")] = ()
    until: Annotated[dt.date | None, BeforeValidator(_day), BeforeValidator(_told)] = None
    provider: Annotated[str | None, BeforeValidator(_told), Field(pattern=r"^[A-Za-z0-9-]+$")] = None

    @model_validator(mode="after")
    def _fits_its_role(self) -> Listed:
        wants = {"partner": "partners", "coordinator": "areas"}.get(self.role)
        for field in ("partners", "areas"):
            if bool(getattr(self, field)) is not (field == wants):
                raise ValueError(f"{'' if field == wants else 'no '}{field} for role {self.role}")
        if self.who.startswith("@") and self.role == "admin":
            raise ValueError("the e-mail address of a person for role admin, no domain")
        if self.who.removeprefix("@") in OF_ANYBODY:
            raise ValueError("addresses of persons where anybody can get one, not the whole domain")
        return self

    def holds(self, email: str, provider: str, day: dt.date) -> bool:
        """Whether this row gives something to who signed in with this address through this provider on this day."""
        return self.names(email) and self.provider in (None, provider) and not self.is_over(day)

    def names(self, email: str) -> bool:
        """Whether this row is about this address, or all of its domain."""
        return self.who in (email, f"@{email.rpartition('@')[2]}")

    def is_over(self, day: dt.date) -> bool:
        return self.until is not None and day > self.until


class Grant(_Strict):
    """What a person has by all of the rows that hold: the union of them."""

    roles: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    partners: frozenset[str] = frozenset()


class Table(_Strict):
    """The whole file. `session_hours` None: a sign-in holds as long as its provider's token says."""

    contact: str = Field(min_length=3, max_length=300)
    people: tuple[Listed, ...]
    session_hours: Annotated[float | None, Field(ge=0.25, le=24)] = None
    providers: dict[str, Provider] = {}

    @model_validator(mode="after")
    def _has_an_admin(self) -> Table:
        if not any(row.role == "admin" for row in self.people):
            raise ValueError("one row at least with role admin")
        return self

    def grant(self, email: str, provider: str, day: dt.date) -> Grant:
        """The union of the rows that hold; empty roles for who is not listed."""
        rows = [row for row in self.people if row.holds(email, provider, day)]
        return Grant(
            roles=frozenset(row.role for row in rows),
            areas=frozenset(code for row in rows for code in row.areas),
            partners=frozenset(one for row in rows for one in row.partners),
        )

    def vouches(self, provider: str, email: str) -> bool:
        """Whether an address of this domain counts as confirmed though the provider does not say so of each."""
        domains = self.providers[provider].vouches_for if provider in self.providers else ()
        return email.rpartition("@")[2] in domains


def first_table(admin: str, contact: str) -> str:
    """The text of a first access file, with every key explained. What JSON has in quotes YAML reads as the same."""
    return FIRST.format(admin=json.dumps(admin), contact=json.dumps(contact, ensure_ascii=False))


FIRST = """\
# Who may do what on this server. Read anew at each click: whoever is taken out has nothing left at the next one.
# `python -m etl access check` judges it, `python -m etl access who somebody@example.nl` says what somebody may.

# Told to whoever signed in and is not in this file: whom to ask.
contact: {contact}

# How many hours a sign-in holds (0.25 to 24). Without it: as long as the token of the provider says, often one.
session_hours: 9

# Of providers in the secrets: the name on the button, and the domains for which its addresses count as confirmed where
# it does not say so itself (Microsoft does not). Only for the organisation's own tenant, never for all the world.
providers: {{}}
#  microsoft:
#    name: Microsoft
#    vouches_for: [gemeente.example]

# One row per person (or @domain) and role: public, partner, coordinator, analyst or admin. Several rows add up.
people:
  - who: {admin}
    role: admin
#  - who: anna@taalhuis.example
#    role: partner
#    partners: [taalhuis]
#    until: 2027-06-30        # the last day
#  - who: "@gemeente.example"
#    role: coordinator
#    areas: [GM0599]          # municipalities, by their code
#    provider: microsoft      # only who signs in there
"""
