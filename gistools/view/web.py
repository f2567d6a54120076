"""The web map (webkort): one HTML file that opens without a network."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gistools.errors import InputError
from gistools.styles import LegendEntry, RasterStyle, Stretch, leaflet_options
from gistools.styles.model import Colour, Shape
from gistools.text import Text, danish
from gistools.view import words
from gistools.view.layers import checked, covering, records, stamps_of, style_of
from gistools.view.legend import legend_html
from gistools.view.pictures import shade, shade_style, web_picture
from gistools.view.rising import slider_html, slider_spec
from gistools.view.source import source_line
from gistools.view.vectors import web_vectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    import folium
    from geopandas import GeoDataFrame

    from gistools.raster import Raster
    from gistools.styles import VectorStyle
    from gistools.text import Language
    from gistools.view.layers import MapLayer
    from gistools.view.pictures import Picture

Corners = tuple[tuple[float, float], tuple[float, float]]  # south-west and north-east, latitude and longitude

_DENMARK: Corners = ((54.5, 8.0), (57.8, 15.2))


def web_map(
    layers: Sequence[MapLayer],
    *,
    hillshade: Raster | None = None,
    title: Text,
    stamps: Sequence[Text] = (),
    notes: Sequence[Text] = (),
    provenance_json: str | None = None,
    limits: Text | None = None,
    language: Language = "da",
    max_pixels: int = 3000,
    max_vertices: int = 300_000,
) -> folium.Map:
    """Return a web map (webkort) that needs no network: Leaflet, pictures and layers lie in the page itself.

    Parameters
    ----------
    layers:
        What to draw. Rasters lie under polygons, polygons under lines, lines under points.
    hillshade:
        Elevation raster (unit m) to shade and draw beneath, or a shade (unit empty, 0 dark to 1 bright).
    title, stamps, notes:
        Heading; stamps such as "OPDIGTET EKSEMPEL", shown on the map itself; sentences under the legend. A layer
        whose column ``maerke`` says "OPDIGTET" is stamped unasked.
    provenance_json:
        The provenance record, kept in the page and named in the source line.
    limits:
        What the map does not show; what is said of maps of water when None.
    language:
        Of everything that is read on the page.
    max_pixels:
        Rasters with more rows or columns are drawn with several cells as one (depth: the largest), and a note says so.
    max_vertices:
        Layers with more corners are drawn simplified, and a note says so.

    Returns
    -------
    folium.Map
        Shows itself in a notebook; `save_web_map` writes it. Equal input gives the same bytes.

    Raises
    ------
    InputError, CrsError
        As `gistools.view.layers.checked`.
    """
    from gistools.view.page import offline_map, script_layer  # noqa: PLC0415 - folium is heavy

    ready = checked(layers)
    made = _Parts(list(notes))
    if hillshade is not None:
        shaded = web_picture(shade(hillshade, max_pixels), shade_style(), words.HILLSHADE, max_pixels)
        made.add("raster", _raster_spec(shaded, shade_style(), words.HILLSHADE, None, language))
    hidden = covering(ready)
    made.hidden = len(hidden)
    for number, layer in enumerate(ready):
        kind, spec, html, more = _part(layer, number, max_pixels, max_vertices, language, shown=number not in hidden)
        made.add(kind, spec)
        made.legend.insert(sum(n < number for n in hidden) if number in hidden else number, html)
        made.notes.extend(more)
    page = offline_map(
        title=title.say(language),
        language=language,
        body=_body(title, stamps_of(ready, stamps), made, provenance_json, language, limits or words.LIMITS),
        bounds=_around(made.boxes),
        words={key: text.say(language) for key, text in _CONTROLS.items()},
        provenance_json=provenance_json,
    )
    for kind, spec in made.drawn:
        page.add_child(script_layer(kind, spec))
    return page


@dataclass
class _Parts:
    """What a page is put together from."""

    notes: list[Text]
    drawn: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    legend: list[str] = field(default_factory=list)
    boxes: list[Corners] = field(default_factory=list)
    hidden: int = 0  # how many layers are not shown at first; their legends stand last

    def add(self, kind: str, spec: dict[str, Any]) -> None:
        self.drawn.append((kind, spec))
        if spec["bounds"]:
            self.boxes.append(spec["bounds"])


_CONTROLS = {"zoomIn": words.ZOOM_IN, "zoomOut": words.ZOOM_OUT, "whole": words.WHOLE, "close": words.CLOSE}


def _part(
    layer: MapLayer, number: int, max_pixels: int, max_vertices: int, language: Language, *, shown: bool
) -> tuple[str, dict[str, Any], str, Sequence[Text]]:
    """Return how a layer is drawn, its legend and its notes."""
    style = style_of(layer)
    heading = layer.name.say(language)
    if isinstance(style, RasterStyle):
        drawn = web_picture(layer.value, style, layer.name, max_pixels)
        spec = _raster_spec(drawn, style, layer.name, number, language) | {"shown": shown}
        slider = ""
        if style.slider is not None:
            spec["slider"] = slider_spec(drawn, layer.value, style, language)
            slider = slider_html(style, number, language)
        unit = f" ({style.unit})" if style.unit else ""
        html = legend_html(
            heading + unit,
            style.legend(drawn.limits),
            caption=style.caption.say(language) if style.caption else "",
            slider=slider,
            number=number,
            shown=shown,
            opacity=style.opacity,
            language=language,
        )
        return "raster", spec, html, drawn.notes
    features = web_vectors(layer.value, style, layer.name, max_vertices, language)
    entries = vector_entries(style, layer.value, features.unknown, empty=not features.data["features"])
    symbols = [leaflet_options(each.symbol) for each in style.classes] + [leaflet_options(style.unknown_symbol)]
    bounds = None
    if features.bounds:
        west, south, east, north = features.bounds
        bounds = ((south, west), (north, east))
    spec = {
        "number": number,
        "shown": shown,
        "name": heading,
        "fields": features.fields,
        "symbols": symbols,
        "beneath": style.beneath,
        "data": features.data,
        "labels": features.labels,
        "labelScale": style.label_scale,
        "lift": max(each.symbol.size for each in style.classes) / 2.0 if style.shape is Shape.POINT else 0.0,
        "bounds": bounds,
    }
    caption = style.caption.say(language) if style.caption else ""
    html = legend_html(heading, entries, caption=caption, number=number, language=language)
    return "vector", spec, html, features.notes


def _raster_spec(
    drawn: Picture, style: RasterStyle, name: Text, number: int | None, language: Language
) -> dict[str, Any]:
    return {
        "number": number,
        "shown": True,
        "url": drawn.data_uri() if style.slider is None else "",
        "bounds": drawn.bounds,
        "opacity": style.opacity,
        "alt": name.say(language),
        "pane": "gt-shade" if number is None else "gt-raster",
        "smooth": isinstance(style.colours, Stretch),
    }


def vector_entries(style: VectorStyle, layer: GeoDataFrame, unknown: int, *, empty: bool) -> tuple[LegendEntry, ...]:
    """Return the legend of a vector layer, with a line for unknown values where there are any."""
    entries = _spanned(style, layer)
    if unknown:
        entries += (LegendEntry(style.unknown_symbol, style.unknown_words or words.UNKNOWN_CLASS),)
    if empty:
        entries += (LegendEntry(Colour("#ffffff"), words.NOTHING),)
    return entries


def _spanned(style: VectorStyle, layer: GeoDataFrame) -> tuple[LegendEntry, ...]:
    """Return a line for each class; where the run chose their ends, for those that the layer has, with the ends."""
    spans = style.spans
    if spans is None or not {style.attribute, *spans} <= set(layer.columns):
        return style.legend()
    ends = {style.class_of(row): row for row in records(layer, [style.attribute, *spans])}
    made = []
    for k, each in enumerate(style.classes):
        if k in ends:
            low, high = (float(str(ends[k][name])) for name in spans[:2])
            unit = ends[k][spans[2]]
            da, en = (f"{danish(low, ',g')}–{danish(high, ',g')} {unit}", f"{low:,g}–{high:,g} {unit}")
            made.append(LegendEntry(each.symbol, Text(f"{each.label.da}: {da}", f"{each.label.en}: {en}")))
    return tuple(made)


def _around(boxes: Sequence[Corners]) -> Corners:
    if not boxes:
        return _DENMARK
    south, west = (min(box[0][k] for box in boxes) for k in (0, 1))
    north, east = (max(box[1][k] for box in boxes) for k in (0, 1))
    return ((south, west), (north, east))


def _body(
    title: Text,
    stamps: Sequence[Text],
    made: _Parts,
    provenance_json: str | None,
    language: Language,
    limits: Text,
) -> str:
    """Return the page around the map; every text from outside is escaped."""

    def say(text: Text) -> str:
        return escape(text.say(language))

    over = "".join(f"<span>{say(stamp)}</span>" for stamp in stamps)
    said = "".join(f"<li>{say(note)}</li>" for note in dict.fromkeys(made.notes))
    remarks = f'<h2>{say(words.NOTES_HEADING)}</h2><ul class="gt-notes">{said}</ul>' if said else ""
    more = f" {say(words.SOME_HIDDEN)}" if made.hidden else ""
    name = escape(words.MAP_OF.say(language).format(title=title.say(language)))
    return (
        f'<a class="gt-skip" href="#gt-panel">{say(words.SKIP)}</a><div class="gt-page">'
        f'<header class="gt-head"><h1>{say(title)}</h1><p class="gt-guide">{say(words.GUIDANCE)}</p></header>'
        f'<main class="gt-map"><div class="folium-map" id="map_gistools" role="application" aria-label="{name}"></div>'
        f'<div class="gt-over" role="note">{over}</div><noscript>{say(words.NO_SCRIPT)}</noscript></main>'
        f'<aside class="gt-panel" id="gt-panel" tabindex="-1" aria-label="{say(words.LEGEND)}">'
        f"<h2>{say(words.LEGEND)}</h2><p>{say(words.LAYERS_HELP)}{more}</p>{''.join(reversed(made.legend))}"
        f'<h2>{say(words.LIMITS_HEADING)}</h2><p class="gt-limits">{say(limits)}</p>{remarks}'
        f"<p>{say(words.PROJECTION)}</p>"
        f"<p>{say(words.KEYS)}</p><p>{escape(source_line(provenance_json, language))}</p></aside></div>"
    )


# what a browser would fetch: sources of elements, style sheets, pictures of style sheets, tiles (links are not fetched)
_OUTSIDE = re.compile(
    r"""<(?:script|img|iframe|source|embed)\b[^>]*?\bsrc\s*=\s*["']?((?:https?:)?//[^"'\s>]+)"""
    r"""|<link\b[^>]*?\bhref\s*=\s*["']?((?:https?:)?//[^"'\s>]+)"""
    r"""|\burl\(\s*["']?((?:https?:)?//[^"')\s]+)"""
    r"""|\btileLayer(?:\.wms)?\(\s*["']((?:https?:)?//[^"'\s]+)""",
    re.IGNORECASE,
)


def save_web_map(page: folium.Map, path: Path | str) -> Path:
    """Write a web map as one HTML file in UTF-8 and return its path.

    Raises
    ------
    InputError
        When something added to the map would be fetched from a network: the file would not be whole offline.
    """
    html = page.get_root().render()
    outside = sorted({"".join(groups) for groups in _OUTSIDE.findall(html)})
    if outside:
        named = ", ".join(outside[:5])
        raise InputError(
            Text(f"et kort, der henter {named}", f"a map that fetches {named}"),
            Text("et kort, der kan åbnes uden netværk", "a map that opens without a network"),
            Text("fjern de dele, der er føjet til kortet", "remove the parts that were added to the map"),
        )
    target = Path(path)
    target.write_text(html, encoding="utf-8", newline="\n")
    return target
