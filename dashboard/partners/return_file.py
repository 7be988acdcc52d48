"""The file back: a partner's own table with, per row, the school it is linked to and how firmly."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.frame import export
from dashboard.frame.export import Column, Sheet
from dashboard.frame.language import _, current, day
from dashboard.frame.markup import bold
from dashboard.frame.program import NAME
from dashboard.frame.records import Build
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.partners import delivered, files
from dashboard.ui import pieces, sources, tables


def status_words() -> dict[str, str]:
    """link_status in the reader's language."""
    return {
        "linked": _("linked"),
        "moved": _("linked, address differs"),
        "closed": _("linked, no longer in DUO's list"),
        "doubtful": _("doubtful"),
        "unknown": _("no school found"),
        "not_a_school": _("judged: not a school"),
    }


def show(chosen: Selection, build: Build, reader: Reader, partner_id: str = "") -> None:
    """Choose a delivery, of one partner or of all, see how its rows stand, take the file."""
    deliveries = files.own(reader.run("deliveries"), reader.access).set_index("delivery_id", drop=False)
    deliveries = deliveries[deliveries["partner_id"] == partner_id] if partner_id else deliveries
    if deliveries.empty:
        st.info(_("**There is no delivery yet.** Take in a first file under “Deliver”."), icon=":material/upload_file:")
        return
    delivery = delivered.choose(chosen, deliveries)
    pieces.piece(bold(f"{delivered.named(delivery)} · {delivered.counts(delivery)}"), "rw-sel")
    frame, columns = _frame(delivery["delivery_id"], reader)
    shown = {column.name: column.title for column in columns}
    st.dataframe(
        frame,
        column_config=shown,
        column_order=list(shown),
        hide_index=True,
        placeholder=tables.NONE,
        height=390,
        alt=_("The file back"),
    )
    header = {
        _("Partner"): delivery["partner_name"],
        _("File"): f"{delivery['file_name']} ({day(delivery['received_on'])})",
        _("Build"): pieces.build_text(build),
        _("Source"): f"{sources.of_schools(reader)} · {_('links made by {program}', program=NAME)}",
    }
    st.download_button(
        _("File back (XLSX)"),
        data=export.later(lambda: export.xlsx_bytes([Sheet(_("rows"), frame, columns)], header)),
        file_name=export.file_name(_("back"), delivery["file_name"], build.build_id, kind="xlsx"),
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        icon=":material/download:",
        type="primary",
        key=f"return-{delivery['delivery_id']}",
    )
    pieces.question("delivery_rows", {"delivery": delivery["delivery_id"]})


def _frame(delivery_id: str, reader: Reader) -> tuple[pd.DataFrame, list[Column]]:
    """The delivered columns as they came, then ours."""
    own = files.as_delivered(delivery_id, reader.access)
    links = reader.run("delivery_rows", {"delivery": delivery_id})
    links["status_word"] = links["link_status"].map(status_words())
    links["reason"] = links[f"reason_{current()}"]
    ours = {
        "school_id": "school_id",
        "school_name": _("Name (DUO)"),
        "school_street": _("Address (DUO)"),
        "school_postcode": _("Postcode (DUO)"),
        "school_place": _("Place (DUO)"),
        "status_word": _("Status"),
        "reason": _("Reason"),
        "valid_to": _("Last seen by DUO"),
    }
    frame = own.rename(columns=lambda name: name if name == "line" else f"own:{name}").merge(
        links[["line", *ours]], on="line", how="left"
    )
    theirs = [Column(name, name.removeprefix("own:")) for name in frame if name.startswith("own:")]
    return frame, [Column("line", _("Line")), *theirs, *(Column(name, title) for name, title in ours.items())]
