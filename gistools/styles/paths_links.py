"""The styles of missing links: what is built first, and what else gives something."""

from __future__ import annotations

from gistools.styles.columns_paths_links import EDGE_USES, LINK_STATES
from gistools.styles.model import Kind, Shape, Style, Symbol, SymbolClass, VectorStyle
from gistools.text import Text

_STATES = {  # what is to be seen first last, on top
    "nothing": ("#9a9a9a", 1.2, (2.0, 3.0)),
    "saves": ("#8a5a00", 2.0, (6.0, 3.0)),
    "connects": ("#b3418c", 2.6, (6.0, 3.0)),
    "chosen": ("#0058a3", 5.0, ()),
}

_USES = {"no": ("#c0392b", 1.6, (2.0, 2.0)), "unknown": ("#9a8a5a", 1.6, (6.0, 2.0)), "yes": ("#5a5a5a", 1.2, ())}

LINK_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "missing_links",
        Text("Mulige forbindelser", "Possible links"),
        Shape.LINE,
        tuple(
            SymbolClass(Symbol(Shape.LINE, stroke, width, dash=dash), LINK_STATES[state], value=state)
            for state, (stroke, width, dash) in _STATES.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="link_state",
        caption=Text("tallet er trinnet i byggeordenen", "the number is the step of the build order"),
        stacked=True,
        above=True,
        label=("build_step",),
    ),
    VectorStyle(
        "link_network",
        Text("Nettet for profilen", "Network of the profile"),
        Shape.LINE,
        tuple(
            SymbolClass(Symbol(Shape.LINE, stroke, width, dash=dash), EDGE_USES[use], value=use)
            for use, (stroke, width, dash) in _USES.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="edge_use",
        caption=Text("det, der ikke vides, skal måles op", "what is not known is to be surveyed"),
    ),
    VectorStyle(
        "published_gaps",
        Text("Huller efter den udgivne metode", "Gaps of the published method"),
        Shape.LINE,
        (SymbolClass(Symbol(Shape.LINE, "#a03070", 3.0), Text("hul", "gap")),),
        caption=Text("veje, som profilen ikke kan bruge", "ways that the profile cannot use"),
        above=True,
    ),
)
