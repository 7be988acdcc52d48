"""An address is erased from all that is kept: planted by every deed of the app, then nowhere in the data folder.

On the stand-in in every run; with a real build, by the command, in `make prove`.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import zipfile
from html import escape
from pathlib import Path
from threading import Thread

import duckdb
import pytest
from typer.testing import CliRunner

from dashboard.frame import audit, claims, frozen, links, notes, owners, referrals, requests, scenario, warehouse
from dashboard.frame.access import ADMIN, LOCAL, Access
from dashboard.partners import files
from dashboard.plan import saved
from dashboard.targets.saved import store
from etl import audit as told_audit
from etl import deeds, erasing, paths
from etl.__main__ import app
from etl.building import build, publish
from etl.declared import catalog
from etl.erasing import holders
from etl.erasing.address import Address
from etl.errors import EtlError
from etl.partners import ledger, tables
from tests.rights.test_actions import TABLE, World, is_allowed
from tests.support.delivered import FILE, folder
from tests.support.environment import AUDIT_FOLDER, DATA
from tests.support.persons import OWN, PARTNER, PERSONS

ADDRESS, OTHER = "d'anna+x@taalhuis.example", "joanna@taalhuis.example"
ANNA = Access(ADDRESS, "shared", frozenset({"partner", ADMIN}), partners=frozenset({PARTNER}))
FORMS = (ADDRESS, str(escape(ADDRESS)), ADDRESS.replace("'", "&#39;"))


def planted(data: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Every deed of the table is done by Anna; and she is given a list, and stands in what a view showed."""
    monkeypatch.setitem(PERSONS, "admin", ANNA)
    world = World(data, monkeypatch)
    for row in TABLE:
        is_allowed(row, "admin", world)
    ledger.tell(folder(data), "facts", ADDRESS, partner_id=PARTNER, programme_slug="taal", facts={"via_skb": "yes"})
    given = store.save(data / "lists", LOCAL, name="N", rows=[], build_id="b", place="", criteria={}, link={})
    owners.give(ANNA, given.list_id, ADDRESS.upper())
    frozen.freeze(
        ANNA,
        html=f"<p>Van\n{escape(ADDRESS)}, <i>{ADDRESS.upper()}</i></p>",
        resources=["open"],
        deliveries=[],
        path="kaart",
        title="",
        choices={},
        language="nl",
        build_id="",
        as_of="2020-12-31",
    )
    return world


def holding(data: Path, *told: str) -> list[str]:
    """Files with the address, or with another, in any form."""
    forms = [form.lower().encode() for form in told or FORMS]
    return [str(path.relative_to(data)) for path in sorted(data.rglob("*"))
            if path.is_file() and any(form in path.read_bytes().lower() for form in forms)]  # fmt: skip


def hashes(data: Path) -> dict[str, str]:
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in data.rglob("*") if path.is_file()}


def read(data: Path) -> dict[str, object]:
    """All that pages read of people, without who did it."""
    asked, claimed, log = requests.read(LOCAL), claims.read(LOCAL), audit.read(LOCAL)
    return {
        "deliveries": [*files.ledger(LOCAL).deliveries],
        "apart": [str(one) for one in (*files.ledger(LOCAL).apart, *asked.apart, *claimed.apart, *log.apart)],
        "requests": [(one.request_id, one.state, len(one.deeds)) for one in asked.requests.values()],
        "claims": [*claimed.claims],
        "referrals": [str(one) for one in referrals.read(LOCAL).referrals],
        "notes": [(one.note_id, one.text) for one in notes.of_places(LOCAL, {OWN})],
        "lists": [one.list_id for one in store.newest(data / "lists", LOCAL)],
        "plans": [one.plan_id for one in saved.newest(LOCAL)],
        "views": [one.view_id for one in frozen.own(LOCAL)],
        "deeds": [(one.at, one.kind, one.what) for one in log.deeds if one.what != "address"],
    }


def test_an_address_that_every_deed_planted_is_nowhere_any_more_and_later_reads_go_on(data, monkeypatch):
    world = planted(data, monkeypatch)
    before, there = read(data), hashes(data)
    found = erasing.find(ADDRESS)
    assert hashes(data) == there, "to look changes nothing"
    assert [place for place, count in found.places.items() if not count] == [erasing.LETTERS]
    assert {name.split("/")[0] for name in holding(data)} == {"partners", "lists", "frozen", "audit"}
    alias, build_id, without_build, left = erasing.erase(ADDRESS, found)
    assert (build_id, without_build, left) == ("build", (), ())
    assert holding(data) == []
    assert read(data) == before
    assert [name for name, told in before.items() if not told] == []
    (deed,) = (one for one in audit.read(LOCAL).deeds if one.what == "address")
    assert (deed.kind, deed.rows) == ("erased", found.count)
    assert {one.by for one in audit.read(LOCAL).deeds} >= {alias}
    assert any(alias in view.html for view in frozen.own(LOCAL))
    assert erasing.find(ADDRESS).count == 0
    there = hashes(data)
    assert erasing.erase(ADDRESS, erasing.find(ADDRESS)) == erasing.Erased()
    assert hashes(data) == there, "a second time there is nothing to do"
    claims.claim(LOCAL, PARTNER, ["901A00"], "2024-2025", files.today())
    assert world.data == data


def test_of_somebody_else_nothing_goes(data):
    longer = (OTHER, "anna@taalhuis.example.org", "anna@taalhuis.example-x.nl", "x.anna@taalhuis.example")
    for who in (*longer, "anna@taalhuis.example"):
        told_audit.tell(told_audit.Deed(audit.now(), who, "wrote", "list", "partner"))
    assert erasing.find("anna@taalhuis.example").places[erasing.LOG] == 1
    erasing.erase("anna@taalhuis.example", erasing.find("anna@taalhuis.example"))
    assert {one.by for one in audit.read(LOCAL).deeds} >= set(longer)
    assert holding(data) == []


def test_a_damaged_file_loses_it_too_and_a_file_as_it_came_is_named(data):
    kept = saved.save("N", ANNA, build_id="b", link={}, rows=[], words={}, finding={})
    plan = data / "lists" / "plans" / f"{kept.plan_id}.json"
    plan.write_text(plan.read_text(encoding="utf-8").replace('"b"', '"c"')[:-3], encoding="utf-8")
    came = folder(data) / "files" / "abc"
    came.parent.mkdir(parents=True)
    came.write_text(f"wie;{ADDRESS}")
    assert erasing.find(ADDRESS).left == (came,)
    erasing.erase(ADDRESS, erasing.find(ADDRESS))
    assert holding(data) == ["partners/nederland/files/abc"]
    assert saved.load(kept.plan_id, LOCAL) is None


def test_the_command_asks_first_and_says_what_the_list_still_has(data, tmp_path_factory):
    told_audit.tell(told_audit.Deed(audit.now(), ADDRESS, "wrote", "list", "partner"))
    listed = tmp_path_factory.mktemp("list") / "access.yml"
    listed.write_text(f'contact: abc\npeople: [{{who: "{ADDRESS}", role: admin}}]')
    words = ["access", "erase", ADDRESS.upper(), "--file", str(listed), "--json"]
    found = CliRunner().invoke(app, words)
    told = json.loads(found.stdout)
    assert (told["log of deeds"], told["rows of the access file, which stay"]) == (1, 1)
    assert told["done"] == "nothing yet: add --yes"
    assert len(holding(data)) == 1
    with pytest.raises(EtlError, match="e-mail address"):
        raise CliRunner().invoke(app, ["access", "erase", "anna"]).exception


def test_a_build_that_cannot_be_made_anew_is_told_and_the_rest_is_done(data):
    """The stand-in was made by no version of the program."""
    ledger.tell(folder(data), "decision", ADDRESS, partner_id=PARTNER, fingerprint="f", school_id="")
    with pytest.raises(EtlError, match=r"gewist-[0-9a-f]{6} stands in .* python -m etl build .* once more"):
        raise CliRunner().invoke(app, ["access", "erase", ADDRESS, "--yes"]).exception
    assert holding(data) == []


PLAIN = "anna@taalhuis.example"
WHOLE = ("'{}' 2024.csv", "{}.xlsm", "{}_2024.csv", "zoek=van%20{}", "%22{}%22", "%27{}%27", "({})", "{}, {}", "{}.")
OTHERS = ("jo{}", "x.{}", "t+{}")  # somebody else's
EITHER = ("lijst_{}.csv", "uitstroom-{}.csv", "{}-2024.csv", "{}.org", "{}.Morgen")  # a name of a file, or another's


BEFORE = (
    "%0A",
    "%0d%0a",
    "%09",
    "%3E",
    "%7B",
    "%C2%A0",
    "%E2%80%98",
    "%2520",
    "\\n",
    "\\t",
    "\\v",
    "\\x0a",
    "\\u0022",
    "&nbsp;",
)
WHOLE += tuple(f"a{sign}{{}}" for sign in BEFORE)
UNCLEAR = ("...{}", "..{}", ".{}", "é{}", "{}é", "e\u0301{}", "o'{}", "o&#x27;{}", "o%27{}", "x%{}", "%E9{}",
           "a\\\\n{}", "=0A{}", "{}.docs.nl", "{}.jsonbureau.nl", "{}.json.be", *EITHER)  # fmt: skip


@pytest.mark.parametrize("form", WHOLE)
def test_an_address_is_seen_beside_what_stands_in_no_address(form):
    assert Address(PLAIN).verdicts(form.replace("{}", PLAIN)) == {"whole"}


@pytest.mark.parametrize(
    ("form", "verdict"), [*((one, "other") for one in OTHERS), *((one, "either") for one in UNCLEAR)]
)
def test_a_longer_address_stays_and_one_that_nobody_can_tell_is_said(form, verdict):
    told = form.replace("{}", PLAIN)
    assert Address(PLAIN).verdicts(told) == {verdict}
    assert Address(PLAIN).replaced(told, "x") == (told, 0)


@pytest.mark.parametrize(
    "form",
    [
        "d'anna+x@taalhuis.example",
        "D&#39;Anna+x@Taalhuis.example",
        "d&#x27;anna+x@taalhuis.example",
        "d%27anna%2Bx%40taalhuis.example",
        r"d\u0027anna+x\u0040taalhuis.example",
        r"d\'anna+x@taalhuis.example",
        "d%2527anna%252Bx%2540taalhuis.example",
        "d%252527anna%25252Bx%252540taalhuis.example",
        "d'anna+x&#64;taalhuis.example",
        "d'anna+x=40taalhuis.example",
        r"d'anna+x\x40taalhuis.example",
        r"d\x27anna\u002bx\\u0040taalhuis.example",
        "d'anna%2Bx@taalhuis.example",
        "d&apos;anna&plus;x&amp;#64;taalhuis.example",
    ],
)
def test_an_address_is_seen_in_each_of_its_forms(form):
    assert Address(ADDRESS).replaced(f"<{form}>", "x") == ("<x>", 1)


@pytest.mark.parametrize(
    ("link", "verdict"),
    [("van+{}%40", "whole"), ("van%2B{}%2540", "whole"), ("t%2B{}%40", "other"), ("t%252B{}%2540", "other")],
)
def test_in_a_link_a_plus_is_a_blank_and_a_quoted_one_is_a_plus(link, verdict):
    name, _at, domain = PLAIN.partition("@")
    assert Address(PLAIN).verdicts(link.replace("{}", name) + domain) == {verdict}


def test_the_kelvin_sign_is_no_letter_of_an_address():
    assert Address("kees@x.nl").verdicts("\u212aees@x.nl") == {"either"}


def test_a_file_in_which_it_stands_in_a_longer_word_is_named(data, tmp_path_factory, monkeypatch):
    log = tmp_path_factory.mktemp("log")
    monkeypatch.setenv(AUDIT_FOLDER, str(log))
    told_audit.tell(told_audit.Deed(audit.now(), "joanna@taalhuis.example", "wrote", "list", "partner"))
    (half := log / ".n1.json.12").write_text(f'{{"by": "{PLAIN}')
    for form in EITHER:
        ledger.receive(folder(data), PARTNER, form.replace("{}", PLAIN), FILE + form.encode(), "lokaal")
    left = erasing.find(PLAIN).left
    assert len(left) == len(EITHER) + 1
    assert half in left


def test_in_a_letter_both_of_two_go_and_somebody_elses_stays(data):
    letter = data / "warehouse" / "letters" / "000001-b.json"
    letter.parent.mkdir()
    letter.write_text('{"version":1}')
    rows = letter.with_suffix(".parquet")
    duckdb.execute(f"copy (select $$o'{PLAIN}$$ as a, '{PLAIN} {PLAIN}' as b, 7 as c) to '{rows}' (format parquet)")
    found = erasing.find(PLAIN)
    assert found.places[erasing.LETTERS] == 1
    assert found.left == (rows,), "before a name, or a quote before the address: nobody can tell"
    alias = erasing.erase(PLAIN, found).alias
    assert duckdb.from_parquet(str(rows)).fetchall() == [(f"o'{PLAIN}", f"{alias} {alias}", 7)]


def built(data: Path, who: str, name: str = f"{paths.SLUGS[0]}-andere-1a2b3c4d") -> Path:
    """A build with a row of this person."""
    file = data / "warehouse" / f"{name}.duckdb"
    with duckdb.connect(str(file)) as con:
        con.execute("create table d as select $who as by, [$who] as several, 7 as n", {"who": who})
    return file


def test_a_build_is_read_whatever_its_tables_and_columns_are_called(tmp_path, caplog):
    with duckdb.connect(str(tmp_path / "odd.duckdb")) as con:
        con.execute('create table "a""b" as select $address as "c""d"', {"address": ADDRESS})
    assert holders.of_build(Address(ADDRESS), tmp_path / "odd.duckdb") == {"whole"}
    assert "cannot be read" not in caplog.text


@pytest.mark.parametrize(
    ("who", "goes", "is_named"),
    [
        (f"jo{PLAIN}", False, False),
        (f"o'{PLAIN}", False, True),
        (f"\u00e9{PLAIN}", False, True),
        (f"van%20{PLAIN}.csv", True, False),
        (PLAIN, True, False),
    ],
)
def test_a_build_goes_for_this_address_only(who, goes, is_named, data):
    other = built(data, who)
    found = erasing.find(PLAIN)
    assert (found.builds, found.left) == ((other,) * goes, (other,) * is_named)
    erasing.erase(PLAIN, found)
    assert other.exists() is not goes
    assert erasing.find(PLAIN).count == 0


def test_of_a_damaged_build_its_bytes_are_judged(data):
    """In them texts may stand against each other: whose a longer word is nobody can tell."""
    goes, stays = built(data, PLAIN), built(data, PLAIN, f"{paths.SLUGS[0]}-b-1a2b3c4d")
    goes.write_text(f"by: {PLAIN.upper()}")
    stays.write_text(f"by: jo{PLAIN}")
    found = erasing.find(PLAIN)
    assert (found.builds, found.left) == ((goes,), (stays,))


def test_what_a_name_of_a_file_had_is_in_no_build_and_an_unclear_one_is_named_each_time(data):
    """The files, their build and the letter about it say the same of one name."""
    for name in (f"van%20{PLAIN}.csv", f"\u00e9{PLAIN}.csv"):
        ledger.receive(folder(data), PARTNER, name, FILE + name.encode(), "lokaal")
    clear, unclear = (
        built(data, f"van%20{PLAIN}.csv"),
        built(data, f"\u00e9{PLAIN}.csv", f"{paths.SLUGS[0]}-b-1a2b3c4d"),
    )
    rows = a_letter(data, f"van%20{PLAIN}.csv", f"\u00e9{PLAIN}.csv")
    found = erasing.find(PLAIN)
    assert {place: count for place, count in found.places.items() if count} == {
        erasing.IN_BUILDS: 1,
        erasing.LETTERS: 1,
    }
    assert found.builds == (clear,)
    assert unclear in found.left
    with pytest.raises(EtlError, match="stands in what people told"):
        erasing.erase(PLAIN, found)
    assert clear.exists(), "no build goes where none can be made"
    (received,) = (one for one in found.left if one.parent.name == "events")
    assert PLAIN in received.read_text(encoding="utf-8")
    assert len(duckdb.from_parquet(str(rows)).fetchall()) == 2


def a_letter(data: Path, *texts: str) -> Path:
    """The rows of a letter with a text each."""
    letter = data / "warehouse" / "letters" / "000001-b.json"
    letter.parent.mkdir(exist_ok=True)
    letter.write_text('{"version":1}')
    rows = letter.with_suffix(".parquet")
    duckdb.execute(f"copy (select unnest($texts) as a, 7 as n) to '{rows}' (format parquet)", {"texts": list(texts)})
    return rows


def texts_of(rows: Path) -> list[str]:
    return [text for text, _seven in duckdb.from_parquet(str(rows)).fetchall()]


def test_of_a_letter_only_this_address_goes_and_what_is_unclear_is_named(data):
    others = [f"{PLAIN}.docs.nl", f"{PLAIN}.jsonbureau.nl", f"\u00e9{PLAIN}", f"jo{PLAIN}"]
    rows = a_letter(data, *others, f"van%20{PLAIN}", f"%3C{PLAIN}.csv")
    os.utime(rows.with_suffix(".json"), ns=(0, 0))
    alias = erasing.erase(PLAIN, erasing.find(PLAIN)).alias
    assert texts_of(rows) == [*others, f"van%20{alias}", f"%3C{alias}.csv"]
    assert rows.with_suffix(".json").stat().st_mtime_ns, "who has read it reads it again"
    assert erasing.find(PLAIN).left == (rows,)


@pytest.mark.parametrize("head", ["{", None])
def test_the_rows_of_a_letter_lose_it_whatever_its_head_is(head, data):
    rows = a_letter(data, PLAIN)
    letter = rows.with_suffix(".json")
    letter.unlink() if head is None else letter.write_text(head)
    alias = erasing.erase(PLAIN, erasing.find(PLAIN)).alias
    assert texts_of(rows) == [alias]
    assert letter.exists() is bool(head)


@pytest.mark.parametrize("column", ["[{}]", "{{'a': {}}}", "map {{'a': {}}}", "{}::blob", "to_json({})"])
def test_rows_with_it_in_another_form_than_text_are_named(column, data):
    rows = data / "rows.parquet"
    told = column.format(f"'{PLAIN}'")
    duckdb.execute(f"copy (select {told} as a from range(9)) to '{rows}' (compression zstd)")
    assert erasing.find(PLAIN).left == (rows,)
    assert erasing.find(OTHER).left == ()


def test_rows_of_a_letter_that_nobody_can_read_are_named(data):
    rows = a_letter(data, PLAIN)
    rows.write_bytes(rows.read_bytes()[:-3])
    assert erasing.find(PLAIN).left == (rows,)


def test_without_a_published_build_nothing_goes(data):
    told_audit.tell(told_audit.Deed(audit.now(), PLAIN, "wrote", "list", "partner"))
    only = built(data, PLAIN)
    (data / "warehouse" / publish.POINTER).write_text("{")
    there = hashes(data)
    with pytest.raises(EtlError, match=r"Nothing was erased.*damaged.*python -m etl build.*once more"):
        raise CliRunner().invoke(app, ["access", "erase", PLAIN, "--yes"]).exception
    assert only.exists()
    assert hashes(data) == there


def test_an_edition_that_lost_its_build_is_named_with_what_makes_it_again(data):
    names = [f"{paths.SLUGS[0]}-{one}" for one in ("2020-1a2b3c4d", "2022-1a2b3c4d", "2022-2b3c4d5e")]
    built(data, PLAIN, names[0])
    built(data, PLAIN, names[1])
    built(data, OTHER, names[2])
    done = CliRunner().invoke(app, ["access", "erase", PLAIN, "--yes", "--json"])
    assert json.loads(done.stdout)["editions without a build"] == ["2020 (python -m etl build --edition 2020)"]


def test_a_build_that_holds_what_a_partner_delivered_is_named(data, monkeypatch):
    """It stands in a cell of a file, which only people erase: the build made anew has it again."""
    current = built(data, PLAIN)
    pointer = {"build_id": "b", "file": current.name, "edition": "andere"}
    (data / "warehouse" / publish.POINTER).write_text(json.dumps(pointer))
    monkeypatch.setattr(build, "refresh", lambda **_told: "b")
    done = CliRunner().invoke(app, ["access", "erase", PLAIN, "--yes", "--json"])
    assert json.loads(done.stdout)["left"] == [str(current.relative_to(data))]


def test_files_that_are_no_text_and_builds_that_are_none_are_named_by_their_path(data):
    came = folder(data) / "files"
    came.mkdir(parents=True)
    for name, who in (("book", PLAIN), ("others-book", OTHER)):
        with zipfile.ZipFile(came / name, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("xl/sharedStrings.xml", f"<t>{who}</t>" * 20)
    for order in ("utf-16-le", "utf-16-be"):
        (came / order).write_bytes(f"\ufeffwie;{PLAIN}\n".encode(order))
    (came / "packed").write_bytes(gzip.compress(PLAIN.encode()))
    (came / "damaged").write_bytes((came / "others-book").read_bytes().replace(b"PK\x03\x04", b"PK\x03\x00"))
    (came / "cut").write_bytes((came / "others-book").read_bytes()[:-2])
    (came / "longer").write_bytes((came / "others-book").read_bytes() + b"\0" * 70_000)
    (came / "behind").write_bytes(b"wie\n" + (came / "book").read_bytes())
    for name, head in (("old-book", "d0cf11e0a1b11ae1"), ("lz4", "04224d18"), ("lzma", "5d000080"), ("Z", "1f9d90")):
        (came / name).write_bytes(bytes.fromhex(head) + b"\x81")
    built(data, PLAIN, "moved").rename(came / "moved")
    with zipfile.ZipFile(came / "zipped-build", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(came / "moved")
    duckdb.execute(f"copy (select '{PLAIN}' as a from range(9)) to '{came / 'rows'}' (format parquet)")
    built(data, OTHER, "moved").rename(came / "others-build")
    (came / "paper").write_bytes(b"%PDF-1.7")
    (came / f"{PLAIN}.txt").touch()
    for name, who in ((".building-1", PLAIN), ("copy", PLAIN), ("others", OTHER)):
        built(data, who, name)
    told = json.loads(CliRunner().invoke(app, ["access", "erase", PLAIN, "--json"]).stdout)
    files = {path.name for path in came.iterdir()} - {"others-book", "others-build"}
    named = {f"partners/nederland/files/{name}" for name in files}
    assert {*told["left"]} == named | {"warehouse/.building-1.duckdb", "warehouse/copy.duckdb"}


def test_what_this_user_may_not_read_is_named_and_the_rest_is_done(data, monkeypatch):
    """Whoever runs the tests may read all of it: who may not is played."""
    kept, secret = a_list(data), folder(data) / "files" / "secret"
    secret.parent.mkdir(parents=True)
    secret.write_text(PLAIN)
    event = secret.parents[1] / "events" / "n1.json"
    event.parent.mkdir()
    event.write_text("{}")
    build_ = data / "warehouse" / ".building-1.duckdb"
    build_.write_text("")
    unread, opened, scandir = {secret, event, build_}, Path.open, os.scandir

    def open_(file, *told, **more):
        if file in unread:
            raise PermissionError(13, "no", str(file))
        return opened(file, *told, **more)

    def scanned(place):
        if str(place).endswith("apart"):
            raise PermissionError(13, "no", str(place))
        return scandir(place)

    (data / "apart").mkdir()
    (listed := data / "scenarios" / "listed").parent.mkdir()
    listed.touch()
    unread.add(listed)
    stat = Path.stat

    def stat_(file, **more):
        if file == listed:
            raise PermissionError(13, "no", str(file))
        return stat(file, **more)

    monkeypatch.setattr(Path, "stat", stat_)
    monkeypatch.setattr(Path, "open", open_)
    monkeypatch.setattr(Path, "read_bytes", lambda file: open_(file, "rb").read())
    monkeypatch.setattr(os, "scandir", scanned)
    monkeypatch.setattr(duckdb, "connect", lambda *_told, **_more: (_ for _ in ()).throw(duckdb.IOException("no")))
    found = erasing.find(PLAIN)
    assert {*found.left} == unread | {data / "apart"}
    erasing.erase(PLAIN, found)
    assert PLAIN not in kept.read_text()


@pytest.mark.usefixtures("data")
def test_of_a_view_of_a_what_if_its_links_lose_it_too(monkeypatch):
    """In a link stands the what-if, and in that the name of a partner: quoted twice."""
    told = scenario.made([scenario.Change("+p", f"Anna {PLAIN}", "2020-2021", ("901A00",))], "b").text
    monkeypatch.setattr(links, "titles", lambda: {"overzicht": "Overzicht"})
    monkeypatch.setattr(links, "kept", lambda _page, query: dict(query))
    view = frozen.freeze(
        LOCAL,
        html=str(links.anchor("overzicht", {links.WHAT_IF: told}, "Overzicht")),
        resources=["open"],
        deliveries=[],
        path="overzicht",
        title="",
        choices={links.WHAT_IF: told},
        language="nl",
        build_id="",
        as_of="2020-12-31",
    )
    assert "anna%2540taalhuis" in view.html
    alias = erasing.erase(PLAIN, erasing.find(PLAIN)).alias
    kept = frozen.load(view.view_id, LOCAL)
    assert "taalhuis" not in kept.html + str(kept.choices)
    assert alias in kept.html


def test_a_damaged_view_loses_it_behind_an_escape_too(data):
    view = data / "frozen" / "abc.json"
    view.parent.mkdir()
    view.write_bytes(b'{"html": "\\n%b, \\t%b, \\u0022%b, \xe9' % ((PLAIN.encode(),) * 3))
    alias = erasing.erase(PLAIN, erasing.find(PLAIN)).alias.encode()
    assert view.read_bytes() == b'{"html": "\\n%b, \\t%b, \\u0022%b, \xe9' % ((alias,) * 3)


def a_list(data: Path) -> Path:
    kept = store.save(data / "lists", ANNA, name=PLAIN, rows=[], build_id="b", place="", criteria={}, link={})
    return data / "lists" / f"{kept.list_id}.json"


def test_a_list_that_goes_meanwhile_is_no_error_and_does_not_come_back(data, monkeypatch):
    first, second = a_list(data), a_list(data)
    found, files_ = erasing.find(PLAIN), erasing._files

    def told():
        for place, file in files_():
            if file == first:
                file.unlink()
            yield place, file

    monkeypatch.setattr(erasing, "_files", told)
    erasing.erase(PLAIN, found)
    assert (first.exists(), second.exists()) == (False, True)


def test_who_removes_a_list_while_it_is_written_waits_for_its_turn(data, monkeypatch):
    kept, write = a_list(data), deeds.write
    remover = Thread(target=lambda: store.remove(data / "lists", kept.stem, LOCAL))

    def put(file, content):
        if file == kept:
            remover.start()
            remover.join(0.3)
        write(file, content)

    monkeypatch.setattr(deeds, "write", put)
    erasing.erase(PLAIN, erasing.find(PLAIN))
    remover.join(20)
    assert not kept.exists()


@pytest.mark.usefixtures("data")
def test_who_has_no_name_on_this_machine_erases_too(monkeypatch):
    def nobody():
        raise KeyError("getpwuid(): uid not found")

    told_audit.tell(told_audit.Deed(audit.now(), PLAIN, "wrote", "list", "partner"))
    monkeypatch.setattr("getpass.getuser", nobody)
    erasing.erase(PLAIN, erasing.find(PLAIN))
    assert [one.by for one in audit.read(LOCAL).deeds if one.kind == "erased"] == [f"uid {os.getuid()}"]


class Killed(BaseException):
    """As a process that ends there."""


def test_what_was_broken_off_ends_with_one_alias(data, monkeypatch):
    lists = [a_list(data) for _k in range(3)]
    ledger.tell(folder(data), "decision", PLAIN, partner_id=PARTNER, fingerprint="f", school_id="")
    write, refreshed = deeds.write, []

    def put(file, content):
        if file == max(lists):
            raise Killed
        write(file, content)

    def refresh(**_told):
        refreshed.append(1)
        if len(refreshed) == 1:
            raise Killed
        return "b"

    monkeypatch.setattr(build, "refresh", refresh)
    with monkeypatch.context() as halfway:
        halfway.setattr(deeds, "write", put)
        with pytest.raises(Killed):
            erasing.erase(PLAIN, erasing.find(PLAIN))
    with pytest.raises(Killed):
        erasing.erase(PLAIN, erasing.find(PLAIN))
    assert holding(data, PLAIN) == []
    assert erasing.find(PLAIN).count == 0
    done = erasing.erase(PLAIN, erasing.find(PLAIN))
    assert (done.build_id, len(refreshed)) == ("b", 2)
    told = "".join(file.read_text(encoding="utf-8") for file in data.rglob("*.json"))
    assert {*re.findall("gewist-[0-9a-f]{6}", told)} == {done.alias}
    assert erasing.erase(PLAIN, erasing.find(PLAIN)) == erasing.Erased()


@pytest.mark.parametrize("alias", [7, None, "x", PLAIN, ["gewist-123456"]])
def test_an_alias_of_a_damaged_file_is_none(alias, data):
    a_list(data)
    (data / erasing.BEGUN).write_text(json.dumps({hashlib.sha256(PLAIN.encode()).hexdigest(): alias}))
    done = erasing.erase(PLAIN, erasing.find(PLAIN))
    assert re.fullmatch("gewist-[0-9a-f]{6}", done.alias)
    assert holding(data, PLAIN) == []


@pytest.mark.parametrize("content", [None, "people: ["])
def test_what_was_erased_is_told_without_a_list_that_can_be_read(content, data, tmp_path_factory):
    told_audit.tell(told_audit.Deed(audit.now(), PLAIN, "wrote", "list", "partner"))
    listed = tmp_path_factory.mktemp("list") / "access.yml"
    if content:
        listed.write_text(content)
    done = CliRunner().invoke(app, ["access", "erase", PLAIN, "--yes", "--file", str(listed), "--json"])
    told = json.loads(done.stdout)
    assert told["log of deeds"] == 1
    assert "cannot be read" in told["rows of the access file, which stay"]
    assert holding(data) == []


@pytest.mark.slow
def test_builds_with_it_go_and_the_new_one_answers_as_before(sample_data, tmp_path, monkeypatch):
    data = Path(shutil.copytree(sample_data, tmp_path / "data"))
    monkeypatch.setenv(DATA, str(data))
    monkeypatch.setenv(AUDIT_FOLDER, str(data / "audit"))
    root = ledger.folder(catalog.edition("voorbeeld"))
    partner = warehouse.reader(LOCAL).run("partners")["partner_id"].iloc[0]
    sent, _was_here = ledger.receive(root, partner, f"van {ADDRESS}.csv", FILE, ADDRESS)
    for kind, facts in (
        ("decision", {"partner_id": partner, "fingerprint": "f", "school_id": ""}),
        ("facts", {"partner_id": partner, "programme_slug": "taal", "facts": {"via_skb": "yes"}}),
        ("standing", {"partner_id": partner, "programme_slug": "*", "school_id": "", "word": "still_so",
                      "on": "2024-10-01"}),
        ("accepted", {"delivery_id": sent, **_taken()}),
    ):  # fmt: skip
        ledger.tell(root, kind, ADDRESS, **facts)
    build.refresh()
    current = publish.current(data / "warehouse")
    assert "whole" in holders.of_build(Address(ADDRESS), current, is_in_use=True)
    assert holding(data)
    before = _counts(current)
    done = CliRunner().invoke(app, ["access", "erase", ADDRESS, "--yes", "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["builds"], told[erasing.LETTERS]) == (1, 1)
    assert told["done"].endswith("stands instead")
    assert holding(data) == []
    left = publish.builds(data / "warehouse")
    assert current not in left
    assert [file for file in left if holders.of_build(Address(ADDRESS), file)] == []
    after = publish.current(data / "warehouse")
    assert after.stem.endswith(told["build_id"])
    assert _counts(after) == before
    warehouse.close()
    assert len(warehouse.reader(LOCAL).run("deliveries")) > 0
    assert json.loads(CliRunner().invoke(app, ["access", "erase", ADDRESS, "--yes", "--json"]).stdout)["done"] == (
        "nothing to do"
    )


def _taken() -> dict:
    from etl.partners import intake

    proposal = intake.propose("brug.csv", FILE)
    return dict(tables.taken(proposal.layout, proposal.columns))


def _counts(file: Path) -> dict[str, int]:
    """Rows of every table, views and macros of a build."""
    with duckdb.connect(str(file), read_only=True) as con:
        tables_ = con.sql("select schema_name || '.' || table_name from duckdb_tables() order by 1").fetchall()
        views = con.sql("select count(*) from duckdb_views() where not internal").fetchall()
        macros = con.sql("select count(*) from duckdb_functions() where not internal").fetchall()
        counts = {name: con.sql(f"select count(*) from {name}").fetchall()[0][0] for (name,) in tables_}
    return counts | {"views": views[0][0], "macros": macros[0][0]}
