"""`explore` and `plot`: draw any value of gistools by its type."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gistools.errors import InputError
from gistools.graph import Graph
from gistools.raster import Raster, StripRaster
from gistools.text import Text
from gistools.view.figure import figure
from gistools.view.graphs import draw_graph
from gistools.view.layers import MapLayer, Sketch, is_layer, style_for
from gistools.view.web import web_map

if TYPE_CHECKING:
    from collections.abc import Sequence

    import folium
    from matplotlib.figure import Figure

    from gistools.text import Language


@dataclass(frozen=True)
class Drawing:
    """What `explore` and `plot` draw of a value."""

    layers: Sequence[MapLayer]
    backdrop: Raster | None
    title: Text
    stamps: tuple[Text, ...] = ()  # that the value carries


@functools.singledispatch
def drawing_of(value: object) -> Drawing:
    """Return what to draw of a value; other rooms and users may register types of their own.

    A raster, a GeoDataFrame and every `Sketch` (an object with ``map_layers()``) can be drawn.

    Raises
    ------
    InputError
        For anything else.
    """
    title = getattr(value, "title", None)
    if isinstance(value, Sketch):
        layers = [MapLayer(*layer) for layer in value.map_layers()]
        named = title if isinstance(title, Text) else (layers[0].name if layers else Text("Kort", "Map"))
        backdrop = getattr(value, "backdrop", None)
        return Drawing(layers, backdrop, named, _stamps(value) or _stamps(backdrop))
    if is_layer(value):
        name = value.attrs.get("title")
        named = name if isinstance(name, Text) else Text("Lag", "Layer")
        return Drawing([MapLayer(value, style_for(value), named)], None, named)
    kind = type(value).__name__
    raise InputError(
        Text(f"en værdi af typen {kind}", f"a value of type {kind}"),
        Text(
            "en Raster, en GeoDataFrame eller et resultat, der kan tegnes",
            "a Raster, a GeoDataFrame or a drawable result",
        ),
        Text("tegn en af resultatets dele", "draw one of the parts of the result"),
    )


@drawing_of.register
def _(value: Raster) -> Drawing:
    style = style_for(value)
    backdrop = value if style == "elevation" else None
    return Drawing([MapLayer(value, style, value.name)], backdrop, value.name, _stamps(value))


@drawing_of.register
def _(value: StripRaster) -> Drawing:
    return drawing_of(value.materialise())


@drawing_of.register
def _(value: Graph) -> Drawing:
    raise InputError(
        Text(f"grafen {value.title.da}", f"the graph {value.title.en}"),
        Text("noget, der ligger på et kort", "something that lies on a map"),
        Text("tegn den med plot eller gem den med save_graph", "draw it with plot or write it with save_graph"),
    )


def _stamps(value: object) -> tuple[Text, ...]:
    return tuple(getattr(value, "stamps", ()))


def _styled(drawing: Drawing, style: str | None) -> Sequence[MapLayer]:
    if style is None:
        return drawing.layers
    return [MapLayer(layer.value, style, layer.name) for layer in drawing.layers]


def explore(
    value: object,
    *,
    style: str | None = None,
    hillshade: Raster | None = None,
    title: Text | None = None,
    stamps: Sequence[Text] = (),
    language: Language = "da",
) -> folium.Map:
    """Return a web map of a value (se på kort): a raster, a layer, or a result such as a flood event.

    Parameters
    ----------
    value:
        What to draw, see `drawing_of`.
    style:
        Name of a style for a raster or layer whose meaning its type does not tell.
    hillshade:
        Elevation beneath; the one that the value brings along when None.
    title, stamps, language:
        As for `gistools.view.web_map`; the title and stamps that the value or its elevation carry when none are given.
    """
    drawing = drawing_of(value)
    return web_map(
        _styled(drawing, style),
        hillshade=hillshade if hillshade is not None else drawing.backdrop,
        title=title or drawing.title,
        stamps=tuple(stamps) or drawing.stamps or _stamps(hillshade),
        language=language,
    )


def plot(
    value: object,
    *,
    style: str | None = None,
    hillshade: Raster | None = None,
    title: Text | None = None,
    stamps: Sequence[Text] = (),
    language: Language = "da",
) -> Figure:
    """Return a figure of a value (tegn); parameters as for `explore`.

    A `Graph` is drawn by `gistools.view.draw_graph` and takes no style and no hillshade.
    """
    if isinstance(value, Graph):
        if style is not None or hillshade is not None:
            drawing_of(value)
        told = replace(value, title=title or value.title, stamps=tuple(stamps) or value.stamps)
        return draw_graph(told, language=language)
    drawing = drawing_of(value)
    return figure(
        _styled(drawing, style),
        hillshade=hillshade if hillshade is not None else drawing.backdrop,
        title=title or drawing.title,
        stamps=tuple(stamps) or drawing.stamps or _stamps(hillshade),
        language=language,
    )
