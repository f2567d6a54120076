"""The flood-cost tools as data; loads no numeric library."""

from __future__ import annotations

import dataclasses

from gistools.cloudburst.rain.tools import CLIMATE_FACTORS, RAIN_STATISTICS, RAIN_TO_FLOOD
from gistools.cloudburst.tools import TOOLS as CLOUDBURST_TOOLS
from gistools.floodcost.cost_params import FloodCostMapsParams, FloodCostParams, FloodCostRainParams
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

GROUP = Text("Skadesomkostninger", "Flood cost")

BUILDINGS = Input(
    "buildings",
    Kind.LAYER,
    Text("Bygninger", "Buildings"),
    Text(
        "Grundplaner som flader, gerne med BBR's anvendelseskode og kælder; det, der mangler, tælles som ukendt.",
        "Footprints as polygons, with the use code of BBR and the basement if known; what lacks counts as unknown.",
    ),
    geometry=Geometry.POLYGON,
)
DAMAGE_TABLE = Input(
    "damage_table",
    Kind.TABLE,
    Text("Egen skadetabel", "Damage table of one's own"),
    Text(
        "I samme form som gistools' egen (gistools tables building_damage); uden den bruges gistools' egen.",
        "In the form of the one of gistools (gistools tables building_damage), which is used without it.",
    ),
    required=False,
)
PRICE_INDEX = Input(
    "price_index",
    Kind.TABLE,
    Text("Prisindeks", "Price index"),
    Text(
        "Kræves, når prisåret er et andet end skadetabellens: årstal og indeks.",
        "Needed when the price year is not the damage table's: year and index.",
    ),
    required=False,
)

OUTPUTS = (
    Output(
        "building_costs",
        Kind.LAYER,
        Text("Skade pr. bygning", "Damage by building"),
        Text(
            "Hver bygning med den regn, hvor skaden begynder, og den forventede årlige skade i kr. Viser enkelte huse.",
            "Each building with the rain at which damage begins, and the expected annual damage in DKK. Shows houses.",
        ),
        geometry=Geometry.POLYGON,
        style="building_costs",
    ),
    Output(
        "cost_squares",
        Kind.LAYER,
        Text("Skade i felter", "Damage in squares"),
        Text(
            "Forventet årlig skade i kr. i felter, som kan offentliggøres.",
            "Expected annual damage in DKK in squares that can be published.",
        ),
        geometry=Geometry.POLYGON,
        style="cost_squares",
    ),
    Output(
        "costs_by_class",
        Kind.TABLE,
        Text("Skade efter anvendelse", "Damage by use"),
        Text("Forventet årlig skade efter skadesklasse.", "Expected annual damage by damage class."),
    ),
    Output(
        "costs_in_all",
        Kind.TABLE,
        Text("Skade i alt", "Damage in all"),
        Text(
            "Forventet årlig skade i alt, i dag og i klimaåret, med den del, der hviler på regn uden for regntabellen.",
            "Expected annual damage in all, today and in the climate year, and what rests on rains off the table.",
        ),
    ),
    Output(
        "costs_counted",
        Kind.TABLE,
        Text("Optælling af bygninger", "Count of buildings"),
        Text(
            "Hvor mange bygninger der er uden kode, med ukendt kælder, uden for kortet og så videre.",
            "How many buildings are without a code, of unknown basement, off the map and so on.",
        ),
    ),
    Output(
        "cost_assumptions",
        Kind.TABLE,
        Text("Forudsætninger", "Assumptions"),
        Text(
            "Hvert beløb med kilde, prisår, og om det er verificeret; og alle valg.",
            "Each amount with its source, price year, and whether it was verified; and all choices.",
        ),
    ),
)
BY_RAIN = Output(
    "costs_by_rain",
    Kind.TABLE,
    Text("Skade ved én regn", "Damage of one rain"),
    Text(
        "Skade og antal bygninger ved hver af regntabellens gentagelsesperioder.",
        "Damage and number of buildings at each return period of the rain table.",
    ),
)

FLOOD_COST_TOOLS = (
    Tool(
        id="flood-cost",
        title=Text("Hvad koster skybrud?", "What do cloudbursts cost?"),
        summary=Text(
            "Forventet årlig skade pr. bygning fra terræn og regntabel, uden at vælge regn: hver bygnings første "
            "skadelige regn findes for alle regn på én gang.",
            "Expected annual damage by building from terrain and rain table, without choosing rains: the first harmful "
            "rain of each building is found for all rains at once.",
        ),
        group=GROUP,
        function="gistools.floodcost.run_tools:flood_cost_tool",
        params=FloodCostParams,
        inputs=(
            *(
                dataclasses.replace(one, required=True, help=BUILDINGS.help) if one.name == "buildings" else one
                for one in next(tool.inputs for tool in CLOUDBURST_TOOLS if tool.id == "rain-to-flood")
            ),
            RAIN_STATISTICS,
            CLIMATE_FACTORS,
            DAMAGE_TABLE,
            PRICE_INDEX,
        ),
        outputs=(*OUTPUTS[:-1], BY_RAIN, OUTPUTS[-1]),
    ),
    Tool(
        id="flood-cost-rain",
        title=Text("Skade af et kort over mindste regn", "Cost from a map of least rain"),
        summary=Text(
            "Forventet årlig skade fra en raster over den mindste regn, der giver vand, også fra andre programmer.",
            "Expected annual damage from a raster of the least rain that floods, of other programs too.",
        ),
        group=GROUP,
        function="gistools.floodcost.run_tools:flood_cost_rain_tool",
        params=FloodCostRainParams,
        inputs=(RAIN_TO_FLOOD, BUILDINGS, RAIN_STATISTICS, CLIMATE_FACTORS, DAMAGE_TABLE, PRICE_INDEX),
        outputs=(*OUTPUTS[:-1], BY_RAIN, OUTPUTS[-1]),
    ),
    Tool(
        id="flood-cost-maps",
        title=Text("Skade af dybdekort", "Cost from maps of depth"),
        summary=Text(
            "Forventet årlig skade fra dybderastere ved flere gentagelsesperioder (MIKE, SCALGO, HEC-RAS …).",
            "Expected annual damage from rasters of depth at several return periods (MIKE, SCALGO, HEC-RAS …).",
        ),
        group=GROUP,
        function="gistools.floodcost.run_tools:flood_cost_maps_tool",
        params=FloodCostMapsParams,
        inputs=(
            Input(
                "depths",
                Kind.RASTER,
                Text("Dybdekort", "Maps of depth"),
                Text(
                    "Vanddybde i m, ét kort for hver gentagelsesperiode i stigende orden, på samme gitter; 0 hvor der "
                    "er tørt, nodata hvor intet vides.",
                    "Depth of water in m, one map for each return period in rising order, on one grid; 0 where dry, "
                    "nodata where nothing is known.",
                ),
                unit="m",
                many=True,
            ),
            Input(
                "terrain",
                Kind.RASTER,
                Text("Terræn", "Terrain"),
                Text(
                    "På samme gitter i m; med det bedømmes vandspejlet, uden det dybden i hver celle.",
                    "On the same grid in m; with it the water level is judged, without it the depth of each cell.",
                ),
                required=False,
                unit="m",
            ),
            BUILDINGS,
            DAMAGE_TABLE,
            PRICE_INDEX,
        ),
        outputs=OUTPUTS,
    ),
)
