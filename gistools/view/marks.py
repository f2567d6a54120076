"""Vector layers and legend marks drawn with matplotlib, without its global state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_rgba
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from gistools.styles import Shape
from gistools.view.layers import records
from gistools.view.naming import middle, written_on

if TYPE_CHECKING:
    import numpy.typing as npt
    from geopandas import GeoDataFrame
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

    from gistools.styles import Symbol, VectorStyle
    from gistools.text import Language

POINTS_PER_PIXEL = 0.75  # symbols are declared in pixels of 1/96 inch, matplotlib counts in points of 1/72 inch


def draw_vectors(axes: Axes, layer: GeoDataFrame, style: VectorStyle, order: float) -> tuple[int, int]:
    """Draw a layer class by class; return how many features were drawn, and how many of them are in no class."""
    present = layer[layer.geometry.notna() & ~layer.geometry.is_empty]
    names = [style.attribute] if style.attribute in present.columns else []
    classes = np.array([style.class_of(row) for row in records(present, names)], dtype=np.int64)
    geometries = np.asarray(present.geometry.array)
    for index in (-1, *range(len(style.classes))):
        symbol = style.classes[index].symbol if index >= 0 else style.unknown_symbol
        chosen = geometries[classes == index]
        if len(chosen):
            _draw(axes, chosen, symbol, order)
    return len(classes), int((classes < 0).sum())


def draw_labels(
    axes: Axes,
    layer: GeoDataFrame,
    style: VectorStyle,
    order: float,
    language: Language,
    taken: list[Bbox],
    *,
    size: float = 6.0,
) -> None:
    """Write the columns of `VectorStyle.label` on the features, the largest first, where they cover no other label.

    Those that would reach out of the map are left out too. Features whose first column is empty get none. ``taken`` are
    the places of labels, and grows.
    """
    present = layer[layer.geometry.notna() & ~layer.geometry.is_empty]
    renderer = axes.figure.canvas.get_renderer()  # type: ignore[attr-defined]  # a canvas that draws has one
    geometries = np.asarray(present.geometry.array)
    above = style.shape is Shape.POINT
    rise = max(each.symbol.size for each in style.classes) / 2.0 * POINTS_PER_PIXEL if above else 0.0
    for i, said in written_on(present, style, language):
        text = axes.annotate(
            said, middle(geometries[i]), (0.0, rise + 1.0), textcoords="offset points", fontsize=size, ha="center",
            va="bottom" if above else "center", zorder=order, annotation_clip=True, parse_math=False,
            path_effects=[withStroke(linewidth=1.8, foreground="white")],
        )  # fmt: skip
        box = text.get_window_extent(renderer)
        frame = axes.get_window_extent(renderer)
        outside = box.x0 < frame.x0 or box.x1 > frame.x1 or box.y0 < frame.y0 or box.y1 > frame.y1
        if outside or any(box.overlaps(other) for other in taken):
            text.remove()
        else:
            taken.append(box)


def _draw(axes: Axes, geometries: npt.NDArray[np.object_], symbol: Symbol, order: float) -> None:
    parts = shapely.get_parts(shapely.get_parts(geometries))  # twice: a collection may hold multi-part geometries
    kinds = shapely.get_type_id(parts)
    stroke, width = to_rgba(symbol.stroke, symbol.opacity), symbol.width * POINTS_PER_PIXEL
    fill = to_rgba(symbol.fill, symbol.fill_opacity) if symbol.fill else "none"
    polygons = parts[kinds == shapely.GeometryType.POLYGON]
    if len(polygons):
        paths = [_outline(polygon) for polygon in polygons]
        # each path is drawn in the coordinates of the map, so the collection needs no offsets of its own
        shapes = PathCollection(
            paths, facecolors=fill, edgecolors=stroke, linewidths=width, linestyles=dash_of(symbol), zorder=order
        )
        shapes.set_transform(axes.transData)
        axes.add_collection(shapes, autolim=False)
    lines = parts[np.isin(kinds, (shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING))]
    if len(lines):
        courses = [shapely.get_coordinates(line) for line in lines]
        axes.add_collection(
            LineCollection(courses, colors=stroke, linewidths=width, linestyles=dash_of(symbol), zorder=order),
            autolim=False,
        )
        if symbol.arrow:
            _heads(axes, courses, symbol, order)
    points = parts[kinds == shapely.GeometryType.POINT]
    if len(points):
        x, y = shapely.get_coordinates(points).T
        size = (symbol.size * POINTS_PER_PIXEL) ** 2
        axes.scatter(
            x, y, s=size, c=[fill if symbol.fill else stroke], edgecolors=[stroke], linewidths=width, zorder=order
        )


def _outline(polygon: shapely.Polygon) -> Path:
    """Return a polygon with its holes as one path."""
    rings = [shapely.get_coordinates(ring) for ring in (polygon.exterior, *polygon.interiors)]
    codes = np.concatenate([[Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY] for ring in rings])
    return Path(np.concatenate(rings), codes)


def _heads(axes: Axes, courses: list[npt.NDArray[np.float64]], symbol: Symbol, order: float) -> None:
    for course in courses:
        style = f"-|>,head_width={0.15 * symbol.width:g},head_length={0.3 * symbol.width:g}"
        paint = {"arrowstyle": style, "color": symbol.stroke, "linewidth": 0.0, "shrinkA": 0.0, "shrinkB": 0.0}
        axes.annotate("", xy=course[-1], xytext=course[-2], arrowprops=paint, annotation_clip=True, zorder=order)


def dash_of(symbol: Symbol) -> Literal["solid"] | tuple[float, tuple[float, ...]]:
    """Return the line style of a symbol."""
    if not symbol.dash:
        return "solid"
    # matplotlib counts dashes in line widths
    return (0.0, tuple(length / max(symbol.width, 0.1) for length in symbol.dash))
