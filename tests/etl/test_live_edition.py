"""Edition 2025 as its publishers send it: their headers, what each way of breaking ends with, and what is missing."""

from __future__ import annotations

import csv
import json
import random
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

import duckdb
import pytest

from dashboard.frame import warehouse
from etl import paths
from etl.building import publish, raw
from etl.declared import catalog
from etl.declared.column_maps import PART_OF, column_map
from etl.declared.source_form import Source, Vintage
from etl.errors import EtlError
from etl.fetching import download, snapshots
from pages import PAGES
from tests.support import publisher_forms as forms
from tests.support.environment import DATA, LIMITS
from tests.support.publisher_server import Fault
from tests.support.screen import english_in, opened, texts

EDITION = catalog.edition("2025")
USES = {source.source_id: (source, vintage) for source, vintage in EDITION.uses}
CASES = {
    "duo_vestigingen_so": "so_2026_header_and_rows.csv",
    "duo_referentieniveaus": "referentieniveaus_2024-2025_header_and_rows.csv",
    "duo_eindtoets": "eindscores_2024-2025_header_and_rows.csv",
    "cbs_kerncijfers_wijken": "kwb_85984NED_one_record.json",
}
# where each source is asked: the part of the address that no other source has
WHERE = {
    "cbs_achterstandsscores": "achterstandsscores-scholen-2025",
    "cbs_achterstandsscores_pro": "scholen_pro_2024",
    "cbs_achterstandsscores_vo": "scholen_vhv_2024",
    "cbs_buurtgrenzen": "buurt_gegeneraliseerd",
    "cbs_gebieden": "86059NED",
    "cbs_kerncijfers_gemeenten": "86165NED",
    "cbs_kerncijfers_wijken": "86165NED",
    "cbs_ses_woa": "86296NED",
    "cbs_wijkgrenzen": "wijk_gegeneraliseerd",
    "duo_doorstroom_vo": "zittenblijvers",
    "duo_eindtoets": "eindscores",
    "duo_examencijfers": "geslaagden-gezakten",
    "duo_examens": "examenkandidaten",
    "duo_leerlingen_pc4": "brin6_pc4",
    "duo_leerlingen_vo": "leerlingen-vo-per-vestiging",
    "duo_leerlingenhistorie": "historisch-overzicht",
    "duo_referentieniveaus": "referentieniveaus",
    "duo_schooladviezen": "schooladviezen",
    "duo_schoolpunten": "datastore_search",
    "duo_vestigingen_po": "basisonderwijs",
    "duo_vestigingen_so": "sbo-so-en-vso",
    "duo_vestigingen_vo": "alle-vestigingen-vo",
    "inspectie_schoolweging": "schoolweging-2022",
    "pc4_punten": "postcode4",
}
# a header that each source reads: renamed, or taken out
HEADER = {
    "cbs_achterstandsscores": "Achterstandsscore",
    "cbs_achterstandsscores_pro": "Achterstandsscore",
    "cbs_achterstandsscores_vo": "Achterstandsscore",
    "cbs_buurtgrenzen": "statnaam",
    "cbs_gebieden": "StringValue",
    "cbs_kerncijfers_gemeenten": "HuishoudensTotaal_29",
    "cbs_kerncijfers_wijken": "HuishoudensTotaal_29",
    "cbs_ses_woa": "GemiddeldeScore_29",
    "cbs_wijkgrenzen": "statnaam",
    "duo_doorstroom_vo": "AANTAL_AFSTROMERS",
    "duo_eindtoets": "IEP_AANTAL",
    "duo_examencijfers": "GESLAAGDEN",
    "duo_examens": "INSPECTIECODE",
    "duo_leerlingen_pc4": "POSTCODE4_DEELNEMER",
    "duo_leerlingen_vo": "ERKENDE OPLEIDINGSCODE",
    "duo_leerlingenhistorie": "SOORT_VESTIGING",
    "duo_referentieniveaus": "REKENEN_1S",
    "duo_schooladviezen": "VMBO_GT_HAVO",
    "duo_schoolpunten": "GPS_LATITUDE",
    "duo_vestigingen_po": "GEMEENTENUMMER",
    "duo_vestigingen_so": "SOORT PRIMAIR ONDERWIJS",
    "duo_vestigingen_vo": "ONDERWIJSSTRUCTUUR",
    "inspectie_schoolweging": "spreiding",
    "pc4_punten": "postcode",
}


# ---- headers: typed once, held against what was seen and against what we map


@pytest.mark.realdata
@pytest.mark.parametrize("source", CASES)
def test_the_typed_headers_are_those_that_were_seen(mirror, source):
    seen = mirror.parent / "cases" / "sources" / CASES[source]
    if seen.suffix == ".json":
        found = list(json.loads(seen.read_text(encoding="utf-8"))["records"][0])
    else:
        found = next(csv.reader(seen.open(encoding="utf-8-sig"), delimiter=";"))
    assert tuple(found) == forms.headers(source)


@pytest.mark.parametrize(
    "source", sorted({row["source"] for row in csv.DictReader(forms.HEADERS.open(encoding="utf-8"))})
)
def test_the_typed_headers_are_those_of_the_column_maps(source):
    form = catalog.sources()[source]
    vintage = USES[source][1] if source in USES else form.vintages["2019"]
    (table,) = form.tables.values()
    mapped, typed = column_map(table.name, vintage.shape), forms.headers(source)
    if vintage.format == "records":  # services name more than we read, with numbers that move
        stems = [re.sub(r"_\d+$", "", header) for header in typed]
        assert {header: stems.count(header) for header in mapped if not PART_OF.fullmatch(header)} == dict.fromkeys(
            (header for header in mapped if not PART_OF.fullmatch(header)), 1
        )
    else:
        assert list(mapped) == list(typed)


def test_every_source_of_the_edition_has_its_address_and_header_here():
    assert sorted(USES) == sorted(WHERE) == sorted(HEADER)


# ---- six ways of breaking, for each source


@pytest.fixture(scope="module")
def counts() -> dict[str, int]:
    """Rows of each source as its publisher sends it whole; filled by the tests that see it whole."""
    return {}


def renamed(header: str) -> Callable[[bytes], bytes]:
    return partial(_in_text, lambda text: text.replace(header, f"{header}X"))


def gone(header: str) -> Callable[[bytes], bytes]:
    """A column without its header: the rows of a CSV lose the cell, records the name."""
    return partial(_in_text, lambda text: _without(text, header))


def _without(text: str, header: str) -> str:
    if text.lstrip("\ufeff").startswith(("{", "[", "<")):
        return text.replace(f'"{header}"', '"ander"').replace(f">{header}<", "><")
    delimiter = ";" if ";" in text.splitlines()[0] else ","
    rows = list(csv.reader(text.splitlines(), delimiter=delimiter))
    at = [cell.strip("\ufeff") for cell in rows[0]].index(header)
    return "\r\n".join(delimiter.join([*row[:at], *row[at + 1 :]]) for row in rows) + "\r\n"


def _in_text(change: Callable[[str], str], body: bytes) -> bytes:
    """A change of the text of a CSV, a JSON answer, or of a workbook's own texts."""
    if not zipfile.is_zipfile(BytesIO(body)):
        return change(body.decode("latin-1")).encode("latin-1")
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(body)) as held, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in held.namelist():
            data = held.read(name)
            is_text = name in {"content.xml", "xl/sharedStrings.xml"}
            made.writestr(name, change(data.decode("utf-8")).encode("utf-8") if is_text else data)
    return out.getvalue()


def halved(body: bytes) -> bytes:
    """Half the rows; of a workbook or a page of a service too."""
    if zipfile.is_zipfile(BytesIO(body)):
        return _in_text_members(body)
    if body.lstrip()[:1] == b"{":
        page = json.loads(body)
        for rows in ("value", "features"):
            if rows in page:
                page[rows] = page[rows][::2]
        if "result" in page:
            page["result"]["records"] = page["result"]["records"][::2]
            page["result"]["total"] = len(page["result"]["records"])
        return json.dumps(page).encode()
    lines = body.split(b"\n")
    return b"\n".join(lines[: len(lines) // 2]) + b"\n"


def _in_text_members(body: bytes) -> bytes:
    """A workbook whose sheets lose every second row behind the tenth."""
    out = BytesIO()
    row = re.compile(r"<(row|table:table-row)\b.*?</\1>", re.DOTALL)
    with zipfile.ZipFile(BytesIO(body)) as held, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in held.namelist():
            data = held.read(name)
            if name == "content.xml" or name.startswith("xl/worksheets/"):
                text, counted = data.decode("utf-8"), iter(range(10**9))
                drop = lambda found: "" if (n := next(counted)) > 10 and n % 2 else found[0]  # noqa: E731, B023
                data = row.sub(drop, text).encode("utf-8")
            made.writestr(name, data)
    return out.getvalue()


def nothing(body: bytes) -> bytes:
    """An answer without rows: no bytes of a file, no records of a service."""
    if body.lstrip()[:1] == b"{":
        page = json.loads(body)
        for rows in ("value", "features"):
            if rows in page:
                page[rows] = []
        if "result" in page:
            page["result"] |= {"records": [], "total": 0}
        return json.dumps({name: value for name, value in page.items() if "nextLink" not in name}).encode()
    return b""


def ways(source_id: str) -> dict[str, Fault]:
    where, header = WHERE[source_id], HEADER[source_id]
    return {
        "404": Fault(where, "status", value=404),
        "html": Fault(where, "html"),
        "renamed": Fault(where, "changed", value=renamed(header)),
        "gone": Fault(where, "changed", value=gone(header)),
        "empty": Fault(where, "changed", value=nothing),
        "half": Fault(where, "changed", value=halved),
    }


WAYS = tuple(ways("duo_eindtoets"))


def taken(source_id: str, counted: dict[str, int]) -> str:
    """What the build does with one source: 'ok', or the hole's reason. A required one raises."""
    source, vintage = USES[source_id]
    known = {name: counted[name] for name in source.tables if name in counted}
    rows = {name: (int(0.8 * n), int(1.2 * n) + 2) for name, n in known.items()}
    vintage = vintage.model_copy(update={"rows": rows})
    edition = EDITION.model_copy(update={"uses": ((source, vintage),)})
    con = duckdb.connect()
    con.execute("create schema raw")
    used, hole = raw.take(con, edition, source, vintage, None)
    if hole is not None:
        return hole["why"]
    assert used is not None
    for name in source.tables:
        (counted[name],) = con.sql(f"select count(*) from raw.{name}").fetchone() or (0,)
    return "ok"


PAIRS = [(source_id, way) for source_id in sorted(USES) for way in WAYS]
# a file of text is read in process, any other in a child first: ten of the quick ones in every run, all in the long one
QUICK = random.Random(2025).sample([pair for pair in PAIRS if USES[pair[0]][1].format == "csv"], 10)
EACH = [pair if pair in QUICK else pytest.param(*pair, marks=pytest.mark.slow) for pair in PAIRS]


@pytest.mark.parametrize(("source_id", "way"), EACH)
def test_a_source_that_breaks_is_a_hole_with_a_reason_or_ends_the_build_by_its_name(world, counts, source_id, way):
    assert taken(source_id, counts) == "ok"
    place = folder(source_id)
    kept = sorted(path.name for path in place.iterdir())
    for path in place.iterdir():
        path.unlink()
    world.faults[:] = [ways(source_id)[way]]
    if EDITION.may_lack(source_id):
        told = taken(source_id, counts)
        assert re.match("Source(Changed|Incomplete): |ContractBroken: ", told), told
        assert "old build" not in told  # there is a new one, without this source
        note = json.loads((place / snapshots.HOLE).read_text(encoding="utf-8"))
        assert note["why"] == told
        assert note["since"] <= note["asked_at"]
    else:
        with pytest.raises(EtlError, match=f"{source_id}|{next(iter(USES[source_id][0].tables))}"):
            taken(source_id, counts)
    world.faults.clear()
    assert taken(source_id, counts) == "ok"
    assert sorted(path.name for path in place.iterdir() if path.name != "rejected") == kept


def test_a_newest_year_of_noughts_is_a_hole_with_a_reason(world, counts):
    """Its pupils would vanish without a word: edition 2025 has them from nowhere else."""

    def emptied(text: str) -> str:
        head, *rows = text.splitlines()
        assert head.endswith(";LEERLINGEN_2025"), head
        return "\r\n".join([head, *(f"{row.rpartition(';')[0]};0" for row in rows)]) + "\r\n"

    where = WHERE["duo_leerlingenhistorie"]
    world.faults[:] = [Fault(where, "changed", value=partial(_in_text, emptied))]
    told = taken("duo_leerlingenhistorie", counts)
    assert told.startswith("ContractBroken: ")
    assert "pupils_2025 (noughts)" in told


@pytest.mark.parametrize("source_id", ["duo_eindtoets", pytest.param("cbs_ses_woa", marks=pytest.mark.slow)])
def test_an_optional_source_that_fails_later_leaves_its_last_good_file(world, counts, source_id):
    assert taken(source_id, counts) == "ok"
    for fault in ways(source_id).values():
        world.faults[:] = [fault]
        assert taken(source_id, counts) == "ok"
        file = folder(source_id) / Path(USES[source_id][1].file).name
        facts = json.loads(file.with_name(f"{file.name}.json").read_text(encoding="utf-8"))
        assert facts["failure"]
        assert not (folder(source_id) / snapshots.HOLE).is_file()


def folder(source_id: str) -> Path:
    return snapshots.folder_of(*_pair(source_id))


def _pair(source_id: str) -> tuple[Source, Vintage]:
    return USES[source_id]


def test_since_when_is_kept_over_builds(world, counts, monkeypatch):
    world.faults[:] = [Fault(WHERE["duo_eindtoets"], "status", value=404)]
    monkeypatch.setattr(snapshots, "_now", lambda: "2026-01-01T00:00:00")
    taken("duo_eindtoets", counts)
    monkeypatch.setattr(snapshots, "_now", lambda: "2026-02-01T00:00:00")
    taken("duo_eindtoets", counts)
    note = json.loads((folder("duo_eindtoets") / snapshots.HOLE).read_text(encoding="utf-8"))
    assert (note["since"], note["asked_at"]) == ("2026-01-01T00:00:00", "2026-02-01T00:00:00")
    assert paths.data_dir() in folder("duo_eindtoets").parents


# ---- the whole: all optional sources gone at once


# the command itself, on an edition whose files may be as short as those of one province
SMALL = """
import json, os
from etl import __main__ as command
from etl.declared import catalog
known, counted = catalog.edition, json.loads(os.environ.get("ROWS_OF_TEST", "{}"))
def rows(source):
    n = counted.get(source.source_id)
    return {name: (int(0.8 * n), int(1.2 * n) + 2) for name in source.tables} if n else {}
def smaller(name, folder=None):
    edition = known(name, folder)
    uses = [(source, vintage.model_copy(update={"rows": rows(source)})) for source, vintage in edition.uses]
    return edition.model_copy(update={"uses": tuple(uses)})
catalog.edition = smaller
command.main()
"""


def build(*arguments: str) -> subprocess.CompletedProcess:
    """`etl build` of edition 2025, in a process of its own."""
    command = [sys.executable, "-c", SMALL, "build", "--edition", "2025", "--json", *arguments]
    return subprocess.run(command, cwd=paths.PROJECT, capture_output=True, text=True, check=False, timeout=500)


# a CSV and a CKAN file, a service of records, one of shapes, a workbook: each broken in another way, six times
KINDS = ("duo_eindtoets", "duo_leerlingen_pc4", "cbs_ses_woa", "pc4_punten", "cbs_achterstandsscores_vo")


def holes_of() -> dict[str, str]:
    """Source -> why, of the published build."""
    con = duckdb.connect(str(publish.current(paths.data_dir() / "warehouse")), read_only=True)
    found = con.sql("select source_id, why from mart.source_hole where kind = 'failed'").fetchall()
    con.close()
    return dict(found)


@pytest.mark.slow
def test_every_kind_of_source_broken_in_every_way_is_a_hole_of_a_published_build(world, monkeypatch):
    """Whole builds of the command: six, in each of which every kind is broken in another way."""
    assert build().returncode == 0
    con = duckdb.connect(str(publish.current(paths.data_dir() / "warehouse")), read_only=True)
    single = [name for name in KINDS if len(USES[name][0].tables) == 1]
    counted = dict(con.sql("select source_id, rows from mart.source").fetchall())
    con.close()
    monkeypatch.setenv("ROWS_OF_TEST", json.dumps({name: counted[name] for name in single}))
    assert holes_of() == {}
    for turn in range(len(WAYS)):
        broken = {name: WAYS[(turn + place) % len(WAYS)] for place, name in enumerate(KINDS)}
        broken = {name: way for name, way in broken.items() if way != "half" or name in single}
        for name in KINDS:
            shutil.rmtree(folder(name), ignore_errors=True)
        world.faults[:] = [ways(name)[way] for name, way in broken.items()]
        done = build()
        assert done.returncode == 0, (broken, done.stderr[-2000:])
        assert holes_of().keys() == broken.keys(), broken
        missing = json.loads(done.stdout)["missing"]
        assert sorted(line.split(" ", 1)[0] for line in missing) == sorted(broken)
    world.faults.clear()
    assert build().returncode == 0
    assert holes_of() == {}


@pytest.mark.slow
def test_a_required_source_that_is_gone_leaves_the_old_build_and_is_named(world):
    assert build().returncode == 0
    before = (paths.data_dir() / "warehouse" / publish.POINTER).read_bytes()
    for place, name in enumerate(sorted(EDITION.required)):
        world.faults[:] = [ways(name)[WAYS[place % 4]]]
        shutil.rmtree(folder(name))
        done = build()
        assert done.returncode == 1, (name, done.stdout)
        assert re.search(f"{name}|{next(iter(USES[name][0].tables))}", done.stderr), done.stderr
        assert (paths.data_dir() / "warehouse" / publish.POINTER).read_bytes() == before
        world.faults.clear()
        assert taken(name, {}) == "ok"
    assert len(EDITION.required) == 5


def test_without_a_network_the_command_says_one_line_and_ends_with_3(tmp_path, monkeypatch):
    monkeypatch.setenv(DATA, str(tmp_path / "data"))
    monkeypatch.setenv(LIMITS, "connect_s=1 retries=0")
    monkeypatch.setenv(download.ROUTE, "http://127.0.0.1:9")
    done = build()
    assert (done.returncode, done.stdout) == (3, "")
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert done.stderr.startswith("Offline: No network")


@pytest.mark.slow
def test_with_all_optional_sources_gone_every_page_opens_and_names_them(world):
    optional = sorted(name for name in USES if EDITION.may_lack(name))
    world.faults[:] = [Fault(WHERE[name], "status", value=404) for name in optional]
    done = build()
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [line.split(" ", 1)[0] for line in told["missing"]] == optional
    assert all(re.search(r" since \d{4}-\d\d-\d\d: SourceIncomplete: ", line) for line in told["missing"])
    warehouse.close()
    for page in PAGES:
        app = opened(page.path)
        assert not app.exception, page.path
        assert len(texts(app)) > 3
        assert english_in(texts(app)) == [], page.path
    seen, chosen = told_by("bronnen"), told_by("kaart")
    warehouse.close()
    con = duckdb.connect(str(publish.current(paths.data_dir() / "warehouse")), read_only=True)
    holes = con.sql("select source_id, title_nl from mart.source_hole where kind = 'failed'").fetchall()
    gaps = con.sql("select name_nl from mart.indicator_gap join mart.indicator using (indicator_id)").fetchall()
    con.close()
    assert [name for name, title in holes if title not in seen] == []
    assert len(gaps) > 40
    assert [name for (name,) in gaps if name not in seen] == []
    assert "indicatoren niet in deze editie" in chosen


def told_by(page: str) -> str:
    """All that a page says, expanders included."""
    app = opened(page)
    return "\n".join([*texts(app), *(one.label for one in app.expander)])
