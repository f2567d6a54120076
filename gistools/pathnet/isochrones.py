"""How far one gets (serviceområde): the stretches of edges within a cost of places, also where an edge is left halfway.

Each edge is entered from both ends and, where a place lies on it, from there; what is reached of it are the stretches
that these cover, which may meet in the middle or leave a gap. Costs are those of the search: metres or seconds.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.sparse import csgraph
from shapely.ops import substring

from gistools.pathnet.search import SAME
from gistools.progress import NoProgress
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.search import Places, Search
    from gistools.progress import Progress

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    _Rows = tuple[I64, I64, F64, F64]

AREAS = Text("Serviceområder", "Service areas")
_CELLS = 8_000_000  # costs held at once
_AT_ONCE = 32  # places
_ENDS = 2  # coordinates of a straight line


@dataclass(frozen=True, eq=False)
class ServiceArea:
    """What is reached from k places within a cost: r stretches of edges, by origin, edge and beginning.

    Parameters
    ----------
    limit:
        In the unit of the search.
    count:
        k, the number of origins.
    origin, edge:
        int64 of r: from which place, and on which edge, from 0.
    begin_m, end_m:
        float64 of r: where on the line of the edge the stretch begins and ends. Stretches of one origin and edge are
        apart; one of no length is a node that is reached and not left by that edge.
    """

    limit: float
    count: int
    origin: I64
    edge: I64
    begin_m: F64
    end_m: F64

    @property
    def length_m(self) -> F64:
        """Metres of edges that each origin reaches, float64 of k; both directions of an edge are one."""
        made: F64 = np.bincount(self.origin, weights=self.end_m - self.begin_m, minlength=self.count).astype(np.float64)
        return made

    def lines(self, network: PathNetwork) -> npt.NDArray[Any]:
        """Return the line of each stretch; None where it has no length."""
        whole = network.edges.geometry.to_numpy()
        made = np.full(self.edge.size, None, dtype=object)
        length = network.length_m[self.edge]
        full = (self.begin_m <= 0.0) & (self.end_m >= length)
        made[full] = whole[self.edge[full]]
        part = ~full & (self.end_m > self.begin_m)
        straight = np.flatnonzero(part & (shapely.get_num_coordinates(whole) == _ENDS)[self.edge])
        ends = [shapely.line_interpolate_point(whole[self.edge[straight]], at[straight])
                for at in (self.begin_m, self.end_m)]  # fmt: skip
        made[straight] = shapely.linestrings(np.stack([shapely.get_coordinates(one) for one in ends], axis=1))
        part[straight] = False
        for k in np.flatnonzero(part).tolist():
            made[k] = substring(whole[self.edge[k]], float(self.begin_m[k]), float(self.end_m[k]))
        return made

    def shapes(self, network: PathNetwork) -> npt.NDArray[Any]:
        """Return all that each origin reaches as one MultiLineString, empty where it is nothing."""
        lines = self.lines(network)
        there = np.array([line is not None for line in lines], np.bool_)
        made = np.full(self.count, shapely.MultiLineString(), dtype=object)
        origin, first = np.unique(self.origin[there], return_index=True)
        for one, rows in zip(origin.tolist(), np.split(lines[there], first[1:]), strict=False):
            made[one] = shapely.multilinestrings(rows)
        return made

    def reached(self, network: PathNetwork, places: Places, weights: F64) -> F64:
        """Return the sum of weights of the places that each origin reaches, float64 of k.

        Parameters
        ----------
        places:
            l places on the network; those that are not on it are reached by nobody.
        weights:
            float64 of l.
        """
        met = places.met
        edge, offset, weight = places.edge[met], places.offset_m[met], weights[met]
        order = np.lexsort((offset, edge))
        edge, offset, weight = edge[order], offset[order], weight[order]
        start = np.concatenate([[0.0], np.cumsum(network.length_m + 1.0)])  # each edge on a stretch of one long axis
        at = start[edge] + offset
        run = np.concatenate([[0.0], np.cumsum(weight)])
        first = np.searchsorted(at, start[self.edge] + self.begin_m - SAME)
        last = np.searchsorted(at, start[self.edge] + self.end_m + SAME, side="right")
        made: F64 = np.bincount(self.origin, weights=run[last] - run[first], minlength=self.count).astype(np.float64)
        return made


def service_area(search: Search, places: Places, limit: float, *, progress: Progress | None = None) -> ServiceArea:
    """Return what each of k places reaches within a cost.

    Parameters
    ----------
    search:
        In metres or seconds, in which direction each edge can be used.
    places:
        Where the ways begin; one that is not on the network reaches nothing. For ways *to* the places give the
        search `reversed`.
    limit:
        0 or more, in the unit of the search.

    >>> from gistools.pathnet.network import assemble
    >>> from gistools.pathnet.search import Places, Search
    >>> network = assemble([shapely.LineString([(0, 0), (100, 0)]), shapely.LineString([(100, 0), (200, 0)])],
    ...                    [0, 1], [1, 2])
    >>> house = Places(np.array([0]), np.array([80.0]), np.zeros(1))
    >>> area = service_area(Search.whole(network), house, 50.0)
    >>> area.edge.tolist(), area.begin_m.round(6).tolist(), area.end_m.round(6).tolist()
    ([0, 1], [30.0, 0.0], [100.0, 30.0])
    """
    progress = progress or NoProgress()
    parts = []
    for batch in _batches(search, places, float(limit)):
        parts.append(_stretches(search, places, batch, [float(limit)])[0])
        progress.update(float(batch.origins[-1] + 1) / len(places), AREAS)
    return ServiceArea(float(limit), len(places), *_joined(parts))


def service_bands(
    search: Search, places: Places, limits: Sequence[float], *, together: bool = True
) -> list[ServiceArea]:
    """Return what is reached within each of several costs and not within the one before, such as 400 and 800 m.

    Parameters
    ----------
    limits:
        Rising.
    together:
        From the nearest of the places, as one origin; else from each.
    """
    batches: Iterable[_Batch]
    if together:
        batches, count = [_all_at_once(search, places, limits[-1])], 1
    else:
        batches, count = _batches(search, places, limits[-1]), len(places)
    rows = [_stretches(search, places, batch, limits) for batch in batches]
    found = [ServiceArea(limit, count, *_joined([row[k] for row in rows])) for k, limit in enumerate(limits)]
    return [found[0], *(_beyond(search.network, outer, inner) for inner, outer in itertools.pairwise(found))]


def _joined(parts: Sequence[_Rows]) -> _Rows:
    none: _Rows = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    origin, edge, begin, end = zip(none, *parts, strict=True)
    return np.concatenate(origin), np.concatenate(edge), np.concatenate(begin), np.concatenate(end)


def _beyond(network: PathNetwork, outer: ServiceArea, inner: ServiceArea) -> ServiceArea:
    """Return the stretches of ``outer`` less those of ``inner``, which lie within them.

    Ends of both, in their order along an edge, are in turn where a piece of the difference begins and ends.
    """
    m = max(len(network.edges), 1)
    key = np.concatenate([np.tile(one.origin * m + one.edge, 2) for one in (outer, inner)])
    at = np.concatenate([outer.begin_m, outer.end_m, inner.begin_m, inner.end_m])
    order = np.lexsort((at, key))
    key, at = key[order][::2], at[order].reshape(-1, 2)
    kept = at[:, 1] > at[:, 0]
    key, at = key[kept], at[kept]
    return ServiceArea(outer.limit, outer.count, key // m, key % m, at[:, 0], at[:, 1])


@dataclass(frozen=True, eq=False)
class _Batch:
    """What some nodes cost from b origins: which places these are and which origin each is, the nodes, b x nodes."""

    origins: I64
    names: I64
    nodes: I64
    cost: F64


def _all_at_once(search: Search, places: Places, limit: float) -> _Batch:
    cost = search.nearest(places, limit=limit + SAME)
    nodes = np.flatnonzero(np.isfinite(cost))
    every = np.arange(len(places))
    return _Batch(every, np.zeros_like(every), nodes, cost[None, nodes])


def _batches(search: Search, places: Places, limit: float) -> Iterator[_Batch]:
    """Yield what nodes cost from a few places at a time; searched in that part of the network that they reach at all.

    One search from all of a batch finds that part; it is small when the limit is, and then so are the many searches.
    """
    n = len(search.network.nodes)
    there = np.flatnonzero(places.met)
    if there.size == 0:
        return
    whole = search.with_places(places[there])
    size = int(np.clip(_CELLS // max(n, 1), 1, _AT_ONCE))
    for k in range(0, there.size, size):
        some = there[k : k + size]
        begin = np.arange(n + k, n + k + some.size)
        near = np.flatnonzero(np.isfinite(csgraph.dijkstra(whole, indices=begin, limit=limit + SAME, min_only=True)))
        part = whole[near][:, near]
        cost = csgraph.dijkstra(part, indices=np.searchsorted(near, begin), limit=limit + SAME)
        kept = near < n
        yield _Batch(some, some, near[kept], cost[:, kept])


def _stretches(search: Search, places: Places, batch: _Batch, limits: Sequence[float]) -> list[_Rows]:
    """Return for each limit the stretches that are reached: origin, edge, beginning and end in metres."""
    network, m = search.network, len(search.network.edges)
    row, column = np.nonzero(np.isfinite(batch.cost))
    node, cost = batch.nodes[column], batch.cost[row, column]
    start, ends = search.incidence
    count = start[node + 1] - start[node]
    which = np.repeat(np.arange(row.size), count)
    at = ends[np.repeat(start[node] - np.cumsum(count) + count, count) + np.arange(which.size)]
    edge, last = at % m, at >= m
    name = np.unique(batch.names)[row[which]]
    free = np.where(last, search.backward[edge], search.forward[edge])
    whole = np.where(last, search.cost_backward[edge], search.cost_forward[edge])
    mine = places[batch.origins]
    found = []
    for limit in limits:
        left = limit - cost[which]
        share = np.where(free, np.clip(left / whole, 0.0, 1.0), 0.0)
        ok = left >= -SAME
        begin, end = np.where(last, 1.0 - share, 0.0)[ok], np.where(last, 1.0, share)[ok]
        own = _own(search, mine, limit)
        met = mine.met
        rows = _union(
            np.concatenate([name[ok], batch.names[met]]), np.concatenate([edge[ok], mine.edge[met]]),
            np.concatenate([begin, own[0]]), np.concatenate([end, own[1]]), network.length_m,
        )  # fmt: skip
        length = network.length_m[rows[1]]
        found.append((rows[0], rows[1], rows[2] * length, rows[3] * length))
    return found


def _own(search: Search, places: Places, limit: float) -> tuple[F64, F64]:
    """Return what of its own edge each place on the network reaches along it, as shares."""
    met = places.met
    edge = places.edge[met]
    share = np.clip(places.offset_m[met] / search.network.length_m[edge], 0.0, 1.0)
    back = np.where(search.backward[edge], limit / search.cost_backward[edge], 0.0)
    there = np.where(search.forward[edge], limit / search.cost_forward[edge], 0.0)
    return np.maximum(share - back, 0.0), np.minimum(share + there, 1.0)


def _union(name: I64, edge: I64, begin: F64, end: F64, length_m: F64) -> _Rows:
    """Return the union of shares of each name and edge, by name, edge and beginning; those that touch are one.

    Two that are parted by rounding touch: what lies where they meet would be counted twice.
    """
    key = name * length_m.size + edge
    order = np.lexsort((begin, key))
    name, edge, begin, end, key = name[order], edge[order], begin[order], end[order], key[order]
    if key.size == 0:
        return name, edge, begin, end
    apart = 2.0 * np.cumsum(np.diff(key, prepend=key[0]) != 0)  # shares lie in 0 to 1: keys do not meet
    reach = np.maximum.accumulate(end + apart)
    touching = 2.0 * SAME / length_m[edge]
    first = np.concatenate([[True], begin[1:] + apart[1:] > reach[:-1] + touching[1:]])
    at = np.flatnonzero(first)
    return name[at], edge[at], begin[at], np.maximum.reduceat(end, at)
