"""A folium map whose page needs no network: Leaflet, style sheet and scripts lie in the page itself."""

from __future__ import annotations

import json
import re
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import folium
from branca.element import Figure, MacroElement
from folium.template import Template

if TYPE_CHECKING:
    from collections.abc import Mapping

_COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


def offline_map(
    *,
    title: str,
    language: str,
    body: str,
    bounds: object,
    words: Mapping[str, str],
    provenance_json: str | None,
) -> folium.Map:
    """Return an empty map that shows ``bounds``; ``body`` is the HTML around it, with the element ``map_gistools``."""
    return _OfflineMap(
        title=title, language=language, body=body, bounds=bounds, words=words, provenance_json=provenance_json
    )


def script_layer(kind: str, spec: Mapping[str, Any]) -> MacroElement:
    """Return an element that draws a ``"raster"`` or ``"vector"`` layer as ``page.js`` and ``slider.js`` describe."""
    return _ScriptLayer(kind, spec)


def embedded(value: object) -> str:
    r"""Return a value as JSON that can stand inside a script element whatever texts it holds.

    >>> print(embedded({"a": "</script>"}))
    {"a":"\u003c/script\u003e"}
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return safe_json(text)


def safe_json(text: str) -> str:
    """Return JSON with the signs that end scripts or lines written as escapes; it means the same."""
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


@cache
def _asset(*names: str) -> str:
    place = files("gistools.view") / "assets"
    for name in names:
        place = place / name
    return place.read_text(encoding="utf-8")


class _Page(Figure):
    """The HTML document."""

    _template = Template(
        '<!DOCTYPE html>\n<html lang="{{ this.language }}">\n<head>\n{{ this.header.render(**kwargs) }}\n</head>\n'
        "<body>\n{{ this.html.render(**kwargs) }}\n<script>\n{{ this.script.render(**kwargs) }}\n</script>\n"
        "</body>\n</html>\n"
    )

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language


class _OfflineMap(folium.Map):
    """The map and the head of its page."""

    _template = Template(
        "{% macro header(this, kwargs) %}{{ this.head }}{% endmacro %}"
        "{% macro html(this, kwargs) %}{{ this.body }}{% endmacro %}"
        "{% macro script(this, kwargs) %}{{ this.start }}{% endmacro %}"
    )

    def __init__(
        self,
        *,
        title: str,
        language: str,
        body: str,
        bounds: object,
        words: Mapping[str, str],
        provenance_json: str | None,
    ) -> None:
        super().__init__(tiles=None)
        self.default_js, self.default_css = [], []  # folium's own lie on other people's servers
        self._name, self._id = "Map", "gistools"  # folium names things at random; equal maps shall be equal bytes
        licence = _asset("leaflet", "LICENSE").replace("*/", "")
        self.head = (
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(title)}</title>\n"
            f"<style>\n{_COMMENTS.sub('', _asset('leaflet', 'leaflet.css') + _asset('page.css'))}</style>\n"
            f"<script>\n/* Leaflet\n{licence}*/\n{_SOURCE_MAP.sub('', _asset('leaflet', 'leaflet.js'))}\n"
            f"{_asset('page.js')}{_asset('slider.js')}</script>"
        )
        record = ""
        if provenance_json is not None:
            record = f'\n<script type="application/json" id="gistools-provenance">{safe_json(provenance_json)}</script>'
        self.body = body + record
        spec = embedded({"bounds": bounds, "words": dict(words)})
        self.start = f'var map_gistools = gistools.createMap("map_gistools", {spec});'
        _Page(language).add_child(self)


class _ScriptLayer(MacroElement):
    """One layer, drawn by page.js."""

    _template = Template(
        "{% macro script(this, kwargs) %}gistools.{{ this.kind }}(map_gistools, {{ this.spec }});{% endmacro %}"
    )

    def __init__(self, kind: str, spec: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca is typed in part
        self.kind = kind
        self.spec = embedded(spec)
