"""What must stand on a sheet because of its layers: marks of examples, and of figures that are not verified."""

import contextlib
import html
import os
import re
import sqlite3

from qgis.core import QgsMapLayer, QgsProviderRegistry

from . import layout_texts as words
from . import texts
from .catalogue import read_catalogue

_URI = "urn:gistools:provenance"
_FIELD = "maerke"
_DOUBTS = ("ikke verific", "ikke er verific", "efter hukommelsen")


def marks_of(layers):
    """Return the marks, each once, as sentences of both languages: stamps first, then doubt."""
    said = " ".join(_words_of(layer) for layer in layers)
    found = [mark for word, mark in words.STAMPS.items() if word in said.upper()]
    return [*found, words.DOUBT] if any(word in said.lower() for word in _DOUBTS) else found


def name_of(layer):
    """Return what people call a file that gistools wrote, with its rain, in the language of QGIS; else its own name."""
    parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    name = parts.get("layerName") or os.path.splitext(os.path.basename(str(parts.get("path") or "")))[0]
    record = html.unescape(_all_records(layer))
    found = re.search(r'"tool": "([a-z-]+)"', record)
    rain = re.search(r'"rain_mm": ([0-9.]+)', record)
    if found:
        for tool in read_catalogue()["tools"]:
            for one in tool["outputs"]:
                if tool["id"] == found[1] and one["name"] == name:
                    return texts.say(_with_rain(one["label"], float(rain[1])) if rain else one["label"])
    return name or layer.name()


def _with_rain(label, rain_mm):
    told = f"{rain_mm:g}"
    return texts.fill(words.OF_RAIN, name=label, mm=texts.text(told.replace(".", ","), told))


def _all_records(layer):
    tags = layer.htmlMetadata() if layer.type() == QgsMapLayer.LayerType.RasterLayer else ""
    return _record(layer) + tags


def _words_of(layer):
    """Return all that a layer says of itself: tags, records in it and beside it, and the words of its mark column."""
    said = [_all_records(layer)]
    if layer.type() == QgsMapLayer.LayerType.VectorLayer:
        place = layer.fields().lookupField(_FIELD)
        if place >= 0:
            said += [str(value) for value in layer.uniqueValues(place, 50)]
    return " ".join(said)


def _record(layer):
    parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    path = str(parts.get("path") or "")
    if not os.path.isfile(path):
        return ""
    with contextlib.suppress(OSError, UnicodeDecodeError), open(path + ".provenance.json", encoding="utf-8") as file:
        return file.read()
    if path.lower().endswith(".gpkg"):
        with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(path)) as database:
            rows = database.execute("SELECT metadata FROM gpkg_metadata WHERE md_standard_uri = ?", (_URI,)).fetchall()
            return " ".join(row[0] for row in rows)
    return ""
