"""The styles of habitat: patches by surface, what became of features, resistance, barriers and openings."""

from __future__ import annotations

import math

from gistools.styles.columns_corridors import CORRIDOR_COLUMNS, SURFACES
from gistools.styles.model import (
    Aggregate,
    Category,
    ColourRamp,
    Kind,
    RasterStyle,
    Shape,
    Style,
    Symbol,
    SymbolClass,
    VectorStyle,
)
from gistools.text import Text

_PATCH = {
    "pond": "#2147a2",
    "lake": "#68c3f3",
    "meadow": "#b9d88e",
    "salt_meadow": "#3fa091",
    "bog": "#6c3f0b",
    "dry_grassland": "#f6d55c",
    "heath": "#9e4eb9",
    "forest": "#0c4222",
    "hedge": "#4b9a3a",
    "park": "#efa0c8",
    "garden": "#fff3d6",
}
_FATE = {
    "kept": ("#1b7253", 0.8),
    "joined": ("#8fd0a8", 0.8),
    "covered": ("#e8b23a", 0.8),
    "too_small": ("#b2182b", 0.8),
    "outside": ("#9a9ac8", 0.4),
    "not_habitat": ("#f7f7f7", 0.25),
}
_RESISTANCE = ("#1f6f4a", "#8cc788", "#f4eda3", "#efb44c", "#d3672c", "#8f1f2b", "#2b0d20")

HABITAT_STYLES: tuple[Style, ...] = (
    RasterStyle(
        "resistance",
        Text("Modstand", "Resistance"),
        ColourRamp(
            (0.5, 1.5, 3.5, 10.5, 30.5, 100.5, 400.5, math.inf),
            _RESISTANCE,
            unit="",
            words=(
                Text("1 (eget levested)", "1 (own habitat)"),
                Text("2–3", "2–3"),
                Text("4–10", "4–10"),
                Text("11–30", "11–30"),
                Text("31–100", "31–100"),
                Text("101–400", "101–400"),
                Text("over 400", "over 400"),
            ),
        ),
        aggregate=Aggregate.MAX,
        opacity=0.85,
        caption=Text("gange så svær at krydse som eget levested", "times as hard to cross as own habitat"),
    ),
    RasterStyle(
        "barriers",
        Text("Barrierer og åbninger", "Barriers and openings"),
        (
            Category(1, "#404040", Text("vej, bane, vandløb, bygning", "road, railway, stream, building")),
            Category(2, "#e69f00", Text("åbnet af bro, tunnel eller passage", "opened by a bridge, tunnel or passage")),
        ),
        aggregate=Aggregate.MAX,
    ),
    VectorStyle(
        "habitat_patches",
        Text("Levesteder", "Habitat patches"),
        Shape.POLYGON,
        tuple(
            SymbolClass(Symbol(Shape.POLYGON, "#303030", 1.0, fill=colour, fill_opacity=1.0), SURFACES[name],
                        value=name)
            for name, colour in _PATCH.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="patch_class",
        caption=Text("efter overflade; tallet er levestedets nummer", "by surface; the number is the patch's"),
        label=("patch_id",),
    ),
    VectorStyle(
        "habitat_features",
        Text("Hvad fladerne blev til", "What became of the features"),
        Shape.POLYGON,
        tuple(
            SymbolClass(Symbol(Shape.POLYGON, "#8a8a8a", 0.4, fill=colour, fill_opacity=opacity),
                        CORRIDOR_COLUMNS["fate"].codes[name], value=name)
            for name, (colour, opacity) in _FATE.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="fate",
        caption=Text("flader i lagene, når levesteder laves", "features of the layers as patches are made"),
        beneath=True,
    ),
)  # fmt: skip
