"""Styles rendered for pictures: colour indices for rasters, options for Leaflet, colours for matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from gistools.styles.columns import COLUMNS
from gistools.styles.declared import STYLES
from gistools.styles.form import FORM
from gistools.styles.model import ColourRamp, RasterStyle, Shape, Stretch, VectorStyle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np
    import numpy.typing as npt
    from matplotlib.colors import BoundaryNorm, Colormap

    from gistools.styles.model import Symbol

_MOST_NUMBERS = 5_000  # listed in a style file; QGIS shows more of them in brackets
_STEPS = 254  # colours of a stretch; index 0 is kept for cells that are not drawn


def rgb(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue (0-255) of ``"#rrggbb"``."""
    return (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))


def blend(colours: tuple[str, ...], share: float) -> tuple[int, int, int]:
    """Return the colour at a share (0-1) of the way through evenly spaced colours."""
    place = share * (len(colours) - 1)
    index = min(int(place), len(colours) - 2)
    part = place - index
    low, high = rgb(colours[index]), rgb(colours[index + 1])
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(low, high, strict=True))
    return (red, green, blue)


def indexed(
    style: RasterStyle,
    values: npt.NDArray[Any],
    valid: npt.NDArray[np.bool_],
    limits: tuple[float, float] | None = None,
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Return a raster as an indexed picture.

    Parameters
    ----------
    style:
        The style to draw it in.
    values, valid:
        Cell values and where they are known, of one shape.
    limits:
        Low and high of a stretch; those of the values when None.

    Returns
    -------
    tuple
        Indices of the shape of ``values``, 0 where nothing is drawn; and the palette, shape (n, 4), red, green, blue
        and alpha of each index.
    """
    import numpy as np  # noqa: PLC0415 - declaring styles must load nothing heavy

    colours = style.colours
    if isinstance(colours, ColourRamp):
        inner = np.asarray(colours.limits[:-1])
        seen = valid & (values <= colours.limits[-1]) & ~np.isposinf(values)
        index = np.searchsorted(inner, np.where(seen, values, -np.inf), side="left")
        chosen = [rgb(c) for c in colours.colours]
    elif isinstance(colours, Stretch):
        low, high = limits or style.stretch_limits(values, valid) or (colours.low, colours.high)
        share = (np.where(valid, values, low).astype(np.float64) - low) / (high - low)
        index = 1 + np.rint(np.clip(share, 0.0, 1.0) * (_STEPS - 1)).astype(np.int64)
        chosen = [blend(colours.colours, k / (_STEPS - 1)) for k in range(_STEPS)]
    else:
        index = np.zeros(values.shape, dtype=np.int64)
        for number, category in enumerate(colours, start=1):
            index[values == category.value] = number
        chosen = [rgb(category.colour) for category in colours]
    drawn = np.where(valid, index, 0).astype(np.uint8)
    palette = np.array([(0, 0, 0, 0), *((*c, 255) for c in chosen)], dtype=np.uint8)
    return drawn, palette


def indexed_by_stop(
    style: RasterStyle,
    values: npt.NDArray[Any],
    valid: npt.NDArray[np.bool_],
    limits: tuple[float, float] | None = None,
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Return a raster as an indexed picture: all up to an index is what the slider's stop of that number reaches.

    The index of a cell is the number (from 1) of the least stop that is no less than its value: at no stop is a cell
    drawn that the stop does not reach, and none that it reaches is left out. Cells above the highest stop that have a
    class are given one index for each class, after those of the stops.

    Parameters and what is returned are those of `indexed`, but for a style with a slider.

    >>> import numpy as np
    >>> from gistools.styles import STYLES
    >>> rain = np.array([0.4, 1.0, 1.0001, 150.0, 150.1, np.inf, np.nan])
    >>> indexed_by_stop(STYLES["rain_to_flood"], rain, ~np.isnan(rain))[0].tolist()
    [1, 1, 2, 150, 0, 0, 0]
    """
    import numpy as np  # noqa: PLC0415 - declaring styles must load nothing heavy

    if style.slider is None:
        raise ValueError(style.name)
    stops = np.asarray(style.slider.stops)
    drawn, palette = indexed(style, values, valid, limits)
    of_stop, _ = indexed(style, stops, np.ones(stops.shape, np.bool_), limits)
    at = np.searchsorted(stops, values, side="left") + 1
    at = np.where(at > stops.size, stops.size + drawn, at)
    return np.where(drawn > 0, at, 0).astype(np.uint8), np.concatenate([palette[:1], palette[of_stop], palette[1:]])


def leaflet_options(symbol: Symbol) -> dict[str, Any]:
    """Return the path options of Leaflet for a symbol; ``radius`` for points.

    >>> from gistools.styles import STYLES
    >>> leaflet_options(STYLES["spill_network"].classes[0].symbol)["dashArray"]
    '7 4'
    """
    options: dict[str, Any] = {"color": symbol.stroke, "weight": symbol.width, "opacity": symbol.opacity}
    if symbol.shape is not Shape.LINE:
        options["fill"] = symbol.fill is not None or symbol.shape is Shape.POLYGON
        options["fillColor"] = symbol.fill or symbol.stroke
        options["fillOpacity"] = symbol.fill_opacity if symbol.fill is not None else 0.0
    else:
        options["fill"] = False
    if symbol.shape is Shape.POINT:
        options["radius"] = symbol.size / 2
    if symbol.arrow:
        options["arrow"] = True  # drawn by the page of gistools.view; Leaflet itself passes over it
    if symbol.dash:
        options["dashArray"] = " ".join(f"{d:g}" for d in symbol.dash)
        options["lineCap"] = "butt"  # round ends, which Leaflet draws of itself, fill the gaps of thick lines
    return options


def folium_style(style: VectorStyle) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Return a ``style_function`` for ``folium.GeoJson``: GeoJSON feature in, Leaflet options out.

    >>> from gistools.styles import STYLES
    >>> folium_style(STYLES["flow_paths"])({"properties": {"order_strahler": 3}})["weight"]
    2.8
    """

    def style_function(feature: Mapping[str, Any]) -> dict[str, Any]:
        return leaflet_options(style.symbol_of(feature.get("properties") or {}))

    return style_function


def matplotlib_colours(style: RasterStyle) -> tuple[Colormap, BoundaryNorm | None]:
    """Return a colour map and norm of a style, for those who draw a raster with matplotlib themselves.

    The norm is None for a stretch: give ``imshow`` the low and high value. Values that are not drawn are transparent.
    matplotlib closes classes below and open above; a value on a limit may fall one class higher than in QGIS.
    """
    from matplotlib.colors import BoundaryNorm, ListedColormap  # noqa: PLC0415 - heavy

    colours = style.colours
    clear = (0.0, 0.0, 0.0, 0.0)
    if isinstance(colours, Stretch):
        listed = [tuple(v / 255 for v in blend(colours.colours, k / (_STEPS - 1))) for k in range(_STEPS)]
        return ListedColormap(listed, name=style.name).with_extremes(bad=clear), None
    if isinstance(colours, ColourRamp):
        bounds = list(colours.limits)
        if bounds[-1] == float("inf"):
            bounds[-1] = 1e30
        chosen = ListedColormap(colours.colours, name=style.name).with_extremes(bad=clear, under=clear, over=clear)
        return chosen, BoundaryNorm(bounds, len(colours.colours))
    ordered = sorted(colours, key=lambda category: category.value)
    edges = [ordered[0].value - 0.5, *(category.value + 0.5 for category in ordered)]
    chosen = ListedColormap([c.colour for c in ordered], name=style.name).with_extremes(
        bad=clear, under=clear, over=clear
    )
    return chosen, BoundaryNorm(edges, len(ordered))


@runtime_checkable
class _RasterLike(Protocol):
    """What of a raster its style needs to know."""

    values: npt.NDArray[Any]

    @property
    def valid(self) -> npt.NDArray[np.bool_]:
        """Where the values are known."""


def _numbers(layer: Any) -> dict[str, list[int]]:  # noqa: ANN401 - a GeoDataFrame, which styles must not load
    """Return the numbers, by column, that stand beside codes in a layer."""
    found = {}
    for name in (name for name, column in COLUMNS.items() if column.codes and name in layer.columns):
        if layer[name].dtype.kind in "iu":
            numbers = sorted({int(number) for number in layer[name].dropna().unique()})
            found[name] = numbers[:_MOST_NUMBERS]
    return found


def qml_for(name: str, value: object) -> str:
    """Return the QML of a style for a value: colours that are stretched span the values of the raster.

    Parameters
    ----------
    name:
        Of a style in `gistools.styles.STYLES`.
    value:
        The `gistools.raster.Raster` or layer that the style file lies beside.
    """
    from gistools.styles.qml import vector_qml  # noqa: PLC0415 - qml imports this module

    style = STYLES[name]
    if isinstance(style, RasterStyle) and isinstance(value, _RasterLike):
        return style.to_qml(style.stretch_limits(value.values, value.valid))
    if isinstance(style, VectorStyle) and hasattr(value, "columns"):
        form = getattr(value, "attrs", {}).get(FORM)
        return vector_qml(style.fitting(value.columns), _numbers(value), form)
    return style.to_qml()
