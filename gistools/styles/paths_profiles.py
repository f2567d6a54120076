"""The styles of paths for whom: can be used, one way, unknown, cannot; and what to survey first."""

from __future__ import annotations

from gistools.styles.columns_paths_profiles import PASSES
from gistools.styles.model import Kind, Shape, Style, Symbol, SymbolClass, VectorStyle
from gistools.text import Text

_PASSES = {  # stroke, width, dash: told by dash too, for all kinds of colour vision
    "yes": ("#0072b2", 3.0, ()),
    "one_way": ("#7a3d8f", 3.0, (9.0, 3.0)),
    "unknown": ("#e69f00", 2.6, (5.0, 3.0)),
    "no": ("#3d0c02", 2.0, (1.5, 3.0)),
}

PATH_PROFILE_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "path_passability",
        Text("For hvem", "For whom"),
        Shape.LINE,
        tuple(
            SymbolClass(Symbol(Shape.LINE, stroke, width, dash=dash), PASSES[value], value=value)
            for value, (stroke, width, dash) in _PASSES.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="passes",
        caption=Text(
            "ukendt er hverken ja eller nej; for flere profiler ligger det værste svar øverst",
            "unknown is neither yes nor no; of several profiles the worst answer lies on top",
        ),
        stacked=True,
    ),
    VectorStyle(
        "path_survey",
        Text("Registrér først", "Survey first"),
        Shape.LINE,
        (SymbolClass(Symbol(Shape.LINE, "#cc0066", 5.0, opacity=0.75), Text("ukendt, betyder mest", "unknown, matters "
                                                                              "most")),),
        above=True,
        label=("survey_rank",),
    ),
)  # fmt: skip
