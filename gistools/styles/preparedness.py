"""The styles of preparedness: roads that close, homes that cannot be reached, critical places under water."""

from __future__ import annotations

import itertools
import math

from gistools.styles.model import Kind, Shape, Style, Symbol, SymbolClass, VectorStyle, range_labels
from gistools.text import Text

_SOON = ("#3d0a4f", "#86257f", "#d0476b", "#f08a5b", "#f6c97f")  # closes in little rain: dark
_RAINS = (0.0, 20.0, 40.0, 60.0, 100.0, math.inf)


def _home(value: str, fill: str, label: Text, size: float) -> SymbolClass:
    return SymbolClass(Symbol(Shape.POINT, "#ffffff", 0.8, fill=fill, size=size), label, value=value)


def _by_rain(shape: Shape) -> tuple[SymbolClass, ...]:
    labels = range_labels(_RAINS, "mm")
    made = []
    for n, (colour, label, (low, high)) in enumerate(zip(_SOON, labels, itertools.pairwise(_RAINS), strict=True)):
        if shape is Shape.LINE:
            symbol = Symbol(shape, colour, 6.0 - 0.6 * n)
        else:
            symbol = Symbol(shape, "#1c1c1c", 1.6, fill=colour, fill_opacity=0.95)
        made.append(SymbolClass(symbol, label, low=low, high=high))
    return tuple(made)


PREPAREDNESS_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "closed_roads",
        Text("Veje, der lukkes", "Roads that close"),
        Shape.LINE,
        _by_rain(Shape.LINE),
        kind=Kind.GRADUATED,
        attribute="impassable_mm",
        caption=Text("mindste regn, der lukker vejen", "least rain that closes the road"),
        unknown=Symbol(Shape.LINE, "#7d848b", 1.2),
        unknown_words=Text("lukkes ikke af nogen regn, eller ukendt", "closed by no rain, or unknown"),
    ),
    VectorStyle(
        "home_reach",
        Text("Hjem, der kan nås", "Homes that can be reached"),
        Shape.POINT,
        (
            _home("reached", "#8fb8d8", Text("nås", "reached"), 5.0),
            _home("detour", "#e69f00", Text("nås kun ad omvej", "reached by a detour alone"), 8.0),
            _home("no_road", "#f7f7f7", Text("ukendt: ingen vej i nærheden", "unknown: no road near"), 8.0),
            _home("no_way", "#b0b0b0", Text("ukendt: ingen vej frem i tørvejr", "unknown: no way when dry"), 8.0),
            _home("unknown", "#cc79a7", Text("ukendt: vandet på vejen kendes ikke", "unknown: water on roads"), 8.0),
            _home("cut_off", "#8c1d0f", Text("afskåret", "cut off"), 9.5),
        ),
        kind=Kind.CATEGORISED,
        attribute="reach_state",
        caption=Text("ved den største regn", "at the largest rain"),
        stacked=True,
    ),
    VectorStyle(
        "stations",
        Text("Stationer", "Stations"),
        Shape.POINT,
        (
            SymbolClass(
                Symbol(Shape.POINT, "#ffffff", 2.4, fill="#00543f", size=17.0),
                Text("station for ambulance og brandvæsen", "ambulance and fire station"),
            ),
        ),
        above=True,
    ),
    VectorStyle(
        "critical_places",
        Text("Kritiske steder", "Critical places"),
        Shape.POLYGON,
        _by_rain(Shape.POLYGON),
        kind=Kind.GRADUATED,
        attribute="water_mm",
        caption=Text("mindste regn, der giver vand ved stedet", "least rain that brings water to the place"),
        unknown=Symbol(Shape.POLYGON, "#1c1c1c", 1.6, fill="#9ed0b5", fill_opacity=0.95),
        unknown_words=Text("ingen regn giver vand, eller ukendt", "no rain brings water, or unknown"),
        above=True,
    ),
)
