"""A part of a network (udsnit) with new links laid in: edges are cut where a link begins or ends."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from shapely.ops import substring

from gistools.pathnet.network import assemble
from gistools.pathnet.search import Places

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.pathnet.network import PathNetwork

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

_SAME_M = 0.01  # a link that begins so near an end of an edge begins there


@dataclass(frozen=True, eq=False)
class LinkEnds:
    """k links that might be built.

    Parameters
    ----------
    from_edge, to_edge:
        int64 of k: the edges of the whole network, from 0, on which each begins and ends.
    from_m, to_m:
        float64 of k: how far along them.
    lines:
        LineStrings of k.
    """

    from_edge: I64
    from_m: F64
    to_edge: I64
    to_m: F64
    lines: npt.NDArray[Any]

    def __len__(self) -> int:
        """Return how many there are."""
        return self.from_edge.size

    @classmethod
    def none(cls) -> LinkEnds:
        """Return no links."""
        no, at = np.zeros(0, np.int64), np.zeros(0)
        return cls(no, at, no, at, np.zeros(0, object))

    def some(self, which: npt.NDArray[Any]) -> LinkEnds:
        """Return some of them."""
        return LinkEnds(
            self.from_edge[which], self.from_m[which], self.to_edge[which], self.to_m[which], self.lines[which]
        )


@dataclass(frozen=True, eq=False)
class LocalNetwork:
    """Some edges of a network as one by itself.

    Parameters
    ----------
    network:
        Of m edges: pieces of the chosen ones in their order, then the links.
    edge:
        int64 of m: the edge of the whole network that each is a piece of, from 0; -1 for links.
    begin_m:
        float64 of m: where on it the piece begins.
    link:
        int64 of m: the link that each is, from 0; -1 for pieces.
    """

    network: PathNetwork
    edge: I64
    begin_m: F64
    link: I64

    def places(self, places: Places) -> Places:
        """Return places on the whole network as places here; those on edges that are not here meet nothing."""
        pieces = np.flatnonzero(self.edge >= 0)
        order = pieces[np.lexsort((self.begin_m[pieces], self.edge[pieces]))]
        edges, begins = self.edge[order], self.begin_m[order]
        found = np.full(len(places), -1, np.int64)
        offset = np.full(len(places), np.nan)
        first = np.searchsorted(edges, places.edge, side="left")
        last = np.searchsorted(edges, places.edge, side="right")
        for k in np.flatnonzero(places.met & (last > first)).tolist():
            within = begins[first[k] : last[k]]
            at = max(int(np.searchsorted(within, places.offset_m[k], side="right")) - 1, 0)
            piece = int(order[first[k] + at])
            found[k] = piece
            offset[k] = min(max(places.offset_m[k] - within[at], 0.0), self.network.length_m[piece])
        return Places(found, offset, places.access_m)


def local_network(network: PathNetwork, chosen: I64, links: LinkEnds | None = None) -> LocalNetwork:
    """Return some edges of a network, cut where links meet them, with the links.

    Parameters
    ----------
    chosen:
        int64: the edges, from 0, ascending; all on which a link begins or ends among them.

    >>> import numpy as np, shapely
    >>> whole = assemble([shapely.LineString([(0, 0), (10, 0)]), shapely.LineString([(0, 5), (10, 5)])], [0, 2], [1, 3])
    >>> link = LinkEnds(np.array([0]), np.array([4.0]), np.array([1]), np.array([10.0]),
    ...                 np.array([shapely.LineString([(4, 0), (10, 5)])]))
    >>> made = local_network(whole, np.array([0, 1]), link)
    >>> made.network, made.edge.tolist(), made.link.tolist()
    (PathNetwork(4 edges, 5 nodes, 1 components, 28 m), [0, 0, 1, -1], [-1, -1, -1, 0])
    """
    links = LinkEnds.none() if links is None else links
    nodes, flat = np.unique(np.concatenate([network.u[chosen], network.v[chosen]]), return_inverse=True)
    u, v = flat[: chosen.size], flat[chosen.size :]
    lines = network.edges.geometry.to_numpy()
    cuts = _Cuts(network, chosen, u, v, nodes.size)
    ends = [(cuts.node(int(a), float(s)), cuts.node(int(b), float(t)))
            for a, s, b, t in zip(links.from_edge, links.from_m, links.to_edge, links.to_m, strict=True)]  # fmt: skip
    shapes: list[Any] = []
    begin: list[int] = []
    end: list[int] = []
    edge: list[int] = []
    at: list[float] = []
    for k, whole in enumerate(chosen.tolist()):
        stops = [(0.0, int(u[k])), *sorted(cuts.on.get(whole, {}).items()), (float(network.length_m[whole]), int(v[k]))]
        for (a, one), (b, other) in itertools.pairwise(stops):
            shapes.append(lines[whole] if len(stops) == 2 else substring(lines[whole], a, b))  # noqa: PLR2004 - uncut
            begin.append(one)
            end.append(other)
            edge.append(whole)
            at.append(a)
    pieces = len(shapes)
    for (one, other), line in zip(ends, links.lines, strict=True):
        shapes.append(line)
        begin.append(one)
        end.append(other)
    made = assemble(shapes, begin, end, crs=network.edges.crs)
    more = len(links)
    return LocalNetwork(
        made,
        np.array([*edge, *[-1] * more], np.int64),
        np.array([*at, *[0.0] * more], np.float64),
        np.concatenate([np.full(pieces, -1), np.arange(more)]).astype(np.int64),
    )


class _Cuts:
    """Where edges are cut, and the node at each cut."""

    def __init__(self, network: PathNetwork, chosen: I64, u: I64, v: I64, nodes: int) -> None:
        self.network, self.nodes = network, nodes
        self.ends = {int(e): (int(a), int(b)) for e, a, b in zip(chosen, u, v, strict=True)}
        self.on: dict[int, dict[float, int]] = {}

    def node(self, edge: int, offset: float) -> int:
        first, last = self.ends[edge]
        if offset <= _SAME_M:
            return first
        if offset >= float(self.network.length_m[edge]) - _SAME_M:
            return last
        stops = self.on.setdefault(edge, {})
        near = min(stops, key=lambda one: abs(one - offset), default=np.inf)
        if abs(near - offset) <= _SAME_M:
            return stops[near]
        stops[offset] = self.nodes
        self.nodes += 1
        return stops[offset]


def edges_near(network: PathNetwork, shape: Any, metres: float) -> I64:  # noqa: ANN401 - any shape
    """Return the edges within so many metres of a shape, ascending from 0."""
    found = network.edges.sindex.query(shape, predicate="dwithin", distance=metres)
    made: I64 = np.sort(found).astype(np.int64)
    return made
