"""Page Wat veranderde er: a letter about what the newest build changed for the reader's selection; frozen views."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.changed import frozen_view, hits, letter, scope, states, view
from dashboard.changed.hits import Kept
from dashboard.frame import letters, marks
from dashboard.frame.access import PARTNER
from dashboard.frame.language import _, day
from dashboard.frame.letters import Letter
from dashboard.frame.markup import md, plain
from dashboard.frame.records import Place
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.targets.saved import saver, store
from dashboard.ui import choices, pieces, region, sidebar
from dashboard.ui import states as ui_states

# sinds is the build that the letter begins with, empty is the one before the newest; bevroren is a frozen view
DEFAULTS = choices.PLACE | choices.REGION | {"sinds": "", "bevroren": ""}


def render(reader: Reader) -> None:
    chosen = Selection("wat-veranderde", DEFAULTS)
    if chosen["bevroren"]:
        frozen_view.show(chosen, reader)
        chosen.write()
        return
    chain, damaged = letters.known(reader)
    with st.sidebar:
        place = sidebar.place(chosen, reader, region.own_region(chosen, reader))
        told = _since(chosen, chain)
        region.region_maker(chosen, reader)
    build = reader.build
    selection = [pieces.named(build, "title"), place.name, _("as of {date}", date=day(build.as_of_date))]
    nothing = "" if told else states.why_nothing(chain, build.edition)
    if nothing:
        pieces.head(_("What changed"), selection, nothing)
    else:
        _letter(told, place, selection, reader)
    _notes(chain, damaged)
    frozen_view.listed(reader)
    pieces.source_line([_("A build writes its letter when it is published · {build}", build=pieces.build_text(build))])
    chosen.write()


def _since(chosen: Selection, chain: Sequence[Letter]) -> list[Letter]:
    """The letters that are told together; none where nothing is compared."""
    places = states.compared(chain)
    names = {chain[k].since: k for k in reversed(places)}
    label, newest = _("Compared with the build of"), _("the one before")
    chosen.let_go("sinds", ["", *names], label=label)
    if places:
        chosen.choose(
            "sinds",
            label,
            ["", *reversed(names)],
            format_func=lambda code: states.build_name(chain[names[code]].before) if code else newest,
        )
    last = names.get(chosen["sinds"], 0)
    return [chain[k] for k in places if k <= last]


def _letter(told: Sequence[Letter], place: Place, selection: list[str], reader: Reader) -> None:
    rows = scope.inside(letters.changes(told, reader.access), place)
    found = hits.hits(rows, _lists(reader))
    since, build = states.build_name(told[-1].before), reader.build
    sentence = letter.finding(rows, states.date(told[-1].before["built_at"]), md(place.name))
    pieces.head(_("What changed"), [*selection, _("since the build of {build}", build=since)], sentence)
    if rows.empty:
        return
    if reader.may("read", PARTNER):
        ui_states.told_fictional(reader.run("coverage_partners"), build)
    parts = letter.sections(rows, found)
    view.show(parts, found)
    view.table(rows)
    header = {_("Selection"): " · ".join([*selection, since]), _("Build"): pieces.build_text(build)}
    below = {**header, **marks.in_use().line()}
    text = letter.text(plain(sentence), [f"{key}: {value}" for key, value in below.items()], parts)
    view.downloads(rows, text, header, build.build_id)


def _lists(reader: Reader) -> list[Kept]:
    """The saved lists with their schools, as far as this reader may know of them."""
    saved = store.newest(saver.folder(), reader.access)
    return [Kept(one.list_id, one.name, {str(row["school_id"]) for row in one.rows}) for one in saved]


def _notes(chain: Sequence[Letter], damaged: int) -> None:
    """What letters cannot tell any more."""
    if damaged:
        st.warning(states.damaged(damaged), icon=":material/heart_broken:")
    if erased := states.erased(chain):
        pieces.note(erased)
