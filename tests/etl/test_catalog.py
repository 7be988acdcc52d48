"""Facts stand once: declarations, column maps, queries and texts are compared both ways."""

import re

import pytest

from etl import paths
from etl.building import build
from etl.declared import catalog, reference
from etl.declared.column_maps import column_map
from etl.errors import EtlError
from etl.partners import tables as partners

BUILD = {p.stem: p.read_text(encoding="utf-8") for p in (paths.QUERIES / "build").glob("*.sql")}
CHECKS = {p.stem: p.read_text(encoding="utf-8") for p in (paths.QUERIES / "checks").glob("*.sql")}
READERS = BUILD | CHECKS
SOURCES = catalog.sources()
TABLES = [table for source in SOURCES.values() for table in source.tables.values()]
SHAPES = [
    (source.source_id, table.name, shape)
    for source in SOURCES.values()
    for table in source.tables.values()
    for shape in sorted({v.shape for v in source.vintages.values()})
]


@pytest.mark.parametrize(("source_id", "table", "shape"), SHAPES)
def test_every_map_gives_declared_fields_once_and_all_required_ones(source_id, table, shape):
    fields = SOURCES[source_id].tables[table].fields
    mapped = [f for f in column_map(table, shape).values() if f]
    assert sorted(mapped) == sorted(set(mapped))
    from_geometry = {"lon", "lat"} if SOURCES[source_id].format == "points" else set()
    assert set(mapped) <= set(fields)
    required = {n for n, f in fields.items() if f.required and (not f.shapes or shape in f.shapes)}
    assert required <= set(mapped) | from_geometry
    assert {n for n, f in fields.items() if f.shapes and shape not in f.shapes} & set(mapped) == set()


def test_every_column_map_belongs_to_a_table():
    files = {p.stem for p in (paths.SOURCES / "columns").glob("*.csv")}
    assert files == {t.name for t in TABLES}


def test_queries_read_only_declared_tables_and_every_declared_field():
    own = {"source_used", "source_hole", "contract_issue", "imported_indicator", *partners.COLUMNS}
    read = {m for sql in BUILD.values() for m in re.findall(r"\braw\.(\w+)", sql)}
    assert {r for r in read if not r.startswith("reference_")} - own == {t.name for t in TABLES}
    for table in TABLES:
        text = " ".join(sql for sql in READERS.values() if f"raw.{table.name}" in sql)
        families = re.findall(r"columns\('([^']+)'\)", text)
        whole = "columns(* exclude" in text
        # a reference date is only compared with the vintage's, by the contract
        fields = [name for name, spec in table.fields.items() if not spec.is_reference_date]
        unused = [
            f
            for f in fields
            if f not in table.key
            and not (whole or re.search(rf"\b{f}\b", text) or any(re.fullmatch(p, f) for p in families))
        ]
        assert unused == [], f"{table.name} declares fields that no query reads"


def test_every_query_says_its_grain_first():
    for path in paths.QUERIES.rglob("*.sql"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("-- "), path.name
        if path.parent.name in {"build", "status"} and not path.stem.startswith("_"):
            assert first.startswith("-- one row"), path.name


def test_every_table_is_built_after_what_it_reads():
    order = build.steps()
    assert set(order) == {n for n in BUILD if not n.startswith("_")} | set(build.PYTHON_TABLES)
    for name, sql in BUILD.items():
        without_comments = re.sub(r"--.*", "", sql)
        for read in re.findall(r"\b(?:core|mart)\.\w+", without_comments):
            if name in order and read in order:
                assert order.index(read) <= order.index(name)


def test_every_issue_rule_is_raised_somewhere_and_explained():
    explained = set(reference.rules())
    raising = ("decoding/contract.py", "partners/indicators.py")
    code = BUILD["mart.etl_issue"] + "".join((paths.PROJECT / "etl" / file).read_text("utf-8") for file in raising)
    stems = ("cell_", "point_in_other_municipality_")
    unused = [r for r in explained if r not in code and not r.startswith(stems)]
    assert unused == []


def test_editions_name_existing_vintages_and_unknown_ones_are_refused():
    for path in paths.EDITIONS.glob("*.yml"):
        assert catalog.edition(path.stem).uses
    with pytest.raises(EtlError, match=r"Edition '2031' is not known. Expected one of: .*2020"):
        catalog.edition("2031")
