"""The styles of keying lists and their reconciliation."""

from __future__ import annotations

from gistools.styles.columns_keying import KEYING_SHOWN, RECONCILED_AS
from gistools.styles.model import Kind, Shape, Style, Symbol, SymbolClass, VectorStyle
from gistools.text import Text

_SHOWN = {
    "conflict": ("#4a0a10", "#b2182b", 12.0),
    "new": ("#0b3d5c", "#6f9fc8", 10.0),
    "ends": ("#1a1a1a", "#4d4d4d", 10.0),
    "changed": ("#5c4300", "#f2c744", 10.0),
}
_RECONCILED = {
    "differs": ("#4a0a10", "#b2182b", 12.0),
    "not_seen": ("#5c4300", "#f2c744", 11.0),
    "ambiguous": ("#2d0a4a", "#7b3294", 11.0),
    "unknown": ("#4d4d4d", "#ffffff", 9.0),
    "others": ("#0b3d5c", "#6f9fc8", 9.0),
    "accepted": ("#1a1a1a", "#4d4d4d", 6.0),
}

KEYING_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "keying_places",
        Text("Steder i indtastningslisten", "Places of the keying list"),
        Shape.POINT,
        tuple(
            SymbolClass(Symbol(Shape.POINT, edge, 1.2, fill=fill, size=size), KEYING_SHOWN[code], value=code)
            for code, (edge, fill, size) in _SHOWN.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="keying_shown",
        caption=Text("tallene er numre i indtastningslisten", "figures are numbers of the keying list"),
        label=("keying_numbers",),
        stacked=True,
        above=True,
    ),
    VectorStyle(
        "reconciled_places",
        Text("Hvor afstemningen er", "Where it was reconciled"),
        Shape.POINT,
        tuple(
            SymbolClass(Symbol(Shape.POINT, edge, 1.2, fill=fill, size=size), RECONCILED_AS[code], value=code)
            for code, (edge, fill, size) in _RECONCILED.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="reconciled_as",
        caption=Text("tallene er numre i indtastningslisten", "figures are numbers of the keying list"),
        label=("keying_numbers",),
        stacked=True,
        above=True,
    ),
)
"""Styles of keying lists and their reconciliation."""
