"""The tool that builds a path network, as data; loads no numeric library."""

from __future__ import annotations

from dataclasses import replace

from gistools.pathnet.build_params import PathNetworkParams
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

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
           Text("Grundplaner; ingen ende samles gennem en bygning.", "Footprints; no end is joined through a "
               "building."),
           Geometry.POLYGON, beneath="buildings"),
    _layer("lakes", Text("Søer", "Lakes"), Text("Ingen ende samles over en sø.", "No end is joined across a lake."),
           Geometry.POLYGON, beneath="lakes_beneath"),
    _layer("streams", Text("Vandløb", "Streams"),
           Text("Midterlinjer; ingen ende samles over et vandløb.", "Centre lines; no end is joined across a stream."),
           Geometry.LINE, beneath="streams_beneath"),
    _layer("rails", Text("Jernbaner", "Railways"),
           Text("Midterlinjer; ingen ende samles over en jernbane.", "Centre lines; no end is joined across a "
               "railway."),
           Geometry.LINE),
)  # fmt: skip
"""What a path network is built from, as all tools of paths take it."""

_BENEATH = {"paths": "paths_beneath", "roads": "roads_beneath"}
NETWORK_BENEATH = tuple(replace(one, beneath=_BENEATH.get(one.name, one.beneath)) for one in NETWORK_INPUTS)
"""The same for tools whose own layers do not show the whole network: their maps show it to find one's way by."""

PATH_NETWORK = Tool(
    id="path-network",
    title=Text("Stinet: byg og efterse", "Path network: build and audit"),
    summary=Text(
        "Stykker og knuder af ethvert linjelag, hver rettelse med hvordan den fortrydes, og hvilke gab der bør "
        "rettes først.",
        "Edges and nodes of any layer of lines, every repair with how to undo it, and which gaps to mend first.",
    ),
    group=GROUP,
    limits=Text(
        "Nettet er, hvad lagene siger: en sti, der ikke er tegnet, er der ikke, og hvad der ikke er oplyst, er ukendt.",
        "The network is what the layers tell: a path that is not drawn is not there, and what is not told is unknown.",
    ),
    function="gistools.pathnet.build_run:path_network_tool",
    params=PathNetworkParams,
    inputs=(
        *NETWORK_INPUTS,
        _layer(
            "addresses",
            Text("Adresser", "Addresses"),
            Text(
                "Punkter. Rettelser og gab stilles så op efter, hvor mange boliger de forbinder; ellers efter meter.",
                "Points. Repairs and gaps are then ranked by the dwellings that they join; else by metres.",
            ),
            Geometry.POINT,
        ),
    ),
    outputs=(
        Output(
            "edges",
            Kind.LAYER,
            Text("Stykker", "Edges"),
            Text(
                "Linjer mellem knuder med det, der vides om dem; ukendt er ukendt, aldrig nej eller 0.",
                "Lines between nodes with what is known of them; unknown is unknown, never no or 0.",
            ),
            geometry=Geometry.LINE,
            style="path_edges",
        ),
        Output(
            "nodes",
            Kind.LAYER,
            Text("Knuder", "Nodes"),
            Text(
                "Hvor stykker mødes, og hvilken del af nettet de er i.", "Where edges meet, and the part they are in."
            ),
            geometry=Geometry.POINT,
            style="path_nodes",
        ),
        Output(
            "repairs",
            Kind.LAYER,
            Text("Rettelser og gab", "Repairs and gaps"),
            Text(
                "Hver rettelse, hvert gab og alt, der bør ses efter, på sit sted.",
                "Every repair, every gap and all that should be looked at, where it is.",
            ),
            geometry=Geometry.POINT,
            style="path_repairs",
        ),
        Output(
            "audit",
            Kind.TABLE,
            Text("Rettelserne som tabel", "The audit as a table"),
            Text(
                "En række for hver ændring: før, efter, fortryd; gab i den rækkefølge, hvor hvert næste gab giver mest "
                "sammenhæng.",
                "A row for each change: before, after, undo; gaps in the order in which each next one adds most "
                "coherence.",
            ),
        ),
    ),
)

BUILD_TOOLS = (PATH_NETWORK,)
