"""The panel beside the map: the chosen area, its value among its surroundings, its schools as a table."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from dashboard.frame import export
from dashboard.frame.language import _, level_word, measure, ngettext, number, unit
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces as ui_pieces
from dashboard.ui import sentence
from dashboard.ui import tables as parts
from dashboard.ui.tables import cell_word, remarks

TINT = {"need": "need", "amount": "reach", "diverging": "reach"}


def show(area: str, indicator: Indicator, name: str, reader: Reader, header: dict[str, str]) -> None:
    """Everything about one area; `header` goes on top of its export."""
    detail = reader.run("area_detail", {"area": area, "indicator": indicator.indicator_id})
    chosen = detail.iloc[0]
    pieces = [f'<p class="rw-name">{_name_line(chosen)}']
    if pd.isna(chosen["value"]):
        pieces.append(f"<p>{escape(_no_value(chosen, name))}")
    pieces.append(_references(detail, indicator, name))
    pieces.append(f'<p class="rw-muted">{escape(" ".join(sentence.basis(chosen, indicator)))}')
    if chosen["level"] == "country":
        pieces.append(_children(chosen, indicator, reader))
    counts = reader.run("area_school_count", {"area": area})
    pieces.append(_school_heading(counts, chosen))
    ui_pieces.piece("".join(pieces), "rw-panel", tint=TINT.get(indicator.palette, "reach"))
    if chosen["level"] not in ("country", "province"):
        _schools(area, chosen, len(counts) > 0, reader, header)


def _name_line(chosen: pd.Series) -> str:
    """Feijenoord wijk in Rotterdam, Zuid-Holland."""
    around = [
        part for part in (chosen["municipality_name"], chosen["province_name"]) if part and part != chosen["name"]
    ]
    kind = "" if chosen["level"] == "country" else level_word(chosen["level"], 1)
    where = _("{kind} in {place}", kind=kind, place=", ".join(around)) if around else kind
    return f'<b>{escape(chosen["name"])}</b> <span class="rw-muted">{escape(where)}</span>'


def _no_value(chosen: pd.Series, name: str) -> str:
    if chosen["status"] in ("suppressed", "withheld"):
        return _("{name}: not shown, the number is too small.", name=name)
    return _("{name}: there is no figure for this area.", name=name)


def _references(detail: pd.DataFrame, indicator: Indicator, name: str) -> str:
    """The value among its surroundings, or alone as a number when there is nothing around it."""
    rows = detail[detail["value"].notna()]
    if len(rows) == 1:
        text = escape(measure(rows["value"].iloc[0], indicator))
        return f'<p><b>{text}</b> <span class="rw-muted">{escape(name)}</span>'
    if rows.empty:
        return ""
    words = ", ".join(word for word in (name, unit(indicator)) if word)
    bars = _bars(rows, detail.iloc[0], indicator)
    return f'<p class="rw-muted">{escape(words)}</p><div class="rw-bars">{bars}</div>'


def _bars(rows: pd.DataFrame, chosen: pd.Series, indicator: Indicator) -> str:
    """Rates: a bar per area on one scale. Amounts: the part of each surrounding area that is here."""
    if indicator.unit not in sentence.RATES:
        return "".join(_share_row(row, chosen, indicator) for _i, row in rows.iterrows())
    low, high = min(rows["value"].min(), 0), max(rows["value"].max(), 0)
    span = (high - low) or 1
    return "".join(_bar_row(row, k == chosen.name, low, span, indicator) for k, row in rows.iterrows())


def _children(chosen: pd.Series, indicator: Indicator, reader: Reader) -> str:
    """The provinces by name: an overview, not a ranking."""
    params = {"area": chosen["area_code"], "indicator": indicator.indicator_id}
    children = reader.run("area_children", params)
    decimals = int(indicator.decimals)
    rows = "".join(
        f"<tr><td>{escape(name)}<td class=r>{_cell(value, decimals, status)}"
        for name, value, status in zip(children["name"], children["value"], children["status"], strict=True)
    )
    titles = f"<tr><th>{escape(level_word('province', 1).capitalize())}<th class=r>{escape(unit(indicator))}"
    return f'<table class="rw-tab">{titles}{rows}</table>'


def _label(row: pd.Series) -> str:
    return f"<span>{escape(row['name'])}<small>{escape(level_word(row['level'], 1))}</small></span>"


def _bar_row(row: pd.Series, is_chosen: bool, low: float, span: float, indicator: Indicator) -> str:
    start, end = sorted((0 - low, row["value"] - low))
    left, width = 100 * start / span, max(100 * (end - start) / span, 0.5)
    mark = " class=chosen" if is_chosen else ""
    zero = f"<u style=left:{100 * -low / span:.0f}%></u>" if low < 0 else ""
    track = f"<span class=t><i{mark} style=left:{left:.0f}%;width:{width:.1f}%></i>{zero}</span>"
    return _label(row) + track + f"<b>{number(row['value'], indicator.decimals)}</b>"


def _share_row(row: pd.Series, chosen: pd.Series, indicator: Indicator) -> str:
    share = chosen["value"] / row["value"] if row["value"] and pd.notna(chosen["value"]) else 0
    mark = " class=chosen" if row["area_code"] == chosen["area_code"] else ""
    text = measure(row["value"], indicator, 0)
    track = f"<span class=t><i{mark} style=left:0;width:{100 * share:.1f}%></i></span>"
    return _label(row) + track + f"<b>{escape(text)}</b>"


def _school_heading(counts: pd.DataFrame, chosen: pd.Series) -> str:
    """How many schools of which sector; for large areas how to get to their list."""
    sectors = zip(counts["sector"], counts["schools_count"], strict=True)
    told = ", ".join(f"{number(n)} {sector}" for sector, n in sectors)
    heading = ngettext("{n} school", "{n} schools", int(counts["schools_count"].sum()))
    hint = _("Choose a municipality or a district to see its schools.")
    is_large = chosen["level"] in ("country", "province")
    more = f'<p class="rw-muted">{escape(hint)}' if is_large else ""
    return f'<p><b>{escape(heading)}</b> <span class="rw-muted">{escape(told)}</span>{more}'


def _schools(area: str, chosen: pd.Series, has_any: bool, reader: Reader, header: dict[str, str]) -> None:
    """The table of a municipality or smaller, or the state without schools."""
    if has_any:
        _school_table(area, chosen, reader, header)
    else:
        st.info(_("**No schools here.** Choose another or a larger area."), icon=":material/filter_alt_off:")


def _school_table(area: str, chosen: pd.Series, reader: Reader, header: dict[str, str]) -> None:
    schools = reader.run("area_schools", {"area": area})
    schools["remarks"] = [
        remarks(*row) for row in zip(schools["quality_flag"], schools["location_precision"], strict=True)
    ]
    told = [parts.joined(words) for words in zip(_gaps(schools), schools["remarks"], strict=True)]
    columns = ["name", "need_per_pupil", "pupils_count", "remarks", "sector", "place"]
    st.dataframe(
        parts.numbers_as_text(schools[columns].assign(remarks=told), {"need_per_pupil": 2, "pupils_count": 0}),
        hide_index=True,
        placeholder=parts.NONE,
        row_height=30,
        height=min(30 * len(schools) + 37, 340),
        column_config=_columns(),
        alt=_("Schools in {area}", area=chosen["name"]),
        key="kaart-schools",
    )
    st.download_button(
        "CSV",
        data=export.later(lambda: export.csv_bytes(schools, export_columns(), header)),
        file_name=export.file_name(_("schools"), area),
        mime="text/csv",
        icon=":material/download:",
        key="kaart-csv",
    )


def _cell(value: float, decimals: int, status: str) -> str:
    return number(value, decimals) if pd.notna(value) else cell_word(status)


def _gaps(schools: pd.DataFrame) -> list[str]:
    """Why a school has no figures; secondary schools have no need per pupil anyway."""
    told = schools.assign(need_status=schools["need_status"].where(schools["sector"] == "PO", "observed"))
    return parts.gaps(told, {"need_status": _("need"), "pupils_status": _("pupils")})


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
