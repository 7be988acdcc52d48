"""What the members reported: interventions by theme and by sector, two margins of one count, and the year before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.figures.complements import parts
from dashboard.frame import export, links
from dashboard.frame.access import PARTNER
from dashboard.frame.export import Column
from dashboard.frame.language import _, ngettext, number
from dashboard.frame.markup import Markup, joined, md
from dashboard.frame.warehouse import Reader
from dashboard.network import initiatives
from dashboard.ui import pieces

SECTORS = ("vve", "po", "po_vo", "vo")
_ROW = Markup(
    "<tr{}><th scope=row>{}</th>{}<td class=bar><span class=t><i style=width:{:.1f}%></i>{}</span></td>"
    "<td class=r><b>{}</b></td><td class=rw-muted>{}</td></tr>"
)


@dataclass(frozen=True)
class Counts:
    """The margins: rows of gka_interventions of the newest year, and of the year before by category."""

    year: int
    before: int
    themes: pd.DataFrame
    sectors: pd.DataFrame
    links: pd.DataFrame
    earlier: Mapping[str, int]  # by theme_id, of the year before

    @property
    def total(self) -> int:
        return int(self.sectors["interventions_count"].sum())


def every(reader: Reader) -> Counts | None:
    """None where the edition has no counts."""
    rows = reader.run("gka_interventions")
    if rows.empty:
        return None
    year, before = int(rows["year"].max()), int(rows["year"].min())
    of = {margin: rows[(rows["year"] == year) & (rows["margin"] == margin)] for margin in ("theme", "sector", "link")}
    old = rows[(rows["year"] == before) & (rows["margin"] == "theme") & (before < year)]
    earlier = dict(zip(old["category"], old["interventions_count"].astype(int), strict=True))
    return Counts(year, before, of["theme"], of["sector"], of["link"], earlier)


def sentence(told: Counts | None) -> str:
    """How many, most of which sector and theme, and where the two counts differ most."""
    if told is None or told.themes.empty or told.sectors.empty:
        return _("**No interventions are known** in this edition.")
    sector = told.sectors.nlargest(1, "interventions_count").iloc[0]
    theme = told.themes.nlargest(1, "interventions_count").iloc[0]
    start = _(
        "The members report **{n} interventions**: most in {sector} ({of_sector}) and about {theme} ({of_theme}).",
        n=number(told.total),
        sector=initiatives.sector_words()[sector["category"]],
        of_sector=number(sector["interventions_count"]),
        theme=md(pieces.named(theme, "name").lower()),
        of_theme=number(theme["interventions_count"]),
    )
    gaps = {
        row["category"]: abs(row["interventions_count"] - told.earlier[row["category"]])
        for row in told.themes.to_dict("records")
        if row["category"] in told.earlier
    }
    if not gaps:
        return start
    most = told.themes.set_index("category").loc[max(gaps, key=lambda code: (gaps[code], code))]
    return f"{start} " + _(
        "About {theme} the report of {before} told {then}, that of {year} **{now}**.",
        theme=md(pieces.named(most, "name").lower()),
        before=told.before,
        then=number(told.earlier[most.name]),
        year=told.year,
        now=number(most["interventions_count"]),
    )


def show(told: Counts, theme: str, sector: str) -> None:
    """Two margins and a hatched middle: the sources do not tell the cross."""
    pieces.heading(
        _("Two counts of the same {n}", n=number(told.total)),
        _("by theme and by sector; a line is {before}", before=told.before),
    )
    rows = told.themes.to_dict("records")
    top = max([row["interventions_count"] for row in rows] + list(told.earlier.values()))
    middle = Markup('<td class=mid rowspan="{}"><div>{}</div></td>').format(len(rows), _cross())
    lines = [_line(row, told, top, row["category"] == theme, Markup() if at else middle) for at, row in enumerate(rows)]
    pieces.piece(
        Markup('<table class="rw-cross"><caption>{}</caption><tbody>{}</tbody></table>').format(
            _cross(), joined(lines)
        ),
        "rw-scroll",
    )
    pieces.piece(_of_sectors(told, sector), tint="reach")
    pieces.piece(Markup('<p class="rw-muted">{}').format(" ".join(filter(None, [_links(told), _changed(told)]))))


def _cross() -> Markup:
    return Markup("<b>{}</b> {}").format(
        _("The cross is not known."),
        _("The source counts themes and sectors apart. How much of language is in primary education is told nowhere."),
    )


def _line(row: Mapping[str, Any], told: Counts, top: int, is_chosen: bool, middle: Markup) -> Markup:
    then = told.earlier.get(row["category"])
    tick = Markup("<u style=left:{:.1f}%></u>").format(100 * then / top) if then is not None else Markup()
    name = links.anchor("interventies", {"thema": row["category"]}, pieces.named(row, "name"))
    was = _("was {n}", n=number(then)) if then is not None else _("not counted in {year}", year=told.before)
    mark = Markup(" class=chosen") if is_chosen else Markup()
    n = int(row["interventions_count"])
    return _ROW.format(mark, name, middle, 100 * n / top, tick, number(n), was)


def _of_sectors(told: Counts, chosen: str) -> Markup:
    """The other margin, as bars; they add up to the same."""
    counts = dict(zip(told.sectors["category"], told.sectors["interventions_count"], strict=True))
    words, top = initiatives.sector_words(), max(counts.values())
    lines = [
        Markup("<span>{}</span><span class=t><i{} style=width:{:.1f}%></i></span><b>{}</b>").format(
            links.anchor("interventies", {"sector": code}, words[code]),
            Markup(" class=chosen") if chosen in ("", code) else Markup(),
            100 * counts[code] / top,
            number(counts[code]),
        )
        for code in SECTORS
        if code in counts
    ]
    total = Markup('<p class="rw-muted">{}</p>').format(_("by sector, together {n}", n=number(told.total)))
    return total + Markup('<div class="rw-bars rw-slim">{}</div>').format(joined(lines))


def _links(told: Counts) -> str:
    """What is counted within a sector as well, and so is no part of the sum."""
    words = initiatives.sector_words()
    rows = told.links.to_dict("records")
    if not rows:
        return ""
    named = ", ".join(f"{words[row['category']]} {number(row['interventions_count'])}" for row in rows)
    return _("Also together with: {named}. Those count in a sector already.", named=named)


def _changed(told: Counts) -> str:
    """What differs between the two counts beside the interventions."""
    if not told.earlier:
        return ""
    return _(
        "The report of {before} named its {n} most common themes and no total: {sum} is our sum. Interventions were "
        "sorted anew since, so a difference may be one of counting: the two years are no series.",
        before=told.before,
        n=number(len(told.earlier)),
        sum=number(sum(told.earlier.values())),
    )


def own(told: Counts, reader: Reader) -> None:
    """What partners told themselves, by theme: counted apart, never added to what the members reported."""
    if not reader.may("read", PARTNER):
        return
    programmes = reader.run("offer_programmes").to_dict("records")
    pieces.heading(
        _("Own interventions, counted apart"),
        ngettext("{n} programme that partners told of", "{n} programmes that partners told of", len(programmes)),
    )
    if not programmes:
        st.info(
            _("**Partners told of no programme yet.** They do so on the page Partner data."), icon=":material/info:"
        )
        return
    note = _("They come from partners' files and are another count: not part of the {n}.", n=number(told.total))
    pieces.piece(Markup('<p class="rw-muted">{}').format(note))
    cells = [
        Markup("{} <b>{}</b>").format(
            links.anchor("aanbod", {"thema": row["category"]}, pieces.named(row, "name")),
            number(sum(row["category"] in parts(one, "theme_ids") for one in programmes)),
        )
        for row in told.themes.to_dict("records")
    ]
    pieces.piece(joined(cells, " · "))


def download(told: Counts, header: Mapping[str, str], reader: Reader) -> None:
    """Both margins of both years, as the reports have them."""
    rows = reader.run("gka_interventions")
    words = {"theme": _("theme"), "sector": _("sector"), "link": _("also with (no part of the sum)")}
    sectors = initiatives.sector_words()
    names = [
        pieces.named(row, "name") if row["margin"] == "theme" else sectors.get(row["category"], row["category"])
        for row in rows.to_dict("records")
    ]
    frame = rows.assign(margin_told=[words.get(one, one) for one in rows["margin"]], category_told=names)
    columns = [
        Column("year", _("Year")),
        Column("margin_told", _("Counted by")),
        Column("category_told", _("Category")),
        Column("interventions_count", _("Interventions")),
        Column("note", _("Note")),
        Column("source", _("Source")),
    ]
    st.download_button(
        _("Interventions (CSV)"),
        data=export.later(lambda: export.csv_bytes(frame, columns, header)),
        file_name=export.file_name(_("interventions"), str(told.year), reader.build.build_id),
        mime="text/csv",
        icon=":material/download:",
        key="interventies-csv",
    )
