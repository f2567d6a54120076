"""A part of a network (udsnit) with new links laid in: edges are cut where a link begins or ends."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gistools.pathnet.gain import NewLinks
from gistools.pathnet.laid_links import lay_links
from gistools.pathnet.network import assemble
from gistools.pathnet.search import Places, Search

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.pathnet.laid_links import LaidLinks
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
    """Some edges of a network as one by itself; made by `local_network`.

    Parameters
    ----------
    laid:
        The chosen edges, cut where links meet them, and the links behind them.
    chosen:
        int64: the edges of the whole network that are here, from 0, ascending.
    """

    laid: LaidLinks
    chosen: I64

    @property
    def network(self) -> PathNetwork:
        """Of m edges: pieces of the chosen ones in their order, then the links."""
        return self.laid.search.network

    @cached_property
    def edge(self) -> I64:
        """The edge of the whole network that each of the m is a piece of, from 0; -1 for links."""
        source = self.laid.source
        made: I64 = np.where(source < 0, -1, self.chosen[source])
        return made

    @cached_property
    def link(self) -> I64:
        """The link that each of the m is, from 0; -1 for pieces."""
        pieces = int((self.laid.source >= 0).sum())
        return np.maximum(np.arange(self.laid.source.size) - pieces, -1)

    def places(self, places: Places) -> Places:
        """Return places on the whole network as places here; those on edges that are not here meet nothing."""
        return self.laid.moved(_on_chosen(self.chosen, places))


def local_network(network: PathNetwork, chosen: I64, links: LinkEnds | None = None) -> LocalNetwork:
    """Return some edges of a network, cut where links meet them, with the links, see `lay_links`.

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
    flat = np.unique(np.concatenate([network.u[chosen], network.v[chosen]]), return_inverse=True)[1].ravel()
    alone = assemble(
        network.edges.geometry.to_numpy()[chosen], flat[: chosen.size], flat[chosen.size :], crs=network.edges.crs
    )
    begin, end = (
        _on_chosen(chosen, Places(edge, _snapped(offset, network.length_m[edge]), np.zeros(len(links))))
        for edge, offset in ((links.from_edge, links.from_m), (links.to_edge, links.to_m))
    )
    metres = np.maximum(shapely.length(links.lines).astype(np.float64), _SAME_M)
    new = NewLinks(begin, end, metres, metres)
    return LocalNetwork(lay_links(Search.whole(alone), new, range(len(links)), lines=links.lines), chosen)


def _snapped(offset: F64, length: F64) -> F64:
    """Return offsets at the very end of an edge where they are near it, so that a link there needs no stub of it."""
    return np.where(offset <= _SAME_M, 0.0, np.where(offset >= length - _SAME_M, length, offset))


def _on_chosen(chosen: I64, places: Places) -> Places:
    """Return places of the whole network on the chosen edges counted from 0; elsewhere they meet nothing."""
    at = np.searchsorted(chosen, places.edge)
    here = np.isin(places.edge, chosen)
    return Places(np.where(here, at, -1), np.where(here, places.offset_m, np.nan), places.access_m)


def edges_near(network: PathNetwork, shape: Any, metres: float) -> I64:  # noqa: ANN401 - any shape
    """Return the edges within so many metres of a shape, ascending from 0."""
    found = network.edges.sindex.query(shape, predicate="dwithin", distance=metres)
    made: I64 = np.sort(found).astype(np.int64)
    return made
