"""What each depression holds: cells, heights summed as whole numbers, and its lowest cells in order.

Sums are taken by several threads side by side, each into lists of its own that are added at the end; whole numbers do
not mind the order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.kernels.codes import LAND, OUT_BASINS, OUT_EDGE, OUT_HOLE, SCALE
from gistools.kernels.compiled import njit
from gistools.kernels.forest import smallest_around

if TYPE_CHECKING:
    from gistools.kernels.codes import I64

MOST_BITS = 63


@njit(cache=True, nogil=True)
def _units(z):  # type: ignore[no-untyped-def]
    return np.int64(np.rint(np.float64(z) * SCALE))


@njit(cache=True, nogil=True)
def measure(z, basin, level, first, last, found):  # type: ignore[no-untyped-def]
    """Add up for each basin how many cells it has, how many of them lie below its level, and the sum of their heights.

    ``z`` and ``basin`` are padded, and the rows ``first`` to ``last`` are counted. What lies at the level of its basin
    or above is in no depression.
    """
    for r in range(first, last):
        for c in range(1, z.shape[1] - 1):
            b = basin[r, c]
            if b < 0:
                continue
            found[b, 0] += 1
            if b >= OUT_BASINS and z[r, c] < level[b]:
                found[b, 1] += 1
                found[b, 2] += _units(z[r, c])


@njit(cache=True, nogil=True)
def measure_nested(z, basin, level, place, spill, end, up, first, last, found, stop):  # type: ignore[no-untyped-def]
    """Add up, for each place of a forest in paths, the cells that no smaller node holds and their heights.

    ``place, spill, end, up`` are the forest, laid out by `gistools.kernels.forest.lay_paths`.
    """
    for r in range(first, last):
        if stop[0]:
            break
        for c in range(1, z.shape[1] - 1):
            b = basin[r, c]
            if b < OUT_BASINS or z[r, c] >= level[b]:
                continue
            at = smallest_around(z[r, c], place[b - OUT_BASINS], spill, end, up)
            found[at, 0] += 1
            found[at, 1] += _units(z[r, c])


@njit(cache=True, nogil=True)
def count_between(z, basin, part, floor, ceiling, parts, first, last):  # type: ignore[no-untyped-def]
    """Return how many cells of some rows lie in each part: from the floor of their basin up to below its ceiling.

    ``part``, ``floor`` and ``ceiling`` are given for each leaf; part -1 is not counted.
    """
    count = np.zeros(parts, np.int64)
    for r in range(first, last):
        for c in range(1, z.shape[1] - 1):
            x = basin[r, c] - OUT_BASINS
            if x >= 0 and part[x] >= 0 and floor[x] <= z[r, c] < ceiling[x]:
                count[part[x]] += 1
    return count


@njit(cache=True, nogil=True)
def list_between(z, basin, part, floor, ceiling, place, first, last, out):  # type: ignore[no-untyped-def]
    """Write the heights (2^-20 m) of those cells; ``place`` tells where each part begins, and moves on."""
    for r in range(first, last):
        for c in range(1, z.shape[1] - 1):
            x = basin[r, c] - OUT_BASINS
            if x >= 0 and part[x] >= 0 and floor[x] <= z[r, c] < ceiling[x]:
                out[place[part[x]]] = _units(z[r, c])
                place[part[x]] += 1


def sort_parts(start: I64, values: I64, first: int, last: int) -> None:
    """Sort the parts ``values[start[i]:start[i + 1]]`` from ``first`` to ``last``.

    >>> values = np.array([3, 1, 2, -7, -8])
    >>> sort_parts(np.array([0, 3, 3, 5]), values, 0, 3)
    >>> values.tolist()
    [1, 2, 3, -8, -7]
    """
    mine = values[start[first] : start[last]]
    if not mine.size:
        return
    keys = np.repeat(np.arange(last - first, dtype=np.int64), np.diff(start[first : last + 1]))
    lowest = mine.min()
    bits = int(mine.max() - lowest).bit_length()
    if bits + (last - first).bit_length() > MOST_BITS:
        mine[:] = mine[np.lexsort((mine, keys))]
        return
    mine -= lowest
    keys <<= bits
    keys |= mine  # part and height in one number, which is sorted several times as fast
    keys.sort()
    np.bitwise_and(keys, (1 << bits) - 1, out=mine)
    mine += lowest


@njit(cache=True, nogil=True)
def sum_by_basin(basin, amount, basins, first, last):  # type: ignore[no-untyped-def]
    """Return the amount on the cells of each basin, ways off the map first, in some rows; ``basin`` alone is padded."""
    total = np.zeros(basins, np.int64)
    for r in range(first, last):
        for c in range(1, basin.shape[1] - 1):
            if basin[r, c] >= 0:
                total[basin[r, c]] += amount[r - 1, c - 1]
    return total


@njit(cache=True, nogil=True)
def sum_off_map(code, through, first, last):  # type: ignore[no-untyped-def]
    """Return what leaves the map over its edge, into the sea and into holes in some rows of a padded tile."""
    total = np.zeros(OUT_BASINS, np.int64)
    for r in range(first, last):
        for c in range(1, code.shape[1] - 1):
            k = code[r, c]
            if OUT_EDGE <= k <= OUT_HOLE:
                total[k - OUT_EDGE] += through[r, c]
    return total


@njit(cache=True, nogil=True)
def stand(z, cls, basin, level_units, level_rest, first, last, depth, level):  # type: ignore[no-untyped-def]
    """Write depth and level (m) of standing water in some rows of a padded tile; return the sum of the depths.

    ``level_rest`` is negative where a basin is dry. Whole units are subtracted before the fraction is added, so that a
    film of water on high ground keeps its depth.
    """
    total = 0.0
    for r in range(first, last):
        for c in range(1, z.shape[1] - 1):
            level[r, c] = np.nan
            depth[r, c] = 0.0 if cls[r, c] == LAND else np.nan
            x = basin[r, c] - OUT_BASINS
            if x < 0 or level_rest[x] < 0.0:
                continue
            above = np.float64(level_units[x] - _units(z[r, c])) + level_rest[x]
            if above > 0.0:
                depth[r, c] = above / SCALE
                level[r, c] = (np.float64(level_units[x]) + level_rest[x]) / SCALE
                total += np.float64(depth[r, c])
    return total


@njit(cache=True, nogil=True)
def runs_of(basin, code, classes, key, cells):  # type: ignore[no-untyped-def]
    """List the runs of cells in a row that share basin and class, and return how many there are.

    ``key`` is ``basin * classes + class``, and ``cells`` how many cells. Cells off land are left out.
    """
    count = 0
    for r in range(basin.shape[0]):
        last = np.int64(-1)
        for c in range(basin.shape[1]):
            now = np.int64(basin[r, c]) * classes + code[r, c] if basin[r, c] >= 0 else np.int64(-1)
            if now >= 0 and now == last:
                cells[count - 1] += 1
            elif now >= 0:
                key[count] = now
                cells[count] = 1
                count += 1
            last = now
    return count
