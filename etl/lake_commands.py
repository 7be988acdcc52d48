"""`python -m etl publish` and `pull`: builds through a store that several machines share; docs/lake.md tells how."""

import dataclasses
import json
from pathlib import Path
from typing import Annotated

import typer

from etl import paths
from etl.errors import EtlError, StoreAway
from etl.lake import store, versions

Lake = Annotated[str | None, typer.Option(help="postgresql://host/database, or the file of a catalog; else LAKE")]
Files = Annotated[Path | None, typer.Option(help="Folder of the store's Parquet, as this machine sees it")]
Watch = Annotated[float | None, typer.Option(min=0.1, help="Keep looking, every so many seconds")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def publish(
    lake: Lake = None,
    files: Files = None,
    anew: Annotated[bool, typer.Option("--anew", help="Write all of it, also what is the same")] = False,
    keep_days: Annotated[int | None, typer.Option(min=1, help="Forget versions that are older; else none")] = None,
    as_json: AsJson = False,
) -> None:
    """Puts the build in use into the store, for other machines to pull: whole, or not at all."""
    place = store.place(lake, files)
    version = versions.publish(place, paths.data_dir(), anew=anew)
    if keep_days:
        versions.forget(place, keep_days)
    _say(version, as_json)


def pull(lake: Lake = None, files: Files = None, watch: Watch = None, as_json: AsJson = False) -> None:
    """Makes this machine's own file of the version that counts in the store; what is here stays until then."""
    place = store.place(lake, files)
    if watch:
        versions.watch(place, paths.data_dir(), watch)
    try:
        version, is_new = versions.pull(place, paths.data_dir())
    except StoreAway as error:
        raise StoreAway(f"{error} {_what_stays()}") from error
    _say(version, as_json, is_new=is_new)


def _what_stays() -> str:
    try:
        return f"Build {versions.publishing.pointed(paths.data_dir() / 'warehouse')['build_id']} stays in use."
    except EtlError:
        return "No build is here yet."


def _say(version: versions.Version, as_json: bool, **more: object) -> None:
    told = {**dataclasses.asdict(version), **more}
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(f"{name}: {value}" for name, value in told.items()))
