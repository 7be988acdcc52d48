"""The panel of page Dekking: an area's three shares among its surroundings, its schools, who is nearest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from dashboard.coverage import schools, view
from dashboard.figures import coverage
from dashboard.figures.coverage import Filters
from dashboard.frame import language
from dashboard.frame.language import _, level_word, number, percent
from dashboard.frame.markup import Markup, joined
from dashboard.frame.records import Place
from dashboard.frame.warehouse import Reader
from dashboard.ui import pieces, reach


def show(lineage: pd.DataFrame, codes: Sequence[str], filters: Filters, reader: Reader) -> None:
    """Everything about one area: `lineage` is itself and what it lies in, with shares; `codes` its area codes."""
    chosen = lineage.iloc[0]
    fragments = [
        Markup('<p class="rw-name">{}').format(name_line(language.place(chosen))),
        Markup("<p>{}").format(_summary(lineage, filters.sector)),
    ]
    if chosen["schools_count"]:
        fragments.append(bars(lineage))
    notes = [reach.unlisted(chosen), _white(chosen)]
    fragments += [Markup('<p class="rw-muted">{}').format(note) for note in notes if note]
    pieces.piece(joined(fragments), "rw-panel", tint="reach")
    if chosen["level"] in schools.SMALL:
        schools.show(codes, filters, reader)
        _nearest(codes, filters, reader)


def _white(chosen: pd.Series) -> str:
    """Named where it is one, with what it means."""
    return view.white_spot() if chosen.get("is_white_spot") is True or chosen.get("is_white_spot") == 1 else ""


def name_line(area: Place) -> Markup:
    """Feijenoord wijk in Rotterdam, Zuid-Holland."""
    if area.level in ("country", "own_region"):
        return Markup("<b>{}</b>").format(area.name)
    around = [name for name in (area.municipality_name, area.province_name) if name and name != area.name]
    kind = level_word(area.level, 1)
    where = _("{kind} in {place}", kind=kind, place=", ".join(around)) if around else kind
    return Markup('<b>{}</b> <span class="rw-muted">{}</span>').format(area.name, where)


def _summary(lineage: pd.DataFrame, sector: str) -> str:
    chosen, country = lineage.iloc[0], lineage.iloc[-1]
    if not chosen["schools_count"]:
        return _("There are no schools of this sector here.")
    text = _active_at(int(chosen["active_schools_count"]), int(chosen["schools_count"]))
    if chosen["load_status"] == "suppressed":
        return f"{text} {_('Need is not shown: a part of it is suppressed.')}"
    is_share = sector == "VO"
    if chosen["need_per_pupil_status"] == "withheld":
        few = _("The share in vmbo and pro is not shown: fewer than 5 pupils in it or outside it.")
        return f"{text} {few}"
    if pd.isna(chosen["need_per_pupil"]):
        return f"{text} {_('There is no figure of need.')}"
    values = [
        percent(row["need_per_pupil"]) if is_share else number(row["need_per_pupil"], 2) for row in (chosen, country)
    ]
    if is_share:
        need = _("In vmbo and pro: {share} of the pupils", share=values[0])
    else:
        need = _("Need: {value} points per pupil", value=values[0])
    around = "" if chosen["level"] == "country" else " " + _("(country {value})", value=values[1])
    return f"{text} {need}{around}."


def _active_at(active: int, schools: int) -> str:
    if schools == 1:
        return _("A partner is active at the only school.") if active else _("No partner is active at the only school.")
    if not active:
        return _("A partner is active at none of the {all} schools.", all=number(schools))
    words = {"active": number(active), "all": number(schools)}
    return _("A partner is active at {active} of the {all} schools.", **words)


def bars(lineage: pd.DataFrame) -> Markup:
    """Schools, pupils and need that are reached, on a scale of 0 to 100 %; ticks for what the area lies in."""
    kinds = (
        (_("Schools"), "schools_share", "active_schools_count", "schools_count"),
        (_("Pupils"), "pupils_share", "active_pupils_count", "pupils_count"),
        (_("Need"), "need_share", "active_need", "need"),
    )
    chosen, *around = lineage.to_dict("records")
    rows = joined(_bar(chosen, around, kind) for kind in kinds)
    signs = joined(
        Markup('<span class="rw-tick{}">{}</span>').format(_dotted(level), name)
        for name, level in zip(lineage["name"][:0:-1], lineage["level"][:0:-1], strict=True)
    )
    title = Markup('<p class="rw-muted">{}</p>').format(_("Where a partner is active"))
    key = Markup("<p class=rw-ticks>{}</p>").format(signs) if signs else Markup()
    return Markup('{}<div class="rw-bars">{}</div>{}').format(title, rows, key)


def _bar(chosen: Mapping, around: Sequence[Mapping], kind: tuple[str, str, str, str]) -> Markup:
    word, share, part, whole = kind
    if pd.isna(chosen[share]):
        amounts, fill, value = _("no data"), Markup(), "–"
    else:
        amounts = _("{part} of {whole}", part=number(chosen[part]), whole=number(chosen[whole]))
        fill = Markup("<i class=chosen style=left:0;width:{:.1f}%></i>").format(chosen[share])
        value = reach.brief(chosen[share])
    bar = Markup("<span>{}<small>{}</small></span><span class=t>{}{}</span><b>{}</b>")
    return bar.format(word, amounts, fill, _ticks(around, share), value)


def _ticks(around: Sequence[Mapping], share: str) -> Markup:
    tick = Markup('<u class="{}" style=left:{:.1f}% title="{} {}"></u>')
    return joined(
        tick.format(_dotted(row["level"]), row[share], row["name"], percent(row[share] / 100))
        for row in around
        if pd.notna(row[share])
    )


def _dotted(level: str) -> str:
    """The country's tick is solid, that of a province dotted, of a municipality dashed."""
    return {"country": "", "province": " dotted"}.get(level, " dashed")


def _nearest(codes: Sequence[str], filters: Filters, reader: Reader) -> None:
    """Partners that are not here yet, by how near they work (straight line)."""
    partners = coverage.nearest(codes, filters, reader)
    if partners.empty:
        return
    names = ", ".join(
        f"{row['partner_name']} ({number(row['distance_km'], 1)}\N{NO-BREAK SPACE}km, {row['school']})"
        for row in partners.to_dict("records")
    )
    heading = _("Nearest partners not active here")
    pieces.piece(Markup("<p><b>{}</b> {}").format(heading, names), "rw-panel")
