"""The review queue: what a partner wrote beside the schools it may mean; a person decides, once for all same rows."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import pandas as pd
import pydeck
import pydeck.types
import streamlit as st

from dashboard.frame.language import _, current, day, ngettext, number
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.maps import canvas as map_view
from dashboard.maps import deck, palette
from dashboard.partners import files
from dashboard.ui import pieces
from dashboard.ui import tables as parts


def waiting(reader: Reader) -> pd.DataFrame:
    """The queue without what was decided since the build: one row per school that a partner named."""
    queue = reader.run("review_queue")
    if queue.empty:
        return queue
    decided = set(files.ledger(reader.access).decisions)
    keys = zip(queue["partner_id"], queue["fingerprint"], strict=True)
    return queue[[key not in decided for key in keys]].reset_index(drop=True)


def show(chosen: Selection, queue: pd.DataFrame, reader: Reader) -> None:
    """The list on the left, the chosen row and its candidates on the right."""
    _bring_up_to_date(queue, reader)
    if queue.empty:
        st.info(_("**Nothing waits for you.** Every row is linked or judged."), icon=":material/task_alt:")
        return
    ids = [f"{p}:{f}" for p, f in zip(queue["partner_id"], queue["fingerprint"], strict=True)]
    if chosen["rij"] not in ids:
        chosen.set(rij=ids[0])
    picked = _list(chosen, queue, ids, reader)
    if len(picked) > 1:
        _bulk(queue.iloc[picked], reader)
    else:
        _one(chosen, queue.iloc[ids.index(chosen["rij"])], reader)


def _bring_up_to_date(queue: pd.DataFrame, reader: Reader) -> None:
    """Decisions are kept at once; the atlas counts with them after this button."""
    everything = reader.run("review_queue")
    undone = len(everything) - len(queue)
    if not undone:
        return
    left, right = st.columns([3, 1], vertical_alignment="center")
    left.info(
        ngettext(
            "**{n} decision** is kept and not in the atlas yet.",
            "**{n} decisions** are kept and not in the atlas yet.",
            undone,
        ),
        icon=":material/save:",
    )
    if right.button(_("Bring the atlas up to date"), type="primary", key="refresh", width="stretch"):
        with st.spinner(_("The atlas is brought up to date…")):
            files.refresh(reader.access)
        st.rerun()


def _list(chosen: Selection, queue: pd.DataFrame, ids: list[str], reader: Reader) -> list[int]:
    """The queue; returns the places that are ticked. One of them is the row below."""
    best = [_best_first(text)[:1] for text in queue["candidates"]]
    names = _schools([one["school_id"] for first in best for one in first], reader)
    frame = pd.DataFrame(
        {
            _("Partner"): queue["partner_name"],
            _("As delivered"): [told(row) for row in queue.to_dict("records")],
            _("Rows"): queue["rows_count"],
            _("Best candidate"): [
                names.get(first[0]["school_id"], {}).get("name", "") if first else "–" for first in best
            ],
            _("Why"): queue[f"reason_{current()}"],
        }
    )
    pieces.piece(
        f"<b>{escape(ngettext('{n} school to judge', '{n} schools to judge', len(queue)))}</b> "
        f"<span>{escape(_('tick one to see its candidates, several to accept their best candidate'))}</span>",
        "rw-h",
    )
    state = st.dataframe(
        frame,
        hide_index=True,
        placeholder=parts.NONE,
        height=250,
        key="queue",
        on_select="rerun",
        selection_mode="multi-row",
        alt=_("Review"),
    )
    picked = [place for place in state["selection"]["rows"] if place < len(queue)]
    if len(picked) == 1:
        chosen.set(rij=ids[picked[0]])
    return picked


def told(row: dict) -> str:
    """What the partner wrote about the school, in one line."""
    words = ("told_brin", "told_school", "told_street", "told_postcode", "told_place")
    return " · ".join(str(row[name]) for name in words if row[name])


def _best_first(candidates: str) -> list[dict]:
    """school_id and score of each candidate."""
    return sorted(json.loads(candidates or "[]"), key=lambda one: -one["score"])


def _schools(ids: list[str], reader: Reader) -> dict[str, dict]:
    """The schools with these ids, by id."""
    if not ids:
        return {}
    found = reader.run("schools_by_id", {"ids": sorted(set(ids))})
    return {row["school_id"]: row for row in found.to_dict("records")}


def _bulk(rows: pd.DataFrame, reader: Reader) -> None:
    """Several at once: each gets its own best candidate, or none of them is a school."""
    first = [_best_first(text)[:1] for text in rows["candidates"]]
    keys = list(zip(rows["partner_id"], rows["fingerprint"], first, strict=True))
    able = [(partner, words, best[0]["school_id"]) for partner, words, best in keys if best]
    left, right = st.columns(2)
    label = ngettext("Accept the best candidate of {n}", "Accept the best candidates of {n}", len(able))
    if left.button(
        label, type="primary", key="bulk-accept", icon=":material/done_all:", width="stretch", disabled=not able
    ):
        for partner, words, school in able:
            files.decide(partner, words, school, reader.access)
        st.rerun()
    label = ngettext("{n} is not a school", "{n} are not schools", len(keys))
    if right.button(label, key="bulk-refuse", icon=":material/block:", width="stretch"):
        for partner, words, _best in keys:
            files.decide(partner, words, "", reader.access)
        st.rerun()


def _one(chosen: Selection, row: pd.Series, reader: Reader) -> None:
    """One school as it was written, its candidates, where they are, and three ways to decide."""
    candidates = _best_first(row["candidates"])
    schools = _schools([one["school_id"] for one in candidates], reader)
    found = [schools[one["school_id"]] | {"score": one["score"]} for one in candidates if one["school_id"] in schools]
    left, right = st.columns([1.5, 1], gap="medium")
    with left:
        pieces.piece(_beside(row, found), "rw-scroll")
        options = [school["school_id"] for school in found]
        other = _other_school(reader)
        if other:
            options = [*options, other["school_id"]]
            schools[other["school_id"]] = other
        numbers = {s: f"{n} · {schools[s]['name']}, {_place(schools[s])}" for n, s in enumerate(options, 1)}
        picked = st.radio(
            _("This is"),
            options,
            format_func=numbers.__getitem__,
            key=f"pick-{row['fingerprint']}",
            index=0 if options else None,
        )
        accept, refuse = st.columns(2)
        many = ngettext("Link {n} row", "Link {n} rows", int(row["rows_count"]))
        if accept.button(
            many, type="primary", icon=":material/link:", key="accept", width="stretch", disabled=picked is None
        ):
            _decided(chosen, row, picked or "", reader)
        if refuse.button(_("Not a school"), icon=":material/block:", key="refuse", width="stretch"):
            _decided(chosen, row, "", reader)
    with right:
        _where([schools[school] for school in options], reader)


def _decided(chosen: Selection, row: pd.Series, school_id: str, reader: Reader) -> None:
    files.decide(row["partner_id"], row["fingerprint"], school_id, reader.access)
    chosen.set(rij=None)
    st.rerun()


def _other_school(reader: Reader) -> dict | None:
    """A school that is not among the candidates, looked for by words."""
    words = st.text_input(_("Another school"), placeholder=_("name, place or BRIN"), key="other-words").strip()
    if len(words) < 3:
        return None
    found = reader.run("schools_by_name", {"words": words.split()})
    if found.empty:
        st.caption(_("No school has all these words."))
        return None
    rows = {row["school_id"]: row for row in found.to_dict("records")}
    picked = st.selectbox(
        _("Found"), list(rows), format_func=lambda s: f"{rows[s]['name']}, {rows[s]['place']} ({s})", key="other-school"
    )
    return rows[picked]


def _beside(row: pd.Series, found: list[dict]) -> str:
    """What was written and every candidate as rows of one table, so that each column can be compared."""
    heads = ["", _("BRIN"), _("Name"), _("Address"), _("Postcode"), _("Place"), _("Score")]
    head = "".join(f"<th>{escape(word)}</th>" for word in heads)
    written = [row["told_brin"], row["told_school"], row["told_street"], row["told_postcode"], row["told_place"]]
    lines = [
        "<tr><td>"
        + escape(_("written"))
        + "</td>"
        + "".join(f"<td><b>{escape(str(w or '–'))}</b></td>" for w in written)
        + "<td></td></tr>"
    ]
    for place, school in enumerate(found, 1):
        gone = "" if school["is_listed"] else f'<br><span class="rw-old">{escape(_gone(school))}</span>'
        cells = [school["school_id"], school["name"], school["address"], school["postcode"], _place(school)]
        texts = [escape(str(cell or "–")) for cell in cells]
        texts[1] += gone
        lines.append(
            f"<tr><td>{place}</td>"
            + "".join(f"<td>{t}</td>" for t in texts)
            + f'<td class="r">{number(school["score"], 2)}</td></tr>'
        )
    why = escape(row[f"reason_{current()}"] or "")
    title = (
        f"<p><b>{escape(row['partner_name'])}</b>, {ngettext('{n} row', '{n} rows', int(row['rows_count']))}: {why}</p>"
    )
    return f'{title}<table class="rw-tab"><thead><tr>{head}</tr></thead><tbody>{"".join(lines)}</tbody></table>'


def _place(school: dict) -> str:
    """Its place, or its municipality where no source gives the place."""
    return school["place"] or school["municipality_name"] or "–"


def _gone(school: dict) -> str:
    if pd.isna(school["valid_to"]):
        return _("not in DUO's list")
    return _("not in DUO's list, last seen {date}", date=day(school["valid_to"]))


def _where(schools: list[dict], reader: Reader) -> None:
    """The candidates on a small map of municipal borders, numbered as in the list."""
    points: list[dict[str, Any]] = [
        {"lon": float(s["lon"]), "lat": float(s["lat"]), "n": str(n), "name": s["name"]}
        for n, s in enumerate(schools, 1)
        if pd.notna(s["lon"])
    ]
    if not points:
        st.caption(_("The candidates have no known place on the map."))
        return
    theme = map_view.theme_now()
    ink = palette.INKS[theme]
    lons, lats = [p["lon"] for p in points], [p["lat"] for p in points]
    box = (min(lons) - 0.02, min(lats) - 0.012, max(lons) + 0.02, max(lats) + 0.012)
    layers = [
        deck.border_layer(map_view.addresses(reader)["district"], theme),
        pydeck.Layer("ScatterplotLayer", points, id="candidates", get_position="[lon, lat]", get_radius=11,
                     radius_units=pydeck.types.String("pixels"), get_fill_color=palette.rgb(ink.reach), pickable=True),
        pydeck.Layer("TextLayer", points, id="numbers", get_position="[lon, lat]", get_text="n", get_size=14,
                     get_color=palette.rgb(ink.background)),
    ]  # fmt: skip
    spec = deck.deck(layers, deck.Frame(box, 420, 320), "{name}")
    st.pydeck_chart(spec, height=320, key="where", alt=_("Where the candidates are"))
