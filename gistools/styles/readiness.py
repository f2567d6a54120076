"""The styles of address readiness: plans by how far they are, and plots and building fields by their address."""

from __future__ import annotations

from gistools.styles.columns_readiness import HAS_ADDRESS, PLAN_ANSWERS
from gistools.styles.model import Kind, Shape, Style, Symbol, SymbolClass, VectorStyle
from gistools.text import Text

_PLANS = {
    "ready": ("#00503a", "#4cb391", 1.8, ()),
    "on_the_way": ("#08306b", "#9ecae1", 1.8, ()),
    "late": ("#7f2704", "#e6550d", 2.6, ()),
    "unknown": ("#404040", "#d9d9d9", 1.8, (5.0, 3.0)),
    "cancelled": ("#8c8c8c", "#ffffff", 1.2, (2.0, 3.0)),
}
_TARGETS = {
    "yes": ("#00281d", "#00503a", 1.0, ()),
    "no": ("#1a1a1a", "#ffffff", 1.4, ()),
    "unknown": ("#404040", "#bdbdbd", 1.2, (3.0, 2.0)),
}

READINESS_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "plan_readiness",
        Text("Lokalplaner efter adresseklarhed", "Local plans by address readiness"),
        Shape.POLYGON,
        tuple(
            SymbolClass(
                Symbol(Shape.POLYGON, stroke, width, fill=fill, fill_opacity=0.6, dash=dash),
                PLAN_ANSWERS[code],
                value=code,
            )
            for code, (stroke, fill, width, dash) in _PLANS.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="plan_answer",
        caption=Text("antal med adresse / antal i alt", "number with an address / number in all"),
        label=("plan_name", "of_targets"),
    ),
    VectorStyle(
        "target_readiness",
        Text("Grunde og byggefelter", "Plots and building fields"),
        Shape.POLYGON,
        tuple(
            SymbolClass(Symbol(Shape.POLYGON, stroke, width, fill=fill, dash=dash), HAS_ADDRESS[code], value=code)
            for code, (stroke, fill, width, dash) in _TARGETS.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="has_address",
        above=True,
    ),
)
"""Styles of address readiness."""
