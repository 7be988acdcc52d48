"""Which reader reads which format: publisher's bytes -> raw frames, every broken file one of our own errors."""

import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from python_calamine import CalamineError

from etl import apart
from etl.declared.source_form import Source, Table, Vintage
from etl.decoding import files, guards, services
from etl.decoding.files import Decoded
from etl.errors import EtlError, SourceChanged, SourceIncomplete

UNREADABLE = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    RecursionError,
    zlib.error,
    zipfile.BadZipFile,
    CalamineError,
)
Reader = Callable[[Table, Vintage, Path], Decoded]
READERS: Mapping[str, Reader] = {
    "csv": files.read_csv,
    "xlsx": files.read_xlsx,
    "parquet": files.read_parquet,
    "points": files.read_points,
    "areas": files.read_areas,
    "topo_areas": files.read_areas,
    "series": files.read_series,
    "records": services.read_records,
    "feature_areas": services.read_feature_areas,
    "feature_points": services.read_feature_points,
    "rio_points": services.read_rio_points,
    "zip_csv": services.read_zip_csv,
}


# what one file may cost the child that reads it first: bytes of address space, seconds of processor time
MEMORY, SECONDS = 6_000_000_000, 300


def rehearse(source: Source, vintage: Vintage, path: Path) -> None:
    """Reads a file that came over the network in a child process first: one that ends or fills its reader is refused.

    Text (csv) is read in process, it is bounded by its bytes. Raises what `decode` raises.
    """
    if vintage.format == "csv":
        return
    try:
        apart.call("etl.decoding.readers:rehearsed", source, vintage, path, memory=MEMORY, seconds=SECONDS)
    except apart.Died as died:
        raise SourceChanged(
            f"{source.source_id} {vintage.name}: expected a {vintage.format} file that is read within "
            f"{MEMORY / 1e9:.0f} GB and {SECONDS} s, found one of {path.stat().st_size} bytes that ended its reader "
            f"({died.why}). It is set apart in rejected/; look at the publication before it is asked again."
        ) from died


def rehearsed(source: Source, vintage: Vintage, path: Path) -> int:
    """The child's part: how many rows the tables have together."""
    return sum(len(decoded.frame) for decoded in decode(source, vintage, path).values())


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
