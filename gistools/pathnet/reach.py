"""What the homes of an area must reach (krav): demands, and whether a part of a network meets them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from gistools.pathnet.search import SAME, Places, Search

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from gistools.pathnet.local import LocalNetwork
    from gistools.pathnet.network import PathNetwork

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

_SAME_M = 1e-6  # by which a part may fall short through rounding


@dataclass(frozen=True, eq=False)
class Requirement:
    """A requirement (krav): every home must get to one of some places, or to one of some edges, and back.

    Parameters
    ----------
    name:
        Of what is reached, such as ``"school"``.
    targets:
        Places; one of them is enough. One on an edge that cannot be used is not reached.
    limit_m:
        The longest way there and back, each; inf for none.
    rule:
        The number of the principle that gives the limit.
    edges:
        bool of m: edges of which any spot is reached, in place of ``targets``.
    part_m:
        How long a part of those edges must be that can be used and hangs together, to count.
    """

    name: str
    targets: Places
    limit_m: float = np.inf
    rule: int = 0
    edges: Mask | None = None
    part_m: float = 0.0

    def goal(self, network: PathNetwork, usable: Mask, homes: Places) -> Places:
        """Return the places that count as reached, where some edges can be used."""
        if self.edges is None:
            targets = self.targets[self.targets.met]
            return targets[usable[targets.edge]]
        kept = _long_parts(network, usable & self.edges, self.part_m)
        at, on = np.flatnonzero(kept), homes[homes.met]
        on = on[kept[on.edge]]
        return Places(
            np.concatenate([at, at, on.edge]),
            np.concatenate([np.zeros(at.size), network.length_m[at], on.offset_m]),
            np.zeros(2 * at.size + len(on)),
        )

    def on(self, local: LocalNetwork) -> Requirement:
        """Return it on a part of the network."""
        if self.edges is None:
            return replace(self, targets=local.places(self.targets))
        mine = (local.edge >= 0) & self.edges[np.where(local.edge >= 0, local.edge, 0)]
        return replace(self, edges=mine)


def _long_parts(network: PathNetwork, chosen: Mask, least_m: float) -> Mask:
    """Return those of some edges that hang together by them for so many metres."""
    if least_m <= 0.0 or not chosen.any():
        return chosen
    n = len(network.nodes)
    u, v = network.u[chosen], network.v[chosen]
    joined = sparse.coo_array((np.ones(u.size, np.int8), (u, v)), shape=(n, n))
    label = csgraph.connected_components(joined, directed=False)[1]
    metres = np.bincount(label[u], weights=network.length_m[chosen], minlength=n)
    made = np.zeros(chosen.size, np.bool_)
    made[chosen] = metres[label[u]] >= least_m - _SAME_M
    return made


@dataclass(frozen=True, eq=False)
class Met:
    """How far each of the k homes has to one of the places: float64 of k, inf where there is no way."""

    demand: Requirement
    metres: F64

    @property
    def failing(self) -> Mask:
        """Which homes do not get there within the limit."""
        made: Mask = ~(np.isfinite(self.metres) & (self.metres <= self.demand.limit_m + SAME))
        return made

    @property
    def worst_m(self) -> float:
        """The longest of the ways; inf when a home has none, NaN without homes."""
        return float(self.metres.max()) if self.metres.size else float("nan")


def met(network: PathNetwork, forward: Mask, backward: Mask, homes: Places, demand: Requirement) -> Met:
    """Return how far each home has to the nearest of the places of a demand, and back: the longer of the two.

    Parameters
    ----------
    forward, backward:
        bool of m: which edges can be gone along, and which against.
    """
    usable = forward | backward
    targets = demand.goal(network, usable, homes)
    if not (len(targets) and len(homes)):
        return Met(demand, np.full(len(homes), np.inf))
    length = network.length_m
    search = Search(network, forward, backward, length, length)
    there = _to_nearest(search, homes, targets)
    if np.array_equal(forward, backward):
        return Met(demand, there)
    return Met(demand, np.maximum(there, _to_nearest(search.reversed(), homes, targets)))


def _to_nearest(search: Search, homes: Places, targets: Places) -> F64:
    """Return what it costs from each home to the nearest target: one search against all directions."""
    against = search.reversed()
    best = against.arrive(against.nearest(targets), homes)
    order = np.argsort(targets.edge, kind="stable")
    first = np.searchsorted(targets.edge[order], homes.edge, side="left")
    last = np.searchsorted(targets.edge[order], homes.edge, side="right")
    shared = np.flatnonzero(homes.met & (last > first))
    for k in shared.tolist():
        best[k] = min(best[k], _along(search, homes, k, targets[order[first[k] : last[k]]]))
    made: F64 = np.where(homes.met, best, np.inf)
    return made


def _along(search: Search, homes: Places, k: int, targets: Places) -> float:
    """Return what it costs along the home's own edge to the nearest target on it."""
    edge = int(homes.edge[k])
    ahead = targets.offset_m - homes.offset_m[k]
    ways = np.full(ahead.size, np.inf)
    if search.forward[edge]:
        ways[ahead >= 0.0] = ahead[ahead >= 0.0]
    if search.backward[edge]:
        ways[ahead <= 0.0] = np.minimum(ways[ahead <= 0.0], -ahead[ahead <= 0.0])
    ways[ahead == 0.0] = 0.0
    return float(ways.min())


def reached_nodes(network: PathNetwork, forward: Mask, backward: Mask, homes: Places) -> Mask:
    """Return which nodes any of the homes gets to: bool of n."""
    length = network.length_m
    made: Mask = np.isfinite(Search(network, forward, backward, length, length).nearest(homes))
    return made


def largest_group(network: PathNetwork, forward: Mask, backward: Mask, homes: Places, weight: F64) -> int:
    """Return a home of the group that reach each other with most weight; of equal ones the first. -1 without homes."""
    k = len(homes)
    if k == 0:
        return -1
    length = network.length_m
    search = Search(network, forward, backward, length, length)
    there = np.isfinite(search.between(homes, homes)) if k <= _MANY else None
    if there is not None:
        both = there & there.T
        both[np.arange(k), np.arange(k)] = True
        label = csgraph.connected_components(both, directed=False)[1]
    else:  # by the nodes that each can get to and from, for homes on edges that can be used both ways
        _, of_node = csgraph.connected_components(search.matrix, directed=True, connection="strong")
        on = np.where(homes.met, homes.edge, 0)
        label = np.where((forward & backward)[on] & homes.met, of_node[network.u[on]], -1 - np.arange(k))
        label = np.unique(label, return_inverse=True)[1].astype(np.int64)
    group: I64 = np.asarray(label, np.int64)
    return int(np.flatnonzero(group == np.bincount(group, weights=weight).argmax())[0])


def furthest_m(network: PathNetwork, forward: Mask, backward: Mask, homes: Places) -> F64:
    """Return how far each of k homes has to the furthest of the others, and back: the longer of the two; inf for none.

    >>> from gistools.pathnet.network import assemble
    >>> import shapely
    >>> street = assemble([shapely.LineString([(0, 0), (90, 0)])], [0], [1])
    >>> homes = Places(np.zeros(3, int), np.array([10.0, 20.0, 80.0]), np.zeros(3))
    >>> furthest_m(street, np.ones(1, bool), np.ones(1, bool), homes).round(6).tolist()
    [70.0, 60.0, 70.0]
    """
    k = len(homes)
    length = network.length_m
    search = Search(network, forward, backward, length, length)
    made = np.zeros(k)
    for at in range(0, k, _AT_ONCE):
        some = np.arange(at, min(at + _AT_ONCE, k))
        metres = search.between(homes[some], homes)
        metres[np.arange(some.size), some] = 0.0
        made[some] = np.maximum(made[some], metres.max(axis=1))
        made = np.maximum(made, metres.max(axis=0))
    return made


_AT_ONCE = 64
_MANY = 300  # homes that are held against each other one by one


def all_met(network: PathNetwork, forward: Mask, backward: Mask, homes: Places, demands: Sequence[Requirement]) -> bool:
    """Return whether every home meets every demand."""
    return all(not met(network, forward, backward, homes, one).failing.any() for one in demands)
