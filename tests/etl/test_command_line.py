"""The command line: what is typed wrong gets one line and exit code 2; answers alone on stdout, the log on stderr."""

from __future__ import annotations

import json
import logging
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from etl import __main__ as cli
from etl import logs
from etl.errors import EtlError
from etl.fetching import download
from etl.fetching import snapshots as fetch
from etl.partners import indicators as imports
from etl.partners import ledger as deliveries
from tests.support.environment import DATA, LIMITS


def verbs(group=None, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every verb as words: ("build",), ("partner", "add")."""
    for name, command in (group or typer.main.get_command(cli.app)).commands.items():
        yield (*before, name)
        if hasattr(command, "commands"):
            yield from verbs(command, (*before, name))


VERBS = list(verbs())


@pytest.fixture
def typed(monkeypatch, capsys, tmp_path):
    """Runs the command line in this process; gives exit code, stdout and stderr."""
    monkeypatch.setattr(logging.getLogger("etl"), "handlers", [])
    monkeypatch.setattr(logging.getLogger("etl"), "level", logging.NOTSET)

    def run(*words: str) -> tuple[object, str, str]:
        monkeypatch.setattr(sys, "argv", ["etl", *words])
        code: object = 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code
        return code, *capsys.readouterr()

    monkeypatch.setenv(DATA, str(tmp_path))
    return run


def test_the_verbs_are_all_there():
    assert {("build",), ("expect",), ("partner",), ("partner", "add")} <= set(VERBS)
    assert len(VERBS) >= 16


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_a_mistyped_option_gets_one_line_with_what_is_expected(verb, typed):
    code, out, err = typed(*verb, "--editoin")
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert f"Expected: python -m etl {' '.join(verb)}" in err
    assert err.strip().endswith(f"Help: python -m etl {' '.join(verb)} --help")


@pytest.mark.parametrize("verb", [v for v in VERBS if v not in (("partner",), ("give",))], ids=" ".join)
def test_a_word_too_many_gets_one_line(verb, typed, tmp_path):
    file = tmp_path / "file.csv"
    file.touch()
    code, out, err = typed(*verb, *[str(file)] * 3, *(["--reason", "long enough"] if verb == ("expect",) else []))
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert "Expected: python -m etl" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("buildd", "No such command 'buildd'. Did you mean 'build'?"),
        ("partner ad", "Did you mean 'add'?"),
        ("build --editoin 2020", "(Possible options: --edition)"),
        ("expect voorbeeld", "Missing option '--reason'"),
        ("expect --reason REASON?", "expected a reason of at least 11 characters, found 'REASON?'"),
        ("expect --reason because", "expected a reason of at least 11 characters, found 'because'"),
        ("sample --scale moon", "'moon' is not one of 'province', 'national'"),
        ("import-indicators nowhere.csv", "'nowhere.csv' does not exist"),
    ],
)
def test_the_line_names_the_fault(words, told, typed):
    code, out, err = typed(*words.split())
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert told in err


def test_help_is_no_fault(typed):
    code, out, err = typed("build", "--help")
    assert code == 0
    assert "--edition" in out
    assert err == ""


@pytest.fixture
def copied(sample_data, tmp_path) -> Path:
    """A data folder of its own with edition voorbeeld."""
    for name in ("warehouse", "partners"):
        shutil.copytree(sample_data / name, tmp_path / name)
    return tmp_path


@pytest.mark.usefixtures("copied")
def test_a_refresh_logs_each_step_with_seconds_and_its_answer_stays_json(typed):
    code, out, err = typed("partner", "refresh", "--json")
    assert code == 0
    build_id = json.loads(out)["build_id"]
    told = re.sub(r"\s+", " ", err)
    assert re.search(r"INFO refresh voorbeeld: core.partner_link \d+\.\d\d s", told)
    assert re.search(r"INFO refresh voorbeeld: checks \d+\.\d\d s", told)
    assert re.search(rf"INFO refresh voorbeeld: published {build_id} in \d+\.\d s", told)


def test_a_quiet_log_says_only_what_went_wrong(copied, typed, monkeypatch):
    monkeypatch.setenv(logs.VARIABLE, "WARNING")
    monkeypatch.setattr("etl.building.code.sha256", lambda: "other")
    pointer = (copied / "warehouse" / "current.json").read_bytes()
    code, _, err = typed("partner", "refresh")
    assert code == 1
    assert "INFO" not in err
    assert "WARNING refresh voorbeeld: stopped at the start" in re.sub(r"\s+", " ", err)
    assert (copied / "warehouse" / "current.json").read_bytes() == pointer


def test_a_delivery_is_logged_without_who_what_and_file_name(tmp_path, caplog):
    caplog.set_level(logging.INFO, "etl")
    found, _ = deliveries.receive(tmp_path, "brug", "lijst van Jansen.csv", b"Jansen;0612345678\n", "p.pietersen")
    deliveries.tell(tmp_path, "refused", "p.pietersen", delivery_id=found, checks=["personal_data"])
    assert [(r.levelname, r.getMessage()) for r in caplog.records] == [
        ("INFO", f"delivery event received: {found}"),
        ("WARNING", f"delivery {found} refused: personal_data"),
    ]


def test_a_refused_file_and_import_are_warnings(tmp_path, typed, copied):
    file = tmp_path / "jansen.csv"
    file.write_bytes(b"%PDF-1.4 Jansen")
    code, _, err = typed("partner", "add", str(file), "--partner", "Brug")
    assert code == 1
    logged = [line for line in err.splitlines() if "WARNING" in line]
    assert len(logged) == 1
    assert "file of brug refused at the door" in logged[0]
    assert "ansen" not in logged[0]
    assert not (copied / "partners" / "nederland").exists()
    with pytest.raises(EtlError):
        imports.accept(file)


def test_a_source_that_fails_and_falls_back_is_a_warning(sample_files, tmp_path, monkeypatch, caplog):
    from etl.declared import catalog

    monkeypatch.setenv(DATA, str(tmp_path))
    monkeypatch.setenv(download.ROUTE, "http://127.0.0.1:9")
    monkeypatch.setenv(LIMITS, "connect_s=1 read_s=1 retries=0 backoff_s=0.01")
    source = catalog.sources()["duo_vestigingen_po"]
    vintage = source.vintages["2025"]
    mirror = tmp_path / "mirror"
    (mirror / vintage.file).parent.mkdir(parents=True)
    shutil.copyfile(sample_files / "duo_vestigingen_po.csv", mirror / vintage.file)
    fetch.accepted(source, vintage, mirror, Path.read_bytes)
    snapshot, _ = fetch.accepted(source, vintage, None, Path.read_bytes)
    assert snapshot.failure
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert record.getMessage().startswith("source duo_vestigingen_po 2025 failed, its last accepted file stays in use")


def test_a_word_that_is_no_level_is_told_and_info_is_used(typed, monkeypatch):
    monkeypatch.setenv(logs.VARIABLE, "loud")
    _, _, err = typed("build", "--help")
    assert "expected one of" in re.sub(r"\s+", " ", err)
    assert logging.getLogger("etl").level == logging.INFO
