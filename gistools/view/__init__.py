"""View (visning): web maps that open offline, figures for reports, and the water ledger as a table.

The domain rooms hand over values; this room draws them. A result that has ``map_layers()`` (see `Sketch`) is drawn by
`explore` and `plot` without this room knowing its type.
"""

from __future__ import annotations

from gistools.view.dispatch import Drawing, drawing_of, explore, plot
from gistools.view.figure import figure, save_figure
from gistools.view.graphs import draw_graph, save_graph
from gistools.view.hillshade import hillshade
from gistools.view.layers import MapLayer, Sketch
from gistools.view.ledger import ledger_table, ledger_text
from gistools.view.web import save_web_map, web_map

__all__ = [
    "Drawing",
    "MapLayer",
    "Sketch",
    "draw_graph",
    "drawing_of",
    "explore",
    "figure",
    "hillshade",
    "ledger_table",
    "ledger_text",
    "plot",
    "save_figure",
    "save_graph",
    "save_web_map",
    "web_map",
]
