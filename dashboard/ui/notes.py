"""Notes of coordinators beside a figure: read by who may read closed figures of the place, pinned, withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard.frame import apart, notes
from dashboard.frame.language import _, current, day, ngettext
from dashboard.frame.markup import Markup, escape, md
from dashboard.frame.notes import Note
from dashboard.frame.records import Place
from dashboard.frame.warehouse import Reader
from dashboard.ui import keeping, pieces

PROBLEM, OPEN = "note-problem", "note-open"
MOST_LETTERS = 500
IN_SHORT = 180  # letters of a note in a pack


@dataclass(frozen=True)
class Spot:
    """A place that notes can be about: an area or a school, in a municipality ('' for a country or a province)."""

    code: str
    name: str
    municipality: str


def of_place(area: Place) -> list[Spot]:
    """An area, and the municipality that it lies in."""
    own = Spot(area.area_code, area.name, area.municipality_code or "")
    town = Spot(own.municipality, area.municipality_name or own.municipality, own.municipality)
    return [own, town] if town.code not in ("", own.code) else [own]


def of_areas(rows: pd.DataFrame) -> list[Spot]:
    """Areas as questions give them, and the municipalities that they lie in, these first."""
    told = [spot for row in rows.to_dict("records") for spot in of_place(Place.of(row))]
    return sorted(dict.fromkeys(told), key=lambda spot: (spot.code != spot.municipality, spot.name))


def of_schools(rows: pd.DataFrame) -> list[Spot]:
    return [Spot(*one) for one in zip(rows["school_id"], rows["name"], rows["municipality_code"], strict=True)]


def told(spots: Sequence[Spot], reader: Reader) -> list[str]:
    """The notes as lines of a picture, a file or a pack; none for who may not read them."""
    names = {spot.code: spot.name for spot in spots}
    return [_as_line(one, names) for one in notes.of_places(reader.access, set(names))]


def _as_line(one: Note, names: dict[str, str]) -> str:
    return _("Note on {place}: {words} ({who}, {date})", place=_about(one, names), words=one.text, who=one.by,
             date=day(one.on))  # fmt: skip


def show(spots: Sequence[Spot], reader: Reader, indicator: str = "", periods: Sequence[str] = ()) -> None:
    """What is noted of these places, with the button that takes an own note back, and the box for a new one.

    A new note can be about the figure that is shown, and one of these periods of it.
    """
    names = {spot.code: spot.name for spot in spots}
    found = notes.of_places(reader.access, set(names))
    is_paper = apart.is_on()
    open_to = [spot for spot in spots if not is_paper and notes.may_pin(reader.access, spot.municipality)]
    if not found and not open_to:
        return
    pieces.heading(_("Notes"), _("of coordinators; only in the closed group"))
    _say()
    for one in found:
        _line(one, names, reader)
    if open_to:
        _form(open_to, reader, indicator, [period for period in periods if period])


def _about(one: Note, names: dict[str, str]) -> str:
    return ", ".join(filter(None, (names.get(one.place, one.place), one.period)))


def _line(one: Note, names: dict[str, str], reader: Reader) -> None:
    parts = [_about(one, names), _figure(one.indicator_id, reader), one.by, day(one.on)]
    mark = Markup('{}<br><span class="rw-muted rw-small">{}</span>')
    text = mark.format(_marked(one, one.text), " · ".join(filter(None, parts)))
    if not notes.may_withdraw(reader.access, one):
        pieces.piece(Markup("<p>{}</p>").format(text))
        return
    left, right = st.columns([5, 1], vertical_alignment="center")
    with left:
        pieces.piece(Markup("<p>{}</p>").format(text))
    right.button(
        _("Withdraw"), key=f"note-weg-{one.note_id}", icon=":material/undo:",
        help=_("The words go for good; that there was a note stays on record."),
        on_click=_carry_out, args=(lambda: notes.withdraw(reader.access, one), _("The note is withdrawn.")),
    )  # fmt: skip


def _marked(one: Note, words: str) -> Markup:
    """Words of a note in HTML, so that a frozen view loses them when the note is withdrawn."""
    return Markup('<span {}="{}">{}</span>').format(Markup(notes.MARK), one.note_id, words)


def _figure(indicator_id: str, reader: Reader) -> str:
    """The figure that a note is about, by its name."""
    if not indicator_id:
        return ""
    for asked in ("closed_indicators", "indicators"):
        rows = reader.run(asked)
        of_it = rows[rows["indicator_id"] == indicator_id]
        if len(of_it):
            return str(of_it.iloc[0][f"name_{current()}"])
    return indicator_id


def _form(spots: Sequence[Spot], reader: Reader, indicator: str, periods: Sequence[str]) -> None:
    """A button, and after it the box: few pin a note, and the box would travel to everybody with every click."""
    key = f"{spots[0].code}-{indicator}"
    label, icon = _("Pin a note"), ":material/sticky_note_2:"
    st.button(label, icon=icon, key=f"note-nieuw-{key}", on_click=_turn, args=(key,))
    if st.session_state.get(OPEN) == key:
        _box(key, spots, reader, indicator, periods)


def _turn(key: str) -> None:
    """Opens the box, or closes the one that is open."""
    st.session_state[OPEN] = "" if st.session_state.get(OPEN) == key else key


def _box(key: str, spots: Sequence[Spot], reader: Reader, indicator: str, periods: Sequence[str]) -> None:
    """About what, which figure and period of it, and the words; what was refused stays in it."""
    places = {spot.code: spot for spot in spots}
    figures = {"": _("the place as a whole"), **({indicator: _figure(indicator, reader)} if indicator else {})}
    every = {"": _("all periods"), **{period: period for period in periods}}
    with st.form(f"note-{key}", width=520):
        code = st.selectbox(_("About"), list(places), format_func=lambda one: places[one].name, key=f"note-waar-{key}")
        about = st.selectbox(
            _("Which figure"), list(figures), len(figures) - 1, format_func=figures.__getitem__, key=f"note-wat-{key}"
        )
        period = st.selectbox(_("Period"), list(every), format_func=every.__getitem__, key=f"note-periode-{key}")
        text = st.text_area(_("What should others know of it?"), key=f"note-tekst-{key}", max_chars=MOST_LETTERS,
                            help=_("No names of persons. Others of the closed group read it."))  # fmt: skip
        pressed = st.form_submit_button(_("Keep this note"), type="primary", icon=":material/check:")
    if pressed and len(text.strip()) > 2:
        facts = {"place": code, "municipality": places[code].municipality, "indicator_id": about, "period": period}
        _carry_out(lambda: (notes.pin(reader.access, text, **facts), _turn(key)), _("The note is kept."))
        st.rerun()


def _carry_out(deed: Callable[[], object], done: str) -> None:
    """Does it, and keeps what came of it for the page to say."""
    try:
        deed()
    except notes.Refused as refused:
        words = [one.message_nl if current() == "nl" else one.message_en for one in refused.findings]
        st.session_state[PROBLEM] = ("error", f"**{_('Not kept.')}** {md(' '.join(words))}")
    except (notes.DiskFull, notes.NotWritable) as closed:
        st.session_state[PROBLEM] = ("error", keeping.told(closed, _("Not kept.")))
    else:
        st.session_state[PROBLEM] = ("success", done)


def _say() -> None:
    kind, text = st.session_state.pop(PROBLEM, ("", ""))
    if kind == "error":
        st.error(text, icon=":material/block:")
    elif text:
        st.success(text, icon=":material/check:")


def in_pack(spots: Sequence[Spot], reader: Reader, most: int) -> list[Markup]:
    """The newest notes in short, and how many more there are; nothing where there are none."""
    names = {spot.code: spot.name for spot in spots}
    found = notes.of_places(reader.access, set(names))
    shown = [_marked(one, _short(_as_line(one, names))) for one in found[:most]]
    if len(found) > most:
        more = ngettext("{n} more note is on the screen.", "{n} more notes are on the screen.", len(found) - most)
        shown.append(escape(more))
    return shown


def _short(line: str) -> str:
    return line if len(line) <= IN_SHORT else f"{line[:IN_SHORT].rsplit(' ', 1)[0]} …"
