"""The tiles about primary schools: advices, pupils at schools with high need, where need lies, the GKA."""

from __future__ import annotations

import pandas as pd

from dashboard.frame.language import _, number, percent
from dashboard.frame.markup import md
from dashboard.frame.warehouse import Reader
from dashboard.national import charts
from dashboard.national.tile import Claim, Tile, all_numbers, claim_of, ends, newest_open, of_ratios

ADVICE = {"indicator": "po_advice_count", "upper": ("havo", "havo_vwo", "vwo"),
          "unlevelled": ("all", "vso", "not_possible")}  # fmt: skip
PRIMARY = {"sector": "PO"}
LARGEST = 3  # municipalities that are named together


def every(reader: Reader, theme: str) -> list[Tile]:
    """In the order of the page."""
    towns = reader.run("national_towns", PRIMARY)
    return [
        advices(reader.run("national_advice", ADVICE)),
        high_need(reader.run("national_urbanity", PRIMARY)),
        where(towns, theme),
        alliance(towns),
    ]


def fifth_words() -> dict[int, str]:
    return {1: _("smallest need"), 2: "2", 3: "3", 4: "4", 5: _("greatest need")}


def urban_words() -> dict[int, str]:
    return {
        1: _("very strongly urban"), 2: _("strongly urban"), 3: _("moderately urban"), 4: _("hardly urban"),
        5: _("not urban"),
    }  # fmt: skip


def advices(rows: pd.DataFrame) -> Tile:
    """Advice havo or higher at schools with the greatest and the smallest need."""
    title = _("Do children get the same advices?")
    link = ("gka-regionaal", _("GKA regional"), {"weergave": "advies"})
    asked = ("national_advice", ADVICE)
    told = newest_open(rows)
    two = ends(told, "fifth")
    if two is None or not all_numbers(told, ["share", "error"]):
        why = _("In no school year are the counts of nine in ten schools open.")
        return Tile("advice", title, why=why, link=link, asked=asked, claim=Claim.NOTHING)
    least, most = two
    gap = of_ratios(most, least)
    claim = claim_of(gap)
    figures = {"most": percent(most["share"]), "least": percent(least["share"])}
    sentence = {
        Claim.LESS: _("At schools with the greatest need **{most}** get an advice of havo or vwo, at those with the "
                      "smallest **{least}**.", **figures),
        Claim.MORE: _("At schools with the greatest need **{most}** get an advice of havo or vwo, more than at those "
                      "with the smallest (**{least}**).", **figures),
        Claim.ALIKE: _("At schools with the greatest and the smallest need as many get an advice of havo or vwo "
                       "(**{most}** and **{least}**).", **figures),
    }.get(claim, "")  # fmt: skip
    words, shares = fifth_words(), zip(told["fifth"], told["share"], strict=True)
    foot = _("{period}, {n} schools of one location with open counts, in fifths of need per pupil; {hidden} hidden.",
             period=told["period"].iloc[0], n=number(told["schools_count"].sum() - told["hidden_count"].sum()),
             hidden=number(told["hidden_count"].sum()))  # fmt: skip
    return Tile("advice", title, sentence, _apart(), charts.shares([(words[k], share) for k, share in shares], [0, 4]),
                foot=foot, link=link, asked=asked, claim=claim, gap=gap)  # fmt: skip


def _apart() -> str:
    """Why a tile with figures concludes nothing."""
    return _("The difference cannot be told from chance.")


def high_need(rows: pd.DataFrame) -> Tile:
    """How many pupils are at schools with high need, in the country and in the cities. All schools are counted."""
    title = _("Who is at a school with high need?")
    link, asked = ("kaart", _("Map"), {"indicator": "po_need_per_pupil"}), ("national_urbanity", PRIMARY)
    if not all_numbers(rows, ["part", "whole"]) or not rows["whole"].sum():
        why = _("There is no figure of need in this edition.")
        return Tile("high", title, why=why, link=link, asked=asked, claim=Claim.NOTHING)
    words, whole = urban_words(), rows["part"].sum() / rows["whole"].sum()
    first = rows.iloc[0]
    sentence = _(
        "**{share}** of primary pupils are at a school with high need; in municipalities that are {place} **{first}**.",
        share=percent(whole), place=words[int(first["urbanity_class"])], first=percent(first["share"]),
    )  # fmt: skip
    bars = [(words[int(row["urbanity_class"])], row["share"]) for row in rows.to_dict("records")]
    foot = _("High: the third of the schools with most need per pupil. {n} pupils of listed schools with a figure.",
             n=number(rows["whole"].sum()))  # fmt: skip
    return Tile("high", title, sentence, chart=charts.shares(bars, [0], "need"), foot=foot, link=link, asked=asked)


def where(rows: pd.DataFrame, theme: str) -> Tile:
    """In how few municipalities half of all need lies. A sum of all, so without an interval."""
    title, asked = _("Where does the need lie?"), ("national_towns", PRIMARY)
    link = ("kaart", _("Map"), {"indicator": "po_need_load", "niveau": "gemeente"})
    total = rows["need"].sum() if len(rows) else 0
    if not total or rows["hidden_count"].any():
        why = _("There is no figure of need of every municipality.")
        return Tile("where", title, why=why, link=link, asked=asked, claim=Claim.NOTHING)
    parts = rows["need"].sort_values(ascending=False).cumsum() / total
    half = int((parts < 0.5).sum()) + 1
    names = ", ".join(md(name) for name in rows["name"].head(LARGEST))
    sentence = _(
        "Half of all need lies in **{half} of the {all}** municipalities, **{share}** in {names}.",
        half=number(half), all=number(len(rows)), share=percent(parts.iloc[min(LARGEST, len(rows)) - 1]), names=names,
    )  # fmt: skip
    return Tile("where", title, sentence, chart=charts.curve(parts.reset_index(drop=True), half, theme),
                alt=_("Part of the need by number of municipalities, the largest first"),
                foot=_("Part of the need (%) by number of municipalities, the largest first; PO."),
                link=link, asked=asked)  # fmt: skip


def alliance(rows: pd.DataFrame) -> Tile:
    """How much of the pupils and of the need is in the municipalities of the alliance. All are counted."""
    title, asked = _("Do the municipalities with much need take part in the GKA?"), ("national_towns", PRIMARY)
    link = ("wijken-vergelijken", _("Compare neighbourhoods"), {"vergelijk": "gka"})
    inside = rows[rows["is_gka"].astype(bool)] if len(rows) else rows
    if inside.empty or not rows["need"].sum() or rows["hidden_count"].any():
        why = _("No municipality of this edition is known to take part.")
        return Tile("gka", title, why=why, link=link, asked=asked, claim=Claim.NOTHING)
    parts = {
        _("municipalities"): len(inside) / len(rows),
        _("schools"): inside["schools_count"].sum() / rows["schools_count"].sum(),
        _("pupils"): inside["pupils_count"].sum() / rows["pupils_count"].sum(),
        _("need"): inside["need"].sum() / rows["need"].sum(),
    }
    sentence = _("In GKA municipalities are **{pupils}** of the primary pupils and **{need}** of the need.",
                 pupils=percent(parts[_("pupils")]), need=percent(parts[_("need")]))  # fmt: skip
    foot = _("Members of October 2022, on the classification of this edition; PO.")
    return Tile(
        "gka", title, sentence, chart=charts.shares(list(parts.items()), [3]), foot=foot, link=link, asked=asked
    )
