"""The list of issues of the build: filters, counts per rule, table, export."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard.frame import apart, export
from dashboard.frame.language import _, current
from dashboard.frame.selection import Selection
from dashboard.ui import pieces, tables


def severity_word(severity: str) -> str:
    """What happened to the cell or row."""
    words = {
        "info": _("noted"),
        "repaired": _("repaired"),
        "refused": _("refused"),
        "unmatched": _("not matched"),
    }
    return words.get(severity, severity)


def rule_words(counts: pd.DataFrame) -> dict[str, str]:
    """Rule code -> what it means, in the reader's language."""
    return {row["rule"]: pieces.named(row, "title") or row["rule"] for row in counts.to_dict("records")}


def filters(chosen: Selection, sources: pd.DataFrame, counts: pd.DataFrame) -> dict[str, str]:
    """Source, rule, severity; empty means all. Returns the parameters of the question."""
    titles = {row["source_id"]: pieces.named(row, "title") for row in sources.to_dict("records")}
    rules = rule_words(counts)
    lists = {
        "bron": (_("Source"), _("All sources"), "source_id", lambda code: titles.get(code, code)),
        "regel": (_("Rule"), _("All rules"), "rule", lambda code: rules.get(code, code)),
        "ernst": (_("What happened"), _("Everything"), "severity", severity_word),
    }
    for name, (label, every, column, words) in lists.items():
        options = ["", *sorted(counts[column].dropna().unique())]
        chosen.valid(name, options)
        chosen.choose(
            name,
            label,
            options,
            format_func=lambda code, words=words, every=every: words(code) if code else every,
        )
    return {"source": chosen["bron"], "rule": chosen["regel"], "severity": chosen["ernst"]}


def in_words(params: Mapping[str, str]) -> str:
    """The filters for the head of an export."""
    return " · ".join(f"{key}={value}" for key, value in params.items() if value) or _("everything")


def count_table(counts: pd.DataFrame, params: Mapping[str, str]) -> None:
    """How often each rule spoke, within the chosen source and severity."""
    chosen = counts
    for name in ("source", "rule", "severity"):
        column = "source_id" if name == "source" else name
        chosen = chosen[chosen[column] == params[name]] if params[name] else chosen
    summed = chosen.groupby(["rule", "severity"], as_index=False)["issues_count"].sum()
    summed = summed.sort_values(["issues_count", "rule"], ascending=[False, True])
    shown = pd.DataFrame(
        {
            "rule": summed["rule"].map(rule_words(counts)),
            "severity": [severity_word(code) for code in summed["severity"]],
            "issues_count": summed["issues_count"],
        }
    )
    st.dataframe(
        tables.numbers_as_text(shown, {"issues_count": 0}),
        hide_index=True,
        placeholder=tables.NONE,
        row_height=30,
        column_config={
            "rule": st.column_config.TextColumn(_("Rule"), width=205),
            "severity": st.column_config.TextColumn(_("What happened"), width=100),
            "issues_count": st.column_config.NumberColumn(_("Number"), width=65),
        },
        alt=_("Number of issues per rule"),
    )


def table(listed: pd.DataFrame, sources: pd.DataFrame) -> None:
    """The issues themselves; the browser fetches rows as it scrolls."""
    titles = {row["source_id"]: pieces.named(row, "title") for row in sources.to_dict("records")}
    shown = pd.DataFrame(
        {
            "message": listed[f"message_{current()}"],
            "key": listed["key"],
            "line": listed["line"].astype("Int64").astype("str").replace("<NA>", ""),
            "source": listed["source_id"].map(titles).fillna(listed["source_id"]),
        }
    )
    text = st.column_config.TextColumn
    st.dataframe(
        shown,
        hide_index=True,
        placeholder=tables.NONE,
        row_height=30,
        height=345,
        lazy=len(shown) > 1000 and not apart.is_on(),
        column_config={
            "message": text(_("Message"), width=380),
            "key": text(_("Key"), width=90),
            "line": text(_("Line"), width=60),
            "source": text(_("Source"), width=200),
        },
        alt=_("List of issues"),
    )


def export_columns() -> list[export.Column]:
    """Everything the warehouse holds about an issue, codes included."""
    names = ("source_id", "vintage", "line", "key", "field", "value", "expected", "rule", "severity")
    return [
        *(export.Column(name, name) for name in names),
        export.Column(f"message_{current()}", _("Message")),
    ]
