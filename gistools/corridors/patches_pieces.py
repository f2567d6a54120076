"""Habitat that counts once (levestedsdele): features cut by what lies on top of them, and which of them touch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from gistools.corridors.surfaces import SurfaceClasses

    Shapes = npt.NDArray[Any]

_SLIVER_M2 = 1e-6  # what is left of a border after cutting


@dataclass(frozen=True, eq=False)
class Pieces:
    """Habitat that counts once: each polygon of one class, touching no other of its class.

    Parameters
    ----------
    shapes, surface, area:
        Of each: the polygon, its class and its area in m².
    of_piece, of_row, share:
        Which piece, which feature gave some of it (a row of `classified`), and how many m².
    """

    shapes: Shapes
    surface: npt.NDArray[Any]
    area: npt.NDArray[np.float64]
    of_piece: npt.NDArray[np.int64]
    of_row: npt.NDArray[np.int64]
    share: npt.NDArray[np.float64]


def habitat_pieces(
    features: gpd.GeoDataFrame, classes: SurfaceClasses, habitats: frozenset[str], area: BaseGeometry
) -> Pieces:
    """Cut the features by the order of their classes and return what is habitat."""
    shapely.prepare(area)
    surface = features["surface_class"].to_numpy(object)
    raw = features.geometry.to_numpy()
    near = shapely.intersects(raw, area)
    above: Shapes = np.array([], dtype=object)
    shapes, of, lasts = [], [], [k for k, name in enumerate(classes.names) if name in habitats]
    for name in classes.names[: max(lasts) + 1]:
        own = raw[(surface == name) & near]
        if not own.size:
            continue
        parts = shapely.get_parts(shapely.union_all(own))
        if name in habitats:
            free = _without(_within(parts, area), above)
            free = free[(shapely.get_type_id(free) == 3) & (shapely.area(free) > _SLIVER_M2)]  # noqa: PLR2004 - polygons
            shapes.append(free)
            of += [name] * free.size
        above = np.append(above, parts)
    made = np.concatenate(shapes) if shapes else np.array([], dtype=object)
    rows = np.flatnonzero(np.isin(surface, list(habitats)) & near)
    row, piece = shapely.STRtree(made).query(raw[rows], predicate="intersects")
    row = rows[row]
    same = surface[row] == np.array(of, dtype=object)[piece] if made.size else np.zeros(0, np.bool_)
    row, piece = row[same], piece[same]
    share = shapely.area(shapely.intersection(raw[row], made[piece]))
    some = share > _SLIVER_M2
    return Pieces(made, np.array(of, dtype=object), shapely.area(made), piece[some], row[some], share[some])


def _within(parts: Shapes, area: BaseGeometry) -> Shapes:
    """Return what of the polygons lies in an area."""
    cut: Shapes = parts.copy()
    over = ~shapely.contains_properly(area, parts)
    cut[over] = shapely.intersection(parts[over], area)
    return cut


def _without(parts: Shapes, above: Shapes) -> Shapes:
    """Return the polygons of ``parts`` less what lies on top of them."""
    if above.size:
        part, over = shapely.STRtree(above).query(parts, predicate="intersects")
        order = np.argsort(part, kind="stable")
        numbers, starts = np.unique(part[order], return_index=True)
        for number, some in zip(numbers, np.split(over[order], starts)[1:], strict=True):
            parts[number] = shapely.difference(parts[number], shapely.union_all(above[some]))
    cut: Shapes = shapely.get_parts(shapely.get_parts(parts))
    return cut


def joined(shapes: Shapes, within_m: float) -> npt.NDArray[np.int64]:
    """Return a number for each shape, the same for those within a distance of each other, through others too."""
    a, b = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=within_m)
    return linked(len(shapes), a, b)


def linked(count: int, a: npt.NDArray[Any], b: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return the number (from 0) of the part that each of ``count`` things is in, when ``a`` and ``b`` are pairs."""
    from scipy.sparse import coo_array  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    graph = coo_array((np.ones(a.size, np.bool_), (a, b)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def renumbered(group: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the numbers from 0 without holes; -1 stays."""
    left = np.unique(group[group >= 0])
    return np.where(group >= 0, np.searchsorted(left, group), -1)
