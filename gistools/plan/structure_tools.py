"""The tool cloudburst-structure as data; loads no numeric library."""

from __future__ import annotations

from gistools.cloudburst.tools import LOSS_INPUTS
from gistools.plan.structure_kinds import TYPE
from gistools.plan.structure_params import StructureToolParams
from gistools.plan.subcatchment_tools import GROUP
from gistools.terrain.tools import TERRAIN_INPUTS
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

STRUCTURE_INPUT = Input(
    "structure",
    Kind.LAYER,
    Text("Skybrudsstruktur", "Cloudburst structure"),
    Text(
        "Skybrudsveje, forsinkelsesveje, render og ledninger (linjer), bassiner, forsinkelser, udløb og recipienter "
        "(punkter eller flader) med slags i kolonnen type, navn i navn, og kapacitet i kapacitet_m3_s (det, der kan "
        "passere) og kapacitet_m3 (det, der holdes tilbage; for andre linjer og udløb det, der kan passere).",
        "Cloudburst roads, delaying roads, channels and pipes (lines), basins, delays, outlets and recipients (points "
        "or polygons) with their kind in the column type, their name in navn, and capacity in kapacitet_m3_s (what can "
        "pass) and kapacitet_m3 (what is held back; of other lines and outlets what can pass).",
    ),
    columns=(TYPE,),
)

STRUCTURE_TOOLS = (
    Tool(
        id="cloudburst-structure",
        title=Text("Skybrudsstruktur", "Cloudburst structure"),
        summary=Text(
            "Efterse en struktur af skybrudsveje, forsinkelser, bassiner og udløb mod én regn: hvor kapaciteten "
            "overskrides, og hvor mange m³ der mangler plads til.",
            "Check a structure of cloudburst roads, delays, basins and outlets against one rain: where its capacity is "
            "exceeded, and how many m³ lack room.",
        ),
        group=GROUP,
        function="gistools.plan.structure_run:cloudburst_structure_tool",
        params=StructureToolParams,
        inputs=(*TERRAIN_INPUTS, *LOSS_INPUTS, STRUCTURE_INPUT),
        outputs=(
            Output(
                "structure_links",
                Kind.LAYER,
                Text("Linjer i strukturen", "Lines of the structure"),
                Text(
                    "Hver linje med det vand, der kommer, det, der kan passere, og det, der mangler plads til.",
                    "Each line with the water that comes, what can pass, and what lacks room.",
                ),
                geometry=Geometry.LINE,
                style="structure_links",
            ),
            Output(
                "structure_nodes",
                Kind.LAYER,
                Text("Steder i strukturen", "Places of the structure"),
                Text(
                    "Bassiner, forsinkelser, udløb, recipienter og knuder med det vand, der kommer, og det, der "
                    "mangler plads til.",
                    "Basins, delays, outlets, recipients and junctions with the water that comes, and what lacks room.",
                ),
                geometry=Geometry.POINT,
                style="structure_nodes",
            ),
            Output(
                "structure_account",
                Kind.TABLE,
                Text("Strukturens vandregnskab", "Water account of the structure"),
                Text(
                    "Hvor meget af afstrømningen strukturen tager, holder, fører ud og mangler plads til.",
                    "How much of the run-off the structure takes, holds, leads out and lacks room for.",
                ),
            ),
        ),
    ),
)
