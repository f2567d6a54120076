"""The depression forest: which basins join at which level, where each spills, and how much each holds.

Kruskal's algorithm over the saddles in the order of their key. The saddle at which a depression joins another is the
lowest of all its saddles, so that one order decides both the nesting and where water goes when it is full.
"""

from __future__ import annotations

import numpy as np

from gistools.kernels.codes import LAND, OUT_BASINS, SCALE
from gistools.kernels.compiled import njit


@njit(cache=True, nogil=True)
def find(parent, x):  # type: ignore[no-untyped-def]
    """Return the representative of ``x``, halving the path on the way."""
    while parent[x] != x:
        parent[x] = parent[parent[x]]
        x = parent[x]
    return x


@njit(cache=True, nogil=True)
def grow(leaves, lo, hi, cell_a, cell_b, top, parent, left, right, spill_z, spill_in, spill_out, receiver, chosen):  # type: ignore[no-untyped-def]
    """Join basins over saddles in the order given; return how many nodes and how many saddles were used.

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
    used = 0
    for e in range(lo.size):
        a = find(sets, lo[e])
        b = find(sets, hi[e])
        if a == b:
            continue
        chosen[used] = e
        used += 1
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
    return count, used


@njit(cache=True, nogil=True)
def orient(leaves, lo, hi, cell_a, cell_b, chosen, exit_in, exit_out):  # type: ignore[no-untyped-def]
    """Give each leaf the saddle over which it lies on the way off the map; return how many were reached."""
    n = leaves + OUT_BASINS
    start = np.zeros(n + 1, dtype=np.int64)
    for i in range(chosen.size):
        start[lo[chosen[i]] + 1] += 1
        start[hi[chosen[i]] + 1] += 1
    for i in range(n):
        start[i + 1] += start[i]
    place = start[:-1].copy()
    edge = np.empty(2 * chosen.size, dtype=np.int64)
    for i in range(chosen.size):
        e = chosen[i]
        edge[place[lo[e]]] = e
        place[lo[e]] += 1
        edge[place[hi[e]]] = e
        place[hi[e]] += 1
    queue = np.empty(n, dtype=np.int64)
    seen = np.zeros(n, dtype=np.uint8)
    tail = 0
    for b in range(OUT_BASINS):
        queue[tail] = b
        seen[b] = 1
        tail += 1
    head = 0
    while head < tail:
        b = queue[head]
        head += 1
        for i in range(start[b], start[b + 1]):
            e = edge[i]
            other = hi[e] if lo[e] == b else lo[e]
            if seen[other]:
                continue
            seen[other] = 1
            queue[tail] = other
            tail += 1
            if lo[e] == other:
                exit_in[other - OUT_BASINS] = cell_a[e]
                exit_out[other - OUT_BASINS] = cell_b[e]
            else:
                exit_in[other - OUT_BASINS] = cell_b[e]
                exit_out[other - OUT_BASINS] = cell_a[e]
    return tail - OUT_BASINS


@njit(cache=True, nogil=True)
def ancestors(parent, depth, jump, root):  # type: ignore[no-untyped-def]
    """Write depth, a far ancestor and the root of every node; parents have larger numbers than their children."""
    for i in range(parent.size - 1, -1, -1):
        p = parent[i]
        if p < 0:
            depth[i] = 0
            jump[i] = i
            root[i] = i
        else:
            depth[i] = depth[p] + 1
            root[i] = root[p]
            far = jump[p]
            if depth[p] - depth[far] == depth[far] - depth[jump[far]]:
                jump[i] = jump[far]
            else:
                jump[i] = p


@njit(cache=True, nogil=True)
def own_cells(z, cls, basin, parent, jump, spill_z, owner, cells, height, stop):  # type: ignore[no-untyped-def]
    """Write the owner of each cell of a tile, and add its cells and heights (2^-20 m) to the owner.

    The owner of a cell is the smallest node around it whose saddle lies strictly above it, or -1.
    """
    rows, cols = z.shape
    for r in range(1, rows - 1):
        if stop[0]:
            return
        for c in range(1, cols - 1):
            owner[r, c] = -1
            if cls[r, c] != LAND or basin[r, c] < OUT_BASINS:
                continue
            zc = z[r, c]
            x = basin[r, c] - OUT_BASINS
            while spill_z[x] <= zc:
                far = jump[x]
                x = far if spill_z[far] <= zc and far != x else parent[x]
                if x < 0:
                    break
            if x >= 0:
                owner[r, c] = x
                cells[x] += 1
                height[x] += np.int64(np.rint(np.float64(zc) * SCALE))


@njit(cache=True, nogil=True)
def sum_up(parent, cells, height):  # type: ignore[no-untyped-def]
    """Add the cells and heights of every node to all nodes around it."""
    for i in range(parent.size):
        p = parent[i]
        if p >= 0:
            cells[p] += cells[i]
            height[p] += height[i]


@njit(cache=True, nogil=True)
def hand_up(parent, lowest, cells, flag, leaves):  # type: ignore[no-untyped-def]
    """Hand the lowest height, the cells, the flag and the number of leaves of every node to the node around it."""
    for i in range(parent.size):
        p = parent[i]
        if p >= 0:
            lowest[p] = min(lowest[p], lowest[i])
            cells[p] += cells[i]
            flag[p] |= flag[i]
            leaves[p] += leaves[i]


@njit(cache=True, nogil=True)
def gather_heights(z, owner, place, out):  # type: ignore[no-untyped-def]
    """Write the heights (2^-20 m) of the cells of each node to its part of ``out``; ``place`` moves on."""
    rows, cols = z.shape
    for r in range(1, rows - 1):
        for c in range(1, cols - 1):
            x = owner[r, c]
            if x >= 0:
                out[place[x]] = np.int64(np.rint(np.float64(z[r, c]) * SCALE))
                place[x] += 1


@njit(cache=True, nogil=True)
def sort_parts(start, values):  # type: ignore[no-untyped-def]
    """Sort each part ``values[start[i]:start[i + 1]]``."""
    for i in range(start.size - 1):
        if start[i + 1] - start[i] > 1:
            values[start[i] : start[i + 1]].sort()


@njit(cache=True, nogil=True)
def fill_levels(z, cls, basin, root_level, filled):  # type: ignore[no-untyped-def]
    """Write the filled surface of a tile: each cell raised to the spill level of its basin."""
    rows, cols = z.shape
    for r in range(1, rows - 1):
        for c in range(1, cols - 1):
            if cls[r, c] != LAND:
                filled[r, c] = np.nan
                continue
            filled[r, c] = z[r, c]
            b = basin[r, c]
            if b >= OUT_BASINS and root_level[b - OUT_BASINS] > z[r, c]:
                filled[r, c] = root_level[b - OUT_BASINS]


@njit(cache=True, nogil=True)
def depth_of(z, cls, basin, level_units, level_rest, depth, level):  # type: ignore[no-untyped-def]
    """Write depth and level (m) of standing water in a tile; ``level_rest`` is negative where a basin is dry.

    Whole units are subtracted before the fraction is added, so that a film of water on high ground keeps its depth.
    """
    rows, cols = z.shape
    for r in range(1, rows - 1):
        for c in range(1, cols - 1):
            level[r, c] = np.nan
            if cls[r, c] != LAND:
                depth[r, c] = np.nan
                continue
            depth[r, c] = 0.0
            b = basin[r, c]
            if b < OUT_BASINS or level_rest[b - OUT_BASINS] < 0.0:
                continue
            x = b - OUT_BASINS
            ground = np.int64(np.rint(np.float64(z[r, c]) * SCALE))
            above = np.float64(level_units[x] - ground) + level_rest[x]
            if above > 0.0:
                depth[r, c] = above / SCALE
                level[r, c] = (np.float64(level_units[x]) + level_rest[x]) / SCALE
