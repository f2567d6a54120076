"""The styles of the assessment of plan areas: for whom they are connected, what stops them, and what mends it."""

from __future__ import annotations

from gistools.styles.columns_paths_area import CONNECTED, EDGE_VERDICTS, MEND_ACTIONS
from gistools.styles.model import Kind, Shape, Style, Symbol, SymbolClass, VectorStyle
from gistools.text import Text

_AREAS = {
    "all": ("#1b5e20", "#74b87b", ()),
    "some": ("#5d4a00", "#f4d35e", ()),
    "none": ("#67001f", "#b2182b", ()),
    "uncertain": ("#404040", "#bdbdbd", (5.0, 3.0)),
}
_STOPS = {"no": ("#b2182b", 4.0, ()), "unknown": ("#6b6b6b", 3.0, (3.0, 3.0))}
_MENDS = {
    "link": ("#08306b", 5.0, ()),
    "mend": ("#4292c6", 5.0, ()),
    "build_planned": ("#762a83", 5.0, (6.0, 3.0)),
    "survey": ("#e08214", 4.0, (2.0, 3.0)),
}

_WAYS = {
    "built": ("#8c8c8c", 1.0, (), Text("anlagt", "built")),
    "planned": ("#762a83", 1.4, (4.0, 2.0), Text("planlagt", "planned")),
}

PATH_AREA_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "area_ways",
        Text("Veje og stier", "Roads and paths"),
        Shape.LINE,
        tuple(
            SymbolClass(Symbol(Shape.LINE, colour, width, dash=dash), label, value=code)
            for code, (colour, width, dash, label) in _WAYS.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="status",
    ),
    VectorStyle(
        "plan_areas_assessed",
        Text("Planområder, vurderet", "Plan areas, assessed"),
        Shape.POLYGON,
        tuple(
            SymbolClass(
                Symbol(Shape.POLYGON, stroke, 1.8, fill=fill, fill_opacity=0.45, dash=dash), CONNECTED[code], value=code
            )
            for code, (stroke, fill, dash) in _AREAS.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="area_connected",
        caption=Text("vurdering, ikke en afgørelse", "an assessment, not a decision"),
        label=("area_name",),
    ),
    VectorStyle(
        "area_blocking",
        Text("Hvor det stopper", "Where it stops"),
        Shape.LINE,
        tuple(
            SymbolClass(Symbol(Shape.LINE, colour, width, dash=dash), EDGE_VERDICTS[code], value=code)
            for code, (colour, width, dash) in _STOPS.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="edge_verdict",
        caption=Text("for mindst én profil", "for one profile at least"),
        stacked=True,
    ),
    VectorStyle(
        "area_mends",
        Text("Billigste sæt, der gør svaret til ja", "Cheapest set that turns it to yes"),
        Shape.LINE,
        tuple(
            SymbolClass(Symbol(Shape.LINE, colour, width, dash=dash, opacity=0.85), MEND_ACTIONS[code], value=code)
            for code, (colour, width, dash) in _MENDS.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="mend_action",
        caption=Text("af det, der er prøvet", "of what was tried"),
        stacked=True,
    ),
)
