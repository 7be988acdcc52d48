"""The tiles that need a right: where partners are, how they grow, and the closed gap between groups of parents."""

from __future__ import annotations

import pandas as pd

from dashboard.figures import stats, years
from dashboard.figures.stats import Interval
from dashboard.frame.access import CLOSED, PARTNER
from dashboard.frame.language import _, ngettext, number, percent
from dashboard.frame.warehouse import Reader
from dashboard.national import charts
from dashboard.national.schools import fifth_words
from dashboard.national.tile import Claim, Tile, claim_of

GAP = {"indicator": "gka_havo_vwo_17_pct"}
HIGH, LOW = "parents_high", "parents_low"


def every(reader: Reader) -> list[Tile]:
    """Where partners are and how they grow for whoever may read that; the gap says itself what it lacks."""
    closed = reader.run("national_closed_gap", GAP) if reader.may("read", CLOSED) else None
    if not reader.may("read", PARTNER):
        return [gap(closed)]
    year = years.default(reader.run("coverage_years"), reader.build.as_of_date) or ""
    asked = {"school_year": year}
    return [
        presence(reader.run("national_reach", asked), year, asked),
        growth(reader.run("national_growth")),
        gap(closed),
    ]


def presence(rows: pd.DataFrame, year: str, asked: dict[str, str]) -> Tile:
    """Whether partners are as often at schools with great need as at those with small need."""
    title, link = _("Are partners where the need is?"), ("dekking", _("Coverage"), {})
    question = ("national_reach", asked)
    if len(rows) < 2 or not rows["active_count"].sum():
        why = _("No partner has told of an activity yet.")
        return Tile("presence", title, why=why, link=link, asked=question, claim=Claim.NOTHING)
    gap_ = _of_counts(rows.iloc[-1], rows.iloc[0])
    claim = claim_of(gap_)
    shares = rows["active_count"] / rows["schools_count"]
    figures = {"most": percent(shares.iloc[-1]), "least": percent(shares.iloc[0]),
               "need": percent(rows["active_need"].sum() / rows["need"].sum())}  # fmt: skip
    first = {
        Claim.MORE: _("Partners are **more often** at schools with the greatest need ({most}) than at those with the "
                      "smallest ({least}).", **figures),
        Claim.LESS: _("Partners are **less often** at schools with the greatest need ({most}) than at those with the "
                      "smallest ({least}).", **figures),
        Claim.ALIKE: _("Partners are **as often** at schools with the greatest need ({most}) as at those with the "
                       "smallest ({least}).", **figures),
    }.get(claim, _("Whether partners are more often at schools with great need cannot be told."))  # fmt: skip
    sentence = f"{first} {_('The schools where they are hold **{need}** of the need.', **figures)}"
    words = fifth_words()
    bars = [(words[int(k)], share) for k, share in zip(rows["fifth"], shares, strict=True)]
    foot = _("{year}, {n} primary schools in fifths of need per pupil.", year=year or _("all school years"),
             n=number(rows["schools_count"].sum()))  # fmt: skip
    return Tile("presence", title, sentence, chart=charts.shares(bars, [0, 4]), foot=foot, link=link, asked=question,
                claim=claim, gap=gap_)  # fmt: skip


def _of_counts(first: pd.Series, second: pd.Series) -> Interval:
    """Newcombe's interval of the difference of two shares of schools."""
    shares = [row["active_count"] / row["schools_count"] for row in (first, second)]
    ends = [stats.wilson(share, row["schools_count"]) for share, row in zip(shares, (first, second), strict=True)]
    return stats.difference(shares[0], ends[0], shares[1], ends[1])


def growth(rows: pd.DataFrame) -> Tile:
    """What partners told of each school year. They are counted; a year that is not told yet is not a fall."""
    title, asked = _("Do the partners grow?"), ("national_growth", {})
    link = ("partnerdata", _("Partner data"), {})
    if rows.empty:
        why = _("No partner has told of an activity yet.")
        return Tile("growth", title, why=why, link=link, asked=asked, claim=Claim.NOTHING)
    last = rows.iloc[-1]
    told = {"year": last["school_year"], "schools": number(last["schools_count"])}
    sentence = ngettext(
        "Of {year}, **{n} partner** told of activities at **{schools}** schools.",
        "Of {year}, **{n} partners** told of activities at **{schools}** schools.",
        int(last["partners_count"]), **told,
    )  # fmt: skip
    if len(rows) > 1:
        before = rows.iloc[-2]
        figures = {"partners": number(before["partners_count"]), "schools": number(before["schools_count"])}
        sentence += " " + _("Of the year before it were {partners} at {schools}.", **figures)
    bars = [(row["school_year"], float(row["schools_count"]), number(row["schools_count"]))
            for row in rows.tail(6).to_dict("records")]  # fmt: skip
    foot = _("Schools per school year, as partners told; who told nothing is not known to have stopped.")
    return Tile("growth", title, sentence, chart=charts.bars(bars, [len(bars) - 1]), foot=foot, link=link, asked=asked)


def gap(rows: pd.DataFrame | None) -> Tile:
    """Whether the gap between parents with high and low education changed, first cohort against last."""
    title, asked = _("Does the gap between groups get smaller?"), ("national_closed_gap", GAP)
    link = ("gka-regionaal", _("GKA regional"), {"weergave": "ouders"})
    why = _("Figures by parents' education are in no open file. With closed figures of the GKA it can be told.")
    if rows is None or rows.empty:
        question = asked if rows is not None else ("build", {})
        return Tile("gap", title, why=why, link=link, asked=question, claim=Claim.NOTHING)
    gaps = _gaps(rows)
    if len(gaps) < 2:
        return Tile("gap", title, why=why, link=link, asked=asked, claim=Claim.NOTHING)
    first, last = gaps.iloc[0], gaps.iloc[-1]
    change = stats.difference(last["gap"], last["limits"], first["gap"], first["limits"])
    claim = claim_of(change)
    told = {"first": number(100 * first["gap"]), "last": number(100 * last["gap"]), "from": first["period"],
            "to": last["period"]}  # fmt: skip
    sentence = {
        Claim.LESS: _("The gap between parents with high and low education **fell** from {first} to **{last} points** "
                      "({from} to {to}).", **told),
        Claim.MORE: _("The gap between parents with high and low education **rose** from {first} to **{last} points** "
                      "({from} to {to}).", **told),
        Claim.ALIKE: _("The gap between parents with high and low education stayed about **{last} points** ({from} to "
                       "{to}).", **told),
    }.get(claim, "")  # fmt: skip
    bars = [(row["period"], row["gap"], number(100 * row["gap"])) for row in gaps.to_dict("records")]
    foot = _("17-year-olds in havo, vwo or higher education, points between high and low; closed figures.")
    return Tile("gap", title, sentence, _("The change cannot be told from chance."),
                charts.bars(bars, [0, len(bars) - 1]), foot=foot, link=link, asked=asked, claim=claim,
                gap=change)  # fmt: skip


def _gaps(rows: pd.DataFrame) -> pd.DataFrame:
    """Per period the difference of the two shares (parts of 1) with its interval."""
    known = rows[(rows["status"] == "observed") & rows["n"].notna()]
    found = []
    for period, part in known.groupby("period"):
        of = part.set_index("group_code")
        if {HIGH, LOW} <= set(of.index):
            shares = [of.loc[group, "value"] / 100 for group in (HIGH, LOW)]
            ends = [stats.wilson(share, of.loc[group, "n"]) for share, group in zip(shares, (HIGH, LOW), strict=True)]
            limits = stats.difference(shares[0], ends[0], shares[1], ends[1])
            found.append({"period": period, "gap": shares[0] - shares[1], "limits": limits})
    return pd.DataFrame(found)
