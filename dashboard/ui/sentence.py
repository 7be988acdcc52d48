"""The one sentence on top of a map, with the numbers in it. Pure: frames in, text out."""

from __future__ import annotations

import pandas as pd

from dashboard.frame.language import _, level_word, measure, ngettext, number
from dashboard.frame.markup import md
from dashboard.frame.records import Indicator

RATES = ("score", "tenth", "points_per_pupil", "pct", "km", "eur", "keur")  # do not add up


def finding(values: pd.DataFrame, indicator: Indicator, name: str, *, level: str, place: str, reference: float) -> str:
    """Rates: how many areas are on the unfavourable side of the country. Amounts: how few hold half.

    `values` are the areas inside the place; `reference` is the country's value.
    """
    figures = values["value"].dropna().sort_values(ascending=False)
    words = {"name": md(name), "areas": level_word(level), "all": number(len(figures)), "place": md(place)}
    if figures.empty:
        return _("{name}: there are no figures at this level.", name=md(name))
    if len(figures) == 1:
        only = values.loc[figures.index[0]]
        area = md(str(only["name"]))
        told = measure(only["value"], indicator, indicator.digits(only["n"]))
        return _("{name}: **{value}** in {place}.", **words | {"place": area, "value": told})
    if indicator.unit not in RATES:
        if not figures.sum():
            return _("{name}: **none** in {place}.", **words)
        half = number(int((figures.cumsum() < figures.sum() / 2).sum()) + 1)
        return _("{name}: half of the total of {place} is in **{half} of the {all} {areas}**.", half=half, **words)
    if pd.isna(reference):
        return _("{name}: figures for **{all} {areas}** in {place}.", **words)
    return _compared(figures, reference, indicator, words)


def _compared(figures: pd.Series, reference: float, indicator: Indicator, words: dict[str, str]) -> str:
    words = {"reference": measure(reference, indicator), **words}
    is_better = indicator.direction == "higher_is_better"
    beyond = int((figures < reference).sum() if is_better else (figures > reference).sum())
    if not beyond and is_better:
        return _("{name}: in {place}, **none of the {all} {areas}** is below the national figure ({reference}).",
                 **words)  # fmt: skip
    if not beyond:
        return _("{name}: in {place}, **none of the {all} {areas}** is above the national figure ({reference}).",
                 **words)  # fmt: skip
    if is_better:
        return ngettext(
            "{name}: in {place}, **{n} of the {all} {areas}** is below the national figure ({reference}).",
            "{name}: in {place}, **{n} of the {all} {areas}** are below the national figure ({reference}).",
            beyond,
            **words,
        )
    return ngettext(
        "{name}: in {place}, **{n} of the {all} {areas}** is above the national figure ({reference}).",
        "{name}: in {place}, **{n} of the {all} {areas}** are above the national figure ({reference}).",
        beyond,
        **words,
    )


def basis(row: pd.Series, indicator: Indicator) -> list[str]:
    """What a value stands on, in sentences: schools or households, left out, placed by postcode, coverage."""
    if pd.isna(row["value"]):
        return []
    sentences = [
        _reliable(row),
        _standing_on(row, indicator),
        _left_out(row, indicator),
        _approximate(row),
        _coverage(row, indicator),
    ]
    return [sentence for sentence in sentences if sentence]


def _count(value: object) -> int:
    return 0 if value is None or pd.isna(value) else int(value)  # ty: ignore[invalid-argument-type]


def _reliable(row: pd.Series) -> str:
    if row["quality_flag"] != "small":
        return ""
    return _("Not reliable: only schools with 40 pupils or fewer.")


def _standing_on(row: pd.Series, indicator: Indicator) -> str:
    n = _count(row["n"])
    if not n:
        return ""
    if indicator.n_unit == "households":
        return ngettext(
            "The figure stands on {n} household, as counted in CBS's key figures of districts.",
            "The figure stands on {n} households, as counted in CBS's key figures of districts.",
            n,
        )
    if indicator.n_unit == "persons":
        return ngettext("The figure stands on {n} inhabitant.", "The figure stands on {n} inhabitants.", n)
    if indicator.n_unit == "pupils":
        return ngettext(
            "The figure stands on {n} pupil ({sector}).",
            "The figure stands on {n} pupils ({sector}).",
            n,
            sector=indicator.sector,
        )
    if indicator.sector:
        return ngettext(
            "The figure stands on {n} school ({sector}).",
            "The figure stands on {n} schools ({sector}).",
            n,
            sector=indicator.sector,
        )
    return ""


def _left_out(row: pd.Series, indicator: Indicator) -> str:
    n = _count(row["left_out_count"])
    if not n:
        return ""
    if indicator.sector:
        return ngettext("{n} school without a figure is left out.", "{n} schools without a figure are left out.", n)
    return ngettext("{n} district without a figure is left out.", "{n} districts without a figure are left out.", n)


def _approximate(row: pd.Series) -> str:
    n = _count(row["approximate_count"])
    if not n or row["level"] not in ("district", "neighbourhood"):
        return ""
    return ngettext(
        "Of these, {n} is placed by its 4-digit postcode only: the right district in about 84 % of cases.",
        "Of these, {n} are placed by their 4-digit postcode only: the right district in about 84 % of cases.",
        n,
    )


def _coverage(row: pd.Series, indicator: Indicator) -> str:
    if pd.isna(indicator.coverage_id) or row["level"] in ("district", "neighbourhood"):
        return ""
    share = row["coverage_pct"]
    if pd.isna(share):
        return _("Approximation: the mean of the district scores, weighted by households.")
    return _(
        "Approximation: the mean of the district scores, weighted by households ({share} % of them covered).",
        share=number(share),
    )
