"""The terrain tools as data; loads no numeric library."""

from __future__ import annotations

import dataclasses

from gistools.terrain.params import FlowPathParams, SnapParams, TerrainParams
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

GROUP = Text("Terræn og strømning", "Terrain and flow")

TERRAIN_INPUTS = (
    Input(
        "elevation",
        Kind.RASTER,
        Text("Højdemodel", "Elevation model"),
        Text(
            "Én raster, en mappe med kvadratfelter (fx DTM_1km_*.tif) eller en VRT; højder i meter.",
            "One raster, a folder of tiles (such as DTM_1km_*.tif) or a VRT; heights in metres.",
        ),
        unit="m",
        elevation=True,
    ),
    Input(
        "adjustment_lines",
        Kind.LAYER,
        Text("Tilpasningslinjer", "Adjustment lines"),
        Text(
            "Linjer, der fører vand gennem dæmninger (rørunderføringer): første og sidste punkt giver koten.",
            "Lines that lead water through banks (culverts): the first and last point give the level.",
        ),
        required=False,
        geometry=Geometry.LINE,
    ),
    Input(
        "horseshoes",
        Kind.LAYER,
        Text("Hestesko", "Horseshoes"),
        Text(
            "Linjer med fire punkter, der åbner brede underføringer: profilen A-D til profilen B-C.",
            "Lines of four points that open wide underpasses: the profile A-D to the profile B-C.",
        ),
        required=False,
        geometry=Geometry.LINE,
    ),
    Input(
        "buildings",
        Kind.LAYER,
        Text("Bygninger", "Buildings"),
        Text("Bygningers grundplan som flader.", "Building footprints as polygons."),
        required=False,
        geometry=Geometry.POLYGON,
        beneath="buildings",
    ),
)

FILLED = Output(
    "filled",
    Kind.RASTER,
    Text("Fyldt terræn", "Filled terrain"),
    Text("Laveste flade uden lavninger.", "The lowest surface without depressions."),
    unit="m",
    style="elevation",
)

TOOLS = (
    Tool(
        id="condition",
        title=Text("Tilpas terræn til vand", "Condition terrain for water"),
        summary=Text(
            "Brænder tilpasningslinjer og hestesko ind, hæver eller fjerner bygninger, og viser hver ændring.",
            "Burns adjustment lines and horseshoes, raises or removes buildings, and lists every change.",
        ),
        group=GROUP,
        function="gistools.terrain.run_tools:condition_tool",
        params=TerrainParams,
        inputs=TERRAIN_INPUTS,
        outputs=(
            Output(
                "conditioned",
                Kind.RASTER,
                Text("Tilpasset terræn", "Conditioned terrain"),
                Text("Terrænet, som vandet ser det.", "The terrain as water meets it."),
                unit="m",
                style="elevation",
            ),
            Output(
                "edits",
                Kind.LAYER,
                Text("Ændringer", "Edits"),
                Text(
                    "Hvert tilpasningsobjekt med antal celler og ændret rumfang.",
                    "Each object with cells and volume changed.",
                ),
                geometry=Geometry.POLYGON,
                style="edits",
            ),
        ),
    ),
    Tool(
        id="fill",
        title=Text("Fyld lavninger", "Fill depressions"),
        summary=Text(
            "Hæver hver lavning til det niveau, hvor vandet løber over; resten er uændret.",
            "Raises every depression to the level where water spills; all else is unchanged.",
        ),
        group=GROUP,
        function="gistools.terrain.run_tools:fill_tool",
        params=TerrainParams,
        inputs=TERRAIN_INPUTS,
        outputs=(
            FILLED,
            Output(
                "fill_depth",
                Kind.RASTER,
                Text("Lavningsdybde", "Depression depth"),
                Text("Fyldt terræn minus terræn.", "Filled terrain less terrain."),
                unit="m",
                style="depth",
            ),
        ),
    ),
    Tool(
        id="flow",
        title=Text("Strømningsretning og opland", "Flow direction and contributing area"),
        summary=Text(
            "Hvor hver celle afvander hen, og hvor stort et areal der løber gennem den.",
            "Where each cell drains to, and how large an area runs through it.",
        ),
        group=GROUP,
        function="gistools.terrain.run_tools:flow_tool",
        params=TerrainParams,
        inputs=TERRAIN_INPUTS,
        outputs=(
            Output(
                "flow_direction",
                Kind.RASTER,
                Text("Strømningsretning", "Flow direction"),
                Text(
                    "D8 gennem lavninger til kortets kant: 1 øst, 2 sydøst ... 128 nordøst; 0 udløb; 247 ukendt.",
                    "D8 through depressions to the edge: 1 east, 2 south-east ... 128 north-east; 0 outlet, 247 none.",
                ),
                style="direction",
            ),
            Output(
                "contributing_area",
                Kind.RASTER,
                Text("Opland", "Contributing area"),
                Text(
                    "Areal, der løber gennem cellen, cellen selv medregnet.",
                    "Area that runs through the cell, itself included.",
                ),
                unit="m²",
                style="contributing_area",
            ),
            Output(
                "contributing_cells",
                Kind.RASTER,
                Text("Opland i celler", "Contributing cells"),
                Text(
                    "Antal celler, der løber gennem cellen, cellen selv medregnet; et helt tal.",
                    "How many cells run through the cell, itself included; a whole number.",
                ),
                style="contributing_cells",
                default=False,
            ),
            dataclasses.replace(FILLED, default=False),
            Output(
                "local_direction",
                Kind.RASTER,
                Text("Lokal strømningsretning", "Local flow direction"),
                Text(
                    "D8 til bunden af hver lavning; 0 bund eller udløb.",
                    "D8 to the bottom of every depression; 0 bottom or outlet.",
                ),
                style="direction",
                default=False,
            ),
            Output(
                "flat_mask",
                Kind.RASTER,
                Text("Flade områder", "Flats"),
                Text(
                    "1 hvor retningen er fundet over et vandret område.",
                    "1 where the direction was found across level ground.",
                ),
                style="mask",
                default=False,
            ),
            Output(
                "cut_by_edge",
                Kind.RASTER,
                Text("Opland skåret af kanten", "Cut by the edge"),
                Text(
                    "1 hvor oplandet når kortets kant, så der kan komme vand udefra.",
                    "1 where the contributing area reaches the map edge, so that water may come from outside.",
                ),
                style="mask_cut",
                default=False,
            ),
            Output(
                "intensity",
                Kind.RASTER,
                Text("Strømningsintensitet", "Flow intensity"),
                Text(
                    "Opland fordelt på alle lavere naboer: et billede af spredt strømning, ikke brugt til rumfang.",
                    "Area shared among all lower neighbours: a picture of spreading flow, not used for volumes.",
                ),
                unit="m²",
                style="intensity",
                default=False,
            ),
        ),
    ),
    Tool(
        id="flow-paths",
        title=Text("Strømningsveje", "Flow paths"),
        summary=Text(
            "Strømningsveje som linjer med opland og orden.", "Flow paths as lines with contributing area and order."
        ),
        group=GROUP,
        function="gistools.terrain.run_tools:flow_paths_tool",
        params=FlowPathParams,
        inputs=TERRAIN_INPUTS,
        outputs=(
            Output(
                "flow_paths",
                Kind.LAYER,
                Text("Strømningsveje", "Flow paths"),
                Text("Linjer mellem sammenløb.", "Lines between confluences."),
                geometry=Geometry.LINE,
                style="flow_paths",
            ),
        ),
    ),
    Tool(
        id="watershed",
        title=Text("Opland til punkter eller flader", "Watershed of points or polygons"),
        summary=Text(
            "Hele det areal, der afvander til hvert punkt eller hver flade.",
            "All that drains to each point or polygon.",
        ),
        group=GROUP,
        function="gistools.terrain.run_tools:watershed_tool",
        params=SnapParams,
        inputs=(
            *TERRAIN_INPUTS,
            Input(
                "places",
                Kind.LAYER,
                Text("Punkter eller flader", "Points or polygons"),
                Text("Steder, hvis opland ønskes.", "Places whose watershed is wanted."),
            ),
        ),
        outputs=(
            Output(
                "watersheds",
                Kind.LAYER,
                Text("Oplande", "Watersheds"),
                Text("Én flade for hvert sted.", "One polygon for each place."),
                geometry=Geometry.POLYGON,
                style="watersheds",
            ),
        ),
    ),
    Tool(
        id="trace",
        title=Text("Følg vandet nedstrøms", "Trace downstream"),
        summary=Text(
            "Vandets vej fra hvert punkt til kortets kant.", "The way of the water from each point to the map edge."
        ),
        group=GROUP,
        function="gistools.terrain.run_tools:trace_tool",
        params=SnapParams,
        inputs=(
            *TERRAIN_INPUTS,
            Input(
                "points",
                Kind.LAYER,
                Text("Punkter", "Points"),
                Text("Hvor vandet begynder.", "Where the water starts."),
                geometry=Geometry.POINT,
            ),
        ),
        outputs=(
            Output(
                "traces",
                Kind.LAYER,
                Text("Vandets vej", "Way of the water"),
                Text("Én linje for hvert punkt.", "One line for each point."),
                geometry=Geometry.LINE,
                style="traces",
            ),
        ),
    ),
)
