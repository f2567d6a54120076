"""Flow: from conditioned terrain to where every cell drains, the basins, and the forest of nested depressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools._checks import require_kind, require_same_terrain
from gistools.errors import NodataError
from gistools.kernels import chain
from gistools.kernels.codes import EDGE, OUT_BASINS, SCALE, U8, WALL
from gistools.progress import NoProgress, Progress, Stage, run_cancellable
from gistools.terrain.types import ConditionedTerrain, FlowField, geometry_of
from gistools.text import Text
from gistools.tool import step

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    import numpy.typing as npt

    from gistools.kernels.mosaic import Mosaic

    T = TypeVar("T")

LOCAL = Text("Finder strømningsretninger", "Finding flow directions")
BASINS = Text("Finder lavningernes oplande", "Finding basins")
SADDLES = Text("Finder lavningernes tærskler", "Finding saddles")
ROUTES = Text("Leder vand gennem lavninger", "Routing through depressions")
AREAS = Text("Lægger oplande sammen", "Adding up contributing areas")


def stoppable(progress: Progress, work: Callable[[U8], T]) -> T:
    """Run ``work(stop)`` with a stop flag that a cancel or Ctrl-C raises."""
    stop = np.zeros(1, np.uint8)
    return run_cancellable(progress, lambda: work(stop), stop=lambda: stop.fill(1))


@step(4)
def route_flow(
    terrain: ConditionedTerrain, tile: tuple[int, int] | None = None, *, progress: Progress | None = None
) -> FlowField:
    """Find where every cell drains to (strømning), through depressions to the edge of the map.

    The local direction is D8: the neighbour of steepest drop with the true cell width and height; ties go to cardinal
    neighbours before diagonal ones, then to the one counted first row by row. Level ground is directed by distances to
    its exits and from higher ground (Barnes, Lehman and Mulla 2014), never by changing heights. Basins are joined over
    their lowest saddles (Cordonnier, Bovy and Braun 2019), and the route through a depression runs from its pit back up
    the steepest way down from its saddle.

    Parameters
    ----------
    terrain:
        From `condition`.
    tile:
        Rows and columns of the tiles worked on; the whole map when not given. The result is the same to the bit.
    progress:
        Told how far the work is.

    Raises
    ------
    NodataError
        When some land has no way off the map (walls all around): its water level would have no end.

    Examples
    --------
    >>> import numpy as np
    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> from gistools.terrain.conditioning import condition
    >>> z = np.array([[5, 5, 5, 5], [5, 1, 2, 5], [5, 5, 3, 5], [5, 5, 4, 5]], np.float32)
    >>> flow = route_flow(condition(Raster(z, Grid(4, 4, 0.0, 4.0, 1.0, 1.0, "EPSG:25832"), unit="m")))
    >>> flow.filled[1:3, 1:3].tolist()
    [[4.0, 4.0], [5.0, 4.0]]
    """
    progress = progress or NoProgress()
    require_kind(terrain, ConditionedTerrain, "terrain")
    geometry = geometry_of(terrain.grid)
    edge = EDGE if terrain.edge_is_outlet else WALL
    mosaic = chain.start(terrain.surface.values, terrain.cell_class, edge, tile)
    progress.update(0.0, LOCAL)
    stoppable(progress, lambda stop: chain.solve_local(mosaic, geometry, stop))
    progress.update(0.25, BASINS)
    pits = stoppable(progress, lambda stop: chain.solve_basins(mosaic, geometry, stop))
    progress.update(0.4, SADDLES)
    tree = stoppable(progress, lambda stop: chain.solve_saddles(mosaic, pits, geometry, stop))
    require_outlets(terrain, tree, mosaic)
    progress.update(0.65, ROUTES)
    stoppable(progress, lambda stop: chain.solve_routes(mosaic, tree, stop))
    progress.update(0.75, AREAS)
    stoppable(progress, lambda stop: chain.solve_area(mosaic, stop))
    stoppable(progress, lambda stop: chain.solve_edge_inflow(mosaic, geometry, stop))
    progress.update(1.0, AREAS)
    return FlowField(
        grid=terrain.grid,
        surface=terrain.surface.values,
        local=mosaic.get("code"),
        routed=mosaic.get("routed"),
        basin=mosaic.get("basin"),
        area_cells=mosaic.get("area"),
        cut_by_edge=mosaic.get("cut").view(np.bool_),
        tree=tree,
        terrain_key=terrain.key,
    )


def require_flow(terrain: ConditionedTerrain, flow: FlowField) -> None:
    """Raise when the two are not terrain and its own flow field."""
    require_kind(terrain, ConditionedTerrain, "terrain")
    require_kind(flow, FlowField, "flow")
    require_same_terrain(terrain.key, flow.terrain_key, Text("en strømning", "a flow field"))


def require_outlets(terrain: ConditionedTerrain, tree: chain.Tree, mosaic: Mosaic) -> None:
    """Raise `NodataError` when some land has no way off the map."""
    if tree.level.size == OUT_BASINS or np.isfinite(tree.level[OUT_BASINS:].max()):
        return
    forest = chain.grow_forest(tree)
    closed = np.flatnonzero(forest.receiver == -1)
    leaves = np.flatnonzero(np.isin(forest.root[: forest.leaves], closed))
    cells = int(np.isin(mosaic.get("basin"), leaves + OUT_BASINS).sum())
    row, col = divmod(int(forest.pit[leaves[0]]), terrain.grid.cols)
    x, y = terrain.grid.centre(row, col)
    raise NodataError(
        Text(
            f"{cells} celler i {closed.size} områder uden vej ud af kortet (det første ved {x:.1f}, {y:.1f})",
            f"{cells} cells in {closed.size} areas with no way off the map (the first at {x:.1f}, {y:.1f})",
        ),
        Text("en vej ud for alt vand", "a way out for all water"),
        Text(
            "lad kortets kant være udløb (edge=outlet), eller lad celler uden højde være hav eller hul",
            "let the edge of the map be an outlet (edge=outlet), or let cells without elevation be sea or hole",
        ),
    )


@step(1)
def spread_flow(
    terrain: ConditionedTerrain, flow: FlowField, *, progress: Progress | None = None
) -> npt.NDArray[np.float64]:
    """Return flow intensity in m²: area shared among all lower neighbours (Freeman 1991, exponent 1.1).

    A picture of where surface water spreads out; volumes and depressions are never counted from it. Shares are whole
    multiples of 2^-20 cells, so that nothing is lost and the result does not depend on the order of the cells.

    Parameters
    ----------
    terrain, flow:
        From `condition` and `route_flow`.
    progress:
        Told how far the work is.

    Returns
    -------
    numpy.ndarray
        float64, m², shape of the grid; NaN off land.
    """
    progress = progress or NoProgress()
    require_flow(terrain, flow)
    mosaic = chain.start(terrain.surface.values, terrain.cell_class, EDGE)
    mosaic.put("filled", flow.filled, np.float32(np.nan))
    mosaic.put("routed", flow.routed, np.uint8(255))
    mosaic.put("intensity", terrain.land.astype(np.int64) * SCALE, 0)
    stage = Stage(progress, 0.0, 1.0)
    stage.update(0.0, Text("Spreder strømningen", "Spreading the flow"))
    stoppable(stage, lambda stop: chain.solve_spread(mosaic, geometry_of(terrain.grid), stop))
    area: npt.NDArray[np.float64] = mosaic.get("intensity") / SCALE * terrain.grid.cell_area_m2
    return np.where(terrain.land, area, np.nan)
