"""Bridges and tunnels (broer og tunneler): how they rise between the ends that lie on the ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy import sparse
from scipy.sparse import csgraph
from scipy.sparse.linalg import spsolve

from gistools.pathnet.sampling import heights_at

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    from gistools.pathnet.network import PathNetwork
    from gistools.raster import Raster

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

_ENDS = 2


def on_structure(edges: gpd.GeoDataFrame) -> Mask:
    """Return which edges are on a bridge or in a tunnel: those that say so, and those off the ground by level."""
    made: Mask = (edges["structure"].to_numpy(dtype=object) != "") | (edges["level"].to_numpy(np.int64) != 0)
    return made


def structure_grades(network: PathNetwork, terrain: Raster, bridges: Mask) -> F64:
    """Return the even slope (rise over length, along the line) of each bridge and tunnel; NaN for all other edges.

    A bridge of several edges rises evenly over all of them between the nodes where it meets edges on the ground; where
    it forks, so that what comes in goes out: heights between are harmonic, weighted by 1 over length. It is unknown
    where an end is: a stub that ends in the air, a bridge that meets the ground once, or beyond the terrain.
    """
    u, v, n = network.u, network.v, len(network.nodes)
    ground = np.zeros(n, np.bool_)
    ground[u[~bridges]], ground[v[~bridges]] = True, True
    used = _carried(u, v, bridges & (u != v), ground)
    height = np.full(n, np.nan)
    ends = np.zeros(n, np.bool_)
    ends[u[used]], ends[v[used]] = True, True
    firm = np.flatnonzero(ends & ground)
    points = shapely.get_coordinates(network.nodes.geometry.to_numpy()[firm])
    height[firm] = heights_at(terrain, points[:, 0], points[:, 1])
    _between(height, u, v, used, ground, network.length_m)
    made = np.full(len(network.edges), np.nan)
    made[used] = (height[v[used]] - height[u[used]]) / network.length_m[used]
    return made


def _carried(u: I64, v: I64, bridges: Mask, ground: Mask) -> Mask:
    """Return the bridges without those that lead to an end in the air."""
    used = bridges.copy()
    while True:
        degree = np.bincount(np.concatenate([u[used], v[used]]), minlength=ground.size)
        loose = (degree == 1) & ~ground
        stubs = used & (loose[u] | loose[v])
        if not stubs.any():
            return used
        used &= ~stubs


def _between(height: F64, u: I64, v: I64, used: Mask, ground: Mask, length_m: F64) -> None:
    """Fill in the heights of nodes in the air, in place."""
    a, b, weight = u[used], v[used], 1.0 / length_m[used]
    n = height.size
    inner = ~ground[a] & ~ground[b]
    count, part = csgraph.connected_components(
        sparse.coo_array((np.ones(int(inner.sum()), np.int8), (a[inner], b[inner])), shape=(n, n)), directed=False
    )
    hung = np.concatenate([part[b[ground[a] & ~ground[b]]], part[a[ground[b] & ~ground[a]]]])
    onto = np.concatenate([a[ground[a] & ~ground[b]], b[ground[b] & ~ground[a]]])
    pairs = np.unique(np.column_stack([hung, onto]), axis=0)
    carried = np.bincount(pairs[:, 0], minlength=count) >= _ENDS
    carried[pairs[np.isnan(height[pairs[:, 1]]), 0]] = False
    free = np.zeros(n, np.bool_)
    free[a], free[b] = True, True
    free &= ~ground & carried[part]
    at = np.flatnonzero(free)
    if not at.size:
        return
    laplace = sparse.coo_array(
        (np.concatenate([weight, weight, -weight, -weight]),
         (np.concatenate([a, b, a, b]), np.concatenate([a, b, b, a]))), shape=(n, n)
    ).tocsr()  # fmt: skip
    known = np.where(ground, np.nan_to_num(height), 0.0)
    height[at] = spsolve(laplace[at][:, at].tocsc(), -(laplace[at] @ known))
