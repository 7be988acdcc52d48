"""What a source's YAML in etl/sources may say: closed, frozen records of its facts, tables, fields and vintages."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import pydantic
from pydantic import ValidationInfo, field_validator, model_validator

from etl.declared.closed_records import Day, Declared, Flag, Line, Named, Number, Pattern, Text, Whole, named
from etl.declared.fetch_form import Fetch

Format = Literal[
    "csv",
    "xlsx",
    "parquet",
    "points",
    "areas",
    "topo_areas",
    "series",
    "records",
    "feature_areas",
    "feature_points",
    "rio_points",
    "zip_csv",
]
RIO_MEMBERS = ("locaties.json", "relaties.json")
RIO_HEADERS = ("ONDERWIJSLOCATIECODE", "EINDDATUM", "VESTIGINGSCODE", "GPS_LONGITUDE", "GPS_LATITUDE")
"""What joins places and links, says which are past, and where a place is."""
"""Places and the links to them, in the zip of format rio_points."""
Seen = Literal["bytes", "page", "code", "nothing"]
"""bytes: a file of this form was read; page: its first lines as text; code: others' programs that read it; nothing."""
SmallNumbers = Literal["as_published", "withhold"]
"""Whether rates that we derive from the source are withheld when few people stand behind them."""
Row = Annotated[Whole, pydantic.Field(ge=1)]
Count = Annotated[Whole, pydantic.Field(ge=0)]


class Field(Named):
    """One canonical column of a raw table and what its cells must look like."""

    type: Literal["text", "count", "number", "number_comma", "date", "code"] = "text"
    pattern: Pattern | None = None
    required: Flag = False
    minimum: Number | None = None
    maximum: Number | None = None
    values: tuple[Text, ...] = ()
    shapes: tuple[Text, ...] = ()
    """Only these shapes have the column; () = each does. Where it is not, nothing is required of it."""
    may_hide: Flag = False
    """A count that stands as "<5" in a vintage that hides small counts."""
    may_be_nought: Flag = False
    """Every figure may be 0; a column of figures that is not so is refused when it holds nothing else."""
    is_reference_date: Flag = False
    """Every cell is the vintage's reference date (YYYYMMDD): a file of another year is refused."""
    on_error: Literal["refuse", "issue"] = "refuse"
    """`refuse` stops the build; `issue` empties the cell and files an issue."""


class Place(Declared):
    """Where a table stands in a workbook; rows from 1."""

    sheet: Text
    header_row: Row
    first_row: Row


class Table(Named):
    """One raw table that a source's file gives: its fields, key ([] = none) and where it stands in the file."""

    key: tuple[Text, ...]
    fields: Mapping[Line, Field]
    place: Place | None = None

    _named = field_validator("fields", mode="before")(named)


class Dialect(Declared):
    """How a format's file is to be read; which settings a format needs is checked in etl/declared/source_checks.py."""

    encoding: Literal["utf-8", "utf-8-sig", "cp1252"] = "utf-8"
    mixed_encoding: Flag = False
    """The publisher's cp1252 really has characters that look like UTF-8."""
    delimiter: Literal[",", ";", "\t"] = ","
    member: Text | None = None
    """Name of the file in the zip."""
    crs: Whole | None = None
    """EPSG number of the coordinates."""
    keep: Mapping[Text, Pattern] = {}
    """Column -> pattern: only records that match all are read."""
    values: tuple[Text, ...] = ()
    """Names of a series' first places."""
    missing: tuple[Text, ...] = ()
    """What the publisher writes where there is no value, beside an empty cell."""
    thousands: Literal["", ".", " "] = ""
    """What stands between thousands in counts; a file that has another is refused."""

    def over(self, base: "Dialect") -> "Dialect":
        """What is set here, and what `base` sets besides."""
        return base.model_copy(update={name: getattr(self, name) for name in self.model_fields_set})


class Vintage(Named):
    """One published version of a source: its file, the shape of its columns and its reference date."""

    file: Text
    reference_date: Day
    shape: Text = "default"
    period: Line = ""
    """As the file's figures name it; the year of the reference date where the file leaves it out."""
    format: Format | Literal[""] = ""
    """The source's, where the file leaves it out."""
    dialect: Dialect = Dialect()
    rows: Mapping[Line, tuple[Count, Count]] = {}
    """Table -> fewest and most rows."""
    fetch: Fetch | None = None
    """How it comes from its publisher; None = only from a mirror."""
    places: Mapping[Line, Place] = {}
    """Table -> where it stands in this vintage's workbook, where that is not the place of the table."""
    totals: Mapping[Line, Mapping[Line, Number]] = {}
    """Table -> field -> the sum that the publisher states: the vintage has it exactly."""
    renamed: Mapping[Line, Line] = {}
    """Header of the shape -> what its publisher calls it in this vintage: so it needs no shape of its own."""
    hides: Flag = False
    """Small counts stand as "<5" in the fields that may hide them; in any other vintage that mark is refused."""
    seen: Seen | None = None
    """How we know the form of what is fetched: needed where `fetch` is. The form of a file at hand was read."""
    assumption: Text | None = None
    """What we had to assume of this vintage, beside what the source says."""
    note_nl: Line = ""
    note_en: Line = ""
    """What a reader must know of this vintage."""
    url: Line = ""
    """Where these bytes are; the address of the source where the file leaves it out. So with the three below."""
    publisher: Line = ""
    licence: Line = ""
    licence_url: Line | None = None


def _like(vintages: Mapping[Any, Any]) -> dict[Any, Any]:
    """Vintages with what the one that they are `like` says and they do not, that one's own `like` included.

    Raises ValueError where it is not there, or is like the one that asks.
    """
    return {name: _whole(name, vintages) for name in vintages}


def _whole(name: Any, vintages: Mapping[Any, Any], asked: tuple[str, ...] = ()) -> Any:
    one = vintages[name]
    if not isinstance(one, Mapping) or "like" not in one:
        return one
    other = {str(key): key for key in vintages}.get(str(one["like"]))
    if other is None or str(other) in (*asked, str(name)):
        raise ValueError(f"expected vintage {name} to be like another one of the source, found {one['like']}")
    base = _whole(other, vintages, (*asked, str(name)))
    return {**base, **{key: value for key, value in one.items() if key != "like"}}


class Source(Declared):
    """One publication of one publisher. A file with one table has its key, fields and place at the top."""

    short_forms: ClassVar[tuple[str, ...]] = ("key", "fields", "place")
    source_id: Text
    title_nl: Text
    title_en: Text
    publisher: Text
    licence: Text
    licence_url: Line
    url: Line
    max_age_days: Annotated[Whole, pydantic.Field(gt=0)]
    small_numbers: SmallNumbers
    """as_published: what this publisher makes public stays as it is, also at small numbers; withhold: it is judged as
    ours are. What we make ourselves is judged always (`rate` in indicators.yml). No default."""
    assumption: Text | None = None
    """What we had to assume of a file that was never seen."""
    catalogue_title: Text | None = None
    """How the titles of its tables begin in CBS's catalogue, so that a later one is found there."""
    format: Format
    dialect: Dialect = Dialect()
    tables: Mapping[Line, Table]
    vintages: Mapping[Line, Vintage]

    @model_validator(mode="before")
    @classmethod
    def _one_table(cls, plain: Any) -> Any:
        """A source with one table gives it its own name; a vintage like another one has all that it does not say."""
        if isinstance(plain, Mapping) and isinstance(plain.get("vintages"), Mapping):
            plain = {**plain, "vintages": _like(plain["vintages"])}
        if not isinstance(plain, Mapping) or "tables" in plain:
            return plain
        table = {key: plain[key] for key in cls.short_forms if key in plain}
        rest = {key: value for key, value in plain.items() if key not in table}
        return {**rest, "tables": {str(plain.get("source_id", "")): table}}

    def provenance(self, vintage: Vintage) -> dict[str, str]:
        """Publisher, licence, licence_url and url of a vintage: its own where it says so, else the source's."""
        licence_url = self.licence_url if vintage.licence_url is None else vintage.licence_url
        return {
            "publisher": vintage.publisher or self.publisher,
            "licence": vintage.licence or self.licence,
            "licence_url": licence_url,
            "url": vintage.url or self.url,
        }

    _named = field_validator("tables", "vintages", mode="before")(named)

    @field_validator("vintages")
    @classmethod
    def _inherit(cls, vintages: Mapping[str, Vintage], info: ValidationInfo) -> Mapping[str, Vintage]:
        """Vintages with the format and dialect of the source where they have none of their own."""
        if "format" not in info.data or "dialect" not in info.data:
            return vintages  # the source's own fault is told
        base: Dialect = info.data["dialect"]
        return {
            name: one.model_copy(
                update={
                    "format": one.format or info.data["format"],
                    "dialect": one.dialect.over(base),
                    "period": one.period or str(one.reference_date.year),
                }
            )
            for name, one in vintages.items()
        }
