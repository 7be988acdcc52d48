"""Which reader reads which format: publisher's bytes -> raw frames, every broken file one of our own errors."""

import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from pyogrio.errors import DataSourceError
from python_calamine import CalamineError

from etl import decode, decode_live, guards
from etl.decode import Decoded
from etl.errors import EtlError, SourceIncomplete
from etl.source_form import Source, Table, Vintage

UNREADABLE = (OSError, EOFError, ValueError, KeyError, IndexError, TypeError, zlib.error, zipfile.BadZipFile)
UNREADABLE += (CalamineError, DataSourceError)
Reader = Callable[[Table, Vintage, Path], Decoded]
READERS: Mapping[str, Reader] = {
    "csv": decode.read_csv,
    "xlsx": decode.read_xlsx,
    "parquet": decode.read_parquet,
    "points": decode.read_points,
    "areas": decode.read_areas,
    "series": decode.read_series,
    "records": decode_live.read_records,
    "feature_areas": decode_live.read_feature_areas,
    "feature_points": decode_live.read_feature_points,
    "rio_points": decode_live.read_rio_points,
    "zip_csv": decode_live.read_zip_csv,
}


def decode(source: Source, vintage: Vintage, path: Path) -> dict[str, Decoded]:
    """Raw frames of one file by table name. Raises SourceChanged, SourceIncomplete or ContractBroken."""
    reader = READERS[vintage.format]
    return {name: _read(reader, table, vintage, path) for name, table in source.tables.items()}


def _read(reader: Reader, table: Table, vintage: Vintage, path: Path) -> Decoded:
    """What the reader makes of the file; whatever a broken file makes a library raise becomes an error of ours."""
    with path.open("rb") as handle:
        guards.refuse_page(table, vintage, handle.read(1000))
    try:
        decoded = reader(table, vintage, path)
    except EtlError:
        raise
    except UNREADABLE as error:
        raise SourceIncomplete(
            f"{table.name} {vintage.name}: expected a whole {vintage.format} file, found one that cannot be read "
            f"({type(error).__name__}: {error}). It is cut off or of another format; fetch it again."
        ) from error
    guards.refuse_elsewhere(table, vintage, decoded.geometry)
    return decoded
