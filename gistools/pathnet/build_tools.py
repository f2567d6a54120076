"""The tool that builds a path network, as data; loads no numeric library."""

from __future__ import annotations

from gistools.text import Text
from gistools.tool import Geometry, Input, Kind

GROUP = Text("Stier og veje", "Paths and roads")


def _layer(
    name: str, label: Text, text: Text, geometry: Geometry, *, required: bool = False, beneath: str = ""
) -> Input:
    return Input(name, Kind.LAYER, label, text, required=required, geometry=geometry, beneath=beneath)


NETWORK_INPUTS = (
    _layer(
        "paths",
        Text("Stier", "Paths"),
        Text(
            "Midterlinjer, fx fra GeoDanmark, OpenStreetMap eller egen opmåling; også veje, når de ligger i samme lag.",
            "Centre lines, of GeoDanmark, OpenStreetMap or an own survey; roads too where they are in the same layer.",
        ),
        Geometry.LINE,
        required=True,
    ),
    _layer("roads", Text("Veje", "Roads"), Text("Vejmidter i et lag for sig.", "Centre lines in a layer of their own."),
           Geometry.LINE),
    _layer("buildings", Text("Bygninger", "Buildings"),
           Text("Grundplaner; ingen ende samles gennem en bygning.", "Footprints; no end is joined through a building."),
           Geometry.POLYGON, beneath="buildings"),
    _layer("lakes", Text("Søer", "Lakes"), Text("Ingen ende samles over en sø.", "No end is joined across a lake."),
           Geometry.POLYGON),
    _layer("streams", Text("Vandløb", "Streams"),
           Text("Midterlinjer; ingen ende samles over et vandløb.", "Centre lines; no end is joined across a stream."),
           Geometry.LINE),
    _layer("rails", Text("Jernbaner", "Railways"),
           Text("Midterlinjer; ingen ende samles over en jernbane.", "Centre lines; no end is joined across a railway."),
           Geometry.LINE),
)  # fmt: skip
"""What a path network is built from, as all tools of paths take it."""
