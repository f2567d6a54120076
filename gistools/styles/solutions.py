"""The styles of the catalogue of solutions: places by group, told apart by colour and by outline."""

from __future__ import annotations

from gistools.styles.model import Kind, Shape, Style, Symbol, SymbolClass, VectorStyle
from gistools.text import Text


def _group(
    value: str, fill: str, stroke: str, label: Text, *, dash: tuple[float, ...] = (), width: float = 1.6
) -> SymbolClass:
    return SymbolClass(Symbol(Shape.POLYGON, stroke, width, fill=fill, fill_opacity=0.6, dash=dash), label, value=value)


# colours of Okabe and Ito (2008); outlines part those that are near each other in grey
SOLUTION_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "solution_places",
        Text("Steder til løsninger", "Places for solutions"),
        Shape.POLYGON,
        (
            _group("depaving", "#d9d9d6", "#5c5c5c", Text("afkobling af belægning", "de-paving"), dash=(2.0, 2.0)),
            _group("green", "#009e73", "#00543f", Text("grønt bassin, genslyngning", "green basin, re-meandering")),
            _group("bed", "#f0e442", "#5c5300", Text("nedsivningsbed", "permeable bed"), width=1.2),
            _group("basin", "#56b4e9", "#0c2758", Text("bassin", "basin"), width=2.4),
            _group(
                "given_up", "#ffffff", "#000000", Text("bassin nedlægges", "basin given up"), dash=(5.0, 3.0), width=2.6
            ),
            _group("road", "#0072b2", "#0072b2", Text("skybrudsvej, rør", "cloudburst road, culvert"), width=2.2),
            _group("barrier", "#000000", "#000000", Text("dige", "dike"), width=2.6),
            _group(
                "building", "#d55e00", "#5c2600", Text("sokkel, højvandslukke", "plinth, backflow valve"), width=1.8
            ),
        ),
        kind=Kind.CATEGORISED,
        attribute="solution_family",
        caption=Text(
            "egner sig, eller skal undersøges: se kolonnen Stedet",
            "qualifies, or is to be examined: see the column The place",
        ),
        unknown=Symbol(Shape.POLYGON, "#8a8a8a", 1.0, dash=(1.5, 2.5)),
        unknown_words=Text("egner sig ikke", "does not fit"),
        stacked=True,
    ),
)
