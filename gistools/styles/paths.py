"""The styles of path networks: what each line is, where ends meet, and what was mended or should be."""

from __future__ import annotations

from gistools.styles.columns_paths import TIERS, WAY_TYPES
from gistools.styles.columns_paths_area import AREA_NAMES
from gistools.styles.model import Kind, Shape, Style, Symbol, SymbolClass, VectorStyle
from gistools.styles.palette import filled
from gistools.text import Text

_WAYS = {
    "motor_road": ("#7a7a7a", 3.4, ()),
    "road": ("#4d4d4d", 1.6, ()),
    "path": ("#0072b2", 2.4, ()),
    "unknown": ("#b07a4c", 1.6, (3.0, 3.0)),
}
_TIERS = {
    "noted": ("#f0e442", 7.0),
    "candidate": ("#56b4e9", 8.0),
    "proposed": ("#d55e00", 9.0),
    "done": ("#111111", 8.0),
}

PATH_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "path_edges",
        Text("Stier og veje", "Paths and roads"),
        Shape.LINE,
        tuple(
            SymbolClass(Symbol(Shape.LINE, colour, width, dash=dash), WAY_TYPES[code], value=code)
            for code, (colour, width, dash) in _WAYS.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="way_type",
        stacked=True,
    ),
    VectorStyle(
        "path_nodes",
        Text("Knuder efter del af nettet", "Nodes by part of the network"),
        Shape.POINT,
        (
            SymbolClass(Symbol(Shape.POINT, "#ffffff", 0.6, fill="#0072b2", size=5.0), Text("den største "
                "del", "the largest part"),
                        low=0.0, high=1.0),
            SymbolClass(Symbol(Shape.POINT, "#ffffff", 0.6, fill="#d55e00", size=6.5), Text("andre "
                "dele", "other parts"),
                        low=1.0),
        ),
        kind=Kind.GRADUATED,
        attribute="component",
    ),
    VectorStyle(
        "path_repairs",
        Text("Rettelser og gab", "Repairs and gaps"),
        Shape.POINT,
        tuple(
            SymbolClass(Symbol(Shape.POINT, "#1a1a1a", 0.8, fill=colour, size=size), TIERS[code], value=code)
            for code, (colour, size) in _TIERS.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="tier",
        stacked=True,
    ),
    VectorStyle(
        "paths_beneath",
        Text("Stier", "Paths"),
        Shape.LINE,
        (SymbolClass(Symbol(Shape.LINE, "#7d8f7a", 1.2), Text("sti", "path")),),
        beneath=True,
    ),
    VectorStyle(
        "lakes_beneath",
        Text("Søer", "Lakes"),
        Shape.POLYGON,
        (SymbolClass(filled("#c4dff0", 0.9, "#8fb8d4", 0.6), Text("sø", "lake")),),
        beneath=True,
    ),
    VectorStyle(
        "streams_beneath",
        Text("Vandløb", "Streams"),
        Shape.LINE,
        (SymbolClass(Symbol(Shape.LINE, "#9dc6e0", 2.4), Text("vandløb", "stream")),),
        beneath=True,
    ),
    VectorStyle(
        "goals_beneath",
        Text("Mål", "Destinations"),
        Shape.POINT,
        (SymbolClass(Symbol(Shape.POINT, "#000000", 1.6, fill="#ffe066", size=13.0), Text("mål", "destination")),),
        beneath=True,
    ),
    VectorStyle(
        "areas_beneath",
        Text("Planområder", "Plan areas"),
        Shape.POLYGON,
        (SymbolClass(filled("#ffffff", 0.55, "#6b5b95", 1.6), Text("planområde", "plan area")),),
        beneath=True,
        named_by=AREA_NAMES,
    ),
)  # fmt: skip
