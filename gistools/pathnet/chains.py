"""Edges that go on in each other (forløb): a ramp does not end where a side path meets it or a line was cut in two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.pathnet.network import PathNetwork

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

STRAIGHT_ON = float(np.cos(np.radians(45.0)))
"""Where more than two edges meet, two go on in each other when they turn by less than this and none goes straighter."""

_APART_M = 0.01  # ends of lines that meet are no further apart
_PAIR = 2


@dataclass(frozen=True, eq=False)
class Chains:
    """c chains of edges, one after the other.

    Parameters
    ----------
    edge:
        int64 of k: edges in their order along the chains; each is in one.
    against:
        bool of k: whether the line of the edge runs against its chain.
    first:
        int64 of c + 1: where the edges of each chain begin, and where the last end.
    """

    edge: I64
    against: Mask
    first: I64

    @property
    def of(self) -> I64:
        """The chain that each place of ``edge`` is of."""
        return np.repeat(np.arange(self.first.size - 1), np.diff(self.first))

    def some(self, start: int, stop: int) -> Chains:
        """Return those from one to before another."""
        a, b = int(self.first[start]), int(self.first[stop])
        return Chains(self.edge[a:b], self.against[a:b], self.first[start : stop + 1] - a)

    def ends_m(self, length_m: F64) -> tuple[F64, F64]:
        """Return where along its chain each edge begins and ends, k each, by the length of each edge of a network."""
        length = length_m[self.edge]
        end = np.cumsum(length)
        begin = end - length
        base = begin[self.first[:-1]][self.of] if self.edge.size else begin
        return begin - base, end - base

    def lines(self, network: PathNetwork) -> npt.NDArray[Any]:
        """Return the line of each chain."""
        points, of = shapely.get_coordinates(network.edges.geometry.to_numpy()[self.edge], return_index=True)
        count = np.bincount(of, minlength=self.edge.size)
        start = np.cumsum(count) - count
        inner = np.arange(of.size) - start[of]
        points = points[start[of] + np.where(self.against[of], count[of] - 1 - inner, inner)]
        chain = self.of[of]
        kept = np.ones(of.size, np.bool_)
        kept[1:] = (chain[1:] != chain[:-1]) | (points[1:] != points[:-1]).any(axis=1)
        made: npt.NDArray[Any] = shapely.linestrings(points[kept], indices=chain[kept])
        return made


def single(edges: I64) -> Chains:
    """Return a chain for each edge."""
    return Chains(edges, np.zeros(edges.size, np.bool_), np.arange(edges.size + 1))


def chains_of(network: PathNetwork, among: Mask) -> Chains:
    """Return chains of some edges: through nodes where two of them meet, and straight on where more do.

    >>> from gistools.pathnet.network import assemble
    >>> lines = [shapely.LineString(one) for one in ([(0, 0), (9, 0)], [(20, 1), (9, 0)], [(9, 0), (9, 9)])]
    >>> network = assemble(lines, [0, 2, 1], [1, 1, 3])
    >>> found = chains_of(network, np.ones(3, bool))
    >>> found.edge.tolist(), found.against.tolist(), found.first.tolist()
    ([0, 1, 2], [False, True, False], [0, 2, 3])
    """
    edges = np.flatnonzero(among)
    return walked(edges, _partners(network, edges))


def walked(edges: I64, goes_on: I64) -> Chains:
    """Return the chains of k edges by the end that each of their ends goes on in, 2 k of them, -1 for none.

    An end is 2 j for the beginning of the line of the j-th edge, 2 j + 1 for its end. Rings begin anywhere.
    """
    onward: list[int] = goes_on.tolist()
    order: list[int] = []
    first: list[int] = []
    seen = [False] * edges.size
    loose = [end for end, other in enumerate(onward) if other < 0]
    for begin in (*loose, *range(0, len(onward), 2)):
        if seen[begin // 2]:
            continue
        first.append(len(order))
        at = begin
        while at >= 0 and not seen[at // 2]:
            seen[at // 2] = True
            order.append(at)
            at = onward[at ^ 1]
    ends = np.array(order, np.int64)
    return Chains(edges[ends // 2], ends % 2 == 1, np.array([*first, len(order)], np.int64))


def _partners(network: PathNetwork, edges: I64) -> I64:
    """Return for each end of each edge the end that it goes on in, -1 for none."""
    k = edges.size
    made = np.full(2 * k, -1, np.int64)
    if not k:
        return made
    node = _nodes(network, edges)
    _, away = _ends(network, edges)
    count = np.bincount(node, minlength=len(network.nodes))
    mine, other = met_ends(network, edges)
    turn = (away[mine] * away[other]).sum(axis=1)  # -1 straight on, 1 back
    order = np.lexsort((other, np.round(turn, 9), mine))
    mine, other, turn = mine[order], other[order], turn[order]
    best = np.ones(mine.size, np.bool_)
    best[1:] = mine[1:] != mine[:-1]
    mine, other, turn = mine[best], other[best], turn[best]
    good = (count[node[mine]] == _PAIR) | (turn < -STRAIGHT_ON)
    made[mine[good]] = other[good]
    both = (made >= 0) & (made[made] == np.arange(2 * k))
    return np.where(both, made, -1)


def _nodes(network: PathNetwork, edges: I64) -> I64:
    """Return the node of each end of each edge."""
    made: I64 = np.stack([network.u[edges], network.v[edges]], axis=1).reshape(-1)
    return made


def met_ends(network: PathNetwork, edges: I64, apart_m: float = _APART_M) -> tuple[I64, I64]:
    """Return every pair of ends of two edges that meet at a node, both ways round.

    An end is 2 j for the beginning of the line of the j-th edge, 2 j + 1 for its end.

    Parameters
    ----------
    apart_m:
        How far apart the lines themselves may end.
    """
    none = np.zeros(0, np.int64)
    if not edges.size:
        return none, none
    node = _nodes(network, edges)
    spot, _ = _ends(network, edges)
    by = np.argsort(node, kind="stable")
    count = np.bincount(node, minlength=len(network.nodes))
    start = np.cumsum(count) - count
    mine = np.repeat(np.arange(node.size), count[node])
    base = np.cumsum(count[node]) - count[node]
    other = by[start[node[mine]] + np.arange(mine.size) - base[mine]]
    near = np.hypot(*(spot[mine] - spot[other]).T) <= apart_m
    kept = (mine // 2 != other // 2) & near
    return mine[kept], other[kept]


def _ends(network: PathNetwork, edges: I64) -> tuple[F64, F64]:
    """Return where the ends of edges are, and the unit direction in which the line leaves each."""
    points, of = shapely.get_coordinates(network.edges.geometry.to_numpy()[edges], return_index=True)
    first = np.searchsorted(of, np.arange(edges.size))
    last = np.append(first[1:], of.size) - 1
    at = np.stack([first, last], axis=1).reshape(-1)
    to = np.stack([first + 1, last - 1], axis=1).reshape(-1)
    way = points[to] - points[at]
    length = np.hypot(way[:, 0], way[:, 1])
    return points[at], way / np.where(length == 0.0, 1.0, length)[:, None]
