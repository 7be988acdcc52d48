"""Page Partnerdata: what partners delivered, how fresh it is, new files in, doubtful rows judged, files back."""

from __future__ import annotations

from dashboard import delivery_form, freshness, parts, programme_themes, return_file, review, warehouse
from dashboard.access import Access
from dashboard.language import _, day
from dashboard.selection import Selection

DEFAULTS = {"deel": "stand", "partner": "", "levering": "", "rij": ""}


def render(access: Access) -> None:
    chosen = Selection("partnerdata", DEFAULTS)
    build = warehouse.run("build", {}, access).iloc[0]
    partners = warehouse.run("partners", {}, access)
    queue = review.waiting(access)
    views = {
        "stand": _("How fresh"),
        "aanleveren": _("Deliver"),
        "nakijken": _("Review ({n})", n=len(queue)),
        "themas": _("Themes"),
        "terug": _("File back"),
    }
    chosen.valid("deel", list(views))

    selection = [_("as of {date}", date=day(build["as_of_date"])), parts.build_text(build)]
    parts.head(_("Partner data"), selection, freshness.finding(partners, queue))
    parts.told_fictional(partners, build)
    chosen.pick("deel", _("Part of this page"), list(views), format_func=views.get, label_visibility="collapsed")
    if chosen["deel"] == "stand":
        freshness.show(chosen, partners, access)
    elif chosen["deel"] == "aanleveren":
        delivery_form.show(chosen, partners, access)
    elif chosen["deel"] == "nakijken":
        review.show(chosen, queue, access)
    elif chosen["deel"] == "themas":
        programme_themes.show(chosen, access)
    else:
        return_file.show(chosen, build, access)
    parts.source_line(
        [
            _("Source: the partners' own deliveries · {build}", build=parts.build_text(build)),
            _("An activity is current until 12 months after its confirmation: the end of its school year, or later."),
        ]
    )
    chosen.write()
