"""Who is in on a closed server, until when, and what that gives: judged at every rerun, unknown is never yes."""

from __future__ import annotations

import asyncio
import os
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboard.frame import access, handed, present, rights, signin, visitor
from tests.support import closing, oidc

EMAIL = "anna@taalhuis.example"
ROW = {"who": EMAIL, "role": "partner", "partners": ["taalhuis"]}


@pytest.fixture
def file(monkeypatch, tmp_path):
    """The list of a closed server on which Anna stands."""
    return closing.close(monkeypatch, tmp_path, ROW)


def state(monkeypatch, claims: oidc.Claims | None, provider: str = "een") -> str:
    closing.sign_in(monkeypatch, claims, provider)
    return signin.look().state


@pytest.mark.usefixtures("file")
def test_who_is_listed_has_what_the_row_says_and_no_more(monkeypatch):
    assert state(monkeypatch, oidc.person(EMAIL)) == "in"
    assert visitor.current() == access.Access(
        EMAIL, "shared", frozenset({"partner"}), frozenset(), frozenset({"taalhuis"})
    )


def without(name: str) -> oidc.Claims:
    return {claim: value for claim, value in oidc.person(EMAIL).items() if claim != name}


STATES = {
    "nobody": (None, "out"),
    "a word for yes": (oidc.person(EMAIL, is_logged_in="yes"), "out"),
    "listed": (oidc.person(EMAIL), "in"),
    "in capitals": (oidc.person("Anna@Taalhuis.Example"), "in"),
    "not listed": (oidc.person("vreemd@taalhuis.example"), "unlisted"),
    "not confirmed": (oidc.person(EMAIL, email_verified=False), "unverified"),
    "confirmed by a word": (oidc.person(EMAIL, email_verified="true"), "in"),
    "another word": (oidc.person(EMAIL, email_verified="yes"), "unverified"),
    "nothing said of it": (without("email_verified"), "unverified"),
    "no address": (without("email"), "unverified"),
    "two addresses": (dict(oidc.person(EMAIL)) | {"email": [EMAIL]}, "unverified"),
    "too old": (oidc.late(EMAIL), "expired"),
    "no end": (without("exp"), "expired"),
    "no begin": (without("iat"), "expired"),
    "an end that is no time": (oidc.person(EMAIL, exp="morgen"), "expired"),
    "an end that is not finite": (oidc.person(EMAIL, exp=float("nan")), "expired"),
    "a clock an hour ahead": (oidc.ahead(EMAIL, 3600), "expired"),
    "a clock a minute ahead": (oidc.ahead(EMAIL, 60), "in"),
    "of another program": (oidc.person(EMAIL, aud="other"), "audience"),
    "of another program, for us": (oidc.person(EMAIL, aud=["other"], azp=oidc.CLIENT), "audience"),
    "of several programs": (oidc.person(EMAIL, aud=["other", oidc.CLIENT]), "in"),
    "of no program": (oidc.person(EMAIL, aud=None), "audience"),
    "an unknown provider": (oidc.person(EMAIL, provider="drie"), "audience"),
}  # fmt: skip


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize(("claims", "expected"), STATES.values(), ids=STATES)
def test_only_a_sign_in_that_is_right_in_every_way_gives_rights(claims, expected, monkeypatch):
    assert state(monkeypatch, claims) == expected
    assert (visitor.current() == access.ANONYMOUS) is (expected != "in")


@pytest.mark.usefixtures("file")
def test_on_a_closed_server_nobody_is_local(monkeypatch):
    monkeypatch.setattr(visitor, "is_near", lambda: True)
    assert visitor.current() == access.ANONYMOUS


def test_a_provider_that_says_nothing_is_believed_of_its_own_domains(file, monkeypatch):
    domain = EMAIL.rpartition("@")[2]
    closing.write_list(file, ROW, providers={"twee": {"vouches_for": [domain]}})
    assert state(monkeypatch, oidc.unsaid(EMAIL), "twee") == "in"
    assert state(monkeypatch, oidc.unsaid(EMAIL), "een") == "unverified"
    assert state(monkeypatch, oidc.person(EMAIL, email_verified=False), "twee") == "unverified"


@pytest.mark.parametrize(
    ("hours", "later", "expected"), [(None, 50, "in"), (None, 70, "expired"), (9, 70, "in"), (9, 550, "expired")]
)
def test_a_sign_in_holds_as_long_as_the_token_or_the_list_says(hours, later, expected, file, monkeypatch):
    if hours:
        closing.write_list(file, ROW, session_hours=hours)
    told = oidc.person(EMAIL)
    monkeypatch.setattr(signin, "now", lambda: datetime.now(UTC) + timedelta(minutes=later))
    assert state(monkeypatch, told) == expected


@pytest.mark.usefixtures("file")
def test_no_token_holds_longer_than_a_day(monkeypatch):
    told = oidc.short(EMAIL, 10 * 86_400)
    assert state(monkeypatch, told) == "in"
    monkeypatch.setattr(signin, "now", lambda: datetime.now(UTC) + timedelta(hours=25))
    assert state(monkeypatch, told) == "expired"


@pytest.mark.usefixtures("file")
def test_signing_out_ends_it_in_every_window_of_this_sign_in_and_no_other(monkeypatch):
    monkeypatch.setattr(signin.st, "logout", lambda: None)
    here, elsewhere = oidc.person(EMAIL, nonce="here"), oidc.person(EMAIL, nonce="elsewhere")
    assert state(monkeypatch, here) == "in"
    signin.sign_out()
    assert state(monkeypatch, here) == "elsewhere"
    assert state(monkeypatch, elsewhere) == "in"


# ---- the list changes while somebody is in


def test_who_is_taken_out_has_nothing_left_at_once(file, monkeypatch):
    closing.sign_in(monkeypatch, oidc.person(EMAIL))
    before = visitor.current()
    assert visitor.is_still(before)
    closing.write_list(file)
    assert not visitor.is_still(before), "also in the midst of a rerun, and in the thread that makes a file"
    assert visitor.current() == access.ANONYMOUS
    assert signin.look().state == "unlisted"


def test_a_row_holds_until_the_end_of_its_last_day_in_the_netherlands(file, monkeypatch):
    here = datetime.now(ZoneInfo("Europe/Amsterdam"))
    closing.write_list(file, ROW | {"until": here.date().isoformat()}, session_hours=24)
    told = oidc.person(EMAIL)
    assert state(monkeypatch, told) == "in"
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    for moment, is_in in ((midnight - timedelta(seconds=1), True), (midnight, False)):
        monkeypatch.setattr(signin, "now", lambda moment=moment: moment.astimezone(UTC))
        assert state(monkeypatch, told) == ("in" if is_in else "unlisted")
        assert bool(signin.grant().roles) is is_in


def test_a_faulty_list_keeps_the_last_good_one_and_is_told(file, monkeypatch, caplog):
    caplog.set_level("INFO")
    assert state(monkeypatch, oidc.person(EMAIL)) == "in"
    file.write_text("contact: x\npeople: [{who: geheim, role: baas}]")
    assert state(monkeypatch, oidc.person(EMAIL)) == "in"
    assert len(rights.faults()) == 3
    assert caplog.text.count("the last good one holds") == 1, "once per change"
    assert "geheim" not in caplog.text
    file.unlink()
    assert state(monkeypatch, oidc.person(EMAIL)) == "in"
    assert "can be read" in rights.faults()[0].expected
    closing.write_list(file)
    assert state(monkeypatch, oidc.person(EMAIL)) == "unlisted"
    assert rights.faults() == ()


def test_a_list_that_changed_within_the_same_second_and_length_is_read_anew(file, monkeypatch):
    assert state(monkeypatch, oidc.person(EMAIL)) == "in"
    before = file.stat()
    draft = file.with_name("other")
    draft.write_text(file.read_text().replace(EMAIL, EMAIL[::-1].replace("@", "x").replace("x", "@", 1)))
    os.utime(draft, ns=(before.st_atime_ns, before.st_mtime_ns))
    draft.replace(file)
    assert file.stat().st_size == before.st_size
    assert state(monkeypatch, oidc.person(EMAIL)) == "unlisted"


def test_a_list_that_was_changed_in_place_and_made_as_old_as_it_was_is_read_anew(file, monkeypatch):
    """As `rsync -t --inplace` and `touch -r` leave it: the same inode, length and time of its last words."""
    assert state(monkeypatch, oidc.person(EMAIL)) == "in"
    before = file.stat()
    with file.open("r+") as content:
        text = content.read()
        content.seek(0)
        content.write(text.replace(EMAIL, EMAIL.replace("anna", "anne")))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = file.stat()
    assert (after.st_mtime_ns, after.st_ino, after.st_size) == (before.st_mtime_ns, before.st_ino, before.st_size)
    assert state(monkeypatch, oidc.person(EMAIL)) == "unlisted"


def test_a_quote_without_its_end_keeps_the_last_good_list(tmp_path, monkeypatch, caplog):
    """Behind it more than the 131,072 signs of a cell: the csv module stops with an error of its own."""
    closing.close(monkeypatch, tmp_path)
    file = tmp_path / "access.csv"
    good = f"# contact: abc\nwho,role,until\nbeheer@samen.example,admin,\n{EMAIL},analyst,\n"
    file.write_text(good)
    monkeypatch.setenv(closing.ACCESS, str(file))
    assert state(monkeypatch, oidc.person(EMAIL)) == "in"
    file.write_text(good + 'jan@x.example,analyst,"2027-01-01\n' + "piet@x.example,analyst,\n" * 6_000)
    assert state(monkeypatch, oidc.person(EMAIL)) == "in"
    assert [(one.line, one.where) for one in rights.faults()] == [(5, "file")]
    assert "line 5: file" in caplog.text


# ---- a file that somebody hands in


@pytest.mark.parametrize(("role", "may"), [("partner", True), ("analyst", False), ("public", False)])
def test_only_a_session_of_who_may_write_hands_in_a_file(role, may, file, monkeypatch):
    row = ROW | {"role": role} if role == "partner" else {"who": EMAIL, "role": role}
    closing.write_list(file, row)
    closing.sign_in(monkeypatch, oidc.person(EMAIL))
    monkeypatch.setitem(present._present, "session", signin.look())
    assert visitor.may_hand_in("session") is may
    with monkeypatch.context() as patch:
        patch.setattr(signin, "now", lambda: datetime.now(UTC) + timedelta(hours=2))
        assert not visitor.may_hand_in("session"), "the sign-in has expired"
    assert not visitor.may_hand_in("another")
    closing.write_list(file)
    assert not visitor.may_hand_in("session"), "taken out of the list"


def test_a_click_after_the_rights_ended_does_nothing(file, monkeypatch):
    """What a click does runs before the page is judged anew, with the access of the page that it was made on."""
    closing.sign_in(monkeypatch, oidc.person(EMAIL))
    before = visitor.current()
    access.require(before, access.WRITE, access.PARTNER, "a claim", partner="taalhuis")
    closing.write_list(file)
    with pytest.raises(access.Gone):
        access.require(before, access.WRITE, access.PARTNER, "a claim", partner="taalhuis")


def test_a_file_that_is_fetched_is_of_who_signed_in_with_that_browser(file, monkeypatch):
    """Another browser is nobody; one that signed in is nobody any more when the person is taken out."""
    closing.sign_in(monkeypatch, oidc.person(EMAIL))
    cookies = {present.COOKIE: "chunks-2", f"{present.COOKIE}_1": "abc", "other": "x"}
    monkeypatch.setitem(present._present, present.browser(cookies), signin.look())

    def asked(**told: str) -> visitor.Scope:
        line = "; ".join(f"{name}={value}" for name, value in told.items())
        return {"type": "http", "headers": [(b"cookie", line.encode())]}

    assert visitor.access_of(asked(**cookies)) == visitor.current()
    assert visitor.access_of(asked(**cookies | {"other": "y"})).actor == EMAIL
    assert visitor.access_of(asked(**cookies | {f"{present.COOKIE}_1": "abd"})) == access.ANONYMOUS
    assert visitor.access_of(asked(other="x")) == access.ANONYMOUS
    closing.write_list(file)
    assert visitor.access_of(asked(**cookies)) == access.ANONYMOUS


ANALYST = {"who": EMAIL, "role": "analyst"}
COORDINATOR = {"who": EMAIL, "role": "coordinator", "areas": ["GM0599", "GM0363"]}
# the rows of who made a file, the kinds of data in it, the rows now, and whether it is still handed out
MADE = {
    "as it was": ([ANALYST], {"open", "closed"}, [ANALYST], True),
    "more than before": ([COORDINATOR], {"open", "closed"}, [ANALYST], True),
    "an open reader now": ([ANALYST], {"open", "closed"}, [ANALYST | {"role": "public"}], False),
    "of two municipalities now": ([ANALYST], {"closed"}, [COORDINATOR], False),
    "of one municipality now": ([COORDINATOR], {"closed"}, [COORDINATOR | {"areas": ["GM0363"]}], False),
    "closed to a partner": ([ROW, ANALYST], {"partner", "closed"}, [ROW], False),
    "an analyst of what partners did": ([ROW], {"partner"}, [ANALYST], False),
    "of another partner now": ([ROW], {"partner"}, [ROW | {"partners": ["brug"]}], False),
    "of one partner more": ([ROW], {"partner"}, [ROW | {"partners": ["brug", "taalhuis"]}], True),
    "nobody now": ([ROW], {"partner"}, [], False),
}  # fmt: skip


@pytest.mark.parametrize("what", MADE)
def test_a_file_is_handed_out_while_its_maker_has_the_rights_to_what_is_in_it(what, file, monkeypatch):
    then, kinds, now, is_handed = MADE[what]
    data = b"figures"
    monkeypatch.setattr(handed, "_made", OrderedDict())
    closing.write_list(file, *then)
    closing.sign_in(monkeypatch, oidc.person(EMAIL))
    handed.keep(data, visitor.current(), kinds)
    closing.write_list(file, *now)
    assert handed.may_take(data, visitor.current()) is is_handed
    closing.write_list(file, *then)
    assert handed.may_take(data, visitor.current()), "given back, so it may be fetched again"
    assert not handed.may_take(data, access.Access("buur@example.org", "shared", frozenset({"admin"})))
    assert handed.may_take(b"open", access.ANONYMOUS)


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "asked", [{}, {"if-none-match": "an-etag"}, {"if-modified-since": "now"}, {"range": "bytes=0-1"}]
)
def test_somebody_elses_file_is_not_there_however_it_is_asked_for(method, asked, monkeypatch):
    data = b"figures"

    async def files(scope, _receive, send):
        """As a server that may save itself the bytes."""
        conditions = {name for name, _value in scope["headers"]} & {b"if-none-match", b"if-modified-since", b"range"}
        length = [(b"content-length", b"7")]
        await send({"type": "http.response.start", "status": 304 if conditions else 200, "headers": length})
        has_bytes = scope["method"] == "GET" and not conditions
        await send({"type": "http.response.body", "body": data if has_bytes else b""})

    def answer() -> list[dict]:
        sent: list[dict] = []

        async def send(message):
            sent.append(message)

        headers = [(name.encode(), value.encode()) for name, value in asked.items()]
        scope = {"type": "http", "path": "/media/x", "method": method, "headers": headers}
        with ThreadPoolExecutor(1) as thread:  # a browser's tests leave a loop that runs on this one
            thread.submit(asyncio.run, handed.HandedOut(files)(scope, None, send)).result()
        return sent

    monkeypatch.setattr(handed, "_made", OrderedDict())
    handed.keep(data, access.Access("buur@example.org", "shared", frozenset({"admin"})), {"closed"})
    start, body = answer()
    assert (start["status"], body.get("body")) == (404, b"")
    assert (b"content-length", b"7") not in start["headers"]
    handed.keep(data, visitor.access_of({"type": "http", "headers": []}), {"open"})
    start, body = answer()
    assert (start["status"], body["body"]) == (200, data if method == "GET" else b"")
