"""`python -m etl`: the only way in. Each verb takes --json for machines."""

import datetime as dt
import json
import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import duckdb
import typer
from rich.console import Console
from rich.status import Status
from rich.table import Table as RichTable

from etl import access_commands, deeds, doctor, given, lake_commands, logs, partner_commands, paths, sample, usage
from etl import audit as audits
from etl import backup as backups
from etl.building import bridges, checks, code, dictionary, diff, letters, publish, status
from etl.building import build as building
from etl.declared import catalog, everything, expectations
from etl.errors import EtlError, MartOnly
from etl.fetching import snapshots
from etl.partners import indicators

app = typer.Typer(add_completion=False, no_args_is_help=True, help=f"Builds the {paths.NAME} warehouse.")
app.add_typer(partner_commands.app, name="partner")
app.add_typer(access_commands.app, name="access")
app.command("publish")(lake_commands.publish)
app.command("pull")(lake_commands.pull)
notes = Console(stderr=True)
EXAMPLE = "voorbeeld"
NICE = 10
WRITTEN_BY = ".written-by"  # in a sample's folder: which code wrote its files

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Mirror = Annotated[Path | None, typer.Option(help="Folder that holds the publishers' files.")]


def _answer(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1, default=str))
        return
    out = Console()
    for name, value in found.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            out.print(_rich_table(name, value))
        elif isinstance(value, list):
            out.print(f"{name}: {', '.join(str(one) for one in value) or 'none'}")
        elif isinstance(value, dict):
            out.print(_rich_table(name, [{"name": k, "value": v} for k, v in value.items()]))
        else:
            out.print(f"{name}: {value}")


def _rich_table(title: str, rows: list[dict[str, Any]]) -> RichTable:
    table = RichTable(title=title, title_justify="left")
    for column in rows[0]:
        table.add_column(column, overflow="fold")  # a mail of a scheduler is narrow, and half a key says nothing
    for row in rows:
        table.add_row(*("" if v is None else str(v) for v in row.values()))
    return table


def _warehouse() -> Path:
    return publish.current(paths.data_dir() / "warehouse")


def _sample_path(scale: str) -> Path:
    return paths.data_dir() / ("sample" if scale == "province" else f"sample-{scale}")


def _sample_folder(scale: str) -> Path:
    """The sample's files at this scale; written when they are not there yet or another version wrote them."""
    folder = _sample_path(scale)
    note, digest = folder / WRITTEN_BY, code.sha256_of(paths.PROJECT / "etl" / "sample")
    if not note.is_file() or note.read_text(encoding="utf-8") != digest:
        part = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        sample.write(part, scale="national" if scale == "national" else "province")
        (part / WRITTEN_BY).write_text(digest, encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        part.rename(folder)
    return folder


@app.command("sample")
def make_sample(
    scale: Annotated[sample.Scale, typer.Option(help="province or national")] = "province", as_json: AsJson = False
) -> None:
    """Writes the fictional province in the publishers' own formats."""
    files = sample.write(_sample_path(scale), scale=scale)
    _answer({"files": {name: str(path) for name, path in files.items()}}, as_json)


@app.command()
def build(
    edition: Annotated[str, typer.Option(help="Name of a file in etl/editions")] = EXAMPLE,
    mirror: Mirror = None,
    as_json: AsJson = False,
) -> None:
    """Builds an edition and publishes it; a fault leaves the old build in place."""
    started = time.monotonic()
    everything.judge()
    chosen = catalog.edition(edition)
    if mirror is None and chosen.is_fictional:
        mirror = _sample_folder(chosen.settings.scale)
    if mirror is None:
        snapshots.refuse_offline(chosen.uses)
    with notes.status(f"Building {edition}") as line, snapshots.told(_bytes_on(line, edition)):
        build_id = building.build(chosen, mirror, lambda step: line.update(f"Building {edition}: {step}"))
    seconds = round(time.monotonic() - started, 1)
    told = {"build_id": build_id, "seconds": seconds, "expectations": expectations.verdict(_warehouse())}
    _answer({**told, "missing": status.missing(_warehouse())}, as_json)


@app.command("doctor")
def ask_publishers(
    edition: Annotated[str, typer.Option(help="Name of a file in etl/editions")] = "2025", as_json: AsJson = False
) -> None:
    """Asks each publisher what it has now, without building. Exit code 0: the same, 4: newer, 5: changed or gone."""
    everything.judge()
    chosen = catalog.edition(edition)
    snapshots.refuse_offline(chosen.uses)
    found = []
    with notes.status(f"Asking the publishers of {edition}") as line:
        for one in doctor.ask(chosen):
            line.update(f"Asking the publishers of {edition}: {one.source} {one.state}")
            found.append(one)
    if as_json:
        _answer(
            {
                "edition": edition,
                "expectations": expectations.standing(edition),
                "sources": [one.plain() for one in found],
            },
            as_json,
        )
    else:
        for one in found:
            typer.echo(doctor.sentence(one))
        typer.echo(expectations.standing(edition))
    raise typer.Exit(doctor.code(found))


@app.command("diff")
def show_difference(
    before: Annotated[str, typer.Argument(help="A build id, or a warehouse file")],
    after: Annotated[str, typer.Argument(help="A build id, or a warehouse file")],
    letter: Annotated[bool, typer.Option("--letter", help="Each change by itself, as a letter tells it")] = False,
    as_json: AsJson = False,
) -> None:
    """What changed between two builds: sources, indicators, schools; with --letter all that a letter says."""
    both = [publish.named(paths.data_dir() / "warehouse", build) for build in (before, after)]
    if letter:
        rows = letters.between(*both)
        found = rows.astype(object).where(rows.notna(), None).to_dict("records") if as_json else letters.brief(rows)
    else:
        found = diff.between(*both)
    _answer({"before": before, "after": after, "changes": found}, as_json)


@app.command()
def bridge(
    before: Annotated[str, typer.Argument(help="A vintage of the district boundaries")],
    after: Annotated[str, typer.Argument(help="Another vintage of them")],
) -> None:
    """Prints how districts of one year lie in those of another, by area: a CSV with weights."""
    boundaries = catalog.sources()["cbs_wijkgrenzen"]
    typer.echo(bridges.of_districts(boundaries, before, after).to_csv(index=False), nl=False)


@app.command()
def ready() -> None:
    """Sees to it that there is a build to show: makes the sample where there is none, or one of another version.

    Real data are left as they are, as their build may take a download: it says what to run.
    """
    folder = paths.data_dir() / "warehouse"
    if not (folder / publish.POINTER).is_file():
        build(EXAMPLE)
        return
    edition = publish.pointed(folder)["edition"]
    if code.has_made(publish.current(folder)):
        return
    if catalog.edition(edition).is_fictional:
        build(edition)
    else:
        told = f"Edition {edition} was made by another version of the program: partners' files cannot be taken in"
        notes.print(f"{told} until it is made anew: make data EDITION={edition} MIRROR=folder", soft_wrap=True)


def _bytes_on(line: Status, edition: str) -> snapshots.Tell:
    """Shows a download's progress on the build's status line."""

    def tell(label: str, done: int, total: int | None) -> None:
        whole = f" of {total / 1e6:,.1f}" if total else ""
        line.update(f"Building {edition}: {label} {done / 1e6:,.1f}{whole} MB")

    return tell


@app.command("import-indicators")
def import_indicators(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV with the figures")],
    meta: Annotated[Path | None, typer.Option(help="Metadata YAML; default: beside the CSV")] = None,
    as_json: AsJson = False,
) -> None:
    """Judges and keeps an organisation's own indicators; the next build takes them in."""
    delivery = indicators.accept(file, meta)
    found = {"delivery": delivery.name, "rows": len(delivery.rows), "issues": len(delivery.issues)}
    _answer({**found, "indicators": delivery.indicators["indicator_id"].tolist()}, as_json)


@app.command("status")
def show_status(as_json: AsJson = False) -> None:
    """Counts, sums and content hashes of the published warehouse."""
    _answer(status.read(_warehouse()), as_json)


@app.command()
def check(as_json: AsJson = False) -> None:
    """Runs all checks on the published warehouse."""
    with duckdb.connect(str(_warehouse()), read_only=True) as con:
        judged = checks.run(con)
        told = {name: rows or "not judged: what it needs is not in this build" for name, rows in judged.items()}
        _answer({"checks_held": list(judged), "rows_judged": told}, as_json)


@app.command()
def expect(
    reason: Annotated[str, typer.Option(help="Why figures that deviate are right", callback=usage.sentence)],
    edition: Annotated[str, typer.Option(help="The edition that is published")] = "voorbeeld",
) -> None:
    """Prints etl/expectations/<edition>.csv anew from the published warehouse: what holds stays as it is."""
    with duckdb.connect(str(_warehouse()), read_only=True) as con:
        typer.echo(expectations.renewed(con, edition, dt.date.today(), reason).to_csv(index=False), nl=False)


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(dir_okay=False, help="Archive to write, a .zip")],
    as_json: AsJson = False,
) -> None:
    """Keeps people's own data in one archive: partners' files and facts, saved lists, own indicators."""
    _answer(backups.backup(target), as_json)


@app.command()
def restore(
    archive: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="An archive of `backup`")],
    replace: Annotated[bool, typer.Option("--replace", help="Also over files here that differ; they are kept")] = False,
    as_json: AsJson = False,
) -> None:
    """Puts people's own data back; what is here and differs stays, unless --replace. Then: partner refresh."""
    _answer(backups.restore(archive, replace), as_json)


@app.command("audit")
def show_audit(
    since: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="From this day on")] = None,
    person: Annotated[str, typer.Option(help="Of one person, as the log names it")] = "",
    kind: Annotated[str, typer.Option(help=f"One of {', '.join(audits.KINDS)}")] = "",
    tidy: Annotated[bool, typer.Option("--tidy", help="First remove the months that are older than is kept")] = False,
    as_json: AsJson = False,
) -> None:
    """Who exported, opened closed data, wrote or erased: the newest first. AUDIT_MONTHS says how long it is kept."""
    removed = audits.tidy(dt.datetime.now(dt.UTC).date()) if tidy else []
    log = audits.read(since.date() if since else None)
    chosen = [deed for deed in log.deeds if person in ("", deed.by) and kind in ("", deed.kind)]
    found = {"deeds": list(audits.counted(chosen)), "unreadable": [one.name for one in log.apart]}
    if away := deeds.away_since():
        found["as_of"] = away.isoformat()
    _answer({**found, "removed": removed, "months_kept": audits.months_kept()}, as_json)


@app.command("give")
def give_items(
    items: Annotated[list[str] | None, typer.Argument(help="Ids of lists and plans; none: name them all")] = None,
    to: Annotated[str, typer.Option(help="E-mail address of whose they are from now on")] = "",
    as_json: AsJson = False,
) -> None:
    """Whose kept lists and plans are; gives what was kept on a local machine to somebody who signs in."""
    if items and not to:
        raise EtlError("Expected `--to ADDRESS` with the ids of what is given.")
    for item_id in items or ():
        given.give(item_id, to, given.LOCALLY)
    _answer({"items": given.items()}, as_json)


@app.command("dictionary")
def show_dictionary() -> None:
    """Prints docs/data-dictionary.md from the contracts and the published warehouse."""
    with duckdb.connect(str(_warehouse()), read_only=True) as con:
        typer.echo(dictionary.text(con), nl=False)


def _damage() -> EtlError | None:
    """What is wrong with the published build when reading it failed; None when its bytes and tables are all there."""
    try:
        found = publish.whole(paths.data_dir() / "warehouse")
    except EtlError as error:
        return error
    return MartOnly() if publish.is_mart_only(found) else None


def _give_way() -> None:
    """Who reads pages goes first. Linux shares processors among sessions, and only then by how nice a process is."""
    with suppress(OSError, AttributeError):
        os.nice(NICE)
        if os.getsid(0) == os.getpid():  # started by a clock or a service: the session is ours alone
            Path("/proc/self/autogroup").write_text(str(NICE), encoding="ascii")


def main() -> None:
    """Runs the command line; errors of our own become one message and exit code 1, a mistyped command exit code 2."""
    logs.to_terminal(notes)
    os.umask(0o077)  # what is written here is its owner's
    _give_way()
    try:
        code = app(prog_name=usage.PROGRAM, standalone_mode=False)
    except typer.TyperException as error:
        notes.print(usage.line(error), markup=False, highlight=False, soft_wrap=True)
        raise SystemExit(error.exit_code) from error
    except (EtlError, duckdb.Error) as error:
        refused = error if isinstance(error, EtlError) else _damage()
        if refused is None:
            raise
        notes.print(f"[bold red]{type(refused).__name__}[/]: ", end="")
        notes.print(str(refused), markup=False, highlight=False)
        raise SystemExit(refused.exit_code) from error
    except typer.Abort as error:
        raise SystemExit(130) from error
    if isinstance(code, int):  # --help and the like
        raise SystemExit(code)


if __name__ == "__main__":
    main()
