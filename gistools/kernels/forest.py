"""The depression forest: which basins join at which level, where each spills, and how much each holds.

Kruskal's algorithm over the saddles in the order of their key. The saddle at which a depression joins another is the
lowest of all its saddles, so that one order decides both the nesting and where water goes when it is full.
"""

from __future__ import annotations

import numpy as np

from gistools.kernels.codes import OUT_BASINS, SCALE
from gistools.kernels.compiled import njit


@njit(cache=True, nogil=True)
def find(parent, x):  # type: ignore[no-untyped-def]
    """Return the representative of ``x``, halving the path on the way."""
    while parent[x] != x:
        parent[x] = parent[parent[x]]
        x = parent[x]
    return x


@njit(cache=True, nogil=True)
def grow(leaves, lo, hi, cell_a, cell_b, top, parent, left, right, spill_z, spill_in, spill_out, receiver):  # type: ignore[no-untyped-def]
    """Join basins over the saddles of their tree in the order given; return how many nodes there are.

    Node ``i < leaves`` is the basin ``i + OUT_BASINS``. ``spill_in`` and ``spill_out`` are the cells on either side of
    a node's saddle, ``receiver`` the basin on the far side; a node that never meets a way off the map keeps -1.
    """
    sets = np.arange(leaves + OUT_BASINS)
    for b in range(OUT_BASINS):
        sets[b] = 0
    node = np.full(leaves + OUT_BASINS, -1, dtype=np.int32)
    for i in range(leaves):
        node[OUT_BASINS + i] = i
    count = leaves
    for e in range(lo.size):
        a = find(sets, lo[e])
        b = find(sets, hi[e])
        x = node[a]
        y = node[b]
        if x >= 0:
            spill_z[x] = top[e]
            spill_in[x] = cell_a[e]
            spill_out[x] = cell_b[e]
            receiver[x] = hi[e]
        if y >= 0:
            spill_z[y] = top[e]
            spill_in[y] = cell_b[e]
            spill_out[y] = cell_a[e]
            receiver[y] = lo[e]
        if x >= 0 and y >= 0:
            left[count] = x
            right[count] = y
            parent[x] = count
            parent[y] = count
            node[a] = count
            count += 1
            sets[b] = a
        elif x < 0:
            sets[b] = a
        else:
            sets[a] = b
    return count


@njit(cache=True, nogil=True)
def roots(parent, root):  # type: ignore[no-untyped-def]
    """Write the outermost node around every node; parents have larger numbers than their children."""
    for i in range(parent.size - 1, -1, -1):
        root[i] = i if parent[i] < 0 else root[parent[i]]


@njit(cache=True, nogil=True)
def lay_paths(leaves, parent, left, right, spill_z, place, spill, end, up):  # type: ignore[no-untyped-def]
    """Lay the forest out in paths, so that the smallest node around a cell is found by bisection.

    A path goes from a leaf upwards as long as it is the larger child (Sleator and Tarjan 1983), so that only few paths
    lie between a leaf and its root, however deeply depressions are nested.

    Parameters
    ----------
    place:
        Out, for each node: where it lies.
    spill, end, up:
        Out, for each place: the height of the node's saddle, where its path ends, and the place of the node around the
        last of the path, -1 when there is none. Heights never fall along a path.
    """
    size = np.zeros(parent.size, np.int32)
    for i in range(parent.size):
        size[i] += 1
        if parent[i] >= 0:
            size[parent[i]] += size[i]
    count = 0
    for i in range(leaves):
        begin = count
        x = i
        while True:
            place[x] = count
            spill[count] = spill_z[x]
            count += 1
            p = parent[x]
            if p < 0:
                break
            other = left[p] if right[p] == x else right[p]
            if size[other] > size[x] or (size[other] == size[x] and other < x):
                break
            x = p
        for j in range(begin, count):
            end[j] = count
            up[j] = parent[x]
    for j in range(count):
        up[j] = place[up[j]] if up[j] >= 0 else -1


@njit(cache=True, nogil=True)
def smallest_around(z, low, spill, end, up):  # type: ignore[no-untyped-def]
    """Return the place of the smallest node around a leaf at place ``low`` whose saddle lies strictly above ``z``.

    The forest must have been laid out by `lay_paths`, and there must be such a node: there is for all that lies below
    the level of its basin, which is the saddle of its outermost node.
    """
    last = end[low] - 1
    while spill[last] <= z:
        low = up[last]
        last = end[low] - 1
    left = last - low
    while left > 0:  # halved without a branch: which half it is cannot be guessed
        half = left >> 1
        above = spill[low + half] <= z
        low = low + half + 1 if above else low
        left = left - half - 1 if above else half
    return low


@njit(cache=True, nogil=True)
def sum_up(parent, cells, height):  # type: ignore[no-untyped-def]
    """Add the cells and heights of every node to all nodes around it."""
    for i in range(parent.size):
        p = parent[i]
        if p >= 0:
            cells[p] += cells[i]
            height[p] += height[i]


@njit(cache=True, nogil=True)
def describe(  # type: ignore[no-untyped-def]
    leaves,
    parent,
    root,
    spill_z,
    pit,
    exit_in,
    spill_in,
    counted,
    z,
    cut,
    area,
    cols,
    lowest,
    catchment,
    flag,
    pits,
    cells,
    capacity,
    total,
):
    """Write what is told of each node: of all nodes what their leaves have, and of outermost ones what they hold.

    All must have a way off the map.

    Parameters
    ----------
    counted:
        From `gistools.kernels.volumes.measure`, the leaves first.
    z, cut, area, cols:
        Flat views of padded arrays, and the columns of the map that ``pit``, ``exit_in`` and ``spill_in`` count with.
    lowest, catchment, flag, pits:
        Out: lowest height, cells that drain to its pits, whether water from beyond the map may come, how many pits.
    cells, capacity, total:
        Out: cells below the saddle, room below it (2^-20 m on one cell), cells that drain over it; 0 where there is a
        node around it.
    """
    for i in range(parent.size):
        lowest[i] = np.inf
        catchment[i] = flag[i] = pits[i] = cells[i] = capacity[i] = total[i] = 0
        if i < leaves:
            lowest[i] = z[pit[i] + 2 * (pit[i] // cols) + cols + 3]
            flag[i] = cut[exit_in[i] + 2 * (exit_in[i] // cols) + cols + 3] != 0
            catchment[i] = counted[i, 0]
            pits[i] = 1
    for i in range(leaves):
        cells[root[i]] += counted[i, 1]
        capacity[root[i]] -= counted[i, 2]
    for i in range(parent.size):
        p = parent[i]
        if p >= 0:
            lowest[p] = min(lowest[p], lowest[i])
            catchment[p] += catchment[i]
            flag[p] |= flag[i]
            pits[p] += pits[i]
        else:
            at = spill_in[i] + 2 * (spill_in[i] // cols) + cols + 3
            capacity[i] += cells[i] * np.int64(np.rint(np.float64(spill_z[i]) * SCALE))
            total[i] = area[at]


@njit(cache=True, nogil=True)
def fill_levels(z, basin, level, filled):  # type: ignore[no-untyped-def]
    """Write the filled surface: each cell raised to the level of its basin; NaN off land stays."""
    for r in range(z.shape[0]):
        for c in range(z.shape[1]):
            b = basin[r, c]
            filled[r, c] = max(z[r, c], level[b]) if b >= OUT_BASINS else z[r, c]
