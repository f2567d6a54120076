"""The styles of islands, what parts them, weak points and service areas."""

from __future__ import annotations

from gistools.styles.columns_paths_con import BARRED, JOINED, REACHED, WEAK_CLASSES
from gistools.styles.model import Kind, Shape, Style, Symbol, SymbolClass, VectorStyle
from gistools.text import Text

_ISLANDS = {
    "yes": ("#6f9fc8", 2.0, ()),
    "unknown": ("#8a6d1f", 2.6, (5.0, 3.0)),
    "no": ("#b2182b", 3.4, ()),
}
_BARRED = {"unknown": ("#e0a800", (2.0, 3.0)), "no": ("#1a1a1a", (2.0, 2.0))}
_WEAK = {
    "other": ("#bdbdbd", 1.4, 5.0),
    "some": ("#f1a340", 2.4, 7.0),
    "high": ("#c9541a", 3.6, 10.0),
    "first": ("#4a0a26", 5.4, 14.0),
}
_BANDS = (
    ("#00224e", Text("1. bånd, nærmest", "band 1, nearest")),
    ("#3f5f95", Text("2. bånd", "band 2")),
    ("#7f8f6f", Text("3. bånd", "band 3")),
    ("#c4a83c", Text("4. bånd", "band 4")),
    ("#f6df5a", Text("5. bånd", "band 5")),
)
_REACHED = {
    "off": ("#8c8c8c", "#ffffff"),
    "yes": ("#0b3d5c", "#6f9fc8"),
    "unknown": ("#5c4300", "#f2c744"),
    "no": ("#4a0a10", "#b2182b"),
}

PATH_CONNECTIVITY_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "path_barriers",
        Text("Det skiller øerne", "What parts the islands"),
        Shape.LINE,
        tuple(
            SymbolClass(Symbol(Shape.LINE, colour, 5.0, dash=dash), BARRED[code], value=code)
            for code, (colour, dash) in _BARRED.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="barred",
        caption=Text("tallet er den ø, som stykket ville åbne", "the number is the island that the edge would open"),
        label=("opens",),
        stacked=True,
        above=True,
    ),
    VectorStyle(
        "path_islands",
        Text("Øer i stinettet", "Islands of the path network"),
        Shape.LINE,
        tuple(
            SymbolClass(Symbol(Shape.LINE, colour, width, dash=dash), JOINED[code], value=code)
            for code, (colour, width, dash) in _ISLANDS.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="joined",
        caption=Text("hænger det sammen med hovednettet?", "is it joined to the main part?"),
        stacked=True,
    ),
    VectorStyle(
        "path_weak_edges",
        Text("Stykker, der skiller, når de lukker", "Edges that cut off when they close"),
        Shape.LINE,
        tuple(
            SymbolClass(Symbol(Shape.LINE, colour, width), WEAK_CLASSES[code], value=code)
            for code, (colour, width, _) in _WEAK.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="weak_class",
        caption=Text(
            "plads efter boliger (uden adresser: meter), der skilles fra", "place by dwellings (else metres) cut off"
        ),
        stacked=True,
    ),
    VectorStyle(
        "path_weak_nodes",
        Text("Kryds, der skiller, når de lukker", "Junctions that cut off when they close"),
        Shape.POINT,
        tuple(
            SymbolClass(Symbol(Shape.POINT, "#ffffff", 1.0, fill=colour, size=size), WEAK_CLASSES[code], value=code)
            for code, (colour, _, size) in _WEAK.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="weak_class",
        caption=Text(
            "plads efter boliger (uden adresser: meter), der skilles fra", "place by dwellings (else metres) cut off"
        ),
        stacked=True,
    ),
    VectorStyle(
        "service_area",
        Text("Det, der nås", "What is reached"),
        Shape.LINE,
        tuple(
            SymbolClass(Symbol(Shape.LINE, colour, 3.0), label, value=number)
            for number, (colour, label) in enumerate(_BANDS, 1)
        ),
        kind=Kind.CATEGORISED,
        attribute="band_no",
        caption=Text("efter afstand eller tid ad nettet", "by distance or time on the network"),
        spans=("beyond", "within", "within_unit"),
    ),
    VectorStyle(
        "addresses_reached",
        Text("Adresser inden for den største grænse", "Addresses within the largest limit"),
        Shape.POINT,
        tuple(
            SymbolClass(Symbol(Shape.POINT, line, 0.8, fill=fill, size=7.0), REACHED[code], value=code)
            for code, (line, fill) in _REACHED.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="reached",
        stacked=True,
    ),
)
