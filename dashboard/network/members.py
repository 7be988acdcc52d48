"""The municipalities of the GKA: how many, what they hold, by class, and one of them in a few figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard.frame import language, links
from dashboard.frame.language import _, ngettext, number, percent
from dashboard.frame.markup import Markup, joined
from dashboard.frame.records import Place
from dashboard.frame.warehouse import Reader
from dashboard.network.area_map import Class, Picture, box_of
from dashboard.ui import activity, pieces

LOAD, PUPILS = "po_need_load", "po_funded_pupils"
CLASSES = ("1", "2", "3", "4", "5")
# darkest is most urban; the palest is kept away from the grey of who is no member
LIGHT = ("#0b4370", "#3880b0", "#75abcf", "#a0c6de", "#c9dfed")
DARK = ("#bfe0f5", "#6db2de", "#3d86b5", "#2b5d80", "#24475f")
NONE = ("#eef0f1", "#26313a")
_BAR = Markup("<span>{}<small>{}</small></span><span class=t><i class=chosen style=width:{:.1f}%></i></span><b>{}</b>")


def every(reader: Reader) -> pd.DataFrame:
    """All municipalities of the edition; `urbanity` is the class as text, '' where it has none."""
    rows = reader.run("gka_municipalities", {"load": LOAD, "pupils": PUPILS})
    classes = ["" if pd.isna(one) else str(int(one)) for one in rows["urbanity_class"]]
    return rows.assign(urbanity=classes, is_gka=rows["is_gka"].astype(bool))


def inside(rows: pd.DataFrame, urbanity: str, province: str) -> pd.DataFrame:
    """The municipalities of a choice; '' is all."""
    is_in = pd.Series(True, index=rows.index)
    if urbanity:
        is_in &= rows["urbanity"] == urbanity
    if province:
        is_in &= rows["province_code"] == province
    return rows[is_in]


def share(rows: pd.DataFrame, column: str) -> float | None:
    """The part (0..1) of a sum that the members hold; None where nothing is known."""
    whole = rows[column].sum()
    return float(rows.loc[rows["is_gka"], column].sum() / whole) if whole else None


def sentence(rows: pd.DataFrame, entries: pd.DataFrame, is_narrowed: bool, reader: Reader) -> str:
    """How many members, how many municipalities they are here, and what part of pupils and need is there."""
    build, members = reader.build, int(rows["is_gka"].sum())
    if rows.empty:
        return _("**No municipality in this choice.**")
    held = _held(rows)
    if build.is_fictional or is_narrowed:
        start = ngettext(
            "**{n} of the {all} municipalities** here belongs to the GKA.",
            "**{n} of the {all} municipalities** here belong to the GKA.",
            members,
            all=number(len(rows)),
        )
    else:
        start = _(
            "The GKA has **{n} members**, together {codes} municipalities of {year}.",
            n=number(len(entries)),
            codes=number(members),
            year=build.classification_year,
        )
    real = _("The real list of October 2022 has {n} members; it stands below.", n=number(len(entries)))
    return " ".join([start, held, *([real] if build.is_fictional else [])])


def _held(rows: pd.DataFrame) -> str:
    pupils, need = share(rows, "load_pupils_count"), share(rows, "load")
    if pupils is None or need is None:
        return _("What part of the need is there is not known.")
    return _(
        "With them are {pupils} of the primary pupils and **{need} of the need**.",
        pupils=percent(pupils),
        need=percent(need),
    )


def picture(rows: pd.DataFrame, chosen_rows: pd.DataFrame, place: Place, marked: Place | None) -> Picture:
    """Members in five blues by urbanity, all others grey; what is outside the choice is grey too."""
    words = activity.urbanity_words()
    is_in = rows["area_code"].isin(chosen_rows["area_code"])
    known = rows["is_gka"] & is_in & rows["urbanity"].isin(CLASSES)
    classes = [int(one) - 1 if good else 5 for one, good in zip(rows["urbanity"], known, strict=True)]
    counts = [_of(chosen_rows[chosen_rows["urbanity"] == code]) for code in CLASSES]
    drawn = [
        Class(words[code], count, *pair)
        for code, count, pair in zip(CLASSES, counts, zip(LIGHT, DARK, strict=True), strict=True)
    ]
    drawn.append(Class(_("no member"), number(int((~chosen_rows["is_gka"]).sum())), *NONE))
    told = _("number of members of all municipalities, {place}", place=place.name)
    return Picture(rows.assign(**{"class": classes}), drawn, _("Members by urbanity"), told, box_of(place), marked)


def _of(rows: pd.DataFrame) -> str:
    return _("{n} of {all}", n=number(int(rows["is_gka"].sum())), all=number(len(rows)))


def bars(rows: pd.DataFrame) -> Markup:
    """Per class the part of its municipalities that is a member."""
    words, lines = activity.urbanity_words(), []
    for code in CLASSES:
        own = rows[rows["urbanity"] == code]
        if len(own):
            part = own["is_gka"].mean()
            note = ngettext("{of} municipality", "{of} municipalities", len(own), of=_of(own))
            lines.append(_BAR.format(words[code], note, 100 * part, percent(part)))
    return Markup('<div class="rw-bars">{}</div>').format(joined(lines))


def panel(row: Mapping[str, Any], rows: pd.DataFrame, initiatives: Sequence[Mapping[str, Any]], reader: Reader) -> None:
    """One municipality: whether it is a member and since when, its agenda, its figures, its initiatives of 2019."""
    urbanity = activity.urbanity_words().get(row["urbanity"], _("urbanity not known"))
    head = Markup('<p class="rw-name"><b>{}</b> <span class="rw-muted">{}, {}</span></p>')
    parts = [
        head.format(row["name"], urbanity, row["province_name"] or ""),
        Markup("<p>{}</p>").format(_member(row, reader)),
    ]
    parts.append(Markup("<p>{}</p>").format(_figures(row, rows, reader)))
    if agenda := row["agenda_url"]:
        link = Markup('<a href="{}" rel="noopener noreferrer" target="_blank">{}</a>').format(
            agenda, _("agenda on gelijke-kansen.nl")
        )
        parts.append(
            Markup("<p>{} <small class=rw-muted>{}</small></p>").format(link, _("as the list of October 2022 links it"))
        )
    parts.append(_initiatives(initiatives))
    more = [
        links.anchor("kaart", {"gebied": row["area_code"]}, _("on the map")),
        links.anchor("aanbod", {"gebied": row["area_code"]}, _("offer here")),
        links.anchor("wijken-vergelijken", {"niveau": "gemeente", "gebieden": row["area_code"]}, _("compare")),
    ]
    parts.append(Markup("<p>{}</p>").format(joined(more, " · ")))
    pieces.piece(joined(parts), "rw-panel")


def _member(row: Mapping[str, Any], reader: Reader) -> str:
    """Member or not; with whom, and the year of joining where a source gives it."""
    if not row["is_gka"]:
        return _("No member of the GKA on 1 October 2022.")
    if reader.build.is_fictional:
        return _("Member of the GKA in this made-up edition; it has no agenda.")
    told = [_("Member of the GKA.")]
    if row["entry_name"] and row["entry_name"] != row["name"]:
        told.append(_("On the list as {name}.", name=row["entry_name"]))
    if isinstance(row["note"], str):
        told.append(f"{row['note']}.")
    year = row["joined_year"]
    told.append(
        _("Joined in {year}.", year=int(year)) if pd.notna(year) else _("The sources do not say when it joined.")
    )
    return " ".join(told)


def _figures(row: Mapping[str, Any], rows: pd.DataFrame, reader: Reader) -> str:
    """Need per pupil beside the country's, inhabitants."""
    told = []
    pupils, load = rows["load_pupils_count"].sum(), rows["load"].sum()
    if pd.notna(row["need_per_pupil"]) and pupils:
        told.append(
            _(
                "Need per primary pupil {need} points ({country} {mean}).",
                need=number(row["need_per_pupil"], 2),
                country=_country(reader),
                mean=number(load / pupils, 2),
            )
        )
    else:
        told.append(_("Its need is not known."))
    if pd.notna(row["population_count"]):
        told.append(ngettext("{n} inhabitant.", "{n} inhabitants.", int(row["population_count"])))
    alike = rows[(rows["urbanity"] == row["urbanity"]) & rows["is_gka"] & (rows["area_code"] != row["area_code"])]
    if row["urbanity"]:
        told.append(
            ngettext("{n} other member has the same urbanity.", "{n} other members have the same urbanity.", len(alike))
        )
    return " ".join(told)


def _country(reader: Reader) -> str:
    return language.place(reader.run("places").iloc[0]).name


def _initiatives(rows: Sequence[Mapping[str, Any]]) -> Markup:
    if not rows:
        return Markup('<p class="rw-muted">{}</p>').format(
            _("None of the 28 initiatives of 2019 names this municipality.")
        )
    names = [links.anchor("interventies", {"zoek": row["title"]}, row["title"]) for row in rows]
    note = ngettext("{n} initiative of 2019", "{n} initiatives of 2019", len(rows))
    return Markup("<p>{}: {}</p>").format(note, joined(names, "; "))


def list_words(kind: str) -> str:
    """What an entry of the list is."""
    return {
        "municipality": language.level_word("municipality", 1),
        "group": _("municipalities with one agenda"),
        "alliance": _("municipality that takes part as an alliance"),
    }.get(kind, kind)
