"""A large file is judged and read in a child process: what that takes of memory and time ends with the child.

Small files are judged here, which is faster; they can take little.
"""

import dataclasses
import logging
from collections.abc import Mapping, Set
from typing import Any

import pandas as pd
import pyarrow as pa

from etl import apart
from etl.errors import UploadRejected
from etl.partners import intake
from etl.partners.intake import door, workbook
from etl.partners.intake.findings import Finding
from etl.partners.intake.layout import Layout

log = logging.getLogger(__name__)
LARGE = 500_000  # bytes of a text, or of the sheets and remarks of a workbook
MEMORY = 3_000_000_000  # bytes of address space of the child; its libraries reserve half of that and use little of it
SECONDS = 60  # of processor time; the worst of 10 MB takes 10


def propose(
    name: str,
    data: bytes,
    remembered: Mapping[str, str] | None = None,
    without: Set[str] = frozenset(),
    year: str = "",
) -> intake.Proposal:
    """As intake.propose, and bounded: a file that asks too much is stopped with a finding."""
    refused = door.at_the_door(name, data)
    if any(finding.result == "stop" for finding in refused) or not _is_large(data):
        return intake.propose(name, data, remembered, without, year)
    try:
        plain = _call("proposed", data, name, dict(remembered or {}), (sorted(without), year))
    except apart.Died as died:
        log.warning("a file of %d bytes ended its reader: %s", len(data), died.why)
        return intake.Proposal(Layout(), {}, {}, [*refused, door.refused("died")])
    return _whole(plain)


def _whole(plain: dict[str, Any]) -> intake.Proposal:
    """The proposal that the child made plain data of."""
    findings = [Finding(**finding) for finding in plain.pop("findings")]
    rows, apart_rows = _unpacked(plain.pop("rows")), plain.pop("apart")
    found = intake.Proposal(Layout(**plain.pop("layout")), findings=findings, rows=rows, **plain)
    return dataclasses.replace(found, apart=_unpacked(apart_rows)) if apart_rows else found


def rows(data: bytes, layout: Layout, columns: Mapping[int, str]) -> pd.DataFrame:
    """As intake.rows, and bounded. Raises UploadRejected for a file that asks too much."""
    if not _is_large(data):
        return intake.rows(data, layout, columns)
    try:
        return _unpacked(_call("rows_of", data, dataclasses.asdict(layout), dict(columns)))
    except apart.Died as died:
        raise UploadRejected(
            f"Expected a file that can be read within bounds, found one that cannot ({died.why}). Copy the columns "
            f"about schools alone into a new file."
        ) from died


def _is_large(data: bytes) -> bool:
    return max(len(data), workbook.weight(data)) > LARGE


def _call(job: str, data: bytes, *args: Any) -> Any:
    known = workbook.packed(data)
    return apart.call(f"{__name__}:{job}", data, known, *args, memory=MEMORY, seconds=SECONDS)


def proposed(
    data: bytes, known: tuple[bytes, bytes], name: str, remembered: dict[str, str], said: tuple[list[str], str]
) -> dict[str, Any]:
    """The child's part of `propose`, as plain data.

    known: the workbook as its reader unpacked it; said: without and year.
    """
    workbook.remember(data, known)
    without, year = said
    found = intake.propose(name, data, remembered or None, frozenset(without), year)
    plain = {field.name: getattr(found, field.name) for field in dataclasses.fields(found)}
    findings = [dataclasses.asdict(finding) for finding in found.findings]
    frames = {"rows": _packed(found.rows), "apart": b"" if found.apart is None else _packed(found.apart)}
    return plain | {"layout": dataclasses.asdict(found.layout), "findings": findings} | frames


def rows_of(data: bytes, known: tuple[bytes, bytes], layout: dict[str, Any], columns: dict[int, str]) -> bytes:
    """The child's part of `rows`."""
    workbook.remember(data, known)
    return _packed(intake.rows(data, Layout(**layout), columns))


def _packed(frame: pd.DataFrame) -> bytes:
    table, out = pa.Table.from_pandas(frame, preserve_index=False), pa.BufferOutputStream()
    with pa.ipc.new_stream(out, table.schema) as stream:
        stream.write_table(table)
    return out.getvalue().to_pybytes()


def _unpacked(data: bytes) -> pd.DataFrame:
    return pa.ipc.open_stream(data).read_all().to_pandas()
