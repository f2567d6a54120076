"""The styles of ways to school and of cycle superhighways: homes by what follows, edges by what is known of them."""

from __future__ import annotations

from gistools.styles.columns_paths_school import DANGERS, MENDS, TRANSPORTS_DRAWN, WIDTHS
from gistools.styles.model import Kind, Shape, Style, Symbol, SymbolClass, VectorStyle
from gistools.text import Text

_HOMES = {
    "other": ("#b5b5b5", 2.5),  # under the symbol of the grades that are drawn, where they have one
    "none": ("#9fc5e8", 5.0),
    "uncertain": ("#ffffff", 6.0),
    "examine": ("#f0a202", 8.0),
    "judged": ("#a4133c", 9.0),
    "length": ("#14213d", 10.0),
}
_EDGES = {
    "clear": ("#6f9fc4", 1.6, ()),
    "judged_safe": ("#1d5b8f", 2.6, ()),
    "unknown": ("#6b6b6b", 2.2, (3.0, 3.0)),
    "flag": ("#e08e00", 3.6, ()),
    "judged_dangerous": ("#a4133c", 4.6, ()),
}
_MENDS = {
    "lighting": ("#f2c14e", 4.0, ()),
    "crossing": ("#2a9d8f", 4.0, (6.0, 3.0)),
    "pavement": ("#7b2d8b", 4.0, ()),
    "all": ("#1b1b1b", 5.0, (10.0, 3.0)),
}
_WIDTHS = {
    "good": ("#2166ac", 4.0, ()),
    "least": ("#7fb8dd", 4.0, ()),
    "unknown": ("#6b6b6b", 3.0, (3.0, 3.0)),
    "no": ("#c1440e", 5.0, ()),
}


def _lines(symbols: dict[str, tuple[str, float, tuple[float, ...]]], words: object) -> tuple[SymbolClass, ...]:
    return tuple(
        SymbolClass(Symbol(Shape.LINE, colour, width, dash=dash), words[code], value=code)  # type: ignore[index]  # codes by text
        for code, (colour, width, dash) in symbols.items()
    )


SCHOOL_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "school_ways",
        Text("Skoleveje (vurdering)", "Ways to school (assessment)"),
        Shape.POINT,
        tuple(
            SymbolClass(Symbol(Shape.POINT, "#333333", 0.8, fill=fill, size=size), TRANSPORTS_DRAWN[code], value=code)
            for code, (fill, size) in _HOMES.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="transport_drawn",
        caption=Text(
            "samme klassetrin som stykkernes flag; ikke en afgørelse", "the same grades as the flags of edges"
        ),
        stacked=True,
    ),
    VectorStyle(
        "school_edges",
        Text("Farlighed på skolevejene", "Danger on the ways to school"),
        Shape.LINE,
        _lines(_EDGES, DANGERS),
        kind=Kind.CATEGORISED,
        attribute="danger",
        caption=Text("flag efter tabellen; kommunen vurderer", "flags by the table; the municipality judges"),
        stacked=True,
    ),
    VectorStyle(
        "schools",
        Text("Skoler", "Schools"),
        Shape.POINT,
        (SymbolClass(Symbol(Shape.POINT, "#000000", 1.6, fill="#ffe066", size=15.0), Text("skole", "school")),),
        beneath=True,
        above=True,  # many homes lie about a school
    ),
    VectorStyle(
        "school_mends",
        Text("Forbedringer, der ændrer svaret", "Mends that change the answer"),
        Shape.LINE,
        _lines(_MENDS, MENDS),
        kind=Kind.CATEGORISED,
        attribute="mend",
        caption=Text("tallet er dem, der sikkert får en vej uden flag", "the number surely get a way without flags"),
        label=("mend_cleared",),
        stacked=True,
    ),
    VectorStyle(
        "superhighway_widths",
        Text("Supercykelstiens bredde", "Width of the cycle superhighway"),
        Shape.LINE,
        _lines(_WIDTHS, WIDTHS),
        kind=Kind.CATEGORISED,
        attribute="width_class",
        caption=Text("efter spidstimen i én retning (vurdering)", "by the peak hour one way (assessment)"),
        stacked=True,
    ),
)
