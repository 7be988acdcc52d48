"""Each deed that takes rights for each person: done or refused, as written in actions.csv, of one's own and of others'.

`whose` is the partner, municipality or maker: own, other, nobody, made (by the person itself), locally; or the kind of
data that a frozen view or a letter is of: open, partner, closed; before: closed, from before notes were kept with it. A
deed is refused with NotAllowed and in no other way; whatever else comes of it on the stand-in, it was allowed. The
partner of nobody has the partner's address.
"""

from __future__ import annotations

import csv
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from dashboard.frame import (
    audit,
    claims,
    frozen,
    kept_scenarios,
    letters,
    notes,
    owners,
    referrals,
    requests,
    warehouse,
)
from dashboard.frame.access import CLOSED, LOCAL, OPEN, Access, NotAllowed
from dashboard.frame.access import PARTNER as PARTNERS
from dashboard.frame.notes import Note
from dashboard.partners import files
from dashboard.plan import saved
from dashboard.targets.saved import store
from etl.building import build
from etl.partners import claims as told_claims
from etl.partners import ledger
from etl.partners import referrals as told_referrals
from etl.partners.intake.findings import stop
from tests.support.delivered import folder
from tests.support.frozen_before import before_notes
from tests.support.lettered import write_letter
from tests.support.persons import OTHER_PARTNER, OTHERS, OWN, PARTNER, PERSONS
from tests.support.rounds import sampled
from tests.targets.test_saved_lists import FACTS, ROWS

TABLE = list(csv.DictReader(Path(__file__).with_name("actions.csv").open(encoding="utf-8")))
MODULES: tuple[ModuleType, ...] = (
    files, claims, requests, referrals, store, saved, kept_scenarios, notes, audit, frozen, letters, owners,
)  # fmt: skip
QUICK = (
    "files.ledger", "files.receive-other", "files.take_in-other", "claims.claim-other", "requests.tell-other",
    "store.load-locally", "notes.pin-other", "notes.withdraw-other", "audit.read",
    "frozen.load-made", "frozen.withdraw-open", "letters.changes-closed",
)  # fmt: skip
# what a rerun tells of itself: it reads and writes nothing of anybody
OF_THE_FRAME = {"audit.begin", "audit.asked", "audit.wrote"}
FILE = {PARTNER: b"school;plaats\nDe Eik;Aderveen\n", OTHER_PARTNER: b"school;plaats\nDe Iep;Aderveen\n"}
LAYOUT, NOW = files.Layout(), claims.now()
OTHER = Access("toren@example.org", "shared", frozenset({"partner"}), partners=frozenset({OTHER_PARTNER}))
ROWS_OF_LETTER = [
    {"kind": "figure", "key": one, "resource": one, "before": "observed", "after": "observed", "value_before": 1.0,
     "value_after": 2.0} for one in (OPEN, PARTNERS)
]  # fmt: skip
CLOSED_ROWS = [
    {**ROWS_OF_LETTER[0], "resource": CLOSED, "key": key, "area_code": town, "municipality_code": town,
     "level": "municipality" if town else None} for key, town in (("own", OWN), ("other", OTHERS[0]), ("closed", None))
]  # fmt: skip
PLAN = {"build_id": "b", "link": {}, "rows": [], "words": {}, "finding": {}}


def deeds() -> set[str]:
    """Every public function of these modules that takes a person's rights."""
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for module in MODULES
        for name, one in inspect.getmembers(module, inspect.isfunction)
        if one.__module__ == module.__name__
        and not name.startswith("_")
        and "access" in inspect.signature(one).parameters
    }


def test_every_deed_that_takes_rights_is_in_the_table():
    written = {row["action"] for row in TABLE}
    assert written - {"requests.pass_on"} == deeds() - OF_THE_FRAME
    assert len(TABLE) > 60


class World:
    """Something of each partner, of nobody and of each person, on the stand-in."""

    def __init__(self, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(build, "refresh", lambda **_how: "build")  # a build of the sample is not what is asked here
        self.data, self.root = data, folder(data)
        self.delivery = {one: ledger.receive(self.root, one, "a.csv", FILE[one], "test")[0] for one in FILE}
        self.event = {
            one: ledger.tell(self.root, "decision", "test", partner_id=one, fingerprint="f", school_id="")
            for one in FILE
        }
        facts = {"school_year": "2024-2025", "until": NOW.date()}
        self.claim = {
            one: told_claims.claim(self.root, "test", NOW, partner_id=one, school_id="900A00", **facts) for one in FILE
        }
        self.referral = {
            one: told_referrals.refer(self.root, "test", NOW, on="2024-01-01", from_programme=f"{one}/taal",
                                      other_programme="lees/taal")
            for one in FILE
        }  # fmt: skip
        self.request = {one: requests.ask(LOCAL, school_id="900A00", wish="Hulp") for one in ("", *FILE)}
        for one in FILE:
            requests.tell(LOCAL, "passed_on", self.request[one], partner_id=one)
        made = {name: who for name, who in PERSONS.items() if name in ("partner", "admin", "local")}
        self.list = {name: store.save(self.lists, who, name="N", rows=ROWS, **FACTS) for name, who in made.items()}
        self.plan = {name: saved.save("N", who, **PLAN) for name, who in made.items()}
        self.note = {name: self._note(PERSONS[name]) for name in ("coordinator", "admin")}
        self.view = {name: _frozen(who, PARTNERS) for name, who in made.items()}
        self.view |= {
            "open": _frozen(LOCAL, OPEN), "closed": _frozen(PERSONS["admin"], CLOSED),
            "own": _frozen(PERSONS["partner and coordinator"], CLOSED), "other": _frozen(OTHER, PARTNERS),
            "before": before_notes(_frozen(PERSONS["admin"], CLOSED)),
        }  # fmt: skip
        write_letter(data, [*ROWS_OF_LETTER, *CLOSED_ROWS])

    def _note(self, who: Access) -> Note:
        notes.pin(who, "Twee scholen gefuseerd.", place=OWN, municipality=OWN)
        return notes.of_places(who, {OWN})[0]

    @property
    def lists(self) -> Path:
        return self.data / "lists"


@pytest.fixture
def world(data: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(data, monkeypatch)


@dataclass(frozen=True)
class Deed:
    """What somebody tries: a deed in a world, on what is whose."""

    world: World
    name: str
    whose: str

    @property
    def access(self) -> Access:
        return PERSONS[self.name]

    @property
    def partner(self) -> str:
        return {"own": PARTNER, "other": OTHER_PARTNER}.get(self.whose, "")

    @property
    def claims(self) -> list[str]:
        """Of both partners where one's own is among them."""
        return [*self.world.claim.values()] if self.whose == "own" else [self.world.claim[self.partner]]

    @property
    def note(self) -> Note:
        return self.world.note["coordinator" if self.whose == "made" and self.name == "coordinator" else "admin"]

    @property
    def view(self) -> str:
        views = self.world.view
        return {"made": self.made(views), "partner": views["local"]}.get(self.whose) or views[self.whose]

    def made(self, things: Mapping[str, Any]) -> Any:
        """Of the person itself where it made one, else of somebody who signs in too; or what was made locally."""
        return things["local"] if self.whose == "locally" else things.get(self.name, things["partner"])


CALLS: dict[str, Callable[[Deed], object]] = {
    "files.ledger": lambda d: files.ledger(d.access),
    "files.decided": lambda d: files.decided(d.access),
    "files.apart": lambda d: files.apart(d.access),
    "files.counts": lambda d: files.counts(d.world.delivery[d.partner], d.access),
    "files.was_sent": lambda d: files.was_sent(d.world.delivery[d.partner], d.access),
    "files.pending": lambda d: files.pending(d.access),
    "files.left_lying": lambda d: files.left_lying(d.partner, d.access),
    "files.with_new": lambda d: files.with_new(pd.DataFrame({"partner_id": []}), d.access),
    "files.confirmation_date": lambda d: files.confirmation_date(d.access),
    "files.own": lambda d: files.own(pd.DataFrame({"partner_id": [PARTNER]}), d.access),
    "files.at_the_door": lambda d: files.at_the_door("a.csv", FILE[PARTNER], d.access),
    "files.rows": lambda d: files.rows(None, {}, b"", d.access),
    "files.refresh": lambda d: files.refresh(d.access),
    "files.bring_up_to_date": lambda d: files.bring_up_to_date(d.access),
    "files.propose": lambda d: files.propose("a.csv", FILE[d.partner], d.partner, d.access),
    "files.receive": lambda d: files.receive("b.csv", b"school\nDe Es\n", d.partner, d.access),
    "files.came_in": lambda d: files.came_in(d.world.delivery[d.partner], d.access),
    "files.as_delivered": lambda d: files.as_delivered(d.world.delivery[d.partner], d.access),
    "files.found_partner": lambda d: files.found_partner("Nieuwe club", {}, d.access),
    "files.refuse": lambda d: files.refuse(d.world.delivery[d.partner], [stop("check", "nl", "en")], d.access),
    "files.set_apart": lambda d: files.set_apart(d.partner, FILE[d.partner], [stop("check", "nl", "en")], d.access),
    "files.take_in": lambda d: files.take_in(d.world.delivery[d.partner], LAYOUT, {}, d.access),
    "files.decide": lambda d: files.decide(d.partner, "f", "900A00", d.access),
    "files.undo": lambda d: files.undo([d.world.event[d.partner]], d.access),
    "files.tell_themes": lambda d: files.tell_themes({f"{d.partner}/taal": "language"}, d.access),
    "files.tell_facts": lambda d: files.tell_facts(f"{d.partner}/taal", {"via_skb": "yes"}, d.access),
    "files.stand": lambda d: files.stand((d.partner, "*", ""), "stopped", files.today(), d.access),
    "files.confirm": lambda d: files.confirm(d.world.delivery[d.partner], d.access),
    "files.withdraw": lambda d: files.withdraw(d.world.delivery[d.partner], d.access),
    "files.erase": lambda d: files.erase(d.world.delivery[d.partner], d.access),
    "claims.read": lambda d: claims.read(d.access),
    "claims.claim": lambda d: claims.claim(d.access, d.partner, ["901A00"], "2024-2025", NOW.date()),
    "claims.withdraw": lambda d: claims.withdraw(d.access, [d.world.claim[d.partner]]),
    "claims.together": lambda d: claims.together(d.access, d.claims),
    "requests.read": lambda d: requests.read(d.access),
    "requests.may_tell": lambda d: requests.may_tell(d.access, requests.read(LOCAL).requests[d.world.request[""]]),
    "requests.ask": lambda d: requests.ask(d.access, school_id="900A00", wish="Hulp"),
    "requests.tell": lambda d: requests.tell(d.access, "corrected", d.world.request[d.partner], wish="Andere hulp"),
    "requests.pass_on": lambda d: requests.tell(d.access, "passed_on", d.world.request[""], partner_id=d.partner),
    "referrals.read": lambda d: referrals.read(d.access),
    "referrals.refer": lambda d: referrals.refer(d.access, f"{d.partner}/taal", "lees/taal"),
    "referrals.undo": lambda d: referrals.undo(d.access, d.world.referral[d.partner]),
    "store.save": lambda d: store.save(d.world.lists, d.access, name="N", rows=ROWS, **FACTS),
    "store.load": lambda d: _there(store.load, d.world.lists, d.made(d.world.list).list_id, d.access),
    "store.newest": lambda d: store.newest(d.world.lists, d.access),
    "store.remove": lambda d: store.remove(d.world.lists, d.made(d.world.list).list_id, d.access),
    "store.may_remove": lambda d: store.may_remove(d.made(d.world.list), d.access),
    "saved.save": lambda d: saved.save("N", d.access, **PLAN),
    "saved.load": lambda d: saved.load(d.made(d.world.plan).plan_id, d.access),
    "saved.newest": lambda d: saved.newest(d.access),
    "kept_scenarios.address": lambda d: kept_scenarios.address(_Long(), d.access),
    "kept_scenarios.load": lambda d: kept_scenarios.load("", d.access),
    "notes.of_places": lambda d: notes.of_places(d.access, {OWN}),
    "notes.may_pin": lambda d: notes.may_pin(d.access, OWN),
    "notes.may_withdraw": lambda d: notes.may_withdraw(d.access, d.world.note["admin"]),
    "notes.pin": lambda d: _pin(d.access, OWN if d.whose == "own" else OTHERS[0]),
    "notes.withdraw": lambda d: notes.withdraw(d.access, d.note),
    "audit.read": lambda d: audit.read(d.access),
    "frozen.freeze": lambda d: _frozen(d.access, PARTNERS),
    "frozen.load": lambda d: frozen.load(d.view, d.access),
    "frozen.withdraw": lambda d: _there(frozen.withdraw, _to_withdraw(d), d.access),
    "frozen.is_maker": lambda d: _true(frozen.is_maker(frozen.load(d.view, LOCAL), d.access)),
    "frozen.own": lambda d: _true(d.view in {one.view_id for one in frozen.own(d.access)}),
    "letters.changes": lambda d: _true(d.whose in _of_letter(d.access)),
    "owners.sees": lambda d: _true(owners.sees(d.access, *_made(d))),
    "owners.keeps": lambda d: _true(owners.keeps(d.access, *_made(d))),
    "owners.locally": lambda d: owners.locally(d.access),
    "owners.give": lambda d: owners.give(d.access, d.world.list["local"].list_id, "wie@example.org"),
}  # fmt: skip


class _Long:
    """A scenario that no address holds."""

    text = "klein~" + "x" * 400


def _pin(who: Access, town: str) -> str:
    return notes.pin(who, "Een school erbij.", place=town, municipality=town)


def _frozen(who: Access, resource: str) -> str:
    """A view of these data that somebody froze; its id."""
    facts = {"path": "kaart", "title": "", "choices": {}, "language": "nl", "build_id": "", "as_of": "2020-12-31"}
    return frozen.freeze(who, html="<p>x</p>", resources=[resource], deliveries=[], **facts).view_id


def _to_withdraw(deed: Deed) -> str:
    """Each takes its own, or one that the others did not take before."""
    anew = {"other": (OTHER, PARTNERS), "open": (LOCAL, OPEN)}
    return _frozen(*anew[deed.whose]) if deed.whose in anew else deed.view


def _of_letter(who: Access) -> set[str]:
    """The keys of its rows that somebody reads."""
    chain, _damaged = letters.known(warehouse.reader(LOCAL))
    return set(letters.changes(chain, who)["key"])


def _made(deed: Deed) -> tuple[str, str]:
    """A list and who made it."""
    found = deed.made(deed.world.list)
    return found.list_id, found.saved_by


def _true(told: bool) -> None:
    """What is judged and not done is refused by a no."""
    if not told:
        raise NotAllowed


def _there(load: Callable, *args) -> object:
    """What is kept from somebody is as if it was not there: its link says nothing."""
    try:
        return load(*args)
    except (store.NoSuchList, frozen.NoSuchView) as error:
        raise NotAllowed from error


def is_allowed(row: dict[str, str], name: str, world: World) -> bool:
    try:
        CALLS[row["action"]](Deed(world, name, row["whose"]))
    except NotAllowed:
        return False
    except Exception:
        return True
    return True


def named(row: dict[str, str]) -> str:
    return f"{row['action']}-{row['whose']}".rstrip("-")


@pytest.mark.parametrize("row", sampled(TABLE, [row for row in TABLE if named(row) in QUICK], named))
def test_a_deed_is_done_or_refused_as_written(row, world):
    people = [name for name in row if name not in ("action", "whose")]
    found = {name: "yes" if is_allowed(row, name, world) else "no" for name in people}
    assert found == {name: row[name] for name in people}


def test_what_somebody_may_not_see_takes_no_place_among_the_fifty(data, monkeypatch):
    monkeypatch.setattr(store, "MOST_SHOWN", 2)
    monkeypatch.setattr(saved, "MOST_SHOWN", 2)
    partner, lists = PERSONS["partner"], data / "lists"
    seen = {"list": store.save(lists, partner, name="N", rows=ROWS, **FACTS).list_id,
            "plan": saved.save("N", partner, **PLAN).plan_id}  # fmt: skip
    for _k in range(3):
        store.save(lists, LOCAL, name="N", rows=ROWS, **FACTS)
        saved.save("N", LOCAL, **PLAN)
    assert [one.list_id for one in store.newest(lists, partner)] == [seen["list"]]
    assert [one.plan_id for one in saved.newest(partner)] == [seen["plan"]]
    assert (len(store.newest(lists, LOCAL)), len(saved.newest(LOCAL))) == (2, 2)
