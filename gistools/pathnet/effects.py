"""What a repair does for the whole (virkning): how much of the network it joins to the main part, and in what order."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]


def joined_by_each(size: F64, one: I64, other: I64) -> F64:
    """Return how much is lost to the largest part of its whole when one of k joins alone is undone.

    Parameters
    ----------
    size:
        Of the p parts that the joins join, such as metres.
    one, other:
        int64 of k: the parts that each joins, from 0. Where two joins do the same, neither is needed.

    >>> joined_by_each(np.array([90.0, 30.0, 5.0]), np.array([0, 1, 1]), np.array([1, 2, 2])).tolist()
    [35.0, 0.0, 0.0]
    """
    made = np.zeros(one.size)
    graph: nx.Graph[int] = nx.Graph()
    several: dict[tuple[int, int], list[int]] = {}
    for k, (a, b) in enumerate(zip(one.tolist(), other.tolist(), strict=True)):
        if a != b:
            graph.add_edge(a, b)
            several.setdefault((min(a, b), max(a, b)), []).append(k)
    needed = {(min(a, b), max(a, b)) for a, b in nx.bridges(graph)}
    for whole in nx.connected_components(graph):
        root = max(whole, key=lambda part: (size[part], -part))
        below = {part: float(size[part]) for part in whole}
        for a, b in reversed(list(nx.dfs_edges(graph, root))):
            below[a] += below[b]
            pair = (min(a, b), max(a, b))
            if pair in needed and len(several[pair]) == 1:
                made[several[pair][0]] = below[b]
    return made


def best_order(size: F64, one: I64, other: I64, away: F64) -> tuple[I64, F64]:
    """Return the place in the order of mending of each of k gaps, from 1, and what it joins to the main part then.

    From the largest part on, the gap that joins the most to it is mended next; of equal ones the shortest. Gaps that
    join nothing come last, the shortest first.

    Parameters
    ----------
    size:
        Of the p parts.
    one, other:
        int64 of k: the parts that each gap lies between, from 0.
    away:
        float64 of k: how wide each is.

    >>> place, joined = best_order(np.array([90.0, 5.0, 30.0]), np.array([0, 1, 0]), np.array([1, 2, 0]), np.ones(3))
    >>> place.tolist(), joined.tolist()
    ([1, 2, 3], [5.0, 30.0, 0.0])
    """
    k = one.size
    place, joined = np.zeros(k, np.int64), np.zeros(k)
    if not k:
        return place, joined
    by_part: dict[int, list[int]] = {}
    for gap, (a, b) in enumerate(zip(one.tolist(), other.tolist(), strict=True)):
        if a != b:
            by_part.setdefault(a, []).append(gap)
            by_part.setdefault(b, []).append(gap)
    main = int(np.argmax(size))
    inside, heap, next_place = {main}, [], 1

    def reach(part: int) -> None:
        for gap in by_part.get(part, []):
            for to in (int(one[gap]), int(other[gap])):
                if to not in inside:
                    heapq.heappush(heap, (-float(size[to]), float(away[gap]), gap, to))

    reach(main)
    while heap:
        lost, _, gap, to = heapq.heappop(heap)
        if to in inside:
            continue
        inside.add(to)
        place[gap], joined[gap] = next_place, -lost
        next_place += 1
        reach(to)
    rest = np.flatnonzero(place == 0)
    place[rest[np.argsort(away[rest], kind="stable")]] = np.arange(next_place, k + 1)
    return place, joined
