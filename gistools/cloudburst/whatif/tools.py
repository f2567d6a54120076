"""The tool what-if as data; loads no numeric library."""

from __future__ import annotations

from dataclasses import replace

from gistools.cloudburst.tools import GROUP, TOOLS
from gistools.cloudburst.whatif.kinds import TYPE
from gistools.cloudburst.whatif.params import DeskParams, EditParams, WhatIfParams
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

_ALL_RAINS = next(one for one in TOOLS if one.id == "rain-to-flood")
_OF_ALL_RAINS = {one.name: one for one in _ALL_RAINS.outputs}

MEASURE_EFFECTS = Output(
    "measure_effects",
    Kind.LAYER,
    Text("Tiltagenes virkning", "Effects of the measures"),
    Text(
        "Cellerne, som hvert tiltag har taget, med rumfang afgravet og påfyldt.",
        "The cells that each measure took, with the volume dug and filled.",
    ),
    geometry=Geometry.POLYGON,
    style="measures",
)

WHAT_IF_TOOLS = (
    Tool(
        id="what-if",
        title=Text("Hvad nu hvis", "What if"),
        summary=Text(
            "Hvad tegnede tiltag eller et projekteret terræn ændrer, for alle regndybder: hvor vandet kommer "
            "tidligere, senere, som nyt eller ikke længere.",
            "What drawn measures or a design surface change, for all rain depths: where water comes sooner, later, "
            "newly or no longer.",
        ),
        group=GROUP,
        function="gistools.cloudburst.whatif.run_tools:what_if_tool",
        params=WhatIfParams,
        inputs=(
            *_ALL_RAINS.inputs,
            Input(
                "measures",
                Kind.LAYER,
                Text("Tiltag", "Measures"),
                Text(
                    "Mure, diger, bassiner, sænkede veje, rørunderføringer, omlagte vandløb og nedsivningsbede med "
                    "slags i kolonnen type; tallene står i docs/what-if.md.",
                    "Walls, dikes, basins, lowered roads, culverts, re-coursed streams and infiltration beds with "
                    "their kind in the column type; their numbers stand in docs/what-if.md.",
                ),
                required=False,
                columns=(TYPE,),
            ),
            Input(
                "design_surface",
                Kind.SURFACE,
                Text("Projekteret terræn", "Design surface"),
                Text(
                    "Højder i m som raster, eller trekanter i DXF eller LandXML; tomt, hvor terrænet bliver.",
                    "Heights in m as a raster, or triangles in DXF or LandXML; empty where the ground stays.",
                ),
                required=False,
                unit="m",
            ),
        ),
        outputs=(
            Output(
                "rain_change",
                Kind.RASTER,
                Text("Ændret regn til vand", "Change of rain to flood"),
                Text(
                    "Den regn, der gør cellen våd, efter minus før; under 0 kommer vandet tidligere. Regn over den "
                    "største, der ses på, regnes som den.",
                    "The rain that wets the cell, after less before; below 0 water comes sooner. Rains above the "
                    "largest looked at count as it.",
                ),
                unit="mm",
                style="rain_change",
            ),
            _OF_ALL_RAINS["rain_to_flood"],
            Output(
                "wet_change",
                Kind.RASTER,
                Text("Ændret tilstand", "Change of state"),
                Text(
                    "1 nyt vand, 2 våd tidligere, 3 som før, 4 våd senere, 5 ikke længere våd, 6 tør i begge.",
                    "1 newly wet, 2 wet sooner, 3 the same, 4 wet later, 5 no longer wet, 6 dry in both.",
                ),
                style="wet_change",
                default=False,
            ),
            MEASURE_EFFECTS,
            Output(
                "changed_areas",
                Kind.LAYER,
                Text("Ændrede områder", "Changed areas"),
                Text(
                    "Sammenhængende områder, hvor vandet kommer mindst 1 mm regn tidligere eller senere.",
                    "Connected areas where water comes at least 1 mm of rain sooner or later.",
                ),
                geometry=Geometry.POLYGON,
                style="changed_areas",
            ),
            Output(
                "comparison",
                Kind.TABLE,
                Text("Sammenligning", "Comparison"),
                Text(
                    "For hver regn: vådt areal, areal bedre og værre, og hvor vandet er, før og efter.",
                    "For each rain: wet area, area better and worse, and where the water is, before and after.",
                ),
            ),
            Output(
                "areas_by_rain",
                Kind.TABLE,
                Text("Ændrede områder efter regn", "Changed areas by rain"),
                Text(
                    "For hvert ændret område og hver regn: areal bedre og værre, og vand, der står der.",
                    "For each changed area and each rain: area better and worse, and water that stands there.",
                ),
                default=False,
            ),
            Output(
                "links",
                Kind.LAYER,
                Text("Forbindelser", "Links"),
                Text(
                    "Hvad hver rørføring, bassin og pumpe har ført med tiltagene, og hvad der fører vand uden grænse.",
                    "What each culvert, basin and pump has carried with the measures, and what leads without limit.",
                ),
                geometry=Geometry.ANY,
                default=False,
            ),
            Output(
                "ledgers",
                Kind.TABLE,
                Text("Vandregnskaber", "Water ledgers"),
                Text(
                    "Hvor vandet er ved hver regn, før og efter.", "Where the water is at each rain, before and after."
                ),
                default=False,
            ),
        ),
    ),
)

_WHAT_IF = WHAT_IF_TOOLS[0]
_PLAN = ("measures", "design_surface")

OPENING = replace(
    _WHAT_IF,
    function="gistools.cloudburst.whatif.run_tools:open_desk",
    params=DeskParams,
    inputs=tuple(one for one in _WHAT_IF.inputs if one.name not in _PLAN),
    outputs=(Output("pits", Kind.SCALAR, Text("Bunde", "Pits"), Text("Antal bunde.", "Number of pits.")),),
)
"""The tool for a terrain that measures will be drawn on; see `gistools.cloudburst.whatif.desk`."""

EDITING = replace(
    _WHAT_IF,
    function="gistools.cloudburst.whatif.run_tools:edit_desk",
    params=EditParams,
    inputs=tuple(one for one in _WHAT_IF.inputs if one.name in _PLAN),
    outputs=(*_WHAT_IF.outputs, *OPENING.outputs),
)
"""The tool for measures on a terrain that is kept ready."""
