"""The choices about activities that pages share: sector, school year, partners, themes, faded."""

from __future__ import annotations

import pandas as pd

from dashboard.figures.coverage import Filters
from dashboard.frame.language import _, ngettext
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces


def filters(chosen: Selection, partners: pd.DataFrame, reader: Reader) -> Filters:
    """Sector, school year, partners, themes, faded; drawn in the order of every page."""
    sector = chosen.valid("sector", ["PO", "VO"])
    chosen.pick("sector", _("Sector"), ["PO", "VO"])
    years = ["", *reader.run("coverage_years")["school_year"]]
    year = chosen.valid("schooljaar", years)
    chosen.choose("schooljaar", _("School year"), years, format_func=lambda code: code or _("All school years"))
    names = dict(zip(partners["partner_id"], partners["name"], strict=True))
    everyone = ngettext("The only partner", "All {n} partners", len(names))
    who = chosen.choose_many("partners", _("Partners"), list(names), placeholder=everyone, format_func=names.get)
    titles = theme_names(reader)
    themes = chosen.choose_many("themas", _("Theme"), list(titles), placeholder=_("All themes"), format_func=titles.get)
    hint = _("An activity counts as current until 12 months after it was confirmed.")
    faded = chosen.switch("verbleekt", _("Faded activities too"), help=hint)
    return Filters(sector, year, tuple(who), tuple(themes), faded=faded)


def theme_names(reader: Reader) -> dict[str, str]:
    """theme_id -> name, of the themes that programmes have."""
    themes = reader.run("coverage_themes")
    return {row["theme_id"]: pieces.named(row, "name") for row in themes.to_dict("records")}


def urbanity_words() -> dict[str, str]:
    """CBS's five classes by addresses around."""
    return {
        "1": _("very strongly urban"),
        "2": _("strongly urban"),
        "3": _("moderately urban"),
        "4": _("hardly urban"),
        "5": _("not urban"),
    }
