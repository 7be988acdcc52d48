"""How a server gets to be closed, for who sits at the machine; what is wrong with its list, for admins."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import language, rights, signin
from dashboard.frame.language import _, number
from dashboard.frame.markup import md
from dashboard.frame.program import variable
from dashboard.ui import pieces

EXAMPLE, SECRETS = ".streamlit/secrets.toml.example", ".streamlit/secrets.toml"
CHECK = "python -m etl access check"


def steps() -> None:
    """From a server that only this machine uses to one that people sign in to."""
    pieces.heading(_("How people get to sign in"))
    told = [
        _("Make the list of people: `{command}`.", command="python -m etl access init --file ~/access.yml"),
        _("Register this server with one or more providers of sign-in (SURFconext, Microsoft, Google)."),
        _("Copy `{example}` to `{secrets}` and fill in what the providers gave.", example=EXAMPLE, secrets=SECRETS),
        _("Name the list in `{setting}` and start the server: it says at once what lacks.", setting=variable("ACCESS")),
    ]
    st.markdown("\n".join(f"{k}. {text}" for k, text in enumerate(told, start=1)))
    pieces.note(
        _("docs/security.md tells each step and what answers which threat, docs/privacy.md what is kept of whom.")
    )


def moment() -> str:
    """When the list that holds was read, in the reader's language and by the server's clock."""
    at = rights.read_at().astimezone()
    return f"{language.day(at.date())} {at:%H:%M}"


def faults() -> None:
    """What is wrong with the file as it is now, line by line."""
    found = rights.faults()
    if not found:
        return
    text = _("**The access file has faults.** What it said before still holds. As `{command}` says it:", command=CHECK)
    st.error(text, icon=":material/rule:")
    st.code("\n".join(fault.told() for fault in found), language=None)


def ways() -> None:
    """The providers, how long a sign-in holds and whom people are told to ask."""
    table = rights.table()
    hours = table.session_hours
    names = ", ".join(md(label) for label in signin.providers().values())
    held = (
        _("{hours} hours", hours=number(hours, 0 if hours == int(hours) else 2))
        if hours
        else _("as long as the provider's token says")
    )
    pieces.note(
        _(
            "Sign-in by: {names}. A sign-in holds {held}. Who is not on the list is told: {contact}",
            names=names, held=held, contact=table.contact,
        )
    )  # fmt: skip
