"""The styles of measures and of what they change."""

from __future__ import annotations

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
from gistools.styles.palette import BLACK, GREEN, ORANGE, PURPLE, SKY, YELLOW, filled
from gistools.text import Text

# sooner is orange and red, later is blue, and each the darker the more
_CHANGED = ("#67000d", "#d7481d", "#fdb56f", "#e3e3e0", "#9fcbe8", "#3a86c0", "#08306b")

WHAT_IF_STYLES: tuple[Style, ...] = (
    RasterStyle(
        "rain_change",
        Text("Vandet kommer ved", "Water comes at"),
        ColourRamp(
            (-1e5, -50.0, -10.0, -1.0, 1.0, 10.0, 50.0, 1e5),
            _CHANGED,
            unit="mm",
            words=(
                Text("værre: over 50 mm mindre regn, eller nyt vand", "worse: over 50 mm less rain, or newly wet"),
                Text("værre: 10–50 mm mindre", "worse: 10–50 mm less"),
                Text("værre: 1–10 mm mindre", "worse: 1–10 mm less"),
                Text("som før (under 1 mm)", "as before (under 1 mm)"),
                Text("bedre: 1–10 mm mere", "better: 1–10 mm more"),
                Text("bedre: 10–50 mm mere", "better: 10–50 mm more"),
                Text("bedre: over 50 mm mere, eller ikke længere vand", "better: over 50 mm more, or no longer wet"),
            ),
        ),
        unit="mm",
        aggregate=Aggregate.MIN,
        opacity=0.9,
        caption=Text(
            "ændring af den regn, der sætter stedet under vand", "change of the rain that puts it under water"
        ),
    ),
    RasterStyle(
        "wet_change",
        Text("Ændret tilstand", "Change of state"),
        (
            Category(1, "#67000d", Text("nyt vand", "newly wet")),
            Category(2, ORANGE, Text("våd tidligere", "wet sooner")),
            Category(3, "#d9d9d6", Text("som før", "the same")),
            Category(4, SKY, Text("våd senere", "wet later")),
            Category(5, "#08306b", Text("ikke længere våd", "no longer wet")),
        ),
        opacity=0.9,
    ),
    VectorStyle(
        "measures",
        Text("Tiltag", "Measures"),
        Shape.POLYGON,
        (
            SymbolClass(filled(PURPLE, 0.25, "#6b2450", 2.0), Text("terræn givet", "ground given"), value="given"),
            SymbolClass(filled(YELLOW, 0.4, "#5c5300", 2.0), Text("fyldt op", "filled up"), value="fills"),
            SymbolClass(filled(GREEN, 0.15, "#005c44", 2.4), Text("sænket", "lowered"), value="lowers"),
            SymbolClass(
                filled(BLACK, 0.75, BLACK, 1.6), Text("hævet: mur eller dige", "raised: wall or dike"), value="raises"
            ),
            SymbolClass(
                Symbol(Shape.POLYGON, "#0c2758", 2.2, fill="#ffffff", fill_opacity=0.6, dash=(4.0, 2.0)),
                Text("rørunderføring", "culvert"),
                value="leads",
            ),
            SymbolClass(
                Symbol(Shape.POLYGON, "#8a4b00", 2.6, fill="#f0d9b5", fill_opacity=0.35, dash=(1.5, 1.5)),
                Text("sikret bygning", "protected building"),
                value="protects",
            ),
        ),
        kind=Kind.CATEGORISED,
        attribute="measure_effect",
        unknown=filled("#bdbdbd"),
        stacked=True,
    ),
    VectorStyle(
        "changed_areas",
        Text("Ændrede områder", "Changed areas"),
        Shape.POLYGON,
        (
            SymbolClass(
                Symbol(Shape.POLYGON, "#08306b", 1.2, fill="#3a86c0", fill_opacity=0.0, dash=(3.0, 3.0)),
                Text("bedre: vandet kommer senere", "better: water comes later"),
                value="better",
            ),
            SymbolClass(
                Symbol(Shape.POLYGON, "#67000d", 2.0, fill="#d7481d", fill_opacity=0.0),
                Text("værre: vandet kommer tidligere", "worse: water comes sooner"),
                value="worse",
            ),
        ),
        kind=Kind.CATEGORISED,
        attribute="change_kind",
        unknown=filled("#bdbdbd"),
        stacked=True,
    ),
)
