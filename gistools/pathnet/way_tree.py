"""The ways from everywhere to one place as a tree (vejtræ): what they cost, sums along them, and who uses each edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.pathnet.search import Places, Search

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    I8 = npt.NDArray[np.int8]

BY_FROM, BY_TO, DIRECT, NO_WAY = 0, 1, 2, -1
"""How a way begins: by the first or the last node of its edge, along the edge to the goal, or not at all."""


@dataclass(frozen=True, eq=False)
class WayTree:
    """The cheapest ways from all n nodes of a network to a place.

    Parameters
    ----------
    search, goal:
        In which part, and where to.
    cost:
        float64 of n, inf where there is no way.
    after:
        int64 of n: the next node on the way; -1 where the place is next, or there is no way.
    edge:
        int64 of n: the edge taken; -1 where none is.
    part:
        float64 of n, 0-1: how much of that edge is gone.
    """

    search: Search
    goal: Places
    cost: F64
    after: I64
    edge: I64
    part: F64

    @classmethod
    def to(cls, search: Search, goal: Places) -> WayTree:
        """Return the tree to a place (of length 1).

        >>> import numpy as np, shapely
        >>> from gistools.pathnet import Places, Search, assemble
        >>> lines = [shapely.LineString([(0, 0), (60, 0)]), shapely.LineString([(60, 0), (100, 0)])]
        >>> network = assemble(lines, [0, 1], [1, 2])
        >>> school = Places(np.array([1]), np.array([30.0]), np.zeros(1))
        >>> tree = WayTree.to(Search.whole(network), school)
        >>> home = Places(np.array([0]), np.array([10.0]), np.zeros(1))
        >>> tree.cost.tolist(), tree.from_places(home)[0].tolist(), tree.used(home, np.ones(1)).tolist()
        ([90.0, 30.0, 10.0], [80.0], [1.0, 1.0])
        """
        network, n = search.network, len(search.network.nodes)
        nothing = cls(search, goal, np.full(n, np.inf), np.full(n, -1), np.full(n, -1), np.zeros(n))
        if not goal.met.all() or n == 0:
            return nothing
        back = search.reversed()
        first, last = back.ends(goal)
        at = int(goal.edge[0])
        ends: dict[int, tuple[float, float]] = {}
        share = float(np.clip(goal.offset_m[0] / network.length_m[at], 0.0, 1.0))
        for node, price, part in (
            (int(network.u[at]), float(first[0]), share),
            (int(network.v[at]), float(last[0]), 1.0 - share),
        ):
            if np.isfinite(price) and price < ends.get(node, (np.inf, 0.0))[0]:
                ends[node] = (price, part)
        matrix = _with_goal(back.matrix, {node: price for node, (price, _) in ends.items()})
        costs, before = csgraph.dijkstra(matrix, indices=[n], return_predecessors=True)
        cost, after = costs[0, :n], np.maximum(before[0, :n], -1).astype(np.int64)
        edge, parts = np.full(n, -1, np.int64), np.zeros(n)
        on = np.flatnonzero((after >= 0) & (after < n))
        edge[on], parts[on] = _edges_of(search, on, after[on]), 1.0
        for node, (_, gone) in ends.items():
            if after[node] == n:
                edge[node], parts[node] = (at if gone > 0.0 else -1), gone
        after[after == n] = -1
        return cls(search, goal, cost, after, edge, parts)

    def from_places(self, homes: Places) -> tuple[F64, I8]:
        """Return what the way from each of k places costs, and how it begins."""
        network = self.search.network
        on = np.where(homes.met, homes.edge, 0)
        first, last = self.search.ends(homes)
        ways = np.stack([first + self.cost[network.u[on]], last + self.cost[network.v[on]], self._direct(homes)])
        how = np.argmin(ways, axis=0).astype(np.int8)
        cost = ways[how, np.arange(on.size)]
        how[~np.isfinite(cost)] = NO_WAY
        return cost, how

    def _direct(self, homes: Places) -> F64:
        """Return what it costs to go along one edge from home to goal, inf where they are not on one."""
        search, length = self.search, self.search.network.length_m
        made = np.full(len(homes), np.inf)
        if self.goal.met.all():
            here = np.flatnonzero(homes.met & (homes.edge == self.goal.edge[0]))
            e = int(self.goal.edge[0])
            gone = (self.goal.offset_m[0] - homes.offset_m[here]) / length[e]
            there = np.where(search.forward[e] & (gone >= 0), gone * search.cost_forward[e], np.inf)
            back = np.where(search.backward[e] & (gone <= 0), -gone * search.cost_backward[e], np.inf)
            made[here] = np.where(gone == 0, 0.0, np.minimum(there, back))
        return made

    def _begun(self, homes: Places, how: I8) -> F64:
        """Return how much of its own edge each way goes, 0-1."""
        length = self.search.network.length_m[np.where(homes.met, homes.edge, 0)]
        share = np.clip(np.where(homes.met, homes.offset_m, 0.0) / length, 0.0, 1.0)
        aim = float(self.goal.offset_m[0]) if self.goal.met.all() else 0.0
        direct = np.abs(aim - np.where(homes.met, homes.offset_m, 0.0)) / length
        made: F64 = np.select([how == BY_FROM, how == BY_TO, how == DIRECT], [share, 1.0 - share, direct], 0.0)
        return made

    def _comes_back(self, homes: Places, how: I8) -> npt.NDArray[np.bool_]:
        """Return which ways leave the goal's edge and come back to it by another end, so that they count once there."""
        made = np.zeros(len(homes), np.bool_)
        if self.goal.met.all():
            network, at = self.search.network, int(self.goal.edge[0])
            for k in np.flatnonzero((homes.edge == at) & ((how == BY_FROM) | (how == BY_TO))).tolist():
                node = int((network.u if how[k] == BY_FROM else network.v)[at])
                while self.after[node] >= 0:
                    node = int(self.after[node])
                made[k] = self.edge[node] == at
        return made

    def sums(self, homes: Places, values: F64) -> F64:
        """Return the sums of values of whole edges (m x c) along the way from each place: k x c, NaN without a way."""
        _, how = self.from_places(homes)
        network = self.search.network
        taken = np.where(self.edge[:, None] >= 0, values[self.edge] * self.part[:, None], 0.0)
        total, after = np.vstack([taken, np.zeros((1, values.shape[1]))]), np.append(self.after, -1)
        after[after < 0] = len(self.after)
        while (after != len(self.after)).any():
            total = total + np.where((after != len(self.after))[:, None], total[after], 0.0)
            after = after[after]
        on = np.where(homes.met, homes.edge, 0)
        node = np.where(how == BY_FROM, network.u[on], np.where(how == BY_TO, network.v[on], len(self.after)))
        made: F64 = values[on] * self._begun(homes, how)[:, None] + total[node]
        made[how == NO_WAY] = np.nan
        return made

    def used(self, homes: Places, weight: F64) -> F64:
        """Return the weight of the places whose way takes each edge or a part of it: m."""
        _, how = self.from_places(homes)
        network = self.search.network
        m, n = len(network.edges), len(self.after)
        on = np.where(homes.met, homes.edge, 0)
        own = (how != NO_WAY) & (self._begun(homes, how) > 0.0)
        own &= ~self._comes_back(homes, how)
        made: F64 = np.bincount(on[own], weights=weight[own], minlength=m).astype(np.float64)
        flow = np.zeros(n + 1)
        for way, ends in ((BY_FROM, network.u), (BY_TO, network.v)):
            here = how == way
            flow += np.bincount(ends[on[here]], weights=weight[here], minlength=n + 1)
        after = np.append(self.after, n)
        after[after < 0] = n
        while (after[:n] != n).any():  # each round adds those who come from twice as far
            flow[:n] = flow[:n] + np.bincount(after[:n], weights=flow[:n], minlength=n + 1)[:n]
            after = after[after]
        taken = self.edge >= 0
        made += np.bincount(self.edge[taken], weights=flow[:n][taken], minlength=m)
        return made


def _with_goal(matrix: sparse.csr_array, ends: dict[int, float]) -> sparse.csr_array:
    """Return the matrix with one node more, from which the goal's edge is entered; an arc of cost 0 is kept as one."""
    n = matrix.shape[0]
    order = sorted(ends)
    indptr = np.append(matrix.indptr, matrix.indptr[-1] + len(order))
    indices = np.append(matrix.indices, np.array(order, matrix.indices.dtype))
    data = np.append(matrix.data, [ends[node] for node in order])
    return sparse.csr_array((data, indices, indptr), shape=(n + 1, n + 1))


def _edges_of(search: Search, tail: I64, head: I64) -> I64:
    """Return the cheapest edge from each tail to its head."""
    network, n = search.network, len(search.network.nodes)
    u, v, edge = network.u, network.v, np.arange(len(network.edges))
    there, back = search.forward & (u != v), search.backward & (u != v)
    key = np.concatenate([u[there] * n + v[there], v[back] * n + u[back]])
    of = np.concatenate([edge[there], edge[back]])
    cost = np.concatenate([search.cost_forward[there], search.cost_backward[back]])
    order = np.lexsort((of, cost, key))
    key, of = key[order], of[order]
    made: I64 = of[np.searchsorted(key, tail * n + head)]
    return made
