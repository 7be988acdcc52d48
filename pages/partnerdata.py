"""Page Partnerdata: what partners delivered, how fresh it is, new files in, doubtful rows judged, files back."""

from __future__ import annotations

from dashboard.frame.language import _, day
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader
from dashboard.partners import apart, deliver, freshness, return_file, review, themes
from dashboard.ui import pieces
from dashboard.ui import states as parts

DEFAULTS = {"deel": "stand", "partner": "", "levering": "", "rij": ""}


def render(reader: Reader) -> None:
    with apart.explained():
        _draw(reader)


def _draw(reader: Reader) -> None:
    chosen = Selection("partnerdata", DEFAULTS)
    build = reader.build
    partners = reader.run("partners")
    queue = review.waiting(reader)
    views = {
        "stand": _("How fresh"),
        "aanleveren": _("Deliver"),
        "nakijken": _("Review ({n})", n=len(queue)),
        "themas": _("Themes"),
        "terug": _("File back"),
    }
    chosen.valid("deel", list(views))

    selection = [_("as of {date}", date=day(build.as_of_date)), pieces.build_text(build)]
    pieces.head(_("Partner data"), selection, freshness.finding(partners, queue))
    parts.told_fictional(partners, build)
    apart.show(reader)
    chosen.pick("deel", _("Part of this page"), list(views), format_func=views.get, label_visibility="collapsed")
    if chosen["deel"] == "stand":
        freshness.show(chosen, partners, reader)
    elif chosen["deel"] == "aanleveren":
        deliver.show(chosen, partners, reader)
    elif chosen["deel"] == "nakijken":
        review.show(chosen, queue, reader)
    elif chosen["deel"] == "themas":
        themes.show(chosen, reader)
    else:
        return_file.show(chosen, build, reader)
    pieces.source_line(
        [
            _("Source: the partners' own deliveries · {build}", build=pieces.build_text(build)),
            _("An activity is current until 12 months after its confirmation: the end of its school year, or later."),
        ]
    )
    chosen.write()
