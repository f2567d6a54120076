"""Ways through a network: distances, routes and where points meet it; scipy inside.

A place (sted) lies on an edge, not only at a node: a house at the middle of a long path is not moved to its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy import sparse
from scipy.sparse import csgraph
from shapely.ops import substring

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.passability import Passable

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]


SAME = 1e-6
"""What lies so little beyond a limit is within it, in metres and in the unit of the search: the sum of a way may differ
by rounding from the limit that it is exactly as long as, and by the order of the edges that it was added up in."""


@dataclass(frozen=True, eq=False)
class Places:
    """k places on a network.

    Parameters
    ----------
    edge:
        int64 of k: the edge that each lies on, from 0; -1 for none.
    offset_m:
        float64 of k: how far along its line, from 0 to its length.
    access_m:
        float64 of k: how far the point lies from it, NaN for none. It is no part of any distance on the network.
    """

    edge: I64
    offset_m: F64
    access_m: F64

    def __len__(self) -> int:
        """Return how many there are."""
        return self.edge.size

    @property
    def met(self) -> Mask:
        """Which lie on the network."""
        made: Mask = self.edge >= 0
        return made

    def __getitem__(self, which: int | slice | Mask | I64) -> Places:
        """Return some of them."""
        at: Any = [which] if isinstance(which, int | np.integer) else which
        return Places(self.edge[at], self.offset_m[at], self.access_m[at])


@dataclass(frozen=True, eq=False)
class Route:
    """A way from one place to another.

    Parameters
    ----------
    edge:
        int64 of s: the edges it takes, in order.
    along:
        bool of s: along the line of the edge, or against it.
    begin_m, end_m:
        float64 of s: where on the line each step begins and ends; ``begin_m`` > ``end_m`` where it goes against it.
    cost:
        In the unit of the search.
    """

    edge: I64
    along: Mask
    begin_m: F64
    end_m: F64
    cost: float

    @property
    def length_m(self) -> float:
        """How long it is."""
        return float(np.abs(self.end_m - self.begin_m).sum())

    def pieces(self, network: PathNetwork) -> list[BaseGeometry]:
        """Return the line of each step, in the direction gone."""
        lines = network.edges.geometry.to_numpy()
        return [
            substring(lines[e], a, b)
            for e, a, b in zip(self.edge.tolist(), self.begin_m.tolist(), self.end_m.tolist(), strict=True)
        ]

    def line(self, network: PathNetwork) -> shapely.LineString:
        """Return it as one line; a point twice when begin and end are one."""
        rows = [shapely.get_coordinates(one) for one in self.pieces(network)]
        joined = np.concatenate(rows)
        kept = np.concatenate([[True], (np.diff(joined, axis=0) != 0).any(axis=1)])
        points = joined[kept]
        return shapely.LineString(points if len(points) > 1 else np.repeat(points, 2, axis=0))


def attach_points(
    network: PathNetwork,
    points: Sequence[Any] | npt.NDArray[Any],
    *,
    max_m: float,
    edges: Mask | None = None,
    prefer_main: bool = True,
    slack_m: float = 0.0,
) -> Places:
    """Return where points meet the network: the nearest spot of the nearest edge within ``max_m``.

    Edges that may not be used are left out first, so that no point lands on one. With ``prefer_main`` an edge of the
    longest part of the network is taken when it lies within ``max_m`` and at most ``slack_m`` further away than the
    nearest, so that a house does not land on an island of two edges beside the path.

    Parameters
    ----------
    points:
        k points (of other shapes their nearest spot); missing and empty ones meet nothing.
    edges:
        bool of m: those that may be used; all when None.

    >>> from gistools.pathnet.network import assemble
    >>> network = assemble([shapely.LineString([(0, 0), (10, 0)])], [0], [1])
    >>> met = attach_points(network, shapely.points([[4.0, 3.0], [50.0, 50.0]]), max_m=20.0)
    >>> met.edge.tolist(), met.offset_m.tolist(), met.access_m.tolist()
    ([0, -1], [4.0, nan], [3.0, nan])
    """
    shapes = np.asarray(points, dtype=object)
    k = shapes.size
    edge, offset, access = np.full(k, -1, np.int64), np.full(k, np.nan), np.full(k, np.nan)
    usable = np.arange(len(network.edges)) if edges is None else np.flatnonzero(edges)
    there = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    if not (usable.size and there.size):
        return Places(edge, offset, access)
    lines = network.edges.geometry.to_numpy()
    near, metres = _nearest(lines, usable, shapes[there], max_m)
    if prefer_main:
        parts = network.nodes["component"].to_numpy()[network.u]
        main, main_m = _nearest(lines, usable[parts[usable] == parts[usable].min()], shapes[there], max_m)
        near = np.where((main >= 0) & (main_m <= metres + slack_m), main, near)
    found = near >= 0
    mine, on = there[found], near[found]
    edge[mine] = on
    spots = shapely.get_point(shapely.shortest_line(lines[on], shapes[mine]), 0)
    offset[mine] = np.clip(shapely.line_locate_point(lines[on], spots), 0.0, network.length_m[on])
    access[mine] = shapely.distance(lines[on], shapes[mine])
    return Places(edge, offset, access)


def _nearest(lines: npt.NDArray[Any], usable: I64, shapes: npt.NDArray[Any], max_m: float) -> tuple[I64, F64]:
    """Return the nearest usable line of each shape, -1 for none, and how far it is; of equal ones one by place."""
    near, metres = np.full(shapes.size, -1, np.int64), np.full(shapes.size, np.inf)
    if usable.size:
        tree = shapely.STRtree(lines[usable])
        (found, line), away = tree.query_nearest(shapes, max_distance=max_m, return_distance=True)
        spots = np.zeros((found.size, 2))
        twice = np.flatnonzero((np.bincount(found, minlength=shapes.size) > 1)[found])
        if twice.size:  # of equal ones that whose spot is the furthest west, then south: not that which is listed first
            least = shapely.shortest_line(lines[usable[line[twice]]], shapes[found[twice]])
            spots[twice] = np.round(shapely.get_coordinates(shapely.get_point(least, 0)), 6)
        order = np.lexsort((line, spots[:, 1], spots[:, 0], found))
        found, first = np.unique(found[order], return_index=True)
        near[found], metres[found] = usable[line[order][first]], away[order][first]
    return near, metres


@dataclass(frozen=True, eq=False)
class Search:
    """Searches in the part of a network that can be used, in both or one direction of each edge.

    Parameters
    ----------
    network:
        With n nodes and m edges.
    forward, backward:
        bool of m: which edges can be gone along, and which against.
    cost_forward, cost_backward:
        float64 of m, above 0 and finite: metres or seconds.
    """

    network: PathNetwork
    forward: Mask
    backward: Mask
    cost_forward: F64
    cost_backward: F64

    @classmethod
    def of(cls, network: PathNetwork, passable: Passable, *, strict: bool, seconds: bool = False) -> Search:
        """Return the search for a profile: in metres, or in its seconds."""
        there, back = passable.open(strict=strict)
        if seconds:
            return cls(network, there, back, passable.seconds_forward, passable.seconds_backward)
        return cls(network, there, back, network.length_m, network.length_m)

    @classmethod
    def whole(cls, network: PathNetwork) -> Search:
        """Return the search in metres on all edges in both directions."""
        all_of = np.ones(len(network.edges), np.bool_)
        return cls(network, all_of, all_of, network.length_m, network.length_m)

    @property
    def usable(self) -> Mask:
        """Which edges can be used in one direction at least."""
        return self.forward | self.backward

    @property
    def directed(self) -> bool:
        """Whether some edge differs by direction."""
        both = self.forward & self.backward
        one_way = (self.forward != self.backward).any()
        return bool(one_way or (self.cost_forward[both] != self.cost_backward[both]).any())

    @cached_property
    def _arcs(self) -> tuple[I64, I64, I64, F64]:
        """Tail, head, edge and cost of the cheapest arc between two nodes, in order of tail and head; no loops."""
        u, v, edge = self.network.u, self.network.v, np.arange(len(self.network.edges))
        there, back = self.forward & (u != v), self.backward & (u != v)
        tail = np.concatenate([u[there], v[back]])
        head = np.concatenate([v[there], u[back]])
        of = np.concatenate([edge[there], edge[back]])
        cost = np.concatenate([self.cost_forward[there], self.cost_backward[back]])
        order = np.lexsort((of, cost, head, tail))
        tail, head, of, cost = tail[order], head[order], of[order], cost[order]
        first = np.ones(tail.size, np.bool_)
        first[1:] = (np.diff(tail) != 0) | (np.diff(head) != 0)
        return tail[first], head[first], of[first], cost[first]

    @cached_property
    def matrix(self) -> sparse.csr_array:
        """The cheapest arc between two nodes, n x n."""
        tail, head, _, cost = self._arcs
        n = len(self.network.nodes)
        return sparse.csr_array((cost, (tail, head)), shape=(n, n))

    @cached_property
    def incidence(self) -> tuple[I64, I64]:
        """The ends that meet in each node: ``ends[start[i] : start[i + 1]]``, edge e its beginning, m + e its end."""
        both = np.concatenate([self.network.u, self.network.v])
        start = np.concatenate([[0], np.cumsum(np.bincount(both, minlength=len(self.network.nodes)))])
        return start, np.argsort(both, kind="stable")

    def reversed(self) -> Search:
        """Return the search against all directions: distances from a place are then those to it."""
        return Search(self.network, self.backward, self.forward, self.cost_backward, self.cost_forward)

    def ends(self, places: Places) -> tuple[F64, F64]:
        """Return what it costs from each place to ``from_node`` and to ``to_node`` of its edge; inf where none may."""
        share = self._share(places)
        on = np.where(places.met, places.edge, 0)
        met = places.met
        first = np.where(met & self.backward[on], share * self.cost_backward[on], np.inf)
        last = np.where(met & self.forward[on], (1.0 - share) * self.cost_forward[on], np.inf)
        return np.where(met & (share == 0.0), 0.0, first), np.where(met & (share == 1.0), 0.0, last)

    def _share(self, places: Places) -> F64:
        on = np.where(places.met, places.edge, 0)
        made: F64 = np.where(places.met, places.offset_m, 0.0) / self.network.length_m[on]
        return np.clip(made, 0.0, 1.0)

    def with_places(self, places: Places) -> sparse.csr_array:
        """Return the matrix with a node for each place, after those of the network, that leads to its edge's ends."""
        n, k = len(self.network.nodes), len(places)
        first, last = self.ends(places)
        on = np.where(places.met, places.edge, 0)
        rows, cols, cost = (
            np.tile(np.arange(k), 2),
            np.concatenate([self.network.u[on], self.network.v[on]]),
            np.concatenate([first, last]),
        )
        kept = np.isfinite(cost)
        order = np.lexsort((cost[kept], cols[kept], rows[kept]))
        r, c, w = rows[kept][order], cols[kept][order], cost[kept][order]
        keep = np.ones(r.size, np.bool_)
        keep[1:] = (np.diff(r) != 0) | (np.diff(c) != 0)  # both ends of a loop are one node: the cheaper way
        lead = sparse.csr_array((w[keep], (r[keep], c[keep])), shape=(k, n))
        # zero is stored, and csgraph reads a stored zero of a csr matrix as an arc of cost 0
        indptr = np.concatenate([self.matrix.indptr, self.matrix.indptr[-1] + lead.indptr[1:]])
        indices = np.concatenate([self.matrix.indices, lead.indices])
        data = np.concatenate([self.matrix.data, lead.data])
        return sparse.csr_array((data, indices, indptr), shape=(n + k, n + k))

    def from_places(self, places: Places, *, limit: float = np.inf) -> F64:
        """Return what it costs from each place to each node: k x n, inf where there is no way within ``limit``."""
        n, k = len(self.network.nodes), len(places)
        if n == 0 or k == 0:
            return np.full((k, n), np.inf)
        made: F64 = csgraph.dijkstra(self.with_places(places), indices=np.arange(n, n + k), limit=limit)[:, :n]
        return made

    def nearest(self, places: Places, *, limit: float = np.inf) -> F64:
        """Return what it costs from the nearest of the places to each node: n, inf where there is no way."""
        n, k = len(self.network.nodes), len(places)
        if n == 0 or k == 0:
            return np.full(n, np.inf)
        begin = np.arange(n, n + k)
        made: F64 = csgraph.dijkstra(self.with_places(places), indices=begin, limit=limit, min_only=True)[:n]
        return made

    def between(self, begin: Places, end: Places, *, limit: float = np.inf) -> F64:
        """Return what it costs from each place of ``begin`` to each of ``end``: k x l, inf where there is no way."""
        made = self.arrive(self.from_places(begin, limit=limit), end)
        i, j = np.nonzero(begin.met[:, None] & (begin.edge[:, None] == end.edge[None, :]))
        direct = self.direct(begin[i], end[j])
        made[i, j] = np.minimum(made[i, j], direct)
        made[made > limit] = np.inf
        return made

    def arrive(self, at_nodes: F64, end: Places) -> F64:
        """Return what it costs to each place (last axis) by what it costs to each node; ways within an edge apart."""
        first, last = self.reversed().ends(end)
        on = np.where(end.met, end.edge, 0)
        made: F64 = np.minimum(at_nodes[..., self.network.u[on]] + first, at_nodes[..., self.network.v[on]] + last)
        return made

    def direct(self, begin: Places, end: Places) -> F64:
        """Return what it costs to go along one edge from place to place, when both lie on it."""
        a, b, on = self._share(begin), self._share(end), begin.edge
        there = np.where(self.forward[on] & (b >= a), (b - a) * self.cost_forward[on], np.inf)
        back = np.where(self.backward[on] & (b <= a), (a - b) * self.cost_backward[on], np.inf)
        return np.where(a == b, 0.0, np.minimum(there, back))

    def route(self, begin: Places, end: Places) -> Route | None:
        """Return the cheapest way between two places (each of length 1); None where there is none."""
        if not (begin.met.all() and end.met.all()):
            return None
        n = len(self.network.nodes)
        direct = float(self.direct(begin, end)[0]) if begin.edge[0] == end.edge[0] else np.inf
        costs, before = csgraph.dijkstra(self.with_places(begin), indices=[n], return_predecessors=True)
        first, last = self.reversed().ends(end)
        u, v = int(self.network.u[end.edge[0]]), int(self.network.v[end.edge[0]])
        by_u, by_v = float(costs[0, u] + first[0]), float(costs[0, v] + last[0])
        best = min(direct, by_u, by_v)
        if not np.isfinite(best):
            return None
        if direct <= best:
            return _steps([(int(begin.edge[0]), float(begin.offset_m[0]), float(end.offset_m[0]))], best)
        steps = self._walk(before[0], u if by_u <= by_v else v, begin)
        length = float(self.network.length_m[end.edge[0]])
        steps.append((int(end.edge[0]), 0.0 if by_u <= by_v else length, float(end.offset_m[0])))
        return _steps(steps, best)

    def _walk(self, before: I64, node: int, begin: Places) -> list[tuple[int, float, float]]:
        """Return the steps from a place to a node, read from the nodes before each."""
        n, steps = len(self.network.nodes), []
        tail, head, edge, _ = self._arcs
        at = int(node)
        while (last := int(before[at])) < n:
            begun, done = np.searchsorted(tail, [last, last + 1])
            k = begun + np.searchsorted(head[begun:done], at)
            length = float(self.network.length_m[edge[k]])
            along = int(self.network.u[edge[k]]) == last
            steps.append((int(edge[k]), 0.0 if along else length, length if along else 0.0))
            at = last
        on, offset = int(begin.edge[0]), float(begin.offset_m[0])
        first, final = (float(one[0]) for one in self.ends(begin))
        u, v, length = int(self.network.u[on]), int(self.network.v[on]), float(self.network.length_m[on])
        to_first = at == u and (u != v or first <= final)
        steps.append((on, offset, 0.0 if to_first else length))
        return steps[::-1]


def _steps(steps: list[tuple[int, float, float]], cost: float) -> Route:
    """Return the route of these steps without those that go nowhere."""
    kept = [one for one in steps if one[1] != one[2]] or steps[:1]
    edge, begin, end = zip(*kept, strict=True)
    a, b = np.array(begin, np.float64), np.array(end, np.float64)
    return Route(np.array(edge, np.int64), b >= a, a, b, cost)
