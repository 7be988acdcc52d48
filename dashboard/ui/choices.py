"""Choices that pages share, with the defaults that stay out of the URL; a page's DEFAULTS combine them."""

from __future__ import annotations

# choosing a place lets go of the area chosen on the map or in the list (keuze), and of the area that the camera was
# sent to last (beeld; empty = gebied): a page with a place has all three
PLACE = {"gebied": "NL00", "keuze": "", "beeld": ""}

# which activities count
ACTIVITY = {"sector": "PO", "schooljaar": "", "partners": "", "themas": "", "verbleekt": "0"}

# the reader's own region and its name
REGION = {"gemeenten": "", "regionaam": ""}
