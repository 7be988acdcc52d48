"""Every declared vintage whose file is at hand reads by its own column map and keeps its contract."""

import pytest

from etl.declared import catalog
from etl.decoding import contract, readers

pytestmark = pytest.mark.realdata
AT_HAND = [
    (source.source_id, vintage.name)
    for source in catalog.sources().values()
    for vintage in source.vintages.values()
    if vintage.file.startswith(("duo/", "cbs/", "newer/"))
]


@pytest.mark.parametrize(("source_id", "name"), AT_HAND)
def test_the_vintage_keeps_its_contract(mirror, source_id, name):
    source = catalog.sources()[source_id]
    vintage = source.vintages[name]
    frames = readers.decode(source, vintage, mirror / vintage.file)
    for table in source.tables.values():
        kept, _ = contract.check(table, vintage, frames[table.name].frame)
        low, high = vintage.rows.get(table.name, (1, 10**9))
        assert low <= len(kept) <= high


def test_vintages_are_named_after_files_that_exist(mirror):
    named = [catalog.sources()[source].vintages[name].file for source, name in AT_HAND]
    assert named
    assert [file for file in named if not (mirror / file).is_file()] == []
