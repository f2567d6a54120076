"""Bluespots and floods as layers: outlines, threshold points, and the ways of spilling water."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from gistools.cloudburst.bluespots import Bluespots, cell_points
from gistools.kernels import route
from gistools.kernels.codes import OUT_BASINS, SCALE
from gistools.terrain.paths import lines_through, outlines, padded_codes
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from gistools.cloudburst.event import FloodEvent
    from gistools.cloudburst.params import ReportParams
    from gistools.terrain.types import ConditionedTerrain, FlowField

    Nodes = npt.NDArray[np.int64]


def bluespot_outlines(
    terrain: ConditionedTerrain, flow: FlowField, bluespots: Bluespots, report: ReportParams
) -> gpd.GeoDataFrame:
    """Return the bluespots (lavninger) as polygons of their extent when full, with the columns of `Bluespots.table`."""
    rows = bluespots.reported(report)
    label = np.zeros(terrain.grid.shape, np.int32)
    wet = flow.filled > terrain.surface.values
    label[wet] = bluespots.nodes.root[flow.basin[wet] - OUT_BASINS] + 1
    return _polygons(label, rows + 1, bluespots.table(rows), terrain, Text("Lavninger", "Bluespots"))


def _polygons(
    label: npt.NDArray[np.int32], ids: Nodes, table: pd.DataFrame, terrain: ConditionedTerrain, title: Text
) -> gpd.GeoDataFrame:
    """Return the outline of the cells of each id with its row."""
    shown = np.where(np.isin(label, ids), label, 0).astype(np.int32)
    shapes = outlines(shown, terrain.grid)
    geometry = [shapes.get(int(i), shapely.MultiPolygon()) for i in ids]
    layer = gpd.GeoDataFrame(table.reset_index(drop=True), geometry=geometry, crs=terrain.grid.crs)
    layer.attrs.update(units=table.attrs["units"], title=title)
    return layer


def threshold_points(bluespots: Bluespots, nodes: Nodes) -> gpd.GeoDataFrame:
    """Return the threshold point (tærskelpunkt) of each node: the higher of the two cells over which it spills."""
    grid = bluespots.grid
    forest = bluespots.nodes
    layer = gpd.GeoDataFrame(
        {
            "bluespot_id": nodes + 1,
            "level_m": forest.spill_z[nodes].astype(np.float64),
            "spills_to": bluespots.spills_to(nodes),
        },
        geometry=cell_points(grid, _higher_cell(bluespots, nodes)),
        crs=grid.crs,
    )
    layer.attrs.update(units={"level_m": "m"}, title=Text("Tærskelpunkter", "Threshold points"))
    return layer


def _higher_cell(bluespots: Bluespots, nodes: Nodes) -> Nodes:
    """Return the inner cell of each saddle when it is the one at spill level, else the outer one."""
    forest = bluespots.nodes
    inner = bluespots.threshold_inside[nodes]
    return np.where(inner, forest.spill_in[nodes], forest.spill_out[nodes])


def spill_lines(flow: FlowField, bluespots: Bluespots, nodes: Nodes) -> gpd.GeoDataFrame:
    """Return the way of spilling water (overløb): from each threshold to the next pit or off the map."""
    codes = padded_codes(flow.local)
    width = flow.grid.cols + 2
    cells, start, used = [], [], 0
    out = np.empty(4096, np.int64)
    for node in nodes.tolist():
        row, col = divmod(int(bluespots.nodes.spill_in[node]), flow.grid.cols)
        first = (row + 1) * width + col + 1
        row, col = divmod(int(bluespots.nodes.spill_out[node]), flow.grid.cols)
        count = route.walk(codes, row + 1, col + 1, out)
        if count > out.size:
            out = np.empty(count, np.int64)
            route.walk(codes, row + 1, col + 1, out)
        cells += [np.array([first]), out[:count].copy()]
        start.append(used)
        used += count + 1
    geometry = lines_through(flow.grid, np.concatenate(cells), np.array(start)) if start else np.empty(0, np.object_)
    layer = gpd.GeoDataFrame(
        {"from_id": nodes + 1, "to_id": bluespots.spills_to(nodes), "length_m": shapely.length(geometry)},
        geometry=geometry,
        crs=flow.grid.crs,
    )
    layer.attrs.update(units={"length_m": "m"}, title=Text("Overløbsnet", "Spill network"))
    return layer


def ponds(flood: FloodEvent, report: ReportParams) -> gpd.GeoDataFrame:
    """Return standing water (vandsamlinger) as polygons.

    Columns: bluespot_id (of the bluespot that the pond lies in), pond_id, level_m, depth_max_m, area_m2, volume_m3,
    filled_share (of what the pond's own depression holds), spilled_m3, spills_to.
    """
    bluespots, terrain, cell = flood.bluespots, flood.terrain, flood.terrain.grid.cell_area_m2
    label = np.zeros(terrain.grid.shape, np.int32)
    depth = flood.depth.values
    wet = depth > 0
    label[wet] = flood.holder[flood.flow.basin[wet] - OUT_BASINS] + 1
    size = bluespots.nodes.parent.size + 1
    cells = np.bincount(label.ravel(), minlength=size)[1:]
    deepest, level = np.zeros(size), np.full(size, np.nan)
    np.maximum.at(deepest, label[wet], depth[wet].astype(np.float64))
    level[label[wet]] = flood.level.values[wet]
    nodes = flood.ponds
    volume = flood.water[nodes] / SCALE * cell
    keep = (
        (deepest[nodes + 1] >= report.min_depth_m)
        & (cells[nodes] * cell >= report.min_area_m2)
        & (volume >= report.min_volume_m3)
    )
    nodes, volume = nodes[keep], volume[keep]
    import pandas as pd  # noqa: PLC0415 - beside the only table made here

    table = pd.DataFrame(
        {
            "pond_id": nodes + 1,
            "bluespot_id": bluespots.nodes.root[nodes].astype(np.int64) + 1,
            "level_m": level[nodes + 1],
            "depth_max_m": deepest[nodes + 1],
            "area_m2": cells[nodes] * cell,
            "volume_m3": volume,
            "filled_share": flood.water[nodes] / bluespots.volumes.capacity[nodes],
            "spilled_m3": flood.spilled[nodes] / SCALE * cell,
            "spills_to": bluespots.spills_to(nodes),
        }
    )
    table.attrs["units"] = {
        "level_m": "m", "depth_max_m": "m", "area_m2": "m²", "volume_m3": "m³", "spilled_m3": "m³",
    }  # fmt: skip
    return _polygons(label, nodes + 1, table, terrain, Text("Vandsamlinger", "Ponds"))


def _spilling(flood: FloodEvent, report: ReportParams) -> Nodes:
    """Return the nodes that spill, of those large enough to be shown."""
    shown = np.isin(flood.bluespots.nodes.root, flood.bluespots.reported(report))
    return np.flatnonzero((flood.spilled > 0) & shown)


def event_thresholds(flood: FloodEvent, report: ReportParams) -> gpd.GeoDataFrame:
    """Return the threshold points over which water ran, with how much."""
    nodes = _spilling(flood, report)
    layer = threshold_points(flood.bluespots, nodes)
    layer["spilled_m3"] = flood.spilled[nodes] / SCALE * flood.terrain.grid.cell_area_m2
    layer.attrs["units"] = {"level_m": "m", "spilled_m3": "m³"}
    return layer


def event_spills(flood: FloodEvent, report: ReportParams) -> gpd.GeoDataFrame:
    """Return the ways of the water that spilled, with how much."""
    nodes = _spilling(flood, report)
    layer = spill_lines(flood.flow, flood.bluespots, nodes)
    layer["volume_m3"] = flood.spilled[nodes] / SCALE * flood.terrain.grid.cell_area_m2
    layer.attrs["units"] = {"length_m": "m", "volume_m3": "m³"}
    return layer
