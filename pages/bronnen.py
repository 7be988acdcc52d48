"""Page Bronnen: the sources this build was made of, how old they are, what the build found in them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard.frame import export
from dashboard.frame.language import _, day, number
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.sources import build_file, holes, issues, table
from dashboard.ui import pieces

DEFAULTS = {"bron": "", "regel": "", "ernst": ""}


def render(reader: Reader) -> None:
    chosen = Selection("bronnen", DEFAULTS)
    build = reader.build
    sources = reader.run("sources")
    counts = reader.run("issue_counts")

    with st.sidebar:
        params = issues.filters(chosen, sources, counts)

    selection = [
        pieces.named(build, "title"),
        _("as of {date}", date=day(build.as_of_date)),
        pieces.build_text(build),
    ]
    pieces.head(_("Sources"), selection, table.finding(sources, counts))
    table.table(sources)
    pieces.question("sources", {})

    holes.show(reader)
    build_file.show(reader)
    listed = reader.run("issues", params)
    _issues(listed, counts, sources, params, reader)
    pieces.question("issues", params)
    pieces.source_line([_("Licence and publisher stand with each source · {build}", build=pieces.build_text(build))])
    chosen.write()


def _issues(
    listed: pd.DataFrame, counts: pd.DataFrame, sources: pd.DataFrame, params: Mapping[str, str], reader: Reader
) -> None:
    """What the build found: how often each rule spoke, the issues themselves, and their export."""
    pieces.heading(
        _("What the build found"),
        _("{n} of {all} issues", n=number(len(listed)), all=number(counts["issues_count"].sum())),
    )
    if listed.empty:
        st.info(
            _("**Nothing found with this choice.** Choose another source or rule."),
            icon=":material/filter_alt_off:",
        )
        return
    left, right = st.columns([1, 1.6], gap="medium")
    with left:
        issues.count_table(counts, params)
    with right:
        issues.table(listed, sources)
    header = {_("Selection"): issues.in_words(params), _("Build"): pieces.build_text(reader.build)}
    st.download_button(
        "CSV",
        data=export.later(lambda: export.csv_bytes(listed, issues.export_columns(), header)),
        file_name=export.file_name(_("issues"), reader.build.build_id),
        mime="text/csv",
        icon=":material/download:",
        key="bronnen-csv",
    )
