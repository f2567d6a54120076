"""A workbench (værksted): rain to flood that is kept, and worked out again only where a change can be felt.

Any change is given as what it leads to: the changed terrain, run-off or links. The workbench finds out by itself what
differs from what it last worked out, and its answer is that of `rain_to_flood`, to the bit. What a change can reach is
told and proved in ``docs/workbench.md``.
"""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools._checks import require_kind
from gistools.cloudburst.all_rains import FOUND, GROWING, WETTING, RainToFlood, notes_of, require_all_rains
from gistools.cloudburst.arrivals import arrivals
from gistools.cloudburst.bluespots import Bluespots, find_bluespots
from gistools.cloudburst.ledger import unit_m3
from gistools.cloudburst.links import link_table
from gistools.cloudburst.tools import NAME
from gistools.errors import GridError
from gistools.kernels import curves, matching, measuring
from gistools.kernels.codes import OUT_BASINS
from gistools.kernels.strips import each, frame_of, inside, row_strips
from gistools.progress import NoProgress, Progress, Stage, run_cancellable
from gistools.raster import Raster
from gistools.terrain.flow import require_flow, route_flow, stoppable
from gistools.terrain.reroute import reroute_flow
from gistools.text import Text

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    from gistools.cloudburst.links import Links
    from gistools.cloudburst.runoff import RunoffClasses
    from gistools.kernels.chain import Nodes, Tree
    from gistools.kernels.curves import Apart, Arrivals, Curves
    from gistools.terrain.reroute import Rerouted
    from gistools.terrain.types import ConditionedTerrain, FlowField

    Bools = npt.NDArray[np.bool_]
    F32 = npt.NDArray[np.float32]
    I32 = npt.NDArray[np.int32]
    I64 = npt.NDArray[np.int64]

__all__ = ["Reach", "Workbench"]

LOOKING = Text("Finder det, der er ændret", "Finding what has changed")


@dataclass(frozen=True)
class Reach:
    """How far the last change reached.

    Parameters
    ----------
    basins:
        Basins (oplande til bunde) that cells came to, went from, or were changed in.
    followed:
        Nodes of the forest whose water was followed again, of ``nodes``.
    wetted:
        Basins whose cells got a new rain, of ``pits``.
    nodes, pits:
        How many there are.
    """

    basins: int
    followed: int
    wetted: int
    nodes: int
    pits: int


@dataclass(frozen=True, eq=False)
class _State:
    result: RainToFlood
    coming: Arrivals
    apart: Apart | None


class LaterResult(RainToFlood):
    """A `RainToFlood` whose bluespots are measured when first asked for."""

    def __init__(self, **values: object) -> None:
        """Take the values of `RainToFlood` without ``bluespots``."""
        self.__dict__.update(values)

    @functools.cached_property
    def bluespots(self) -> Bluespots:
        """See `RainToFlood`."""
        return find_bluespots(self.terrain, self.flow)


class Workbench:
    """Rain to flood that is worked out again where a change can be felt (værksted).

    Parameters
    ----------
    terrain, flow, runoff, links:
        As in `rain_to_flood`; what is there before any change.
    progress:
        Told how far the work is.

    Raises
    ------
    GridError, NodataError, ParamError
        As `rain_to_flood`.

    Examples
    --------
    A pit of four cells is made half as deep; the answer is that of the whole run.

    >>> import numpy as np
    >>> from gistools.cloudburst import LossParams, find_bluespots, rain_to_flood, runoff_classes
    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> from gistools.terrain import condition, route_flow
    >>> def made(depth):
    ...     z = np.full((6, 6), 9, np.float32)
    ...     z[2:4, 2:4] -= depth
    ...     terrain = condition(Raster(z, Grid(6, 6, 0.0, 6.0, 1.0, 1.0, "EPSG:25832"), unit="m"))
    ...     return terrain, runoff_classes(terrain, LossParams())
    >>> deep, runoff = made(1.0)
    >>> bench = Workbench(deep, route_flow(deep), runoff)
    >>> shallow, runoff = made(0.5)
    >>> again = bench.solve(shallow, runoff)
    >>> flow = route_flow(shallow)
    >>> whole = rain_to_flood(shallow, flow, find_bluespots(shallow, flow), runoff)
    >>> bool(np.array_equal(again.rain.values, whole.rain.values)), again.full_mm.tolist() == whole.full_mm.tolist()
    (True, True)
    """

    def __init__(
        self,
        terrain: ConditionedTerrain,
        flow: FlowField,
        runoff: RunoffClasses,
        links: Links | None = None,
        *,
        progress: Progress | None = None,
    ) -> None:
        require_flow(terrain, flow)
        require_all_rains(terrain, runoff, links)
        self._state = _whole(terrain, flow, runoff, links, progress or NoProgress())
        self._reach = _all_of(flow.forest)

    @property
    def result(self) -> RainToFlood:
        """What was worked out last."""
        return self._state.result

    @property
    def state(self) -> Any:  # noqa: ANN401 - whatever it is, it is only put back
        """What was worked out last and how far it reached, to be put back when what follows a change fails."""
        return self._state, self._reach

    @state.setter
    def state(self, state: tuple[_State, Reach]) -> None:
        self._state, self._reach = state

    @property
    def reach(self) -> Reach:
        """How far the last change reached."""
        return self._reach

    def solve(
        self,
        terrain: ConditionedTerrain,
        runoff: RunoffClasses,
        links: Links | None = None,
        *,
        progress: Progress | None = None,
    ) -> RainToFlood:
        """Return rain to flood after a change, the same to the bit as `rain_to_flood` gives, and keep it.

        When it raises, or is cancelled, what was worked out last is kept.

        Parameters
        ----------
        terrain, runoff, links:
            As they are now, all of them; on the same grid as before.

        Raises
        ------
        GridError
            For a terrain on another grid, with another rule for the edge of the map, or changed in place.
        NodataError, ParamError
            As `rain_to_flood`.
        """
        progress = progress or NoProgress()
        before = self._state
        old = before.result
        require_kind(terrain, type(old.terrain), "terrain")
        if terrain.edge_is_outlet != old.terrain.edge_is_outlet:
            raise GridError(
                Text("en anden regel for kortets kant", "another rule for the edge of the map"),
                Text("den samme som før", "the same as before"),
                Text("lav et nyt værksted", "make a new workbench"),
            )
        _require_own_memory(old.terrain, terrain)
        if terrain.grid != old.grid:
            raise GridError(
                Text(f"et andet net: {terrain.grid}", f"another grid: {terrain.grid}"),
                Text(f"det samme som før: {old.grid}", f"the same as before: {old.grid}"),
                Text("lav et nyt værksted", "make a new workbench"),
            )
        progress.update(0.0, LOOKING)
        rerouted = reroute_flow(old.terrain, old.flow, terrain, progress=progress)
        flow = route_flow(terrain, progress=Stage(progress, 0.0, 0.3)) if rerouted is None else rerouted.flow
        require_all_rains(terrain, runoff, links)
        ruler = ("step_mm", "last", "per_unit")
        if rerouted is None or any(getattr(runoff, name) != getattr(old.runoff, name) for name in ruler):
            made = _whole(terrain, flow, runoff, links, progress), _all_of(flow.forest)
        else:
            made = _part(before, terrain, rerouted, runoff, links, progress)
        progress.update(1.0, FOUND)
        self._state, self._reach = made
        return self._state.result


def _require_own_memory(before: ConditionedTerrain, now: ConditionedTerrain) -> None:
    """Raise for other heights in the memory of those before, where the workbench cannot see what they were."""
    if before.surface is now.surface or not np.may_share_memory(before.surface.values, now.surface.values):
        return
    raise GridError(
        Text("højder i den samme hukommelse som de tidligere", "heights in the same memory as those before"),
        Text("et nyt terræn med egne højder", "a new terrain with heights of its own"),
        Text("ret i en kopi: surface.values.copy()", "change a copy: surface.values.copy()"),
    )


def _all_of(nodes: Nodes) -> Reach:
    count, pits = nodes.parent.size, nodes.leaves
    return Reach(pits, count, pits, count, pits)


def _whole(
    terrain: ConditionedTerrain, flow: FlowField, runoff: RunoffClasses, links: Links | None, progress: Progress
) -> _State:
    """Work out everything."""
    nodes = flow.forest
    progress.update(0.3, GROWING)
    claims = stoppable(progress, lambda stop: curves.claim(flow.mosaic(), flow.tree, nodes, stop))
    capacity = claims.volumes.capacity * runoff.per_unit
    coming = stoppable(progress, lambda stop: arrivals(flow, runoff, claims.volumes.capacity, stop))
    apart, made, told = _follow(flow, capacity, coming, runoff, links, progress)
    progress.update(0.7, WETTING)
    wet = stoppable(
        progress,
        lambda stop: curves.wet_cells(flow.mosaic(), claims, made, runoff.per_unit, runoff.step_mm, stop),
    )
    return _State(_result(terrain, flow, runoff, wet, made, told), coming, apart)


def _follow(
    flow: FlowField, capacity: I64, coming: Arrivals, runoff: RunoffClasses, links: Links | None, progress: Progress
) -> tuple[Apart | None, Curves, gpd.GeoDataFrame | None]:
    """Follow all water; with links nothing is kept apart: they carry water from any part of the map to another."""
    if links is None:
        apart = stoppable(progress, lambda stop: curves.follow_apart(flow.forest, capacity, coming, runoff.last, stop))
        return apart, apart.joined(), None
    marks = stoppable(progress, functools.partial(links.marks, flow, runoff.per_unit))
    made = stoppable(progress, lambda stop: curves.follow(flow.forest, capacity, coming, runoff.last, stop, marks))
    unit = unit_m3(flow.grid.cell_area_m2, runoff.per_unit)
    return None, made, link_table(links, marks, runoff.step_mm, unit)


def _result(
    terrain: ConditionedTerrain,
    flow: FlowField,
    runoff: RunoffClasses,
    wet: F32,
    made: Curves,
    told: gpd.GeoDataFrame | None,
) -> RainToFlood:
    rain = Raster(inside(wet), terrain.grid, unit="mm", name=NAME)
    return LaterResult(
        terrain=terrain, flow=flow, runoff=runoff, rain=rain, curves=made, links=told, notes=notes_of(terrain, runoff)
    )


def _part(
    before: _State,
    terrain: ConditionedTerrain,
    rerouted: Rerouted,
    runoff: RunoffClasses,
    links: Links | None,
    progress: Progress,
) -> tuple[_State, Reach]:
    """Work out what differs from before, when rain counts in the same steps and water in the same units."""
    old, flow = before.result, rerouted.flow
    nodes = run_cancellable(progress, lambda: flow.forest)
    was, mosaic = old.flow.forest, flow.mosaic()
    progress.update(0.3, GROWING)
    match = run_cancellable(progress, lambda: _matched(was, nodes, rerouted))
    tree = _only(flow.tree, match[: nodes.leaves] < 0)
    volumes = stoppable(progress, lambda stop: measuring.measure_nested(mosaic, tree, nodes, stop))
    kept, capacity = match >= 0, volumes.capacity * runoff.per_unit
    capacity[kept] = old.curves.capacity[match[kept]]
    coming = stoppable(progress, lambda stop: arrivals(flow, runoff, capacity // runoff.per_unit, stop))
    again = np.ones(match.size, np.bool_)
    if links is not None or before.apart is None:
        apart, made, told = _follow(flow, capacity, coming, runoff, links, progress)
    else:
        other = _other_arrivals(before.coming, coming, rerouted.number, flow.tree.level.size)
        again = run_cancellable(progress, lambda: _again(was, nodes, match, other))
        which = np.append(np.ones(OUT_BASINS, np.bool_), again[: nodes.leaves])[coming.basin]
        mine = curves.Arrivals(*(getattr(coming, f.name)[which] for f in dataclasses.fields(coming)))
        part = stoppable(progress, lambda stop: curves.follow_apart(nodes, capacity, mine, runoff.last, stop))
        kept_apart = before.apart
        apart = run_cancellable(progress, lambda: kept_apart.with_part(part, match, again))
        made, told = apart.joined(), None
    progress.update(0.7, WETTING)
    same = run_cancellable(progress, lambda: _same_curves(match, made, old.curves))
    changed = np.zeros(match.size, np.bool_)
    changed[nodes.root[~same]] = True
    wetted = changed[nodes.root[: nodes.leaves]]
    claims = stoppable(progress, lambda stop: curves.claim(mosaic, _only(flow.tree, wetted), nodes, stop))
    wet = stoppable(
        progress, lambda stop: curves.wet_cells(mosaic, claims, made, runoff.per_unit, runoff.step_mm, stop)
    )
    rain, redone = frame_of(old.rain.values, np.float32(np.nan)), np.append(np.zeros(OUT_BASINS, np.bool_), wetted)
    basin = mosaic.tiles[0]["basin"]

    def keep(first: int, last: int) -> None:
        matching.keep_rain(basin, redone, rain, first, last, wet)

    stoppable(progress, lambda stop: each(keep, row_strips(*wet.shape), stop))
    reach = Reach(int(rerouted.touched.sum()), int(again.sum()), int(wetted.sum()), nodes.parent.size, nodes.leaves)
    return _State(_result(terrain, flow, runoff, wet, made, told), coming, apart), reach


def _matched(was: Nodes, nodes: Nodes, rerouted: Rerouted) -> I32:
    """Return which node of before each node is; -1 for all within an outermost one that is not the same."""
    match, same = np.full(nodes.parent.size, -1, np.int32), np.empty(nodes.parent.size, np.bool_)
    today = rerouted.number[OUT_BASINS:]
    kept = np.flatnonzero(today >= OUT_BASINS)
    match[today[kept] - OUT_BASINS] = kept
    match[: nodes.leaves][rerouted.touched[OUT_BASINS:]] = -1
    matching.match_nodes(
        nodes.leaves, nodes.left, nodes.right, nodes.root, nodes.parent, nodes.spill_z, nodes.spill_in,
        nodes.spill_out, nodes.receiver, was.parent, was.spill_z, was.spill_in, was.spill_out, was.receiver,
        rerouted.number, match, same,
    )  # fmt: skip
    return match


def _same_curves(match: I32, now: Curves, before: Curves) -> Bools:
    """Return which nodes are one of before with the same curve."""
    same = np.empty(match.size, np.bool_)
    matching.same_curves(
        match, now.start, now.step, now.water, now.rate, now.full_at,
        before.start, before.step, before.water, before.rate, before.full_at, same,
    )  # fmt: skip
    return same


def _only(tree: Tree, leaves: Bools) -> Tree:
    """Return a tree in which no cell of other leaves lies below the level of its basin."""
    level = np.append(np.full(OUT_BASINS, -np.inf, np.float32), np.where(leaves, tree.level[OUT_BASINS:], -np.inf))
    return dataclasses.replace(tree, level=level.astype(np.float32))


def _other_arrivals(before: Arrivals, now: Arrivals, number: I32, basins: int) -> Bools:
    """Return for each basin of today whether anything else arrives there, or at another step."""
    basin = number[before.basin]
    stays = basin >= 0
    old = before.at[stays].astype(np.int64) * basins + basin[stays]
    new = now.at.astype(np.int64) * basins + now.basin
    other = np.zeros(basins, np.bool_)
    there, place = _found(new, old)
    there &= (before.more[stays][place] == now.more) & (before.gain[stays][place] == now.gain) if old.size else False
    other[now.basin[~there]] = True
    other[basin[stays][~_found(old, new)[0]]] = True
    return other


def _found(wanted: I64, among: I64) -> tuple[Bools, I64]:
    """Return which numbers are among others, both rising, and where."""
    if not among.size:
        return np.zeros(wanted.size, np.bool_), np.zeros(wanted.size, np.int64)
    place = np.minimum(np.searchsorted(among, wanted), among.size - 1)
    return among[place] == wanted, place


def _again(was: Nodes, nodes: Nodes, match: I32, other: Bools) -> Bools:
    """Return which nodes are to be followed again: all whose water leaves the map with any that differs."""
    outlet, old_outlet = curves.outlets_of(nodes), curves.outlets_of(was)
    group, old_group = np.zeros(match.size, np.bool_), np.zeros(was.parent.size, np.bool_)
    group[outlet[: nodes.leaves][other[OUT_BASINS:]]] = True
    gone = np.ones(was.parent.size, np.bool_)
    gone[match[match >= 0]] = False
    old_group[old_outlet[gone]] = True
    matching.spread_groups(outlet, old_outlet, match, group, old_group)
    return group[outlet]
