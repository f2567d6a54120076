"""Water at buildings (eksponering): the least rain that brings it to a threshold, and how deep it is at some rains.

The water at a building is read off cells around it by a stated rule (`ExposureParams`). By the default rule the level
is the highest that a share of **all** known cells of a ring outside the footprint reach, dry cells counted as never
reaching any. Then the least rain for a height is an order statistic of the cells' least rains for it, and the level
never falls as rain grows; a share of the wet cells alone would not have that.

The least rain at which water stands at a height over a cell is exact: for a height on or below the cell it is the rain
that wets the cell; for one above it, the rain at which the smallest depression around the cell that reaches so high
holds as much as lies below that height. Heights come in whole centimetres and so do thresholds: water that
stands at one but for `REACHED_M` of rounding has reached it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools._checks import require_kind
from gistools.cloudburst.all_rains import RainToFlood
from gistools.errors import ParamError
from gistools.floodcost.around import LEAST, Around, Seen, cells_around
from gistools.floodcost.exposure_params import ExposureParams, ExposureRule
from gistools.floodcost.parts import REACHED_M
from gistools.kernels import curves, facades
from gistools.kernels.codes import SCALE
from gistools.kernels.measuring import units
from gistools.kernels.strips import each, frame_of, spans
from gistools.progress import NoProgress, Progress, Stage, run_cancellable
from gistools.terrain.flow import stoppable
from gistools.terrain.types import require_crs
from gistools.text import Text, danish, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.kernels.mosaic import Mosaic

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    U8 = npt.NDArray[np.uint8]

KNOWN, PARTLY, OUTSIDE, ENCLOSED, UNKNOWN = STATES = ("known", "partly", "outside", "enclosed", "unknown")
SAME_M = 1e-9
_OUT_OF_REACH = np.int64(2**62)  # a height that no cell lies at


@dataclass(frozen=True, eq=False)
class Exposure:
    """The water at n buildings.

    Parameters
    ----------
    onset_mm:
        P x n, mm: the least rain that brings water to threshold ``p`` above the terrain at the facade; +inf where none
        does, NaN where nothing is known. No rows when it was not asked for.
    rains_mm:
        K rising rains; of maps that are not of rains, NaN.
    depth_m:
        K x n, m: how high water stands above the terrain at the facade (below 0 it does not reach it); -inf where the
        building is dry, NaN where nothing is known.
    facade_m:
        n, m: the terrain at the facade; NaN where not known.
    state:
        n texts: ``known``; ``partly``: some of its cells lie off the map or have no value; ``outside`` the map;
        ``enclosed``: no cell that is not a building's; ``unknown``: no cell with a value, or no shape.
    known_share:
        n, 0-1: cells with a value as a share of all that belong to it.
    pond_id:
        P x n: the pond (node of the forest, from 1) whose water reaches the threshold at the onset; 0 where none does,
        or where it is not known.
    notes:
        What the user should know.
    """

    onset_mm: F64
    rains_mm: F64
    depth_m: F64
    facade_m: F64
    state: npt.NDArray[np.object_]
    known_share: F64
    pond_id: I64
    notes: tuple[Text, ...] = field(default=())

    def counts(self) -> pd.DataFrame:
        """Return how many buildings are in each state: exposure_state, buildings."""
        return pd.DataFrame(
            {"exposure_state": STATES, "buildings": [int(np.count_nonzero(self.state == s)) for s in STATES]}
        )

    def __repr__(self) -> str:
        """One line."""
        known = int(np.count_nonzero((self.state == KNOWN) | (self.state == PARTLY)))
        return (
            f"<Exposure: {self.state.size} buildings, {known} known; {len(self.onset_mm)} thresholds, "
            f"{self.rains_mm.size} rains>"
        )


def expose(
    result: RainToFlood,
    buildings: gpd.GeoDataFrame,
    thresholds_m: F64,
    params: ExposureParams | None = None,
    *,
    rains_mm: Sequence[float] | F64 = (),
    facade_m: F64 | None = None,
    progress: Progress | None = None,
) -> Exposure:
    """Find the least rain that brings water to thresholds at buildings, and its depth at some rains.

    Parameters
    ----------
    result:
        From `rain_to_flood`.
    buildings:
        n footprints in the coordinate system of the terrain; they may overlap.
    thresholds_m:
        P x n (or P numbers for all), m above the terrain at the facade, 0 or more; NaN where there is none.
    params:
        By which rule. The mean of touched cells has no threshold that is exact: its onset is the least of ``rains_mm``
        at which the mean depth is as large, which is told.
    rains_mm:
        Rising rains to read the depth at.
    facade_m:
        n, m: the terrain at the facade that thresholds and depths are counted from, where it is known already; NaN for
        buildings whose terrain is to be read. Give that of before when measures have changed the ground: floors stay.

    Raises
    ------
    CrsError, LayerError
        For another coordinate system, and for what are no polygons.
    ParamError
        For thresholds or rains that are negative or of another number, and rains that do not rise.

    Examples
    --------
    A house stands by a pit of 0.3 m that 75 mm fill; water reaches 0.2 m above the pit's floor at 50 mm.

    >>> import geopandas as gpd, shapely
    >>> from gistools.cloudburst import LossParams, find_bluespots, rain_to_flood, runoff_classes
    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> from gistools.terrain import condition, route_flow
    >>> z = np.array([[9, 9, 9, 9, 9, 9], [9, 5, 4, 3, 2.7, 3], [9, 9, 9, 9, 9, 9]], np.float32)
    >>> terrain = condition(Raster(z, Grid(3, 6, 0.0, 3.0, 1.0, 1.0, "EPSG:25832"), unit="m"))
    >>> flow = route_flow(terrain)
    >>> found = rain_to_flood(terrain, flow, find_bluespots(terrain, flow), runoff_classes(terrain, LossParams()))
    >>> pit = gpd.GeoDataFrame(geometry=[shapely.box(4.2, 1.2, 4.8, 1.8)], crs="EPSG:25832")
    >>> by = ExposureParams(exposure_rule="touched-max")
    >>> expose(found, pit, np.array([0.0, 0.2, 0.4]), by).onset_mm.round(2).ravel().tolist()
    [0.0, 50.0, inf]
    """
    params = params or ExposureParams()
    require_kind(result, RainToFlood, "result")
    progress = progress or NoProgress()
    n = len(buildings)
    asked = require_thresholds(thresholds_m, n)
    rains = require_rains(rains_mm)
    require_crs(buildings, result.grid, Text("bygninger", "buildings"))
    around = cells_around(buildings.geometry.to_numpy(), result.grid, params, progress=Stage(progress, 0.0, 0.3))
    if result.terrain.raised is not None:  # no water stands on roofs, and they are not the terrain at a facade
        around = around.without(result.terrain.raised)
    progress.update(0.3, Text("Finder vandet ved bygninger", "Finding the water at buildings"))
    work = _Work(result, around, share_of(params))
    facade, known = work.ground(params.terrain_share, progress)
    if facade_m is not None:
        facade = np.where(np.isnan(facade_m), facade, facade_m)
    mean = params.exposure_rule is ExposureRule.TOUCHED_MEAN
    if mean and len(asked) and not rains.size:
        raise ParamError(
            Text("middel af berørte celler uden regndybder", "the mean of touched cells without rains"),
            Text("regndybder at aflæse middeldybden ved (rains_mm)", "rains to read the mean depth at (rains_mm)"),
            Text("giv rains_mm, eller vælg en anden exposure_rule", "give rains_mm, or choose another exposure_rule"),
        )
    depth = np.array([work.depths(mm, facade, progress) for mm in rains]).reshape(rains.size, n)
    notes: tuple[Text, ...] = ()
    if mean:
        onset = _first_at(depth, rains, asked)
        pond: I64 = np.zeros(onset.shape, np.int64)
        notes = (MEAN,)
    else:
        found = [work.onsets(facade + row, progress) for row in asked]
        onset = np.array([mm for mm, _ in found]).reshape(len(asked), n)
        pond = np.array([by for _, by in found], np.int64).reshape(len(asked), n)
    progress.update(1.0, Text("Vandet ved bygninger er fundet", "The water at buildings is found"))
    state, share = states(around, known)
    return Exposure(onset, rains, depth, facade, state, share, pond, (*notes, *result.notes))


def rain_at_depth(result: RainToFlood, cells: I64, depth_m: float, *, progress: Progress | None = None) -> F64:
    """Return the least rain that brings water of a depth to each of some cells.

    Parameters
    ----------
    cells:
        n positions ``row * cols + column``, each once.
    depth_m:
        m above the cell's own terrain; with 0 it is the rain that wets it.

    Returns
    -------
    F64
        n numbers in mm; inf where no rain brings that depth, NaN off land.

    Examples
    --------
    A pit of 0.3 m that 75 mm fill; its cell has 0.2 m of water at 50 mm.

    >>> from gistools.cloudburst import LossParams, runoff_classes
    >>> from gistools.cloudburst.solving import solve
    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> from gistools.terrain import condition
    >>> z = np.array([[9, 9, 9, 9, 9, 9], [9, 5, 4, 3, 2.7, 3], [9, 9, 9, 9, 9, 9]], np.float32)
    >>> terrain = condition(Raster(z, Grid(3, 6, 0.0, 3.0, 1.0, 1.0, "EPSG:25832"), unit="m"))
    >>> found = solve(terrain, runoff_classes(terrain, LossParams()))
    >>> rain_at_depth(found, np.array([10, 9]), 0.2).round(2).tolist()
    [50.0, inf]
    """
    start = np.arange(cells.size + 1, dtype=np.int64)
    around = Around(start, cells.astype(np.int64), np.zeros(cells.size, np.int64), np.zeros(cells.size, np.bool_))
    work, progress = _Work(result, around, 0.0), progress or NoProgress()
    facade, _ = work.ground(0.0, progress)
    return work.onsets(facade + depth_m, progress)[0]


MEAN = Text(
    "Middel af berørte celler: den regn, hvor skaden begynder, er den mindste af de valgte regndybder, hvor "
    "middeldybden er stor nok; den rigtige kan være mindre.",
    "Mean of touched cells: the rain at which damage begins is the least of the rains chosen at which the mean depth "
    "is large enough; the true one may be less.",
)


@dataclass(frozen=True, eq=False)
class _Work:
    """What one pass over the buildings takes."""

    result: RainToFlood
    around: Around
    share: float

    @property
    def mosaic(self) -> Mosaic:
        return self.result.flow.mosaic()

    @property
    def parts(self) -> list[tuple[int, int]]:
        return spans(self.around.beyond.size, LEAST)

    def _each(self, work: Callable[[int, int], Any], progress: Progress) -> list[Any]:
        return stoppable(progress, lambda stop: each(work, self.parts, stop))

    def ground(self, share: float, progress: Progress) -> tuple[F64, I64]:
        """Return the terrain at each facade, and how many cells have a value."""
        around, z, cols = self.around, self.mosaic.tiles[0]["z"], self.result.grid.cols
        found, known = np.full(around.beyond.size, np.nan), np.zeros(around.beyond.size, np.int64)

        def some(first: int, last: int) -> None:
            facades.ground(around.start, around.cell, z, cols, share, first, last, found, known)

        self._each(some, progress)
        return found, known

    def onsets(self, height_m: F64, progress: Progress) -> tuple[F64, I64]:
        """Return the least rain at which water stands at a height (m) at each building, and the pond (0: none)."""
        result, around, cols = self.result, self.around, self.result.grid.cols
        nodes, runoff, mosaic = result.flow.forest, result.runoff, self.mosaic
        z, basin = mosaic.tiles[0]["z"], mosaic.tiles[0]["basin"]
        rain = frame_of(result.rain.values, np.float32(np.nan))
        asked = ~np.isnan(height_m)
        height = np.full(height_m.size, _OUT_OF_REACH)
        height[asked] = np.rint((height_m[asked] - REACHED_M) * SCALE).astype(np.int64)
        spill = units(nodes.spill_z)

        def ask(first: int, last: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
            room = 4 * (last - first) + 16
            while True:
                building, node = np.empty(room, np.int64), np.empty(room, np.int64)
                count = facades.questions(
                    around.start, around.cell, z, basin, cols, height, nodes.parent, spill, first, last, building,
                    node, room,
                )  # fmt: skip
                if count <= room:
                    return building[:count].copy(), node[:count].copy()
                room = count

        found = self._each(ask, progress)
        building = np.concatenate([part[0] for part in found]) if found else np.empty(0, np.int64)
        node = np.concatenate([part[1] for part in found]) if found else np.empty(0, np.int64)
        mm = np.full(node.size, np.inf)
        if node.size:
            room = stoppable(progress, lambda stop: curves.room_below(mosaic, nodes, node, height[building], stop))
            made, step = result.curves, np.empty(node.size, np.int64)

            def until() -> None:
                facades.steps_until(
                    node, room * runoff.per_unit, made.start, made.step, made.water, made.rate, made.full_at,
                    made.last, step,
                )  # fmt: skip

            run_cancellable(progress, until)
            mm = np.where(step == facades.NEVER_STEP, np.inf, step * runoff.step_mm)
        begin = np.searchsorted(building, np.arange(height.size + 1))
        onset, by = np.full(height.size, np.nan), np.full(height.size, -1, np.int64)

        def tell(first: int, last: int) -> None:
            facades.onsets(
                around.start, around.cell, z, basin, rain, cols, height, self.share, nodes.parent, spill, begin, node,
                mm, first, last, onset, by,
            )  # fmt: skip

        self._each(tell, progress)
        onset[~asked], by[~asked] = np.nan, -1
        return onset, by + 1

    def depths(self, rain_mm: float, facade: F64, progress: Progress) -> F64:
        """Return how high the water of one rain stands above the facade's terrain at each building."""
        result, around = self.result, self.around
        step = result.runoff.step(rain_mm)
        held, holder = result.curves.state(result.flow.forest, step)
        rain, now = frame_of(result.rain.values, np.float32(np.nan)), np.float32(step * result.runoff.step_mm)
        mosaic = self.mosaic
        level, rest = stoppable(
            progress,
            lambda stop: curves.levels(
                mosaic,
                rain,
                now,
                result.flow.forest,
                held,
                holder,
                result.curves.capacity,
                result.runoff.per_unit,
                stop,
            ),
        )
        found = np.full(facade.size, np.nan)

        def some(first: int, last: int) -> None:
            facades.levels_at(
                around.start, around.cell, mosaic.tiles[0]["z"], mosaic.tiles[0]["basin"], rain, result.grid.cols, now,
                level, rest, self.share, facade, first, last, found,
            )  # fmt: skip

        self._each(some, progress)
        return found


def share_of(params: ExposureParams) -> float:
    """Return which share of the cells counts: -1 for the mean of their depths."""
    if params.exposure_rule is ExposureRule.TOUCHED_MEAN:
        return -1.0
    return params.wet_share if params.exposure_rule in {ExposureRule.RING, ExposureRule.WET_PERIMETER} else 0.0


def states(seen: Around | Seen, known: I64) -> tuple[npt.NDArray[np.object_], F64]:
    """Return what is known of each building, and the share of its cells that have a value."""
    all_cells = seen.counts + seen.beyond
    share = np.divide(known, all_cells, out=np.zeros(known.size), where=all_cells > 0)
    none, shapeless = all_cells == 0, seen.shapeless
    told = np.select(
        [shapeless, none, seen.counts == 0, known == 0, known < all_cells],
        [UNKNOWN, ENCLOSED, OUTSIDE, UNKNOWN, PARTLY],
        KNOWN,
    )
    return told.astype(object), share


def _first_at(depth: F64, rains: F64, thresholds: F64) -> F64:
    """Return the least of some rains at which the depth is as large as each threshold."""
    made = np.full(thresholds.shape, np.inf)
    for p, asked in enumerate(thresholds):
        reached = (depth >= asked) & (depth > 0.0)
        if rains.size:
            made[p] = np.where(reached.any(axis=0), rains[np.argmax(reached, axis=0)], np.inf)
            made[p][np.isnan(depth[0]) | np.isnan(asked)] = np.nan
    return made


def require_thresholds(thresholds_m: F64, n: int) -> F64:
    """Return thresholds as P x n, and raise for what are none."""
    given = np.asarray(thresholds_m, np.float64)
    if given.ndim == 1:
        given = np.repeat(given[:, None], n, axis=1)
    if given.ndim != 2 or given.shape[1] != n or bool((given < 0.0).any()) or bool(np.isinf(given).any()):  # noqa: PLR2004
        raise ParamError(
            Text(
                f"tærskler {given.shape}, mindst {danish(np.nanmin(given, initial=0.0))} m", f"thresholds {given.shape}"
            ),
            Text(f"P x {n} tal på 0 m eller mere", f"P x {n} numbers of 0 m or more"),
            Text("giv en tærskel over terræn for hver bygning", "give a threshold above the terrain for each building"),
        )
    return given


def require_rains(rains_mm: Sequence[float] | F64) -> F64:
    """Return rains as an array, and raise where they do not rise from 0 or more."""
    rains = np.asarray(rains_mm, np.float64).ravel()
    if not (np.all(np.isfinite(rains)) and np.all(rains >= 0.0) and np.all(np.diff(rains) > 0.0)):
        shown = listed(rains[:10])
        raise ParamError(
            Text(f"regndybder {shown.da}", f"rains {listed}"),
            Text("stigende regndybder på 0 mm eller mere", "rising rains of 0 mm or more"),
            Text("ret rækkefølgen", "correct their order"),
        )
    return rains
