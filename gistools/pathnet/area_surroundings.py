"""Where a plan area meets the network (områdets steder): homes, exits, neighbours, the path network, destinations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy import sparse
from scipy.sparse import csgraph

from gistools.pathnet.search import Places, attach_points

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from gistools.pathnet.assessment_params import AssessmentParams
    from gistools.pathnet.network import PathNetwork

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

ADDRESSES, WAYS, BORDER, NOTHING = "addresses", "ways", "border", "nothing"
"""What the homes of an area are: its addresses, points along its ways, along ways at its border, or none at all."""

BESIDE_M = 5.0
"""A way as near to an area as this runs along its border."""

_LEAST_M = 0.01


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What areas are held against, for the whole network.

    Parameters
    ----------
    addresses:
        Points; None when not given.
    dwellings:
        float64: of each address; their number where nothing else was given.
    destinations:
        Points or polygons by kind (``school``, ``stop``, ``shop`` or as the user wrote it); None when not given.
    """

    addresses: npt.NDArray[Any] | None = None
    dwellings: F64 | None = None
    destinations: Mapping[str, npt.NDArray[Any]] | None = None


@dataclass(frozen=True, eq=False)
class AreaPlaces:
    """Where one area meets the network.

    Parameters
    ----------
    exists:
        bool of m: the edges that are there for this area: built, and its own planned ones.
    own:
        bool of m: planned edges in the area, or going on from those under the same name.
    homes:
        Places from which ways are sought; never the centroid.
    weight:
        float64: dwellings at each home; 1 where they are points along ways.
    homes_are:
        `ADDRESSES`, `WAYS`, `BORDER` or `NOTHING`.
    exits:
        Where ways meet the border of the area.
    neighbours:
        The nearest homes outside; None when no addresses were given.
    unmet:
        Addresses of the area that lie too far from any way.
    unmet_m:
        How far the nearest of those lies from a way that may be used, metres; NaN of none.
    """

    exists: Mask
    own: Mask
    homes: Places
    weight: F64
    homes_are: str
    exits: Places
    neighbours: Places | None
    unmet: int
    unmet_m: float = float("nan")


def area_places(network: PathNetwork, shape: Any, around: Surroundings, params: AssessmentParams) -> AreaPlaces:  # noqa: ANN401 - a polygon
    """Return where an area meets the network."""
    edges = network.edges
    lines = edges.geometry.to_numpy()
    status, way = edges["status"].to_numpy(), edges["way_type"].to_numpy()
    near = np.zeros(len(edges), np.bool_)
    near[edges.sindex.query(shape, predicate="intersects")] = True
    inside_m = np.zeros(len(edges))
    inside_m[near] = shapely.length(shapely.intersection(lines[near], shape))
    own = _own(network, (status == "planned") & (inside_m > _LEAST_M), status == "planned")
    exists = (status == "built") | (own if params.include_planned else np.zeros_like(own))
    open_way = exists & (way != "motor_road")
    exits = _exits(network, shape, open_way & near)
    unmet, unmet_m = 0, float("nan")
    weight = np.zeros(0)
    homes, homes_are = _none(), NOTHING
    within = np.zeros(0, np.bool_)
    if around.addresses is not None:
        within = shapely.covers(shape, around.addresses)
        met = attach_points(network, around.addresses[within], max_m=params.access_m, edges=open_way)
        unmet = int((~met.met).sum())
        if unmet:
            unmet_m = _nearest_m(network, around.addresses[within][~met.met], open_way)
        if met.met.any():
            given = np.ones(within.sum()) if around.dwellings is None else around.dwellings[within]
            homes, weight, homes_are = met[met.met], given[met.met], ADDRESSES
    if not len(homes):
        homes = _along(network, shape, np.flatnonzero(open_way & near & (inside_m > _LEAST_M)), params.sample_m)
        homes_are = WAYS
    if not len(homes):
        beside = np.zeros(len(edges), np.bool_)
        beside[edges.sindex.query(shape, predicate="dwithin", distance=BESIDE_M)] = True
        belt = shapely.buffer(shape, BESIDE_M)
        homes = _along(network, belt, np.flatnonzero(beside & open_way), params.sample_m)
        homes_are = BORDER if len(homes) else NOTHING
    weight = weight if homes_are == ADDRESSES else np.ones(len(homes))
    neighbours = None
    if around.addresses is not None:
        neighbours = _neighbours(network, shape, around.addresses[~within], open_way, params)
    return AreaPlaces(exists, own, homes, weight, homes_are, exits, neighbours, unmet, unmet_m)


def _nearest_m(network: PathNetwork, points: npt.NDArray[Any], usable: Mask) -> float:
    """Return how far the nearest of some points lies from a way that may be used; NaN where there is no such way."""
    far = attach_points(network, points, max_m=np.inf, edges=usable, prefer_main=False)
    return float(far.access_m[far.met].min()) if far.met.any() else float("nan")


def _own(network: PathNetwork, inside: Mask, planned: Mask) -> Mask:
    """Return the planned edges of an area: those in it, and those that go on from them under the same name.

    A path that is drawn from the area to the next path is cut where it crosses a road; what lies beyond is still it.
    """
    made = inside.copy()
    names = network.edges["name"].to_numpy(dtype=object)
    for name in {one for one in names[inside] if one}:
        same = np.flatnonzero(planned & (names == name))
        n = len(network.nodes)
        u, v = network.u[same], network.v[same]
        joined = sparse.coo_array((np.ones(u.size, np.int8), (u, v)), shape=(n, n))
        label = csgraph.connected_components(joined, directed=False)[1][u]
        made[same[np.isin(label, label[inside[same]])]] = True
    return made


def _none() -> Places:
    return Places(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))


def _at(edge: list[int], offset: list[float]) -> Places:
    return Places(np.array(edge, np.int64), np.array(offset, np.float64), np.zeros(len(edge)))


def _along(network: PathNetwork, shape: Any, edges: I64, step_m: float) -> Places:  # noqa: ANN401 - a polygon
    """Return points on the parts of edges inside a polygon: in the middle of equal pieces no longer than a step."""
    lines = network.edges.geometry.to_numpy()
    edge: list[int] = []
    offset: list[float] = []
    for one in edges.tolist():
        for part in shapely.get_parts(shapely.intersection(lines[one], shape)):
            if shapely.length(part) <= _LEAST_M:
                continue
            pieces = int(np.ceil(shapely.length(part) / step_m))
            middles = (np.arange(pieces) + 0.5) / pieces
            spots = shapely.line_interpolate_point(part, middles, normalized=True)
            at = shapely.line_locate_point(lines[one], spots)
            edge += [one] * pieces
            offset += np.clip(at, 0.0, network.length_m[one]).tolist()
    return _at(edge, offset)


def _exits(network: PathNetwork, shape: Any, chosen: Mask) -> Places:  # noqa: ANN401 - a polygon
    """Return where ways meet the border: each spot once, though several edges share it."""
    lines = network.edges.geometry.to_numpy()
    border = shapely.boundary(shape)
    edge: list[int] = []
    offset: list[float] = []
    seen: set[tuple[float, float]] = set()
    for one in np.flatnonzero(chosen).tolist():
        for part in shapely.get_parts(shapely.intersection(lines[one], border)):
            if shapely.is_empty(part):
                continue
            spot = part if part.geom_type == "Point" else shapely.line_interpolate_point(part, 0.5, normalized=True)
            key = (round(spot.x, 2), round(spot.y, 2))
            if key not in seen:
                seen.add(key)
                edge.append(one)
                offset.append(float(np.clip(shapely.line_locate_point(lines[one], spot), 0.0, network.length_m[one])))
    return _at(edge, offset)


def _neighbours(
    network: PathNetwork, shape: Any, points: npt.NDArray[Any], usable: Mask, params: AssessmentParams,  # noqa: ANN401
) -> Places:  # fmt: skip
    away = shapely.distance(points, shape)
    nearest = np.argsort(away, kind="stable")[: params.neighbour_count]
    met = attach_points(network, points[nearest], max_m=params.access_m, edges=usable)
    return met[met.met]


def path_edges(network: PathNetwork, least_m: float) -> tuple[Mask, float]:
    """Return which edges are built paths, and how long a part of them must be to be the main path network (stinettet).

    That is ``least_m``, or the length of the longest part where none is as long.
    """
    edges = network.edges
    chosen = (edges["way_type"].to_numpy() == "path") & (edges["status"].to_numpy() == "built")
    if not chosen.any():
        return chosen, least_m
    n = len(network.nodes)
    u, v = network.u[chosen], network.v[chosen]
    joined = sparse.coo_array((np.ones(u.size, np.int8), (u, v)), shape=(n, n))
    label = csgraph.connected_components(joined, directed=False)[1]
    return chosen, min(least_m, float(np.bincount(label[u], weights=network.length_m[chosen]).max()))
