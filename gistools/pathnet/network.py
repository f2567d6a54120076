"""What the steps of the path network hand to each other: the network, as a value.

Lines are taken apart into edges (stykker) between nodes (knuder). Two lines meet where they share a node, and nowhere
else: a path beneath a bridge crosses the bridge's line without meeting it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from scipy import sparse
from scipy.sparse import csgraph

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from gistools.text import Text

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

YES, UNKNOWN, NO = "yes", "unknown", "no"
"""The three answers of columns such as ``foot`` and ``lit``: what is not written down is unknown, never no."""

COLUMNS: Mapping[str, object] = {
    "source": "",  # name of the layer
    "feature": "",  # its id there, or its place
    "name": "",
    "level": 0,  # above (1) or below (-1) the ground
    "structure": "",  # "bridge", "tunnel" or ""
    "way_type": UNKNOWN,  # "path", "road", "motor_road" (no people on foot or bicycle), UNKNOWN
    "category": "",  # as written in the layer
    "status": "built",  # "built", "planned", "closed"
    "foot": UNKNOWN,  # allowed
    "cycle": UNKNOWN,
    "oneway": 0,  # 1: along the line alone, -1: against it alone; of cycling
    "width_m": np.nan,
    "pavement": UNKNOWN,  # of a road
    "kerb_cm": np.nan,  # the highest that must be crossed
    "steps": UNKNOWN,
    "ramp": UNKNOWN,  # beside steps
    "surface": UNKNOWN,  # a class of the table of surfaces
    "cross_fall_permille": np.nan,
    "lit": UNKNOWN,
    "speed_kmh": np.nan,
    "aadt": np.nan,  # motor vehicles a day
}
"""What is known of an edge beside its geometry, each with what it is when nothing is known."""


@dataclass(frozen=True, eq=False)
class PathNetwork:
    """Paths and roads as a network (stinet, vejnet).

    Parameters
    ----------
    edges:
        m rows in order of ``edge_id`` (1 to m), index 0 to m - 1: ``edge_id``, ``from_node``, ``to_node`` (node ids),
        ``length_m`` (in the plane, above 0), the columns of `COLUMNS`, and a line that runs from ``from_node`` to
        ``to_node``. Lines that join the same nodes are several edges; one may return to its own node.
    nodes:
        n rows in order of ``node_id`` (1 to n), index 0 to n - 1: ``node_id``, ``level``, ``degree`` (ends that meet in
        it), ``component`` (1 to p, the longest first), and a point.
    audit:
        What was changed on the way from the layers to the edges, a row for each; empty when nothing was.
    notes:
        What must be said of it.
    recipe:
        What it was built from (`gistools.pathnet.build.Recipe`), so that repairs can be taken back; None for others.

    >>> network = assemble([shapely.LineString([(0, 0), (3, 4)])], [0], [1])
    >>> network.edges.length_m.tolist(), network.nodes.degree.tolist(), network
    ([5.0], [1, 1], PathNetwork(1 edges, 2 nodes, 1 components, 5 m))
    """

    edges: gpd.GeoDataFrame
    nodes: gpd.GeoDataFrame
    audit: pd.DataFrame = field(default_factory=pd.DataFrame)
    notes: tuple[Text, ...] = ()
    recipe: Any = field(default=None, repr=False)

    def __repr__(self) -> str:
        """Return what it holds."""
        parts = int(self.nodes["component"].max()) if len(self.nodes) else 0
        metres = float(self.edges["length_m"].sum())
        return f"PathNetwork({len(self.edges)} edges, {len(self.nodes)} nodes, {parts} components, {metres:.0f} m)"

    @cached_property
    def u(self) -> I64:
        """The place in `nodes` that each edge begins at, from 0."""
        made: I64 = self.edges["from_node"].to_numpy(np.int64) - 1
        return made

    @cached_property
    def v(self) -> I64:
        """The place in `nodes` that each edge ends at, from 0."""
        made: I64 = self.edges["to_node"].to_numpy(np.int64) - 1
        return made

    @cached_property
    def length_m(self) -> F64:
        """The length of each edge in metres."""
        made: F64 = self.edges["length_m"].to_numpy(np.float64)
        return made

    def graph(self) -> nx.MultiGraph[int]:
        """Return it for networkx: nodes and edge keys are ids, with all columns as attributes."""
        made: nx.MultiGraph[int] = nx.MultiGraph(crs=self.edges.crs)
        _fill(made, self)
        return made

    def digraph(self) -> nx.MultiDiGraph[int]:
        """Return it with each edge in both directions, but those with ``oneway`` in theirs; ``along`` tells which."""
        made: nx.MultiDiGraph[int] = nx.MultiDiGraph(crs=self.edges.crs)
        _fill(made, self)
        back = []
        for a, b, key, told in made.edges(keys=True, data=True):
            told["along"] = True
            back.append((a, b, key, told))
        for a, b, key, told in back:
            if told["oneway"] == -1:
                made.remove_edge(a, b, key)
            if told["oneway"] != 1:
                made.add_edge(b, a, key if a != b else -key, **{**told, "along": False})
        return made


def _fill(graph: nx.MultiGraph[Any], network: PathNetwork) -> None:
    names = [name for name in network.nodes.columns if name not in {"node_id", "geometry"}]
    for one, point, *told in zip(
        network.nodes["node_id"].tolist(), network.nodes.geometry, *(network.nodes[c].tolist() for c in names),
        strict=True,
    ):  # fmt: skip
        graph.add_node(one, x=point.x, y=point.y, **dict(zip(names, told, strict=True)))
    names = [name for name in network.edges.columns if name not in {"edge_id", "from_node", "to_node", "geometry"}]
    for key, a, b, line, *told in zip(
        network.edges["edge_id"].tolist(), network.edges["from_node"].tolist(), network.edges["to_node"].tolist(),
        network.edges.geometry, *(network.edges[c].tolist() for c in names), strict=True,
    ):  # fmt: skip
        graph.add_edge(a, b, key, geometry=line, **dict(zip(names, told, strict=True)))


def assemble(
    lines: Sequence[Any] | npt.NDArray[Any],
    u: Sequence[int] | I64,
    v: Sequence[int] | I64,
    columns: Mapping[str, Sequence[Any] | npt.NDArray[Any]] | None = None,
    *,
    crs: Any = "EPSG:25832",  # noqa: ANN401 - whatever pyproj takes
    audit: pd.DataFrame | None = None,
    notes: tuple[Text, ...] = (),
) -> PathNetwork:
    """Return the network of m lines that is known to join nodes ``u`` and ``v``, from 0 without gaps.

    Parameters
    ----------
    lines:
        LineStrings in metres, each from its ``u`` to its ``v``.
    u, v:
        int of m.
    columns:
        Those of `COLUMNS` that are known, m values each, and any others; the rest are as when nothing is known.
    """
    shapes = np.empty(len(lines), dtype=object)
    shapes[:] = list(lines)
    flat = shapely.force_2d(shapes)
    a, b = np.asarray(u, np.int64), np.asarray(v, np.int64)
    n = int(max(a.max(initial=-1), b.max(initial=-1))) + 1
    told = {name: np.full(len(flat), value, dtype=object if isinstance(value, str) else None)
            for name, value in COLUMNS.items()}  # fmt: skip
    given = {name: np.asarray(values) for name, values in (columns or {}).items()}
    edges = gpd.GeoDataFrame(
        {"edge_id": np.arange(1, len(flat) + 1), "from_node": a + 1, "to_node": b + 1, "length_m": shapely.length(flat)}
        | told | given,
        geometry=flat, crs=crs,
    )  # fmt: skip
    part = _parts(n, a, b, edges["length_m"].to_numpy(np.float64))
    place = np.full((n, 2), np.nan)
    level = np.zeros(n, np.int64)
    if len(flat):
        first, last = shapely.get_point(flat, 0), shapely.get_point(flat, -1)
        place[b], place[a] = shapely.get_coordinates(last), shapely.get_coordinates(first)
        ends, levels = np.concatenate([a, b]), np.tile(edges["level"].to_numpy(np.int64), 2)
        order = np.lexsort((levels, -np.abs(levels), ends))  # a bridge and a tunnel end on the ground: nearest 0 last
        level[ends[order]] = levels[order]
    degree = np.bincount(np.concatenate([a, b]), minlength=n)
    nodes = gpd.GeoDataFrame(
        {"node_id": np.arange(1, n + 1), "level": level, "degree": degree, "component": part},
        geometry=shapely.points(place), crs=crs,
    )  # fmt: skip
    return PathNetwork(edges, nodes, pd.DataFrame() if audit is None else audit, notes)


def _parts(n: int, u: I64, v: I64, length_m: F64) -> I64:
    """Return the part that each node is in, 1 to p, the longest first and of equal ones that of the first node."""
    one = sparse.coo_array((np.ones(u.size, np.int8), (u, v)), shape=(n, n))
    count, label = csgraph.connected_components(one, directed=False)
    metres = np.bincount(label[u], weights=length_m, minlength=count) if n else np.zeros(0)
    order = np.lexsort((np.arange(count), -metres))
    rank = np.empty(count, np.int64)
    rank[order] = np.arange(1, count + 1)
    made: I64 = rank[label]
    return made
