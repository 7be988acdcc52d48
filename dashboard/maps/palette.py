"""Colours of look.md section 6: per theme, hex values that keep apart for every kind of sight."""

from __future__ import annotations

from dataclasses import dataclass

SCALES = {
    "light": {
        "need": ("#fbecdd", "#f6c79c", "#e89a58", "#c4681f", "#83400b"),
        "amount": ("#e3eef5", "#b3d1e5", "#75abcf", "#3880b0", "#0c4f80"),
        "diverging": ("#b3560b", "#eeb27a", "#eceeee", "#8fbbdb", "#1d6599"),
        "neutral": ("#17695c", "#86bfb3", "#eceeee", "#b79fce", "#6b4592"),
    },
    "dark": {
        "need": ("#47301e", "#7a4a1f", "#b56a25", "#e59648", "#fbd3a4"),
        "amount": ("#1f3a4d", "#2b5d80", "#3d86b5", "#6db2de", "#bfe0f5"),
        "diverging": ("#f39a4a", "#a05f24", "#38434b", "#3a78a6", "#74bdec"),
        "neutral": ("#6fcdbb", "#2f756a", "#38434b", "#6d5290", "#b896dd"),
    },
}

# Need (low, middle, high) x reach (none, part, half or more): orange is need that nobody reaches.
BIVARIATE = {
    "light": (
        ("#e8eaeb", "#aac4e6", "#3f82c9"), ("#f2c78a", "#b5a3a3", "#667088"), ("#d9660c", "#94493a", "#2a2748"),
    ),
    "dark": (
        ("#26313a", "#2758a6", "#4989f0"), ("#7d4a28", "#776476", "#98a0be"), ("#f09c32", "#c06f60", "#ccd4e5"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Inks:
    """The single colours a map is drawn with."""

    background: str
    text: str
    hatch: str
    province: str
    reach: str


INKS = {
    "light": Inks("#ffffff", "#16242d", "#b4bec5", "#3d4d58", "#0b5f8f"),
    "dark": Inks("#0f171d", "#ffffff", "#3d4b55", "#8b9aa4", "#5fb3e4"),
}


EMPTY = {"light": "#e9edf0", "dark": "#222e36"}  # an area whose figure is a circle in it


def circle(theme: str, palette: str) -> str:
    """The colour of circles on a map of totals."""
    return SCALES[theme].get(palette, SCALES[theme]["amount"])[3]


def scale(theme: str, palette: str, direction: str, count: int) -> tuple[str, ...]:
    """`count` colours, low to high. Blue is the favourable side of a diverging scale, whatever the sign."""
    name = "neutral" if palette == "diverging" and direction == "neutral" else palette
    colours = SCALES[theme].get(name, SCALES[theme]["amount"])
    if palette == "diverging" and direction == "higher_is_worse":
        colours = colours[::-1]
    if count >= len(colours):
        return colours
    return tuple(colours[round(k * (len(colours) - 1) / max(count - 1, 1))] for k in range(count))


def rgb(colour: str, alpha: int | None = None) -> list[int]:
    """[r, g, b] or [r, g, b, a] of a hex colour, as deck.gl wants it."""
    parts = [int(colour[k : k + 2], 16) for k in (1, 3, 5)]
    return parts if alpha is None else [*parts, alpha]
