"""What publishers have now against what an edition declares, without building: per source same, newer, renamed, gone.

A newer vintage of the same shape costs two lines, one in the source's YAML and one in the edition's; they are told.
"""

import datetime as dt
import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

import yaml

from etl.declared.catalog import Edition
from etl.declared.fetch_form import FileFetch, ODataV3Fetch, ODataV4Fetch, OgcFetch
from etl.declared.source_form import Source, Vintage
from etl.errors import EtlError
from etl.fetching import catalogues
from etl.fetching.download import Client
from etl.fetching.mates import mates

State = Literal["same", "newer", "renamed", "other_rows", "gone", "not_fetched"]
CHECK = "a likely mate is a guess by name and place: see the publisher's explanation before you write it down"
UNSEEN = {"code": "form known from other programs only", "nothing": "form assumed, not seen"}
CODES = {"same": 0, "not_fetched": 0, "newer": 4, "renamed": 5, "other_rows": 5, "gone": 5}
"""Exit code of the worst state: 0 nothing to do, 4 something newer, 5 something that will be a hole."""


@dataclass
class Finding:
    """What was found of one source of the edition."""

    source: str
    vintage: str
    state: State
    seen: str = ""
    """How the form is known; code and nothing: no file of it was read before."""
    address: str = ""
    rows: int | None = None
    newer: str = ""
    renamed: dict[str, str] = field(default_factory=dict)
    """Header that is not there -> the likely mate, '' where none is like it."""
    newer_renamed: dict[str, str] = field(default_factory=dict)
    """The same of the newer vintage."""
    lines: list[str] = field(default_factory=list)
    """What to write, and in which file, for the newest vintage or the new address."""
    why: str = ""

    def plain(self) -> dict:
        """For --json."""
        return asdict(self)


def ask(edition: Edition) -> Iterator[Finding]:
    """One finding per source of the edition, as its publisher answers."""
    for source, vintage in edition.uses:
        if vintage.fetch is None:
            yield Finding(source.source_id, vintage.name, "not_fetched", why="only from a mirror")
        else:
            yield _finding(source, vintage)


def code(findings: list[Finding]) -> int:
    """Exit code for a scheduler."""
    return max((CODES[one.state] for one in findings), default=0)


def sentence(one: Finding) -> str:
    """A finding in a line, and what to write below it."""
    parts = [f"{one.source} {one.vintage}: {one.state}"]
    parts += [f"newer: {one.newer}"] if one.newer else []
    parts += [f"{one.rows} rows"] if one.rows is not None else []
    parts += [UNSEEN[one.seen]] if one.seen in UNSEEN else []
    parts += [f"{old} -> {mate or 'no likely mate'}" for old, mate in one.renamed.items()]
    parts += [f"in the newer one {old} -> {mate or 'no likely mate'}" for old, mate in one.newer_renamed.items()]
    parts += [CHECK] if any((one.renamed | one.newer_renamed).values()) else []
    parts += [one.why] if one.why else []
    return "\n".join(["; ".join(parts), *(f"    {line}" for line in one.lines)])


def _finding(source: Source, vintage: Vintage) -> Finding:
    found = Finding(source.source_id, vintage.name, "same", seen=vintage.seen or "")
    with Client(f"{source.source_id} {vintage.name}") as client, tempfile.TemporaryDirectory() as folder:
        asked = vintage
        try:
            seen = catalogues.look(client, source, vintage, Path(folder))
        except EtlError as error:
            found.state, found.why = "gone", str(error)
            moved = catalogues.elsewhere(client, vintage)
            found.address = moved or ""
            asked = vintage.model_copy(update={"fetch": FileFetch(kind="file", url=moved)}) if moved else vintage
            seen = _looked(client, source, asked, Path(folder)) if moved else None
        if seen is not None:
            found.address, found.rows = seen.address, seen.rows
            found.renamed = _differing(source, asked, seen)
        if found.state == "same" and found.renamed:
            found.state = "renamed"
        elif found.state == "same" and (told := _other_rows(source, vintage, found.rows)):
            found.state, found.why = "other_rows", told
        _say_lines(found, source, vintage, asked)
        later = _newer(client, source, asked)
        if later:
            lines = two_lines(source, asked, *later)
            found.newer, newest = later[0], _declared(asked, later[0], lines[0])
            _say_newer(found, source, asked, lines, _looked(client, source, newest, Path(folder)))
    return found


def _other_rows(source: Source, vintage: Vintage, rows: int | None) -> str:
    """What is wrong with the number of rows, where the publisher tells it: the build would refuse half a file too."""
    if rows is None or len(source.tables) != 1:
        return ""
    low, high = vintage.rows.get(next(iter(source.tables)), (0, 10**9))
    return "" if low <= rows <= high else f"expected {low} to {high} rows"


def _say_lines(found: Finding, source: Source, vintage: Vintage, asked: Vintage) -> None:
    """What mends the vintage itself: its new address, and the columns that were renamed."""
    place = f"etl/sources/{source.source_id}.yml:"
    if asked is not vintage:
        found.lines.append(f"{place} {_moved(vintage, asked)}")
    if found.renamed and all(found.renamed.values()):
        found.lines.append(f'{place} "{vintage.name}": renamed: {_pairs({**vintage.renamed, **found.renamed})}')


def _declared(asked: Vintage, name: str, line: str) -> Vintage:
    """The vintage that a line of two_lines declares."""
    told = yaml.safe_load(line.partition(": ")[2])[name]
    form = Vintage.model_validate({**{key: value for key, value in told.items() if key != "like"}, "name": name})
    its = {key: getattr(form, key) for key in form.model_fields_set - {"dialect"}}
    return asked.model_copy(update={**its, "dialect": form.dialect.over(asked.dialect)})


def _say_newer(found: Finding, source: Source, asked: Vintage, lines: list[str], seen: catalogues.Seen | None) -> None:
    """The lines that declare the newer vintage, where its headers are ours or only called otherwise."""
    found.state = "newer" if found.state == "same" else found.state
    found.newer_renamed = _differing(source, asked, seen) if seen else {}
    if seen is None:
        found.why = f"{found.why} The newer one could not be read: look at its page.".strip()
    elif all(found.newer_renamed.values()):
        renamed = {**asked.renamed, **found.newer_renamed}
        said = f", renamed: {_pairs(renamed)}}}" if found.newer_renamed else "}"
        found.lines += [lines[0][:-1] + said, lines[1]]
    else:
        found.why = f"{found.why} The newer one has another form: it needs a shape of its own.".strip()


def _looked(client: Client, source: Source, vintage: Vintage, folder: Path) -> catalogues.Seen | None:
    try:
        return catalogues.look(client, source, vintage, folder)
    except EtlError:
        return None


def _differing(source: Source, vintage: Vintage, seen: catalogues.Seen) -> dict[str, str]:
    found: dict[str, str] = {}
    for table in source.tables.values():
        found |= mates(table, vintage, seen.headers.get(table.name, []))
    return found


def _pairs(renamed: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{json.dumps(old)}: {json.dumps(new)}" for old, new in renamed.items()) + "}"


def _newer(client: Client, source: Source, vintage: Vintage) -> tuple[str, str] | None:
    try:
        return catalogues.newer(client, source, vintage)
    except EtlError:
        return None  # a catalogue that is down does not make a source that answers less the same


def two_lines(source: Source, vintage: Vintage, name: str, where: str) -> list[str]:
    """What declares a newer vintage of the same shape: a line of the source's vintages, and one of the edition."""
    last, year = re.findall(r"20\d\d", name)[-1], vintage.reference_date.year
    step = int(last) - int(re.findall(r"20\d\d", vintage.name)[-1])
    day = vintage.reference_date.replace(year=year + step) if step else dt.date(int(last), 1, 1)
    spec = vintage.fetch
    said = {"like": f'"{vintage.name}"', "reference_date": day.isoformat()}
    if vintage.period != str(year):
        said["period"] = f'"{name}"'
    if isinstance(spec, ODataV3Fetch | ODataV4Fetch):
        ours = spec.url.rstrip("/").split("/")[-2]
        old, new = f"{vintage.reference_date.year}JJ00", f"{day.year}JJ00"
        params = ", ".join(f'{key}: "{value.replace(old, new)}"' for key, value in spec.params.items())
        said["fetch"] = f"{{kind: {spec.kind}, url: {spec.url.replace(ours, where)}, params: {{{params}}}}}"
        said["file"] = vintage.file.replace(ours, where)
        keep = {key: value.replace(old, new) for key, value in vintage.dialect.keep.items()}
    elif isinstance(spec, OgcFetch):
        said["fetch"] = f"{{kind: ogc, url: {spec.url}, params: {{jaarcode: {last}}}}}"
        said["file"] = vintage.file.replace(str(spec.params["jaarcode"]), last)
        keep = {key: value.replace(str(spec.params["jaarcode"]), last) for key, value in vintage.dialect.keep.items()}
    else:
        said["fetch"] = f'{{kind: file, url: "{where}"}}'
        said["file"] = f'"{vintage.file.rpartition("/")[0]}/{where.rpartition("/")[2]}"'
        keep = {}
    if keep != dict(vintage.dialect.keep):
        said["dialect"] = "{keep: {" + ", ".join(f'{key}: "{value}"' for key, value in keep.items()) + "}}"
    line = ", ".join(f"{key}: {value}" for key, value in said.items())
    return [f'etl/sources/{source.source_id}.yml:   "{name}": {{{line}}}', f"the edition:   {source.source_id}: {name}"]


def _moved(vintage: Vintage, asked: Vintage) -> str:
    assert isinstance(vintage.fetch, FileFetch)
    assert isinstance(asked.fetch, FileFetch)
    return f'fetch: {{kind: file, url: "{asked.fetch.url}"}} in the place of {vintage.fetch.url}'
