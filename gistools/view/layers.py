"""What is drawn: layers with a style and a name, checked before anything is drawn."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeGuard, runtime_checkable

import numpy as np

from gistools.errors import CrsError, InputError
from gistools.grid import horizontal_crs
from gistools.raster import Raster
from gistools.stamps import stamps_in, stamps_on
from gistools.styles import STYLES, RasterStyle, Shape, Stretch, VectorStyle

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geopandas import GeoDataFrame

    from gistools.styles import Style

from gistools.text import Text


class MapLayer(NamedTuple):
    """A layer (kortlag): a raster or vector layer, the name of a style in `gistools.styles.STYLES`, and its name."""

    value: Raster | GeoDataFrame
    style: str
    name: Text


@runtime_checkable
class Sketch(Protocol):
    """A result that can be drawn without `gistools.view` knowing its type.

    A result may also have ``backdrop``, an elevation `Raster` or None, which is drawn as hillshade beneath.
    """

    def map_layers(self) -> Sequence[tuple[Any, str, Text]]:
        """Return what to draw: value, name of a style, name for the legend."""


def style_named(name: str) -> Style:
    """Return a style; raise `InputError` naming the nearest ones when there is none of that name."""
    if name in STYLES:
        return STYLES[name]
    near = difflib.get_close_matches(name, STYLES, n=3) or sorted(STYLES)
    raise InputError(
        Text(f"stilen {name!r}", f"the style {name!r}"),
        Text(f"en af: {', '.join(near)}", f"one of: {', '.join(near)}"),
        Text("ret stilens navn", "correct the name of the style"),
    )


def style_of(layer: MapLayer) -> Style:
    """Return the style of a layer, made to fit the columns that the layer has."""
    style = style_named(layer.style)
    if isinstance(style, VectorStyle) and is_layer(layer.value):
        return style.fitting(layer.value.columns)
    return style


def is_layer(value: object) -> TypeGuard[GeoDataFrame]:
    """Whether a value is a GeoDataFrame."""
    from geopandas import GeoDataFrame  # noqa: PLC0415 - heavy

    return isinstance(value, GeoDataFrame)


def style_for(value: Raster | GeoDataFrame) -> str:
    """Return the name of the plain style for a raster or layer of unknown meaning."""
    if isinstance(value, Raster):
        return "elevation" if value.unit == "m" and value.vertical_datum else "raster"
    kinds = set(value.geom_type.dropna().str.lower().str.replace("multi", "")) if len(value) else set()
    if kinds and all("polygon" in kind for kind in kinds):
        return "polygon"
    return "point" if kinds == {"point"} else "line"


def checked(layers: Sequence[MapLayer]) -> tuple[MapLayer, ...]:
    """Return the layers in drawing order, lowest first, after checking that each can be drawn.

    Ground layers come first, then rasters, polygons, lines and points; layers of one sort keep their order,
    unless a style says that it lies above.

    Raises
    ------
    InputError
        For an unknown style, or a raster given with the style of a vector layer or the other way round.
    CrsError
        For a vector layer without coordinate system, and for rasters in degrees.
    """
    ready = [MapLayer(*layer) for layer in layers]
    for layer in ready:
        style = style_named(layer.style)
        raster = isinstance(layer.value, Raster)
        if not raster and not is_layer(layer.value):
            kind = type(layer.value).__name__
            raise InputError(
                Text(f"et lag af typen {kind} ({layer.name.da})", f"a layer of type {kind} ({layer.name.en})"),
                Text("en Raster eller en GeoDataFrame", "a Raster or a GeoDataFrame"),
                Text("giv selve laget, ikke en sti", "give the layer itself, not a path"),
            )
        if raster != isinstance(style, RasterStyle):
            raise InputError(
                Text(f"stilen {layer.style!r} til {layer.name.da}", f"the style {layer.style!r} for {layer.name.en}"),
                Text(
                    "en rasterstil til raster og en lagstil til lag",
                    "a raster style for rasters, a layer style for layers",
                ),
                Text("vælg en anden stil", "choose another style"),
            )
        _require_crs(layer)
    return tuple(sorted(ready, key=storey))


def storey(layer: MapLayer) -> float:
    """Return how high a layer lies: ground, rasters, polygons, lines, points."""
    style = style_named(layer.style)
    if isinstance(style, VectorStyle):
        of_shape = {Shape.POLYGON: 2.0, Shape.LINE: 3.0, Shape.POINT: 4.0}[style.shape]
        return 0.0 if style.beneath and not style.above else of_shape + 0.5 * style.above
    return 1.0


def covering(layers: Sequence[MapLayer]) -> set[int]:
    """Return the numbers of the rasters that would hide another: of codes, and of one measure, the first is shown."""
    seen: set[str] = set()
    hidden = set()
    for number, layer in enumerate(layers):
        style = style_of(layer)
        if isinstance(style, RasterStyle) and not isinstance(style.colours, Stretch):
            sort = "codes" if isinstance(style.colours, tuple) else style.measure or style.unit
            if sort in seen:
                hidden.add(number)
            seen.add(sort)
    return hidden


def _require_crs(layer: MapLayer) -> None:
    if isinstance(layer.value, Raster):
        horizontal_crs(layer.value.grid.crs)
    elif layer.value.crs is None:
        raise CrsError(
            Text(f"{layer.name.da} uden koordinatsystem", f"{layer.name.en} without coordinate system"),
            Text("et lag med koordinatsystem", "a layer with a coordinate system"),
            Text("sæt det med gdf.set_crs(...)", "set it with gdf.set_crs(...)"),
        )


def stamps_of(layers: Sequence[MapLayer], stamps: Sequence[Text]) -> tuple[Text, ...]:
    """Return the stamps of a map: those given, and those that a layer drawn carries in words of its own; each once."""
    tables = [layer.value for layer in layers if not isinstance(layer.value, Raster)]
    carried = stamps_on(*tables)
    said = stamps_in(stamp.da for stamp in stamps)
    return tuple(dict.fromkeys((*stamps, *(stamp for stamp in carried if stamp not in said))))


def records(layer: GeoDataFrame, names: Sequence[str]) -> Iterator[dict[str, object]]:
    """Yield the attributes of each feature by column name, as Python values, missing ones as None."""
    columns = [[_plain(v) for v in layer[name]] for name in names]
    for row in zip(*columns, strict=True) if columns else (() for _ in range(len(layer))):
        yield dict(zip(names, row, strict=True))


def _plain(value: Any) -> object:  # noqa: ANN401 - whatever a table holds
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or (value != value) is not False:  # noqa: PLR0124 - NaN, NaT and pandas.NA are not equal to themselves
        return None
    return value if isinstance(value, bool | int | float | str) else str(value)
