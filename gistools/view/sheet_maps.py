"""Maps of documents: to a round scale on paper, with a legend of what is shown and no more."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from gistools.raster import Raster
from gistools.styles import ColourRamp, VectorStyle
from gistools.view import words
from gistools.view.figure import draw_hillshade, draw_layer, draw_north, draw_scale_bar, draw_stamps
from gistools.view.layers import MapLayer, checked, covering, records, stamps_of, storey, style_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from gistools.document import MapBlock
    from gistools.styles import Style
    from gistools.text import Language, Text
    from gistools.view.panel import Heading

    Bounds = tuple[float, float, float, float]

__all__ = ["DOTS", "Drawn", "draw_map", "nearest_scale", "picture_of"]

DOTS = 200  # to the inch
_STEP = 255.0 / 30.0  # between tones: a third of the size of all tones, and grey stays grey
_METRES_PER_INCH = 0.0254
_MARGIN = 1.06  # what is shown, by what must be
_ROUND = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_LEGEND_IN, _GAP_IN = 1.95, 0.12
_LABEL, _STAMP = 7.0, 8.0  # font sizes
_SLACK = 1e-9


class Drawn(NamedTuple):
    """A picture: PNG, its size in inches, and the scale (1 to so much) of a map; 0 for what is none."""

    png: bytes
    width_in: float
    height_in: float
    scale: int = 0


def nearest_scale(at_least: float) -> int:
    """Return the least round scale that shows as much (målestok).

    >>> nearest_scale(4800.0), nearest_scale(5000.0), nearest_scale(10_200.0)
    (5000, 5000, 15000)
    """
    power = 10.0 ** math.floor(math.log10(at_least))
    return round(next(k * power for k in _ROUND if k * power >= at_least * (1.0 - _SLACK)))


def draw_map(
    block: MapBlock,
    *,
    size_in: tuple[float, float],
    language: Language = "da",
    stamps: Sequence[Text] = (),
) -> tuple[Figure, int]:
    """Return a map of a document and its scale: 1 to how much, when the figure is printed at its size.

    Parameters
    ----------
    block:
        What is shown.
    size_in:
        Width and height in inches, the legend with it.
    language, stamps:
        As for `gistools.view.figure`.

    Raises
    ------
    InputError, CrsError
        As `gistools.view.figure`.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - heavy
    from matplotlib.figure import Figure as Canvas  # noqa: PLC0415 - heavy

    from gistools.view.panel import draw_panel  # noqa: PLC0415 - matplotlib is heavy

    width, height = size_in
    beside = (_LEGEND_IN + _GAP_IN) / width
    drawn = Canvas(figsize=size_in, facecolor="white")
    FigureCanvasAgg(drawn)
    axes = drawn.add_axes((0.002, 0.002, 0.996 - beside, 0.996), facecolor="#ecebe7")
    shown, scale = _frame(axes, block.bounds or _around(block), ((0.996 - beside) * width, 0.996 * height))
    given = [(MapLayer(layer.value, layer.style, layer.name), layer.label) for layer in block.layers]
    checked([layer for layer, _ in given])
    given.sort(key=lambda one: storey(one[0]))
    ready = [layer for layer, _ in given]
    hidden = covering(ready)
    if block.backdrop is not None and (back := _cropped(block.backdrop, shown)) is not None:
        draw_hillshade(axes, back)
    taken: list[Bbox] = []
    headings: list[Heading] = []
    for order, (layer, label) in enumerate(given):
        cut = _within(layer, shown) if order not in hidden else None
        if cut is not None:
            style = _fitted(cut, label)
            heading, _ = draw_layer(axes, cut, style, order + 1.0, language, taken, label_size=_LABEL)
            seen = _only_seen(heading, cut, style)
            headings += [seen] if seen.entries else []
    draw_stamps(axes, stamps_of(ready, stamps), language, _STAMP)
    draw_scale_bar(axes, language)
    draw_north(axes, language)
    box = (1.0 - _LEGEND_IN / width, 0.0, _LEGEND_IN / width, 1.0)
    draw_panel(drawn, box, words.LEGEND.say(language), headings[::-1], (), language)
    return drawn, scale


def picture_of(figure: Figure, scale: int = 0, dots: int | None = None) -> Drawn:
    """Return a figure as a picture; equal figures are equal bytes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - heavy
    from PIL import Image  # noqa: PLC0415 - heavy; comes with matplotlib

    canvas: Any = FigureCanvasAgg(figure)
    figure.set_dpi(dots or DOTS)
    canvas.draw()
    out = io.BytesIO()
    drawn = Image.fromarray(np.asarray(canvas.buffer_rgba())[:, :, :3])  # opaque: a mask would double the PDF
    few = drawn.point([round(_STEP * round(value / _STEP)) for value in range(256)] * 3)
    few.save(out, format="PNG", dpi=(figure.dpi, figure.dpi))
    width, height = (float(side) for side in figure.get_size_inches())
    return Drawn(out.getvalue(), width, height, scale)


def _around(block: MapBlock) -> Bounds:
    boxes = [] if block.backdrop is None or block.layers else [block.backdrop.grid.bounds]
    for layer in block.layers:
        value = layer.value
        west, south, east, north = value.grid.bounds if isinstance(value, Raster) else map(float, value.total_bounds)
        boxes.append((west, south, east, north))
    boxes = [box for box in boxes if all(map(math.isfinite, box))] or [(0.0, 0.0, 1.0, 1.0)]
    return (*(min(box[k] for box in boxes) for k in (0, 1)), *(max(box[k] for box in boxes) for k in (2, 3)))  # type: ignore[return-value]  # four


def _frame(axes: Axes, bounds: Bounds, size_in: tuple[float, float]) -> tuple[Bounds, int]:
    """Show the bounds wholly, in their middle, at a round scale; return what is shown and the scale."""
    west, south, east, north = bounds
    wide, high = size_in
    metres = max((east - west) / wide, (north - south) / high, 1e-3) * _MARGIN  # to the inch
    scale = nearest_scale(metres / _METRES_PER_INCH)
    half_x, half_y = (scale * _METRES_PER_INCH * side / 2.0 for side in (wide, high))
    x, y = (west + east) / 2.0, (south + north) / 2.0
    axes.set(xlim=(x - half_x, x + half_x), ylim=(y - half_y, y + half_y))
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_color("#8a8a8a")
    return (x - half_x, y - half_y, x + half_x, y + half_y), scale


def _cropped(raster: Raster, box: Bounds) -> Raster | None:
    """Return the part of a raster within a box, and the cells around it; None where there is none."""
    grid = raster.grid
    west, _, _, north = grid.bounds
    cols = (math.floor((box[0] - west) / grid.dx_m) - 1, math.ceil((box[2] - west) / grid.dx_m) + 1)
    rows = (math.floor((north - box[3]) / grid.dy_m) - 1, math.ceil((north - box[1]) / grid.dy_m) + 1)
    (c0, c1), (r0, r1) = (
        (max(a, 0), min(b, most)) for (a, b), most in ((cols, grid.cols), (rows, grid.rows))
    )  # fmt: skip
    if r0 >= r1 or c0 >= c1:
        return None
    return raster.with_values(raster.values[r0:r1, c0:c1], grid=grid.window(r0, c0, r1 - r0, c1 - c0))


def _within(layer: MapLayer, box: Bounds) -> MapLayer | None:
    """Return a layer with what of it the map shows; None where that is nothing."""
    if isinstance(layer.value, Raster):
        cut = _cropped(layer.value, box)
        return None if cut is None or not cut.valid.any() else layer._replace(value=cut)
    near = layer.value[layer.value.geometry.intersects(shapely.box(*box)).to_numpy()]
    return layer._replace(value=near) if len(near) else None


def _fitted(layer: MapLayer, label: tuple[str, ...] | None) -> Style:
    """Return the style of a layer with the classes that are there, and the label wanted."""
    style = style_of(layer)
    if not isinstance(style, VectorStyle) or isinstance(layer.value, Raster):
        return style
    if label is not None:
        style = replace(style, label=label)
    names = [style.attribute] if style.attribute in layer.value.columns else []
    seen = {style.class_of(row) for row in records(layer.value, names)} - {-1}
    kept = tuple(each for k, each in enumerate(style.classes) if k in seen)
    return replace(style, classes=kept or style.classes[:1])


def _only_seen(heading: Heading, layer: MapLayer, style: Style) -> Heading:
    """Return the legend with the classes that the map shows."""
    if isinstance(style, VectorStyle) and not isinstance(layer.value, Raster):
        names = [style.attribute] if style.attribute in layer.value.columns else []
        none = all(style.class_of(row) < 0 for row in records(layer.value, names))
        return replace(heading, entries=heading.entries[1:]) if none else heading
    if isinstance(style, VectorStyle) or not isinstance(style.colours, ColourRamp):
        return heading
    values = layer.value.values[layer.value.valid]
    limits = np.asarray(style.colours.limits)
    seen = np.unique(np.searchsorted(limits, values, side="left")) - 1
    entries = tuple(entry for k, entry in enumerate(heading.entries) if k in seen)
    return replace(heading, entries=entries)
