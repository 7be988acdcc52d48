"""The access file: what it may say, every fault of it at once, and what the command says of it."""

from __future__ import annotations

import datetime as dt
import json
import stat

import pytest
from typer.testing import CliRunner

from etl import access, paths
from etl.__main__ import app
from etl.errors import EtlError
from tests.support.closing import ACCESS, COOKIE_SECRET, write_list, write_secrets

DAY = dt.date(2026, 11, 27)
GOOD = """\
contact: het secretariaat
session_hours: 9
providers:
  microsoft: {name: Microsoft, vouches_for: [Gemeente.example]}
people:
  - {who: Beheer@Samen.example, role: admin}
  - {who: anna@taalhuis.example, role: partner, partners: [taalhuis, brug], until: 2026-11-27}
  - {who: anna@taalhuis.example, role: coordinator, areas: [GM0599]}
  - {who: "@gemeente.example", role: coordinator, areas: ["*"], provider: microsoft}
"""
BAD = """\
contact: ""
sesion_hours: 9
session_hours: 99
providers: {een: {naam: Een}}
people:
  - who: anna
    role: parner
  - who: a@b.example
    role: partner
  - who: "@gmail.com"
    role: public
  - who: "@x.example"
    role: admin
    until: morgen
  - {who: c@d.example, role: coordinator, areas: [Rotterdam]}
  - {who: c@d.example, role: coordinator, areas: GM0599}
  - {role: analyst, partners: [x]}
"""


def read(text: str, tmp_path, name: str = "access.yml") -> access.Table:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return access.read(file)


def faults(text: str, tmp_path, name: str = "access.yml") -> list[tuple[int, str]]:
    with pytest.raises(access.AccessFaulty) as error:
        read(text, tmp_path, name)
    assert isinstance(error.value, EtlError)
    return [(fault.line, fault.where) for fault in error.value.faults]


def test_rows_of_a_person_add_up_until_their_last_day(tmp_path):
    table = read(GOOD, tmp_path)
    both = table.grant("anna@taalhuis.example", "een", DAY)
    assert (both.roles, both.partners, both.areas) == ({"partner", "coordinator"}, {"taalhuis", "brug"}, {"GM0599"})
    later = table.grant("anna@taalhuis.example", "een", DAY + dt.timedelta(days=1))
    assert (later.roles, later.partners) == ({"coordinator"}, set())


@pytest.mark.parametrize(
    ("email", "provider", "roles"),
    [
        ("jan@gemeente.example", "microsoft", {"coordinator"}),
        ("jan@gemeente.example", "een", set()),
        ("jan@sub.gemeente.example", "microsoft", set()),
        ("jan@eengemeente.example", "microsoft", set()),
        ("beheer@samen.example", "een", {"admin"}),
        ("", "een", set()),
    ],
)
def test_a_domain_is_that_domain_through_that_provider(email, provider, roles, tmp_path):
    assert read(GOOD, tmp_path).grant(email, provider, DAY).roles == roles


def test_a_provider_vouches_for_the_domains_that_are_named(tmp_path):
    table = read(GOOD, tmp_path)
    assert table.vouches("microsoft", "jan@gemeente.example")
    assert not table.vouches("microsoft", "jan@elders.example")
    assert not table.vouches("een", "jan@gemeente.example")


def test_every_fault_is_told_at_once_with_its_line(tmp_path):
    assert faults(BAD, tmp_path) == [
        (1, "contact"),
        (2, "sesion_hours"),
        (3, "session_hours"),
        (4, "providers, een, naam"),
        (6, "people, row 1, who"),
        (7, "people, row 1, role"),
        (8, "people, row 2"),
        (10, "people, row 3"),
        (14, "people, row 4, until"),
        (15, "people, row 5, areas"),
        (16, "people, row 6, areas"),
        (17, "people, row 7, who"),
    ]


def test_what_is_told_says_what_was_expected_and_the_log_no_address(tmp_path):
    with pytest.raises(access.AccessFaulty) as error:
        read(GOOD.replace("anna@taalhuis.example", "anna@taalhuis"), tmp_path)
    assert (
        "line 7: people, row 2, who: expected an e-mail address, or @domain for all of it, found 'anna@taalhuis'"
        in (str(error.value))
    )
    assert "anna" not in " ".join(fault.logged() for fault in error.value.faults)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a",
        "people: [",
        "contact: abc\npeople: []",
        "contact: abc\ncontact: abd\npeople: [{who: a@b.example, role: admin}]",
        "contact: abc\npeople: [{who: a@b.example, role: admin, role: public}]",
        "contact: abc\npeople: [{who: '@b.example', role: admin}]",
        "contact: abc\npeople: [{who: a@b.example, role: partner, partners: [x]}]",
        "x: &a [*a]",
    ],
)
def test_what_is_no_table_is_refused(text, tmp_path):
    assert faults(text, tmp_path)


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path):
    with pytest.raises(access.AccessFaulty, match="a file that can be read"):
        access.read(tmp_path / "access.yml")
    (tmp_path / "access.yml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(access.AccessFaulty, match="UTF-8"):
        access.read(tmp_path / "access.yml")


CSV = """\
# contact: het secretariaat
# session_hours: 8
who;role;areas;partners;until
beheer@samen.example;admin;;;
c@d.example;coordinator;GM0599 GM0363;;2027-01-01
@e.example;partner;;taalhuis|brug;
"""


@pytest.mark.parametrize("text", [CSV, "\ufeff" + CSV, CSV.replace(";", ",")])
def test_a_csv_says_the_same(text, tmp_path):
    table = read(text, tmp_path, "access.csv")
    assert table.session_hours == 8
    assert table.grant("c@d.example", "een", DAY).areas == {"GM0599", "GM0363"}
    assert table.grant("wie@e.example", "een", DAY).partners == {"taalhuis", "brug"}


def test_a_fault_of_a_csv_has_its_line_too(tmp_path):
    assert faults(CSV.replace("2027-01-01", "ooit"), tmp_path, "a.csv") == [(5, "people, row 2, until")]
    assert faults(CSV.replace("role;", "rol;"), tmp_path, "a.csv")[0] == (4, "people, row 1, rol")


# ---- what a parser stumbles over, and how much of it


@pytest.mark.parametrize(("name", "text", "line"), [
    ("a.csv", f'{CSV}x@x.example;analyst;;"GM0599;\n' + "p@x.example;analyst;;;\n" * 7000, 7),
    ("a.csv", f'{CSV}"{"x" * 140_000}";analyst;;;\n', 7),
    ("a.yml", "contact: abc\nsession_hours: !!int ''", 2),
    ("a.yml", "contact: abc\nsession_hours: !!bool hours", 2),
    ("a.yml", "contact: abc\nx: !!timestamp never", 2),
    ("a.yml", "contact: abc\nx: \x01", 2),
    ("a.yml", f"contact: abc\npeople: {'[' * 100_000}{']' * 100_000}", 2),
    ("a.yml", f"contact: abc\npeople: [{'1,' * 90_000}]", 2),
], ids=["open quote", "long cell", "no number", "no yes", "no moment", "no letter", "deep", "many"])  # fmt: skip
def test_whatever_stops_a_parser_is_a_fault_with_its_line(name, text, line, tmp_path):
    assert faults(text, tmp_path, name) == [(line, "file")]


def test_a_key_that_is_no_word_is_a_fault(tmp_path):
    """YAML has a way to write a mapping that reads as a word."""
    assert faults("contact: abc\npeople: []\n? !!str {=: a}\n: 1", tmp_path) == [(1, "a")]


def test_a_number_of_more_digits_than_can_be_told_is_a_fault(tmp_path):
    assert (2, "session_hours") in faults(f"contact: abc\nsession_hours: 0x{'f' * 900}", tmp_path)
    assert faults(f"contact: abc\nsession_hours: 0x{'f' * 5000}", tmp_path) == [(2, "file")]


@pytest.mark.parametrize("day", ["2027-02-29", "2027-06-31"])
def test_a_day_that_there_is_not_is_told_in_yaml_as_in_csv(day, tmp_path):
    with pytest.raises(access.AccessFaulty) as in_yaml:
        read(GOOD.replace("2026-11-27", day), tmp_path)
    with pytest.raises(access.AccessFaulty) as in_csv:
        read(CSV.replace("2027-01-01", day), tmp_path, "a.csv")
    (one,), (other,) = in_yaml.value.faults, in_csv.value.faults
    assert (one.line, one.where, one.found) == (7, "people, row 2, until", f"'{day}'")
    assert (one.expected, one.found) == (other.expected, other.found)


@pytest.mark.parametrize(("name", "text"), [
    ("a.csv", "who,role\n" + "x@x,y\n" * 9_000), ("a.csv", ",".join(f"k{k}" for k in range(9_000)) + "\nx"),
    ("a.yml", f"contact: abc\npeople: [{'1,' * 5_000}]"), ("a.yml", f"? {'k' * 200_000}\n: 1"),
    ("a.csv", f"{'k' * 100_000},who\nx,y"),
], ids=["rows", "headers", "numbers", "a long key", "a long header"])  # fmt: skip
def test_of_many_faults_the_first_are_told_and_how_many_there_are_more(name, text, tmp_path):
    with pytest.raises(access.AccessFaulty) as error:
        read(text, tmp_path, name)
    told, found = str(error.value), error.value
    assert len(told) < 10_000
    assert len(found.faults) <= 21
    assert (found.count > 21) is (f"{found.count - 20} more from here" in told)


def test_a_file_beyond_the_bounds_is_refused_unread(tmp_path):
    """Reading one takes longer than a click may wait: PyYAML needs a second for half a million bytes."""
    assert faults("#" * 500_001, tmp_path) == [(1, "file")]
    assert faults("x\n" * 10_001, tmp_path, "a.csv") == [(10_000, "file")]


@pytest.mark.parametrize(("name", "text"), [
    ("a.csv", ",".join(f"k{k}" for k in range(51)) + "\nx\n"),
    ("a.csv", ",".join(f"k{k}" for k in range(50)) + "\n" + "x\n" * 1_700),
    ("a.yml", f"session_hours: 1{':1' * 500}"), ("a.yml", f"? {'k' * 1_001}\n: 1"),
], ids=["columns", "cells", "a number to the base of 60", "a key"])  # fmt: skip
def test_a_file_that_is_short_and_takes_long_is_refused_unread(name, text, tmp_path):
    assert faults(text, tmp_path, name) == [(1, "file")]


def test_a_key_that_may_be_an_address_is_in_no_log(tmp_path):
    with pytest.raises(access.AccessFaulty) as error:
        read("anna@taalhuis.example;partner;;taalhuis\njan@x.example;analyst;;\n", tmp_path, "a.csv")
    assert "anna@taalhuis.example" in str(error.value)
    assert not any("anna" in fault.logged() for fault in error.value.faults)


@pytest.mark.parametrize("sign", ["\u212a", "\uff4b", "\u00a0k"])
def test_an_address_with_a_sign_outside_ascii_is_nobody_elses(sign, tmp_path):
    """The sign for Kelvin becomes a k in small letters."""
    assert access.clean("Kees@x.example") == "kees@x.example"
    assert access.clean(f"{sign}ees@x.example") == ""
    assert access.clean(f"kees@x{sign}.example") == ""
    rows = "people:\n  - {who: b@s.example, role: admin}\n"
    for row in (f"k{sign}@x.example", f'"@x{sign}.example"'):
        assert faults(f"contact: abc\n{rows}  - {{who: {row}, role: analyst}}", tmp_path) == [(4, "people, row 2, who")]
    told = f"contact: abc\nproviders: {{een: {{vouches_for: [ban{sign}.example]}}}}\n{rows}"
    assert faults(told, tmp_path) == [(2, "providers, een, vouches_for")]


# ---- the command


def run(*words: str):
    return CliRunner().invoke(app, ["access", *words])


def test_a_first_file_is_good_private_and_outside_the_project(tmp_path):
    file = tmp_path / "new" / "access.yml"
    made = run("init", "--admin", "Beheer@samen.example", "--file", str(file))
    assert made.exit_code == 0, made.output
    assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0
    assert access.read(file).grant("beheer@samen.example", "een", DAY).roles == {"admin"}
    assert "cookie_secret" in made.output
    with pytest.raises(EtlError, match="no file yet"):
        raise run("init", "--admin", "beheer@samen.example", "--file", str(file)).exception
    with pytest.raises(EtlError, match="outside the project"):
        raise run("init", "--admin", "b@samen.example", "--file", str(paths.PROJECT / "data" / "x.yml")).exception


@pytest.mark.parametrize(("admin", "contact"), [
    ("beheer@s.example", r"pad \d"), ("beheer@s.example", 'de "baas"\n: \'{x}\' # \t\u2028é'), ("'x@s.example", ""),
    ("%a@s.example", ""), ("b@s.example", "no: yes \x07"), ("b@s.example", "x" * 300),
])  # fmt: skip
def test_a_first_file_says_what_was_told_whatever_signs_are_in_it(admin, contact, tmp_path):
    file = tmp_path / "access.yml"
    made = run("init", "--admin", admin, "--contact", contact, "--file", str(file))
    assert made.exit_code == 0, made.exception
    table = access.read(file)
    assert (table.contact, table.people[0].who) == (contact or admin, admin)


@pytest.mark.parametrize("contact", ["ab", "x" * 301, "\ud800 de baas"])
def test_what_would_be_a_faulty_first_file_is_refused_and_not_written(contact, tmp_path):
    file = tmp_path / "new" / "access.yml"
    made = run("init", "--admin", "beheer@s.example", "--contact", contact, "--file", str(file))
    assert isinstance(made.exception, EtlError)
    assert str(made.exception).startswith("Nothing was written.")
    assert not file.parent.exists()


def test_check_names_what_the_build_does_not_have_and_rows_that_are_over(sample_data, tmp_path, monkeypatch):
    monkeypatch.setenv(paths.variable("DATA"), str(sample_data))
    row = {"who": "a@b.example", "role": "partner", "partners": ["nergens"], "until": "2020-01-01"}
    monkeypatch.setenv(ACCESS, str(write_list(tmp_path / "access.yml", row)))
    assert json.loads(run("check", "--secrets", str(tmp_path / "none"), "--json").output) == {
        "rows": 2, "over": ["a@b.example"], "unknown": ["nergens"], "unknown_providers": [],
    }  # fmt: skip


def test_check_names_providers_that_the_secrets_do_not_have_and_tells_no_secret(tmp_path, monkeypatch):
    rows = [{"who": f"{one}@b.example", "role": "analyst", "provider": one} for one in ("een", "drie")]
    told = {"providers": {"vier": {"name": "Vier"}, "een": {}}}
    monkeypatch.setenv(ACCESS, str(write_list(tmp_path / "access.yml", *rows, **told)))
    monkeypatch.setenv(paths.variable("DATA"), str(tmp_path))
    secrets = write_secrets(tmp_path / "secrets.toml", 8501, {"een": "https://een.example/x"})
    found = run("check", "--secrets", str(secrets), "--json")
    assert (found.exit_code, json.loads(found.output)["unknown_providers"]) == (0, ["drie", "vier"])
    secrets.write_text(f"[auth]\ncookie_secret = {COOKIE_SECRET}\n")
    with pytest.raises(EtlError, match="secrets in TOML") as error:
        raise run("check", "--secrets", str(secrets)).exception
    assert COOKIE_SECRET not in str(error.value)
    assert error.value.__cause__ is None


@pytest.mark.parametrize("key", [
    "until", "provider", "until: ''", "provider: ''", "provider: een twee",
    "until: 0", "until: 1798675200", "until: '1814400000'", "until: 2027-06-30T00:00:00Z",
])  # fmt: skip
def test_a_key_without_a_value_is_refused_with_a_sentence(key, tmp_path):
    """It reads as no end, any provider, or some day, and is more likely half a line."""
    key = key if ":" in key else f"{key}:"
    text = f"contact: abc\npeople:\n  - who: beheer@samen.example\n    role: admin\n    {key}\n"
    with pytest.raises(
        access.AccessFaulty, match=r"line 5: people, row 1, \w+: expected the .*, or no such key, found"
    ):
        read(text, tmp_path)


@pytest.mark.parametrize(("moment", "day"), [
    ("2026-11-27T22:59:59+00:00", "2026-11-27"), ("2026-11-27T23:00:00+00:00", "2026-11-28"),
    ("2026-06-30T21:59:59+00:00", "2026-06-30"), ("2026-06-30T22:00:00+00:00", "2026-07-01"),
])  # fmt: skip
def test_a_day_is_the_dutch_day_in_winter_and_in_summer(moment, day):
    assert access.day_of(dt.datetime.fromisoformat(moment)) == dt.date.fromisoformat(day)


def test_who_says_what_somebody_may_and_fails_for_who_has_nothing(tmp_path, monkeypatch):
    row = {"who": "a@b.example", "role": "coordinator", "areas": ["GM0599"]}
    monkeypatch.setenv(ACCESS, str(write_list(tmp_path / "access.yml", row)))
    found = run("who", "A@b.example", "--json")
    assert found.exit_code == 0
    assert json.loads(found.output)["roles"] == ["coordinator"]
    assert run("who", "x@b.example").exit_code == 1
    assert "GM0599" in run("who").output


def test_a_csv_that_names_a_column_or_a_key_twice_is_refused(tmp_path):
    """Of two columns `until` only the last would count: somebody whose day is over would have rights."""
    rows = "beheer@samen.example,admin,,,\na@g.example,coordinator,GM0599,2020-01-01,\n"
    twice = f"# contact: het secretariaat\nwho,role,areas,until,until\n{rows}"
    assert faults(twice, tmp_path, "a.csv") == [(2, "until")]
    told = "# contact: een\n# contact: twee\nwho,role\nbeheer@samen.example,admin\n"
    assert faults(told, tmp_path, "b.csv") == [(2, "contact")]


def test_who_names_every_row_of_an_address_also_what_gives_nothing_today(tmp_path, monkeypatch):
    """Who asks what is kept of them is told it: a row that is over, and one for another provider, are kept too."""
    over = {"who": "a@b.example", "role": "analyst", "until": "2020-01-01"}
    elsewhere = {"who": "@b.example", "role": "coordinator", "areas": ["GM0599"], "provider": "een"}
    monkeypatch.setenv(ACCESS, str(write_list(tmp_path / "access.yml", over, elsewhere)))
    found = run("who", "a@b.example", "--json")
    told = json.loads(found.output)
    assert (found.exit_code, told["roles"]) == (1, [])
    assert told["rows"] == ["a@b.example analyst until 2020-01-01", "@b.example coordinator through een"]
