"""The tables of the desk: what waits, what was asked and not served beside need, and who could answer it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard.figures import fit
from dashboard.figures.fit import State, Wish
from dashboard.frame import apart, links, markup
from dashboard.frame.language import _, day, number
from dashboard.frame.markup import Cell, Markup, joined
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces, reach, requests

MOST = 40
JUDGED = 30  # waiting requests for which programmes are judged


def listed(rows: pd.DataFrame, with_age: bool, reader: Reader) -> None:
    """One row per request; the school's name leads to its requests."""
    partners, themes = requests.partner_words(reader), requests.theme_words(reader)
    when = Cell(_("Waits"), is_number=True) if with_age else _("Asked on")
    heads: list[str | Cell] = [
        when, _("School"), _("Question"), Cell(_("Passed on to"), kind="hs"), Cell(_("State"), kind="hs"),
    ]  # fmt: skip
    if not with_age:
        heads.insert(3, Cell(_("How?"), kind="hs"))
    most = apart.rows_at_once(MOST)
    cells = [_row(row, with_age, partners, themes) for row in rows.head(most).to_dict("records")]
    pieces.piece(markup.table(heads, cells), "rw-scroll")
    pieces.rest(len(rows), most)


def _row(
    row: Mapping[str, Any], with_age: bool, partners: Mapping[str, str], themes: Mapping[str, str]
) -> list[str | Cell]:
    asked = day(row["asked_on"])
    when = Cell(requests.days_word(int(row["age_days"])), is_number=True, title=asked) if with_age else None
    small = [row["wish"], requests.group_word(row["group"])]
    place = row["place"] if isinstance(row["place"], str) else _("place not known")
    school = Markup("{}<small>{}</small>").format(anchor(row["school_id"], row["name"]), place)
    state = requests.state_word(row["state"], row["outcome"])
    days = (row["closed_on"] - row["asked_on"]).days if pd.notna(row["closed_on"]) else None
    after = (
        Markup("<small>{}</small>").format(_("after {days}", days=requests.days_word(days))) if days is not None else ""
    )
    who = partners.get(row["partner_id"], row["partner_id"]) or _("nobody yet")
    wish = Markup('{}<small>{}</small><small class="ps">{} · {}</small>').format(
        themes.get(row["theme_id"], row["theme_id"]), " · ".join(filter(None, small)), state, who
    )
    cells: list[str | Cell] = [
        when or Cell(asked, kind="nw"), Cell(school), Cell(wish), Cell(who, kind="hs"),
        Cell(Markup("{}{}").format(state, after), kind="hs"),
    ]  # fmt: skip
    if not with_age:
        cells.insert(3, Cell(requests.channel_words().get(row["channel"], ""), kind="hs"))
    return cells


def anchor(school_id: str, name: str) -> Markup:
    """A school's name as a link to what it asks."""
    return links.anchor("school", {"school": school_id, "deel": "aanvraag"}, name)


def towns(counts: pd.DataFrame, reader: Reader) -> pd.DataFrame:
    """Per municipality what was asked and not served, with its need and presence beside."""
    codes = [code for code in counts["municipality_code"] if isinstance(code, str) and code]
    asked = {"areas": codes, "indicator": "po_need_per_pupil"}
    facts = reader.run("request_towns", asked).set_index("area_code")
    return counts.join(facts, on="municipality_code")


def show_towns(rows: pd.DataFrame) -> None:
    heads = [
        _("Municipality"), Cell(_("Asked"), is_number=True), Cell(_("Not served"), is_number=True),
        Cell(_("Need per pupil"), is_number=True), Cell(_("Schools with a partner"), is_number=True),
    ]  # fmt: skip
    pieces.piece(
        markup.table(heads, (_town(row) for row in rows.head(apart.rows_at_once(MOST)).to_dict("records"))), "rw-scroll"
    )


def _town(row: Mapping[str, Any]) -> list[str | Cell]:
    name = row["municipality_name"] or _("not known")
    need = number(row["need_per_pupil"], 2) if row["need_status"] == "observed" else "–"
    has_schools = pd.notna(row["schools_count"]) and row["schools_count"] > 0
    share = reach.share(100 * row["active_count"] / row["schools_count"]) if has_schools else "–"
    return [
        Cell(links.anchor("dekking", {"gebied": row["municipality_code"]}, name) if row["municipality_name"] else name),
        Cell(number(row["asked_count"]), is_number=True),
        Cell(number(row["unserved_count"]), is_number=True),
        Cell(need, is_number=True),
        Cell(share, is_number=True),
    ]


def could_answer(waiting: pd.DataFrame, reader: Reader) -> dict[str, dict[State, list[Mapping[str, Any]]]]:
    """Per partner the waiting requests that one of its programmes fits, or would have to be asked for."""
    found: dict[str, dict[State, list[Mapping[str, Any]]]] = {}
    for row in waiting[waiting["sector"].notna()].head(JUDGED).to_dict("records"):
        asked = Wish(row["sector"], row["municipality_name"] or "", row["theme_id"], row["group"])
        programmes = reader.run("school_programmes", {"school": row["school_id"], "sector": row["sector"]})
        best: dict[str, State] = {}
        for programme in programmes.to_dict("records"):
            state = fit.judged(programme, asked).state
            if state is not State.NOT and best.get(programme["partner_name"]) is not State.FITS:
                best[programme["partner_name"]] = state
        for partner, state in best.items():
            found.setdefault(partner, {State.FITS: [], State.ASK: []})[state].append(row)
    return dict(sorted(found.items(), key=lambda one: (-len(one[1][State.FITS]), -len(one[1][State.ASK]), one[0])))


def show_partners(found: Mapping[str, Mapping[State, Sequence[Mapping[str, Any]]]]) -> None:
    heads = [_("Partner"), Cell(_("Fits"), is_number=True), Cell(_("To ask"), is_number=True), _("Schools that wait")]
    rows = [
        [
            name,
            Cell(number(len(states[State.FITS])), is_number=True),
            Cell(number(len(states[State.ASK])), is_number=True),
            Cell(joined([anchor(row["school_id"], row["name"]) for row in states[State.FITS][:4]], ", ")),
        ]
        for name, states in found.items()
    ]
    pieces.piece(markup.table(heads, rows), "rw-scroll")
