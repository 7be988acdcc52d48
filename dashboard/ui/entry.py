"""Signing in and out on a closed server: what stands in the side bar, and the state for whoever may not go on."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import callback, language, links, return_link, rights, signin
from dashboard.frame.access import Access
from dashboard.frame.language import _, mark, marked, ngettext
from dashboard.frame.markup import md
from dashboard.frame.program import ROOT
from dashboard.frame.signin import Standing
from dashboard.ui import pieces

ASK = mark("Ask for it: {contact}")
# what keeps somebody who signed in from having rights: by state, what, why and what to do
STANDINGS = {
    "out": mark("**You are not signed in.** Anybody may see the open pages. For the rest: sign in."),
    "expired": mark("**Your sign-in has expired.** It holds for a limited time. Sign in again: you stay on this page."),
    "elsewhere": mark(
        "**You signed out in another window.** That ends the sign-in of this one too. Sign in again to go on."
    ),
    "audience": mark(
        "**This sign-in was made for another program.** It gives no rights here. Sign out, then sign in from this page."
    ),
    "unverified": mark(
        "**Your e-mail address is not confirmed.** {provider} does not say that {email} is yours. Confirm the address "
        "there, or sign in another way."
    ),
    "unlisted": mark("**You are signed in, but have no rights here yet.** {email} is not on the list of this server."),
}
# what became of a sign-in on its way back, by the word in the address
REASONS = {
    "expired": mark(
        "**The sign-in had expired when it arrived.** What the provider sent was too old. Try again; if it stays so, "
        "the clock of the provider or of this server is wrong."
    ),
    "audience": mark(
        "**This sign-in was made for another program.** The provider sent one that is not meant for this server. Try "
        "again; if it stays so, the settings at the provider are wrong."
    ),
    "nonce": mark(
        "**This sign-in does not belong to this window.** It was used before, or begun elsewhere. Begin anew from here."
    ),
    "clock": mark(
        "**The clocks are too far apart.** What the provider sent is from the future, by the clock of this server. Who "
        "keeps the server must set its clock."
    ),
    "refused": mark(
        "**The provider did not let you in, or you stopped halfway.** Nothing was changed. You can try again."
    ),
    "late": mark("**This sign-in took too long, or was used before.** Begin anew from here."),
    "provider": mark(
        "**The provider cannot be reached now.** Try again later, or sign in another way. What you may see without a "
        "sign-in is there as before."
    ),
    "failed": mark(
        "**The sign-in did not succeed.** What the provider sent could not be checked. Try again; what went wrong "
        "stands in the log of this server."
    ),
    "out": mark("**You are signed out.** Sign in again to see more than the open pages."),
}
ROLE_WORDS = {
    "public": mark("reader"), "partner": mark("partner"), "coordinator": mark("coordinator"),
    "analyst": mark("analyst"), "admin": mark("admin"),
}  # fmt: skip


def side(standing: Standing, who: Access) -> None:
    """At the foot of the side bar: who is in and the way out, or the ways in; to an admin that the list has faults."""
    with st.sidebar:
        if standing.state == "in":
            st.markdown(_("Signed in as {email}", email=md(standing.email)) + f" · {roles(who)}")
            st.button(_("Sign out"), icon=":material/logout:", key="sign-out", on_click=signin.sign_out)
            links.link(return_link.PATH, _("Data about you"), icon=":material/person:")
        else:
            _ways_in("side")
        if "admin" in who.roles and rights.faults():
            st.error(_("**The access file has faults.** What it said before still holds."), icon=":material/rule:")
            links.link("toegang", _("To the page Access"))


def above(standing: Standing) -> None:
    """On top of a page, to whoever signed in and has no rights by it."""
    if standing.state not in ("in", "out"):
        _told(marked(STANDINGS[standing.state]), standing)


def barred(title: str, standing: Standing) -> None:
    """Instead of a page that this person does not have."""
    pieces.head(title, [_("a page for who has rights to it")], "")
    if standing.state == "in":
        text = _("**This page is not among those of your role.** Ask for it: {contact}", contact=_contact())
        st.info(text, icon=":material/lock:")
        return
    if standing.state == "out":
        st.info(_("**Sign in to see this page.** You come back here."), icon=":material/lock:")
    _ways_in("barred")


def page(standing: Standing, who: Access) -> None:
    """The page for signing in: what became of it, the ways in, and whom to ask."""
    ways = len(signin.providers())
    pieces.head(_("Sign in"), [ngettext("one way to sign in", "{n} ways to sign in", ways)], "")
    why = st.query_params.get(callback.WHY, "")
    if standing.state == "in":
        text = _("**You are signed in** as {email}. Role: {roles}.", email=md(standing.email), roles=roles(who))
        st.success(text, icon=":material/check_circle:")
        links.link("overzicht", _("To the start page"), icon=":material/home:")
        _about_you()
        return
    if why in REASONS and standing.state == "out":
        show = st.info if why == "out" else st.warning
        show(marked(REASONS[why]), icon=":material/info:" if why == "out" else ":material/key_off:")
    elif standing.state == "out":
        st.info(marked(STANDINGS["out"]), icon=":material/lock_open:")
    _ways_in("page")
    st.markdown(_("No access yet? {ask}", ask=_ask()))
    _about_you()


def _about_you() -> None:
    """What is kept of who signs in."""
    name = "about-you.en.md" if language.current() == "en" else "about-you.md"
    with st.container(width=900):
        st.space("small")
        st.markdown((ROOT / "docs" / name).read_text(encoding="utf-8"))


def roles(who: Access) -> str:
    """The roles of a person in words."""
    return ", ".join(role_word(role) for role in rights.ROLES if role in who.roles)


def role_word(role: str) -> str:
    """A role as a reader calls it."""
    return marked(ROLE_WORDS[role])


def _told(text: str, standing: Standing) -> None:
    provider = signin.providers().get(standing.provider, standing.provider)
    told = text.format(email=md(standing.email or _("your address")), provider=md(provider))
    st.warning(f"{told} {_ask()}" if standing.state == "unlisted" else told, icon=":material/key_off:")


def _ways_in(where: str) -> None:
    """A button per provider; whoever is in without rights by it can also go out."""
    with st.container(horizontal=True):
        for name, label in signin.providers().items():
            st.button(
                _("Sign in with {provider}", provider=md(label)),
                icon=":material/login:",
                key=f"sign-in-{where}-{name}",
                on_click=st.login,
                args=[name],
            )
        if signin.standing().state != "out":
            st.button(_("Sign out"), icon=":material/logout:", key=f"sign-out-{where}", on_click=signin.sign_out)


def _ask() -> str:
    return marked(ASK).format(contact=_contact())


def _contact() -> str:
    return md(rights.table().contact)
