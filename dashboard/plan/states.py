"""Page Planner where there is no plan: demands that clash and what helps; and what its figures stand on."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.figures.plan.prices import Way
from dashboard.figures.plan.rules import Rules
from dashboard.figures.plan.solve import Plan, State
from dashboard.frame.language import _, ngettext, number
from dashboard.frame.markup import Cell, md, table
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.plan import links, view, words
from dashboard.plan.schools import Asked
from dashboard.plan.view import SECTORS, View
from dashboard.ui import pieces, school_links


def no_partners() -> None:
    st.warning(
        _(
            "**There are no partner data yet.** Every school counts as without a partner, and nobody is named who goes "
            "there. Add files on page Partner data."
        ),
        icon=":material/upload_file:",
    )


def no_schools() -> None:
    st.info(
        _(
            "**No school can be chosen here.** A school needs pupils, a known place and a figure of need that may be "
            "shown. Choose a larger area."
        ),
        icon=":material/filter_alt_off:",
    )


def untold(asked: Asked, rules: Rules) -> None:
    """Which partners did not tell what a demand asks: they count for nothing until they do."""
    told = (
        (rules.told_area, "working_area", _("working area")),
        (rules.told_capacity, "capacity", _("capacity")),
        (rules.fits, "sector", _("for which sector their programmes are")),
        (rules.start, "starts_in", _("where they can start at once")),
    )
    for is_asked, fact, word in told:
        missing = asked.untold[fact]
        if is_asked and missing:
            names = words.listed(md(asked.partners[code]) for code in missing)
            text = ngettext(
                "**{n} partner did not tell {what}:** {names}. Ask it; until then it is no yes.",
                "**{n} partners did not tell {what}:** {names}. Ask them; until then it is no yes.",
                len(missing),
                what=word,
                names=names,
            )
            st.info(text, icon=":material/help:")


def clash(seen: View, chosen: Selection, standard: Rules) -> None:
    """Which demands do not go together, and what each way out brings."""
    told = words.listed(words.demand(name, seen.rules, seen.asked) for name in seen.made.clash)
    text = _(
        "**These demands do not go together:** {demands}. One of these steps helps; the other demands can stay.",
        demands=told,
    )
    if len(seen.made.clash) == 1:
        text = _("**This demand cannot be met here:** {demand}. The other demands can stay.", demand=told)
    st.warning(text, icon=":material/filter_alt_off:")
    pieces.heading(_("What helps"), _("need that the proposal then brings, % per sector"))
    for number_of, way in enumerate(seen.made.ways):
        _way(seen, way, chosen, standard, number_of)


def _way(seen: View, way: Way, chosen: Selection, standard: Rules, place: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_way_text(seen, way))
        if way.plan.is_there:
            st.button(
                _("Do this"),
                icon=":material/arrow_forward:",
                key=f"planner-uitweg-{place}",
                on_click=chosen.set,
                kwargs=links.of(way.rules, standard),
            )


def _way_text(seen: View, way: Way) -> str:
    is_dropped = way.demand not in way.rules.made()
    step = _("Let go of: {demand}") if is_dropped else _("Ask: {demand}")
    told = step.format(demand=words.demand(way.demand, seen.rules if is_dropped else way.rules, seen.asked))
    if not way.plan.is_there:
        return f"{told}: {_('does not help by itself') if way.plan.state == State.NONE else _('not found out in time')}"
    brings = seen.brings(way.plan)
    return f"{told}: {words.listed(f'{sector} {words.points(brings[sector])} %' for sector in SECTORS)}"


def last(asked: Asked, rules: Rules, plan: Plan) -> None:
    """The last proposal that was possible, grey: it does not follow the demands of now."""
    told = words.listed(words.demand(name, rules, asked, is_plain=True) for name in words.order(rules))
    pieces.heading(_("Last proposal that was possible"), told)
    lines = [
        [
            row["sector"],
            school_links.anchor(row["school_id"], words.short(row["name"])),
            row["municipality_name"] or "",
            Cell(words.points(asked.problem.bring[at]), is_number=True),
        ]
        for at, row in zip(plan.rows, asked.rows.iloc[plan.rows_array].to_dict("records"), strict=True)
    ]
    heads = [_("Sector"), _("School"), _("Municipality"), Cell(_("Need it brings, % of its sector"), is_number=True)]
    pieces.piece(table(heads, lines), "rw-scroll rw-muted")


def unknown() -> None:
    """The time was up before any plan was found."""
    st.warning(
        _("**No proposal was found within 10 seconds.** There may be one: make a demand looser."),
        icon=":material/timer_off:",
    )


def beside(seen: View) -> None:
    """The proposal, the same step by step, and without demands, next to each other."""
    plans = [(view.Look.BEST, seen.made.best), (view.Look.STEPS, seen.made.greedy), (view.Look.BARE, seen.made.bare)]
    if seen.look == view.Look.OWN and seen.plan.is_there:
        plans.append((view.Look.OWN, seen.plan))
    lines = []
    for look, plan in plans:
        title = view.looks()[look]
        if not plan.is_there:
            lines.append(_("{name}: no proposal.", name=title))
            continue
        brings = seen.brings(plan)
        told = words.listed(f"{sector} {words.points(brings[sector])} %" for sector in SECTORS)
        broken = [words.demand(name, seen.rules, seen.asked) for name in seen.broken(plan)]
        lacks = _("does not meet: {demands}", demands=words.listed(broken)) if broken else _("meets all demands")
        lines.append(f"{title}: {told}; {lacks}.")
    with st.expander(_("Beside each other: proposal, step by step, own choice")):
        st.markdown("\n".join(f"- {line}" for line in lines))


def source_lines(seen: View, partners: pd.DataFrame, reader: Reader) -> list[str]:
    """What the figures stand on, and what a proposal is not."""
    activity = _("activity: as told by the partners") + (f" ({_('made up')})" if partners["is_fictional"].any() else "")
    rows = reader.run("target_sources", {"indicators": ("po_need_load", "vo_need_load")})
    files = " · ".join(pieces.dated(row) for row in rows.to_dict("records"))
    need = seen.asked.need
    return [
        f"{_('Source: {source}', source=files)} · {activity} · {pieces.build_text(reader.build)}",
        _(
            "{n} schools count: listed, with pupils, a known place, a figure of need and no flag. Their need is 100 %: "
            "{po} points (PO), {vo} pupils in vmbo and pro (VO).",
            n=number(len(seen.asked.rows)),
            po=number(need["PO"]),
            vo=number(need["VO"]),
        ),
        view.proven(seen.made.best) if seen.made.best.is_there else "",
        _(
            "Need at a school with partners counts for a part: divided by one plus the partners there. PO and VO are "
            "chosen together and never added on the screen."
        ),
        _("A proposal, not a decision: a place on it is not a judgement on a school."),
    ]
