"""The styles of layers of terrain, flow, water and storm surge, and of plain layers."""

from __future__ import annotations

import math

from gistools.styles.model import Kind, Shape, Symbol, SymbolClass, VectorStyle, range_labels
from gistools.styles.palette import PURPLE, SKY, SPARE, SURGE, VERMILLION, WATER, filled
from gistools.styles.rasters import SEA_LIMITS
from gistools.text import Text


def _fill_classes() -> tuple[SymbolClass, ...]:
    limits = (0.0, 10.0, 25.0, 50.0, 100.0, math.inf)
    return tuple(
        SymbolClass(filled(colour), label, low=low, high=high)
        for colour, label, low, high in zip(SPARE, range_labels(limits, "mm"), limits, limits[1:], strict=False)
    )


def _order_classes() -> tuple[SymbolClass, ...]:
    names = (
        Text("orden 1 (øverst)", "order 1 (uppermost)"),
        Text("orden 2", "order 2"),
        Text("orden 3", "order 3"),
        Text("orden 4 og over", "order 4 and above"),
    )
    bounds = ((0.0, 1.0), (1.0, 2.0), (2.0, 3.0), (3.0, math.inf))
    return tuple(
        SymbolClass(Symbol(Shape.LINE, "#0a4f8f", width), name, low=low, high=high)
        for width, name, (low, high) in zip((0.9, 1.7, 2.8, 4.2), names, bounds, strict=True)
    )


def _edit(value: str, fill: str, stroke: str, width: float, label: Text) -> SymbolClass:
    symbol = Symbol(Shape.POLYGON, stroke, width, fill=fill, fill_opacity=0.8)
    return SymbolClass(symbol, label, value=value)


def _spilled_classes() -> tuple[SymbolClass, ...]:
    limits = (0.0, 500.0, 5_000.0, 50_000.0, math.inf)
    first, *rest = range_labels(limits, "m³")
    labels = (Text(first.da.replace("0–", "indtil ", 1), first.en.replace("0–", "up to ", 1)), *rest)
    return tuple(
        SymbolClass(
            Symbol(Shape.POINT, "#ffffff", edge, fill="#b3123f", fill_opacity=0.9, size=size), label, low=low, high=high
        )
        for size, edge, label, low, high in zip(
            (3.5, 5.5, 9.0, 14.0), (0.4, 0.6, 0.9, 1.2), labels, limits, limits[1:], strict=False
        )
    )


def _protected_classes() -> tuple[SymbolClass, ...]:
    limits = (0.0, 10_000.0, 100_000.0, 1_000_000.0, math.inf)
    labels = range_labels(limits, "ha", 1e-4)
    return tuple(
        SymbolClass(
            Symbol(Shape.POINT, "#ffffff", edge, fill="#111111", fill_opacity=0.9, size=size), label, low=low, high=high
        )
        for size, edge, label, low, high in zip(
            (5.0, 8.0, 12.0, 18.0), (0.6, 0.8, 1.0, 1.2), labels, limits, limits[1:], strict=False
        )
    )


def _pocket_classes() -> tuple[SymbolClass, ...]:
    limits = (*SEA_LIMITS, math.inf)
    labels = range_labels(limits, "m DVR90")
    return tuple(
        SymbolClass(filled(colour, 0.65, "#2d0a4e", 1.2), label, low=low, high=high)
        for colour, label, low, high in zip((*SURGE, "#ffffff"), labels, limits, limits[1:], strict=False)
    )


VECTOR_STYLES = (
    VectorStyle(
        "bluespots",
        Text("Lavninger", "Bluespots"),
        Shape.POLYGON,
        _fill_classes(),
        kind=Kind.GRADUATED,
        attribute="fill_local_mm",
        caption=Text("regn på eget opland, der fylder lavningen", "rain on its own catchment that fills the bluespot"),
        unknown=filled("#bdbdbd"),
    ),
    VectorStyle(
        "bluespots_by_rain",
        Text("Lavninger", "Bluespots"),
        Shape.POLYGON,
        (
            SymbolClass(
                Symbol(Shape.POLYGON, SPARE[0], 1.0, fill=SPARE[3], fill_opacity=0.08),
                Text("lavningens udbredelse, når den er fuld", "extent of the bluespot when full"),
            ),
        ),
        unknown=filled("#bdbdbd"),
    ),
    VectorStyle(
        "ponds",
        Text("Vandsamlinger", "Ponds"),
        Shape.POLYGON,
        (
            SymbolClass(
                Symbol(Shape.POLYGON, "#0c2758", 1.2, fill=WATER[1], fill_opacity=0.15, dash=(4.0, 3.0)),
                Text("delvis fyldt", "partly filled"),
                low=0.0,
                high=1.0 - 1e-9,
            ),
            SymbolClass(
                Symbol(Shape.POLYGON, "#0c2758", 1.8, fill=WATER[2], fill_opacity=0.15),
                Text("fuld: vand løber over", "full: water spills"),
                low=1.0 - 1e-9,
                high=math.inf,
            ),
        ),
        kind=Kind.GRADUATED,
        attribute="filled_share",
        unknown=Symbol(Shape.POLYGON, "#0c2758", 1.0, dash=(1.0, 3.0)),
    ),
    VectorStyle(
        "threshold_points",
        Text("Tærskelpunkter", "Threshold points"),
        Shape.POINT,
        _spilled_classes(),
        kind=Kind.GRADUATED,
        attribute="spilled_m3",
        caption=Text("vand, der er løbet over her", "water that spilled here"),
        plain=SymbolClass(
            Symbol(Shape.POINT, "#ffffff", 1.1, fill="#b3123f", size=7.5),
            Text("her løber en fuld lavning over", "here a full bluespot spills"),
        ),
        stacked=True,
    ),
    VectorStyle(
        "spill_network",
        Text("Overløb", "Spills"),
        Shape.LINE,
        (
            SymbolClass(
                Symbol(Shape.LINE, "#b3123f", 1.8, dash=(7.0, 4.0), arrow=True),
                Text(
                    "vand løber over: til næste lavning eller ud af kortet",
                    "water spills: to the next bluespot or off the map",
                ),
            ),
        ),
        above=True,  # spills follow flow paths, which would hide them
    ),
    VectorStyle(
        "flow_paths",
        Text("Strømningsveje", "Flow paths"),
        Shape.LINE,
        _order_classes(),
        kind=Kind.GRADUATED,
        attribute="order_strahler",
        unknown=Symbol(Shape.LINE, "#0a4f8f", 1.7),
    ),
    VectorStyle(
        "traces",
        Text("Vandets vej", "Way of the water"),
        Shape.LINE,
        (SymbolClass(Symbol(Shape.LINE, "#0a4f8f", 2.6, arrow=True), Text("vandets vej", "way of the water")),),
        above=True,
    ),
    VectorStyle(
        "watersheds",
        Text("Oplande", "Watersheds"),
        Shape.POLYGON,
        (
            SymbolClass(
                filled("#cc79a7", 0.25, "#6b2450", 2.0), Text("hele oplandet", "the whole watershed"), value=False
            ),
            SymbolClass(
                Symbol(Shape.POLYGON, "#6b2450", 2.0, fill="#cc79a7", fill_opacity=0.15, dash=(7.0, 4.0)),
                Text("skåret af kortets kant: større i virkeligheden", "cut by the edge of the map: larger in fact"),
                value=True,
            ),
        ),
        kind=Kind.CATEGORISED,
        attribute="cut_by_edge",
        unknown=filled("#cc79a7", 0.2, "#6b2450", 2.0),
    ),
    VectorStyle(
        "edits",
        Text("Ændringer af terrænet", "Edits of the terrain"),
        Shape.POLYGON,
        (
            _edit("building", "#8c857d", "#1c1c1c", 0.8, Text("bygning", "building")),
            _edit("horseshoe", SKY, "#0c2758", 3.6, Text("hestesko", "horseshoe")),
            _edit("line", VERMILLION, "#b3123f", 3.6, Text("tilpasningslinje", "adjustment line")),
        ),
        kind=Kind.CATEGORISED,
        attribute="object_kind",
        unknown=filled(PURPLE, 0.6),
        stacked=True,
    ),
    VectorStyle(
        "critical_points",
        Text("Kritiske punkter", "Critical points"),
        Shape.POINT,
        _protected_classes(),
        kind=Kind.GRADUATED,
        attribute="area_m2",
        caption=Text("lavt land, som punktet beskytter", "low land that the point protects"),
        stacked=True,
    ),
    VectorStyle(
        "protected_pockets",
        Text("Beskyttede lommer", "Protected pockets"),
        Shape.POLYGON,
        _pocket_classes(),
        kind=Kind.GRADUATED,
        attribute="sea_level_m",
        caption=Text("havniveau, der først når ind", "sea level that first comes in"),
    ),
    VectorStyle(
        "surge_extent",
        Text("Oversvømmet af havet", "Flooded by the sea"),
        Shape.POLYGON,
        (
            SymbolClass(
                Symbol(Shape.POLYGON, "#0c2758", 1.6, fill=WATER[2], fill_opacity=0.2),
                Text("oversvømmet af havet", "flooded by the sea"),
            ),
        ),
    ),
    VectorStyle(
        "buildings",
        Text("Bygninger", "Buildings"),
        Shape.POLYGON,
        (SymbolClass(filled("#8c857d", 0.9, "#4a453f", 0.6), Text("bygning", "building")),),
        beneath=True,
    ),
    VectorStyle(
        "point",
        Text("Punkter", "Points"),
        Shape.POINT,
        (SymbolClass(Symbol(Shape.POINT, "#ffffff", 1.2, fill="#3b2f7f", size=9.0), Text("punkt", "point")),),
    ),
    VectorStyle(
        "line",
        Text("Linjer", "Lines"),
        Shape.LINE,
        (SymbolClass(Symbol(Shape.LINE, "#3b2f7f", 2.0), Text("linje", "line")),),
    ),
    VectorStyle(
        "polygon",
        Text("Flader", "Polygons"),
        Shape.POLYGON,
        (SymbolClass(filled("#8f86c7", 0.35, "#3b2f7f", 1.4), Text("flade", "polygon")),),
    ),
)
