"""What hangs together: parts (dele) of a network, and the figures that describe it as a graph.

What may be used is a question of profile and of what is known, so all stands on a `Search`. Parts are weak (can one get
there at all, whatever the direction) and strong (there and back).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.pathnet.search import Search

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

_LEAST_NODES = 3  # below it alpha and gamma are not defined
_JUNCTION = 3  # ends that meet in a junction, at least


@dataclass(frozen=True, eq=False)
class Parts:
    """The parts that the usable edges of a network fall into.

    Parameters
    ----------
    weak:
        int64 of n: the part of each node when direction does not matter, 1 to p, the longest first; 0 for nodes that
        no usable edge meets.
    strong:
        int64 of n: the same when one must get there and back, 1 to q. A node that can be left and not returned to is
        a part of its own.
    metres:
        float64 of p: metres of usable edges in each weak part.
    edge:
        int64 of m: the weak part of each edge, 0 for edges that cannot be used.

    >>> from gistools.pathnet.network import assemble
    >>> from gistools.pathnet.search import Search
    >>> import shapely
    >>> lines = [shapely.LineString(one) for one in ([(0, 0), (9, 0)], [(20, 0), (24, 0)])]
    >>> parts = parts_of(Search.whole(assemble(lines, [0, 2], [1, 3])))
    >>> parts.weak.tolist(), parts.metres.tolist()
    ([1, 1, 2, 2], [9.0, 4.0])
    """

    weak: I64
    strong: I64
    metres: F64
    edge: I64

    @property
    def count(self) -> int:
        """How many weak parts there are."""
        return self.metres.size

    @property
    def strong_count(self) -> int:
        """How many strong parts there are."""
        return int(self.strong.max(initial=0))


def parts_of(search: Search) -> Parts:
    """Return the parts that can be gone through, the longest first and of equal ones that of the first node."""
    network, n = search.network, len(search.network.nodes)
    u, v, usable, length = network.u, network.v, search.usable, network.length_m
    met = np.zeros(n, np.bool_)
    met[u[usable]] = met[v[usable]] = True
    weak, metres = _numbered(_joined(n, u[usable], v[usable], directed=False), met, u[usable], length[usable])
    there, back = search.forward, search.backward
    tail, head = np.concatenate([u[there], v[back]]), np.concatenate([v[there], u[back]])
    label = _joined(n, tail, head, directed=True)
    inside = usable & (label[u] == label[v])
    strong, _ = _numbered(label, met, u[inside], length[inside])
    return Parts(weak, strong, metres, np.where(usable, weak[u], 0) if n else np.zeros(0, np.int64))


def _joined(n: int, tail: I64, head: I64, *, directed: bool) -> I64:
    if n == 0:
        return np.zeros(0, np.int64)
    one = sparse.coo_array((np.ones(tail.size, np.int8), (tail, head)), shape=(n, n)).tocsr()
    kind = "strong" if directed else "weak"
    made: I64 = csgraph.connected_components(one, directed=directed, connection=kind)[1].astype(np.int64)
    return made


def _numbered(label: I64, met: Mask, at: I64, metres: F64) -> tuple[I64, F64]:
    """Return labels as numbers from 1, the longest first, 0 where nothing is met; and metres of each."""
    count = int(label.max(initial=-1)) + 1
    total = np.bincount(label[at], weights=metres, minlength=count)
    first = np.full(count, label.size, np.int64)
    np.minimum.at(first, label, np.arange(label.size))
    there = np.zeros(count, np.bool_)
    there[label[met]] = True
    order = np.lexsort((first, -total, ~there))
    order = order[: int(there.sum())]
    rank = np.zeros(count, np.int64)
    rank[order] = np.arange(1, order.size + 1)
    return np.where(met, rank[label], 0), total[order]


@dataclass(frozen=True)
class Indices:
    """A network in figures (netværksindeks), with what they depend on.

    Parameters
    ----------
    merged:
        Whether nodes where two edges meet are counted as no nodes, and the two edges as one.
    nodes, edges, parts:
        v, e and p of what can be used; loops and parallel edges count.
    cyclomatic:
        mu = e - v + p: how many edges can be taken out without cutting anything off. The same merged or not.
    alpha, gamma:
        For planar networks: mu / (2 v - 5) and e / (3 (v - 2)); NaN below 3 nodes.
    alpha_nonplanar, gamma_nonplanar:
        For networks that cross on bridges: mu / (v (v - 1) / 2 - (v - 1)) and e / (v (v - 1) / 2); NaN below 3 nodes.
    beta:
        e / v; NaN without nodes.
    link_node_ratio:
        Links over nodes, dead ends counted and nodes where two edges meet merged, whatever ``merged`` says.
    connected_node_ratio:
        Junctions over junctions and dead ends; NaN when there are neither.
    junctions, dead_ends:
        Nodes where three ends or more, and where one end, meets.
    length_m:
        Of all that can be used.
    area_km2, junctions_km2, km_km2:
        The area that was given, junctions and kilometres in each of its square kilometres; NaN when none was.

    Notes
    -----
    Alpha, beta and gamma are those of Kansky (1963), with mu for any number of parts; programs that put p = 1 or leave
    it out get other figures of networks in several parts. Beta, alpha and gamma change when a line is split at a node
    that joins two edges, so ``merged`` belongs to the number.
    """

    merged: bool
    nodes: int
    edges: int
    parts: int
    cyclomatic: int
    alpha: float
    beta: float
    gamma: float
    alpha_nonplanar: float
    gamma_nonplanar: float
    link_node_ratio: float
    connected_node_ratio: float
    junctions: int
    dead_ends: int
    length_m: float
    area_km2: float
    junctions_km2: float
    km_km2: float


def network_indices(search: Search, *, merged: bool = True, area_km2: float | None = None) -> Indices:
    """Return the figures of what can be used.

    Parameters
    ----------
    merged:
        Count two edges that meet in a node of their own as one.
    area_km2:
        The area that the network covers, above 0; without it there are no densities.

    >>> from gistools.pathnet.network import assemble
    >>> import shapely
    >>> at = [(0, 0), (9, 0), (9, 9), (0, 9)]
    >>> square = [shapely.LineString([at[k], at[(k + 1) % 4]]) for k in range(4)]
    >>> from gistools.pathnet.search import Search
    >>> found = network_indices(Search.whole(assemble(square, [0, 1, 2, 3], [1, 2, 3, 0])), merged=False)
    >>> found.cyclomatic, found.beta, round(found.alpha, 3)
    (1, 1.0, 0.333)
    """
    network, usable = search.network, search.usable
    n = len(network.nodes)
    degree = np.bincount(np.concatenate([network.u[usable], network.v[usable]]), minlength=n)
    parts = parts_of(search)
    v, e, p = int((degree > 0).sum()), int(usable.sum()), parts.count
    two = np.bincount(parts.weak[degree == 2], minlength=p + 1)[1:]  # noqa: PLR2004 - a node that joins two edges
    every = np.bincount(parts.weak[degree > 0], minlength=p + 1)[1:]
    joins = int((two - (two == every)).sum())  # a ring keeps one node
    links, ends = e - joins, v - joins
    if merged:
        v, e = ends, links
    mu = e - v + p
    pairs = v * (v - 1) / 2
    enough = v >= _LEAST_NODES
    junctions, dead = int((degree >= _JUNCTION).sum()), int((degree == 1).sum())
    length = float(network.length_m[usable].sum())
    area = np.nan if area_km2 is None else area_km2
    return Indices(
        merged=merged,
        nodes=v,
        edges=e,
        parts=p,
        cyclomatic=mu,
        alpha=mu / (2 * v - 5) if enough else np.nan,
        beta=_over(e, v),
        gamma=e / (3 * (v - 2)) if enough else np.nan,
        alpha_nonplanar=_over(mu, pairs - (v - 1)) if enough else np.nan,
        gamma_nonplanar=e / pairs if enough else np.nan,
        link_node_ratio=_over(links, ends),
        connected_node_ratio=_over(junctions, junctions + dead),
        junctions=junctions,
        dead_ends=dead,
        length_m=length,
        area_km2=area,
        junctions_km2=junctions / area,
        km_km2=length / 1000.0 / area,
    )


def _over(above: float, below: float) -> float:
    return above / below if below else np.nan
