"""Declared files are closed: what is mistyped, missing or unknown is refused with file and key, all faults at once."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner

from etl import __main__ as cli
from etl import paths
from etl.building import build
from etl.declared import catalog, corrections, declarations, everything, expectations, reference
from etl.declared.source_form import Format
from etl.decoding import readers
from etl.errors import DeclarationBroken
from tests.support.environment import DATA

SOURCES = sorted(paths.SOURCES.glob("*.yml"))
EDITIONS = sorted(paths.EDITIONS.glob("*.yml"))
ALL_SOURCES = catalog.sources()
REFERENCE = sorted(paths.REFERENCE.glob("*.yml"))
RULES = paths.PROJECT / "etl" / "rules.yml"
FOLDERS = {"sources": paths.SOURCES, "editions": paths.EDITIONS, "reference": paths.REFERENCE, "etl": RULES.parent}
READ = {
    "indicators.yml": reference.indicators,
    "units.yml": reference.units,
    "hosts.yml": reference.hosts,
    "newcomer_rule.yml": reference.newcomer_rule,
    "program.yml": reference.program,
    "words.yml": reference.words,
    "rules.yml": reference.rules,
    "corrections.yml": corrections.read.__wrapped__,
}


def read(path: Path) -> object:
    """What the build makes of one declared file, whose folder tells what it is."""
    if path.parent.name == "sources":
        source = catalog.read_source(path)
        known = {**catalog.sources(), source.source_id: source}
        return [catalog.read_edition(edition, known) for edition in EDITIONS]
    if path.parent.name == "editions":
        return catalog.read_edition(path, catalog.sources())
    with pytest.MonkeyPatch.context() as patch:
        if path.parent.name == "reference":
            patch.setattr(paths, "REFERENCE", path.parent)
        found = READ[path.name](path)
        # who names the units and hosts of these files
        if path.name == "units.yml":
            reference.indicators()
        if path.name == "hosts.yml":
            assert [catalog.read_source(source) for source in SOURCES]
        return found


@pytest.fixture
def refused(tmp_path: Path) -> Callable[..., tuple[str, ...]]:
    """Gives a function that changes a committed file's text and returns the faults of the copy."""

    def faults(file: str, *changes: tuple[str, str]) -> tuple[str, ...]:
        folder, _, name = file.partition("/")
        path = FOLDERS[folder] / f"{name}.yml"
        text = path.read_text(encoding="utf-8")
        for before, after in changes:
            assert before in text, before
            text = text.replace(before, after, 1)
        with pytest.raises(DeclarationBroken) as caught:
            read(written(tmp_path, path, text))
        return caught.value.faults

    return faults


def written(folder: Path, path: Path, text: str) -> Path:
    copy = folder / path.parent.name / path.name
    if path.parent.name in ("editions", "reference"):
        shutil.copytree(path.parent, copy.parent, dirs_exist_ok=True)
    copy.parent.mkdir(exist_ok=True)
    copy.write_text(text, encoding="utf-8")
    return copy


def test_the_committed_files_are_whole():
    everything.judge()
    assert len(SOURCES) == len(catalog.sources()) > 25
    assert all(read(path) for path in [*SOURCES, *EDITIONS, *REFERENCE, RULES])


# the small-number rule


def test_a_mistyped_small_numbers_is_refused_with_file_and_key(refused):
    told = refused("sources/duo_doorstroom_vo", ("small_numbers:", "smal_numbers:"))
    file = "duo_doorstroom_vo.yml: "
    assert told[0] == f"{file}small_numbers: expected one of 'as_published', 'withhold', found nothing. Add it."
    assert told[1].startswith(f"{file}smal_numbers: expected one of source_id, title_nl, ")
    assert told[1].endswith("found the unknown key smal_numbers. Did you mean small_numbers?")


def test_a_mistyped_word_for_small_numbers_is_refused(refused):
    (told,) = refused("sources/duo_doorstroom_vo", ("small_numbers: withhold", "small_numbers: witholden"))
    assert told.endswith("small_numbers: expected 'as_published' or 'withhold', found 'witholden'. Mend it.")


@pytest.fixture
def sources_without_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Sources in which the small-number rule of one is mistyped, and no expectations that would see it."""
    folder = Path(shutil.copytree(paths.SOURCES, tmp_path / "sources"))
    path = folder / "duo_doorstroom_vo.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("small_numbers:", "smal_numbers:"), encoding="utf-8")
    monkeypatch.setattr(paths, "SOURCES", folder)
    monkeypatch.setattr(expectations, "file_of", lambda edition: tmp_path / f"{edition}.csv")
    monkeypatch.setenv(DATA, str(tmp_path / "data"))
    catalog.sources.cache_clear()
    yield folder
    catalog.sources.cache_clear()


@pytest.mark.usefixtures("sources_without_rule")
def test_an_edition_without_expectations_is_not_built_without_the_rule(sample_files, tmp_path):
    edition = catalog.read_edition(paths.EDITIONS / "voorbeeld.yml", ALL_SOURCES)
    with pytest.raises(DeclarationBroken, match=r"duo_doorstroom_vo\.yml: smal_numbers"):
        build.build(edition, sample_files)
    answer = CliRunner().invoke(cli.app, ["build", "--edition", "2025"])
    assert isinstance(answer.exception, DeclarationBroken)
    assert not (tmp_path / "data" / "warehouse" / "current.json").exists()


# unknown, missing, of another kind


KINDS = {
    "source": ("sources/duo_apcg", "max_age_days: 3700", "max_age_dayz: 3700", "max_age_dayz"),
    "table": ("sources/cbs_achterstandsscores", "place:", "plaats:", "tables.*drempel.plaats"),
    "place": ("sources/inspectie_schoolweging", "header_row", "kop", "place.kop"),
    "field": ("sources/duo_apcg", "{type: code", "{typ: code", "fields.postcode4.typ"),
    "dialect": ("sources/duo_apcg", "encoding: utf-8,", "encodin: utf-8,", "dialect.encodin"),
    "vintage": (
        "sources/duo_vestigingen_vo",
        "reference_date: 2025",
        "date: 2025",
        r"vintages\.2025\.date",
    ),
    "fetch": ("sources/duo_vestigingen_vo", "{kind: file, url", "{kind: file, urll", r"fetch\.urll"),
    "fetch parameter": ("sources/cbs_ses_woa", "{$filter:", "{$filtr:", r"fetch\.params\.\$filtr"),
    "part of a fetch": (
        "sources/duo_schoolpunten",
        "package:",
        "pakket:",
        r"parts\.locaties\.json\.pakket",
    ),
    "edition": ("editions/2020", "classification_year", "year", "year"),
    "setting": ("editions/voorbeeld", "country_name", "land", r"settings\.land"),
    "indicator": ("reference/indicators", "decimals: 2", "digits: 2", r"1\.digits"),
    "unit": ("reference/units", "{nl: [punt,", "{ne: [punt,", r"points\.ne"),
    "newcomer rule": ("reference/newcomer_rule", "pattern", "patroon", "patroon"),
    "rule": ("etl/rules", "severity: refused", "ernst: refused", r"cell_required\.ernst"),
    "corrections": ("etl/corrections", "corrections: []", "correction: []", "correction"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_key_is_refused_with_its_file_and_place(refused, kind):
    file, before, after, key = KINDS[kind]
    told = "\n".join(refused(file, (before, after)))
    matched = rf"(?m)^{file.partition('/')[2]}\.yml: \S*{key}: expected .*found (the unknown key|'\S+')"
    assert re.search(matched, told), told


def test_all_faults_of_all_files_are_told_at_once(tmp_path, monkeypatch):
    folder = tmp_path / "reference"
    shutil.copytree(paths.REFERENCE, folder)
    spoil(folder / "indicators.yml", ("unit: points_per_pupil", "unit: punten"), ("decimals: 0", "decimals: nul"))
    spoil(folder / "units.yml", ("many", "many"), ("{nl: [kind, kinderen]", "{nl: [kind]"))
    spoil(folder / "newcomer_rule.yml", ("'\\b(", "'\\b(("))
    monkeypatch.setattr(paths, "REFERENCE", folder)
    with pytest.raises(DeclarationBroken) as caught:
        everything.judge()
    places = [fault.split(": expected")[0] for fault in caught.value.faults]
    assert places == ["indicators.yml: 2.decimals", "units.yml: children.nl.2", "newcomer_rule.yml: pattern"]
    assert str(caught.value).startswith("3 fault(s) in what is declared. Nothing was done.\n  indicators.yml")


def spoil(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    path.write_text(text, encoding="utf-8")


WRONG = {
    "missing": ("sources/duo_apcg", "max_age_days: 3700\n", "", "max_age_days: expected a whole number, found nothing"),
    "number as text": ("sources/duo_apcg", "3700", "'3700'", "max_age_days: expected a whole number, found '3700'"),
    "day that is none": ("editions/2020", "2020-12-31", "2020-02-30", "expected YAML .*day is out of range"),
    "day as text": ("editions/2020", "2020-12-31", "vandaag", "as_of_date: expected a date, found 'vandaag'"),
    "yes for true": (
        "editions/2020", "fictional: false", "fictional: 0",
        "is_fictional: expected true or false, found 0",
    ),
    "blank": ("sources/duo_apcg", "licence: CC BY 4.0", "licence: ' '", "licence: expected text, found a blank"),
    "twice": ("sources/duo_apcg", "format: csv", "format: csv\nformat: xlsx", "the key format stands twice"),
    "pattern": ("sources/duo_apcg", "[0-9]{4}", "[0-9{4}", "pattern: expected a regular expression"),
    "kind of fetch": (
        "sources/cbs_ses_woa", "odata_v3", "gopher",
        "fetch.kind: expected one of 'file', .*found 'gopher'",
    ),
    "host": (
        "sources/cbs_ses_woa", "opendata.cbs.nl/ODataFeed", "opendate.cbs.nl/ODataFeed",
        "fetch: expected a host of .*found opendate.cbs.nl",
    ),
    "plain http": (
        "sources/cbs_ses_woa", "url: https://opendata.cbs.nl/ODataFeed", "url: http://opendata.cbs.nl/ODataFeed",
        "fetch.url: expected an https address",
    ),
    "rows of no table": (
        "sources/cbs_ses_woa", "{cbs_ses_woa: [3200", "{ses: [3200",
        r"vintages\.2024\.rows\.ses: expected one of the tables",
    ),
    "rows turned": ("sources/cbs_ses_woa", "[3200, 3600]", "[3600, 3200]", "expected the fewest rows first"),
    "three bounds": ("sources/cbs_ses_woa", "[3200, 3600]", "[1, 2, 3]", "rows.cbs_ses_woa: expected .*2 items"),
    "key of no field": (
        "sources/duo_apcg", "key: [postcode4]", "key: [postcode]",
        "key: expected names of fields, found .'postcode'",
    ),
    "shape": (
        "sources/cbs_ses_woa", "shape: 86092NED", "shape: 86092",
        "expected a shape '86092', found default, 86092NED",
    ),
    "keep": (
        "sources/cbs_ses_woa", "Perioden: 2023JJ00}}", "Periode: 2023JJ00}}",
        "keep.Periode: expected a header of shape '86092NED'",
    ),
    "setting of a format": (
        "sources/cbs_wijkgrenzen", "{crs: 28992}", "{}",
        r"vintages\.2020\.dialect\.crs: expected what format topo_areas",
    ),
    "place of a workbook": (
        "sources/inspectie_schoolweging", "place: {sheet: 2024-2025, header_row: 1, first_row: 2}", "",
        "place: expected the sheet and rows",
    ),
    "unknown vintage": (
        "editions/2020", "cbs_ses_woa: 2019", "cbs_ses_woa: 2018",
        "sources.cbs_ses_woa: expected one of the vintages 2024, 2023, 2019, voorbeeld, found 2018",
    ),
    "required source that is not named": (
        "editions/2025", "required: [duo_vestigingen_po,", "required: [duo_afstand, duo_vestigingen_po,",
        "required: expected sources of the edition, found duo_afstand",
    ),
    "edition without a source that none can lack": (
        "editions/2025", "cbs_gebieden, cbs_achterstandsscores]", "cbs_achterstandsscores]",
        "required: expected sources of the edition, found cbs_gebieden",
    ),
    "fetch of a form nobody says how it is known": (
        "sources/duo_referentieniveaus", "    seen: page\n", "",
        "seen: expected how the form of what is fetched is known",
    ),
    "form that nobody saw without its assumption": (
        "sources/duo_doorstroom_vo", "    assumption: the columns of the", "    url: the columns of the",
        "assumption: expected what was assumed of a form that nobody saw",
    ),
    "total of no field": (
        "sources/cbs_achterstandsscores", "{score: 1215004.4}", "{punten: 1215004.4}",
        "totals.cbs_achterstandsscores_zonder_drempel.punten: expected a field",
    ),
    "column of no shape": (
        "sources/duo_eindtoets", "shapes: [default]", "shapes: [standaard]",
        "cet_count.shapes: expected shapes of its map",
    ),
    "no such edition": (
        "editions/voorbeeld-national", "like: voorbeeld", "like: voorbeel",
        "like: expected the name of another edition",
    ),
    "name in a field": ("sources/duo_apcg", "{type: code", "{name: x, type: code", "found a key 'name' in it too"),
    "no such unit": (
        "reference/indicators", "unit: points_per_pupil", "unit: punten",
        r"1 \(po_need_per_pupil\): unit: expected one of score, ",
    ),
    "no such factor": (
        "reference/indicators", "factor_id: social_class", "factor_id: klasse",
        "factor_id: expected one of data/reference/factors.csv",
    ),
    "no such source": (
        "reference/indicators", "source_id: cbs_ses_woa", "source_id: cbs_ses",
        "source_id: expected a file of etl/sources, found 'cbs_ses'",
    ),
    "no such direction": (
        "reference/indicators", "direction: neutral", "direction: up",
        "direction: expected 'higher_is_better', 'higher_is_worse' or 'neutral'",
    ),
    "indicator twice": (
        "reference/indicators", "indicator_id: po_need_load", "indicator_id: po_need_per_pupil",
        "expected each once",
    ),
    "half a ratio": (
        "reference/indicators", "  denominator: po_weight_base\n", "",
        "expected a numerator and a denominator",
    ),
    "numerator of none": (
        "reference/indicators", "numerator: po_weight_pupils", "numerator: po_weight",
        "numerator: expected an indicator of this file, found 'po_weight'",
    ),
    "no description": ("reference/indicators", "method_en:", "method_fr:", "1.method_en: expected text, found nothing"),
    "host that is none": ("reference/hosts", "api.pdok.nl", "https://api.pdok.nl", "expected the name of a host"),
    "not a mapping": ("reference/newcomer_rule", "pattern:", "-", "the file: expected keys with values"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_with_its_place(refused, case):
    file, before, after, words = WRONG[case]
    told = refused(file, (before, after))
    assert any(re.search(words, fault) for fault in told), told
    assert all(fault.startswith(f"{file.partition('/')[2]}.yml: ") for fault in told)


def test_a_file_that_is_gone_is_told():
    with pytest.raises(DeclarationBroken, match=r"gone\.yml: expected the file, found none"):
        declarations.read(Path("gone.yml"), reference.NewcomerRule)


def test_every_format_has_a_reader_and_every_reader_a_format():
    assert sorted(readers.READERS) == sorted(get_args(Format))
