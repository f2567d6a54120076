"""The elevation profile (højdeprofil) of a path: its height, what is too steep, bridges, and the slope allowed."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from gistools.errors import LayerError, ParamError
from gistools.graph import Axis, Graph, Line, Role, Span
from gistools.pathnet.sampling import sampled
from gistools.pathnet.slopes_params import SlopeParams
from gistools.text import Text, danish, unknown_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.profiles import Profile
    from gistools.pathnet.slopes import Slopes
    from gistools.raster import Raster

    F64 = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

_MOST_SPANS = 6
_LEAST = 2
_SHOWN = 0.1  # of the path: how long the line of the slope allowed is
_MARGIN, _ROOM = 0.08, 2.0


@dataclass(frozen=True, eq=False)
class PathChain:
    """Edges one after the other.

    Parameters
    ----------
    edge:
        int64 of k: from 0, in order.
    along:
        bool of k: whether each is gone along its line.
    name:
        What the path is called.
    """

    edge: npt.NDArray[np.int64]
    along: Mask
    name: str


def chain_of(network: PathNetwork, name: str) -> PathChain:
    """Return the edges of a named path in order: the longest way through its longest part.

    Raises
    ------
    ParamError
        When no edge has the name.

    >>> from gistools.pathnet.network import assemble
    >>> import shapely
    >>> lines = [shapely.LineString([(5, 0), (9, 0)]), shapely.LineString([(5, 0), (0, 0)])]
    >>> chain = chain_of(assemble(lines, [0, 0], [1, 2], {"name": ["Engstien"] * 2}), "engstien")
    >>> chain.edge.tolist(), chain.along.tolist()
    ([1, 0], [False, True])
    """
    names = network.edges["name"].astype(str)
    some = np.flatnonzero((names.str.casefold() == name.strip().casefold()).to_numpy())
    if not some.size:
        known = sorted({one for one in names if one})
        raise ParamError(
            unknown_name(name, known),
            Text("navnet på en sti i laget", "the name of a path in the layer"),
            Text("ret shown_path, eller lad den være tom", "correct shown_path, or leave it empty"),
        )
    return _longest(network, some, str(names.iloc[some[0]]))


def _longest(network: PathNetwork, some: npt.NDArray[np.int64], name: str) -> PathChain:
    graph: nx.Graph[int] = nx.Graph()
    for e in some.tolist():
        u, v, metres = int(network.u[e]), int(network.v[e]), float(network.length_m[e])
        if u != v and (not graph.has_edge(u, v) or graph[u][v]["metres"] > metres):
            graph.add_edge(u, v, metres=metres, edge=e)
    if not graph:
        return PathChain(some[:1], np.ones(1, np.bool_), name)
    part = max(nx.connected_components(graph), key=lambda nodes: (graph.subgraph(nodes).size("metres"), -min(nodes)))
    far = _furthest(graph, min(part))
    begin = min(far, key=lambda node: (-far[node], node))
    reach = _furthest(graph, begin)
    end = min(reach, key=lambda node: (-reach[node], node))
    nodes: list[int] = nx.dijkstra_path(graph, begin, end, weight="metres")
    steps = [(graph[a][b]["edge"], a) for a, b in itertools.pairwise(nodes)]
    edge = np.array([e for e, _ in steps], np.int64)
    along = np.array([int(network.u[e]) == a for e, a in steps], np.bool_)
    return PathChain(edge, along, name)


def _furthest(graph: nx.Graph[int], node: int) -> dict[int, float]:
    made: dict[int, float] = nx.single_source_dijkstra_path_length(graph, node, weight="metres")
    return made


def steepest_chain(network: PathNetwork, slopes: Slopes) -> PathChain:
    """Return the path that the steepest edge on the ground lies on; the edge alone where it has no name.

    Raises
    ------
    LayerError
        When no edge has a slope.
    """
    steep = np.where(slopes.on_structure, np.nan, np.fmax(slopes.up_permille, slopes.down_permille))
    if not len(steep) or np.isnan(steep).all():
        raise LayerError(
            Text("ingen sti på højdemodellen", "no path on the elevation model"),
            Text("en højdemodel, der dækker stierne", "an elevation model that covers the paths"),
            Text("giv højdemodellen for området", "give the elevation model of the area"),
        )
    e = int(np.nanargmax(steep))
    name = str(network.edges["name"].iloc[e])
    if not name:
        return PathChain(np.array([e]), np.ones(1, np.bool_), "")
    chain = chain_of(network, name)
    return chain if e in chain.edge else PathChain(np.array([e]), np.ones(1, np.bool_), name)


@dataclass(frozen=True, eq=False)
class HeightProfile:
    """Height along a chain: distance in metres (rising), height in metres, and which samples are on what.

    ``grade`` is the slope over the window that begins at each sample, NaN where that leaves its edge or the ground.
    """

    s_m: F64
    z_m: F64
    grade: F64
    structure: Mask
    unknown: Mask


def height_profile(
    network: PathNetwork, elevation: Raster, slopes: Slopes, chain: PathChain, params: SlopeParams | None = None
) -> HeightProfile:
    """Return the height along a chain; on bridges, in tunnels and beyond the terrain straight between what is known."""
    asked = params or SlopeParams()
    lines = network.edges.geometry.to_numpy()
    pieces, begin = [], 0.0
    for e, along in zip(chain.edge.tolist(), chain.along.tolist(), strict=True):
        made = sampled(lines[e : e + 1], elevation, smooth_m=asked.smooth_m)
        z = made.z_m if along else made.z_m[::-1]
        s = np.linspace(0.0, float(network.length_m[e]), z.size)
        bridge = bool(slopes.on_structure[e])
        window = min(asked.window_m, s[-1])
        ahead = np.interp(s + window, s, z, right=np.nan)
        grade = np.full(z.size, np.nan) if bridge else (ahead - z) / window
        pieces.append((s + begin, np.full(z.size, np.nan) if bridge else z, grade, np.full(z.size, bridge)))
        begin += float(s[-1])
    s, z, grade, bridge_at = (np.concatenate(part) for part in zip(*pieces, strict=True))
    known = ~np.isnan(z)
    if known.sum() < _LEAST:
        raise LayerError(
            Text(f"stien {chain.name} uden for højdemodellen", f"the path {chain.name} outside the elevation model"),
            Text("en sti på højdemodellen", "a path on the elevation model"),
            Text("vælg en anden sti i shown_path", "choose another path in shown_path"),
        )
    first, last = np.flatnonzero(known)[[0, -1]]
    kept = slice(int(first), int(last) + 1)
    filled = np.interp(s[kept], s[known], z[known])
    return HeightProfile(s[kept] - s[first], filled, grade[kept], bridge_at[kept], ~known[kept] & ~bridge_at[kept])


def elevation_graph(
    network: PathNetwork,
    elevation: Raster,
    slopes: Slopes,
    profile: Profile,
    params: SlopeParams | None = None,
    *,
    name: str = "",
    stamps: Sequence[Text] = (),
) -> Graph:
    """Return the elevation profile of a named path, or of the one with the steepest edge.

    Parameters
    ----------
    network, elevation, slopes:
        The paths, the terrain, and how steep they are in it.
    profile:
        Whose limit of slope is drawn.
    params:
        As for `edge_slopes`.
    name:
        Of the path.
    stamps:
        What must stand on it.

    Raises
    ------
    ParamError
        When no path has the name.
    LayerError
        When the path is not on the terrain.
    """
    asked = params or SlopeParams()
    chain = chain_of(network, name) if name.strip() else steepest_chain(network, slopes)
    height = height_profile(network, elevation, slopes, chain, asked)
    limit = profile.limit("slope_up")
    lines = [Line(Text("højde", "height"), height.s_m, height.z_m, Role.TODAY, points=())]
    lines += _allowed(height, limit, asked.window_m)
    spans = [
        *_spans(height, height.structure, Text("bro eller tunnel", "bridge or tunnel"), Role.OTHER, 0.0),
        *_spans(height, height.unknown, Text("ukendt", "unknown"), Role.FURTHER, 0.0),
    ]
    if np.isfinite(limit):
        steep = np.nan_to_num(np.abs(height.grade)) * 1000.0 > limit + 0.05
        words = Text(f"over {danish(limit)} ‰", f"over {limit:g} ‰")
        spans += _spans(height, steep, words, Role.COST, asked.window_m)
    top = float(np.fmax(slopes.up_permille[chain.edge], slopes.down_permille[chain.edge]).max(initial=0.0))
    shown = chain.name or f"stykke {int(chain.edge[0]) + 1}"
    caption = Text(
        f"Stejlest {danish(top, '.0f')} ‰ over {danish(asked.window_m)} m; grænsen er for {profile.name.da}",
        f"Steepest {top:.0f} ‰ over {asked.window_m:g} m; the limit is for {profile.name.en}",
    )
    return Graph(
        Text(f"Højdeprofil: {shown}", f"Elevation profile: {shown}"),
        caption,
        Axis(Text("Afstand langs stien", "Distance along the path"), "m"),
        Axis(Text("Højde", "Height"), "m", limits=_heights(height)),
        tuple(lines),
        spans=tuple(spans),
        notes=(
            Text(
                "Højden er terrænets og ikke vist fra 0; broer og tunneler er vist lige mellem enderne.",
                "Height is that of the terrain, not shown from 0; bridges and tunnels are straight between their ends.",
            ),
        ),
        stamps=tuple(stamps),
    )


def _heights(height: HeightProfile) -> tuple[float, float]:
    """Return the heights shown: not from 0, or the path would be a level line; at least 2 m about it."""
    low, high = float(height.z_m.min()), float(height.z_m.max())
    more = max(_MARGIN * (high - low), (_ROOM - (high - low)) / 2.0, 0.0)
    return low - more, high + more


def _allowed(height: HeightProfile, limit: float, window_m: float) -> list[Line]:
    """Return the line of the slope allowed, from the foot of the steepest window."""
    if not np.isfinite(limit) or np.isnan(height.grade).all():
        return []
    k = int(np.nanargmax(np.abs(height.grade)))
    way = float(np.sign(height.grade[k])) or 1.0
    long = max(3.0 * window_m, _SHOWN * float(height.s_m[-1]))
    foot = float(height.s_m[k]) if way > 0 else float(height.s_m[k]) + window_m
    z = float(np.interp(foot, height.s_m, height.z_m))
    long = min(long, (_heights(height)[1] - z) / (limit / 1000.0)) if limit > 0.0 else long
    far = min(max(foot + way * long, 0.0), float(height.s_m[-1]))
    ends = sorted([(foot, z), (far, z + limit / 1000.0 * abs(far - foot))])
    name = Text(f"{danish(limit)} ‰: så stejlt må det være", f"{limit:g} ‰: as steep as may be")
    return [Line(name, np.array([one[0] for one in ends]), np.array([one[1] for one in ends]), Role.ALLOWED, points=())]


def _spans(height: HeightProfile, some: Mask, label: Text, role: Role, more_m: float) -> list[Span]:
    """Return the stretches where something holds, the longest few, joined where they meet."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], some, [False]]).astype(np.int8)))
    end = float(height.s_m[-1])
    joined: list[list[float]] = []
    for a, b in edges.reshape(-1, 2):
        low, high = float(height.s_m[a]), min(float(height.s_m[b - 1]) + more_m, end)
        if joined and low <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], high)
        else:
            joined.append([low, high])
    longest = sorted(joined, key=lambda one: one[0] - one[1])[:_MOST_SPANS]
    return [Span(a, b, label, role) for a, b in sorted(longest)]
