"""What the basins and nodes of a map hold: sums over tiles and threads, each counted once."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.kernels import forest, volumes
from gistools.kernels.codes import F32, F64, I32, I64, SCALE, U8
from gistools.kernels.strips import each, shares, spans

if TYPE_CHECKING:
    from collections.abc import Callable

    from gistools.kernels.chain import Nodes, Tree
    from gistools.kernels.mosaic import Mosaic, Tile


@dataclass(frozen=True, slots=True)
class Volumes:
    """How much each node holds."""

    cells: I64  # below its saddle
    height: I64  # sum over these cells, 2^-20 m
    capacity: I64  # 2^-20 m on one cell


def measure(mosaic: Mosaic, tree: Tree, stop: U8) -> I64:
    """Return the cells of each basin, how many of them lie below its level, and the sum of their heights (2^-20 m).

    One row for each basin, ways off the map first.
    """

    def count(t: Tile, first: int, last: int, found: I64) -> None:
        volumes.measure(t["z"], t["basin"], tree.level, first, last, found)

    return _sum_of_shares(mosaic, (tree.level.size, 3), count, stop)


def measure_nested(mosaic: Mosaic, tree: Tree, nodes: Nodes, stop: U8) -> Volumes:
    """Return what each node of the forest holds."""
    size = nodes.parent.size
    place, end, up = (np.empty(size, np.int32) for _ in range(3))
    spill = np.empty(size, np.float32)
    forest.lay_paths(nodes.leaves, nodes.parent, nodes.left, nodes.right, nodes.spill_z, place, spill, end, up)

    def count(t: Tile, first: int, last: int, found: I64) -> None:
        volumes.measure_nested(t["z"], t["basin"], tree.level, place, spill, end, up, first, last, found, stop)

    total = _sum_of_shares(mosaic, (size, 2), count, stop)
    cells, height = total[place, 0], total[place, 1]
    forest.sum_up(nodes.parent, cells, height)
    return Volumes(cells=cells, height=height, capacity=room(cells, height, nodes.spill_z))


def _sum_of_shares(
    mosaic: Mosaic, shape: tuple[int, int], count: Callable[[Tile, int, int, I64], None], stop: U8
) -> I64:
    """Return the sum of what is counted on the shares of all tiles, each into an array of its own."""
    total = np.zeros(shape, np.int64)
    for t in mosaic:

        def work(first: int, last: int, t: Tile = t, total: I64 = total) -> I64:
            found = total if first == 1 else np.zeros(shape, np.int64)
            count(t, first, last, found)
            return found

        for found in each(work, shares(*t["z"].shape), stop)[1:]:
            total += found
    return total


def room(cells: I64, height: I64, spill_z: F32) -> I64:
    """Return how much depressions hold, 2^-20 m on one cell: the room between their cells and their saddles."""
    capacity = np.full(cells.size, np.iinfo(np.int64).max, np.int64)
    spills = np.isfinite(spill_z)
    capacity[spills] = cells[spills] * units(spill_z[spills]) - height[spills]
    return capacity


def heights_between(mosaic: Mosaic, part: I32, floor: F32, ceiling: F32, parts: int, stop: U8) -> tuple[I64, I64]:
    """Return the sorted heights (2^-20 m) of the cells of parts of the map.

    Parameters
    ----------
    part:
        The number of the part to which each basin with a pit belongs, or -1.
    floor, ceiling:
        From which height on, and below which, the cells of each basin count.

    Returns
    -------
    tuple
        Where each part begins, and after the last where it ends; and the heights, lowest first in each part.
    """
    jobs = [(t, strip) for t in mosaic for strip in shares(*t["z"].shape)]
    every = [(i, i + 1) for i in range(len(jobs))]

    def count(i: int, _: int) -> I64:
        t, strip = jobs[i]
        found: I64 = volumes.count_between(t["z"], t["basin"], part, floor, ceiling, parts, *strip)
        return found

    counts = np.array(each(count, every, stop)).reshape(len(jobs), parts)
    start = np.zeros(parts + 1, np.int64)
    np.cumsum(counts.sum(axis=0), out=start[1:])
    place = start[:-1] + np.cumsum(counts, axis=0) - counts
    heights = np.empty(int(start[-1]), np.int64)

    def gather(i: int, _: int) -> None:
        t, strip = jobs[i]
        volumes.list_between(t["z"], t["basin"], part, floor, ceiling, place[i], *strip, heights)

    each(gather, every, stop)
    each(functools.partial(volumes.sort_parts, start, heights), spans(parts), stop)
    return start, heights


def units(z: F32 | F64) -> I64:
    """Return heights in whole 2^-20 m."""
    return np.rint(z.astype(np.float64) * SCALE).astype(np.int64)
