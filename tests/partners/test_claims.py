"""Claims of partners on schools: what events add up to, clashes, who goes together, kept through all else."""

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from etl import backup
from etl.partners import claims
from etl.partners.claims import brought
from etl.partners.requests.brought import ANCHOR
from tests.support.environment import DATA

NOW = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.UTC)
TODAY, YEAR = NOW.date(), "2026-2027"
UNTIL = dt.date(2027, 1, 31)


@pytest.fixture
def root(deeds_folder: Path) -> Path:
    return deeds_folder / "partners" / "nederland"


def made(root: Path, partner: str, school: str = "11CJ00", until: dt.date = UNTIL) -> str:
    return claims.claim(root, "lokaal", NOW, partner_id=partner, school_id=school, school_year=YEAR, until=until)


def stand(root: Path, today: dt.date = TODAY) -> list[claims.Claim]:
    return claims.standing(claims.read(root).claims.values(), today)


def test_two_partners_claim_one_school_and_both_are_kept_and_named(root):
    first, second = made(root, "brug"), made(root, "lees")
    made(root, "toren", "12AB00")
    assert [one.claim_id for one in stand(root)][:2] == [first, second]
    clash = claims.clashes(stand(root))
    assert {key: [one.partner_id for one in found] for key, found in clash.items()} == {
        ("11CJ00", YEAR): ["brug", "lees"]
    }


def test_claims_of_many_at_once_are_all_kept(root):
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda n: made(root, f"partner-{n}"), range(24)))
    assert set(claims.read(root).claims) == set(ids)
    assert len(claims.clashes(stand(root))["11CJ00", YEAR]) == 24


def test_an_expired_claim_goes_and_stays_in_the_history(root):
    made(root, "brug")
    made(root, "lees", until=dt.date(2026, 11, 20))
    assert claims.clashes(stand(root, dt.date(2026, 11, 20))), "the last day counts"
    assert not claims.clashes(stand(root, dt.date(2026, 11, 21)))
    assert [one.state(dt.date(2026, 11, 21)) for one in claims.read(root).claims.values()] == ["standing", "expired"]
    assert stand(root, dt.date(2027, 2, 1)) == []


def test_prolonging_never_shortens_and_a_claim_let_go_stays_gone(root):
    claim_id = made(root, "brug")
    claims.tell(root, "prolonged", claim_id, "lokaal", NOW, until="2027-03-01")
    claims.tell(root, "prolonged", claim_id, "lokaal", NOW, until="2027-02-01")
    assert stand(root)[0].until == dt.date(2027, 3, 1)
    claims.tell(root, "withdrawn", claim_id, "lokaal", NOW)
    (one,) = claims.read(root).claims.values()
    assert one.state(TODAY) == "withdrawn"
    assert [kind for kind, _at, _by in one.deeds] == ["claimed", "prolonged", "prolonged", "withdrawn"]
    assert len(list((root / claims.FOLDER).glob("*.json"))) == 4, "no event takes the place of another"


def test_who_go_together_do_not_clash_until_a_third_comes(root):
    first, second = made(root, "brug"), made(root, "lees")
    claims.tell(root, "together", first, "lokaal", NOW, with_ids=[second])
    assert not claims.clashes(stand(root))
    assert len(stand(root)) == 2
    made(root, "toren")
    assert len(claims.clashes(stand(root))["11CJ00", YEAR]) == 3


def test_another_school_year_is_no_clash_and_one_partner_is_none(root):
    made(root, "brug")
    made(root, "brug")
    facts = {"partner_id": "lees", "school_id": "11CJ00", "school_year": "2027-2028", "until": UNTIL}
    claims.claim(root, "lokaal", NOW, **facts)
    assert not claims.clashes(stand(root))


@pytest.mark.parametrize("facts", [{"school_year": "2026"}, {"partner_id": ""}, {"until": "soon"}])
def test_what_is_no_claim_is_not_written(root, facts):
    good = {"partner_id": "brug", "school_id": "11CJ00", "school_year": YEAR, "until": UNTIL}
    with pytest.raises(ValidationError):
        claims.claim(root, "lokaal", NOW, **{**good, **facts})
    assert not (root / claims.FOLDER).exists()


def test_what_cannot_be_read_is_set_apart(root):
    made(root, "brug")
    (root / claims.FOLDER / "n0000000009-00000000.json").write_text("{half")
    about_none = {"version": 1, "kind": "withdrawn", "claim_id": "x", "at": NOW.isoformat(), "by": "lokaal"}
    (root / claims.FOLDER / "n0000000010-00000000.json").write_text(json.dumps(about_none))
    log = claims.read(root)
    assert len(log.claims) == 1
    assert [one.why for one in log.apart] == ["unreadable", "incomplete"]


def test_a_backup_brings_them_back(root, tmp_path, monkeypatch):
    monkeypatch.setenv(DATA, str(tmp_path))
    made(root, "brug")
    (file,) = (root / claims.FOLDER).glob("*.json")
    whole = file.read_bytes()
    archive = tmp_path / "kept.zip"
    backup.backup(archive)
    file.write_text("{half")
    assert backup.restore(archive)["mended"] == 1
    assert file.read_bytes() == whole


def test_what_an_edition_brings_counts_from_the_day_it_first_came(tmp_path):
    told = [
        {"kind": "claimed", "claim_id": "a", "days_before": 30, "stands_days": 40, "partner_id": "brug",
         "school_id": "90AP00"},
        {"kind": "prolonged", "claim_id": "a", "days_before": 1, "stands_days": 100},
    ]  # fmt: skip
    (tmp_path / brought.BROUGHT).write_text(yaml.safe_dump(told))
    (tmp_path / ANCHOR).write_text("2026-07-31")
    (one,) = claims.read(tmp_path / "none", tmp_path).claims.values()
    assert (one.school_year, one.claimed_on, one.until) == ("2025-2026", dt.date(2026, 7, 1), dt.date(2026, 11, 7))
