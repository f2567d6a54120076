"""Water at buildings: the least rain that brings it to a height, and its level at a rain, from cells around each.

The cells of building ``i`` are ``cell[start[i]:start[i + 1]]``, positions in the map. Of ``n`` cells with a value the
``k``-th counts, ``k = max(1, ceil(share * n))``: the ``k``-th least rain, or the ``k``-th highest level, which is the
least rain and the highest level that as large a share of the cells agree on.
"""

from __future__ import annotations

import numpy as np

from gistools.kernels.codes import OUT_BASINS, SCALE
from gistools.kernels.compiled import njit

NEVER_STEP = np.int64(2**62)


@njit(cache=True, nogil=True)
def place_of(share, n):  # type: ignore[no-untyped-def]
    """Return which of ``n`` values counts, from 0."""
    return min(max(np.int64(np.ceil(share * n - 1e-9)), 1), n) - 1


@njit(cache=True, nogil=True)
def counting(values, share):  # type: ignore[no-untyped-def]
    """Return the value that counts, and leave the values in another order."""
    k = place_of(share, values.size)
    if k == 0:
        return values.min()
    values.sort()
    return values[k]


@njit(cache=True, nogil=True)
def ground(start, cell, z, cols, share, first, last, found, known):  # type: ignore[no-untyped-def]
    """Write for some buildings the terrain that a share of the cells lies at or below, and how many have a height.

    ``z`` is framed; ``found`` stays NaN where no cell has a height.
    """
    for i in range(first, last):
        values = np.empty(start[i + 1] - start[i], np.float64)
        n = 0
        for j in range(start[i], start[i + 1]):
            height = np.float64(z[cell[j] // cols + 1, cell[j] % cols + 1])
            if not np.isnan(height):
                values[n] = height
                n += 1
        known[i] = n
        if n:
            found[i] = counting(values[:n], share)


@njit(cache=True, nogil=True)
def questions(start, cell, z, basin, cols, height, parent, spill, first, last, building, node, room):  # type: ignore[no-untyped-def]
    """List for some buildings the nodes whose water must reach a height that lies above some cells; return how many.

    Parameters
    ----------
    z, basin:
        Framed.
    height:
        int64, 2^-20 m, of each building; that of a building without one lies above all.
    parent, spill:
        Of each node; its saddle in 2^-20 m.
    building, node:
        Out, each pair once, in the order of the buildings. ``room`` is how many fit; more are counted and not written.
    """
    count = 0
    for i in range(first, last):
        begin = count
        before = np.int64(-1)
        asked = np.int64(-1)
        for j in range(start[i], start[i + 1]):
            r = cell[j] // cols + 1
            c = cell[j] % cols + 1
            b = np.int64(basin[r, c])
            if b < OUT_BASINS or np.int64(np.rint(np.float64(z[r, c]) * SCALE)) >= height[i]:
                continue
            if b != before:
                before = b
                asked = b - OUT_BASINS
                while asked >= 0 and spill[asked] < height[i]:
                    asked = np.int64(parent[asked])
            if asked < 0:
                continue
            known = False
            for k in range(begin, min(count, room)):
                if node[k] == asked:
                    known = True
                    break
            if not known:
                if count < room:
                    building[count] = i
                    node[count] = asked
                count += 1
    return count


@njit(cache=True, nogil=True)
def steps_until(node, water_asked, bends, step, water, rate, full_at, last, found):  # type: ignore[no-untyped-def]
    """Write the least step at which each node holds so much water, which is more than none; `NEVER_STEP` for none."""
    for i in range(node.size):
        x = node[i]
        room = water_asked[i]
        low = bends[x]
        until = bends[x + 1]
        high = until
        while low < high:  # the first bend that holds as much
            middle = (low + high) // 2
            if water[middle] >= room:
                high = middle
            else:
                low = middle + 1
        at = np.int64(full_at[x])
        if low < until:
            at = min(at, np.int64(step[low]))
        e = low - 1
        if e >= bends[x] and rate[e] > 0:
            at = min(at, step[e] + (room - water[e] + rate[e] - 1) // rate[e])
        found[i] = at if at <= last else NEVER_STEP


@njit(cache=True, nogil=True)
def onsets(  # type: ignore[no-untyped-def]
    start, cell, z, basin, rain, cols, height, share, parent, spill, begin, node, mm, first, last, found, pond
):  # fmt: skip
    """Write for some buildings the least rain at which water stands at a height in a share of their cells.

    Parameters
    ----------
    rain:
        mm, framed: the least rain that wets each cell; +inf where none does, NaN off land.
    begin, node, mm:
        The questions of building ``i`` are ``node[begin[i]:begin[i + 1]]``, and ``mm`` is the answer.
    found:
        Out, mm: +inf where no rain does; left as it is where no cell has a value.
    pond:
        Out, int64: the node whose water it is; left as it is where none is.
    """
    for i in range(first, last):
        values = np.empty(start[i + 1] - start[i], np.float64)
        of = np.empty(start[i + 1] - start[i], np.int64)
        n = 0
        before = np.int64(-1)
        around = np.int64(-1)
        answer = np.inf
        for j in range(start[i], start[i + 1]):
            r = cell[j] // cols + 1
            c = cell[j] % cols + 1
            if np.isnan(rain[r, c]):
                continue
            b = np.int64(basin[r, c])
            value = float(rain[r, c])
            of[n] = -1
            if np.int64(np.rint(np.float64(z[r, c]) * SCALE)) < height[i]:
                value = np.inf
                if b >= OUT_BASINS:
                    if b != before:
                        before = b
                        around = b - OUT_BASINS
                        while around >= 0 and spill[around] < height[i]:
                            around = np.int64(parent[around])
                        answer = float(np.inf)
                        for k in range(begin[i], begin[i + 1]):
                            if node[k] == around:
                                answer = mm[k]
                                break
                    value = answer
                    of[n] = around
            elif value < np.inf:  # a cell that lies as high is wet by the smallest node around it
                here = np.int64(np.rint(np.float64(z[r, c]) * SCALE))
                x = b - OUT_BASINS
                while x >= 0 and spill[x] <= here:
                    x = np.int64(parent[x])
                of[n] = x
            values[n] = value
            n += 1
        if n:
            order = np.argsort(values[:n], kind="mergesort")
            j = order[place_of(share, n)]
            found[i] = values[j]
            if values[j] < np.inf:
                pond[i] = of[j]


@njit(cache=True, nogil=True)
def least(start, cell, values, share, found, known):  # type: ignore[no-untyped-def]
    """Write for some buildings the value that a share of the cells lies at or below, and how many have one.

    ``values`` is a raster row after row, not framed, and NaN means unknown.
    """
    for i in range(found.size):
        seen = np.empty(start[i + 1] - start[i], np.float64)
        n = 0
        for j in range(start[i], start[i + 1]):
            value = np.float64(values[cell[j]])
            if not np.isnan(value):
                seen[n] = value
                n += 1
        known[i] = n
        if n:
            found[i] = counting(seen[:n], share)


@njit(cache=True, nogil=True)
def levels_at(start, cell, z, basin, rain, cols, now, units, rest, share, floor, first, last, found):  # type: ignore[no-untyped-def]
    """Write for some buildings the height of the water above ``floor`` that a share of their cells agree on.

    Parameters
    ----------
    now:
        The rain; a cell is wet when its least rain is no more.
    units, rest:
        Level of each leaf, whole 2^-20 m and what is above, as `gistools.kernels.rains.levels` writes it.
    share:
        Below 0: the mean over all cells of the depth, 0 where dry, instead.
    floor:
        m, of each building.
    found:
        Out, m: -inf where too few are wet; left as it is where no cell has a value.
    """
    for i in range(first, last):
        values = np.empty(start[i + 1] - start[i], np.float64)
        n = 0
        total = 0.0
        for j in range(start[i], start[i + 1]):
            r = cell[j] // cols + 1
            c = cell[j] % cols + 1
            if np.isnan(rain[r, c]):
                continue
            values[n] = np.float64(np.inf)
            b = np.int64(basin[r, c]) - OUT_BASINS
            if b >= 0 and rain[r, c] <= now and rest[b] >= 0.0:
                values[n] = -((np.float64(units[b]) + rest[b]) / SCALE)
                total -= values[n] + np.float64(z[r, c])
            n += 1
        if not n:
            continue
        if share < 0.0:
            found[i] = total / n if total > 0.0 else -np.inf
        else:
            found[i] = -counting(values[:n], share) - floor[i]


@njit(cache=True, nogil=True)
def most(start, cell, depth, found, known):  # type: ignore[no-untyped-def]
    """Write for some buildings the largest depth of their cells, -inf where all are dry; as `depths_at` by share 0."""
    for i in range(found.size):
        n = 0
        deepest = 0.0
        for j in range(start[i], start[i + 1]):
            water = np.float64(depth[cell[j]])
            n += water == water  # noqa: PLR0124 - that of NaN is not
            deepest = max(deepest, water)
        known[i] = n
        if n:
            found[i] = deepest if deepest > 0.0 else -np.inf


@njit(cache=True, nogil=True)
def depths_at(start, cell, depth, z, share, floor, found, known):  # type: ignore[no-untyped-def]
    """Do the same from a raster of depths in m (0 or less is dry, NaN unknown); ``z`` of no size: depths stay depths.

    ``known`` is how many cells have a value. Both rasters come row after row, not framed.
    """
    for i in range(found.size):
        values = np.empty(start[i + 1] - start[i], np.float64)
        n = 0
        total = 0.0
        for j in range(start[i], start[i + 1]):
            water = np.float64(depth[cell[j]])
            if np.isnan(water) or (z.size and np.isnan(z[cell[j]])):
                continue
            values[n] = np.inf
            if water > 0.0:
                values[n] = -(np.float64(z[cell[j]]) + water) if z.size else -water
                total += water
            n += 1
        known[i] = n
        if not n:
            continue
        if share < 0.0:
            found[i] = total / n if total > 0.0 else -np.inf
        else:
            found[i] = -counting(values[:n], share) - (floor[i] if z.size else 0.0)
