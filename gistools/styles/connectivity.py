"""The styles of corridors: patches and links by what is lost without them, and how wide a corridor is."""

from __future__ import annotations

from gistools.styles.model import (
    Aggregate,
    ColourRamp,
    Kind,
    RasterStyle,
    Shape,
    Style,
    Symbol,
    SymbolClass,
    VectorStyle,
    range_labels,
)
from gistools.text import Text

_LIMITS = (0.0, 0.5, 2.0, 8.0, 25.0, 100.0)  # % of connectivity
_PATCHES = ("#d9ead3", "#9fcf9b", "#4fa36b", "#1b7253", "#053c2b")
_LINKS = (("#8c8c8c", 0.8), ("#e08a1e", 1.6), ("#c9541a", 2.8), ("#99281f", 4.2), ("#5c0b2c", 6.0))
_CORRIDOR = ("#fdf6d8", "#f8df8b", "#f0b93f", "#cf8414")


def _classes(symbols: tuple[Symbol, ...]) -> tuple[SymbolClass, ...]:
    ends = zip(symbols, range_labels(_LIMITS, "%"), _LIMITS[:-1], _LIMITS[1:], strict=True)
    return tuple(SymbolClass(symbol, label, low=low, high=high) for symbol, label, low, high in ends)


CONNECTIVITY_STYLES: tuple[Style, ...] = (
    RasterStyle(
        "corridors",
        Text("Spredningskorridorer", "Dispersal corridors"),
        ColourRamp((0.1, 0.5, 0.8, 0.9, 1.0), _CORRIDOR, "0–1", "%", 100.0),
        unit="%",
        aggregate=Aggregate.MAX,
        opacity=0.85,
        caption=Text(
            "chance for at komme over, i forhold til den bedste vej", "chance of getting across, over the best way"
        ),
    ),
    VectorStyle(
        "corridor_links",
        Text("Forbindelser efter vigtighed", "Links by importance"),
        Shape.LINE,
        _classes(tuple(Symbol(Shape.LINE, colour, width) for colour, width in _LINKS)),
        kind=Kind.GRADUATED,
        attribute="dpc_percent",
        caption=Text("sammenhæng tabt uden forbindelsen", "connectivity lost without the link"),
        stacked=True,
    ),
    VectorStyle(
        "corridor_patches",
        Text("Levesteder efter vigtighed", "Patches by importance"),
        Shape.POLYGON,
        _classes(tuple(Symbol(Shape.POLYGON, "#1f3d2f", 1.0, fill=c, fill_opacity=0.9) for c in _PATCHES)),
        kind=Kind.GRADUATED,
        attribute="dpc_percent",
        caption=Text(
            "sammenhæng tabt uden levestedet; tallet er dets plads", "connectivity lost without the patch; its place"
        ),
        label=("patch_rank",),
    ),
)
