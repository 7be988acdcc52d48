"""Page Doelscholen: its states, total against per pupil, and what its figures stand on."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st
from markupsafe import Markup

from dashboard.frame.language import _, ngettext, number
from dashboard.frame.markup import bold
from dashboard.frame.records import Build
from dashboard.frame.warehouse import Reader
from dashboard.targets import explain, finding, labels, ranked, score
from dashboard.targets.criteria import Preset
from dashboard.targets.ranked import Ranked
from dashboard.targets.score import Measure
from dashboard.ui import pieces, states


def warnings(ranking: Ranked, partners: pd.DataFrame, build: Build) -> None:
    """Told above the list: made-up partners, none at all, nothing that can be scored."""
    states.told_fictional(partners, build)
    if partners.empty:
        st.warning(
            _("**There are no partner data yet.** Every school counts as unreached. Add files on page Partner data."),
            icon=":material/upload_file:",
        )
    elif len(ranking.rows) and ranking.scored.empty:
        st.info(
            _("**No school has a score.** The parts that weigh have no figures here. Change the weights."),
            icon=":material/visibility_off:",
        )


def nothing(ranking: Ranked, reader: Reader) -> None:
    """No school meets the choice; for a learning line that may be because no partner told a theme."""
    hint = _("**No schools in this choice.** Choose a larger area or fewer filters.")
    if ranking.criteria.preset == Preset.LEARNING_LINE:
        active = reader.run("target_active", ranking.criteria.filters.activity())
        if not active["themes_count"].any():
            hint = _(
                "**Of no activity the theme is known.** A school is fit for a learning line when two or three "
                "partners are active there with different themes. Tell the themes on page Partner data."
            )
    st.info(hint, icon=":material/filter_alt_off:")


def measures(ranking: Ranked, reader: Reader) -> None:
    """Which schools enter and leave with need in total instead of per pupil; what the threshold does."""
    other = Measure.PER_PUPIL if ranking.criteria.measure == Measure.TOTAL else Measure.TOTAL
    second = ranked.ranked(replace(ranking.criteria, measure=other), reader, firm=False)
    left, entered = ranked.compared(ranking, second)
    country = reader.run("method_threshold").iloc[0]
    sentences = filter(None, (finding.measures(ranking, left), finding.threshold(ranking, country)))
    pieces.piece(Markup("<p>{}").format(bold(" ".join(sentences))), "rw-panel")
    if len(entered) or len(left):
        with st.expander(_("Which schools enter and leave")):
            for column, title, rows in zip(st.columns(2), (_("Enter"), _("Leave")), (entered, left), strict=True):
                with column:
                    lines = [explain.school_line(row, number(row["rank"])) for row in rows.to_dict("records")]
                    pieces.piece(explain.short_table(Markup("<b>{}</b>").format(title), lines), "rw-panel")


def source_lines(ranking: Ranked, partners: pd.DataFrame, reader: Reader) -> list[str]:
    """Sources of the parts, partners, build; what is left out; what a place is not."""
    build = reader.build
    activity = _("activity: as told by the partners") + (f" ({_('made up')})" if partners["is_fictional"].any() else "")
    files = [pieces.dated(row) for row in sources(ranking, reader)]
    return [
        f"{_('Source: {source}', source=' · '.join(files))} · {activity} · {pieces.build_text(build)}",
        _left_out(ranking),
        _("A place is not a judgement on a school."),
        _("Places are within this choice; parts are compared with all schools of the sector."),
    ]


def sources(ranking: Ranked, reader: Reader) -> list[dict]:
    """The source vintages behind the parts of this sector that have figures."""
    parts_of = score.lasting(ranking.criteria.filters.sector)
    ids = tuple(part.indicator or part.column for part in parts_of if ranking.has_figures(part))
    return reader.run("target_sources", {"indicators": ids}).to_dict("records")


def _left_out(ranking: Ranked) -> str:
    """Parts without figures in this sector; schools that are not in the order, and why."""
    bare_parts = [
        labels.part_name(part)
        for part, weight in zip(ranking.parts, ranking.weights, strict=True)
        if not weight and not ranking.has_figures(part)
    ]
    notes = [_("{part}: no figures for this sector, so the other parts weigh more.", part=name) for name in bare_parts]
    notes += [f"{text}." for text in (finding.exclusions(ranking), finding.unscored(ranking)) if text]
    if ranking.hidden_count:
        notes.append(ngettext("{n} figure is suppressed.", "{n} figures are suppressed.", ranking.hidden_count))
    if ranking.scored.size and not ranking.is_aged:
        notes.append(finding.no_ageing())
    return " ".join(notes)
