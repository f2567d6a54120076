"""The styles of what floods cost: buildings, squares, roads."""

from __future__ import annotations

import dataclasses
import itertools
import math

from gistools.styles.model import Kind, Shape, Style, Symbol, SymbolClass, VectorStyle, range_labels
from gistools.text import Text

# what a building or a square costs a year: pale is little; nothing is not drawn as little
COST = ("#fde0c5", "#f9b48a", "#ee7c5f", "#c9415c", "#8c2060", "#4a0f55")
_NO_COST = "#e9ecef"
_BUILDING_LIMITS = (0.0, 100.0, 500.0, 2_000.0, 5_000.0, 20_000.0, math.inf)
_SQUARE_LIMITS = (0.0, 500.0, 2_000.0, 10_000.0, 50_000.0, 200_000.0, math.inf)
_COST_UNKNOWN = Text("ukendt: vandet eller beløbet kendes ikke", "unknown: the water or the amount is not known")


def _cost_classes(limits: tuple[float, ...], opacity: float) -> tuple[SymbolClass, ...]:
    names = range_labels(limits, "kr./år")
    classes = [
        SymbolClass(
            Symbol(Shape.POLYGON, "#b5bbc1", 0.4, fill=_NO_COST, fill_opacity=0.8 * opacity**3),
            Text("ingen skade ved nogen regn", "no damage in any rain"),
            low=-1.0,
            high=0.0,
        )
    ]
    for colour, name, (low, high) in zip(COST, names, itertools.pairwise(limits), strict=True):
        symbol = Symbol(Shape.POLYGON, "#2b2b2b", 0.6, fill=colour, fill_opacity=opacity)
        classes.append(SymbolClass(symbol, name, low=low, high=high))
    return tuple(classes)


_SAVED = (
    (-1e12, -1.0, "#8c1d0f", Text("mere skade", "more damage")),
    (-1.0, 1.0, _NO_COST, Text("som før", "as before")),
    (1.0, 500.0, "#c6dbef", Text("sparer op til 500 kr./år", "saves up to 500 DKK a year")),
    (500.0, 5_000.0, "#6baed6", Text("sparer 500–5.000 kr./år", "saves 500–5,000 DKK a year")),
    (5_000.0, math.inf, "#08306b", Text("sparer over 5.000 kr./år", "saves over 5,000 DKK a year")),
)

FLOOD_COST_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "building_savings",
        Text("Sparet skade pr. bygning", "Damage saved by building"),
        Shape.POLYGON,
        tuple(
            SymbolClass(
                Symbol(Shape.POLYGON, "#2b2b2b", 0.5, fill=colour, fill_opacity=0.95), label, low=low, high=high
            )
            for low, high, colour, label in _SAVED
        ),
        kind=Kind.GRADUATED,
        attribute="saved_dkk",
        caption=Text("forventet årlig skade før minus efter, i dag", "expected annual damage before less after, today"),
        unknown=Symbol(Shape.POLYGON, "#6b6b6b", 0.8, fill="#ffffff", fill_opacity=0.5, dash=(2.0, 2.0)),
        unknown_words=_COST_UNKNOWN,
    ),
    VectorStyle(
        "building_costs",
        Text("Skade pr. bygning", "Damage by building"),
        Shape.POLYGON,
        _cost_classes(_BUILDING_LIMITS, 0.95),
        kind=Kind.GRADUATED,
        attribute="annual_today_dkk",
        caption=Text("forventet årlig skade i dag", "expected annual damage today"),
        unknown=Symbol(Shape.POLYGON, "#6b6b6b", 0.8, fill="#ffffff", fill_opacity=0.5, dash=(2.0, 2.0)),
        unknown_words=_COST_UNKNOWN,
        above=True,
    ),
    VectorStyle(
        "cost_squares",
        Text("Skade i felter", "Damage in squares"),
        Shape.POLYGON,
        _cost_classes(_SQUARE_LIMITS, 0.75),
        kind=Kind.GRADUATED,
        attribute="annual_today_dkk",
        caption=Text("forventet årlig skade i dag", "expected annual damage today"),
        unknown=Symbol(Shape.POLYGON, "#6b6b6b", 0.8, fill="#ffffff", fill_opacity=0.4, dash=(2.0, 2.0)),
        unknown_words=_COST_UNKNOWN,
    ),
)

_ROAD_LIMITS = (0.0, 500.0, 5_000.0, 50_000.0, math.inf)
ROAD_COST_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "road_costs",
        Text("Skade på veje", "Damage to roads"),
        Shape.LINE,
        (
            SymbolClass(
                Symbol(Shape.LINE, "#9aa0a6", 1.2),
                Text("ingen skade ved nogen regn", "no damage in any rain"),
                low=-1.0,
                high=0.0,
            ),
            *(
                SymbolClass(Symbol(Shape.LINE, colour, 2.5 + n), name, low=low, high=high)
                for n, (colour, name, (low, high)) in enumerate(
                    zip(
                        COST[1::1][:4],
                        range_labels(_ROAD_LIMITS, "kr./år"),
                        itertools.pairwise(_ROAD_LIMITS),
                        strict=True,
                    )
                )
            ),
        ),
        kind=Kind.GRADUATED,
        attribute="annual_today_dkk",
        caption=Text("forventet årlig skade i dag", "expected annual damage today"),
        unknown=Symbol(Shape.LINE, "#6b6b6b", 1.2, dash=(2.0, 3.0)),
        unknown_words=Text("ukendt: vandet eller trafikken kendes ikke", "unknown: the water or traffic is not known"),
    ),
)

PUBLISHED_STYLES: tuple[Style, ...] = (
    dataclasses.replace(
        next(style for style in FLOOD_COST_STYLES if style.name == "cost_squares" and isinstance(style, VectorStyle)),
        name="cost_squares_shown",
        unknown_words=Text("vises ikke: for få bygninger, eller ukendt", "not shown: too few buildings, or unknown"),
    ),
)
