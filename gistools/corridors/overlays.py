"""How polygons lie on layers (overlap): shares, and what they touch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gistools.text import Text, danish

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

_HECTARE = 10_000.0


def hectares(area_m2: float) -> Text:
    """Return an area in words, in ha or (below a tenth) in m².

    >>> hectares(39_840.0).da, hectares(252.4).en
    ('4,0 ha', '252 m²')
    """
    if area_m2 < _HECTARE / 10.0:
        return Text(f"{danish(area_m2, '.0f')} m²", f"{area_m2:.0f} m²")
    return Text(f"{danish(area_m2 / _HECTARE, '.1f')} ha", f"{area_m2 / _HECTARE:.1f} ha")


def percent(share: float) -> Text:
    """Return a share in percent; what is little is never written as nothing.

    >>> percent(0.5).da, percent(0.004).da, percent(0.0).en
    ('50 %', '0,4 %', '0 %')
    """
    value = 100.0 * share
    if 0.0 < value < 0.05:  # noqa: PLR2004 - rounds to nothing
        return Text("0 %", "0 %") if value < 1e-6 else Text("under 0,1 %", "below 0.1 %")  # noqa: PLR2004 - rounding
    spec = ".0f" if value >= 10.0 or value == 0.0 else ".1f"  # noqa: PLR2004 - two figures are enough
    return Text(f"{danish(value, spec)} %", f"{value:{spec}} %")


def counted(count: int, one: Text, many: Text) -> Text:
    """Return a number of things in words.

    >>> counted(1, Text("levested", "patch"), Text("levesteder", "patches")).da
    '1 levested'
    """
    return Text(f"{count} {(one if count == 1 else many).da}", f"{count} {(one if count == 1 else many).en}")


PATCHES = Text("levested", "patch"), Text("levesteder", "patches")


def polygons(shape: BaseGeometry, least_m2: float = 0.0) -> list[BaseGeometry]:
    """Return the polygons of a geometry from a size, without the lines and points that cutting leaves.

    >>> [one.area for one in polygons(shapely.MultiPolygon([shapely.box(0, 0, 3, 3), shapely.box(5, 5, 6, 6)]), 4.0)]
    [9.0]
    """
    parts = [one for outer in shapely.get_parts(shape) for one in shapely.get_parts(outer)]
    return [one for one in parts if one.geom_type == "Polygon" and one.area > 0.0 and one.area >= least_m2]


def touching(layer: gpd.GeoDataFrame, shape: BaseGeometry, *, within_m: float = 0.0) -> npt.NDArray[np.int64]:
    """Return the positions of the features within a distance of a shape, in order."""
    found: npt.NDArray[np.int64] = np.sort(layer.sindex.query(shape, predicate="dwithin", distance=within_m))
    return found


def covered_m2(layer: gpd.GeoDataFrame, shape: BaseGeometry) -> float:
    """Return the area of a polygon under some feature of a layer, in m²; what lies under several counts once.

    >>> import geopandas as gpd
    >>> layer = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 2, 2), shapely.box(1, 0, 3, 2)])
    >>> covered_m2(layer, shapely.box(0, 0, 4, 1))
    3.0
    """
    rows = touching(layer, shape)
    if not rows.size:
        return 0.0
    return float(shapely.area(shapely.union_all(shapely.intersection(layer.geometry.to_numpy()[rows], shape))))


def without(shape: BaseGeometry, layer: gpd.GeoDataFrame) -> BaseGeometry:
    """Return a polygon without what lies under a layer."""
    rows = touching(layer, shape)
    return shape if not rows.size else shapely.difference(shape, shapely.union_all(layer.geometry.to_numpy()[rows]))
