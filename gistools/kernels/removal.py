"""What all pairs of nodes of a network lose when a node or a link goes: only what hung on it is searched again.

From each source a tree of shortest ways holds, below a node, all nodes whose shortest way must pass it (and some that
have another as short). When the node goes, ways to the nodes below it begin at those around, whose distances stand,
and are found by a search among the nodes below alone; when a link of the tree goes, so are those to its lower end and
below.
Nodes below are neighbours in the order of the tree, so that belonging is one comparison.

Links are rows of a compressed sparse matrix, each twice; costs are above 0. Sums are made in the order of the sources.
"""

from __future__ import annotations

import numpy as np

from gistools.kernels.compiled import njit


@njit(cache=True, nogil=True)
def _push(keys, nodes, size, key, node):  # type: ignore[no-untyped-def]
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if keys[above] <= key:
            break
        keys[at], nodes[at] = keys[above], nodes[above]
        at = above
    keys[at], nodes[at] = key, node


@njit(cache=True, nogil=True)
def _pop(keys, nodes, size):  # type: ignore[no-untyped-def]
    """Move the smallest of ``size`` keys, with its node, to the last place."""
    size -= 1
    least, node = keys[0], nodes[0]
    key, last = keys[size], nodes[size]
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        keys[at], nodes[at] = keys[child], nodes[child]
        at = child
    keys[at], nodes[at] = key, last
    keys[size], nodes[size] = least, node


@njit(cache=True, nogil=True)
def shortest(start, near, cost, distance):  # type: ignore[no-untyped-def]
    """Write the least sums of costs between all nodes to ``distance``, (n, n); infinite where there is no way."""
    n = start.size - 1
    keys, nodes = np.empty(near.size + 1), np.empty(near.size + 1, np.int64)
    for source in range(n):
        away = distance[source]
        away[:] = np.inf
        away[source] = 0.0
        keys[0], nodes[0] = 0.0, source
        size = 1
        while size > 0:
            _pop(keys, nodes, size)
            size -= 1
            key, node = keys[size], nodes[size]
            if key > away[node]:
                continue
            for slot in range(start[node], start[node + 1]):
                other = near[slot]
                if key + cost[slot] < away[other]:
                    away[other] = key + cost[slot]
                    _push(keys, nodes, size, away[other], other)
                    size += 1


@njit(cache=True, nogil=True)
def _plant(start, near, cost, source, away, parent, by, place, count, here):  # type: ignore[no-untyped-def]
    """Lay a tree of shortest ways from a source out in a row, each node before those below it; return its nodes."""
    order = np.argsort(away)
    reached = 0
    for node in order:
        if np.isinf(away[node]):
            break
        reached += 1
        parent[node], by[node], count[node] = source, -1, 1
        least = np.inf
        for slot in range(start[node], start[node + 1]):
            other = near[slot]
            if away[other] < away[node] and away[other] + cost[slot] < least:
                least = away[other] + cost[slot]
                parent[node], by[node] = other, slot
    place[:] = -1
    for k in range(reached - 1, 0, -1):
        count[parent[order[k]]] += count[order[k]]
    free = np.empty(place.size, np.int64)
    place[source] = 0
    free[source] = 1
    here[0] = source
    for k in range(1, reached):
        node = order[k]
        above = parent[node]
        place[node] = free[above]
        free[above] += count[node]
        free[node] = place[node] + 1
        here[place[node]] = node
    return reached


@njit(cache=True, nogil=True)
def losses(start, near, cost, link, distance, area, alpha, links, first, last, lost):  # type: ignore[no-untyped-def]
    """Add, for the sources ``first`` to ``last``, what each node (or each link) is worth to all other pairs.

    Parameters
    ----------
    start, near, cost, link:
        Compressed rows of the network, int64, int64, float64 and int64: where the links of a node begin, their other
        ends, costs and numbers.
    distance:
        float64, (n, n): least sums of costs.
    area:
        float64, (n,).
    alpha:
        Rate of the kernel exp(-alpha d).
    links:
        Whether links go rather than nodes.
    lost:
        float64: for each node or link, the sum over pairs of a_i a_j (p before - p after); added to.
    """
    n = area.size
    parent, by = np.empty(n, np.int64), np.empty(n, np.int64)
    place, count, here = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
    best = np.empty(n)
    keys, nodes = np.empty(near.size + n + 1), np.empty(near.size + n + 1, np.int64)
    for source in range(first, last):
        away = distance[source]
        reached = _plant(start, near, cost, source, away, parent, by, place, count, here)
        for root in range(1, reached):
            top = here[root]
            low = root if links else root + 1
            high = root + count[top]
            size = 0
            for k in range(low, high):
                node = here[k]
                best[node] = np.inf
                for slot in range(start[node], start[node + 1]):
                    other = near[slot]
                    at = place[other]
                    if at < 0 or low <= at < high or (at == root and not links) or (links and slot == by[top]):
                        continue
                    best[node] = min(best[node], away[other] + cost[slot])
                if best[node] < np.inf:
                    _push(keys, nodes, size, best[node], node)
                    size += 1
            while size > 0:
                _pop(keys, nodes, size)
                size -= 1
                key, node = keys[size], nodes[size]
                if key > best[node]:
                    continue
                for slot in range(start[node], start[node + 1]):
                    other = near[slot]
                    if low <= place[other] < high and key + cost[slot] < best[other]:
                        best[other] = key + cost[slot]
                        _push(keys, nodes, size, best[other], other)
                        size += 1
            fall = 0.0
            for k in range(low, high):
                node = here[k]
                if best[node] > away[node]:
                    fall += area[node] * (np.exp(-alpha * away[node]) - np.exp(-alpha * best[node]))
            lost[link[by[top]] if links else top] += area[source] * fall
