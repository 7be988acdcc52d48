"""Page Partnerdata: what partners delivered, how fresh it is, new files in, doubtful rows judged, files back."""

from __future__ import annotations

from enum import StrEnum

from dashboard.frame.access import PARTNER
from dashboard.frame.language import _, day
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.partners import (
    apart,
    deeds,
    deliver,
    facts,
    files,
    freshness,
    pending,
    queue,
    return_file,
    review,
    themes,
)
from dashboard.ui import pieces, states


class Part(StrEnum):
    """What this page shows one of, as it stands in the URL."""

    FRESHNESS = "stand"
    DELIVER = "aanleveren"
    REVIEW = "nakijken"
    THEMES = "themas"
    FACTS = "feiten"
    FILE_BACK = "terug"


DEFAULTS = {"deel": Part.FRESHNESS.value, "partner": "", "levering": "", "rij": "", "van": "", "twijfel": ""}


def render(reader: Reader) -> None:
    with apart.explained():
        _draw(reader)


def _draw(reader: Reader) -> None:
    chosen = Selection("partnerdata", DEFAULTS)
    build = reader.build
    partners = reader.run("partners")
    waiting = queue.waiting(reader)
    mine = files.own(waiting, reader.access)
    words = {Part.FRESHNESS: _("How fresh")}
    if reader.may(
        "write", PARTNER
    ):  # of one's own partners, whose words and small numbers stand there as they were told
        words |= {
            Part.DELIVER: _("Deliver"),
            Part.REVIEW: _("Review ({n})", n=len(mine)),
            Part.THEMES: _("Themes"),
            Part.FACTS: _("Facts"),
            Part.FILE_BACK: _("File back"),
        }
    part = chosen.valid("deel", list(words))

    selection = [_("as of {date}", date=day(build.as_of_date)), pieces.build_text(build)]
    pieces.head(_("Partner data"), selection, freshness.finding(partners, waiting))
    states.told_fictional(partners, build)
    deeds.told(reader, lambda choices: chosen.set(**dict(choices)))
    apart.show(reader)
    pending.show(reader)
    chosen.pick("deel", _("Part of this page"), list(words), format_func=words.get, label_visibility="collapsed")
    if part == Part.FRESHNESS:
        freshness.show(chosen, partners, waiting, reader)
    elif part == Part.DELIVER:
        deliver.show(chosen, files.own(partners, reader.access), reader)
    elif part == Part.REVIEW:
        review.show(chosen, mine, reader)
    elif part == Part.THEMES:
        themes.show(chosen, reader)
    elif part == Part.FACTS:
        facts.show(chosen, reader)
    else:
        return_file.show(chosen, build, reader)
    pieces.source_line(
        [
            _("Source: the partners' own deliveries · {build}", build=pieces.build_text(build)),
            _("An activity is current until 12 months after its confirmation: the end of its school year, or later."),
        ]
    )
    chosen.write()
