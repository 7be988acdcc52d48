"""Reads YAML files that declare things into closed records; all faults of a file at once.

A fault is one sentence: file, key, what was expected, what was found, what to do.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError
from yaml.constructor import ConstructorError

from etl import paths
from etl.declared import faults
from etl.errors import DeclarationBroken

T = TypeVar("T")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML that refuses a key that stands twice, where the plain loader takes the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        keys = [key.value for key, _ in node.value]
        twice = sorted({str(key) for key in keys if keys.count(key) > 1})
        if twice:
            raise ConstructorError(None, None, f"the key {twice[0]} stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


def load(path: Path) -> Any:
    """A YAML file as plain data. Raises DeclarationBroken with the line where it is no YAML."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), _Loader)
    except OSError as error:
        raise DeclarationBroken([f"{shown(path)}: expected the file, found none. Put it back."]) from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: not UTF-8, or a day like 30 February
        found = " ".join(str(error).split())
        raise DeclarationBroken([f"{shown(path)}: expected YAML with each key once, found other: {found}."]) from error


def read(path: Path, form: Any, implied: faults.Loc = ()) -> Any:
    """What a YAML file declares, as `form` (a model, or a mapping or tuple of models).

    `implied` is a way to a key that the form has and the file leaves out. Raises DeclarationBroken with all faults.
    """
    return judged(path, form, load(path), implied)


def judged(path: Path, form: Any, plain: Any, implied: faults.Loc = ()) -> Any:
    """Plain data of a file as `form`. Raises DeclarationBroken with all faults."""
    try:
        return TypeAdapter(form).validate_python(plain)
    except ValidationError as error:
        told = faults.sentences(form, error, implied)
        raise DeclarationBroken([f"{shown(path)}: {fault}" for fault in told]) from None


def every(readers: Iterable[Callable[[], T]]) -> list[T]:
    """What all readers give. Raises DeclarationBroken with the faults of all that fail."""
    given, told = [], []
    for reader in readers:
        try:
            given.append(reader())
        except DeclarationBroken as error:
            told += [fault for fault in error.faults if fault not in told]
    if told:
        raise DeclarationBroken(told)
    return given


def shown(path: Path) -> str:
    """A file's path inside the project, or its name elsewhere."""
    return path.relative_to(paths.PROJECT).as_posix() if path.is_relative_to(paths.PROJECT) else path.name
