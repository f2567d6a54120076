"""What a repair does for the whole (virkning): how much hangs together by it, and in which order most is won.

Coherence (sammenhæng) is the share of pairs of dwellings, or of metres of way, that lie in one part: sum of w² over the
parts, over (sum of w)². Two parts that are joined add 2 a b to the numerator.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

from gistools.pathnet.gap_order import GapOrder

if TYPE_CHECKING:
    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Effects:
    """What each of k joins does, by q measures such as dwellings and metres.

    Parameters
    ----------
    rank:
        int64 of k: its place in the order of mending, from 1.
    joined:
        float64 of k x q: what the lesser of the two sides that it joins holds; 0 where they hang together without it.
    gain:
        float64 of k x q: what it adds to the coherence, 0 to 1.
    """

    rank: I64
    joined: F64
    gain: F64


def lost_by_each(weight: F64, one: I64, other: I64) -> Effects:
    """Return what is lost when one of k joins that were made is undone alone.

    Parameters
    ----------
    weight:
        float64 of p x q, 0 or more: of the parts that the joins join, by measures, the one that decides first.
    one, other:
        int64 of k: the parts that each joins, from 0. Where two joins do the same, neither is needed.

    >>> made = lost_by_each(np.array([[60.0], [30.0], [10.0]]), np.array([0, 1, 1]), np.array([1, 2, 2]))
    >>> made.joined[:, 0].tolist(), made.gain[:, 0].round(2).tolist(), made.rank.tolist()
    ([40.0, 0.0, 0.0], [0.48, 0.0, 0.0], [1, 2, 3])
    """
    joined, pairs = np.zeros((one.size, weight.shape[1])), np.zeros((one.size, weight.shape[1]))
    graph: nx.Graph[int] = nx.Graph()
    several: dict[tuple[int, int], list[int]] = {}
    for k, (a, b) in enumerate(zip(one.tolist(), other.tolist(), strict=True)):
        if a != b:
            graph.add_edge(a, b)
            several.setdefault((min(a, b), max(a, b)), []).append(k)
    found: Any = nx.bridges(graph)
    needed = {(min(a, b), max(a, b)) for a, b in found}
    for whole in nx.connected_components(graph):
        total = weight[sorted(whole)].sum(axis=0)
        below = {part: weight[part].copy() for part in whole}
        for a, b in reversed(list(nx.dfs_edges(graph, min(whole)))):
            below[a] += below[b]
            pair = (min(a, b), max(a, b))
            if pair in needed and len(several[pair]) == 1:
                joined[several[pair][0]] = np.minimum(below[b], total - below[b])
                pairs[several[pair][0]] = 2.0 * below[b] * (total - below[b])
    gain = pairs / _all_pairs(weight)
    order = np.lexsort((np.arange(one.size), *-gain.T[::-1]))
    rank = np.empty(one.size, np.int64)
    rank[order] = np.arange(1, one.size + 1)
    return Effects(rank, joined, gain)


def best_order(weight: F64, one: I64, other: I64, away: F64) -> Effects:
    """Return the order of mending k gaps: always next what adds most to the coherence then.

    Of equal ones the shortest is next. Gaps that add nothing come last, the shortest first.

    Parameters
    ----------
    weight:
        float64 of p x q, 0 or more: of the parts, by measures; a later one decides where those before it are equal.
    one, other:
        int64 of k: the parts that each gap lies between, from 0.
    away:
        float64 of k: how wide each is.

    >>> made = best_order(np.array([[60.0], [10.0], [30.0]]), np.array([0, 1, 0]), np.array([1, 2, 2]), np.ones(3))
    >>> made.rank.tolist(), made.joined[:, 0].tolist(), made.gain[:, 0].round(2).tolist()
    ([2, 3, 1], [10.0, 0.0, 30.0], [0.18, 0.0, 0.36])
    """
    k, q = one.size, weight.shape[1]
    rank, joined, pairs = np.zeros(k, np.int64), np.zeros((k, q)), np.zeros((k, q))
    held = weight.astype(np.float64)
    for place, (gap, into, gone) in enumerate(GapOrder(weight, one, other, away), start=1):
        rank[gap] = place
        joined[gap] = np.minimum(held[into], held[gone])
        pairs[gap] = 2.0 * held[into] * held[gone]
        held[into] += held[gone]
    rest = np.flatnonzero(rank == 0)
    rank[rest[np.argsort(away[rest], kind="stable")]] = np.arange(rank.max(initial=0) + 1, k + 1)
    return Effects(rank, joined, pairs / _all_pairs(weight))


def _all_pairs(weight: F64) -> F64:
    total: F64 = np.square(weight.sum(axis=0))
    return np.where(total > 0.0, total, 1.0)
