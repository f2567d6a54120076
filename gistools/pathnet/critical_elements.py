"""What breaks the network: bridges (broer i grafen) and cut nodes, weighed by who is cut off when one closes.

A bridge is an edge, and a cut node a node, without which its part falls into several. Nothing to do with bridges over
water: a cul-de-sac is one. They are found in one depth-first walk over arrays, without recursion (Hopcroft and Tarjan
1973); a parallel edge is never a bridge.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.pathnet.connectivity import parts_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.pathnet.homes import Homes
    from gistools.pathnet.search import Places, Search

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

_AT_NODE_M = 1e-6  # so near the end of an edge a place stands at its node
_CUT = ("cut_dwellings", "cut_addresses", "cut_m")


@dataclass(frozen=True, eq=False)
class WeakPoints:
    """What cuts something off when it closes.

    Parameters
    ----------
    edges:
        A row for each bridge: ``edge_id``, ``in_part`` (weak part, the longest is 1), ``cut_dwellings``,
        ``cut_addresses``, ``cut_m`` (metres of usable edges); the worst first.
    nodes:
        A row for each cut node: ``node_id``, ``in_part``, ``parts_after`` (that its part falls into), and the same.
    """

    edges: pd.DataFrame = field(default_factory=pd.DataFrame)
    nodes: pd.DataFrame = field(default_factory=pd.DataFrame)


def weak_points(search: Search, homes: Homes | None = None, destinations: Places | None = None) -> WeakPoints:
    """Return the bridges and cut nodes of what can be used, and what each cuts off when it closes.

    Direction does not matter: what cannot be reached against a one-way is no matter of closing. An edge closes at the
    worse of its two ends, and takes those who live along it with it; a node closes for all edges that meet in it, and
    those at the very node are cut off. Without ``destinations`` the piece with most dwellings (of equal ones the
    longest) is what the rest is cut off from. With them, those are cut off who had one in their part and have none
    after; no others.

    Parameters
    ----------
    homes:
        Who is cut off; without them only metres are told.
    destinations:
        What they are cut off from.

    >>> from gistools.pathnet.network import assemble
    >>> from gistools.pathnet.search import Search
    >>> import shapely
    >>> at = [(0, 0), (9, 0), (20, 0), (20, 9), (29, 0)]
    >>> ends = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 2)]
    >>> lines = [shapely.LineString([at[a], at[b]]) for a, b in ends]
    >>> found = weak_points(Search.whole(assemble(lines, *zip(*ends))))
    >>> found.edges[["edge_id", "cut_m"]].values.tolist()
    [[2.0, 20.0], [1.0, 9.0]]
    """
    walk = _walk(search)
    held = _held(search, homes, destinations)
    parts = parts_of(search)
    return WeakPoints(_bridges(search, walk, held, parts.weak), _cut_nodes(search, walk, held, parts.weak))


@dataclass(frozen=True, eq=False)
class _Walk:
    """A depth-first walk: nodes in order, and for each node where it stands, what comes below it, and how it came."""

    order: I64  # of the nodes met
    place: I64  # of each node in it, -1 for none
    last: I64  # one after the place of the last below it
    low: I64  # the earliest place that it and those below it have an edge to
    parent: I64  # -1 for the first of a part
    via: I64  # edge that leads to it
    root: I64  # the first of its part


def _walk(search: Search) -> _Walk:
    network, n = search.network, len(search.network.nodes)
    kept = np.flatnonzero(search.usable & (network.u != network.v))
    tail = np.concatenate([network.u[kept], network.v[kept]])
    by = np.argsort(tail, kind="stable")
    head: list[int] = np.concatenate([network.v[kept], network.u[kept]])[by].tolist()
    edge: list[int] = np.tile(kept, 2)[by].tolist()
    stop: list[int] = np.cumsum(np.bincount(tail, minlength=n)).tolist()
    next_: list[int] = [0, *stop[:-1]] if n else []
    at, low, last, parent, via, root = ([-1] * n for _ in range(6))
    order: list[int] = []
    loops = search.usable & (network.u == network.v)
    begin = np.unique(np.concatenate([network.u[loops], tail])).tolist()
    for first in begin:
        if at[first] >= 0:
            continue
        at[first] = low[first] = len(order)
        root[first] = first
        order.append(first)
        stack = [first]
        while stack:
            here = stack[-1]
            k = next_[here]
            if k == stop[here]:
                stack.pop()
                last[here] = len(order)
                if stack and low[here] < low[stack[-1]]:
                    low[stack[-1]] = low[here]
                continue
            next_[here] = k + 1
            if edge[k] == via[here]:
                continue
            to = head[k]
            if at[to] < 0:
                at[to] = low[to] = len(order)
                parent[to], via[to], root[to] = here, edge[k], first
                order.append(to)
                stack.append(to)
            elif at[to] < low[here]:
                low[here] = at[to]
    return _Walk(*(np.array(one, np.int64) for one in (order, at, last, low, parent, via, root)))


@dataclass(frozen=True, eq=False)
class _Held:
    """What nodes and edges hold: dwellings, addresses, metres, destinations in four columns."""

    nodes: F64
    edges: F64
    to_destinations: bool


def _held(search: Search, homes: Homes | None, destinations: Places | None) -> _Held:
    network = search.network
    nodes, edges = np.zeros((len(network.nodes), 4)), np.zeros((len(network.edges), 4))
    edges[:, 2] = np.where(search.usable, network.length_m, 0.0)
    if homes is not None:
        _lay(search, homes.places, np.column_stack([homes.dwellings, np.ones(len(homes))]), nodes, edges, slice(0, 2))
    if destinations is not None:
        _lay(search, destinations, np.ones((len(destinations), 1)), nodes, edges, slice(3, 4))
    return _Held(nodes, edges, destinations is not None)


def _lay(search: Search, places: Places, values: F64, nodes: F64, edges: F64, columns: slice) -> None:
    """Lay what is at each place on its edge, or on the node that it stands at; nothing where that cannot be used."""
    network = search.network
    there = places.met & search.usable[np.where(places.met, places.edge, 0)] if len(network.edges) else places.met
    edge, offset, amount = places.edge[there], places.offset_m[there], values[there]
    first, final = offset <= _AT_NODE_M, offset >= network.length_m[edge] - _AT_NODE_M
    at_node = first | final
    node = np.where(first, network.u[edge], network.v[edge])[at_node]
    np.add.at(nodes[:, columns], node, amount[at_node])
    np.add.at(edges[:, columns], edge[~at_node], amount[~at_node])


def _below(search: Search, walk: _Walk, held: _Held) -> F64:
    """Return what each node and all below it hold, with the edges that lead down from there, n x 4.

    An edge is counted at the later of its ends, so that the edge by which a node was come to counts at the node.
    """
    network = search.network
    u, v = network.u, network.v
    usable = np.flatnonzero(search.usable)
    later = np.where(walk.place[u] >= walk.place[v], u, v)[usable]
    own = held.nodes.copy()
    np.add.at(own, later, held.edges[usable])
    run = np.concatenate([np.zeros((1, 4)), np.cumsum(own[walk.order], axis=0)])
    made = np.zeros_like(own)
    made[walk.order] = run[walk.last[walk.order]] - run[walk.place[walk.order]]
    return made


def _bridges(search: Search, walk: _Walk, held: _Held, part: I64) -> pd.DataFrame:
    below = _below(search, walk, held)
    child = walk.order[(walk.parent[walk.order] >= 0) & (walk.low[walk.order] == walk.place[walk.order])]
    edge = walk.via[child]
    total, with_it = below[walk.root[child]], below[child]
    without = with_it - held.edges[edge]
    cuts = [_lost(held, total, np.stack([one, total - one], axis=1)) for one in (with_it, without)]
    # closed at one end its own people go with the one side, closed at the other with the other
    worse = _worse(cuts[0], cuts[1])
    made = pd.DataFrame({"edge_id": edge + 1, "in_part": part[child]} | dict(zip(_CUT, worse.T, strict=True)))
    return _worst_first(made, "edge_id")


def _worse(one: F64, other: F64) -> F64:
    """Return the row that cuts off more: dwellings, then addresses, then metres."""
    behind = np.zeros(len(one), np.bool_)
    tied = np.ones(len(one), np.bool_)
    for k in range(one.shape[1]):
        behind |= tied & (one[:, k] < other[:, k])
        tied &= one[:, k] == other[:, k]
    return np.where(behind[:, None], other, one)


def _lost(held: _Held, total: F64, pieces: F64) -> F64:
    """Return what is cut off when parts (r x 4) fall into pieces (r x pieces x 4): r x 3."""
    if held.to_destinations:
        without = (pieces[:, :, 3] < 0.5) & (total[:, None, 3] > 0.5)  # noqa: PLR2004 - counts, summed as floats
        made: F64 = np.where(without[:, :, None], pieces[:, :, :3], 0.0).sum(axis=1)
        return made
    first = (pieces[:, 0, 0] > pieces[:, 1, 0]) | (
        (pieces[:, 0, 0] == pieces[:, 1, 0]) & (pieces[:, 0, 2] >= pieces[:, 1, 2])
    )
    return np.where(first[:, None], pieces[:, 1, :3], pieces[:, 0, :3])


def _cut_nodes(search: Search, walk: _Walk, held: _Held, part: I64) -> pd.DataFrame:
    """Return the cut nodes: some children of a node hang on by it alone, loops too, and there is what is above it."""
    network, n = search.network, len(search.network.nodes)
    below = _below(search, walk, held)
    child = walk.order[walk.parent[walk.order] >= 0]
    child = child[walk.low[child] >= walk.place[walk.parent[child]]]
    loops = np.flatnonzero(search.usable & (network.u == network.v))
    owner = np.concatenate([walk.parent[child], network.u[loops]])
    piece = np.concatenate([below[child], held.edges[loops]])
    taken = held.nodes.copy()
    np.add.at(taken, owner, piece)
    higher = walk.order[walk.parent[walk.order] >= 0]
    above = (below[walk.root[higher]] - taken[higher]).clip(min=0.0)
    owner, piece = np.concatenate([owner, higher]), np.concatenate([piece, above])
    pieces = np.bincount(owner, minlength=n)
    cut = np.flatnonzero(pieces > 1)
    lost = np.zeros((n, 3))
    if held.to_destinations:
        had = below[walk.root[owner], 3] > 0.5  # noqa: PLR2004 - counts, summed as floats
        bare = had & (piece[:, 3] < 0.5)  # noqa: PLR2004
        np.add.at(lost, owner[bare], piece[bare, :3])
        own = cut[below[walk.root[cut], 3] > 0.5]  # noqa: PLR2004
        lost[own] += held.nodes[own, :3]
    else:
        order = np.lexsort((piece[:, 2], piece[:, 0], owner))
        best = order[np.flatnonzero(np.diff(owner[order], append=n))]  # the last of each owner
        lost[owner[best]] = below[walk.root[owner[best]], :3] - piece[best, :3]
    made = pd.DataFrame({"node_id": cut + 1, "in_part": part[cut], "parts_after": pieces[cut]}
                        | dict(zip(_CUT, lost[cut].T, strict=True)))  # fmt: skip
    return _worst_first(made, "node_id")


def _worst_first(made: pd.DataFrame, key: str) -> pd.DataFrame:
    made["cut_addresses"] = made["cut_addresses"].round().astype(np.int64)
    made["cut_dwellings"], made["cut_m"] = made["cut_dwellings"].clip(lower=0.0), made["cut_m"].clip(lower=0.0)
    order = ["cut_dwellings", "cut_addresses", "cut_m", key]
    return made.sort_values(order, ascending=[False, False, False, True], kind="stable").reset_index(drop=True)
