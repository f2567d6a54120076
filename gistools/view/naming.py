"""What is written on features of maps (påskrift): the same words at the same place in figures and on web maps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.styles import COLUMNS, column_value
from gistools.view.layers import records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry

    from gistools.styles import VectorStyle
    from gistools.text import Language


def written_on(layer: GeoDataFrame, style: VectorStyle, language: Language) -> list[tuple[int, str]]:
    """Return the place of each feature that bears a label and its lines, the largest feature first.

    The lines are the columns of `VectorStyle.label`, or the first of `VectorStyle.named_by` that there is; features
    whose first one is empty bear none, and none do in a layer that lacks one of the columns.
    """
    import shapely  # noqa: PLC0415 - heavy

    columns = style.label or _naming(layer, style.named_by)
    if not columns or not set(columns) <= set(layer.columns):
        return []
    geometries = np.asarray(layer.geometry.array)
    rows = list(records(layer, list(columns)))
    order = np.lexsort((np.arange(len(rows)), -shapely.length(geometries), -shapely.area(geometries)))
    return [
        (i, "\n".join(_said(name, rows[i][name], language) for name in columns))
        for i in order.tolist()
        if rows[i][columns[0]]
    ]


def _naming(layer: GeoDataFrame, names: Sequence[str]) -> tuple[str, ...]:
    """Return the first column of some names that a layer has, in its own spelling; empty for none."""
    own = {str(column).casefold(): str(column) for column in layer.columns}
    return next(((own[name],) for name in names if name in own), ())


def _said(name: str, value: object, language: Language) -> str:
    unit = COLUMNS[name].unit if name in COLUMNS else ""
    return f"{column_value(name, value, language)} {unit}".strip()


def middle(geometry: BaseGeometry) -> tuple[float, float]:
    """Return where a label stands: in the widest part of a polygon, half way along a line.

    >>> import shapely
    >>> middle(shapely.LineString([(0, 0), (4, 0)]))
    (2.0, 0.0)
    """
    import shapely  # noqa: PLC0415 - heavy

    part = max(shapely.get_parts(geometry), key=lambda one: (one.area, one.length))
    if isinstance(part, shapely.Polygon):
        tolerance = max(part.length / 1000.0, 1e-9)
        point = shapely.get_point(shapely.maximum_inscribed_circle(part, tolerance), 0)
    else:
        point = shapely.line_interpolate_point(part, 0.5, normalized=True) if part.length else part.centroid
    return float(point.x), float(point.y)
