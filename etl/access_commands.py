"""`python -m etl access`: makes, judges and reads the file that says who may do what on a closed server."""

import json
import secrets
import tomllib
from pathlib import Path
from typing import Annotated, Any

import duckdb
import typer
from rich.console import Console
from rich.table import Table as RichTable

from etl import access, disk, erasing, paths
from etl.access import ALL, clean
from etl.building import publish
from etl.errors import EtlError

app = typer.Typer(no_args_is_help=True, help="Who may do what on a server that people sign in to.")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
AccessFile = Annotated[
    Path | None, typer.Option("--file", help=f"The access file; without it what {paths.variable('ACCESS')} names.")
]
SECRETS = paths.PROJECT / ".streamlit" / "secrets.toml"
SecretsFile = Annotated[Path, typer.Option("--secrets", help="The secrets with the providers of sign-in.")]
NEXT = """\
{file} is there, with {admin} as its admin. Now:
  1. copy .streamlit/secrets.toml.example to .streamlit/secrets.toml and fill in the providers.
     A cookie_secret made now: {secret}
  2. export {variable}={file}
  3. python -m etl access check, and start the server as docs/security.md says"""


def _file(told: Path | None) -> Path:
    """Raises EtlError where neither option nor environment names one."""
    named = told or paths.setting("ACCESS")
    if not named:
        raise EtlError(f"Expected --file or {paths.variable('ACCESS')} to name the access file, found neither.")
    return Path(named).expanduser().absolute()


@app.command()
def init(
    admin: Annotated[str, typer.Option(help="The first admin's address")],
    contact: Annotated[str, typer.Option(help="Whom people without rights should ask; without it the admin")] = "",
    file: AccessFile = None,
) -> None:
    """Writes a first access file, with every key explained; never over one that is there, and none that is faulty."""
    place = _file(file)
    if not clean(admin):
        raise EtlError(f"Expected an e-mail address after --admin, found {admin!r}.")
    if place.resolve().is_relative_to(paths.PROJECT):
        raise EtlError(f"Expected a place outside the project, found {place}: it would end up where the code is kept.")
    if place.suffix.lower() not in (".yml", ".yaml"):
        raise EtlError(f"Expected a name that ends in .yml, found {place.name}.")
    if place.exists():
        raise EtlError(f"Expected no file yet, found {place}. Change that one, or name another.")
    text = access.first_table(clean(admin), contact or clean(admin))
    try:
        access.read_text(place, text)
    except access.AccessFaulty as error:
        raise EtlError("\n  ".join(["Nothing was written.", *(one.told() for one in error.faults)])) from error
    with disk.explained(place.parent):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch(mode=0o600)
        place.write_text(text, encoding="utf-8")
    told = {"file": place, "admin": clean(admin), "secret": secrets.token_urlsafe(32)}
    typer.echo(NEXT.format(**told, variable=paths.variable("ACCESS")))


@app.command()
def check(file: AccessFile = None, secrets_file: SecretsFile = SECRETS, as_json: AsJson = False) -> None:
    """Judges the file: all faults at once (exit code 1); names what the published build or the secrets do not have.

    Through a provider that the secrets do not have nobody signs in, so its rows give nothing.
    """
    table = access.read(_file(file))
    over = [row.who for row in table.people if row.is_over(access.today())]
    found = {"rows": len(table.people), "over": over, "unknown": _unknown(table)}
    _say({**found, "unknown_providers": _unknown_providers(table, secrets_file)}, as_json)


@app.command()
def who(
    email: Annotated[str, typer.Argument(help="An address; without it everybody")] = "",
    provider: Annotated[str, typer.Option(help="The provider that they sign in with")] = "",
    file: AccessFile = None,
    as_json: AsJson = False,
) -> None:
    """Says what somebody may today, or the whole table. Exit code 1 for an address that has nothing.

    `rows` are all that name the address or its domain, also those that are over or ask for another provider.
    """
    table = access.read(_file(file))
    if not email:
        _say_rows(table, as_json)
        return
    if not clean(email):
        raise EtlError(f"Expected an e-mail address, found {email!r}.")
    grant = table.grant(clean(email), provider, access.today())
    found = {name: sorted(getattr(grant, name)) for name in ("roles", "areas", "partners")}
    _say(
        {"who": clean(email), **found, "rows": [_told(row) for row in table.people if row.names(clean(email))]}, as_json
    )
    if not grant.roles:
        raise typer.Exit(1)


@app.command()
def erase(
    email: Annotated[str, typer.Argument(help="The address that goes")],
    is_sure: Annotated[bool, typer.Option("--yes", help="Do it; without it only what there is, is told")] = False,
    file: AccessFile = None,
    as_json: AsJson = False,
) -> None:
    """Takes an address out of all that is kept but the access file; an alias that tells nothing stands instead.

    The build is made anew, and those that hold the address go; `editions without a build` says what makes these again.
    `left` are files that only people can change: a file as a partner delivered it, say, which `python -m etl partner
    erase` takes away. Broken off, the same command does the rest.
    """
    if not clean(email):
        raise EtlError(f"Expected an e-mail address, found {email!r}.")
    found, rows = erasing.find(clean(email)), _rows_of(clean(email), file)
    done = erasing.erase(clean(email), found) if is_sure else erasing.Erased()
    left = dict.fromkeys(_place(one) for one in (*found.left, *done.left))
    again = [f"{edition} (python -m etl build --edition {edition})" for edition in done.without_build]
    _say({**found.places, erasing.BUILDS: len(found.builds), "left": [*left],
          "rows of the access file, which stay": rows,
          "done": f"{done.alias} stands instead" if done.alias else "nothing to do" if is_sure
                  else "nothing yet: add --yes",
          "build_id": done.build_id, "editions without a build": again}, as_json)  # fmt: skip


def _place(file: Path) -> str:
    """Below the data folder, where it is there."""
    data = paths.data_dir()
    return str(file.relative_to(data) if file.is_relative_to(data) else file)


def _rows_of(email: str, told: Path | None) -> int | str:
    """How many rows of the access file name this address; words for one that cannot be read."""
    if not (told or paths.setting("ACCESS")):
        return 0
    try:
        return sum(row.who == email for row in access.read(_file(told)).people)
    except access.AccessFaulty:
        return "not known: the file cannot be read (access check says why)"


def _told(row: access.Listed) -> str:
    until, provider = f" until {row.until}" if row.until else "", f" through {row.provider}" if row.provider else ""
    return f"{row.who} {row.role}{until}{provider}"


def _unknown(table: access.Table) -> list[str]:
    """Codes of areas and partners that the published build does not have; none where there is no build."""
    try:
        file = publish.current(paths.data_dir() / "warehouse")
    except EtlError:
        return []
    with duckdb.connect(str(file), read_only=True) as con:
        areas = con.sql("select area_code from mart.area where level = 'municipality'").fetchall()
        partners = con.sql("select partner_id from mart.partner").fetchall()
    known = {ALL, *(code for (code,) in [*areas, *partners])}
    return sorted({one for row in table.people for one in (*row.areas, *row.partners)} - known)


def _unknown_providers(table: access.Table, file: Path) -> list[str]:
    """Names of providers that the secrets do not have; none where there are no secrets. Raises EtlError for others."""
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8")).get("auth", {})
        known = {name for name, one in told.items() if isinstance(one, dict)}
    except FileNotFoundError:
        return []
    except (OSError, ValueError, AttributeError) as error:  # its words may hold a secret
        raise EtlError(f"Expected secrets in TOML in {file}, found {type(error).__name__}.") from None
    return sorted({*(row.provider for row in table.people if row.provider), *table.providers} - known)


def _rows(table: access.Table) -> list[dict[str, Any]]:
    return [row.model_dump(mode="json") for row in table.people]


def _say_rows(table: access.Table, as_json: bool) -> None:
    if as_json:
        _say({"contact": table.contact, "people": _rows(table)}, True)
        return
    shown = RichTable(*("who", "role", "areas", "partners", "until", "provider"))
    for row in _rows(table):
        shown.add_row(*(" ".join(cell) if isinstance(cell, list) else str(cell or "") for cell in row.values()))
    Console().print(shown)


def _say(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for name, value in found.items():
        typer.echo(f"{name}: {', '.join(value) or 'none' if isinstance(value, list) else value}")
