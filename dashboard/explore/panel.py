"""The panel beside the map: the chosen area, its value among its surroundings, its schools as a table."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.frame import export, language, links, markup
from dashboard.frame.language import _, level_word, measure, ngettext, number, unit
from dashboard.frame.markup import Cell, Markup, joined, md
from dashboard.frame.records import Indicator, Place
from dashboard.frame.warehouse import Reader
from dashboard.ui import notes, pieces, sentence, tables

BAR_ROW = Markup("<span>{}<small>{}</small></span><span class=t>{}</span><b>{}</b>")  # name, level, bar, figure
TINT = {"need": "need", "amount": "reach", "diverging": "reach"}


def beside(area: Place, period: str, indicator: Indicator, reader: Reader, header: dict[str, str]) -> None:
    """Everything about one area, and what coordinators noted of it."""
    show(area.area_code, indicator, pieces.named(indicator, "name"), reader, header)
    notes.show(notes.of_place(area), reader, indicator.indicator_id, [period])


def show(area: str, indicator: Indicator, name: str, reader: Reader, header: dict[str, str]) -> None:
    """Everything about one area; `header` goes on top of its export."""
    detail = reader.run("area_detail", {"area": area, "indicator": indicator.indicator_id})
    chosen = detail.iloc[0]
    fragments = [Markup('<p class="rw-name">{}').format(_name_line(language.place(chosen)))]
    if pd.isna(chosen["value"]):
        fragments.append(Markup("<p>{}").format(_no_value(chosen, name)))
    fragments.append(_references(detail, indicator, name))
    fragments.append(Markup('<p class="rw-muted">{}').format(" ".join(sentence.basis(chosen, indicator))))
    if chosen["level"] == "country":
        fragments.append(_children(chosen, indicator, reader))
    counts = reader.run("area_school_count", {"area": area})
    fragments.append(_school_heading(counts, chosen))
    pieces.piece(joined(fragments), "rw-panel", tint=TINT.get(indicator.palette, "reach"))
    if chosen["level"] not in ("country", "province"):
        _schools(area, chosen, len(counts) > 0, reader, header)


def _name_line(area: Place) -> Markup:
    """Feijenoord wijk in Rotterdam, Zuid-Holland."""
    around = [name for name in (area.municipality_name, area.province_name) if name and name != area.name]
    kind = "" if area.level == "country" else level_word(area.level, 1)
    where = _("{kind} in {place}", kind=kind, place=", ".join(around)) if around else kind
    return Markup('<b>{}</b> <span class="rw-muted">{}</span>').format(area.name, where)


def _no_value(chosen: pd.Series, name: str) -> str:
    if chosen["status"] in ("suppressed", "withheld"):
        return _("{name}: not shown, the number is too small.", name=name)
    return _("{name}: there is no figure for this area.", name=name)


def _references(detail: pd.DataFrame, indicator: Indicator, name: str) -> Markup:
    """The value among its surroundings, or alone as a number when there is nothing around it."""
    rows = detail[detail["value"].notna()]
    if len(rows) == 1:
        value = measure(rows["value"].iloc[0], indicator, indicator.digits(rows["n"].iloc[0]))
        return Markup('<p><b>{}</b> <span class="rw-muted">{}</span>').format(value, name)
    if rows.empty:
        return Markup()
    title = ", ".join(word for word in (name, unit(indicator)) if word)
    bars = _bars(rows, detail.iloc[0], indicator)
    return Markup('<p class="rw-muted">{}</p><div class="rw-bars">{}</div>').format(title, bars)


def _bars(rows: pd.DataFrame, chosen: pd.Series, indicator: Indicator) -> Markup:
    """Rates: a bar per area on one scale. Amounts: the part of each surrounding area that is here."""
    if indicator.unit not in sentence.RATES:
        return joined(_share_row(row, chosen, indicator) for _i, row in rows.iterrows())
    low, high = min(rows["value"].min(), 0), max(rows["value"].max(), 0)
    span = (high - low) or 1
    return joined(_bar_row(row, k == chosen.name, low, span, indicator) for k, row in rows.iterrows())


def _children(chosen: pd.Series, indicator: Indicator, reader: Reader) -> Markup:
    """The provinces by name: an overview, not a ranking."""
    params = {"area": chosen["area_code"], "indicator": indicator.indicator_id}
    children = reader.run("area_children", params)
    figures = (
        Cell(_figure(value, indicator.decimals, status), is_number=True)
        for value, status in zip(children["value"], children["status"], strict=True)
    )
    heads = (level_word("province", 1).capitalize(), Cell(unit(indicator), is_number=True))
    return markup.table(heads, zip(children["name"], figures, strict=True))


def _bar_row(row: pd.Series, is_chosen: bool, low: float, span: float, indicator: Indicator) -> Markup:
    start, end = sorted((0 - low, row["value"] - low))
    bar = _bar(100 * start / span, max(100 * (end - start) / span, 0.5), is_chosen)
    zero = Markup("<u style=left:{:.0f}%></u>").format(100 * -low / span) if low < 0 else Markup()
    figure = number(row["value"], indicator.digits(row["n"]))
    return BAR_ROW.format(language.country(row["name"]), level_word(row["level"], 1), bar + zero, figure)


def _share_row(row: pd.Series, chosen: pd.Series, indicator: Indicator) -> Markup:
    share = chosen["value"] / row["value"] if row["value"] and pd.notna(chosen["value"]) else 0
    bar = _bar(0, 100 * share, row["area_code"] == chosen["area_code"])
    return BAR_ROW.format(
        language.country(row["name"]), level_word(row["level"], 1), bar, measure(row["value"], indicator, 0)
    )


def _bar(left: float, width: float, is_chosen: bool) -> Markup:
    """A bar by its place and length, both in % of the track."""
    mark = Markup(" class=chosen") if is_chosen else Markup()
    return Markup("<i{} style=left:{:.0f}%;width:{:.1f}%></i>").format(mark, left, width)


def _school_heading(counts: pd.DataFrame, chosen: pd.Series) -> Markup:
    """How many schools of which sector; for large areas how to get to their list."""
    sectors = zip(counts["sector"], counts["schools_count"], strict=True)
    per_sector = ", ".join(f"{number(n)} {sector}" for sector, n in sectors)
    heading = ngettext("{n} school", "{n} schools", int(counts["schools_count"].sum()))
    hint = _("Choose a municipality or a district to see its schools.")
    is_large = chosen["level"] in ("country", "province")
    more = Markup('<p class="rw-muted">{}').format(hint) if is_large else Markup()
    return Markup('<p><b>{}</b> <span class="rw-muted">{}</span>{}').format(heading, per_sector, more)


def _schools(area: str, chosen: pd.Series, has_any: bool, reader: Reader, header: dict[str, str]) -> None:
    """The table of a municipality or smaller, or the state without schools."""
    if has_any:
        _school_table(area, chosen, reader, header)
    else:
        st.info(_("**No schools here.** Choose another or a larger area."), icon=":material/filter_alt_off:")


def _school_table(area: str, chosen: pd.Series, reader: Reader, header: dict[str, str]) -> None:
    schools = reader.run("area_schools", {"area": area})
    schools["remarks"] = [
        tables.remarks(*row) for row in zip(schools["quality_flag"], schools["location_precision"], strict=True)
    ]
    notes = [tables.joined(texts) for texts in zip(_gaps(schools), schools["remarks"], strict=True)]
    columns = ["name", "need_per_pupil", "pupils_count", "remarks", "sector", "place"]
    shown = st.dataframe(
        tables.numbers_as_text(schools[columns].assign(remarks=notes), {"need_per_pupil": 2, "pupils_count": 0}),
        hide_index=True,
        placeholder=tables.NONE,
        row_height=30,
        height=min(30 * len(schools) + 37, 340),
        column_config=_columns(),
        alt=_("Schools in {area}", area=chosen["name"]),
        on_select="rerun",
        selection_mode="single-row",
        key=f"kaart-schools-{area}",
    )
    picked = shown.selection.rows
    if picked and picked[0] < len(schools):
        school = schools.iloc[picked[0]]
        links.link("school", md(school["name"]), {"school": school["school_id"]}, icon=":material/school:")
    st.download_button(
        "CSV",
        data=export.later(lambda: export.csv_bytes(schools, export_columns(), header)),
        file_name=export.file_name(_("schools"), area),
        mime="text/csv",
        icon=":material/download:",
        key="kaart-csv",
    )


def _figure(value: float, decimals: int, status: str) -> str:
    return number(value, decimals) if pd.notna(value) else tables.cell_word(status)


def _gaps(schools: pd.DataFrame) -> list[str]:
    """Why a school has no figures; secondary schools have no need per pupil anyway."""
    due = schools.assign(need_status=schools["need_status"].where(schools["sector"] == "PO", "observed"))
    return tables.gaps(due, {"need_status": _("need"), "pupils_status": _("pupils")})


def _columns() -> dict:
    """Fixed widths, so that nothing is cut at 1400 px."""
    text, amount = st.column_config.TextColumn, st.column_config.NumberColumn
    return {
        "name": text(_("School"), width=200),
        "need_per_pupil": amount(_("Need"), width=84, help=_("Points per pupil, primary schools (PO) only.")),
        "pupils_count": amount(_("Pupils"), width=84),
        "sector": text(_("Sector"), width=55),
        "remarks": text(_("Note"), width=190),
        "place": text(_("Place"), width=110),
    }


def export_columns() -> list[export.Column]:
    """What the export of the school table holds."""
    return [
        export.Column("school_id", _("School code")),
        export.Column("name", _("School")),
        export.Column("place", _("Place")),
        export.Column("sector", _("Sector")),
        export.Column("pupils_count", _("Pupils"), 0, "pupils_status"),
        export.Column("need_per_pupil", _("Need per pupil"), 2, "need_status"),
        export.Column("remarks", _("Note")),
        export.Column("municipality_code", _("Municipality code")),
        export.Column("district_code", _("District code")),
    ]
