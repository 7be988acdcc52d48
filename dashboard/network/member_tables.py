"""The members as a table, members beside the other municipalities, the list of 2022 itself, and all of it as files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.frame import export, language, links, markup
from dashboard.frame.export import Column
from dashboard.frame.language import _, ngettext, number
from dashboard.frame.markup import Cell, Markup
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader
from dashboard.network import members
from dashboard.ui import activity, pieces, tables

FEWEST = 5  # municipalities on each side of a comparison


def show(rows: pd.DataFrame) -> None:
    """Members of the choice, the greatest need first: an order to look through, not a league."""
    own = _members(rows)
    pieces.heading(_("Members, greatest need first"), ngettext("{n} municipality", "{n} municipalities", len(own)))
    if own.empty:
        st.info(_("**No member in this choice.** Choose another class or province."), icon=":material/filter_alt_off:")
        return
    text, amount = st.column_config.TextColumn, st.column_config.NumberColumn
    st.dataframe(
        tables.numbers_as_text(
            own[["name", "class_words", "need_per_pupil", "population_count"]],
            {"need_per_pupil": 2, "population_count": 0},
        ),
        hide_index=True,
        row_height=30,
        height=min(30 * len(own) + 37, 340),
        placeholder=tables.NONE,
        column_config={
            "name": text(_("Municipality"), width=150),
            "class_words": text(_("Urbanity"), width=140),
            "need_per_pupil": amount(_("Need per pupil"), width=105, help=_("Points per primary pupil.")),
            "population_count": amount(_("Inhabitants"), width=100),
        },
        alt=_("Members of the GKA"),
        key="gka-leden",
    )


def _members(rows: pd.DataFrame) -> pd.DataFrame:
    words = activity.urbanity_words()
    own = rows[rows["is_gka"]].sort_values(["need_per_pupil", "name"], ascending=[False, True], na_position="last")
    return own.assign(class_words=[words.get(one, "") for one in own["urbanity"]])


def compared(urbanity: str, province: str, reader: Reader) -> None:
    """The middle member beside the middle other municipality, on every indicator that can be compared."""
    params = {"urbanity": int(urbanity or 0), "province": province}
    rows = reader.run("gka_compared", params)
    rows = rows[(rows["members_count"] >= FEWEST) & (rows["others_count"] >= FEWEST)]
    pieces.heading(_("Members beside the other municipalities"), _("the middle municipality of each"))
    text = _(
        "Joining followed need: municipalities with more need joined sooner. A difference here is no result of the GKA."
    )
    pieces.piece(Markup('<p class="rw-note">{}').format(text))
    if rows.empty:
        told = _(
            "**Too few to compare.** There are fewer than {n} members or others with a figure in this choice.", n=FEWEST
        )
        st.info(told, icon=":material/filter_alt_off:")
    else:
        amount = partial(Cell, is_number=True)
        heads = [
            _("Indicator"),
            amount(_("Members")),
            amount(_("Others")),
            amount(_("Difference")),
            Cell(_("Period"), kind="hs"),
        ]
        pieces.piece(markup.table(heads, [_compared(row) for row in rows.to_dict("records")]), "rw-scroll")
    pieces.question("gka_compared", params)


def _compared(row: Mapping[str, Any]) -> list[str | Cell]:
    one = Indicator.of(row)
    name = pieces.named(row, "name")
    unit = language.unit(one)
    link = links.anchor("kaart", {"indicator": row["indicator_id"], "niveau": "gemeente"}, name)
    digits = int(row["decimals"])
    difference = round(row["members_value"] - row["others_value"], digits) + 0.0
    sign = "+" if difference > 0 else ""
    return [
        Cell(Markup("{}<small>{}</small>").format(link, unit)),
        *(_figure(row[f"{side}_value"], row[f"{side}_count"], digits) for side in ("members", "others")),
        Cell(f"{sign}{number(difference, digits)}", is_number=True),
        Cell(str(row["period"]), kind="hs"),
    ]


def _figure(value: float, count: int, digits: int) -> Cell:
    note = ngettext("{n} municipality", "{n} municipalities", int(count))
    return Cell(Markup("{}<small>{}</small>").format(number(value, digits), note), is_number=True)


def entries(rows: pd.DataFrame, reader: Reader) -> None:
    """The list of October 2022 as the report has it, with the municipalities that each entry is now."""
    year = reader.build.classification_year
    with st.expander(_("The list of October 2022: {n} members", n=number(len(rows)))):
        odd = rows[rows["kind"] != "municipality"]
        told = [f"{row['name']}: {members.list_words(row['kind'])}" for row in odd.to_dict("records")]
        merged = rows[rows["first_codes_count"] > rows["last_codes_count"]]
        if len(merged):
            told.append(
                _(
                    "merged since {first}: {names}",
                    first=int(rows["first_year"].iloc[0]),
                    names=", ".join(merged["name"]),
                )
            )
        known = rows[rows["joined_year"].notna()]
        told.append(
            _(
                "year of joining known of {n} only: {names}",
                n=number(len(known)),
                names=", ".join(f"{row['name']} ({int(row['joined_year'])})" for row in known.to_dict("records")),
            )
        )
        pieces.piece(Markup('<p class="rw-muted">{}').format("; ".join(told)))
        heads = [
            _("Member"),
            Cell(_("Municipalities of {year}", year=year), is_number=True),
            Cell(_("Agenda"), kind="hs"),
        ]
        cells = [
            [row["name"], Cell(number(row["codes_count"]), is_number=True), Cell(_link(row["agenda_url"]), kind="hs")]
            for row in rows.to_dict("records")
        ]
        pieces.piece(markup.table(heads, cells), "rw-scroll rw-list")


def _link(address: str | None) -> Markup:
    if not address:
        return Markup()
    return Markup('<a href="{}" rel="noopener noreferrer" target="_blank">{}</a>').format(address, _("agenda"))


def download(rows: pd.DataFrame, header: Mapping[str, str], reader: Reader) -> None:
    """The municipalities of the choice with what the page says of them."""
    words = activity.urbanity_words()
    frame = rows.assign(class_words=[words.get(one, "") for one in rows["urbanity"]])
    columns = [
        Column("area_code", _("Municipality code")),
        Column("name", _("Municipality")),
        Column("province_name", _("Province")),
        Column("class_words", _("Urbanity")),
        Column("is_gka", _("Member of the GKA")),
        Column("entry_name", _("On the list as")),
        Column("joined_year", _("Joined in")),
        Column("agenda_url", _("Agenda")),
        Column("need_per_pupil", _("Need per pupil"), 2),
        Column("load_pupils_count", _("Primary pupils")),
        Column("population_count", _("Inhabitants")),
    ]
    st.download_button(
        _("Municipalities (CSV)"),
        data=export.later(lambda: export.csv_bytes(frame, columns, header)),
        file_name=export.file_name("gka", reader.build.build_id),
        mime="text/csv",
        icon=":material/download:",
        key="gka-csv",
    )
