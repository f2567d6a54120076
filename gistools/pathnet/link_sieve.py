"""Which pairs of places make a link worth thinking of: the sieve of `candidates`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gistools.pathnet.link_ends import parts_of, spots
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.pathnet.link_ends import Pairs
    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.search import Places, Search
    from gistools.progress import Progress

    F64 = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

_BATCH = 64
_ALONG_M, _ALONG_PART, _ALONG_SHARE, _SAMPLES = 3.0, 0.1, 0.5, 21  # runs along what is there: see `over_ways`
_TWIN_M = 10.0  # two links whose ends lie so near are one
_SHORTEST_M = 0.05
_BESIDE_M = 0.3
_INNER_M = 0.5


def straight_lines(network: PathNetwork, pairs: Pairs) -> npt.NDArray[Any]:
    """Return the straight line of each pair."""
    ends = [shapely.get_coordinates(spots(network, places)) for places in (pairs.begin, pairs.end)]
    return np.asarray(shapely.linestrings(np.stack(ends, axis=1)) if len(pairs) else np.empty(0, object))


def probes(network: PathNetwork, pairs: Pairs, lines: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return each link as it is met from the ways that it joins: past the very spots where it meets them.

    A way that ends at a barrier stands on one side of it. So the spot is left out, and the side that the way comes from
    is taken in its stead: a link to the other side crosses, and one to the same side does not.
    """
    made = np.empty(lines.size, object)
    length = shapely.length(lines)
    ends = [_beside(network, places) for places in (pairs.begin, pairs.end)]
    for k, line in enumerate(lines):
        part = min(_BESIDE_M, float(length[k]) / 4.0)
        inner = shapely.ops.substring(line, part, float(length[k]) - part)
        made[k] = shapely.LineString([ends[0][k], *inner.coords, ends[1][k]])
    return made


def _beside(network: PathNetwork, places: Places) -> F64:
    """Return a point a little into the way that each place is the end of; the place itself in the middle of a way."""
    whole = network.length_m[places.edge]
    step = np.minimum(_BESIDE_M, whole / 2.0)
    at = np.where(places.offset_m <= 0.0, step, np.where(places.offset_m >= whole, whole - step, places.offset_m))
    lines = network.edges.geometry.to_numpy()[places.edge]
    made: F64 = shapely.get_coordinates(shapely.line_interpolate_point(lines, at))
    return made


def allowed(network: PathNetwork, pairs: Pairs, lines: npt.NDArray[Any], max_m: float) -> Mask:
    """Return which have a length that is allowed, and land on the ground."""
    length = shapely.length(lines)
    kept: Mask = (length > _SHORTEST_M) & (length <= max_m)
    built = (network.edges["structure"] != "").to_numpy(np.bool_)
    for places in (pairs.begin, pairs.end):
        inside = (places.offset_m > 0.0) & (places.offset_m < network.length_m[places.edge])
        kept &= ~(inside & built[places.edge])
    return kept


def twins(lines: npt.NDArray[Any]) -> Mask:
    """Return which have both ends near those of a shorter one that is kept."""
    gone = np.zeros(lines.size, np.bool_)
    if not lines.size:
        return gone
    a, b = shapely.get_point(lines, 0), shapely.get_point(lines, -1)
    one, other = shapely.STRtree(a).query(np.concatenate([a, b]), predicate="dwithin", distance=_TWIN_M)
    turned = one >= lines.size
    one = one % lines.size
    far = np.where(turned, a[one], b[one])
    near = shapely.distance(far, b[other]) <= _TWIN_M
    one, other = one[near], other[near]
    length = shapely.length(lines)
    place = np.empty(lines.size, np.int64)
    order = np.lexsort((np.arange(lines.size), np.round(length, 6)))
    place[order] = np.arange(lines.size)
    later = place[one] > place[other]
    after: dict[int, list[int]] = {}
    for k, j in zip(one[later].tolist(), other[later].tolist(), strict=True):
        after.setdefault(k, []).append(j)
    for k in order.tolist():
        gone[k] = any(not gone[j] for j in after.get(k, ()))
    return gone


def inner(lines: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return lines without the half metre at each end, or the quarter of them where they are short."""
    made = np.empty(lines.size, object)
    for k, line in enumerate(lines):
        part = min(_INNER_M, line.length / 4.0)
        made[k] = shapely.ops.substring(line, part, line.length - part)
    return made


def over_ways(network: PathNetwork, usable: Mask, lines: npt.NDArray[Any]) -> Mask:
    """Return which cross a usable way on the ground between their ends, or run along one."""
    made = np.zeros(lines.size, np.bool_)
    ground = usable & (network.edges["level"].to_numpy(np.int64) == 0)
    shapes = network.edges.geometry.to_numpy()[ground]
    if not (lines.size and shapes.size):
        return made
    tree = shapely.STRtree(shapes)
    length = shapely.length(lines)
    made[np.unique(tree.query(inner(lines), predicate="intersects")[0])] = True
    at = np.linspace(0.0, 1.0, _SAMPLES)
    points = shapely.line_interpolate_point(np.repeat(lines, _SAMPLES), np.tile(at, lines.size), normalized=True)
    near = tree.query_nearest(points, return_distance=True, all_matches=False)[1].reshape(lines.size, _SAMPLES)
    close = near <= np.minimum(_ALONG_M, _ALONG_PART * length)[:, None]
    made |= close.mean(axis=1) > _ALONG_SHARE
    return made


def way_m(search: Search, pairs: Pairs, progress: Progress, *, limit: float = np.inf) -> F64:
    """Return how far it is between the two places of each pair over usable edges; inf beyond the limit."""
    made = np.full(len(pairs), np.inf)
    told = Text("Måler omveje", "Measuring detours")
    for at in range(0, len(pairs), _BATCH):
        progress.update(at / len(pairs), told)
        some = np.arange(at, min(at + _BATCH, len(pairs)))
        made[some] = np.diagonal(search.between(pairs.begin[some], pairs.end[some], limit=limit))
    return made


def joined_m(network: PathNetwork, usable: Mask, pairs: Pairs) -> F64:
    """Return the metres of the shorter of the two parts that a pair lies in; 0 when it is one part."""
    part, metres = parts_of(network, usable)
    a, b = part[pairs.begin.edge], part[pairs.end.edge]
    return np.where(a == b, 0.0, np.minimum(metres[a], metres[b]))
