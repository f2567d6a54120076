"""How much rain until each spot is wet, for all rains in one pass (docs/rain-to-flood.md)."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools._checks import require_kind, require_same_terrain
from gistools.cloudburst.arrivals import arrivals, require_cells
from gistools.cloudburst.bluespots import Bluespots
from gistools.cloudburst.event import LIMITS, FloodEvent, run_event
from gistools.cloudburst.ledger import Ledger, unit_m3
from gistools.cloudburst.links import Links, link_table
from gistools.cloudburst.runoff import RunoffClasses
from gistools.cloudburst.standing import draw
from gistools.cloudburst.tools import NAME
from gistools.errors import ParamError
from gistools.kernels import curves, forest
from gistools.kernels.rains import NEVER
from gistools.kernels.strips import frame_of, inside
from gistools.progress import NoProgress, Progress
from gistools.raster import Raster
from gistools.terrain.flow import require_flow, stoppable
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.cloudburst.standing import Standing
    from gistools.grid import Grid
    from gistools.kernels.curves import Curves
    from gistools.terrain.types import ConditionedTerrain, FlowField

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class RainToFlood:
    """The least rain that wets each cell, and what everything holds at every rain (regn til oversvømmelse).

    Rain is in mm, averaged over the land; where it falls unevenly (`RunoffClasses.uniform` is False) it is the rain
    raster made larger or smaller as a whole.

    Parameters
    ----------
    terrain, flow, bluespots, runoff:
        What the rain falls on, and what runs off.
    rain:
        float32, mm: the least rain at which water stands on the cell; +inf on land that none wets, NaN off land.
    curves:
        What each node of the forest holds at every step of the rain.
    links:
        What links did, from `gistools.cloudburst.links.link_table`; None when there are none.
    notes:
        What the user should know.
    """

    terrain: ConditionedTerrain
    flow: FlowField
    bluespots: Bluespots
    runoff: RunoffClasses
    rain: Raster
    curves: Curves
    links: gpd.GeoDataFrame | None
    notes: tuple[Text, ...]

    @property
    def grid(self) -> Grid:
        """Where the cells lie."""
        return self.terrain.grid

    @property
    def unit_m3(self) -> float:
        """How much water one unit of the curves is."""
        return unit_m3(self.grid.cell_area_m2, self.runoff.per_unit)

    @functools.cached_property
    def full_mm(self) -> F64:
        """The least rain at which each node of the forest is full and spills; inf for none."""
        step = self.curves.full_at
        return np.where(step == NEVER, np.inf, step * self.runoff.step_mm)

    def standing(self, rain_mm: float, *, progress: Progress | None = None) -> Standing:
        """Return depth and level of the water of one rain, the same to the bit as `run_event` of that rain gives.

        Raises
        ------
        ParamError
            For a rain below 0, or above what `RunoffClasses.last` steps are.
        """
        step = self.runoff.step(rain_mm)
        held, holder = self.curves.state(self.flow.forest, step)
        return self._drawn(step, held, holder, progress or NoProgress())

    def _drawn(self, step: int, held: I64, holder: I64, progress: Progress) -> Standing:
        """Return the water of a step, of which `Curves.state` is known."""
        rain, now = frame_of(self.rain.values, np.float32(np.nan)), np.float32(step * self.runoff.step_mm)

        def levels(stop: npt.NDArray[np.uint8]) -> tuple[I64, F64]:
            return curves.levels(
                self.flow.mosaic(), rain, now, self.flow.forest, held, holder, self.curves.capacity,
                self.runoff.per_unit, stop,
            )  # fmt: skip

        return draw(self.terrain, self.flow, *stoppable(progress, levels), progress)

    def event(self, rain_mm: float, *, progress: Progress | None = None) -> FloodEvent:
        """Return the flood of one rain with spills and flow paths: `run_event` of it.

        Raises
        ------
        ParamError
            When there are links, whose water depends on how rain has grown; `standing` gives the depths.
        """
        if self.links is not None:
            raise ParamError(
                Text("en enkelt regn med forbindelser", "a single rain with links"),
                Text("vand, der ikke afhænger af rækkefølgen", "water that does not depend on the order"),
                Text("brug standing og ledger", "use standing and ledger"),
            )
        runoff = self.runoff.at(self.runoff.step(rain_mm))
        return run_event(self.terrain, self.flow, self.bluespots, runoff, progress=progress)

    def volume_m3(self, rain_mm: float) -> F64:
        """Return what each node of the forest holds at a rain, in m³, with all that the nodes inside it hold.

        A node that has become part of its parent's water holds its own capacity.
        """
        step, nodes = self.runoff.step(rain_mm), self.flow.forest
        held, _ = self.curves.state(nodes, step)
        within = held[: nodes.parent.size].copy()
        forest.sum_up(nodes.parent, within, np.zeros_like(within))
        joined = self.curves.joined_at <= step
        within[joined] = self.curves.capacity[joined]
        return within * np.float64(self.unit_m3)

    def ledger(self, rain_mm: float) -> Ledger:
        """Return where the water of one rain is, each term counted by itself.

        Raises
        ------
        BalanceError
            When the ledger does not close; a defect to be reported.
        """
        step, nodes = self.runoff.step(rain_mm), self.flow.forest
        count = nodes.parent.size
        held, holder = self.curves.state(nodes, step)
        ways = ("edge", "sea", "hole", "taken")
        made = Ledger(
            terms={
                **self.runoff.totals(step),
                "stored": int(held[:count].sum()),
                **dict(zip(ways, held[count:].tolist(), strict=False)),
            },
            cell_area_m2=self.grid.cell_area_m2,
            per_unit=self.runoff.per_unit,
            land_cells=int(self.runoff.cells.sum()),
            resampling_m3=self.runoff.resampled_m3(step),
            depth_m3=self._drawn(step, held, holder, NoProgress()).depth_sum_m * self.grid.cell_area_m2,
        )
        made.require_closed()
        return made

    def ledgers(self, rains_mm: Sequence[float]) -> pd.DataFrame:
        """Return the ledgers of some rains as one table, with ``rain_mm`` before the columns of `Ledger.to_frame`.

        Rains beyond the last step are left out; where all are, the last step is taken.
        """
        last = self.runoff.last * self.runoff.step_mm
        taken = [mm for mm in rains_mm if mm <= last] or [last]
        frames = [self.ledger(mm).to_frame() for mm in taken]
        table = pd.concat(frames, ignore_index=True)
        table.insert(0, "rain_mm", np.repeat(taken, [len(f) for f in frames]))
        table.attrs["units"] = {"rain_mm": "mm", "volume_m3": "m³", "mm": "mm"}
        table.attrs["title"] = Text("Vandregnskaber", "Water ledgers")
        return table

    def curve(self, node: int) -> pd.DataFrame:
        """Return the bends of what one node of the forest holds: rain_mm, volume_m3; straight between them, and exact.

        It begins where the node begins to get water as one, and ends where it is full, or at the last step.
        """
        at = slice(int(self.curves.start[node]), int(self.curves.start[node + 1]))
        step, water = self.curves.step[at], self.curves.water[at]
        if self.curves.full_at[node] != NEVER:
            step = np.append(step, self.curves.full_at[node])
            water = np.append(water, self.curves.capacity[node])
        elif step.size and step[-1] < self.curves.last:
            rate = self.curves.rate[at][-1]
            water = np.append(water, water[-1] + rate * (self.curves.last - int(step[-1])))
            step = np.append(step, np.int32(self.curves.last))
        table = pd.DataFrame({"rain_mm": step * self.runoff.step_mm, "volume_m3": water * np.float64(self.unit_m3)})
        table.attrs["units"] = {"rain_mm": "mm", "volume_m3": "m³"}
        return table

    @property
    def title(self) -> Text:
        """What it is."""
        return NAME

    @property
    def backdrop(self) -> Raster:
        """The terrain that a map is drawn on."""
        return self.terrain.surface

    def map_layers(self) -> list[tuple[Any, str, Text]]:
        """Return what a map shows: value, style, name."""
        from gistools.cloudburst import layers  # noqa: PLC0415 - only where pictures are made
        from gistools.cloudburst.params import ReportParams  # noqa: PLC0415

        found = layers.bluespots_by_rain(self, ReportParams())
        return [(self.rain, "rain_to_flood", self.rain.name), (found, "bluespots_by_rain", found.attrs["title"])]

    def __repr__(self) -> str:
        """One line."""
        wet = float(np.isfinite(self.rain.values).mean() * 100.0)
        return f"<RainToFlood: {wet:.1f} % of the cells can be wet; {self.flow.forest.leaves} pits; {self.grid}>"


def rain_to_flood(
    terrain: ConditionedTerrain,
    flow: FlowField,
    bluespots: Bluespots,
    runoff: RunoffClasses,
    links: Links | None = None,
    *,
    progress: Progress | None = None,
) -> RainToFlood:
    """Find how much rain it takes until each cell is wet (regn til oversvømmelse), for all rains in one pass.

    Rain is let grow; what happens on the way (a depression is full, spills into another, becomes one with it; a class
    of cells begins to run off) is followed on the depression forest in whole numbers. Depths of any rain follow from
    the result, and are those of `run_event` to the bit. Definitions and proofs: ``docs/rain-to-flood.md``.

    Parameters
    ----------
    terrain, flow, bluespots:
        From `condition`, `route_flow` and `find_bluespots`.
    runoff:
        From `runoff_classes`.
    links:
        From `gistools.cloudburst.links.find_links`: culverts, basins and pumps with a volume each.
    progress:
        Told how far the work is.

    Raises
    ------
    ParamError
        For a rain raster without rain.
    GridError
        When there could be more water than can be counted in whole numbers, and for 2^31 cells or more.

    Examples
    --------
    Four cells in a row drain to a pit of 0.3 m on one of them; it holds 0.3 m, so 75 mm on each fill it.

    >>> import numpy as np
    >>> from gistools.cloudburst import LossParams, find_bluespots, runoff_classes
    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> from gistools.terrain import TerrainParams, condition, route_flow
    >>> z = np.array([[9, 9, 9, 9, 9, 9], [9, 5, 4, 3, 2.7, 3], [9, 9, 9, 9, 9, 9]], np.float32)
    >>> terrain = condition(Raster(z, Grid(3, 6, 0.0, 3.0, 1.0, 1.0, "EPSG:25832"), unit="m"))
    >>> flow = route_flow(terrain)
    >>> found = rain_to_flood(terrain, flow, find_bluespots(terrain, flow), runoff_classes(terrain, LossParams()))
    >>> found.full_mm.round(3).tolist(), float(found.rain.values[1, 4]) > 0
    ([75.001], True)
    """
    progress = progress or NoProgress()
    require_kind(bluespots, Bluespots, "bluespots")
    require_same_terrain(terrain.key, bluespots.terrain_key, Text("lavninger", "bluespots"))
    require_flow(terrain, flow)
    require_all_rains(terrain, runoff, links)
    mosaic, nodes, per_unit = flow.mosaic(), flow.forest, runoff.per_unit
    progress.update(0.0, Text("Fordeler celler på lavninger", "Giving cells to bluespots"))
    claims = stoppable(progress, lambda stop: curves.claim(mosaic, flow.tree, nodes, stop))
    progress.update(0.4, GROWING)
    coming = stoppable(progress, lambda stop: arrivals(flow, runoff, claims.volumes.capacity, stop))
    capacity = claims.volumes.capacity if per_unit == 1 else claims.volumes.capacity * per_unit
    marks = None if links is None else stoppable(progress, functools.partial(links.marks, flow, per_unit))
    made = stoppable(progress, lambda stop: curves.follow(nodes, capacity, coming, runoff.last, stop, marks))
    progress.update(0.6, WETTING)
    wet = stoppable(progress, lambda stop: curves.wet_cells(mosaic, claims, made, per_unit, runoff.step_mm, stop))
    progress.update(1.0, FOUND)
    told = None
    if links is not None and marks is not None:
        told = link_table(links, marks, runoff.step_mm, unit_m3(terrain.grid.cell_area_m2, per_unit))
    rain = Raster(inside(wet), terrain.grid, unit="mm", name=NAME)
    return RainToFlood(terrain, flow, bluespots, runoff, rain, made, told, notes_of(terrain, runoff))


def require_all_rains(terrain: ConditionedTerrain, runoff: RunoffClasses, links: Links | None) -> None:
    """Raise for values that do not belong together, or rain that is none; see `rain_to_flood`."""
    require_kind(runoff, RunoffClasses, "runoff")
    if runoff.terrain is not terrain:  # else its key, which takes a while, need not be known
        require_same_terrain(terrain.key, runoff.terrain.key, Text("en afstrømning", "run-off"))
    require_cells(terrain.grid)
    if links is not None:
        require_kind(links, Links, "links")
        require_same_terrain(terrain.key, links.terrain_key, Text("forbindelser", "links"))
    if not runoff.step_mm > 0:
        raise ParamError(
            Text("en regnraster uden regn", "a rain raster without rain"),
            Text("regn et sted på terrænet", "rain somewhere on the terrain"),
            Text("ret regnrasteren, eller udelad den", "correct the rain raster, or leave it out"),
        )


def notes_of(terrain: ConditionedTerrain, runoff: RunoffClasses) -> tuple[Text, ...]:
    """Return what the user of a result should know."""
    return (*terrain.notes, *runoff.notes, *(() if runoff.uniform else (SPREAD,)), LIMITS)


GROWING = Text("Lader regnen vokse", "Letting rain grow")
WETTING = Text("Finder regnen, der gør hver celle våd", "Finding the rain that wets each cell")
FOUND = Text("Regn til oversvømmelse er fundet", "Rain to flood is found")
SPREAD = Text(
    "Regn er regnrasteren gjort større eller mindre som helhed; mm er gennemsnittet over terrænet",
    "Rain is the rain raster made larger or smaller as a whole; mm is the average over the terrain",
)
