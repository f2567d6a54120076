"""The styles of the cloudburst plan: sub-catchments and the structure for cloudburst water."""

from __future__ import annotations

import itertools
import math

from gistools.styles.model import Kind, Shape, Style, Symbol, SymbolClass, VectorStyle, range_labels
from gistools.text import Text

_STANDING = ("#fdfbf0", "#cdeaf9", "#93cdf0", "#56a9e3", "#2a7fcb", "#1c529f")
_STANDING_MM = (0.0, 1.0, 2.5, 5.0, 10.0, 20.0, math.inf)
_MOVED_SHARES = (0.0, 0.05, 0.2, 0.5, math.inf)
_MOVED_WORDS = (
    Text("højst 5 % af den største strøm", "at most 5 % of the largest flow"),
    Text("5–20 %", "5–20 %"),
    Text("20–50 %", "20–50 %"),
    Text("over 50 %", "over 50 %"),
)
_MOVED = (("#8a5a83", 1.5), ("#8c2060", 2.5), ("#6b0f55", 4.0), ("#3f0540", 6.0))
_BORDER = "#3a2a12"

SUB_CATCHMENT_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "sub_catchments",
        Text("Deloplande", "Sub-catchments"),
        Shape.POLYGON,
        tuple(
            SymbolClass(Symbol(Shape.POLYGON, _BORDER, 2.2, fill=colour, fill_opacity=0.55), label, low=low, high=high)
            for colour, label, (low, high) in zip(
                _STANDING, range_labels(_STANDING_MM, "mm"), itertools.pairwise(_STANDING_MM), strict=True
            )
        ),
        kind=Kind.GRADUATED,
        attribute="stored_mm",
        caption=Text("stående vand, jævnt over deloplandet", "standing water, spread over the sub-catchment"),
        unknown=Symbol(Shape.POLYGON, _BORDER, 2.2, dash=(4.0, 3.0)),
        plain=SymbolClass(Symbol(Shape.POLYGON, _BORDER, 2.2), Text("delopland", "sub-catchment")),
        label=("name", "stored_m3"),
    ),
    VectorStyle(
        "sub_catchment_flows",
        Text("Vand mellem deloplande", "Water between sub-catchments"),
        Shape.LINE,
        tuple(
            SymbolClass(Symbol(Shape.LINE, colour, width, arrow=True), label, low=low, high=high)
            for (colour, width), label, (low, high) in zip(
                _MOVED, _MOVED_WORDS, itertools.pairwise(_MOVED_SHARES), strict=True
            )
        ),
        kind=Kind.GRADUATED,
        attribute="flow_share",
        caption=Text("vand ved den sidste regn; linjerne er skematiske", "water at the last rain; lines are schematic"),
        above=True,
    ),
    VectorStyle(
        "vulnerable_places",
        Text("Sårbare steder", "Vulnerable places"),
        Shape.POINT,
        (
            SymbolClass(
                Symbol(Shape.POINT, "#000000", 1.2, fill="#d55e00", size=12.0),
                Text("det mest udsatte i deloplandet", "the most exposed of the sub-catchment"),
                low=0.0,
                high=1.0,
            ),
            SymbolClass(
                Symbol(Shape.POINT, "#000000", 1.0, fill="#f0e442", size=8.0),
                Text("de næste", "the next ones"),
                low=1.0,
                high=math.inf,
            ),
        ),
        kind=Kind.GRADUATED,
        attribute="place_rank",
        caption=Text("efter skade, ellers efter vand", "by damage, else by water"),
        above=True,
    ),
)

SHEET_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "sheet_neighbours",
        Text("Andre deloplande", "Other sub-catchments"),
        Shape.POLYGON,
        (SymbolClass(Symbol(Shape.POLYGON, "#6b5c45", 1.0, dash=(5.0, 3.0)), Text("grænse", "border")),),
    ),
    VectorStyle(
        "sheet_area",
        Text("Dette delopland", "This sub-catchment"),
        Shape.POLYGON,
        (SymbolClass(Symbol(Shape.POLYGON, _BORDER, 3.2), Text("grænse", "border")),),
        above=True,
    ),
    VectorStyle(
        "sheet_flows",
        Text("Vand ind og ud", "Water in and out"),
        Shape.LINE,
        (
            SymbolClass(Symbol(Shape.LINE, "#005c44", 3.5, arrow=True), Text("ind", "in"), value="in"),
            SymbolClass(Symbol(Shape.LINE, "#8c2060", 3.5, arrow=True), Text("ud", "out"), value="out"),
        ),
        kind=Kind.CATEGORISED,
        attribute="flow_way",
        caption=Text("m³ ved den viste regn; pilene er skematiske", "m³ at the rain shown; arrows are schematic"),
        above=True,
        label=("volume_m3",),
    ),
)

_USED = (0.0, 0.5, 0.8, 1.0, 1.5, math.inf)
_USED_WORDS = (
    Text("højst 50 %", "at most 50 %"),
    Text("50–80 %", "50–80 %"),
    Text("80–100 %", "80–100 %"),
    Text("100–150 %: vand mangler plads", "100–150 %: water lacks room"),
    Text("over 150 %: vand mangler plads", "over 150 %: water lacks room"),
)
_USED_COLOURS = ("#9ecae1", "#4292c6", "#084594", "#f0a030", "#8c1d04")
_SHARE = Text("vand, der kommer, i forhold til kapaciteten", "water that comes, over the capacity")
_NO_LIMIT = Text("uden grænse (knuder, udløb og recipienter)", "without limit (junctions, outlets and recipients)")


def _used(shape: Shape) -> tuple[SymbolClass, ...]:
    """Return a class for each share of the capacity that is used."""
    made = []
    for n, (colour, label, (low, high)) in enumerate(
        zip(_USED_COLOURS, _USED_WORDS, itertools.pairwise(_USED), strict=True)
    ):
        if shape is Shape.LINE:
            symbol = Symbol(Shape.LINE, colour, 3.0 + (n > 2) + n / 2.0, arrow=True)  # noqa: PLR2004 - those exceeded
        else:
            symbol = Symbol(Shape.POINT, "#000000", 1.2, fill=colour, size=11.0 + 2.0 * n)
        made.append(SymbolClass(symbol, label, low=low, high=high))
    return tuple(made)


STRUCTURE_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "structure_links",
        Text("Linjer i strukturen", "Lines of the structure"),
        Shape.LINE,
        _used(Shape.LINE),
        kind=Kind.GRADUATED,
        attribute="used_share",
        caption=_SHARE,
        unknown=Symbol(Shape.LINE, "#4d4d4d", 2.0, dash=(4.0, 3.0)),
        unknown_words=Text("uden grænse", "without limit"),
        above=True,
        label=("name", "load_m3"),
    ),
    VectorStyle(
        "structure_nodes",
        Text("Steder i strukturen", "Places of the structure"),
        Shape.POINT,
        _used(Shape.POINT),
        kind=Kind.GRADUATED,
        attribute="used_share",
        caption=_SHARE,
        unknown=Symbol(Shape.POINT, "#000000", 1.2, fill="#ffffff", size=7.0),
        unknown_words=_NO_LIMIT,
        above=True,
        label=("name", "load_m3"),
    ),
)
