"""The styles of nature surveys: plots by habitat, what is searched, and what changed in each plot."""

from __future__ import annotations

from gistools.styles.columns_nature import NATURE_COLUMNS
from gistools.styles.model import Kind, Shape, Style, Symbol, SymbolClass, VectorStyle
from gistools.text import Text

_HABITAT = {
    "pond": "#2147a2",
    "stream": "#68c3f3",
    "meadow": "#b9d88e",
    "salt_meadow": "#3fa091",
    "bog": "#6c3f0b",
    "dry_grassland": "#f6d55c",
    "heath": "#9e4eb9",
    "forest": "#0c4222",
    "hedge": "#4b9a3a",
    "park": "#efa0c8",
}
_PLOT = {
    "lost": ("#b2182b", 13.0),
    "both": ("#e8b23a", 11.0),
    "gained": ("#2166ac", 11.0),
    "same": ("#f7f7f7", 9.0),
    "unknown": ("#8a8a8a", 6.0),
}


def _by_habitat(shape: Shape) -> tuple[SymbolClass, ...]:
    codes = NATURE_COLUMNS["habitat"].codes
    made = []
    for code, colour in _HABITAT.items():
        if shape is Shape.POINT:
            symbol = Symbol(shape, "#000000", 1.2, fill=colour, size=11.0)
        else:
            symbol = Symbol(shape, "#303030", 1.0, fill=colour, fill_opacity=0.5)
        made.append(SymbolClass(symbol, codes[code], value=code))
    return tuple(made)


NATURE_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "survey_plots",
        Text("Felter at undersøge", "Plots to survey"),
        Shape.POINT,
        _by_habitat(Shape.POINT),
        kind=Kind.CATEGORISED,
        attribute="habitat",
        caption=Text("efter biotop; tallet er feltets nummer", "by habitat; the number is the plot's"),
        above=True,
        label=("plot_id",),
    ),
    VectorStyle(
        "survey_areas",
        Text("Det, der søges i", "What is searched"),
        Shape.POLYGON,
        _by_habitat(Shape.POLYGON),
        kind=Kind.CATEGORISED,
        attribute="habitat",
        caption=Text("prøvefelt eller transekt", "plot or transect"),
    ),
    VectorStyle(
        "plot_change",
        Text("Ændring i felterne", "Change in the plots"),
        Shape.POINT,
        tuple(
            SymbolClass(
                Symbol(Shape.POINT, "#000000", 1.2, fill=colour, size=size),
                NATURE_COLUMNS["plot_change"].codes[code],
                value=code,
            )
            for code, (colour, size) in _PLOT.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="plot_change",
        caption=Text("arter fundet i begge år sammenlignet", "species found in both years compared"),
        above=True,
    ),
)
