"""The styles of how often water comes, and of the critical places that it reaches."""

from __future__ import annotations

import itertools
import math

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
)
from gistools.text import Text

# frequent is dark, rare is pale
OFTEN = ("#16062e", "#3f0f72", "#86257f", "#b93a76", "#e55964", "#fb8f5b", "#fdc67a", "#fbf2b8")
_YEARS = (-1.0, 0.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, math.inf)
_YEAR_LABELS = (
    Text("oftere end regntabellens korteste", "oftener than the shortest of the rain table"),
    Text("højst 2 år", "at most 2 years"),
    *(Text(f"{low:g}–{high:g} år", f"{low:g}–{high:g} years") for low, high in itertools.pairwise(_YEARS[2:-1])),
    Text("over 100 år", "over 100 years"),
)
_HOW_OFTEN = Text("hvor ofte der kommer vand, i dag", "how often water comes, today")
_RARELY = Text(
    "sjældnere end regntabellens længste, aldrig eller ukendt",
    "more rarely than the longest of the rain table, never, or unknown",
)


def _often_classes(shape: Shape) -> tuple[SymbolClass, ...]:
    made = []
    for n, (colour, label) in enumerate(zip(OFTEN, _YEAR_LABELS, strict=True)):
        if shape is Shape.LINE:
            symbol = Symbol(shape, colour, 6.0 - 0.5 * n)
        elif shape is Shape.POINT:
            symbol = Symbol(shape, "#2b2b2b", 1.0, fill=colour, fill_opacity=1.0, size=12.0 - 0.8 * n)
        else:
            symbol = Symbol(shape, "#2b2b2b", 0.6, fill=colour, fill_opacity=0.95)
        made.append(SymbolClass(symbol, label, low=_YEARS[n], high=_YEARS[n + 1]))
    return tuple(made)


RETURN_PERIOD_STYLES: tuple[Style, ...] = (
    RasterStyle(
        "return_period",
        Text("Gentagelsesperiode", "Return period"),
        ColourRamp(_YEARS, OFTEN, unit="år", words=_YEAR_LABELS),
        unit="år",
        aggregate=Aggregate.MIN,
        opacity=0.9,
    ),
    VectorStyle(
        "first_wet_buildings",
        Text("Bygninger efter gentagelsesperiode", "Buildings by return period"),
        Shape.POLYGON,
        _often_classes(Shape.POLYGON),
        kind=Kind.GRADUATED,
        attribute="return_period_years",
        caption=_HOW_OFTEN,
        unknown=Symbol(Shape.POLYGON, "#6b6b6b", 0.8, fill="#d9d9d9", fill_opacity=0.5, dash=(2.0, 2.0)),
        unknown_words=_RARELY,
    ),
    VectorStyle(
        "first_wet_roads",
        Text("Veje efter gentagelsesperiode", "Roads by return period"),
        Shape.LINE,
        _often_classes(Shape.LINE),
        kind=Kind.GRADUATED,
        attribute="return_period_years",
        caption=_HOW_OFTEN,
        unknown=Symbol(Shape.LINE, "#8a8a8a", 1.2, dash=(2.0, 3.0)),
        unknown_words=_RARELY,
    ),
)

PLACE_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "places_met",
        Text("Kritiske steder med vand", "Critical places with water"),
        Shape.POINT,
        _often_classes(Shape.POINT),
        kind=Kind.GRADUATED,
        attribute="met_today_years",
        caption=_HOW_OFTEN,
        unknown=Symbol(Shape.POINT, "#6b6b6b", 1.0, fill="#ffffff", fill_opacity=0.9, size=6.0),
        unknown_words=_RARELY,
        above=True,
    ),
)
