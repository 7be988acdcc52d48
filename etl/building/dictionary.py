"""The data dictionary (docs/data-dictionary.md), written from what the ETL itself reads; nothing of one build in it."""

import re
from collections.abc import Iterable, Iterator, Sequence

import duckdb

from etl import paths
from etl.declared import catalog, column_maps, corrections, reference
from etl.declared.source_form import Field, Source, Table, Vintage

HEAD = """# Data dictionary

Made by `python -m etl dictionary > docs/data-dictionary.md` from the contracts in `etl/sources`, the queries and a
built warehouse; a test compares the two. Do not edit it by hand.
"""
STATUSES = {
    "observed": "there is a value",
    "suppressed": "the publisher hides it (`<5`): no value; lower and upper only where it is a sum of several cells",
    "withheld": "our own small-number rule hides it: no value, n or bounds",
    "missing": "the publisher has no figure; never zero",
    "not_applicable": "the question does not arise, such as a rate of nobody",
}
ON_ERROR = {
    "refuse": "a wrong cell stops the build, and the old build stays",
    "issue": "a wrong cell is emptied and stands in `mart.etl_issue`",
}
PYTHON_MADE = {
    "geo_file": "one row per static map file, level and language: its name, digest and size",
    "standing": "one row per area with a figure, indicator, period, group and kind of reference: what it is compared"
    " with, how far off it lies, its shrunk difference with the probability of each outer tenth, and the verdict or why"
    " there is none",
    "standing_spread": "one row per indicator, level, period, group and kind of reference: the true spread of areas"
    " around it, and where its outer tenths begin",
}


def text(con: duckdb.DuckDBPyConnection) -> str:
    """The whole page. `con` is open on a built warehouse of any edition: column names and types come from it."""
    parts = [HEAD, *_statuses(), *_tables(con), *_indicators(), *_sources(), *_rules(), *_trust()]
    return "\n".join(parts).rstrip() + "\n"


def _grid(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; bars inside cells are escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def _code(word: object) -> str:
    return f"`{word}`"


def _statuses() -> Iterator[str]:
    yield "## Status of a value\n"
    yield _grid(["status", "meaning"], ([f"`{name}`", told] for name, told in STATUSES.items()))


def _tables(con: duckdb.DuckDBPyConnection) -> Iterator[str]:
    columns = con.sql(
        """
        select table_name, column_name, lower(data_type) as data_type
        from information_schema.columns
        where table_schema = 'mart'
        order by table_name, ordinal_position
        """
    ).df()
    yield "## Tables of the warehouse\n"
    for name, rows in columns.groupby("table_name"):
        yield f"### mart.{name}\n\n{_sentence(grain(str(name)))}\n"
        yield _grid(["column", "type"], ([f"`{c}`", t] for _, c, t in rows.itertuples(index=False)))


def grain(table: str) -> str:
    """What one row of a mart table is: the first line of its query."""
    path = paths.QUERIES / "build" / f"mart.{table}.sql"
    if not path.is_file():
        return PYTHON_MADE[table]
    return path.read_text(encoding="utf-8").splitlines()[0].removeprefix("-- ")


def _indicators() -> Iterator[str]:
    yield "## Indicators\n"
    rows = (
        (
            *(_code(i.indicator_id), i.name_nl, i.name_en, i.description_en),
            *(_code(i.unit), i.direction.replace("_", " "), _code(i.source_id)),
        )
        for i in reference.indicators()
    )
    yield _grid(["indicator", "name (Dutch)", "name (English)", "definition", "unit", "direction", "source"], rows)
    yield "## Units\n"
    units = reference.units().items()
    yield _grid(["unit", "Dutch", "English"], ([f"`{u}`", " / ".join(w.nl), " / ".join(w.en)] for u, w in units))


def _sources() -> Iterator[str]:
    yield "## Sources and their contracts\n"
    yield _grid(["on_error", "meaning"], ([f"`{name}`", told] for name, told in ON_ERROR.items()))
    for source in catalog.sources().values():
        yield f"### {source.source_id}\n\n{source.title_en} ({source.title_nl}).\n"
        yield f"{source.publisher}; {source.licence}.\n"
        if source.assumption:
            yield f"Not seen as a file. Assumed: {source.assumption}.\n"
        if source.vintages:
            head = ["vintage", "reference date", "period", "format", "shape of columns", "publisher, licence, address"]
            rows = (
                [v.name, v.reference_date, v.period, v.format, v.shape, _own_provenance(v)]
                for v in source.vintages.values()
            )
            yield _grid(head, rows)
        for table, told in zip(source.tables.values(), grains(source), strict=True):
            yield f"**{table.name}**: {told}. Key: {', '.join(f'`{k}`' for k in table.key) or 'none'}.\n"
            yield _grid(["field", "column in the file", "type", "what a cell must be", "on_error"], _fields(table))


def _own_provenance(vintage: Vintage) -> str:
    """What a vintage says of itself; empty where all is the source's."""
    return "; ".join(said for said in (vintage.publisher, vintage.licence, vintage.url) if said)


def grains(source: Source) -> list[str]:
    """What one row of each table of a source is: the comments in its YAML that say so, in the tables' order."""
    lines = (paths.SOURCES / f"{source.source_id}.yml").read_text(encoding="utf-8").splitlines()
    return [match[1] for line in lines if (match := re.fullmatch(r"\s*# (one row per .*)", line))]


def _fields(table: Table) -> Iterator[list[str]]:
    headers = _headers(table)
    for name, spec in table.fields.items():
        yield [f"`{name}`", ", ".join(headers.get(name, [])), spec.type, _demands(spec), spec.on_error]


def _headers(table: Table) -> dict[str, list[str]]:
    """field -> the names its column has had, over all shapes."""
    found: dict[str, list[str]] = {}
    for shape in column_maps.shapes(table.name):
        for header, name in column_maps.column_map(table.name, shape).items():
            if header not in found.setdefault(name, []):
                found[name].append(header)
    return found


def _demands(spec: Field) -> str:
    low, high = spec.minimum, spec.maximum
    said = [
        "required" if spec.required else "",
        "the vintage's reference date" if spec.is_reference_date else "",
        f"like `{spec.pattern}`" if spec.pattern else "",
        f"one of {', '.join(spec.values)}" if spec.values else "",
        f"from {low:g}" if low is not None else "",
        f"up to {high:g}" if high is not None else "",
        "may be 0 throughout" if spec.may_be_nought else "",
    ]
    return "; ".join(part for part in said if part)


def _rules() -> Iterator[str]:
    yield "## Issue rules (mart.etl_issue)\n"
    rows = ([f"`{name}`", rule.severity, rule.message_en] for name, rule in reference.rules().items())
    yield _grid(["rule", "severity", "message"], rows)


def _trust() -> Iterator[str]:
    yield "## Checks that hold in every published build\n"
    checks = sorted((paths.QUERIES / "checks").glob("*.sql"))
    yield _grid(
        ["check", "it holds that"], ([f"`{p.stem}`", _first_line(p.read_text(encoding="utf-8"))] for p in checks)
    )
    yield "## Figures that are compared with committed ones\n"
    yield "`etl/expectations/<edition>.csv` has the expected figures, tolerances and reasons.\n"
    expected = sorted((paths.QUERIES / "expect").glob("*.sql"))
    yield _grid(["query", "gives"], ([f"`{p.stem}`", _first_line(p.read_text(encoding="utf-8"))] for p in expected))
    yield "## Known errors of sources, set right\n"
    head = ["table", "vintage", "key", "field", "source says", "here", "reason", "source of the fact"]
    known = corrections.read(corrections.file())
    rows = [[k.table, k.vintage, k.key, f"`{k.field}`", k.expect, k.value, k.reason, k.fact_source] for k in known]
    yield _grid(head, rows) if rows else "None yet (`etl/corrections.yml`).\n"


def _first_line(sql: str) -> str:
    return sql.splitlines()[0].removeprefix("-- ")


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:] + "."
