"""Plain facts per programme: what is known, by whom and since when, and a form that tells more. Unknown is unknown."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard.figures import places
from dashboard.frame import markup
from dashboard.frame.language import _, day, ngettext, number
from dashboard.frame.markup import Cell, Markup, md
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.partners import deeds, files, grid
from dashboard.ui import activity, pieces, school_links

OF_PARTNER = files.OF_PARTNER


def words() -> dict[str, str]:
    """What each fact is called, in the order of the form."""
    return {
        "via_skb": _("found through SKB"),
        "learning_line": _("part of a joint learning line"),
        "themes": _("its themes"),
        "groups": _("for groups or years"),
        "moment": _("when"),
        "quality_mark": _("quality mark"),
        "wants_volunteers": _("wants volunteers"),
        "starts_in": _("can start at once in"),
        "working_area": _("working area"),
        "capacity": _("capacity, young people a year"),
    }


def yes_no_words() -> dict[str, str]:
    """Unknown comes first: nothing is yes before somebody said so."""
    return {"": _("unknown"), "yes": _("yes"), "no": _("no")}


def show(chosen: Selection, reader: Reader) -> None:
    """A partner, and what is known of each of its programmes."""
    programmes = files.own(reader.run("partner_programmes"), reader.access)
    if programmes.empty:
        st.info(_("**No partner has told of activities yet.** Take in a first file under “Deliver”."))
        return
    names = dict(zip(programmes["partner_id"], programmes["partner_name"], strict=True))
    chosen.let_go("partner", names)
    chosen.choose("partner", _("Partner"), list(names), format_func=names.__getitem__, width=520,
                  placeholder=_("Choose a partner"))  # fmt: skip
    if chosen["partner"]:
        of_partner(chosen["partner"], reader)


def of_partner(partner_id: str, reader: Reader) -> None:
    """The table of one partner's facts, and the form that changes those of one programme."""
    programmes = reader.run("partner_programmes")
    programmes = programmes[programmes["partner_id"] == partner_id]
    params = {"partner": partner_id}
    known = reader.run("programme_facts", params)
    names = {OF_PARTNER: _("the partner as a whole")}
    names |= {
        code.partition("/")[2]: name or _("without a name")
        for code, name in zip(programmes["programme_id"], programmes["name"], strict=True)
    }
    _table(partner_id, names, known, reader)
    _of_schools(params, reader)
    if not reader.owns(partner_id):
        pieces.question("programme_facts", params)
        return
    slug = st.selectbox(
        _("Tell more of"), list(names), min(1, len(names) - 1), format_func=names.__getitem__,
        key=f"facts-of-{partner_id}", width=520,
    )  # fmt: skip
    told = known[known["programme_id"] == f"{partner_id}/{slug}"].set_index("fact_id")
    sent = _form(partner_id, slug, told, reader)
    changed = {code: text for code, text in sent.items() if text != _value(told, code)}
    if changed:
        with st.spinner(_("The atlas is brought up to date…")):
            event = files.tell_facts(f"{partner_id}/{slug}", changed, reader.access)
        said = ngettext("{n} fact of **{name}** is kept.", "{n} facts of **{name}** are kept.", len(changed),
                        name=md(names[slug]))  # fmt: skip
        deeds.finish(deeds.Done(said, (event,), _("The facts of **{name}** are as they were.", name=md(names[slug]))))
        st.rerun()
    pieces.question("programme_facts", params)


def _value(told: pd.DataFrame, fact_id: str) -> str:
    return str(told.at[fact_id, "value"]) if fact_id in told.index else ""


def _table(partner_id: str, names: Mapping[str, str], known: pd.DataFrame, reader: Reader) -> None:
    """One row per programme, one column per fact; who told it and when stands behind the value."""
    cells = {(row["programme_id"], row["fact_id"]): row for row in known.to_dict("records")}
    shown = words()
    rows = []
    for slug, name in names.items():
        found = [cells.get((f"{partner_id}/{slug}", code)) for code in shown]
        if slug != OF_PARTNER or any(found):
            rows.append([name, *(_cell(one, reader) for one in found)])
    unknown = sum(1 for row in rows for cell in row[1:] if isinstance(cell, Cell) and cell.kind == "rw-muted")
    of_all = len(rows) * len(shown)
    note = _("{n} of {all} are unknown", n=number(unknown), all=number(of_all))
    if (known["told_in"] == "brought").any():
        note = f"{note} · {_('what bears no name and date came with the edition')}"
    pieces.heading(_("What is known of each programme"), note)
    heads = [_("Programme"), *(word[:1].upper() + word[1:] for word in shown.values())]
    pieces.piece(markup.table(heads, rows), "rw-scroll")


def _of_schools(params: Mapping[str, str], reader: Reader) -> None:
    """What files told of single schools, one row per activity: there it holds instead of what the programme says."""
    told = reader.run("activity_facts", params)
    if told.empty:
        return
    shown = {code: word for code, word in words().items() if (told["fact_id"] == code).any()}
    rows = []
    for _key, part in told.groupby(["programme_id", "school_id", "school_year"], sort=False):
        by_fact = {row["fact_id"]: row for row in part.to_dict("records")}
        first = next(iter(by_fact.values()))
        name = Markup('{}<br><span class="rw-muted">{}</span>').format(
            school_links.anchor(first["school_id"], first["school"]), first["place"]
        )
        offer = Markup('{}<br><span class="rw-muted">{}</span>').format(
            first["programme"] or _("without a name"), told_by(first)
        )
        told_of = [Cell(offer), Cell(name), first["school_year"]]
        values = [
            value_words(code, by_fact[code]["value"], reader)
            if code in by_fact
            else Cell(_("unknown"), kind="rw-muted")
            for code in shown
        ]
        rows.append([*told_of, *values])
    note = ngettext(
        "{n} activity; what a row leaves empty is unknown",
        "{n} activities; what a row leaves empty is unknown",
        len(rows),
    )
    pieces.heading(_("Told of single schools, in the rows of a file"), note)
    titles = [word[:1].upper() + word[1:] for word in shown.values()]
    heads = [_("Programme"), _("School"), _("School year"), *titles]
    pieces.piece(markup.table(heads, rows), "rw-scroll")
    pieces.question("activity_facts", params)


def _cell(fact: Mapping | None, reader: Reader) -> Cell:
    if fact is None:
        return Cell(_("unknown"), kind="rw-muted")
    value = value_words(fact["fact_id"], fact["value"], reader)
    who = told_by(fact)
    if not who:
        return Cell(value)
    return Cell(Markup('{}<br><span class="rw-muted">{}</span>').format(value, who))


def told_by(fact: Mapping) -> str:
    """Who told a fact and when, in a file or in a form; '' for what came with the edition."""
    if fact["told_in"] == "brought":
        return ""
    date = day(fact["told_on"])
    if fact["told_in"] == "file":
        return _("{who}, {date}, in a file", who=fact["told_by"], date=date)
    return f"{fact['told_by']}, {date}"


def value_words(fact_id: str, value: str, reader: Reader) -> str:
    """A fact in the reader's language."""
    kind = files.FACTS[fact_id]
    if kind == files.YES_NO:
        return yes_no_words().get(value, value)
    names: Mapping[str, str] = {}
    if kind == files.MOMENTS:
        names = activity.moment_words()
    elif kind == files.THEMES:
        names = activity.theme_names(reader)
    elif kind == files.AREAS:
        names = places.names(reader)
    elif kind == files.NUMBER and value.isdigit():
        return number(int(value))
    return ", ".join(names.get(part, part) for part in value.split(",")) if names else value


def _form(partner_id: str, slug: str, told: pd.DataFrame, reader: Reader) -> dict[str, str]:
    """The facts as they were sent just now; empty when nothing was sent."""
    with st.form(f"facts-{partner_id}-{slug}"):
        sent = {}
        for place, (code, word) in zip(grid.places(3), words().items(), strict=False):
            label = word[:1].upper() + word[1:]
            with place:
                sent[code] = _field(code, label, _value(told, code), f"fact-{partner_id}-{slug}-{code}", reader)
        is_sent = st.form_submit_button(_("Keep these facts"), icon=":material/check:")
    return sent if is_sent else {}


def _field(code: str, label: str, now: str, key: str, reader: Reader) -> str:
    """One fact as a box of its kind; empty is unknown."""
    kind = files.FACTS[code]
    if kind == files.YES_NO:
        options = yes_no_words()
        return st.selectbox(label, list(options), list(options).index(now), format_func=options.__getitem__, key=key)
    if kind in (files.MOMENTS, files.THEMES, files.AREAS):
        names = {files.MOMENTS: activity.moment_words, files.THEMES: lambda: activity.theme_names(reader)}.get(
            kind, lambda: places.names(reader)
        )()
        told = places.named(now, reader) if kind == files.AREAS else now.split(",")
        chosen = [part for part in told if part in names]
        picked = st.multiselect(label, list(names), chosen, format_func=names.__getitem__, key=key,
                                placeholder=_("unknown"))  # fmt: skip
        return now if picked == chosen else ",".join(picked)
    text = st.text_input(label, now, max_chars=200, key=key, placeholder=_("unknown")).strip()
    return files.read_fact(code, text)
