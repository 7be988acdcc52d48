"""Records of declared files: closed, typed and frozen, and the plain types that their keys have.

Closed means: a key that the form does not know is refused. A default that switches a rule off would be found by
nobody, so what decides over a rule has none.
"""

import datetime as dt
import math
import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainValidator, Strict


class Declared(BaseModel):
    """A record of a declared file: closed and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    short_forms: ClassVar[tuple[str, ...]] = ()
    """Keys that a file may use and that the record keeps under another."""


class Named(Declared):
    """A record whose name is the key above it in the file (see `named`)."""

    name: str


def named(entries: Any) -> Any:
    """Entries by name with the name inside each; used before an entry is judged. Raises ValueError where one has it."""
    if not isinstance(entries, Mapping):
        return entries
    doubly = [name for name, entry in entries.items() if isinstance(entry, Mapping) and "name" in entry]
    if doubly:
        raise ValueError(f"expected the name of {doubly[0]} to be the key above it, found a key 'name' in it too")
    return {name: {**e, "name": str(name)} if isinstance(e, Mapping) else e for name, e in entries.items()}


def _as_text(value: Any) -> Any:
    """YAML reads an unquoted 2019 or 2027-12-31 as a number or a date; yes and no stay refused."""
    is_plain = isinstance(value, int | float | dt.date) and not isinstance(value, bool)
    return str(value) if is_plain else value


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("expected text, found a blank")
    return text


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"expected a number, found {value!r}")
    return value


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"expected a regular expression, found {pattern!r} ({error})") from error
    return pattern


Line = Annotated[str, BeforeValidator(_as_text)]
"""Text that may be blank."""
Text = Annotated[Line, AfterValidator(_filled)]
Pattern = Annotated[Text, AfterValidator(_compiles)]
Flag = Annotated[bool, Strict()]
Whole = Annotated[int, Strict()]
Number = Annotated[int | float, PlainValidator(_number)]
"""As it is written: 3000 stays 3000 in the sentences about a range."""
Day = Annotated[dt.date, Strict()]
