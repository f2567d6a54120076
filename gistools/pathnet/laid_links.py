"""New links laid into a network: what they land on is cut, and all that is known of it is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.ops import substring

from gistools.pathnet.network import COLUMNS, assemble
from gistools.pathnet.search import Places, Search

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from gistools.pathnet.gain import NewLinks

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

_SHORTEST_M = 1e-3  # stairs straight up from a path to the bridge above it
_KEYS = {"edge_id", "from_node", "to_node", "length_m", "geometry"}


@dataclass(frozen=True, eq=False)
class LaidLinks:
    """A network with new links; made by `lay_links`.

    Parameters
    ----------
    search:
        On the new network, its first edges those that there were, in their order and cut where a link lands, and its
        last the links, in the order they were chosen.
    source:
        int64 of its edges: which edge each was or is a piece of; -1 for a link.
    start_m:
        float64 of its edges: where on that edge it begins; 0 for a link.
    """

    search: Search
    source: I64
    start_m: F64

    def moved(self, places: Places) -> Places:
        """Return places of the network that there was on the new one."""
        edge, offset = places.edge.copy(), places.offset_m.copy()
        met = np.flatnonzero(places.met)
        first = np.searchsorted(self.source[self.source >= 0], places.edge[met])
        for at, piece in zip(met.tolist(), first.tolist(), strict=True):
            last = piece
            while (
                last + 1 < self.source.size
                and self.source[last + 1] == places.edge[at]
                and self.start_m[last + 1] <= places.offset_m[at]
            ):
                last += 1
            edge[at] = last
            offset[at] = places.offset_m[at] - self.start_m[last]
        return Places(edge, offset, places.access_m)


def lay_links(
    search: Search,
    links: NewLinks,
    which: Sequence[int],
    *,
    lines: Sequence[Any] | npt.NDArray[Any] | None = None,
    columns: Mapping[str, object] | None = None,
) -> LaidLinks:
    """Return the network with some links laid in, and the search on it.

    Parameters
    ----------
    search:
        What can be used of the network, and at what cost. Pieces of an edge cost as much of it as they are long.
    links:
        Of which ``which`` are laid, in that order.
    lines:
        The line of each of ``links``, from its begin to its end; straight when None.
    columns:
        What is known of the new edges, of the columns of a network; the rest is as when nothing is known.

    >>> from gistools.pathnet.gain import NewLinks
    >>> lines = [shapely.LineString([(0, y), (10, y)]) for y in (0, 5)]
    >>> network = assemble(lines, [0, 2], [1, 3])
    >>> at = [Places(np.array([e]), np.array([4.0]), np.zeros(1)) for e in (0, 1)]
    >>> laid = lay_links(Search.whole(network), NewLinks(*at, np.array([5.0]), np.array([5.0])), [0])
    >>> laid.search.network, laid.source.tolist(), laid.start_m.tolist()
    (PathNetwork(5 edges, 6 nodes, 1 components, 25 m), [0, 0, 1, 1, -1], [0.0, 4.0, 0.0, 4.0, 0.0])
    """
    network = search.network
    chosen = np.asarray(which, np.int64)
    begin, end = links.begin[chosen], links.end[chosen]
    landed = np.concatenate([begin.edge, end.edge])
    offset = np.concatenate([begin.offset_m, end.offset_m])
    node = np.where(
        offset <= 0.0, network.u[landed], np.where(offset >= network.length_m[landed], network.v[landed], -1)
    )
    inside = np.flatnonzero(node < 0)
    spots, which_spot = np.unique(np.column_stack([landed[inside], offset[inside]]), axis=0, return_inverse=True)
    node[inside] = len(network.nodes) + which_spot.ravel()
    source, start, stop, u, v = _pieces(search, spots)
    cut = np.isin(source, spots[:, 0].astype(np.int64))
    old = network.edges.geometry.to_numpy()
    shapes = old[source].copy()
    for at in np.flatnonzero(cut).tolist():
        shapes[at] = substring(old[source[at]], start[at], stop[at])
    half = chosen.size
    points = _points(network, begin), _points(network, end)
    straight = shapely.linestrings(np.stack(points, axis=1)) if half else np.empty(0, object)
    drawn = straight if lines is None else np.array([lines[j] for j in chosen.tolist()] + [None], object)[:-1]
    told = _columns(search, source, half, columns or {})
    # as long as they are by their places, so that a place at the end of a piece is at its node to the bit
    told["length_m"] = np.concatenate([stop - start, np.maximum(shapely.length(drawn), _SHORTEST_M)])
    made = assemble(
        np.concatenate([shapes, drawn]),
        np.concatenate([u, node[:half]]), np.concatenate([v, node[half:]]),
        told, crs=network.edges.crs,
    )  # fmt: skip
    share = (stop - start) / network.length_m[source]
    return LaidLinks(
        replace(
            search,
            network=made,
            forward=np.concatenate([search.forward[source], np.isfinite(links.there[chosen])]),
            backward=np.concatenate([search.backward[source], np.isfinite(links.back[chosen])]),
            cost_forward=np.concatenate([share * search.cost_forward[source], links.there[chosen]]),
            cost_backward=np.concatenate([share * search.cost_backward[source], links.back[chosen]]),
        ),
        np.concatenate([source, np.full(half, -1)]),
        np.concatenate([start, np.zeros(half)]),
    )


def _pieces(search: Search, spots: F64) -> tuple[I64, F64, F64, I64, I64]:
    """Return source, start, stop and both nodes of each piece, in order of edges and along them."""
    network = search.network
    m, n = len(network.edges), len(network.nodes)
    on, at = spots[:, 0].astype(np.int64), spots[:, 1]
    source = np.concatenate([np.arange(m), on])
    start = np.concatenate([np.zeros(m), at])
    first = np.concatenate([network.u, n + np.arange(on.size)])
    order = np.lexsort((start, source))
    source, start, u = source[order], start[order], first[order]
    goes_on = np.append(source[1:] == source[:-1], False)
    stop = np.where(goes_on, np.append(start[1:], 0.0), network.length_m[source])
    v = np.where(goes_on, np.append(u[1:], 0), network.v[source])
    return source, start, stop, u, v


def _points(network: Any, places: Places) -> npt.NDArray[Any]:  # noqa: ANN401 - a PathNetwork
    lines = network.edges.geometry.to_numpy()[places.edge]
    made: npt.NDArray[Any] = shapely.get_coordinates(shapely.line_interpolate_point(lines, places.offset_m))
    return made


def _columns(search: Search, source: I64, count: int, told: Mapping[str, object]) -> dict[str, npt.NDArray[Any]]:
    """Return what is known of pieces, and of links where it is told."""
    edges = search.network.edges
    made = {}
    for name in edges.columns:
        if name in _KEYS:
            continue
        values = edges[name].to_numpy()
        blank = told.get(name, COLUMNS.get(name))
        of_links = np.full(count, blank, dtype=values.dtype if name in COLUMNS else object)
        made[str(name)] = np.concatenate([values[source], of_links])
    return made
