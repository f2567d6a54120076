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

from gistools.corridors.change_steps import changed_steps
from gistools.corridors.landscape import COST_UNIT
from gistools.corridors.links import corridors_of, path_cells
from gistools.corridors.links_params import LinkParams
from gistools.corridors.search import Ways, field, joined, patch_cells, region_links, search_links
from gistools.corridors.surface import budget_of, stoppable, surface_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.corridors.landscape import Corridors, Patches, Resistance
    from gistools.corridors.search import PatchCells
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
) -> tuple[Corridors, int]:
    """Return patches and links after a change, and how many pairs of patches were searched again.

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
    cells = patch_cells(surface, labels, ids.size)
    pairs = ids.size * (ids.size - 1) // 2
    parts: list[Ways] = []
    if before.planar and ids.size:
        parts.append(region_links(surface, cells, limit, progress=progress))
    elif ids.size and not quick:
        parts.append(search_links(surface, cells, limit, progress=progress))
    elif ids.size:
        wanted = _wanted(before, resistance, surface, ids, labels, limit, frozenset(touched), progress)
        pairs = int((wanted >= 0).sum())
        parts = _searched(surface, cells, wanted, limit, progress)
    found = [Ways(ids[one.one - 1], ids[one.other - 1], one.cost, one.begin, one.cell) for one in parts]
    if quick and ids.size and not before.planar:
        found.append(_kept(before, ids, wanted, frozenset(touched)))
    ways = joined(found) if found else ways_of(before, np.zeros(len(before.links), np.bool_))
    made = corridors_of(ways, patches, resistance, params, roads=roads, road_name=road_name)
    return made, pairs


def ways_of(corridors: Corridors, which: npt.NDArray[np.bool_]) -> Ways:
    """Return some links as the cells that they pass."""
    links = corridors.links[which]
    begin, cell = path_cells(links.geometry.to_numpy(), corridors.patches.grid)
    cost = np.rint(links["link_cost"].to_numpy(np.float64) / COST_UNIT).astype(np.int64)
    one, other = (links[name].to_numpy(np.int64) for name in ("from_patch", "to_patch"))
    return Ways(one, other, cost, begin, cell)


def _kept(before: Corridors, ids: I64, wanted: I64, touched: frozenset[int]) -> Ways:
    """Return the links between patches that stand as they did, but for those that were searched again."""
    links = before.links
    quiet = np.setdiff1d(ids, list(touched))
    ends = [links[name].to_numpy(np.int64) for name in ("from_patch", "to_patch")]
    kept = np.isin(ends[0], quiet) & np.isin(ends[1], quiet)
    one, other = (np.searchsorted(ids, end[kept]) for end in ends)
    kept[kept] = wanted[one, other] < 0
    return ways_of(before, kept)


def _searched(
    surface: Surface, cells: PatchCells, wanted: I64, limit: float | None, progress: Progress | None
) -> list[Ways]:
    """Return the ways of the pairs that are wanted, each source as far as its dearest one may cost."""
    most = budget_of(limit) - 1
    bound = wanted.max(axis=1, initial=-1)
    groups = [(np.flatnonzero(bound == most), limit)]
    groups += [(np.array([k]), float(bound[k]) * COST_UNIT) for k in np.flatnonzero((bound >= 0) & (bound < most))]
    parts = []
    for sources, far in groups:
        if sources.size:
            found = search_links(surface, cells, far, sources=(sources + 1).tolist(), progress=progress)
            parts.append(_only(found, wanted[found.one - 1, found.other - 1] >= 0))
    return parts


def _only(ways: Ways, which: npt.NDArray[np.bool_]) -> Ways:
    """Return some of the ways."""
    size = np.diff(ways.begin)
    begin = np.zeros(int(which.sum()) + 1, np.int64)
    np.cumsum(size[which], out=begin[1:])
    return Ways(ways.one[which], ways.other[which], ways.cost[which], begin, ways.cell[np.repeat(which, size)])


def _wanted(
    before: Corridors,
    resistance: Resistance,
    surface: Surface,
    ids: I64,
    labels: npt.NDArray[np.int32],
    limit: float | None,
    touched: frozenset[int],
    progress: Progress | None,
) -> I64:
    """Return the most that each pair may cost that must be searched again, (n, n) above the diagonal; -1 for others."""
    n, most = ids.size, budget_of(limit) - 1
    ways = ways_of(before, np.ones(len(before.links), np.bool_))
    steps = changed_steps(before.resistance, resistance)
    place = {int(one): k for k, one in enumerate(ids)}
    cost = np.full((n, n), most)  # of the link of a pair, or the most that a link may cost
    wanted = np.full((n, n), -1)
    risen = any(mask.any() for mask in steps.risen)
    for k, (one, other) in enumerate(zip(ways.one.tolist(), ways.other.tolist(), strict=True)):
        if one in place and other in place:
            at = place[one], place[other]
            cost[at] = ways.cost[k]
            if risen and steps.felt_by(*np.divmod(ways.of(k), before.patches.grid.cols)):
                cost[at] = wanted[at] = most
    seeds = steps.fallen_cells
    if seeds.any():
        near = stoppable(progress, functools.partial(_distances, surface, seeds, labels, n, limit))
        both = near[:, None] + near[None, :]
        gains = np.triu((both <= cost) & (both < _FAR), k=1)
        wanted[gains] = cost[gains]
    quiet = np.setdiff1d(np.arange(n), [place[one] for one in touched & place.keys()])
    for one in sorted(touched & place.keys()):
        k = place[one]
        own = labels == k + 1
        reach = stoppable(progress, functools.partial(_distances, surface, own, labels, n, limit))
        wanted[k, :] = wanted[:, k] = -1
        others = np.union1d(quiet, [place[two] for two in touched & place.keys() if place[two] < k]).astype(np.int64)
        for j in others[(reach[others] <= most) & (reach[others] < _FAR)].tolist():
            wanted[min(j, k), max(j, k)] = reach[j]
    return wanted


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
