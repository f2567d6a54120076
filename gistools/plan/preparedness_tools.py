"""The tool preparedness as data; loads no numeric library."""

from __future__ import annotations

import dataclasses

from gistools.cloudburst.tools import LINK_INPUTS, LOSS_INPUTS
from gistools.plan.compare_tools import GROUP, OPTIONAL_RAIN_TABLE
from gistools.plan.preparedness_params import PreparednessToolParams
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

_BUILDINGS = Text(
    "Kolonnen med BBR's anvendelseskode giver de vigtige steder.",
    "The column with the use code of BBR gives the critical places.",
)

PREPAREDNESS_TOOLS = (
    Tool(
        id="preparedness",
        title=Text("Beredskab ved skybrud", "Preparedness for cloudbursts"),
        summary=Text(
            "Kritiske steder under vand, veje, der lukkes, og hjem, som en ambulance ikke kan nå, for alle regn.",
            "Critical places under water, roads that close, and homes that an ambulance cannot reach, for all rains.",
        ),
        group=GROUP,
        function="gistools.plan.preparedness_run:preparedness_tool",
        params=PreparednessToolParams,
        inputs=(
            *(
                dataclasses.replace(one, help=Text(f"{one.help.da} {_BUILDINGS.da}", f"{one.help.en} {_BUILDINGS.en}"))
                if one.name == "buildings"
                else one
                for one in LINK_INPUTS
            ),
            *LOSS_INPUTS,
            Input(
                "roads",
                Kind.LAYER,
                Text("Veje", "Roads"),
                Text("Midterlinjer, delt i kryds.", "Centre lines, split at junctions."),
                geometry=Geometry.LINE,
            ),
            Input(
                "homes",
                Kind.LAYER,
                Text("Hjem", "Homes"),
                Text("Adressepunkter, eller boliger som flader.", "Address points, or dwellings as polygons."),
            ),
            Input(
                "stations",
                Kind.LAYER,
                Text("Stationer", "Stations"),
                Text(
                    "Punkter, som ambulancer og brandbiler kører fra.",
                    "Points that ambulances and fire engines leave from.",
                ),
                geometry=Geometry.POINT,
            ),
            OPTIONAL_RAIN_TABLE,
        ),
        outputs=(
            Output(
                "closed_roads",
                Kind.LAYER,
                Text("Veje, der lukkes af vand", "Roads closed by water"),
                Text(
                    "Stykker af vej med den mindste regn, der lukker dem.",
                    "Pieces of road with the least rain that closes them.",
                ),
                geometry=Geometry.LINE,
                style="closed_roads",
            ),
            Output(
                "home_reach",
                Kind.LAYER,
                Text("Hjem, der kan nås", "Homes that can be reached"),
                Text(
                    "Hvert hjem: nået, ad omvej, afskåret eller ukendt ved den største regn, og hvad der afskærer det.",
                    "Each home: reached, by a detour, cut off or unknown at the largest rain, and what cuts it off.",
                ),
                geometry=Geometry.POINT,
                style="home_reach",
            ),
            Output(
                "stations_used",
                Kind.LAYER,
                Text("Stationer", "Stations"),
                Text(
                    "Stationerne, og hvor langt de ligger fra vejen.", "The stations, and how far from a road they lie."
                ),
                geometry=Geometry.POINT,
                style="stations",
            ),
            Output(
                "critical_places",
                Kind.LAYER,
                Text("Kritiske steder", "Critical places"),
                Text(
                    "Plejehjem, skoler, hospitaler og andre: den regn, der giver vand, hvor dybt, og om de kan nås.",
                    "Care homes, schools, hospitals and others: the rain that brings water, how deep, and whether they "
                    "can be reached.",
                ),
                geometry=Geometry.POLYGON,
                style="critical_places",
                needs="buildings",
            ),
            Output(
                "places_by_rain",
                Kind.TABLE,
                Text("Kritiske steder ved hver regn", "Critical places at each rain"),
                Text("Dybde og adgang ved hver regn.", "Depth and access at each rain."),
                needs="buildings",
            ),
            Output(
                "preparedness_by_rain",
                Kind.TABLE,
                Text("Beredskab ved hver regn", "Preparedness at each rain"),
                Text(
                    "Hjem, der nås, nås ad omvej, er afskåret eller ukendte; lukket vej; steder under vand.",
                    "Homes reached, by a detour, cut off or unknown; closed road; places under water.",
                ),
            ),
        ),
    ),
)
