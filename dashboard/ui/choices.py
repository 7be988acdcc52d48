"""Choices that pages share, with the defaults that stay out of the URL; a page's DEFAULTS combine them."""

from __future__ import annotations

from dashboard.figures import years
from dashboard.frame.selection import Selection
from dashboard.frame.warehouse import Reader

# choosing a place lets go of the area chosen on the map or in the list (keuze), and of the area that the camera was
# sent to last (beeld; empty = gebied): a page with a place has all three
PLACE = {"gebied": "NL00", "keuze": "", "beeld": ""}

ALL_YEARS = "alle"  # a choice of its own: in a link without a school year it is the default one

WHAT_IF = {"als": ""}  # the scenario under which all is asked; empty is what is

# which activities count; the school year that a reader starts with is the build's: activity_defaults()
ACTIVITY = {"sector": "PO", "schooljaar": ALL_YEARS, "partners": "", "themas": "", "verbleekt": "0", **WHAT_IF}

# the reader's own region and its name
REGION = {"gemeenten": "", "regionaam": ""}


def shared(chosen: Selection) -> dict[str, str]:
    """What a link to another page takes along of place, activity and region; defaults stay out."""
    names = ("gebied", *ACTIVITY, *REGION)
    return {name: chosen[name] for name in names if name in chosen.defaults and chosen[name] != chosen.defaults[name]}


def with_year(defaults: dict[str, str], reader: Reader) -> dict[str, str]:
    """The defaults of a page, with the school year that every page of this build starts with."""
    year = years.default(reader.run("coverage_years"), reader.build.as_of_date)
    return defaults | {"schooljaar": year or ALL_YEARS}
