"""Vector layers as GeoJSON for the web map: degrees with seven decimals, texts for the popups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.styles import VectorStyle, column_heading, column_value
from gistools.view.layers import records
from gistools.view.naming import middle, written_on
from gistools.view.words import SIMPLIFIED, about

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt
    from geopandas import GeoDataFrame

    from gistools.text import Language, Text

_DECIMALS = 7  # of a degree: about 1 cm in Denmark
_TOLERANCES_M = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)


@dataclass(frozen=True)
class Drawn:
    """A vector layer ready for the web map.

    ``data`` is GeoJSON whose properties hold ``s``, the index of the symbol (the last is "unknown"), and ``v``, the
    texts of the popup in the order of ``fields``.
    """

    data: dict[str, Any]
    fields: tuple[str, ...]
    unknown: int
    notes: tuple[Text, ...]
    bounds: tuple[float, float, float, float] | None  # west, south, east, north in degrees
    labels: tuple[dict[str, Any], ...] = ()  # ``at``: latitude and longitude, ``text``; the most important first


def web_vectors(layer: GeoDataFrame, style: VectorStyle, name: Text, max_vertices: int, language: Language) -> Drawn:
    """Return a layer as GeoJSON in longitude and latitude.

    Features without geometry are left out. A layer of more than ``max_vertices`` corners is simplified by the least of
    a few tolerances that brings it below, and a note says so.
    """
    import shapely  # noqa: PLC0415 - heavy
    from geopandas import GeoSeries  # noqa: PLC0415

    column = layer.geometry.name
    present = layer[layer.geometry.notna() & ~layer.geometry.is_empty]
    geometries = np.asarray(present.geometry.array)
    geometries, notes = _light(geometries, name, max_vertices)
    placed = GeoSeries(geometries, crs=present.crs).to_crs("EPSG:4326")
    rounded = shapely.transform(np.asarray(placed.array), lambda xy: np.round(xy, _DECIMALS))
    names = [c for c in present.columns if c != column]
    units: Mapping[str, str] = layer.attrs.get("units", {})
    features: list[dict[str, Any]] = []
    unknown = 0
    for geometry, row in zip(rounded, records(present, names), strict=True):
        symbol = style.class_of(row)
        unknown += symbol < 0
        shown = [column_value(n, row[n], language) for n in names]
        features.append(
            {
                "type": "Feature",
                "properties": {"s": symbol if symbol >= 0 else len(style.classes), "v": [] if style.beneath else shown},
                "geometry": shapely.geometry.mapping(geometry),
            }
        )
    if style.stacked:
        features.sort(key=lambda feature: feature["properties"]["s"])
    return Drawn(
        {"type": "FeatureCollection", "features": features},
        () if style.beneath else tuple(column_heading(n, units, language) for n in names),
        unknown,
        notes,
        _bounds(rounded),
        _labels(present, style, language),
    )


def _labels(present: GeoDataFrame, style: VectorStyle, language: Language) -> tuple[dict[str, Any], ...]:
    """Return what is written on features, and where."""
    from geopandas import GeoSeries, points_from_xy  # noqa: PLC0415 - heavy

    said = written_on(present, style, language)
    if not said:
        return ()
    geometries = np.asarray(present.geometry.array)
    x, y = zip(*(middle(geometries[i]) for i, _ in said), strict=True)
    placed = GeoSeries(points_from_xy(x, y), crs=present.crs).to_crs("EPSG:4326")
    return tuple(
        {"at": [round(point.y, _DECIMALS), round(point.x, _DECIMALS)], "text": text}
        for point, (_, text) in zip(placed, said, strict=True)
    )


def _bounds(geometries: npt.NDArray[np.object_]) -> tuple[float, float, float, float] | None:
    import shapely  # noqa: PLC0415 - heavy

    if not len(geometries):
        return None
    west, south, east, north = (float(b) for b in shapely.total_bounds(geometries))
    return (west, south, east, north)


def _light(
    geometries: npt.NDArray[np.object_], name: Text, max_vertices: int
) -> tuple[npt.NDArray[np.object_], tuple[Text, ...]]:
    import shapely  # noqa: PLC0415 - heavy

    notes: tuple[Text, ...] = ()
    simple = geometries
    for tolerance in _TOLERANCES_M:
        if shapely.get_num_coordinates(simple).sum() <= max_vertices:
            break
        simple = shapely.simplify(geometries, tolerance, preserve_topology=True)
        notes = (about(SIMPLIFIED, name, tolerance=tolerance),)
    return simple, notes
