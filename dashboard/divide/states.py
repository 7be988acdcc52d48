"""What is told above the matrix: made-up partners, no partners yet, nothing to divide; the year that is divided."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard.divide import clashes
from dashboard.divide.view import View
from dashboard.frame.language import _
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.ui import states


def choose_year(chosen: Selection, years: Sequence[str]) -> str:
    """The school year that schools are claimed for."""
    year = chosen.valid("voor", years)
    chosen.choose("voor", _("Claims for school year"), list(years))
    return year


def leaf(chosen: Selection) -> str:
    """Dividing, or what if."""
    words = {"verdelen": _("Divide"), "wat-als": _("What if")}
    chosen.valid("deel", list(words))
    chosen.pick("deel", _("Part"), list(words), format_func=words.__getitem__, label_visibility="collapsed")
    return chosen["deel"]


def warnings(view: View, partners: pd.DataFrame, reader: Reader) -> None:
    """Whatever stands in the way of a division, each in a sentence."""
    states.told_fictional(partners, reader.build)
    clashes.apart(view)
    if partners.empty:
        st.warning(
            _("**There are no partner data yet.** Every school stands under “none”. Add the partners' files on page "
              "Partner data."), icon=":material/upload_file:",
        )  # fmt: skip
    if view.table.schools.empty:
        st.info(_("**Nothing to divide here.** Choose a larger area or the other sector."), icon=":material/grid_off:")
