"""Up to six chosen things: a colour with a shape and a sign for each, never the colour alone (look.md section 6)."""

from __future__ import annotations

CATEGORIES = {
    "light": ("#0b5f8f", "#d9760a", "#560a33", "#239e87", "#9585ea", "#9b2d22"),
    "dark": ("#5fb3e4", "#f2691d", "#f5d79e", "#3970bf", "#b87b80", "#b4f0f2"),
}
SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross")
SIGNS = ("●", "■", "▲", "◆", "▼", "✚")
MUTED = {"light": "#52626d", "dark": "#a3b2bc"}
