"""The choices about activities that pages share: sector, school year, partners, themes, faded."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.figures.coverage import Filters
from dashboard.frame.language import _, ngettext
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces
from dashboard.ui.choices import ALL_YEARS


def filters(chosen: Selection, partners: pd.DataFrame, reader: Reader, *, of_sector: bool = True) -> Filters:
    """Sector, school year, partners, themes, faded; drawn in the order of every page. Some pages show both sectors."""
    sector = _sector(chosen) if of_sector else "PO"
    codes = [*reader.run("coverage_years")["school_year"], ALL_YEARS]
    if not chosen["schooljaar"]:  # as links of before 26 November 2026 say all years
        chosen.set(schooljaar=ALL_YEARS)
    year = chosen.valid("schooljaar", codes)
    hint = _("It starts with the newest year that at least half of the partners of the year before told of.")
    chosen.choose("schooljaar", _("School year"), codes, format_func=_year_title, help=hint)
    names = dict(zip(partners["partner_id"], partners["name"], strict=True))
    everyone = ngettext("The only partner", "All {n} partners", len(names))
    who = chosen.choose_many("partners", _("Partners"), list(names), placeholder=everyone, format_func=names.get)
    titles = theme_names(reader)
    themes = chosen.choose_many("themas", _("Theme"), list(titles), placeholder=_("All themes"), format_func=titles.get)
    hint = _("An activity counts as current until 12 months after it was confirmed.")
    faded = chosen.switch("verbleekt", _("Faded activities too"), help=hint)
    return Filters(sector, "" if year == ALL_YEARS else year, tuple(who), tuple(themes), faded=faded)


def _sector(chosen: Selection) -> str:
    sector = chosen.valid("sector", ["PO", "VO"])
    chosen.pick("sector", _("Sector"), ["PO", "VO"])
    return sector


def _year_title(code: str) -> str:
    return _("All school years") if code == ALL_YEARS else code


def year_in_link(school_year: str) -> str:
    """A school year of Filters as a link says it."""
    return school_year or ALL_YEARS


def told_year(chosen: Selection, filters: Filters, reader: Reader) -> None:
    """Told in passing where a link opened the page and says no year: until November 2026 that meant all of them."""
    says_a_year = chosen["schooljaar"] != chosen.defaults["schooljaar"]
    if not chosen.is_linked or says_a_year or len(reader.run("coverage_years")) < 2:
        return
    # short: of a longer one Streamlit shows a part, with an English word to see the rest
    note = _("A link without a school year: {year}. It used to mean all years.", year=filters.school_year)
    st.toast(note, icon=":material/link:", duration="long")


def theme_names(reader: Reader) -> dict[str, str]:
    """theme_id -> name, of the themes that programmes have."""
    themes = reader.run("coverage_themes")
    return {row["theme_id"]: pieces.named(row, "name") for row in themes.to_dict("records")}


def moment_words() -> dict[str, str]:
    """When a programme takes place."""
    return {
        "in_school": _("in school time"),
        "after_school": _("after school time"),
        "project_week": _("in a project week"),
    }


def urbanity_words() -> dict[str, str]:
    """CBS's five classes by addresses around."""
    return {
        "1": _("very strongly urban"),
        "2": _("strongly urban"),
        "3": _("moderately urban"),
        "4": _("hardly urban"),
        "5": _("not urban"),
    }
