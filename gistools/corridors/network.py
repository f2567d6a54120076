"""Patches and links as one network (netværk) of areas and costs, checked: what every measure works on."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import networkx as nx
import numpy as np
import pandas as pd

from gistools.errors import ParamError, TableError
from gistools.kernels import removal
from gistools.progress import NoProgress, run_cancellable
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    import numpy.typing as npt

    from gistools.progress import Progress

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Areas = Mapping[Any, float] | pd.Series | Sequence[float] | F64
    Links: TypeAlias = "nx.Graph[Any] | F64 | Sequence[Sequence[float]] | PairCosts"

_SPAN = 1e9  # a cost that is smaller than this part of another vanishes when both are summed
SAME = 1e-9  # relative: sums of the same costs in another order differ by less, different ways by more


@dataclass(frozen=True, eq=False)
class PairCosts:
    """What it costs to go between all pairs of patches, all said: no way through a third patch is taken for cheaper.

    For measures that need costs alone: EC, PC, flux, metapopulation capacity, and components by cost. Those that follow
    ways or remove patches (IIC, dPC, betweenness) refuse it, as does `delta_pc`.

    Parameters
    ----------
    cost:
        float64, shape (n, n), symmetric; infinite where there is no way; its diagonal is passed over.
    """

    cost: F64


@dataclass(frozen=True, eq=False)
class PatchNetwork:
    """Patches with their area, and what it costs to go between those that are linked.

    Parameters
    ----------
    ids:
        Of the patches, in order.
    area:
        float64, shape (n,): area of each, or area times quality; none negative.
    pairs:
        int64, shape (m, 2): positions of the patches of each link, the smaller first, in order.
    cost:
        float64, shape (m,): of each link, above 0.
    direct:
        Whether the links are all pairs, and their costs all there is to say (`PairCosts`).
    """

    ids: tuple[Hashable, ...]
    area: F64
    pairs: I64
    cost: F64
    direct: bool = False

    @functools.cached_property
    def rows(self) -> tuple[I64, I64, I64]:
        """The links of each patch: where they begin, shape (n + 1,); their other ends and numbers, shape (2 m,).

        Raises
        ------
        ParamError
            For costs of pairs, which have no ways.
        """
        if self.direct:
            raise ParamError(
                Text("priser mellem alle par", "costs between all pairs"),
                Text("et netværk af forbindelser", "a network of links"),
                Text("giv grafen: corridors.graph", "give the graph: corridors.graph"),
            )
        both = np.concatenate([self.pairs, self.pairs[:, ::-1]])
        order = np.lexsort((both[:, 1], both[:, 0]))
        start = np.searchsorted(both[order, 0], np.arange(self.area.size + 1)).astype(np.int64)
        return start, both[order, 1], order % max(len(self.pairs), 1)

    @functools.cached_property
    def distances(self) -> F64:
        """The least sum of costs between all pairs, shape (n, n): 0 with oneself, infinite where there is no way."""
        if not self.direct:
            return self.shortest(self.cost)
        found = np.full((self.area.size,) * 2, np.inf)
        found[self.pairs[:, 0], self.pairs[:, 1]] = found[self.pairs[:, 1], self.pairs[:, 0]] = self.cost
        np.fill_diagonal(found, 0.0)
        return found

    def measure(self, progress: Progress) -> F64:
        """Return `distances`, and tell of the work where it is not done yet."""
        if "distances" not in self.__dict__ and not self.direct:
            self.__dict__["distances"] = self.shortest(self.cost, progress)
        return self.distances

    def shortest(self, cost: F64, progress: Progress | None = None) -> F64:
        """Return the least sums of other costs of the links; an infinite cost is no link."""
        start, near, link = self.rows
        found = np.empty((self.area.size,) * 2)
        run_cancellable(progress or NoProgress(), lambda: removal.shortest(start, near, cost[link], found))
        return found


def patch_network(area: Areas, links: Links) -> PatchNetwork:
    """Return patches and links as one network.

    Parameters
    ----------
    area:
        By patch id (a mapping or Series), or one number for each patch in the order of the nodes or rows.
    links:
        A graph whose edges have a ``cost``, or a symmetric matrix of costs in which infinity or NaN is no link; its
        diagonal is passed over. Costs and the kernel are of one unit. Patches that touch are one patch: a cost of 0 is
        refused. `PairCosts` are taken as they are, and not made less by ways through others.

    Raises
    ------
    TableError
        With all faults: areas that are missing, negative or not finite, or all 0; links without a cost above 0, or
        costs that differ by more than 10^9; a matrix that is not square or not symmetric; a graph with directions or
        several links between two patches.

    >>> network = patch_network({"a": 4.0, "b": 1.0}, nx.Graph([("a", "b", {"cost": 250.0})]))
    >>> network.distances.tolist()
    [[0.0, 250.0], [250.0, 0.0]]
    """
    faults: list[Text] = []
    if isinstance(links, nx.Graph):
        ids, pairs, cost = _of_graph(links, faults)
    else:
        costs = links.cost if isinstance(links, PairCosts) else links
        ids, pairs, cost = _of_matrix(np.asarray(costs, np.float64), area, faults)
    if cost.size and cost.max() > _SPAN * cost.min() > 0.0:
        faults.append(
            Text(f"priser fra {cost.min():g} til {cost.max():g}", f"costs from {cost.min():g} to {cost.max():g}")
        )
    values = _areas(area, ids, faults) if not faults else np.zeros(0)
    if faults:
        raise TableError(
            Text("fejl i arealer eller forbindelser", "faults in areas or links"),
            Text(
                "et areal for hvert levested og en pris over 0 for hver forbindelse",
                "an area for each patch and a cost above 0 for each link",
            ),
            Text(
                "ret de nævnte; levesteder, der rører hinanden, slås sammen",
                "correct those named; join patches that touch",
            ),
            faults,
        )
    return PatchNetwork(ids, values, pairs, cost, isinstance(links, PairCosts))


def _of_graph(graph: nx.Graph[Any], faults: list[Text]) -> tuple[tuple[Hashable, ...], I64, F64]:
    ids = tuple(graph.nodes)
    place = {one: n for n, one in enumerate(ids)}
    if graph.is_directed() or graph.is_multigraph():
        faults.append(
            Text(
                "en graf med retninger eller flere forbindelser mellem to levesteder",
                "a graph with directions or several links between two patches",
            )
        )
    links = []
    for u, v, told in graph.edges(data=True):
        cost = told.get("cost")
        if u == v or not isinstance(cost, int | float | np.number) or not 0.0 < float(cost) < np.inf:
            faults.append(Text(f"forbindelse {u}-{v}: pris {cost}", f"link {u}-{v}: cost {cost}"))
        else:
            links.append((*sorted((place[u], place[v])), float(cost)))
    links.sort()
    pairs = np.array([link[:2] for link in links], np.int64).reshape(-1, 2)
    return ids, pairs, np.array([link[2] for link in links], np.float64)


def _of_matrix(costs: F64, area: Areas, faults: list[Text]) -> tuple[tuple[Hashable, ...], I64, F64]:
    if costs.ndim != 2 or costs.shape[0] != costs.shape[1]:  # noqa: PLR2004 - a matrix
        faults.append(Text(f"en matrix af form {costs.shape}", f"a matrix of shape {costs.shape}"))
        return (), np.zeros((0, 2), np.int64), np.zeros(0)
    ids = tuple(_keys(area, len(costs)))
    if len(ids) != len(costs):
        faults.append(
            Text(
                f"{len(ids)} arealer til en matrix af {len(costs)} levesteder",
                f"{len(ids)} areas for a matrix of {len(costs)} patches",
            )
        )
        return ids, np.zeros((0, 2), np.int64), np.zeros(0)
    known = np.isfinite(costs)
    filled = np.where(known, costs, 0.0)
    if not np.allclose(filled, filled.T, rtol=SAME, atol=0.0) or (known != known.T).any():
        faults.append(Text("en matrix, der ikke er symmetrisk", "a matrix that is not symmetric"))
    pairs = np.argwhere(np.triu(known, k=1)).astype(np.int64)
    cost = costs[pairs[:, 0], pairs[:, 1]]
    faults += [
        Text(f"forbindelse {ids[i]}-{ids[j]}: pris {costs[i, j]}", f"link {ids[i]}-{ids[j]}: cost {costs[i, j]}")
        for i, j in pairs[~(cost > 0.0)]
    ]
    return ids, pairs, cost


def _keys(area: Areas, count: int) -> Sequence[Any]:
    if isinstance(area, Mapping):
        return list(area)
    return list(area.index) if isinstance(area, pd.Series) else range(1, count + 1)


def _areas(area: Areas, ids: tuple[Hashable, ...], faults: list[Text]) -> F64:
    if isinstance(area, Mapping | pd.Series):
        values = np.array([area.get(one, np.nan) for one in ids], np.float64)
    else:
        values = np.asarray(area, np.float64)
    if values.shape != (len(ids),):
        faults.append(
            Text(f"{values.size} arealer til {len(ids)} levesteder", f"{values.size} areas for {len(ids)} patches")
        )
        return values
    for one, value in zip(ids, values, strict=True):
        if not 0.0 <= value < np.inf:
            faults.append(Text(f"levested {one}: areal {value}", f"patch {one}: area {value}"))
    if not faults and not values.sum() > 0.0:
        faults.append(Text("ingen levesteder med areal", "no patch with an area"))
    return values


def habitat_area(graph: nx.Graph[Any], *, quality: bool = False) -> pd.Series:
    """Return the area in m² of each patch of a graph, times its quality when asked for.

    >>> graph = nx.Graph()
    >>> graph.add_node(1, area_m2=200.0, quality=0.5)
    >>> float(habitat_area(graph, quality=True)[1])
    100.0
    """
    told = graph.nodes(data=True)
    return pd.Series(
        {one: facts["area_m2"] * (facts["quality"] if quality else 1.0) for one, facts in told}, dtype=np.float64
    )


def checked_alpha(alpha: float) -> float:
    """Return the rate of a kernel; refuse one that is not above 0.

    Raises
    ------
    ParamError
        When it is none.
    """
    if not 0.0 < alpha < np.inf:
        raise ParamError(
            Text(f"alpha = {alpha}", f"alpha = {alpha}"),
            Text("et tal over 0, pr. prisenhed", "a number above 0, per unit of cost"),
            Text("brug kernel_alpha(d0, p0)", "use kernel_alpha(d0, p0)"),
        )
    return float(alpha)
