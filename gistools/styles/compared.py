"""The styles of a comparison with reality: what was hit and what was not."""

from __future__ import annotations

from gistools.styles.model import Category, Kind, RasterStyle, Shape, Style, Symbol, SymbolClass, VectorStyle
from gistools.text import Text


def _report(value: str, fill: str, label: Text, size: float = 11.0) -> SymbolClass:
    return SymbolClass(Symbol(Shape.POINT, "#ffffff", 1.6, fill=fill, size=size), label, value=value)


COMPARED_STYLES: tuple[Style, ...] = (
    RasterStyle(
        "flood_agreement",
        Text("Model og virkelighed", "Model and reality"),
        (
            Category(1, "#1c529f", Text("træf: vådt i begge", "hit: wet in both")),
            Category(2, "#f0c24b", Text("falsk alarm: kun i modellen", "false alarm: in the model alone")),
            Category(3, "#b3202a", Text("overset: kun i virkeligheden", "miss: in reality alone")),
        ),
        opacity=0.9,
    ),
    RasterStyle(
        "model_water",
        Text("Modellens vand", "Modelled water"),
        (Category(1, "#93cdf0", Text("vand i modellen", "water in the model")),),
        opacity=0.9,
    ),
    VectorStyle(
        "report_hits",
        Text("Meldinger", "Reports"),
        Shape.POINT,
        (
            _report("hit", "#0072b2", Text("ramt af modellen", "hit by the model")),
            _report("miss", "#d55e00", Text("ikke ramt", "missed"), 14.0),
            SymbolClass(
                Symbol(Shape.POINT, "#4d4d4d", 1.6, fill="#e3e3e0", size=8.0, dash=(2.0, 2.0)),
                Text("uden for området", "outside the area"),
                value="outside",
            ),
        ),
        kind=Kind.CATEGORISED,
        attribute="hit_state",
        caption=Text("meldt oversvømmelse", "reported flood"),
        unknown=Symbol(Shape.POINT, "#000000", 1.4, fill="#ffffff", size=9.0),
        unknown_words=Text("ukendt: modellen siger intet her", "unknown: the model says nothing here"),
        stacked=True,
        above=True,
    ),
)
