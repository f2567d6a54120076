"""Links that might mend an area (nye forbindelser): short straight ones, with the price of what they cross."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy import sparse
from scipy.sparse import csgraph

from gistools.pathnet.link_barriers import crossed_by
from gistools.pathnet.link_ends import Pairs
from gistools.pathnet.link_sieve import inner, probes
from gistools.pathnet.local import LinkEnds
from gistools.pathnet.network import assemble
from gistools.pathnet.rule_answers import TOLD_TO
from gistools.pathnet.search import Places
from gistools.pathnet.slopes import edge_slopes

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.pathnet.crossing_params import CrossingAs
    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.prices import PathPrices
    from gistools.pathnet.profiles import Profile
    from gistools.pathnet.slopes_params import SlopeParams
    from gistools.raster import Raster

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

_PER_PAIR = 3  # links tried between two parts
_MOST = 60  # links tried in all
_LEAST_M = 0.5
_BESIDE_M = 2.0


@dataclass(frozen=True, eq=False)
class PricedLinks:
    """Links with what each costs in DKK, and the kinds of price that make it up."""

    ends: LinkEnds
    dkk: F64
    kinds: tuple[tuple[str, ...], ...]

    def some(self, which: I64) -> PricedLinks:
        """Return some of them."""
        return PricedLinks(self.ends.some(which), self.dkk[which], tuple(self.kinds[k] for k in which.tolist()))


def link_candidates(
    network: PathNetwork,
    chosen: I64,
    usable: Mask,
    walkable: Mask,
    reach_m: F64,
    barriers: Mapping[str, gpd.GeoDataFrame],
    prices: PathPrices,
    *,
    crossing_as: CrossingAs,
    longest_m: float,
    shortcuts: bool,
) -> PricedLinks:
    """Return links between what the homes reach and what they do not: the shortest few between each two parts.

    Parameters
    ----------
    chosen:
        The edges to look among, from 0.
    usable:
        bool of m: edges that pass in both directions or one; parts hang together by them.
    walkable:
        bool of m: edges on which a link may end.
    reach_m:
        float64 of n nodes: how far it is from the nearest home; inf where no home gets to.
    crossing_as:
        What a link may cross, and at which price; as in the search for missing links.
    shortcuts:
        Whether links within a part that save more than twice their length are tried too.
    """
    found = _pairs(network, chosen, usable, walkable, reach_m, longest_m)
    if shortcuts:
        found += _shortcuts(network, chosen, walkable, reach_m, longest_m)
    rows = []
    seen: set[tuple[Any, ...]] = set()
    for metres, *ends, line in sorted(found, key=lambda one: (one[0], one[1], one[3])):
        key = tuple(sorted(map(tuple, shapely.get_coordinates(line).round(2).tolist())))
        if key in seen or metres < _LEAST_M or _along_a_way(network, line):
            continue
        seen.add(key)
        rows.append((*ends, line))
        if len(rows) >= _MOST:
            break
    made = LinkEnds(
        np.array([r[0] for r in rows], np.int64), np.array([r[1] for r in rows], np.float64),
        np.array([r[2] for r in rows], np.int64), np.array([r[3] for r in rows], np.float64),
        np.array([r[4] for r in rows] + [None], object)[:-1],
    )  # fmt: skip
    return _priced(network, made, barriers, prices, crossing_as)


def _along_a_way(network: PathNetwork, line: Any) -> bool:  # noqa: ANN401 - a LineString
    """Return whether a link runs along what is there or planned: that is mended or built, not laid beside itself."""
    beside_m = min(_BESIDE_M, 0.1 * line.length)
    near = network.edges.sindex.query(line, predicate="dwithin", distance=beside_m)
    if not near.size:
        return False
    belts = shapely.buffer(network.edges.geometry.to_numpy()[near], beside_m)
    covered = float(shapely.length(shapely.intersection(line, shapely.union_all(belts))))
    return covered > float(line.length) / 2.0


def _pairs(
    network: PathNetwork, chosen: I64, usable: Mask, walkable: Mask, reach_m: F64, longest_m: float
) -> list[tuple[Any, ...]]:
    """Return the shortest links between a part that homes reach and one that they do not."""
    n = len(network.nodes)
    u, v = network.u, network.v
    used = chosen[usable[chosen]]
    joined = sparse.coo_array((np.ones(used.size, np.int8), (u[used], v[used])), shape=(n, n))
    label = csgraph.connected_components(joined, directed=False)[1]
    home = np.unique(label[np.isfinite(reach_m)])
    ends = chosen[walkable[chosen]]
    of_edge = np.where(usable[ends], label[u[ends]], n + np.arange(ends.size))
    nodes = np.unique(np.concatenate([u[ends], v[ends]]))
    if not (nodes.size and ends.size):
        return []
    points = network.nodes.geometry.to_numpy()[nodes]
    lines = network.edges.geometry.to_numpy()
    tree = shapely.STRtree(lines[ends])
    node, line = tree.query(points, predicate="dwithin", distance=longest_m)
    a, b = label[nodes[node]], of_edge[line]
    other = (a != b) & (np.isin(a, home) | np.isin(b, home))
    other &= (u[ends[line]] != nodes[node]) & (v[ends[line]] != nodes[node])
    node, line, a, b = node[other], line[other], a[other], b[other]
    metres = shapely.distance(points[node], lines[ends[line]])
    order = np.lexsort((line, node, metres))
    first_edge = _an_edge(ends, u, v)
    taken: dict[tuple[int, int], int] = {}
    made = []
    for k in order.tolist():
        key = (min(int(a[k]), int(b[k])), max(int(a[k]), int(b[k])))
        if taken.get(key, 0) >= _PER_PAIR:
            continue
        taken[key] = taken.get(key, 0) + 1
        edge = int(ends[line[k]])
        spot = shapely.get_point(shapely.shortest_line(lines[edge], points[node[k]]), 0)
        at = float(np.clip(shapely.line_locate_point(lines[edge], spot), 0.0, network.length_m[edge]))
        begin, begin_m = _of_node(network, first_edge, int(nodes[node[k]]))
        link = shapely.LineString([points[node[k]], spot])
        made.append((float(metres[k]), begin, begin_m, edge, at, link))
    return made


def _shortcuts(
    network: PathNetwork, chosen: I64, walkable: Mask, reach_m: F64, longest_m: float
) -> list[tuple[Any, ...]]:
    """Return links between two nodes that homes reach, which bring the further one nearer by twice their length."""
    ends = chosen[walkable[chosen]]
    u, v = network.u, network.v
    nodes = np.unique(np.concatenate([u[ends], v[ends]]))
    nodes = nodes[np.isfinite(reach_m[nodes])]
    if nodes.size < 2:  # noqa: PLR2004 - a link has two ends
        return []
    points = network.nodes.geometry.to_numpy()[nodes]
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=longest_m)
    metres = shapely.distance(points[one], points[other])
    saved = reach_m[nodes[other]] - reach_m[nodes[one]] - metres
    kept = np.flatnonzero((saved > metres) & (metres >= _LEAST_M))
    kept = kept[np.argsort(-saved[kept] / metres[kept], kind="stable")][:15]
    first_edge = _an_edge(ends, u, v)
    made = []
    for k in kept.tolist():
        begin = _of_node(network, first_edge, int(nodes[one[k]]))
        end = _of_node(network, first_edge, int(nodes[other[k]]))
        made.append((float(metres[k]), *begin, *end, shapely.LineString([points[one[k]], points[other[k]]])))
    return made


def _an_edge(ends: I64, u: I64, v: I64) -> dict[int, int]:
    made: dict[int, int] = {}
    for edge in ends[::-1].tolist():
        made[int(u[edge])] = edge
        made[int(v[edge])] = edge
    return made


def _of_node(network: PathNetwork, first_edge: dict[int, int], node: int) -> tuple[int, float]:
    edge = first_edge[node]
    return edge, 0.0 if int(network.u[edge]) == node else float(network.length_m[edge])


def _priced(
    network: PathNetwork,
    ends: LinkEnds,
    barriers: Mapping[str, gpd.GeoDataFrame],
    prices: PathPrices,
    crossing_as: CrossingAs,
) -> PricedLinks:
    """Return links with their prices, without those that may not cross what they meet or whose price is not known.

    What a link crosses and what that costs is as in the search for missing links, see `crossed_by`; a road is crossed
    whoever can use it, but not by a link that ends on it.
    """
    gone = (network.edges["status"] == "closed").to_numpy(np.bool_)
    none = np.zeros(len(ends))
    pairs = Pairs(
        Places(ends.from_edge, ends.from_m, none), Places(ends.to_edge, ends.to_m, none),
        np.full(len(ends), "", object),
    )  # fmt: skip
    crossed = crossed_by(
        probes(network, pairs, ends.lines), network, gone, barriers, crossing_as, over_roads=inner(ends.lines)
    )
    metres = shapely.length(ends.lines).tolist()
    cost = np.array([one.cost(length, prices) for one, length in zip(crossed, metres, strict=True)], np.float64)
    free = [one.allowed(crossing_as) for one in crossed]
    kept = np.flatnonzero(np.array(free, np.bool_) & ~np.isnan(cost))
    return PricedLinks(ends.some(kept), cost[kept], tuple(crossed[k].priced for k in kept.tolist()))


def not_too_steep(
    links: PricedLinks,
    profile: Profile,
    elevation: Raster | None,
    crs: Any,  # noqa: ANN401 - whatever pyproj takes
    measuring: SlopeParams | None = None,
) -> PricedLinks:
    """Return the links that are no steeper than a profile's limits, by the terrain along them.

    A link in a tunnel or on a bridge does not follow the terrain and is kept, as is one where the terrain is not known.
    """
    limits = [profile.limits[rule].value for rule in ("slope_up", "slope_down") if rule in profile.limits]
    if elevation is None or not limits or not len(links.ends):
        return links
    k = len(links.ends)
    alone = assemble(links.ends.lines, np.arange(k) * 2, np.arange(k) * 2 + 1, crs=crs)
    slopes = edge_slopes(alone, elevation, measuring)
    steepest = np.fmax(slopes.up_permille, slopes.down_permille)
    free = np.array([bool({"tunnel", "bridge"} & set(kinds)) for kinds in links.kinds], np.bool_)
    return links.some(np.flatnonzero(free | ~(steepest > min(limits) + TOLD_TO)))
