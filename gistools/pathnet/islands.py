"""Islands (øer): what a profile cannot get to from the main part of the network, and what parts each from it.

Two answers meet on one map. What the profile surely gets to is a part of strict edges; what it gets to only if all that
is not known turns out well is unknown; the rest is cut off whatever the unknown is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse
from scipy.sparse import csgraph

from gistools.pathnet.chains import walked
from gistools.pathnet.connectivity import parts_of
from gistools.pathnet.network import NO, UNKNOWN, YES
from gistools.pathnet.passability import BLOCKED
from gistools.pathnet.search import Search
from gistools.text import Text, counted

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.pathnet.connectivity import Parts
    from gistools.pathnet.homes import Homes
    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.passability import Passable

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

NO_LINK = Text("ingen forbindelse i laget", "no link in the layer")
_SHOWN = 3  # reasons in a sentence


@dataclass(frozen=True, eq=False)
class Islands:
    """The islands of a profile.

    Parameters
    ----------
    frame:
        A row for each: ``island_id`` (from 1, the main part first), ``joined`` (``yes``: the main part, ``unknown``:
        joined to it if what is not known turns out well, ``no``: cut off in any case), ``length_m``, ``edge_count``,
        ``dwellings``, ``addresses`` (NaN without homes), ``opening_edges``, ``opening_m`` (the shortest stretch of
        blocked edges that would join it; NaN where there is none), ``parted_by`` (Danish), and its lines.
    barriers:
        A row for each edge that parts islands: ``edge_id``, ``from_island``, ``to_island`` (at its ends; 0 for none),
        ``opens`` (the island that it is in the shortest opening of; 0 for none), ``barred`` (``no``, ``unknown``),
        ``parted_by``, ``source`` (of the limits, Danish), ``verified``, ``name``, ``length_m`` and its line.
    edge:
        int64 of m: ``island_id`` of each edge, 0 for those that are blocked.
    """

    frame: gpd.GeoDataFrame
    barriers: gpd.GeoDataFrame
    edge: I64


def find_islands(network: PathNetwork, passable: Passable, homes: Homes | None = None) -> Islands:
    """Return the islands of a profile, and the barriers between them.

    The main part is the longest of all that may be passed; of it, what is sure is its longest part of edges that
    surely pass. Direction does not matter.

    Parameters
    ----------
    homes:
        Addresses on the edges that may be passed.

    >>> from gistools.pathnet.network import assemble
    >>> from gistools.pathnet.profiles import one_profile
    >>> from gistools.pathnet.judge import passable
    >>> lines = [shapely.LineString([(k * 50, 0), (k * 50 + 50, 0)]) for k in range(4)]
    >>> told = {"way_type": ["path"] * 4, "foot": ["yes", "yes", "no", "yes"]}
    >>> network = assemble(lines, range(4), range(1, 5), told)
    >>> islands = find_islands(network, passable(network, one_profile("walking")))
    >>> islands.frame[["joined", "length_m", "opening_m"]].fillna(0).values.tolist()
    [['yes', 100.0, 0.0], ['no', 50.0, 50.0]]
    """
    loose, sure = (parts_of(Search.of(network, passable, strict=strict)) for strict in (False, True))
    inner = (loose.edge == 1) & (sure.edge > 0)
    main = int(sure.edge[inner].min()) if inner.any() else 0
    keys = np.column_stack([loose.edge, np.where(loose.edge == 1, sure.edge, 0)])
    island, told = _numbered(network, keys, main)
    node = _node_islands(loose, sure, told)
    words = _Words(passable)
    opened = _openings(network, loose, 1, np.ones(loose.edge.size, np.bool_))
    within = _openings(network, sure, main, loose.edge == 1) if main else {}
    rows, opens = [], np.zeros(len(network.edges), np.int64)
    for (part, strict_part), number in told.items():
        mine = island == number
        joined = NO if part > 1 else YES if strict_part == main > 0 else UNKNOWN
        way = opened.get(part) if part > 1 else within.get(strict_part) if joined == UNKNOWN and strict_part else None
        if way:
            opens[way] = np.where(opens[way] == 0, number, opens[way])
        rows.append(_row(network, homes, mine, number, joined, way, words))
    frame = gpd.GeoDataFrame(pd.DataFrame(rows, columns=[*_COLUMNS, "geometry"]), geometry="geometry",
                             crs=network.edges.crs)  # fmt: skip
    return Islands(frame, _barriers(network, passable, loose, sure, (node, opens), words), island)


_PAIR = 2  # edges at a node where one goes on in the other
_COLUMNS = (
    "island_id",
    "joined",
    "length_m",
    "edge_count",
    "dwellings",
    "addresses",
    "opening_edges",
    "opening_m",
    "parted_by",
)


def _numbered(network: PathNetwork, keys: I64, main: int) -> tuple[I64, dict[tuple[int, int], int]]:
    """Return the number of each edge's island, 0 for none, and that of each key: sure, then unknown, then cut off."""
    usable = np.flatnonzero(keys[:, 0] > 0)
    found, at = np.unique(keys[usable], axis=0, return_inverse=True)
    at = at.ravel()
    metres = np.bincount(at, weights=network.length_m[usable], minlength=len(found))
    rank = np.where(found[:, 0] > 1, 2, np.where((found[:, 1] == main) & (main > 0), 0, 1))
    order = np.lexsort((np.arange(len(found)), -metres, rank))
    number = np.empty(len(found), np.int64)
    number[order] = np.arange(1, len(found) + 1)
    island = np.zeros(len(keys), np.int64)
    island[usable] = number[at]
    told = {(int(found[k, 0]), int(found[k, 1])): int(number[k]) for k in order}
    return island, told


def _node_islands(loose: Parts, sure: Parts, told: dict[tuple[int, int], int]) -> I64:
    inner = np.where(loose.weak == 1, sure.weak, 0)
    pairs = zip(loose.weak.tolist(), inner.tolist(), strict=True)
    return np.array([told.get((a, b), told.get((a, 0), 0)) for a, b in pairs], np.int64)


def _openings(network: PathNetwork, parts: Parts, main: int, edges: Mask) -> dict[int, list[int]]:
    """Return for each part the edges on the way to the main one with the fewest metres of edges that are in no part.

    Parts are one node each, for what is within them costs nothing; only ``edges`` may be used.
    """
    n, u, v = len(network.nodes), network.u, network.v
    label = np.where(parts.weak > 0, parts.weak, parts.count + 1 + np.arange(n))
    shut = np.flatnonzero(edges & (parts.edge == 0) & (label[u] != label[v]))
    tail = np.concatenate([label[u[shut]], label[v[shut]]])
    head = np.concatenate([label[v[shut]], label[u[shut]]])
    edge, cost = np.tile(shut, 2), np.tile(network.length_m[shut], 2)
    order = np.lexsort((edge, cost, head, tail))
    tail, head, edge, cost = tail[order], head[order], edge[order], cost[order]
    first = np.ones(tail.size, np.bool_)
    first[1:] = (np.diff(tail) != 0) | (np.diff(head) != 0)
    tail, head, edge, cost = tail[first], head[first], edge[first], cost[first]
    size = parts.count + 1 + n
    matrix = sparse.csr_array((cost, (tail, head)), shape=(size, size))
    far, from_ = csgraph.dijkstra(matrix, indices=[main], return_predecessors=True)
    away, before = far[0], from_[0]
    by = {pair: int(one) for pair, one in zip(zip(tail.tolist(), head.tolist(), strict=True), edge, strict=True)}
    found: dict[int, list[int]] = {}
    for part in range(1, parts.count + 1):
        if part != main and np.isfinite(away[part]):
            way, at = [], part
            while at != main:
                last = int(before[at])
                way.append(by[last, at])
                at = last
            found[part] = way
    return found


class _Words:
    """Reasons of edges as Danish words."""

    def __init__(self, passable: Passable) -> None:
        self.limits = passable.profile.limits
        rows = passable.reasons
        self.rows = rows if len(rows) else pd.DataFrame(columns=["edge_id", "rule", "verdict", "found", "limit",
                                                                 "source", "verified"])  # fmt: skip
        self.by_edge = self.rows.groupby("edge_id").indices

    def of(self, edge: int) -> pd.DataFrame:
        """Return the reasons of an edge: those that block it, or where none does those that are not known."""
        rows = self.rows.iloc[self.by_edge.get(edge + 1, [])]
        hard = rows[rows["verdict"] == NO]
        return hard if len(hard) else rows

    def sentence(self, rows: pd.DataFrame) -> str:
        """Return the most usual rules, with what was found where they are few."""
        told = []
        for rule, some in rows.groupby("rule", sort=False):
            name = self.limits[str(rule)].name.da if str(rule) in self.limits else str(rule)
            found, limit = str(some["found"].iloc[0]), str(some["limit"].iloc[0])
            count = some["edge_id"].nunique()
            more = f"{found}; krav: {limit}" if count == 1 and found else counted(count, "stykke", "stykker")
            told.append((-len(some), f"{name} ({more})"))
        told.sort(key=lambda row: row[0])
        return ", ".join(text for _, text in told[:_SHOWN]) + (" m.m." if len(told) > _SHOWN else "")


def _row(
    network: PathNetwork,
    homes: Homes | None,
    mine: Mask,
    number: int,
    joined: str,
    way: list[int] | None,
    words: _Words,
) -> list[object]:
    here = np.flatnonzero(mine)
    dwellings = addresses = np.nan
    if homes is not None:
        there = homes.places.met & mine[np.where(homes.places.met, homes.places.edge, 0)]
        dwellings, addresses = float(homes.dwellings[there].sum()), float(there.sum())
    metres = np.nan if way is None else float(network.length_m[way].sum())
    count = np.nan if way is None else float(len(way))
    why = _why(network, here, joined, way, words)
    lines = shapely.multilinestrings(network.edges.geometry.to_numpy()[here])
    length = float(network.length_m[here].sum())
    return [number, joined, length, here.size, dwellings, addresses, count, metres, why, lines]


def _why(network: PathNetwork, here: I64, joined: str, way: list[int] | None, words: _Words) -> str:
    """Return in Danish what keeps an island apart."""
    if joined == YES:
        return ""
    if way:
        names = [str(name) for name in dict.fromkeys(network.edges["name"].iloc[way]) if name]
        reasons = words.sentence(pd.concat([words.of(edge) for edge in way]))
        return f"{', '.join(names[:_SHOWN])}: {reasons}" if names else reasons
    if joined == NO:
        return NO_LINK.da
    unknown = words.rows[words.rows["edge_id"].isin(here + 1) & (words.rows["verdict"] == UNKNOWN)]
    return f"{counted(here.size, 'stykke', 'stykker')} mangler oplysninger: {words.sentence(unknown)}"


def _barriers(
    network: PathNetwork, passable: Passable, loose: Parts, sure: Parts, told: tuple[I64, I64], words: _Words
) -> gpd.GeoDataFrame:
    """Return the edges that part islands: on a stretch between two of them, or on the shortest way out of one."""
    (node, opens), shut, doubtful = told, loose.edge == 0, (loose.edge == 1) & (sure.edge == 0)
    between = opens > 0
    u, v = network.u.copy(), network.v.copy()
    for among, weak in ((shut, loose.weak), (doubtful, sure.weak)):
        begin, end = _ends_of_stretch(network, among)
        u[among], v[among] = begin[among], end[among]
        between |= among & (weak[u] != weak[v]) & (weak[u] > 0) & (weak[v] > 0)
    at = np.flatnonzero(between)
    rows = [words.of(edge) for edge in at.tolist()]
    blocked = (passable.forward[at] == BLOCKED) & (passable.backward[at] == BLOCKED)
    frame = pd.DataFrame(
        {
            "edge_id": at + 1,
            "name": network.edges["name"].to_numpy()[at],
            "from_island": node[u[at]],
            "to_island": node[v[at]],
            "opens": opens[at],
            "barred": np.where(blocked, NO, UNKNOWN),
            "parted_by": [words.sentence(one) for one in rows],
            "source": ["; ".join(dict.fromkeys(one["source"])) for one in rows],
            "verified": [bool(one["verified"].all()) for one in rows],
            "length_m": network.length_m[at],
        }
    )
    return gpd.GeoDataFrame(frame, geometry=network.edges.geometry.to_numpy()[at], crs=network.edges.crs)


def _ends_of_stretch(network: PathNetwork, among: Mask) -> tuple[I64, I64]:
    """Return the nodes that each edge leads to at its two ends: past nodes where just two of those asked for meet.

    So a blocked street parts the same islands, whatever it was cut into. Of other edges the nodes are their own.
    """
    u, v, edges = network.u.copy(), network.v.copy(), np.flatnonzero(among)
    node = np.stack([u[edges], v[edges]], axis=1).reshape(-1)
    size = len(network.nodes)
    inside, every = (np.bincount(one, minlength=size) for one in (node, np.concatenate([u, v])))
    order = np.argsort(node, kind="stable")
    met = order[((inside == _PAIR) & (every == _PAIR))[node[order]]].reshape(-1, 2)
    met = met[met[:, 0] // 2 != met[:, 1] // 2]
    goes_on = np.full(node.size, -1, np.int64)
    goes_on[met[:, 0]], goes_on[met[:, 1]] = met[:, 1], met[:, 0]
    chains = walked(edges, goes_on)
    first, last = chains.first[:-1], chains.first[1:] - 1
    begin = np.where(chains.against[first], v[chains.edge[first]], u[chains.edge[first]])[chains.of]
    end = np.where(chains.against[last], u[chains.edge[last]], v[chains.edge[last]])[chains.of]
    u[chains.edge], v[chains.edge] = np.where(chains.against, end, begin), np.where(chains.against, begin, end)
    return u, v
