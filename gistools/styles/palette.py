"""Colours and symbols that several styles use."""

from __future__ import annotations

from gistools.styles.model import Shape, Symbol

WATER = ("#cdeaf9", "#93cdf0", "#56a9e3", "#2a7fcb", "#1c529f", "#0c2758")
AREA = ("#d4b0dd", "#b57fc3", "#9350a8", "#6a2a85", "#3c0e52")
SHARED = ("#c3e3c4", "#85c095", "#45946c", "#1a6650", "#083529")
SPARE = ("#7a2d04", "#b8530a", "#e0851f", "#f3b765", "#fbe3bd")
SURGE = ("#090720", "#251255", "#762181", "#b73779", "#d8456c", "#f1605d", "#fea772", "#fcf0b2")  # floods soon: dark
LAND = ("#2f5d50", "#6f9a6a", "#b9cc95", "#f3ecc8", "#dcb27a", "#b07a4c", "#7a4a34")
# the eight colours of Okabe and Ito (2008), made for all kinds of colour vision
BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILLION, PURPLE = (
    "#000000", "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7",
)  # fmt: skip

RULE = ("#c9dfc4", "#8fbf8f", "#4f9a6b", "#1f7050", "#06402f")


def filled(colour: str, opacity: float = 0.8, stroke: str = "#5a2a08", width: float = 0.8) -> Symbol:
    """Return the symbol of a filled polygon."""
    return Symbol(Shape.POLYGON, stroke, width, fill=colour, fill_opacity=opacity)
