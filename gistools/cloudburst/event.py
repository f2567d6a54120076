"""One rain event: fill, spill, merge; depths, volumes and the water ledger."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools._checks import require_kind, require_same_terrain
from gistools.cloudburst.bluespots import Bluespots, spill_units
from gistools.cloudburst.ledger import Ledger, unit_m3
from gistools.cloudburst.runoff import Runoff
from gistools.cloudburst.standing import draw
from gistools.errors import BalanceError
from gistools.kernels import chain, event, measuring
from gistools.kernels import volumes as volume_kernels
from gistools.kernels.codes import OUT_BASINS
from gistools.kernels.mosaic import Mosaic
from gistools.kernels.strips import each, frame_of, row_strips, shares
from gistools.progress import NoProgress, Progress, run_cancellable
from gistools.terrain.flow import require_flow, stoppable
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.raster import Raster
    from gistools.terrain.types import ConditionedTerrain, FlowField

LIMITS = Text(
    "Statisk screening: ingen tid, ingen strømningshastighed og ingen rørhydraulik. Vand løber ad terrænet, fylder "
    "lavninger fra bunden og løber over ved tærskelpunktet. Resultatet er vejledende.",
    "Static screening: no time, no flow velocity and no pipe hydraulics. Water runs on the terrain, fills bluespots "
    "from the bottom and spills at the threshold point. The result is guidance only.",
)


@dataclass(frozen=True, eq=False)
class FloodEvent:
    """What one rain leaves behind (oversvømmelse).

    Parameters
    ----------
    terrain, flow, bluespots:
        What the rain fell on.
    depth:
        Standing water in m; 0 where dry, NaN off land.
    level:
        Level of the water surface in m, NaN where dry.
    ledger:
        Where the rain went.
    per_unit:
        All water counts in so many units of 2^-20 m on one cell; 1 without losses.
    water:
        int64: water of each node of the forest that holds water of its own (see ``holder``).
    holder:
        int64: the node that holds the water of each pit.
    spilled:
        int64: what ran over the threshold of each node.
    through:
        int64: what ran through each cell on its way to a pit or off the map, spills included.
    notes:
        What the user should know.
    """

    terrain: ConditionedTerrain
    flow: FlowField
    bluespots: Bluespots
    depth: Raster
    level: Raster
    ledger: Ledger
    per_unit: int
    water: npt.NDArray[np.int64]
    holder: npt.NDArray[np.int64]
    spilled: npt.NDArray[np.int64]
    through: npt.NDArray[np.int64]
    notes: tuple[Text, ...]

    @property
    def unit_m3(self) -> float:
        """How much water one unit is."""
        return unit_m3(self.terrain.grid.cell_area_m2, self.per_unit)

    @property
    def through_m3(self) -> npt.NDArray[np.float64]:
        """Water in m³ that ran through each cell."""
        volume: npt.NDArray[np.float64] = self.through * np.float64(self.unit_m3)
        return volume

    @property
    def path_m3(self) -> npt.NDArray[np.float64]:
        """Water in m³ along the routed flow: as `through_m3`, and within ponds what the pond passes on."""
        volume = self.through_m3
        carved = (self.flow.routed & 15) != (self.flow.local & 15)
        spilled = self.spilled[self.holder[self.flow.basin[carved] - OUT_BASINS]]
        volume[carved] = spilled * self.unit_m3
        return volume

    @property
    def ponds(self) -> npt.NDArray[np.int64]:
        """The nodes that hold water."""
        nodes = _each_once(self.holder, self.water.size)
        return nodes[self.water[nodes] > 0]

    @property
    def title(self) -> Text:
        """What the event is: the tool's name and the rain, averaged over the land."""
        mm = self.ledger.m3("rain") / (self.ledger.land_cells * self.ledger.cell_area_m2) * 1000.0
        number = f"{mm:.1f}".removesuffix(".0")
        return Text(
            f"Oversvømmelse ved én regn – {number.replace('.', ',')} mm i gennemsnit",
            f"Flood of one rain – {number} mm on average",
        )

    @property
    def backdrop(self) -> Raster:
        """The terrain that a map is drawn on."""
        return self.terrain.surface

    def map_layers(self) -> list[tuple[Any, str, Text]]:
        """Return what a map shows: value, style, name."""
        from gistools.cloudburst import layers  # noqa: PLC0415 - only where pictures are made
        from gistools.cloudburst.params import ReportParams  # noqa: PLC0415

        report = ReportParams()
        paths = layers.event_paths(self, 10_000.0)
        return [
            (self.depth, "depth", self.depth.name),
            (layers.ponds(self, report), "ponds", Text("Vandsamlinger", "Ponds")),
            (paths, "flow_paths", Text("Strømningsveje", "Flow paths")),
            (layers.event_spills(self, report), "spill_network", Text("Overløb", "Spills")),
            (layers.event_thresholds(self, report), "threshold_points", Text("Tærskelpunkter", "Threshold points")),
        ]

    def __repr__(self) -> str:
        """One line."""
        stored, rain = self.ledger.m3("stored"), self.ledger.m3("rain")
        standing = f"{stored:.0f} m³ standing in {self.ponds.size} ponds"
        return f"<FloodEvent: {rain:.0f} m³ of rain, {standing}; {self.terrain.grid}>"


def run_event(
    terrain: ConditionedTerrain,
    flow: FlowField,
    bluespots: Bluespots,
    runoff: Runoff,
    *,
    progress: Progress | None = None,
) -> FloodEvent:
    """Let run-off settle (oversvømmelse ved én regn): fill, spill and merge on the depression forest.

    Exact for water that runs along the local flow field and ponds from the bottom: what a full depression cannot hold
    goes over its threshold to the depression beyond, and two that fill each other become one (Barnes, Callaghan and
    Wickert 2021, with one key for nesting and receivers). Volumes are whole numbers and add up to the rain.

    Parameters
    ----------
    terrain, flow, bluespots:
        From `condition`, `route_flow` and `find_bluespots`.
    runoff:
        From `net_runoff`.
    progress:
        Told how far the work is.

    Raises
    ------
    BalanceError
        When the ledger does not close; a defect to be reported.

    Examples
    --------
    >>> import numpy as np
    >>> from gistools.cloudburst import EventParams, find_bluespots, net_runoff
    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> from gistools.terrain import condition, route_flow
    >>> z = np.array([[5, 5, 5, 5], [5, 1, 2, 5], [5, 5, 3, 5], [5, 5, 4, 5]], np.float32)
    >>> terrain = condition(Raster(z, Grid(4, 4, 0.0, 8.0, 2.0, 2.0, "EPSG:25832"), unit="m"))
    >>> flow = route_flow(terrain)
    >>> flood = run_event(terrain, flow, find_bluespots(terrain, flow), net_runoff(terrain, EventParams(rain_mm=500.0)))
    >>> round(float(flood.depth.values[1, 1]), 3), flood.ledger.difference
    (1.5, 0)
    """
    progress = progress or NoProgress()
    require_flow(terrain, flow)
    require_kind(bluespots, Bluespots, "bluespots")
    require_kind(runoff, Runoff, "runoff")
    require_same_terrain(terrain.key, bluespots.terrain_key, Text("lavninger", "bluespots"))
    require_same_terrain(terrain.key, runoff.terrain_key, Text("en afstrømning", "run-off"))
    progress.update(0.0, Text("Lader vandet samle sig", "Letting water collect"))
    nodes, grid = bluespots.nodes, terrain.grid
    volumes = stoppable(progress, bluespots.measure)
    count = nodes.parent.size
    mosaic = flow.mosaic()
    tile = mosaic.tiles[0]
    parts = shares(*tile["basin"].shape)

    def collect(first: int, last: int) -> npt.NDArray[np.int64]:
        basin, basins = tile["basin"], nodes.leaves + OUT_BASINS
        found: npt.NDArray[np.int64] = volume_kernels.sum_by_basin(basin, runoff.amount, basins, first, last)
        return found

    capacity = volumes.capacity * runoff.per_unit
    inflow = np.sum(stoppable(progress, lambda stop: each(collect, parts, stop)), axis=0)
    water = np.empty(count + OUT_BASINS, np.int64)
    merged, forward = np.empty(count, np.uint8), np.empty(count + OUT_BASINS, np.int64)
    holder, spilled = np.empty(nodes.leaves, np.int64), np.empty(count, np.int64)

    def settle() -> None:
        failed = event.fill_spill_merge(
            nodes.leaves, nodes.parent, nodes.left, nodes.right, nodes.receiver, capacity,
            inflow, water, merged, forward,
        )  # fmt: skip
        failed += event.settle(
            nodes.leaves,
            nodes.parent,
            nodes.receiver,
            merged,
            forward,
            water,
            inflow,
            holder,
            spilled,
        )
        if failed:
            raise _circle()

    run_cancellable(progress, settle)
    units, rest = stoppable(
        progress, lambda stop: _levels(mosaic, bluespots, holder, water, merged, runoff.per_unit, stop)
    )
    progress.update(0.5, Text("Tegner vanddybder", "Drawing water depths"))
    standing = draw(terrain, flow, units, rest, progress)
    through = _through(flow, runoff.amount, nodes.spill_out, spilled, progress)
    terms = {
        "rain": runoff.rain,
        "infiltrated": runoff.infiltrated,
        "initial": runoff.initial,
        "drained": runoff.drained,
        "stored": int(water[_each_once(holder, count)].sum()),
    }
    off_map = functools.partial(volume_kernels.sum_off_map, tile["code"], frame_of(through, 0))
    strips = row_strips(*tile["code"].shape)
    left = np.sum(stoppable(progress, lambda stop: each(off_map, strips, stop)), axis=0)
    for i, name in enumerate(("edge", "sea", "hole")):
        terms[name] = int(left[i])
        if terms[name] != int(water[count + i]):
            raise _circle()
    ledger = Ledger(
        terms=terms,
        cell_area_m2=grid.cell_area_m2,
        per_unit=runoff.per_unit,
        land_cells=int(terrain.land.sum()),
        resampling_m3=runoff.resampling_m3,
        depth_m3=standing.depth_sum_m * grid.cell_area_m2,
    )
    ledger.require_closed()
    progress.update(1.0, Text("Vandet har samlet sig", "Water has collected"))
    return FloodEvent(
        terrain=terrain,
        flow=flow,
        bluespots=bluespots,
        depth=standing.depth,
        level=standing.level,
        ledger=ledger,
        per_unit=runoff.per_unit,
        water=water[:count].copy(),
        holder=holder,
        spilled=spilled,
        through=through,
        notes=(*terrain.notes, *runoff.notes, LIMITS),
    )


def _each_once(nodes: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.int64]:
    """Return the different ones of some nodes, of which there are ``count`` in all, in their order."""
    named = np.zeros(count, np.bool_)
    named[nodes] = True
    return np.flatnonzero(named)


def _levels(
    mosaic: Mosaic,
    bluespots: Bluespots,
    holder: npt.NDArray[np.int64],
    water: npt.NDArray[np.int64],
    merged: npt.NDArray[np.uint8],
    per_unit: int,
    stop: npt.NDArray[np.uint8],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return the water level of each pit: whole 2^-20 m and the fraction above them, -1 where dry."""
    nodes, volumes = bluespots.nodes, bluespots.volumes
    tops = _each_once(holder, nodes.parent.size)
    capacity = volumes.capacity * per_unit
    partly = tops[(water[tops] > 0) & (water[tops] < capacity[tops])]
    part = np.full(nodes.parent.size, -1, np.int32)
    part[partly] = np.arange(partly.size)
    floor = np.empty(nodes.leaves, np.float32)
    event.floors(nodes.leaves, nodes.parent, merged, nodes.spill_z, floor)
    start, own = measuring.heights_between(mosaic, part[holder], floor, nodes.spill_z[holder], partly.size, stop)
    units, rest = np.empty(nodes.leaves, np.int64), np.empty(nodes.leaves, np.float64)
    event.surface(
        holder, water, capacity, spill_units(nodes), volumes.cells, volumes.height, part, start, own, per_unit,
        units, rest,
    )  # fmt: skip
    return units, rest


def _through(
    flow: FlowField,
    amount: npt.NDArray[np.int64],
    spill_out: npt.NDArray[np.int32] | npt.NDArray[np.int64],
    spilled: npt.NDArray[np.int64],
    progress: Progress,
) -> npt.NDArray[np.int64]:
    """Return what ran through each cell: its own run-off, what came from above, and what spilled onto it."""
    mosaic = Mosaic(flow.grid.shape)
    mosaic.put("code", flow.local, np.uint8(255))
    mosaic.blank("through", np.int64, 0)
    through: npt.NDArray[np.int64] = mosaic.get("through")
    through[:] = amount
    over = spilled > 0
    tile = mosaic.tiles[0]
    np.add.at(tile["through"].reshape(-1), mosaic.padded_index(tile, spill_out[over]), spilled[over])
    stoppable(progress, lambda stop: chain.solve_accumulation(mosaic, "code", "through", stop))
    return through


def _circle() -> BalanceError:
    return BalanceError(
        Text("vand, der løber i ring mellem lavninger", "water that runs in a circle between bluespots"),
        Text("en vej ud for alt vand", "a way out for all water"),
        Text("meld fejlen med terrænet", "report the defect with the terrain"),
    )
