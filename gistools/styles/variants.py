"""The styles of plan variants: where water stands deeper or less deep, and where it stands in any variant."""

from __future__ import annotations

from gistools.styles.model import Kind, Shape, Style, Symbol, SymbolClass, VectorStyle
from gistools.text import Text


def _area(value: str, label: Text, stroke: str, fill: str, width: float, dash: tuple[float, ...] = ()) -> SymbolClass:
    symbol = Symbol(Shape.POLYGON, stroke, width, fill=fill, fill_opacity=0.75, dash=dash)
    return SymbolClass(symbol, label, value=value)


VARIANT_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "variant_changes",
        Text("Ændret dybde", "Change of depth"),
        Shape.POLYGON,
        (
            _area("better", Text("bedre: lavere vand", "better: less deep"), "#08306b", "#6baed6", 1.2, (3.0, 3.0)),
            _area("worse", Text("værre: dybere vand", "worse: deeper"), "#67000d", "#d7481d", 2.0),
            _area(
                "on_measures",
                Text("dybere på tiltagenes egne celler", "deeper on cells of the measures"),
                "#3a3a3a", "#e8c547", 1.2, (6.0, 2.0),
            ),
        ),
        kind=Kind.CATEGORISED,
        attribute="depth_change_kind",
        caption=Text("den valgte regn, mod i dag", "the chosen rain, against today"),
        unknown=Symbol(Shape.POLYGON, "#000000", 1.0, fill="#bdbdbd"),
        stacked=True,
    ),
    VectorStyle(
        "variant_places",
        Text("Steder med vand", "Places with water"),
        Shape.POLYGON,
        (
            SymbolClass(
                Symbol(Shape.POLYGON, "#000000", 1.4, dash=(2.0, 3.0)),
                Text("vand i dag eller i en variant", "water today or in a variant"),
            ),
        ),
        caption=Text("den valgte regn", "the chosen rain"),
        label=("place_id",),
    ),
)  # fmt: skip
