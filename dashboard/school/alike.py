"""Ten schools in like circumstances, in what each differs most, and who works there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard.figures import similar
from dashboard.figures.similar import Field, Near
from dashboard.frame import markup
from dashboard.frame.access import PARTNER
from dashboard.frame.kept import per_build
from dashboard.frame.language import _, ngettext, number, percent
from dashboard.frame.markup import Cell, Markup, escape
from dashboard.frame.warehouse import Reader
from dashboard.school.facts import School
from dashboard.ui import pieces, school_links, tables


def words() -> dict[str, str]:
    """The figures by which schools are alike."""
    return {
        "need_per_pupil": _("need per pupil"), "pupils_count": _("size"), "ses_woa": _("SES of the wijk"),
        "low_income_pct": _("low incomes in the wijk"), "urbanity_class": _("urbanity"),
        "home_school_km": _("distance from home"), "pupils_change_pct": _("change in five years"),
        "vmbo_bk_pro_pct": _("share in vmbo-b/k and pro"), "po_need_5km": _("need at primary schools within 5 km"),
    }  # fmt: skip


@per_build
def field(sector: str, reader: Reader) -> Field:
    """All complete schools of a sector; kept, for it is the same for every school."""
    return similar.field(circumstances(sector, reader), similar.WEIGHTS[sector])


def circumstances(sector: str, reader: Reader) -> pd.DataFrame:
    """One row per listed school location of a sector, under the names of similar.WEIGHTS."""
    asked = {"sector": sector, "income": "low_income_households_pct", "distance": "po_home_school_km"}
    rows = reader.run("school_circumstances", asked)

    def observed(name: str) -> pd.Series:
        return rows[name].where(rows[f"{name}_status"] == "observed")

    return rows.assign(
        need_per_pupil=observed("po_need_per_pupil"),
        # what is compared, never shown: the counts are published, also where we show no share of them
        vmbo_bk_pro_pct=rows["vo_vmbo_bk_pro_order"],
        shown_share_pct=observed("vo_vmbo_bk_pro_pct"),
        po_need_5km=rows["vo_po_need_5km"],
    )


def show(school: School, reader: Reader) -> list[Near]:
    """The table, this school first; a sentence where there is none like it or a figure lacks."""
    weights = similar.WEIGHTS.get(school.sector)
    if weights is None:
        pieces.heading(_("Similar schools"))
        pieces.piece(
            escape(_("Schools for special education are not compared: they have no figure of need.")), "rw-muted"
        )
        return []
    schools = circumstances(school.sector, reader)
    near = similar.nearest(field(school.sector, reader), school.school_id)
    by = ", ".join(words()[name] for name in weights)
    pieces.heading(_title(near), _("nearest on {figures}; never on results", figures=by))
    if not near:
        pieces.piece(escape(_why_none(school, schools, weights)), "rw-muted")
        return []
    rows = schools.set_index("school_id", drop=False).loc[[school.school_id, *(one.code for one in near)]]
    pieces.piece(_table(rows, near, school.sector, _partners(list(rows["school_id"]), reader)), "rw-scroll")
    return near


def _title(near: Sequence[Near]) -> str:
    if not near:
        return _("Similar schools")
    if len(near) == similar.COUNT:
        return _("Ten similar schools")
    return ngettext(
        "{n} similar school; after it the difference is too great",
        "{n} similar schools; after these the difference is too great",
        len(near),
    )


def _why_none(school: School, schools: pd.DataFrame, weights: Mapping[str, float]) -> str:
    if school.school_id not in set(schools["school_id"]):
        return _("Only listed schools are compared, and none of 40 pupils or fewer or for newcomers.")
    lacking = similar.lacking(schools, school.school_id, weights)
    if lacking:
        return _("Not to be compared: no figure of {figures}.", figures=", ".join(words()[name] for name in lacking))
    return _("No school is enough like this one.")


def _partners(school_ids: list[str], reader: Reader) -> dict[str, str] | None:
    """Names of the partners that are at each now; None for who may not know."""
    if not reader.may("read", PARTNER):
        return None
    rows = reader.run("school_partner_names", {"ids": school_ids})
    return dict(zip(rows["school_id"], rows["partners"], strict=True))


def _table(rows: pd.DataFrame, near: Sequence[Near], sector: str, partners: dict[str, str] | None) -> Markup:
    first = _("Need per pupil") if sector == "PO" else _("In vmbo-b/k and pro")
    heads: list[str | Cell] = [
        _("School"), Cell(_("Place"), kind="hs"), Cell(first, is_number=True),
        Cell(_("Pupils"), is_number=True, kind="hs"),
        Cell(_("SES of the wijk"), is_number=True, kind="hs"), Cell(_("Low incomes"), is_number=True, kind="hs"),
        Cell(_("Alike"), kind="hs"), _("Differs most in"),
    ]  # fmt: skip
    heads += [_("Partners now")] if partners is not None else []
    by_id = {one.code: one for one in near}
    return markup.table(
        heads, (_row(row, by_id.get(row["school_id"]), sector, partners) for row in rows.to_dict("records"))
    )


def _row(row: Mapping[str, Any], near: Near | None, sector: str, partners: dict[str, str] | None) -> list[str | Cell]:
    need = row["need_per_pupil"] if sector == "PO" else None
    shown = number(need, 2) if need is not None and pd.notna(need) else _share(row)
    name = (
        Markup("<b>{}</b>").format(row["name"]) if near is None else school_links.anchor(row["school_id"], row["name"])
    )
    place = row["place"] or row["municipality_name"] or ""
    cells: list[str | Cell] = [
        Cell(name + Markup('<small class="ps">{}</small>').format(place)),
        Cell(place, kind="hs"),
        Cell(shown, is_number=True),
        Cell(number(row["pupils_count"]), is_number=True, kind="hs"),
        Cell(number(row["ses_woa"], 2), is_number=True, kind="hs"),
        Cell(percent(row["low_income_pct"] / 100, 1), is_number=True, kind="hs"),
        Cell("" if near is None else _likeness(near), kind="hs"),
        _("this school") if near is None else _difference(near),
    ]
    if partners is not None:
        cells.append(partners.get(row["school_id"]) or _("none"))
    return cells


def _share(row: Mapping[str, Any]) -> str:
    """Shown as far as it may be: a share of few stays withheld."""
    shown = row["shown_share_pct"]
    return percent(shown / 100) if pd.notna(shown) else tables.cell_word("withheld")


def _likeness(near: Near) -> str:
    return {"very": _("very"), "somewhat": _("somewhat")}.get(near.likeness, "")


def _difference(near: Near) -> str:
    more = _("more") if near.by > 0 else _("less")
    if abs(near.by) < 0.1:
        return _("hardly anything")
    return f"{words()[near.most]} ({more})"
