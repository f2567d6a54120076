"""The tool sub-catchments as data; loads no numeric library."""

from __future__ import annotations

from gistools.cloudburst.tools import LOSS_INPUTS
from gistools.plan.subcatchment_params import SubCatchmentToolParams
from gistools.terrain.tools import TERRAIN_INPUTS
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

GROUP = Text("Skybrudsplan", "Cloudburst plan")

SEWER_CATCHMENTS = Input(
    "sewer_catchments",
    Kind.LAYER,
    Text("Kloakoplande", "Sewer catchments"),
    Text(
        "Flader, der skærer eller styrer deloplandene; navnet i kolonnen navn. To må ikke dække samme celle.",
        "Polygons that cut or guide the sub-catchments; their name in the column navn. No two may cover one cell.",
    ),
    required=False,
    geometry=Geometry.POLYGON,
)
EDITS = Input(
    "edits",
    Kind.LAYER,
    Text("Deloplande tegnet i hånden", "Sub-catchments drawn by hand"),
    Text(
        "Flader med navn i kolonnen navn, der træder i stedet for de beregnede, hvor de ligger.",
        "Polygons with a name in the column navn, which replace the ones found where they lie.",
    ),
    required=False,
    geometry=Geometry.POLYGON,
)
BUILDING_COSTS = Input(
    "building_costs",
    Kind.LAYER,
    Text("Skade pr. bygning", "Damage by building"),
    Text(
        "Laget building_costs fra flood-cost: så får hvert delopland sin årlige skade i dag og i klimaåret.",
        "The layer building_costs of flood-cost: then each sub-catchment gets its annual damage today and in the "
        "climate year.",
    ),
    required=False,
    geometry=Geometry.POLYGON,
)

SUBCATCHMENT_TOOLS = (
    Tool(
        id="sub-catchments",
        title=Text("Deloplande", "Sub-catchments"),
        summary=Text(
            "Del byen i deloplande efter, hvor vandet løber, med et vandregnskab for hvert, der går op og tilsammen er "
            "byens.",
            "Part the town into sub-catchments by where water runs, each with a water ledger that closes, and that "
            "together are the town's.",
        ),
        group=GROUP,
        function="gistools.plan.subcatchment_run:sub_catchments_tool",
        params=SubCatchmentToolParams,
        inputs=(*TERRAIN_INPUTS, *LOSS_INPUTS, SEWER_CATCHMENTS, EDITS, BUILDING_COSTS),
        outputs=(
            Output(
                "sub_catchments",
                Kind.LAYER,
                Text("Deloplande", "Sub-catchments"),
                Text(
                    "Et delopland for hver flade, med lavninger, skade og vand ved den sidste regn.",
                    "A sub-catchment for each polygon, with bluespots, damage and water at the last rain.",
                ),
                geometry=Geometry.POLYGON,
                style="sub_catchments",
            ),
            Output(
                "sub_catchment_ledgers",
                Kind.TABLE,
                Text("Deloplandenes vandregnskaber", "Water ledgers of the sub-catchments"),
                Text(
                    "Hvor vandet kom fra og blev af i hvert delopland ved hver regn; byen i alt er nr. 0.",
                    "Where water came from and went in each sub-catchment at each rain; the town in all is no. 0.",
                ),
            ),
            Output(
                "sub_catchment_flows",
                Kind.TABLE,
                Text("Vand mellem deloplande", "Water between sub-catchments"),
                Text(
                    "Hvor meget vand der løber fra hvert delopland til hvert andet og ud af kortet ved hver regn.",
                    "How much water runs from each sub-catchment to each other and off the map at each rain.",
                ),
            ),
            Output(
                "flow_lines",
                Kind.LAYER,
                Text("Vand mellem deloplande på kort", "Water between sub-catchments as a map"),
                Text(
                    "Skematiske linjer fra delopland til delopland med vandmængden ved den sidste regn.",
                    "Schematic lines from sub-catchment to sub-catchment with the volume at the last rain.",
                ),
                geometry=Geometry.LINE,
                style="sub_catchment_flows",
            ),
            Output(
                "sub_catchment_damage",
                Kind.TABLE,
                Text("Skade pr. delopland", "Damage by sub-catchment"),
                Text(
                    "Forventet årlig skade i dag og i klimaåret for hvert delopland; summen er byens til øren.",
                    "Expected annual damage today and in the climate year of each sub-catchment; the sum is the "
                    "town's to the øre.",
                ),
                needs="building_costs",
            ),
            Output(
                "vulnerable_places",
                Kind.LAYER,
                Text("Sårbare steder", "Vulnerable places"),
                Text(
                    "De mest udsatte lavninger i hvert delopland: efter skade, ellers efter vand ved den sidste regn.",
                    "The most exposed bluespots of each sub-catchment: by damage, else by water at the last rain.",
                ),
                geometry=Geometry.POINT,
                style="vulnerable_places",
            ),
        ),
    ),
)
