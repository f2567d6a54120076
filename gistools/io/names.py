"""How files and layers are named; loads no library of files or tables."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.errors import LayerError
from gistools.text import Text

WRITTEN_ENDINGS = (".tif", ".tiff")  # of rasters
LAYER_DRIVERS = {".gpkg": "GPKG", ".fgb": "FlatGeobuf", ".geojson": "GeoJSON", ".parquet": "", ".geoparquet": ""}
LAYER_ENDINGS = tuple(LAYER_DRIVERS)
TABLE_ENDINGS = (".csv",)
DXF_ENDINGS = (".dxf",)
LANDXML_ENDINGS = (".xml", ".landxml")

_CONTAINERS = (".gpkg", ".gdb", ".sqlite", ".gml", ".kml", ".geojson", ".fgb", ".shp", ".tab")


@dataclass(frozen=True)
class LayerName:
    """A file and the layer wanted of it, as QGIS and people write them."""

    path: str
    layer: str | None = None
    index: int | None = None


def parse_layer_name(text: str) -> LayerName:
    """Split ``"file.gpkg|layername=x"`` (QGIS) and ``"file.gpkg:x"`` into file and layer.

    >>> parse_layer_name("C:/data/by.gpkg:bygninger")
    LayerName(path='C:/data/by.gpkg', layer='bygninger', index=None)
    """
    path, *options = text.split("|")
    layer = index = None
    for option in options:
        key, _, value = option.partition("=")
        if key.lower() == "layername":
            layer = value
        elif key.lower() == "layerid" and value.isdigit():
            index = int(value)
        elif key.lower() == "subset":
            raise LayerError(
                Text(f"et lag med filter ({value})", f"a layer with a filter ({value})"),
                Text("en fil uden filter", "a file without a filter"),
                Text("gem de filtrerede objekter som et nyt lag", "save the filtered features as a new layer"),
            )
    before, colon, after = path.rpartition(":")
    if layer is None and colon and after and before.lower().endswith(_CONTAINERS):
        path, layer = before, after
    return LayerName(path, layer, index)
