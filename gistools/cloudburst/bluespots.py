"""Bluespots: where water collects, how much there is room for, where it spills, and what spills into what."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd

from gistools.kernels import forest, measuring
from gistools.kernels.accumulate import BEYOND
from gistools.kernels.codes import OUT_BASINS, SCALE
from gistools.progress import NoProgress, Progress, run_cancellable
from gistools.terrain.flow import require_flow, stoppable
from gistools.text import Text
from gistools.tool import step

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.cloudburst.params import ReportParams
    from gistools.grid import Grid
    from gistools.kernels.chain import Nodes
    from gistools.kernels.measuring import Volumes
    from gistools.terrain.types import ConditionedTerrain, FlowField

    Counts = npt.NDArray[np.int32] | npt.NDArray[np.int64]

EDGE_ID, SEA_ID, HOLE_ID = -1, -2, -3
WAY_OUT_IDS = np.array([EDGE_ID, SEA_ID, HOLE_ID], np.int64)

COLUMN_UNITS = {
    "level_m": "m",
    "pit_z_m": "m",
    "depth_max_m": "m",
    "depth_mean_m": "m",
    "area_m2": "m²",
    "volume_m3": "m³",
    "local_catchment_m2": "m²",
    "total_catchment_m2": "m²",
    "fill_local_mm": "mm",
}


@dataclass(frozen=True, eq=False)
class Bluespots:
    """The nested depressions of a terrain (lavninger) and what each holds.

    Parameters
    ----------
    flow:
        The flow field that they belong to.
    cells, capacity:
        For the bluespots (nodes without parent): cells below the saddle, and room in 2^-20 m on one cell (int64); 0 for
        nested nodes, which `volumes` tells. Counts of cells are int32, int64 for maps of 2^31 cells or more.
    pit_z:
        float32, m; lowest point of each node.
    catchment_cells:
        Cells that drain to each node's pits before anything spills.
    total_cells:
        Cells that drain over each node's saddle when all is full, from `FlowField.area_cells` (nodes without parent; 0
        for nested ones).
    cut_by_edge:
        bool; whether water from beyond the edge of the map, or out of a hole, may reach the bluespot.
    nested:
        int32; how many pits each node holds.
    """

    flow: FlowField
    cells: Counts
    capacity: npt.NDArray[np.int64]
    pit_z: npt.NDArray[np.float32]
    catchment_cells: Counts
    total_cells: Counts
    cut_by_edge: npt.NDArray[np.bool_]
    nested: npt.NDArray[np.int32]

    @property
    def grid(self) -> Grid:
        """Where the cells lie."""
        return self.flow.grid

    @property
    def nodes(self) -> Nodes:
        """The depression forest.

        A node without parent is a bluespot; the nodes inside it are the smaller depressions that join when it fills.
        """
        return self.flow.forest

    @property
    def terrain_key(self) -> str:
        """`ConditionedTerrain.key` of the terrain."""
        return self.flow.terrain_key

    @functools.cached_property
    def volumes(self) -> Volumes:
        """Cells and capacity of every node, nested ones included; measured when first asked for."""
        return self.measure(np.zeros(1, np.uint8))

    def measure(self, stop: npt.NDArray[np.uint8]) -> Volumes:
        """Return `volumes`, measured now where they are not known; raising ``stop`` ends the work."""
        if "volumes" not in self.__dict__:
            made = measuring.measure_nested(self.flow.mosaic(), self.flow.tree, self.nodes, stop)
            self.__dict__["volumes"] = made
        return self.volumes

    @property
    def roots(self) -> npt.NDArray[np.int64]:
        """The nodes that no other holds: the bluespots of the map."""
        return np.flatnonzero(self.nodes.parent < 0)

    def volume_m3(self, nodes: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """Return what nodes hold when full, in m³."""
        capacity, _ = self._held(nodes)
        return capacity[nodes] / SCALE * self.grid.cell_area_m2

    def _held(self, nodes: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], Counts]:
        """Return capacity and cells by node, measured at least for those asked for."""
        if (self.nodes.parent[nodes] < 0).all():
            return self.capacity, self.cells
        return self.volumes.capacity, self.volumes.cells

    def threshold_inside(self, nodes: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Return whether the threshold point of nodes is the cell on their own side of the saddle."""
        own = self.flow.surface[np.divmod(self.nodes.spill_in[nodes], self.grid.cols)]
        inside: npt.NDArray[np.bool_] = own == self.nodes.spill_z[nodes]
        return inside

    def spills_to(self, nodes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the id of the bluespot into which nodes spill; -1 edge of the map, -2 sea, -3 hole."""
        receiver = self.nodes.receiver[nodes].astype(np.int64)
        inside = receiver >= OUT_BASINS
        ids = WAY_OUT_IDS[np.minimum(receiver, OUT_BASINS - 1)]
        ids[inside] = self.nodes.root[receiver[inside] - OUT_BASINS] + 1
        return ids

    def table(self, nodes: npt.NDArray[np.int64] | None = None) -> pd.DataFrame:
        """Return one row for each node (the bluespots when none are named).

        Columns: bluespot_id, level_m, pit_z_m, depth_max_m, depth_mean_m, area_m2, volume_m3, local_catchment_m2,
        total_catchment_m2, fill_local_mm (rain on the local catchment alone that fills it, when all of it runs off),
        spills_to, nested, cut_by_edge; units in ``attrs["units"]``.
        """
        rows = self.roots if nodes is None else nodes
        cell = self.grid.cell_area_m2
        level = self.nodes.spill_z[rows].astype(np.float64)
        area = self._held(rows)[1][rows] * cell
        volume = self.volume_m3(rows)
        local = self.catchment_cells[rows] * cell
        table = pd.DataFrame(
            {
                "bluespot_id": rows + 1,
                "level_m": level,
                "pit_z_m": self.pit_z[rows].astype(np.float64),
                "depth_max_m": level - self.pit_z[rows],
                "depth_mean_m": volume / area,
                "area_m2": area,
                "volume_m3": volume,
                "local_catchment_m2": local,
                "total_catchment_m2": self.total_cells[rows] * cell,
                "fill_local_mm": volume / local * 1000.0,
                "spills_to": self.spills_to(rows),
                "nested": self.nested[rows],
                "cut_by_edge": self.cut_by_edge[rows],
            }
        )
        table.attrs["units"] = COLUMN_UNITS
        return table

    def forest_table(self) -> pd.DataFrame:
        """Return one row for each node, nested ones included, with its parent (0 for none).

        Total catchment and the flag of the map edge belong to bluespots and are left out here.
        """
        table = self.table(np.arange(self.nodes.parent.size)).drop(columns=["total_catchment_m2", "cut_by_edge"])
        table.insert(1, "parent_id", self.nodes.parent.astype(np.int64) + 1)
        table.attrs["units"] = COLUMN_UNITS
        return table

    def reported(self, report: ReportParams) -> npt.NDArray[np.int64]:
        """Return the bluespots that are large enough to be shown; all of them are counted."""
        return self._large_enough(self.roots, report)

    def reported_nodes(self, report: ReportParams) -> npt.NDArray[np.int64]:
        """Return the nodes, nested ones included, that are large enough to be shown."""
        return self._large_enough(np.arange(self.nodes.parent.size), report)

    def _large_enough(self, rows: npt.NDArray[np.int64], report: ReportParams) -> npt.NDArray[np.int64]:
        depth = self.nodes.spill_z[rows].astype(np.float64) - self.pit_z[rows]
        keep = (
            (depth >= report.min_depth_m)
            & (self._held(rows)[1][rows] * self.grid.cell_area_m2 >= report.min_area_m2)
            & (self.volume_m3(rows) >= report.min_volume_m3)
        )
        return rows[keep]

    def spill_graph(self) -> nx.DiGraph[int]:
        """Return the bluespots as a directed graph: an edge from each to the one it spills into.

        Nodes carry the columns of `table`; the ways off the map are nodes -1 (edge), -2 (sea) and -3 (hole).
        """
        graph: nx.DiGraph[int] = nx.DiGraph()
        for key, name in ((EDGE_ID, "edge"), (SEA_ID, "sea"), (HOLE_ID, "hole")):
            graph.add_node(key, name=name)
        for row in self.table().to_dict("records"):
            graph.add_node(int(row["bluespot_id"]), **{str(k): v for k, v in row.items()})
            graph.add_edge(int(row["bluespot_id"]), int(row["spills_to"]), level_m=row["level_m"])
        return graph

    def __repr__(self) -> str:
        """One line."""
        roots = self.roots
        total = float(self.volume_m3(roots).sum())
        return f"<Bluespots: {roots.size} bluespots ({self.nodes.leaves} pits) that hold {total:.0f} m³; {self.grid}>"


@step(5)
def find_bluespots(terrain: ConditionedTerrain, flow: FlowField, *, progress: Progress | None = None) -> Bluespots:
    """Find where water collects (lavninger): the nested depressions, their volumes and thresholds.

    A node's volume is the room between its cells and its saddle. A cell belongs to the smallest node whose saddle lies
    strictly above it. Heights are summed as whole numbers of 2^-20 m, so that volumes are exact.

    Parameters
    ----------
    terrain, flow:
        From `gistools.terrain.condition` and `gistools.terrain.route_flow`.
    progress:
        Told how far the work is.

    Examples
    --------
    >>> import numpy as np
    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> from gistools.terrain.conditioning import condition
    >>> from gistools.terrain.flow import route_flow
    >>> z = np.array([[5, 5, 5, 5], [5, 1, 2, 5], [5, 5, 3, 5], [5, 5, 4, 5]], np.float32)
    >>> terrain = condition(Raster(z, Grid(4, 4, 0.0, 8.0, 2.0, 2.0, "EPSG:25832"), unit="m"))
    >>> find_bluespots(terrain, route_flow(terrain)).table()[["level_m", "area_m2", "volume_m3"]].values.tolist()
    [[4.0, 12.0, 24.0]]
    """
    progress = progress or NoProgress()
    require_flow(terrain, flow)
    progress.update(0.0, Text("Måler lavninger op", "Measuring bluespots"))
    nodes = run_cancellable(progress, lambda: flow.forest)
    progress.update(0.4, Text("Måler lavninger op", "Measuring bluespots"))
    mosaic = flow.mosaic()
    counted = stoppable(progress, lambda stop: measuring.measure(mosaic, flow.tree, stop))
    progress.update(0.8, Text("Måler lavninger op", "Measuring bluespots"))
    count = nodes.parent.size
    pit_z, nested, cut = np.empty(count, np.float32), np.empty(count, np.int32), np.empty(count, np.bool_)
    catchment, cells, total = (np.empty(count, flow.area_cells.dtype) for _ in range(3))
    capacity = np.empty(count, np.int64)
    # with the rims that they were made with, so that nothing is copied
    mosaic.put("area", flow.area_cells, flow.area_cells.dtype.type(0))
    mosaic.put("cut", flow.cut_by_edge.view(np.uint8), np.uint8(BEYOND))
    maps = [mosaic.tiles[0][name].reshape(-1) for name in ("z", "cut", "area")]
    run_cancellable(
        progress,
        lambda: forest.describe(
            nodes.leaves, nodes.parent, nodes.root, nodes.spill_z, nodes.pit, nodes.exit_in, nodes.spill_in,
            counted[OUT_BASINS:], *maps, flow.grid.cols, pit_z, catchment, cut, nested, cells, capacity, total,
        ),
    )  # fmt: skip
    progress.update(1.0, Text("Lavninger er målt op", "Bluespots measured"))
    return Bluespots(flow, cells, capacity, pit_z, catchment, total, cut, nested)


def spill_units(nodes: Nodes) -> npt.NDArray[np.int64]:
    """Return the spill level of each node in whole 2^-20 m."""
    return measuring.units(nodes.spill_z)


def cell_points(grid: Grid, cells: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
    """Return the centres of cells as points."""
    import shapely  # noqa: PLC0415 - only where layers are made

    rows, cols = np.divmod(cells, grid.cols)
    return np.atleast_1d(np.asarray(shapely.points(*grid.centres(rows, cols)), dtype=np.object_))
