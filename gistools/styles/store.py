"""The styles of what a working store plans."""

from __future__ import annotations

from gistools.styles.columns_store import PLANNED_AS
from gistools.styles.model import Kind, Shape, Style, Symbol, SymbolClass, VectorStyle
from gistools.text import Text

_COLOURS = {
    "unexplained": ("#4a0a10", "#b2182b", 11.0),
    "ending": ("#1a1a1a", "#bdbdbd", 9.0),
    "new": ("#0b3d5c", "#2171b5", 9.0),
    "changed": ("#5c4300", "#f2c744", 9.0),
}
_WIDTHS = {"unexplained": 3.2, "ending": 2.0, "new": 3.2, "changed": 3.2}

STORE_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "planned_addresses",
        Text("Planlagte husnumre, adresser og punkter", "Planned house numbers, addresses and points"),
        Shape.POINT,
        tuple(
            SymbolClass(Symbol(Shape.POINT, edge, 1.2, fill=fill, size=size), PLANNED_AS[code], value=code)
            for code, (edge, fill, size) in _COLOURS.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="planned_as",
        label=("address_line",),
        stacked=True,
        above=True,
    ),
    VectorStyle(
        "planned_roads",
        Text("Planlagte veje", "Planned roads"),
        Shape.LINE,
        tuple(
            SymbolClass(Symbol(Shape.LINE, fill, _WIDTHS[code]), PLANNED_AS[code], value=code)
            for code, (_, fill, _) in _COLOURS.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="planned_as",
        label=("road_name",),
        above=True,
    ),
)
"""Styles of a working store."""
