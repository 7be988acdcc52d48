"""Page Factoren: what influences equal opportunities according to the GKA, and what can be said about it here."""

from __future__ import annotations

import streamlit as st

from dashboard.frame.language import _, number
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.network import factor, factors
from dashboard.ui import pieces

DEFAULTS = {"niveau": "", "lijst": "2022", "cijfer": "0", "factor": ""}
APART = ("niveau",)  # a level of factors, not of areas


def render(reader: Reader) -> None:
    chosen = Selection("factoren", DEFAULTS, apart=APART)
    with st.sidebar:
        levels, year, only_figures = _choose(chosen, reader)
    rows = factors.every(reader, year)
    rows = rows[rows["level"].isin(levels)]
    told = _("factors that influence equal opportunities, according to the GKA")
    pieces.head(_("Factors"), [told, _("list of {year}", year=year), _edition(reader)], factors.sentence(rows))
    if rows.empty:
        st.info(_("**There are no factors here.** Choose another level or edition."), icon=":material/info:")
    else:
        factors.grid(rows, levels, only_figures, chosen["factor"])
        _one(rows, chosen, reader)
    lines = _lines(reader)
    header = {_("Selection"): f"{told} · {_('list of {year}', year=year)}", _("Source"): " · ".join(lines)}
    if len(rows):
        factors.download(rows, header, reader)
    pieces.question("factors", {})
    pieces.source_line(lines)
    chosen.write()


def _choose(chosen: Selection, reader: Reader) -> tuple[tuple[str, ...], str, bool]:
    words = {"": _("All five"), **factors.level_words()}
    level = chosen.valid("niveau", list(words))
    chosen.choose("niveau", _("Level"), list(words), format_func=words.__getitem__)
    every = reader.run("factors")
    lists = {year: f"{year} ({number(int(every[f'in_{year}'].sum()))})" for year in ("2020", "2022")}
    year = chosen.valid("lijst", list(lists))
    chosen.pick("lijst", _("List of"), list(lists), format_func=lists.__getitem__)
    only_figures = chosen.switch("cijfer", _("Only with a figure"))
    return (level,) if level else factors.LEVELS, year, only_figures


def _edition(reader: Reader) -> str:
    build = reader.build
    return _("edition {edition}", edition=build.edition)


def _one(rows, chosen: Selection, reader: Reader) -> None:
    """The chosen factor; without a choice the first with a figure."""
    names = {row["factor_id"]: pieces.named(row, "name") for row in rows.to_dict("records")}
    if chosen["factor"] not in names:
        chosen.set(factor=None)
    chosen.choose(
        "factor", _("Factor"), list(names), format_func=names.__getitem__, width=360, placeholder=_("Choose a factor")
    )
    if chosen["factor"]:
        factor.told(rows.set_index("factor_id", drop=False).loc[chosen["factor"]].to_dict(), reader)


def _lines(reader: Reader) -> list[str]:
    told = _("Source: GKA, Voortgangsrapportage 2022 (factors and levels, after the Verwey-Jonker Instituut)")
    link = _("Which indicator says something about which factor is our own judgement.")
    return [f"{told} · {pieces.build_text(reader.build)}", link]
