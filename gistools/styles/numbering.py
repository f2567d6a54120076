"""The styles of house numbers proposed for a road."""

from __future__ import annotations

from gistools.styles.columns_numbering import NUMBER_KINDS, TARGET_STATES
from gistools.styles.model import Kind, Shape, Style, Symbol, SymbolClass, VectorStyle
from gistools.text import Text

_ODD, _EVEN = "#0072b2", "#d55e00"  # told apart by people with red-green colour blindness too
_KINDS = {
    "odd_kept": (_ODD, "#ffffff", 2.4),
    "even_kept": (_EVEN, "#ffffff", 2.4),
    "odd_new": ("#ffffff", _ODD, 1.2),
    "even_new": ("#ffffff", _EVEN, 1.2),
}

NUMBERING_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "proposed_numbers",
        Text("Foreslåede husnumre", "Proposed house numbers"),
        Shape.POINT,
        tuple(
            SymbolClass(Symbol(Shape.POINT, edge, width, fill=fill, size=11.0), NUMBER_KINDS[code], value=code)
            for code, (edge, fill, width) in _KINDS.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="number_kind",
        caption=Text("ved adgangspunktet; fyldt er nyt, hult er registreret",
                     "at the access point; filled is new, hollow is registered"),
        label=("house_number",),
        label_scale=1.4,
        stacked=True,
        above=True,
    ),
    VectorStyle(
        "numbering_start",
        Text("Nummereringens start", "Start of numbering"),
        Shape.POINT,
        (SymbolClass(Symbol(Shape.POINT, "#ffffff", 1.6, fill="#1a1a1a", size=13.0),
                     Text("her begynder numrene", "numbers begin here")),),
        label=("start_name",),
        label_scale=1.2,
        stacked=True,
        above=True,
    ),
    VectorStyle(
        "numbering_road",
        Text("Vejen", "The road"),
        Shape.LINE,
        (SymbolClass(Symbol(Shape.LINE, "#1a1a1a", 3.0, arrow=True),
                     Text("vejen; numrene stiger med pilen", "the road; numbers rise with the arrow")),),
        above=True,
    ),
    VectorStyle(
        "number_connections",
        Text("Til vejpunktet", "To the road point"),
        Shape.LINE,
        (SymbolClass(Symbol(Shape.LINE, "#6b6b6b", 1.2, dash=(3.0, 3.0)),
                     Text("fra adgangspunkt til vejpunkt", "from access point to road point")),),
    ),
    VectorStyle(
        "numbering_targets",
        Text("Grunde og byggefelter", "Plots and building fields"),
        Shape.POLYGON,
        (
            SymbolClass(Symbol(Shape.POLYGON, "#8a7f5c", 1.0, fill="#f3eeda", fill_opacity=0.7),
                        TARGET_STATES["numbered"], value="numbered"),
            SymbolClass(Symbol(Shape.POLYGON, "#1a1a1a", 1.8, fill="#b8b8b8", fill_opacity=0.7, dash=(6.0, 3.0)),
                        TARGET_STATES["left_out"], value="left_out"),
        ),
        kind=Kind.CATEGORISED,
        attribute="target_state",
    ),
)  # fmt: skip
"""The styles of a numbering proposal."""
