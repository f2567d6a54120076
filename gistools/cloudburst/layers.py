"""Bluespots and floods as layers: outlines, threshold points, and the ways of spilling water."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools.cloudburst.bluespots import WAY_OUT_IDS, Bluespots, cell_points
from gistools.kernels import route
from gistools.kernels.codes import OUT_BASINS
from gistools.terrain.paths import flow_paths, lines_through, outlines, padded_codes
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.cloudburst.all_rains import RainToFlood
    from gistools.cloudburst.event import FloodEvent
    from gistools.cloudburst.params import ReportParams
    from gistools.progress import Progress
    from gistools.terrain.types import ConditionedTerrain, FlowField

    Nodes = npt.NDArray[np.int64]


def bluespot_outlines(
    terrain: ConditionedTerrain, flow: FlowField, bluespots: Bluespots, report: ReportParams
) -> gpd.GeoDataFrame:
    """Return the bluespots (lavninger) as polygons of their extent when full, with the columns of `Bluespots.table`.

    ``spills_to`` names the next bluespot that is shown, through those that are too small to be.
    """
    rows = bluespots.reported(report)
    label = np.zeros(terrain.grid.shape, np.int32)
    wet = flow.filled > terrain.surface.values
    label[wet] = bluespots.nodes.root[flow.basin[wet] - OUT_BASINS] + 1
    table = bluespots.table(rows)
    table["spills_to"] = next_shown(bluespots, rows, rows)
    return _polygons(label, rows + 1, table, terrain, Text("Lavninger", "Bluespots"))


def bluespots_by_rain(result: RainToFlood, report: ReportParams) -> gpd.GeoDataFrame:
    """Return the bluespots as `bluespot_outlines`, with the rain that fills them.

    Columns besides: wet_rain_mm (least rain at which water stands in it), full_rain_mm (least rain at which it is full
    and spills); missing where no rain does.
    """
    bluespots = result.bluespots
    layer = bluespot_outlines(result.terrain, result.flow, bluespots, report)
    rows = layer["bluespot_id"].to_numpy() - 1
    nodes = bluespots.nodes
    wet = np.full(nodes.parent.size, np.inf)
    pit = result.rain.values[np.divmod(nodes.pit, result.grid.cols)].astype(np.float64)
    np.minimum.at(wet, nodes.root[: nodes.leaves], pit)
    for place, (name, mm) in enumerate((("wet_rain_mm", wet), ("full_rain_mm", result.full_mm))):
        layer.insert(1 + place, name, np.where(np.isfinite(mm[rows]), mm[rows], np.nan))
    layer.attrs["units"] = {**layer.attrs["units"], "wet_rain_mm": "mm", "full_rain_mm": "mm"}
    return layer


def next_shown(bluespots: Bluespots, nodes: Nodes, shown: Nodes) -> Nodes:
    """Return the id of the shown bluespot that each node's spill reaches when all is full, or the way out."""
    visible = np.zeros(bluespots.nodes.parent.size + 1, np.bool_)
    visible[shown + 1] = True
    target = bluespots.spills_to(nodes)
    hidden = np.flatnonzero((target > 0) & ~visible[np.maximum(target, 0)])
    while hidden.size:
        target[hidden] = bluespots.spills_to(target[hidden] - 1)
        hidden = hidden[(target[hidden] > 0) & ~visible[np.maximum(target[hidden], 0)]]
    return target


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
    """Return the threshold point (tærskelpunkt) of each bluespot: the higher of the two cells over which it spills.

    Columns: bluespot_id, level_m, spills_to (the next of ``nodes`` that the water reaches when all is full).
    """
    layer = _points(bluespots, nodes)
    layer.insert(0, "bluespot_id", nodes + 1)
    layer["spills_to"] = next_shown(bluespots, nodes, nodes)
    return layer


def _points(bluespots: Bluespots, nodes: Nodes) -> gpd.GeoDataFrame:
    layer = gpd.GeoDataFrame(
        {"level_m": bluespots.nodes.spill_z[nodes].astype(np.float64)},
        geometry=cell_points(bluespots.grid, _higher_cell(bluespots, nodes)),
        crs=bluespots.grid.crs,
    )
    layer.attrs.update(units={"level_m": "m"}, title=Text("Tærskelpunkter", "Threshold points"))
    return layer


def _higher_cell(bluespots: Bluespots, nodes: Nodes) -> Nodes:
    """Return the inner cell of each saddle when it is the one at spill level, else the outer one."""
    forest = bluespots.nodes
    inner = bluespots.threshold_inside(nodes)
    return np.where(inner, forest.spill_in[nodes], forest.spill_out[nodes])


def spill_lines(flow: FlowField, bluespots: Bluespots, nodes: Nodes, to_id: Nodes | None = None) -> gpd.GeoDataFrame:
    """Return the way of spilling water (overløb): from each threshold to the next pit or off the map.

    ``to_id`` is what each node spills into; when not given, the next of ``nodes`` as in `threshold_points`.
    """
    if to_id is None:
        to_id = next_shown(bluespots, nodes, nodes)
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
        {"from_id": nodes + 1, "to_id": to_id, "length_m": shapely.length(geometry)},
        geometry=geometry,
        crs=flow.grid.crs,
    )
    layer.attrs.update(units={"length_m": "m"}, title=Text("Overløbsnet", "Spill network"))
    return layer


def shown_ponds(flood: FloodEvent, report: ReportParams) -> tuple[pd.DataFrame, npt.NDArray[np.int32]]:
    """Return the figures of the ponds that are large enough to be shown, and the node + 1 of every wet cell."""
    bluespots, cell = flood.bluespots, flood.terrain.grid.cell_area_m2
    label = np.zeros(flood.terrain.grid.shape, np.int32)
    depth = flood.depth.values
    wet = depth > 0
    label[wet] = flood.holder[flood.flow.basin[wet] - OUT_BASINS] + 1
    size = bluespots.nodes.parent.size + 1
    cells = np.bincount(label.ravel(), minlength=size)[1:]
    deepest, level = np.zeros(size), np.full(size, np.nan)
    np.maximum.at(deepest, label[wet], depth[wet].astype(np.float64))
    level[label[wet]] = flood.level.values[wet]
    nodes = flood.ponds
    volume = flood.water[nodes] * flood.unit_m3
    keep = (
        (deepest[nodes + 1] >= report.min_depth_m)
        & (cells[nodes] * cell >= report.min_area_m2)
        & (volume >= report.min_volume_m3)
    )
    nodes = nodes[keep]
    table = pd.DataFrame(
        {
            "pond_id": nodes + 1,
            "bluespot_id": bluespots.nodes.root[nodes].astype(np.int64) + 1,
            "level_m": level[nodes + 1],
            "depth_max_m": deepest[nodes + 1],
            "area_m2": cells[nodes] * cell,
            "volume_m3": volume[keep],
            "filled_share": flood.water[nodes] / (bluespots.volumes.capacity[nodes] * flood.per_unit),
            "spilled_m3": flood.spilled[nodes] * flood.unit_m3,
            "spills_to": pond_targets(flood, nodes),
        }
    )
    table.attrs["units"] = {
        "level_m": "m", "depth_max_m": "m", "area_m2": "m²", "volume_m3": "m³", "spilled_m3": "m³",
    }  # fmt: skip
    return table, label


TOO_SMALL = 0  # in spills_to: the water ends in a pond that is too small to be shown


def pond_targets(flood: FloodEvent, shown: Nodes) -> Nodes:
    """Return the pond among ``shown`` that the spill of each reaches in this event.

    Ponds that are not shown pass on what they spill; `TOO_SMALL` where the water stays in one of them. A pond that does
    not spill is given the place that it would spill into.
    """
    nodes = flood.bluespots.nodes
    visible = np.zeros(nodes.parent.size, np.bool_)
    visible[shown] = True
    target = np.empty(shown.size, np.int64)
    at = shown.copy()
    open_rows = np.arange(shown.size)
    while open_rows.size:
        receiver = nodes.receiver[at].astype(np.int64)
        out = receiver < OUT_BASINS
        target[open_rows[out]] = WAY_OUT_IDS[receiver[out]]
        open_rows, receiver = open_rows[~out], receiver[~out]
        holder = flood.holder[receiver - OUT_BASINS]
        seen = visible[holder]
        target[open_rows[seen]] = holder[seen] + 1
        stays = ~seen & (flood.spilled[holder] == 0)
        target[open_rows[stays]] = TOO_SMALL
        on = ~seen & ~stays
        open_rows, at = open_rows[on], holder[on]
    return target


def ponds(flood: FloodEvent, report: ReportParams) -> gpd.GeoDataFrame:
    """Return standing water (vandsamlinger) as polygons.

    Columns: pond_id, bluespot_id (of the bluespot that the pond lies in), level_m, depth_max_m, area_m2, volume_m3,
    filled_share (of what the pond's own depression holds), spilled_m3, spills_to (see `pond_targets`).
    """
    table, label = shown_ponds(flood, report)
    return _polygons(label, table["pond_id"].to_numpy(), table, flood.terrain, Text("Vandsamlinger", "Ponds"))


def _spilling(flood: FloodEvent, report: ReportParams) -> pd.DataFrame:
    """Return the shown ponds that spill."""
    table, _ = shown_ponds(flood, report)
    return table[table["spilled_m3"] > 0].reset_index(drop=True)


def event_thresholds(flood: FloodEvent, report: ReportParams) -> gpd.GeoDataFrame:
    """Return the threshold points over which water ran: pond_id, level_m, spills_to, spilled_m3."""
    table = _spilling(flood, report)
    layer = _points(flood.bluespots, table["pond_id"].to_numpy() - 1)
    layer.insert(0, "pond_id", table["pond_id"])
    layer["spills_to"], layer["spilled_m3"] = table["spills_to"], table["spilled_m3"]
    layer.attrs["units"] = {"level_m": "m", "spilled_m3": "m³"}
    return layer


def event_spills(flood: FloodEvent, report: ReportParams) -> gpd.GeoDataFrame:
    """Return the ways of the water that spilled: from_id and to_id (ponds), length_m, volume_m3."""
    table = _spilling(flood, report)
    layer = spill_lines(flood.flow, flood.bluespots, table["pond_id"].to_numpy() - 1, table["spills_to"].to_numpy())
    layer["volume_m3"] = table["spilled_m3"]
    layer.attrs["units"] = {"length_m": "m", "volume_m3": "m³"}
    return layer


def event_paths(flood: FloodEvent, min_area_m2: float, *, progress: Progress | None = None) -> gpd.GeoDataFrame:
    """Return the flow paths on which water ran, with volume_m3; dry ones are left out.

    Within a pond the volume is what the pond passes on.
    """
    paths = flow_paths(flood.flow, min_area_m2, flood.path_m3, progress=progress)
    kept = paths[paths["volume_m3"] > 0].reset_index(drop=True)
    kept["path_id"] = np.arange(1, len(kept) + 1)
    kept.attrs.update(paths.attrs)
    return kept
