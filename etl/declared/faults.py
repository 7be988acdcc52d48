"""What is wrong in a declared file, in sentences: key, what was expected, what was found, what to do."""

import datetime as dt
import difflib
import re
from collections.abc import Mapping, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from etl.declared.closed_records import Declared, Named

Loc = tuple[int | str, ...]
STRUCTURES = {"model_type", "dict_type", "mapping_type", "tuple_type", "string_type", "int_type", "bool_type"}
STRUCTURES |= {"float_type", "date_type", "model_attributes_type"}


def sentences(form: Any, error: ValidationError, implied: Loc = ()) -> list[str]:
    """One sentence per fault: key, what was expected, what was found, what to do."""
    return [_sentence(form, fault, implied) for fault in error.errors(include_url=False)]


def _sentence(form: Any, fault: ErrorDetails, implied: Loc) -> str:
    kind, found, context = fault["type"], _short(fault["input"]), fault.get("ctx", {})
    loc = tuple(part for part in fault["loc"] if part != "[key]")
    keys, inside = _way(form, loc)
    if kind == "extra_forbidden":
        return f"{_key(keys, implied)}: {_unknown(_bare(_way(form, loc[:-1])[1]), str(loc[-1]))}"
    if kind == "missing":
        return f"{_key(keys, implied)}: expected {_kind_of(inside)}, found nothing. Add it."
    if kind.startswith("union_tag"):
        told = f"{context['tag']!r}" if "tag" in context else "nothing"
        kinds = context.get("expected_tags") or ", ".join(map(repr, sorted(_by_tag(inside))))
        return f"{_key((*keys, 'kind'), implied)}: expected one of {kinds}, found {told}. Mend it."
    if kind == "value_error":
        return f"{_key(keys, implied)}: {context['error']}. Mend it."
    expected = _kind_of(inside) if kind in STRUCTURES else re.sub(r"^\w+ should (be|have) ", "", fault["msg"])
    expected = expected.replace("String should match pattern", "text like")
    return f"{_key(keys, implied)}: expected {expected}, found {found}. Mend it."


def _unknown(form: type[Declared], key: str) -> str:
    known = [name for name in form.model_fields if not (name == "name" and issubclass(form, Named))]
    known += form.short_forms
    near = difflib.get_close_matches(key, known, 1)
    advice = f"Did you mean {near[0]}?" if near else "Take it out or mend its spelling."
    return f"expected one of {', '.join(known)}, found the unknown key {key}. {advice}"


def _way(form: Any, loc: Loc) -> tuple[tuple[str, ...], Any]:
    """(keys as the file has them, form of what stands there); pydantic also tells the kind of a union it chose."""
    keys: list[str] = []
    for part in loc:
        members = _by_tag(form)
        if part in members and len(members) > 1:
            form = members[str(part)]
        else:
            keys.append(str(int(part) + 1) if _is_list(form) else str(part))
            form = _within(form, part)
    return tuple(keys), form


def _within(form: Any, part: int | str) -> Any:
    form = _bare(form)
    if isinstance(form, type) and issubclass(form, BaseModel):
        return form.model_fields[str(part)].annotation if part in form.model_fields else None
    args = get_args(form)
    return args[-1] if get_origin(form) in (Mapping, dict) else next(iter(args), None)


def _bare(form: Any) -> Any:
    """A form without its annotations and without `| None`."""
    form = getattr(form, "__value__", form)
    if get_origin(form) is Annotated:
        return _bare(get_args(form)[0])
    if get_origin(form) in (Union, UnionType):
        some = [arg for arg in get_args(form) if arg is not NoneType]
        return _bare(some[0]) if len(some) == 1 else form
    return form


def _by_tag(form: Any) -> dict[str, Any]:
    """kind -> member, for a union of records that tell themselves apart by `kind`."""
    members = get_args(_bare(form)) if get_origin(_bare(form)) in (Union, UnionType) else ()
    models = [m for m in members if isinstance(m, type) and issubclass(m, BaseModel) and "kind" in m.model_fields]
    return {get_args(m.model_fields["kind"].annotation)[0]: m for m in models}


def _kind_of(form: Any) -> str:
    """What a form is called in a sentence."""
    form = _bare(form)
    if get_origin(form) is Literal:
        return "one of " + ", ".join(map(repr, get_args(form)))
    plain = {str: "text", int: "a whole number", float: "a number", bool: "true or false", dt.date: "a date"}
    if form in plain:
        return plain[form]
    return "a list" if _is_list(form) else "keys with values"


def _is_list(form: Any) -> bool:
    return get_origin(_bare(form)) in (tuple, list, Sequence)


def _key(keys: Sequence[str], implied: Loc) -> str:
    kept = keys[len(implied) :] if implied and tuple(keys[: len(implied)]) == implied else keys
    return ".".join(kept) or "the file"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
