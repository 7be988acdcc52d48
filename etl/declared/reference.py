"""Facts of our own in data/reference/*.yml and etl/rules.yml: indicators, units, hosts, names, words and rules."""

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import pydantic
from pydantic import AfterValidator, model_validator

from etl import paths
from etl.declared import declarations
from etl.declared.closed_records import Declared, Flag, Line, Number, Pattern, Text, Whole
from etl.errors import DeclarationBroken

Id = Annotated[str, pydantic.StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


def _is_host(name: str) -> str:
    if not all(part.isascii() and part.replace("-", "").isalnum() for part in name.split(".")) or "." not in name:
        raise ValueError(f"expected the name of a host, found {name!r}")
    return name


class Described(Declared):
    """What every indicator says of itself, ours and those that organisations bring."""

    indicator_id: Id
    name_nl: Text
    name_en: Text
    description_nl: Text
    description_en: Text
    method_nl: Text
    method_en: Text
    unit: Text
    """One of data/reference/units.yml."""
    decimals: Annotated[Whole, pydantic.Field(ge=0, le=6)]
    direction: Literal["higher_is_better", "higher_is_worse", "neutral"]


class Indicator(Described):
    """One indicator of the atlas itself."""

    source_id: Text
    or_source_id: Text | None = None
    """Where the same figure comes from in an edition that lacks `source_id`."""
    palette: Literal["need", "amount", "diverging"]
    is_on_map: Flag
    sector: Literal["PO", "VO"] | None = None
    factor_id: Id | None = None
    """One of data/reference/factors.csv."""
    aggregate: Literal["sum", "ratio", "mean"] | None = None
    """How schools make the figure of an area; a ratio is `multiplier` x `numerator` / `denominator`."""
    numerator: Id | None = None
    denominator: Id | None = None
    multiplier: Number | None = None
    n_unit: Literal["schools", "pupils", "persons", "households"]
    """What `n` counts, also where a figure has no n."""
    rate: Literal["derived", "published", "coverage"] | None = None
    """Who makes a percentage; the rule for small numbers holds for what is derived. Percentages only, and each."""
    is_comparable: Flag
    """Areas of different size can be compared on it."""
    weight_id: Id | None = None
    """The indicator that weighs areas when they are joined."""
    spread_id: Id | None = None
    """The indicator that tells how far apart the households of an area are."""
    share_of: tuple[Id, Id] | None = None
    """(numerator, denominator): the figure of an area is the one as a percentage of the other."""
    is_need_of: Literal["PO", "VO"] | None = None
    """The sector whose need it is, the load that adds up; one indicator per sector."""
    coverage_id: Id | None = None
    """The indicator that tells how much of an area it covers."""
    ratio_of: tuple[Id, Id] | None = None
    """(part, whole): the figures of the schools whose ratio it is; its error comes from what they move in a year."""
    family: Literal["socioeconomic"] | None = None
    """Indicators that tell nearly the same count once."""
    no_verdict: Literal["buildings", "mixed_types"] | None = None
    """Why nothing is judged on it: it tells which schools stand there, or its groups are no one thing."""
    change_id: Id | None = None
    """The published change since `change_since`: the figure of then is the figure of now less that change."""
    change_since: Text | None = None

    @model_validator(mode="after")
    def _ratio_has_both(self) -> "Indicator":
        has = (self.numerator is not None, self.denominator is not None)
        wanted = self.aggregate == "ratio"
        if has != (wanted, wanted):
            raise ValueError(f"expected a numerator and a denominator with aggregate ratio only, found {has}")
        return self

    @model_validator(mode="after")
    def _percentage_says_who_makes_it(self) -> "Indicator":
        if (self.rate is not None) != (self.unit == "pct"):
            raise ValueError(f"expected a rate with unit pct and no other, found {self.rate} with {self.unit}")
        if self.rate == "published" and (self.aggregate or self.share_of):
            raise ValueError("expected rate derived for a percentage that is made of counts, found published")
        return self


class Unit(Declared):
    """The words behind a number, one and many; '' = a bare number."""

    nl: tuple[Line, Line]
    en: tuple[Line, Line]


class NewcomerRule(Declared):
    """A school whose name fits the pattern is one for newcomers or asylum seekers."""

    pattern: Pattern


class Program(Declared):
    """What the program is called, and the names it had before."""

    name: Text
    former: tuple[Text, ...]


class Rule(Declared):
    """What an issue row means, in both languages."""

    title_nl: Text
    title_en: Text
    severity: Literal["info", "repaired", "unmatched", "refused"]
    message_nl: Text
    message_en: Text


class Word(Declared):
    """One thing of this field: what we call it, what it means, and what we do not say for it."""

    nl: Text
    en: Text
    means_nl: Text
    means_en: Text
    not_said_nl: tuple[Text, ...]
    not_said_en: tuple[Text, ...]
    why: Text


def indicators(path: Path | None = None) -> tuple[Indicator, ...]:
    """Every indicator of the atlas, in the order of lists. Raises DeclarationBroken with all faults of the file."""
    path = path or paths.REFERENCE / "indicators.yml"
    found: tuple[Indicator, ...] = declarations.read(path, tuple[Indicator, ...])
    ids, known = [one.indicator_id for one in found], list(units())
    told = [
        f"{declarations.shown(path)}: {number} ({one.indicator_id}): {fault}"
        for number, one in enumerate(found, 1)
        for fault in _faults(one, ids, known)
    ]
    if told:
        raise DeclarationBroken(told)
    return found


def _faults(indicator: Indicator, ids: list[str], known: list[str]) -> Iterable[str]:
    if ids.count(indicator.indicator_id) > 1:
        yield f"indicator_id: expected each once, found {indicator.indicator_id} more often. Rename one."
    said = indicator.model_dump(
        include={"numerator", "denominator", "weight_id", "spread_id", "coverage_id", "change_id"}, exclude_none=True
    )
    said |= {f"share_of.{n}": one for n, one in enumerate(indicator.share_of or (), 1)}
    said |= {f"ratio_of.{n}": one for n, one in enumerate(indicator.ratio_of or (), 1)}
    for key, one in said.items():
        if one not in ids:
            yield f"{key}: expected an indicator of this file, found {one!r}. Mend it."
    if indicator.unit not in known:
        yield f"unit: expected one of {', '.join(known)} (units.yml), found {indicator.unit!r}. Mend it."
    if indicator.factor_id is not None and indicator.factor_id not in _factors():
        yield f"factor_id: expected one of data/reference/factors.csv, found {indicator.factor_id!r}. Mend it."
    if not (paths.SOURCES / f"{indicator.source_id}.yml").is_file():
        yield f"source_id: expected a file of etl/sources, found {indicator.source_id!r}. Mend it."
    if indicator.or_source_id is not None and not (paths.SOURCES / f"{indicator.or_source_id}.yml").is_file():
        yield f"or_source_id: expected a file of etl/sources, found {indicator.or_source_id!r}. Mend it."


@cache
def _factors() -> frozenset[str]:
    with (paths.REFERENCE / "factors.csv").open(encoding="utf-8", newline="") as handle:
        return frozenset(row["factor_id"] for row in csv.DictReader(handle))


def units(path: Path | None = None) -> dict[str, Unit]:
    """The units of indicators by name. Raises DeclarationBroken."""
    return declarations.read(path or paths.REFERENCE / "units.yml", Mapping[Id, Unit])


def hosts(path: Path | None = None) -> dict[str, str]:
    """Hosts that the download may ask -> what for. Raises DeclarationBroken."""
    form = Mapping[Annotated[str, AfterValidator(_is_host)], Text]
    return declarations.read(path or paths.REFERENCE / "hosts.yml", form)


def newcomer_rule(path: Path | None = None) -> NewcomerRule:
    """The rule on names of schools for newcomers. Raises DeclarationBroken."""
    return declarations.read(path or paths.REFERENCE / "newcomer_rule.yml", NewcomerRule)


def program(path: Path | None = None) -> Program:
    """The program's own names. Raises DeclarationBroken; `paths` and the dashboard read the same file."""
    return declarations.read(path or paths.REFERENCE / "program.yml", Program)


def words(path: Path | None = None) -> tuple[Word, ...]:
    """The words of this field, in the order of the glossary. Raises DeclarationBroken."""
    return declarations.read(path or paths.REFERENCE / "words.yml", tuple[Word, ...])


def rules(path: Path | None = None) -> dict[str, Rule]:
    """Issue rules by name. Raises DeclarationBroken."""
    return declarations.read(path or paths.PROJECT / "etl" / "rules.yml", Mapping[Id, Rule])
