"""Partner deliveries on their way into the warehouse: raw tables from the ledger, and the links as a core table.

A fictional edition brings deliveries along (`partners/partners.yml` among its files); what people uploaded comes from
etl/partners/ledger.py. Both are read by etl/partners/intake.py and linked by etl/partners/linking/match.py.
"""

import dataclasses
import datetime as dt
import functools
import hashlib
import json
import os
import re
import shutil
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import yaml

from etl import disk
from etl.declared.catalog import Edition
from etl.errors import EtlError, UploadRejected
from etl.partners import claims, events, indicators, intake, notes, referrals, requests
from etl.partners import facts as partner_facts
from etl.partners import ledger as partners_ledger
from etl.partners.events import Apart
from etl.partners.intake import layout as layouts
from etl.partners.ledger import Delivery, Ledger
from etl.partners.linking import match

IDENTITY = ["brin", "location", "school", "street", "house_number", "postcode", "place", "municipality"]
COLUMNS = {
    "partner": ["partner_id", "name", "kind", "website", "contact", "is_fictional"],
    "partner_programme": [
        *("partner_id", "programme_slug", "name", "theme_id", "sector", "group_from", "group_to"),
        *("wants_volunteers", "region", "description_nl", "description_en"),
    ],
    "partner_delivery": [
        *("delivery_id", "partner_id", "file_name", "sha256", "received_at", "received_by", "confirmed_on"),
    ],
    "partner_row": [
        *("delivery_id", "partner_id", "line", *IDENTITY, "programme", "programme_slug", "school_year_told"),
        *("school_year", "participants_told", "participants_count", "participants_status", "fingerprint"),
    ],
    "partner_row_fact": ["delivery_id", "line", "programme_slug", "school_year", "fact_id", "value"],
    "partner_fact": ["partner_id", "programme_slug", "fact_id", "value", "told_by", "told_at", "told_in"],
    "partner_standing": ["partner_id", "programme_slug", "school_id", "word", "on_date", "told_by", "told_at"],
    "partner_decision": ["partner_id", "fingerprint", "school_id", "decided_by", "decided_at"],
}
TYPES = {
    "line": "int64",
    "participants_count": "Int64",
    "received_at": "datetime64[us]",
    "decided_at": "datetime64[us]",
    "told_at": "datetime64[us]",
}
FORMER = "former"
FLAGS = ("is_fictional", "wants_volunteers")
PARTNERS = "partners.yml"  # who an edition brings along, and their files


def bring(edition: Edition, mirror: Path) -> None:
    """Copies the deliveries that a fictional edition brings along into the data folder, in place of earlier ones."""
    target = _brought_folder(edition)
    part, former = (target.with_name(f".{target.name}.{word}") for word in (os.getpid(), FORMER))
    disk.folder(target.parent)
    shutil.copytree(mirror / "partners", part)
    requests.anchor(part, target, dt.date.today())
    before, now = _brought_ids(target), _brought_ids(part)
    # told first: if the process dies here, the next build finds the old files and tells it again
    successors = {before[file]: now[file] for file in before.keys() & now.keys()}
    partners_ledger.replaced(partners_ledger.folder(edition), successors, "etl build")
    if target.is_dir():
        target.rename(former)
    part.rename(target)
    disk.tighten(target)
    shutil.rmtree(former, ignore_errors=True)


def sweep(edition: Edition) -> None:
    """What killed processes left in the partners' folder; called under the build lock."""
    root, target = partners_ledger.folder(edition), _brought_folder(edition)
    former = target.with_name(f".{target.name}.{FORMER}")
    if former.is_dir() and not target.is_dir():  # killed between the two moves
        former.rename(target)
    for part in root.glob(".brought-*"):
        disk.remove(part)
    partners_ledger.sweep(root)
    requests.sweep(root)
    claims.sweep(root)
    referrals.sweep(root)
    notes.sweep(root)


def asked(edition: Edition) -> requests.Log:
    """Every request of schools in an edition's world, brought along or told."""
    return requests.read(partners_ledger.folder(edition), _brought_folder(edition) if edition.brings_partners else None)


def claimed(edition: Edition) -> claims.Log:
    """Every claim of a partner on a school in an edition's world, brought along or told."""
    return claims.read(partners_ledger.folder(edition), _brought_folder(edition) if edition.brings_partners else None)


def referred(edition: Edition) -> referrals.Log:
    """Every referral that stands in an edition's world, brought along or told."""
    return referrals.read(
        partners_ledger.folder(edition), _brought_folder(edition) if edition.brings_partners else None
    )


def noted(edition: Edition) -> notes.Log:
    """Every note that stands in an edition's world."""
    return notes.read(partners_ledger.folder(edition), _brought_folder(edition) if edition.brings_partners else None)


def _brought_folder(edition: Edition) -> Path:
    return partners_ledger.folder(edition) / f"brought-{edition.name}"


def _brought_ids(home: Path) -> dict[str, str]:
    """delivery_id by file name; nothing without such a folder."""
    if not (home / PARTNERS).is_file():
        return {}
    listed = yaml.safe_load((home / PARTNERS).read_text(encoding="utf-8"))
    files = [(partner["partner_id"], one["file"]) for partner in listed for one in partner["deliveries"]]
    found = [(partner, file) for partner, file in files if (home / file).is_file()]
    return {file: partners_ledger.delivery_id_of(partner, (home / file).read_bytes()) for partner, file in found}


def apart(edition: Edition) -> list[Apart]:
    """What does not count until a person looks at it: events, deliveries whose file is damaged, own indicators."""
    root, found = partners_ledger.folder(edition), ledger(edition)
    whole = functools.partial(partners_ledger.is_whole, root)
    damaged = [d.delivery_id for d in found.deliveries.values() if not d.is_erased and not whole(d)]
    files = [Apart(delivery_id, "damaged_file") for delivery_id in damaged]
    return [
        *found.apart,
        *files,
        *asked(edition).apart,
        *claimed(edition).apart,
        *referred(edition).apart,
        *indicators.apart(),
    ]


def frames(edition: Edition) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Raw partner tables by name (see COLUMNS for their columns), and one line per thing that went into them."""
    root = partners_ledger.folder(edition)
    found: dict[str, list] = {name: [] for name in COLUMNS}
    ledger = _ledger(edition, found)
    # that the atlas showed a delivery changes nothing in it
    told = [event for event in events.read(root)[0] if event["kind"] != "shown"]
    digests = [f"partner event {_digest(event)}" for event in told]
    digests += [f"partner facts {_digest(facts)}" for facts in [*found["partner"], *found["partner_programme"]]]
    found["partner"] += [{**p, "kind": p["partner_kind"]} for p in ledger.partners.values()]
    found["partner_programme"] = _described(found["partner_programme"], ledger)
    for delivery in ledger.deliveries.values():
        if delivery.is_accepted and partners_ledger.is_whole(root, delivery):
            digests.append(f"delivery {delivery.delivery_id} {delivery.received_at} {delivery.confirmed_on or ''}")
            _add(found, delivery, partners_ledger.content(root, delivery))
        elif delivery.is_accepted:
            digests.append(f"damaged {delivery.delivery_id}")
            events.told(Apart(delivery.delivery_id, "damaged_file"))
    found["partner_fact"] = [*partner_facts.newest([*found["partner_fact"], *_told_facts(ledger)])]
    found["partner_standing"] += [
        {**one, "on_date": one["on"], "told_by": one["by"], "told_at": _utc(one["at"])} for one in ledger.standings
    ]
    for (partner, words), event in ledger.decisions.items():
        found["partner_decision"].append(
            {"partner_id": partner, "fingerprint": words, "school_id": event["school_id"]}
            | {"decided_by": event["by"], "decided_at": _utc(event["at"])}
        )
    return {name: _frame(name, rows) for name, rows in found.items()}, digests


def _told_facts(ledger: Ledger) -> list[dict]:
    """What people told of programmes in a form."""
    return [
        {"partner_id": partner, "programme_slug": slug, "fact_id": fact_id, "value": told["value"]}
        | {"told_by": told["by"], "told_at": _utc(told["at"]), "told_in": "form"}
        for (partner, slug), facts in ledger.facts.items()
        for fact_id, told in facts.items()
    ]


def _described(brought: list[dict], ledger: Ledger) -> list[dict]:
    """One row per programme: what the edition brought along, and over it what was told since."""
    found = {(p["partner_id"], p["programme_slug"]): p for p in brought}
    for key, told in ledger.programmes.items():
        found[key] = {**found.get(key, {}), **told}
    return list(found.values())


def tell_themes(edition: Edition, themes: Mapping[str, str], by: str) -> None:
    """Writes down the theme of programmes: theme_id ('' = none) by programme_id."""
    for programme_id, theme_id in themes.items():
        partner_id, _, slug = programme_id.partition("/")
        facts = {"partner_id": partner_id, "programme_slug": slug, "theme_id": theme_id}
        partners_ledger.tell(partners_ledger.folder(edition), "programme", by, **facts)


def tell_facts(edition: Edition, programme_id: str, told: Mapping[str, str], by: str) -> str:
    """Writes plain facts of a programme down ('' = unknown) by fact_id; returns the event."""
    partner_id, _, slug = programme_id.partition("/")
    facts = {"partner_id": partner_id, "programme_slug": slug, "facts": dict(told)}
    return partners_ledger.tell(partners_ledger.folder(edition), "facts", by, **facts)


def ledger(edition: Edition) -> Ledger:
    """Every delivery of an edition's world, uploaded or brought along, with what was told about it since."""
    return _ledger(edition, {"partner": [], "partner_programme": []})


def partners(edition: Edition) -> dict[str, str]:
    """Name by partner_id of every partner, brought along or told."""
    found: dict[str, list] = {"partner": [], "partner_programme": []}
    told = _ledger(edition, found).partners.values()
    return {partner["partner_id"]: partner["name"] for partner in [*found["partner"], *told]}


def _ledger(edition: Edition, found: dict[str, list]) -> Ledger:
    brought = list(_brought(_brought_folder(edition), found)) if edition.brings_partners else []
    return partners_ledger.read(partners_ledger.folder(edition), brought)


def today() -> dt.date:
    """The clock of deeds."""
    return dt.date.today()


def year_before(day: dt.date) -> dt.date:
    """The day on which something was confirmed that counts until this day."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def confirmation_date(edition: Edition) -> dt.date:
    """The day a confirmation counts from: today, and never before the edition's own "now"."""
    return max(today(), edition.as_of_date)


def _digest(event: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(event, sort_keys=True).encode()).hexdigest()


def _utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC).replace(tzinfo=None)


def _frame(name: str, rows: list[dict]) -> pd.DataFrame:
    """A frame with the table's columns in their order; texts are '' where nothing was said."""
    frame = pd.DataFrame(rows).reindex(columns=COLUMNS[name])
    for column in frame:
        if column in FLAGS:
            frame[column] = frame[column].fillna(False).astype("bool")
        elif column in TYPES:
            frame[column] = frame[column].astype(TYPES[column])
        elif column in ("confirmed_on", "on_date"):
            frame[column] = pd.to_datetime(frame[column])
        else:
            frame[column] = frame[column].fillna("").astype("str")
    return frame


def _brought(home: Path, found: dict[str, list]) -> Iterator[Delivery]:
    """The deliveries that an edition brings along; its partners and programmes are added to `found`."""
    if not home.is_dir():
        raise EtlError(f"Expected the edition's own partner files in {home.name}, found none: build the edition again.")
    for partner in _listed(home / PARTNERS, (home / PARTNERS).stat().st_mtime_ns):
        found["partner"].append(partner)
        for programme in partner["programmes"]:
            known = {"partner_id": partner["partner_id"], "programme_slug": slug_of(programme["name"])}
            found["partner_programme"].append({**programme, **known})
            told = {**known, "told_by": "voorbeeld", "told_at": dt.datetime.min, "told_in": "brought"}
            facts = {fact_id: str(value) for fact_id, value in programme.get("facts", {}).items()}
            facts |= {"themes": programme["theme_id"]} if programme.get("theme_id") else {}
            found.setdefault("partner_fact", []).extend(
                {**told, "fact_id": fact_id, "value": value} for fact_id, value in facts.items()
            )
        for one in partner["deliveries"]:
            path = home / one["file"]
            stat = path.stat()
            delivery = _as_proposed(path, partner["partner_id"], stat.st_mtime_ns, stat.st_size, stat.st_ino)
            received_at = dt.datetime.fromisoformat(one["received_at"]).replace(tzinfo=dt.UTC)
            confirmed_on = (
                year_before(today() + dt.timedelta(days=one["fades_in_days"])) if "fades_in_days" in one else None
            )
            told = {"received_at": received_at, "received_by": one["received_by"], "confirmed_on": confirmed_on}
            yield dataclasses.replace(delivery, **told)


@functools.lru_cache(maxsize=8)
def _listed(path: Path, _changed: int) -> list[dict[str, Any]]:
    """Who an edition brings along, and their files; read once: the pages ask it on every click."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@functools.lru_cache(maxsize=512)
def _as_proposed(path: Path, partner_id: str, _changed: int, _size: int, _inode: int) -> Delivery:
    """A brought delivery; its file is looked at again when it changed."""
    return dataclasses.replace(_judged(path.name, partner_id, path.read_bytes()), path=path)


@functools.lru_cache(maxsize=128)
def _judged(name: str, partner_id: str, data: bytes) -> Delivery:
    """A delivery as intake proposes to read it, judged once per process, wherever its file lies."""
    proposal = intake.propose(name, data)
    return Delivery(
        partners_ledger.delivery_id_of(partner_id, data),
        partner_id,
        hashlib.sha256(data).hexdigest(),
        name,
        dt.datetime.min,
        "",
        **taken(proposal.layout, proposal.columns),
    )


def taken(layout: intake.Layout, columns: Mapping[int, str]) -> dict[str, Any]:
    """A layout and columns (position -> field) as a delivery keeps them: plain data."""
    return {"columns": {str(place): name for place, name in columns.items()}, "layout": dataclasses.asdict(layout)}


def layout_of(delivery: Delivery) -> intake.Layout:
    """The layout in which a delivery was taken in."""
    return intake.Layout(**{name: _tuples(told) for name, told in (delivery.layout or {}).items()})


def _tuples(told: Any) -> Any:
    """What JSON keeps as lists, in lists too, as the tuples that they were."""
    return tuple(_tuples(one) for one in told) if isinstance(told, list) else told


def columns_of(delivery: Delivery) -> dict[int, str]:
    """The field of each column (0-based) of an accepted delivery; '' where it is not used."""
    return {int(place): name for place, name in (delivery.columns or {}).items()}


def remembered(ledger: Ledger, partner_id: str) -> dict[str, str]:
    """Normalised header -> field as this partner's accepted deliveries had it; a later one wins."""
    found: dict[str, str] = {}
    for delivery in sorted(ledger.deliveries.values(), key=lambda d: d.received_at):
        if delivery.partner_id == partner_id and delivery.is_accepted:
            headers = layout_of(delivery).headers
            found |= {intake.header_key(headers[place]): name for place, name in columns_of(delivery).items()}
    return found


def as_delivered(delivery: Delivery, data: bytes) -> pd.DataFrame:
    """A delivery's own table: `line`, then every column under its own header (numbered where two are the same)."""
    layout = layout_of(delivery)
    names: list[str] = []
    for header in layout.headers:
        names.append(header if header not in ("line", *names) else f"{header} ({len(names) + 1})")
    return pd.DataFrame(
        [[line, *cells] for line, cells in layouts.data_records(data, layout)], columns=["line", *names]
    )


def _add(found: dict[str, list], delivery: Delivery, data: bytes) -> None:
    received = delivery.received_at.astimezone(dt.UTC).replace(tzinfo=None)
    found["partner_delivery"].append({**delivery.__dict__, "received_at": received})
    try:
        told = intake.rows(data, layout_of(delivery), columns_of(delivery))
    except UploadRejected as error:
        raise UploadRejected(
            f"Delivery {delivery.delivery_id} was taken in and cannot be read now. {error} To go on without it: "
            f"python -m etl partner withdraw {delivery.delivery_id}"
        ) from error
    rows = [_row(delivery, row) for row in told.to_dict("records")]
    found["partner_row"] += rows
    facts = partner_facts.per_row(told)
    found["partner_row_fact"] += _row_facts(facts, rows)
    found["partner_fact"] += [
        {"partner_id": delivery.partner_id, "programme_slug": slug, "fact_id": fact_id, "value": value}
        | {"told_by": delivery.received_by, "told_at": received, "told_in": "file"}
        for slug, fact_id, value in partner_facts.of_rows(facts, [row["programme_slug"] for row in rows])
    ]


def _row_facts(told: Mapping[str, pd.Series], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a file says of single rows, one per row and fact; told: what each row says, by fact."""
    keys = [{name: row[name] for name in ("delivery_id", "line", "programme_slug", "school_year")} for row in rows]
    return [
        {**key, "fact_id": fact_id, "value": value}
        for fact_id, values in told.items()
        for key, value in zip(keys, values, strict=True)
        if value
    ]


def _row(delivery: Delivery, row: Mapping[str, Any]) -> dict[str, Any]:
    count, status = intake.participants(row["participants"])
    year = intake.school_year(row["school_year"]) or intake.school_year(row["start_date"])
    return {
        **row,
        "delivery_id": delivery.delivery_id,
        "partner_id": delivery.partner_id,
        "programme_slug": slug_of(row["programme"]),
        "school_year_told": row["school_year"],
        "school_year": year,
        "participants_told": row["participants"],
        "participants_count": count,
        "participants_status": status,
        "fingerprint": fingerprint(row),
    }


def slug_of(name: str) -> str:
    """'Debat-lessen ' and 'debat lessen' are one programme; '' when none was named."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def fingerprint(row: Mapping[str, Any]) -> str:
    """What a row says about the school, so that a decision about it holds for the same words next year."""
    words = "|".join(slug_of(str(row[name])) for name in IDENTITY)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def schools(con: duckdb.DuckDBPyConnection) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The schools of a build as the linking wants them: one row per location, and one per name it goes by."""
    known = con.sql("from information_schema.tables where table_schema = 'core' and table_name = 'school_name'")
    if not known.fetchall():
        raise EtlError("This build has no names to link with; build the edition again: python -m etl build.")
    return con.sql("from mart.school order by school_id").df(), con.sql("from core.school_name").df()


def link(con: duckdb.DuckDBPyConnection, known: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row per delivered row: what etl/partners/linking/match.py makes of it. Candidates as JSON.

    known: links that were made before against the same schools; their deliveries are not linked again.
    """
    # a row that tells of several activities names one school
    told = con.sql(
        "select distinct on (delivery_id, line) * from raw.partner_row order by delivery_id, line, school_year"
    ).df()
    before = known[known["delivery_id"].isin(told["delivery_id"])] if known is not None else None
    fresh = told if before is None else told[~told["delivery_id"].isin(before["delivery_id"])]
    found = match.link(fresh.reset_index(drop=True), *schools(con))
    found["candidates"] = [json.dumps(candidates) for candidates in found["candidates"]]
    found.insert(0, "delivery_id", fresh["delivery_id"].to_numpy())
    found = found if before is None else pd.concat([before, found], ignore_index=True)
    texts = [c for c in found.columns if c not in ("line", "score", "margin")]
    found = found.astype(dict.fromkeys(texts, "str") | {"line": "int64", "score": "float64", "margin": "float64"})
    return found.sort_values(["delivery_id", "line"], ignore_index=True)
