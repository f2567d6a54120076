"""The style of options for nature: chosen, or why not."""

from __future__ import annotations

from gistools.styles.columns_budget import BUDGET_COLUMNS
from gistools.styles.model import Kind, Shape, Style, Symbol, SymbolClass, VectorStyle
from gistools.text import Text

_STATE = {  # stroke, fill, width, dash
    "better_choice": ("#7a4d00", "#f3c15f", 1.4, ()),
    "over_budget": ("#7a4d00", "#fff1c9", 1.4, (5.0, 3.0)),
    "excluded": ("#46237a", "#c9b3ec", 1.4, (5.0, 3.0)),
    "no_gain": ("#4d4d4d", "#bdbdbd", 1.2, ()),
    "no_price": ("#4d4d4d", "#ffffff", 1.4, (2.0, 3.0)),
    "chosen": ("#00263d", "#0072b2", 2.6, ()),
}

BUDGET_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "nature_options",
        Text("Muligheder for natur", "Options for nature"),
        Shape.POLYGON,
        tuple(
            SymbolClass(
                Symbol(Shape.POLYGON, stroke, width, fill=fill, fill_opacity=0.85, dash=dash),
                BUDGET_COLUMNS["choice_state"].codes[state],
                value=state,
            )
            for state, (stroke, fill, width, dash) in _STATE.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="choice_state",
        caption=Text("valgt for budgettet, eller hvorfor ikke", "chosen for the budget, or why not"),
        stacked=True,
        above=True,
        label=("option_id",),
    ),
)
