"""The rows of the access file as a table, and what one address has by them; for admins only."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard.frame import language, markup, rights, signin
from dashboard.frame.access import ADMIN, CLOSED, EVERYWHERE, OPEN, PARTNER, READ, WRITE, Access, may
from dashboard.frame.language import _, ngettext
from dashboard.frame.markup import Cell, md
from dashboard.frame.rights import Listed, clean
from dashboard.frame.warehouse import Reader
from dashboard.ui import entry, pieces, tables

RESOURCES = (OPEN, PARTNER, CLOSED, ADMIN)
Names = Mapping[str, str]  # of partners and municipalities by their code


def names(reader: Reader) -> dict[str, str]:
    """Name of each partner and municipality of the build, by its code."""
    towns, partners = reader.run("areas", {"level": "municipality"}), reader.run("request_partners")
    return dict(zip(towns["area_code"], towns["name"], strict=True)) | dict(
        zip(partners["partner_id"], partners["name"], strict=True)
    )


def finding(rows: tuple[Listed, ...]) -> str:
    """How many people and domains have access, and how many rows hold no more."""
    today = signin.today()
    holding = [row.who for row in rows if not row.is_over(today)]
    domains = {who for who in holding if who.startswith("@")}
    people = ngettext("**{n} person** has", "**{n} people** have", len(set(holding) - domains))
    ends = ngettext("{n} row holds no more.", "{n} rows hold no more.", len(rows) - len(holding))
    found = ngettext(
        "access by name, and everybody of {n} domain.", "access by name, and everybody of {n} domains.", len(domains)
    )
    return f"{people} {found} {ends if len(holding) < len(rows) else ''}".strip()


def show(rows: tuple[Listed, ...], known: Names) -> None:
    """One row per row of the file, those of one person together."""
    today = signin.today()
    heads = [_("Who"), _("Has the role"), _("For"), _("Until"), _("By way of"), _("Holds")]
    listed = sorted(rows, key=lambda row: (row.who.startswith("@"), row.who, row.role))
    pieces.heading(_("Who is on the list"), ngettext("{n} row", "{n} rows", len(rows)))
    pieces.piece(markup.table(heads, [_cells(row, known, row.is_over(today)) for row in listed]), "rw-scroll")


def _cells(row: Listed, known: Names, is_over: bool) -> list[Cell | str]:
    who = _("everybody of {domain}", domain=row.who) if row.who.startswith("@") else row.who
    reach = ", ".join(_called(code, known) for code in (*row.areas, *row.partners)) or tables.NONE
    until = language.day(row.until) if row.until else _("no end")
    unknown = _("{name}: not set up here", name=row.provider)
    provider = signin.providers().get(row.provider, unknown) if row.provider else _("any provider")
    return [who, entry.role_word(row.role), reach, until, provider, _("no more") if is_over else _("yes")]


def _called(code: str, known: Names) -> str:
    """By its name; a code that the build does not have is told as such."""
    if code == EVERYWHERE:
        return _("all municipalities")
    return known.get(code) or _("{code} (not in these data)", code=code)


def roles() -> None:
    """What each role may, as the one function says that judges every question."""
    heads = [
        _("Has the role"),
        _("Open figures"),
        _("Partners and their activities"),
        _("Closed figures"),
        _("Access and log"),
    ]
    rows = [[entry.role_word(role), *(_may(role, one) for one in RESOURCES)] for role in rights.ROLES]
    pieces.heading(_("What a role may"))
    pieces.piece(markup.table(heads, rows), "rw-scroll")
    pieces.note(
        _(
            "Reading is also exporting. A partner changes what is of its own partners only; a coordinator sees closed "
            "figures of its own municipalities only. Who has several roles may what any of them may. Small numbers "
            "stay hidden whatever the role."
        )
    )


def _may(role: str, resource: str) -> str:
    """In words: nothing, read, or read and change, for somebody who has one area and one partner."""
    who = Access("-", "shared", frozenset({role}), frozenset({"GM0000"}), frozenset({"-"}))
    if not may(who, READ, resource):
        return _("no")
    if not may(who, WRITE, resource):
        return _("read")
    return _("read, and pin notes") if resource == CLOSED else _("read and change")


def one(known: Names) -> None:
    """What one address has at this moment; it stands in no link."""
    pieces.heading(_("What somebody may"))
    typed = st.text_input(
        _("E-mail address"), key="toegang-wie", max_chars=200, width=420, placeholder="naam@organisatie.nl"
    )
    if not typed.strip():
        return
    email = clean(typed)
    found = rights.table().grant(email, "", signin.today()) if email else rights.Grant()
    if not found.roles:
        st.info(_("**{email} has no rights here.** Open pages only.", email=md(typed)), icon=":material/lock:")
        return
    words = ", ".join(entry.role_word(role) for role in rights.ROLES if role in found.roles)
    reach = ", ".join(_called(code, known) for code in sorted(found.areas | found.partners))
    told = f"**{md(email)}**: {words}."
    st.success(f"{told} {_('For: {what}.', what=md(reach)) if reach else ''}".strip(), icon=":material/person_check:")
