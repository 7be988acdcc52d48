"""Sources and editions as data: the YAML files of etl/sources and etl/editions as frozen records."""

from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal

from etl import paths
from etl.declared import declarations, source_checks
from etl.declared.closed_records import Day, Declared, Flag, Line, Text, Whole
from etl.declared.source_form import Source, Vintage
from etl.errors import DeclarationBroken, EtlError

# the build is made of these: schools, areas and the need of primary schools
NEVER_LACKING = {
    "duo_vestigingen_po",
    "duo_vestigingen_vo",
    "cbs_wijkgrenzen",
    "cbs_gebieden",
    "cbs_achterstandsscores",
}


class Settings(Declared):
    """What a fictional edition says of its world."""

    country_name: Text = "Nederland"
    gka_municipalities: Line = ""
    """Codes of its GKA members, joined by commas; '' = the real ones of data/reference."""
    scale: Literal["province", "national"] = "province"


class EditionFile(Declared):
    """What a YAML of etl/editions says; `sources` is source -> vintage."""

    title_nl: Text
    title_en: Text
    as_of_date: Day
    classification_year: Whole
    is_fictional: Flag
    settings: Settings = Settings()
    imports: tuple[Text, ...] = ()
    """Deliveries of indicators that its files bring along."""
    brings_partners: Flag = False
    required: tuple[Text, ...] | None = None
    """Sources without which there is no edition; another that fails leaves its last good file, or a hole that is told.
    None = each is required."""
    sources: Mapping[Line, Text]


class Edition(EditionFile):
    """A set of source vintages that belong together, on one CBS classification year."""

    name: str
    uses: tuple[tuple[Source, Vintage], ...]

    def may_lack(self, source_id: str) -> bool:
        """Whether the edition can be built without a source."""
        return self.required is not None and source_id not in self.required


def read_source(path: Path) -> Source:
    """One source. Raises DeclarationBroken with all that is wrong in its file."""
    plain = declarations.load(path)
    has_tables = not isinstance(plain, Mapping) or "tables" in plain
    implied = () if has_tables else ("tables", str(plain.get("source_id", "")))
    source: Source = declarations.judged(path, Source, plain, implied)
    told = source_checks.faults(source)
    if source.source_id != path.stem:
        told = [f"source_id: expected {path.stem} as the file is called, found {source.source_id}. Rename one.", *told]
    if told:
        raise DeclarationBroken([f"{declarations.shown(path)}: {fault}" for fault in told])
    return source


@cache
def sources() -> dict[str, Source]:
    """All declared sources by id. Raises DeclarationBroken with all faults of all files."""
    found = declarations.every(partial(read_source, path) for path in sorted(paths.SOURCES.glob("*.yml")))
    return {source.source_id: source for source in found}


def edition(name: str, folder: Path | None = None) -> Edition:
    """The edition called `name`. Raises EtlError that lists the known ones, DeclarationBroken with all its faults."""
    folder = folder or paths.EDITIONS
    path = folder / f"{name}.yml"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in folder.glob("*.yml")))
        raise EtlError(f"Edition '{name}' is not known. Expected one of: {known}.")
    return read_edition(path, sources())


def read_edition(path: Path, known: Mapping[str, Source]) -> Edition:
    """One edition on the sources that are known. Raises DeclarationBroken with all that is wrong in its file."""
    plain = declarations.load(path)
    if isinstance(plain, dict) and "like" in plain:
        plain = {**_base(path, str(plain.pop("like"))), **plain}
    said: EditionFile = declarations.judged(path, EditionFile, plain)
    told = [fault for source_id, vintage in said.sources.items() if (fault := _unknown(source_id, vintage, known))]
    told += [f"required: expected sources of the edition, found {one}. Mend it." for one in _unused(said)]
    if told:
        raise DeclarationBroken([f"{declarations.shown(path)}: {fault}" for fault in told])
    uses = tuple((known[source_id], known[source_id].vintages[vintage]) for source_id, vintage in said.sources.items())
    return Edition.model_construct(**dict(said), name=path.stem, uses=uses)


def _unused(said: EditionFile) -> list[str]:
    """Required sources that the edition does not name, and those that no edition can do without."""
    if said.required is None:
        return []
    return sorted((set(said.required) - set(said.sources)) | (NEVER_LACKING - set(said.required)))


def _base(path: Path, name: str) -> Mapping[str, Any]:
    base = path.with_name(f"{name}.yml")
    if not base.is_file():
        told = f"like: expected the name of another edition, found {name}. Mend it."
        raise DeclarationBroken([f"{declarations.shown(path)}: {told}"])
    plain = declarations.load(base)
    return plain if isinstance(plain, Mapping) else {}


def _unknown(source_id: str, vintage: str, known: Mapping[str, Source]) -> str | None:
    if source_id not in known:
        return f"sources.{source_id}: expected a file of etl/sources, found none. Mend its name."
    if vintage not in known[source_id].vintages:
        there = ", ".join(known[source_id].vintages) or "none"
        return f"sources.{source_id}: expected one of the vintages {there}, found {vintage}. Mend it."
    return None
