"""The published missing-link benefit, so that an order of links can be held against the literature.

Vybornova, Cunha, Gühnemann and Szell (2023), "Automated detection of missing links in bicycle networks",
10.1111/gean.12324: a gap is a way over streets without cycle track between two spots of the track network; it is worth
the mean betweenness of its streets, each metre counted alike. Written from the formulas, not from their code.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from scipy import sparse
from scipy.sparse import csgraph

from gistools.pathnet.merged import merged_by
from gistools.progress import NoProgress
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.pathnet.network import PathNetwork
    from gistools.progress import Progress

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

CUTOFF_M = 2_500.0
LEAST_DETOUR = 1.5
_BATCH = 32  # sources at once
_SAME_M = 1e-6  # ways that differ by less are equally long


def cut_betweenness(network: PathNetwork, *, cutoff_m: float = CUTOFF_M, progress: Progress | None = None) -> F64:
    """Return the betweenness of each edge over pairs of nodes at most ``cutoff_m`` apart along the network.

    For each pair of nodes, once, the share of its shortest ways that take the edge (Brandes 2008,
    10.1016/j.socnet.2007.11.001, with lengths and a bound on the length of the way). Not normalised. Loops have 0.

    Returns
    -------
    F64
        m values, pairs of nodes.

    >>> from gistools.pathnet import assemble
    >>> chain = assemble([shapely.LineString([(k, 0), (k + 1, 0)]) for k in range(3)], [0, 1, 2], [1, 2, 3])
    >>> cut_betweenness(chain).tolist(), cut_betweenness(chain, cutoff_m=1.0).tolist()
    ([3.0, 4.0, 3.0], [1.0, 1.0, 1.0])
    """
    progress = progress or NoProgress()
    u, v, length = network.u, network.v, network.length_m
    n, real = len(network.nodes), np.flatnonzero(u != v)
    tail, head = np.concatenate([u[real], v[real]]), np.concatenate([v[real], u[real]])
    cost, edge = np.tile(length[real], 2), np.tile(real, 2)
    matrix = _shortest_arcs(n, tail, head, cost)
    total = np.zeros(len(network.edges))
    told = Text("Tæller korteste veje", "Counting shortest ways")
    sources = np.flatnonzero(np.bincount(tail, minlength=n)) if n else np.empty(0, np.int64)
    for at in range(0, sources.size, _BATCH):
        progress.update(at / sources.size, told)
        some = sources[at : at + _BATCH]
        far, before = csgraph.dijkstra(matrix, indices=some, limit=cutoff_m, return_predecessors=True)
        with np.errstate(invalid="ignore"):  # inf - inf where neither end is reached
            tight = np.abs(far[:, tail] + cost[None, :] - far[:, head]) <= _SAME_M
        row, arc = np.nonzero(tight)
        flow = _shares(
            row * n + tail[arc], row * n + head[arc], _depth(before, some).ravel(), np.arange(some.size) * n + some
        )
        total += np.bincount(edge[arc], flow, total.size)
    return total / 2.0


def streets_betweenness(
    network: PathNetwork, usable: Mask, *, cutoff_m: float = CUTOFF_M, progress: Progress | None = None
) -> F64:
    """Return `cut_betweenness` where nodes are junctions, ends, and where what can be used meets what cannot.

    The published method counts on networks whose other nodes were taken out. A node where somebody ended a line adds
    pairs, so edges are made one where two meet that both can be used, or neither.

    Returns
    -------
    F64
        m values, pairs of nodes: of each edge that of its street.

    >>> from gistools.pathnet import assemble
    >>> chain = assemble([shapely.LineString([(k, 0), (k + 1, 0)]) for k in range(3)], [0, 1, 2], [1, 2, 3])
    >>> streets_betweenness(chain, np.ones(3, bool)).tolist()
    [1.0, 1.0, 1.0]
    >>> streets_betweenness(chain, np.array([True, True, False])).tolist()
    [2.0, 2.0, 2.0]
    """
    made = merged_by(network, usable.astype(np.int64))
    between: F64 = cut_betweenness(made.network, cutoff_m=cutoff_m, progress=progress)[made.of]
    return between


def _shortest_arcs(n: int, tail: I64, head: I64, cost: F64) -> sparse.csr_array:
    order = np.lexsort((cost, head, tail))
    tail, head, cost = tail[order], head[order], cost[order]
    first = np.ones(tail.size, np.bool_)
    first[1:] = (np.diff(tail) != 0) | (np.diff(head) != 0)
    return sparse.csr_array((cost[first], (tail[first], head[first])), shape=(n, n))


def _depth(before: npt.NDArray[np.int32], sources: I64) -> I64:
    """Return by how many steps each node is reached along the tree of ways, found by doubling."""
    count, n = before.shape
    at = np.arange(count)[:, None] * n
    parent = np.where(before < 0, np.arange(n)[None, :], before) + at
    steps = (before >= 0).astype(np.int64).ravel()
    parent = parent.ravel()
    for _ in range(int(n).bit_length()):
        if not steps[parent].any():
            break
        steps, parent = steps + steps[parent], parent[parent]
    steps[np.arange(sources.size) * n + sources] = 0
    return steps.reshape(count, n)


def _shares(tail: I64, head: I64, level: I64, roots: I64) -> F64:
    """Return how many pairs of a root and a node take each arc of a graph of shortest ways, ties shared.

    Parameters
    ----------
    tail, head:
        Nodes of each arc, for all sources at once (each source has nodes of its own numbers).
    level:
        A first order of nodes, raised until every arc leads up.
    roots:
        Where ways begin.
    """
    while (down := np.flatnonzero(level[head] <= level[tail])).size:
        np.maximum.at(level, head[down], level[tail[down]] + 1)
    order = np.argsort(level[head], kind="stable")
    bounds = np.searchsorted(level[head][order], np.arange(1, int(level.max(initial=0)) + 2))
    steps = [order[a:b] for a, b in itertools.pairwise(bounds.tolist())]
    ways, onward = np.zeros(level.size), np.zeros(level.size)
    ways[roots] = 1.0
    for arcs in steps:
        np.add.at(ways, head[arcs], ways[tail[arcs]])
    flow = np.zeros(tail.size)
    for arcs in reversed(steps):
        flow[arcs] = ways[tail[arcs]] / ways[head[arcs]] * (1.0 + onward[head[arcs]])
        np.add.at(onward, tail[arcs], flow[arcs])
    return flow


def weighted_benefit(between: F64, edges: I64, metres: F64) -> float:
    """Return B = sum(ebc l) / sum(l) over the edges of a way; NaN of no metres.

    >>> weighted_benefit(np.array([10.0, 40.0]), np.array([0, 1]), np.array([200.0, 100.0]))
    20.0
    """
    whole = float(metres.sum())
    return float((between[edges] * metres).sum()) / whole if whole > 0.0 else float("nan")


def missing_link_benefit(
    network: PathNetwork,
    usable: Mask,
    *,
    cutoff_m: float = CUTOFF_M,
    least_detour: float = LEAST_DETOUR,
    between: F64 | None = None,
    progress: Progress | None = None,
) -> gpd.GeoDataFrame:
    """Return the gaps of the published method with their benefit, the most beneficial first.

    Contact nodes are those where what can be used meets what cannot. A gap is a pair of them, at most ``cutoff_m``
    apart, whose shortest way in the whole network takes no edge that can be used, where the way over usable edges is at
    least ``least_detour`` times as long or there is none. Where gaps share an edge, the best is kept, those that share
    one with it go, and so on (``kept``).

    Parameters
    ----------
    network:
        All streets and paths.
    usable:
        bool of m: what is protected, or can be used by a profile.
    between:
        `streets_betweenness` of the network, when it is known.

    Returns
    -------
    GeoDataFrame
        ``from_node``, ``to_node``, ``length_m``, ``detour`` (inf where there is no way), ``ipdc_benefit`` (pairs of
        nodes, see `streets_betweenness`), ``kept``, line.

    >>> from gistools.pathnet import assemble
    >>> row = [shapely.LineString([(100 * k, 0), (100 * k + 100, 0)]) for k in range(3)]
    >>> gaps = missing_link_benefit(assemble(row, [0, 1, 2], [1, 2, 3]), np.array([True, False, True]))
    >>> gaps[["from_node", "to_node", "length_m", "detour", "ipdc_benefit", "kept"]].values.tolist()
    [[2, 3, 100.0, inf, 4.0, True]]
    """
    if between is None:
        between = streets_betweenness(network, usable, cutoff_m=cutoff_m, progress=progress)
    n = len(network.nodes)
    ends = np.concatenate([network.u, network.v])
    touches = [np.bincount(ends[np.tile(mask, 2)], minlength=n) > 0 for mask in (usable, ~usable)]
    contact = np.flatnonzero(touches[0] & touches[1])
    parts = []
    lines = network.edges.geometry.to_numpy()
    arcs = _ArcsOf(network, ~usable)
    whole = _ArcsOf(network, np.ones(usable.size, np.bool_)).matrix
    protected = _ArcsOf(network, usable).matrix
    rows: dict[str, list[object]] = {
        name: [] for name in ("from_node", "to_node", "length_m", "detour", "ipdc_benefit", "geometry")
    }
    for at in range(0, contact.size, _BATCH):
        some = contact[at : at + _BATCH]
        any_way = csgraph.dijkstra(whole, indices=some, limit=cutoff_m)[:, contact]
        far, before = csgraph.dijkstra(arcs.matrix, indices=some, limit=cutoff_m, return_predecessors=True)
        by_gap = far[:, contact]
        round_about = csgraph.dijkstra(protected, indices=some)[:, contact]
        found = np.isfinite(by_gap) & (by_gap > 0.0) & (by_gap <= any_way + _SAME_M)
        found &= (round_about >= least_detour * by_gap) & (some[:, None] < contact[None, :])
        for i, j in zip(*np.nonzero(found), strict=True):
            way = arcs.way(before[i], int(contact[j]))
            parts.append(frozenset(way.tolist()))
            rows["from_node"].append(int(some[i]) + 1)
            rows["to_node"].append(int(contact[j]) + 1)
            rows["length_m"].append(float(by_gap[i, j]))
            rows["detour"].append(float(round_about[i, j] / by_gap[i, j]))
            rows["ipdc_benefit"].append(weighted_benefit(between, way, network.length_m[way]))
            rows["geometry"].append(shapely.line_merge(shapely.union_all(lines[way])))
    made = gpd.GeoDataFrame(rows, geometry="geometry", crs=network.edges.crs)
    order = np.lexsort((made["to_node"], made["from_node"], -made["ipdc_benefit"].to_numpy(np.float64)))
    taken: set[int] = set()
    kept = np.zeros(len(made), np.bool_)
    for k in order.tolist():
        if not parts[k] & taken:
            kept[k] = True
            taken |= parts[k]
    return made.assign(kept=kept).iloc[order].reset_index(drop=True)


class _ArcsOf:
    """Some edges of a network, in both directions, and the ways over them."""

    def __init__(self, network: PathNetwork, mask: Mask) -> None:
        some = np.flatnonzero(mask & (network.u != network.v))
        self._tail = np.concatenate([network.u[some], network.v[some]])
        self._head = np.concatenate([network.v[some], network.u[some]])
        cost = np.tile(network.length_m[some], 2)
        self.matrix = _shortest_arcs(len(network.nodes), self._tail, self._head, cost)
        order = np.lexsort((cost, self._head, self._tail))
        self._tail, self._head, self._edge = self._tail[order], self._head[order], np.tile(some, 2)[order]
        self._key = self._tail * len(network.nodes) + self._head

    def way(self, before: npt.NDArray[np.int32], node: int) -> I64:
        """Return the edges of the way to a node, by the nodes before each."""
        n, edges = before.size, []
        while (last := int(before[node])) >= 0:
            edges.append(int(self._edge[np.searchsorted(self._key, last * n + node)]))
            node = last
        return np.array(edges[::-1], np.int64)
