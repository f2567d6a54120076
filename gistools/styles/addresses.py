"""The styles of address work."""

from __future__ import annotations

from gistools.styles.columns_addresses import SHOWN_AS
from gistools.styles.model import Kind, Shape, Style, Symbol, SymbolClass, VectorStyle
from gistools.text import Text

_FINDINGS = {
    "error": ("#4a0a10", "#b2182b", 13.0),
    "warning": ("#5c4300", "#f2c744", 10.5),
    "note": ("#0b3d5c", "#6f9fc8", 8.0),
    "suppressed": ("#8c8c8c", "#ffffff", 6.0),
}

ADDRESS_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "address_findings",
        Text("Fund i adresserne", "Findings on addresses"),
        Shape.POINT,
        tuple(
            SymbolClass(Symbol(Shape.POINT, edge, 1.2, fill=fill, size=size), SHOWN_AS[code], value=code)
            for code, (edge, fill, size) in _FINDINGS.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="shown_as",
        caption=Text("tallet er nr. i arbejdslisten", "the figure is the number in the work list"),
        label=("finding_rank",),
        stacked=True,
    ),
)
"""Styles of address work."""
