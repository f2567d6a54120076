"""A checked structure as layers: places and lines with what came, what was taken and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools.text import Text

if TYPE_CHECKING:
    from gistools.plan.structure_check import CheckedStructure
    from gistools.plan.structure_flow import Link

_UNITS = {
    "from_ground_m3": "m³",
    "arrived_m3": "m³",
    "load_m3": "m³",
    "held_m3": "m³",
    "passed_m3": "m³",
    "missing_m3": "m³",
    "holds_m3": "m³",
    "takes_m3": "m³",
}
_ALL = 1e6  # what comes to an element that can take nothing, over its capacity
_COLUMNS = ("object_id", "structure_kind", "name", *_UNITS, "used_share")


def node_layer(checked: CheckedStructure) -> gpd.GeoDataFrame:
    """Return the places as points: elements and junctions.

    Columns: node_id, object_id (row of the element, 0 for junctions), structure_kind, name (empty for junctions),
    from_ground_m3, arrived_m3 (from the structure), load_m3 (both), held_m3, passed_m3, missing_m3 (what it cannot
    take), holds_m3, takes_m3 (what it can hold and pass in the event; missing without limit), used_share (load over
    that; where what passes has no limit, held over what it holds).
    """
    graph = checked.structure.graph
    rows, points = [], []
    for node, told in graph.nodes(data=True):
        closed = not graph.out_degree(node) and not (told["element"] is not None and told["element"].kind.ends)
        rows.append({"node_id": node, **_row(checked, node, told, closed=closed)})
        points.append(shapely.Point(told["x"], told["y"]))
    return _layer(checked, rows, points, ("node_id", *_COLUMNS), Text("Steder i strukturen", "Places of the structure"))


def link_layer(checked: CheckedStructure) -> gpd.GeoDataFrame:
    """Return the lines as they lead water; columns as `node_layer`, with from_node, to_node, length_m and rate_m3_s."""
    graph = checked.structure.graph
    rows, lines = [], []
    for a, b, told in sorted(graph.edges(data=True), key=lambda edge: edge[2]["element"].row):
        rows.append(
            {
                "from_node": a,
                "to_node": b,
                **_row(checked, (a, b), told),
                "length_m": told["length_m"],
                "rate_m3_s": told["carries_m3_s"],
            }
        )
        lines.append(told["element"].shape)
    columns = ("from_node", "to_node", *_COLUMNS, "length_m", "rate_m3_s")
    return _layer(checked, rows, lines, columns, Text("Linjer i strukturen", "Lines of the structure"))


def _row(checked: CheckedStructure, name: int | Link, told: dict[str, Any], *, closed: bool = False) -> dict[str, Any]:
    load, room, unit = checked.loads[name], checked.rooms[name], checked.unit_m3
    passes = 0 if closed else room.passes
    takes = np.nan if passes is None else (room.holds + passes) * unit
    if passes is None:
        used = load.held / room.holds if room.holds else np.nan
    elif room.holds + passes:
        used = load.came / (room.holds + passes)
    else:
        used = 0.0 if not load.came else _ALL
    return {
        "object_id": 0 if told["element"] is None else told["element"].row,
        "structure_kind": told["kind"],
        "name": "" if told["element"] is None else told["name"],
        "from_ground_m3": load.ground * unit,
        "arrived_m3": (load.came - load.ground) * unit,
        "load_m3": load.came * unit,
        "held_m3": load.held * unit,
        "passed_m3": load.passed * unit,
        "missing_m3": load.spilled * unit,
        "holds_m3": room.holds * unit,
        "takes_m3": takes,
        "used_share": used,
    }


def _layer(
    checked: CheckedStructure, rows: list[dict[str, Any]], shapes: list[Any], columns: tuple[str, ...], title: Text
) -> gpd.GeoDataFrame:
    table = pd.DataFrame(rows, columns=list(columns))
    layer = gpd.GeoDataFrame(table, geometry=shapes, crs=checked.structure.crs)
    layer.attrs.update(units={**_UNITS, "length_m": "m", "rate_m3_s": "m³/s"}, title=title)
    return layer
