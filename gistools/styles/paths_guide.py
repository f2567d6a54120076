"""The styles of the guide: a way by what is known of it, what to survey, and corrections by what became of them."""

from __future__ import annotations

from gistools.styles.columns_paths_guide import CORRECTION_STATES, WAY_STATES
from gistools.styles.model import Kind, Shape, Style, Symbol, SymbolClass, VectorStyle
from gistools.text import Text

_WAY = {
    "certain": ("#1b4f9c", 4.0, ()),
    "unknown": ("#e08214", 4.0, (7.0, 4.0)),
    "blocked": ("#7f0000", 5.0, (2.0, 4.0)),
}
_CORRECTIONS = {  # what is to be seen first last, on top
    "same": ("#8c8c8c", 2.0, ()),
    "accepted": ("#1b4f9c", 3.6, ()),
    "conflict": ("#e08214", 3.6, (7.0, 4.0)),
    "unknown_edge": ("#7b3294", 3.0, (2.0, 4.0)),
    "implausible": ("#7f0000", 3.6, (2.0, 4.0)),
}

GUIDE_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "guide_route",
        Text("God genvej", "The way"),
        Shape.LINE,
        tuple(
            SymbolClass(Symbol(Shape.LINE, colour, width, dash=dash), WAY_STATES[code], value=code)
            for code, (colour, width, dash) in _WAY.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="way_state",
        caption=Text("efter hvad der er undersøgt", "by what has been surveyed"),
        stacked=True,
    ),
    VectorStyle(
        "path_survey_form",
        Text("Stykker at undersøge", "Edges to survey"),
        Shape.LINE,
        (SymbolClass(Symbol(Shape.LINE, "#e08214", 3.6), Text("skal måles", "to be measured")),),
        caption=Text("tallet er rækkefølgen", "the number is the order"),
        label=("survey_order",),
    ),
    VectorStyle(
        "guide_ends",
        Text("Start og mål", "Start and goal"),
        Shape.POINT,
        tuple(
            SymbolClass(Symbol(Shape.POINT, "#ffffff", 1.2, fill=fill, size=13.0), word, value=code)
            for code, fill, word in (
                ("start", "#1b4f9c", Text("A: start", "A: start")),
                ("goal", "#111111", Text("B: mål", "B: goal")),
            )
        ),
        kind=Kind.CATEGORISED,
        attribute="guide_end",
        label=("name",),
    ),
    VectorStyle(
        "path_corrections",
        Text("Rettelser", "Corrections"),
        Shape.LINE,
        tuple(
            SymbolClass(Symbol(Shape.LINE, colour, width, dash=dash), CORRECTION_STATES[code], value=code)
            for code, (colour, width, dash) in _CORRECTIONS.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="correction_state",
        caption=Text("hvad der blev af dem", "what became of them"),
        stacked=True,
    ),
)
