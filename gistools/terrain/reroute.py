"""Flow once more on a terrain that differs from another in some places."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.kernels import chain, redo
from gistools.kernels.codes import EDGE, NO_CODE, WALL
from gistools.kernels.labels import BEYOND
from gistools.terrain.flow import require_outlets, stoppable
from gistools.terrain.types import ConditionedTerrain, FlowField, geometry_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.kernels.codes import U8
    from gistools.kernels.mosaic import Mosaic
    from gistools.progress import Progress

__all__ = ["LaterFlow", "Rerouted", "reroute_flow"]


class LaterFlow(FlowField):
    """A flow field whose routes, areas and mark of the map's edge are found when first asked for."""

    _terrain: ConditionedTerrain

    def __init__(self, terrain: ConditionedTerrain, mosaic: Mosaic, tree: chain.Tree) -> None:
        """Take the tiles of a terrain with ``code`` and ``basin``."""
        self.__dict__.update(
            grid=terrain.grid,
            surface=terrain.surface.values,
            local=mosaic.get("code"),
            basin=mosaic.get("basin"),
            tree=tree,
            _terrain=terrain,
        )

    def _tiles(self, *, routed: bool) -> Mosaic:
        """Return tiles of its own for each who asks, so that two who ask at once do not write into the same."""
        mosaic = self.mosaic()
        edge = EDGE if self._terrain.edge_is_outlet else WALL
        mosaic.put("cls", self._terrain.cell_class, np.uint8(edge))
        if routed:
            mosaic.put("routed", self.routed, np.uint8(NO_CODE))
        return mosaic

    @functools.cached_property
    def terrain_key(self) -> str:
        """`ConditionedTerrain.key` of the terrain."""
        return self._terrain.key

    @functools.cached_property
    def routed(self) -> npt.NDArray[np.uint8]:
        """See `FlowField`."""
        mosaic = self._tiles(routed=False)
        chain.solve_routes(mosaic, self.tree, np.zeros(1, np.uint8))
        routed: npt.NDArray[np.uint8] = mosaic.get("routed")
        return routed

    @functools.cached_property
    def area_cells(self) -> npt.NDArray[np.int32] | npt.NDArray[np.int64]:
        """See `FlowField`."""
        mosaic = self._tiles(routed=True)
        chain.solve_area(mosaic, np.zeros(1, np.uint8))
        area: npt.NDArray[np.int32] | npt.NDArray[np.int64] = mosaic.get("area")
        return area

    @functools.cached_property
    def cut_by_edge(self) -> npt.NDArray[np.bool_]:
        """See `FlowField`."""
        mosaic = self._tiles(routed=True)
        chain.solve_edge_inflow(mosaic, geometry_of(self.grid), np.zeros(1, np.uint8))
        cut: npt.NDArray[np.bool_] = mosaic.get("cut").view(np.bool_)
        return cut


@dataclass(frozen=True, eq=False)
class Rerouted:
    """Flow on a changed terrain, and how it differs from that before.

    Parameters
    ----------
    flow:
        The same as `route_flow` gives.
    number:
        int32: the basin of today of each basin before; negative where its pit is no more.
    touched:
        bool, for each basin of today: whether cells came to it, went from it or were changed.
    """

    flow: FlowField
    number: npt.NDArray[np.int32]
    touched: npt.NDArray[np.bool_]


def reroute_flow(
    before: ConditionedTerrain, flow: FlowField, terrain: ConditionedTerrain, *, progress: Progress
) -> Rerouted | None:
    """Find where every cell drains to after some were changed; the same as `route_flow` of the changed terrain.

    Parameters
    ----------
    before, flow:
        A terrain and its flow.
    terrain:
        The changed terrain, of the same grid, with the same rule for the edge of the map.

    Returns
    -------
    Rerouted or None
        None where so much was changed that it is quicker to find all again.

    Raises
    ------
    NodataError
        As `route_flow`.
    """
    geometry, edge = geometry_of(terrain.grid), EDGE if terrain.edge_is_outlet else WALL
    old = chain.start(before.surface.values, before.cell_class, edge)
    new = chain.start(terrain.surface.values, terrain.cell_class, edge)
    marked: U8 = stoppable(progress, lambda stop: redo.changed_squares(old, new, stop))
    if marked.mean() > redo.MOST_SHARE:
        return None
    if not marked.any():
        everything = np.arange(flow.tree.level.size, dtype=np.int32)
        return Rerouted(flow, everything, np.zeros(everything.size, np.bool_))
    old.put("code", flow.local, np.uint8(NO_CODE))
    old.put("basin", flow.basin, np.int32(BEYOND))
    made = stoppable(progress, lambda stop: redo.redo(old, new, flow.tree.pits, marked, geometry, stop))
    tree = stoppable(progress, lambda stop: chain.solve_saddles(new, made.pits, geometry, stop))
    require_outlets(terrain, tree, new)
    return Rerouted(LaterFlow(terrain, new, tree), made.number, made.touched)
