"""Links after a plan: all searched again, or only those that the plan can change; both give the same to the bit.

Costs are whole numbers, and a way is a function of the costs alone (of equal ways the first by cell), so a link may be
kept where it can be shown that no way of its cost or less is gained or lost:

- **Rise**: a link whose way takes no step that is dearer or gone keeps cost and way when nothing falls. Other ways got
  dearer at most, and of those as cheap as it, it was and is the first.
- **Fall**: a way that takes a cheaper step passes an end of it. With D_i the least cost after the plan from any such
  end to patch i, it costs D_i + D_j or more. A link of cost c with D_i + D_j > c keeps cost and way; a pair without a
  link gets none when D_i + D_j is above the limit.
- **Patches** whose cells changed: their links are always searched again.
- **Neighbours only** (planar): regions are found in one pass, which is made again.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gistools.corridors.change_steps import changed_steps
from gistools.corridors.landscape import COST_UNIT
from gistools.corridors.links import corridors_of
from gistools.corridors.links_params import LinkParams
from gistools.corridors.search import Ways, field, joined, patch_cells, region_links, search_links
from gistools.corridors.surface import budget_of, stoppable, surface_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.corridors.landscape import Corridors, Patches, Resistance
    from gistools.corridors.surface import Surface
    from gistools.kernels.codes import U8
    from gistools.progress import Progress

    I64 = npt.NDArray[np.int64]

_FAR = np.int64(2**61)  # a cost that no way has; two of them can be summed


def links_after(
    before: Corridors,
    patches: Patches,
    resistance: Resistance,
    touched: Iterable[int] = (),
    *,
    quick: bool = True,
    roads: gpd.GeoDataFrame | None = None,
    road_name: str = "vejnavn",
    progress: Progress | None = None,
) -> tuple[Corridors, frozenset[int]]:
    """Return patches and links after a change, and the patches that were searched from.

    Parameters
    ----------
    before:
        With its links, limit and kind of links, which are kept.
    patches, resistance:
        After. Patches keep their numbers; those that went are missing, new ones have larger numbers.
    touched:
        Patches of before or after whose cells are not the same.
    quick:
        False: all is searched again.
    roads, road_name:
        As for `corridor_links`.

    Raises
    ------
    TableError
        For resistances that cannot be used.
    Cancelled
        When the user wants to stop.
    """
    ids = patches.frame["patch_id"].to_numpy(np.int64)
    limit = None if np.isinf(before.limit) else before.limit
    params = LinkParams(limit=limit, planar=before.planar)
    surface = stoppable(progress, lambda stop: surface_of(resistance, stop))
    place = np.zeros(int(patches.labels.max(initial=0)) + 1, np.int32)
    place[ids] = np.arange(1, ids.size + 1)
    labels = place[patches.labels]
    if before.planar or not ids.size:
        again = np.arange(ids.size)
    elif quick:
        again = _to_search(before, resistance, surface, ids, labels, limit, frozenset(touched), progress)
    else:
        again = np.arange(ids.size)
    parts = [] if before.planar else [_kept(before, ids, again)]
    if again.size:
        cells = patch_cells(surface, labels, ids.size)
        if before.planar:
            found = region_links(surface, cells, limit, progress=progress)
        else:
            found = search_links(surface, cells, limit, sources=(again + 1).tolist(), progress=progress)
        parts.append(Ways(ids[found.one - 1], ids[found.other - 1], found.cost, found.begin, found.cell))
    ways = joined(parts) if parts else ways_of(before, np.zeros(len(before.links), np.bool_))
    made = corridors_of(ways, patches, resistance, params, roads=roads, road_name=road_name)
    return made, frozenset(ids[again].tolist())


def ways_of(corridors: Corridors, which: npt.NDArray[np.bool_]) -> Ways:
    """Return some links as the cells that they pass."""
    links, grid = corridors.links[which], corridors.patches.grid
    at = shapely.get_coordinates(links.geometry.to_numpy())
    cols = np.floor((at[:, 0] - grid.x0) / grid.dx_m).astype(np.int64)
    rows = np.floor((grid.y0 - at[:, 1]) / grid.dy_m).astype(np.int64)
    begin = np.zeros(len(links) + 1, np.int64)
    np.cumsum(shapely.get_num_coordinates(links.geometry.to_numpy()), out=begin[1:])
    cost = np.rint(links["link_cost"].to_numpy(np.float64) / COST_UNIT).astype(np.int64)
    one, other = (links[name].to_numpy(np.int64) for name in ("from_patch", "to_patch"))
    return Ways(one, other, cost, begin, rows * grid.cols + cols)


def _kept(before: Corridors, ids: I64, again: I64) -> Ways:
    """Return the links between patches that are there still, from those that are not searched again."""
    quiet = np.setdiff1d(ids, ids[again])
    links = before.links
    return ways_of(before, (links["from_patch"].isin(quiet) & links["to_patch"].isin(ids)).to_numpy())


def _to_search(
    before: Corridors,
    resistance: Resistance,
    surface: Surface,
    ids: I64,
    labels: npt.NDArray[np.int32],
    limit: float | None,
    touched: frozenset[int],
    progress: Progress | None,
) -> I64:
    """Return the places of the patches that must be searched from."""
    n = ids.size
    ways = ways_of(before, np.ones(len(before.links), np.bool_))
    steps = changed_steps(before.resistance, resistance)
    place = {int(one): k for k, one in enumerate(ids)}
    most = budget_of(limit) - 1
    cost = np.full((n, n), most)  # of the link of a pair, or the most that a link may cost
    again = np.zeros(n, np.bool_)
    feel = any(mask.any() for mask in steps.risen)
    for k, (one, other) in enumerate(zip(ways.one.tolist(), ways.other.tolist(), strict=True)):
        if one in place and other in place:
            i, j = place[one], place[other]
            cost[i, j] = ways.cost[k]
            if other in touched or (feel and steps.felt_by(*np.divmod(ways.of(k), before.patches.grid.cols))):
                again[i] = True
    again |= np.isin(ids, list(touched))
    seeds = steps.fallen_cells
    if seeds.any():
        near = stoppable(progress, functools.partial(_distances, surface, seeds, labels, n, limit))
        both = near[:, None] + near[None, :]
        again |= np.triu((both <= cost) & (both < _FAR), k=1).any(axis=1)
    for one in sorted(touched & place.keys()):
        own = labels == place[one] + 1
        reach = stoppable(progress, functools.partial(_distances, surface, own, labels, n, limit))
        again |= (reach <= most) & (np.arange(n) < place[one])
    return np.flatnonzero(again)


def _distances(
    surface: Surface, seeds: npt.NDArray[np.bool_], labels: npt.NDArray[np.int32], n: int, limit: float | None, stop: U8
) -> I64:
    """Return the least cost from some cells to each patch, `_FAR` beyond the limit."""
    marked = surface.framed(seeds.astype(np.int8))
    marked[np.isnan(surface.resistance)] = 0
    left, budget = field(surface, np.flatnonzero(marked).astype(np.int32), limit, stop)
    most = np.zeros(n + 1, np.int64)
    inside = surface.inside(left)
    some = labels > 0
    np.maximum.at(most, labels[some], inside[some])
    return np.where(most[1:] > 0, np.minimum(budget - most[1:], _FAR), _FAR)
