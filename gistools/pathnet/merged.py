"""A network whose ways are whole (hele stykker): how lines were cut, turned and listed no longer shows in it.

A node where two edges alike meet and nothing else is where somebody happened to end a line. Whatever is counted, priced
or sampled edge by edge would change with it, so such edges are made one; edges, nodes and directions are then put in an
order that their places alone decide.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gistools.pathnet.chains import Chains, met_ends, walked
from gistools.pathnet.network import assemble
from gistools.pathnet.ways import HEIGHTS

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.pathnet.network import PathNetwork

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

_MADE = frozenset({"edge_id", "from_node", "to_node", "length_m", "geometry"})
_OF_LINES = frozenset({"feature", "part", "way_id", "piece", "pieces", HEIGHTS})  # of a line, not of the way it is on
_ALONG = ("oneway", "incline_permille")  # change their sign with the direction of the line
_PAIR = 2
_STRAIGHT_M = 2e-4  # a point as near the line between its neighbours is none: all three are rounded to 0.1 mm
_KEY_DECIMALS = 3


@dataclass(frozen=True, eq=False)
class Merged:
    """A network of whole ways.

    Parameters
    ----------
    network:
        The ways, with the notes and audit of what they were made of.
    of:
        int64 of the m edges that there were: the way that each is part of, from 0.
    """

    network: PathNetwork
    of: I64


def merge_ways(network: PathNetwork) -> Merged:
    """Return a network with edges made one where two meet, and nothing else, of which the same is known.

    Points that lie on the straight line between their neighbours (within 0.2 mm) are left out. A way begins at the end
    that lies furthest west, then south; a ring that nothing meets there too. What is known of a line, not of the way
    (its number, which piece of it), is left out; ``feature`` is the first of several, by its text.

    >>> lines = [shapely.LineString(one) for one in ([(0, 0), (4, 0)], [(9, 0), (4, 0)], [(9, 0), (9, 9)])]
    >>> made = merge_ways(assemble(lines, [0, 2, 2], [1, 1, 3], {"surface": ["asphalt", "asphalt", "gravel"]}))
    >>> made.network.edges[["surface", "length_m"]].values.tolist(), made.of.tolist()
    ([['asphalt', 9.0], ['gravel', 9.0]], [0, 0, 1])
    """
    edges = network.edges
    names = [str(name) for name in edges.columns if name not in _MADE | _OF_LINES]
    along = [name for name in _ALONG if name in names]
    alike = [name for name in names if name not in along]
    told = edges[alike].assign(**{name: edges[name].abs() for name in along})
    label = told.groupby(list(told.columns), dropna=False, sort=True).ngroup().to_numpy(np.int64)
    signed = np.stack([edges[name].to_numpy(np.float64, na_value=0.0) for name in along]) if along else None
    met = met_ends(network, np.arange(len(edges)))
    made = _made(network, chains_alike(network, met, label, signed), label, alike, along)
    return Merged(replace(made.network, audit=network.audit, notes=network.notes), made.of)


def merged_by(network: PathNetwork, label: I64) -> Merged:
    """Return a network with edges made one where two of one label meet, and nothing else; their lengths are added up.

    Parameters
    ----------
    label:
        int64 of m.
    """
    every = met_ends(network, np.arange(len(network.edges)), np.inf)
    made = _made(network, chains_alike(network, every, label), label, [], [])
    metres = np.bincount(made.of, weights=network.length_m, minlength=len(made.network.edges))
    return Merged(replace(made.network, edges=made.network.edges.assign(length_m=metres)), made.of)


def _made(network: PathNetwork, chains: Chains, label: I64, alike: list[str], along: list[str]) -> Merged:
    """Return the network of chains, with columns of their first edges."""
    edges = network.edges
    u, v = _ends(network, chains)
    lines, turned = _whole(chains.lines(network), (u == v) & (network.nodes["degree"].to_numpy()[u] == _PAIR))
    u, v = np.where(turned, v, u), np.where(turned, u, v)
    first = chains.edge[chains.first[:-1]]
    order = _by_place(lines, label[first])
    place = np.empty(order.size, np.int64)
    place[order] = np.arange(order.size)
    of = np.empty(chains.edge.size, np.int64)
    of[chains.edge] = place[chains.of]
    columns: dict[str, npt.NDArray[Any]] = {name: edges[name].to_numpy()[first][order] for name in alike}
    against = (chains.against[chains.first[:-1]] ^ turned)[order]
    for name in along:
        values = edges[name].to_numpy()[first][order]
        columns[name] = np.where(against, -values, values)
    if alike and "feature" in edges.columns:
        columns["feature"] = edges["feature"].groupby(of).min().to_numpy(object)
    number = np.unique(np.stack([u[order], v[order]], axis=1).reshape(-1), return_index=True, return_inverse=True)
    rank = np.empty(number[0].size, np.int64)
    rank[np.argsort(number[1], kind="stable")] = np.arange(rank.size)  # nodes as they are met, way by way
    ends = rank[number[2].ravel()].reshape(-1, 2)
    return Merged(assemble(lines[order], ends[:, 0], ends[:, 1], columns, crs=edges.crs), of)


def chains_alike(network: PathNetwork, met: tuple[I64, I64], label: I64, signed: F64 | None = None) -> Chains:
    """Return chains of all edges: through nodes where two edges of one label meet and nothing else.

    Parameters
    ----------
    met:
        Pairs of ends of all edges, see `met_ends`.
    label:
        int64 of m.
    signed:
        float64 of s x m: what changes its sign with the direction of an edge, and must go on in the next.
    """
    edges = np.arange(len(network.edges))
    mine, other = met
    node = np.stack([network.u, network.v], axis=1).reshape(-1)
    kept = (np.bincount(node, minlength=len(network.nodes)) == _PAIR)[node[mine]]
    kept &= label[mine // 2] == label[other // 2]
    if signed is not None:
        same = np.where(mine % 2 == other % 2, -1.0, 1.0)  # two that begin in a node run against each other
        kept &= (signed[:, mine // 2] == same * signed[:, other // 2]).all(axis=0)
    onward = np.full(2 * edges.size, -1, np.int64)
    onward[mine[kept]] = other[kept]
    return walked(edges, onward)


def _whole(lines: npt.NDArray[Any], ring: Mask) -> tuple[npt.NDArray[Any], Mask]:
    """Return lines without points that are none, from the west, and which were turned for that."""
    made, turned = np.empty(lines.size, object), np.zeros(lines.size, np.bool_)
    for k, line in enumerate(lines):
        points = shapely.get_coordinates(_from_west(line) if ring[k] else line)
        thin = shapely.get_coordinates(
            shapely.simplify(shapely.LineString(points), _STRAIGHT_M, preserve_topology=False)
        )
        points = thin if len(thin) > _PAIR or (thin[:1] != thin[-1:]).any() else points  # no ring becomes a point
        near = points.round(_KEY_DECIMALS) + 0.0
        turned[k] = near[::-1].tolist() < near.tolist()
        made[k] = shapely.LineString(points[::-1] if turned[k] else points)
    return made, turned


def _from_west(ring: Any) -> Any:  # noqa: ANN401 - a closed LineString
    """Return a ring that begins at the point that lies furthest west, then south."""
    points = shapely.get_coordinates(ring)[:-1]
    near = points.round(_KEY_DECIMALS) + 0.0
    at = int(np.lexsort(near.T[::-1])[0])
    return shapely.LineString(np.concatenate([points[at:], points[: at + 1]]))


def _ends(network: PathNetwork, chains: Chains) -> tuple[I64, I64]:
    """Return the nodes that each chain begins and ends in."""
    first, last = chains.first[:-1], chains.first[1:] - 1
    u = np.where(chains.against[first], network.v[chains.edge[first]], network.u[chains.edge[first]])
    v = np.where(chains.against[last], network.u[chains.edge[last]], network.v[chains.edge[last]])
    return u, v


def _by_place(lines: npt.NDArray[Any], label: I64) -> I64:
    """Return the order of lines by their ends, middles and lengths, and by label where they are one."""
    spots = [shapely.get_point(lines, 0), shapely.get_point(lines, -1),
             shapely.line_interpolate_point(lines, 0.5, normalized=True)]  # fmt: skip
    keys = [xy for one in spots for xy in shapely.get_coordinates(one).round(_KEY_DECIMALS).T]
    made: I64 = np.lexsort((label, shapely.length(lines).round(_KEY_DECIMALS), *reversed(keys))).astype(np.int64)
    return made
