"""`python -m etl partner`: what the page Partnerdata does, for a terminal."""

import json
import logging
import time
from pathlib import Path
from typing import Annotated, Any

import duckdb
import typer
from rich.console import Console

from etl import audit, paths
from etl.building import build, letters, publish
from etl.declared import catalog
from etl.declared.catalog import Edition
from etl.errors import EtlError, UploadRejected
from etl.partners import events, intake, tables
from etl.partners import ledger as partners_ledger
from etl.partners.intake import large, screening
from etl.partners.intake.findings import Finding
from etl.partners.linking import match

log = logging.getLogger(__name__)
LARGEST = 40_000_000  # bytes, as the page takes them; the door says 10 MB
app = typer.Typer(no_args_is_help=True, help="Partners' own files: add, link, confirm.")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV, TSV, XLSX or ODS")]
Year = Annotated[str, typer.Option(help="The school year of the whole file, where the file does not say it: 2024-2025")]
Without = Annotated[
    list[str] | None, typer.Option(help=f"What must not be understood, may be repeated: {', '.join(intake.UNDOABLE)}")
]
Known = Annotated[str, typer.Argument(help="A delivery_id of `partner list`")]


def _warehouse_folder() -> Path:
    return paths.data_dir() / "warehouse"


def _edition() -> Edition:
    return catalog.edition(publish.pointed(_warehouse_folder())["edition"])


def _say(found: Any, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1, default=str))
    else:
        Console().print(found, markup=False)


def stopped(proposal: intake.Proposal) -> list[str]:
    """What stops a file, in words; empty when it can be taken in."""
    reasons = [_told(finding) for finding in proposal.findings if finding.result == "stop"]
    return [*reasons, "Gedraaid lezen: --without upright."] if proposal.asks_to_turn else reasons


def _notes(proposal: intake.Proposal) -> list[str]:
    """What was understood, left out or not read: the notes that the page shows. Also said on stderr, one a line."""
    notes = [_told(finding) for finding in proposal.findings if finding.result == "note"]
    for one in notes:
        typer.echo(f"let op: {one}", err=True)
    return notes


def _propose(
    file: Path, data: bytes, remembered: dict[str, str], without: list[str] | None, year: str
) -> intake.Proposal:
    """The proposal for a file. Raises EtlError for a habit or year that nobody knows."""
    if unknown := set(without or ()) - set(intake.UNDOABLE):
        raise EtlError(
            f"Expected one of {', '.join(intake.UNDOABLE)} after --without, found {', '.join(sorted(unknown))}."
        )
    told = intake.school_year(year) if year else ""
    if year and not told:
        raise EtlError(f"Expected a school year such as 2024-2025 after --year, found {year!r}.")
    return large.propose(file.name, data, remembered, frozenset(without or ()), told)


def _must_say_enough(file: Path, proposal: intake.Proposal) -> None:
    """Stops where the page does not let the rows be taken in. Raises UploadRejected."""
    lacks = intake.lacks(proposal.layout, proposal.columns)
    if lacks == "year":
        raise UploadRejected(
            f"{file.name}: Geen kolom, titel of werkblad zegt welk schooljaar het is, dus niets kan tellen. Zet het "
            f"schooljaar in het bestand, of geef er een voor het hele bestand: --year 2024-2025."
        )
    if not len(proposal.rows):
        raise UploadRejected(
            f"{file.name}: Geen enkele rij vertelt van een activiteit. Kijk of dit het goede bestand is."
        )


def _told(finding: Finding) -> str:
    lines = ", ".join(str(line) for line in finding.lines)
    return f"{finding.message_nl} (regel {lines})" if lines else finding.message_nl


def _content(file: Path) -> bytes:
    """The bytes of a file. Raises UploadRejected for what never ends, or is too large even to be looked at."""
    if not file.is_file():
        raise UploadRejected(f"Expected an ordinary file, found something else under {file.name!r}.")
    if file.stat().st_size > LARGEST:
        raise UploadRejected(f"Expected a file of at most 10 MB, found one of {file.stat().st_size // 1_000_000} MB.")
    return file.read_bytes()


@app.command()
def add(  # noqa: PLR0917
    file: File,
    partner: Annotated[str, typer.Option(help="Name or partner_id")],
    kind: Annotated[str, typer.Option(help="founding, offer, referral or knowledge; for a new partner")] = "offer",
    website: str = "",
    contact: Annotated[str, typer.Option(help="General address of the organisation, never a person's")] = "",
    fictional: Annotated[bool, typer.Option("--fictional", help="Invented activity: is labelled so on screen")] = False,
    year: Year = "",
    without: Without = None,
    as_json: AsJson = False,
) -> None:
    """Takes a partner's file into the published edition with the layout and columns that are proposed."""
    edition, who = _edition(), audit.at_keyboard()
    root = partners_ledger.folder(edition)
    known = tables.partners(edition)
    partner_id = partners_ledger.known_partner(partner, known) or partners_ledger.new_partner_id(partner, known)
    data = _content(file)
    if at_the_door := [f for f in screening.at_the_door(file.name, data) if f.result == "stop"]:
        _set_apart(root, partner_id, data, [f.check for f in at_the_door])
        log.warning("file of %s refused at the door: %s", partner_id, ", ".join(f.check for f in at_the_door))
        raise UploadRejected(f"{file.name}: " + " ".join(f.message_nl for f in at_the_door))
    proposal = _propose(file, data, tables.remembered(tables.ledger(edition), partner_id), without, year)
    notes = _notes(proposal)
    if not proposal.stopped:
        _must_say_enough(file, proposal)
    if kind not in partners_ledger.KINDS:
        raise UploadRejected(f"Expected a kind of {', '.join(partners_ledger.KINDS)}, found {kind!r}.")
    build.ask_room_to_refresh()
    if partner_id not in known:
        facts = {"name": partner, "partner_kind": kind, "website": website, "contact": contact}
        partners_ledger.tell(root, "partner", who, partner_id=partner_id, **facts, is_fictional=fictional)
    delivery_id, was_here = partners_ledger.receive(root, partner_id, file.name, data, who)
    if reasons := stopped(proposal):
        checks = [f.check for f in proposal.findings if f.result == "stop"]
        partners_ledger.tell(root, "refused", who, delivery_id=delivery_id, checks=checks)
        raise UploadRejected(f"{file.name}: " + " ".join(reasons))
    if not partners_ledger.read(root).deliveries[delivery_id].is_accepted:
        partners_ledger.tell(
            root, "accepted", who, delivery_id=delivery_id, **tables.taken(proposal.layout, proposal.columns)
        )
    build_id = build.refresh()
    _say(
        {
            "delivery_id": delivery_id,
            "was_here_before": was_here,
            "build_id": build_id,
            "notes": notes,
            **_counts(delivery_id),
        },
        as_json,
    )


@app.command()
def apart(as_json: AsJson = False) -> None:
    """What does not count until a person looks at it: damaged files, damaged and lost events, each with what to do."""
    found = tables.apart(_edition())
    told = [{"name": one.name, "why": one.why, "what_to_do": events.WHAT_TO_DO[one.why]} for one in found]
    _say(told if as_json or told else "Nothing is set apart.", as_json)


@app.command("let-go")
def let_go(
    number: Annotated[int, typer.Argument(help="Of an event that `partner apart` names as gone: n0000000012 is 12")],
    as_json: AsJson = False,
) -> None:
    """Says that an event that is no longer there was removed on purpose: it is not told any more."""
    partners_ledger.let_go(partners_ledger.folder(_edition()), number, audit.at_keyboard())
    _say({"let_go": number}, as_json)


def _set_apart(root: Path, partner_id: str, data: bytes, checks: list[str]) -> None:
    """A file that came before this door was made: it is on record as refused, and nobody is asked to go on with it."""
    delivery_id = partners_ledger.delivery_id_of(partner_id, data)
    kept = partners_ledger.read(root).deliveries.get(delivery_id)
    if kept is not None and partners_ledger.state(kept) == "received":
        partners_ledger.tell(root, "refused", audit.at_keyboard(), delivery_id=delivery_id, checks=checks)


def _counts(delivery_id: str) -> dict[str, int]:
    """Rows of a delivery by decision."""
    with duckdb.connect(str(publish.current(_warehouse_folder())), read_only=True) as con:
        sql = "select decision, count(*)::int from mart.partner_row where delivery_id = $id group by 1 order by 1"
        return dict(con.execute(sql, {"id": delivery_id}).fetchall())


@app.command("match")
def match_file(
    file: File,
    edition: Annotated[str, typer.Option(help="A built edition")] = "2020",
    year: Year = "",
    without: Without = None,
    as_json: AsJson = False,
) -> None:
    """Links the rows of a file with what intake proposes, and keeps nothing: one object per data row, in order.

    Each has the activities that its row tells of: programme, school year, participants.
    """
    proposal = _propose(file, _content(file), {}, without, year)
    if reasons := stopped(proposal):
        raise UploadRejected(f"{file.name}: " + " ".join(reasons))
    notes = _notes(proposal)
    with duckdb.connect(str(publish.newest(_warehouse_folder(), edition)), read_only=True) as con:
        known = tables.schools(con)
    started = time.monotonic()
    found = match.link(proposal.told, *known)
    seconds = time.monotonic() - started
    if as_json:
        wanted = ["line", "school_id", "decision", "rule", "score", "reason", "candidates", "activities"]
        found = found.rename(columns={"reason_nl": "reason"}).assign(activities=_activities(proposal))
        typer.echo(found[wanted].to_json(orient="records", force_ascii=False, indent=1))
    else:
        counts = found["decision"].value_counts().to_dict()
        _say({**counts, "activities": len(proposal.rows), "notes": notes, "seconds": round(seconds, 2)}, as_json)


def _activities(proposal: intake.Proposal) -> list[list[dict[str, str]]]:
    """Per data row its activities: programme and participants as the file tells them, the school year as it is read."""
    told = ["programme", "school_year", "participants"]
    years = [
        intake.school_year(year) or intake.school_year(since)
        for year, since in proposal.rows[["school_year", "start_date"]].itertuples(index=False)
    ]
    rows_read = proposal.rows.assign(school_year=years)
    by_line = {line: rows[told].to_dict("records") for line, rows in rows_read.groupby("line")}
    return [by_line.get(line, []) for line in proposal.told["line"]]


@app.command("list")
def list_deliveries(as_json: AsJson = False) -> None:
    """Every delivery and its state; also what came and was not taken in yet."""
    ledger = tables.ledger(_edition())
    states = [
        {
            "delivery_id": d.delivery_id,
            "file": d.file_name,
            "received_at": f"{d.received_at:%Y-%m-%d %H:%M}",
            "state": partners_ledger.state(d),
        }
        for d in ledger.deliveries.values()
    ]
    _say(states, as_json)


@app.command()
def confirm(delivery_id: Known, as_json: AsJson = False) -> None:
    """ "Still so": everything in this delivery is confirmed as of the edition's as-of date or today, the later."""
    _tell(delivery_id, "confirmed", as_json, confirmed_on=tables.confirmation_date(_edition()).isoformat())


@app.command()
def withdraw(delivery_id: Known, as_json: AsJson = False) -> None:
    """Leaves a delivery out of the atlas; its file stays."""
    _tell(delivery_id, "withdrawn", as_json)


@app.command()
def erase(delivery_id: Known, as_json: AsJson = False) -> None:
    """Takes a delivery's file away for good; that it came stays on record."""
    root = partners_ledger.folder(_edition())
    _must_be_known(delivery_id)
    partners_ledger.erase(root, delivery_id, audit.at_keyboard())
    build_id = build.refresh()
    letters.forget(_warehouse_folder())
    _say({"delivery_id": delivery_id, "state": "erased", "build_id": build_id}, as_json)


@app.command()
def undo(
    event: Annotated[str, typer.Argument(help="`undo_with` of what is to be undone")], as_json: AsJson = False
) -> None:
    """Takes back a confirmation, a withdrawal or a decision: it no longer counts, and stays on record."""
    partners_ledger.undo(partners_ledger.folder(_edition()), event, audit.at_keyboard())
    _say({"undone": event, "build_id": build.refresh()}, as_json)


@app.command()
def theme(
    programme: Annotated[str, typer.Argument(help="A programme_id: partner/programme")],
    theme_id: Annotated[str, typer.Argument(help="A theme of the GKA; '' for none")],
    as_json: AsJson = False,
) -> None:
    """Tells what theme a programme has."""
    with duckdb.connect(str(publish.current(_warehouse_folder())), read_only=True) as con:
        programmes = [found for (found,) in con.sql("select programme_id from mart.programme order by 1").fetchall()]
        themes = [found for (found,) in con.sql("select theme_id from mart.gka_theme order by 1").fetchall()]
    if programme not in programmes:
        raise EtlError(f"Expected a programme of {', '.join(programmes) or 'a partner'}, found {programme!r}.")
    if theme_id not in ("", *themes):
        raise EtlError(f"Expected a theme of {', '.join(themes)}, found {theme_id!r}.")
    tables.tell_themes(_edition(), {programme: theme_id}, audit.at_keyboard())
    _say({"programme_id": programme, "theme_id": theme_id, "build_id": build.refresh()}, as_json)


@app.command()
def refresh(as_json: AsJson = False) -> None:
    """Publishes the current build anew with every delivery and decision of now."""
    _say({"build_id": build.refresh()}, as_json)


def _must_be_known(delivery_id: str) -> None:
    edition = _edition()
    if delivery_id not in tables.ledger(edition).deliveries:
        raise EtlError(f"Expected a delivery_id that `python -m etl partner list` shows, found {delivery_id!r}.")


def _tell(delivery_id: str, kind: str, as_json: bool, **facts: str) -> None:
    _must_be_known(delivery_id)
    root = partners_ledger.folder(_edition())
    event = partners_ledger.tell(root, kind, audit.at_keyboard(), delivery_id=delivery_id, **facts)
    _say({"delivery_id": delivery_id, "state": kind, "undo_with": event, "build_id": build.refresh()}, as_json)
