"""Styles (signaturer): how each layer looks, declared once and rendered to QML, web map and figure.

>>> from gistools.styles import STYLES
>>> [entry.label.da for entry in STYLES["depth"].legend()][:2]
['5–10 cm', '10–20 cm']
"""

from __future__ import annotations

from gistools.styles.columns import COLUMNS, Column, column_alias, column_heading, column_value
from gistools.styles.declared import STYLES
from gistools.styles.model import (
    Aggregate,
    Category,
    ColourRamp,
    LegendEntry,
    RasterStyle,
    Shape,
    Slider,
    Stretch,
    Style,
    Symbol,
    SymbolClass,
    VectorStyle,
)
from gistools.styles.numbers import format_limit, format_number
from gistools.styles.render import folium_style, indexed, indexed_by_stop, leaflet_options, matplotlib_colours, qml_for

__all__ = [
    "COLUMNS",
    "STYLES",
    "Aggregate",
    "Category",
    "ColourRamp",
    "Column",
    "LegendEntry",
    "RasterStyle",
    "Shape",
    "Slider",
    "Stretch",
    "Style",
    "Symbol",
    "SymbolClass",
    "VectorStyle",
    "column_alias",
    "column_heading",
    "column_value",
    "folium_style",
    "format_limit",
    "format_number",
    "indexed",
    "indexed_by_stop",
    "leaflet_options",
    "matplotlib_colours",
    "qml_for",
]
