"""The styles of a service level: where it is met, and the ponds that break it."""

from __future__ import annotations

import itertools
import math

from gistools.styles.model import Kind, Shape, Style, Symbol, SymbolClass, VectorStyle, range_labels
from gistools.text import Text

_LACKING_M3 = (0.0, 10.0, 100.0, 1_000.0, math.inf)
_LACKING = ("#c6dbef", "#6baed6", "#2171b5", "#08306b")

LEVEL_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "service_areas",
        Text("Serviceniveau ved skybrud", "Service level for cloudbursts"),
        Shape.POLYGON,
        (
            SymbolClass(
                Symbol(Shape.POLYGON, "#3f8f78", 0.6, fill="#bfe3d5", fill_opacity=0.75),
                Text("opfyldt", "met"),
                value="met",
            ),
            SymbolClass(
                Symbol(Shape.POLYGON, "#4d4d4d", 1.4, fill="#d4d4d4", fill_opacity=0.85, dash=(4.0, 3.0)),
                Text("ukendt: helt eller delvis uden for kortet", "unknown: wholly or partly off the map"),
                value="unknown",
            ),
            SymbolClass(
                Symbol(Shape.POLYGON, "#6b2c00", 1.4, fill="#d55e00", fill_opacity=0.85),
                Text("ikke opfyldt", "not met"),
                value="not_met",
            ),
        ),
        kind=Kind.CATEGORISED,
        attribute="level_state",
        caption=Text("ved hvert niveau; det, der brydes, ligger øverst", "at each level; what is broken lies on top"),
        stacked=True,
    ),
    VectorStyle(
        "service_ponds",
        Text("Vandsamlinger, der bryder serviceniveauet", "Ponds that break the service level"),
        Shape.POLYGON,
        tuple(
            SymbolClass(Symbol(Shape.POLYGON, "#041f4a", 1.0, fill=colour, fill_opacity=0.9), label, low=low, high=high)
            for colour, label, (low, high) in zip(
                _LACKING, range_labels(_LACKING_M3, "m³"), itertools.pairwise(_LACKING_M3), strict=True
            )
        ),
        kind=Kind.GRADUATED,
        attribute="lacking_m3",
        caption=Text("m³, der skal holdes tilbage eller ledes væk", "m³ to be held back or led away"),
        above=True,
    ),
)
