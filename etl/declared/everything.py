"""All that is declared, read at once: a build begins with every fault of every file instead of the first one."""

from functools import partial

from etl import paths
from etl.declared import catalog, corrections, declarations, expectations, reference


def judge() -> None:
    """Reads every declared file. Raises DeclarationBroken with all faults."""
    editions = sorted(path.stem for path in paths.EDITIONS.glob("*.yml"))
    expected = sorted(path.stem for path in (paths.PROJECT / "etl" / "expectations").glob("*.csv"))
    declarations.every(
        [
            catalog.sources,
            reference.indicators,
            reference.units,
            reference.hosts,
            reference.newcomer_rule,
            reference.program,
            reference.words,
            reference.rules,
            expectations.metrics,
            *(partial(catalog.edition, name) for name in editions),
            partial(corrections.read, corrections.file()),
            *(partial(expectations.committed, name) for name in expected),
        ]
    )
