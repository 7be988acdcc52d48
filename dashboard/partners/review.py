"""The review queue: what a partner wrote beside the schools it may mean; a person decides, once for all same rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress

import pandas as pd
import streamlit as st

from dashboard.frame.language import _, current, ngettext
from dashboard.frame.markup import md
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.partners import candidates, deeds, files, queue
from dashboard.ui import pieces, tables


def show(chosen: Selection, waiting: pd.DataFrame, reader: Reader) -> None:
    """The list on the left, the chosen row and its candidates on the right."""
    _bring_up_to_date(waiting, reader)
    if waiting.empty:
        st.info(_("**Nothing waits for you.** Every row is linked or judged."), icon=":material/task_alt:")
        return
    part = queue.chosen_part(chosen, waiting, reader)
    if part.empty:
        st.info(_("**Nothing of this waits for you.** Choose another partner or doubt."), icon=":material/task_alt:")
        return
    ids = list(part["row_id"])
    _tell_of_others(chosen, ids, reader)
    chosen.let_go("rij", ids, ids[0], _("Row"))
    picked = _list(chosen, part, ids, reader)
    if len(picked) > 1:
        _bulk(part.iloc[picked], reader)
    else:
        _single(chosen, part.iloc[ids.index(chosen["rij"])], reader)


def _tell_of_others(chosen: Selection, ids: list[str], reader: Reader) -> None:
    """Where the name that this person looks at was judged by somebody else: what was pressed for it is not done."""
    if chosen["rij"] not in ids and tuple(chosen["rij"].split(":", 1)) in files.decided(reader.access):
        chosen.set(rij=None)
        text = _("**The name that you looked at was judged meanwhile.** That stands; below is another one.")
        st.warning(text, icon=":material/block:")


def _bring_up_to_date(waiting: pd.DataFrame, reader: Reader) -> None:
    """Decisions are kept at once; the atlas counts with them after this button."""
    everything = files.own(reader.run("review_queue"), reader.access)
    undone = len(everything) - len(waiting)
    if not undone:
        return
    kept = ngettext(
        "**{n} decision** is kept and not in the atlas yet.",
        "**{n} decisions** are kept and not in the atlas yet.",
        undone,
    )
    deeds.bring_in(kept, "refresh", lambda: files.bring_up_to_date(reader.access))


def _list(chosen: Selection, part: pd.DataFrame, ids: list[str], reader: Reader) -> list[int]:
    """The queue; returns the places that are ticked. One of them is the row below.

    Where somebody judged one of the names it is another table, of which nothing is ticked: a place would be another
    name.
    """
    best = _best(part)
    schools = _schools([candidate["school_id"] for first in best for candidate in first], reader)
    frame = pd.DataFrame(
        {
            _("Partner"): part["partner_name"],
            _("As delivered"): [as_written(row) for row in part.to_dict("records")],
            _("Rows"): part["rows_count"],
            _("Best candidate"): [
                schools.get(first[0]["school_id"], {}).get("name", "") if first else tables.NONE for first in best
            ],
            _("Why"): part[f"reason_{current()}"],
        }
    )
    pieces.heading(
        queue.count_words(len(part)),
        _("tick one to see its candidates, several to accept their best candidate"),
    )
    state = st.dataframe(
        frame,
        hide_index=True,
        placeholder=tables.NONE,
        height=250,
        key=f"queue-{_word_of(ids)}",
        on_select="rerun",
        selection_mode="multi-row",
        alt=_("Review"),
    )
    picked = [place for place in state["selection"]["rows"] if place < len(part)]
    if len(picked) == 1:
        chosen.set(rij=ids[picked[0]])
    return picked


def _word_of(ids: Sequence[str]) -> str:
    """A short word for these rows in this order: a button or table of others has another key, and its clicks."""
    return hashlib.sha256("\n".join(ids).encode()).hexdigest()[:12]


def as_written(row: Mapping) -> str:
    """What the partner wrote about the school, in one line."""
    columns = ("told_brin", "told_school", "told_street", "told_postcode", "told_place")
    return " · ".join(str(row[column]) for column in columns if row[column])


def _best_first(candidates: str) -> list[dict]:
    """school_id and score of each candidate, in the order of the linking: of one institution its locations first."""
    return json.loads(candidates or "[]")


def _best(rows: pd.DataFrame) -> list[list[dict]]:
    """Per row its best candidate; none where only the institution is certain: the first location would be a guess."""
    told = zip(rows["candidates"], rows["unsure"], strict=True)
    return [[] if unsure == queue.LOCATION else _best_first(text)[:1] for text, unsure in told]


def _schools(ids: list[str], reader: Reader) -> dict[str, dict]:
    """The schools with these ids, by id."""
    if not ids:
        return {}
    schools = reader.run("schools_by_id", {"ids": sorted(set(ids))})
    return {row["school_id"]: row for row in schools.to_dict("records")}


def _bulk(rows: pd.DataFrame, reader: Reader) -> None:
    """Several at once: each gets its own best candidate, or none of them is a school."""
    first, word = _best(rows), _word_of(list(rows["row_id"]))
    keys = list(zip(rows["partner_id"], rows["fingerprint"], first, strict=True))
    linkable = [(partner, fingerprint, best[0]["school_id"]) for partner, fingerprint, best in keys if best]
    left, right = st.columns(2)
    label = ngettext("Accept the best candidate of {n}", "Accept the best candidates of {n}", len(linkable))
    if left.button(
        label,
        type="primary",
        key=f"bulk-accept-{word}",
        icon=":material/done_all:",
        width="stretch",
        disabled=not linkable,
    ):
        events = _judged(linkable, reader)
        _told(ngettext("{n} name is linked.", "{n} names are linked.", len(events)), events)
    label = ngettext("{n} is not a school", "{n} are not schools", len(keys))
    if right.button(label, key=f"bulk-refuse-{word}", icon=":material/block:", width="stretch"):
        events = _judged([(partner, fingerprint, "") for partner, fingerprint, _best in keys], reader)
        _told(ngettext("{n} name is judged: not a school.", "{n} names are judged: not a school.", len(events)), events)


def _judged(names: Sequence[tuple[str, str, str]], reader: Reader) -> list[str]:
    """Judges each name (partner, fingerprint, school) that nobody judged meanwhile; returns the events."""
    events = []
    for name in names:
        with suppress(files.Judged):
            events.append(files.decide(*name, reader.access))
    return events


def _told(said: str, events: list[str]) -> None:
    deeds.finish(deeds.Done(said, tuple(events), _("The judgement is taken back: it waits for you again.")))
    st.rerun()


def _single(chosen: Selection, row: pd.Series, reader: Reader) -> None:
    """One school as it was written, its candidates, where they are, and three ways to decide."""
    scores = {candidate["school_id"]: candidate["score"] for candidate in _best_first(row["candidates"])}
    schools = _schools(list(scores), reader)
    scored = [schools[code] | {"score": score} for code, score in scores.items() if code in schools]
    left, right = st.columns([1.5, 1], gap="medium")
    with left:
        pieces.piece(candidates.table(row, scored), "rw-scroll")
        options = [school["school_id"] for school in scored]
        other = _other_school(reader)
        if other:
            options = [*options, other["school_id"]]
            schools[other["school_id"]] = other
        labels = {s: f"{n} · {_school_words(schools[s])}" for n, s in enumerate(options, 1)}
        key = f"pick-{row['row_id']}"
        picked = st.radio(_("This is"), options, format_func=labels.__getitem__, key=key, index=0 if options else None)
        if options:
            _keys(options, key)
        accept, refuse = st.columns(2)
        many = ngettext("Link {n} row", "Link {n} rows", int(row["rows_count"]))
        if accept.button(
            many,
            type="primary",
            icon=":material/link:",
            key=f"accept-{row['row_id']}",
            width="stretch",
            disabled=picked is None,
            shortcut="K",
        ):
            _decided(chosen, row, picked or "", labels[picked].partition(" · ")[2], reader)
        if refuse.button(
            _("Not a school"), icon=":material/block:", key=f"refuse-{row['row_id']}", width="stretch", shortcut="G"
        ):
            _decided(chosen, row, "", "", reader)
    with right:
        candidates.on_map([schools[school] for school in options], reader)


def _school_words(school: Mapping) -> str:
    """A school so that no other one reads the same: name, address, place, id."""
    where = ", ".join(filter(None, [school["address"], candidates.place(school)]))
    return f"{md(school['name'])}, {md(where)} · {school['school_id']}"


def _keys(options: list[str], key: str) -> None:
    """A small button per candidate, for the keys 1 to 9: with K after it a row is judged in two."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(_("Choose by key:"))
        for n, school_id in enumerate(options[:9], 1):
            st.button(str(n), key=f"key-{n}", shortcut=str(n), on_click=_pick, args=(key, school_id))


def _pick(key: str, school_id: str) -> None:
    st.session_state[key] = school_id


def _decided(chosen: Selection, row: pd.Series, school_id: str, school: str, reader: Reader) -> None:
    chosen.set(rij=None)
    written = md(as_written(row.to_dict()))
    try:
        event = files.decide(row["partner_id"], row["fingerprint"], school_id, reader.access)
    except files.Judged:
        said = _(
            "Somebody else judged **{written}** meanwhile. That stands; yours was not written down.", written=written
        )
        deeds.finish(deeds.Done(said, is_refused=True))
        st.rerun()
    if school_id:
        _told(_("**{written}** is linked to {school}.", written=written, school=school), [event])
    _told(_("**{written}** is judged: not a school.", written=written), [event])


def _other_school(reader: Reader) -> dict | None:
    """A school that is not among the candidates, looked for by words."""
    words = st.text_input(_("Another school"), placeholder=_("name, place or BRIN"), key="other-words").strip()
    if len(words) < 3:
        return None
    matches = reader.run("schools_by_name", {"words": words.split()})
    if matches.empty:
        st.caption(_("No school has all these words."))
        return None
    schools = {row["school_id"]: row for row in matches.to_dict("records")}
    picked = st.selectbox(
        _("Found"),
        list(schools),
        format_func=lambda s: f"{schools[s]['name']}, {schools[s]['place']} ({s})",
        key="other-school",
    )
    return schools[picked]
