"""The styles of corridors: patches and links by what is lost without them, and how wide a corridor is."""

from __future__ import annotations

from gistools.styles.columns_corridors import LINK_CLASSES
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
_LINKS = {  # what is most important last, on top
    "none": ("#8a8a8a", 0.8, (2.0, 3.0)),
    "other": ("#4a4a4a", 1.0, ()),
    "some": ("#c9541a", 1.8, ()),
    "high": ("#99281f", 3.4, ()),
    "first": ("#4a0a26", 5.6, ()),
}
_CORRIDOR = ("#fdf6d8", "#f8df8b", "#f0b93f", "#cf8414")


def _classes(symbols: tuple[Symbol, ...]) -> tuple[SymbolClass, ...]:
    ends = zip(symbols, range_labels(_LIMITS, "%"), _LIMITS[:-1], _LIMITS[1:], strict=True)
    return tuple(SymbolClass(symbol, label, low=low, high=high) for symbol, label, low, high in ends)


CONNECTIVITY_STYLES: tuple[Style, ...] = (
    RasterStyle(
        "corridors",
        Text("Spredningskorridorer", "Dispersal corridors"),
        ColourRamp((0.1, 0.9, 0.95, 0.98, 1.0), _CORRIDOR, "0–1", "%", 100.0),
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
        tuple(
            SymbolClass(Symbol(Shape.LINE, colour, width, dash=dash), LINK_CLASSES[code], value=code)
            for code, (colour, width, dash) in _LINKS.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="link_class",
        caption=Text("plads efter sammenhæng tabt uden den", "place by connectivity lost without it"),
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
