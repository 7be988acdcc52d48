"""What publishers have now against what an edition declares, without building: per source same, newer, renamed, gone.

A newer vintage of the same shape costs two lines, one in the source's YAML and one in the edition's; they are told.
"""

import datetime as dt
import re
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from rapidfuzz import fuzz, process

from etl.declared.catalog import Edition
from etl.declared.column_maps import PART_OF, column_map
from etl.declared.fetch_form import FileFetch, ODataV3Fetch, ODataV4Fetch, OgcFetch
from etl.declared.source_form import Source, Table, Vintage
from etl.errors import EtlError
from etl.fetching import catalogues
from etl.fetching.download import Client

State = Literal["same", "newer", "renamed", "gone", "not_fetched"]
ALIKE = 55  # of 100: below it a header is no likely mate
UNSEEN = {"code": "form known from other programs only", "nothing": "form assumed, not seen"}
NUMBERED = re.compile(r"_\d+$")
CODES = {"same": 0, "not_fetched": 0, "newer": 4, "renamed": 5, "gone": 5}
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
    parts += [one.why] if one.why else []
    return "\n".join(["; ".join(parts), *(f"    {line}" for line in one.lines)])


def _finding(source: Source, vintage: Vintage) -> Finding:
    found = Finding(source.source_id, vintage.name, "same", seen=vintage.seen or "")
    with Client(f"{source.source_id} {vintage.name}") as client, tempfile.TemporaryDirectory() as folder:
        try:
            seen = catalogues.look(client, source, vintage, Path(folder))
        except EtlError as error:
            found.state, found.why = "gone", str(error)
            moved = catalogues.elsewhere(client, vintage)
            if moved:
                found.address, found.lines = moved, [f"etl/sources/{source.source_id}.yml: {_moved(vintage, moved)}"]
            return found
        found.address, found.rows = seen.address, seen.rows
        for table in source.tables.values():
            found.renamed |= mates(table, vintage, seen.headers.get(table.name, []))
        later = _newer(client, source, vintage)
    if found.renamed:
        found.state = "renamed"
    elif later:
        found.state, found.newer = "newer", later[0]
        found.lines = two_lines(source, vintage, *later)
    return found


def _newer(client: Client, source: Source, vintage: Vintage) -> tuple[str, str] | None:
    try:
        return catalogues.newer(client, source, vintage)
    except EtlError:
        return None  # a catalogue that is down does not make a source that answers less the same


def mates(table: Table, vintage: Vintage, found: list[str]) -> dict[str, str]:
    """Headers of the map that are not found -> the likeliest of those found that the map does not know."""
    if not found:
        return {}
    mapping = column_map(table.name, vintage.shape)
    wanted = [header for header, name in mapping.items() if name and not PART_OF.fullmatch(header)]
    wanted = [header for header in wanted if header not in {"(lon)", "(lat)"}]
    if vintage.format in {"csv", "xlsx"}:
        wanted = list(mapping)
    there = {*found, *(NUMBERED.sub("", header) for header in found)}
    free = [NUMBERED.sub("", header) for header in found if not {header, NUMBERED.sub("", header)} & set(mapping)]
    lacking = [header for header in wanted if header not in there]
    told = {header: process.extractOne(header, free, scorer=fuzz.WRatio, score_cutoff=ALIKE) for header in lacking}
    return {header: best[0] if best else "" for header, best in told.items()}


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


def _moved(vintage: Vintage, url: str) -> str:
    assert isinstance(vintage.fetch, FileFetch)
    return f'fetch: {{kind: file, url: "{url}"}} in the place of {vintage.fetch.url}'
