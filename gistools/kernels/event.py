"""One rain on the depression forest: fill, spill and merge in whole numbers.

A depression that holds more than it can is full for good: what comes later goes to whoever receives its overflow
(union-find). When the receiver turns out to be the depression itself, its sibling is full too, and both become their
parent. With one key for the forest and for the receivers no longer cycle exists.
"""

from __future__ import annotations

import numpy as np

from gistools.kernels.codes import OUT_BASINS
from gistools.kernels.compiled import njit
from gistools.kernels.forest import find


@njit(cache=True, nogil=True)
def fill_spill_merge(leaves, parent, left, right, receiver, capacity, inflow, water, merged, forward):  # type: ignore[no-untyped-def]
    """Let the inflow of every basin settle; return 0, or 1 when water went round in a circle.

    Parameters
    ----------
    inflow:
        Water of each basin, ways off the map first (2^-20 m on one cell).
    water:
        Out: water of every node, and of the ways off the map at the end; a merged node keeps its full capacity.
    merged:
        Out: 1 for nodes that became part of their parent's water.
    forward:
        Out: the node that a node's overflow goes to, itself when it does not overflow.
    """
    nodes = parent.size
    for i in range(nodes + OUT_BASINS):
        forward[i] = i
        water[i] = 0
    for i in range(nodes):
        merged[i] = 0
    for b in range(OUT_BASINS):
        water[nodes + b] = inflow[b]
    stack = np.empty(nodes + 1, dtype=np.int64)
    waiting = np.zeros(nodes, dtype=np.uint8)
    top = 0
    for i in range(leaves):
        water[i] = inflow[OUT_BASINS + i]
        if water[i] > capacity[i]:
            stack[top] = i
            waiting[i] = 1
            top += 1
    while top > 0:
        top -= 1
        d = stack[top]
        waiting[d] = 0
        excess = water[d] - capacity[d]
        water[d] = capacity[d]
        b = receiver[d]
        t = nodes + b if b < OUT_BASINS else find(forward, b - OUT_BASINS)
        if t == d:
            p = parent[d]
            if p < 0 or merged[left[p]] or merged[right[p]]:
                return 1
            sibling = left[p] if right[p] == d else right[p]
            if forward[sibling] == sibling:
                return 1
            merged[d] = 1
            merged[sibling] = 1
            forward[d] = p
            water[p] = capacity[left[p]] + capacity[right[p]] + excess
            t = p
        else:
            forward[d] = t
            water[t] += excess
        if t < nodes and water[t] > capacity[t] and not waiting[t]:
            stack[top] = t
            waiting[t] = 1
            top += 1
    return 0


@njit(cache=True, nogil=True)
def settle(leaves, parent, receiver, merged, forward, water, inflow, top_of_leaf, spilled):  # type: ignore[no-untyped-def]
    """Write which node holds the water of each leaf, and how much each node spills; return 0, or 1 on a circle.

    ``spilled`` is counted anew from the inflow along the final receivers, so that it checks what the first pass sent
    off the map.
    """
    nodes = parent.size
    holder = np.empty(nodes, dtype=np.int64)
    for i in range(nodes - 1, -1, -1):
        holder[i] = holder[parent[i]] if merged[i] else i
    through = np.zeros(nodes, dtype=np.int64)
    for i in range(leaves):
        top_of_leaf[i] = holder[i]
        through[holder[i]] += inflow[OUT_BASINS + i]
    target = np.full(nodes, -1, dtype=np.int64)
    waiting = np.zeros(nodes, dtype=np.int64)
    live = np.zeros(nodes, dtype=np.uint8)
    for i in range(leaves):
        live[holder[i]] = 1
    for i in range(nodes):
        spilled[i] = 0
        if live[i] and forward[i] != i and receiver[i] >= OUT_BASINS:
            target[i] = holder[receiver[i] - OUT_BASINS]
            waiting[target[i]] += 1
    done = 0
    count = 0
    for i in range(nodes):
        if not live[i]:
            continue
        count += 1
        j = i
        while waiting[j] == 0:
            waiting[j] = -1
            done += 1
            if forward[j] != j:
                spilled[j] = through[j] - water[j]
            if target[j] < 0:
                break
            through[target[j]] += spilled[j]
            waiting[target[j]] -= 1
            j = target[j]
    return 0 if done == count else 1


@njit(cache=True, nogil=True)
def floors(leaves, parent, merged, spill_z, floor):  # type: ignore[no-untyped-def]
    """Write for each leaf up to where the depressions within the one that holds its water are full; -inf for none."""
    below = np.empty(parent.size, np.float32)
    for i in range(parent.size - 1, -1, -1):
        below[i] = -np.inf
        if merged[i]:
            below[i] = below[parent[i]] if merged[parent[i]] else spill_z[i]
    for i in range(leaves):
        floor[i] = below[i]


@njit(cache=True, nogil=True)
def surface(holder, water, capacity, spill, cells, height, part, start, own, per_unit, level_units, level_rest):  # type: ignore[no-untyped-def]
    """Write the water level of each leaf: whole 2^-20 m and the fraction above them; -1 in ``level_rest`` when dry.

    A node holds ``n * level - sum of heights`` over the cells below the level. ``cells`` and ``height`` count all cells
    below a node's saddle. ``part`` numbers the nodes that are filled in part, and ``own[start[p]:start[p + 1]]`` are
    the heights of those cells of part ``p`` that no smaller node holds, lowest first.
    """
    parts = start.size - 1
    units = np.zeros(parts, dtype=np.int64)
    rest = np.zeros(parts)
    seen = np.zeros(parts, dtype=np.uint8)
    for i in range(holder.size):
        x = holder[i]
        if water[x] <= 0:
            level_units[i] = 0
            level_rest[i] = -1.0
            continue
        if water[x] == capacity[x]:
            level_units[i] = spill[x]
            level_rest[i] = 0.0
            continue
        p = part[x]
        if not seen[p]:
            seen[p] = 1
            n = cells[x] - (start[p + 1] - start[p])
            below = height[x]
            for j in range(start[p], start[p + 1]):
                below -= own[j]
            for j in range(start[p], start[p + 1]):
                if n > 0 and (n * own[j] - below) * per_unit >= water[x]:
                    break
                n += 1
                below += own[j]
            base = below // n
            total = water[x] + (below - base * n) * per_unit
            units[p] = base + total // (n * per_unit)
            rest[p] = np.float64(total % (n * per_unit)) / np.float64(n * per_unit)
        level_units[i] = units[p]
        level_rest[i] = rest[p]
